// A new version: kept by the service worker, offered when nothing is in the way, and taken.
import { hide, show } from "./notices.js";
import { typed } from "./typed.js";
import { account, build, find, plainFetch, state, whenIdle } from "./window.js";

/** @type {ServiceWorker | undefined} */
let waiting;
let isTaking = false;
const timerRuns = async () => {
  if (find("[role=timer]")) return true;
  if (!account()) return false;
  const how = { method: "POST", body: new URLSearchParams({ day: "" }), headers: { accept: "application/json" } };
  try {
    const answer = await plainFetch("/do/timer/page", how);
    return answer.ok && Boolean((await answer.json()).running);
  } catch {
    return true;
  }
};
/** @type {number | undefined} */
let offering;
/** @returns {Promise<void>} */
export const offer = async () => {
  clearTimeout(offering);
  if (!waiting || state.isPlain) return;
  /** @param {number} ms */
  const again = (ms) => {
    hide("update");
    offering = setTimeout(offer, ms);
  };
  if (typed().length) return again(2000);
  if (await timerRuns()) return again(15_000);
  if (waiting && !typed().length) show("update");
};
/** @param {ServiceWorker} worker @param {string} what */
const tell = (worker, what) =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data);
    worker.postMessage(what, [port2]);
    setTimeout(done, 2000);
  });
/** @param {ServiceWorker | null} worker */
const found = async (worker) => {
  if (!worker || !navigator.serviceWorker.controller) return;
  // A page that is of this build already has nothing to load anew.
  if ((await tell(worker, "build")) === build) {
    worker.postMessage("take");
    return;
  }
  waiting = worker;
  offer();
};
export const take = () => {
  if (typed().length) {
    offer();
    return;
  }
  isTaking = true;
  waiting?.postMessage("take");
};
const register = async () => {
  const workers = navigator.serviceWorker;
  if (!workers || !build) return;
  workers.addEventListener("controllerchange", () => {
    waiting = undefined;
    hide("update");
    if (isTaking) location.reload();
  });
  workers.addEventListener("message", ({ data, ports }) => data === "which" && ports[0]?.postMessage(build));
  workers.startMessages();
  try {
    const registration = await workers.register("/service-worker.js", { updateViaCache: "none" });
    /** @type {ServiceWorker | undefined} */
    let followed;
    const follow = () => {
      const worker = registration.installing;
      if (!worker || worker === followed) return;
      followed = worker;
      worker.addEventListener("statechange", () => worker.state === "installed" && found(worker));
    };
    found(registration.waiting);
    // It may have begun before anybody looked.
    follow();
    registration.addEventListener("updatefound", follow);
    registration.active?.postMessage("tidy");
    const update = () => registration.update().catch(() => {});
    setInterval(update, 3_600_000);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && update());
  } catch {
    // A browser that keeps no service worker (private windows do so) has the pages and nothing else.
  }
};
// The first visit pays for what it shows; the rest is fetched when it has come to rest.
export const registerLater = () => setTimeout(() => whenIdle(register), navigator.serviceWorker?.controller ? 0 : 3000);
