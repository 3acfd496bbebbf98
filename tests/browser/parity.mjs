// The engine says what the program says: `node parity.mjs ENGINE.wasm PROGRAM`. For each fixture the JSON and the page are
// compared byte for byte, and what is said beside them line by line.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { engine } from "../../crates/portlint-browser/page/engine.mjs";

const [wasm, program] = process.argv.slice(2).map((file) => path.resolve(file));
const fixtures = path.resolve(import.meta.dirname, "../../fixtures");
const bytes = readFileSync(wasm);
const module = await WebAssembly.compile(bytes);
assert.deepEqual(WebAssembly.Module.imports(module), []);

/** All files below a path, named as they are when it is dropped. */
function files(directory, name) {
  const all = [];
  const walk = (relative) => {
    const full = path.join(directory, relative);
    const status = statSync(full);
    if (status.isDirectory()) {
      for (const entry of readdirSync(full)) walk(`${relative}/${entry}`);
    } else {
      all.push({ path: relative, size: status.size, read: async () => new Uint8Array(readFileSync(full)) });
    }
  };
  walk(name);
  return all;
}

function native(directory, name, format) {
  const { status, stdout, stderr } = spawnSync(program, ["check", "--format", format, name], { cwd: directory, maxBuffer: 1 << 28 });
  assert.notEqual(status, null, name);
  return { text: stdout.toString(), said: stderr.toString().split("\n").filter((line) => line !== "") };
}

let compared = 0;
let wrong = 0;
let read = 0;
let rounds = 0;
for (const kind of ["hosts", "fleets", "repositories"]) {
  const directory = path.join(fixtures, kind);
  for (const name of readdirSync(directory).sort()) {
    if (name === "expected" || !statSync(path.join(directory, name)).isDirectory()) continue;
    const given = files(directory, name).map((file) => ({ ...file, read: () => ((read += 1), file.read()) }));
    const report = await (await engine(module)).check(given, ["json", "page"]);
    rounds = Math.max(rounds, report.rounds);
    const json = native(directory, name, "json");
    const page = native(directory, name, "html");
    const said = [...report.errors.map((line) => `error: ${line}`), ...report.notes.map((line) => `note: ${line}`)];
    for (const [what, ours, theirs] of [
      ["JSON", report.json, json.text],
      ["page", report.page, page.text],
      ["remarks", said.sort().join("\n"), json.said.sort().join("\n")],
    ]) {
      // Where there is no home the program writes no page.
      if (what === "page" && theirs === "") continue;
      compared += 1;
      if (ours === theirs) continue;
      wrong += 1;
      const at = [...ours].findIndex((character, at) => character !== theirs[at]);
      console.log(`${kind}/${name}: ${what} differs at ${at}:\n--- program\n${theirs.slice(Math.max(0, at - 200), at + 300)}\n--- engine\n${ours.slice(Math.max(0, at - 200), at + 300)}`);
    }
  }
}
assert.ok(compared >= 30, `only ${compared} outputs were compared`);
console.log(`${compared} outputs of the engine compared with those of the program, ${wrong} differ; ${read} files read, at most ${rounds} rounds`);

// How long it takes, for those who look.
const given = files(path.join(fixtures, "hosts"), "ten-homes");
const start = performance.now();
const checked = await engine(module);
const ready = performance.now();
await checked.check(given, ["json"]);
const first = performance.now();
await checked.check(given, ["json"]);
const second = performance.now();
const milliseconds = (from, to) => (to - from).toFixed(1);
console.log(`engine ${bytes.length} bytes; ready in ${milliseconds(start, ready)} ms, ten homes in ${milliseconds(ready, first)} ms, again in ${milliseconds(first, second)} ms`);
process.exitCode = wrong === 0 ? 0 : 1;
