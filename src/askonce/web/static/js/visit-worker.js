// Keeps one page for when there is no connection: the note of a visit with what it loads. Of other pages it knows nothing.
const CACHE = "askonce-visit";
const PAGE = "/zone/visit";
const SHELL = "/zone/visit/kept";
// A connection that gives nothing for so long is none.
const PATIENCE_MS = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = async (path) => (await caches.open(CACHE)).match(path, { ignoreVary: true, ignoreSearch: true });

const opened = async (request) => {
  const shell = await kept(SHELL);
  if (!shell) return fetch(request);
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, shell.clone()); });
  return Promise.race([fetch(request).catch(() => shell.clone()), late]);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE && !url.search) event.respondWith(opened(request));
  if (url.pathname.startsWith("/static/")) event.respondWith(kept(url.pathname).then((found) => found ?? fetch(request)));
});
