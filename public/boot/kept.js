// What this device keeps for the account that is signed in, so that it is there without a connection: what was typed
// into a job, a proposal or an offer and is not with the server yet, and the timer that runs. All of it goes when the account goes.
import { root, state } from "./window.js";

/** @type {Promise<IDBDatabase> | undefined} */
let opening;
const database = () =>
  (opening ??= new Promise((done, failed) => {
    const request = indexedDB.open("guildhall", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept");
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  }));
/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T | undefined>}
 */
export const inDatabase = async (mode, act) => {
  try {
    const store = (await database()).transaction("kept", mode).objectStore("kept");
    return await new Promise((done, failed) => {
      const request = act(store);
      // A page that is being left has no later moment.
      if (mode === "readwrite") store.transaction.commit?.();
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  } catch {
    // A browser without such storage keeps nothing.
    return undefined;
  }
};
/**
 * @template T
 * @param {string} key
 * @returns {Promise<T | undefined>}
 */
export const lookUp = (key) => inDatabase("readonly", (store) => store.get(key));
/** @param {string} key @param {unknown} what */
export const keep = (key, what) =>
  what === undefined
    ? inDatabase("readwrite", (store) => store.delete(key))
    : inDatabase("readwrite", (store) => store.put(what, key));
const keepNothing = () => inDatabase("readwrite", (store) => store.clear());
// What another account has kept here is not shown to this one.
/** @type {string | undefined} */
let owner;
/** @type {Promise<void> | undefined} */
let claimed;
export const claim = () => {
  const who = root.dataset.account;
  const take = async () => {
    if ((await lookUp("account")) === who) return;
    await keepNothing();
    await keep("account", who);
  };
  if (who && owner !== who && !state.isLeaving) {
    owner = who;
    claimed = take();
  }
  return claimed;
};
/** Anyone who goes out leaves nothing here. */
export const disown = () => {
  owner = undefined;
  return keepNothing();
};
