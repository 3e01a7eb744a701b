// How Lighthouse runs: as tests of their own, one page after the other, with nothing else beside them.
import { defineConfig } from "@playwright/test";
import { fromXtask } from "../fixtures/settings.ts";

export default defineConfig({
  testDir: ".",
  outputDir: fromXtask("RESULTS"),
  workers: 1,
  forbidOnly: true,
  timeout: 180_000,
  reporter: [["line"]],
});
