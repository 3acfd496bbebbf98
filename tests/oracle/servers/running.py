#!/usr/bin/env python3
"""Real Carbon kernels run in a network namespace, and the rules about the running host are asked about them.

    running.py --cache DIR --kernel 4.10.32 --tool target/debug/wso2-portlint

Each rule has to fire where it should and to stay silent where it should, for root, for `nobody`, and where `/proc` hides the processes of
others. Needs root, ip(8), unshare(1), setpriv(1) and a JDK in JAVA_HOME; takes about seven minutes, five of which a server without
ports has to run before it is reported. Every server is ended by the ids of the processes in its namespace.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

import artifacts  # noqa: E402
from servers.start import STALLED, STARTED, Namespace  # noqa: E402

RULES = "port-taken,restart-needed,not-listening,unexpected-listener"
NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
# A server of this age without a port is reported, in seconds.
AGE = 300
HIDDEN = "mount -t proc -o hidepid=2 proc /proc && exec \"$@\""
TAKES = "import socket, time\ns = socket.socket()\ns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n" \
        "s.bind(('0.0.0.0', 9443))\ns.listen()\ntime.sleep(900)\n"


class Failed(Exception):
    pass


def expect(what, found, expected):
    """Says whether the rules that fired are those; the texts of `expected` are parts of messages."""
    rules = sorted(f"{rule}: {message}" for rule, message in found)
    missing = [part for part in expected if not any(all(word in line for word in part) for line in rules)]
    if missing or len(rules) != len(expected):
        raise Failed(f"{what}: expected {expected}, found {rules}")
    print(f"ok: {what}" + "".join(f"\n      {line}" for line in rules), flush=True)


class Host:
    """A network namespace, the homes in it, and the program."""

    def __init__(self, name, tool, folder):
        self.space = Namespace(name)
        self.tool = tool
        self.folder = folder

    def inside(self, command, before=(), **options):
        command = ["ip", "netns", "exec", self.space.name, *before, *command]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **options)

    def check(self, homes, before=()):
        """(rule, message) of what the four rules say."""
        run = self.inside([self.tool, "check", "--live", "--severity", "info", "--format", "json", "--select", RULES, *homes], before)
        if not run.stdout:
            raise Failed(run.stderr)
        return [(d["rule"], d["message"]) for d in json.loads(run.stdout)["diagnostics"]]

    def states(self, home, before=()):
        """State, process and address of each listener that should be open, by id."""
        run = self.inside([self.tool, "ports", "--live", "--format", "json", home], before)
        listeners = json.loads(run.stdout)["homes"][0]["runtimes"][0]["listeners"]
        return {l["id"]: l["live"] for l in listeners if l["state"] == "open"}

    def start(self, home, seconds=120, background=False):
        """Starts a server and waits until it says that it did; returns what it said."""
        log = self.folder / f"{home}.log"
        environment = {key: os.environ[key] for key in ("PATH", "JAVA_HOME", "HOME") if key in os.environ}
        command = ["ip", "netns", "exec", self.space.name, "bash", "bin/wso2server.sh"]
        with log.open("wb") as out:
            subprocess.Popen(command, cwd=self.folder / home, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment,
                             start_new_session=True)
        for _ in range(0 if background else seconds):
            time.sleep(1)
            text = log.read_text(errors="replace")
            if STARTED.search(text):
                time.sleep(4)
                return "started"
            if STALLED.search(text):
                time.sleep(10)
                return "stalled"
        return "started in the background" if background else "neither started nor ended in time"

    def end(self):
        self.space.end()


def copy(kernel, folder, name, offset=None, script=None):
    target = folder / name
    subprocess.run(["cp", "-a", "--reflink=auto", str(kernel), str(target)], check=True)
    if offset is not None:
        write_offset(target, offset)
    if script:
        path = target / "bin/wso2server.sh"
        path.write_text("".join(line for line in path.read_text().splitlines(True) if script not in line))
    # `nobody` has to read it.
    subprocess.run(["chmod", "-R", "a+rX", str(target)], check=True)


def write_offset(home, offset):
    path = home / "repository/conf/deployment.toml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("offset")]
    at = lines.index("[server]") + 1
    path.write_text("\n".join([*lines[:at], f"offset = {offset}", *lines[at:]]) + "\n")


def all_listen(host, home, what, certainty="certain"):
    states = host.states(home)
    other = {name: live for name, live in states.items() if live["state"] != "listening" or live["process"]["certainty"] != certainty}
    if other or not states:
        raise Failed(f"{what}: {other or 'no listener is open'}")
    print(f"ok: {what}: {', '.join(sorted(states))}", flush=True)


def ways():
    """How the program is run: as root, as nobody, as nobody where others are hidden."""
    yield "root", []
    yield "nobody", NOBODY
    yield "nobody with hidepid", ["unshare", "-m", "sh", "-c", HIDDEN, "sh", *NOBODY]


def run(options, kernel, folder):
    for name, arguments in {"first": {}, "second": {}, "third": {}, "no-port": {"offset": '"x"'},
                            "both": {"offset": 20, "script": "preferIPv4Stack"}}.items():
        copy(kernel, folder, name, **arguments)
    alone = Host(f"portlint-alone-{os.getpid()}", options.tool, folder)
    host = Host(f"portlint-{os.getpid()}", options.tool, folder)
    last = Host(f"portlint-last-{os.getpid()}", options.tool, folder)
    proxy = None
    try:
        began = time.time()
        print(f"a server with a bad offset: {alone.start('no-port', background=True)}", flush=True)
        time.sleep(15)
        expect("a server without a port is young", alone.check(["no-port"]), [])
        said = host.start("first")
        if said != "started":
            raise Failed(f"the first server: {said}")
        for who, before in ways():
            expect(f"as shipped, {who}", host.check(["first"], before), [])
        all_listen(host, "first", "as shipped")
        write_offset(folder / "first", 3)
        expect("the offset is changed after the start", host.check(["first"]),
               [("restart-needed", "first (process", "runs with port offset 0; its files say 3")])
        write_offset(folder / "first", 0)
        expect("the offset is what it was", host.check(["first"]), [])
        said = host.start("second")
        expect(f"a second copy, which says: {said}", host.check(["first", "second"]),
               [("port-taken", "of second", "taken by first (process")])
        for who, before in list(ways())[1:]:
            found = host.check(["first", "second"], before)
            if any(rule != "port-taken" for rule, _ in found):
                raise Failed(f"a second copy, {who}: {found}")
            print(f"ok: a second copy, {who}: {found}", flush=True)
        print(f"a server on both families: {host.start('both')}", flush=True)
        all_listen(host, "both", "both families of addresses")
        expect("both families of addresses", host.check(["both"]), [])
        proxy = subprocess.Popen(["ip", "netns", "exec", last.space.name, sys.executable, "-c", TAKES])
        time.sleep(1)
        expect("a port is taken before the start", last.check(["third"]), [("port-taken", "9443/tcp", f"process {proxy.pid}")])
        said = last.start("third")
        expect(f"the start, which says: {said}", last.check(["third"]), [("port-taken", "9443/tcp", f"process {proxy.pid}")])
        states = {name: live["state"] for name, live in last.states("third").items()}
        if states.pop("servlet-https") != "taken" or set(states.values()) != {"listening"}:
            raise Failed(f"a port is taken before the start: {states}")
        print(f"ok: the others listen: {', '.join(sorted(states))}", flush=True)
        time.sleep(max(0, began + AGE + 15 - time.time()))
        expect("a bad offset", alone.check(["no-port"]), [("not-listening", "no-port (process", "runs without a port")])
        expect("all have run for five minutes", host.check(["first", "both"]), [])
    finally:
        if proxy:
            proxy.kill()
            proxy.wait()
        for each in (alone, host, last):
            each.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--kernel", default="4.10.32")
    parser.add_argument("--tool", type=pathlib.Path, required=True)
    options = parser.parse_args()
    kernel = artifacts.kernel(options.cache.resolve(), options.kernel)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="running-"))
    folder.chmod(0o755)
    tool = folder / "wso2-portlint"
    shutil.copy(options.tool, tool)
    options.tool = str(tool)
    try:
        run(options, kernel, folder)
    except Failed as error:
        sys.exit(f"failed: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
