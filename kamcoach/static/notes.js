// Saves each note as it is written. Without this module the page's buttons save the same way.

const page = document.getElementById("session");
const PAUSE = 900;
const RETRY = [2000, 5000, 15000, 30000];

class Note {
  constructor(box) {
    this.where = box.dataset.note;
    this.area = box.querySelector("textarea");
    this.base = box.querySelector("input[type=hidden]");
    this.status = box.querySelector(".saved");
    this.stored = this.area.defaultValue; // what the server rendered
    this.undecided = Boolean(this.status.querySelector(".conflict-here, .field-error"));
    this.busy = false;
    this.tries = 0;
    this.area.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.save(), PAUSE);
    });
    this.area.addEventListener("change", () => this.save());
  }

  get isUnsaved() {
    return this.area.value !== this.stored;
  }

  async save() {
    clearTimeout(this.pause);
    clearTimeout(this.retry);
    if (this.busy || this.choosing || (!this.isUnsaved && !this.undecided)) return;
    this.busy = true;
    const text = this.area.value;
    this.say(element("span", "", page.dataset.saving));
    let reply = null;
    try {
      reply = await post(this.where, { text, base: this.base.value });
    } catch {
      this.dropped();
    }
    this.busy = false;
    if (reply) this.answered(text, reply);
    if (reply && reply.status === 200 && this.isUnsaved) this.save();
  }

  answered(text, { status, body }) {
    if (status === 200) {
      this.base.value = body.revision;
      this.stored = text;
      this.undecided = false;
      this.tries = 0;
      this.say(element("span", "st st-done small", body.said));
    } else if (status === 409 && body && "theirs" in body) {
      this.base.value = body.revision;
      this.choose(body);
    } else if (status === 401 || status === 400) {
      this.say(element("span", "field-error", page.dataset.session), button(page.dataset.again, () => this.saveSignedIn()));
    } else if (status === 422 && body) {
      this.say(element("span", "field-error", body.problem));
    } else {
      this.dropped();
    }
  }

  dropped() {
    this.say(element("span", "field-error", page.dataset.dropped), button(page.dataset.again, () => this.save()));
    this.retry = setTimeout(() => this.save(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }

  async saveSignedIn() {
    await renewToken();
    this.save();
  }

  // Both texts stand there until the person says which one stays.
  choose({ problem, theirs }) {
    this.choosing = true;
    const box = element("div", "conflict-here", "");
    box.append(element("b", "", problem), ` ${page.dataset.conflict} `, element("q", "voice as-written", theirs));
    box.append(button(page.dataset.mine, () => this.decide(this.area.value, theirs)), button(page.dataset.theirs, () => this.decide(theirs, theirs)));
    this.say(box);
  }

  decide(text, theirs) {
    this.choosing = false;
    this.stored = theirs;
    this.area.value = text;
    this.undecided = true;
    this.save();
  }

  say(...parts) {
    this.status.replaceChildren(...parts.flatMap((part, place) => (place ? [" ", part] : [part])));
  }
}

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
  const response = await fetch(location.href, { redirect: "error" }).catch(() => null);
  if (!response || !response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  page.elements.csrf_token.value = fresh.querySelector("meta[name=csrf-token]").content;
}

async function post(where, fields) {
  const response = await fetch(page.dataset.save.replace("PART", where), {
    method: "POST",
    headers: { "X-CSRFToken": page.elements.csrf_token.value, Accept: "application/json" },
    body: new URLSearchParams(fields),
    redirect: "error",
    keepalive: true,
  });
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  return { status: response.status, body: isJson ? await response.json() : null };
}

const notes = page ? [...page.querySelectorAll(".note")].map((box) => new Note(box)) : [];
let leaving = false;
addEventListener("online", () => notes.forEach((note) => note.save()));
addEventListener("visibilitychange", () => {
  if (document.hidden) notes.forEach((note) => note.save());
});
addEventListener("beforeunload", (event) => {
  if (!leaving && notes.some((note) => note.isUnsaved)) event.preventDefault();
});
addEventListener("pageshow", () => (leaving = false));
if (page) page.addEventListener("submit", () => (leaving = true));
const bar = document.getElementById("saves-itself");
if (bar) bar.textContent = bar.dataset.says;
notes.forEach((note) => note.isUnsaved && note.save()); // a quick hand may have been before this script
