import assert from "node:assert/strict";
import test from "node:test";
import { find } from "../src/binary";

const places = (files: string[], more = {}) => ({
  setting: "",
  extension: "/ext",
  searchPath: "/usr/bin:/opt/bin",
  platform: "linux" as NodeJS.Platform,
  isFile: (file: string) => files.includes(file),
  ...more,
});

test("the setting wins, and is not replaced when it names nothing", () => {
  const files = ["/my/portlint", "/ext/bin/wso2-portlint"];
  assert.deepEqual(find(places(files, { setting: "/my/portlint" })), { program: "/my/portlint", from: "setting" });
  assert.ok("missing" in find(places(files, { setting: "/gone" })));
});

test("what came with the extension wins over the PATH", () => {
  const files = ["/ext/bin/wso2-portlint", "/opt/bin/wso2-portlint"];
  assert.deepEqual(find(places(files)), { program: "/ext/bin/wso2-portlint", from: "extension" });
  assert.deepEqual(find(places(files.slice(1))), { program: "/opt/bin/wso2-portlint", from: "PATH" });
});

test("no program is taken from the folder that is open", () => {
  for (const searchPath of ["", ":", ".", "./bin"]) {
    assert.ok("missing" in find(places(["wso2-portlint", "./wso2-portlint", "bin/wso2-portlint"], { searchPath })));
  }
});
