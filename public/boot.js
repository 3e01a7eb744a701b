// What runs before, beside and after the pages' WASM: starts it when the browser is idle, tries again what did not
// arrive, goes on with plain links and forms when it has stopped, and keeps the service worker. No framework, because it
// must work when everything else has failed. Its texts come with the page, in the template #notice-texts.
(() => {
  "use strict";
  const root = document.documentElement;
  const { glue, wasm, split, build } = document.currentScript.dataset;
  const plainFetch = window.fetch.bind(window);
  const WAITS_MS = [300, 1000, 3000];
  const MESSAGES = "messages-";
  const SEALED = "sealed-";
  const OWN = "hall-";
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const isLive = () => root.hasAttribute("data-live");

  // A browser may refuse its storage; then there is nothing to read and nothing is kept.
  const storage = (kind) => {
    try {
      return window[kind];
    } catch {
      return undefined;
    }
  };
  const session = storage("sessionStorage");
  const device = storage("localStorage");
  const keys = (store, start) => Object.keys(store ?? {}).filter((key) => key.startsWith(start));
  const read = (store, key) => {
    try {
      return JSON.parse(store?.getItem(key) ?? "null");
    } catch {
      return null;
    }
  };
  const write = (store, key, value) => {
    try {
      store?.setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden: the same as a browser without storage.
    }
  };

  // ---- Notices: parts of the template, put where a screen reader hears them.

  const text = (name) => document.getElementById("notice-texts")?.content.querySelector(`[data-notice="${name}"]`)?.cloneNode(true);
  const shown = (name) => document.querySelector(`#notices [data-notice="${name}"]`);
  const show = (name) => {
    const place = document.getElementById("notices");
    if (!place || shown(name)) return shown(name);
    const notice = text(name);
    if (notice) place.append(notice);
    return notice;
  };
  const hide = (name) => shown(name)?.remove();

  // ---- What somebody has typed.

  const FIELDS = "main form :is(input,textarea,select)[id]";
  const value = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.value);
  const start = (field) => {
    if (field.localName === "select") return (field.querySelector("option[selected]") ?? field.options[0])?.value;
    return /^(checkbox|radio)$/.test(field.type) ? field.defaultChecked : field.defaultValue;
  };
  const isTyped = (field) =>
    !/^(hidden|file|password)$/.test(field.type) && !field.closest("form[data-sent]") && value(field) !== start(field);
  const typed = () => [...document.querySelectorAll(FIELDS)].filter(isTyped);

  // Fields that were written in before the WASM took over, which sets some of them back.
  const early = new Map();
  const place = () => OWN + "typed-" + location.pathname;
  const keepTyped = () => {
    const fields = typed().map((field) => [field.id, value(field)]);
    if (fields.length) write(session, place(), fields);
  };
  const fill = (field, what) => {
    if (typeof what === "boolean") field.checked = what;
    else field.value = what;
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  };
  const giveBack = () => {
    for (const [id, what] of read(session, place()) ?? []) {
      const field = document.getElementById(id);
      if (!field) continue;
      fill(field, what);
      early.set(id, what);
    }
    session?.removeItem(place());
  };
  const giveBackEarly = () => {
    for (const [id, what] of early) {
      const field = document.getElementById(id);
      if (!field) continue;
      if (value(field) !== what) fill(field, what);
      // What follows a field, such as a live sum or a draft, hears of it as if it were typed now.
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    early.clear();
  };
  const reload = () => {
    keepTyped();
    location.reload();
  };

  // ---- The WASM has stopped: links and forms are the browser's own again.

  let isPlain = false;
  const lines = new Set();
  for (const name of ["WebSocket", "EventSource"]) {
    const Line = window[name];
    if (!Line) continue;
    window[name] = class extends Line {
      constructor(...how) {
        super(...how);
        lines.add(this);
        this.addEventListener(name === "WebSocket" ? "close" : "error", () => this.readyState >= 2 && lines.delete(this));
      }
    };
  }
  const hangUp = () => {
    for (const line of lines) {
      line.onmessage = line.onclose = line.onerror = null;
      line.close();
    }
  };
  // What pages listen to. What the browser does by itself goes on.
  const EVENTS =
    "click submit input change reset keydown keyup focusin focusout focus blur pointerdown pointerup pointermove toggle popstate scroll dragover drop online hashchange visibilitychange";
  const stop = () => {
    if (isPlain) return;
    isPlain = true;
    for (const type of EVENTS.split(" ")) addEventListener(type, (event) => event.stopImmediatePropagation(), true);
    root.removeAttribute("data-live");
    root.setAttribute("data-stopped", "");
    // Nothing may call into it any more: its clocks and its line end here.
    for (let last = setTimeout(() => {}); last > 0; last -= 1) clearTimeout(last);
    hangUp();
    for (const button of document.querySelectorAll("form [aria-busy=true]")) {
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-disabled");
    }
    show("stopped");
  };
  const broke = (why) => why instanceof WebAssembly.RuntimeError && stop();
  addEventListener("error", (event) => broke(event.error));
  addEventListener("unhandledrejection", (event) => broke(event.reason));
  // The panic hook says so before the trap, which not every caller lets through.
  addEventListener("hall:stopped", stop);

  // ---- Parts that do not arrive: again, then the wanted page as a whole.

  const persistently = async (address) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await plainFetch(address);
        if (answer.ok) return answer;
        // A part of an older build does not come back.
        if (answer.status === 404) attempt = WAITS_MS.length;
        throw new Error(`${address}: ${answer.status}`);
      } catch (error) {
        if (attempt >= WAITS_MS.length) throw error;
      }
      await pause(WAITS_MS[attempt]);
    }
  };
  let wanted;
  const wants = (address) => {
    wanted = { address: new URL(address, location.href).href, at: performance.now() };
  };
  const part = async (address) => {
    try {
      // The whole of it, so that a line that breaks in the middle is noticed here.
      const answer = await persistently(address);
      return new Response(await answer.arrayBuffer(), { headers: { "content-type": "application/wasm" } });
    } catch {
      const isOnTheWay = isLive() && wanted && performance.now() - wanted.at < 30_000;
      if (!isOnTheWay) stop();
      else if (wanted.address === location.href) reload();
      else {
        keepTyped();
        location.assign(wanted.address);
      }
      // WASM would end at a part that failed; it waits while the page goes away.
      return new Promise(() => {});
    }
  };
  window.fetch = (what, how) => {
    const address = new URL(what?.url ?? what, location.href);
    const isOurs = address.origin === location.origin;
    if (isOurs && /^\/pkg\/.*\.wasm$/.test(address.pathname)) return part(address);
    const answer = plainFetch(what, how);
    if (isOurs && address.pathname.startsWith("/do/")) {
      const follow = ({ headers }) => headers.has("serverfnredirect") && wants(headers.get("location") ?? "");
      answer.then(follow, () => {});
    }
    return answer;
  };

  // ---- The start.

  let isStarted = false;
  const begin = async () => {
    if (isStarted || !glue) return;
    isStarted = true;
    try {
      let program = persistently(wasm);
      program.catch(() => {});
      const module = await import(glue).catch(async () => {
        // Asked for again only when all of it is there, because not every browser imports more than twice.
        await Promise.all([glue, split].filter(Boolean).map(async (script) => (await persistently(script)).arrayBuffer()));
        return import(glue);
      });
      try {
        await module.default({ module_or_path: program });
      } catch {
        program = persistently(wasm);
        await module.default({ module_or_path: program });
      }
      module.hydrate();
    } catch {
      stop();
    }
  };
  const whenIdle = (run) => ("requestIdleCallback" in window ? requestIdleCallback(run, { timeout: 2000 }) : setTimeout(run, 200));
  // After the first paint; a tab in the background paints later.
  const beginSoon = () => {
    requestAnimationFrame(() => setTimeout(() => whenIdle(begin)));
    setTimeout(begin, 3000);
    for (const touch of ["pointerdown", "keydown", "focusin"]) addEventListener(touch, begin, { capture: true, once: true });
  };

  // ---- Without a connection.

  let away;
  const look = () => {
    const isCut = root.hasAttribute("data-account") && root.dataset.socket === "closed";
    if (navigator.onLine && !isCut) {
      clearTimeout(away);
      away = undefined;
      hide("offline");
    } else if (!isPlain) {
      away ??= setTimeout(() => show("offline"), navigator.onLine ? 5000 : 1000);
    }
  };
  addEventListener("online", look, true);
  addEventListener("offline", look, true);

  // ---- Messages that were not sent, and going out.

  let isLeaving = false;
  const account = () => root.dataset.account;
  const outbox = () => keys(session, MESSAGES).filter((key) => read(session, key)?.length);
  const sendAll = async () => {
    for (const key of outbox()) {
      const room = key.slice(key.lastIndexOf("-") + 1);
      for (let rest = read(session, key); rest.length; rest = rest.slice(1)) {
        const body = new URLSearchParams({ room_id: room, id: rest[0].id, text: rest[0].text });
        const answer = await plainFetch("/do/message/send", { method: "POST", body, headers: { accept: "application/json" } });
        if (!answer.ok) return false;
        write(session, key, rest.slice(1));
      }
    }
    return true;
  };
  const seal = () => {
    for (const key of outbox()) write(device, SEALED + key, read(session, key));
  };
  // What this account kept on the device when it went out.
  const unseal = () => {
    if (!account()) isLeaving = false;
    const mine = account() && !isLeaving ? keys(device, `${SEALED}${MESSAGES}${account()}-`) : [];
    for (const key of mine) {
      const kept = key.slice(SEALED.length);
      write(session, kept, [...(read(device, key) ?? []), ...(read(session, kept) ?? [])]);
      device.removeItem(key);
      const link = show("kept")?.querySelector("a");
      if (link) link.href = "/messages/" + kept.slice(kept.lastIndexOf("-") + 1);
    }
  };
  const forget = () => {
    isLeaving = true;
    session?.clear();
    for (const key of keys(device, "")) if (!key.startsWith(SEALED) && !key.startsWith(OWN)) device.removeItem(key);
    navigator.clearAppBadge?.().catch(() => {});
  };
  // Other tabs of the same person go out as well.
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("guildhall") : undefined;
  tabs?.addEventListener("message", ({ data }) => {
    if (data === "seal") seal();
    if (data === "seal" || data === "forget") forget();
  });
  const goOut = (form, how) => {
    if (how === "seal") seal();
    tabs?.postMessage(how);
    forget();
    hangUp();
    HTMLFormElement.prototype.submit.call(form);
  };
  const ask = (form) => {
    const dialog = text("unsent");
    if (!dialog) return goOut(form, "forget");
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", async ({ target }) => {
      const choice = target.closest("[data-choice]")?.dataset.choice;
      if (choice === "stay") dialog.close();
      if (choice === "seal" || choice === "forget") goOut(form, choice);
      if (choice !== "send") return;
      target.closest("button").setAttribute("aria-busy", "true");
      if (await sendAll().catch(() => false)) return goOut(form, "forget");
      target.closest("button").removeAttribute("aria-busy");
      dialog.querySelector("[data-failed]").hidden = false;
    });
    dialog.showModal();
  };

  // ---- A new version.

  let waiting;
  let isTaking = false;
  const timerRuns = async () => {
    if (document.querySelector("[role=timer]")) return true;
    if (!account()) return false;
    const how = { method: "POST", body: new URLSearchParams({ day: "" }), headers: { accept: "application/json" } };
    try {
      const answer = await plainFetch("/do/timer/page", how);
      return answer.ok && Boolean((await answer.json()).running);
    } catch {
      return true;
    }
  };
  let offering;
  const offer = async () => {
    clearTimeout(offering);
    if (!waiting || isPlain) return;
    const again = (ms) => {
      hide("update");
      offering = setTimeout(offer, ms);
    };
    if (typed().length) return again(2000);
    if (await timerRuns()) return again(15_000);
    if (waiting && !typed().length) show("update");
  };
  const tell = (worker, what) =>
    new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => done(data);
      worker.postMessage(what, [port2]);
      setTimeout(done, 2000);
    });
  const found = async (worker) => {
    if (!worker || !navigator.serviceWorker.controller) return;
    // A page that is of this build already has nothing to load anew.
    if ((await tell(worker, "build")) === build) return worker.postMessage("take");
    waiting = worker;
    offer();
  };
  const take = () => {
    if (typed().length) return offer();
    isTaking = true;
    waiting.postMessage("take");
  };
  const register = async () => {
    const workers = navigator.serviceWorker;
    if (!workers || !build) return;
    workers.addEventListener("controllerchange", () => {
      waiting = undefined;
      hide("update");
      if (isTaking) location.reload();
    });
    workers.addEventListener("message", ({ data, ports }) => data === "which" && ports[0].postMessage(build));
    workers.startMessages();
    try {
      const registration = await workers.register("/service-worker.js", { updateViaCache: "none" });
      found(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => worker.state === "installed" && found(worker));
      });
      registration.active?.postMessage("tidy");
      const update = () => registration.update().catch(() => {});
      setInterval(update, 3_600_000);
      document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && update());
    } catch {
      // A browser that keeps no service worker (private windows do so) has the pages and nothing else.
    }
  };
  // The first visit pays for what it shows; the rest is fetched when it has come to rest.
  const registerLater = () => setTimeout(() => whenIdle(register), navigator.serviceWorker?.controller ? 0 : 3000);

  // ---- Installing.

  let prompt;
  const countVisit = () => {
    if (!session || session.getItem(OWN + "visit")) return;
    session.setItem(OWN + "visit", "1");
    write(device, OWN + "visits", (read(device, OWN + "visits") ?? 0) + 1);
  };
  const offerInstall = () => {
    const fits = prompt && account() && location.pathname === "/home";
    if (fits && read(device, OWN + "visits") > 1 && !read(device, OWN + "no-install")) show("install");
    else hide("install");
  };
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    offerInstall();
  });
  addEventListener("appinstalled", () => {
    prompt = undefined;
    offerInstall();
  });
  window.navigation?.addEventListener("navigatesuccess", offerInstall);

  // ---- The frame: the place to which "back" goes back, the key of the search, the clock of the running timer.

  const places = new Map();
  let returning = false;
  const isOnTheWay = () => root.hasAttribute("data-on-the-way");
  // The browser would go there too early, on the page that is being left; a reload is its own matter.
  const restoration = (how) => {
    history.scrollRestoration = how;
  };
  const goBackTo = async (address, place) => {
    returning = true;
    // On a slow line the page takes its time to become long enough; whoever scrolls meanwhile has chosen another place.
    let isChosen = false;
    const choose = () => (isChosen = true);
    for (const hand of ["wheel", "touchstart", "keydown"]) addEventListener(hand, choose, { once: true, passive: true });
    for (let tries = 0; tries < 160 && location.href === address && !isChosen; tries += 1) {
      await pause(60);
      if (isOnTheWay()) continue;
      scrollTo(0, place);
      if (Math.abs(scrollY - place) < 2) break;
    }
    returning = false;
  };
  // The page that comes is shorter at first and pulls the window up while the address is still that of the old one: from
  // the moment somebody leaves, the place of the old page stands.
  let left = { address: "", at: 0 };
  const isLeft = () => left.address === location.href && performance.now() - left.at < 5000;
  const noteScroll = () => returning || isOnTheWay() || isLeft() || places.set(location.href, scrollY);
  const leave = () => {
    places.set(location.href, scrollY);
    left = { address: location.href, at: performance.now() };
  };
  const keepScroll = () => {
    restoration("manual");
    addEventListener("scroll", noteScroll, { passive: true });
    addEventListener("popstate", () => goBackTo(location.href, places.get(location.href) ?? 0));
    addEventListener("pagehide", () => restoration("auto"));
    addEventListener("pageshow", () => restoration("manual"));
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    const field = document.querySelector(".topbar [type=search]");
    // Where the field is hidden nothing is taken from the page.
    if (!field?.offsetWidth) return;
    event.preventDefault();
    field.focus();
  });
  // Derived from two moments, never counted: a window that slept shows the right time as soon as it wakes.
  const starts = new WeakMap();
  setInterval(() => {
    for (const clock of document.querySelectorAll("[data-runs]")) {
      const known = starts.get(clock);
      const start = known?.runs === clock.dataset.runs ? known.at : Date.now();
      starts.set(clock, { runs: clock.dataset.runs, at: start });
      const minutes = Math.floor((Number(clock.dataset.runs) + (Date.now() - start) / 1000) / 60);
      const text = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
      if (clock.textContent !== text) clock.textContent = text;
    }
  }, 1000);

  // ---- What people press, and what changes.

  const DEEDS = {
    reload,
    take,
    install: () => {
      prompt?.prompt();
      prompt = undefined;
    },
    "no-install": () => write(device, OWN + "no-install", true),
  };
  const press = (event) => {
    const button = event.target.closest?.("#notices [data-do]");
    if (button) {
      DEEDS[button.dataset.do]?.();
      if (button.dataset.do !== "take") button.closest("[data-notice]").remove();
      return;
    }
    const link = event.target.closest?.("a[href]");
    if (link && link.origin === location.origin && !link.target) {
      wants(link.href);
      leave();
    }
    const notice = link?.closest("#notices [data-notice]");
    if (notice) setTimeout(() => notice.remove());
  };
  const writeIn = ({ target }) => {
    if (!isLive() && target.type !== "file" && target.matches?.(FIELDS)) early.set(target.id, value(target));
    if (shown("update")) offer();
  };
  const send = (event) => {
    if (event.target.getAttribute("action") !== "/do/account/sign-out") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    outbox().length ? ask(event.target) : goOut(event.target, "forget");
  };
  // Before all others, on the way down: whatever the WASM listens to comes after it.
  addEventListener("click", press, true);
  addEventListener("input", writeIn, true);
  addEventListener("submit", send, true);
  addEventListener("popstate", () => (isPlain ? location.reload() : wants(location.href)), true);
  let keepsScroll = false;
  const changed = () => {
    if (isLive() && early.size) giveBackEarly();
    if (isLive() && !keepsScroll) {
      keepsScroll = true;
      keepScroll();
    }
    look();
    unseal();
    offerInstall();
    const unread = Number(root.dataset.unread ?? 0);
    (unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.())?.catch(() => {});
  };

  // The page that stands in for one that could not be fetched leads back by itself.
  if (root.dataset.shell === "offline") {
    const back = async () => {
      const answer = await plainFetch("/healthz", { cache: "no-store" }).catch(() => undefined);
      if (answer?.ok) location.reload();
    };
    if (location.pathname !== "/offline") {
      addEventListener("online", back);
      setInterval(back, 5000);
    }
    if (outbox().length) for (const part of document.querySelectorAll("[data-unsent]")) part.hidden = false;
    return;
  }
  const attributeFilter = ["data-live", "data-socket", "data-unread", "data-account"];
  new MutationObserver(changed).observe(root, { attributeFilter });
  countVisit();
  giveBack();
  changed();
  beginSoon();
  if (document.readyState === "complete") registerLater();
  else addEventListener("load", registerLater);
})();
