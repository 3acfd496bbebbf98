# Completion of wso2-portlint in bash 3.2 and later.
_wso2_portlint() {
    local word typed= index=-1 reply i
    local -a words=()
    # Bash parts words at `=` and `:`; they are put together again.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((i > 1)) && [[ $word == [=:]* || ${words[index]} == *[=:] ]]; then
            words[index]+=$word
        else
            words[++index]=$word
        fi
    done
    # What stands before the last part is there already.
    word=${COMP_WORDS[COMP_CWORD]}
    [[ $word == [=:] ]] && word=
    typed=${words[index]%"$word"}
    COMPREPLY=()
    while IFS= read -r reply || [[ -n $reply ]]; do
        COMPREPLY+=("${reply#"$typed"}")
    done < <(VARIABLE=bash _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$index wso2-portlint -- "${words[@]}" 2>/dev/null)
    # Nothing is put behind what goes on.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/:] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o bashdefault -o nosort -F _wso2_portlint wso2-portlint 2>/dev/null ||
    complete -o bashdefault -F _wso2_portlint wso2-portlint
