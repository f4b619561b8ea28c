// The workbench: single keys in the list, which can be switched off, and buttons that copy. Nothing needs them.
const KEPT = "askonce-work-keys";
const help = document.querySelector(".work-keys");
const box = document.getElementById("keys-on");

// A browser may refuse to keep anything; then the keys are on until the page is left.
const kept = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
const keep = (value) => { try { localStorage.setItem(KEPT, value); } catch { /* nothing is kept */ } };

const types = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

const step = (by) => {
  const links = [...document.querySelectorAll(".work-what a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
  links[next].focus();
};

const open = () => {
  help.open = true;
  help.querySelector("summary").focus();
};

if (help && box) {
  help.hidden = false;
  box.checked = kept() !== "off";
  box.addEventListener("change", () => keep(box.checked ? "on" : "off"));
  const doing = { j: () => step(1), k: () => step(-1), "?": open };
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    const does = box.checked && plain && !types(event.target) && doing[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
}

const said = document.getElementById("copied");
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    said.textContent = "";
    requestAnimationFrame(() => { said.textContent = said.dataset.said; });
  });
}
