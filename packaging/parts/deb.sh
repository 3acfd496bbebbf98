# shellcheck shell=bash
# The package for Debian, Ubuntu and their relatives, by dpkg-deb. It depends on nothing: the binary is static.

# A pre-release sorts before its release.
deb_version=${version/-/\~}
deb=$out/wso2-portlint_${deb_version}_$deb_arch.deb

build_deb() {
    step ".deb"
    local tree=$work/deb doc=usr/share/doc/wso2-portlint
    rm -rf "$tree"
    mkdir -p "$out" "$tree/DEBIAN"
    linux_tree "$tree" usr/share/zsh/vendor-completions
    gzip -9n "$tree"/usr/share/man/man1/*.1
    mkdir -p "$tree/$doc" "$tree/usr/share/lintian/overrides"
    "$python" "$packaging/changelog.py" debian "$root/CHANGELOG.md" "$deb_version" | gzip -9n >"$tree/$doc/changelog.gz"
    gzip -9nc "$stage/THIRD-PARTY-LICENSES.txt" >"$tree/$doc/THIRD-PARTY-LICENSES.txt.gz"
    cp "$packaging/debian/copyright" "$tree/$doc/copyright"
    cp "$packaging/debian/lintian-overrides" "$tree/usr/share/lintian/overrides/wso2-portlint"
    (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
    sed -e "s/@VERSION@/$deb_version/" -e "s/@ARCHITECTURE@/$deb_arch/" \
        -e "s/@SIZE@/$(du -sk --apparent-size "$tree/usr" | cut -f1)/" "$packaging/debian/control" >"$tree/DEBIAN/control"
    find "$tree" -type d -exec chmod 755 {} +
    find "$tree" -type f -exec chmod 644 {} +
    chmod 755 "$tree/usr/bin/wso2-portlint"
    find "$tree" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    # gzip: older systems do not read zstd.
    dpkg-deb --root-owner-group -Zgzip --build "$tree" "$deb"
}

# Where every Linux package puts the binary, its manual pages and completions; below $2 the completions of zsh.
linux_tree() {
    local tree=$1
    install -D -m 755 "$binary" "$tree/usr/bin/wso2-portlint"
    mkdir -p "$tree/usr/share/man/man1"
    cp "$stage"/man/*.1 "$tree/usr/share/man/man1/"
    install -D -m 644 "$stage/completions/wso2-portlint.bash" "$tree/usr/share/bash-completion/completions/wso2-portlint"
    install -D -m 644 "$stage/completions/_wso2-portlint" "$tree/$2/_wso2-portlint"
    install -D -m 644 "$stage/completions/wso2-portlint.fish" "$tree/usr/share/fish/vendor_completions.d/wso2-portlint.fish"
}

check_deb() {
    local fresh=$work/fresh/deb
    rm -rf "$fresh"
    mkdir -p "$fresh"
    dpkg-deb --extract "$deb" "$fresh"
    checks_the_host deb "$fresh/usr/bin/wso2-portlint"
    [ -z "${QUICK:-}" ] || return 0
    lintian --allow-root --display-info --pedantic --fail-on error,warning,info,pedantic "$deb"
    # Installed by dpkg itself into a root without a dynamic loader; and gone again without a trace.
    local system=$work/fresh/deb-system
    rm -rf "$system"
    mkdir -p "$system/var/lib/dpkg/updates" "$system/var/lib/dpkg/info"
    touch "$system/var/lib/dpkg/status"
    dpkg --root="$system" --force-not-root --log=/dev/null --install "$deb"
    checks_the_host deb-installed "$system/usr/bin/wso2-portlint"
    measured ".deb" "$deb" "$system/usr/bin/wso2-portlint"
    dpkg --root="$system" --force-not-root --log=/dev/null --purge wso2-portlint
    [ ! -e "$system/usr/bin/wso2-portlint" ] || fail "dpkg left the binary behind"
}
