// The frame around every page: search, bell, the two sides, the timer, and what happens between two pages.
import type { Page } from "@playwright/test";
import { agreeByHttp, fundByHttp, joinByHttp, postJobByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { expect, PHONE, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { openMessages, write } from "../fixtures/people.ts";

const ADA = { name: "Ada Moen", email: "ada@example.org", side: "client" } as const;
const YUSUF = { name: "Yusuf Demir", email: "yusuf@example.org", side: "freelancer" } as const;
const TITLE = "Repair of a weather station";

test.describe.configure({ mode: "serial" });

const main = (page: Page) => page.getByRole("navigation", { name: "Main", exact: true });
const bell = (page: Page) => page.getByRole("banner").getByRole("button", { name: /^What is new/ });
const chip = (page: Page) => page.getByRole("banner").locator(".timer-chip");

test("the bars tell what is new, and the timer runs in every window", { tag: "@engine" }, async ({ page: client, person, server, connected, settled, accessible }) => {
  const { page: freelancer } = await person();
  await joinByHttp(client, server, ADA);
  await joinByHttp(freelancer, server, YUSUF);
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
  await freelancer.getByRole("link", { name: /Ada Moen has written/ }).click();
  await expect(freelancer).toHaveURL(/\/messages\//);
  await expect(freelancer.locator("#news"), "who chose has left the menu").toBeHidden();
  const link = freelancer.getByRole("log", { name: "Messages" }).getByRole("link", { name: "https://plan.example/a?b=1" });
  await expect(link).toHaveAttribute("rel", /nofollow noopener/);
  await expect(bell(freelancer), "read is no longer new").toHaveAccessibleName(/^What is new(: 0 things)?$/);

  await fundByHttp(client, server, contract);
  await expect(chip(freelancer)).toHaveCount(0);
  const { page: phone } = await person(PHONE);
  await signInByHttp(phone, server, YUSUF.email);
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

test("search goes to the open jobs, by its key too, and a refused one says so at its fields", { tag: "@engine" }, async ({ page, server, settled, accessible, watch }) => {
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

test("on arriving the heading has the focus, the title is said, and back comes back to the place", async ({ page, server, settled }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await signInByHttp(page, server, ADA.email);
  await page.goto("/settings");
  await settled(page);
  await page.getByRole("heading", { name: "Where you are signed in" }).or(page.locator("#devices")).first().scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollTo(0, 400));
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(400);
  // Where one is when one presses; the press itself may move the page, because the bar is sticky.
  await page.evaluate(() => addEventListener("click", () => sessionStorage.setItem("left-at", String(scrollY)), { capture: true, once: true }));
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

test("back comes back to the place whenever the page comes", async ({ page, server, settled }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await signInByHttp(page, server, ADA.email);
  await page.goto("/settings");
  await settled(page);
  // A moment after the answer the page before still stands, long enough for the place: the looks for it fall into it.
  let late = 0;
  await page.route("**/drawn/settings**", async (route) => {
    await new Promise((after) => setTimeout(after, late));
    await route.continue();
  });
  for (late = 120; late < 180; late += 10) {
    await page.evaluate(() => scrollTo(0, 150));
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(150);
    // Without a hand that moves the page first, as Playwright's would under the sticky bar.
    await main(page).getByRole("link", { name: "Contracts" }).dispatchEvent("click");
    await expect(page.getByRole("heading", { level: 1, name: "Contracts" })).toBeFocused();
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeFocused();
    await expect.poll(() => page.evaluate(() => scrollY), { message: `${late} ms late` }).toBe(150);
  }
});

test("a page that takes its time is announced by a line, one that comes at once is not", async ({ page, server, settled }) => {
  await signInByHttp(page, server, ADA.email);
  await page.goto("/home");
  await settled(page);
  const line = page.getByRole("progressbar", { name: "Loading" });
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/drawn/contracts", async (route) => {
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
  await page.locator("#news").getByRole("link", { name: "All that needs you" }).click();
  await expect(page).toHaveURL(/\/home$/);
  await page.getByRole("banner").getByRole("searchbox", { name: "Search jobs" }).fill("weather");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\?words=weather$/);
});

test("Enter sends where there is a keyboard, and breaks the line under a finger", async ({ page, server, person, settled }) => {
  await signInByHttp(page, server, ADA.email);
  await page.goto("/messages");
  await page.getByRole("link", { name: /Yusuf Demir/ }).first().click();
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
  await signInByHttp(freelancer, server, YUSUF.email);
  await freelancer.goto("/contracts");
  const tabs = freelancer.getByRole("navigation", { name: "Contracts by state" });
  const needsMe = tabs.getByRole("link", { name: /^Needs me/ });
  await expect(tabs.getByRole("link", { name: /^Running/ })).toHaveAttribute("aria-current", "page");
  await needsMe.click();
  await expect(needsMe).toHaveAttribute("aria-current", "page");
  await freelancer.getByRole("link", { name: TITLE }).click();
  await freelancer.getByLabel("What you hand over").or(freelancer.locator("main textarea")).first().fill("All of it, see https://work.example/1");
  await freelancer.getByRole("button", { name: /^Submit/ }).first().click();
  await expect(freelancer.getByText("In review").first()).toBeVisible();
  await freelancer.goto("/contracts?show=needs-me");
  await expect(freelancer.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await accessible(freelancer);
  await tabs.getByRole("link", { name: /^Ended/ }).click();
  await expect(freelancer.getByRole("heading", { name: "No contract has ended yet" })).toBeVisible();
  await freelancer.goto("/home");
  const coming = freelancer.getByRole("region", { name: "Next payments" });
  await expect(coming.getByText("In review")).toBeVisible();
  await expect(coming.getByText("€760.00")).toBeVisible();
  await accessible(freelancer);

  await signInByHttp(page, server, ADA.email);
  await page.goto("/contracts");
  await page.getByRole("link", { name: TITLE }).click();
  await page.getByRole("button", { name: /^Release/ }).first().click();
  await freelancer.goto("/home");
  await expect(coming.getByText("Pending")).toBeVisible();
  await expect(freelancer.getByText(/Next money: €760.00 on/)).toBeVisible();
});

test("the settings mark which of their sections is in view", async ({ page, server, settled }) => {
  await signInByHttp(page, server, ADA.email);
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

test("the palette opens anywhere by its key and its links, and offers what fits the side", async ({ page, server, settled, connected, accessible, watch }) => {
  // Switching the side loads the whole page anew and cuts the line.
  watch.expected(/ERR_ABORTED/);
  await signInByHttp(page, server, ADA.email);
  await page.goto("/settings");
  await settled(page);
  const palette = page.getByRole("dialog", { name: "Commands" });
  const options = palette.getByRole("option");
  const open = async () => {
    await page.keyboard.press("Control+k");
    await expect(palette.getByRole("combobox")).toBeFocused();
  };
  await open();
  await expect(options.filter({ hasText: TITLE }).first(), "what one was at comes first").toBeVisible();
  await accessible(page);
  await page.keyboard.type("weath");
  await expect(options.first()).toContainText(TITLE);
  await expect(options.last()).toHaveText(/Search jobs for “weath”/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/(contracts|jobs|messages)\/[a-z0-9]+$/);
  await expect(palette).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await page.getByRole("banner").getByRole("link", { name: "Commands" }).first().click();
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("tide & gauge");
  await expect(options).toHaveText([/Search jobs for “tide & gauge”/]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\?words=tide%20%26%20gauge$/);
  await expect(page.locator("#words")).toHaveValue("tide & gauge");

  await open();
  await page.keyboard.type("timer");
  await expect(options, "a client has no timer").toHaveText([/Search jobs for/]);
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await open();
  await page.keyboard.type("i work");
  await page.keyboard.press("Enter");
  await expect(main(page).getByRole("link", { name: "Find work" })).toBeVisible();
  await settled(page);
  await open();
  await page.keyboard.type("timer");
  await expect(options.first()).toHaveText(/Timer/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/timer$/);
  await open();
  await page.keyboard.type("i hire");
  await page.keyboard.press("Enter");
  await expect(main(page).getByRole("link", { name: "Jobs", exact: true })).toBeVisible();
  await connected(page);
  await open();
  await page.keyboard.type("sign out");
  await expect(options.first()).toHaveText(/Sign out/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/$/);
  await settled(page);
  await open();
  await page.keyboard.type("sign");
  await expect(options).toHaveText([/Sign in/, /Join/, /Search jobs for/]);
  await page.goto("/commands");
  await settled(page);
  await accessible(page);
});

test("without scripts the commands are a page, and the commands of it are forms", async ({ person, server }) => {
  const { page } = await person(WITHOUT_SCRIPTS);
  await signInByHttp(page, server, ADA.email);
  await page.goto("/home");
  await page.getByRole("banner").getByRole("link", { name: "Commands" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Commands" })).toBeVisible();
  const list = page.getByRole("main");
  await list.getByRole("button", { name: "Dark colours" }).click();
  await expect(page).toHaveURL(/\/commands$/);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await list.getByRole("button", { name: "Colours of the device" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "auto");
  await list.getByRole("link", { name: "Wallet" }).click();
  await expect(page).toHaveURL(/\/wallet$/);
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
  await signInByHttp(page, server, ADA.email);
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

  const { page: calm } = await person({ reducedMotion: "reduce" });
  await signInByHttp(calm, server, ADA.email);
  await calm.goto("/settings");
  await settled(calm);
  expect(await counted(calm, toContracts(calm))).toBe(0);
});
