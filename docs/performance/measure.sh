#!/usr/bin/env bash
# Reproduces the figures of docs/performance.md. Needs the Rust toolchain and hyperfine; compares with xmllint
# (libxml2-utils), yamllint and taplo where they are installed, and counts system calls where strace is.
# usage: docs/performance/measure.sh [HOMES [FILES_PER_HOME [OFFSET]]]     (an OFFSET is given to all homes: they clash)
set -euo pipefail
cd "$(dirname "$0")/../.."
homes=${1:-50} files=${2:-3000} offset=${3:-}
target=${CARGO_TARGET_DIR:-target}/release
host=$(mktemp -d) lists=$(mktemp -d)
trap 'rm -rf "$host" "$lists"' EXIT
cargo build --release --locked -p wso2-portlint -p portlint-bench
"$target/generate-host" "$host" "$homes" "$files" $offset

# Exactly the configuration files that the linter reads.
find "$host" -type f \( -name 'deployment.*' -o -name '*.xml' -o -name version.txt \) | sort >"$lists/read"
for kind in xml toml yaml; do grep "\.$kind\$" "$lists/read" >"$lists/$kind" || true; done
echo "$homes homes, $(find "$host" -type f | wc -l) files, $(wc -l <"$lists/read") of them configuration," \
    "$(xargs cat <"$lists/read" | wc -c) bytes; program of $(stat -c %s "$target/wso2-portlint") bytes"

commands=("$target/wso2-portlint check --format concise $host" "xargs -a $lists/read cat" "find $host -maxdepth 2")
command -v xmllint >/dev/null && commands+=("xargs -a $lists/xml xmllint --noout")
command -v taplo >/dev/null && commands+=("xargs -a $lists/toml taplo lint")
command -v yamllint >/dev/null && commands+=("xargs -a $lists/yaml yamllint -d relaxed")
hyperfine -N -i --warmup 3 --export-json "$lists/figures" "${commands[@]}" | grep -v '^ *Warning' || true
"$target/wso2-portlint" check --format concise "$host" | tail -1 || true # findings are no failure here
command -v strace >/dev/null &&
    strace -f -c -S calls -o "$lists/calls" "$target/wso2-portlint" check --format concise "$host" >/dev/null || true
[ ! -s "$lists/calls" ] || head -12 "$lists/calls"
[ ! -x /usr/bin/time ] || /usr/bin/time -f 'largest memory: %M KB' "$target/wso2-portlint" check --format concise "$host" >/dev/null || true

echo 'fn main() {}' >"$lists/empty.rs"
rustc -O -o "$lists/empty" "$lists/empty.rs"
hyperfine -N --warmup 5 --runs 200 "$target/wso2-portlint --version" "$lists/empty"
