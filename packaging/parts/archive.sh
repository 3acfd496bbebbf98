# shellcheck shell=bash
# The archive that people download: the binary and what belongs beside it, in one directory.

archive=$out/wso2-portlint-$version-$platform.tar.gz
case $platform in windows-*) archive=${archive%.tar.gz}.zip ;; esac

build_archive() {
    step "archive"
    local tree=$work/archive/wso2-portlint-$version-$platform
    rm -rf "$work/archive"
    mkdir -p "$tree" "$out"
    cp -R "$stage"/. "$tree/"
    cp "$binary" "$tree/"
    "$python" "$packaging/archive.py" "$tree" "$archive"
}

check_archive() {
    local fresh=$work/fresh/archive
    rm -rf "$fresh"
    mkdir -p "$fresh"
    "$python" - "$archive" "$fresh" <<'PYTHON'
import shutil, sys
shutil.unpack_archive(sys.argv[1], sys.argv[2])
PYTHON
    local installed=$fresh/wso2-portlint-$version-$platform/wso2-portlint$exe
    chmod +x "$installed"
    checks_the_host archive "$installed"
    measured "archive" "$archive" "$installed"
}
