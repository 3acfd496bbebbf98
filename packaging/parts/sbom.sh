# shellcheck shell=bash
# The list of all crates in the binary, as CycloneDX. cargo-cyclonedx writes it into the wheel, by way of maturin; here it
# becomes a file of its own, without the paths of the building machine.

sbom=$out/wso2-portlint-$version.cyclonedx.json

build_sbom() {
    step "software bill of materials"
    "$python" "$packaging/sbom.py" "$(echo "$wheels"/*.whl)" >"$sbom"
}

check_sbom() {
    "$packaging/tools" python
    "$venv_bin/python" - "$sbom" "$version" "$root/Cargo.lock" <<'PYTHON'
import json, sys, tomllib
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

text = open(sys.argv[1], encoding="utf-8").read()
error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
assert error is None, error
sbom = json.loads(text)
assert sbom["metadata"]["component"]["version"] == sys.argv[2]
locked = {(p["name"], p["version"]) for p in tomllib.load(open(sys.argv[3], "rb"))["package"]}
listed = {(c["name"], c["version"]) for c in sbom["components"]}
assert len(listed) > 50 and listed <= locked, listed - locked
assert "file:///" not in text.replace("file:///source", ""), "it names a path of this machine"
PYTHON
    measured_file "SBOM" "$sbom"
}
