// The pictures of the page in docs: `node pictures.mjs PAGES DIRECTORY`, with sixty.html, eleven.html and three.html in PAGES,
// as `tests/page/run --pictures DIRECTORY` makes them.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [pages, directory] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });

async function picture(name, page, { width = 1280, colorScheme = "light", only = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 1000 }, colorScheme });
  const tab = await context.newPage();
  tab.setDefaultTimeout(120_000);
  await tab.goto(pathToFileURL(path.resolve(pages, `${page}.html`)).href);
  if (only) await tab.getByLabel("collisions only").check();
  await tab.evaluate(() => document.getElementById("map").scrollIntoView());
  await tab.screenshot({ path: path.join(directory, `${name}.png`) });
  await context.close();
}

await picture("page-map", "sixty");
await picture("page-collisions", "sixty", { only: true });
await picture("page-dark", "eleven", { colorScheme: "dark" });
await picture("page-narrow", "three", { width: 400 });
await browser.close();
