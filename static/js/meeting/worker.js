// Opens the page where minutes are written when there is no line. It keeps that one page and what it is made
// of; everything else goes to the network as if this were not here.

const NAME = "reunion";
const PAGE = /^\/reuniones\/\d+\/escribir\/$/;
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(page(request, url.pathname));
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(request, url.pathname));
});

async function page(request, path) {
  const cache = await caches.open(NAME);
  try {
    const answer = await within(fetch(request), (await cache.match(path)) ? PATIENCE : 60000);
    // Led elsewhere, or nothing there: this page is no longer for whoever holds the phone.
    if (answer.type === "opaqueredirect" || answer.status === 404 || answer.status === 403) await cache.delete(path);
    else if (answer.ok) await cache.put(path, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(path);
    if (kept) return kept;
    throw error;
  }
}

async function part(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(NAME)).match(path);
    if (kept) return kept;
    throw error;
  }
}

function within(promise, milliseconds) {
  return Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("slow")), milliseconds))]);
}
