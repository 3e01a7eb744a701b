// Networks that stop WebSockets: the pages are live over an event stream, through a restart as well.
import { agreeByHttp, joinByHttp } from "../fixtures/by-http.ts";
import { CONNECTION_LOST, expect, test } from "../fixtures/index.ts";
import { conversation, said, write } from "../fixtures/people.ts";

test("where sockets are cut off, an event stream keeps the conversation live", { tag: "@engine" }, async ({
  page: client, person, server, connected, watch,
}) => {
  const { page: freelancer, watch: other } = await person();
  for (const complaints of [watch, other]) complaints.expected(CONNECTION_LOST);
  await joinByHttp(client, server, { name: "Runa Falk", email: "runa@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Imre Szabó", email: "imre@example.org", side: "freelancer" });
  const { room } = await agreeByHttp(client, freelancer, server, { title: "A logbook for a lifeboat" });
  await client.goto(room);
  await connected(client);

  // The socket opens and is cut off at once, as by a proxy that does not know what to do with it.
  let cut = 0;
  await freelancer.routeWebSocket(/\/live\b/, async (socket) => {
    cut += 1;
    await socket.close({ code: 1001 });
  });
  const stream = freelancer.waitForRequest((request) => new URL(request.url()).pathname === "/live/events");
  await freelancer.goto(room);
  await stream;
  expect(cut, "sockets were tried first").toBeGreaterThanOrEqual(2);
  await connected(freelancer);

  await write(client, "Does this reach you?");
  await expect(conversation(freelancer).getByText("Does this reach you?")).toBeVisible();
  await write(freelancer, "At once.");
  await expect(conversation(client).getByText("At once.")).toBeVisible();

  await server.killAndRestart();
  await connected(client);
  await write(client, "And now?");
  await expect(conversation(freelancer).getByText("And now?")).toBeVisible();
  expect(await said(freelancer)).toEqual(["Does this reach you?", "At once.", "And now?"]);
});
