// The commands of the palette, by their key, by their links, and as a page of forms where scripts are off.
import type { Page } from "@playwright/test";
import { joinAndAgreeByHttp, signInByHttp } from "../fixtures/by-http.ts";
import { expect, test, WITHOUT_SCRIPTS } from "../fixtures/index.ts";

const ADA = { name: "Ada Moen", email: "ada@example.org", side: "client" } as const;
const YUSUF = { name: "Yusuf Demir", email: "yusuf@example.org", side: "freelancer" } as const;
const TITLE = "Repair of a weather station";

const main = (page: Page) => page.getByRole("navigation", { name: "Main", exact: true });

test.beforeAll(async ({ servers, serving }, { file }) => {
  await joinAndAgreeByHttp(await servers.of(file, serving), ADA, YUSUF, { title: TITLE });
});

test("the palette opens anywhere by its key and its links, and offers what fits the side", async ({
  page, server, settled, connected, accessible, watch,
}) => {
  // Switching the side loads the whole page anew and cuts the line.
  watch.expected(/ERR_ABORTED/);
  await signInByHttp(page, server, ADA.email);
  await page.goto("/settings");
  await settled(page);
  const palette = page.getByRole("dialog", { name: "Commands" });
  const options = palette.getByRole("option");
  const open = async () => {
    await page.keyboard.press("Control+k");
    await expect(palette.getByRole("combobox")).toBeFocused();
    await expect(palette.getByRole("combobox"), "it begins anew").toHaveValue("");
  };
  await open();
  await expect(options.filter({ hasText: TITLE }).first(), "what one was at comes first").toBeVisible();
  await accessible(page);
  await page.keyboard.type("weath");
  await expect(options.first()).toContainText(TITLE);
  await expect(options.last()).toHaveText(/Search jobs for “weath”/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/(contracts|jobs|messages)\/[a-z0-9]+$/);
  await expect(palette).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await page.getByRole("banner").getByRole("link", { name: "Commands" }).first().click();
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("tide & gauge");
  await expect(options).toHaveText([/Search jobs for “tide & gauge”/]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\?words=tide%20%26%20gauge$/);
  await expect(page.locator("#words")).toHaveValue("tide & gauge");

  await open();
  await page.keyboard.type("timer");
  await expect(options, "a client has no timer").toHaveText([/Search jobs for/]);
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await open();
  await page.keyboard.type("i work");
  await expect(options.first()).toHaveText(/I work/);
  await page.keyboard.press("Enter");
  await expect(main(page).getByRole("link", { name: "Find work" })).toBeVisible();
  await settled(page);
  await open();
  await page.keyboard.type("timer");
  await expect(options.first()).toHaveText(/Timer/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/timer$/);
  await open();
  await page.keyboard.type("i hire");
  await expect(options.first()).toHaveText(/I hire/);
  await page.keyboard.press("Enter");
  await expect(main(page).getByRole("link", { name: "Jobs", exact: true })).toBeVisible();
  await connected(page);
  await open();
  await page.keyboard.type("sign out");
  await expect(options.first()).toHaveText(/Sign out/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/$/);
  await settled(page);
  await open();
  await page.keyboard.type("sign");
  await expect(options).toHaveText([/Sign in/, /Join/, /Search jobs for/]);
  await page.goto("/commands");
  await settled(page);
  await accessible(page);
});

test("without scripts the commands are a page, and the commands of it are forms", async ({ person, server }) => {
  const { page } = await person(WITHOUT_SCRIPTS);
  await signInByHttp(page, server, ADA.email);
  await page.goto("/home");
  await page.getByRole("banner").getByRole("link", { name: "Commands" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Commands" })).toBeVisible();
  const list = page.getByRole("main");
  await list.getByRole("button", { name: "Dark colours" }).click();
  await expect(page).toHaveURL(/\/commands$/);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await list.getByRole("button", { name: "Colours of the device" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "auto");
  await list.getByRole("link", { name: "Wallet" }).click();
  await expect(page).toHaveURL(/\/wallet$/);
});
