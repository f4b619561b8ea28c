// The note of a visit without a connection: kept here first, then sent; without this file the form sends itself.
import { keep, newId, notesOf, owner, ready, sendKept } from "./kept-visits.js";

const said = document.getElementById("visit-said");
const words = document.getElementById("visit").dataset;
const form = document.querySelector("#visit-form, .visit-form");
const list = document.getElementById("visit-kept");
const LONGEST_SIDE = 1280;
const MOST_BYTES = 3_000_000;
const AGAIN_MS = 60_000;
const CACHE = "askonce-visit";
const SHELL = "/zone/visit/kept";

const tell = (text) => { said.textContent = text; };

const shown = (note) => {
  const line = document.createElement("li");
  const label = form.querySelector(`input[name=kind][value=${note.kind}]`)?.labels[0]?.textContent.trim() ?? note.kind;
  const state = note.refused ? `${words.refused} ${note.refused}` : words.waits;
  line.textContent = [note.firm, label, note.photo ? words.photo : "", state].filter(Boolean).join(" · ");
  return line;
};

const look = async () => {
  const notes = await notesOf(await owner());
  list.querySelector("ul").replaceChildren(...notes.map(shown));
  list.hidden = !notes.length;
  return notes.length;
};

const TOLD = { sent: words.sent, offline: words.offline, "signed-out": words.signedOut, later: words.later };
const send = async (again = false) => {
  const before = await look();
  if (!before && !again) return;
  const how = await sendKept(again);
  document.getElementById("visit-sign-in").hidden = how !== "signed-out";
  await look();
  if (TOLD[how] && before) tell(TOLD[how]);
};

const small = async (file) => {
  if (!file) return undefined;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.72); });
    return made ?? file;
  } catch {
    return file;
  }
};

// What is wrong is said at its field, as the page of the office would say it.
const wrong = (name, text) => {
  const field = form.querySelector(`[name=${name}]`);
  const group = field.closest(".govuk-form-group");
  group.classList.add("govuk-form-group--error");
  const message = document.createElement("p");
  message.className = "govuk-error-message";
  message.id = `${name}-error`;
  message.textContent = words.error + (words.error.endsWith("：") ? "" : " ") + text;
  (group.querySelector(".govuk-radios") ?? field).before(message);
  const described = (group.querySelector("fieldset") ?? field);
  described.setAttribute("aria-describedby", [described.getAttribute("aria-describedby"), message.id].filter(Boolean).join(" "));
  return field;
};

const mend = () => {
  form.querySelectorAll(".govuk-error-message").forEach((one) => {
    form.querySelectorAll(`[aria-describedby~="${one.id}"]`).forEach((field) => {
      field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").split(" ").filter((id) => id !== one.id).join(" "));
    });
    one.remove();
  });
  form.querySelectorAll(".govuk-form-group--error").forEach((one) => one.classList.remove("govuk-form-group--error"));
};

const faults = (note) => [
  ...(note.firm ? [] : [["firm", words.needFirm]]),
  ...(note.kind ? [] : [["kind", words.needKind]]),
  ...(note.words ? [] : [["words", words.needWords]]),
  ...(note.photo && note.photo.size > MOST_BYTES ? [["photo", words.tooLarge]] : []),
];

// Two presses while a photo is made small are one note.
let busy = false;
const submitted = async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  try {
    await written();
  } catch {
    tell(words.unsaved);
    said.scrollIntoView({ block: "center" }); // the press is at the foot of the page, far from where this stands
  } finally {
    busy = false;
  }
};

const written = async () => {
  mend();
  const entered = new FormData(form);
  const note = { id: newId(), owner: await owner(), at: Date.now(), refused: "" };
  ["firm", "kind", "words", "volume", "price", "days"].forEach((name) => { note[name] = String(entered.get(name) ?? "").trim(); });
  note.photo = await small(entered.get("photo")?.size ? entered.get("photo") : undefined);
  const found = faults(note);
  if (found.length) {
    found.map(([name, text]) => wrong(name, text))[0].focus();
    return;
  }
  await keep(note);
  form.reset();
  tell(words.saved);
  form.querySelector("#firm").focus();
  await look();
  await send();
};

// Keeps the page itself and what it loads, and nothing older.
const store = async () => {
  const answer = await fetch(SHELL, { redirect: "manual", cache: "no-store" });
  if (!answer.ok) return;
  const cache = await caches.open(CACHE);
  const loaded = [...document.querySelectorAll("link[href], script[src]")].map((one) => one.href || one.src);
  const also = words.also.split(" ").filter(Boolean).map((one) => new URL(one, location.href).href);
  const wanted = [...new Set([...loaded, ...also])].filter((one) => new URL(one).pathname.startsWith("/static/"));
  await Promise.all(wanted.map(async (one) => { if (!(await cache.match(one, { ignoreVary: true }))) await cache.add(one); }));
  await cache.put(SHELL, answer);
  const stays = new Set([...wanted, new URL(SHELL, location.href).href]);
  await Promise.all((await cache.keys()).filter((one) => !stays.has(one.url)).map((one) => cache.delete(one)));
};

const begin = async () => {
  // Whose notes these are is known once somebody was signed in here; before that the form sends itself.
  if (navigator.onLine) await ready().catch(() => undefined);
  if (!(await owner())) return;
  navigator.storage?.persist?.().catch(() => undefined); // so that a full phone does not make room with notes
  form.addEventListener("submit", submitted);
  document.getElementById("visit-send").addEventListener("click", () => { tell(words.sending); send(true); });
  addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(() => send(), AGAIN_MS);
  form.dataset.keeps = "yes";
  if (navigator.serviceWorker && navigator.onLine) {
    await navigator.serviceWorker.register("/zone/visit/worker.js", { scope: "/zone/visit" });
    await store().catch(() => undefined);
    form.dataset.stored = "yes";
  }
  await send();
};
begin().catch(() => undefined);
