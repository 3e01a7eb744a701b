// The server over https with a development certificate, as other devices of a local network reach it: a secure socket,
// cookies that never leave https, and headers that keep browsers there.
import { get } from "node:http";
import { certificate, type Certificate } from "../fixtures/certificate.ts";
import { agreeByHttp, joinByHttp } from "../fixtures/by-http.ts";
import { expect, PHONE, test as base, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { conversation, write } from "../fixtures/people.ts";
import { Server } from "../fixtures/server.ts";

const NAME = "hall.guildhall.example";

// The server of all tests of this file starts before the browser, which has to be told where the name leads.
const test = base.extend<object, { https: Certificate; own: Server }>({
  https: [
    async ({}, use) => {
      const made = await certificate(NAME);
      await use(made);
      await made.remove();
    },
    { scope: "worker" },
  ],
  own: [
    async ({ https }, use) => {
      const own = await Server.start("lan", { https, redirects: true });
      await use(own);
      await own.stop();
    },
    { scope: "worker" },
  ],
  launchOptions: [
    async ({ launchOptions, https, own }, use) => {
      const args = [
        `--host-resolver-rules=MAP ${NAME} 127.0.0.1:${own.port}`,
        `--ignore-certificate-errors-spki-list=${https.fingerprint}`,
      ];
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...args] });
    },
    { scope: "worker" },
  ],
  server: async ({ own }, use) => {
    await use(own);
  },
});

test("over https a message arrives live by a secure socket, and every cookie stays on https", async ({
  page: client, person, server, connected, accessible,
}) => {
  const { page: phone } = await person(PHONE);
  await joinByHttp(client, server, { name: "Olga Brandt", email: "olga@example.org", side: "client" });
  await joinByHttp(phone, server, { name: "Kofi Mensah", email: "kofi@example.org", side: "freelancer" });
  const { room } = await agreeByHttp(client, phone, server, { title: "Charts for a ferry line" });
  await client.goto(room);
  const socket = phone.waitForEvent("websocket");
  await phone.goto(room);
  expect((await socket).url()).toMatch(new RegExp(`^wss://${NAME}/live\\b`));
  for (const device of [client, phone]) await connected(device);
  await write(client, "Can you read this?");
  await expect(conversation(phone).getByText("Can you read this?")).toBeVisible();
  await write(phone, "As if you stood here.");
  await expect(conversation(client).getByText("As if you stood here.")).toBeVisible();
  await accessible(phone);

  await client.getByRole("button", { name: /account menu$/ }).click();
  await client.getByRole("button", { name: /dark/i }).click();
  await expect(client.locator("html[data-theme=dark]")).toBeAttached();
  const names = async () => (await client.context().cookies()).map(({ name }) => name).toSorted();
  await expect.poll(names).toEqual(["__Host-guildhall", "theme", "zone"]);
  for (const cookie of await client.context().cookies()) {
    // The zone is told by a script of the page; everything else is the server's business alone.
    const httpOnly = cookie.name !== "zone";
    expect(cookie, cookie.name).toMatchObject({ secure: true, httpOnly, sameSite: "Lax", path: "/", domain: NAME });
  }
});

test("a refused form gives back what was typed by a cookie that stays on https, without scripts", async ({ person }) => {
  const { page, watch } = await person(WITHOUT_SCRIPTS);
  watch.expected(/answered 401: (POST|GET) .*sign-in/);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("nobody@example.org");
  await page.getByLabel("Password", { exact: true }).fill("not this one either");
  const refused = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const given = (await (await refused).headersArray()).filter(({ name }) => name.toLowerCase() === "set-cookie");
  expect(given.map(({ value }) => value)).toEqual([expect.stringMatching(/^flash=[0-9a-f]{64};.*; Secure$/)]);
  await expect(page.getByLabel("E-mail")).toHaveValue("nobody@example.org");
  await expect(page.getByRole("alert")).toBeVisible();
});

test("browsers are told to stay on https, and plain http sends them there", async ({ page, server }) => {
  const response = await page.goto("/");
  const headers = (await response?.allHeaders()) ?? {};
  expect(headers["strict-transport-security"]).toBe("max-age=31536000");
  expect(headers["content-security-policy"]).toContain(`wss://${new URL(server.url).host}`);
  const sentOn = await new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
    const asked = get({ host: "127.0.0.1", port: server.redirectPort, path: "/jobs?words=chart", headers: { host: NAME } }, (answer) => {
      answer.resume();
      resolve([answer.statusCode, answer.headers.location]);
    });
    asked.on("error", reject);
  });
  expect(sentOn).toEqual([308, `${server.url}/jobs?words=chart`]);
});
