// What all parts of the start script share: the window, its storage, and what it is going through.

export const root = document.documentElement;
const script = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-build]"));
/** Every page names them; they are empty where the site was built without its WASM. */
export const { glue = "", wasm = "", split = "", build = "" } = script.dataset;
/** Its WASM has stopped; it asks for nothing more, because somebody has gone out; somebody is about to. */
export const state = { isPlain: false, isSilent: false, isLeaving: false };
export const OWN = "hall-";
export const account = () => root.dataset.account;
export const plainFetch = window.fetch.bind(window);
/** @param {number} ms */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const frame = () => new Promise(requestAnimationFrame);
/**
 * The element that something happened at; a document or a window is none.
 * @param {Event} event
 */
export const at = ({ target }) => (target instanceof Element ? target : undefined);
/**
 * The first element of HTML that fits.
 * @param {string} selector
 * @param {ParentNode} [around]
 * @returns {HTMLElement | null}
 */
export const find = (selector, around = document) => around.querySelector(selector);
export const isLive = () => root.hasAttribute("data-live");
/** @param {() => unknown} run */
export const whenIdle = (run) => ("requestIdleCallback" in window ? requestIdleCallback(run, { timeout: 2000 }) : setTimeout(run, 200));

// A browser may refuse its storage; then there is nothing to read and nothing is kept.
/** @param {"sessionStorage" | "localStorage"} kind */
const storage = (kind) => {
  try {
    return window[kind];
  } catch {
    return undefined;
  }
};
export const session = storage("sessionStorage");
export const device = storage("localStorage");
/** @param {Storage | undefined} store @param {string} start */
export const keys = (store, start) => Object.keys(store ?? {}).filter((key) => key.startsWith(start));
/**
 * @template T
 * @param {Storage | undefined} store
 * @param {string} key
 * @returns {T | null}
 */
export const read = (store, key) => {
  try {
    return JSON.parse(store?.getItem(key) ?? "null");
  } catch {
    return null;
  }
};
/** @param {Storage | undefined} store @param {string} key @param {unknown} value */
export const write = (store, key, value) => {
  try {
    store?.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the same as a browser without storage.
  }
};
