// The frame around every page: search, bell, the two sides, the timer, and what fits a finger.
import type { Page } from "@playwright/test";
import { agreeByHttp, fundByHttp, joinAndAgreeByHttp, joinByHttp, postJobByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { expect, PHONE, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { openMessages, write } from "../fixtures/people.ts";

const ADA = { name: "Ada Moen", email: "ada@example.org", side: "client" } as const;
const YUSUF = { name: "Yusuf Demir", email: "yusuf@example.org", side: "freelancer" } as const;
const TITLE = "Repair of a weather station";

const main = (page: Page) => page.getByRole("navigation", { name: "Main", exact: true });
const bell = (page: Page) => page.getByRole("banner").getByRole("button", { name: /^What is new/ });
const chip = (page: Page) => page.getByRole("banner").locator(".timer-chip");

let room = "";

test.beforeAll(async ({ servers, serving }, { file }) => {
  ({ room } = await joinAndAgreeByHttp(await servers.of(file, serving), ADA, YUSUF, { title: TITLE }));
});

test("the bars tell what is new, and the timer runs in every window", { tag: "@engine" }, async ({
  page: client, person, server, connected, settled, accessible,
}) => {
  const { page: freelancer } = await person();
  await joinByHttp(client, server, { name: "Tora Lund", email: "tora@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Milan Novak", email: "milan@example.org", side: "freelancer" });
  await freelancer.goto("/home");
  await connected(freelancer);
  await expect(bell(freelancer)).toHaveAccessibleName(/^What is new(: 0 things)?$/);
  const { contract } = await agreeByHttp(client, freelancer, server, { title: TITLE });

  // The client has something to fund, and reads it behind the bell on any page.
  await client.goto("/settings");
  await connected(client);
  await expect(bell(client)).toHaveAccessibleName("What is new: one thing");
  await bell(client).click();
  const news = client.locator("#news");
  await expect(news).toBeVisible();
  await accessible(client);
  await client.keyboard.press("Escape");
  await expect(news).toBeHidden();

  // A message arrives while the freelancer looks elsewhere and types into the search.
  await freelancer.goto("/contracts");
  await connected(freelancer);
  const field = freelancer.getByRole("banner").getByRole("searchbox", { name: "Search jobs" });
  await field.fill("weath");
  await client.goto(contract);
  await openMessages(client);
  await settled(client);
  await write(client, "The plan: https://plan.example/a?b=1. Tell me what you think.");
  await expect(bell(freelancer)).toHaveAccessibleName("What is new: one thing");
  await expect(field, "news do not empty what is being typed").toHaveValue("weath");
  await expect(field).toBeFocused();
  await bell(freelancer).click();
  await freelancer.getByRole("link", { name: /Tora Lund has written/ }).click();
  await expect(freelancer).toHaveURL(/\/messages\//);
  await expect(freelancer.locator("#news"), "who chose has left the menu").toBeHidden();
  const link = freelancer.getByRole("log", { name: "Messages" }).getByRole("link", { name: "https://plan.example/a?b=1" });
  await expect(link).toHaveAttribute("rel", /nofollow noopener/);
  await expect(bell(freelancer), "read is no longer new").toHaveAccessibleName(/^What is new(: 0 things)?$/);

  await fundByHttp(client, server, contract);
  await expect(chip(freelancer)).toHaveCount(0);
  const { page: phone } = await person(PHONE);
  await signInByHttp(phone, server, "milan@example.org");
  await phone.goto("/home");
  await connected(phone);
  await freelancer.goto("/timer");
  await connected(freelancer);
  await freelancer.getByLabel("What are you doing?").fill("Sensors");
  await freelancer.getByRole("button", { name: "Start", exact: true }).click();
  await expect(chip(freelancer)).toHaveText(/^0:0\d hours tracked/);
  await expect(chip(phone), "on the other device by itself").toBeVisible();
  await phone.goto("/settings");
  await expect(chip(phone)).toBeVisible();
  await accessible(phone);
  for (const width of [320, 390]) {
    await phone.setViewportSize({ width, height: 700 });
    const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `pixels that one has to scroll sideways at ${width}`).toBeLessThanOrEqual(0);
  }
  await phone.getByRole("banner").getByRole("link", { name: /the timer runs/ }).click();
  await expect(phone).toHaveURL(/\/timer$/);
});

test("search goes to the open jobs, by its key too, and a refused one says so at its fields", { tag: "@engine" }, async ({
  page, server, settled, accessible, watch,
}) => {
  watch.expected(/answered 422: GET/);
  await signInByHttp(page, server, ADA.email);
  await page.goto(await postJobByHttp(page, server, { title: "Translate a field guide", price: 300 }));
  await settled(page);
  await page.locator("body").press("/");
  const field = page.getByRole("banner").getByRole("searchbox", { name: "Search jobs" });
  await expect(field).toBeFocused();
  await page.keyboard.type("field guide");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\?words=field[+]guide$/);
  await expect(page.getByText("One open job")).toBeVisible();
  await expect(page.locator("#words")).toHaveValue("field guide");

  await page.goto("/jobs?budget_min=lots");
  const least = page.getByLabel("At least");
  await expect(least).toHaveAttribute("aria-invalid", "true");
  await expect(least).toHaveAccessibleDescription(/Choose the currency/);
  await page.goto("/jobs?currency=EUR&budget_max=lots");
  const most = page.getByLabel("At most");
  await expect(most).toHaveValue("lots");
  await expect(most).toHaveAttribute("aria-invalid", "true");
  await expect(most).toHaveAccessibleDescription(/./);
  await accessible(page);
});

test("by keyboard: the skip link, the ways, both menus, and the other side", async ({ page, server, settled }) => {
  await signInByHttp(page, server, ADA.email);
  await page.goto("/home");
  await settled(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  const menu = page.getByRole("banner").getByRole("button", { name: /account menu$/ });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#me")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.locator("#me").getByRole("link", { name: "I hire" })).toBeFocused();
  await expect(page.locator("#me").getByRole("link", { name: "I hire" })).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(main(page).getByRole("link", { name: "Find work" })).toBeVisible();
  await expect(page).toHaveURL(/\/home$/);
  await page.getByRole("main").getByRole("button", { name: "I hire" }).click();
  await expect(main(page).getByRole("link", { name: "Jobs", exact: true })).toBeVisible();
});

test("without scripts the bell and the search work as well", async ({ person, server }) => {
  const { page } = await person(WITHOUT_SCRIPTS);
  await signInByHttp(page, server, ADA.email);
  await page.goto("/home");
  await bell(page).click();
  await page.locator("#news").getByRole("link", { name: "Everything that needs you" }).click();
  await expect(page).toHaveURL(/\/home$/);
  await page.getByRole("banner").getByRole("searchbox", { name: "Search jobs" }).fill("weather");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\?words=weather$/);
});

test("Enter sends where there is a keyboard, and breaks the line under a finger", async ({ page, server, person, settled }) => {
  await signInByHttp(page, server, ADA.email);
  await page.goto(room);
  await settled(page);
  const box = page.getByRole("textbox", { name: /^Write to / });
  await box.fill("First line");
  await box.press("Shift+Enter");
  await box.pressSequentially("second line");
  await box.press("Enter");
  await expect(box).toHaveValue("");
  await expect(page.getByRole("log", { name: "Messages" }).locator(".bubble").filter({ hasText: "second line" })).toHaveCount(1);

  const { page: phone } = await person(PHONE);
  await signInByHttp(phone, server, YUSUF.email);
  await phone.goto(new URL(page.url()).pathname);
  await settled(phone);
  const small = phone.getByRole("textbox", { name: /^Write to / });
  await small.fill("Still writing");
  await small.press("Enter");
  await expect(small).toHaveValue("Still writing\n");
});

test("the freelancer sees at home when which money comes", async ({ page, server, person, accessible }) => {
  const { page: freelancer } = await person(PHONE);
  await joinByHttp(page, server, { name: "Ana Lind", email: "ana@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Jonas Weber", email: "jonas@example.org", side: "freelancer" });
  const { contract } = await agreeByHttp(page, freelancer, server, { title: TITLE });
  await fundByHttp(page, server, contract);
  await freelancer.goto("/contracts");
  const tabs = freelancer.getByRole("navigation", { name: "Contracts by state" });
  const needsMe = tabs.getByRole("link", { name: /^Needs me/ });
  await expect(tabs.getByRole("link", { name: /^Running/ })).toHaveAttribute("aria-current", "page");
  await needsMe.click();
  await expect(needsMe).toHaveAttribute("aria-current", "page");
  await freelancer.getByRole("link", { name: TITLE }).click();
  await freelancer
    .getByLabel("What you hand over")
    .or(freelancer.locator("main textarea"))
    .first()
    .fill("All of it, see https://work.example/1");
  await freelancer.getByRole("button", { name: /^Submit/ }).first().click();
  await expect(freelancer.getByText("In review").first()).toBeVisible();
  await freelancer.goto("/contracts?show=needs-me");
  await expect(freelancer.getByRole("heading", { name: "Nothing is waiting for you" })).toBeVisible();
  await accessible(freelancer);
  await tabs.getByRole("link", { name: /^Ended/ }).click();
  await expect(freelancer.getByRole("heading", { name: "No contract has ended yet" })).toBeVisible();
  await freelancer.goto("/home");
  const coming = freelancer.getByRole("region", { name: "Next payments" });
  await expect(coming.getByText("In review")).toBeVisible();
  await expect(coming.getByText("€760.00")).toBeVisible();
  await accessible(freelancer);

  await page.goto("/contracts");
  await page.getByRole("link", { name: TITLE }).click();
  await page.getByText("Release €800.00", { exact: true }).click();
  await page.getByRole("button", { name: /^Release €800.00 to / }).click();
  await expect(page.getByText("€800.00 was released", { exact: false }).first()).toBeVisible();
  await freelancer.goto("/home");
  await expect(coming.getByText("Pending")).toBeVisible();
  await expect(freelancer.getByText(/Next money: €760.00 on/)).toBeVisible();
});

test("a draft keeps whatever was typed, also what cannot be read yet", async ({ page, server, settled }) => {
  await signInByHttp(page, server, ADA.email);
  await page.goto("/jobs/new");
  await settled(page);
  await page.getByLabel("Title").fill("Letters to sort");
  await page.locator("input[name=budget]").fill("about 500");
  await page.locator("input[name=hires]").fill("ab");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page).toHaveURL(/\/edit\?saved=1$/);
  await page.reload();
  await expect(page.locator("input[name=budget]")).toHaveValue("about 500");
  await expect(page.locator("input[name=hires]")).toHaveValue("ab");
});

test("what one presses on a phone is large enough for a thumb", async ({ person, server, settled }) => {
  const { page } = await person(PHONE);
  await signInByHttp(page, server, YUSUF.email);
  for (const path of ["/home", "/jobs", "/contracts", "/messages", "/wallet", "/settings", "/profile", "/proposals", "/timer"]) {
    await page.goto(path);
    await settled(page);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("header a[href], header button, main a[href], main button, main select, main summary")]
        .map((element) => ({ what: element.textContent?.trim() ?? "", height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height > 0 && height < 43.5),
    );
    expect(small, `too small on ${path}`).toEqual([]);
  }
});
