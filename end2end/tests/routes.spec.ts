// The table of routes is whole: what is in it comes under the gates of every page.
import { expect, test } from "@playwright/test";
import { ROUTES, declaredRoutes } from "../fixtures/routes.ts";

test("every route of the code is in the table", () => {
  expect(ROUTES.map(({ route }) => route).sort()).toEqual(declaredRoutes().sort());
});
