// How the end-to-end tests run: the distribution's Chromium, one server per test file, two files at a time.
// `cargo xtask e2e` sets the GUILDHALL_E2E_… variables; nothing here downloads a browser.
import { defineConfig } from "@playwright/test";
import { fromXtask } from "./fixtures/settings.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: fromXtask("RESULTS"),
  // A file's tests share one server and often one story; different files do not know of each other.
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["line"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: fromXtask("BROWSER"),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
