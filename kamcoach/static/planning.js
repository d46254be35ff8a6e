// Dates in the making: the page looks again every second until nobody waits. Without this, "Look again" does it.
const every = 1000;

async function look() {
  const shown = document.getElementById("progress");
  if (shown.dataset.waiting === "0") return;
  try {
    const answer = await fetch(location.href);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("progress");
      if (fresh && fresh.dataset.waiting !== shown.dataset.waiting) shown.replaceWith(fresh);
      const again = document.querySelector(".look-again");
      if (again) again.hidden = fresh?.dataset.waiting === "0";
    }
  } catch {
    // No connection just now: the next look may find one.
  }
  setTimeout(look, every);
}
setTimeout(look, every);
