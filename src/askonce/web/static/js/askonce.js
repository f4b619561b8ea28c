// Wakes the components of the page; nothing on a page needs this to work.
import { initAll } from "./govuk-frontend.js";

const wake = (scope) => {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  initAll({ scope });
};
wake(document.documentElement);
// What htmx puts in place wakes too, and whoever listens to the page is told by its live region.
document.body.addEventListener("htmx:afterSettle", (event) => wake(event.target));
