// Small help for every page; all of it works without.

// A form that was sent is not sent twice by a second tap.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// Coming back by the back button, the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The first thing that needs attention gets the focus.
const problem = document.querySelector("#missing, [aria-invalid='true'], .is-invalid");
if (problem) problem.focus();

// Printing needs a script; without one the browser's own menu does it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
