#!/usr/bin/env python3
"""Compares the recorded answers with what the program says of the vendor's own scripts, edited and called the same way.

    tests/oracle/scripts/ask.py PROGRAM CLONES [ANSWERS] [--model]

`--model` takes the scripts of `models/` instead, as `cargo test --test main oracle` does. Exit code 1 where an answer is wrong and certain.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import cases
import homes
from record import model, shipped
from shipped import FAMILIES

HERE = pathlib.Path(__file__).parent


def read(file):
    """Cases and answers."""
    for line in file.read_text().splitlines():
        if not line.startswith("#"):
            fields = line.split("\t")
            yield cases.Case(*fields[:5]), fields[5:]


def toml(words):
    return json.dumps(words)


def ask(program, family, text_of, asked):
    """The runtime of each case, as `ports` says it."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder).resolve()
        configuration = []
        for number, case in enumerate(asked):
            home = folder / f"home-{number:04}"
            homes.put(home, family.home, cases.edited(family.files, text_of, case))
            configuration += ["[[home]]", f'path = "{home.name}"', f"jdk = {family.jdk}", f'host = "{home.name}"']
            words = [word.replace("/home/", f"{home}/") for word in case.words()]
            if words:
                configuration.append(f"start-arguments = {toml(words)}")
            for name, value in case.variables().items():
                configuration.append(f"env.{name} = {toml(value.replace('/home/', f'{home}/'))}")
        (folder / "wso2-portlint.toml").write_text("\n".join(configuration) + "\n")
        run = subprocess.run([program, "ports", "--format", "json", "."], cwd=folder, capture_output=True, text=True, check=False)
        if not run.stdout:
            sys.exit(run.stderr)
        found = {home["path"].removeprefix("./"): home for home in json.loads(run.stdout)["homes"]}
        for number in range(len(asked)):
            runtimes = found[f"home-{number:04}"]["runtimes"]
            yield next((r for r in runtimes if r["runtime"] == family.runtime), runtimes[0])


def facts(answer):
    kinds = {"home": None, "debugger": None, "no agent": None, "offset": None}
    for part in answer.split(", "):
        for kind in kinds:
            if part.startswith(kind):
                kinds[kind] = part[len(kind):].strip()
    return kinds


def judge(answers, runtime, jdk):
    """`right`, `uncertain`, or what is wrong."""
    offset = runtime["offset"]["value"]
    own = [l for l in runtime["listeners"] if l["id"] not in ("jdwp", "jvm-attach")]
    opens = any(l["state"] == "open" for l in own)
    closed = all(l["state"] == "closed" for l in own)
    if len(answers) > 1:
        return "right" if offset is None else "wrong: certain, though the shells differ"
    said = facts(answers[0])
    if answers[0] == "no server":
        if opens:
            return "wrong: no server, and ports are said" if offset is not None else "uncertain"
        return "right" if closed else "uncertain"
    if said["home"]:
        return "wrong: another home" if opens and offset is not None else "right"
    listener = {l["id"]: l for l in runtime["listeners"]}
    debugger = listener.get("jdwp")
    is_open = debugger is not None and debugger["state"] == "open" and debugger["port"]
    if said["debugger"] and offset is not None:
        port = said["debugger"].rpartition(":")[2]
        address = "0.0.0.0" if ":" in said["debugger"] or jdk == "8" else "127.0.0.1"
        if not is_open or (str(debugger["port"]), debugger["address"]) != (port, address):
            return f"wrong: debugger {debugger and (debugger['state'], debugger['port'], debugger['address'])}"
    elif is_open and not said["debugger"]:
        return "wrong: a debugger is said"
    agent = listener.get("jvm-attach")
    has_agent = agent is not None and agent["state"] != "closed"
    if has_agent != (said["no agent"] is None) and not said["debugger"]:
        return "wrong: agent"
    try:
        number = 0 if said["offset"] == "none" else int(said["offset"])
    except ValueError:
        # Nothing opens where the offset is no number.
        return "right" if offset is None and not opens else "wrong: the offset is no number"
    if closed:
        return "wrong: nothing is said to open"
    if offset is None:
        return "uncertain"
    return "right" if offset == number else "wrong"


def main():
    options = [a for a in sys.argv[1:] if a.startswith("--")]
    program, clones, *rest = [a for a in sys.argv[1:] if not a.startswith("--")]
    program = str(pathlib.Path(program).resolve())
    answers = pathlib.Path(rest[0]) if rest else HERE / "answers"
    counts = {}
    for family in FAMILIES:
        file = answers / f"{family.name}.txt"
        if not file.exists():
            continue
        rows = list(read(file))
        releases = [("model", model(family))]
        if "--model" not in options:
            releases = [(t, shipped(clones, r, t, family.files, paths)) for r, t, paths in family.shipped]
        for number, (name, texts) in enumerate(releases):
            last = number + 1 == len(releases)
            asked = [row for row in rows if last or not any(row[0][:3])]
            for (case, said), runtime in zip(asked, ask(program, family, texts, [c for c, _ in asked])):
                verdict = judge(said, runtime, family.jdk)
                counts[verdict.partition(":")[0]] = counts.get(verdict.partition(":")[0], 0) + 1
                if verdict != "right":
                    print(f"{family.name} {name}: {verdict}: {case.line()!r}: real {said}, said {runtime['offset']['value']}")
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    sys.exit(1 if counts.get("wrong") else 0)


if __name__ == "__main__":
    main()
