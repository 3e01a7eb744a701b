// How the end-to-end tests run: the distribution's Chromium, one server per test file, two files at a time.
// `cargo xtask e2e` sets the GUILDHALL_E2E_… variables; nothing here downloads a browser.
import { defineConfig } from "@playwright/test";
import { PATIENCE_MS, TEST_MS } from "./fixtures/patience.ts";
import { BROWSER_FLAGS, fromXtask, isSecondTry, shell } from "./fixtures/settings.ts";

const launched = (executablePath: string) => ({
  executablePath,
  args: BROWSER_FLAGS,
});

export default defineConfig({
  testDir: "tests",
  outputDir: fromXtask("RESULTS"),
  // A file's tests share one server and often one story; different files do not know of each other.
  fullyParallel: false,
  workers: isSecondTry ? 1 : 2,
  // `cargo xtask` tries the files of failed tests once more, alone, when all others have ended.
  retries: 0,
  forbidOnly: true,
  timeout: TEST_MS,
  expect: { timeout: PATIENCE_MS },
  reporter: [["line"], ["./fixtures/record.ts"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // A menu that still rises as it opens is a moving target on a busy machine. `arriving.spec.ts` tests what moves.
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: PATIENCE_MS,
    navigationTimeout: PATIENCE_MS,
    // They cost time in every test, and tell something in those that fail.
    trace: isSecondTry ? "on" : "off",
    screenshot: isSecondTry ? "on" : "only-on-failure",
  },
  projects: [
    // What the browser without windows cannot do. Begins first, because these tests take long.
    { name: "browser", grep: /@browser/, use: { launchOptions: launched(fromXtask("BROWSER")) } },
    { name: "shell", grepInvert: /@browser/, use: { launchOptions: launched(shell()) } },
  ],
});
