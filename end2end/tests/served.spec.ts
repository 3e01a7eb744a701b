// What only the server renders: forms are refused beside their fields all the same, and who comes by a link, or has an older
// build in front of them, sees what a whole page shows.
import type { Page } from "@playwright/test";
import { signInByHttp } from "../fixtures/by-http.ts";
import { CLIENT, DEMO_PASSWORD, FREELANCER, type Market, demoMarket } from "../fixtures/demo.ts";
import { CONNECTION_LOST, expect, test } from "../fixtures/index.ts";
import { PATIENCE_MS } from "../fixtures/patience.ts";

test.use({ serving: { demo: true } });
test.describe.configure({ mode: "serial" });

let market: Market;

test.beforeAll(async ({ servers, serving }, info) => {
  market = await demoMarket(await servers.of(info.file, serving));
});

const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute("data-same-document", ""));
const sameDocument = (page: Page) => page.locator("html[data-same-document]");

/** Presses a link of our own to a page. */
async function follow(page: Page, href: string): Promise<void> {
  await page.evaluate((to) => {
    const link = Object.assign(document.createElement("a"), { href: to, textContent: to });
    document.body.append(link);
    link.click();
    link.remove();
  }, href);
}

/**
 * Counts, from the next document on, how often the page looks whether it may be rendered again: every 50 ms while it may
 * not (`hands_off` in `app/src/runtime/loader/refresh.rs`).
 */
async function countLooks(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const [counting, later] = [Object.assign(window, { looks: 0 }), window.setTimeout];
    const counted = (run: () => void, ms?: number) => {
      if (ms === 50) counting.looks += 1;
      return later(run, ms);
    };
    Object.assign(window, { setTimeout: counted });
  });
  return () => page.evaluate(() => (window as unknown as { looks: number }).looks);
}

/** Releases are carried out at once, and answered once the function that is given here is called. */
async function holdAnswers(page: Page): Promise<() => void> {
  let answer = () => {};
  const held = new Promise<void>((go) => {
    answer = go;
  });
  await page.route("**/do/milestone/approve-part", async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  return () => answer();
}

test("a form whose answer does not come says so, asks again by itself and is carried out once", async ({
  page, server, settled, watch,
}) => {
  watch.expected(CONNECTION_LOST);
  await signInByHttp(page, server, FREELANCER, DEMO_PASSWORD);
  await page.goto(`/contracts/${market.contract}`);
  await settled(page);
  await mark(page);
  const text = page.getByLabel("What you hand over");
  await text.fill("The delivery step is done.");
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Submit for review" }).click();
  const told = page.getByRole("status").filter({ hasText: "we do not know yet whether this arrived" });
  await expect(told).toBeVisible();
  await expect(text).toHaveValue("The delivery step is done.");
  await page.context().setOffline(false);
  await expect(page.getByText("In review", { exact: true }).first()).toBeVisible();
  await expect(told).toHaveCount(0);
  await expect(sameDocument(page)).toBeAttached();
});

test("money that was released while the answer was lost is released once", async ({ page, server, settled, watch }) => {
  watch.expected(CONNECTION_LOST);
  await signInByHttp(page, server, CLIENT, DEMO_PASSWORD);
  await page.goto(`/contracts/${market.contract}`);
  await settled(page);
  const sent: string[] = [];
  await page.route("**/do/milestone/approve-part", async (route) => {
    sent.push(route.request().headers()["idempotency-key"] ?? "");
    // It is carried out, and the line is cut before the answer comes through: twice.
    if (sent.length > 2) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await page.getByText("Release a part").click();
  await page.getByLabel("Amount to release").fill("1");
  await page.getByRole("button", { name: "Release this amount" }).click();
  await expect(page.getByText("So far €1.00 released", { exact: false })).toBeVisible();
  await expect(page.getByText("we do not know yet", { exact: false })).toHaveCount(0);
  await expect.poll(() => sent.length).toBe(3);
  expect(new Set(sent).size, "one attempt, asked for three times").toBe(1);
  await page.reload();
  await expect(page.getByText("So far €1.00 released", { exact: false }), "and once only").toBeVisible();
});

test("what is refused is written at its field, with the focus above; the next attempt takes it away", async ({
  page, server, settled, watch, accessible,
}) => {
  watch.expected(/answered 422: POST .*milestone\/approve/);
  await page.clock.install();
  await signInByHttp(page, server, CLIENT, DEMO_PASSWORD);
  await page.goto("/home");
  await settled(page);
  await mark(page);
  await follow(page, `/contracts/${market.contract}`);
  await page.getByText("Release a part").click();
  const amount = page.getByLabel("Amount to release");
  const send = page.getByRole("button", { name: "Release this amount" });
  await amount.fill("100000");
  await send.click();
  const told = page.getByRole("alert").filter({ hasText: "One thing to put right" });
  await expect(told).toBeFocused();
  await expect(amount).toHaveValue("100000");
  await expect(amount).toHaveAttribute("aria-invalid", "true");
  await expect(amount).toHaveAccessibleDescription(/Enter that or less/);
  await accessible(page);
  await told.getByRole("link").click();
  await expect(amount).toBeFocused();
  // Whatever the page still means to do is done by then.
  await page.clock.runFor(20_000);
  await expect(amount, "one stays where the link led").toBeInViewport();
  await amount.fill("100");
  await send.click();
  await expect(page.getByText("So far €101.00 released", { exact: false })).toBeVisible();
  await expect(told).toHaveCount(0);
  await expect(amount).not.toHaveAttribute("aria-invalid");
  await expect(amount, "as it was rendered").toHaveValue("");
  await expect(sameDocument(page)).toBeAttached();
});

test("news that overtakes the answer of a command leaves its form alone until that has come", async ({ page, server, connected }) => {
  await signInByHttp(page, server, CLIENT, DEMO_PASSWORD);
  const looks = await countLooks(page);
  await page.goto(`/contracts/${market.contract}`);
  await connected(page);
  const answer = await holdAnswers(page);
  await page.getByText("Release a part").click();
  const amount = page.getByLabel("Amount to release");
  const send = page.getByRole("button", { name: "Release this amount" });
  await amount.fill("50");
  await send.click();
  // The page was asked for again, because of the news, and would be rendered.
  await expect.poll(looks).toBeGreaterThan(2);
  await expect(amount).toHaveValue("50");
  await expect(send).toHaveAttribute("aria-busy", "true");
  await expect(page.getByText("So far €101.00 released", { exact: false })).toBeVisible();
  answer();
  await expect(page.getByText("So far €151.00 released", { exact: false })).toBeVisible();
  await expect(amount, "as it was rendered").toHaveValue("");
  await expect(amount, "what was opened for it has served").toBeHidden();
  await expect(page.locator("summary", { hasText: "Release a part" }), "one goes on where one was").toBeFocused();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
});

test("a refusal stays though news comes right with it", async ({ page, server, connected, person, watch }) => {
  watch.expected(/answered 422: POST .*milestone\/approve/);
  const { page: same } = await person();
  await signInByHttp(same, server, CLIENT, DEMO_PASSWORD);
  await same.goto(`/contracts/${market.contract}`);
  await connected(same);
  await signInByHttp(page, server, CLIENT, DEMO_PASSWORD);
  await page.goto(`/contracts/${market.contract}`);
  await connected(page);
  const answer = await holdAnswers(page);
  await page.getByText("Request changes", { exact: true }).click();
  await page.getByLabel("What should change").fill("The labels lack");
  await page.getByText("Release a part").click();
  await page.getByLabel("Amount to release").fill("100000");
  await page.getByRole("button", { name: "Release this amount" }).click();
  const news = page.waitForResponse("**/rendered/contracts/**");
  await same.getByText("Release a part").click();
  await same.getByLabel("Amount to release").fill("1");
  await same.getByRole("button", { name: "Release this amount" }).click();
  await news;
  answer();
  await expect(page.getByText("So far €152.00 released", { exact: false })).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: "One thing to put right" })).toBeFocused();
  await expect(page.getByLabel("Amount to release")).toHaveValue("100000");
  await expect(page.getByLabel("Amount to release")).toHaveAccessibleDescription(/Enter that or less/);
  await expect(page.getByLabel("What should change"), "of another form").toHaveValue("The labels lack");
});

test("a press ends where it began, and what was opened stays open, whatever comes meanwhile", async ({
  page, server, connected, person,
}) => {
  const { page: same } = await person();
  await signInByHttp(same, server, CLIENT, DEMO_PASSWORD);
  await same.goto(`/contracts/${market.contract}`);
  await connected(same);
  await same.getByText("Release a part").click();
  await same.getByLabel("Amount to release").fill("1");
  await signInByHttp(page, server, CLIENT, DEMO_PASSWORD);
  await page.clock.install();
  const looks = await countLooks(page);
  await page.goto(`/contracts/${market.contract}`);
  await connected(page);
  await page.getByText("Release a part").hover();
  await page.mouse.down();
  // A press is waited for two seconds, which pass here in steps that are counted.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
  await same.getByRole("button", { name: "Release this amount" }).click();
  await expect(async () => {
    await page.clock.runFor(50);
    expect(await looks()).toBeGreaterThan(2);
  }).toPass({ intervals: [20], timeout: PATIENCE_MS });
  await page.mouse.up();
  await page.clock.resume();
  await expect(page.getByText("So far €153.00 released", { exact: false })).toBeVisible();
  await expect(page.getByLabel("Amount to release")).toBeVisible();
  // What was closed stays closed, and by keyboard the line that opens and closes keeps the focus.
  const submission = page.locator("details", { hasText: "Submission 1" });
  await submission.locator("summary").click();
  await page.locator("summary", { hasText: "Release a part" }).focus();
  await page.evaluate(() => scrollTo(0, 0));
  await expect(same.getByText("So far €153.00 released", { exact: false })).toBeVisible();
  await expect(same.getByLabel("Amount to release")).toBeHidden();
  await same.getByText("Release a part").click();
  await same.getByLabel("Amount to release").fill("1");
  await same.getByRole("button", { name: "Release this amount" }).click();
  await expect(page.getByText("So far €154.00 released", { exact: false })).toBeVisible();
  await expect(page.locator("summary", { hasText: "Release a part" })).toBeFocused();
  await expect(page.getByLabel("Amount to release")).toBeVisible();
  await expect(submission).not.toHaveAttribute("open");
  expect(await page.evaluate(() => scrollY), "nobody is taken elsewhere in the page").toBe(0);
});

test("money whose release nobody has answered for is not released again by a second press on a newer page", async ({
  page,
  server,
  settled,
  watch,
}) => {
  watch.expected(CONNECTION_LOST);
  await page.clock.install();
  await signInByHttp(page, server, CLIENT, DEMO_PASSWORD);
  await page.goto(`/contracts/${market.contract}`);
  await settled(page);
  const released = async () => /So far €([\d,.]+) released/.exec((await page.locator("main").textContent()) ?? "")?.[1] ?? "";
  const before = await released();
  const sent: string[] = [];
  let isCut = true;
  await page.route("**/do/milestone/approve-part", async (route) => {
    sent.push(`${route.request().headers()["idempotency-key"]} ${route.request().postData()}`);
    if (!isCut) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await page.getByText("Release a part").click();
  await page.getByLabel("Amount to release").fill("1");
  const send = page.getByRole("button", { name: "Release this amount" });
  await send.click();
  // Nobody answers for as long as it is asked, and then the page shows what the first press has done.
  const gaveUp = page.getByRole("alert").filter({ hasText: "Nothing happens twice" });
  await expect(async () => {
    await page.clock.runFor(12_000);
    await expect(gaveUp).toBeVisible({ timeout: 1_000 });
    expect(await released()).not.toBe(before);
  }).toPass({ timeout: PATIENCE_MS });
  const after = await released();
  isCut = false;
  await expect(page.getByLabel("Amount to release"), "what was typed is still there").toHaveValue("1");
  await send.click();
  await expect(gaveUp).toHaveCount(0);
  await expect(page.getByLabel("Amount to release")).toHaveValue("");
  expect(new Set(sent).size, "one attempt, asked for again as it was").toBe(1);
  await page.reload();
  expect(await released(), "and carried out once").toBe(after);
});

test("a server of another build gives its page as a whole, by a link and when it is read again", async ({ page, server, settled }) => {
  await signInByHttp(page, server, CLIENT, DEMO_PASSWORD);
  await page.goto("/home");
  await settled(page);
  await mark(page);
  // It knows other names of data.
  const otherName = /^(.*"data":\[\[")[^"]*/;
  await page.route("**/rendered/**", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(otherName, "$1other") });
  });
  await follow(page, `/contracts/${market.contract}`);
  await expect(page.getByRole("heading", { level: 1, name: "Labels for a tea shop" })).toBeVisible();
  await expect(sameDocument(page)).toHaveCount(0);
  await settled(page);
  await mark(page);
  // The same when what is open is read again.
  await page.getByText("Request changes", { exact: true }).click();
  await page.getByLabel("What should change").fill("The labels lack a date.");
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByText("Changes requested", { exact: true }).first()).toBeVisible();
  await expect(sameDocument(page)).toHaveCount(0);
});

test("a part that has not come is brought by the whole page", async ({ page, server, settled }) => {
  await signInByHttp(page, server, CLIENT, DEMO_PASSWORD);
  await page.goto("/home");
  await settled(page);
  await mark(page);
  await page.route("**/rendered/wallet", async (route) => {
    const answer = await route.fetch();
    const rendered = (await answer.json()) as { data: unknown; html: unknown[] };
    await route.fulfill({ response: answer, json: { ...rendered, html: [] } });
  });
  await follow(page, "/wallet");
  await expect(page.getByRole("heading", { level: 1, name: "Wallet" })).toBeVisible();
  await expect(sameDocument(page)).toHaveCount(0);
});

test("a change of a message that is refused says so at its field", async ({ page, server, connected, watch }) => {
  watch.expected(/answered 422: POST .*message\/edit/);
  await signInByHttp(page, server, FREELANCER, DEMO_PASSWORD);
  await page.goto(`/messages/${market.room}`);
  await connected(page);
  const message = page.getByRole("log").locator("article", { hasText: "I have begun with the delivery step." });
  await message.getByText("Change or delete").click();
  const text = message.getByLabel("Your message");
  await text.fill("  ");
  await message.getByRole("button", { name: "Save the change" }).click();
  await expect(message.getByRole("alert")).toBeFocused();
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await expect(text).toHaveValue("  ");
  await text.fill("The delivery step is half done.");
  await message.getByRole("button", { name: "Save the change" }).click();
  await expect(page.getByRole("log").getByText("The delivery step is half done.").first()).toBeVisible();
  await expect(message).toHaveCount(0);
  const changed = page.getByRole("log").locator("article", { hasText: "The delivery step is half done." });
  await expect(changed.locator("details")).not.toHaveAttribute("open");
});
