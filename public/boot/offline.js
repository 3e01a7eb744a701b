// What the page without a connection shows of the person who is signed in on this device, and how it leads back.
import { DRAFT } from "./draft.js";
import { inDatabase, lookUp } from "./kept.js";
import { outbox, unsent } from "./leaving.js";
import { clockface } from "./timer.js";
import { find, plainFetch, root } from "./window.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @param {string} name */
const own = (name) => find(`[data-own="${name}"]`);
/** @param {string} name @param {{ title: string, text: string }[]} texts */
const list = (name, texts) => {
  const part = own(name);
  if (!part) return;
  part.hidden = !texts.length;
  part.querySelector("[data-own-list]")?.replaceChildren(
    ...texts.map(({ title, text }) => {
      const row = document.createElement("li");
      const [head, body] = [document.createElement("b"), document.createElement("p")];
      head.textContent = title;
      body.textContent = text;
      row.append(...(title ? [head, body] : [body]));
      return row;
    }),
  );
};
/** @param {Draft} draft */
const textsOf = ({ fields, rows }) => {
  const all = [...fields, ...(rows?.fields ?? [])].map(([, what]) => what);
  return all.filter((what) => what && typeof what === "string").join(" · ");
};
/** @returns {Promise<Draft[]>} */
const drafts = async () => {
  const keys = (await inDatabase("readonly", (store) => store.getAllKeys())) ?? [];
  const places = keys.flatMap((key) => (typeof key === "string" && key.startsWith(DRAFT) ? [key] : []));
  const kept = await Promise.all(places.map((place) => /** @type {Promise<Draft | undefined>} */ (lookUp(place))));
  return kept.filter((draft) => draft !== undefined);
};
const showOwn = async () => {
  list("unsent", outbox().flatMap((key) => unsent(key).map(({ text }) => ({ title: "", text }))));
  list("drafts", (await drafts()).map((draft) => ({ title: draft.title, text: textsOf(draft) })));
  /** @type {{ since: number, title: string } | undefined} */
  const timer = await lookUp("timer");
  const part = own("timer");
  if (!timer || !part) return;
  const [title, clock] = [find("[data-own-title]", part), find("[data-own-clock]", part)];
  if (!title || !clock) return;
  part.hidden = false;
  title.textContent = timer.title;
  const runs = Math.max(0, Math.floor((Date.now() - timer.since) / 1000));
  clock.dataset.runs = String(runs);
  clock.textContent = clockface(runs);
};
/** Whether this is the page that stands in for one that could not be fetched. It leads back by itself. */
export const standsIn = () => {
  if (root.dataset.shell !== "offline") return false;
  const back = async () => {
    const answer = await plainFetch("/healthz", { cache: "no-store" }).catch(() => undefined);
    if (answer?.ok) location.reload();
  };
  if (location.pathname !== "/offline") {
    addEventListener("online", back);
    setInterval(back, 5000);
  }
  showOwn();
  return true;
};
