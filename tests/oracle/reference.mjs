// Asks the reference engine what holds in forms for given answers. Reads one form a line as JSON:
// {"form": "<h:html…", "today": "2026-03-14", "answers": [[[path, value], …], …]}, and writes one line a form:
// for each set of answers, [path, relevant, required, value, violation, label of a note] of each node.
import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

const dom = new JSDOM("");
for (const name of ["DOMParser", "XMLSerializer", "Node", "Element", "Document", "XMLDocument", "Attr", "Text",
  "Comment", "CDATASection", "ProcessingInstruction", "NamedNodeMap", "NodeList", "HTMLElement", "File", "FileReader"]) {
  globalThis[name] ??= dom.window[name];
}
globalThis.window ??= dom.window;
globalThis.document ??= dom.window.document;

// The engine is made for browsers: told that it is in Node, its parser looks for files that are not there.
const { stdin, stdout } = process;
globalThis.process = undefined;

const { createInstance } = await import("@getodk/xforms-engine");
const realNow = Date.now;
const ROOT = /^\/[^/]+/;

const pathOf = (node) => node.currentState.reference.replace(ROOT, "");

function* nodesBelow(node) {
  for (const child of node.currentState.children ?? []) {
    yield child;
    yield* nodesBelow(child);
  }
}

const give = (node, value) => {
  if (node.nodeType === "select") node.selectValues(value.split(" ").filter(Boolean));
  else node.setValue(value);
};

// Repeats first, then the answers in order, again and again until nothing changes: there may be more instances once
// their number is answered, and a choice is taken only while its filter lets it.
const answer = (root, answers) => {
  let before = "";
  for (let turn = 0; turn < 8; turn += 1) {
    for (const [path, value] of answers) setRepeat(root, path, Number(value));
    const byPath = new Map();
    for (const node of nodesBelow(root)) {
      if ((node.setValue || node.selectValues) && !node.currentState.readonly) byPath.set(pathOf(node), node);
    }
    for (const [path, value] of answers) {
      const node = byPath.get(path);
      if (node) give(node, value);
    }
    const now = JSON.stringify(found(root));
    if (now === before) return;
    before = now;
  }
  throw new Error("The answers do not come to rest.");
};

const setRepeat = (root, path, wanted) => {
  for (const node of nodesBelow(root)) {
    if (node.nodeType !== "repeat-range:uncontrolled" || rangeOf(node) !== path) continue;
    const there = node.currentState.children.length;
    if (wanted > there) node.addInstances(there - 1, wanted - there);
    if (wanted < there) node.removeInstances(wanted, there - wanted);
    return;
  }
};

const rangeOf = (range) => range.currentState.reference.replace(ROOT, "").replace(/\[\d+\]$/, "");

const LEAVES = new Set(["input", "select", "model-value", "note"]);

const found = (root) => {
  const rows = [];
  for (const node of nodesBelow(root)) {
    const path = pathOf(node);
    if (path.startsWith("/meta")) continue;
    if (LEAVES.has(node.nodeType)) {
      const violation = node.validationState?.violation?.condition ?? null;
      const label = node.nodeType === "note" ? (node.currentState.label?.asString ?? "").trim() : "";
      rows.push([path, node.currentState.relevant, node.currentState.required,
        node.currentState.instanceValue, violation, label]);
    } else if (node.nodeType === "group" || node.nodeType === "repeat-instance") {
      rows.push([path, node.currentState.relevant, false, "", null, ""]);
    }
  }
  return rows;
};

for await (const line of createInterface({ input: stdin })) {
  const { form, today, answers } = JSON.parse(line);
  const noon = Date.parse(`${today}T12:00:00Z`);
  Date.now = () => noon;
  const results = [];
  for (const given of answers) {
    try {
      const { root } = await createInstance(form);
      answer(root, given);
      results.push(found(root));
    } catch (fault) {
      results.push({ fault: String(fault?.stack ?? fault).slice(0, 600) });
    }
  }
  Date.now = realNow;
  stdout.write(`${JSON.stringify(results)}\n`);
}
