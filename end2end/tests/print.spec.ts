// Paper: the statement, a contract and a sheet come out black on white, without bars and buttons, with a head that says
// who printed what, where and when; nothing is cut in the middle of a row.
import type { Page } from "@playwright/test";
import { agreeByHttp, fundByHttp, joinByHttp, signInByHttp, submitByHttp } from "../fixtures/by-http.ts";
import { expect, test } from "../fixtures/index.ts";

const made = { contract: "" };
/** What has no use on paper. */
const SHELL = ".skip, .topbar > .wrap, .tabbar, .footer, .notices, .tabs, .pagination, .button, .icon-button, main form, dialog";

test.use({ colorScheme: "dark" });
test.describe.configure({ mode: "serial" });

/** A4 without its margins, in pixels of the style sheet. */
const PAPER = { width: 672, height: 1000 };

async function onPaper(page: Page): Promise<void> {
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const shown = await page
    .locator(SHELL)
    .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 120)));
  expect(shown, "bars, buttons and forms").toEqual([]);
  const colours = await page.evaluate(() => {
    const grey = (colour: string) => {
      const paint = document.createElement("canvas").getContext("2d");
      if (!paint) return [];
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const dark: string[] = [];
    for (const one of document.querySelectorAll("body, main, main *")) {
      if (!one.checkVisibility() || one.closest("svg, .escrow-bar, .escrow-key, .meter, .chart, .swatch, .avatar")) continue;
      const { color, backgroundColor } = getComputedStyle(one);
      if (!/[ ,/]0\)$/.test(backgroundColor) && grey(backgroundColor).some((part) => part < 200))
        dark.push(`${one.className} lies on ${backgroundColor}`);
      if (grey(color).some((part) => part > 160)) dark.push(`${one.className} is written in ${color}`);
    }
    return dark;
  });
  expect(colours, "black on white").toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "wider than the paper").toBeLessThanOrEqual(0);
}

/** How many pages a PDF has. */
function pages(pdf: Buffer): number {
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

const headOf = (page: Page) =>
  page.locator(".print-head").evaluate((head) => `${head.textContent}${getComputedStyle(head, "::after").content.replace(/^"|"$/g, "")}`);
const PRINTED = / · \d{4}-\d\d-\d\d \d\d:\d\d UTC$/;

test("a contract that was worked on, and its money", async ({ page: client, person, server, settled }) => {
  const { page: freelancer } = await person();
  await joinByHttp(client, server, { name: "Sunniva Haugen", email: "sunniva@example.org", side: "client" });
  await joinByHttp(freelancer, server, { name: "Mirela Kovač", email: "mirela@example.org", side: "freelancer" });
  made.contract = (await agreeByHttp(client, freelancer, server, { title: "Gateway for a tide gauge" })).contract;
  await fundByHttp(client, server, made.contract);
  await submitByHttp(freelancer, server, made.contract, "Tide tables are on https://tides.example/branch, all four hundred.");
  await client.goto(made.contract);
  await settled(client);
  await client.getByText("Release €800.00", { exact: true }).click();
  await client.getByRole("button", { name: /^Release €800.00 to / }).click();
  await expect(client.getByText("€800.00 was released", { exact: false }).first()).toBeVisible();
  await server.advanceClock("P5D");
});

test("the statement", async ({ page, server, settled, accessible }) => {
  await signInByHttp(page, server, "mirela@example.org");
  await page.goto("/wallet");
  await settled(page);
  const rows = page.locator(".statement tbody tr");
  const said = await rows.allTextContents();
  expect(said.length).toBeGreaterThanOrEqual(3);
  await onPaper(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await headOf(page)).toMatch(/^Guildhall · Mirela Kovač · 127\.0\.0\.1:\d+ · Wallet · /);
  expect(await headOf(page)).toMatch(PRINTED);
  for (const row of await rows.all()) await expect(row).toBeVisible();
  await expect(page.locator(".statement thead"), "a table as on a wide screen").toBeVisible();
  expect(await rows.allTextContents(), "all that the screen shows").toEqual(said);
  await accessible(page);
  // A long one takes several pages, whose rows stay whole below a head that comes again.
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const kept = await page.evaluate(() => {
    const body = document.querySelector(".statement tbody");
    for (let copies = 0; copies < 40; copies += 1) body?.append(...[...body.children].slice(0, 3).map((row) => row.cloneNode(true)));
    const [row, head] = [".statement tbody tr", ".statement thead"].map((part) =>
      getComputedStyle(document.querySelector(part) ?? document.body),
    );
    return { row: row?.breakInside, head: head?.display };
  });
  expect(kept).toEqual({ row: "avoid", head: "table-header-group" });
  const pdf = await page.pdf({ preferCSSPageSize: true, path: test.info().outputPath("statement.pdf") });
  expect(pages(pdf)).toBeGreaterThan(2);
  expect(pdf.toString("latin1"), "A4").toMatch(/\/MediaBox\s*\[0 0 59[45][\d.]* 84[12][\d.]*\]/);
});

test("a contract, for both sides", async ({ person, server, settled, accessible }) => {
  for (const [email, name] of [["sunniva@example.org", "Sunniva Haugen"], ["mirela@example.org", "Mirela Kovač"]] as const) {
    const { page } = await person({ colorScheme: "dark" });
    await signInByHttp(page, server, email);
    await page.goto(made.contract);
    await settled(page);
    // What is open on the screen comes onto the paper.
    await page.locator("summary", { hasText: "Submission 1" }).click();
    await onPaper(page);
    expect(await headOf(page)).toContain(`Guildhall · ${name} · `);
    expect(await headOf(page)).toContain(" · Gateway for a tide gauge · ");
    for (const text of ["All of it", "€800.00", /^You (pay|receive)$/, "Terms"]) {
      await expect(page.locator("main").getByText(text).locator("visible=true").first(), `${text} on paper`).toBeVisible();
    }
    const link = page.getByRole("link", { name: "https://tides.example/branch" });
    await expect(link.first()).toBeVisible();
    expect(
      await link.first().evaluate((one) => getComputedStyle(one, "::after").content),
      "the address of a link",
    ).toContain("tides.example");
    await accessible(page);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(pages(await page.pdf({ preferCSSPageSize: true, path: test.info().outputPath(`${name}.pdf`) }))).toBeLessThanOrEqual(3);
  }
});

test("a sheet prints alone", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  await onPaper(page);
  const shown = await page.locator("main *").evaluateAll((all) =>
    all
      .filter((one) => one.checkVisibility() && !one.closest(".sheet") && !one.querySelector(".sheet"))
      .map((one) => one.outerHTML.slice(0, 120)),
  );
  expect(shown, "what stands around the sheet").toEqual([]);
  await expect(page.locator(".sheet").first()).toBeVisible();
  expect(pages(await page.pdf({ preferCSSPageSize: true, path: test.info().outputPath("sheet.pdf") }))).toBe(1);
});
