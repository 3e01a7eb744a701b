// From page to page: a short fade of the page alone, where the browser can and nobody wants less motion.
import { root } from "./window.js";

const fade = document.startViewTransition?.bind(document);
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const FADE_WAIT_MS = 120;
// The page changes when its data is there. While this is awaited the window stands still, so not for long.
/** @returns {Promise<void>} */
const pageChanged = () =>
  new Promise((done) => {
    const main = document.getElementById("main");
    const stopLooking = () => {
      looking.disconnect();
      done();
    };
    const looking = new MutationObserver(stopLooking);
    if (main) looking.observe(main, { childList: true, subtree: true });
    setTimeout(stopLooking, FADE_WAIT_MS);
  });
// A page that waits for its frame comes before the one that overtakes it, so that the last one asked for stays.
/** @type {ViewTransitionUpdateCallback | undefined} */
let due;
const comeNow = () => {
  const change = due;
  due = undefined;
  change?.();
};
/** @param {ViewTransitionUpdateCallback} change */
const transition = (change) => {
  comeNow();
  if (!fade || isCalm.matches || document.hidden || root.hasAttribute("data-fades")) {
    change();
    return { finished: Promise.resolve() };
  }
  root.toggleAttribute("data-fades", true);
  due = change;
  const fading = fade(() => {
    const changed = pageChanged();
    comeNow();
    return changed;
  });
  const over = () => root.removeAttribute("data-fades");
  // One that the browser skips has changed the page all the same.
  fading.ready.catch(() => {});
  fading.updateCallbackDone.catch(() => {});
  return { finished: fading.finished.then(over, over) };
};
// The router hands over a function, and waits for nothing but `finished`.
document.startViewTransition = /** @type {typeof document.startViewTransition} */ (/** @type {unknown} */ (transition));
