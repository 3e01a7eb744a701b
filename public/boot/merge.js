// Merges new HTML of the server into a part of the page. Nodes that are still meant stay, and with them what somebody has
// typed, the focus, the caret, what is opened, and what is written beside a refused field.
import { follow, isTyped, value } from "./typed.js";

/** Written by scripts beside the fields of a refused form (`form.js`), and what they say of a control. */
export const NOTE = "data-note";
export const NOTED = "data-noted";
/** What only scripts and people change: that the server does not mention it means nothing. */
const OWN = ["data-sending", "data-turned", "tabindex", NOTED];
const NAMED = "[id],details,option,a[href]";

/**
 * What an element is called among others, and how much that tells: an id more than where a link leads.
 * @param {Element} element
 * @returns {[name: string, weight: number]}
 */
const nameOf = (element) => {
  if (element.id) return ["#" + element.id, 10];
  if (element instanceof HTMLDetailsElement) return ["details " + (element.querySelector("summary")?.textContent ?? ""), 10];
  if (element instanceof HTMLOptionElement) return ["option " + element.value, 10];
  return ["a " + (element.getAttribute("href") ?? ""), 1];
};
/**
 * The names of a node and of all that is in it.
 * @param {Node} node
 */
const namesOf = (node) => {
  /** @type {Map<string, number>} */
  const names = new Map();
  if (!(node instanceof Element)) return names;
  if (node.matches(NAMED)) names.set(...nameOf(node));
  for (const named of node.querySelectorAll(NAMED)) names.set(...nameOf(named));
  return names;
};
/** @param {Node} node */
const isNote = (node) => node instanceof Element && node.hasAttribute(NOTE);
/**
 * Which old node becomes which new one: those that have most names in common, then the nameless of one kind in their order.
 * @param {Node[]} olds
 * @param {Node[]} news
 */
const pair = (olds, news) => {
  /** @type {Map<Node, { old: Node, common: number }>} */
  const pairs = new Map();
  const named = news.map((node) => ({ node, names: namesOf(node) }));
  const nameless = olds.filter((old) => {
    const names = namesOf(old);
    let best = { node: old, common: 0 };
    for (const one of names.size ? named : []) {
      if (one.node.nodeName !== old.nodeName) continue;
      let common = 0;
      for (const [name, weight] of one.names) if (names.has(name)) common += weight;
      if (common > best.common) best = { node: one.node, common };
    }
    if (best.common > (pairs.get(best.node)?.common ?? 0)) pairs.set(best.node, { old, common: best.common });
    return !names.size && !isNote(old);
  });
  for (const { node, names } of named) {
    const place = names.size ? -1 : nameless.findIndex((old) => old.nodeName === node.nodeName);
    const [old] = place < 0 ? [] : nameless.splice(0, place + 1).slice(-1);
    if (old) pairs.set(node, { old, common: 0 });
  }
  return pairs;
};
/**
 * Whether people or scripts have made of an attribute what it is.
 * @param {Element} element
 * @param {string} name
 */
const isOwn = (element, name) => {
  if (OWN.includes(name) || element.getAttribute("aria-busy") === "true") return true;
  if (name.startsWith("aria-")) return element.hasAttribute(NOTED);
  if (name !== "open") return false;
  /** @type {NodeListOf<import("./typed.js").Field>} */
  const fields = element.querySelectorAll("input,textarea,select");
  return (
    element.localName === "dialog" ||
    element.hasAttribute("data-turned") ||
    element.querySelector(`[${NOTE}]`) !== null ||
    [...fields].some(isTyped)
  );
};
/**
 * @param {Element} element
 * @returns {element is import("./typed.js").Field}
 */
const isField = (element) => element.matches("input,textarea,select");
/** @param {Element} old @param {Element} next */
const mergeAttributes = (old, next) => {
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value && !isOwn(old, name)) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && !isOwn(old, name)) old.removeAttribute(name);
  }
};
/** @param {Node} old @param {Node} next */
const mergeNode = (old, next) => {
  if (old.isEqualNode(next)) return;
  if (old instanceof Element && next instanceof Element) {
    const field = isField(old) ? old : undefined;
    const typed = field && isTyped(field) ? value(field) : undefined;
    mergeAttributes(old, next);
    mergeChildren(old, next, null);
    if (field) follow(field, typed);
  } else if (old.nodeValue !== next.nodeValue) {
    old.nodeValue = next.nodeValue;
  }
};
/** @param {Node} parent @param {Node} next @param {Node | null} end What stays at the end of the parent. */
const mergeChildren = (parent, next, end) => {
  const news = [...next.childNodes];
  const olds = [...parent.childNodes].filter((old) => old !== end);
  const pairs = pair(olds, news);
  const kept = new Set([...pairs.values()].map(({ old }) => old));
  for (const old of olds) if (!kept.has(old) && !isNote(old)) parent.removeChild(old);
  let at = parent.firstChild;
  for (const node of news) {
    while (at && isNote(at)) at = at.nextSibling;
    const old = pairs.get(node)?.old;
    if (old && old === at) at = at.nextSibling;
    else parent.insertBefore(old ?? node, at);
    if (old) mergeNode(old, node);
  }
};
/**
 * @param {Element} around What the part is the only content of.
 * @param {string} html
 */
export const merge = (around, html) => {
  const held = document.activeElement;
  const template = document.createElement("template");
  template.innerHTML = html;
  // Leptos finds the end of the part by it.
  const end = around.lastChild instanceof Comment ? around.lastChild : null;
  mergeChildren(around, template.content, end);
  // What changes its place loses the focus.
  if (held instanceof HTMLElement && held.isConnected && held !== document.activeElement) held.focus({ preventScroll: true });
};
