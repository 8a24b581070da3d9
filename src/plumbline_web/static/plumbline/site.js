// What the pages do better where a script runs. Every page works without it.

// A form that came back with errors: the reader starts at the summary.
document.getElementById("error-summary")?.focus();

// Who presses a button twice means it once: while a form is on its way, it is not sent again. A form that is answered with
// a file stays on the page, so after a while it can be.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The calendar beside a date. The design system's module is fetched only by pages that have one.
const dates = document.querySelectorAll('[data-module="ds-datepicker"]');
if (dates.length) {
  import(document.body.dataset.designSystem).then(({ default: system }) => {
    for (const date of dates) new system.components.DatePicker(date).init();
  });
}

// A region is a stop of the Tab key only while there is something to scroll in it. What is inside is watched too: a table
// grows when its letters arrive, and the region around it does not.
if ("ResizeObserver" in window) {
  const seen = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const region = target.closest(".pl-scroll");
      if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  });
  for (const one of document.querySelectorAll(".pl-scroll, .pl-scroll > *")) seen.observe(one);
}

// A part of a page that was asked for and led elsewhere, as to signing in once the day is over: the whole page follows.
document.addEventListener("htmx:before:response", (event) => {
  if (!event.detail.ctx.response.raw.redirected) return;
  event.preventDefault();
  location.reload();
});

// A session ends when nothing was asked for in a long time. That is said in time, and one button puts it off. What any
// page of this browser asks for counts, so the time is held in common; it is all that is kept in the browser.
const signingOut = document.getElementById("signing-out");
if (signingOut) {
  const signedOut = document.getElementById("signed-out");
  const [warned, look, kept] = [10 * 60_000, 15_000, "plumbline signed in until"];
  let until = 0;
  let told = false;

  const renew = () => {
    until = Date.now() + Number(signingOut.dataset.seconds) * 1000;
    told = false;
    if (signingOut.open) signingOut.close();
    try {
      localStorage.setItem(kept, String(until));
    } catch {
      // A browser that keeps nothing knows of this page alone.
    }
  };

  const ended = () => {
    if (signingOut.open) signingOut.close();
    signedOut.showModal();
    clearInterval(looking);
  };

  const lookAgain = () => {
    try {
      until = Math.max(until, Number(localStorage.getItem(kept)) || 0);
    } catch {
      // As above.
    }
    const left = until - Date.now();
    if (left <= 0) return ended();
    if (left > warned) {
      told = false;
      if (signingOut.open) signingOut.close();
    } else if (!told) {
      told = true;
      const at = new Date(until).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      signingOut.querySelector("[data-pl-at]").textContent = at;
      signingOut.showModal();
    }
  };

  const looking = setInterval(lookAgain, look);
  renew();
  document.addEventListener("visibilitychange", () => document.hidden || signedOut.open || lookAgain());
  signedOut.querySelector("button").addEventListener("click", () => signedOut.close());
  signingOut.querySelector("button").addEventListener("click", async () => {
    try {
      const answer = await fetch(signingOut.dataset.stay, { method: "HEAD", redirect: "manual" });
      if (answer.ok) renew();
      else if (answer.type === "opaqueredirect") ended();
    } catch {
      // Out of reach just now: the dialogue stays, and the button can be pressed again.
    }
  });
  // What is saved while somebody types counts as well, whichever script sends it.
  new PerformanceObserver((list) => {
    if (list.getEntries().some((one) => one.initiatorType === "fetch" && one.responseStatus === 200)) renew();
  }).observe({ type: "resource" });
}

// Intervals that are folded on screen are printed.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll(".pl-range:not([open])")];
  for (const one of unfolded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of unfolded) one.open = false;
});

// Copy a table into a spreadsheet: cells between tabs. What a spreadsheet would take for a formula is kept as text.
function cellText(cell) {
  const copy = cell.cloneNode(true);
  for (const part of copy.querySelectorAll(".visually-hidden, summary, button, svg, .pl-sort span")) part.remove();
  const text = copy.textContent.replace(/\s+/g, " ").trim();
  return /^[=+\-@]/.test(text) && !/^[+-]?[\d.,]+%?$/.test(text) ? `'${text}` : text;
}

function tableText(table) {
  return [...table.rows].map((row) => [...row.cells].map(cellText).join("\t")).join("\n");
}

async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const box = document.createElement("textarea");
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (!done) throw new Error("The browser did not copy.");
}

for (const button of document.querySelectorAll("[data-pl-copy]")) {
  const table = document.getElementById(button.dataset.plCopy);
  if (!table) continue;
  const said = document.createElement("span");
  said.className = "pl-said";
  said.setAttribute("role", "status");
  button.after(said);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await copyText(tableText(table));
      said.textContent = "Copied. Paste it into a spreadsheet.";
    } catch {
      said.textContent = "The browser did not allow it. Select the table and copy it instead.";
    }
  });
}

// Files and whole folders dropped on a file field, or a folder chosen by a button.
const LEFT_BEHIND = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i;

function readAll(reader) {
  return new Promise((done, failed) => {
    const found = [];
    const next = () =>
      reader.readEntries((some) => {
        if (!some.length) return done(found);
        found.push(...some);
        next();
      }, failed);
    next();
  });
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const inside = await readAll(entry.createReader());
  return (await Promise.all(inside.map(filesOf))).flat();
}

function size(bytes) {
  const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${number.format(bytes / 1e3)} kB` : `${number.format(bytes / 1e6)} MB`;
}

function betterFileField(input) {
  const place = input.closest("[data-pl-drop]");
  const said = document.createElement("p");
  said.className = "pl-drop__said";
  said.setAttribute("role", "status");
  const list = document.createElement("ul");
  list.className = "pl-drop__list";

  const show = (before = "") => {
    const files = [...input.files];
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const chosen = files.length
      ? `${files.length === 1 ? "1 file" : `${files.length} files`} chosen, ${size(total)}. `
      : "Nothing chosen yet. ";
    said.textContent = chosen + before;
    list.replaceChildren(
      ...files.map((file) => {
        const item = document.createElement("li");
        item.textContent = `${file.name} · ${size(file.size)}`;
        return item;
      }),
    );
  };

  const take = (files) => {
    const kept = files.filter((file) => !LEFT_BEHIND.test(file.name));
    const left = files.filter((file) => LEFT_BEHIND.test(file.name));
    if (kept.length > 1 && !input.multiple) return show("Only one file can be sent here: nothing was changed.");
    const names = kept.map((file) => file.name);
    const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
    if (twice.length) {
      return show(`Two files have the same name (${twice.join(", ")}): nothing was changed. Choose one folder at a time.`);
    }
    const moved = new DataTransfer();
    for (const file of kept) moved.items.add(file);
    input.files = moved.files;
    show(left.length ? `Left out, since a computer keeps them for itself: ${left.map((file) => file.name).join(", ")}.` : "");
  };

  place.append(said, list);
  input.addEventListener("change", () => show());
  if (input.files.length) show();

  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.add("pl-drop--over");
    });
  }
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("pl-drop--over");
  });
  place.addEventListener("drop", async (event) => {
    event.preventDefault();
    place.classList.remove("pl-drop--over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...event.dataTransfer.files];
    try {
      take(entries.length ? (await Promise.all(entries.map(filesOf))).flat() : plain);
    } catch {
      show("The folder could not be read. Choose its files instead.");
    }
  });

  if (!input.multiple) return;
  const whole = document.createElement("input");
  whole.type = "file";
  whole.webkitdirectory = true;
  whole.hidden = true;
  whole.addEventListener("change", () => {
    take([...whole.files]);
    whole.value = "";
  });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds_button ds_button--small ds_button--secondary pl-drop__folder";
  button.textContent = "Choose a whole folder";
  button.addEventListener("click", () => whole.click());
  input.after(button);
  place.append(whole);
}

for (const input of document.querySelectorAll('[data-pl-drop] input[type="file"]')) betterFileField(input);
