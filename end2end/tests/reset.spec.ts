// A forgotten password: a link by mail, a new password, and every other device is signed out. With and without scripts.
import type { Page } from "@playwright/test";
import { joinByHttp } from "../fixtures/by-http.ts";
import { expect, linkIn, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { signIn } from "../fixtures/people.ts";

test.describe.configure({ mode: "serial" });

const EMAIL = "ana@example.org";
const NEW = "nine green bottles";

async function ask(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: /forgot/i }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
}

async function choose(page: Page, password: string): Promise<void> {
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Set the new password" }).click();
}

test("a forgotten password is set anew by a mailed link, once, and other devices are signed out", { tag: "@engine" }, async ({
  page, person, server, settled, accessible, watch: before,
}) => {
  // Its page asks for news when it is signed out.
  before.expected(/answered 401/);
  await joinByHttp(page, server, { name: "Ana Lind", email: EMAIL, side: "client" });
  await page.goto("/home");
  const { page: elsewhere, watch } = await person();
  watch.expected(/answered (403|422)/);
  await ask(elsewhere, EMAIL);
  const link = linkIn(await server.mail(EMAIL, /password/i));
  await elsewhere.goto(link);
  await settled(elsewhere);
  await accessible(elsewhere);
  await choose(elsewhere, "short");
  await expect(elsewhere.getByRole("alert").first()).toBeVisible();
  await expect(elsewhere.getByLabel("New password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  // What is typed can be looked at; it is hidden again before it goes out, and is not kept as other typed words are.
  const password = elsewhere.getByLabel("New password", { exact: true });
  const eye = elsewhere.getByRole("button", { name: "Show: New password" });
  await password.fill(NEW);
  await eye.click();
  await expect(password).toHaveAttribute("type", "text");
  await expect(eye).toHaveAttribute("aria-pressed", "true");
  await accessible(elsewhere);
  await elsewhere.reload();
  await settled(elsewhere);
  await expect(password).toHaveValue("");
  await expect(password).toHaveAttribute("type", "password");
  await password.fill("short");
  await eye.click();
  await elsewhere.getByRole("button", { name: "Set the new password" }).click();
  await expect(password).toHaveAttribute("aria-invalid", "true");
  await expect(password).toHaveAttribute("type", "password");
  await choose(elsewhere, NEW);
  await expect(elsewhere.getByText("All devices were signed out.")).toBeVisible();
  await server.mail(EMAIL, /password was changed/i);

  await page.goto("/wallet");
  await expect(page, "the device of before").toHaveURL(/\/sign-in/);
  await signIn(elsewhere, EMAIL, NEW);
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
});

test("the link ends after an hour, and the old password goes on working", { tag: "@engine" }, async ({ page, server }) => {
  // The one before was used; newest first.
  const asked = async () => (await server.mailbox(EMAIL)).filter(({ subject }) => /password/i.test(subject) && !/changed/i.test(subject));
  const before = (await asked()).length;
  await ask(page, EMAIL);
  await expect.poll(async () => (await asked()).length).toBe(before + 1);
  const [mail] = await asked();
  if (!mail) throw new Error("the mail has gone");
  const link = linkIn(mail);
  await page.goto(link);
  await expect(page.getByLabel("New password", { exact: true })).toBeVisible();
  await server.advanceClock("PT1H");
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  await signIn(page, EMAIL, NEW);
});

test("without scripts it goes the same way, and tells nobody who has an account", { tag: "@engine" }, async ({ person, server }) => {
  const { page } = await person(WITHOUT_SCRIPTS);
  const email = "bo@example.org";
  await joinByHttp(page, server, { name: "Bo Ek", email, side: "freelancer" });
  await page.context().clearCookies();
  await ask(page, "nobody@example.org");
  await ask(page, email);
  await page.goto(linkIn(await server.mail(email, /password/i)));
  await expect(page.getByRole("button", { name: "Show: New password" })).toBeHidden();
  await choose(page, NEW);
  await expect(page.getByText("All devices were signed out.")).toBeVisible();
  await signIn(page, email, NEW);
  // By then all that waits for its turn has left.
  await server.advanceClock("PT1M");
  expect(await server.mailbox("nobody@example.org")).toEqual([]);
});
