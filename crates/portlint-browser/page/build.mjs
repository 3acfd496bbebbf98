// Puts the page together: `node build.mjs ENGINE.wasm PAGE.html`.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { engine } from "./engine.mjs";

const [engineFile, pageFile] = process.argv.slice(2);
const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const digest = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const wasm = readFileSync(engineFile);
const module = await WebAssembly.compile(wasm);
assert.deepEqual(WebAssembly.Module.imports(module), [], "the engine imports something");

// The report is shown in a frame, which also has to obey the policy of the page: what the report runs and applies is
// allowed there by the digests that the report itself names.
const sample = [{ path: "compose.yaml", size: 2, read: async () => new TextEncoder().encode("{}") }];
const { page: report } = await (await engine(module)).check(sample, ["page"]);
const own = (directive) => report.match(new RegExp(`${directive} ('sha256-[^']+')`))[1];

const style = read("page.css");
// One script: the module of the engine is put before the one that uses it.
const script = [read("engine.mjs").replace(/^export /gm, ""), read("page.mjs").replace(/^import .*\n/gm, "")].join("\n");
const policy = [
  "default-src 'none'",
  `style-src ${digest(style)} ${own("style-src")}`,
  `script-src ${digest(script)} ${own("script-src")} 'wasm-unsafe-eval'`,
  "frame-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const version = readFileSync(new URL("../../../Cargo.toml", import.meta.url), "utf8").match(/^version = "(.*)"/m)[1];
const packed = gzipSync(wasm, { level: 9 });
const parts = { policy, style, script, version, engine: packed.toString("base64") };
const page = read("index.html").replace(/\{(policy|style|script|version|engine)\}/g, (_, name) => parts[name]);
writeFileSync(pageFile, page);
console.log(`engine ${wasm.length} bytes, packed ${packed.length}; page ${page.length} bytes: ${pageFile}`);
