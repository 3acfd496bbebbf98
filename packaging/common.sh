# Sourced by the scripts of this folder: where things are, and the few helpers that all of them use.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C TZ=UTC CARGO_TERM_COLOR=never

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
packaging=$root/packaging
# Everything that is written: finished packages in `out`, the rest in `work`.
out=${OUT:-$root/target/dist}
work=${WORK:-$root/target/packaging}
python=${PYTHON:-python3}

# The one source of the version.
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml")
[ -n "$version" ] || { echo "no version in Cargo.toml" >&2; exit 2; }

# Files in packages carry the time of the last commit, so that the same source gives the same bytes.
: "${SOURCE_DATE_EPOCH:=$(git -C "$root" log -1 --format=%ct 2>/dev/null || stat -c %Y "$root/CHANGELOG.md")}"
export SOURCE_DATE_EPOCH

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# What the packages call this system: the target of Rust, then the words of archives, Debian, RPM and npm.
target=${TARGET:-$(rustc -vV | sed -n 's/^host: //p')}
exe=
case $target in
    x86_64-unknown-linux-gnu)  platform=linux-x86_64   deb_arch=amd64 rpm_arch=x86_64  npm_platform=linux-x64 ;;
    aarch64-unknown-linux-gnu) platform=linux-aarch64  deb_arch=arm64 rpm_arch=aarch64 npm_platform=linux-arm64 ;;
    x86_64-apple-darwin)       platform=darwin-x86_64  npm_platform=darwin-x64 ;;
    aarch64-apple-darwin)      platform=darwin-aarch64 npm_platform=darwin-arm64 ;;
    x86_64-pc-windows-msvc)    platform=windows-x86_64 npm_platform=win32-x64 exe=.exe ;;
    *) fail "no packages are made for $target" ;;
esac
: "${deb_arch:=}" "${rpm_arch:=}" "$platform" "$npm_platform"

# Runs a command (first words) over the fixture host: the report has to be the one that the tests of the project expect,
# byte for byte, and the exit code that of findings.
checks_the_host() {
    local name=$1 seen=$work/seen code=0; shift
    mkdir -p "$seen"
    (cd "$root/fixtures/hosts" && "$@" check --format json clash) >"$seen/$name.json" 2>"$seen/$name.err" || code=$?
    { echo "exit $code"; cat "$seen/$name.json" "$seen/$name.err"; } >"$seen/$name.txt"
    cmp -s "$seen/$name.txt" "$root/fixtures/hosts/expected/clash.check.json" || {
        diff "$root/fixtures/hosts/expected/clash.check.json" "$seen/$name.txt" | head -20
        fail "$name: the report of the fixture host is not the expected one"
    }
    "$@" --version | grep -qx "wso2-portlint $version" || fail "$name: --version does not say $version"
}

# One row of the table in docs/packaging.md: what, the file, and how long `--version` takes once installed.
measured() {
    local what=$1 file=$2; shift 2
    [ -z "${QUICK:-}" ] || return 0
    printf '%s\t%s\t%s\t%s\n' "$what" "$(basename "$file")" "$(wc -c <"$file" | tr -d ' ')" \
        "$("$python" "$packaging/start_time.py" "$@")" >>"$work/measured.tsv"
}

# The same for what cannot be started.
measured_file() {
    printf '%s\t%s\t%s\t\t\n' "$1" "$(basename "$2")" "$(wc -c <"$2" | tr -d ' ')" >>"$work/measured.tsv"
}
