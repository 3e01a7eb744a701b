// What somebody has typed: kept through a load of the page, and through the moment in which the WASM takes over.
import { at, find, isLive, OWN, pause, read, session, write } from "./window.js";

export const FIELDS = "main form :is(input,textarea,select)[id]";
/**
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field
 * @typedef {string | boolean} Value What is written in a field, or whether it is ticked.
 * @typedef {[id: string, what: Value]} Entry
 * @typedef {{ from: string | undefined, count: number, fields: Entry[] }} Rows
 * @typedef {{ fields: Entry[], rows?: Rows | undefined }} Written
 */
/**
 * @param {Field} field
 * @returns {field is HTMLInputElement}
 */
export const isTick = (field) => /^(checkbox|radio)$/.test(field.type);
/** @param {Field} field */
export const value = (field) => (isTick(field) ? field.checked : field.value);
/** @param {Field} field */
const start = (field) => {
  if (field instanceof HTMLSelectElement) {
    const chosen = /** @type {HTMLOptionElement | null} */ (field.querySelector("option[selected]"));
    return (chosen ?? field.options[0])?.value;
  }
  return isTick(field) ? field.defaultChecked : field.defaultValue;
};
// A password is one also while it is shown.
/** @param {Field} field */
const isKept = (field) => !/^(hidden|file|password)$/.test(field.type) && !/-password$/.test(field.autocomplete);
// Once rows have come or gone, the place of a field no longer tells what it started with: all of them count.
/** @param {Field} field */
const isChanged = (field) => value(field) !== start(field) || Boolean(field.closest("[data-moved]"));
/** @param {Field} field */
export const isTyped = (field) => isKept(field) && isChanged(field);
/**
 * Newer HTML of the server has come into a field: what was typed stays, and a field that holds what it started with goes on
 * with the new start. A browser leaves that to us once somebody has written in it.
 * @param {Field} field
 * @param {Value} [typed]
 */
export const follow = (field, typed) => {
  const now = typed ?? start(field);
  if (!isKept(field) || now === undefined || value(field) === now) return;
  if (typeof now === "string") field.value = now;
  else if (isTick(field)) field.checked = now;
};
/** @returns {NodeListOf<Field>} */
const fieldsOf = () => document.querySelectorAll(FIELDS);
export const typed = () => [...fieldsOf()].filter(isTyped);
/**
 * The field with an id that was kept.
 * @param {string} id
 */
const known = (id) => /** @type {Field | null} */ (document.getElementById(id));
const rowsOf = () => find("main form [data-rows]");
/** @param {Element} rows */
const count = (rows) => rows.querySelectorAll("li").length;
/**
 * @param {Field} field
 * @returns {Entry}
 */
const pair = (field) => [field.id, value(field)];
// Rows that only the WASM can add, until they stand: they are what is typed.
/** @type {Rows | undefined} */
let coming;
let isFilling = false;
/**
 * What is typed on the page or in a part of it; rows with how many they are and what they started from.
 * @param {Node} around
 * @returns {Written | undefined}
 */
export const written = (around = document) => {
  const [fields, rows] = [typed().filter((field) => around.contains(field)), rowsOf()];
  if (!fields.length && !coming) return undefined;
  const inRows = fields.filter((field) => rows?.contains(field));
  return {
    fields: fields.filter((field) => !inRows.includes(field)).map(pair),
    rows: coming ?? (rows && inRows.length ? { from: rows.dataset.rows, count: count(rows), fields: inRows.map(pair) } : undefined),
  };
};

// Fields that were written in before the WASM took over, which sets some of them back.
/** @type {Map<string, Value>} */
export const early = new Map();
const place = () => OWN + "typed-" + location.pathname;
export const keepTyped = () => {
  const what = written();
  if (what) write(session, place(), what);
};
/** @param {Field} field @param {Value} what */
export const fill = (field, what) => {
  if (typeof what === "string") field.value = what;
  else if (isTick(field)) field.checked = what;
  for (let around = field.closest("details"); around; around = around.parentElement?.closest("details") ?? null) around.open = true;
};
/** @param {Entry[]} fields @param {boolean} [isWhole] */
const fillAll = (fields, isWhole) => {
  for (const [id, what] of fields) {
    const field = known(id);
    // What is typed already is newer.
    if (!field || (!isWhole && (isTyped(field) || field === document.activeElement))) continue;
    fill(field, what);
    if (isLive()) field.dispatchEvent(new Event("input", { bubbles: true }));
    else early.set(id, what);
  }
};
/** @param {Element} rows */
const isTypedIn = (rows) => typed().some((field) => rows.contains(field));
/** As many rows as were kept, by the buttons that people press, and then all that stood in them: half of it is other terms. */
const fillRows = async () => {
  const [rows, kept, held] = [rowsOf(), coming, document.activeElement];
  if (isFilling || !kept) return;
  isFilling = true;
  if (rows && !isTypedIn(rows)) {
    for (let now = count(rows); now !== kept.count; now = count(rows)) {
      find(now < kept.count ? ".card-foot button" : "li:last-child button", rows)?.click();
      await pause(0);
      if (count(rows) === now) break;
    }
  }
  coming = undefined;
  isFilling = false;
  if (rows?.hasAttribute("data-moved") && count(rows) === kept.count) fillAll(kept.fields, true);
  if (rows && !held?.isConnected) find("li:last-child input", rows)?.focus({ preventScroll: true });
};
/**
 * Puts back what was typed. Rows that start from other terms by now are the newer word.
 * @param {Written} what
 */
export const putBack = ({ fields, rows: kept }) => {
  fillAll(fields);
  const rows = rowsOf();
  if (!kept || !rows || kept.from !== rows.dataset.rows || isTypedIn(rows)) return;
  if (count(rows) === kept.count) return fillAll(kept.fields, true);
  coming = kept;
  if (isLive()) fillRows();
};
export const giveBack = () => {
  /** @type {Written | Entry[] | null} */
  const what = read(session, place());
  session?.removeItem(place());
  if (what) putBack(Array.isArray(what) ? { fields: what } : what);
};
export const giveBackEarly = () => {
  for (const [id, what] of early) {
    const field = known(id);
    if (!field) continue;
    if (value(field) !== what) fill(field, what);
    // What follows a field, such as a live sum or a draft, hears of it as if it were typed now.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  early.clear();
  if (coming) fillRows();
};
/** @param {Element | null} element */
const caretOf = (element) => {
  try {
    const field = /** @type {HTMLInputElement} */ (element);
    return /** @type {const} */ ([field.selectionStart ?? null, field.selectionEnd ?? null]);
  } catch {
    return /** @type {const} */ ([null, null]);
  }
};
let isHeld = false;
/**
 * The app is about to render a part of the page again that it has hydrated: where that replaces a field, the new one gets
 * what was typed, and the focus. Nodes of the server are merged and need none of it (`merge.js`).
 */
export const hold = () => {
  // A page that nobody sees gets no frame: until there is one, the first look is the one that saw what people typed.
  if (isHeld) return;
  isHeld = true;
  const fields = [...fieldsOf()].filter((field) => !/^(hidden|file)$/.test(field.type) && isChanged(field));
  const held = fields.map((field) => ({ field, id: field.id, what: value(field) }));
  const focused = document.activeElement;
  const [id, caret] = [focused?.closest("main [id]") === focused ? focused?.id : undefined, caretOf(focused)];
  requestAnimationFrame(() => {
    isHeld = false;
    for (const { field, id, what } of held) {
      const now = known(id);
      // The same field may hold more by now: letters that were typed since.
      if (!now || value(now) === what || (now === field && isChanged(now))) continue;
      fill(now, what);
      now.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (!id || focused?.isConnected || (document.activeElement ?? document.body) !== document.body) return;
    const now = document.getElementById(id);
    now?.focus({ preventScroll: true });
    const [from, to] = caret;
    if (from !== null && (now instanceof HTMLInputElement || now instanceof HTMLTextAreaElement)) now.setSelectionRange(from, to);
  });
};
export const reload = () => {
  keepTyped();
  location.reload();
};

/**
 * A page that this build cannot show, because the server has a newer one.
 * @param {string} page
 */
export const loadDocument = (page) => {
  if (new URL(page, location.href).href === location.href) return reload();
  keepTyped();
  location.assign(page);
};

// What somebody has opened or closed stays so when the page is refreshed; what nobody has touched is as the server says.
addEventListener(
  "click",
  (event) => at(event)?.closest("main summary")?.parentElement?.setAttribute("data-turned", ""),
  true,
);
