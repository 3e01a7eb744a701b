// Marks, in the list beside a long page, the section that is in view.
const bottom = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
/** @param {Element} section */
const isSeen = (section) => section.getBoundingClientRect().bottom > 0 && section.getBoundingClientRect().top < innerHeight;
const mark = () => {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(".sidenav a[href^='#']");
  const all = [...links].flatMap((link) => {
    const section = document.getElementById(link.hash.slice(1));
    return section ? [{ link, section }] : [];
  });
  if (!all.length) return;
  const reached = all.filter(({ section }) => section.getBoundingClientRect().top <= innerHeight / 3);
  // At the end of a page some sections cannot come up; the one that was asked for counts, or else the last.
  const asked = all.find(({ link, section }) => link.hash === location.hash && isSeen(section));
  const current = (bottom() && (asked ?? all.at(-1))) || reached.at(-1) || all[0];
  for (const link of links) {
    if (link === current?.link) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};
let isDue = false;
const soon = () => {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    mark();
  });
};
for (const type of ["scroll", "hashchange", "load"]) addEventListener(type, soon, { passive: true });
soon();
