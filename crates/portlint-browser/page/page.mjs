// What is dropped, chosen or pasted goes to the engine, and its report is shown.

import { engine, Bug } from "./engine.mjs";

const $ = (id) => document.getElementById(id);

/** path → { path, size, read } */
const given = new Map();
let compiled = null;
let links = [];
let run = 0;

/** The engine lies in the page, packed: it works without a server and without a network. */
async function compile() {
  const text = atob($("engine").textContent.trim());
  const packed = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

function add(path, file) {
  given.set(path, { path, size: file.size, read: async () => new Uint8Array(await file.arrayBuffer()) });
}

/** Sizes that are asked for at once. */
const AT_ONCE = 256;

/** All files below a directory that was dropped. */
async function walkHandle(directory, path) {
  const files = [];
  const waiting = [[directory, path]];
  while (waiting.length > 0) {
    const [open, name] = waiting.pop();
    for await (const child of open.values()) {
      const below = `${name}/${child.name}`;
      if (child.kind === "directory") waiting.push([child, below]);
      else files.push([child, below]);
    }
  }
  while (files.length > 0) {
    const some = files.splice(0, AT_ONCE);
    const opened = await Promise.all(some.map(([file]) => file.getFile()));
    opened.forEach((file, at) => add(some[at][1], file));
  }
}

/** The same by the older way, which browsers do not allow on a page that was opened from a disk. */
async function walk(entry, path) {
  if (entry.isFile) {
    add(path, await new Promise((done, failed) => entry.file(done, failed)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // It gives them by the hundred.
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return;
    for (const child of some) await walk(child, `${path}/${child.name}`);
  }
}

function list(id, lines, before) {
  const items = lines.map((line) => {
    const item = document.createElement("li");
    item.textContent = before + line;
    return item;
  });
  $(id).replaceChildren(...items);
  $(id).hidden = items.length === 0;
}

function say(text) {
  $("state").textContent = text;
}

function link(id, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  links.push(address);
  $(id).href = address;
}

function forget() {
  links.forEach((address) => URL.revokeObjectURL(address));
  links = [];
  $("report").hidden = true;
  $("report").removeAttribute("srcdoc");
  $("links").hidden = true;
  list("errors", [], "");
  list("notes", [], "");
}

async function check() {
  const own = ++run;
  forget();
  const tops = [...new Set([...given.keys()].map((path) => path.split("/")[0]))];
  const count = given.size === 1 ? "1 file" : `${given.size} files`;
  $("given").textContent = `${count} in ${tops.slice(0, 5).join(", ")}${tops.length > 5 ? ` and ${tops.length - 5} more` : ""}`;
  $("given").hidden = $("clear").hidden = $("outcome").hidden = false;
  say("Checking …");
  try {
    compiled ??= compile();
    const module = await compiled;
    const files = [...given.values()];
    const progress = (path) => own === run && say(`Reading ${path} …`);
    const report = await (await engine(module)).check(files, ["page", "json"], { progress });
    if (own !== run) return;
    list("errors", report.errors, "error: ");
    list("notes", report.notes, "note: ");
    const { summary } = JSON.parse(report.json);
    if (summary.homes === 0) {
      say("No WSO2 server was found in these files.");
      return;
    }
    const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
    say(`${plural(summary.errors, "error")}, ${plural(summary.warnings, "warning")}, ${plural(summary.homes, "home")}.`);
    link("save-page", report.page, "text/html");
    link("save-json", report.json, "application/json");
    $("links").hidden = false;
    $("report").srcdoc = report.page;
    $("report").hidden = false;
  } catch (error) {
    if (own !== run) return;
    say(error instanceof Bug ? error.message : `This browser cannot run the check: ${error.message}`);
  }
}

// In such a frame a link to a part of the report would lead to this page, and one to the web is kept from loading there by
// the policy: the first goes to the part, the second opens outside.
$("report").addEventListener("load", () => {
  const { contentDocument, contentWindow } = $("report");
  contentDocument?.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const address = link?.getAttribute("href") ?? "";
    if (event.defaultPrevented || !/^(#|https:)/.test(address)) return;
    event.preventDefault();
    if (address.startsWith("#")) contentWindow.location.hash = address;
    else window.open(address, "_blank", "noopener,noreferrer");
  });
});

/** Takes what `collect` adds, then checks; what cannot be listed is said. */
async function take(collect) {
  try {
    await collect();
  } catch (error) {
    $("outcome").hidden = false;
    say(`The files cannot be listed: ${error.message}`);
    return;
  }
  if (given.size > 0) await check();
}

const drop = $("drop");
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.remove("over");
  });
}
document.addEventListener("drop", (event) => {
  // They are gone after the first pause, so they are taken at once.
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const dropped = items.map((item) => ({ handle: item.getAsFileSystemHandle?.(), entry: item.webkitGetAsEntry() }));
  void take(async () => {
    for (const { handle, entry } of dropped) {
      const found = await handle?.catch?.(() => null);
      if (found?.kind === "directory") await walkHandle(found, found.name);
      else if (found) add(found.name, await found.getFile());
      else if (entry) await walk(entry, entry.name);
    }
  });
});
for (const id of ["folder", "files"]) {
  $(id).addEventListener("change", (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    void take(async () => files.forEach((file) => add(file.webkitRelativePath || file.name, file)));
  });
}
$("add").addEventListener("click", () => {
  const name = $("name").value.trim().replace(/^\/+/, "") || "deployment.toml";
  void take(async () => add(name, new Blob([$("content").value])));
});
$("clear").addEventListener("click", () => {
  run += 1;
  given.clear();
  forget();
  $("given").hidden = $("clear").hidden = $("outcome").hidden = true;
  $("content").value = "";
});
