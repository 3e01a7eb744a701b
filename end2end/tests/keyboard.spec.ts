// The main job without a mouse: two people use a keyboard and nothing else, from signing in to money that has arrived.
// What every stop of the focus must keep stands in fixtures/keyboard.ts.
import { joinByHttp, proposeByHttp } from "../fixtures/by-http.ts";
import { expect, test } from "../fixtures/index.ts";
import { Keyboard } from "../fixtures/keyboard.ts";
import { PASSWORD } from "../fixtures/people.ts";

const TITLE = "Gateway for a tide gauge";
const PATH_OF_JOB = /\/jobs\/[0-9a-z]{13}$/;

/** Signs in by keyboard; the address is typed into the browser. */
async function signIn(keys: Keyboard, email: string, settled: (page: Keyboard["page"]) => Promise<void>): Promise<void> {
  await keys.page.goto("/sign-in");
  await settled(keys.page);
  await keys.type("E-mail", email);
  await keys.type("Password", PASSWORD);
  // What comes opens without a load, so its heading takes the focus.
  await keys.page.evaluate(() => void performance.mark("landed"));
  await keys.page.keyboard.press("Enter");
  await keys.lands(/\/home$/);
}

test("a job from nothing to paid, by keyboard alone", async ({ person, server, settled }) => {
  // Three people join; the third proposes as well, so that there is something to compare.
  const names = [
    { name: "Sunniva Haugen", email: "sunniva@example.org", side: "client" },
    { name: "Mirela Kovač", email: "mirela@example.org", side: "freelancer" },
    { name: "Yusuf Demir", email: "yusuf@example.org", side: "freelancer" },
  ] as const;
  const joined = [];
  for (const name of names) {
    const { page } = await person();
    await joinByHttp(page, server, name);
    joined.push(page);
  }
  const third = joined[2];
  const [client, freelancer] = [new Keyboard((await person()).page), new Keyboard((await person()).page)];
  for (const keys of [client, freelancer]) await keys.alone();
  await signIn(client, "sunniva@example.org", settled);
  await signIn(freelancer, "mirela@example.org", settled);

  // The client posts a job.
  await client.enter("link", "Post a job");
  await client.lands(/\/jobs\/new$/);
  await client.type("Title", "Gateway for a tide gage");
  await client.type("What does done look like?", "Read four hundred sensors over a modem, keep every sample, and show that none was lost.");
  await client.type("Title", TITLE, { back: true });
  await client.type("Skills that help", "Rust, MQTT");
  await client.type("Budget", "2000", { exact: true });
  await client.enter("button", "Publish the job");
  await client.lands(PATH_OF_JOB);
  await expect(client.page.getByRole("heading", { level: 1, name: TITLE })).toBeVisible();
  const job = new URL(client.page.url()).pathname;
  if (third) await proposeByHttp(third, server, job, 1900);

  // The freelancer finds it and proposes.
  await freelancer.enter("link", "Find work", { exact: true });
  await freelancer.lands(/\/jobs$/);
  await freelancer.type("What can you do?", "tide gauge", { role: "searchbox" });
  await freelancer.page.keyboard.press("Enter");
  await expect(freelancer.page).toHaveURL(/words=tide/);
  await freelancer.enter("link", TITLE);
  await freelancer.lands(job);
  await freelancer.type("Cover letter", "I have built three of these gateways, the last one for a lighthouse.");
  await freelancer.type("Milestone 1", "Read the sensors", { exact: true });
  await freelancer.type(/^Amount 1/, "1000");
  await freelancer.enter("button", /^Send proposal/);
  await freelancer.lands(/\/proposals\/[0-9a-z]{13}$/);

  // The client compares the two, shortlists one, and makes an offer.
  await client.enter("link", "Jobs", { exact: true });
  await client.lands(/\/jobs\/mine$/);
  await client.enter("link", TITLE);
  await client.lands(job);
  await client.enter("link", "Proposals", { exact: true });
  await client.lands(`${job}/proposals`);
  const bid = client.page.getByRole("row", { name: /Mirela Kovač/ });
  await expect(client.page.getByRole("row", { name: /Yusuf Demir/ })).toBeVisible();
  await client.tabTo("button", /^Shortlist/, { within: bid });
  await client.page.keyboard.press("Space");
  await expect(bid.getByText("Shortlisted")).toBeVisible();
  await client.enter("link", "Make an offer", { within: bid });
  await client.lands(/\/offer$/);
  await client.enter("button", "Send the offer");
  await client.lands(/\/offers\//);

  // The freelancer accepts what waits at home.
  await freelancer.enter("link", "Home", { exact: true });
  await freelancer.lands(/\/home$/);
  await freelancer.enter("link", /offer/i, { within: freelancer.page.locator(".due") });
  await freelancer.lands(/\/offers\//);
  await freelancer.open(/^Accept for/);
  await freelancer.enter("button", /^Sign for/);
  await freelancer.lands(/\/contracts\//);
  const contract = new URL(freelancer.page.url()).pathname;

  // The client funds on the gateway's page.
  await client.enter("link", "Contracts", { exact: true });
  await client.lands(/\/contracts$/);
  await client.enter("link", TITLE);
  await client.lands(contract);
  await client.enter("button", /^Fund for €1,030.00/);
  await client.lands(/\/payments\//);
  await client.enter("link", /Continue and pay/);
  await expect(client.page).toHaveURL(/\/sandbox\/pay\//);
  await client.choose(/^Needs a second step/);
  await client.enter("button", /^Pay/);
  await client.enter("button", /confirm/i);
  await client.lands(/\/payments\//);
  await expect(client.page.getByText("The milestone is funded and the work can start.")).toBeVisible();
  await client.enter("link", /contract/i, { within: client.page.locator("main") });
  await client.lands(contract);

  // Both talk.
  await client.enter("link", "Messages", { exact: true, within: client.page.locator("main") });
  await client.lands(/\/messages\/[0-9a-z]{13}$/);
  await client.type(/^Write to /, "The sensors are at the harbour.");
  await client.page.keyboard.press("Enter");
  await freelancer.enter("link", /^Messages/, { within: freelancer.page.locator("header") });
  await freelancer.lands(/\/messages$/);
  await freelancer.enter("link", /Sunniva Haugen/);
  await freelancer.lands(/\/messages\/[0-9a-z]{13}$/);
  await expect(freelancer.page.getByText("The sensors are at the harbour.").first()).toBeVisible();
  // Who has it in front of them has read it; until that is told, a button stands in the way.
  await expect(freelancer.page.getByRole("button", { name: "Mark it as read" })).toHaveCount(0);
  await freelancer.type(/^Write to /, "I shall begin today.");
  await freelancer.enter("button", "Send");
  await expect(client.page.getByText("I shall begin today.").first()).toBeVisible();

  // The freelancer logs an hour, and submits.
  await freelancer.enter("link", "Timer", { exact: true });
  await freelancer.lands(/\/timer$/);
  await freelancer.type("What are you doing?", "Reading sensors");
  await freelancer.enter("button", "Start", { exact: true });
  await expect(freelancer.page.getByRole("timer")).toBeVisible();
  await server.advanceClock("PT1H");
  await freelancer.enter("button", "Stop", { exact: true });
  await expect(freelancer.page.getByRole("button", { name: "Start", exact: true })).toBeVisible();
  await freelancer.enter("link", "Contracts", { exact: true });
  await freelancer.lands(/\/contracts$/);
  await freelancer.enter("link", TITLE);
  await freelancer.lands(contract);
  await freelancer.type("What you hand over", "All sensors are read, see the branch.");
  await freelancer.enter("button", "Submit for review");
  await expect(freelancer.page.getByText("In review", { exact: true }).first()).toBeVisible();

  // The client approves; after the security period the money has arrived.
  await client.enter("link", "Home", { exact: true });
  await client.lands(/\/home$/);
  await client.enter("link", /review/i, { within: client.page.locator(".due") });
  await client.lands(contract);
  await client.open("Release €1,000.00");
  await expect(client.page.getByText("gets €950.00 after the marketplace fee", { exact: false })).toBeVisible();
  await client.enter("button", /^Release €1,000.00 to /);
  await expect(client.page.getByText("€1,000.00 was released", { exact: false }).first()).toBeVisible();
  await server.advanceClock("P5D");
  await freelancer.enter("link", "Wallet", { exact: true });
  await freelancer.lands(/\/wallet$/);
  await expect(freelancer.page.getByText("€950.00").first()).toBeVisible();
});
