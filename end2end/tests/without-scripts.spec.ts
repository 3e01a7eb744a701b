// The main job with scripts off on both sides: every step is a plain form.
import { joinByHttp } from "../fixtures/by-http.ts";
import { CONNECTION_LOST, expect, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { agree, join, pay, postJob } from "../fixtures/people.ts";

test("a job from nothing to a release, without scripts", { tag: "@engine" }, async ({ person, server }) => {
  const { page: client } = await person(WITHOUT_SCRIPTS);
  const { page: freelancer } = await person(WITHOUT_SCRIPTS);
  await join(client, server, { name: "Ana Lind", email: "ana@example.org", side: "client" });
  await join(freelancer, server, { name: "Jonas Weber", email: "jonas@example.org", side: "freelancer" });

  // Three rows stand there; to add one needs scripts, and without them nothing says otherwise.
  const other = await postJob(client, { title: "A sign for the door of the shop", budget: "90" });
  await freelancer.goto(other);
  await expect(freelancer.getByLabel("Amount 3, EUR")).toBeVisible();
  await expect(freelancer.getByText("Add a milestone")).toBeHidden();
  const contract = await agree(client, freelancer, "Accessible forms for a small shop");
  await client.getByRole("button", { name: /Fund for €824.00/ }).click();
  await pay(client, "succeeds");
  // The gateway tells of it in its own time, and a page without scripts has to be opened again.
  const isFunded = async () => {
    await client.goto(contract);
    return client.getByText("Funded", { exact: true }).first().isVisible();
  };
  await expect.poll(isFunded).toBe(true);

  await freelancer.goto(contract);
  await freelancer.getByRole("button", { name: "Submit for review" }).click();
  await expect(freelancer, "an empty form stays where it is").toHaveURL(contract);
  await freelancer.getByLabel("What you hand over").fill("All forms are there.");
  await freelancer.getByRole("button", { name: "Submit for review" }).click();
  await client.goto(contract);
  await client.getByText("Release a part").click();
  await client.getByLabel("Amount to release").fill("9999");
  await client.getByRole("button", { name: "Release this amount" }).click();
  await expect(client.getByText("Only €800.00 is in escrow. Enter that or less.").first()).toBeVisible();
  await expect(client.locator("input[name=amount]"), "what was typed is kept").toHaveValue("9999");
  await client.getByLabel("Amount to release").fill(" ");
  await client.getByRole("button", { name: "Release this amount" }).click();
  await expect(client.getByText("Enter an amount, for example", { exact: false }).first(), "a blank is never all of it").toBeVisible();
  await client.getByText("Release €800.00", { exact: true }).click();
  await expect(client.getByText("Jonas Weber gets €760.00 after the marketplace fee", { exact: false })).toBeVisible();
  await client.getByRole("button", { name: "Release €800.00 to Jonas Weber" }).click();
  await expect(client.getByText("€800.00 was released", { exact: false }).first()).toBeVisible();
});

test("a crash in the middle loses nothing that was answered", { tag: "@engine" }, async ({ page, server, watch }) => {
  watch.expected(CONNECTION_LOST);
  await joinByHttp(page, server, { name: "Grace Wanjiru", email: "grace@example.org", side: "client" });
  const job = await postJob(page, { title: "Field guide for tea birds", budget: "300" });
  await server.killAndRestart();
  await page.goto(job);
  await expect(page.getByRole("heading", { level: 1, name: "Field guide for tea birds" })).toBeVisible();
});
