// Keeps one whole release of the app on this device, so that the journal opens without a network.
//
// A release is a list of files with their digests. It is taken whole or not at all, so that page,
// scripts and wasm of two releases never meet. Only the app's own files lie in these caches, never
// a word of the journal. A new release waits until the page asks it to take over: nothing here
// interrupts writing.
"use strict";

// The build's hook (crates/xtask/src/page/precache.rs) puts the release here once every file is
// final. Left as it is, the script stops at once and the browser refuses to register it.
const RELEASE = null;

const OURS = "release-";
const CACHE = OURS + RELEASE.id;
const DIGESTS = new Map([...RELEASE.files, ...RELEASE.desk]);
const DESK = "/desk/";
// Written into a cache when its release begins to serve; a cache without it never did.
const SERVES_SINCE = "/serves-since";

const ourCaches = async () => (await caches.keys()).filter((name) => name.startsWith(OURS));

// Does not make a cache that was just removed, as `caches.open` would. `Vary` tells of encodings,
// which a kept answer no longer has.
const find = (name, url) => caches.match(url, { cacheName: name, ignoreVary: true });

async function measure(response) {
  // What cannot be read to its end counts as empty, and so as wrong.
  const bytes = await response.arrayBuffer().catch(() => new ArrayBuffer(0));
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { size: bytes.byteLength, digest: "sha256-" + btoa(String.fromCharCode(...sum)) };
}

// The browser itself refuses an answer whose bytes differ: a cut download, another release's file,
// the page of a hotel's network. A redirected answer could later not be shown as a page.
async function download(url) {
  const integrity = DIGESTS.get(url);
  const how = { cache: "no-store", credentials: "same-origin", redirect: "error", integrity };
  const response = await fetch(new Request(url, how));
  if (!response.ok) throw new Error(`${url}: status ${response.status}`);
  return response;
}

// Puts a file into this release's cache: from any of our caches that holds these very bytes, so
// that an update downloads only what changed, else from the network.
async function keep(url) {
  let response;
  for (const name of await ourCaches()) {
    const copy = await find(name, url);
    if (copy && (await measure(copy.clone())).digest === DIGESTS.get(url)) {
      response = copy;
      break;
    }
  }
  const cache = await caches.open(CACHE);
  await cache.put(url, response ?? (await download(url)));
}

// Participants need none of the desk's files. Where the desk was opened once, it is kept as well,
// and stays with its release.
async function wanted() {
  for (const name of await ourCaches()) {
    if (await find(name, DESK)) return [...RELEASE.files, ...RELEASE.desk];
  }
  return RELEASE.files;
}

async function install() {
  // The same files under a changed script are the same release: its cache is in use already.
  const isNew = !(await caches.has(CACHE));
  try {
    await Promise.all((await wanted()).map(([url]) => keep(url)));
  } catch (error) {
    if (isNew) await caches.delete(CACHE);
    throw error;
  }
}

// Keeps the release that served before, for pages of it that are still open; removes older ones.
async function activate() {
  // So that the very first page is safe without a network, and need not be loaded again.
  await self.clients.claim();
  const others = [];
  for (const name of await ourCaches()) {
    if (name === CACHE) continue;
    const since = await find(name, SERVES_SINCE);
    others.push({ name, since: since ? Number(await since.text()) : 0 });
  }
  others.sort((a, b) => b.since - a.since);
  if (others.length > 0 && others[0].since > 0) others.shift();
  for (const { name, since } of others) {
    // A cache that never served was left by a broken-off install, unless one goes on just now.
    if (since > 0 || !self.registration.installing) await caches.delete(name);
  }
  await (await caches.open(CACHE)).put(SERVES_SINCE, new Response(String(Date.now())));
}

// A file of this release. Where its cache lost it, it is fetched anew, by the same digest.
async function fromRelease(url) {
  const kept = await find(CACHE, url);
  if (kept) return kept;
  await keep(url);
  return find(CACHE, url);
}

// A page of the release before still asks for that release's names; the server may have none left.
async function fromOlder(request) {
  for (const name of await ourCaches()) {
    const kept = name !== CACHE && (await find(name, request.url));
    if (kept) return kept;
  }
  return fetch(request);
}

// As the server has it: a path without an extension is a place inside the app.
const isPlace = (path) => path === "/index.html" || !path.split("/").pop().includes(".");
const isDesk = (path) => path === "/desk" || path.startsWith(DESK);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  // The study may change between releases, and the app keeps its own copy.
  if (pathname === "/study.json") return;
  const place = isDesk(pathname) ? DESK : "/";
  const path = request.mode === "navigate" && isPlace(pathname) ? place : pathname;
  // A browser whose caches fail altogether can still be online.
  event.respondWith(
    DIGESTS.has(path)
      ? fromRelease(path).catch(() => download(path))
      : fromOlder(request).catch(() => fetch(request)),
  );
});

// Reads every file back, as a person would check a parcel against its list.
async function check() {
  const found = { id: RELEASE.id, files: RELEASE.files.length, bytes: 0, missing: [], wrong: [] };
  for (const [url, digest] of RELEASE.files) {
    const kept = await find(CACHE, url);
    if (!kept) {
      found.missing.push(url);
      continue;
    }
    const measured = await measure(kept);
    found.bytes += measured.size;
    if (measured.digest !== digest) found.wrong.push(url);
  }
  return found;
}

async function repair() {
  const { missing, wrong } = await check();
  // What cannot be had now is named by the second check.
  for (const url of [...missing, ...wrong]) await keep(url).catch(() => {});
  return check();
}

// Keeps the desk where it is opened, so that it opens without a network from now on.
async function keepDesk() {
  const found = { kept: 0, of: RELEASE.desk.length };
  for (const [url] of RELEASE.desk) {
    if (!(await find(CACHE, url))) await keep(url).catch(() => {});
    if (await find(CACHE, url)) found.kept += 1;
  }
  return found;
}

// What the page may ask, and what it gets on the port it sent along.
const ANSWERS = new Map([
  ["take-over", async () => (await self.skipWaiting(), { ok: true })],
  ["release", async () => ({ id: RELEASE.id })],
  ["check", check],
  ["repair", repair],
  ["keep-desk", keepDesk],
]);

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  const answer = ANSWERS.get(event.data?.ask);
  if (!answer) return;
  const say = (result) => event.ports[0]?.postMessage(result);
  event.waitUntil(answer().then(say, (error) => say({ error: String(error) })));
});
