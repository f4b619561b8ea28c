// Before an officer signs out, what their browser still keeps is sent; where that cannot be done, they are asked first.
import { notesOf, owner, sendKept } from "./kept-visits.js";

const form = document.querySelector("form.sign-out");
const warning = document.getElementById("leaving");

const left = async () => {
  const name = await owner();
  return name ? (await notesOf(name)).length : 0;
};

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  let waiting = 0;
  try {
    if (await left()) await sendKept(true);
    waiting = await left();
  } catch { /* a browser that keeps nothing has nothing to lose */ }
  if (!waiting) {
    form.submit();
    return;
  }
  warning.hidden = false;
  const button = warning.querySelector("button");
  button.addEventListener("click", () => form.submit(), { once: true });
  button.focus();
});
