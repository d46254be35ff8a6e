// Files that are being made: the page looks again every two seconds while one waits, and only the lines that changed
// are replaced, so that a focus or a reading position elsewhere stays.
const every = 2000;
const line = (item) => item.querySelector(".st")?.textContent;

async function look() {
  if (!document.querySelector(".exports [data-state='waiting']")) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const fresh of page.querySelectorAll(".exports > li")) {
      const shown = document.getElementById(fresh.id);
      if (shown && line(shown) !== line(fresh)) shown.replaceWith(fresh);
    }
    const again = document.querySelector(".look-again");
    if (again) again.hidden = !document.querySelector(".exports [data-state='waiting']");
  } catch {
    // No connection just now: the next look may find one.
  }
  setTimeout(look, every);
}
setTimeout(look, every);
