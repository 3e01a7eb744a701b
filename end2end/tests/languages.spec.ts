// Languages: no text stands outside the layer of words, nothing breaks when texts are longer and read from the right,
// the choice is remembered, and search engines are told. The made-up language has an accent on every letter, so a plain
// letter on a page is either somebody's own text or a text that was forgotten.
import type { Page } from "@playwright/test";
import { expect, PHONE, test } from "../fixtures/index.ts";
import { postJob, propose, signIn, workInReview, write } from "../fixtures/people.ts";

const MADE_UP = "ar-XB";
/** What people wrote in this test, and names that are the same in every language. */
const OWN_TEXTS = [
  "Sunniva Haugen",
  "Mirela Kovač",
  "sunniva@example.org",
  "mirela@example.org",
  "Gateway for a tide gauge",
  "Buoy that answers",
  "All of it",
  "Read four hundred sensors over a modem, keep every sample, and show that none was lost.",
  "I have built three of these gateways, the last one for a lighthouse.",
  "Tide tables are in the branch.",
  "Rust",
  "MQTT",
];
const CODES = /\b(EUR|GBP|USD|NOK|SEK|DKK|CHF|KES|JPY|KWD|PLN|CZK|AGPL|API|Chrome|Chromium|Linux|HeadlessChrome|SH|MK|S|M|K|H)\b/g;
const made = { contract: "", job: "", proposal: "", offer: "" };

/** Every text and label of the page with a plain letter in it, without what people wrote. */
async function outside(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style, noscript, template, [lang], code, textarea")) continue;
      found.push(node.textContent ?? "");
    }
    for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt], [data-label]")) {
      if (element.closest("[lang]:not(html)")) continue;
      for (const name of ["aria-label", "placeholder", "title", "alt", "data-label"]) found.push(element.getAttribute(name) ?? "");
    }
    return found;
  });
  const bare = texts.map((text) => OWN_TEXTS.reduce((rest, own) => rest.replaceAll(own, ""), text).replace(CODES, ""));
  return bare.filter((text) => /[A-Za-z]|[€$£]\d|\d,\d{3}/.test(text)).map((text) => text.trim());
}

async function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

test("a contract to look at", async ({ page: client, person, server, settled }) => {
  test.setTimeout(180_000);
  const { page: freelancer } = await person(PHONE);
  made.contract = await workInReview({ client, freelancer, server, settled, text: "Tide tables are in the branch." });
  made.job = await postJob(client, { title: "Buoy that answers", budget: "1200" });
  made.proposal = await propose(freelancer, made.job, [{ title: "All of it", amount: "1200" }]);
  await client.goto(`${made.proposal}/offer`);
  await client.getByRole("button", { name: /Send the offer/ }).click();
  await expect(client).toHaveURL(/\/offers\//);
  made.offer = new URL(client.url()).pathname;
});

const OPEN = ["/", "/sign-up", "/sign-in", "/reset", "/jobs", "/jobs?words=nothing+of+this", "/nowhere"];
const OWN = ["/home", "/settings", "/profile/edit", "/jobs/new", "/jobs/mine", "/proposals", "/contracts", "/messages", "/timer", "/wallet"];

for (const [who, email, screen] of [
  ["client at a desk", "sunniva@example.org", undefined],
  ["freelancer on a phone", "mirela@example.org", PHONE],
] as const) {
  test(`no text stands outside the layer of words, for a ${who}`, async ({ person, server, settled, accessible }) => {
    test.setTimeout(240_000);
    const { page, watch } = await person(screen);
    watch.expected(/answered (401|403|404|422)/);
    const holds = async (path: string) => {
      await page.goto(path);
      await settled(page);
      await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
      expect.soft(await outside(page), `texts outside the layer on ${path}`).toEqual([]);
      expect.soft(await sideways(page), `pixels that one has to scroll sideways on ${path}`).toBeLessThanOrEqual(0);
    };
    await signIn(page, email);
    await page.context().addCookies([{ name: "language", value: MADE_UP, url: server.url }]);
    for (const path of [...OWN, made.job, `${made.job}/proposals`, made.proposal, made.offer, made.contract, `${made.contract}x`]) await holds(path);
    await accessible(page);
    if (screen) await page.setViewportSize({ width: 320, height: 700 });
    for (const path of ["/home", "/wallet", "/jobs", made.contract]) await holds(path);
  });
}

test("strangers' pages and refusals speak the language, too", async ({ page, server, settled, watch }) => {
  watch.expected(/answered (401|404|422)/);
  await page.context().addCookies([{ name: "language", value: MADE_UP, url: server.url }]);
  for (const path of OPEN) {
    await page.goto(path);
    await settled(page);
    expect.soft(await outside(page), `texts outside the layer on ${path}`).toEqual([]);
    expect.soft(await sideways(page), `pixels that one has to scroll sideways on ${path}`).toBeLessThanOrEqual(0);
  }
  await page.goto("/sign-up");
  await settled(page);
  // The browser's own checks speak the browser's language.
  await page.locator("main form").first().evaluate((form) => form.setAttribute("novalidate", ""));
  await page.locator("input[name=email]").fill("1");
  await page.locator("input[name=password]").fill("1");
  await page.locator("main form button[type=submit]").click();
  await expect(page.locator("[role=alert]").first()).toBeVisible();
  expect.soft(await outside(page), "refusals").toEqual([]);
});

test("the language is chosen in the footer, remembered, and named to search engines", async ({ page, settled }) => {
  const first = await page.goto("/jobs");
  await settled(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  const link = first?.headers()["link"] ?? "";
  expect(link).toContain('/jobs>; rel="canonical"');
  expect(link).toContain('/jobs?lang=en>; rel="alternate"; hreflang="en"');
  expect(link, "nobody is sent to the made-up language").not.toContain(MADE_UP);
  await page.locator(`footer button:has([lang="${MADE_UP}"])`).click();
  await expect(page.locator("html")).toHaveAttribute("lang", MADE_UP);
  await page.goto("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.goto("/sign-in?lang=en");
  await expect(page.locator("html"), "an address names its language").toHaveAttribute("lang", "en");
  await settled(page);
  await page.locator(`footer button:has([lang="${MADE_UP}"])`).click();
});

test("messages are read and written from the right", async ({ page, server, settled }) => {
  await signIn(page, "sunniva@example.org");
  await page.goto(made.contract);
  await settled(page);
  await page.getByRole("link", { name: "Messages", exact: true }).and(page.locator("[href^='/messages/']")).first().click();
  await write(page, "Tide tables are in the branch.");
  await page.context().addCookies([{ name: "language", value: MADE_UP, url: server.url }]);
  await page.reload();
  await settled(page);
  expect(await outside(page)).toEqual([]);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
});
