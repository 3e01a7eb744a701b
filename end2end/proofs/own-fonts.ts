// Pictures without any font of the machine: all letters are drawn with the site's own, which are made for headings.
import type { Locator, Page } from "@playwright/test";

/** As `style/tokens.css` names them. */
const FAMILY = "Brygada 1918 Variable";
/** As they call themselves. */
const OWN = /^Brygada 1918/;
/** What the fonts in `public/fonts` hold of what the page says; other signs stand as question marks in the pictures. */
const HELD = /[^\u0000-\u017f\u0218-\u021b\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]/gu;

/** All letters of the page, now and later, are of the site's own fonts. */
export async function drawWithOwnFonts(page: Page): Promise<void> {
  await page.evaluate(async ([held, family]) => {
    for (const name of ["--font-ui", "--font-mono", "--font-head"]) document.documentElement.style.setProperty(name, family);
    const isOther = new RegExp(held, "gu");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest("script, style, template")) node.textContent = (node.textContent ?? "").replace(isOther, "?");
    }
    for (const name of ["placeholder", "value"]) {
      for (const field of document.querySelectorAll(`input[${name}]`))
        field.setAttribute(name, (field.getAttribute(name) ?? "").replace(isOther, "?"));
    }
    // One that is looked for on the machine may not be there, and is not asked for.
    await Promise.all([...document.fonts].map((font) => font.load().catch(() => undefined)));
    await document.fonts.ready;
  }, [HELD.source, `"${FAMILY}"`] as const);
}

/** Parts of a section that some other font draws, with its name. */
export async function foreignFonts(page: Page, section: Locator): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument", { depth: 0 });
  const id = await section.getAttribute("id");
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: `#${id} *` });
  const foreign: string[] = [];
  for (const nodeId of nodeIds) {
    const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    const others = fonts.filter(({ familyName }) => !OWN.test(familyName));
    if (others.length === 0) continue;
    const { outerHTML } = await session.send("DOM.getOuterHTML", { nodeId });
    foreign.push(`${others.map(({ familyName }) => familyName).join(", ")}: ${outerHTML.slice(0, 160)}`);
  }
  await session.detach();
  return foreign;
}
