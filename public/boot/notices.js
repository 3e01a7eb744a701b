// Notices: parts of the template #notice-texts, put where a screen reader hears them.
import { find } from "./window.js";

const texts = /** @type {() => HTMLTemplateElement | null} */ (() => find("#notice-texts"));
/**
 * @param {string} name
 * @returns {HTMLElement | undefined}
 */
export const text = (name) => {
  const notice = texts()?.content.querySelector(`[data-notice="${name}"]`);
  return /** @type {HTMLElement | undefined} */ (notice?.cloneNode(true));
};
/** @param {string} name */
export const shown = (name) => find(`#notices [data-notice="${name}"]`);
/** @param {string} name */
export const show = (name) => {
  const place = document.getElementById("notices");
  if (!place || shown(name)) return shown(name);
  const notice = text(name);
  if (notice) place.append(notice);
  return notice;
};
/** @param {string} name */
export const hide = (name) => shown(name)?.remove();
