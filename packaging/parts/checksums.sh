# shellcheck shell=bash
# SHA256SUMS of everything that is published.

build_checksums() {
    step "checksums"
    (cd "$out" && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%P\n' | sort | xargs sha256sum) >"$work/SHA256SUMS"
    cp "$work/SHA256SUMS" "$out/SHA256SUMS"
}

check_checksums() {
    (cd "$out" && sha256sum --check --quiet SHA256SUMS)
    cat "$out/SHA256SUMS"
}
