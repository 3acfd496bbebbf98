"""Hosts as network namespaces around a bridge, joined by veth. Needs root."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, text=True, **options)


class Network:
    """Namespaces around a bridge; those of this process only, and gone in the end."""

    def __init__(self, hosts):
        self.hosts = hosts
        self.switch = self.space("switch")
        self.listeners = []

    def space(self, host):
        return f"portlint-{os.getpid()}-{host}"

    def address(self, host):
        return f"10.77.0.{self.hosts.index(host) + 11}"

    def inside(self, host):
        return ["ip", "netns", "exec", self.space(host)]

    def __enter__(self):
        try:
            run("ip", "netns", "add", self.switch)
            run("ip", "-n", self.switch, "link", "add", "joined", "type", "bridge")
            run("ip", "-n", self.switch, "link", "set", "joined", "up")
            for number, host in enumerate(self.hosts):
                space = self.space(host)
                run("ip", "netns", "add", space)
                run("ip", "-n", space, "link", "add", "eth0", "type", "veth", "peer", f"port{number}", "netns", self.switch)
                run("ip", "-n", self.switch, "link", "set", f"port{number}", "master", "joined", "up")
                run("ip", "-n", space, "address", "add", f"{self.address(host)}/24", "dev", "eth0")
                run("ip", "-n", space, "link", "set", "eth0", "up")
                run("ip", "-n", space, "link", "set", "lo", "up")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.stdin.close()
            listener.wait(timeout=10)
        for host in ["switch", *self.hosts]:
            subprocess.run(["ip", "netns", "delete", self.space(host)], stderr=subprocess.DEVNULL)

    def listen(self, host, sockets):
        listener = subprocess.Popen(
            [*self.inside(host), sys.executable, HERE / "listen.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.listeners.append(listener)
        listener.stdin.write("".join(f"{' '.join(map(str, one))}\n" for one in sorted(sockets)) + "\n")
        listener.stdin.flush()
        assert listener.stdout.readline() == "ready\n", f"{host} does not listen"

    def connect(self, host, ends):
        lines = "".join(f"{' '.join(map(str, end))}\n" for end in ends)
        tried = run(*self.inside(host), sys.executable, HERE / "connect.py", input=lines, stdout=subprocess.PIPE)
        return tried.stdout.splitlines()
