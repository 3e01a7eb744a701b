// Every page that a freelancer may open, in one visit each: see fixtures/visits/english.ts for what is looked at.
import { test } from "@playwright/test";
import { engine } from "../fixtures/settings.ts";
import { Sweep, rowsOf, visit } from "../fixtures/visits/english.ts";

test.skip(engine() !== "sqlite", "what a page shows and weighs does not depend on the database");

let sweep: Sweep;
test.beforeAll(async ({ browser }) => {
  sweep = await Sweep.of("freelancer", browser);
});
test.afterAll(() => sweep?.end());

for (const row of rowsOf("freelancer")) test(`a freelancer opens ${row.name}`, () => visit(sweep, row));
