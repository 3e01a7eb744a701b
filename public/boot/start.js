// The start of the WASM: when the browser is idle, or when somebody reaches for a control.
import { persistently } from "./chunk.js";
import { stop } from "./stop.js";
import { registerLater } from "./update.js";
import { account, at, glue, split, wasm, whenIdle } from "./window.js";

let isStarted = false;
const begin = async () => {
  if (isStarted || !glue) return;
  isStarted = true;
  try {
    let program = persistently(wasm);
    program.catch(() => {});
    /** @type {{ default: (how: { module_or_path: Promise<Response> }) => Promise<unknown>, hydrate: () => void }} */
    const module = await import(glue).catch(async () => {
      // Asked for again only when all of it is there, because not every browser imports more than twice.
      await Promise.all([glue, split].filter(Boolean).map(async (script) => (await persistently(script)).arrayBuffer()));
      return import(glue);
    });
    try {
      await module.default({ module_or_path: program });
    } catch {
      program = persistently(wasm);
      await module.default({ module_or_path: program });
    }
    module.hydrate();
  } catch {
    stop();
  }
};
// A stranger who reads and follows links needs none of it: for them it starts with the first control they reach for.
const REACHES = ["pointerover", "pointerdown", "focusin", "keydown"];
const CONTROLS = "input,textarea,select,button,summary,label";
/** @param {Event} event */
const reach = (event) => {
  const isReal = account() ? event.type !== "pointerover" : event.type === "keydown" || at(event)?.closest(CONTROLS);
  if (!isReal) return;
  for (const way of REACHES) removeEventListener(way, reach, true);
  begin();
  if (!account() && !navigator.serviceWorker?.controller) registerLater();
};
// For members after the first paint; a tab in the background paints later.
export const beginSoon = () => {
  for (const way of REACHES) addEventListener(way, reach, true);
  if (!account()) return;
  requestAnimationFrame(() => setTimeout(() => whenIdle(begin)));
  setTimeout(begin, 3000);
};
