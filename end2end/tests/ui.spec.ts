// The page of all parts: it opens, what stands above it is accessible, and what moves can be used by keyboard. That the page
// itself is accessible in every theme and size is seen by the sweep over all pages.
import type { Page } from "@playwright/test";
import { expect, PHONE, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";
import { engine } from "../fixtures/settings.ts";

test.skip(engine() !== "sqlite", "the page of all parts shows the same whatever database is below it");

const HEADING = { level: 1, name: "Component states" } as const;

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

test("axe finds nothing on a phone with what is above the page open", async ({ person, settled, accessible }) => {
  const { page } = await person(PHONE);
  await page.goto("/ui");
  await settled(page);
  await page.getByRole("button", { name: "End the contract" }).first().click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
  await accessible(page);
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

test("what opens above the page opens by keyboard, closes and gives the focus back", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  await test.step("a menu and a tip open by keyboard and close by Escape", () => menuAndTip(page));
  await test.step("a dialog keeps the focus and gives it back", () => dialog(page));
  await test.step("news can be undone", () => news(page));
  await test.step("the palette opens by keys, finds, goes, and gives the focus back", () => palette(page));
});

async function menuAndTip(page: Page): Promise<void> {
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
}

async function dialog(page: Page): Promise<void> {
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
}

async function news(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Archive a proposal" }).click();
  const news = page.locator(".toasts");
  await expect(news).toContainText("Proposal archived");
  await news.getByRole("button", { name: "Undo" }).click();
  await expect(news).toContainText("Proposal restored");
  await expect(news).not.toContainText("Proposal archived");
}

async function palette(page: Page): Promise<void> {
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
}

test("fields follow what is typed and pressed", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  await test.step("suggestions follow what is typed", () => suggestions(page));
  await test.step("tags come and go by keyboard, and are sent as text", () => tags(page));
  await test.step("a slider says what it means and follows what is typed", () => slider(page));
  await test.step("a text counts its characters, and chosen files are listed", () => counterAndFiles(page));
});

async function suggestions(page: Page): Promise<void> {
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
}

async function tags(page: Page): Promise<void> {
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
}

async function slider(page: Page): Promise<void> {
  const slider = page.locator("#fields").getByRole("slider");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  const exact = page.getByLabel(/exact value/);
  await expect(exact).toHaveValue("71");
  await expect(slider).toHaveAttribute("aria-valuetext", "€639.00 to the freelancer, €261.00 back to the client");
  await exact.fill("10");
  await expect(slider).toHaveValue("10");
  await expect(page.locator("#fields output")).toHaveText("€90.00 to the freelancer, €810.00 back to the client");
}

async function counterAndFiles(page: Page): Promise<void> {
  await page.getByLabel("Cover letter").fill("Twelve signs");
  await expect(page.locator("#fields .counter .num")).toHaveText("12 of 200 characters");
  await page
    .locator("#files input[type=file]")
    .first()
    .setInputFiles({ name: "tide.csv", mimeType: "text/csv", buffer: Buffer.alloc(2_500) });
  await expect(page.locator("#files .uploads").first()).toContainText("tide.csv3 kBWaiting");
}

test("a table keeps to what was chosen by keyboard", async ({ page, settled }) => {
  await page.goto("/ui");
  await settled(page);
  await test.step("tabs and the order of a table are links that the keyboard reaches", () => tabsAndOrder(page));
  await test.step("columns that are put away stay away on this device", () => columns(page, settled));
});

async function tabsAndOrder(page: Page): Promise<void> {
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
}

async function columns(page: Page, settled: (page: Page) => Promise<void>): Promise<void> {
  const cell = page.locator("#tables tbody").getByText("Halden Tidevann AS").first();
  await expect(cell).toBeVisible();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "With", exact: true }).uncheck();
  await expect(cell).toBeHidden();
  await page.reload();
  await settled(page);
  await expect(cell).toBeHidden();
}
