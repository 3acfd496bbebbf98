"""Asks the yaml oracle: the vendor's reader and listeners over a deployment.yaml, with real sockets in a network namespace."""

import ipaddress
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile

import artifacts
from mapper.rendered import Answer
from yaml import stacks

HERE = pathlib.Path(__file__).parent
STORE = "wso2carbon"
# Put before java, such as `nice -n 5`.
PREFIX = os.environ.get("ORACLE_PREFIX", "").split()


class Stack:
    """One stack in a running virtual machine; needs root for its network namespace."""

    def __init__(self, stack, cache):
        self.stack = stack
        for parent in stacks.STUB_PARENTS:
            artifacts.stub_parent(cache, parent)
        classes = artifacts.compiled(cache, HERE / "YamlRunner.java")
        self.path = f"{classes}:{artifacts.classpath(cache, stack.artifacts())}"
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="yaml-"))
        self.home = self.work / "home"
        self.file = self.home / f"conf/{stack.runtime}/deployment.yaml"
        self.file.parent.mkdir(parents=True)
        key_stores(self.home / "resources/security", cache)
        self.namespace = f"oracle-{os.getpid()}-{stack.name}"
        subprocess.run(["ip", "netns", "add", self.namespace], check=True)
        subprocess.run(["ip", "netns", "exec", self.namespace, "ip", "link", "set", "lo", "up"], check=True)
        self.process = None

    def machine(self):
        if self.process is None:
            command = ["ip", "netns", "exec", self.namespace, *PREFIX, "java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss2m"]
            command += ["-Djava.security.egd=file:/dev/./urandom", f"-Dcarbon.home={self.home}", f"-Dwso2.runtime={self.stack.runtime}"]
            command += ["-Dfile.encoding=UTF-8", "--add-opens", "java.base/java.util=ALL-UNNAMED", "-cp", self.path, "YamlRunner"]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=self.work
            )
        return self.process

    def ask(self, content, components, env=None, properties=None):
        """What opens with this deployment.yaml."""
        self.file.write_bytes(content)
        told = [f"env {k}={v}" for k, v in (env or {}).items()] + [f"sys {k}={v}" for k, v in (properties or {}).items()]
        process = self.machine()
        process.stdin.write("\t".join([str(self.file), " ".join(components), *told]) + "\n")
        process.stdin.flush()
        notes, sockets = [], set()
        while True:
            line = process.stdout.readline().strip()
            if line.startswith("note "):
                notes.append(shortened(line.removeprefix("note ").replace(str(self.work), "")))
            elif line.startswith("listening "):
                found = socket(line.split()[2])
                # Port 0 is another one at every start.
                if not 32768 <= found[1] <= 60999:
                    sockets.add(found)
            else:
                break
        if line != "end":
            process.stdin.close()
            process.wait()
            self.process = None
            if line != "last":
                raise SystemExit(f"stack {self.stack.name} ended")
        why = "; ".join(notes) or "every listener starts"
        return Answer("open" if sockets else "fails", why, sockets)

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()
        subprocess.run(["ip", "netns", "del", self.namespace], check=True)
        shutil.rmtree(self.work, ignore_errors=True)


def socket(text):
    """`ADDRESS:PORT` as the kernel writes them, for a record. The yaml generation listens dual stack."""
    address, port = text.split(":")
    words = struct.unpack(f"={len(address) // 8}I", struct.pack(f">{len(address) // 8}I", *(int(address[i : i + 8], 16) for i in range(0, len(address), 8))))
    packed = b"".join(struct.pack(">I", word) for word in words)
    found = ipaddress.ip_address(packed)
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return ("tcp", int(port, 16), "0.0.0.0" if found.is_unspecified else str(found))


def shortened(text, most=200):
    """One line that is the same at every run: without the addresses of objects."""
    text = re.sub(r"@[0-9a-f]{5,8}\b", "", text)
    return text if len(text) <= most else text[: most - 1] + "…"


def key_stores(folder, cache):
    """Key stores by the names that the products ship."""
    folder.mkdir(parents=True)
    made = cache / "wso2carbon.jks"
    if not made.exists():
        command = ["keytool", "-genkeypair", "-alias", STORE, "-keyalg", "RSA", "-keysize", "2048", "-storetype", "JKS"]
        command += ["-keystore", str(made), "-storepass", STORE, "-keypass", STORE, "-dname", "CN=localhost", "-validity", "3650"]
        subprocess.run(command, check=True, capture_output=True)
    for name in ("wso2carbon.jks", "client-truststore.jks"):
        shutil.copy(made, folder / name)
