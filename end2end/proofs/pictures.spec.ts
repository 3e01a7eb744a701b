// How every part looks: pictures of the sections of /ui in both themes, on a desk and on a phone, compared with those that
// are kept. Somebody looks at them when they change (see CONTRIBUTING.md for how they are renewed).
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { BrowserContextOptions, Locator } from "@playwright/test";
import { expect, PHONE, test } from "../fixtures/index.ts";
import { lighten } from "../fixtures/picture.ts";
import { quiet } from "../fixtures/visit.ts";
import { difference, here, keep, kept } from "./made-with.ts";
import { drawWithOwnFonts, foreignFonts } from "./own-fonts.ts";

/** Those whose look says most; each picture holds several parts. The rest is looked at by axe and by eyes. */
const SECTIONS = [
  "colour", "buttons", "fields", "choices", "tags", "people", "money", "meters", "charts", "steps", "nav", "notes",
  "timer", "diary", "papers", "errors",
];
const SCREENS: [string, BrowserContextOptions][] = [
  ["desk", { viewport: { width: 1280, height: 800 } }],
  ["phone", { ...PHONE, isMobile: false }],
];
const KILOBYTES_MAX = 1_500;
const FOLDER = path.join(import.meta.dirname, "pictures");

/** Letters may be a shade off where a processor is another; a part that moves or changes colour is more than that. */
const SHOT = { animations: "disabled", caret: "hide", scale: "css", maxDiffPixelRatio: 0.002, threshold: 0.03 } as const;

const renews = () => ["all", "changed"].includes(test.info().config.updateSnapshots);

// Without the browser of the pictures there is nothing to compare; the first test says so.
test.describe.configure({ mode: "serial" });

test("the browser and the fonts are those of the pictures", ({ browser }) => {
  const found = here(browser.version());
  if (renews()) keep(found);
  expect(difference(kept(), found).join("\n")).toBe("");
});

async function still(section: Locator): Promise<void> {
  await section.evaluate(async (one) => {
    // By itself, so that what stands above has no part in where its pixels fall.
    for (const other of document.querySelectorAll<HTMLElement>("main section[id]")) other.style.display = other === one ? "" : "none";
    for (const picture of one.querySelectorAll("img")) picture.loading = "eager";
    await Promise.all([...one.querySelectorAll("img")].map((picture) => picture.decode().catch(() => undefined)));
    await document.fonts.ready;
  });
}

for (const [screen, size] of SCREENS) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`the parts in ${colorScheme} colours, ${screen}`, async ({ person, settled }) => {
      const { page } = await person({ ...size, colorScheme });
      await page.clock.setFixedTime(new Date("2027-01-04T15:02:00Z"));
      await page.goto("/ui");
      await settled(page);
      await quiet(page);
      await drawWithOwnFonts(page);
      // Bars that float would stand in the pictures.
      await page.evaluate(() => {
        for (const bar of document.querySelectorAll<HTMLElement>(".topbar, .tabbar")) bar.style.position = "static";
      });
      for (const id of SECTIONS) {
        const section = page.locator(`#${id}`);
        await still(section);
        expect.soft(await foreignFonts(page, section), `letters of #${id} that a font of the machine draws`).toEqual([]);
        await expect.soft(section).toHaveScreenshot(`${id}-${screen}-${colorScheme}.png`, SHOT);
      }
    });
  }
}

test("the pictures that are kept stay few and light", async ({ page }) => {
  const pictures = readdirSync(FOLDER).filter((name) => name.endsWith(".png"));
  expect(pictures.length).toBe(SECTIONS.length * SCREENS.length * 2);
  if (renews()) for (const name of pictures) await lighten(page, path.join(FOLDER, name));
  const bytes = pictures.reduce((sum, name) => sum + statSync(path.join(FOLDER, name)).size, 0);
  expect(bytes / 1000, "kilobytes of pictures").toBeLessThanOrEqual(KILOBYTES_MAX);
});
