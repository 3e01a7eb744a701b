// Shows a password while it is typed. Hidden again before it goes out: then nothing keeps it as common text.
import { at } from "./window.js";

/** @param {Element} button @param {boolean} isShown */
const show = (button, isShown) => {
  const field = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  field.type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", String(isShown));
  button.querySelector("use")?.setAttribute("href", `/icons.svg#i-eye${isShown ? "-off" : ""}`);
};
/** @param {Element} button */
const isShown = (button) => button.getAttribute("aria-pressed") === "true";
// Before all others: it works with the WASM, without it, and after it has stopped.
addEventListener(
  "click",
  (event) => {
    const button = at(event)?.closest("[data-reveal]");
    if (button) show(button, !isShown(button));
  },
  true,
);
addEventListener(
  "submit",
  (event) => {
    for (const button of at(event)?.querySelectorAll("[data-reveal]") ?? []) if (isShown(button)) show(button, false);
  },
  true,
);
