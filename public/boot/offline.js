// What the page without a connection shows of whoever is signed in on this device, and how it leads back.
import { DRAFT } from "./draft.js";
import { inDatabase, lookUp } from "./kept.js";
import { outbox } from "./leaving.js";
import { clockface } from "./timer.js";
import { plainFetch, read, root, session } from "./window.js";

const showOwn = async () => {
  const own = (name) => document.querySelector(`[data-own="${name}"]`);
  const list = (name, texts) => {
    const part = own(name);
    if (!part) return;
    part.hidden = !texts.length;
    part.querySelector("[data-own-list]").replaceChildren(
      ...texts.map(([title, text]) => {
        const row = document.createElement("li");
        const [head, body] = [document.createElement("b"), document.createElement("p")];
        head.textContent = title;
        body.textContent = text;
        row.append(...(title ? [head, body] : [body]));
        return row;
      }),
    );
  };
  list("unsent", outbox().flatMap((key) => read(session, key).map(({ text }) => ["", text])));
  const places = (await inDatabase("readonly", (store) => store.getAllKeys())) ?? [];
  const drafts = await Promise.all(places.filter((place) => place.startsWith(DRAFT)).map(lookUp));
  const texts = ({ fields, rows }) => [...fields, ...(rows?.fields ?? [])].map(([, what]) => what).filter((what) => what && typeof what === "string");
  list("drafts", drafts.filter(Boolean).map((draft) => [draft.title, texts(draft).join(" · ")]));
  const timer = await lookUp("timer");
  if (!timer || !own("timer")) return;
  own("timer").hidden = false;
  own("timer").querySelector("[data-own-title]").textContent = timer.title;
  const clock = own("timer").querySelector("[data-own-clock]");
  clock.dataset.runs = Math.max(0, Math.floor((Date.now() - timer.since) / 1000));
  clock.textContent = clockface(clock.dataset.runs);
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
