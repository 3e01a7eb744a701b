// What somebody has typed: kept through a load of the page, and through the moment in which the WASM takes over.
import { OWN, read, session, write } from "./window.js";

export const FIELDS = "main form :is(input,textarea,select)[id]";
export const value = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.value);
const start = (field) => {
  if (field.localName === "select") return (field.querySelector("option[selected]") ?? field.options[0])?.value;
  return /^(checkbox|radio)$/.test(field.type) ? field.defaultChecked : field.defaultValue;
};
// A password is one also while it is shown.
const isKept = (field) => !/^(hidden|file|password)$/.test(field.type) && !/-password$/.test(field.autocomplete);
export const isTyped = (field) => isKept(field) && !field.closest("form[data-sent]") && value(field) !== start(field);
export const typed = () => [...document.querySelectorAll(FIELDS)].filter(isTyped);

// Fields that were written in before the WASM took over, which sets some of them back.
export const early = new Map();
const place = () => OWN + "typed-" + location.pathname;
export const keepTyped = () => {
  const fields = typed().map((field) => [field.id, value(field)]);
  if (fields.length) write(session, place(), fields);
};
export const fill = (field, what) => {
  if (typeof what === "boolean") field.checked = what;
  else field.value = what;
  for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
};
export const giveBack = () => {
  for (const [id, what] of read(session, place()) ?? []) {
    const field = document.getElementById(id);
    if (!field) continue;
    fill(field, what);
    early.set(id, what);
  }
  session?.removeItem(place());
};
export const giveBackEarly = () => {
  for (const [id, what] of early) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (value(field) !== what) fill(field, what);
    // What follows a field, such as a live sum or a draft, hears of it as if it were typed now.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  early.clear();
};
export const reload = () => {
  keepTyped();
  location.reload();
};

// A page that this build cannot show, because the server has a newer one.
addEventListener("hall:whole", ({ detail }) => {
  if (new URL(detail, location.href).href === location.href) return reload();
  keepTyped();
  location.assign(detail);
});

// What somebody has opened or closed stays so when the page is drawn again; what nobody has touched is as it is drawn.
addEventListener(
  "click",
  ({ target }) => target.closest?.("main summary")?.parentElement.setAttribute("data-turned", ""),
  true,
);
