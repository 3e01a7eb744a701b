// Which browser and which fonts the kept pictures are of. It stands beside them, because other browsers and other fonts draw
// the same parts a little differently, and a comparison would then speak of letters.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const FONTS = path.join(import.meta.dirname, "../../public/fonts");
const FILE = path.join(import.meta.dirname, "pictures/made-with.json");

export interface MadeWith {
  /** Version of Chromium's headless shell. */
  browser: string;
  /** Files of the site's own fonts, with their SHA-256; no other font is in a picture. */
  fonts: Record<string, string>;
}

export function here(browser: string): MadeWith {
  const files = readdirSync(FONTS).filter((name) => name.endsWith(".woff2")).sort();
  const sum = (name: string) => createHash("sha256").update(readFileSync(path.join(FONTS, name))).digest("hex");
  return { browser, fonts: Object.fromEntries(files.map((name) => [name, sum(name)])) };
}

export function kept(): MadeWith {
  return JSON.parse(readFileSync(FILE, "utf8")) as MadeWith;
}

export function keep(madeWith: MadeWith): void {
  writeFileSync(FILE, `${JSON.stringify(madeWith, undefined, 2)}\n`);
}

/** Why the pictures cannot be compared here, as sentences; nothing if they can. */
export function difference(was: MadeWith, is: MadeWith): string[] {
  const renew = "Nothing was compared. Renew the pictures with `cargo xtask prove pages --update-snapshots` and look at each that changed.";
  const browser = was.browser === is.browser ? [] : [`The pictures are of Chromium ${was.browser}, and this is ${is.browser}. ${renew}`];
  const fonts = JSON.stringify(was.fonts) === JSON.stringify(is.fonts) ? [] : [`The site's fonts are not those of the pictures. ${renew}`];
  return [...browser, ...fonts];
}
