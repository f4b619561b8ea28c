// The notes of visits that a browser keeps until the office has them: each under the id that was made with it, and whose it is.
const NAME = "askonce-visits";
const NOTES = "notes";
const ABOUT = "about";

const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const open = () => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore(NOTES, { keyPath: "id" });
    asked.result.createObjectStore(ABOUT);
  };
  return settled(asked);
};

// What a job does is there as a whole, on the disk, before this says so; or it is not there at all.
const within = async (store, mode, job) => {
  const database = await open();
  try {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    done.catch(() => undefined); // the request says the same, and is waited for first
    const found = await settled(job(transaction.objectStore(store)));
    await done;
    return found;
  } finally {
    database.close();
  }
};

export const owner = () => within(ABOUT, "readonly", (store) => store.get("owner"));
export const setOwner = (name) => within(ABOUT, "readwrite", (store) => store.put(name, "owner"));
export const keep = (note) => within(NOTES, "readwrite", (store) => store.put(note));
export const forget = (id) => within(NOTES, "readwrite", (store) => store.delete(id));
export const notesOf = async (name) => {
  const all = await within(NOTES, "readonly", (store) => store.getAll());
  return all.filter((note) => note.owner === name).sort((one, other) => one.at - other.at);
};

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const READY = "/zone/visit/ready";
const SEND = "/zone/visit/send";
// An answer that has not come by then is not waited for: the note is sent again later.
const PATIENCE_MS = 60_000;
const FIELDS = ["id", "owner", "kind", "firm", "words", "volume", "price", "days"];

// Asks without following to another page: one that would send us on says that nobody is signed in here.
const ask = async (path, more = {}) => {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(path, { redirect: "manual", cache: "no-store", credentials: "same-origin", signal, ...more });
  return answer.type === "opaqueredirect" ? null : answer;
};

const formOf = (note, token) => {
  const form = new FormData();
  form.append("_token", token);
  FIELDS.forEach((name) => form.append(name, note[name] ?? ""));
  if (note.photo) form.append("photo", note.photo, "photo.jpg");
  return form;
};

// Who sends, and a token of the session that is in force now; none where nobody is signed in.
export const ready = async () => {
  const answer = await ask(READY);
  if (answer?.ok) {
    const said = await answer.json();
    await setOwner(said.owner);
    return said;
  }
  return answer && answer.status !== 403 ? undefined : null;
};

// How one note fared: `sent`, `refused` with its reason, `signed-out`, or `later`.
const sendOne = async (note, token) => {
  const answer = await ask(SEND, { method: "POST", body: formOf(note, token) });
  if (!answer) return { how: "signed-out" };
  if (answer.ok) return { how: "sent" };
  if (![409, 413, 422].includes(answer.status)) return { how: "later" };
  const said = await answer.json().catch(() => ({}));
  // Somebody else has signed in since the token was given: their session is not ours to send in.
  return said.why === "owner" ? { how: "later" } : { how: "refused", why: said.why ?? String(answer.status) };
};

// Sends what waits, one after the other, in one tab at a time; what has arrived is forgotten here, and nothing else is.
const sendAll = async (refused) => {
  const said = await ready();
  if (said === null) return "signed-out";
  if (said === undefined) return "later";
  let how = "sent";
  for (const note of await notesOf(said.owner)) {
    if (note.refused && !refused) continue;
    const fared = await sendOne(note, said.token);
    if (fared.how === "sent") await forget(note.id);
    else if (fared.how === "refused") await keep({ ...note, refused: fared.why });
    else return fared.how;
    how = fared.how === "refused" ? "refused" : how;
  }
  return how;
};

// `again` also sends those that were not taken before. Says how it went; `offline` where there is no connection.
export const sendKept = async (again = false) => {
  if (!navigator.onLine) return "offline";
  const job = async () => {
    try {
      return await sendAll(again);
    } catch (error) {
      if (error instanceof TypeError || error.name === "TimeoutError") return "offline";
      throw error;
    }
  };
  // A tab that waits for another finds afterwards that nothing is left, and shows it.
  return navigator.locks ? navigator.locks.request(NAME, job) : job();
};
