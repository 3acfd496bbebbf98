import assert from "node:assert/strict";
import test from "node:test";
import { status } from "../src/clashes";

test("collisions are counted first", () => {
  const now = status([
    { rule: "port-collision", severity: 0 },
    { rule: "port-collision", severity: 0 },
    { rule: "port-collision", severity: 3 },
    { rule: "syntax-error", severity: 0 },
    { rule: "stale-reference", severity: 1 },
  ]);
  assert.equal(now.text, "$(error) 2 port clashes");
  assert.equal(now.tooltip, "2 port collisions, 1 other error, 1 warning. Click for the ports of this host.");
  assert.equal(now.isBad, true);
});

test("without collisions it is calm", () => {
  assert.deepEqual(status([]), {
    text: "$(check) ports",
    tooltip: "No port collision is known. Click for the ports of this host.",
    isBad: false,
  });
});
