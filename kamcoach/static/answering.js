// Saves each answer as the person taps. Without this module the page's buttons save the same way.

const sheet = document.getElementById("sheet");
const words = sheet.dataset;
let token = document.querySelector("meta[name=csrf-token]").content;
const RETRY = [2000, 5000, 15000, 30000];
const TYPING_PAUSE = 900;

class Item {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.code = fieldset.dataset.item;
    this.base = sheet.elements[`${this.code}-base`];
    this.note = sheet.elements[`${this.code}-note`];
    this.account = sheet.elements[`${this.code}-account`]; // only where there are key accounts to choose from
    this.status = fieldset.querySelector(".saved");
    this.stored = this.rendered(); // not what stands there now: a quick thumb may have been before this script
    this.waiting = null; // a save that is not acknowledged yet: {content, operation}
    this.conflict = false; // shown, and not decided yet: nothing is sent meanwhile
    this.held = false; // sending the page now would lose or override something
    this.sending = false;
    this.tries = 0;
    this.problem = fieldset.classList.contains("not-saved");
    fieldset.addEventListener("change", () => this.changed());
    this.note.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.changed(), TYPING_PAUSE);
    });
  }

  // What is answered in words has no tick: the words are the answer.
  get isInWords() {
    return !this.fieldset.querySelector("input[type=radio]");
  }

  get isAnswered() {
    return Boolean(this.isInWords ? this.stored.note.trim() : this.stored.value);
  }

  read() {
    const chosen = this.fieldset.querySelector("input[type=radio][name$='-value']:checked");
    return { value: chosen ? chosen.value : "", note: this.note.value, account: this.account ? this.account.value : "" };
  }

  rendered() {
    const chosen = [...this.fieldset.querySelectorAll("input[type=radio][name$='-value']")].find((one) => one.defaultChecked);
    const account = this.account ? [...this.account.options].find((one) => one.defaultSelected) : null;
    return { value: chosen ? chosen.value : "", note: this.note.defaultValue, account: account ? account.value : "" };
  }

  write({ value, note, account }) {
    for (const radio of this.fieldset.querySelectorAll("input[type=radio]")) radio.checked = radio.value === value;
    this.note.value = note;
    if (this.account) this.account.value = account;
  }

  changed() {
    clearTimeout(this.typing);
    const content = this.read();
    if (same(content, this.waiting ? this.waiting.content : this.stored) && !this.problem) return;
    this.waiting = { content, operation: crypto.randomUUID() };
    if (this.conflict) return;
    this.tries = 0;
    this.send();
  }

  async send() {
    if (this.sending || !this.waiting || this.conflict) return;
    clearTimeout(this.retry);
    this.sending = true;
    const attempt = this.waiting;
    this.say(words.saving);
    let reply = null;
    try {
      reply = await post(this.code, { ...attempt.content, base: this.base.value, operation: attempt.operation });
    } catch {
      this.dropped();
    }
    this.sending = false;
    if (reply) this.answered(attempt, reply);
    if (this.waiting && this.waiting !== attempt) this.send();
    showProgress();
  }

  answered(attempt, { status, body }) {
    if (status === 200) {
      this.base.value = body.revision;
      this.stored = attempt.content;
      if (this.waiting === attempt) this.waiting = null;
      this.tries = 0;
      this.say(body.said, "done");
    } else if (body && body.conflict) {
      this.base.value = body.revision;
      this.conflicts(body);
    } else if (status === 401 || status === 400) {
      this.fail(words.session, "", () => this.sendSignedIn());
      this.held = true;
    } else if (status === 503 && body && body.problem) {
      this.dropped(body.problem);
    } else if (body && body.problem) {
      this.fail(body.problem, words.kept);
    } else {
      this.dropped();
    }
  }

  dropped(text = words.dropped) {
    this.fail(text, words.kept);
    this.held = true;
    this.retry = setTimeout(() => this.send(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }

  say(text, kind) {
    this.problem = this.held = false;
    this.fieldset.classList.remove("not-saved");
    const line = element("span", kind === "done" ? "st st-done small" : "", text);
    this.status.replaceChildren(line);
  }

  fail(text, kept, act = () => this.send()) {
    this.problem = true;
    this.held = false;
    this.fieldset.classList.add("not-saved");
    const again = button(words.again, act);
    this.status.replaceChildren(element("span", "field-error", text), ` ${kept} `, again);
  }

  async sendSignedIn() {
    await renewToken();
    this.send();
  }

  conflicts({ problem, conflict }) {
    this.problem = this.conflict = this.held = true;
    const other = [!this.isInWords && this.label(conflict.value), conflict.note && `“${conflict.note}”`, conflict.account_name].filter(Boolean).join(", ");
    const box = element("div", "conflict-here", "");
    box.append(element("b", "", problem), " ", words.conflict.replace("{other}", () => other), document.createElement("br"));
    box.append(button(words.mine, () => this.keep()));
    box.append(button(words.theirs, () => this.take(conflict)));
    this.status.replaceChildren(box);
  }

  keep() {
    this.conflict = false;
    this.send();
  }

  take({ value, note, account, at }) {
    this.conflict = false;
    this.stored = { value: this.isInWords ? "" : value || "", note, account: account || "" };
    this.waiting = null;
    this.write(this.stored);
    this.say(at, "done");
    showProgress();
  }

  label(value) {
    const radio = this.fieldset.querySelector(`input[type=radio][value='${CSS.escape(value || "")}']`);
    return radio ? radio.parentElement.querySelector(".pt").innerText.replace(/\s+/g, " ") : words.none;
  }
}

const same = (a, b) => a.value === b.value && a.note === b.note && a.account === b.account;

function element(name, classes, text) {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}

function button(text, act) {
  const made = element("button", "btn btn-plain", text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

// Who signed in again in another tab has a new session; this page's token belongs to the old one.
async function renewToken() {
  try {
    const response = await fetch(location.href, { redirect: "error" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (response.ok) token = sheet.elements.csrf_token.value = page.querySelector("meta[name=csrf-token]").content;
  } catch {
    // still signed out, or no connection: sending says so
  }
}

async function post(item, fields) {
  const response = await fetch(words.save.replace("ITEM", item), {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
    body: new URLSearchParams(fields),
    redirect: "error",
    keepalive: true,
  });
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  return { status: response.status, body: isJson ? await response.json() : null };
}

const items = [...sheet.querySelectorAll("fieldset.item")].map((fieldset) => new Item(fieldset));

function showProgress() {
  const answered = items.filter((item) => item.isAnswered).length;
  const unsaved = items.filter((item) => item.waiting).length;
  document.getElementById("progress").value = answered;
  const text = words.progress.replace("{done}", answered).replace("{all}", items.length);
  const line = document.getElementById("progress-text");
  line.replaceChildren(text);
  if (unsaved) line.append(", ", element("b", "", words.unsaved.replace("{count}", unsaved)));
}

addEventListener("online", () => items.forEach((item) => item.send()));
addEventListener("visibilitychange", () => {
  if (document.hidden) items.forEach((item) => item.changed());
});
addEventListener("beforeunload", (event) => {
  if (!leaving && items.some((item) => item.waiting)) event.preventDefault();
});
let leaving = false;
sheet.addEventListener("submit", (event) => {
  const held = items.find((item) => item.held);
  if (leaving || held) event.preventDefault();
  if (held) held.status.querySelector("button").focus();
  else leaving = true;
});
addEventListener("pageshow", () => (leaving = false));
items.forEach((item) => same(item.read(), item.stored) || item.changed());
