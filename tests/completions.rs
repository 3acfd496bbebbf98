//! The shells themselves are asked what they offer. One that is not installed is said to be skipped.

use crate::support::{hosts, write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Lines that are typed, and one answer among those that are offered.
const QUESTIONS: &[(&str, &str)] = &[
    ("wso2-portlint po", "ports"),
    ("wso2-portlint --format js", "json"),
    ("wso2-portlint ports --format mark", "markdown"),
    ("wso2-portlint ports --format=mark", "markdown"),
    ("wso2-portlint --color al", "always"),
    ("wso2-portlint --color always plan --wr", "--write"),
    ("wso2-portlint plan clash --pin wso2a", "wso2am-4.4.0"),
    ("wso2-portlint plan clash --set wso2a", "wso2am-4.4.0="),
    ("wso2-portlint plan --new wso2is-7.0", "wso2is-7.0.0"),
    (
        "wso2-portlint check --select port-collision,sel",
        "self-collision",
    ),
    ("wso2-portlint explain stale-", "stale-reference"),
    ("wso2-portlint check -o sar", "sarif"),
    ("wso2-portlint ports --product wso2am-ac", "wso2am-acp"),
    ("wso2-portlint help prod", "products"),
    ("wso2-portlint completions fi", "fish"),
    ("wso2-portlint ports cla", "clash/"),
];

/// What a shell prints that runs this script in the directory of the fixture hosts, where the program is on the PATH;
/// nothing when the shell is not installed.
fn answers(shell: &str, options: &[&str], script: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "script", script);
    let program = Path::new(env!("CARGO_BIN_EXE_wso2-portlint"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let output = Command::new(shell)
        .args(options)
        .arg(folder.path().join("script"))
        .current_dir(hosts())
        .env_clear()
        .env("PATH", path)
        .env("HOME", folder.path())
        .env("TERM", "dumb")
        .stdin(Stdio::null())
        .output();
    let output = match output {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            portlint_testkit::skipped(&format!("{shell} is not here"));
            return None;
        }
        output => output.unwrap(),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shell}: {said}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Each question is followed by the line of its answers.
fn agree(shell: &str, said: &str) {
    for (line, wanted) in QUESTIONS {
        let start = format!("{line} => ");
        let answer = said.lines().find_map(|l| l.strip_prefix(&start));
        let answer = answer.unwrap_or_else(|| panic!("{shell}: nothing for {line}\n{said}"));
        // After `--format=` a shell gives the whole word, or what has to be put behind the sign.
        let whole = line.rsplit_once('=').map(|_| format!("--format={wanted}"));
        let is_there = |word: &str| word == *wanted || Some(word) == whole.as_deref();
        let last = wanted.rsplit(',').next().unwrap();
        let is_listed = |word: &str| word.rsplit_once(',').is_some_and(|(_, end)| end == last);
        let mut words = answer.split_whitespace();
        assert!(
            words.any(|word| is_there(word) || is_listed(word)),
            "{shell}: {line} => {answer}"
        );
    }
}

#[test]
fn bash_completes() {
    let mut script = String::from(
        "source <(wso2-portlint completions bash)\n\
         [[ $(complete -p wso2-portlint) =~ -F\\ ([^ ]+) ]] && function=${BASH_REMATCH[1]}\n\
         ask() {\n\
             COMP_LINE=$1; COMP_POINT=${#1}; COMPREPLY=()\n\
             COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n\
             $function wso2-portlint \"${COMP_WORDS[COMP_CWORD]}\"\n\
             echo \"$1 => ${COMPREPLY[*]}\"\n\
         }\n",
    );
    // As bash parts words before it calls the function.
    for (line, _) in QUESTIONS {
        script += &format!("ask '{line}' '{}'\n", line.replace('=', " = "));
    }
    if let Some(said) = answers("bash", &["--norc"], &script) {
        agree("bash", &said);
    }
}

#[test]
fn fish_completes() {
    let mut script = String::from("wso2-portlint completions fish | source\n");
    for (line, _) in QUESTIONS {
        script += &format!("echo '{line} => '(complete -C '{line}' | string join ' ')\n");
    }
    if let Some(said) = answers("fish", &["--no-config"], &script) {
        agree("fish", &said);
    }
}

/// Zsh has no question without a line editor, so one is run in a terminal of its own and its keys are pressed. The script is
/// autoloaded, as packages install it, and completes from the first time on.
#[test]
fn zsh_completes() {
    let mut script = String::from(
        r#"
zmodload zsh/zpty || exit 1
mkdir $HOME/functions; wso2-portlint completions zsh > $HOME/functions/_wso2-portlint
zpty shell 'PS1="ask> " zsh -f -i'
# What is typed before the prompt is there gets lost.
say() { zpty -r -m shell out '*ask> *' || exit 1; zpty -w shell $1 }
say 'fpath+=($HOME/functions); autoload -Uz compinit; compinit -u -D'
say 'show() { print -r -- "<$BUFFER>" }; zle -N show; bindkey "^X" show'
zpty -r -m shell out '*ask> *' || exit 1
ask() {
    zpty -w -n shell "$1"$'\t\C-X'
    zpty -r -m shell out '*<wso2-portlint *>*' || exit 1
    print -r -- "$1 => ${${out##*<}%%>*}"
    zpty -w -n shell $'\C-U'
}
"#,
    );
    for (line, _) in QUESTIONS {
        script += &format!("ask '{line}'\n");
    }
    // Only what completes to one word is in the line itself.
    if let Some(said) = answers("zsh", &["-f"], &script) {
        agree("zsh", &said);
    }
}
