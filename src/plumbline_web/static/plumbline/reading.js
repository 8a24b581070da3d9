// Saves each answer of a reading as it is given, and leads through the questions by keys. The page works without it.
//
// What is not saved yet is kept here, in memory alone: nothing about a case is ever written into the browser.

const root = document.querySelector(".pl-reading[data-save]");
const WAIT_FOR_TYPING = 700; // milliseconds after the last letter
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds between tries while there is no network
const MOST_AT_ONCE = 50;

const nodes = new Map([...root.querySelectorAll("[data-path]")].map((one) => [one.dataset.path, one]));
const line = root.querySelector("[data-saved]");
const announced = root.querySelector("[data-announced]");
let version = Number(root.dataset.version);

// ---- What a question holds ----

function valueOf(question) {
  const inputs = [...question.querySelectorAll("input:not([type=hidden]), textarea")];
  if (question.dataset.kind.startsWith("select")) {
    return inputs.filter((one) => one.checked).map((one) => one.value).join(" ");
  }
  return inputs[0].value;
}

function show(question, value) {
  const chosen = new Set(value.split(" "));
  for (const one of question.querySelectorAll("input:not([type=hidden]), textarea")) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = chosen.has(one.value);
    else one.value = value;
  }
}

const questions = () => [...root.querySelectorAll(".pl-question")].filter((one) => !one.closest("[hidden]"));
const isAnswered = (question) =>
  valueOf(question).trim() !== "" && question.querySelector("[data-wrong]").hidden;

// ---- Saving ----

const known = new Map(); // path -> the value that the server has
const waiting = new Map(); // path -> what is to be sent
const refused = new Map(); // path -> what the server will not keep
let sent = []; // what is on its way, or was and is sent again
let underWay = false;
let failed = 0; // tries in a row that came to nothing
let stopped = ""; // why nothing more can be saved
let timer = 0;
let typing = 0;

for (const [path, node] of nodes) if (node.matches(".pl-question")) known.set(path, valueOf(node));

const unsaved = () => new Set([...waiting.keys(), ...sent.map((one) => one.path), ...refused.keys()]).size;

function give(path, value) {
  const was = sent.find((one) => one.path === path);
  if (value === (was ? was.value : known.get(path))) waiting.delete(path);
  else {
    waiting.set(path, {
      path,
      value,
      over: Number(nodes.get(path)?.dataset.version || 0),
      mark: [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join(""),
    });
  }
  refused.delete(path);
  tell();
}

function changed(question, soon) {
  give(question.dataset.path, valueOf(question));
  count();
  clearTimeout(typing);
  typing = setTimeout(() => send(), soon ? 0 : WAIT_FOR_TYPING);
}

function token() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : root.querySelector("[name=csrfmiddlewaretoken]").value;
}

// last: the page is being left. ask: also with nothing to send, to hear what other tabs changed.
async function send({ last = false, ask = false } = {}) {
  if (underWay || stopped) return;
  if (!sent.length) {
    sent = [...waiting.values()].slice(0, MOST_AT_ONCE);
    for (const one of sent) waiting.delete(one.path);
  }
  if (!sent.length && !ask) return;
  underWay = true;
  clearTimeout(timer);
  tell();
  try {
    const answer = await fetch(root.dataset.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ saves: sent, seen: version }),
      keepalive: last,
      redirect: "manual",
    });
    await take(answer);
  } catch {
    again("There is no network, or the site does not answer.");
  }
  underWay = false;
  tell();
  if (!failed && (waiting.size || sent.length)) send();
  else if (!failed) for (const done of flushed.splice(0)) done();
}

async function take(answer) {
  if (answer.status === 200) {
    const said = await answer.json();
    const before = sent;
    sent = [];
    failed = 0;
    saved(said, before);
  } else if (answer.status === 409 || answer.status === 404) {
    stopped = answer.status === 409 ? (await answer.json()).why : "This record is no longer dealt to you. Ask the lead.";
  } else if (answer.status === 422) {
    // Of several, one by one, so that one that cannot be kept holds up none of the others.
    const why = (await answer.json()).why;
    if (sent.length === 1) {
      refused.set(sent[0].path, why);
      nodes.get(sent[0].path)?.querySelector("[data-other]")?.replaceChildren(why);
    } else {
      for (const one of sent.slice(1)) if (!waiting.has(one.path)) waiting.set(one.path, one);
    }
    sent = sent.length === 1 ? [] : sent.slice(0, 1);
  } else if (answer.type === "opaqueredirect" || answer.status === 403) {
    again("You are signed out. Sign in in another tab and leave this one open: it saves by itself.");
  } else again("The site cannot save just now.");
}

let reason = "";

function again(why) {
  reason = why;
  timer = setTimeout(() => send(), PAUSES[Math.min(failed, PAUSES.length - 1)] * 1000);
  failed += 1;
}

function saved(said, before) {
  version = said.version;
  for (const field of root.querySelectorAll("[name=seen]")) field.value = version;
  const values = new Map(before.map((one) => [one.mark, one.value]));
  for (const one of said.saved) {
    const node = nodes.get(one.path);
    known.set(one.path, values.get(one.mark));
    if (node) node.dataset.version = one.version;
    if (waiting.has(one.path)) waiting.get(one.path).over = one.version;
    if (node && one.other !== null) offer(node, one.other);
  }
  for (const one of said.changed) {
    const node = nodes.get(one.path);
    if (!node?.matches(".pl-question") || waiting.has(one.path)) continue;
    if (known.get(one.path) !== one.value) {
      show(node, one.value);
      node.querySelector("[data-other]").replaceChildren("Answered in another tab.");
    }
    known.set(one.path, one.value);
    node.dataset.version = one.version;
  }
  const anew = [];
  for (const [path, state] of Object.entries(said.state)) {
    const node = nodes.get(path);
    if (node) stands(node, state);
    if (state.count !== undefined && node && Number(node.dataset.count) !== state.count) anew.push(path);
  }
  count();
  for (const path of anew) bringAnew(path);
}

// How one node stands now, as the server worked it out.
function stands(node, state) {
  node.hidden = !state.asked;
  if (state.label !== undefined) node.querySelector("[data-label]").textContent = state.label;
  if (state.hint !== undefined && node.querySelector("[data-hint]")) node.querySelector("[data-hint]").textContent = state.hint;
  if (state.value !== undefined && node.querySelector("[data-value]")) node.querySelector("[data-value]").textContent = state.value;
  if (!node.matches(".pl-question")) return;
  node.toggleAttribute("data-required", state.required);
  node.querySelector("[data-optional]").hidden = state.required;
  const wrong = node.querySelector("[data-wrong]");
  wrong.textContent = state.wrong || "";
  wrong.hidden = !state.wrong;
  for (const one of node.querySelectorAll("input:not([type=hidden]), textarea")) {
    if (one.type !== "radio" && one.type !== "checkbox") one.toggleAttribute("aria-invalid", Boolean(state.wrong));
    else if (state.choices) one.closest(".pl-answer").hidden = !state.choices.includes(one.value) && !one.checked;
  }
}

// Another tab answered the same question: both are kept, and the other can be taken.
function offer(question, other) {
  const place = question.querySelector("[data-other]");
  const input = [...question.querySelectorAll("input")].find((one) => one.value === other && other);
  const words = input?.labels?.[0]?.innerText || other || "left empty";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pl-link";
  button.textContent = "Take that one";
  button.addEventListener("click", () => {
    show(question, other);
    changed(question, true);
    place.replaceChildren();
  });
  place.replaceChildren(`In another tab this was answered “${words}”. Your answer here stands; both are kept. `, button);
}

// A group is asked more or less often than the page shows: its part comes anew from the server.
async function bringAnew(path) {
  await settled();
  const answer = await fetch(location.href.split("#")[0]);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = [...page.querySelectorAll("[data-path]")].find((one) => one.dataset.path === path);
  const old = nodes.get(path);
  if (!fresh || !old || unsaved()) return;
  for (const one of old.querySelectorAll("[data-path]")) nodes.delete(one.dataset.path);
  old.replaceWith(document.adoptNode(fresh));
  nodes.set(path, fresh);
  for (const one of fresh.querySelectorAll("[data-path]")) {
    nodes.set(one.dataset.path, one);
    if (one.matches(".pl-question")) known.set(one.dataset.path, valueOf(one));
  }
  count();
}

const flushed = [];

// Resolves when all is saved; after five seconds in any case.
function settled() {
  clearTimeout(typing);
  if (!waiting.size && !sent.length) return Promise.resolve();
  return new Promise((done) => {
    flushed.push(done);
    setTimeout(done, 5000);
    send();
  });
}

let lastTold = 0;

function tell() {
  const left = unsaved();
  const trouble = stopped || (failed && left ? reason : "");
  line.classList.toggle("pl-strip__saved--not", Boolean(left && (trouble || refused.size)));
  if (left && (trouble || refused.size)) line.textContent = `Not saved yet (${left}). ${trouble}`;
  else line.textContent = left ? "Saving…" : known.size ? "All saved" : "";
  // Read out only when it begins to matter, and when it is over.
  const told = trouble ? left : 0;
  if (Boolean(told) !== Boolean(lastTold)) {
    announced.textContent = told ? line.textContent : "All answers are saved.";
  }
  lastTold = told;
}

root.addEventListener("input", (event) => {
  const question = event.target.closest(".pl-question");
  if (question) changed(question, event.target.type === "radio" || event.target.type === "checkbox");
});
root.addEventListener("change", (event) => {
  const question = event.target.closest(".pl-question");
  if (question) changed(question, true);
});
addEventListener("online", () => {
  if (failed) send();
});
addEventListener("beforeunload", (event) => {
  if (unsaved()) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  send(document.visibilityState === "hidden" ? { last: true } : { ask: true });
});

// Links and buttons of the page itself wait until all is saved.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.getAttribute("href").startsWith("#") || !unsaved()) return;
  if (link.hasAttribute("data-now")) return;
  event.preventDefault();
  await settled();
  location.assign(link.href);
});
root.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { form, submitter } = { form: event.target, submitter: event.submitter };
  await settled();
  if (!unsaved()) {
    form.noValidate = true;
    const more = document.createElement("input");
    more.type = "hidden";
    more.name = submitter?.name || "";
    more.value = submitter?.value || "";
    if (more.name) form.append(more);
    form.submit();
  }
});

// ---- How far it is ----

function count() {
  let done = 0;
  let asked = 0;
  for (const item of root.querySelectorAll("[data-part]")) {
    const part = document.getElementById(item.dataset.part);
    const all = [...part.querySelectorAll(".pl-question")].filter((one) => !one.closest("[hidden]"));
    const answered = all.filter(isAnswered).length;
    item.hidden = part.hidden;
    item.querySelector("[data-progress]").textContent = `${answered} of ${all.length}`;
    done += answered;
    asked += all.length;
  }
  root.querySelector("[data-done]").textContent = done;
  root.querySelector("[data-asked]").textContent = asked;
}

// ---- Keys ----

const keys = root.querySelector("[data-keys]");
const search = root.querySelector("[data-search]");
const OFF = "plumbline.reading.keys.off";
let at = null;

function focusOn(question) {
  if (!question) return;
  at = question;
  const inputs = [...question.querySelectorAll("input:not([type=hidden]), textarea")].filter((one) => !one.closest("[hidden]"));
  (inputs.find((one) => one.checked) || inputs[0])?.focus({ preventScroll: true });
  question.scrollIntoView({ block: "start" });
}

function step(by, wanted) {
  const all = questions();
  const here = all.indexOf(at);
  const order = by > 0 ? all.slice(here + 1) : here < 0 ? [] : all.slice(0, here).reverse();
  const found = order.find(wanted) || (by > 0 ? all.find(wanted) : null);
  focusOn(found);
}

root.addEventListener("focusin", (event) => {
  at = event.target.closest(".pl-question") || at;
});

const isTyping = (one) =>
  one.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=button])") || one.isContentEditable;

const DOES = {
  j: () => step(1, () => true),
  k: () => step(-1, () => true),
  n: () => step(1, (one) => !isAnswered(one)),
  p: () => step(-1, (one) => !isAnswered(one)),
  g: () => {
    const guidance = at?.querySelector(".pl-guidance");
    if (guidance) guidance.open = !guidance.open;
  },
  "/": () => search?.focus(),
  "?": () => {
    const help = root.querySelector(".pl-keys");
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event.target) && event.target.closest(".pl-reading")) {
    const question = event.target.closest(".pl-question");
    event.target.blur();
    if (question) {
      question.tabIndex = -1;
      question.focus({ preventScroll: true });
    }
    return;
  }
  if (!keys?.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (/^[1-9]$/.test(event.key) && at) {
    const one = [...at.querySelectorAll("input[data-key]")].find((input) => input.dataset.key === event.key);
    if (one && !one.closest("[hidden]")) {
      event.preventDefault();
      one.focus({ preventScroll: true });
      one.click();
    }
  } else if (DOES[event.key]) {
    event.preventDefault();
    DOES[event.key]();
  }
});

// Whether keys are used is no case data: it may be kept for next time.
try {
  keys.checked = localStorage.getItem(OFF) !== "yes";
  keys.addEventListener("change", () => {
    if (keys.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
} catch {
  keys.checked = true;
}
for (const one of root.querySelectorAll("[data-with-script]")) one.hidden = false;
root.querySelector("[data-next]").addEventListener("click", DOES.n);

// ---- Searching the guidance ----

search?.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = !words.length
    ? []
    : questions().filter((one) => {
        const text = one.innerText.toLowerCase() + (one.querySelector(".pl-guidance")?.textContent.toLowerCase() || "");
        return words.every((word) => text.includes(word));
      });
  const list = root.querySelector("[data-found]");
  list.replaceChildren(
    ...found.slice(0, 12).map((one) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${one.id}`;
      link.textContent = one.querySelector("[data-label]").textContent;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const guidance = one.querySelector(".pl-guidance");
        if (guidance) guidance.open = true;
        focusOn(one);
      });
      item.append(link);
      return item;
    }),
  );
  root.querySelector("[data-found-count]").textContent = words.length
    ? `${found.length === 1 ? "1 question" : `${found.length} questions`}`
    : "";
});
search?.form?.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  root.querySelector("[data-found] a")?.click();
});

tell();
count();
if (location.hash) {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.matches(".pl-question")) focusOn(named);
}
