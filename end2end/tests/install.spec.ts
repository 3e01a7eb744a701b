// The installed app: it can be installed, starts without a connection, takes a new version when it is asked to, and
// leaves nothing of anybody behind.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { agreeByHttp, fundByHttp, joinByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { CONNECTION_LOST, expect, test } from "../fixtures/index.ts";
import { own } from "../fixtures/own.ts";
import { until } from "../fixtures/patience.ts";
import { conversation, write } from "../fixtures/people.ts";
import type { Server } from "../fixtures/server.ts";
import { fromXtask } from "../fixtures/settings.ts";

/** Waits until the service worker has everything it keeps. */
const kept = (page: Page) => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);

/** Addresses of everything that the browser keeps for the pages. */
const cached = (page: Page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });

/** A copy of the site in which one file differs, as after a new build. */
async function secondBuild(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "guildhall-second-build-"));
  await cp(fromXtask("SITE"), folder, { recursive: true });
  const file = path.join(folder, "boot.js");
  await writeFile(file, `${await readFile(file, "utf8")}\n// The second build.\n`);
  for (const copy of ["br", "gz"]) await rm(`${file}.${copy}`, { force: true });
  return folder;
}

/** Puts a new version in the place of the running one while `during` happens, and then the old one back. */
async function deploy(server: Server, during: () => Promise<void>): Promise<void> {
  const site = await secondBuild();
  await server.kill();
  await server.startAgain(site);
  try {
    await during();
  } finally {
    await server.kill();
    await server.startAgain();
    await rm(site, { recursive: true, force: true });
  }
}

/**
 * Lets the browser look for a new version, as it does by itself each hour and when somebody comes back to the tab, and
 * waits until the page has been told of it. The browser may have looked already, because it also does some time after a
 * page was opened; nobody is told a second time then.
 */
async function lookForVersion(page: Page): Promise<void> {
  const look = () => page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    return registration.waiting ? true : undefined;
  });
  await until(look, () => "no new version was found");
  await page.evaluate(async () => {
    const { waiting } = await navigator.serviceWorker.ready;
    // The page has asked the new version by itself. What is asked after that is answered after it; the second time, the
    // page has gone on with the answer.
    for (let times = 0; times < 2; times += 1) {
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        waiting?.postMessage("build", [port2]);
      });
    }
  });
}

const NEW_VERSION = "There is a new version.";

test("the browser finds nothing against installing", { tag: "@browser" }, async ({ page, context, settled }) => {
  await page.goto("/");
  await settled(page);
  await kept(page);
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // Chromium installs nothing from a window that leaves no traces, which is what tests run in.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  const manifest = await session.send("Page.getAppManifest");
  expect(manifest.errors).toEqual([]);
  const { icons, screenshots, shortcuts } = JSON.parse(manifest.data ?? "{}") as Record<string, { src?: string; url?: string }[]>;
  for (const { src, url } of [...(icons ?? []), ...(screenshots ?? [])]) {
    expect((await page.request.get(src ?? url ?? "")).status(), src).toBe(200);
  }
  expect(shortcuts?.map(({ url }) => url)).toEqual(["/jobs", "/messages", "/timer", "/jobs/new"]);
});

test("without a connection there is a page that says so, shows nothing of anybody, and goes away by itself", async ({
  page, server, settled, watch, accessible,
}) => {
  await joinByHttp(page, server, { name: "Oda Bergstrom", email: "oda@example.org", side: "client" });
  await page.goto("/");
  await settled(page);
  await kept(page);
  for (const address of await cached(page)) {
    expect(address, "nothing but files of the build and the page for no connection").toMatch(
      /^\/(offline|boot\.js|favicon\.svg|icons\.svg|icons\/192\.png|fonts\/[^/]+|pkg\/[^/]+\.(js|wasm|css))$/,
    );
  }
  watch.expected(CONNECTION_LOST);
  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "You are offline" })).toBeVisible();
  await expect(page.locator("body")).not.toContainText("Oda");
  await page.goto("/jobs");
  await expect(page.getByRole("heading", { level: 1, name: "You are offline" })).toBeVisible();
  await accessible(page);
  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: "Find work" })).toBeVisible();
  await settled(page);
});

test("what was typed into a job without a connection is shown, comes back, and goes with the account", async ({
  person, server, settled, accessible,
}) => {
  const { page, watch } = await person();
  // Towards the end the draft is kept away from the server on purpose.
  watch.expected(new RegExp(`${CONNECTION_LOST.source}|/do/job/save-draft net::ERR_FAILED`));
  await joinByHttp(page, server, { name: "Liv Aune", email: "liv@example.org", side: "client" });
  await page.goto("/jobs/new");
  await settled(page);
  await kept(page);
  await page.context().setOffline(true);
  await page.getByLabel("Title").fill("Catalogue of church bells");
  await page.getByLabel("What does done look like?").fill("A page for every bell.");
  await expect.poll(() => own(page).then(Object.keys)).toContain("draft /jobs/new");
  await page.evaluate(() => sessionStorage.clear());
  await page.goto("/contracts");
  await expect(page.getByRole("heading", { level: 1, name: "You are offline" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Started and not sent yet" })).toBeVisible();
  await expect(page.locator("[data-own=drafts]")).toContainText("Catalogue of church bells · A page for every bell.");
  await expect(page.locator("[data-own=timer]")).toBeHidden();
  await accessible(page);

  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: "Contracts" })).toBeVisible();
  await page.goto("/jobs/new");
  await expect(page.getByLabel("Title")).toHaveValue("Catalogue of church bells");
  await settled(page);
  await expect(page.getByLabel("What does done look like?")).toHaveValue("A page for every bell.");
  // The server has it now; the device forgets it.
  await expect(page.getByText("Draft saved. Nothing is public yet.")).toBeVisible();
  await expect.poll(() => own(page).then(Object.keys)).toEqual(["account"]);

  await page.context().setOffline(true);
  await page.getByLabel("Title").fill("Catalogue of ship bells");
  await expect.poll(() => own(page).then(Object.keys)).toContain("draft /jobs/new");
  await page.route("**/do/job/save-draft", (route) => route.abort());
  await page.context().setOffline(false);
  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/$/);
  expect(await own(page).then(Object.keys), "nothing of anybody is left").toEqual([]);
});

test("a new version is offered when nothing is typed, and taken when it is asked for", async ({ page, server, settled, watch }) => {
  watch.expected(CONNECTION_LOST);
  await page.clock.install();
  await page.goto("/jobs");
  await settled(page);
  await kept(page);
  // From now on the worker answers for this page.
  await page.reload();
  await settled(page);
  const build = () => page.locator("script[data-build]").getAttribute("data-build");
  const first = await build();
  const search = page.getByRole("main").getByRole("searchbox").first();
  await search.fill("half a wo");

  await deploy(server, async () => {
    const notice = page.getByText(NEW_VERSION);
    await lookForVersion(page);
    await expect(notice, "not while something is typed").toHaveCount(0);
    // Nor when it looks again, every two seconds.
    await page.clock.runFor(10_000);
    await expect(notice).toHaveCount(0);
    await search.fill("");
    await expect(notice).toBeVisible();
    expect(await build(), "nothing is loaded anew without being asked").toBe(first);
    await page.getByRole("button", { name: "Reload for the new version" }).click();
    await expect.poll(build).not.toBe(first);
    await settled(page);
    await expect(notice).toHaveCount(0);
    // The old version's files go when no page is made of them.
    await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(1);
  });
});

test("a new version waits while a timer runs, wherever it was started", async ({ person, server, settled, connected }) => {
  const { page: client } = await person();
  const { page: laptop, watch } = await person();
  const { page: phone, watch: onPhone } = await person();
  for (const complaints of [watch, onPhone]) complaints.expected(CONNECTION_LOST);
  await joinByHttp(client, server, { name: "Ada Moen", email: "ada@example.org", side: "client" });
  await joinByHttp(laptop, server, { name: "Yusuf Demir", email: "yusuf@example.org", side: "freelancer" });
  const { contract } = await agreeByHttp(client, laptop, server, { title: "Repair of a weather station" });
  await fundByHttp(client, server, contract);
  await signInByHttp(phone, server, "yusuf@example.org");
  await phone.goto("/timer");
  await connected(phone);
  await phone.getByLabel("What are you doing?").fill("Sensors");
  await phone.getByRole("button", { name: "Start", exact: true }).click();
  await expect(phone.getByRole("timer").first()).toBeVisible();

  // Without a connection the timer is shown as it stood, and goes on.
  await expect(phone.locator(".timer-chip")).toBeVisible();
  await kept(phone);
  await expect.poll(() => own(phone).then(Object.keys)).toContain("timer");
  await phone.context().setOffline(true);
  await phone.reload();
  await expect(phone.getByText("The timer runs")).toBeVisible();
  await expect(phone.locator("[data-own=timer]")).toContainText(/Repair of a weather station 0:0\d/);
  await phone.context().setOffline(false);
  await expect(phone.getByRole("timer").first()).toBeVisible();
  await connected(phone);

  await laptop.clock.install();
  await laptop.goto("/contracts");
  await settled(laptop);
  await kept(laptop);
  await laptop.reload();
  await connected(laptop);
  await deploy(server, async () => {
    await lookForVersion(laptop);
    await expect(laptop.getByText(NEW_VERSION)).toHaveCount(0);
    // Nor when it looks again, every quarter of a minute.
    await laptop.clock.runFor(60_000);
    await expect(laptop.getByText(NEW_VERSION)).toHaveCount(0);
    for (const device of [phone, laptop]) await connected(device);
    await phone.getByRole("button", { name: "Stop", exact: true }).first().click();
    await expect(laptop.locator(".timer-chip")).toHaveCount(0);
    await laptop.clock.runFor(20_000);
    await expect(laptop.getByText(NEW_VERSION)).toBeVisible();
  });
});

test("installing is offered on the second visit, and not again after a no", async ({ person, server, settled }) => {
  const { page } = await person();
  await joinByHttp(page, server, { name: "Per Lund", email: "per@example.org", side: "freelancer" });
  const offered = () =>
    page.evaluate(() => {
      const event = new Event("beforeinstallprompt", { cancelable: true });
      Object.assign(event, { prompt: () => Promise.resolve() });
      window.dispatchEvent(event);
    });
  const notice = page.getByText("Keep Guildhall on this device.");
  await page.goto("/home");
  await settled(page);
  await offered();
  await expect(notice, "not on the first visit").toHaveCount(0);

  // Another tab on another day.
  await page.evaluate(() => sessionStorage.clear());
  await page.goto("/jobs");
  await settled(page);
  await offered();
  await expect(notice, "not in the middle of something").toHaveCount(0);
  await page.goto("/home");
  await settled(page);
  await offered();
  await expect(notice).toBeVisible();
  await page.getByRole("button", { name: "Do not ask again" }).click();
  await expect(notice).toHaveCount(0);
  await page.reload();
  await settled(page);
  await offered();
  await expect(notice).toHaveCount(0);
});

test("where the browser has no dialog for installing, the way there is told at the same moment", async ({ person, server, settled }) => {
  const iphone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
    "Version/18.5 Mobile/15E148 Safari/604.1";
  const { page } = await person({ userAgent: iphone });
  await joinByHttp(page, server, { name: "Tor Vik", email: "tor@example.org", side: "freelancer" });
  const notice = page.getByText("Add to Home Screen", { exact: false });
  await page.goto("/home");
  await settled(page);
  await expect(notice, "not on the first visit").toHaveCount(0);
  await page.evaluate(() => sessionStorage.clear());
  await page.goto("/home");
  await settled(page);
  await expect(notice).toBeVisible();
  await page.getByRole("button", { name: "Do not ask again" }).click();
  await page.reload();
  await settled(page);
  await expect(notice).toHaveCount(0);
});

test("anyone who goes out asks for nothing more, though the answer takes its time", async ({ person, server, connected }) => {
  const { page } = await person({ serviceWorkers: "block" });
  await joinByHttp(page, server, { name: "Una Moe", email: "una@example.org", side: "client" });
  await page.goto("/home");
  await connected(page);
  // What makes the page read everything again, also when nobody is signed in any more: it opens another line at once, and
  // all else follows from that. The page says each time that it has heard it.
  const heard = "heard that there is a network";
  await page.evaluate((heard) => void setInterval(() => console.debug(heard, dispatchEvent(new Event("online"))), 50), heard);
  const [asked, told]: [string[], string[]] = [[], []];
  page.on("websocket", (line) => asked.push(line.url()));
  page.on("request", (request) => request.isNavigationRequest() || asked.push(request.url()));
  page.on("console", (message) => message.text().startsWith(heard) && told.push(message.text()));
  await page.route("**/do/account/sign-out", async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    asked.length = told.length = 0;
    await until(() => told.length >= 10 || undefined, () => "the page heard nothing");
    expect(asked, "what the page asked for").toEqual([]);
    await route.fulfill({ response: answer });
  });
  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole("banner").getByRole("link", { name: "Join" })).toBeVisible();
});

test("going out with messages unsent asks: send, keep for this account, or discard", async ({ person, server, settled, accessible }) => {
  const unseen = { serviceWorkers: "block" } as const;
  const { page: client } = await person(unseen);
  const { page: freelancer, watch } = await person(unseen);
  watch.expected(/message\/send|ERR_FAILED/);
  await joinByHttp(client, server, { name: "Ana Lind", email: "ana@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Jonas Weber", email: "jonas@example.org", side: "freelancer" });
  const { room } = await agreeByHttp(client, freelancer, server, { title: "Timetable for a ferry" });
  await client.goto(room);
  const storage = () => freelancer.evaluate(() => ({ ...localStorage, ...sessionStorage }));
  const occasions = new Set<string>();
  freelancer.on(
    "request",
    (request) =>
      request.url().endsWith("/do/session/seal-key") &&
      request.method() === "POST" &&
      occasions.add(request.postData() ?? ""),
  );
  const question = freelancer.getByRole("dialog", { name: "Some messages were not sent yet" });
  const cutOff = async (text: string) => {
    await freelancer.goto(room);
    await settled(freelancer);
    await freelancer.route("**/do/message/send", (route) => route.abort());
    await write(freelancer, text);
    await expect(conversation(freelancer).getByText(text)).toBeVisible();
    await expect.poll(async () => JSON.stringify(await storage())).toContain(text);
  };
  const goOut = async () => {
    await freelancer.getByRole("button", { name: /account menu/ }).click();
    await freelancer.getByRole("button", { name: "Sign out" }).click();
  };

  await cutOff("From the ferry, kept");
  await goOut();
  await expect(question).toBeVisible();
  await accessible(freelancer);
  await question.getByRole("button", { name: "Send them and sign out" }).click();
  await expect(question.getByText("They could not be sent", { exact: false })).toBeVisible();
  await question.getByRole("button", { name: "Stay signed in" }).click();
  await expect(question).toHaveCount(0);
  await goOut();
  await question.getByRole("button", { name: "Keep them on this device" }).click();
  await expect(freelancer).toHaveURL(/\/$/);
  expect(Object.keys(await storage()).filter((key) => /^messages-/.test(key)), "nothing lies open").toEqual([]);
  expect(Object.keys(await storage()).filter((key) => /^sealed-/.test(key)), "one conversation is sealed").toHaveLength(1);
  expect(JSON.stringify(await storage()), "nobody reads what is sealed").not.toContain("From the ferry");
  expect(
    (await freelancer.request.post("/do/session/seal-key", { headers: { "sec-fetch-site": "same-origin" } })).status(),
    "the key is for who is signed in",
  ).toBe(401);

  // Somebody else on the same device sees nothing of it.
  await joinByHttp(freelancer, server, { name: "Mia Holm", email: "mia@example.org", side: "freelancer" });
  await freelancer.goto("/messages");
  await settled(freelancer);
  await expect(freelancer.getByText("wait on this device", { exact: false })).toHaveCount(0);
  expect(Object.keys(await storage()).filter((key) => /^messages-/.test(key))).toEqual([]);
  await goOut();
  await expect(question, "nothing of hers waits").toHaveCount(0);
  await expect(freelancer).toHaveURL(/\/$/);

  // The same account finds it again, and it goes out.
  await freelancer.unroute("**/do/message/send");
  await signInByHttp(freelancer, server, "jonas@example.org");
  await freelancer.goto("/home");
  await expect(freelancer.getByText("Messages that you wrote wait on this device.")).toBeVisible();
  await freelancer.getByRole("link", { name: "Open the conversation" }).click();
  await expect(conversation(client).getByText("From the ferry, kept")).toBeVisible();
  expect([...occasions], "one key sealed and opened it, made for this time only").toEqual([expect.stringMatching(/^occasion=.{20,}/)]);

  await cutOff("From the ferry, sent at the end");
  await freelancer.unroute("**/do/message/send");
  await goOut();
  await question.getByRole("button", { name: "Send them and sign out" }).click();
  await expect(freelancer).toHaveURL(/\/$/);
  await expect(conversation(client).getByText("From the ferry, sent at the end")).toBeVisible();

  await signInByHttp(freelancer, server, "jonas@example.org");
  await cutOff("From the ferry, thrown away");
  await goOut();
  await question.getByRole("button", { name: "Discard them" }).click();
  await expect(freelancer).toHaveURL(/\/$/);
  expect(JSON.stringify(await storage())).not.toContain("thrown away");
  await client.reload();
  await expect(conversation(client).getByText("thrown away", { exact: false })).toHaveCount(0);
});
