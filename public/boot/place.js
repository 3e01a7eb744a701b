// The place in a page to which "back" goes back.
import { at, frame, pause, root } from "./window.js";

/** @type {Map<string, number>} */
const places = new Map();
let returning = false;
let turn = 0;
const isOnTheWay = () => root.hasAttribute("data-on-the-way");
// The browser would go there too early, on the page that is being left; a reload is its own matter.
/** @param {ScrollRestoration} how */
const restoration = (how) => {
  history.scrollRestoration = how;
};
// How many looks in a row must find the page at rest: more where its title cannot tell it from the page before.
const REST = { told: 2, untold: 15 };
/** @param {string} address @param {number} place */
const goBackTo = async (address, place) => {
  returning = true;
  turn += 1;
  const mine = turn;
  const titleLeft = document.title;
  // On a slow line the page takes its time to become long enough; anyone who scrolls meanwhile has chosen another place.
  let isChosen = false;
  const choose = () => (isChosen = true);
  for (const hand of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(hand, choose, { once: true, passive: true });
  let rests = 0;
  for (let tries = 0; tries < 160 && location.href === address && !isChosen; tries += 1) {
    await pause(60);
    // Within a frame, where what a hand has just done is known: putting the window back would undo its scrolling.
    await frame();
    if (isChosen || location.href !== address) break;
    if (isOnTheWay()) continue;
    // The page that is being left may stand here a moment longer, and may be long enough for the place.
    rests = Math.abs(scrollY - place) < 2 ? rests + 1 : 0;
    if (rests === 0) scrollTo(0, place);
    if (rests >= (document.title === titleLeft ? REST.untold : REST.told)) break;
  }
  if (turn === mine) returning = false;
};
// The page that comes is shorter at first and pulls the window up while the address is still that of the old one: from
// the moment somebody leaves, the place of the old page stands.
let left = { address: "", at: 0 };
const isLeft = () => left.address === location.href && performance.now() - left.at < 5000;
const noteScroll = () => returning || isOnTheWay() || isLeft() || places.set(location.href, scrollY);
export const leave = () => {
  places.set(location.href, scrollY);
  left = { address: location.href, at: performance.now() };
};
// A link to a place in the page is no way back, though the browser tells of it in the same way; it goes there itself.
let jump = "";
/** @param {Event} event */
const noteJump = (event) => {
  const link = at(event)?.closest("a[href*='#']");
  if (!(link instanceof HTMLAnchorElement)) return;
  jump = link.href;
  setTimeout(() => (jump = ""), 500);
};
const goBack = () => {
  if (location.href !== jump) goBackTo(location.href, places.get(location.href) ?? 0);
};
let isKept = false;
export const keepScroll = () => {
  if (isKept) return;
  isKept = true;
  restoration("manual");
  addEventListener("scroll", noteScroll, { passive: true });
  // Before the router hears of it, while the title is still that of the page that is left.
  addEventListener("click", noteJump, true);
  addEventListener("popstate", goBack, true);
  addEventListener("pagehide", () => restoration("auto"));
  addEventListener("pageshow", () => restoration("manual"));
};
