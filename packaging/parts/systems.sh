# shellcheck shell=bash
# On which systems the binaries start: the static one (archives, .deb, .rpm, npm, image), the wheel's (glibc 2.17), and what
# `cargo install` makes here. Tried in roots that Debian's packages can make, as on an older kernel and
# an older processor; for every other system the symbols decide.

systems=$work/systems
SUITES="bullseye bookworm trixie"

build_systems() {
    [ "$(id -u)" -eq 0 ] || fail "chroot needs root"
    step "roots: an empty one, and the packages that Debian calls required"
    mkdir -p "$systems/empty"
    local suite
    for suite in $SUITES; do
        # Unpacked, not configured: nothing in it has to run.
        [ -e "$systems/$suite/lib/x86_64-linux-gnu/libc.so.6" ] ||
            debootstrap --foreign --variant=minbase "$suite" "$systems/$suite" >"$work/debootstrap-$suite.log" ||
            fail "debootstrap $suite: $(tail -1 "$work/debootstrap-$suite.log")"
    done
}

# Why a program does not start, or "starts": it has to check the host of the fixtures.
starts() {
    local name=$1 message; shift
    if message=$(checks_the_host "$name" "$@" 2>&1); then
        echo starts
    else
        grep -ohE "GLIBC_[0-9.]+' not found|No such file or directory|kernel too old" <<<"$message" "$work/seen/$name.err" | sort -Vu | tail -1 || echo "fails"
    fi
}

check_systems() {
    local wheel_binary=$work/systems/wheel/wso2-portlint cargo_binary=$work/fresh/cargo/bin/wso2-portlint name file suite
    mkdir -p "$systems/wheel"
    "$python" - "$(echo "$wheels"/*.whl)" "$wheel_binary" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    (name,) = (name for name in wheel.namelist() if name.endswith("/scripts/wso2-portlint"))
    open(sys.argv[2], "wb").write(wheel.read(name))
PYTHON
    chmod +x "$wheel_binary"
    : >"$work/systems.tsv"
    printf '%s\t%s\t%s\t%s\n' "newest symbol of the C library" \
        "$(symbols "$binary")" "$(symbols "$wheel_binary")" "$(symbols "$cargo_binary")" >>"$work/systems.tsv"
    for suite in empty $SUITES; do
        local row=()
        for name in binary wheel_binary cargo_binary; do
            file=${!name}
            install "$file" "$systems/$suite/wso2-portlint"
            rm -rf "$systems/$suite/clash"
            cp -R "$root/fixtures/hosts/clash" "$systems/$suite/clash"
            row+=("$(starts "$suite-$name" chroot "$systems/$suite" /wso2-portlint)")
        done
        printf '%s\t%s\t%s\t%s\n' "$(label "$suite")" "${row[@]}" >>"$work/systems.tsv"
    done
    # System calls that Linux 3.10 (RHEL 7) lacks, and whose absence a program has to survive.
    local newer=statx,getrandom,rseq,clone3,close_range,openat2,faccessat2,memfd_create,copy_file_range,preadv2,pwritev2
    newer+=,renameat2,membarrier,futex_waitv,epoll_pwait2,sched_setattr,sched_getattr,seccomp,execveat,mlock2,pidfd_open
    row_of "Linux 3.10: every newer system call refused" strace --quiet=all -f -o /dev/null -e "inject=$newer:error=ENOSYS"
    row_of "processor without SSE4 and AVX (qemu, core2duo)" qemu-x86_64-static -cpu core2duo
    step "systems: static binary, wheel, cargo install"
    cat "$work/systems.tsv"
    # The static one has to start everywhere.
    if cut -f2 "$work/systems.tsv" | tail -n +2 | grep -v '^starts$'; then fail "the static binary does not start everywhere"; fi
}

# One row: all three programs, started by the words that follow the label.
row_of() {
    local label=$1 row=() name; shift
    for name in binary wheel_binary cargo_binary; do
        row+=("$(starts "$1-$name" "$@" "${!name}")")
    done
    printf '%s\t%s\t%s\t%s\n' "$label" "${row[@]}" >>"$work/systems.tsv"
}

# The newest version of the C library that a program asks for.
symbols() {
    local newest
    newest=$(readelf --version-info --wide "$1" | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -1)
    echo "${newest:-none}"
}

label() {
    if [ "$1" = empty ]; then
        echo "empty directory"
    else
        local libc
        libc=$(basename "$systems/$1"/var/cache/apt/archives/libc6_*)
        echo "Debian $(cat "$systems/$1/etc/debian_version") ($1), glibc $(sed -E 's/libc6_([0-9.]+).*/\1/' <<<"$libc")"
    fi
}
