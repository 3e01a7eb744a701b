// What becomes of a form that was sent, as its page shows it: on its way, refused beside its fields, or arrived. The app
// sends it (`app/src/runtime/form/submit.rs`).
import { NOTE, NOTED } from "./merge.js";
import { stop } from "./stop.js";
import { fill, isTick, value } from "./typed.js";

/** @typedef {import("./typed.js").Field} Field */
/**
 * What the fields of a form held when it was sent.
 * @type {WeakMap<Element, Map<Field, import("./typed.js").Value>>}
 */
const sent = new WeakMap();
/** @param {HTMLFormElement} form */
const fieldsOf = (form) =>
  /** @type {Field[]} */ ([...form.elements].filter((one) => one.matches("input:not([type=file],[type=hidden]),textarea,select")));
/**
 * One press is one command, by whichever of its buttons.
 * @param {HTMLElement} button
 * @param {boolean} isBusy
 */
export const busy = (button, isBusy) => {
  const form = /** @type {HTMLButtonElement} */ (button).form;
  if (form && isBusy) sent.set(form, new Map(fieldsOf(form).map((field) => [field, value(field)])));
  button.classList.toggle("is-loading", isBusy);
  for (const name of ["aria-busy", "aria-disabled"]) {
    if (isBusy) button.setAttribute(name, "true");
    else button.removeAttribute(name);
  }
};
/**
 * An element with a sign of warning before what it holds.
 * @param {string} kind
 * @param {string} className
 * @param {...(Node | string)} content
 */
const warning = (kind, className, ...content) => {
  const element = document.createElement(kind);
  element.className = className;
  element.setAttribute(NOTE, "");
  element.innerHTML = '<svg class="icon" aria-hidden="true"><use href="/icons.svg#i-triangle-alert"/></svg>';
  element.append(...content);
  return element;
};
/** @param {string} tone @param {string} role @param {string} sentence */
const banner = (tone, role, sentence) => {
  const [bold, text] = [document.createElement("b"), document.createElement("div")];
  bold.textContent = sentence;
  text.append(bold);
  const element = warning("div", `banner banner--${tone}`, text);
  element.setAttribute("role", role);
  return { element, text };
};
/**
 * Takes away what was written about the attempt before, or came with the page because it was refused before.
 * @param {HTMLFormElement} form
 */
export const calm = (form) => {
  for (const told of form.querySelectorAll(".banner--bad[role=alert], p.error, :scope > .banner--warn[role=status]")) told.remove();
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute(NOTED);
    const rest = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `${control.id}-error`);
    if (rest.length) control.setAttribute("aria-describedby", rest.join(" "));
    else control.removeAttribute("aria-describedby");
  }
};
/** @param {string} id @param {string} sentence */
const refuseAt = (id, sentence) => {
  const control = document.getElementById(id);
  if (!control) return;
  const line = warning("p", "error", sentence);
  line.id = `${id}-error`;
  control.setAttribute(NOTED, "");
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  control.closest(".field")?.append(line);
};
/**
 * Says above the fields and at each of them what was refused, and goes there. Where that cannot be written, the page goes
 * on as a plain one, and says so: what was typed stays, and the form goes out as the browser sends it.
 * @param {HTMLFormElement} form
 * @param {string} title
 * @param {string[]} fields The id of a control, a sentence, the next id, …
 */
export const refuse = (form, title, fields) => {
  try {
    calm(form);
    const { element, text } = banner("bad", "alert", title);
    element.tabIndex = -1;
    const list = document.createElement("ul");
    for (let at = 0; at < fields.length; at += 2) {
      const [id = "", sentence = ""] = fields.slice(at);
      const [item, link] = [document.createElement("li"), document.createElement("a")];
      link.href = `#${id}`;
      link.rel = "external";
      link.textContent = sentence;
      item.append(link);
      list.append(item);
      refuseAt(id, sentence);
    }
    if (fields.length) text.append(list);
    form.prepend(element);
    element.focus();
  } catch {
    if (form.isConnected) stop();
  }
};
/**
 * Says above the fields that nobody knows yet whether they have arrived. The focus stays where it is.
 * @param {HTMLFormElement} form
 * @param {string} sentence
 */
export const wait = (form, sentence) => {
  if (!form.querySelector(":scope > .banner--warn[role=status]")) form.prepend(banner("warn", "status", sentence).element);
};
/**
 * Closes what was opened to send a form, as if nobody had. The focus stays on the line that opens it.
 * @param {Element} form
 */
const closeAround = (form) => {
  const details = form.closest("details");
  if (!details) return;
  if (details.contains(document.activeElement)) details.querySelector("summary")?.focus({ preventScroll: true });
  details.open = false;
  details.removeAttribute("data-turned");
};
/** @param {Field} field @param {import("./typed.js").Value} what */
const startWith = (field, what) => {
  if (field instanceof HTMLSelectElement) for (const option of field.options) option.defaultSelected = option.value === what;
  else if (isTick(field)) field.defaultChecked = what === true;
  else field.defaultValue = String(what);
};
/**
 * What was in the fields has arrived. A form that is to be empty again is so at once, and what was opened for it has served;
 * another one starts from now on with what it held. What was written while it was on its way stays written.
 * @param {HTMLFormElement} form
 */
export const arrived = (form) => {
  calm(form);
  const [was, fields, isEmptied] = [sent.get(form), fieldsOf(form), form.dataset.form === "empties"];
  const now = fields.map((field) => /** @type {const} */ ([field, value(field)]));
  const newer = now.filter(([field, what]) => was?.has(field) && was.get(field) !== what);
  if (isEmptied) form.reset();
  else for (const field of fields) startWith(field, was?.get(field) ?? value(field));
  for (const [field, what] of newer) {
    fill(field, what);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (isEmptied && !newer.length) closeAround(form);
};
