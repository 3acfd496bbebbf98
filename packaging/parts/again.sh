# shellcheck shell=bash
# What is packed twice of the same binary is the same, byte for byte.

build_again() {
    step "packed once more"
    local part files again=$work/again
    rm -rf "$again"
    mkdir -p "$again"
    for part in archive deb rpm npm; do
        case " ${parts[*]} " in *" $part "*) ;; *) continue ;; esac
        read -ra files <<<"$(files_of "$part")"
        mv "${files[@]}" "$again/"
        "build_$part" >/dev/null
    done
}

files_of() {
    case $1 in
        archive) echo "$archive" ;;
        deb) echo "$deb" ;;
        rpm) echo "$rpm" ;;
        npm) echo "$npm_wrapper $npm_binary" ;;
    esac
}

check_again() {
    local file
    for file in "$work"/again/*; do
        cmp "$file" "$out/$(basename "$file")"
    done
}
