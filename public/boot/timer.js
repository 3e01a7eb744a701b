// The clock of the running timer.
import { claim, keep } from "./kept.js";
import { account, find, state } from "./window.js";

/**
 * Hours and minutes: `2:05`.
 * @param {number} seconds
 */
export const clockface = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
};
// Derived from two moments, never counted: a window that slept shows the right time as soon as it wakes.
/** @type {WeakMap<Element, { runs: string | undefined, at: number }>} */
const starts = new WeakMap();
/** @type {number | undefined} */
let runsSince;
const keepTimer = () => {
  const clock = find(".timer-chip [data-runs]");
  const start = clock && starts.get(clock);
  const since = start ? start.at - Number(clock.dataset.runs) * 1000 : 0;
  if (!account() || state.isLeaving || (runsSince !== undefined && Math.abs(runsSince - since) < 5000)) return;
  runsSince = since;
  const timer = since ? { since, title: clock?.closest("a")?.title ?? "" } : undefined;
  Promise.resolve(claim()).then(() => keep("timer", timer));
};
setInterval(() => {
  /** @type {NodeListOf<HTMLElement>} */
  const clocks = document.querySelectorAll("[data-runs]");
  for (const clock of clocks) {
    const known = starts.get(clock);
    const start = known && known.runs === clock.dataset.runs ? known.at : Date.now();
    starts.set(clock, { runs: clock.dataset.runs, at: start });
    const text = clockface(Number(clock.dataset.runs) + (Date.now() - start) / 1000);
    if (clock.textContent !== text) clock.textContent = text;
  }
  keepTimer();
}, 1000);
