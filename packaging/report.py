#!/usr/bin/env python3
"""Prints what packaging/build measured, as Markdown: `report.py VERSION COMMIT MEASURED SYSTEMS OUTPUT`.

MEASURED has rows of what, file, bytes, fastest and median start; SYSTEMS of system and three results; OUTPUT is what the
installed programs printed. With `--write PAGE` first, the text replaces what stands between the marks of that page.
"""

import sys
from pathlib import Path

START, END = "<!-- measured -->\n", "<!-- end of measured -->"


def rows(path):
    path = Path(path)
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def table(head, body, numbers=()):
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join("---:" if column in numbers else "---" for column in range(len(head))) + " |"
    for row in body:
        yield "| " + " | ".join(row) + " |"


def report(version, commit, measured, systems, output):
    yield f"Measured by `packaging/build` at commit {commit}, version {version}, on two shared processors: sizes travel, times hardly do."
    yield ""
    yield "### Sizes, and the time of `--version` once installed"
    yield ""
    body = [
        [what, f"`{file}`", f"{int(size):,}", fastest or "–", median or "–"]
        for what, file, size, fastest, median in rows(measured)
    ]
    yield from table(["package", "file", "bytes", "fastest (ms)", "median (ms)"], body, (2, 3, 4))
    yield ""
    yield "### What each of them printed"
    yield ""
    yield "Installed as above, each program printed the same bytes as `--format json`; as `--format concise` that is:"
    yield ""
    yield "```console\n$ wso2-portlint check --format concise clash"
    yield Path(output).read_text(encoding="utf-8").rstrip("\n")
    yield "```"
    if rows(systems):
        yield ""
        yield "### On which systems they start"
        yield ""
        yield from table(["system", "static binary (archive, .deb, .rpm, npm, image)", "wheel", "`cargo install` here"], rows(systems))


def main(arguments):
    page = None
    if arguments[0] == "--write":
        page, arguments = Path(arguments[1]), arguments[2:]
    text = "\n".join(report(*arguments)) + "\n"
    if page is None:
        print(text, end="")
        return
    before, rest = page.read_text(encoding="utf-8").split(START)
    page.write_text(before + START + text + END + rest.split(END)[1], encoding="utf-8")


main(sys.argv[1:])
