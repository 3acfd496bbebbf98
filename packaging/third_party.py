#!/usr/bin/env python3
"""Prints the licences of the crates that the program is built from, as their authors ship them.

Equal texts are printed once, under the names of all crates that have them.
"""

import json
import subprocess
import sys
from pathlib import Path

NAMES = ("license", "licence", "copying", "copyright", "notice", "unlicense")


def packages(root, target):
    """The packages that `wso2-portlint` takes on this target, without what only tests need."""
    metadata = json.loads(
        subprocess.run(
            ["cargo", "metadata", "--format-version=1", "--locked", f"--filter-platform={target}",
             f"--manifest-path={root}/Cargo.toml"],
            check=True, capture_output=True, text=True,
        ).stdout
    )
    by_id = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    todo = [id for id, package in by_id.items() if package["name"] == "wso2-portlint"]
    seen = set()
    while todo:
        id = todo.pop()
        if id in seen:
            continue
        seen.add(id)
        for edge in nodes[id]["deps"]:
            if any(kind["kind"] != "dev" for kind in edge["dep_kinds"]):
                todo.append(edge["pkg"])
    foreign = (by_id[id] for id in seen if by_id[id]["source"])
    return sorted(foreign, key=lambda package: (package["name"], package["version"]))


def texts(package):
    folder = Path(package["manifest_path"]).parent
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.lower().startswith(NAMES) and path.suffix.lower() not in (".rs", ".html"):
            yield path.read_text(encoding="utf-8", errors="replace").strip()


def main(root, target):
    owners, unnamed = {}, []
    for package in packages(root, target):
        name = f"{package['name']} {package['version']} ({package['license'] or 'see below'})"
        found = list(texts(package))
        if not found:
            unnamed.append(f"{name}, by {', '.join(package['authors']) or package['repository']}")
        for text in found:
            owners.setdefault(text, []).append(name)
    print("wso2-portlint contains the following libraries, under these licences. Beside them it contains the standard library\n"
          "of Rust (MIT OR Apache-2.0, https://github.com/rust-lang/rust) and, where it is linked statically on Linux, the GNU C\n"
          "Library (LGPL-2.1-or-later, https://sourceware.org/glibc/): with the sources of wso2-portlint anyone can link it\n"
          "with another version.\n")
    for name in unnamed:
        print(f"{name}: the package has no licence text of its own")
    for text, names in owners.items():
        print("\n" + "=" * 80)
        print("\n".join(names))
        print("-" * 80 + "\n" + text)


main(Path(sys.argv[1]), sys.argv[2])
