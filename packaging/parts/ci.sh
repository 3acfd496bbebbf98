# shellcheck shell=bash
# The ways in for CI, as far as they run without their servers: the action's steps with the wheel that was built, the hook by
# pre-commit itself, the job of GitLab.

build_ci() {
    "$packaging/tools" python
    # pip finds the wheel of this version here, before PyPI has it.
    export PIP_FIND_LINKS=$out
}

check_ci() {
    local repository=$work/fresh/repository
    rm -rf "$repository"
    mkdir -p "$repository"
    cp -R "$root/fixtures/hosts/clash" "$repository/homes"
    echo '<project/>' >"$repository/pom.xml"
    git -C "$repository" init --quiet --initial-branch main
    git -C "$repository" add .
    check_action "$repository"
    check_hook "$repository"
    check_gitlab "$repository"
}

# Findings fail the step, and the SARIF file holds them; one without findings, or without homes, is written too.
action_ends_with() {
    local wanted=$1 code=0; shift
    rm -rf "$work/fresh/action"
    mkdir -p "$work/fresh/action"
    TEMP_DIR=$work/fresh/action "$venv_bin/python" "$packaging/run_action.py" "$root" sarif="$work/fresh/action/report.sarif" "$@" \
        >"$work/fresh/action/log" 2>&1 || code=$?
    [ "$code" -eq "$wanted" ] || { cat "$work/fresh/action/log"; fail "the action ended with $code, not $wanted"; }
    "$python" -c 'import json,sys; print("SARIF with", len(json.load(open(sys.argv[1]))["runs"][0]["results"]), "results")' \
        "$work/fresh/action/report.sarif"
}

check_action() {
    step "the steps of action.yml"
    (
        cd "$1"
        local begin=$SECONDS
        action_ends_with 1 paths=homes
        echo "in $((SECONDS - begin)) seconds"
        grep -q '^::error .*port-collision' "$work/fresh/action/log"
        grep -q port-collision "$work/fresh/action/github_step_summary"
        action_ends_with 1 "paths=

homes/wso2is-7.0.0
homes/wso2am-4.4.0
"
        action_ends_with 0 paths=homes/wso2is-7.0.0
        action_ends_with 2 paths=pom.xml
        action_ends_with 1 paths=""
    )
}

check_hook() {
    step "the hook, by pre-commit"
    (
        cd "$1"
        export PRE_COMMIT_HOME=$work/fresh/pre-commit
        local code=0
        "$venv_bin/pre-commit" try-repo "$root" wso2-portlint --ref HEAD --all-files >"$work/fresh/hook" 2>&1 || code=$?
        cat "$work/fresh/hook"
        { [ "$code" -eq 1 ] && grep -q 'error\[port-collision\]' "$work/fresh/hook"; } || fail "the hook ended with $code"
        # A change of pom.xml alone does not make it run.
        "$venv_bin/pre-commit" try-repo "$root" wso2-portlint --ref HEAD --files pom.xml | tee "$work/fresh/hook"
        grep -q 'no files to check' "$work/fresh/hook"
    )
}

check_gitlab() {
    step "the script of the job for GitLab"
    (
        cd "$1"
        local code=0 line
        line=$("$venv_bin/python" -c 'import sys,yaml; print(yaml.safe_load(open(sys.argv[1]))["wso2-portlint"]["script"][0])' "$root/docs/ci/gitlab-ci.yml")
        PATH=$work/fresh/action/wso2-portlint/bin:$PATH WSO2_PORTLINT_PATHS=homes sh -c "$line" >/dev/null || code=$?
        [ "$code" -eq 1 ] || fail "the job ended with $code"
        "$python" -m json.tool gl-code-quality-report.json | grep -c check_name
    )
}
