// Makes the pages start without waiting, and says something useful when there is no connection. Keeps the files of this
// build and one page without anybody's data; never an answer that was made for a person.
"use strict";
const BUILD = "{{build}}";
/** @type {string[]} */
const FILES = ["{{files}}"];
const SHELL = "/offline";
const PREFIX = "guildhall-";
const OWN = PREFIX + BUILD;
const KEPT = new Set(FILES);

// All or nothing: the parts of two builds do not fit together. What the page has loaded already comes out of the
// browser's own cache.
async function fill() {
  const cache = await caches.open(OWN);
  const shell = await fetch(new Request(SHELL, { credentials: "omit", cache: "no-store" }));
  if (!shell.ok || shell.redirected) throw new Error(`${SHELL}: ${shell.status}`);
  await cache.put(SHELL, shell);
  await cache.addAll(FILES);
}

/** @param {Client} client @returns {Promise<string | undefined>} */
function ask(client) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data);
    client.postMessage("which", [port2]);
    setTimeout(done, 2000);
  });
}

// Drops the files of builds that no open page is made of any more.
async function tidy() {
  const { installing, waiting } = self.registration;
  if (installing || waiting) return;
  const clients = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const builds = await Promise.all(clients.map(ask));
  // A page that sleeps does not answer, and may wake up.
  if (builds.includes(undefined)) return;
  const needed = new Set([OWN, ...builds.map((build) => PREFIX + build)]);
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && !needed.has(name)).map((name) => caches.delete(name)));
}

/** @param {FetchEvent} event */
async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const cache = await caches.open(OWN);
    return (await cache.match(SHELL, { ignoreVary: true })) ?? Response.error();
  }
}

// This build's file; else that of an older build, for a page that is still open; else the server's.
/** @param {Request} request */
async function file(request) {
  const own = await (await caches.open(OWN)).match(request, { ignoreVary: true });
  return own ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([tidy(), self.registration.navigationPreload?.enable()]));
});
self.addEventListener("message", (event) => {
  if (event.data === "take") event.waitUntil(self.skipWaiting());
  if (event.data === "build") event.ports[0]?.postMessage(BUILD);
  if (event.data === "tidy") event.waitUntil(tidy());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!/^\/(api|do|live|gateway|sandbox)\//.test(address.pathname)) event.respondWith(page(event));
  } else if (KEPT.has(address.pathname + address.search) || address.pathname.startsWith("/pkg/")) {
    event.respondWith(file(request));
  }
});
