// Looks at pages in Chromium as people do: `node check.mjs NAME=PAGE.html ... [--shots DIRECTORY]`.
// Widths, heights of rows, folding, sorting, links, the keyboard, print, what the policy lets through, and axe-core.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const words = process.argv.slice(2);
const at = words.indexOf("--shots");
const shots = at < 0 ? null : words.splice(at, 2)[1];
const pages = words.map((word) => word.split("="));
assert.ok(pages.length > 0, "no pages");

/** Milliseconds; a busy machine needs a while for 300 homes. */
const PATIENCE = 300_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

/** A tab with this page, at this width; what it asks of a network or says in its console fails the check. */
async function open(file, width, options = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...options });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  const complaints = [];
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("request", (request) => request.url().startsWith("file:") || complaints.push(`asks for ${request.url()}`));
  await tab.goto(pathToFileURL(file).href + (options.hash || ""));
  return { tab, complaints, close: () => context.close() };
}

/** What is wider than the page, outside of the map. */
const wide = (tab) =>
  tab.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const all = [...document.querySelectorAll("body *")].filter((element) => !element.closest(".chart"));
    const over = all.filter((element) => {
      const box = element.getBoundingClientRect();
      const clipped = getComputedStyle(element).clipPath !== "none" || element.closest("colgroup, thead");
      return box.width > 1 && box.right > edge + 1 && !(clipped && edge <= 720);
    });
    const names = over.slice(0, 5).map((element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 60)}`);
    return document.documentElement.scrollWidth > edge ? [`page ${document.documentElement.scrollWidth}`, ...names] : names;
  });

async function checkWidths(name, file) {
  for (const width of [400, 1280]) {
    const { tab, complaints, close } = await open(file, width);
    assert.deepEqual(await wide(tab), [], `${name} at ${width}`);
    if (width === 1280) {
      const rows = await tab.evaluate(() => {
        const line = 0.87 * 15 * 1.5;
        const padding = 0.7 * 0.87 * 15 * 2;
        const rows = [...document.querySelectorAll("#listeners tbody tr")];
        const tall = rows.filter((row) => row.offsetHeight > 2 * line + padding + 4);
        return tall.slice(0, 3).map((row) => `${row.offsetHeight}: ${row.textContent}`);
      });
      assert.deepEqual(rows, [], `${name}: rows of more than two lines at 1280`);
    }
    assert.deepEqual(complaints, [], name);
    if (shots) await tab.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: (await tab.evaluate(() => document.body.scrollHeight)) < 12000 });
    await close();
  }
}

/** The map keeps its size, and its homes and numbers stay in sight when it is scrolled. */
async function checkMap(name, file) {
  const { tab, close } = await open(file, 1280);
  const seen = await tab.evaluate(async () => {
    const chart = document.querySelector(".chart");
    const box = (selector) => chart.querySelector(selector).getBoundingClientRect();
    const before = { homes: box(".homes").left, axis: box(".axis").top };
    const tick = chart.querySelector(".tick");
    chart.scrollTo(500, 300);
    await new Promise((done) => requestAnimationFrame(done));
    const after = { homes: box(".homes").left, axis: box(".axis").top };
    return { before, after, left: chart.scrollLeft, size: tick ? parseFloat(getComputedStyle(tick).fontSize) : 11, plot: box(".plot").width, width: Number(chart.querySelector(".plot").getAttribute("width")) };
  });
  assert.equal(seen.before.homes, seen.after.homes, `${name}: homes move`);
  assert.equal(seen.before.axis, seen.after.axis, `${name}: numbers move`);
  assert.equal(seen.plot, seen.width, `${name}: the map is scaled`);
  assert.ok(seen.size >= 11);
  await close();
}

const visible = (tab, selector) => tab.locator(`${selector}:not(.hidden)`).count();

/** "Collisions only" leaves the rows and columns that collide; a home and a port can be looked at alone. */
async function checkFolding(name, file) {
  const { tab, close } = await open(file, 1280);
  const rows = ".homes li[data-row]";
  const all = { rows: await visible(tab, rows), ticks: await visible(tab, ".tick"), lines: await visible(tab, "#listeners tbody tr"), width: await tab.locator(".plot").getAttribute("width") };
  const clashing = await tab.evaluate(() => {
    const marks = [...document.querySelectorAll("a.mark.clash")];
    return { rows: new Set(marks.map((mark) => mark.dataset.row)).size, ports: new Set(marks.map((mark) => mark.dataset.port)).size };
  });
  await tab.getByLabel("collisions only").check();
  assert.equal(await visible(tab, rows), clashing.rows, `${name}: rows that collide`);
  assert.equal(await visible(tab, ".tick"), clashing.ports, `${name}: ports that collide`);
  assert.ok(Number(await tab.locator(".plot").getAttribute("width")) <= Number(all.width));
  assert.equal(await tab.locator(".homes li[data-row]:visible").count(), clashing.rows);
  const [homesBox, plotBox] = [await tab.locator(".homes").boundingBox(), await tab.locator(".plot").boundingBox()];
  assert.ok(Math.abs(homesBox.height - plotBox.height) < 2, `${name}: rows of homes and marks differ`);
  if (shots) await tab.locator(".chart").screenshot({ path: `${shots}/${name}-collisions.png` });
  await tab.getByRole("button", { name: "Show all" }).click();
  await tab.waitForFunction((count) => document.querySelectorAll(".homes li[data-row]:not(.hidden)").length === count, all.rows);

  // A home alone: with it only those that it collides with.
  const home = tab.locator(".homes button").first();
  await home.click();
  assert.equal(await home.getAttribute("aria-pressed"), "true");
  const kept = await tab.evaluate(() => {
    const own = document.querySelector(".homes button[aria-pressed=true]").closest("li").dataset.row;
    const links = [...document.querySelectorAll(".link")].map((link) => link.dataset.rows.split(" ")).filter((rows) => rows.includes(own));
    return new Set([own, ...links.flat()]).size;
  });
  const left = await visible(tab, rows);
  assert.ok(left <= kept && left >= 1, `${name}: ${left} rows beside one home, at most ${kept} expected`);
  await home.click();
  assert.equal(await visible(tab, rows), all.rows);

  // A port alone, by a click on its number and by typing a range.
  const tick = tab.locator(".tick").nth(Math.min(2, all.ticks - 1));
  await tick.dispatchEvent("click");
  assert.equal(await visible(tab, ".tick"), 1, `${name}: one port`);
  await tab.getByLabel("Port", { exact: false }).first().fill("9000-9999");
  assert.ok((await visible(tab, "#listeners tbody tr")) <= all.lines);
  await close();
}

/** The head of a column sorts by it, and unknown ports stay last. */
async function checkSorting(name, file) {
  const { tab, close } = await open(file, 1280);
  const ports = () => tab.evaluate(() => [...document.querySelectorAll("#listeners tbody tr")].map((row) => row.dataset.port));
  const numbers = (some) => some.filter((port) => port !== "").map(Number);
  const rising = numbers(await ports());
  assert.deepEqual(rising, [...rising].sort((a, b) => a - b), `${name}: not in the order of ports`);
  const head = tab.locator("#listeners thead th").first();
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  const falling = await ports();
  assert.deepEqual(numbers(falling), [...rising].sort((a, b) => b - a));
  const firstUnknown = falling.indexOf("");
  assert.ok(firstUnknown < 0 || falling.slice(firstUnknown).every((port) => port === ""), `${name}: unknown ports come last`);
  await tab.locator("#listeners thead th").nth(1).getByRole("button").click();
  const homes = await tab.evaluate(() => [...document.querySelectorAll("#listeners tbody tr")].map((row) => row.cells[1].textContent));
  const order = new Intl.Collator("en", { numeric: true });
  assert.deepEqual(homes, [...homes].sort(order.compare));
  await close();
}

/** Without a mouse: to the parts of the page, into the map, from mark to mark, to the row, and back to the map. */
async function checkKeyboard(name, file) {
  const { tab, close } = await open(file, 1280);
  const focused = (read) => tab.evaluate(read);
  await tab.keyboard.press("Tab");
  assert.equal(await focused(() => document.activeElement.getAttribute("href")), "#clashes", `${name}: first stop`);
  await tab.locator(".chart").focus();
  const homes = await tab.locator(".homes button").count();
  await tab.locator(".homes button").nth(homes - 1).focus();
  await tab.keyboard.press("Tab");
  assert.ok(await focused(() => document.activeElement.matches("a.mark")), `${name}: the marks follow the homes`);
  const first = await focused(() => document.activeElement.id);
  assert.ok(await tab.locator("#tip").isVisible());
  await tab.keyboard.press("ArrowRight");
  const second = await focused(() => document.activeElement.id);
  await tab.keyboard.press("ArrowLeft");
  assert.equal(await focused(() => document.activeElement.id), first);
  await tab.keyboard.press("ArrowDown");
  const below = await focused(() => document.activeElement.id);
  if (homes > 1) assert.notEqual(below, first, `${name}: down leads to another row (right: ${second})`);
  const inSight = await focused(() => {
    const mark = document.activeElement.getBoundingClientRect();
    const chart = document.querySelector(".chart").getBoundingClientRect();
    const homes = document.querySelector(".homes").getBoundingClientRect();
    return mark.left >= homes.right - 1 && mark.right <= chart.right + 1 && mark.bottom <= chart.bottom + 1;
  });
  assert.ok(inSight, `${name}: the mark with the focus is in sight`);
  await tab.keyboard.press("Escape");
  assert.ok(!(await tab.locator("#tip").isVisible()));
  await tab.keyboard.press("Enter");
  const row = await focused(() => location.hash);
  assert.equal(row, `#${below.replace("m", "p")}`);
  await tab.locator(`${row} th a`).focus();
  await tab.keyboard.press("Enter");
  await tab.waitForFunction((id) => document.activeElement.id === id, below);
  // From the mark on, the tab key leaves the map in one step.
  await tab.keyboard.press("Tab");
  assert.ok(await focused(() => !document.activeElement.closest(".plot")), `${name}: marks are one stop`);
  await close();
}

/** A link leads to what is folded or filtered away, too. */
async function checkLinks(name, file) {
  const { tab, close } = await open(file, 1280);
  await tab.getByLabel("Port", { exact: false }).first().fill("1");
  const finding = tab.locator("#listeners a[href^='#f'], .clashes a[href^='#f']").first();
  if ((await finding.count()) > 0) {
    const link = await tab.locator(".finding table a[href^='#p']").first().getAttribute("href");
    await tab.evaluate((hash) => { location.hash = hash; }, link);
    await tab.waitForFunction((hash) => !document.querySelector(hash).classList.contains("hidden"), link);
    const box = await tab.locator(link).boundingBox();
    assert.ok(box.y > -1 && box.y < 900, `${name}: the row is on the screen`);
  }
  await close();
}

async function checkAxe(name, file) {
  for (const colorScheme of ["light", "dark"]) {
    const { tab, close } = await open(file, 1280, { colorScheme, bypassCSP: true });
    await tab.addScriptTag({ path: axe });
    const violations = await tab.evaluate(async () => {
      const result = await axe.run(document, { resultTypes: ["violations"] });
      return result.violations.map((one) => `${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 200)} ${one.nodes[0].failureSummary}`);
    });
    assert.deepEqual(violations, [], `${name}, ${colorScheme}`);
    if (shots) await tab.screenshot({ path: `${shots}/${name}-${colorScheme}.png` });
    await close();
  }
}

/** On paper nothing is cut: the map fits, filters are gone, cells are whole. */
async function checkPrint(name, file) {
  const { tab, close } = await open(file, 1040);
  await tab.emulateMedia({ media: "print" });
  const state = await tab.evaluate(() => ({
    form: getComputedStyle(document.getElementById("filters")).display,
    map: document.querySelector(".chart").getBoundingClientRect().width,
    overflow: getComputedStyle(document.querySelector(".chart")).overflow,
    heads: getComputedStyle(document.querySelector("h2")).breakAfter,
  }));
  assert.equal(state.form, "none");
  assert.equal(state.overflow, "visible");
  assert.equal(state.heads, "avoid", `${name}: a heading may be the last of a sheet`);
  if (shots) await tab.pdf({ path: `${shots}/${name}.pdf`, format: "A4", landscape: true });
  await close();
}

/** On a running host the table says who has which port now, and the marks of those ports have a dot. */
async function checkLive(name, file) {
  const { tab, close } = await open(file, 1280);
  const seen = await tab.evaluate(() => {
    const heads = [...document.querySelectorAll("#listeners thead th")].map((head) => head.textContent.trim());
    const now = heads.indexOf("now");
    const words = [...document.querySelectorAll("#listeners tbody tr")].map((row) => row.cells[now]?.textContent ?? "");
    return { now, taken: words.filter((word) => /^(taken|listening)/.test(word)).length, dots: document.querySelectorAll("a.mark circle").length };
  });
  if (name === "live") {
    assert.ok(seen.now >= 0 && seen.taken > 0 && seen.dots > 0, `${name}: ${JSON.stringify(seen)}`);
  } else {
    assert.deepEqual({ now: seen.now, dots: seen.dots }, { now: -1, dots: 0 }, `${name}: nobody looked at what runs`);
  }
  await close();
}

/** Without scripts everything is there to read, and no control that does nothing. */
async function checkWithoutScripts(name, file) {
  const { tab, close } = await open(file, 1280, { javaScriptEnabled: false });
  assert.ok(!(await tab.locator("#filters").isVisible()), name);
  assert.ok(await tab.locator(".plot").isVisible());
  assert.equal(await tab.locator("button:visible").count(), 0);
  await close();
}

let failures = 0;
for (const [name, file] of pages) {
  for (const check of [checkWidths, checkMap, checkFolding, checkSorting, checkKeyboard, checkLinks, checkLive, checkPrint, checkWithoutScripts, checkAxe]) {
    const start = Date.now();
    try {
      await check(name, file);
      console.log(`ok ${name} ${check.name} ${Date.now() - start} ms`);
    } catch (error) {
      failures += 1;
      console.log(`FAILED ${name} ${check.name}\n${error.message}`);
    }
  }
}
await browser.close();
process.exitCode = failures === 0 ? 0 : 1;
