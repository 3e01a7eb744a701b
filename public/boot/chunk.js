// Chunks that do not arrive are fetched again; then the wanted page is loaded as a whole.
import { DRAFT_ENDS, dropDraft } from "./draft.js";
import { stop } from "./stop.js";
import { keepTyped, reload } from "./typed.js";
import { isLive, pause, plainFetch, state } from "./window.js";

const WAITS_MS = [300, 1000, 3000];
/** @param {string} address */
export const persistently = async (address) => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await plainFetch(address);
      if (answer.ok) return answer;
      // A chunk of an older build does not come back.
      if (answer.status === 404) attempt = WAITS_MS.length;
      throw new Error(`${address}: ${answer.status}`);
    } catch (error) {
      if (attempt >= WAITS_MS.length) throw error;
    }
    await pause(WAITS_MS[attempt] ?? 0);
  }
};
/** @type {{ address: string, at: number } | undefined} */
let wanted;
/** @param {string} address */
export const wants = (address) => {
  wanted = { address: new URL(address, location.href).href, at: performance.now() };
};
/**
 * @param {URL} address
 * @returns {Promise<Response>}
 */
const chunk = async (address) => {
  try {
    // The whole of it, so that a line that breaks in the middle is noticed here.
    const answer = await persistently(address.href);
    return new Response(await answer.arrayBuffer(), { headers: { "content-type": "application/wasm" } });
  } catch {
    const onTheWay = isLive() && wanted && performance.now() - wanted.at < 30_000 ? wanted : undefined;
    if (!onTheWay) stop();
    else if (onTheWay.address === location.href) reload();
    else {
      keepTyped();
      location.assign(onTheWay.address);
    }
    // WASM would end at a chunk that failed; it waits while the page goes away.
    return new Promise(() => {});
  }
};
// Anyone who has gone out asks for nothing more, whatever was still to be read again.
addEventListener("pageshow", ({ persisted }) => persisted && (state.isSilent = false));
window.fetch = (what, how) => {
  if (state.isSilent) return new Promise(() => {});
  const address = new URL(what instanceof Request ? what.url : what, location.href);
  const isOurs = address.origin === location.origin;
  if (isOurs && /^\/pkg\/.*\.wasm$/.test(address.pathname)) return chunk(address);
  const answer = plainFetch(what, how);
  if (isOurs && DRAFT_ENDS.includes(address.pathname)) {
    const path = location.pathname;
    answer.then(({ ok }) => ok && dropDraft(path), () => {});
  }
  if (isOurs && address.pathname.startsWith("/do/")) {
    /** @param {Response} answer */
    const follow = ({ headers }) => headers.has("serverfnredirect") && wants(headers.get("location") ?? "");
    answer.then(follow, () => {});
  }
  return answer;
};
