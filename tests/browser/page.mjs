// The page that checks what is dropped on it, in Chromium as a file without a server: `node page.mjs PAGE.html [--shots DIRECTORY]`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const words = process.argv.slice(2);
const at = words.indexOf("--shots");
const shots = at < 0 ? null : words.splice(at, 2)[1];
const page = pathToFileURL(path.resolve(words[0])).href;
const fixtures = path.resolve(import.meta.dirname, "../../fixtures/hosts");
const PATIENCE = 60_000;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  const complaints = [];
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("request", (request) => /^(file|blob|data):/.test(request.url()) || complaints.push(`asks for ${request.url()}`));
  await tab.goto(page);
  return { tab, complaints, close: () => context.close() };
}

const state = (tab) => tab.locator("#state");
const report = (tab) => tab.frameLocator("#report");

/** Waits for the report, and gives what the page says of it. */
async function checked(tab) {
  try {
    await tab.locator("#report").waitFor({ state: "visible" });
  } catch (error) {
    throw new Error(`${await state(tab).textContent()} ${await tab.locator("#errors").textContent()}: ${error.message}`);
  }
  return (await state(tab).textContent()).trim();
}

async function chosenFolder() {
  const { tab, complaints, close } = await open();
  await tab.locator("#folder").setInputFiles(path.join(fixtures, "two"));
  assert.match(await checked(tab), /^\d+ errors?, \d+ warnings?, 2 homes\.$/);
  await report(tab).locator("#clashes").waitFor();
  // A link to a part of the report stays in the report.
  await report(tab).locator("nav a[href='#table']").click();
  await report(tab).locator("#listeners").waitFor();
  const place = () => tab.evaluate(() => document.getElementById("report").contentWindow.location.hash);
  assert.equal(await place(), "#table");
  await report(tab).locator(".clashes a[href^='#f']").first().click();
  assert.equal(await place(), "#f1");
  await report(tab).getByLabel("collisions only").check();
  const download = tab.waitForEvent("download");
  await tab.locator("#save-json").click();
  const saved = readFileSync(await (await download).path(), "utf8");
  const kept = readFileSync(path.join(fixtures, "expected/two.check.json"), "utf8");
  assert.ok(kept.includes(saved), "the JSON that is saved is that of the program");
  assert.deepEqual(complaints, []);
  if (shots) await tab.screenshot({ path: `${shots}/browser-report.png` });
  await tab.locator("#clear").click();
  assert.ok(!(await tab.locator("#report").isVisible()));
  await close();
}

async function droppedFolder() {
  const { tab, complaints, close } = await open();
  const session = await tab.context().newCDPSession(tab);
  const data = { items: [], files: [path.join(fixtures, "ten-homes")], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  assert.match(await checked(tab), / 10 homes\.$/);
  assert.deepEqual(complaints, []);
  await close();
}

async function pastedCompose() {
  const { tab, complaints, close } = await open();
  await tab.locator("summary").click();
  await tab.locator("#name").fill("compose.yaml");
  await tab.locator("#content").fill('services:\n  am:\n    image: wso2/wso2am:4.4.0\n    ports: ["9443:9443"]\n  is:\n    image: wso2/wso2is:7.0.0\n    ports: ["9443:9443"]\n');
  await tab.locator("#add").click();
  assert.match(await checked(tab), /^[1-9]\d* errors?, .* 2 homes\.$/);
  assert.ok((await report(tab).locator("body").textContent()).includes("published-port-collision"));
  assert.deepEqual(complaints, []);
  await close();
}

async function nothingToCheck() {
  const { tab, complaints, close } = await open();
  await tab.locator("#files").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await tab.locator("#errors li").first().waitFor();
  assert.match(await state(tab).textContent(), /No WSO2 server/);
  assert.deepEqual(complaints, []);
  await close();
}

/** Whatever runs in the page, it cannot send anything. */
async function nothingLeaves() {
  const { tab, close } = await open();
  const outcome = await tab.evaluate(async () => {
    const tries = {
      fetch: () => fetch("https://example.com/"),
      file: () => fetch(location.href),
      image: () => new Promise((done, failed) => Object.assign(new Image(), { onload: done, onerror: failed, src: "https://example.com/x.png" })),
      beacon: async () => { if (!navigator.sendBeacon("https://example.com/")) throw new Error("refused"); },
      socket: async () => new Promise((done, failed) => Object.assign(new WebSocket("wss://example.com/"), { onopen: done, onerror: failed })),
    };
    const passed = [];
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        await attempt();
        passed.push(name);
      } catch {}
    }
    const refused = [];
    document.addEventListener("securitypolicyviolation", (event) => refused.push(event.blockedURI));
    navigator.sendBeacon("https://example.com/again");
    await new Promise((done) => setTimeout(done, 200));
    return { passed, refused };
  });
  // A beacon says that it is on its way, and is then refused.
  assert.deepEqual(outcome.passed.filter((name) => name !== "beacon"), []);
  assert.ok(outcome.refused.length > 0, "the beacon was let through");
  await close();
}

async function keyboardAndNarrow() {
  const { tab, close } = await open({ viewport: { width: 400, height: 800 } });
  assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), "wider than 400");
  const stops = [];
  for (let step = 0; step < 3; step++) {
    await tab.keyboard.press("Tab");
    stops.push(await tab.evaluate(() => document.activeElement.id || document.activeElement.tagName));
  }
  assert.deepEqual(stops, ["folder", "files", "SUMMARY"]);
  await tab.keyboard.press("Enter");
  assert.ok(await tab.locator("#content").isVisible());
  await close();
}

async function accessible() {
  for (const colorScheme of ["light", "dark"]) {
    const { tab, close } = await open({ colorScheme, bypassCSP: true });
    await tab.locator("summary").click();
    await tab.locator("#folder").setInputFiles(path.join(fixtures, "two"));
    await checked(tab);
    await tab.addScriptTag({ path: axe });
    const violations = await tab.evaluate(async () => {
      const result = await axe.run(document, { resultTypes: ["violations"], iframes: false });
      return result.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)} ${one.nodes[0].failureSummary}`);
    });
    assert.deepEqual(violations, [], colorScheme);
    if (shots) await tab.screenshot({ path: `${shots}/browser-${colorScheme}.png`, fullPage: true });
    await close();
  }
}

let failures = 0;
for (const check of [chosenFolder, droppedFolder, pastedCompose, nothingToCheck, nothingLeaves, keyboardAndNarrow, accessible]) {
  const start = Date.now();
  try {
    await check();
    console.log(`ok ${check.name} ${Date.now() - start} ms`);
  } catch (error) {
    failures += 1;
    console.log(`FAILED ${check.name}\n${error.message}`);
  }
}
await browser.close();
process.exitCode = failures === 0 ? 0 : 1;
