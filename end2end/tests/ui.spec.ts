// The page of all parts: it opens, it is accessible in every theme and size, and what moves can be used by keyboard.
import type { Page } from "@playwright/test";
import { expect, PHONE, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { engine } from "../fixtures/settings.ts";

test.skip(engine() !== "sqlite", "the page of all parts shows the same whatever database is below it");

const HEADING = { level: 1, name: "Component states" } as const;

async function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

const focused = (page: Page) => page.locator(":focus");

test("the page opens by its address and by navigation", async ({ page, settled }) => {
  const answer = await page.goto("/ui");
  expect(answer?.status()).toBe(200);
  await settled(page);
  await expect(page.getByRole("heading", HEADING)).toBeVisible();
  await expect(page).toHaveTitle(/Component states/);
  // Every way of the margin leads to a section that holds something.
  for (const way of await page.locator(".sidenav a").all()) {
    const section = page.locator((await way.getAttribute("href")) ?? "");
    expect(await section.locator("> *").count(), `parts of ${await way.textContent()}`).toBeGreaterThan(1);
  }
  await page.goto("/jobs");
  await settled(page);
  await page.evaluate(() => {
    const link = document.createElement("a");
    link.href = "/ui";
    link.textContent = "to the parts";
    document.querySelector("#main")?.append(link);
  });
  await page.getByRole("link", { name: "to the parts" }).click();
  await expect(page.getByRole("heading", HEADING)).toBeVisible();
  await expect(page.locator("#icons .icon").first()).toBeVisible();
});

test("axe finds nothing on a desktop", async ({ page, settled, accessible }) => {
  test.setTimeout(180_000);
  await page.goto("/ui");
  await settled(page);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await accessible(page);
});

test("axe finds nothing on a phone, nor with what is above the page open", async ({ person, settled, accessible }) => {
  test.setTimeout(180_000);
  const { page } = await person(PHONE);
  await page.goto("/ui");
  await settled(page);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await accessible(page);
  await page.getByRole("button", { name: "End the contract" }).first().click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
  await accessible(page);
});

test("nothing has to be scrolled sideways at 320 pixels", async ({ person, settled }) => {
  const { page } = await person({ ...PHONE, viewport: { width: 320, height: 640 } });
  await page.goto("/ui");
  await settled(page);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
});

test("without scripts the parts are there and what they lead to works", async ({ person }) => {
  const { page, watch } = await person(WITHOUT_SCRIPTS);
  watch.expected(/answered 422: (GET|POST)/);
  await page.goto("/ui");
  await expect(page.locator("#fields input[name=country]")).toHaveAttribute("list", /.+/);
  await expect(page.locator("#fields input[name=tags]")).toHaveValue("Rust, MQTT");
  await expect(page.locator("#fields input[type=range]")).toBeHidden();
  await page.locator("#tables").getByRole("link", { name: "Amount" }).click();
  await expect(page).toHaveURL(/\?sort=amount/);
  await expect(page.locator("#tables tbody tr").first()).toContainText("Withdrawal");
  await page.locator("#form").getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("alert")).toContainText("2 things to put right");
  await page.locator("#palette-part").getByRole("link", { name: /Commands/ }).click();
  await expect(page).toHaveURL(/#gallery-commands$/);
});

test("a menu and a tip open by keyboard and close by Escape", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  const menu = page.getByRole("button", { name: "More about this job" });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#gallery-menu")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(focused(page)).toHaveText("Look at it");
  await page.keyboard.press("Escape");
  await expect(page.locator("#gallery-menu")).toBeHidden();
  await expect(menu).toBeFocused();
  await page.getByRole("button", { name: "What is a bond?" }).focus();
  await page.keyboard.press("Space");
  await expect(page.locator("#gallery-tip")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("#gallery-tip")).toBeHidden();
});

test("a dialog keeps the focus and gives it back", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  const opener = page.locator("#over").getByRole("button", { name: "End the contract" }).first();
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "End this contract?" });
  await expect(dialog).toBeVisible();
  for (let presses = 0; presses < 5; presses += 1) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement === document.body || !!document.activeElement?.closest("dialog"));
    expect(inside, "the focus is in the dialog, or with the browser").toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test("suggestions follow what is typed", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  const country = page.getByRole("combobox", { name: "Country" });
  await country.focus();
  await page.keyboard.type("lan");
  const options = page.getByRole("listbox", { name: "Country" }).getByRole("option");
  await expect(options).toHaveText(["Finland", "Iceland", "Ireland", "Netherlands", "Poland"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await expect(country).toHaveAttribute("aria-activedescendant", /option-1$/);
  await page.keyboard.press("Enter");
  await expect(country).toHaveValue("Iceland");
  await expect(options.first()).toBeHidden();
  await page.keyboard.press("ArrowDown");
  await expect(options.first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(options.first()).toBeHidden();
  await expect(country).toHaveValue("Iceland");
});

test("tags come and go by keyboard, and are sent as text", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  const next = page.locator("#fields").getByRole("combobox", { name: "Skills" });
  await next.focus();
  await page.keyboard.type("SQL,rust");
  await page.keyboard.press("Enter");
  const sent = page.locator("#fields input[name=tags]");
  await expect(sent).toHaveValue("Rust, MQTT, SQL");
  await page.keyboard.press("Backspace");
  await expect(sent).toHaveValue("Rust, MQTT");
  await page.getByRole("button", { name: "Remove MQTT" }).click();
  await expect(sent).toHaveValue("Rust");
  await expect(next).toBeFocused();
});

test("a slider says what it means and follows what is typed", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  const slider = page.locator("#fields").getByRole("slider");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  const exact = page.getByLabel(/exact value/);
  await expect(exact).toHaveValue("71");
  await expect(slider).toHaveAttribute("aria-valuetext", "€639.00 to the freelancer, €261.00 back to the client");
  await exact.fill("10");
  await expect(slider).toHaveValue("10");
  await expect(page.locator("#fields output")).toHaveText("€90.00 to the freelancer, €810.00 back to the client");
});

test("a text counts its characters, and chosen files are listed", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  await page.getByLabel("Cover letter").fill("Twelve signs");
  await expect(page.locator("#fields .counter .num")).toHaveText("12 of 200 characters");
  await page.locator("#files input[type=file]").first().setInputFiles({ name: "tide.csv", mimeType: "text/csv", buffer: Buffer.alloc(2_500) });
  await expect(page.locator("#files .uploads").first()).toContainText("tide.csv3 kBWaiting");
});

test("a refused form tells its fields, and its links lead to them", async ({ page, watch, settled }) => {
  watch.expected(/answered 422: POST/);
  await page.goto("/ui");
  await settled(page);
  await page.locator("#form").getByRole("button", { name: "Send" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("2 things to put right");
  await expect(summary).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Your e-mail")).toBeFocused();
  await page.getByLabel("Your e-mail").fill("mirela@tide.example");
  await page.getByLabel("Your price").fill("12500");
  await page.locator("#form").getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("Nothing was kept.")).toBeVisible();
});

test("the palette opens by keys, finds, goes, and gives the focus back", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  const opener = page.locator("#palette-part").getByRole("link", { name: /Commands/ });
  await opener.focus();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  const field = palette.getByRole("combobox");
  await expect(field).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(opener).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(field).toBeFocused();
  await page.keyboard.type("jo");
  const options = palette.getByRole("option");
  await expect(options).toHaveText(["Post a job", "Find work"]);
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs$/);
  await expect(palette).toBeHidden();
});

test("tabs and the order of a table are links that the keyboard reaches", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  await page.getByRole("link", { name: /^Shortlist/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?tab=shortlist/);
  await expect(page.locator("#tab-shown")).toHaveText("Shown: Shortlist");
  const head = page.locator("#tables thead");
  await head.getByRole("link", { name: "Amount" }).focus();
  await page.keyboard.press("Enter");
  await expect(head.locator("[aria-sort=ascending]")).toHaveText("Amount");
  await expect(page.locator("#tables tbody tr").first()).toContainText("Withdrawal");
  await expect(head.getByRole("link", { name: "Amount" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(head.locator("[aria-sort=descending]")).toHaveText("Amount");
  await expect(page.locator("#tables tbody tr").last()).toContainText("Withdrawal");
});

test("columns that are put away stay away on this device", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  const cell = page.locator("#tables tbody").getByText("Halden Tidevann AS").first();
  await expect(cell).toBeVisible();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "With", exact: true }).uncheck();
  await expect(cell).toBeHidden();
  await page.reload();
  await settled(page);
  await expect(cell).toBeHidden();
});

test("news can be undone", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  await page.getByRole("button", { name: "Archive a proposal" }).click();
  const news = page.locator(".toasts");
  await expect(news).toContainText("Proposal archived");
  await news.getByRole("button", { name: "Undo" }).click();
  await expect(news).toContainText("Proposal restored");
  await expect(news).not.toContainText("Proposal archived");
});

test("right to left nothing has to be scrolled sideways", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  expect(await sideways(page)).toBeLessThanOrEqual(0);
});
