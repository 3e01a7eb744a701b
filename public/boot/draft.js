// Drafts: what is typed into a job, a proposal or an offer stays on the device until it is with the server.
import { claim, keep, lookUp } from "./kept.js";
import { putBack, written } from "./typed.js";
import { find, OWN, root, session, state } from "./window.js";

/** @typedef {import("./typed.js").Written & { title: string }} Draft */
export const DRAFT = "draft ";
const FORMS = ["job/save-draft", "job/edit", "proposal/send", "proposal/edit", "offer/make", "offer/counter"].map((name) => "/do/" + name);
export const DRAFT_FORMS = FORMS.map((path) => `main form[action="${path}"]`).join();
/** With these the draft of their page has arrived, or is about nothing any more. */
export const DRAFT_ENDS = [...FORMS, "/do/offer/accept", "/do/offer/decline", "/do/proposal/withdraw"];
const draftPlace = (path = location.pathname) => DRAFT + path;
/** @returns {HTMLFormElement | null} */
const draftForm = () => document.querySelector(DRAFT_FORMS);
/** @type {number | undefined} */
let keeping;
/** @type {(() => void) | undefined} */
let keepNow;
/** @param {Element} form */
export const keepDraft = (form) => {
  clearTimeout(keeping);
  const [place, title] = [draftPlace(), find("main h1")?.textContent ?? document.title];
  keepNow = () => {
    keepNow = undefined;
    // The page may be another one by now, or rendered again.
    const here = form.isConnected ? form : place === draftPlace() && draftForm();
    if (!here) return;
    const what = written(here);
    if (root.dataset.account && !state.isSilent) keep(place, what && { title, ...what });
  };
  keeping = setTimeout(() => keepNow?.(), 300);
};
/** Anyone who leaves right after the last word does not lose it. */
export const keepDraftNow = () => keepNow?.();
addEventListener("pagehide", keepDraftNow);
/** What was typed last is not kept after all. */
export const keepNoDraft = () => {
  clearTimeout(keeping);
  keepNow = undefined;
};
/** @param {string} path */
export const dropDraft = (path) => {
  keepNoDraft();
  keep(draftPlace(path), undefined);
};
const restored = new WeakSet();
export const restoreDraft = async () => {
  const form = draftForm();
  if (!form || restored.has(form) || !root.dataset.account) return;
  restored.add(form);
  await claim();
  /** @type {Draft | undefined} */
  const what = await lookUp(draftPlace());
  if (what && form.isConnected) putBack(what);
};
// A form without scripts has left with its page: where it led to another one, it arrived. Anyone who is asked to sign in, or
// comes from a page that says no, has it still to send.
const SENT = OWN + "sent";
export const noteSent = () => session?.setItem(SENT, location.pathname);
export const dropSent = () => {
  const path = session?.getItem(SENT);
  session?.removeItem(SENT);
  const from = document.referrer && new URL(document.referrer).pathname;
  if (path && path === from && path !== location.pathname && root.dataset.account) dropDraft(path);
};
