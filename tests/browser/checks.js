// What axe does not look at (WCAG 2.2: target size, focus appearance, focus not obscured). Each returns what is wrong.

const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
const COMFORTABLE = ".btn, button, select, .item input, .nav-main a, .form-control";

// What a second look in another width and other colours can change; the rest is in the document itself.
const LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"];

async function violations(again = false) {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  const found = await axe.run(again ? { ...options, runOnly: { type: "rule", values: LOOKS } } : options);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`));
}

// A field is hit through its label too, and an answer's field has no look of its own.
function sizeOf(element) {
  const labels = [...(element.labels ?? [])];
  const parts = [element, ...labels, ...labels.flatMap((label) => [...label.children])];
  const seen = parts.map((part) => part.getBoundingClientRect()).filter((box) => box.width > 1 && box.height > 1);
  const top = Math.min(...seen.map((box) => box.top));
  const bottom = Math.max(...seen.map((box) => box.bottom));
  return { width: Math.max(...seen.map((box) => box.width)), height: bottom - top };
}

// A link inside a sentence is as high as its line (2.5.8 allows that).
function isWithinText(element) {
  if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
  return element.parentElement.innerText.trim().length > element.innerText.trim().length + 2;
}

function tooSmall(least, comfortable) {
  const wrong = [];
  for (const element of document.querySelectorAll(TARGETS)) {
    // the link past the navigation shows only while it has the focus
    if (!element.checkVisibility() || element.closest(".skip, [hidden]") || isWithinText(element)) continue;
    const { width, height } = sizeOf(element);
    const wanted = element.matches(COMFORTABLE) ? comfortable : least;
    if (Math.min(width, height) < wanted - 0.5) wrong.push(`${nameOf(element)} is ${width} × ${height}`);
  }
  return wrong;
}

// After one real Tab the browser shows focus as for a keyboard, wherever a script then puts it.
function unseenFocus() {
  const wrong = [];
  for (const element of document.querySelectorAll(`${TARGETS}, [tabindex="0"]`)) {
    if (!element.checkVisibility() || element.closest("[hidden]")) continue;
    element.focus();
    const shown = element.matches(":is(.item, .choices) [type=radio]") ? element.nextElementSibling : element;
    if (document.activeElement !== element) wrong.push(`${nameOf(element)} takes no focus`);
    else if (!isOutlined(shown)) wrong.push(`${nameOf(element)} shows no focus`);
    else if (isCovered(shown)) wrong.push(`${nameOf(element)} has the focus out of sight`);
  }
  return wrong;
}

function isOutlined(element) {
  const style = getComputedStyle(element);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}

function isCovered(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  if (height > innerHeight / 2) return false;
  const hit = document.elementFromPoint(left + Math.min(width / 2, 40), top + height / 2);
  return !hit || !(element.contains(hit) || hit.contains(element));
}

function sideways() {
  return Math.max(0, document.documentElement.scrollWidth - innerWidth);
}

function nameOf(element) {
  return `${element.tagName} .${element.className} ${element.name ?? ""} “${element.innerText ?? ""}”`;
}

globalThis.checks = { violations, tooSmall, unseenFocus, sideways };
