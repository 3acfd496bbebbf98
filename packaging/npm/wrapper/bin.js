#!/usr/bin/env node
// Runs the binary of the package for this system, which npm installs as an optional dependency.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const CANNOT_DO_THE_JOB = 2;

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(CANNOT_DO_THE_JOB);
}

const system = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "wso2-portlint.exe" : "wso2-portlint";
let program;
try {
  program = require.resolve(`@wso2-portlint/${system}/${file}`);
} catch {
  fail(
    `the package @wso2-portlint/${system} is not installed: npm was told to leave out optional dependencies, ` +
      "or there is none for this system"
  );
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => fail(`${program}: ${error.message}`));
// Whoever stops this process means the program.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("exit", (code, signal) => {
  process.exitCode = signal ? 128 + constants.signals[signal] : code;
});
