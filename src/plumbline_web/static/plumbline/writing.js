// A section in the writing: kept while somebody types, with quantities offered and a margin that says what does not
// hold. The page works without it. Nothing is written into the browser.

const root = document.querySelector(".pl-writing[data-save]");
const box = root.querySelector("#text");
const form = root.querySelector("#writing");
const margin = root.querySelector("[data-margin]");
const line = root.querySelector("[data-saved]");
const announced = root.querySelector("[data-announced]");
const PAUSE = 1500; // milliseconds after the last letter
const LONGEST = 6000; // milliseconds while somebody types on and on
const TRIES = [1, 2, 4, 8, 15, 30]; // seconds between tries while there is no network

// ---- Keeping what is typed ----

let base = root.dataset.base;
let known = box.value; // the text that the server has
let underWay = null;
let failed = 0;
let trouble = "";
let soon = 0;
let latest = 0;
let leaving = false;

const isKept = () => box.value === known;

function token() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.querySelector("[name=csrfmiddlewaretoken]").value;
}

const ask = (body, last = false) =>
  fetch(root.dataset.save, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify({ base, page: root.dataset.page, ...body }),
    keepalive: last,
    redirect: "manual",
  });

function later() {
  clearTimeout(soon);
  soon = setTimeout(() => keep(), PAUSE);
  latest ||= setTimeout(() => keep(), LONGEST);
  tell();
}

// as: "draft" or "version". Resolves when the server has answered; one after the other.
function keep(as = "draft") {
  clearTimeout(soon);
  clearTimeout(latest);
  latest = 0;
  underWay = (underWay || Promise.resolve()).then(() => send(as));
  return underWay;
}

async function send(as) {
  const text = box.value;
  if (as === "draft" && text === known) return null;
  try {
    const answer = await ask({ text, keep: as });
    if (answer.status === 200) {
      const said = await answer.json();
      known = text;
      failed = 0;
      base = said.base;
      form.elements.base.value = base;
      trouble = said.stopped || (said.holder ? `${said.holder} has taken this section over. What you type is kept as your draft, and stands beside theirs when you save.` : "");
      beside(said.margin);
      tell();
      return said;
    }
    if (answer.status === 422 || answer.status === 409) {
      trouble = (await answer.json()).why;
      tell();
      return null;
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) again("You are signed out. Sign in in another tab and leave this one open: it saves by itself.");
    else if (answer.status === 404) again("This section is no longer open to you. Ask the lead; copy your text before you leave.");
    else again("The site cannot save just now.");
  } catch {
    again("There is no network, or the site does not answer.");
  }
  return null;
}

function again(why) {
  trouble = why;
  clearTimeout(soon);
  soon = setTimeout(() => keep(), TRIES[Math.min(failed, TRIES.length - 1)] * 1000);
  failed += 1;
  tell();
}

let told = "";

function tell() {
  const words = isKept() ? "Kept. It becomes a version when you save or leave." : failed ? "Not kept yet." : "Keeping…";
  line.hidden = false;
  line.textContent = trouble ? `${isKept() ? "" : "Not kept yet. "}${trouble}` : words;
  line.classList.toggle("pl-writing__saved--not", Boolean(trouble));
  if (trouble !== told) announced.textContent = trouble || "What you type is kept again.";
  told = trouble;
}

box.addEventListener("input", later);
addEventListener("online", () => {
  if (failed) keep();
});
form.addEventListener("submit", async (event) => {
  const pressed = event.submitter;
  event.preventDefault();
  if (pressed?.name === "take" || pressed?.name === "stand") return instead(pressed);
  const said = await keep("version");
  if (!said || said.stopped) return;
  if (said.clash) {
    leaving = true;
    location.assign(said.clash);
  } else if (pressed?.name === "leave") {
    leaving = true;
    await ask({ keep: "leave" }).catch(() => null);
    location.assign(document.querySelector(".ds_breadcrumbs li:last-child a")?.href || location.href);
  } else {
    line.textContent = "Saved as a version.";
    announced.textContent = "Saved as a version.";
  }
});
addEventListener("beforeunload", (event) => {
  if (!isKept()) event.preventDefault();
});
// Leaving makes a version of what is kept, and gives the section up. A long text has been kept before: it is not sent.
addEventListener("pagehide", () => {
  if (!leaving) ask(isKept() || box.value.length > 15000 ? { keep: "leave" } : { keep: "leave", text: box.value }, true);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keep();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // it was left, so the section was given up
});

// ---- What stands beside the text ----

let waiting = "";

function beside(html) {
  if (margin.contains(document.activeElement)) {
    waiting = html; // nobody's place is taken away under their fingers
    return;
  }
  waiting = "";
  const open = margin.scrollTop;
  margin.innerHTML = html;
  margin.scrollTop = open;
  ready();
}

margin.addEventListener("focusout", (event) => {
  if (waiting && !margin.contains(event.relatedTarget)) queueMicrotask(() => beside(waiting));
});

function ready() {
  for (const button of margin.querySelectorAll("[data-show]")) button.hidden = false;
}

// Where a finding stands now; null where the text has changed there.
function placeOf(finding) {
  const { start, end, old } = finding.dataset;
  if (box.value.slice(Number(start), Number(end)) === old) return [Number(start), Number(end)];
  const first = box.value.indexOf(old);
  return first >= 0 && box.value.indexOf(old, first + 1) < 0 ? [first, first + old.length] : null;
}

margin.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show]");
  const place = button && placeOf(button.closest("[data-finding]"));
  if (!place) return;
  box.focus();
  box.setSelectionRange(...place);
});

// Puts a wording, or words that stand with a reason, in the place of what does not hold.
function instead(pressed) {
  const finding = pressed.closest("[data-finding]");
  const place = placeOf(finding);
  let text = finding.dataset.take;
  if (pressed.name === "stand") {
    const field = finding.querySelector("input");
    const why = field.value.replace(/[{}]/g, " ").split(/\s+/).filter(Boolean).join(" ");
    if (why.split(" ").length < 2) {
      announced.textContent = "Say in a few words why it may stand.";
      field.focus();
      return;
    }
    text = `[${finding.dataset.old.replace(/[[\]]/g, " ").split(/\s+/).filter(Boolean).join(" ")}]{stands: ${why}}`;
  }
  if (!place) {
    announced.textContent = "The text has changed there. Look at it again.";
    return;
  }
  put(...place, text);
  announced.textContent = "Put into the text.";
  keep();
}

// As if typed, so that it can be taken back by the keys for that.
function put(start, end, text) {
  box.focus();
  box.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, start, end, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// ---- Quantities offered while typing ----

const offers = JSON.parse(document.getElementById("offers-held").textContent);
const { words } = JSON.parse(document.getElementById("offering-words").textContent);
const phrases = new Set(words);
const longestPhrase = Math.max(...words.map((one) => one.split(" ").length));
const panel = root.querySelector("[data-offers]");
const list = panel.querySelector("[role=listbox]");
const offered = root.querySelector("[data-offered]");
const MOST = 30;
let shown = []; // the offers in the list
let at = -1; // which of them is chosen
let asked = null; // {start, end, words, brace}: what would be put in whose place

box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", "offers");
box.setAttribute("aria-haspopup", "listbox");

// What is being typed at the caret: the beginning of a quantity, or a word of quantity.
function typed() {
  const caret = box.selectionStart;
  if (caret !== box.selectionEnd) return null;
  const before = box.value.slice(Math.max(0, caret - 200), caret);
  const brace = before.match(/(\[[^\[\]\n]{1,150}\])?\{([\w .-]{0,40})$/);
  if (brace) {
    const own = brace[1] ? brace[1].slice(1, -1) : "";
    return { start: caret - brace[0].length, end: caret, words: own, find: brace[2].trim().toLowerCase(), brace: true };
  }
  if (/[\w’'-]/.test(box.value.charAt(caret))) return null;
  for (let n = longestPhrase; n > 0; n -= 1) {
    const last = before.match(new RegExp(`(?<![\\w’'-])(?:[A-Za-z’'-]+ +){${n - 1}}[A-Za-z’'-]+$`))?.[0];
    if (last && phrases.has(last.replace(/ +/g, " ").toLowerCase())) {
      return { start: caret - last.length, end: caret, words: last, find: "", brace: false };
    }
  }
  return null;
}

function look() {
  asked = typed();
  if (!asked || !offers.length) return close();
  const find = asked.find.split(/\s+/).filter(Boolean);
  const plain = asked.words.toLowerCase().replace(/^the /, "");
  const fits = offers.filter((one) => find.every((word) => `${one.id} ${one.title} ${one.prints} ${one.source}`.toLowerCase().includes(word)));
  const bears = (one) => plain && one.word.toLowerCase().replace(/^the /, "") === plain;
  shown = [...fits.filter(bears), ...fits.filter((one) => !bears(one))].slice(0, MOST);
  if (!shown.length) return close();
  list.replaceChildren(
    ...shown.map((one, place) => {
      const item = document.createElement("li");
      item.id = `offer-${place}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const prints = document.createElement("strong");
      prints.textContent = one.prints;
      const about = document.createElement("span");
      about.className = "pl-quiet";
      about.textContent = ` ${one.id.toUpperCase()} ${one.title}, ${one.source}`;
      item.append(prints, about);
      return item;
    }),
  );
  const first = panel.hidden;
  panel.hidden = false;
  if (first) uncover();
  choose(asked.brace ? 0 : -1);
  if (first || asked.brace) offered.textContent = `${shown.length === 1 ? "1 quantity" : `${shown.length} quantities`}. Down to choose, Enter to put in, Escape to leave.`;
}

// Scrolls as far as the line that is being typed would lie under the panel, which stays at the window's foot.
function uncover() {
  const style = getComputedStyle(box);
  const copy = document.createElement("div");
  const same = ["boxSizing", "fontFamily", "fontSize", "lineHeight", "letterSpacing", "paddingLeft", "paddingRight", "paddingTop", "width"];
  for (const name of same) copy.style[name] = style[name];
  Object.assign(copy.style, { overflowWrap: "break-word", position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap" });
  const mark = document.createElement("span");
  mark.textContent = "|";
  copy.append(box.value.slice(0, box.selectionStart), mark);
  document.body.append(copy);
  const line = box.getBoundingClientRect().top - box.scrollTop + mark.offsetTop + mark.offsetHeight;
  copy.remove();
  const hidden = line + 8 - panel.getBoundingClientRect().top;
  if (hidden > 0) scrollBy(0, hidden);
}

function choose(place) {
  list.children[at]?.setAttribute("aria-selected", "false");
  at = place;
  const item = list.children[at];
  if (!item) return box.removeAttribute("aria-activedescendant");
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", item.id);
}

function close() {
  if (!panel.hidden) offered.textContent = "";
  panel.hidden = true;
  shown = [];
  asked = null;
  at = -1;
  box.removeAttribute("aria-activedescendant");
}

function take(place) {
  const one = shown[place];
  const { start, end, words: own } = asked;
  const closing = box.value.charAt(end) === "}" ? 1 : 0;
  put(start, end + closing, own ? `[${own}]{${one.id}}` : `{${one.id}}`);
  close();
  offered.textContent = `Put in: ${one.prints}`;
  keep();
}

box.addEventListener("input", look);
box.addEventListener("click", () => {
  if (!panel.hidden) look();
});
box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (panel.hidden) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      asked = null;
      look();
      if (!asked && offers.length) put(box.selectionStart, box.selectionEnd, "{");
    }
    return;
  }
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (move && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    choose(at < 0 && move < 0 ? shown.length - 1 : (at + move + shown.length) % shown.length);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    take(at);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Tab"].includes(event.key)) close();
});
box.addEventListener("blur", () => setTimeout(() => panel.contains(document.activeElement) || close(), 150));
list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps its caret
list.addEventListener("click", (event) => {
  const item = event.target.closest("[role=option]");
  if (item) take([...list.children].indexOf(item));
});

ready();
box.focus({ preventScroll: true });
