// How newer HTML of the server comes into a page that somebody is using: what they are at stays where it is.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";

/** Makes a part beside the app with this content, which ends with a comment as Leptos leaves it. */
async function part(page: Page, html: string): Promise<void> {
  await page.goto("/");
  await page.evaluate((content) => {
    const around = Object.assign(document.createElement("div"), { id: "part", innerHTML: `${content}<!---->` });
    const main = document.createElement("main");
    main.append(around);
    document.body.append(main);
  }, html);
}

const merge = (page: Page, html: string) =>
  page.evaluate((content) => {
    const runtime = (window as unknown as { guildhall: { merge: (around: Element | null, html: string) => void } }).guildhall;
    runtime.merge(document.getElementById("part"), content);
  }, html);

/** Calls what the app asks of the page, with the element that a selector finds. */
const runtime = (page: Page, what: string, selector: string, ...how: unknown[]) =>
  page.evaluate(
    ([name, element, rest]) => {
      const all = (window as unknown as { guildhall: Record<string, (...how: unknown[]) => void> }).guildhall;
      all[name]?.(document.querySelector(element), ...rest);
    },
    [what, selector, how] as const,
  );

/** What the part holds, without its end. */
const content = (page: Page) => page.evaluate(() => document.getElementById("part")?.innerHTML.replace(/<!---->$/, ""));

const row = (name: string, value = "") =>
  `<li><a href="/jobs/${name}">${name}</a><form id="f-${name}">` +
  `<input id="f-${name}-note" value="${value}"><button type="submit">Go</button></form></li>`;

test("what is typed, the caret and the focus stay in their row, whatever rows come before it or go", async ({ page }) => {
  await part(page, `<ul>${row("one")}${row("two")}${row("three")}</ul>`);
  const note = page.locator("#f-two-note");
  await note.fill("half a sentence");
  await note.evaluate((field: HTMLInputElement) => {
    field.setSelectionRange(4, 5);
    Object.assign(field, { isTheSame: true });
  });
  for (const rows of [["zero", "one", "two", "three"], ["two", "three"], ["three", "two", "four"]]) {
    const next = `<ul>${rows.map((name) => row(name)).join("")}</ul>`;
    await merge(page, next);
    expect(await content(page)).toBe(next);
    await expect(note).toBeFocused();
    await expect(note).toHaveValue("half a sentence");
    expect(
      await note.evaluate((field: HTMLInputElement & { isTheSame?: boolean }) => [
        field.selectionStart,
        field.selectionEnd,
        field.isTheSame,
      ]),
    ).toEqual([4, 5, true]);
  }
  await merge(page, `<ul>${row("three")}</ul>`);
  await expect(note).toHaveCount(0);
});

test("a field that nobody has changed follows the server, one that somebody has does not", async ({ page }) => {
  const fields = (text: string, tick: string, chosen: string) =>
    `<form id="f"><input id="f-a" value="${text}"><input id="f-b" value="${text}">` +
    `<textarea id="f-c">${text}</textarea><textarea id="f-d">${text}</textarea>` +
    `<input id="f-e" type="checkbox"${tick}>` +
    `<select id="f-s"><option value="x">x</option><option value="y"${chosen}>y</option></select></form>`;
  await part(page, fields("old", "", ""));
  await page.locator("#f-b").fill("mine");
  await page.locator("#f-d").fill("mine");
  await merge(page, fields("new", " checked=\"\"", " selected=\"\""));
  const values = ["a", "b", "c", "d"].map((name) => page.locator(`#f-${name}`).inputValue());
  expect(await Promise.all(values)).toEqual(["new", "mine", "new", "mine"]);
  await expect(page.locator("#f-e")).toBeChecked();
  await expect(page.locator("#f-s")).toHaveValue("y");
  // Emptied after it was sent, it follows the server again.
  await page.locator("#f").evaluate((form: HTMLFormElement) => form.reset());
  await expect(page.locator("#f-b")).toHaveValue("new");
});

test("a field that holds again what it started with follows the server, though somebody has written in it", async ({ page }) => {
  const fields = (text: string) =>
    `<form id="f"><input id="f-a" value="${text}"><textarea id="f-b">${text}</textarea>` +
    `<select id="f-s" data-of="${text}"><option value="x" selected>x</option><option value="y">y</option></select></form>`;
  await part(page, fields("old"));
  for (const name of ["#f-a", "#f-b"]) {
    await page.locator(name).fill("mine");
    await page.locator(name).fill("old");
  }
  await page.locator("#f-s").selectOption("y");
  await merge(page, fields("new"));
  await expect(page.locator("#f-a")).toHaveValue("new");
  await expect(page.locator("#f-b")).toHaveValue("new");
  await expect(page.locator("#f-s"), "what was chosen stays").toHaveValue("y");
});

test("what is written while a form is on its way is not emptied when that has arrived", async ({ page }) => {
  await part(
    page,
    `<details open><summary>more</summary><form id="f" data-form="empties"><input id="f-a" value=""><input id="f-b" value="">` +
      `<input type="hidden" name="version" value="1"><button type="submit">Send</button></form></details>`,
  );
  await page.locator("#f-a").fill("sent");
  await page.locator("#f-b").fill("sent too");
  await runtime(page, "busy", "#f button", true);
  await page.locator("#f-b").fill("sent too, and more");
  await page.locator("#f [name=version]").evaluate((field: HTMLInputElement) => field.setAttribute("value", "2"));
  await runtime(page, "busy", "#f button", false);
  await runtime(page, "arrived", "#f");
  await expect(page.locator("#f-a")).toHaveValue("");
  await expect(page.locator("#f-b")).toHaveValue("sent too, and more");
  await expect(page.locator("#part details")).toHaveAttribute("open", "");
  await runtime(page, "busy", "#f button", true);
  await runtime(page, "arrived", "#f");
  await expect(page.locator("#f-b")).toHaveValue("");
  await expect(page.locator("#part details")).not.toHaveAttribute("open");
});

test("what was typed survives two renderings before one frame", async ({ page }) => {
  await part(page, `<form id="f"><div data-moved=""><input id="f-a" value=""></div></form>`);
  await page.locator("#f-a").fill("first draft");
  await page.evaluate(() => {
    const { hold } = (window as unknown as { guildhall: { hold: () => void } }).guildhall;
    for (let times = 0; times < 2; times += 1) {
      hold();
      const [field, next] = [document.getElementById("f-a"), document.createElement("input")];
      next.id = "f-a";
      field?.replaceWith(next);
    }
  });
  await expect(page.locator("#f-a")).toHaveValue("first draft");
});

test("a heading that has the focus keeps it", async ({ page }) => {
  await part(page, "<h1>Job</h1>");
  await page.locator("#part h1").evaluate((heading) => {
    heading.tabIndex = -1;
    heading.focus();
  });
  await merge(page, "<h1>Job, renamed</h1>");
  await expect(page.locator("#part h1")).toBeFocused();
});

test("what somebody has opened or closed stays so, by its line, and the rest is as the server says", async ({ page }) => {
  const lines = (names: string[], open: string) =>
    names.map((name) => `<details${name === open ? " open=\"\"" : ""}><summary>${name}</summary><p>about ${name}</p></details>`).join("");
  await part(page, lines(["one", "two", "three"], "three"));
  await page.locator("#part").getByText("two", { exact: true }).click();
  await page.locator("#part").getByText("three", { exact: true }).click();
  const isOpen = () => page.locator("#part details").evaluateAll((all) => all.map((one) => (one as HTMLDetailsElement).open));
  expect(await isOpen()).toEqual([false, true, false]);
  await merge(page, lines(["zero", "one", "two", "three"], "zero"));
  expect(await isOpen()).toEqual([true, false, true, false]);
});

test("a refusal beside its field and a button on its way are not the server's to take away", async ({ page }) => {
  const form = (hint: string) =>
    `<form id="f"><div class="field"><label for="f-a">A</label><p id="f-a-hint">${hint}</p>` +
    `<input id="f-a" aria-describedby="f-a-hint" value=""></div><button type="submit" class="button">Send</button></form>`;
  await part(page, form("old"));
  await page.evaluate(() => {
    const runtime = (window as unknown as { guildhall: Record<string, (...how: unknown[]) => void> }).guildhall;
    runtime["refuse"]?.(document.getElementById("f"), "One thing to put right", ["f-a", "Enter that or less."]);
    runtime["busy"]?.(document.querySelector("#f button"), true);
  });
  await merge(page, form("new"));
  await expect(page.getByRole("alert").filter({ hasText: "One thing to put right" })).toBeFocused();
  const field = page.locator("#f-a");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription("new Enter that or less.");
  await expect(page.getByRole("button", { name: "Send" })).toHaveAttribute("aria-busy", "true");
  // The attempt after it has arrived.
  await page.evaluate(() => {
    const runtime = (window as unknown as { guildhall: Record<string, (...how: unknown[]) => void> }).guildhall;
    runtime["busy"]?.(document.querySelector("#f button"), false);
    runtime["arrived"]?.(document.getElementById("f"));
  });
  expect(await content(page)).toBe(form("new"));
});
