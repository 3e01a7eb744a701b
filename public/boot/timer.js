// The clock of the running timer.
import { claim, keep } from "./kept.js";
import { account, state } from "./window.js";

/** Hours and minutes: `2:05`. */
export const clockface = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
};
// Derived from two moments, never counted: a window that slept shows the right time as soon as it wakes.
const starts = new WeakMap();
let runsSince;
const keepTimer = () => {
  const clock = document.querySelector(".timer-chip [data-runs]");
  const since = clock ? starts.get(clock).at - Number(clock.dataset.runs) * 1000 : 0;
  if (!account() || state.isLeaving || (runsSince !== undefined && Math.abs(runsSince - since) < 5000)) return;
  runsSince = since;
  Promise.resolve(claim()).then(() => keep("timer", since ? { since, title: clock.closest("a").title } : undefined));
};
setInterval(() => {
  for (const clock of document.querySelectorAll("[data-runs]")) {
    const known = starts.get(clock);
    const start = known?.runs === clock.dataset.runs ? known.at : Date.now();
    starts.set(clock, { runs: clock.dataset.runs, at: start });
    const text = clockface(Number(clock.dataset.runs) + (Date.now() - start) / 1000);
    if (clock.textContent !== text) clock.textContent = text;
  }
  keepTimer();
}, 1000);
