"""Writes a fleet of snapshots, each of two homes with 20 listeners: generate.py PROGRAM DIRECTORY HOSTS [EVERY]

The form is that of a snapshot that PROGRAM takes of two homes of a gateway. Each host's homes connect to the next hosts. Of every
EVERY-th host [default: 10] the first home was moved by an offset that nobody follows.
"""

import copy
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FIXTURE = Path(__file__).resolve().parent.parent.parent / "fixtures/fleets/clean/gw1/wso2am-4.4.0"
LISTENERS = 20
NEIGHBOURS = ["km1", "tm1", "tm2", "cp1", "an1"]


def template(program):
    """The snapshot of two homes."""
    with tempfile.TemporaryDirectory() as directory:
        for name, offset in [("wso2am-a", 0), ("wso2am-b", 40)]:
            home = Path(directory) / name
            shutil.copytree(FIXTURE, home)
            file = home / "repository/conf/deployment.toml"
            # Without clusters, whose members are the hosts of the fixture.
            text = file.read_text().split("[clustering]")[0].replace("gw1.example.com", "HOST.example.com")
            file.write_text(text.replace("[server]", f"[server]\noffset = {offset}"))
        taken = subprocess.run(
            [program, "snapshot", "--no-config", "--host", "HOST", "--alias", "HOST.example.com", "--address", "ADDRESS", "."],
            cwd=directory, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout
    snapshot = json.loads(taken)
    for home in snapshot["homes"]:
        for runtime in home["runtimes"]:
            state = {"open": 0, "closed": 2}
            runtime["listeners"].sort(key=lambda one: state.get(one["state"], 1))
            del runtime["listeners"][LISTENERS:]
            assert len(runtime["listeners"]) == LISTENERS
    return snapshot


def moved(snapshot):
    """The same with the first home one port further."""
    snapshot = copy.deepcopy(snapshot)
    runtime = snapshot["homes"][0]["runtimes"][0]
    runtime["offset"]["value"] = 1
    for listener in runtime["listeners"]:
        if listener["follows_offset"] and listener["port"] is not None:
            listener["offset"] += 1
            listener["port"] += 1
    return snapshot


def write(program, directory, hosts, every):
    directory.mkdir(parents=True)
    plain = template(program)
    texts = [json.dumps(plain, indent=2), json.dumps(moved(plain), indent=2)]
    for number in range(hosts):
        text = texts[number % every == 0].replace("HOST", f"host-{number:05}")
        text = text.replace("ADDRESS", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        for distance, name in enumerate(NEIGHBOURS, 1):
            text = text.replace(f"{name}.example.com", f"host-{(number + distance) % hosts:05}.example.com")
        (directory / f"host-{number:05}.json").write_text(text)


if __name__ == "__main__":
    program, directory, hosts = sys.argv[1:4]
    every = int(sys.argv[4]) if len(sys.argv) > 4 else 10
    write(str(Path(program).resolve()), Path(directory), int(hosts), every)
