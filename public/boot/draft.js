// Drafts: what is typed into a job or a proposal stays on the device until it is with the hall.
import { claim, keep, lookUp } from "./kept.js";
import { early, fill, isTyped, typed, value } from "./typed.js";
import { isLive, OWN, root, session, state } from "./window.js";

export const DRAFT = "draft ";
export const DRAFT_FORMS = ["job/save-draft", "job/edit", "proposal/send", "proposal/edit"].map((name) => `main form[action="/do/${name}"]`).join();
const draftPlace = (path = location.pathname) => DRAFT + path;
let keeping;
let keepNow;
export const keepDraft = (form) => {
  clearTimeout(keeping);
  const [place, title] = [draftPlace(), document.querySelector("main h1")?.textContent ?? document.title];
  keepNow = () => {
    keepNow = undefined;
    const fields = typed().filter((field) => form.contains(field)).map((field) => [field.id, value(field)]);
    if (root.dataset.account && !state.isSilent) keep(place, fields.length ? { title, fields } : undefined);
  };
  keeping = setTimeout(() => keepNow?.(), 300);
};
// Whoever leaves right after the last word does not lose it.
addEventListener("pagehide", () => keepNow?.());
/** What was typed last is not kept after all. */
export const keepNoDraft = () => {
  clearTimeout(keeping);
  keepNow = undefined;
};
export const dropDraft = (path) => {
  keepNoDraft();
  keep(draftPlace(path), undefined);
};
const restored = new WeakSet();
export const restoreDraft = async () => {
  const form = document.querySelector(DRAFT_FORMS);
  if (!form || restored.has(form) || !root.dataset.account) return;
  restored.add(form);
  await claim();
  for (const [id, what] of (await lookUp(draftPlace()))?.fields ?? []) {
    const field = document.getElementById(id);
    // What the server gives back after a refusal, and what is typed already, is newer.
    if (!field || !form.contains(field) || isTyped(field) || field === document.activeElement) continue;
    fill(field, what);
    if (isLive()) field.dispatchEvent(new Event("input", { bubbles: true }));
    else early.set(id, what);
  }
};
// A form without scripts has left with its page: where the next one is another, it arrived.
const SENT = OWN + "sent";
export const noteSent = () => session?.setItem(SENT, location.pathname);
export const dropSent = () => {
  const path = session?.getItem(SENT);
  session?.removeItem(SENT);
  if (path && path !== location.pathname) dropDraft(path);
};
