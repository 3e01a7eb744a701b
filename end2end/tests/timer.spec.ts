// The timer of a freelancer: an hour is tracked, and a segment is taken out of the diary again.
import { agreeByHttp, fundByHttp, joinByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { expect, PHONE, test } from "../fixtures/index.ts";

const HOUR_MS = 3_600_000;

test("an hour stands in the diary, and a segment that is taken out is gone on every device", { tag: "@engine" }, async ({
  page: client, person, server, connected, accessible,
}) => {
  const { page: freelancer } = await person(PHONE);
  await joinByHttp(client, server, { name: "Ada Moen", email: "ada@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Yusuf Demir", email: "yusuf@example.org", side: "freelancer" });
  const { contract } = await agreeByHttp(client, freelancer, server, { title: "Repair of a weather station" });
  await fundByHttp(client, server, contract);

  // At ten in the morning (UTC) by the test clock the hour lies within one day and fills six segments, whenever the test runs.
  const sinceTen = ((await server.clock()).getTime() - 10 * HOUR_MS) % (24 * HOUR_MS);
  await server.advanceClock(`PT${Math.ceil((24 * HOUR_MS - sinceTen) / 60_000)}M`);
  await freelancer.goto("/timer");
  await connected(freelancer);
  await freelancer.getByLabel("What are you doing?").fill("Sensors");
  await freelancer.getByRole("button", { name: "Start", exact: true }).click();
  await expect(freelancer.getByRole("timer")).toBeVisible();
  await server.advanceClock("PT1H");
  // Home shows what runs, and stops it.
  await freelancer.goto("/home");
  const running = freelancer.getByRole("region", { name: "Running timer" });
  await expect(running).toContainText("Repair of a weather station. Sensors");
  await expect(running.getByRole("timer")).toHaveText(/^1:0\d$/);
  await accessible(freelancer);
  await running.getByRole("button", { name: "Stop the timer" }).click();
  await expect(running).toHaveCount(0);
  await expect(freelancer).toHaveURL(/\/home$/);
  await freelancer.goto("/timer");
  await expect(freelancer.getByText("1:00 h on this day")).toBeVisible();
  await expect(freelancer.getByRole("img", { name: /Sensors$/ })).toHaveCount(6);

  const { page: laptop } = await person();
  await signInByHttp(laptop, server, "yusuf@example.org");
  await laptop.goto("/timer");
  await connected(laptop);
  await expect(laptop.getByText("1:00 h on this day")).toBeVisible();

  await freelancer.getByText("Segments in words").click();
  const forms = freelancer.getByRole("form", { name: /^Remove the segment of/ });
  await expect(forms).toHaveCount(6);
  await accessible(freelancer);
  const name = (await forms.nth(2).getAttribute("aria-label")) ?? "";
  await forms.nth(2).getByRole("button", { name: "Remove" }).click();
  for (const device of [freelancer, laptop]) {
    await expect(device.getByText("0:50 h on this day")).toBeVisible();
    await expect(device.getByRole("img", { name: /Sensors$/ })).toHaveCount(5);
  }
  await freelancer.reload();
  await freelancer.getByText("Segments in words").click();
  await expect(forms).toHaveCount(5);
  await expect(freelancer.getByRole("form", { name }), "it is that one which is gone").toHaveCount(0);
});
