// Every page for everybody: axe finds nothing in either theme at a desk and on a phone, for both sides, on pages of
// refusal as well; nothing has to be scrolled sideways in small windows, enlarged twofold, nor from right to left.
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions, Page } from "@playwright/test";
import { expect, PHONE, reach, test } from "../fixtures/index.ts";
import { agree, openMessages, postJob, propose, signIn, workInReview, write } from "../fixtures/people.ts";
import { engine } from "../fixtures/settings.ts";

test.skip(engine() !== "sqlite", "how a page is marked up and laid out does not depend on the database; main-job.spec.ts looks at both");

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const CLIENT = "sunniva@example.org";
const FREELANCER = "mirela@example.org";
const made = { contract: "", room: "", job: "", proposal: "", offer: "", payment: "", hosted: "", person: "" };

const OPEN = ["/", "/sign-up", "/sign-up/sent", "/sign-in", "/reset", "/reset/sent", "/verify", "/verify/done", "/commands", "/jobs", "/jobs?words=nothing+of+this", "/jobs?budget_min=x", "/offline"];
const OWN = ["/home", "/settings", "/profile", "/profile/edit", "/jobs/new", "/jobs/mine", "/proposals", "/contracts", "/messages", "/timer", "/wallet"];
/** Pages that say no: no such page, no such contract, not yours, no such payment at the gateway. */
const REFUSED = ["/nowhere", "/contracts/0000000000000", "/jobs/0000000000000/proposals"];
/** One without any style, for when little else can be relied on; a fault looks the same. */
const PLAIN = "/sandbox/pay/nothing";

const ofBoth = () => [made.person, made.job, made.proposal, made.offer, made.contract, made.room];
const ofClient = () => [...ofBoth(), `${made.job}/proposals`, `${made.job}/edit`, `${made.proposal}/offer`, made.payment, made.hosted];
const ofFreelancer = () => [...ofBoth(), `${made.proposal}/edit`];

test("two people with a contract, an offer, a payment on its way and words", async ({ page: client, person, server, settled }) => {
  test.setTimeout(180_000);
  const { page: freelancer } = await person();
  made.contract = await workInReview({ client, freelancer, server, settled, text: "Tide tables are in the branch." });
  made.room = await openMessages(freelancer);
  await write(freelancer, "https://example.org/a-very-long-address-that-nobody-would-ever-want-to-type-by-hand-into-anything");
  made.job = await postJob(client, { title: "Buoy that answers", budget: "1200" });
  made.proposal = await propose(freelancer, made.job, [{ title: "Hydrographicalcalibrationspecification of everything", amount: "1200" }]);
  await client.goto(made.proposal);
  made.person = (await client.locator("a[href^='/people/']").first().getAttribute("href")) ?? "/profile";
  await client.goto(`${made.proposal}/offer`);
  await client.getByRole("button", { name: /Send the offer/ }).click();
  await expect(client).toHaveURL(/\/offers\//);
  made.offer = new URL(client.url()).pathname;
  // A second contract, whose payment waits at the gateway.
  await agree(client, freelancer, "Repair of a weather station");
  await client.getByRole("button", { name: /Fund for/ }).click();
  await expect(client).toHaveURL(/\/payments\//);
  const go = client.getByRole("link", { name: /Go on and pay/ });
  await expect(go).toBeVisible();
  made.payment = new URL(client.url()).pathname;
  made.hosted = (await go.getAttribute("href")) ?? "";
});

async function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** Opens a page, live or plain. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("h1"), `one heading on ${path}`).toHaveCount(1);
  const lives = await page.locator("script[data-wasm]").count();
  if (lives === 0 || path.startsWith("/offline")) return;
  await reach(page);
  await page.locator("html[data-live]").waitFor({ state: "attached" });
}

const PEOPLE = [
  { who: "a client on a phone", email: CLIENT, screen: PHONE, paths: ofClient },
  { who: "a freelancer at a desk", email: FREELANCER, screen: DESK, paths: ofFreelancer },
] as const;

for (const { who, email, screen, paths } of PEOPLE) {
  test(`axe finds nothing for ${who}`, async ({ person, accessible }) => {
    test.setTimeout(480_000);
    const { page, watch } = await person(screen);
    watch.expected(/answered (401|403|404|422)/);
    await signIn(page, email);
    for (const path of [...OWN, ...paths(), ...REFUSED]) {
      await open(page, path);
      expect.soft(await sideways(page), `pixels that one has to scroll sideways on ${path}`).toBeLessThanOrEqual(0);
      await accessible(page);
    }
  });
}

for (const screen of [PHONE, DESK]) {
  test(`axe finds nothing on what strangers and the refused see, at ${screen.viewport?.width} pixels`, async ({ person, accessible }) => {
    test.setTimeout(180_000);
    const { page, watch } = await person(screen);
    watch.expected(/answered (401|403|404|422)/);
    for (const path of [...OPEN, ...REFUSED, made.hosted, `${made.hosted}?second_step=1`]) {
      await open(page, path);
      expect.soft(await sideways(page), `pixels that one has to scroll sideways on ${path}`).toBeLessThanOrEqual(0);
      await accessible(page);
    }
    await open(page, PLAIN);
    // It has the browser's own colours, of which axe knows the light ones only.
    const { violations } = await new AxeBuilder({ page }).disableRules("color-contrast").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
}

for (const { who, email, paths } of PEOPLE) {
  test(`nothing is scrolled sideways enlarged twofold, at 320 pixels, nor from the right, for ${who.replace(/ (on|at) .*/, "")}`, async ({ person }) => {
    test.setTimeout(480_000);
    // A window of 1280 pixels enlarged twofold.
    const { page, watch } = await person({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
    watch.expected(/answered (401|403|404|422)/);
    await signIn(page, email);
    for (const path of ["/ui", ...OPEN, ...OWN, ...paths(), ...REFUSED, PLAIN]) {
      await page.setViewportSize({ width: 640, height: 400 });
      await open(page, path);
      expect.soft(await sideways(page), `pixels on ${path}, enlarged twofold`).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 320, height: 640 });
      expect.soft(await sideways(page), `pixels on ${path}, at 320 pixels`).toBeLessThanOrEqual(0);
      await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
      expect.soft(await sideways(page), `pixels on ${path}, at 320 pixels from the right`).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1280, height: 800 });
      expect.soft(await sideways(page), `pixels on ${path}, from the right`).toBeLessThanOrEqual(0);
    }
  });
}
