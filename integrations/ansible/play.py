"""Plays the collection's role over two hosts that are network namespaces: play.py PROGRAM

Each host's Python is one that enters its namespace, so that the module sees that network and no other. `ansible-playbook` has to
be found, and the collection installed (`check` does both). Needs root.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests/network"))
from spaces import Network  # noqa: E402

HOSTS = ["gw1", "tm1"]
PLAY = """
- hosts: all
  connection: local
  gather_facts: false
  roles:
    - role: wso2_portlint.hosts.fleet
      vars:
        fleet_paths: ["{{ fleet }}/{{ inventory_hostname }}"]
        fleet_aliases: ["{{ inventory_hostname }}.example.com"]
"""


def main():
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as work, Network(HOSTS) as network:
        work = Path(work)
        inventory = []
        for host in HOSTS:
            python = work / f"python-{host}"
            python.write_text(f'#!/bin/sh\nexec {" ".join(network.inside(host))} {sys.executable} "$@"\n')
            python.chmod(0o755)
            inventory.append(f"{host} ansible_python_interpreter={python}\n")
        (work / "hosts").write_text("".join(inventory))
        (work / "play.yml").write_text(PLAY)
        snapshots = work / "snapshots"
        told = {
            "fleet": str(PROJECT / "fixtures/fleets/clean"),
            "fleet_program": program,
            "fleet_controller_program": program,
            "fleet_snapshots": str(snapshots),
        }
        subprocess.run(
            ["ansible-playbook", "-i", work / "hosts", work / "play.yml", "-e", json.dumps(told)],
            check=True, stdout=sys.stderr, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        for host in HOSTS:
            taken = json.loads((snapshots / f"{host}.json").read_text())
            assert taken["host"]["name"] == host, taken["host"]
            assert taken["host"]["addresses"][:1] == [network.address(host)], taken["host"]
        flows = json.loads(
            subprocess.run(
                [program, "ports", "--no-config", "--flows", "--format", "json", snapshots], check=True, stdout=subprocess.PIPE
            ).stdout
        )["flows"]
        across = [flow for flow in flows if flow["destination"] and flow["destination"]["host"] != flow["source"]["host"]]
        assert across, flows
        print(f"two namespaces: their own addresses in both snapshots, {len(across)} flows from one to the other")


main()
