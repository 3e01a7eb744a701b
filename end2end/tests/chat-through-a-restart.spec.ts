// One conversation on three devices, while the server is killed and started again and networks come and go: the same
// messages everywhere, in the same order, each once, with counts that are right on every device.
import type { BrowserContext, Page } from "@playwright/test";
import { agreeByHttp, joinByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { CONNECTION_LOST, expect, PHONE, test } from "../fixtures/index.ts";
import { conversation, said, write } from "../fixtures/people.ts";

const WAITING = "Not sent yet: there is no connection.";

type Cookies = Awaited<ReturnType<BrowserContext["storageState"]>>;

// What the first test leaves behind for the others: the conversation, and who is signed in.
const made: { room: string; client?: Cookies; phone?: Cookies; laptop?: Cookies } = { room: "" };

test.describe.configure({ mode: "serial" });

/** What one person wrote, in the order in which it stands there. */
function of(texts: string[], writer: string): string[] {
  return texts.filter((text) => text.startsWith(writer));
}

/** All devices show these messages and no others, in one order, which is given back. */
async function sameEverywhere(devices: Page[], texts: string[]): Promise<string[]> {
  for (const device of devices) {
    await expect.poll(async () => (await said(device)).toSorted()).toEqual(texts.toSorted());
    await expect(conversation(device).getByText("Sending", { exact: true })).toHaveCount(0);
    await expect(conversation(device).getByText(WAITING)).toHaveCount(0);
  }
  const order = await said(devices[0]!);
  for (const device of devices) expect(await said(device)).toEqual(order);
  return order;
}

/** The count beside Messages in the navigation; nothing stands there when all is read. */
function unread(page: Page) {
  return page.getByRole("navigation", { name: /^Main/ }).getByRole("link", { name: /Messages/ }).locator(".count");
}

test("what is written on one device stands on all three at once, and is counted until it is read", { tag: "@engine" }, async ({
  page: client, person, server, connected, accessible,
}) => {
  const { page: phone } = await person(PHONE);
  const { page: laptop } = await person();
  await joinByHttp(client, server, { name: "Edda Holm", email: "edda@example.org", side: "client" });
  await joinByHttp(phone, server, { name: "Tomas Reyes", email: "tomas@example.org", side: "freelancer" });
  await signInByHttp(laptop, server, "tomas@example.org");
  made.room = (await agreeByHttp(client, phone, server, { title: "Tide tables for a harbour" })).room;
  for (const device of [client, phone, laptop]) await device.goto(made.room);
  for (const device of [client, phone, laptop]) await connected(device);

  await write(client, "E1 When can you start?");
  await expect(conversation(phone).getByText("E1 When can you start?")).toBeVisible();
  await write(phone, "T1 On Monday.");
  await expect(conversation(client).getByText("T1 On Monday.")).toBeVisible();
  await write(laptop, "T2 And the plan is in the branch.");
  await sameEverywhere([client, phone, laptop], ["E1 When can you start?", "T1 On Monday.", "T2 And the plan is in the branch."]);
  await expect(conversation(client).getByText(/, read$/)).toHaveCount(1);
  await accessible(phone);

  // Nobody of the freelancer's looks at the conversation: it is counted on both devices, and read on both at once.
  for (const device of [phone, laptop]) {
    await device.goto("/contracts");
    await connected(device);
  }
  await write(client, "E2 Thank you.");
  await write(client, "E3 Until Monday.");
  for (const device of [phone, laptop]) await expect(unread(device)).toHaveText("2 unread");
  await laptop.goto("/messages");
  const listed = laptop.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: /Edda Holm/ });
  await expect(listed.locator(".count")).toHaveText("2 unread");
  await expect(listed).toContainText("E3 Until Monday.");
  await connected(laptop);
  await phone.goto(made.room);
  await expect(conversation(phone).getByText("E3 Until Monday.")).toBeVisible();
  for (const device of [phone, laptop]) await expect(unread(device)).toHaveCount(0);
  await expect(listed.locator(".count")).toHaveCount(0);
  made.client = await client.context().storageState();
  made.phone = await phone.context().storageState();
  made.laptop = await laptop.context().storageState();
});

test("a server that is killed while people write loses nothing and doubles nothing", { tag: "@engine" }, async ({
  person, server, connected,
}) => {
  const { page: client, watch: onDesk } = await person({ storageState: made.client });
  const { page: phone, watch: onPhone } = await person({ ...PHONE, storageState: made.phone });
  const { page: laptop, watch: onLaptop } = await person({ storageState: made.laptop });
  for (const complaints of [onDesk, onPhone, onLaptop]) complaints.expected(CONNECTION_LOST);
  const devices = [client, phone, laptop];
  for (const device of devices) {
    await device.goto(made.room);
    await connected(device);
  }
  const before = await said(client);
  expect(before).toHaveLength(5);

  // Some of these reach the server before it dies, some do not, and of some the answer is lost.
  await write(client, "E4 first of three");
  await write(client, "E5 second of three");
  const killed = server.kill();
  await write(client, "E6 third of three");
  await killed;
  await write(phone, "T3 written while the server was away");
  await write(phone, "T4 and one more");
  await laptop.getByRole("textbox", { name: /^Write to / }).fill("T5 half a sent");
  await expect(conversation(phone).getByText(WAITING)).toHaveCount(2);
  await expect(client.locator("html[data-socket=closed]")).toBeAttached();

  await server.startAgain();
  const written = [
    "E4 first of three",
    "E5 second of three",
    "E6 third of three",
    "T3 written while the server was away",
    "T4 and one more",
  ];
  const order = await sameEverywhere(devices, [...before, ...written]);
  expect(of(order, "E").slice(-3), "the client's own order").toEqual(written.slice(0, 3));
  expect(of(order, "T").slice(-2), "the freelancer's own order").toEqual(written.slice(3));

  const field = laptop.getByRole("textbox", { name: /^Write to / });
  await expect(field, "what was being typed is still there").toHaveValue("T5 half a sent");
  for (const device of devices) await connected(device);
  await write(laptop, "T5 half a sentence, finished");
  await sameEverywhere(devices, [...order, "T5 half a sentence, finished"]);
  await client.reload();
  expect(await said(client), "a fresh look shows the same").toEqual([...order, "T5 half a sentence, finished"]);
  for (const device of devices) await expect(unread(device)).toHaveCount(0);
});

test("what is written without a network goes out once, in order, when the network is back", { tag: "@engine" }, async ({
  person, connected,
}) => {
  const { page: client } = await person({ storageState: made.client });
  const { page: phone, watch: onPhone } = await person({ ...PHONE, storageState: made.phone });
  const { page: laptop } = await person({ storageState: made.laptop });
  onPhone.expected(CONNECTION_LOST);
  for (const device of [client, phone]) await device.goto(made.room);
  await laptop.goto("/contracts");
  for (const device of [client, phone, laptop]) await connected(device);
  const before = await said(client);

  await phone.context().setOffline(true);
  await write(phone, "T6 from the ferry");
  await write(phone, "T7 still on the ferry");
  await expect(conversation(phone).getByText(WAITING)).toHaveCount(2);
  await write(client, "E7 while you were on the ferry");
  await expect(unread(laptop), "the device that is online counts").toHaveText("1 unread");
  await laptop.goto(made.room);
  await write(laptop, "T8 from the desk meanwhile");
  await expect(conversation(client).getByText("T8 from the desk meanwhile")).toBeVisible();
  await expect(conversation(phone).getByText("E7 while you were on the ferry"), "nothing reaches the phone").toHaveCount(0);

  await phone.context().setOffline(false);
  const written = ["T6 from the ferry", "T7 still on the ferry", "E7 while you were on the ferry", "T8 from the desk meanwhile"];
  const order = await sameEverywhere([client, phone, laptop], [...before, ...written]);
  expect(of(order, "T").slice(-3), "the ferry's messages came last, in their order").toEqual([
    "T8 from the desk meanwhile",
    "T6 from the ferry",
    "T7 still on the ferry",
  ]);
  for (const device of [client, phone, laptop]) await expect(unread(device)).toHaveCount(0);
});

test("a message that waits survives that the page is left and loaded anew", { tag: "@engine" }, async ({
  person, connected, accessible,
}) => {
  const { page: client } = await person({ storageState: made.client });
  const { page: phone, watch: onPhone } = await person({ ...PHONE, storageState: made.phone });
  onPhone.expected(/message\/send .*ERR_FAILED/);
  for (const device of [client, phone]) {
    await device.goto(made.room);
    await connected(device);
  }
  const before = await said(client);
  await phone.route("**/do/message/send", (route) => route.abort());
  await write(phone, "T9 from a tunnel");
  await expect(conversation(phone).getByText(WAITING)).toBeVisible();
  await accessible(phone);
  // By navigation, then by a load.
  await phone.getByRole("link", { name: "Back to the conversations" }).click();
  await expect(phone).toHaveURL(/\/messages$/);
  await phone.getByRole("link", { name: /Edda Holm/ }).click();
  await expect(conversation(phone).getByText(WAITING)).toBeVisible();
  await phone.reload();
  await expect(conversation(phone).getByText(WAITING)).toBeVisible();
  await phone.unroute("**/do/message/send");
  await phone.getByRole("button", { name: "Try again" }).click();
  await sameEverywhere([client, phone], [...before, "T9 from a tunnel"]);
});
