// Every page in the pseudo-locale, for everybody: see fixtures/visits/pseudo.ts for what is looked at.
import { test } from "@playwright/test";
import { engine } from "../fixtures/settings.ts";
import { PseudoSweep, readInPseudo, speakingRowsOf } from "../fixtures/visits/pseudo.ts";

test.skip(engine() !== "sqlite", "how a page speaks does not depend on the database");

const VIEWERS = ["visitor", "client", "freelancer"] as const;

let sweep: PseudoSweep;
test.beforeAll(async ({ browser }) => {
  sweep = await PseudoSweep.of(VIEWERS, browser);
});
test.afterAll(() => sweep?.end());

for (const viewer of VIEWERS) {
  for (const row of speakingRowsOf(viewer)) test(`a ${viewer} reads ${row.name}`, () => readInPseudo(sweep, viewer, row));
}
