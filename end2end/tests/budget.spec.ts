// The weight of a first visit, as it comes over the wire into a browser that has never been here.
import { expect, test } from "../fixtures/index.ts";

const FIRST_PAINT_BYTES_MAX = 30_000;
const FIRST_VISIT_BYTES_MAX = 300_000;

test("a first visit of the home page stays within its budget", async ({ page, context, settled }) => {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const kinds = new Map<string, { kind: string; url: string }>();
  const loaded: { kind: string; url: string; bytes: number }[] = [];
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    kinds.set(requestId, { kind: type, url: new URL(response.url).pathname });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const known = kinds.get(requestId);
    if (known) loaded.push({ ...known, bytes: encodedDataLength });
  });
  await page.goto("/");
  // The WASM starts when the browser is idle after the first paint.
  await settled(page);
  await page.waitForLoadState("networkidle");

  loaded.sort((one, other) => other.bytes - one.bytes);
  const table = loaded.map(({ bytes, kind, url }) => `${String(bytes).padStart(8)}  ${kind}  ${url}`).join("\n");
  const weigh = (...wanted: string[]) =>
    loaded.filter(({ kind }) => wanted.length === 0 || wanted.includes(kind)).reduce((sum, { bytes }) => sum + bytes, 0);
  expect(loaded.some(({ url }) => url.endsWith(".wasm")), `the pages' WASM was loaded:\n${table}`).toBe(true);
  expect(weigh("Document", "Stylesheet"), `first paint:\n${table}`).toBeLessThanOrEqual(FIRST_PAINT_BYTES_MAX);
  expect(weigh(), `first visit:\n${table}`).toBeLessThanOrEqual(FIRST_VISIT_BYTES_MAX);
});
