// The zone of this device, in which pages write their times. Strangers need none, and leave no cookie.
import { account } from "./window.js";

// The browser takes its time for the first question after the zone, so it is asked when there is nothing else to do.

export const noteZone = () => {
  if (!account() && !/^\/sign-(in|up)$/.test(location.pathname)) return;
  const { timeZone: zone = "" } = Intl.DateTimeFormat().resolvedOptions();
  if (!/^[\w+/-]{1,40}$/.test(zone) || document.cookie.split("; ").includes(`zone=${zone}`)) return;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
};
