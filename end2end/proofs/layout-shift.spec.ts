// Nothing jumps: while a page is hydrated its content stays where it was first painted, on a desktop and on a phone.
import { randomUUID } from "node:crypto";
import { CLIENT, FREELANCER, type Market, caller, demoMarket } from "../fixtures/demo.ts";
import { PHONE, expect, test } from "../fixtures/index.ts";
import { ROUTES, address, keptBy } from "../fixtures/routes.ts";
import { slowWire } from "../fixtures/slow-wire.ts";
import { come, live, newcomer, quiet } from "../fixtures/visit.ts";

/** The sum of all shifts, without the browser's grouping into sessions, which could only make it smaller. */
const SHIFT_MAX = 0.02;
const SIZES = { desktop: { viewport: { width: 1280, height: 800 } }, phone: PHONE };

test.use({ serving: { demo: true } });

let market: Market | undefined;

/** Runs in the page: what has shifted so far. */
async function shifts(): Promise<{ value: number; what: string }[]> {
  interface Shift extends PerformanceEntry {
    value: number;
    sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
  }
  const seen: Shift[] = [];
  const observer = new PerformanceObserver((list) => seen.push(...(list.getEntries() as Shift[])));
  observer.observe({ type: "layout-shift", buffered: true });
  // What has changed is painted with the next frame, and told after it.
  for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
  seen.push(...(observer.takeRecords() as Shift[]));
  observer.disconnect();
  const corner = ({ x, y, width, height }: DOMRectReadOnly) => [x, y, width, height].map(Math.round).join(" ");
  return seen.map(({ value, sources }) => ({
    value,
    what: sources
      .map(({ node, previousRect, currentRect }) => {
        const element = node instanceof Element ? node : node?.parentElement;
        const what = element?.cloneNode(false) instanceof Element ? element.outerHTML.slice(0, 90) : "?";
        return `${what} from ${corner(previousRect)} to ${corner(currentRect)}`;
      })
      .join("; "),
  }));
}

test("a page that jumps is noticed", async ({ page }) => {
  await come(page, "/");
  await live(page);
  const before = (await page.evaluate(shifts)).reduce((total, { value }) => total + value, 0);
  await page.evaluate(() => document.body.prepend(Object.assign(document.createElement("div"), { style: "height:10rem" })));
  const after = (await page.evaluate(shifts)).reduce((total, { value }) => total + value, 0);
  expect(after - before).toBeGreaterThan(SHIFT_MAX);
});

for (const viewer of ["visitor", "client", "freelancer"] as const) {
  test(`nothing jumps when a ${viewer} opens a page`, async ({ browser, server, baseURL }) => {
    market ??= await demoMarket(server);
    const storageState = await keptBy(server, viewer);
    for (const row of ROUTES.filter(({ by }) => by.includes(viewer))) {
      for (const [size, options] of Object.entries(SIZES)) {
        const { page, leave } = await newcomer(browser, { baseURL, storageState, ...options });
        await come(page, address(row, market));
        await live(page);
        const found = await page.evaluate(shifts);
        const sum = found.reduce((total, { value }) => total + value, 0);
        expect.soft(sum, `${row.route} on a ${size} for a ${viewer}: ${JSON.stringify(found, null, 1)}`).toBeLessThanOrEqual(SHIFT_MAX);
        await leave();
      }
    }
  });
}

test("nothing jumps when news arrive", async ({ browser, server, baseURL }) => {
  market ??= await demoMarket(server);
  const freelancer = await caller(server, FREELANCER);
  const client = await caller(server, CLIENT);
  for (const options of Object.values(SIZES)) {
    // A room with something unread is new once.
    await client("POST", `/rooms/${market.room}/read`, { up_to: 1_000 });
    const { page, leave } = await newcomer(browser, { baseURL, storageState: await keptBy(server, "client"), ...options });
    await come(page, "/wallet");
    await live(page);
    const bell = page.locator("header [popovertarget=news]");
    const before = (await bell.textContent()) ?? "";
    await freelancer("POST", `/rooms/${market.room}/messages`, { id: randomUUID(), text: "The second page is on its way." });
    await expect(bell, "the bell tells").not.toHaveText(before);
    await quiet(page);
    const found = await page.evaluate(shifts);
    const sum = found.reduce((total, { value }) => total + value, 0);
    expect.soft(sum, JSON.stringify(found, null, 1)).toBeLessThanOrEqual(SHIFT_MAX);
    await leave();
  }
});

/** Pages whose parts take their width, or their height, from what comes after them. */
const IN_PIECES = ["/messages/:room", "/contracts", "/jobs/:id/proposals", "/home"];

test("nothing jumps while a page arrives in pieces", async ({ browser, server }) => {
  market ??= await demoMarket(server);
  const storageState = await keptBy(server, "client");
  const rows = ROUTES.filter(({ route }) => IN_PIECES.includes(route));
  expect(rows).toHaveLength(IN_PIECES.length);
  const wire = await slowWire(server);
  try {
    for (const row of rows) {
      const { page, leave } = await newcomer(browser, { baseURL: wire.url, storageState, ...SIZES.desktop });
      await come(page, address(row, market));
      await quiet(page);
      expect(await page.evaluate(took), "it came slowly").toBeGreaterThan(400);
      const found = await page.evaluate(shifts);
      const sum = found.reduce((total, { value }) => total + value, 0);
      expect.soft(sum, `${row.route}: ${JSON.stringify(found, null, 1)}`).toBeLessThanOrEqual(SHIFT_MAX);
      await leave();
    }
  } finally {
    wire.close();
  }
});

/** Runs in the page: how many milliseconds lay between its first and its last byte. */
function took(): number {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return page ? page.responseEnd - page.responseStart : 0;
}
