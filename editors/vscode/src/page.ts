// The host map in a webview: the server's page, with a policy that names the one script and style it may run, and with rows that
// open the file and line of their number.

/** Opens the place of a row in the editor that holds the page. */
const OPENER = `
(() => {
  const host = acquireVsCodeApi();
  for (const row of document.querySelectorAll("tr[data-uri]")) {
    row.style.cursor = "pointer";
    row.title = "Open the line that sets this port";
    row.addEventListener("click", () => host.postMessage({ uri: row.dataset.uri, line: Number(row.dataset.line) }));
  }
})();
`;

/** The page with scripts and styles that carry the nonce, and nothing else that runs or loads. */
export function withPolicy(page: string, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return page
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace(/<style>/g, `<style nonce="${nonce}">`)
    .replace(/<script>/g, `<script nonce="${nonce}">`)
    .replace("</body>", `<script nonce="${nonce}">${OPENER}</script>\n</body>`);
}

export interface Place {
  uri: string;
  line: number;
}

/** What a row asked for; null for a message that is none of ours. */
export function placeOf(message: unknown): Place | null {
  if (typeof message !== "object" || message === null) {
    return null;
  }
  const { uri, line } = message as Record<string, unknown>;
  const isOurs = typeof uri === "string" && uri.startsWith("file:") && typeof line === "number" && Number.isInteger(line);
  return isOurs && line > 0 ? { uri, line } : null;
}
