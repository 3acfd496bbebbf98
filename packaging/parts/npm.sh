# shellcheck shell=bash
# Two npm packages: the wrapper that people install, and the binary for this system, an optional dependency of it.

npm_wrapper=$out/wso2-portlint-$version.tgz
npm_binary=$out/wso2-portlint-$npm_platform-$version.tgz

build_npm() {
    step "npm packages"
    local tree=$work/npm
    rm -rf "$tree"
    mkdir -p "$out" "$tree/wrapper" "$tree/platform"
    sed "s/@VERSION@/$version/" "$packaging/npm/wrapper/package.json.in" >"$tree/wrapper/package.json"
    install -m 755 "$packaging/npm/wrapper/bin.js" "$tree/wrapper/bin.js"
    cp "$stage/README.md" "$stage/LICENSE" "$tree/wrapper/"
    sed -e "s/@VERSION@/$version/" -e "s/@PLATFORM@/$npm_platform/" -e "s/@OS@/${npm_platform%-*}/" \
        -e "s/@CPU@/${npm_platform#*-}/" "$packaging/npm/platform/package.json.in" >"$tree/platform/package.json"
    install -m 755 "$binary" "$tree/platform/wso2-portlint$exe"
    cp "$stage/LICENSE" "$stage/THIRD-PARTY-LICENSES.txt" "$tree/platform/"
    echo "The binary of [wso2-portlint](https://www.npmjs.com/package/wso2-portlint) for $npm_platform." >"$tree/platform/README.md"
    (cd "$tree/wrapper" && npm pack --silent --pack-destination "$out")
    (cd "$tree/platform" && npm pack --silent --pack-destination "$out")
}

check_npm() {
    local fresh=$work/fresh/npm
    rm -rf "$fresh"
    mkdir -p "$fresh"
    # Offline: the packages of the other systems are not there, and are not needed.
    (cd "$fresh" && npm init --yes >/dev/null &&
        npm install --offline --no-audit --no-fund --cache "$fresh/cache" "$npm_binary" "$npm_wrapper")
    checks_the_host npm "$fresh/node_modules/.bin/wso2-portlint"
    [ -z "${QUICK:-}" ] || return 0
    # As `npx wso2-portlint` does it, from the files.
    checks_the_host npx npx --yes --offline --cache "$fresh/cache" --package "$npm_binary" --package "$npm_wrapper" wso2-portlint
    measured "npm, wrapper" "$npm_wrapper" "$fresh/node_modules/.bin/wso2-portlint"
    measured "npm, binary" "$npm_binary" "$fresh/node_modules/@wso2-portlint/$npm_platform/wso2-portlint$exe"
    # Without the package of the system it says what is missing.
    mv "$fresh/node_modules/@wso2-portlint" "$fresh/gone"
    local code=0
    "$fresh/node_modules/.bin/wso2-portlint" --version >/dev/null 2>"$fresh/error" || code=$?
    { [ "$code" -eq 2 ] && grep -q "@wso2-portlint/$npm_platform is not installed" "$fresh/error"; } ||
        fail "without its binary the wrapper ends with $code: $(cat "$fresh/error")"
}
