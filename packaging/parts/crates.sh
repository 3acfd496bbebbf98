# shellcheck shell=bash
# The crates for the Rust registry: every one is packed, and built of what was packed. Then the way to install it from a
# clone, which needs no registry entry.

build_crates() {
    step "cargo publish --workspace --dry-run"
    local options=()
    # In quick runs they are packed only, also in the midst of work.
    if [ -n "${QUICK:-}" ]; then options=(--no-verify --allow-dirty); fi
    cargo publish --quiet --workspace --dry-run --locked --manifest-path "$root/Cargo.toml" "${options[@]}" 2>&1 |
        sed -e '/is not included in the published package/d' -e '/aborting upload due to dry run/d'
}

check_crates() {
    [ -z "${QUICK:-}" ] || return 0
    step "cargo install --path crates/wso2-portlint"
    local fresh=$work/fresh/cargo
    rm -rf "$fresh"
    cargo install --quiet --locked --path "$root/crates/wso2-portlint" --root "$fresh" --target-dir "$root/target"
    checks_the_host cargo "$fresh/bin/wso2-portlint$exe"
    measured "cargo install" "$fresh/bin/wso2-portlint$exe" "$fresh/bin/wso2-portlint$exe"
}
