// What is begun and left in the middle: a job that is finished in another browser, milestones that are reloaded.
import type { Page } from "@playwright/test";
import { joinByHttp, postJobByHttp, proposeByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { expect, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { own, ownDraft } from "../fixtures/own.ts";
import { accept, fillMilestones, signIn } from "../fixtures/people.ts";

const DESCRIPTION = "Every bell gets a page: who cast it, when, and what it sounds like.\n\nThe recordings are there already.";

test("a draft keeps itself, is there in another browser with everything, and is published once", { tag: "@engine" }, async ({
  person, server, settled, accessible,
}) => {
  const { page: first } = await person();
  await joinByHttp(first, server, { name: "Liv Aune", email: "liv@example.org", side: "client" });
  await first.goto("/jobs/new");
  await settled(first);
  await first.getByLabel("Title").fill("Catalogue of church bells");
  await first.getByLabel("What does done look like?").fill(DESCRIPTION);
  await first.getByLabel("Skills that help").fill("Rust, Audio");
  await expect(first.getByText("Draft saved. Nothing is public yet.")).toBeVisible();
  // Going on after the first save changes the same draft.
  await first.locator("select[name=currency]").selectOption("USD");
  await first.locator("input[name=hires]").fill("2");
  await first.locator("input[name=visibility][value=members]").check({ force: true });
  const kept = first.waitForResponse(
    (response) =>
      response.url().endsWith("/do/job/save-draft") &&
      response.ok() &&
      (response.request().postData() ?? "").includes("1250.50"),
  );
  await first.locator("input[name=budget]").fill("1250.50");
  await kept;
  await first.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Contracts" }).click();
  await expect(first).toHaveURL(/\/contracts$/);
  await first.close();

  const { page: second } = await person();
  await signInByHttp(second, server, "liv@example.org");
  await second.goto("/jobs/mine");
  await expect(second.getByRole("article")).toHaveCount(1);
  await second.getByRole("link", { name: "Catalogue of church bells" }).click();
  await expect(second).toHaveURL(/\/jobs\/[0-9a-z]{13}\/edit$/);
  await settled(second);
  await expect(second.getByLabel("Title")).toHaveValue("Catalogue of church bells");
  await expect(second.getByLabel("What does done look like?")).toHaveValue(DESCRIPTION);
  await expect(second.getByLabel("Skills that help")).toHaveValue("Rust, Audio");
  await expect(second.locator("select[name=currency]")).toHaveValue("USD");
  await expect(second.locator("input[name=budget]")).toHaveValue("1250.50");
  await expect(second.locator("input[name=hires]")).toHaveValue("2");
  await expect(second.locator("input[name=visibility][value=members]")).toBeChecked();
  await accessible(second);

  await second.getByRole("button", { name: "Publish the job" }).click();
  await expect(second).toHaveURL(/\/jobs\/[0-9a-z]{13}$/);
  await expect(second.getByRole("heading", { level: 1, name: "Catalogue of church bells" })).toBeVisible();
  await second.goto("/jobs/mine");
  await expect(second.getByRole("article"), "one job and no draft beside it").toHaveCount(1);
  await expect(second.getByRole("article")).not.toContainText("Draft");
});

test("without scripts a draft is kept by its button, and published later", { tag: "@engine" }, async ({ person, server }) => {
  const { page } = await person(WITHOUT_SCRIPTS);
  await joinByHttp(page, server, { name: "Per Dahl", email: "per@example.org", side: "client" });
  await page.goto("/jobs/new");
  await page.getByLabel("Title").fill("Index for a parish register");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page).toHaveURL(/\/edit\?saved=1$/);
  await expect(page.getByText("Draft saved. Nothing is public yet", { exact: false }).first()).toBeVisible();

  const { page: other } = await person(WITHOUT_SCRIPTS);
  await signInByHttp(other, server, "per@example.org");
  await other.goto("/jobs/mine");
  await other.getByRole("link", { name: "Index for a parish register" }).click();
  await expect(other.getByLabel("Title")).toHaveValue("Index for a parish register");
  await other.getByLabel("What does done look like?").fill("Every name can be found, with the page it stands on and a picture of it.");
  await other.locator("input[name=budget]").fill("600");
  await other.getByRole("button", { name: "Publish the job" }).click();
  await expect(other).toHaveURL(/\/jobs\/[0-9a-z]{13}$/);
  await other.goto("/jobs/mine");
  await expect(other.getByRole("article")).toHaveCount(1);
});

const rowsOf = (page: Page) =>
  page
    .locator(".milestone-rows li")
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("input")].map(({ value }) => value).join("|")));

test("milestones that were typed come back with all their rows, but not over other terms", async ({ person, server, settled }) => {
  // A service worker would hand the WASM over that is held back below.
  const { page: client } = await person({ serviceWorkers: "block" });
  const [{ page: freelancer }, { page: laptop }] = [await person(), await person()];
  await joinByHttp(client, server, { name: "Nora Lie", email: "nora@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Dario Conti", email: "dario@example.org", side: "freelancer" });
  const again = async (page: Page, last: string) => {
    await expect.poll(() => ownDraft(page, new URL(page.url()).pathname)).toContain(last);
    await page.reload();
    await settled(page);
  };

  // A proposal with one row more than a form begins with.
  const job = await postJobByHttp(client, server, { title: "Plan of a bell tower", price: 900 });
  await freelancer.goto(job);
  await settled(freelancer);
  await freelancer.getByLabel("Cover letter").fill("I have drawn two towers, one of them leaning.");
  await freelancer.getByRole("button", { name: "Add a milestone" }).click();
  await fillMilestones(freelancer, [
    { title: "Measuring", amount: "100" },
    { title: "Drawing", amount: "300" },
    { title: "Model", amount: "250" },
    { title: "Print", amount: "200" },
  ]);
  const four = ["Measuring|100|", "Drawing|300|", "Model|250|", "Print|200|"];
  await again(freelancer, "Print\"],");
  await expect.poll(() => rowsOf(freelancer)).toEqual(four);
  await expect(freelancer.getByLabel("Cover letter")).toHaveValue(/leaning/);
  await expect(freelancer.getByRole("region", { name: "What your price means" }), "the sum follows").toContainText("€850.00");
  await freelancer.getByRole("button", { name: /Send proposal/ }).click();
  await expect(freelancer).toHaveURL(/\/proposals\/[0-9a-z]{13}$/);
  const proposal = new URL(freelancer.url()).pathname;

  // A change of it, over which another change comes from elsewhere.
  await signInByHttp(laptop, server, "dario@example.org");
  for (const page of [freelancer, laptop]) {
    await page.goto(`${proposal}/edit`);
    await settled(page);
  }
  await freelancer.getByLabel("Amount 3, EUR").fill("275");
  await again(freelancer, "275");
  await expect.poll(() => rowsOf(freelancer)).toEqual(["Measuring|100.00|", "Drawing|300.00|", "Model|275|", "Print|200.00|"]);
  await laptop.getByLabel("Amount 4, EUR").fill("190");
  await laptop.getByRole("button", { name: "Save" }).click();
  await expect(laptop).toHaveURL(new RegExp(`${proposal}$`));
  await freelancer.reload();
  await settled(freelancer);
  const proposed = ["Measuring|100.00|", "Drawing|300.00|", "Model|250.00|", "Print|190.00|"];
  await expect.poll(() => rowsOf(freelancer)).toEqual(proposed);

  // An offer with one row less, and a counter-offer.
  await client.goto(`${proposal}/offer`);
  await settled(client);
  await client.getByRole("button", { name: "Remove milestone 2" }).click();
  await expect(client.locator(".milestone-rows li")).toHaveCount(3);
  await again(client, "Measuring");
  const three = ["Measuring|100.00|", "Model|250.00|", "Print|190.00|"];
  await expect.poll(() => rowsOf(client)).toEqual(three);
  await client.getByLabel("Amount 2, EUR").fill("240");
  await again(client, "240");
  const offered = ["Measuring|100.00|", "Model|240|", "Print|190.00|"];
  await expect.poll(() => rowsOf(client)).toEqual(offered);
  // What is done before the page is hydrated neither loses rows nor mixes them.
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  await client.route(/\/pkg\/guildhall\.[^/]*\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await client.reload();
  await expect.poll(() => rowsOf(client), "as it was proposed").toEqual(proposed);
  await client.getByLabel("A word to the other side").fill("One part less, so it costs less.");
  await client.getByLabel("Amount 2, EUR").focus();
  await expect.poll(() => ownDraft(client, `${proposal}/offer`)).toMatch(/One part less.*240/);
  go();
  await settled(client);
  await expect.poll(() => rowsOf(client)).toEqual(offered);
  await expect(client.getByLabel("A word to the other side")).toHaveValue("One part less, so it costs less.");
  await client.getByRole("button", { name: /Send the offer/ }).click();
  await expect(client).toHaveURL(/\/offers\//);
  expect(Object.keys(await own(client)), "the other side has it").toEqual(["account"]);

  await freelancer.goto(new URL(client.url()).pathname);
  await settled(freelancer);
  await freelancer.getByText("Answer with other terms").click();
  await freelancer.getByLabel("Amount 2, EUR").fill("260");
  await again(freelancer, "260");
  await expect(freelancer.getByLabel("Amount 2, EUR")).toHaveValue("260");
  await freelancer.getByRole("button", { name: /Send the counter-offer/ }).click();
  await expect(freelancer.getByText("€550.00").first()).toBeVisible();
});

test("what is begun goes when it has arrived or is about nothing any more, and not before", async ({ person, server, settled }) => {
  const { page: client } = await person({ serviceWorkers: "block" });
  const { page: freelancer } = await person();
  await joinByHttp(client, server, { name: "Runa Dahl", email: "runa@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Emil Voss", email: "emil@example.org", side: "freelancer" });
  const job = await postJobByHttp(client, server, { title: "Map of a harbour", price: 400 });
  const proposal = await proposeByHttp(freelancer, server, job, 400);
  const form = `${proposal}/offer`;
  const word = client.getByLabel("A word to the other side");

  // What the build before has kept is another shape.
  await client.goto(form);
  await settled(client);
  await word.evaluate(
    (field, path) =>
      sessionStorage.setItem(`hall-typed-${path}`, JSON.stringify([[field.id, "Kept by an older build."]])),
    form,
  );
  await client.reload();
  await settled(client);
  await expect(word).toHaveValue("Kept by an older build.");

  // Without its WASM the form is a plain one. Anyone who is asked to sign in has it still to send.
  await client.route(/\/pkg\/guildhall\.[^/]*\.wasm$/, () => undefined);
  await client.reload();
  await word.fill("Please begin with the quay.");
  await expect.poll(() => ownDraft(client, form)).toContain("begin with the quay");
  await client.context().clearCookies();
  await client.getByRole("button", { name: /Send the offer/ }).click();
  await expect(client).toHaveURL(/\/sign-in/);
  await signIn(client, "runa@example.org");
  await client.goto(form);
  await expect(word).toHaveValue("Please begin with the quay.");
  await client.getByRole("button", { name: /Send the offer/ }).click();
  await expect(client).toHaveURL(/\/offers\//);
  await expect.poll(() => own(client).then(Object.keys), "it has arrived").toEqual(["account"]);

  // Left at once after the last word, by a link; then the offer is taken as it is.
  const offer = new URL(client.url()).pathname;
  await freelancer.clock.install();
  await freelancer.goto(offer);
  await settled(freelancer);
  await freelancer.getByText("Answer with other terms").click();
  await freelancer.getByLabel("Amount 1, EUR").fill("450");
  await freelancer.getByRole("link", { name: "The job", exact: true }).click();
  await expect(freelancer.getByRole("heading", { level: 1, name: "Map of a harbour" })).toBeVisible();
  await expect(freelancer).toHaveURL(new RegExp(`${job}$`));
  // Whatever the page still means to do with the draft is done by then.
  await freelancer.clock.runFor(10_000);
  expect(await ownDraft(freelancer, offer)).toContain("450");
  await freelancer.goBack();
  await expect(freelancer.getByLabel("Amount 1, EUR")).toHaveValue("450");
  await accept(freelancer);
  await expect.poll(() => own(freelancer).then(Object.keys), "there is nothing to answer any more").toEqual(["account"]);
});
