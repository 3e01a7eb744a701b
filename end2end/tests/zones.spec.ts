// Times in the zone of the reader, the same from server and browser, across half hours and a change of clocks.
import type { Page } from "@playwright/test";
import { agreeByHttp, joinByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { expect, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { conversation, openMessages, write } from "../fixtures/people.ts";

test.describe.configure({ mode: "serial" });

/** What a zone's clock shows at the moment of a `datetime`, as the browser itself says it. */
const clock = (iso: string, timeZone: string) =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));

/** All moments of the page that are written in full: their text and what they stand for. */
const moments = (page: Page) =>
  page.locator("main time").evaluateAll((all) =>
    all
      .map((one) => ({
        text: one.textContent ?? "",
        iso: one.getAttribute("datetime") ?? "",
        tip: one.getAttribute("title") ?? "",
      }))
      .filter(({ text }) => /\d:\d\d UTC/.test(text)),
  );

/** Opens a page, whose scripts tell the server of the zone that the browser is in. */
async function tellZone(page: Page, settled: (page: Page) => Promise<void>): Promise<void> {
  await page.goto("/home");
  await settled(page);
  await expect.poll(async () => (await page.context().cookies()).map(({ name }) => name)).toContain("zone");
}

test("each of two people reads the same moments in their own zone", async ({ person, server, settled }) => {
  const { page: client } = await person({ timezoneId: "Asia/Kolkata" });
  const { page: freelancer } = await person({ timezoneId: "America/St_Johns" });
  await joinByHttp(client, server, { name: "Ana Lind", email: "ana@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Jonas Weber", email: "jonas@example.org", side: "freelancer" });
  const { contract } = await agreeByHttp(client, freelancer, server, { title: "Timetable for a ferry" });
  for (const [page, zone, name] of [[client, "Asia/Kolkata", /UTC\+5:30/], [freelancer, "America/St_Johns", /UTC−[23]:30/]] as const) {
    await tellZone(page, settled);
    await page.goto(contract);
    await settled(page);
    const found = await moments(page);
    expect(found.length, "there are moments on the page of a contract").toBeGreaterThan(0);
    for (const { text, iso, tip } of found) {
      expect(iso, "for programs it is UTC").toMatch(/Z$/);
      expect(text).toContain(clock(iso, zone));
      expect(text).toMatch(name);
      expect(tip, "UTC is there on demand").toContain(clock(iso, "UTC"));
    }
  }
  // By navigation, which the browser renders alone, it is the same text.
  const before = await moments(client);
  await client.goto("/contracts");
  await settled(client);
  await client.getByRole("link", { name: "Timetable for a ferry" }).first().click();
  await expect(client.getByRole("heading", { level: 1 })).toHaveText("Timetable for a ferry");
  await expect.poll(() => moments(client)).toEqual(before);

  const room = await openMessages(freelancer);
  await settled(freelancer);
  await write(freelancer, "It is early here.");
  await client.goto(room);
  await settled(client);
  await expect(conversation(client).getByText("It is early here.")).toBeVisible();
  const sent = conversation(client).locator("time").last();
  expect(await sent.textContent()).toBe(clock((await sent.getAttribute("datetime")) ?? "", "Asia/Kolkata"));
});

test("a browser that has told no zone reads UTC, and one that tells nonsense too", async ({ person, server }) => {
  const { page } = await person({ ...WITHOUT_SCRIPTS, timezoneId: "Asia/Kolkata" });
  await signInByHttp(page, server, "ana@example.org");
  await page.goto("/contracts");
  await page.getByRole("link", { name: "Timetable for a ferry" }).first().click();
  const text = async () => (await moments(page)).map(({ text }) => text).join(" | ");
  await expect.poll(text).toMatch(/\d:\d\d UTC($| )/);
  expect(await text()).not.toContain("UTC+");
  const url = new URL(page.url()).origin;
  await page.context().addCookies([{ name: "zone", value: "Mars/Olympus", url }]);
  await page.reload();
  expect(await text()).not.toContain("UTC+");
  await page.context().addCookies([{ name: "zone", value: "Asia/Kathmandu", url }]);
  await page.reload();
  expect(await text()).toContain("UTC+5:45");
});

const DAY_MS = 86_400_000;

/** What a zone is called at a moment: `UTC+1`. */
const name = (at: number, timeZone: string) => {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value.replace("GMT", "UTC") ?? "";
};

test("the clocks change with the season", async ({ person, server, settled }) => {
  const { page } = await person({ timezoneId: "Europe/Berlin" });
  await signInByHttp(page, server, "ana@example.org");
  await tellZone(page, settled);
  const foot = page.getByText(/^The test clock says/);
  // At noon no clocks change.
  const sinceNoon = ((await server.clock()).getTime() - DAY_MS / 2) % DAY_MS;
  await server.advanceClock(`PT${Math.ceil((DAY_MS - sinceNoon) / 1000)}S`);
  const names = new Set<string>();
  for (const days of ["P0D", "P90D", "P90D", "P90D"]) {
    await page.goto("about:blank");
    if (days !== "P0D") await server.advanceClock(days);
    const now = name((await server.clock()).getTime(), "Europe/Berlin");
    names.add(now);
    await page.goto("/jobs");
    await settled(page);
    await expect(foot).toContainText(new RegExp(`${now.replace("+", "[+]")}[.]$`));
  }
  expect([...names].toSorted(), "both were met").toEqual(["UTC+1", "UTC+2"]);
});
