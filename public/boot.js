// What runs before, beside and after the pages' WASM: starts it when the browser is idle, tries again what did not
// arrive, goes on with plain links and forms when it has stopped, and keeps the service worker. No framework, because it
// must work when everything else has failed. Its texts come with the page, in the template #notice-texts.
//
// Its parts lie in `boot/`, one for each thing it looks after; the build binds them into this one file. Here is what
// people press, what changes on the page, and the order in which all of it begins.
import { look } from "./boot/connection.js";
import { DRAFT_FORMS, dropSent, keepDraft, keepDraftNow, noteSent, restoreDraft } from "./boot/draft.js";
import "./boot/fade.js";
import { countVisit, install, offerInstall, refuseInstall } from "./boot/install.js";
import { openPalette } from "./boot/keys.js";
import { claim } from "./boot/kept.js";
import { ask, goOut, outbox, unseal } from "./boot/leaving.js";
import { shown } from "./boot/notices.js";
import { standsIn } from "./boot/offline.js";
import { wants } from "./boot/parts.js";
import { keepScroll, leave } from "./boot/place.js";
import "./boot/print.js";
import "./boot/reveal.js";
import "./boot/section.js";
import { beginSoon } from "./boot/start.js";
import "./boot/timer.js";
import { early, FIELDS, giveBack, giveBackEarly, reload, value } from "./boot/typed.js";
import { offer, registerLater, take } from "./boot/update.js";
import { account, isLive, root, state, whenIdle } from "./boot/window.js";
import { noteZone } from "./boot/zone.js";

const DEEDS = { reload, take, install, "no-install": refuseInstall };
// Browsers that do not know `command` yet.
const command = ({ target }) => {
  const button = "commandForElement" in HTMLButtonElement.prototype ? null : target.closest?.("[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor"));
  if (!dialog) return;
  if (button.getAttribute("command") === "close") dialog.close();
  else if (!dialog.open) dialog.showModal();
};
const press = (event) => {
  const button = event.target.closest?.("#notices [data-do]");
  if (button) {
    DEEDS[button.dataset.do]?.();
    if (button.dataset.do !== "take") button.closest("[data-notice]").remove();
    return;
  }
  const link = event.target.closest?.("a[href]");
  const isSimple = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (isSimple && link?.getAttribute("href") === "/commands" && openPalette()) {
    link.closest("[popover]")?.hidePopover();
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
  const rows = event.target.closest?.("[data-rows] button");
  if (rows && event.isTrusted && account()) keepDraft(rows.form);
  const notice = link?.closest("#notices [data-notice]");
  if (notice) setTimeout(() => notice.remove());
};
const writeIn = ({ target }) => {
  if (!isLive() && target.type !== "file" && target.matches?.(FIELDS)) early.set(target.id, value(target));
  if (shown("update")) offer();
  const form = target.closest?.(DRAFT_FORMS);
  if (form && account()) keepDraft(form);
};
const send = (event) => {
  if (event.target.matches(DRAFT_FORMS) && !isLive()) noteSent();
  if (event.target.getAttribute("action") !== "/do/account/sign-out") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  outbox().length ? ask(event.target) : goOut(event.target, "forget");
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
