// The home page, the first thing anybody sees: it renders, it is accessible, and it is light.
import { expect, PHONE, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";

test("the home page renders and is accessible", async ({ page, accessible }) => {
  const response = await page.goto("/");
  expect(response?.status()).toBe(200);
  await expect(page.locator("h1")).toBeVisible();
  await accessible(page);
});

test("the home page renders on a phone", async ({ person, accessible }) => {
  const { page } = await person(PHONE);
  await page.goto("/");
  await expect(page.locator("h1")).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, "pixels that one has to scroll sideways").toBeLessThanOrEqual(0);
  await accessible(page);
});

test("the home page renders without scripts", async ({ person }) => {
  const { page } = await person(WITHOUT_SCRIPTS);
  await page.goto("/");
  await expect(page.locator("h1")).toBeVisible();
});
