# shellcheck shell=bash
# The package for Red Hat, SUSE and their relatives, by rpmbuild. It requires nothing: the binary is static.

# A pre-release sorts before its release.
rpm_version=${version/-/\~}
rpm=$out/wso2-portlint-$rpm_version-1.$rpm_arch.rpm

build_rpm() {
    step ".rpm"
    local tree=$work/rpm/tree doc=$work/rpm/tree/usr/share/doc/wso2-portlint
    rm -rf "$work/rpm"
    mkdir -p "$out" "$doc" "$tree/usr/share/licenses/wso2-portlint"
    linux_tree "$tree" usr/share/zsh/site-functions
    cp "$stage/CHANGELOG.md" "$stage/README.md" "$doc/"
    cp "$stage/LICENSE" "$stage/THIRD-PARTY-LICENSES.txt" "$tree/usr/share/licenses/wso2-portlint/"
    "$python" "$packaging/changelog.py" rpm "$root/CHANGELOG.md" "$rpm_version" >"$work/rpm/changelog"
    find "$tree" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    rpmbuild -bb --quiet --target "$rpm_arch" \
        --define "_topdir $work/rpm" --define "_rpmdir $work/rpm/out" --define "_build_name_fmt %%{NAME}.rpm" \
        --define "tree $tree" --define "package_version $rpm_version" --define "changelog_file $work/rpm/changelog" \
        "$packaging/rpm/wso2-portlint.spec"
    cp "$work/rpm/out/wso2-portlint.rpm" "$rpm"
}

check_rpm() {
    # Nothing but features of rpm itself may be required, and none that rpm 4.11 (the oldest still met) lacks.
    local foreign
    foreign=$(rpm -qp --requires "$rpm" | grep -vE '^rpmlib\((CompressedFileNames|FileDigests|PayloadFilesHavePrefix)\)' || true)
    [ -z "$foreign" ] || fail "the .rpm requires $foreign"
    local system=$work/fresh/rpm
    rm -rf "$system"
    mkdir -p "$system"
    rpm --root "$system" --initdb
    rpm --root "$system" --install "$rpm"
    rpm --root "$system" --verify wso2-portlint
    checks_the_host rpm "$system/usr/bin/wso2-portlint"
    measured ".rpm" "$rpm" "$system/usr/bin/wso2-portlint"
    rpm --root "$system" --erase wso2-portlint
    [ ! -e "$system/usr/bin/wso2-portlint" ] || fail "rpm left the binary behind"
    rpmlint --config "$packaging/rpm/rpmlint.toml" "$rpm"
}
