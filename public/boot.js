// What runs before, beside and after the pages' WASM: starts it when the browser is idle, tries again what did not
// arrive, goes on with plain links and forms when it has stopped, and keeps the service worker. No framework, because it
// must work when everything else has failed. Its texts come with the page, in the template #notice-texts.
//
// Its parts lie in `boot/`, one for each thing it looks after; the build binds them into this one file. Here is what
// people press, what changes on the page, and the order in which all of it begins.
import { look } from "./boot/connection.js";
import { DRAFT_FORMS, dropSent, keepDraft, keepDraftNow, noteSent, restoreDraft } from "./boot/draft.js";
import "./boot/fade.js";
import { arrived, busy, refuse, wait } from "./boot/form.js";
import { countVisit, install, offerInstall, refuseInstall } from "./boot/install.js";
import { openPalette } from "./boot/keys.js";
import { claim } from "./boot/kept.js";
import { ask, goOut, outbox, unseal } from "./boot/leaving.js";
import { listen } from "./boot/live.js";
import { merge } from "./boot/merge.js";
import { shown } from "./boot/notices.js";
import { standsIn } from "./boot/offline.js";
import { wants } from "./boot/chunk.js";
import { keepScroll, leave } from "./boot/place.js";
import "./boot/print.js";
import "./boot/reveal.js";
import "./boot/section.js";
import { beginSoon } from "./boot/start.js";
import "./boot/timer.js";
import { early, FIELDS, giveBack, giveBackEarly, hold, loadDocument, reload, value } from "./boot/typed.js";
import { offer, registerLater, take } from "./boot/update.js";
import { account, at, isLive, root, state, whenIdle } from "./boot/window.js";
import { noteZone } from "./boot/zone.js";

// What the app asks of the page (`app/src/runtime/page.rs`).
window.guildhall = { arrived, busy, hold, listen, loadDocument, merge, refuse, wait };

/** @type {Record<string, () => unknown>} */
const DEEDS = { reload, take, install, "no-install": refuseInstall };
// Browsers that do not know `command` yet.
/** @param {Event} event */
const command = (event) => {
  const button = "commandForElement" in HTMLButtonElement.prototype ? null : at(event)?.closest("[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor") ?? "");
  if (!button || !(dialog instanceof HTMLDialogElement)) return;
  if (button.getAttribute("command") === "close") dialog.close();
  else if (!dialog.open) dialog.showModal();
};
/** @param {MouseEvent} event */
const press = (event) => {
  const target = at(event);
  /** @type {HTMLElement | null | undefined} */
  const button = target?.closest("#notices [data-do]");
  if (button) {
    const deed = button.dataset.do ?? "";
    DEEDS[deed]?.();
    if (deed !== "take") button.closest("[data-notice]")?.remove();
    return;
  }
  /** @type {HTMLAnchorElement | null | undefined} */
  const link = target?.closest("a[href]");
  const isSimple = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (isSimple && link?.getAttribute("href") === "/commands" && openPalette()) {
    /** @type {HTMLElement | null} */
    const menu = link.closest("[popover]");
    menu?.hidePopover();
    event.preventDefault();
    return event.stopImmediatePropagation();
  }
  if (link && link.origin === location.origin && !link.target) {
    wants(link.href);
    keepDraftNow();
    leave();
  }
  // Until the page lives, links are the browser's own: the WASM has only this page in hand, and ends when it changes.
  if (link && !isLive()) event.stopImmediatePropagation();
  /** @type {HTMLButtonElement | null | undefined} */
  const rows = target?.closest("[data-rows] button");
  if (rows?.form && event.isTrusted && account()) keepDraft(rows.form);
  const notice = link?.closest("#notices [data-notice]");
  if (notice) setTimeout(() => notice.remove());
};
/** @param {Event} event */
const writeIn = (event) => {
  const target = at(event);
  if (!isLive() && target?.matches(FIELDS)) {
    const field = /** @type {import("./boot/typed.js").Field} */ (target);
    if (field.type !== "file") early.set(field.id, value(field));
  }
  if (shown("update")) offer();
  const form = target?.closest(DRAFT_FORMS);
  if (form && account()) keepDraft(form);
};
/** @param {SubmitEvent} event */
const send = (event) => {
  const form = at(event);
  if (!(form instanceof HTMLFormElement)) return;
  if (form.matches(DRAFT_FORMS) && !isLive()) noteSent();
  if (form.getAttribute("action") !== "/do/account/sign-out") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (outbox().length) ask(form);
  else goOut(form, "forget");
};
// Before all others, on the way down: whatever the WASM listens to comes after it.
addEventListener("click", press, true);
addEventListener("click", command);
addEventListener("input", writeIn, true);
addEventListener("submit", send, true);
addEventListener(
  "popstate",
  () => {
    keepDraftNow();
    if (state.isPlain) location.reload();
    else wants(location.href);
  },
  true,
);
const changed = () => {
  if (isLive()) giveBackEarly();
  if (isLive()) keepScroll();
  look();
  whenIdle(noteZone);
  claim();
  unseal();
  offerInstall();
  const unread = Number(root.dataset.unread ?? 0);
  (unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.())?.catch(() => {});
};
const comeUp = () => {
  const attributeFilter = ["data-live", "data-socket", "data-unread", "data-account"];
  new MutationObserver(changed).observe(root, { attributeFilter });
  const pages = document.getElementById("main");
  if (pages) new MutationObserver(restoreDraft).observe(pages, { childList: true, subtree: true });
  countVisit();
  dropSent();
  giveBack();
  restoreDraft();
  changed();
  beginSoon();
  // What keeps the whole site here is for those who use it; who has it already is told of updates.
  const keepsSite = account() || navigator.serviceWorker?.controller;
  if (keepsSite && document.readyState === "complete") registerLater();
  else if (keepsSite) addEventListener("load", registerLater);
};
if (!standsIn()) comeUp();
