// Notices: parts of the template #notice-texts, put where a screen reader hears them.

export const text = (name) => document.getElementById("notice-texts")?.content.querySelector(`[data-notice="${name}"]`)?.cloneNode(true);
export const shown = (name) => document.querySelector(`#notices [data-notice="${name}"]`);
export const show = (name) => {
  const place = document.getElementById("notices");
  if (!place || shown(name)) return shown(name);
  const notice = text(name);
  if (notice) place.append(notice);
  return notice;
};
export const hide = (name) => shown(name)?.remove();
