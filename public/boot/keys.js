// The keys of the palette and of the search.
import { wants } from "./chunk.js";
import { at, find, isLive } from "./window.js";

// The palette is a part of the app; without it the link leads to a page of the same commands.
export const openPalette = () => {
  wants("/commands");
  return isLive() && dispatchEvent(new Event("app:commands"));
};
addEventListener("keydown", (event) => {
  const isOther = event.altKey || event.shiftKey || event.key.toLowerCase() !== "k";
  if (isOther || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog:modal")) return;
  event.preventDefault();
  if (!openPalette()) location.assign("/commands");
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (at(event)?.closest("input, textarea, select, [contenteditable], dialog")) return;
  const field = find(".topbar [type=search]");
  // Where the field is hidden nothing is taken from the page.
  if (!field?.offsetWidth) return;
  event.preventDefault();
  field.focus();
});
