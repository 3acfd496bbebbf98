#!/usr/bin/env python3
"""Asks the vendor's own start scripts, and those of `models/`, which have to answer the same.

    tests/oracle/scripts/record.py CLONES OUT [--all] [--keep] [FAMILY…]

Each script is run with a `java` that only records (`java.py`): nothing is opened. OUT gets one file for each family: the case and its
answer, tabs between them; where dash and bash differ, both answers. The script of the newest release of each family is called
in all ways, and has to answer as the model does; with `--all` those of all releases are, and are edited, too. With `--keep` only cases without an answer in OUT are asked.
"""

import pathlib
import subprocess
import sys
import tempfile

import cases
import homes
from java import Java
from shipped import FAMILIES

HERE = pathlib.Path(__file__).parent
SHELLS = {"dash": ["dash"], "bash": ["bash", "--posix"]}
MODELS = {
    "kernel-4.4.0": ["carbon-4.4.0.sh"], "kernel": ["carbon-4.sh"], "kernel-4.12": ["carbon-4.12.sh"],
    "api-manager": ["carbon-4.sh"], "api-manager-4.7": ["api-manager-4.7.sh"], "api-cp": ["carbon-4.sh"],
    "key-manager": ["carbon-4.sh"], "gateway": ["carbon-4.sh"], "traffic-manager": ["carbon-4.sh"],
    "micro-integrator": ["micro-integrator.sh"], "micro-integrator-4.4": ["micro-integrator-4.4.sh"],
    "micro-integrator-4.6": ["micro-integrator-4.6.sh"], "integrator": ["integrator.sh"],
    "broker": ["starter.sh", "profile.sh"], "business-process": ["starter.sh", "profile.sh"],
    "carbon-5": ["runtime.sh", "carbon-5.sh"], "worker": ["runtime.sh", "carbon-5.sh"],
}


def model(family):
    """Our own scripts for a family, by their paths in the home."""
    name = family.script.rpartition("/")[2]
    texts = {}
    for path, file in zip(family.files, MODELS[family.name]):
        text = (HERE / "models" / file).read_text()
        texts[path] = text.replace("@SCRIPT@", name).replace("@RUNTIME@", family.runtime)
    return texts


def shipped(clones, repository, tag, files, paths):
    git = pathlib.Path(clones) / repository.replace("/", "+") / "repo"
    texts = {}
    for path, inside in zip(files, paths):
        run = subprocess.run(["git", "--git-dir", str(git), "show", f"{tag}:{inside}"], capture_output=True, text=True, check=False)
        if run.returncode:
            sys.exit(f"not there: {repository} {tag} {inside}")
        texts[path] = run.stdout
    return texts


def answers(java, family, text_of, case, shells):
    """The answers of some shells."""
    home = java.folder / "home"
    texts = cases.edited(family.files, text_of, case)
    homes.put(home, family.home, texts)
    found = []
    for shell in shells:
        arguments = [word.replace("/home/", f"{home}/") for word in case.words()]
        environment = {name: value.replace("/home/", f"{home}/") for name, value in case.variables().items()}
        found.append(java.called(home, family.script, arguments, environment, shell, family.jdk))
    return found


def kept(file):
    """The answers that are there, by their cases."""
    if not file.exists():
        return {}
    rows = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return {"\t".join(row.split("\t")[:5]): row for row in rows}


def main():
    clones, out, *wanted = [word for word in sys.argv[1:] if word not in ("--all", "--keep")]
    out, everything = pathlib.Path(out), "--all" in sys.argv
    out.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for family in FAMILIES:
        if wanted and family.name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            java = Java(folder)
            releases = [(f"{r} {t}", shipped(clones, r, t, family.files, paths)) for r, t, paths in family.shipped]
            lines = []
            known = kept(out / f"{family.name}.txt") if "--keep" in sys.argv else {}
            asked = cases.of(family)
            for case in asked:
                if case.line() in known:
                    lines.append(known[case.line()])
                    continue
                is_call = not (case.top or case.loop or case.options)
                expected = answers(java, family, model(family), case, SHELLS.values())
                # Edits concern what all releases of a family have in common.
                others = releases if is_call and everything else releases[-1:] if is_call or everything else []
                for name, texts in others:
                    [answer] = answers(java, family, texts, case, [SHELLS["dash"]])
                    if answer != expected[0]:
                        wrong += 1
                        print(f"{family.name}: {case.line()!r}: model {expected[0]}, {name} {answer}", flush=True)
                said = expected if len(set(expected)) > 1 else expected[:1]
                lines.append("\t".join([*case, *said]))
            named = ", ".join(name for name, _ in releases)
            head = [f"# of: {named}", f"# home: {family.home}", f"# runtime: {family.runtime}", f"# jdk: {family.jdk}"]
            head += [f"# script: {path} as {name}" for path, name in zip(family.files, MODELS[family.name])]
            text = "\n".join(head + lines) + "\n"
            (out / f"{family.name}.txt").write_text(text)
            print(f"{family.name}: {len(lines)} cases, {len(releases)} releases", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
