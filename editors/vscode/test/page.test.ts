import assert from "node:assert/strict";
import test from "node:test";
import { placeOf, withPolicy } from "../src/page";

const PAGE = `<html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'">
<style>a{}</style></head><body><table></table>
<script>1</script>
</body></html>`;

test("only what carries the nonce runs", () => {
  const page = withPolicy(PAGE, "abc");
  assert.equal(page.match(/Content-Security-Policy/g)?.length, 1);
  assert.ok(!/script-src[^"]*unsafe-inline/.test(page));
  assert.equal(page.match(/<script nonce="abc">/g)?.length, 2);
  assert.ok(!page.includes("<script>") && !page.includes("<style>"));
});

test("messages that are none of ours open nothing", () => {
  assert.deepEqual(placeOf({ uri: "file:///a", line: 3 }), { uri: "file:///a", line: 3 });
  for (const message of [null, 1, {}, { uri: "https://x", line: 1 }, { uri: "file:///a", line: 0 }, { uri: "file:///a", line: "1" }]) {
    assert.equal(placeOf(message), null);
  }
});
