// How every part looks: pictures of the sections of /ui in both themes, on a desk and on a phone, compared with those that
// are kept. Somebody looks at them when they change (see CONTRIBUTING.md for how they are renewed).
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { BrowserContextOptions, Locator } from "@playwright/test";
import { expect, PHONE, test } from "../fixtures/index.ts";
import { lighten } from "../fixtures/picture.ts";
import { engine } from "../fixtures/settings.ts";

// The page of all parts shows the same whatever database is below it.
test.skip(engine() !== "sqlite", "the database has no part in how a page looks");

/** Those whose look says most; each picture holds several parts. The rest is looked at by axe and by eyes. */
const SECTIONS = ["colour", "buttons", "fields", "choices", "tags", "people", "money", "meters", "charts", "steps", "nav", "notes", "timer", "diary", "papers", "errors"];
const SCREENS: [string, BrowserContextOptions][] = [
  ["desk", { viewport: { width: 1280, height: 800 } }],
  ["phone", { ...PHONE, isMobile: false }],
];
const KILOBYTES_MAX = 1_500;

/** Letters may be a shade off where a machine is another; a part that moves or changes colour is more than that. */
const SHOT = { animations: "disabled", caret: "hide", scale: "css", maxDiffPixelRatio: 0.002, threshold: 0.03 } as const;

async function still(section: Locator): Promise<void> {
  await section.evaluate(async (one) => {
    // By itself, so that what stands above has no part in where its pixels fall.
    for (const other of document.querySelectorAll<HTMLElement>("main section[id]")) other.style.display = other === one ? "" : "none";
    for (const picture of one.querySelectorAll("img")) picture.loading = "eager";
    await document.fonts.ready;
  });
}

for (const [screen, size] of SCREENS) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`the parts in ${colorScheme} colours, ${screen}`, async ({ person, settled }) => {
      test.setTimeout(120_000);
      const { page } = await person({ ...size, colorScheme, reducedMotion: "reduce" });
      await page.clock.setFixedTime(new Date("2027-01-04T15:02:00Z"));
      await page.goto("/ui");
      await settled(page);
      // Bars that float would stand in the pictures.
      await page.evaluate(() => {
        for (const bar of document.querySelectorAll<HTMLElement>(".topbar, .tabbar")) bar.style.position = "static";
      });
      for (const id of SECTIONS) {
        const section = page.locator(`#${id}`);
        await still(section);
        await expect.soft(section).toHaveScreenshot(`${id}-${screen}-${colorScheme}.png`, SHOT);
      }
    });
  }
}

test("the pictures that are kept stay few and light", async ({ page }) => {
  test.setTimeout(120_000);
  const folder = path.join(import.meta.dirname, "visual.spec.ts-snapshots");
  const pictures = readdirSync(folder);
  expect(pictures.length).toBe(SECTIONS.length * SCREENS.length * 2);
  if (["all", "changed"].includes(test.info().config.updateSnapshots)) for (const name of pictures) await lighten(page, path.join(folder, name));
  const bytes = pictures.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
  expect(bytes / 1000, "kilobytes of pictures").toBeLessThanOrEqual(KILOBYTES_MAX);
});
