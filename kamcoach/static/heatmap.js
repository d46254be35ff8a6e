// Arrow keys go from cell to cell of the heat map, Home and End along a row, Enter opens the person of the row.
// One cell is in the tab order at a time; without this script it is a table to scroll and links to follow.
const table = document.querySelector("table[data-grid]");

if (table) {
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.children]);
  let at = [0, 0];
  table.setAttribute("role", "grid");
  rows.forEach((cells, y) => cells.forEach((cell, x) => {
    cell.setAttribute("role", x ? "gridcell" : "rowheader");
    cell.tabIndex = -1;
    cell.addEventListener("focus", () => { at = [y, x]; mark(); });
  }));
  table.querySelectorAll("tbody a").forEach((link) => { link.tabIndex = -1; });

  const mark = () => rows.forEach((cells, y) => cells.forEach((cell, x) => {
    cell.tabIndex = y === at[0] && x === at[1] ? 0 : -1;
  }));
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const last = (list) => list.length - 1;
  const within = (value, most) => Math.min(Math.max(value, 0), most);

  table.addEventListener("keydown", (event) => {
    const [y, x] = at;
    let to = null;
    if (steps[event.key]) to = [within(y + steps[event.key][0], last(rows)), within(x + steps[event.key][1], last(rows[y]))];
    else if (event.key === "Home") to = [event.ctrlKey ? 0 : y, 0];
    else if (event.key === "End") to = [event.ctrlKey ? last(rows) : y, last(rows[y])];
    else if (event.key === "Enter" && event.target.tagName !== "A") rows[y][0].querySelector("a")?.click();
    if (!to) return;
    event.preventDefault();
    rows[to[0]][to[1]].focus();
    rows[to[0]][to[1]].scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  mark();
}
