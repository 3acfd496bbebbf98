#!/usr/bin/env python3
"""Runs the steps of action.yml as a runner of GitHub does: `run_action.py DIRECTORY INPUT=VALUE…`.

Each step is a script of its own, started by `bash --noprofile --norc -eo pipefail` in the current directory, with the
variables that the action maps. BASH_PROGRAM names another bash, TEMP_DIR the directory for temporary files. The exit code is that
of the step that failed, and what the step with an id put out is printed at the end.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml


def main(directory, *arguments):
    action = yaml.safe_load((Path(directory) / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: str(spec.get("default", "")) for name, spec in action["inputs"].items()}
    for argument in arguments:
        name, _, value = argument.partition("=")
        assert name in inputs, name
        inputs[name] = value
    temp = Path(os.environ["TEMP_DIR"])
    values = {f"inputs.{name}": value for name, value in inputs.items()}
    values |= {"github.action_path": str(Path(directory).absolute()), "runner.temp": str(temp)}
    files = {name: temp / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("", encoding="utf-8")
    code = 0
    for number, step in enumerate(action["runs"]["steps"]):
        mapped = {
            name: re.sub(r"\$\{\{ (\S+) \}\}", lambda match: values[match[1]], value)
            for name, value in step.get("env", {}).items()
        }
        script = temp / f"step-{number}.sh"
        script.write_text(step["run"], encoding="utf-8")
        command = [os.environ.get("BASH_PROGRAM", "bash"), "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        environment = os.environ | mapped | {name: str(file) for name, file in files.items()}
        code = subprocess.run(command, env=environment).returncode
        if code != 0:
            break
    sys.stdout.flush()
    print("outputs:", files["GITHUB_OUTPUT"].read_text(encoding="utf-8").strip())
    sys.exit(code)


main(*sys.argv[1:])
