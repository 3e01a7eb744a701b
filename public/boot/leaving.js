// Messages that were not sent, and going out.
import { keepNoDraft } from "./draft.js";
import { disown } from "./kept.js";
import { hangUp } from "./live.js";
import { show, text } from "./notices.js";
import { account, at, device, find, keys, OWN, pause, plainFetch, read, session, state, write } from "./window.js";

const MESSAGES = "messages-";
const SEALED = "sealed-";
/**
 * @typedef {{ id: string, text: string }} Message
 * @typedef {{ iv: string, sealed: string, occasion?: string, place?: string }} Sealed
 * @typedef {{ key: CryptoKey, occasion: string }} Seal
 */
/**
 * The messages of one room that wait here.
 * @param {string} place
 * @returns {Message[]}
 */
export const unsent = (place) => read(session, place) ?? [];
export const outbox = () => keys(session, MESSAGES).filter((key) => unsent(key).length);
const sendAll = async () => {
  for (const key of outbox()) {
    const room = key.slice(key.lastIndexOf("-") + 1);
    const messages = unsent(key);
    for (const [index, { id, text }] of messages.entries()) {
      const body = new URLSearchParams({ room_id: room, id, text });
      const answer = await plainFetch("/do/message/send", { method: "POST", body, headers: { accept: "application/json" } });
      if (!answer.ok) return false;
      write(session, key, messages.slice(index + 1));
    }
  }
  return true;
};
// The key is the server's: it gives it to this account alone, another one each time somebody goes out, and nothing here
// remembers it.
/** @param {string} occasion */
const sealKey = async (occasion) => {
  const body = new URLSearchParams({ occasion });
  const answer = await plainFetch("/do/session/seal-key", { method: "POST", body, headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`seal-key: ${answer.status}`);
  return crypto.subtle.importKey("raw", bytes(await answer.json()), "AES-GCM", false, ["encrypt", "decrypt"]);
};
/** @param {string} text */
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
/** @param {ArrayBuffer | Uint8Array} some */
const letters = (some) => btoa(Array.from(new Uint8Array(some), (byte) => String.fromCharCode(byte)).join(""));
/** @param {Uint8Array<ArrayBuffer>} iv @param {string} place */
const how = (iv, place) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) });
/** @returns {Promise<Seal>} */
const newSeal = async () => {
  const occasion = letters(crypto.getRandomValues(new Uint8Array(16)));
  return { key: await sealKey(occasion), occasion };
};
/** @param {Seal} seal */
const seal = async ({ key, occasion }) => {
  for (const place of outbox()) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(session?.getItem(place) ?? "");
    const sealed = letters(await crypto.subtle.encrypt(how(iv, place), key, text));
    // Two tabs may hold messages of one room: each keeps its own.
    write(device, `${SEALED}${place}.${letters(iv)}`, { iv: letters(iv), sealed, occasion, place });
  }
};
/**
 * @param {string} place
 * @param {Sealed} what
 * @returns {Promise<Message[]>}
 */
const opened = async (place, { iv, sealed, occasion = "" }) => {
  const key = await sealKey(occasion);
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how(bytes(iv), place), key, bytes(sealed))));
};
// What this account kept on the device when it went out.
let isUnsealing = false;
export const unseal = async () => {
  if (!account()) state.isLeaving = false;
  const mine = account() && !state.isLeaving && !isUnsealing ? keys(device, `${SEALED}${MESSAGES}${account()}-`) : [];
  if (!mine.length || !crypto.subtle) return;
  isUnsealing = true;
  for (const sealed of mine) {
    /** @type {Sealed | null} */
    const what = read(device, sealed);
    if (!what) continue;
    const place = what.place ?? sealed.slice(SEALED.length);
    try {
      write(session, place, [...(await opened(place, what)), ...unsent(place)]);
      device?.removeItem(sealed);
      const link = show("kept")?.querySelector("a");
      if (link) link.href = "/messages/" + place.slice(place.lastIndexOf("-") + 1);
    } catch {
      // Out of reach, or sealed with another key: it stays as it is until the next page, and keeps no other from being read.
    }
  }
  isUnsealing = false;
};
const forget = () => {
  state.isLeaving = true;
  session?.clear();
  for (const key of keys(device, "")) if (!key.startsWith(SEALED) && !key.startsWith(OWN)) device?.removeItem(key);
  navigator.clearAppBadge?.().catch(() => {});
  return disown();
};
// Other tabs of the same person go out as well.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("guildhall") : undefined;
tabs?.addEventListener("message", async ({ data }) => {
  if (data?.seal) await seal(data.seal);
  if (data?.isOut) forget();
});
// Fails when messages shall be sealed and the server is out of reach.
/** @param {HTMLFormElement} form @param {string} choice */
export const goOut = async (form, choice) => {
  const made = choice === "seal" ? await newSeal() : undefined;
  if (made) await seal(made);
  tabs?.postMessage({ isOut: true, seal: made });
  keepNoDraft();
  await Promise.race([forget(), pause(1000)]);
  hangUp();
  state.isSilent = true;
  HTMLFormElement.prototype.submit.call(form);
};
/** @param {HTMLFormElement} form */
export const ask = (form) => {
  const dialog = /** @type {HTMLDialogElement | undefined} */ (text("unsent"));
  if (!dialog) {
    goOut(form, "forget");
    return;
  }
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", async (event) => {
    const button = at(event)?.closest("button");
    const choice = button?.dataset.choice;
    if (choice === "stay") dialog.close();
    if (choice === "forget") goOut(form, choice);
    if (!button || (choice !== "send" && choice !== "seal")) return;
    button.setAttribute("aria-busy", "true");
    const isDone = choice === "seal" ? goOut(form, choice).then(() => true) : sendAll();
    if (await isDone.catch(() => false)) {
      if (choice === "send") goOut(form, "forget");
      return;
    }
    button.removeAttribute("aria-busy");
    const failed = find("[data-failed]", dialog);
    if (failed) failed.hidden = false;
  });
  // Without https a browser has no ciphers.
  const sealing = find("[data-choice=seal]", dialog)?.parentElement;
  if (sealing) sealing.hidden = !crypto.subtle;
  dialog.showModal();
};
