// Mail by SMTP, to a real server that may be away: a link that arrives and works, mail that waits and comes once, and a
// recipient who is refused and holds nobody up.
import type { Page } from "@playwright/test";
import { joinByHttp } from "../fixtures/by-http.ts";
import { expect, linkIn, PHONE, test as base } from "../fixtures/index.ts";
import { PASSWORD } from "../fixtures/people.ts";
import { PostOffice } from "../fixtures/smtp.ts";

const test = base.extend<object, { post: PostOffice }>({
  post: [
    async ({}, use) => {
      const post = await PostOffice.open();
      await use(post);
      await post.stop();
    },
    { scope: "worker" },
  ],
  serving: async ({ post }, use) => {
    await use({ arguments: ["--smtp-url", post.url, "--mail-from", "Guildhall <hall@guildhall.example>"] });
  },
});

async function askToJoin(page: Page, email: string): Promise<void> {
  await page.goto("/sign-up");
  await page.locator("input[name=side][value=client]").check({ force: true });
  await page.getByLabel("Your name").fill("Nora Vik");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
}

test("the link of a mail that came by SMTP confirms the address", { tag: "@engine" }, async ({ page, post, server, accessible }) => {
  await joinByHttp(page, server, { name: "Nils Berg", email: "nils@example.org", side: "client" }, post);
  const [mail, ...more] = (await post.mailbox("nils@example.org")).filter(({ subject }) => /confirm/i.test(subject));
  expect(more).toEqual([]);
  expect(mail?.from).toBe("hall@guildhall.example");
  expect(mail?.messageId).toMatch(/^<[0-9a-z]+@guildhall\.example>$/);
  await page.goto("/settings");
  await expect(page.getByText("nils@example.org").first()).toBeVisible();
  await accessible(page);
});

test("while the mail server is away mail waits, and it comes once when the server is back", { tag: "@engine" }, async ({
  person, post, server,
}) => {
  const { page } = await person(PHONE);
  await post.stop();
  await askToJoin(page, "waits@example.org");
  await server.logged(/an outbox message was not delivered.*connection error/i);
  await post.start();
  await server.advanceClock("PT1M");
  const mail = await post.mail("waits@example.org", /confirm/i);
  await page.goto(linkIn(mail));
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await expect(page.getByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
  // Also after every retry that might still have been planned.
  await server.advanceClock("PT3H");
  expect(await post.mailbox("waits@example.org")).toHaveLength(1);
});

test("mail that waits outlives a crash of the server", { tag: "@engine" }, async ({ page, post, server }) => {
  await post.stop();
  await askToJoin(page, "crash@example.org");
  await page.goto("about:blank");
  await server.killAndRestart();
  await post.start();
  // A lease that the crash cut short is given back after two minutes.
  await server.advanceClock("PT5M");
  await post.mail("crash@example.org", /confirm/i);
  await server.advanceClock("PT3H");
  expect(await post.mailbox("crash@example.org")).toHaveLength(1);
});

test("a recipient whom the mail server refuses holds nobody up", { tag: "@engine" }, async ({ page, person, post, server }) => {
  await askToJoin(page, "refused@example.org");
  await server.logged(/an outbox message is given up.*no such mailbox/i);
  const { page: other } = await person();
  await joinByHttp(other, server, { name: "Signe Ruud", email: "signe@example.org", side: "freelancer" }, post);
  expect(await post.mailbox("refused@example.org")).toEqual([]);
  // Nobody is asked again, and everybody else is reached.
  await server.advanceClock("PT2H");
  await askToJoin(page, "late@example.org");
  await post.mail("late@example.org", /confirm/i);
});
