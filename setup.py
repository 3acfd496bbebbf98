"""The way in for pre-commit: it installs what lies at the top of a hook's repository with pip.

This is an empty package that depends on the wheel of this version, so that the hook is there in seconds and needs no Rust.
The wheel itself is made in packaging/python.
"""

import re
from pathlib import Path

from setuptools import setup

MANIFEST = (Path(__file__).parent / "Cargo.toml").read_text(encoding="utf-8")
VERSION = re.search(r'^\[workspace\.package\]\nversion = "([^"]+)"$', MANIFEST, re.MULTILINE)[1]

setup(
    name="wso2-portlint-pre-commit",
    version=VERSION.replace("-", "."),
    description="Installs wso2-portlint for pre-commit",
    install_requires=[f"wso2-portlint=={VERSION}"],
    py_modules=[],
)
