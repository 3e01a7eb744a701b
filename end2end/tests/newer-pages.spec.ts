// A page that was opened a while ago: what others have done since comes into it, and what belongs to another page, another
// session or a moment before hydration does not get in the way.
import type { Page } from "@playwright/test";
import { isSession, send } from "../fixtures/api.ts";
import { joinByHttp, postJobByHttp, proposeByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { expect, test } from "../fixtures/index.ts";
import type { Server } from "../fixtures/server.ts";

// What the service worker fetches cannot be held up from here.
test.use({ serviceWorkers: "block" });

const CHUNKS = /\/pkg\/part_[^/]*\.wasm$/;

/** Presses a link of our own to a page. */
async function follow(page: Page, href: string): Promise<void> {
  await page.evaluate((to) => {
    const link = Object.assign(document.createElement("a"), { href: to, textContent: to });
    document.body.append(link);
    link.click();
    link.remove();
  }, href);
}

/** Two people who have joined, told apart from those of other tests by a word. */
async function pair(word: string, server: Server, client: Page, freelancer: Page): Promise<void> {
  await joinByHttp(client, server, { name: "Ada Moen", email: `ada.${word}@example.org`, side: "client" });
  await joinByHttp(freelancer, server, { name: "Yusuf Demir", email: `yusuf.${word}@example.org`, side: "freelancer" });
}

test("who signs out and in again in another tab gets news here as well", async ({ page, server, connected }) => {
  const names = { name: "Ada Moen", email: "ada.again@example.org", side: "client" } as const;
  await joinByHttp(page, server, names);
  await page.goto("/home");
  await connected(page);
  const before = (await page.context().cookies()).find(isSession);
  await signInByHttp(page, server, names.email);
  const closed = page.locator("html[data-socket=closed]").waitFor({ state: "attached" });
  await send(server, "account/sign-out", {}, before);
  await closed;
  await connected(page);
});

test("what was opened on one proposal is not open on the next", async ({ page, person, server, settled }) => {
  const { page: freelancer } = await person();
  await pair("opened", server, page, freelancer);
  const proposals: string[] = [];
  for (const title of ["Gateway for tide gauges", "Logger for rain gauges"]) {
    const job = await postJobByHttp(page, server, { title });
    proposals.push(await proposeByHttp(freelancer, server, job));
  }
  const [first = "", second = ""] = proposals;
  await page.goto(first);
  await settled(page);
  const decline = page.locator("main details").filter({ has: page.locator("[action$='/decline']") });
  await decline.locator("summary").click();
  await expect(decline).toHaveAttribute("open", "");
  await follow(page, second);
  await expect(page.locator("main").getByText("Logger for rain gauges").first()).toBeVisible();
  await expect(decline).not.toHaveAttribute("open");
});

test("rows that nobody has touched follow terms that were changed elsewhere", async ({ page, person, server, settled, watch }) => {
  watch.expected(/answered 412/);
  const { page: client } = await person();
  await pair("rows", server, client, page);
  const job = await postJobByHttp(client, server, { title: "Gateway for tide gauges" });
  const proposal = await proposeByHttp(page, server, job, 800);
  await page.goto(`${proposal}/edit`);
  await settled(page);
  const amount = (of: Page) => of.locator("[name='milestones[0][amount]']");
  const other = await page.context().newPage();
  await other.goto(`${proposal}/edit`);
  await settled(other);
  await amount(other).fill("950");
  await other.getByRole("button", { name: "Save changes" }).click();
  await expect(other).toHaveURL(new RegExp(`${proposal}$`));

  const letter = page.locator("[name=cover_letter]");
  await letter.fill("I have built four of these gateways by now, the last one for a lighthouse.");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Somebody changed this a moment ago" })).toBeVisible();
  await expect(amount(page), "nobody has written here").toHaveValue("950.00");
  await expect(letter, "this was typed").toHaveValue(/four of these gateways/);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page).toHaveURL(new RegExp(`${proposal}$`));
  await expect(page.getByText("€950.00").first()).toBeVisible();
});

test("a form that is sent before all of its page is hydrated goes out as a plain one", async ({ page, person, server }) => {
  const { page: client } = await person();
  await pair("early", server, client, page);
  const job = await postJobByHttp(client, server, { title: "Gateway for tide gauges" });
  const proposal = await proposeByHttp(page, server, job);
  await page.route(CHUNKS, () => new Promise<void>(() => {}));
  const waiting = page.waitForRequest(CHUNKS);
  await page.goto(`${proposal}/edit`, { waitUntil: "commit" });
  await waiting;
  await page.locator("[name=cover_letter]").fill("I have built four of these gateways by now, the last one for a lighthouse.");
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await page.getByRole("button", { name: "Save changes" }).click();
  expect((await sent).isNavigationRequest(), "sent by the browser").toBe(true);
  await expect(page).toHaveURL(new RegExp(`${proposal}$`));
  await expect(page.getByText("four of these gateways").first()).toBeVisible();
});
