#!/usr/bin/env python3
"""Runs the vendor's own start scripts with a `java` that only records what it gets, and asks the program the same.

    tests/oracle/scripts/run.py PROGRAM CLONES [--shell /bin/sh] [--record FILE]

CLONES is a directory of git directories (`wso2+carbon-kernel/repo` and so on). Each edit of `edits.txt` is put at the top of each
script, or replaces `$JAVA_OPTS` in its java line, and the script is called with the arguments and the environment of its
line. Nothing is opened: no server runs. The last lines count the answers; exit code 1 where one is wrong and certain.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
# Repository, path, what the home is called and says of itself, script, tags.
SCRIPTS = [
    ("wso2+carbon-kernel", "distribution/kernel/carbon-home/bin/wso2server.sh", "wso2is-7.0.0",
     "WSO2 Identity Server v7.0.0", "bin/wso2server.sh", ["v4.4.35", "v4.6.0", "v4.10.32"]),
    ("wso2+product-apim", "modules/distribution/product/src/main/startup-scripts/api-manager.sh", "wso2am-4.2.0",
     "WSO2 API Manager v4.2.0", "bin/api-manager.sh", ["v4.0.0", "v4.2.0"]),
    ("wso2+product-apim", "all-in-one-apim/modules/distribution/product/src/main/startup-scripts/api-manager.sh",
     "wso2am-4.6.0", "WSO2 API Manager v4.6.0", "bin/api-manager.sh", ["v4.7.0", "HEAD"]),
    ("wso2+micro-integrator", "distribution/src/scripts/micro-integrator.sh", "wso2mi-4.2.0",
     "WSO2 Micro Integrator v4.2.0", "bin/micro-integrator.sh", ["v1.1.0", "v1.2.0", "v4.0.0", "v4.2.0"]),
    ("wso2+product-integrator-mi", "distribution/src/scripts/micro-integrator.sh", "wso2mi-4.4.0",
     "WSO2 Micro Integrator v4.4.0", "bin/micro-integrator.sh", ["HEAD"]),
]

JAVA = """#!/bin/sh
for a in "$@"; do
  if [ "$a" = -version ]; then echo 'openjdk version "21.0.2" 2024-01-16' >&2; exit 0; fi
done
{ printf 'TOOL %s\\n' "$JAVA_TOOL_OPTIONS"; printf 'JDK %s\\n' "$JDK_JAVA_OPTIONS"; printf 'LAST %s\\n' "$_JAVA_OPTIONS"
for a in "$@"; do printf 'ARG %s\\n' "$(printf '%s' "$a" | tr '\\n' ' ')"; done; } > "$RECORD.$$"
grep -q '^ARG org.wso2.*Bootstrap$' "$RECORD.$$" && [ ! -e "$RECORD" ] && mv "$RECORD.$$" "$RECORD"
exit 0
"""

WITH_VALUE = ("-cp", "-classpath", "--add-opens", "--add-exports", "--add-modules", "--add-reads")


def answer(record):
    """The port offset that the server gets: a text, None where nothing says one, "no server" where none starts."""
    if not record.exists():
        return "no server"
    lines = record.read_text().splitlines()
    offset = {}
    words = [line[4:] for line in lines if line.startswith("ARG ")]
    for line in lines:
        for kind in ("TOOL ", "JDK "):
            if line.startswith(kind):
                for word in line[len(kind):].split():
                    if word.startswith("-DportOffset"):
                        offset["jvm"] = word.partition("=")[2]
    at = 0
    while at < len(words) and words[at].startswith(("-", "@")):
        if words[at].startswith("-DportOffset=") or words[at] == "-DportOffset":
            offset["jvm"] = words[at].partition("=")[2]
        at += 2 if words[at] in WITH_VALUE else 1
    if at >= len(words) or not words[at].startswith("org.wso2"):
        return "no server"
    for line in lines:
        if line.startswith("LAST "):
            for word in line[5:].split():
                if word.startswith("-DportOffset"):
                    offset["jvm"] = word.partition("=")[2]
    for word in words[at + 1:]:
        if word.startswith("-DportOffset="):
            offset["argument"] = word.partition("=")[2]
        elif word == "-DportOffset":
            offset["argument"] = "true"
    return offset.get("argument", offset.get("jvm"))


def cases():
    """Name, top, replacement of `$JAVA_OPTS`, arguments, environment."""
    for line in (HERE / "edits.txt").read_text().splitlines():
        if not line or line.startswith("# "):
            continue
        fields = (line.split("\t") + ["", "", "", ""])[:4]
        top, options, arguments, environment = (f.replace("\\n", "\n") for f in fields)
        pairs = dict(p.split("=", 1) for p in environment.split(";") if p)
        yield line, top, options, arguments.split(), pairs


def put(home, version, script, text):
    path = home / script
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    (home / "bin/version.txt").write_text(version + "\n")
    (home / "bin/setenv.sh").write_text('JAVA_OPTS="-DportOffset=7"\n')
    conf = home / ("conf" if "mi-" in home.name else "repository/conf")
    conf.mkdir(parents=True, exist_ok=True)
    (conf / "deployment.toml").write_text("[server]\noffset = 0\n")


def truth(home, script, arguments, environment, shell, directory):
    record = directory / "record"
    for old in directory.glob("record*"):
        old.unlink()
    env = {"PATH": os.environ["PATH"], "HOME": "/root", "JAVA_HOME": str(directory / "jdk"), "RECORD": str(record)}
    env.update(environment)
    try:
        subprocess.run([shell, str(home / script), *arguments], env=env, cwd="/", stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=5, start_new_session=True)
    except subprocess.TimeoutExpired:
        pass
    for _ in range(20 if any(a.strip("-") == "start" for a in arguments) else 0):
        if record.exists():
            break
        subprocess.run(["sleep", "0.05"], check=True)
    return answer(record)


def ask(program, home, arguments, environment):
    command = [program, "ports", "--format", "json", str(home)]
    command += [f"--start-argument={a}" for a in arguments]
    for name, value in environment.items():
        command += ["--env", f"{name}={value}"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(run.stdout)["homes"][0]["runtimes"][0]


def judge(true, runtime):
    offset = runtime["offset"]
    said = offset["value"]
    opens = any(l["state"] == "open" for l in runtime["listeners"])
    if true == "no server":
        return "right" if not opens else "no server, and ports are said"
    try:
        number = int(true) if true is not None else 0
    except ValueError:
        return "right" if said is None else "wrong"
    if said is None:
        return "uncertain"
    return "right" if said == number else "wrong"


def main():
    program, clones = sys.argv[1], pathlib.Path(sys.argv[2])
    shell = sys.argv[sys.argv.index("--shell") + 1] if "--shell" in sys.argv else "/bin/sh"
    counts = {}
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        (directory / "jdk/bin").mkdir(parents=True)
        (directory / "jdk/bin/java").write_text(JAVA)
        (directory / "jdk/bin/java").chmod(0o755)
        for repository, path, name, version, script, tags in SCRIPTS:
            for tag in tags:
                shown = subprocess.run(["git", "--git-dir", str(clones / repository / "repo"), "show", f"{tag}:{path}"],
                                       capture_output=True, text=True, check=False)
                if shown.returncode:
                    print(f"not there: {repository} {tag}")
                    continue
                for case, top, options, arguments, environment in cases():
                    text = shown.stdout
                    first, rest = text.split("\n", 1)
                    text = f"{first}\n{top}\n{rest}" if top else text
                    if options:
                        text = text.replace("    $JAVA_OPTS \\\n", f"    {options} \\\n".replace("(nothing)", ""))
                    home = directory / name
                    shutil.rmtree(home, ignore_errors=True)
                    put(home, version, script, text)
                    true = truth(home, script, arguments, environment, shell, directory)
                    runtime = ask(program, home, arguments, environment)
                    verdict = judge(true, runtime)
                    counts[verdict] = counts.get(verdict, 0) + 1
                    if verdict != "right":
                        print(f"{verdict}: {name} {tag}: {case!r}: real {true}, said {runtime['offset']['value']}")
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    sys.exit(1 if counts.get("wrong") else 0)


if __name__ == "__main__":
    main()
