#!/usr/bin/env bash
# Reproduces the figures of docs/performance.md: needs hyperfine (Debian package) and the Rust toolchain.
# usage: docs/performance/measure.sh [HOMES] [FILES_PER_HOME]
set -euo pipefail
cd "$(dirname "$0")/../.."
homes=${1:-50} files=${2:-3000}
host=$(mktemp -d) empty=$(mktemp -d)
trap 'rm -rf "$host" "$empty"' EXIT
cargo build --release --locked -p wso2-portlint -p portlint-bench
target/release/generate-host "$host" "$homes" "$files"
echo 'fn main() {}' >"$empty/empty.rs"
rustc -O -o "$empty/empty" "$empty/empty.rs"
# Exactly the configuration files that the linter reads.
find "$host" -type f \( -name 'deployment.*' -o -name '*.xml' -o -name version.txt \) | sort >"$empty/read"
echo "$homes homes, $(find "$host" -type f | wc -l) files, $(wc -l <"$empty/read") of them configuration," \
    "$(xargs cat <"$empty/read" | wc -c) bytes"
hyperfine -N -w 5 -r 50 -i "target/release/wso2-portlint check --format concise $host" \
    "xargs -a $empty/read cat" "find $host -maxdepth 2"
hyperfine -N -w 5 -r 200 "target/release/wso2-portlint --version" "$empty/empty"
