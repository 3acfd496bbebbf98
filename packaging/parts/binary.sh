# shellcheck shell=bash
# The binary that archives, .deb, .rpm, npm packages and the image carry. On Linux it holds the C library (`crt-static`), so
# it starts on every x86-64 system whatever C library that has, and in an empty directory. Nothing in it looks up names of
# hosts or users through the C library, the one thing that a static glibc cannot do.

binary=$work/binary/wso2-portlint$exe

build_binary() {
    if [ -n "${BINARY:-}" ]; then
        step "binary: $BINARY as it is"
        install -D "$BINARY" "$binary"
        return
    fi
    step "binary for $target"
    # No path of the building machine gets into panic messages.
    local flags="--remap-path-prefix=$root=/source --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
    case $target in *-linux-gnu | *-windows-msvc) flags="-C target-feature=+crt-static $flags" ;; esac
    RUSTFLAGS=$flags cargo build --release --locked --target "$target" -p wso2-portlint --manifest-path "$root/Cargo.toml"
    install -D "${CARGO_TARGET_DIR:-$root/target}/$target/release/wso2-portlint$exe" "$binary"
    # Which compilers the C library was built with is of no use here.
    case $target in *-linux-gnu) strip --strip-all --remove-section=.comment "$binary" ;; esac
}

check_binary() {
    checks_the_host binary "$binary"
    [ -z "${QUICK:-}" ] || return 0
    if grep -aqF -e "$root/" -e "$HOME/" "$binary"; then fail "the binary names paths of this machine"; fi
    case $target in *-linux-gnu) ;; *) return 0 ;; esac
    # Neither a loader nor a library nor a versioned symbol is asked for.
    local dynamic
    dynamic=$(readelf --program-headers --dynamic --dyn-syms --wide "$binary" | grep -E 'INTERP|NEEDED|GLIBC' || true)
    [ -z "$dynamic" ] || fail "the binary is not static: $dynamic"
    measured "static binary" "$binary" "$binary"
}
