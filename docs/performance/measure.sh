#!/usr/bin/env bash
# Reproduces the figures of docs/performance.md: a row of a Markdown table for each number of homes, everything in a row
# measured in one go. Needs the Rust toolchain and hyperfine; compares with xmllint (libxml2-utils), yamllint and taplo
# where they are installed, counts system calls where strace is, and measures memory where GNU time is. Cold figures
# need to be root.
# usage: docs/performance/measure.sh [HOMES[:FILES_PER_HOME[:OFFSET]] ...]     (with an OFFSET all homes have it: they clash)
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}/release
[ $# -gt 0 ] || set -- 1:15000 10:3000 50:3000 200:3000 1000:300 3000:30 1000:300:0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --quiet --release --locked -p wso2-portlint -p portlint-bench
program=$target/wso2-portlint

# Mean milliseconds of each command, one a line; - for a command that is not to be had.
means() {
    hyperfine --shell=none --ignore-failure --warmup 3 --export-csv "$work/means" "$@" >/dev/null 2>&1
    awk -F, 'NR > 1 { printf "%.2f\n", 1000 * $(NF - 6) }' "$work/means"
}

cold() {
    [ -w /proc/sys/vm/drop_caches ] || { echo -; return; }
    hyperfine --ignore-failure --runs 5 --prepare 'sync; echo 3 >/proc/sys/vm/drop_caches' --export-csv "$work/means" "$1" \
        >/dev/null 2>&1
    awk -F, 'NR > 1 { printf "%.1f\n", 1000 * $(NF - 6) }' "$work/means"
}

linter() { # name, list of files, command
    command -v "$1" >/dev/null && [ -s "$2" ] && echo "xargs -a $2 ${*:3}" || true
}

echo "program: $(stat -c %s "$program") bytes; $(nproc) processors; times in milliseconds"
echo "| homes | files per home | findings | warm | cat | ratio | find | xmllint | yamllint | taplo | cold | cold cat | memory KB | calls per home |"
echo "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
for size in "$@"; do
    IFS=: read -r homes files offset <<<"$size:"
    host=$work/host
    rm -rf "$host"
    "$target/generate-host" "$host" "$homes" "${files:-3000}" ${offset%:}
    # Exactly the configuration files that the linter reads.
    find "$host" -type f \( -name 'deployment.*' -o -name '*.xml' -o -name '*.properties' -o -name version.txt -o -name carbon.sh \) |
        sort >"$work/read"
    for kind in xml toml yaml; do grep "\.$kind\$" "$work/read" >"$work/$kind" || true; done
    check="$program check --format concise $host"
    cat="xargs -a $work/read cat"
    names=(find xmllint yamllint taplo)
    others=("find $host -maxdepth 2" "$(linter xmllint "$work/xml" xmllint --noout)"
        "$(linter yamllint "$work/yaml" yamllint -d relaxed)" "$(linter taplo "$work/toml" taplo lint)")
    row=("$check" "$cat")
    for other in "${others[@]}"; do [ -z "$other" ] || row+=("$other"); done
    mapfile -t time < <(means "${row[@]}")
    columns=""
    next=2
    for position in "${!names[@]}"; do
        if [ -n "${others[$position]}" ]; then
            columns+=" ${time[$next]} |"
            next=$((next + 1))
        else
            columns+=" |"
        fi
    done
    # Findings are no failure here.
    findings=$({ $check || true; } | tail -1 | sed -E 's/.*: ([0-9]+) errors?, ([0-9]+) warnings?, ([0-9]+) infos?.*/\1 \2 \3/' | awk '{ print $1 + $2 + $3 }')
    memory=-
    [ ! -x /usr/bin/time ] || memory=$({ /usr/bin/time -f %M $check || true; } 2>&1 >/dev/null | tail -1)
    calls=-
    if command -v strace >/dev/null; then
        strace -f -c -o "$work/calls" $check >/dev/null || true
        strace -f -c -o "$work/start" "$program" --version >/dev/null || true
        total() { awk '$NF == "total" { print $4 }' "$1"; }
        calls=$((($(total "$work/calls") - $(total "$work/start")) / homes))
    fi
    ratio=$(awk "BEGIN { printf \"%.1f\", ${time[0]} / ${time[1]} }")
    echo "| $homes | ${files:-3000} | $findings | ${time[0]} | ${time[1]} | $ratio |$columns $(cold "$check") | $(cold "$cat") | $memory | $calls |"
done

# Each linter on its own kind of file, against the homes whose kind of file that is.
echo
echo "| kind | homes | files | wso2-portlint | the kind's linter | ratio |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
host=$work/kinds
"$target/generate-host" "$host" 50 1000
while read -r kind home linter; do
    command -v "${linter%% *}" >/dev/null || continue
    find "$host" -mindepth 2 -maxdepth 2 -name "$home" | sort >"$work/homes"
    xargs -a "$work/homes" -I{} find {} -name "*.$kind" >"$work/kind"
    mapfile -t time < <(means "xargs -a $work/homes $program check --format concise" "xargs -a $work/kind $linter")
    echo "| $kind | $(wc -l <"$work/homes") | $(wc -l <"$work/kind") | ${time[0]} | ${time[1]} ($linter) |" \
        "$(awk "BEGIN { printf \"%.2f\", ${time[0]} / ${time[1]} }") |"
done <<'KINDS'
xml wso2ei-* xmllint --noout
toml wso2mi-* taplo lint
yaml wso2si-* yamllint -d relaxed
KINDS

echo 'fn main() {}' >"$work/empty.rs"
rustc -O -o "$work/empty" "$work/empty.rs"
mapfile -t start < <(hyperfine --shell=none --warmup 5 --runs 200 --export-csv "$work/means" "$program --version" "$work/empty" >/dev/null 2>&1
    awk -F, 'NR > 1 { printf "%.2f\n", 1000 * $(NF - 6) }' "$work/means")
echo "start-up: --version ${start[0]}, an empty program ${start[1]}"
