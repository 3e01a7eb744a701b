// High contrast: with forced colours, and where somebody asks for more contrast, every control keeps a line around it,
// and what is chosen, how far something is, and where the focus is can still be told apart.
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { Keyboard } from "../fixtures/keyboard.ts";
import { engine } from "../fixtures/settings.ts";

test.skip(engine() !== "sqlite", "the database has no part in how a page looks");

/** Controls that people use; what is inside of one with a line of its own needs none. */
const CONTROLS = [
  ".button",
  ".icon-button",
  ".chip:is(a, button, label)",
  "input:not([type=checkbox], [type=radio], [type=range], [type=file], [type=hidden])",
  "select",
  "textarea",
  ".switch",
  ".choice",
  ".segmented",
  ".drop",
  ".timer-button",
  ".tag",
].join(",");

/** Controls without a line around them whose contrast to what is behind is at least so much. */
async function borderless(page: Page, least: number): Promise<string[]> {
  return page.evaluate(
    ([controls, least]) => {
      const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      // A colour may let through what is behind it.
      const light = (...layers: string[]): number => {
        if (!paint) return 0;
        paint.clearRect(0, 0, 1, 1);
        for (const colour of layers) {
          paint.fillStyle = colour;
          paint.fillRect(0, 0, 1, 1);
        }
        const parts = [...paint.getImageData(0, 0, 1, 1).data].map((part) =>
          part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
      };
      const behind = (from: Element | null): string[] => {
        const layers: string[] = [];
        for (let one = from; one; one = one.parentElement) layers.unshift(getComputedStyle(one).backgroundColor);
        return ["white", ...layers];
      };
      const standsOut = (one: Element, colour: string): boolean => {
        const ground = behind(one.parentElement);
        const [a, b] = [light(...ground, colour), light(...ground)];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= Number(least);
      };
      const lined = (one: Element): boolean => {
        const style = getComputedStyle(one);
        if (standsOut(one, style.backgroundColor)) return true;
        return ["Top", "Bottom"].every((side) => {
          const [kind, width, colour] = ["Style", "Width", "Color"].map((part) => style[`border${side}${part}` as "borderTopColor"]);
          return kind !== "none" && Number.parseFloat(width ?? "0") >= 1 && standsOut(one, colour ?? "");
        });
      };
      return [...document.querySelectorAll(String(controls))]
        .filter((one) => one.checkVisibility({ opacityProperty: true }) && one.getClientRects().length > 0)
        .filter((one) => !one.closest("[disabled], .visually-hidden"))
        .filter((one) => !lined(one) && ![".affix", ".tags", ".segmented", ".menu"].some((around) => one.parentElement?.closest(around)))
        .map((one) => `${one.localName}.${one.className} "${one.textContent?.trim().slice(0, 30)}"`);
    },
    [CONTROLS, least] as const,
  );
}

/** What can be told of an element at a glance. */
function look(of: Locator): Promise<string> {
  return of.first().evaluate((one) => {
    const {
      backgroundColor,
      backgroundImage,
      borderBlockStartColor,
      borderBlockEndColor,
      borderBlockStartStyle,
      borderBlockStartWidth,
      borderBlockEndWidth,
    } = getComputedStyle(one);
    return [
      backgroundColor,
      backgroundImage,
      borderBlockStartColor,
      borderBlockEndColor,
      borderBlockStartStyle,
      borderBlockStartWidth,
      borderBlockEndWidth,
    ].join(" | ");
  });
}

async function differ(page: Page, what: string, selectors: string[]): Promise<void> {
  const looks: string[] = [];
  for (const selector of selectors) looks.push(await look(page.locator(selector)));
  expect(new Set(looks).size, `${what} look different:\n${looks.join("\n")}`).toBe(selectors.length);
}

const SCHEMES = ["light", "dark"] as const;

test("forced colours: lines, choices and shares stay, in light and dark", async ({ person, settled }) => {
  const { page } = await person({ forcedColors: "active" });
  await page.goto("/ui");
  await settled(page);
  expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await test.step(colorScheme, () => staysApart(page));
  }
});

async function staysApart(page: Page): Promise<void> {
  expect(await borderless(page, 3), "controls without a line").toEqual([]);
  await differ(page, "the current tab and another", [".tabs a[aria-current]", ".tabs a:not([aria-current])"]);
  await differ(page, "the current way and another", [
    ".sidenav a:hover, .topnav a[aria-current], .tabs a[aria-current]",
    ".sidenav a:not([aria-current])",
  ]);
  await differ(page, "a chosen card and another", [".choice:has(:checked)", ".choice:not(:has(:checked))"]);
  await differ(page, "a chosen segment and another", [".segmented label:has(:checked)", ".segmented label:not(:has(:checked))"]);
  await differ(page, "a switch that is on and one that is off", [".switch:checked", ".switch:not(:checked)"]);
  const shares = ["released", "funded", "review", "refunded", "unfunded"].map((state) => `.escrow-key i.is-${state}`);
  await differ(page, "the shares of an escrow", shares);
  await differ(page, "steps that are done, at hand and to come", [
    ".stepper > .is-done",
    ".stepper > [aria-current]",
    ".stepper > :not(.is-done, [aria-current])",
  ]);
  await differ(page, "points of a timeline", [
    ".timeline .is-done > .pip",
    ".timeline .is-now > .pip",
    ".timeline > :not(.is-done, .is-now) > .pip",
  ]);
  const meter = await page.locator("#meters .meter").first().screenshot();
  const full = await page.locator(".escrow-bar:has(.is-funded)").first().screenshot();
  for (const picture of [meter, full]) expect(await colours(page, picture), "filled and empty parts").toBeGreaterThan(1);
  // Wherever the focus was: it begins before everything.
  await page.evaluate(() => {
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
  });
  const keys = new Keyboard(page);
  await keys.tabTo("link", "Type", { exact: true });
  // The way there is long and has nothing to do with colours.
  const end = page.getByRole("button", { name: "End the contract" }).first();
  await end.focus();
  expect(await end.evaluate((button) => getComputedStyle(button).outlineStyle), "the focus is seen").not.toBe("none");
}

/** How many colours take up a twentieth of a picture or more. */
async function colours(page: Page, picture: Buffer): Promise<number> {
  return page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))]));
    const paint = new OffscreenCanvas(image.width, image.height).getContext("2d");
    paint?.drawImage(image, 0, 0);
    const counts = new Map<number, number>();
    const pixels = new Uint32Array(paint?.getImageData(0, 0, image.width, image.height).data.buffer ?? new ArrayBuffer(0));
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return [...counts.values()].filter((count) => count > pixels.length / 20).length;
  }, picture.toString("base64"));
}

test("more contrast: every control has a line that stands out", async ({ person, settled, accessible }) => {
  const { page } = await person({ contrast: "more" });
  for (const path of ["/ui", "/jobs", "/sign-up"]) {
    await page.goto(path);
    await settled(page);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      expect(await borderless(page, 4.5), `controls without a line on ${path} in ${colorScheme}`).toEqual([]);
    }
  }
  await accessible(page);
});
