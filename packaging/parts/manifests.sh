# shellcheck shell=bash
# What Homebrew, scoop and winget are told of a release. The archives of other systems are made by the release workflow, so
# here the templates are filled with the checksum of this system's archive under every name, to see that they can be read.

build_manifests() {
    step "manifests for Homebrew, scoop and winget"
    local sum platform
    sum=$(sha256sum <"$archive" | cut -d' ' -f1)
    for platform in linux-x86_64.tar.gz linux-aarch64.tar.gz darwin-x86_64.tar.gz darwin-aarch64.tar.gz windows-x86_64.zip; do
        echo "$sum  wso2-portlint-$version-$platform"
    done >"$work/all-sums"
    rm -rf "$work/manifests"
    "$python" "$packaging/manifests.py" "$version" "$work/all-sums" "$work/manifests"
}

check_manifests() {
    if grep -rn '@[A-Z]' "$work/manifests"; then fail "a place in a template was not filled"; fi
    "$python" -m json.tool "$work/manifests/scoop.json" >/dev/null
    if have ruby; then ruby -c "$work/manifests/homebrew.rb" >/dev/null; fi
    "$packaging/tools" python
    "$venv_bin/python" - "$work"/manifests/winget/*.yaml <<'PYTHON'
import sys, yaml
for path in sys.argv[1:]:
    manifest = yaml.safe_load(open(path, encoding="utf-8"))
    assert manifest["PackageIdentifier"] == "wso2-portlint.wso2-portlint", path
PYTHON
    # The formula's own test, with the program that is here.
    local fresh=$work/fresh/homebrew
    rm -rf "$fresh"
    mkdir -p "$fresh/wso2is-7.0.0/repository/conf"
    printf '[server]\noffset = 1\n' >"$fresh/wso2is-7.0.0/repository/conf/deployment.toml"
    (cd "$fresh" && "$binary" ports --product wso2is --product-version 7.0.0 wso2is-7.0.0) | grep -q 9444
}
