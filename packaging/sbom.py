#!/usr/bin/env python3
"""Prints the CycloneDX document of a wheel: with paths below /source, dated SOURCE_DATE_EPOCH, keys in order."""

import json
import os
import re
import sys
import zipfile
from datetime import datetime, timezone

with zipfile.ZipFile(sys.argv[1]) as wheel:
    (name,) = (name for name in wheel.namelist() if name.endswith(".cyclonedx.json"))
    text = wheel.read(name).decode("utf-8")
# path+file:///tmp/.tmp1a2b/wso2_portlint-0.2.0/crates/… is where maturin unpacked the source distribution.
text = re.sub(r"file:///[^\"#]*?/wso2_portlint-[^/\"#]+/", "file:///source/", text)
sbom = json.loads(text)
time = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
sbom["metadata"]["timestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ")
# A random number, which says nothing here.
sbom.pop("serialNumber", None)
json.dump(sbom, sys.stdout, indent=2)
print()
