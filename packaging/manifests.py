#!/usr/bin/env python3
"""Fills the templates in `manifests` (Homebrew, scoop, winget): `manifests.py VERSION SHA256SUMS DIRECTORY`.

SHA256SUMS has to name the archives of all systems: a template that asks for another one fails.
"""

import re
import sys
from pathlib import Path

RELEASES = "https://github.com/wso2-portlint/wso2-portlint/releases/download"


def main(version, sums, directory):
    lines = Path(sums).read_text(encoding="utf-8").splitlines()
    sum_of = {name: digest for digest, name in (line.split() for line in lines)}

    def digest(match):
        return sum_of[f"wso2-portlint-{version}-{match[1]}"]

    templates = Path(__file__).parent / "manifests"
    for template in sorted(templates.rglob("*.in")):
        text = template.read_text(encoding="utf-8").replace("@VERSION@", version).replace("@URL@", f"{RELEASES}/v{version}")
        text = re.sub(r"@SHA256:([^@]+)@", digest, text)
        target = Path(directory) / template.relative_to(templates).with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


main(*sys.argv[1:])
