// What all parts of the start script share: the window, its storage, and what it is going through.

export const root = document.documentElement;
export const { glue, wasm, split, build } = document.querySelector("script[data-build]").dataset;
/** Its WASM has stopped; it asks for nothing more, because somebody has gone out; somebody is about to. */
export const state = { isPlain: false, isSilent: false, isLeaving: false };
export const OWN = "hall-";
export const account = () => root.dataset.account;
export const plainFetch = window.fetch.bind(window);
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const frame = () => new Promise(requestAnimationFrame);
export const isLive = () => root.hasAttribute("data-live");
export const whenIdle = (run) => ("requestIdleCallback" in window ? requestIdleCallback(run, { timeout: 2000 }) : setTimeout(run, 200));

// A browser may refuse its storage; then there is nothing to read and nothing is kept.
const storage = (kind) => {
  try {
    return window[kind];
  } catch {
    return undefined;
  }
};
export const session = storage("sessionStorage");
export const device = storage("localStorage");
export const keys = (store, start) => Object.keys(store ?? {}).filter((key) => key.startsWith(start));
export const read = (store, key) => {
  try {
    return JSON.parse(store?.getItem(key) ?? "null");
  } catch {
    return null;
  }
};
export const write = (store, key, value) => {
  try {
    store?.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the same as a browser without storage.
  }
};
