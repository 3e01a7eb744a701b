// The WASM has stopped: links and forms are the browser's own again.
import { show } from "./notices.js";
import { root, state } from "./window.js";

/**
 * A line to the server, of either kind.
 * @typedef {EventTarget & { readyState: number, onmessage: unknown, onclose?: unknown, onerror: unknown, close: () => void }} Line
 * @typedef {new (...how: [address: string | URL, ...rest: unknown[]]) => Line} LineClass
 */
/** @type {Set<Line>} */
const lines = new Set();
const kinds = /** @type {Record<string, LineClass | undefined>} */ (/** @type {unknown} */ (window));
for (const name of ["WebSocket", "EventSource"]) {
  const Line = kinds[name];
  if (!Line) continue;
  kinds[name] = class extends Line {
    /** @param {[address: string | URL, ...rest: unknown[]]} how */
    constructor(...how) {
      // The WASM takes it for a line that could not be had.
      if (state.isSilent) throw new DOMException("gone out", "AbortError");
      super(...how);
      lines.add(this);
      this.addEventListener(name === "WebSocket" ? "close" : "error", () => this.readyState >= 2 && lines.delete(this));
    }
  };
}
export const hangUp = () => {
  for (const line of lines) {
    line.onmessage = line.onclose = line.onerror = null;
    line.close();
  }
};
// What pages listen to. What the browser does by itself goes on.
const EVENTS =
  "click submit input change reset keydown keyup focusin focusout focus blur pointerdown pointerup pointermove toggle popstate scroll dragover drop online hashchange visibilitychange";
export const stop = () => {
  if (state.isPlain) return;
  state.isPlain = true;
  for (const type of EVENTS.split(" ")) addEventListener(type, (event) => event.stopImmediatePropagation(), true);
  root.removeAttribute("data-live");
  root.setAttribute("data-stopped", "");
  // Nothing may call into it any more: its clocks and its line end here.
  for (let last = setTimeout(() => {}); last > 0; last -= 1) clearTimeout(last);
  hangUp();
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
addEventListener("hall:stopped", stop);
