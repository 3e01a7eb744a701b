// How the proofs of the pages run: `cargo xtask prove pages`, one after the other, with nothing else beside them. They look
// at what a browser paints and when, which a gate for every change is not to depend on.
import { defineConfig } from "@playwright/test";
import { PATIENCE_MS, TEST_MS } from "../fixtures/patience.ts";
import { BROWSER_FLAGS, fromXtask, shell } from "../fixtures/settings.ts";

export default defineConfig({
  testDir: ".",
  outputDir: fromXtask("RESULTS"),
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}",
  workers: 1,
  forbidOnly: true,
  timeout: TEST_MS,
  expect: { timeout: PATIENCE_MS },
  reporter: [["line"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    actionTimeout: PATIENCE_MS,
    navigationTimeout: PATIENCE_MS,
    launchOptions: {
      executablePath: shell(),
      args: [
        ...BROWSER_FLAGS,
        // Letters are drawn as their fonts say, not as the settings of the machine wish.
        "--font-render-hinting=none",
        "--disable-font-subpixel-positioning",
        "--disable-lcd-text",
        "--force-color-profile=srgb",
      ],
    },
  },
});
