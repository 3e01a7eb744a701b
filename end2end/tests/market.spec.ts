// What strangers see of the market on the landing page, and what it tells people who look for work.
import { joinByHttp, postJobByHttp } from "../fixtures/by-http.ts";
import { expect, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { propose } from "../fixtures/people.ts";

test.describe.configure({ mode: "serial" });

test("the landing page shows what is open, and a search shows what one can do", { tag: "@engine" }, async ({
  person, server, accessible,
}) => {
  const { page: client } = await person();
  const { page: freelancer } = await person();
  const { page: stranger } = await person();
  await stranger.goto("/");
  await expect(stranger.getByRole("heading", { name: "Open now" }), "an empty market shows no list").toHaveCount(0);
  await joinByHttp(client, server, { name: "Ana Lind", email: "ana@example.org", side: "client" });
  const job = await postJobByHttp(client, server, { title: "Labels for forty teas", price: 300 });
  await client.goto("/home");
  await expect(client.getByRole("region", { name: "Your jobs" }).getByText(/^Takes proposals until .+\d{4}/)).toBeVisible();

  // A page that was rendered for strangers is kept for a second at most.
  const isTold = async () => {
    await stranger.goto("/");
    return stranger.getByText("One job is open now.").isVisible();
  };
  await expect.poll(isTold).toBe(true);
  const open = stranger.getByRole("region", { name: "Open now" });
  await expect(open.getByRole("link", { name: "Labels for forty teas" })).toContainText("€300 · No proposal yet");
  await accessible(stranger);
  const skill = open.getByRole("list").last().getByRole("link").first();
  const name = (await skill.textContent()) ?? "";
  await skill.click();
  await expect(stranger.getByRole("searchbox", { name: "What can you do?" })).toHaveValue(name);

  await joinByHttp(freelancer, server, { name: "Jonas Weber", email: "jonas@example.org", side: "freelancer" });
  await freelancer.goto("/profile/edit");
  await freelancer.getByRole("textbox", { name: /^Skills/ }).fill(name.toUpperCase());
  await freelancer.getByRole("button", { name: "Save profile" }).click();
  await expect(freelancer).toHaveURL(/\/people\//);
  await freelancer.goto("/jobs");
  await expect(freelancer.getByText(/^You match 1 of \d:$/)).toBeVisible();

  // Anyone who compares proposals sees the same.
  await freelancer.goto(job);
  await freelancer.getByRole("button", { name: "Add a milestone" }).click();
  await expect(freelancer.getByLabel("Amount 4, EUR")).toBeVisible();
  await freelancer.getByRole("button", { name: "Remove milestone 4" }).click();
  await expect(freelancer.getByLabel("Amount 4, EUR")).toHaveCount(0);
  await propose(freelancer, job, [{ title: "All forty", amount: "280" }]);
  await client.goto(`${job}/proposals`);
  const bid = client.getByRole("row", { name: /Jonas Weber/ });
  await expect(bid).toContainText(/1 of \d\s*Lacks \w+/);
  await expect(bid).toContainText("You pay €288.40");
  await client.setViewportSize({ width: 390, height: 844 });
  await expect(client.getByText(/^Lacks \w+/), "on a phone too").toBeVisible();

  // What narrows a search can be taken away, one by one.
  await freelancer.goto("/jobs?words=labels&currency=EUR&budget_min=200&budget_max=250");
  const active = freelancer.getByRole("list", { name: "Active filters" }).getByRole("link");
  await expect(active).toHaveText(["Budget in EUR remove", "At least €200.00 remove", "At most €250.00 remove"]);
  await expect(freelancer.getByRole("link", { name: "Labels for forty teas" })).toHaveCount(0);
  await accessible(freelancer);
  await active.nth(2).click();
  await expect(freelancer.getByRole("link", { name: "Labels for forty teas" })).toBeVisible();
  await expect(freelancer.getByLabel("At most")).toHaveValue("");
  await active.nth(0).click();
  await expect(active).toHaveCount(0);
  await expect(freelancer).toHaveURL(/\/jobs\?words=labels$/);
});

test("who comes back to the landing page by a link finds all of it", async ({ page, settled }) => {
  await page.goto("/jobs");
  await settled(page);
  await page.evaluate(() => void Object.assign(window, { isSamePage: true }));
  await page.getByRole("banner").getByRole("link", { name: "Guildhall" }).click();
  for (const name of ["How a job goes", "Work out every cost before you agree", "Why both sides can relax"]) {
    await expect(page.getByRole("heading", { name })).toBeVisible();
  }
  await expect(page.getByRole("heading", { name: "Open now" })).toBeVisible();
  expect(await page.evaluate(() => "isSamePage" in window), "without another document").toBe(true);
});

test("fees are worked out while one types, and by the address without scripts", async ({ page, person, settled }) => {
  await page.goto("/");
  await settled(page);
  const fees = page.getByRole("region", { name: "Work out every cost before you agree" });
  await fees.getByLabel("Agreed price").fill("500");
  await expect(fees.getByText("€515.00"), "the client pays").toBeVisible();
  await expect(fees.getByText("€475.00").last(), "the freelancer receives").toBeVisible();
  await fees.getByLabel("Agreed price").fill("much");
  await expect(fees.getByText("Enter an amount, for example €2,400.00.")).toBeVisible();
  await expect(fees.getByText("€515.00"), "the last sums stay").toBeVisible();

  const { page: plain } = await person(WITHOUT_SCRIPTS);
  await plain.goto("/");
  await plain.getByLabel("Agreed price").fill("1000");
  await plain.getByLabel("Agreed price").press("Enter");
  await expect(plain.getByText("€1,030.00")).toBeVisible();
});
