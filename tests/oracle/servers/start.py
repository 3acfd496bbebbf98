#!/usr/bin/env python3
"""Starts a real server with a variant and compares its sockets with what `ports` says before and after.

    start.py --cache DIR --kernel 4.10.32 [--variant NAME]…      a Carbon kernel, from its zip
    start.py --home DIR [--script SCRIPT] [--variant NAME]…      a home that was put together

Each start has a copy of the home and a network namespace with only loopback; the server is ended by its process ids. Needs root
and a JDK 17 in JAVA_HOME. `--tool` is the tool's binary, `--product` and `--version` are told to it, `--record FILE` writes
the answers of the variants that need nothing of the vendor's.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

import artifacts  # noqa: E402
import records  # noqa: E402
from servers import variants  # noqa: E402

STARTED = re.compile(r"started in \d")
# The start is over although it never says so.
STALLED = re.compile(r"FATAL|initialization Failed|ParserConfigurationException|NumberFormatException")


class Namespace:
    """A network namespace with only loopback."""

    def __init__(self, name):
        self.name = name
        subprocess.run(["ip", "netns", "add", name], check=True)
        subprocess.run(["ip", "netns", "exec", name, "ip", "link", "set", "lo", "up"], check=True)

    def sockets(self):
        """(protocol, port, address) of what listens."""
        shown = subprocess.run(
            ["ip", "netns", "exec", self.name, "ss", "-ltnuH"], capture_output=True, text=True, check=True
        ).stdout
        found = set()
        for line in shown.splitlines():
            words = line.split()
            address, _, port = words[4].rpartition(":")
            address = address.strip("[]").removeprefix("::ffff:").split("%")[0]
            found.add((words[0], int(port), "0.0.0.0" if address in ("*", "::", "0.0.0.0") else address))
        return found

    def processes(self):
        listed = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True).stdout
        return [int(pid) for pid in listed.split()]

    def end(self):
        for sign, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
            for pid in self.processes():
                try:
                    os.kill(pid, sign)
                except ProcessLookupError:
                    pass
            for _ in range(seconds * 5):
                if not self.processes():
                    break
                time.sleep(0.2)
        subprocess.run(["ip", "netns", "del", self.name], check=True)


def copied(home):
    """A copy of a home that may be changed."""
    target = pathlib.Path(tempfile.mkdtemp(prefix="server-")) / home.name
    subprocess.run(["cp", "-a", "--reflink=auto", str(home), str(target)], check=True)
    return target


def apply(home, variant, toml, own):
    path = home / toml
    if own:
        is_new = (home / "repository/resources/security/wso2carbon.p12").exists()
        names = {"SUFFIX": "p12" if is_new else "jks", "TYPE": "PKCS12" if is_new else "JKS"}
        names["STORE"] = "database" if own.startswith("4.5.") else "database_unique_id"
        content = variants.OWN
        for name, value in names.items():
            content = content.replace(name, value)
        path.write_text(content)
    text = path.read_text()
    if variant.server:
        text = text.replace("[server]\n", "[server]\n" + variant.server, 1)
    path.write_text(text + variant.tail)
    for name, old, new in variant.edits:
        file = home / name
        content = file.read_text() if file.exists() else ""
        file.write_text(new if old is None else content.replace(old, new))
    for name in variant.deleted:
        (home / name).unlink(missing_ok=True)


def start(home, script, variant, seconds):
    """Starts, waits, and returns the sockets and one sentence."""
    space = Namespace(f"server-{os.getpid()}")
    log = home.parent / "out"
    environment = {key: os.environ[key] for key in ("PATH", "JAVA_HOME", "HOME") if key in os.environ}
    environment.update(variant.env)
    if variant.java_opts:
        environment["JAVA_OPTS"] = " ".join(variant.java_opts)
    command = ["ip", "netns", "exec", space.name, "bash", f"bin/{script}", *variant.arguments]
    try:
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=home, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment)
        said, stalled_since = "neither started nor ended in time", None
        for _ in range(seconds):
            time.sleep(1)
            text = log.read_text(errors="replace")
            if STARTED.search(text):
                said = "says that it started"
                time.sleep(4)
                break
            if process.poll() is not None:
                said = f"ended, status {process.returncode}"
                break
            if STALLED.search(text):
                stalled_since = stalled_since or time.time()
                if time.time() - stalled_since > seconds / 4:
                    said = "alive, did not start"
                    break
        return space.sockets(), said
    finally:
        space.end()


def without_random(sockets):
    """Without the ports that the Java machine takes at random (the agent that `com.sun.management.jmxremote` starts)."""
    return {socket for socket in sockets if not 32768 <= socket[1] <= 60999 or socket[0] != "tcp"}


def shown(options, home, variant):
    """What the tool says is open: (protocol, port)."""
    configuration = home.parent / "wso2-portlint.toml"
    lines = ["[[home]]", f"path = {json.dumps(home.name)}"]
    if options.product:
        lines += [f"product = {json.dumps(options.product)}", f"version = {json.dumps(options.version)}"]
    lines += [f"java-opts = {json.dumps(variant.java_opts)}", f"start-arguments = {json.dumps(variant.arguments)}"]
    lines += [f"env.{name} = {json.dumps(value)}" for name, value in variant.env.items()]
    configuration.write_text("\n".join(lines) + "\n")
    command = [options.tool, "ports", "--format", "json", "--config", str(configuration), home.name]
    done = subprocess.run(command, cwd=home.parent, capture_output=True, text=True)
    try:
        homes = json.loads(done.stdout)["homes"]
    except ValueError:
        return None
    listeners = [l for h in homes for r in h["runtimes"] for l in r["listeners"]]
    return {(l["protocol"], l["port"]) for l in listeners if l["state"] == "open" and l["port"] is not None}


def run(options, home, variant):
    copy = copied(home)
    toml = "conf/deployment.toml" if (copy / "conf/deployment.toml").exists() else "repository/conf/deployment.toml"
    try:
        if variant.twice:
            start(copy, options.script, variants.Variant("first"), options.seconds)
        apply(copy, variant, toml, options.kernel)
        file = copy / toml
        content = file.read_bytes() if file.exists() else None
        before = shown(options, copy, variant)
        sockets, said = start(copy, options.script, variant, options.seconds)
        after = shown(options, copy, variant)
    finally:
        shutil.rmtree(copy.parent, ignore_errors=True)
    open_now = without_random(sockets)
    ports = {socket[:2] for socket in open_now}
    verdict = ["exact" if ports == told else f"tool {listed((told or set()) - ports)} too many, {listed(ports - (told or set()))} missing" for told in (before, after)]
    print(f"{variant.name}: {listed(ports)}; {said}; before: {verdict[0]}; after: {verdict[1]}", flush=True)
    record = None
    if variant.recordable():
        files = {toml: content, "bin/wso2carbon-version.txt": version_file(home), **layout(home)}
        files.update({name: new.encode() for name, _, new in variant.edits})
        record = records.Record(variant.name, options.home_name, files, variant.env, variant.java_opts)
        record.arguments = variant.arguments
        record.answer, record.listeners, record.why = ("open" if open_now else "fails"), open_now, said
    return verdict == ["exact", "exact"], record


def version_file(home):
    return (home / "bin/wso2carbon-version.txt").read_bytes()


def layout(home):
    """What of a kernel's bundles and profiles decides what opens: names of jars, empty, and the lines about them."""
    plugins = "repository/components/plugins"
    wanted = ("org.wso2.carbon.core", "org.wso2.carbon.tomcat", "tomcat", "hazelcast", "org.wso2.carbon.hazelcast")
    is_wanted = lambda name: name.rpartition("_")[0] in wanted  # noqa: E731
    files = {f"{plugins}/{jar.name}": b"" for jar in sorted((home / plugins).iterdir()) if is_wanted(jar.stem)}
    files.update({f"bin/{jar.name}": b"" for jar in (home / "bin").glob("org.wso2.carbon.bootstrap*.jar")})
    for info in (home / "repository/components").glob("*/configuration/org.eclipse.equinox.simpleconfigurator/bundles.info"):
        lines = [line for line in info.read_text().splitlines() if line.split(",")[0] in wanted]
        files[str(info.relative_to(home))] = "".join(line + "\n" for line in lines).encode()
    return files


def listed(ports):
    return " ".join(str(port) if protocol == "tcp" else f"{protocol}/{port}" for protocol, port in sorted(ports, key=lambda p: p[1])) or "nothing"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--kernel")
    parser.add_argument("--home", type=pathlib.Path)
    parser.add_argument("--script", default="wso2server.sh")
    parser.add_argument("--variant", action="append")
    parser.add_argument("--tool", default="wso2-portlint")
    parser.add_argument("--product")
    parser.add_argument("--version")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--record", type=pathlib.Path)
    options = parser.parse_args()
    options.tool = str(pathlib.Path(options.tool).resolve()) if "/" in options.tool else options.tool
    home = artifacts.kernel(options.cache.resolve(), options.kernel).resolve() if options.kernel else options.home.resolve()
    options.home_name = f"wso2carbon-{options.kernel}" if options.kernel else home.name
    wanted = [variants.BY_NAME[name] for name in options.variant] if options.variant else variants.KERNEL
    results = []
    for variant in wanted:
        results.append(run(options, home, variant))
        if options.record:
            comment = f"Starts of {options.home_name} with a deployment.toml of our own."
            records.write(options.record, comment, [record for _, record in results if record])
    print(f"{sum(exact for exact, _ in results)} of {len(results)} exact before and after")


if __name__ == "__main__":
    main()
