#!/usr/bin/env python3
"""What a real systemd gives a start script: generated units, drop-ins and environment files are started by a user instance.

    unshare --mount --propagation private tests/oracle/scripts/units.py            writes units.txt
    unshare --mount --propagation private tests/oracle/scripts/units.py --check    compares with it

Needs root and Debian's systemd; the mounts that it makes are seen by nobody else. The script is called in `/opt/wso2am-4.2.0`
with a `java` that records its words and its environment. What the Java machine makes of these is known (`java.py` asks a real one):
arguments of the server win, then `_JAVA_OPTIONS`, the line, `JDK_JAVA_OPTIONS`, `JAVA_TOOL_OPTIONS`; a first word that is no option is
its main class. A line of `units.txt` is the answer, the name of the unit, its text, and further files as `path=text`, escaped; the answer
is the text of the offset, `-` without one, `fails` where no server starts.
"""

import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
HOME = "/opt/wso2am-4.2.0"
SCRIPT = f"{HOME}/bin/api-manager.sh"
MODEL = """#!/bin/sh
if [ "$1" = --debug ]; then JAVA_OPTS=-Xint; fi
java $JVM_MEM_OPTS $JAVA_OPTS org.wso2.carbon.bootstrap.Bootstrap $*
"""
JAVA = "#!/bin/sh\n{ printf '%s\\n' \"$@\"; echo ==; env; } > /run/got.new; mv /run/got.new /run/got\n"
MAIN = "org.wso2.carbon.bootstrap.Bootstrap"

# Settings of the environment: lines of [Service], files below /opt.
NINE = "Environment=JAVA_OPTS=-DportOffset=9\n"
FILE = "EnvironmentFile=/opt/am.env\n"
ENVIRONMENTS = [
    ("", {}),
    (NINE, {}),
    ('Environment="JAVA_OPTS=-Xint -DportOffset=3"\n', {}),
    ("Environment='JAVA_OPTS=-DportOffset=3 -Xint' OTHER=1\n", {}),
    ("Environment=OFFSET=3\n", {}),
    ("Environment=JVM_MEM_OPTS=-DportOffset=4\n", {}),
    (NINE + "Environment=\n", {}),
    (NINE + "UnsetEnvironment=JAVA_OPTS\n", {}),
    ('Environment=A="b c" JAVA_OPTS="-DportOffset=3"\n', {}),
    ('Environment="JAVA_OPTS=-DportOffset=\\x33"\n', {}),
    (NINE + "Environment=JAVA_OPTS=-DportOffset=5\n", {}),
    ("Environment=_JAVA_OPTIONS=-DportOffset=6 JAVA_OPTS=-DportOffset=5\n", {}),
    ("Environment=OFFSET=3 JAVA_OPTS=-DportOffset=$OFFSET\n", {}),
    ("Environment=JAVA_OPTS='-DportOffset=3'\n", {}),
    (NINE + FILE, {"am.env": "JAVA_OPTS=-DportOffset=3\n"}),
    (FILE + NINE, {"am.env": 'JAVA_OPTS="-DportOffset=3 -Xint"\n'}),
    (FILE, {"am.env": "# c\n; c\nJAVA_OPTS='-DportOffset=3'\n"}),
    (FILE, {"am.env": "JAVA_OPTS=-DportOffset=3 # c\n"}),
    (FILE, {"am.env": "export JAVA_OPTS=-DportOffset=3\n"}),
    (FILE, {"am.env": "OFFSET=3\n"}),
    (FILE, {"am.env": "JAVA_OPTS=-Xint \\\n-DportOffset=3\n"}),
    (FILE, {"am.env": "  JAVA_OPTS = -DportOffset=3  \n"}),
    (FILE, {"am.env": "JAVA_OPTS=-DportOffset=3"}),
    (NINE + FILE, {"am.env": "JAVA_OPTS=\n"}),
    (FILE + "EnvironmentFile=/opt/b.env\n", {"am.env": "JAVA_OPTS=-DportOffset=3\n", "b.env": "JAVA_OPTS=-DportOffset=4\n"}),
    (FILE + "EnvironmentFile=\n", {"am.env": "JAVA_OPTS=-DportOffset=3\n"}),
    (NINE + FILE, {}),
    (NINE + "EnvironmentFile=-/opt/am.env\n", {}),
    (NINE, {"wso2am.service.d/o.conf": "[Service]\nEnvironment=JAVA_OPTS=-DportOffset=3\n"}),
    (NINE, {"service.d/o.conf": "[Service]\nEnvironment=JAVA_OPTS=-DportOffset=3\n"}),
    (NINE, {"wso2am.service.d/o.conf": f"[Service]\nExecStart=\nExecStart={SCRIPT} -DportOffset=3\n"}),
    ("", {"wso2am.service.d/a.conf": "[Service]\n" + NINE, "wso2am.service.d/b.conf": "[Service]\nEnvironment=JAVA_OPTS=-DportOffset=4\n"}),
    ("", {"wso2am.service.d/a.conf": "[Unit]\n" + NINE}),
    ("Environment=WORDS=-Xint\\x20-DportOffset=3\n", {}),
]
COMMANDS = [
    f"ExecStart={SCRIPT}\n",
    f"ExecStart={SCRIPT} -DportOffset=2\n",
    f"ExecStart={SCRIPT} -DportOffset=${{OFFSET}}\n",
    f"ExecStart={SCRIPT} $WORDS\n",
    f"ExecStart={SCRIPT} -DportOffset=$OFFSET\n",
    f"ExecStart={SCRIPT} -DportOffset=$$OFFSET\n",
    f"ExecStart=-{SCRIPT} start\n",
    f"ExecStart=@{SCRIPT} am -DportOffset=2\n",
    f"ExecStart=:{SCRIPT} -DportOffset=${{OFFSET}}\n",
    f"ExecStart=/usr/bin/env JAVA_OPTS=-DportOffset=7 {SCRIPT}\n",
    f"ExecStart=/bin/sh -c 'export JAVA_OPTS=-DportOffset=7; exec {SCRIPT}'\n",
    f"ExecStart=/bin/sh -c '{SCRIPT} $0' -DportOffset=8\n",
    f"ExecStart={SCRIPT} --debug 5005\n",
    f"ExecStart={SCRIPT} \"-DportOffset=2\" '-Da=b c'\n",
    f"ExecStart={SCRIPT} \\\n  -Da=b \\\n# a comment\n  -DportOffset=2\n",
    f"ExecStart={SCRIPT} -Da=%%x -DportOffset=2\n",
    f"ExecStart={SCRIPT} \\x2dDportOffset=2\n",
    f"ExecStartPre=/bin/true -DportOffset=1\nExecStart={SCRIPT}\nExecStop=/bin/true\n",
]
NAMES = [
    ("wso2am-3.service", f"ExecStart={SCRIPT} -DportOffset=%j\n"),
    ("wso2am@3.service", f"ExecStart={SCRIPT} -DportOffset=%i\n"),
    ("wso2am@3.service", f"Environment=JAVA_OPTS=-DportOffset=%i\nExecStart={SCRIPT}\n"),
    ("4.service", f"ExecStart={SCRIPT} -DportOffset=%N\n"),
    ("5.service", f"ExecStart={SCRIPT} -DportOffset=%p\n"),
]


def cases():
    """(name, text, files): all settings with one command, all commands with some settings, and names."""
    pairs = list(itertools.product(range(len(ENVIRONMENTS)), range(len(COMMANDS))))
    chosen = [(e, c) for e, c in pairs if c == 0 or e in (0, 4) or (7 * e + 3 * c) % 11 == 0]
    for environment, command in chosen:
        lines, files = ENVIRONMENTS[environment]
        yield "wso2am.service", lines + COMMANDS[command], files
    for name, lines in NAMES:
        yield name, lines, {}


def text_of(lines):
    return f"[Unit]\nDescription=x\n[Service]\n{lines}"


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def offset(got):
    """The text of the property that the server gets."""
    words, _, environment = got.partition("==\n")
    words = words.splitlines()
    variables = dict(line.split("=", 1) for line in environment.splitlines() if "=" in line)
    first = next((at for at, word in enumerate(words) if not word.startswith("-")), len(words))
    if words[first:first + 1] != [MAIN]:
        return "fails"
    of = lambda name: variables.get(name, "").split()  # noqa: E731
    order = [of("JAVA_TOOL_OPTIONS"), of("JDK_JAVA_OPTIONS"), words[:first], of("_JAVA_OPTIONS"), words[first + 1:]]
    found = "-"
    for word in itertools.chain(*order):
        if word.startswith("-DportOffset="):
            found = word.removeprefix("-DportOffset=")
    return found


def answer(units, name, lines, files):
    for place in (units, pathlib.Path("/opt")):
        for entry in place.iterdir():
            if entry.name == pathlib.Path(HOME).name:
                continue
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    (units / name).write_text(text_of(lines))
    for path, text in files.items():
        target = (units if path.endswith(".conf") else pathlib.Path("/opt")) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    got = pathlib.Path("/run/got")
    got.unlink(missing_ok=True)
    run(["systemctl", "--user", "reset-failed"])
    run(["systemctl", "--user", "daemon-reload"])
    run(["systemctl", "--user", "start", name])
    for _ in range(100):
        if got.exists():
            return offset(got.read_text())
        state = run(["systemctl", "--user", "is-active", name]).stdout.strip()
        if state in ("failed", "inactive") and not got.exists():
            return "fails"
        time.sleep(0.05)
    raise SystemExit(f"no answer: {name} {lines}")


def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def main():
    if pathlib.Path("/run/systemd/system").exists():
        sys.exit("call it with unshare --mount --propagation private, where systemd does not run")
    for place in ("/run", "/opt", "/usr/local/sbin"):
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], check=True)
    for path in ("/run/systemd/system", "/run/user/0", "/run/home/.config/systemd/user", f"{HOME}/bin"):
        pathlib.Path(path).mkdir(parents=True)
    os.chmod("/run/user/0", 0o700)
    for path, text in ((SCRIPT, MODEL), ("/usr/local/sbin/java", JAVA)):
        pathlib.Path(path).write_text(text)
        os.chmod(path, 0o755)
    os.environ.clear()
    os.environ.update(XDG_RUNTIME_DIR="/run/user/0", HOME="/run/home", PATH="/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin")
    manager = subprocess.Popen(["/lib/systemd/systemd", "--user"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        if run(["systemctl", "--user", "is-system-running"]).stdout.strip() in ("running", "degraded"):
            break
        time.sleep(0.1)
    rows = []
    try:
        for name, lines, files in cases():
            found = answer(pathlib.Path("/run/home/.config/systemd/user"), name, lines, files)
            columns = [found, name, escaped(lines), *(f"{path}={escaped(text)}" for path, text in files.items())]
            rows.append("\t".join(columns))
    finally:
        run(["systemctl", "--user", "exit"])
        manager.wait(10)
    version = run(["/lib/systemd/systemd", "--version"]).stdout.split()[1]
    text = f"# What systemd {version} gave the script of each unit; units.py writes and explains this.\n" + "\n".join(rows) + "\n"
    target = HERE / "units.txt"
    if "--check" in sys.argv[1:]:
        known = set(target.read_text().splitlines())
        wrong = [row for row in rows if row not in known]
        print(f"{len(rows) - len(wrong)} of {len(rows)} as recorded", *wrong, sep="\n")
        sys.exit(bool(wrong))
    target.write_text(text)
    print(f"{len(rows)} units")


if __name__ == "__main__":
    main()
