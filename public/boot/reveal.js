// Shows a password while it is typed. Hidden again before it goes out: then nothing keeps it as common text.
const show = (button, isShown) => {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  if (!field) return;
  field.type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", isShown);
  button.querySelector("use")?.setAttribute("href", `/icons.svg#i-eye${isShown ? "-off" : ""}`);
};
const isShown = (button) => button.getAttribute("aria-pressed") === "true";
// Before all others: it works with the WASM, without it, and after it has stopped.
addEventListener(
  "click",
  ({ target }) => {
    const button = target.closest?.("[data-reveal]");
    if (button) show(button, !isShown(button));
  },
  true,
);
addEventListener(
  "submit",
  ({ target }) => {
    for (const button of target.querySelectorAll("[data-reveal]")) if (isShown(button)) show(button, false);
  },
  true,
);
