// From one page to the next: the heading, the title and the focus, the place to which "back" goes back, the line that says
// that a page takes its time, and the fading.
import type { Page } from "@playwright/test";
import { joinByHttp, postJobByHttp } from "../fixtures/by-http.ts";
import { expect, test } from "../fixtures/index.ts";

const main = (page: Page) => page.getByRole("navigation", { name: "Main", exact: true });

test.beforeEach(async ({ page, server }, { testId }) => {
  await joinByHttp(page, server, { name: "Ada Moen", email: `${testId}@example.org`, side: "client" });
});

test("on arriving the heading has the focus, the title is said, and back comes back to the place", async ({ page, settled }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.goto("/settings");
  await settled(page);
  await page.getByRole("heading", { name: "Where you are signed in" }).or(page.locator("#devices")).first().scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollTo(0, 400));
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(400);
  // Where one is when one presses; the press itself may move the page, because the bar is sticky.
  await page.evaluate(() =>
    addEventListener("click", () => sessionStorage.setItem("left-at", String(scrollY)), { capture: true, once: true }),
  );
  await main(page).getByRole("link", { name: "Contracts" }).click();
  await expect(page).toHaveURL(/\/contracts$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page.locator("#arrived")).toHaveText(await page.title());
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0);
  const leftAt = await page.evaluate(() => Number(sessionStorage.getItem("left-at")));
  expect(leftAt).toBeGreaterThan(100);
  await page.goBack();
  await expect(page).toHaveURL(/\/settings$/);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(leftAt);
  await page.goForward();
  await expect(page).toHaveURL(/\/contracts$/);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0);
});

test("back comes back to the place whenever the page comes", async ({ page, settled }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.clock.install();
  await page.goto("/settings");
  await settled(page);
  // A moment after the answer the page before still stands, long enough for the place: the looks for it fall into it.
  let release = () => {};
  let held = Promise.resolve();
  await page.route("**/rendered/settings**", async (route) => {
    await held;
    await route.continue();
  });
  for (let late = 120; late < 180; late += 10) {
    held = new Promise<void>((resolve) => (release = resolve));
    await page.evaluate(() => scrollTo(0, 150));
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(150);
    // Without a hand that moves the page first, as Playwright's would under the sticky bar.
    await main(page).getByRole("link", { name: "Contracts" }).dispatchEvent("click");
    await expect(page.getByRole("heading", { level: 1, name: "Contracts" })).toBeFocused();
    const asked = page.waitForRequest("**/rendered/settings**");
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
    await page.goBack();
    await asked;
    await page.clock.runFor(late);
    release();
    await page.clock.resume();
    await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeFocused();
    await expect.poll(() => page.evaluate(() => scrollY), { message: `${late} ms late` }).toBe(150);
  }
});

test("a page that takes its time is announced by a line, one that comes at once is not", async ({ page, settled }) => {
  await page.goto("/home");
  await settled(page);
  const line = page.getByRole("progressbar", { name: "Loading" });
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/rendered/contracts", async (route) => {
    await held;
    await route.continue();
  });
  await main(page).getByRole("link", { name: "Contracts" }).click();
  await expect(line).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 }), "the old page stays until the new one is there").toHaveText(/Good day/);
  release();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Contracts");
  await expect(line).toHaveCount(0);
});

test("a page of the same kind takes the focus when it comes, however long that takes", async ({ page, server, settled }) => {
  const one = await postJobByHttp(page, server, { title: "Labels for a tea shop" });
  const other = await postJobByHttp(page, server, { title: "A sign for a door" });
  await page.clock.install();
  await page.goto(one);
  await settled(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(`**/rendered${other}`, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(`**/rendered${other}`);
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement("a"), { href, textContent: "The other one" });
    document.querySelector("main")?.append(link);
    link.click();
  }, other);
  await asked;
  await page.clock.runFor(20_000);
  await expect(page.locator("h1"), "nothing is there yet").toHaveCount(0);
  release();
  await expect(page.getByRole("heading", { level: 1, name: "A sign for a door" })).toBeFocused();
  await expect(page.locator("#arrived")).toHaveText(await page.title());
});

test("the settings mark which of their sections is in view", async ({ page, settled }) => {
  await page.clock.install();
  await page.goto("/settings");
  await settled(page);
  const ways = page.getByRole("navigation", { name: "Settings" });
  const current = ways.locator("[aria-current=true]");
  await expect(current).toHaveAttribute("href", "#account");
  await ways.locator("[href='#devices']").click();
  await expect(current).toHaveAttribute("href", "#devices");
  // A link to a place in the page is no way back: nothing takes one up again.
  await page.clock.runFor(20_000);
  await expect(current).toHaveAttribute("href", "#devices");
  await expect(page.getByRole("heading", { name: "Devices signed in" })).toBeInViewport();
  await page.goBack();
  await expect(current).toHaveAttribute("href", "#account");
  await page.goForward();
  await expect(current).toHaveAttribute("href", "#devices");
  // Going back holds its place for a moment, until somebody scrolls by hand.
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, -5000);
  await expect(current).toHaveAttribute("href", "#account");
});

test("one page fades into the next, and not for who wants less motion", async ({ page, server, person, settled }) => {
  const counted = async (on: Page, way: () => Promise<void>) => {
    await on.evaluate(() => {
      Object.assign(window, { fades: 0 });
      new MutationObserver((changes) => {
        const root = document.documentElement;
        if (changes.length && root.hasAttribute("data-fades")) (window as unknown as { fades: number }).fades += 1;
      }).observe(document.documentElement, { attributeFilter: ["data-fades"] });
    });
    await way();
    await expect(on.locator("html")).not.toHaveAttribute("data-fades");
    return on.evaluate(() => (window as unknown as { fades: number }).fades);
  };
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.goto("/settings");
  await settled(page);
  const toContracts = (on: Page) => async () => {
    await main(on).getByRole("link", { name: "Contracts" }).click();
    await expect(on.getByRole("heading", { level: 1, name: "Contracts" })).toBeFocused();
  };
  expect(await counted(page, toContracts(page))).toBeGreaterThan(0);
  // Two at once: the browser skips the first, and nobody complains.
  await page.evaluate(() => {
    history.back();
    setTimeout(() => history.forward(), 30);
  });
  await expect(page.getByRole("heading", { level: 1, name: "Contracts" })).toBeVisible();

  const { page: calm } = await person();
  await joinByHttp(calm, server, { name: "Bo Ek", email: "bo@example.org", side: "client" });
  await calm.goto("/settings");
  await settled(calm);
  expect(await counted(calm, toContracts(calm))).toBe(0);
});
