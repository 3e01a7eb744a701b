// Languages: what the sweep in the pseudo-locale does not see. Refusals of a form speak the language, the choice is
// remembered, and search engines are told.
import { expect, test } from "../fixtures/index.ts";
import { PSEUDO, outside } from "../fixtures/visits/languages.ts";

test("the refusals of a form speak the language, too", async ({ page, server, settled, watch }) => {
  watch.expected(/answered 422/);
  await page.context().addCookies([{ name: "language", value: PSEUDO, url: server.url }]);
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
  expect(link, "nobody is sent to the pseudo-locale").not.toContain(PSEUDO);
  await page.locator(`footer button:has([lang="${PSEUDO}"])`).click();
  await expect(page.locator("html")).toHaveAttribute("lang", PSEUDO);
  await page.goto("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.goto("/sign-in?lang=en");
  await expect(page.locator("html"), "an address names its language").toHaveAttribute("lang", "en");
  await settled(page);
  await page.locator(`footer button:has([lang="${PSEUDO}"])`).click();
});
