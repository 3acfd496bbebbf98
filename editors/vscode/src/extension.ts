// The language server of wso2-portlint in VS Code.

import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import * as vscode from "vscode";
import { LanguageClient, State, Trace } from "vscode-languageclient/node";
import { find } from "./binary";
import { status } from "./clashes";
import { placeOf, withPolicy } from "./page";

const SECTION = "wso2-portlint";
/** By pattern, not by language: VS Code knows no TOML of its own. */
const SELECTOR = [
  "deployment.toml", "deployment.yaml", "wso2-portlint.toml", "*.xml", "*.properties", "docker-compose*.{yml,yaml}",
  "compose*.{yml,yaml}", "Dockerfile*", "netty-transports.yml",
].map((pattern) => ({ scheme: "file", pattern: `**/${pattern}` }));

let client: LanguageClient | undefined;
let log: vscode.OutputChannel;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel("WSO2 Port Linter");
  const item = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left, 10);
  item.command = "wso2-portlint.showHostMap";
  context.subscriptions.push(
    log,
    item,
    vscode.languages.onDidChangeDiagnostics(() => show(item)),
    vscode.commands.registerCommand("wso2-portlint.restart", () => restart(context, item)),
    vscode.commands.registerCommand("wso2-portlint.showLog", () => log.show()),
    vscode.commands.registerCommand("wso2-portlint.showHostMap", hostMap),
    vscode.commands.registerCommand("wso2-portlint.runPlan", plan),
    vscode.commands.registerCommand("wso2-portlint.explainPort", explain),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(context, item)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.path`)) {
        void restart(context, item);
      }
    }),
  );
  await start(context, item);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function start(context: vscode.ExtensionContext, item: vscode.StatusBarItem): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const found = find({
    setting: settings.get<string>("path", ""),
    extension: context.extensionPath,
    searchPath: process.env.PATH ?? "",
    platform: process.platform,
    isFile: (file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false,
  });
  if ("missing" in found) {
    item.text = "$(warning) ports";
    item.tooltip = found.missing;
    item.show();
    log.appendLine(found.missing);
    void vscode.window.showErrorMessage(found.missing);
    return;
  }
  log.appendLine(`${found.program} (${found.from})`);
  const run = { command: found.program, args: ["server"] };
  client = new LanguageClient(SECTION, "WSO2 Port Linter", { run, debug: run }, {
    documentSelector: SELECTOR,
    outputChannel: log,
    initializationOptions: settings,
    synchronize: { configurationSection: SECTION },
    markdown: { isTrusted: false, supportHtml: false },
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) {
      show(item);
    }
  });
  await client.setTrace(Trace.fromString(settings.get<string>("trace.server", "off")));
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    log.appendLine(String(error));
    void vscode.window.showErrorMessage("The server of wso2-portlint did not start; its log says why.");
  }
}

async function restart(context: vscode.ExtensionContext, item: vscode.StatusBarItem): Promise<void> {
  const before = client;
  client = undefined;
  await before?.stop().catch((error) => log.appendLine(String(error)));
  await start(context, item);
}

function show(item: vscode.StatusBarItem): void {
  const all = vscode.languages.getDiagnostics().flatMap(([, list]) => list);
  const ours = all.filter((diagnostic) => diagnostic.source === SECTION);
  const now = status(ours.map(({ code, severity }) => ({
    rule: String(typeof code === "object" ? code.value : code),
    severity,
  })));
  item.text = now.text;
  item.tooltip = now.tooltip;
  item.backgroundColor = now.isBad ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
  item.show();
}

/** Runs a command of the server; undefined when it is not there, which is said. */
async function ask<T>(command: string, ...values: unknown[]): Promise<T | undefined> {
  if (client?.state !== State.Running) {
    void vscode.window.showWarningMessage("The server of wso2-portlint does not run.");
    return undefined;
  }
  return client.sendRequest<T>("workspace/executeCommand", { command, arguments: values });
}

async function hostMap(): Promise<void> {
  const page = await ask<string | null>("wso2-portlint.hostMap");
  if (page === undefined || page === null) {
    return;
  }
  const panel = vscode.window.createWebviewPanel("wso2-portlint.hostMap", "Ports of This Host", vscode.ViewColumn.Beside, {
    enableScripts: true,
    localResourceRoots: [],
  });
  panel.webview.onDidReceiveMessage(async (message: unknown) => {
    const place = placeOf(message);
    if (place !== null) {
      const at = new vscode.Position(place.line - 1, 0);
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri, true));
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(at, at) });
    }
  });
  panel.webview.html = withPolicy(page, randomBytes(16).toString("hex"));
}

async function plan(): Promise<void> {
  const words = await ask<string>("wso2-portlint.plan");
  if (words !== undefined) {
    void vscode.window.showInformationMessage(words);
  }
}

async function explain(): Promise<void> {
  const port = await vscode.window.showInputBox({
    prompt: "Who opens this port?",
    placeHolder: "9443",
    validateInput: (text) => (/^\d{1,5}$/.test(text) ? undefined : "A port is a number."),
  });
  if (port === undefined) {
    return;
  }
  const text = await ask<string>("wso2-portlint.explain", Number(port));
  if (text !== undefined) {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: `# Port ${port}\n\n${text}` });
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
