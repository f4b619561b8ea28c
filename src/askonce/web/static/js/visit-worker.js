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

// The same as in kept-visits.js, which is a module: few browsers let a worker be one.
const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const database = () => {
  const asked = indexedDB.open("askonce-visits", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("notes", { keyPath: "id" });
    asked.result.createObjectStore("about");
  };
  return settled(asked);
};

// A note that was pressed before the page's script was there to keep it. Under the id that the office gave the page, so that
// one that arrived though its answer did not is the same note.
const keepNote = async (form) => {
  const open = await database();
  try {
    const owner = await settled(open.transaction("about").objectStore("about").get("owner"));
    if (!owner) throw new Error("nobody was signed in here");
    const said = (name) => String(form.get(name) ?? "").trim();
    const made = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const note = { id: said("id") || made, owner, at: Date.now(), refused: "" };
    for (const name of ["firm", "kind", "words", "volume", "price", "days"]) note[name] = said(name);
    const photo = form.get("photo");
    if (photo?.size) note.photo = photo;
    const transaction = open.transaction("notes", "readwrite", { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    transaction.objectStore("notes").put(note);
    await done;
  } finally {
    open.close();
  }
};

const posted = async (request) => {
  const form = request.clone().formData();
  try {
    return await fetch(request);
  } catch (error) {
    await keepNote(await form);
    return Response.redirect(PAGE, 303);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && request.mode === "navigate" && url.pathname === PAGE) event.respondWith(posted(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && url.pathname === PAGE && !url.search) event.respondWith(opened(request));
  if (url.pathname.startsWith("/static/")) event.respondWith(kept(url.pathname).then((found) => found ?? fetch(request)));
});
