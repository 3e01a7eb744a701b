// A job that is begun, left in the middle, and finished in another browser.
import { expect, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { join, signIn } from "../fixtures/people.ts";

const DESCRIPTION = "Every bell gets a page: who cast it, when, and what it sounds like.\n\nThe recordings are there already.";

test.describe.configure({ timeout: 120_000 });

test("a draft keeps itself, is there in another browser with everything, and is published once", async ({ person, server, settled, accessible }) => {
  const { page: first } = await person();
  await join(first, server, { name: "Liv Aune", email: "liv@example.org", side: "client" });
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
  const kept = first.waitForResponse((response) => response.url().endsWith("/do/job/save-draft") && response.ok() && (response.request().postData() ?? "").includes("1250.50"));
  await first.locator("input[name=budget]").fill("1250.50");
  await kept;
  await first.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Contracts" }).click();
  await expect(first).toHaveURL(/\/contracts$/);
  await first.close();

  const { page: second } = await person();
  await signIn(second, "liv@example.org");
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

test("without scripts a draft is kept by its button, and published later", async ({ person, server }) => {
  const { page } = await person(WITHOUT_SCRIPTS);
  await join(page, server, { name: "Per Dahl", email: "per@example.org", side: "client" });
  await page.goto("/jobs/new");
  await page.getByLabel("Title").fill("Index for a parish register");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page).toHaveURL(/\/edit\?saved=1$/);
  await expect(page.getByText("Draft saved. Nothing is public yet", { exact: false }).first()).toBeVisible();

  const { page: other } = await person(WITHOUT_SCRIPTS);
  await signIn(other, "per@example.org");
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
