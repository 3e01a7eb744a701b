// The main job from end to end, with two browsers: a client on a desktop and a freelancer on a phone.
// post, propose, offer, counter, accept, fund, talk, submit, changes, submit, release a part, auto-release, clear.
import { joinByHttp } from "../fixtures/by-http.ts";
import { expect, PHONE, test } from "../fixtures/index.ts";
import { accept, fillMilestones, join, pay, postJob, propose } from "../fixtures/people.ts";

test("a job from nothing to paid", { tag: "@engine" }, async ({ page: client, person, server, settled, watch }) => {
  // One release is refused on purpose.
  watch.expected(/answered 422: POST .*milestone\/approve/);
  const { page: freelancer } = await person(PHONE);
  await join(client, server, { name: "Sunniva Haugen", email: "sunniva@example.org", side: "client" });
  await join(freelancer, server, { name: "Mirela Kovač", email: "mirela@example.org", side: "freelancer" });

  const job = await postJob(client, { title: "Gateway for a tide gauge", budget: "2000" });
  await freelancer.goto("/jobs?words=tide+gauge");
  await freelancer.getByRole("link", { name: "Gateway for a tide gauge" }).click();
  await expect(freelancer).toHaveURL(job);
  const proposal = await propose(freelancer, job, [
    { title: "Read the sensors", amount: "1000" },
    { title: "Harbour trial", amount: "500" },
  ]);

  await client.goto(`${job}/proposals`);
  await expect(client.getByText("Mirela Kovač").first()).toBeVisible();
  await client.goto(`${proposal}/offer`);
  await settled(client);
  await client.getByRole("button", { name: /Send the offer/ }).click();
  await expect(client).toHaveURL(/\/offers\//);
  const offer = new URL(client.url()).pathname;

  await freelancer.goto(offer);
  await settled(freelancer);
  await expect(freelancer.getByText("€1,425.00").first(), "what the freelancer gets").toBeVisible();
  await expect(freelancer.getByText("€1,545.00").first(), "what the client pays").toBeVisible();
  await freelancer.getByText("Answer with other terms", { exact: true }).click();
  await fillMilestones(freelancer, [{ title: "Read the sensors", amount: "1100" }]);
  await freelancer.getByRole("button", { name: /Send the counter-offer/ }).click();
  await expect(freelancer).not.toHaveURL(offer);
  const counter = new URL(freelancer.url()).pathname;

  await client.goto(counter);
  await settled(client);
  await accept(client);
  const contract = new URL(client.url()).pathname;
  await expect(client.getByText("Awaiting funding")).toBeVisible();

  await client.getByRole("button", { name: /Fund for €1,133.00/ }).click();
  await pay(client, "needs_second_step");
  await client.getByRole("button", { name: /confirm/i }).click();
  await expect(client).toHaveURL(/\/payments\//);
  await expect(client.getByText("The milestone is funded and the work can start.")).toBeVisible();

  await freelancer.goto(contract);
  await settled(freelancer);
  await expect(freelancer.getByText("Funded", { exact: true }).first()).toBeVisible();
  await freelancer.getByLabel("What you hand over").fill("All sensors are read, see the branch.");
  await freelancer.getByRole("button", { name: "Submit for review" }).click();
  await expect(freelancer.getByText("In review", { exact: true }).first()).toBeVisible();

  await client.goto(contract);
  await settled(client);
  await client.getByText("Request changes", { exact: true }).click();
  await client.getByLabel("What should change").fill("The table lacks units.");
  await client.getByRole("button", { name: "Send the request" }).click();
  await expect(client.getByText("Changes requested", { exact: true }).first()).toBeVisible();
  // The freelancer's page is live: the change shows without a reload.
  await expect(freelancer.getByText("The table lacks units.")).toBeVisible();
  await freelancer.getByLabel("What you hand over").fill("Units are there now.");
  await freelancer.getByRole("button", { name: "Submit for review" }).click();
  await expect(client.getByText("Units are there now.")).toBeVisible();

  await client.getByText("Release a part").click();
  await client.getByLabel("Amount to release").fill("100000");
  await client.getByRole("button", { name: "Release this amount" }).click();
  await expect(client.getByText("Only €1,100.00 is in escrow. Enter that or less.").first()).toBeVisible();
  await expect(client.getByLabel("Amount to release")).toHaveValue("100000");
  await client.getByLabel("Amount to release").fill("600");
  await client.getByRole("button", { name: "Release this amount" }).click();
  await expect(client.getByText("So far €600.00 released.")).toBeVisible();

  await server.advanceClock("P14D");
  await expect(client.getByText("€1,100.00 was released", { exact: false }).first()).toBeVisible();
  await server.advanceClock("P5D");
  await freelancer.goto("/wallet");
  await expect(freelancer.getByText("€1,045.00").first()).toBeVisible();
});

test("the same pages open by navigation, without a load", async ({ page, server, settled }) => {
  await joinByHttp(page, server, { name: "Ada Moen", email: "ada@example.org", side: "client" });
  await page.goto("/home");
  await settled(page);
  await page.evaluate(() => document.documentElement.setAttribute("data-same-load", ""));
  const ways: [string, RegExp][] = [
    ["Jobs", /jobs\/mine/],
    ["Contracts", /contracts$/],
    ["Messages", /messages$/],
    ["Wallet", /wallet$/],
    ["Home", /home$/],
  ];
  for (const [name, url] of ways) {
    await page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name }).click();
    await expect(page).toHaveURL(url);
    await expect(page.locator("h1")).toHaveCount(1);
  }
  await expect(page.locator("html[data-same-load]"), "no page was loaded anew").toHaveCount(1);
});
