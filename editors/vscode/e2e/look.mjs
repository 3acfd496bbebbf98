// Looks at the extension as its user does, and takes pictures.
//
//   node look.mjs ADDRESS PICTURES

import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";

const { chromium } = createRequire(import.meta.url)(process.env.PLAYWRIGHT);
const [address, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
page.setDefaultTimeout(Number(process.env.PATIENCE ?? 90_000));

const pick = async (key, words, patience) => {
  await page.waitForTimeout(500);
  await page.keyboard.press("Escape");
  await page.keyboard.press(key);
  const input = page.locator(".quick-input-widget input").first();
  await input.waitFor({ state: "visible" });
  await input.fill(words);
  await page.waitForTimeout(patience);
  await page.keyboard.press("Enter");
};
const command = (words) => pick("F1", `>${words}`, 1000);
const open = (file) => pick("Control+P", file, 1500);
const seen = [];
const see = async (what, locator) => {
  await locator.first().waitFor({ state: "visible" });
  seen.push(what);
  console.log(`seen: ${what}`);
};
const picture = (name) => page.screenshot({ path: `${pictures}/${name}.png` });

try {
  await page.goto(address);
  await page.locator(".monaco-workbench").waitFor();
  await see("the status bar counts the clashes", page.locator(".statusbar-item", { hasText: /port clash/ }));

  await open("wso2am-4.4.0/repository/conf/deployment.toml");
  await see("the code lens says how many ports are shared", page.locator(".codelens-decoration", { hasText: /ports, \d+ shared/ }));
  await open("wso2si-4.2.0/conf/server/deployment.yaml");
  await see("inlay hints show the ports that are opened", page.locator(".view-line", { hasText: /shared/ }));
  await command("Problems: Focus on Problems View");
  const problems = page.locator(".markers-panel");
  await see("the problem names both homes", problems.getByText(/servers? .*open 9443\/tcp|both open/));
  await see("and its further places", problems.locator(".monaco-list-row", { hasText: /port offset/ }));
  await picture("problems");

  await open("wso2is-7.0.0/repository/conf/deployment.toml");
  await page.waitForTimeout(1500);
  await page.locator(".view-line").first().click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+.");
  await see("a quick fix is offered", page.locator(".action-widget .monaco-list-row", { hasText: /offset/ }));
  await picture("quick-fix");
  await page.keyboard.press("Escape");

  await command("WSO2 Port Linter: Show the Ports of This Host");
  const map = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
  await see("the host map is a page of the editor", map.locator("h1"));
  await map.locator("#filters").waitFor({ state: "visible" });
  seen.push("its script runs under the strict policy");
  await picture("host-map");
  await map.locator("tr[data-uri]").first().click();
  await see("a row opens the line that sets its port", page.locator(".tab.active", { hasText: /deployment|carbon|axis2|catalina/ }));

  await command("WSO2 Port Linter: End All Collisions by the Smallest Change of Offsets");
  await see("the plan says what it came to", page.locator(".notification-list-item", { hasText: /no collision remains|remain/ }));
  await see("no clash is left, before anything was saved", page.locator(".statusbar-item", { hasText: /^ ?ports/ }));
  await picture("plan");
  console.log(`${seen.length} things were seen in ${await browser.version()}`);
} catch (error) {
  await picture("failed");
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await browser.close();
}
