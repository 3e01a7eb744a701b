// What every page costs over the wire: opened as a whole by a browser that has never been here, and reached by a link
// from the home page, which has the frame already.
import { type Market, demoMarket } from "../fixtures/demo.ts";
import { expect, test } from "../fixtures/index.ts";
import { type Kept, ROUTES, type Route, type Viewer, address, declaredRoutes, keptBy } from "../fixtures/routes.ts";
import { engine } from "../fixtures/settings.ts";
import { type Part, Scales, come, listed, live, newcomer, weigh } from "../fixtures/visit.ts";

/** All in bytes. What a stranger loads who reads, and follows links: no WASM. */
const AT_REST_MAX = 100_000;
/** The document and its style sheet. */
const FIRST_PAINT_MAX = 30_000;
/** Shows every part in every state at once, in sandboxes only. */
const GALLERY = "/ui";
/** The first visit of a page that anybody may open, with all that comes when one reaches for a control. */
const PUBLIC_VISIT_MAX = 300_000;
/** Scripts that a link from the home page loads. */
const LATER_MAX = 100_000;
/** Whoever opens a page for members as the very first one loads the frame and a later part. */
const MEMBERS_VISIT_MAX = PUBLIC_VISIT_MAX + LATER_MAX;

/** Pages that are still too heavy, with what they weigh now and little more. Numbers here only ever fall, and rows go. */
const SLACK = 1.03;
const TOO_HEAVY: { routes: string[]; visit?: number; later?: number }[] = [
  // It shows what later features will need as well, and gives way to pages that people work with: it alone may grow.
  { routes: ["/ui"], visit: 520_000, later: 205_000 },
];

// The same files come through the same code on either engine.
test.skip(engine() !== "sqlite", "weight does not depend on the database");
// A recording of so many pages would cost more than the pages.
test.use({ serving: { demo: true }, trace: "off", screenshot: "off" });
test.describe.configure({ mode: "serial" });

/** Before a browser has told its zone, times are in UTC; here they are afterwards, too. */
const AT_SEA = { timezoneId: "UTC" };

interface Weighed {
  row: Route;
  /** What came before anybody reached for anything. */
  atRest: Part[];
  parts: Part[];
  heading: string;
  /** All that the page says. */
  text: string;
}

let market: Market;
const kept = new Map<Viewer, Kept>();
const weighed = new Map<string, Weighed>();

function boundsOf({ route, by }: Route): { visit: number; later: number } {
  const exception = TOO_HEAVY.find(({ routes }) => routes.includes(route));
  return { visit: by.includes("visitor") ? PUBLIC_VISIT_MAX : MEMBERS_VISIT_MAX, later: LATER_MAX, ...exception };
}

function scripts(parts: Part[]): Part[] {
  return parts.filter(({ path }) => path.startsWith("/pkg/") && !path.endsWith(".css"));
}

/** What a page needs and the home page has not brought along. */
function later(parts: Part[]): Part[] {
  const there = new Set(weighed.get("/")?.parts.map(({ path }) => path));
  return scripts(parts).filter(({ path }) => !there.has(path));
}

test("every route of the code is in the table", () => {
  expect(ROUTES.map(({ route }) => route).sort()).toEqual(declaredRoutes().sort());
});

test("every route opens as a whole and keeps to its weight", async ({ browser, server, baseURL }) => {
  test.setTimeout(180_000);
  market = await demoMarket(server);
  for (const viewer of ["visitor", "client", "freelancer"] as const) kept.set(viewer, await keptBy(server, viewer));
  // Whoever opens these reads them, and from then on pages say so.
  for (const [path, told] of [[`/proposals/${market.proposal}`, "/do/proposal/view"], [`/messages/${market.room}`, "/do/message/read"]] as const) {
    const client = await newcomer(browser, { ...AT_SEA, baseURL, storageState: kept.get("client") });
    const read = client.page.waitForResponse((answer) => answer.url().endsWith(told) && answer.ok());
    await come(client.page, path);
    await live(client.page);
    await read;
    await client.leave();
  }
  for (const row of ROUTES) {
    const [first] = row.by;
    const { page, leave } = await newcomer(browser, { ...AT_SEA, baseURL, storageState: first && kept.get(first) });
    const scales = await Scales.under(page);
    await come(page, address(row, market));
    // A member's page comes to life by itself, and this is not the moment before it.
    const atRest = first === "visitor" ? await scales.read() : [];
    const heading = await live(page);
    const text = await page.locator("main").innerText();
    weighed.set(row.route, { row, heading, text, atRest, parts: [...atRest, ...(await scales.read())] });
    await leave();
  }
  const wrong = [...weighed.values()].flatMap(({ row, atRest, parts }) => [...restless(row, atRest), ...overweight(row, parts)]);
  expect(wrong, table()).toEqual([]);
});

test("no page is called too heavy that has become lighter", () => {
  for (const { routes, visit = 0, later: allowed = 0 } of TOO_HEAVY) {
    const all = routes.map((route) => weighed.get(route)?.parts ?? []);
    const heaviest = Math.max(...all.map((parts) => weigh(parts)));
    const heaviestLater = Math.max(...all.map((parts) => weigh(later(parts))));
    expect.soft(visit, `first visit of ${routes.join(" ")}: it is ${heaviest} now`).toBeLessThanOrEqual(heaviest * SLACK);
    expect.soft(allowed, `later part of ${routes.join(" ")}: it is ${heaviestLater} now`).toBeLessThanOrEqual(heaviestLater * SLACK);
  }
});

/** What is wrong with what comes before anybody has reached for anything. */
function restless({ route }: Route, parts: Part[]): string[] {
  const early = parts.filter(({ path }) => path.endsWith(".wasm")).map(({ path }) => `${route} loads ${path} for somebody who only reads`);
  const most = route === GALLERY ? PUBLIC_VISIT_MAX : AT_REST_MAX;
  return weigh(parts) > most ? [...early, `${route} at rest: ${weigh(parts)} of ${most}\n${listed(parts)}`] : early;
}

/** What is wrong with the weight of a page. */
function overweight(row: Route, parts: Part[]): string[] {
  const { visit, later: allowed } = boundsOf(row);
  const over = (what: string, some: Part[], most: number) =>
    weigh(some) > most ? [`${what} of ${row.route}: ${weigh(some)} of ${most}\n${listed(some).split("\n").slice(0, 5).join("\n")}`] : [];
  return [
    ...(scripts(parts).some(({ path }) => path.endsWith(".wasm")) ? [] : [`${row.route} loads no WASM`]),
    ...(row.route === GALLERY ? [] : over("first paint", parts.filter(({ kind }) => ["Document", "Stylesheet"].includes(kind)), FIRST_PAINT_MAX)),
    ...over("first visit", parts, visit),
    ...over("later part", later(parts), allowed),
  ];
}

/** All pages and their weights, for the report. */
function table(): string {
  const lines = [...weighed].map(([route, { parts }]) => {
    const paint = weigh(parts, "Document", "Stylesheet");
    return [weigh(parts), weigh(later(parts)), paint].map((bytes) => String(bytes).padStart(8)).join("") + `  ${route}`;
  });
  return ["   visit   later   paint  route, in bytes over the wire", ...lines].join("\n");
}

for (const viewer of ["visitor", "client", "freelancer"] as const) {
  test(`every route of a ${viewer} is reached by a link, without another document`, async ({ browser, baseURL }) => {
    test.setTimeout(120_000);
    const { page, leave } = await newcomer(browser, { ...AT_SEA, baseURL, storageState: kept.get(viewer) });
    const start = viewer === "visitor" ? "/" : "/home";
    await come(page, start);
    await live(page);
    await page.evaluate(() => document.documentElement.setAttribute("data-same-document", ""));
    const scales = await Scales.under(page);
    for (const row of ROUTES.filter(({ by, route, withoutScripts }) => by.includes(viewer) && route !== start && !withoutScripts)) {
      const to = address(row, market);
      await page.evaluate((href) => {
        const link = Object.assign(document.createElement("a"), { href, textContent: href });
        document.body.append(link);
        link.click();
        link.remove();
      }, to);
      await expect(page).toHaveURL(new RegExp(`${to}$`));
      // Everybody finds the page that opening it shows; what it is called may depend on who looks.
      if (row.by[0] === viewer) {
        await expect(page.locator("h1")).toHaveText(weighed.get(row.route)?.heading ?? "");
        // The gallery counts down to moments of its own.
        const text = row.route === GALLERY ? undefined : weighed.get(row.route)?.text;
        if (text !== undefined) expect(await page.locator("main").innerText(), `${row.route} by a link`).toBe(text);
      } else await expect(page.locator("h1")).toBeVisible();
      const parts = await scales.read();
      expect(weigh(scripts(parts)), `a link to ${row.route} loads\n${listed(parts)}`).toBeLessThanOrEqual(boundsOf(row).later);
      await expect(page.locator("html[data-same-document]"), row.route).toBeAttached();
    }
    await leave();
  });
}
