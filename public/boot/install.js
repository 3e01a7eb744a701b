// Installing: offered at home from the second visit on, until somebody says no.
import { hide, show } from "./notices.js";
import { account, device, OWN, read, session, write } from "./window.js";

/** @type {BeforeInstallPromptEvent | undefined} */
let prompt;
export const install = () => {
  prompt?.prompt();
  prompt = undefined;
};
export const refuseInstall = () => write(device, OWN + "no-install", true);
const visits = () => {
  /** @type {number | null} */
  const count = read(device, OWN + "visits");
  return count ?? 0;
};
export const countVisit = () => {
  if (!session || session.getItem(OWN + "visit")) return;
  session.setItem(OWN + "visit", "1");
  write(device, OWN + "visits", visits() + 1);
};
// Safari on phones and tablets has the way, and no event that offers it. Its tablets call themselves Macs.
const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
const isInstalled = navigator.standalone || matchMedia("(display-mode: standalone)").matches;
export const offerInstall = () => {
  const isHome = account() && location.pathname === "/home" && !isInstalled;
  const fits = isHome && visits() > 1 && !read(device, OWN + "no-install");
  if (fits && prompt) show("install");
  else hide("install");
  if (fits && isApple) show("install-apple");
  else hide("install-apple");
};
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  prompt = event;
  offerInstall();
});
addEventListener("appinstalled", () => {
  prompt = undefined;
  offerInstall();
});
window.navigation?.addEventListener("navigatesuccess", offerInstall);
