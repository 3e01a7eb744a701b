// Bad weather: chunks that do not arrive, a WASM that ends, a server that is out of reach. The pages go on as plain links
// and forms, and nothing that was typed is lost.
import type { Page, Route } from "@playwright/test";
import { joinByHttp } from "../fixtures/by-http.ts";
import { CONNECTION_LOST, expect, reach, test } from "../fixtures/index.ts";

// What the service worker fetches cannot be held up from here; without one the pages ask for their parts themselves.
test.use({ serviceWorkers: "block" });

const PARTS = /\/pkg\/part_[^/]*\.wasm$/;
const FIRST = /\/pkg\/guildhall\.[^/]*\.(js|wasm)$/;
const STOPPED = "Live updates stopped on this page.";
const CUT_OFF = /ERR_FAILED/;

/** Lets a request fail so many times. */
function failing(times: number): (route: Route) => Promise<void> {
  const failures = new Map<string, number>();
  return async (route) => {
    const address = route.request().url();
    const before = failures.get(address) ?? 0;
    failures.set(address, before + 1);
    await (before < times ? route.abort() : route.continue());
  };
}

const mark = (page: Page) => page.evaluate(() => void Object.assign(window, { isSamePage: true }));
const isSamePage = (page: Page) => page.evaluate(() => "isSamePage" in window);
const findWork = (page: Page) =>
  page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Find work" });
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

/** Makes the WASM end as a mistake in it would: the next thing it renders meets a document that refuses. */
const breakWasm = (page: Page) =>
  page.evaluate(() => {
    Document.prototype.createElement = () => {
      throw new Error("refused by the test");
    };
  });
const PANIC = /panicked|unreachable|refused by the test|RuntimeError|closure invoked|BorrowMut/;

test("chunks that fail twice arrive the third time, and the page is hydrated", async ({ page, settled, watch }) => {
  watch.expected(CUT_OFF);
  await page.route(FIRST, failing(2));
  await page.goto("/");
  await settled(page);
  await expect(page.getByText(STOPPED)).toHaveCount(0);

  await page.route(PARTS, failing(2));
  await mark(page);
  await findWork(page).click();
  await expect(heading(page, "Find work")).toBeVisible();
  expect(await isSamePage(page), "without loading anew").toBe(true);
  await expect(page.getByText(STOPPED)).toHaveCount(0);
});

test("a part that never comes: the wanted page is loaded whole, says so, and works", async ({ page, settled, watch, accessible }) => {
  watch.expected(CUT_OFF);
  await page.goto("/");
  await settled(page);
  await page.route(PARTS, (route) => route.abort());
  await mark(page);
  await findWork(page).click();
  await expect(heading(page, "Find work")).toBeVisible();
  expect(await isSamePage(page)).toBe(false);
  await expect(page).toHaveURL(/\/jobs$/);

  await reach(page);
  await expect(page.getByText(STOPPED)).toBeVisible();
  await accessible(page);
  await page.getByRole("main").getByRole("searchbox").first().fill("sensors");
  await page.unroute(PARTS);
  await page.getByRole("button", { name: "Reload" }).click();
  await settled(page);
  await expect(page.getByText(STOPPED)).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("searchbox").first(), "what was typed came along").toHaveValue("sensors");
});

test("who follows a link while the page is hydrated gets there as with a plain link", async ({ page, settled }) => {
  let letGo: () => void = () => {};
  const held = new Promise<void>((done) => (letGo = done));
  await page.route(PARTS, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/sign-in");
  await mark(page);
  const waits = page.waitForRequest(PARTS);
  await reach(page);
  await waits;
  await findWork(page).click();
  await expect(heading(page, "Find work")).toBeVisible();
  expect(await isSamePage(page), "as another document").toBe(false);
  letGo();
  await settled(page);
});

test("a WASM that never comes leaves pages whose forms work", async ({ page, server, watch }) => {
  watch.expected(CUT_OFF);
  await page.route(FIRST, (route) => route.abort());
  await page.goto("/");
  await reach(page);
  await expect(page.getByText(STOPPED)).toBeVisible();
  await joinByHttp(page, server, { name: "Sten Aas", email: "sten@example.org", side: "client" });
  await page.goto("/jobs/new");
  await expect(page.getByText(STOPPED)).toBeVisible();
  await page.getByLabel("Title").fill("Index for a parish register");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page).toHaveURL(/\/edit\?saved=1$/);
  await expect(page.getByLabel("Title")).toHaveValue("Index for a parish register");
});

test("a panic is told calmly; what was typed stays, and the form goes out as a plain one", async ({ page, settled, watch }) => {
  watch.expected(PANIC);
  watch.expected(/answered 4/);
  await page.goto("/sign-in");
  await settled(page);
  await page.getByLabel("E-mail").fill("nobody@example.org");
  await breakWasm(page);
  // The answer to a refused attempt has to be rendered.
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.locator("html[data-stopped]")).toBeAttached();
  await expect(page.getByLabel("E-mail")).toHaveValue("nobody@example.org");
  await page.getByLabel("Password", { exact: true }).fill("nor this one");
  const sent = page.waitForRequest((request) => request.isNavigationRequest() && request.method() === "POST");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  expect((await sent).postData()).toContain("nobody%40example.org");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("nobody@example.org");
});

test("a page that something else has changed before it was hydrated stays a plain page", async ({ page, watch }) => {
  watch.expected(PANIC);
  // As a translator or an extension would.
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => {
      for (const child of Array.from(document.querySelectorAll("main > *"))) child.replaceWith("Something else");
    });
  });
  await page.goto("/");
  await reach(page);
  await expect(page.locator("html[data-stopped]")).toBeAttached();
  await expect(page.getByText(STOPPED)).toBeVisible();
  await mark(page);
  await findWork(page).click();
  await expect(page).toHaveURL(/\/jobs$/);
  expect(await isSamePage(page), "links are the browser's").toBe(false);
});

test("what is typed before the page is hydrated stays, and counts", async ({ page, server, settled }) => {
  await joinByHttp(page, server, { name: "Liv Aune", email: "liv@example.org", side: "client" });
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(/\/pkg\/guildhall\.[^/]*\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/jobs/new");
  await page.getByLabel("Title").fill("Catalogue of church bells");
  await page.getByLabel("What does done look like?").fill("Every bell gets a page: who cast it, and when.");
  go();
  await settled(page);
  await expect(page.getByLabel("Title")).toHaveValue("Catalogue of church bells");
  await expect(page.getByLabel("What does done look like?")).toHaveValue("Every bell gets a page: who cast it, and when.");
  await expect(page.getByText("Draft saved. Nothing is public yet."), "the draft heard of it").toBeVisible();
});

test("a server out of reach is told after a moment, and so is nothing when it is back", async ({ page, server, connected, watch }) => {
  watch.expected(CONNECTION_LOST);
  await joinByHttp(page, server, { name: "Nils Berg", email: "nils@example.org", side: "client" });
  await page.goto("/home");
  await connected(page);
  const notice = page.getByText("You are offline.");
  await page.context().setOffline(true);
  await expect(notice).toBeVisible();
  await page.context().setOffline(false);
  await expect(notice).toHaveCount(0);

  await connected(page);
  await server.kill();
  await expect(notice).toBeVisible();
  await server.startAgain();
  await connected(page);
  await expect(notice).toHaveCount(0);
});
