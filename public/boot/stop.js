// The WASM has stopped: links and forms are the browser's own again.
import { hangUp } from "./live.js";
import { show } from "./notices.js";
import { root, state } from "./window.js";

// What pages listen to. What the browser does by itself goes on.
const EVENTS =
  "click submit input change reset keydown keyup focusin focusout focus blur pointerdown pointerup pointermove toggle " +
  "popstate scroll dragover drop online hashchange visibilitychange";
export const stop = () => {
  if (state.isPlain) return;
  state.isPlain = true;
  for (const type of EVENTS.split(" ")) addEventListener(type, (event) => event.stopImmediatePropagation(), true);
  root.removeAttribute("data-live");
  root.setAttribute("data-stopped", "");
  // Nothing may call into it any more: its clocks and its line end here.
  for (let last = setTimeout(() => {}); last > 0; last -= 1) clearTimeout(last);
  hangUp();
  for (const form of document.querySelectorAll("form[data-sending]")) form.removeAttribute("data-sending");
  for (const button of document.querySelectorAll("form [aria-busy=true]")) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
  show("stopped");
};
/** @param {unknown} why */
const broke = (why) => why instanceof WebAssembly.RuntimeError && stop();
addEventListener("error", (event) => broke(event.error));
addEventListener("unhandledrejection", (event) => broke(event.reason));
// The panic hook says so before the trap, which not every caller lets through.
addEventListener("app:stopped", stop);
