// The exceptions from the bounds of weight: no page is called too heavy that has become lighter.
import { expect, test } from "../fixtures/index.ts";
import { type Viewer, keptBy } from "../fixtures/routes.ts";
import { Scales, come, live, newcomer, weigh } from "../fixtures/visit.ts";
import { rowsOf } from "../fixtures/visits/english.ts";
import { statesOf } from "../fixtures/visits/states.ts";
import { TOO_HEAVY, later } from "../fixtures/visits/weight.ts";

/** An exception allows what its page weighs and little more. */
const SLACK = 1.03;

test.use({ serving: { demo: true } });

test("no page is called too heavy that has become lighter", async ({ browser, server, baseURL }) => {
  const states = await statesOf(server);
  const parts = async (page: string) => {
    const all = [];
    for (const viewer of ["visitor", "client", "freelancer"] as const) {
      const row = rowsOf(viewer).find(({ name }) => name === page);
      if (row) all.push(await visit(viewer, row.at(states)));
    }
    return all;
  };
  const visit = async (viewer: Viewer, path: string) => {
    const { page, leave } = await newcomer(browser, { baseURL, storageState: await keptBy(server, viewer) });
    const scales = await Scales.under(page);
    await come(page, path);
    await live(page);
    const found = await scales.read();
    await leave();
    return found;
  };
  const home = new Set((await visit("visitor", "/")).map(({ path }) => path));
  for (const { page, visit: whole = 0, later: more = 0 } of TOO_HEAVY) {
    const all = await parts(page);
    const heaviest = Math.max(...all.map((parts) => weigh(parts)));
    const heaviestLater = Math.max(...all.map((parts) => weigh(later(parts, home))));
    expect.soft(whole, `first visit of ${page}: it is ${heaviest} now`).toBeLessThanOrEqual(heaviest * SLACK);
    expect.soft(more, `later chunk of ${page}: it is ${heaviestLater} now`).toBeLessThanOrEqual(heaviestLater * SLACK);
  }
});
