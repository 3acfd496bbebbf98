# shellcheck shell=bash
# The source distribution and the wheel for PyPI, by maturin. The wheel is built of the source distribution, so that is known
# to be complete. On Linux zig links against glibc 2.17 (manylinux2014), which pip of every system since 2014 accepts; PyPI
# takes no static binaries under another name.

sdist=$out/wso2_portlint-$version.tar.gz
wheels=$work/wheels

build_wheel() {
    "$packaging/tools" python
    step "wheel and source distribution"
    local options=()
    case $target in *-linux-gnu) options=(--zig --compatibility manylinux2014) ;; esac
    cp "$stage"/{LICENSE,README.md,THIRD-PARTY-LICENSES.txt} "$packaging/python/"
    rm -rf "$wheels"
    (cd "$packaging/python" &&
        PATH=$venv_bin:$PATH RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
            maturin build --release --locked --sdist --target "$target" "${options[@]}" --out "$wheels")
    rm "$packaging"/python/{LICENSE,README.md,THIRD-PARTY-LICENSES.txt}
    mkdir -p "$out"
    cp "$wheels"/* "$out/"
}

venv_bin=$work/venv/bin
case $platform in windows-*) venv_bin=$work/venv/Scripts ;; esac

check_wheel() {
    local wheel fresh=$work/fresh/wheel bin=bin
    case $platform in windows-*) bin=Scripts ;; esac
    wheel=$(echo "$wheels"/*.whl)
    rm -rf "$fresh"
    "$python" -m venv "$fresh/venv"
    "$fresh/venv/$bin/pip" install --quiet --no-index --disable-pip-version-check "$wheel"
    checks_the_host venv "$fresh/venv/$bin/wso2-portlint$exe"
    measured "wheel" "$wheel" "$fresh/venv/$bin/wso2-portlint$exe"
    measured_file "sdist" "$sdist"
    checks_the_host uvx env UV_OFFLINE=1 UV_NO_CONFIG=1 UV_CACHE_DIR="$fresh/uv" "$venv_bin/uvx" --quiet --from "$wheel" wso2-portlint
    PIPX_HOME=$fresh/pipx PIPX_BIN_DIR=$fresh/pipx-bin "$venv_bin/pipx" install --quiet "$wheel"
    checks_the_host pipx "$fresh/pipx-bin/wso2-portlint$exe"
    "$fresh/venv/$bin/pip" uninstall --quiet --yes wso2-portlint
    [ ! -e "$fresh/venv/$bin/wso2-portlint$exe" ] || fail "pip left the binary behind"
}
