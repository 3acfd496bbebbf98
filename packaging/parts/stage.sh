# shellcheck shell=bash
# What belongs beside the binary in every package: manual pages, completions, licences, changelog.

stage=$work/stage

build_stage() {
    step "manual pages, completions, licences"
    rm -rf "$stage"
    mkdir -p "$stage/man" "$stage/completions"
    cp "$root"/docs/man/*.1 "$stage/man/"
    cp "$root/LICENSE" "$root/CHANGELOG.md" "$stage/"
    cp "$root/crates/wso2-portlint/README.md" "$stage/"
    local shell
    while read -r shell name; do
        "$binary" completions "$shell" >"$stage/completions/$name"
    done <<'LIST'
bash wso2-portlint.bash
zsh _wso2-portlint
fish wso2-portlint.fish
nushell wso2-portlint.nu
powershell _wso2-portlint.ps1
elvish wso2-portlint.elv
LIST
    "$python" "$packaging/third_party.py" "$root" "$target" >"$stage/THIRD-PARTY-LICENSES.txt"
}

check_stage() {
    local file
    for file in "$stage"/man/wso2-portlint.1 "$stage"/completions/*; do
        grep -q wso2 "$file" || fail "$file is empty"
    done
    bash -n "$stage/completions/wso2-portlint.bash"
    # The version that the manual pages name is that of the program.
    grep -q "\"wso2-portlint $version\"" "$stage/man/wso2-portlint.1" || fail "docs/man is of another version"
}
