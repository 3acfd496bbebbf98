#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright: the authors of wso2-portlint
# SPDX-License-Identifier: Apache-2.0
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: snapshot
short_description: Takes a snapshot of the ports of the WSO2 servers of a host
description:
  - Runs C(wso2-portlint snapshot) on the host and returns what it prints.
  - It changes nothing.
version_added: 0.2.0
author:
  - The authors of wso2-portlint (@wso2-portlint)
options:
  binary:
    description: Path of the program on the host.
    type: path
    default: /usr/local/bin/wso2-portlint
  paths:
    description: Homes, or directories that hold homes.
    type: list
    elements: path
    default: [/opt/wso2]
  host:
    description: What the host is called. The name that its kernel has when absent.
    type: str
  aliases:
    description: Other names of the host.
    type: list
    elements: str
    default: []
  addresses:
    description: Addresses of the host, instead of those of its interfaces.
    type: list
    elements: str
    default: []
  config:
    description: Configuration file of the linter on the host.
    type: path
attributes:
  check_mode:
    description: The same in check mode.
    support: full
"""

EXAMPLES = r"""
- name: Look at the ports of this host
  wso2_portlint.hosts.snapshot:
    paths: [/opt/wso2]
    host: "{{ inventory_hostname }}"
  register: ports
"""

RETURN = r"""
snapshot:
  description: The snapshot. It has no homes where none was found.
  returned: success
  type: dict
messages:
  description: What the program said beside it.
  returned: always
  type: list
  elements: str
"""

import json

from ansible.module_utils.basic import AnsibleModule


def command(params):
    """The command line of the program."""
    words = [params["binary"], "snapshot", "--color", "never"]
    if params["host"]:
        words += ["--host", params["host"]]
    for alias in params["aliases"]:
        words += ["--alias", alias]
    for address in params["addresses"]:
        words += ["--address", address]
    if params["config"]:
        words += ["--config", params["config"]]
    return words + ["--"] + params["paths"]


def main():
    module = AnsibleModule(
        argument_spec=dict(
            binary=dict(type="path", default="/usr/local/bin/wso2-portlint"),
            paths=dict(type="list", elements="path", default=["/opt/wso2"]),
            host=dict(type="str"),
            aliases=dict(type="list", elements="str", default=[]),
            addresses=dict(type="list", elements="str", default=[]),
            config=dict(type="path"),
        ),
        supports_check_mode=True,
    )
    code, out, err = module.run_command(command(module.params))
    messages = err.splitlines()
    try:
        snapshot = json.loads(out)
    except ValueError:
        snapshot = None
    # A host without homes has an empty snapshot, and exit code 2.
    if not isinstance(snapshot, dict) or "snapshot" not in snapshot:
        said = messages[0] if messages else "it said nothing"
        module.fail_json(
            msg="wso2-portlint ended with code %d: %s" % (code, said),
            messages=messages,
            rc=code,
        )
    module.exit_json(changed=False, snapshot=snapshot, messages=messages)


if __name__ == "__main__":
    main()
