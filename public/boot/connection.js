// Without a connection: said after a moment, and taken back when it is there again.
import { hide, show } from "./notices.js";
import { root, state } from "./window.js";

/** @type {number | undefined} */
let away;
export const look = () => {
  const isCut = root.hasAttribute("data-account") && root.dataset.socket === "closed";
  if (navigator.onLine && !isCut) {
    clearTimeout(away);
    away = undefined;
    hide("offline");
  } else if (!state.isPlain) {
    away ??= setTimeout(() => show("offline"), navigator.onLine ? 5000 : 1000);
  }
};
addEventListener("online", look, true);
addEventListener("offline", look, true);
