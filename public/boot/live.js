// News as it happens: one WebSocket for each page load, and an event stream where sockets do not pass. News carries no data:
// the app hears `app:news` and asks for its page again. After a break the line goes on from the last number seen, and the
// page is asked for in any case: what was asked for during the break may not have been answered.
//
// `data-socket` of the document says `open` or `closed`. A line is open when the server has greeted us: there are networks
// that let a socket open and then cut it off.
import { root, state } from "./window.js";

// Waits after a failure grow up to half a minute, and are a random part of that, so that not all come back at once.
const WAIT_MIN_MS = 500;
const WAIT_MAX_MS = 30_000;
// Every third try is a stream, which some networks let pass where they stop sockets.
const TRIES = 3;
// The server closes with this code when nobody is signed in any more (RFC 6455: policy violation).
const SIGNED_OUT = 1008;

/** @type {WebSocket | EventSource | undefined} */
let line;
/** Whose it is; nobody's once they have gone out. */
let owner = "";
/** @type {number | undefined} The newest number of the owner's event log that was seen. */
let seen;
let failures = 0;
/** The line was lost, and its return was not told yet. */
let isBroken = false;
/** The server has said that nobody is signed in any more. */
let isOver = false;
/** @type {number | undefined} */
let retry;
/** @param {boolean} isOpen */
const show = (isOpen) => root.setAttribute("data-socket", isOpen ? "open" : "closed");
const tell = () => dispatchEvent(new Event("app:news"));
export const hangUp = () => {
  clearTimeout(retry);
  if (!line) return;
  line.onmessage = line.onerror = null;
  if (line instanceof WebSocket) line.onclose = null;
  line.close();
  line = undefined;
};
/** @param {MessageEvent<string>} event */
const hear = ({ data }) => {
  /** @type {{ seq: number, topic: string }} */
  const { seq, topic } = JSON.parse(data);
  const isGreeting = topic === "hello";
  // What happened since comes after the greeting; a smaller number there means that the log began anew.
  if (!isGreeting || seen === undefined || seen > seq) seen = seq;
  if (isGreeting) {
    failures = 0;
    show(true);
    if (!isBroken) return;
    isBroken = false;
  }
  tell();
};
const againLater = () => {
  const bound = Math.min(WAIT_MIN_MS * 2 ** Math.min(failures, 8), WAIT_MAX_MS);
  failures += 1;
  clearTimeout(retry);
  retry = setTimeout(connect, Math.random() * bound);
};
const lost = () => {
  show(false);
  isBroken = true;
};
/** @param {string} path */
const address = (path) => path + (seen === undefined ? "" : `?after=${seen}`);
const socket = () => {
  const made = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${address("/live")}`);
  made.onclose = ({ code }) => {
    lost();
    if (code !== SIGNED_OUT) return againLater();
    isOver = true;
    tell();
  };
  return made;
};
const stream = () => {
  const made = new EventSource(address("/live/events"));
  made.onerror = () => {
    lost();
    // The browser tries again by itself until the server says no.
    if (made.readyState === EventSource.CLOSED) againLater();
  };
  return made;
};
const connect = () => {
  hangUp();
  // Anyone who has gone out asks for nothing more.
  if (state.isSilent) return againLater();
  try {
    line = failures % TRIES === TRIES - 1 ? stream() : socket();
    line.onmessage = hear;
  } catch {
    againLater();
  }
};
/**
 * From the app: who is signed in, and the newest number of their event log when the page was made.
 * @param {string} account Empty for nobody.
 * @param {number | undefined} after
 */
export const listen = (account, after) => {
  // Somebody who went out in another tab and came back has a new session: the line begins anew.
  if (account === owner && !isOver) return;
  if (account === owner) {
    isOver = false;
    return againLater();
  }
  hangUp();
  if (owner) show(false);
  owner = account;
  [seen, failures, isBroken, isOver] = [after, 0, false, false];
  if (owner) connect();
};
// The device has a network again. A socket of the old one may be dead without knowing it.
addEventListener("online", () => {
  if (!owner || isOver || state.isPlain) return;
  failures = 0;
  lost();
  connect();
});
