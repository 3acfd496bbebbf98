//! Examples at the end of `--help`; a test runs each through the parser of the command line.

/// After the help of the whole program.
pub(crate) const ALL: &str = "\
Examples:
  wso2-portlint /opt/wso2                     check the servers of this host
  wso2-portlint ports /opt/wso2/wso2am-4.2.0  every port of a server, and why
  wso2-portlint plan /opt/wso2                which offsets end the conflicts
  wso2-portlint explain 9444 /opt/wso2        who opens this port
  wso2-portlint explain port-collision        what a rule means, how to fix it
  wso2-portlint --format concise .            one line per finding
  wso2-portlint wso2mi-4.2.0 --start-argument=-DportOffset=3

Exit codes: 0 no findings at or above the fail level, 1 findings,
2 the job could not be done.
A PATH that is named like a command needs `check` before it, or `./`.";

/// After the help of `check`.
pub(crate) const CHECK: &str = "\
Examples:
  wso2-portlint check /opt/wso2
  wso2-portlint check --fix /opt/wso2         repair what is safe to repair
  wso2-portlint check --format concise --select port-collision .
  wso2-portlint check --output full --output sarif=ports.sarif --root . .
  wso2-portlint check --write-baseline known.json .
  wso2-portlint check --baseline known.json .";

/// After the help of `ports`.
pub(crate) const PORTS: &str = "\
Examples:
  wso2-portlint ports /opt/wso2/wso2am-4.2.0
  wso2-portlint ports --port 9443-9450 /opt/wso2
  wso2-portlint ports --all --format json /opt/wso2
  wso2-portlint ports --format html /opt/wso2 > ports.html";

/// After the help of `plan`.
pub(crate) const PLAN: &str = "\
Examples:
  wso2-portlint plan /opt/wso2                propose offsets, change nothing
  wso2-portlint plan --pin wso2am-4.2.0 --write /opt/wso2
  wso2-portlint plan --set wso2am-4.2.0=5 /opt/wso2
  wso2-portlint plan --new wso2is-7.0.0 /opt/wso2";

/// After the help of `nagios`.
pub(crate) const NAGIOS: &str = "\
Examples:
  wso2-portlint nagios /opt/wso2
  wso2-portlint nagios --max-age 24h snapshots";

/// After the help of `snapshot`.
pub(crate) const SNAPSHOT: &str = "\
Examples:
  wso2-portlint snapshot /opt/wso2 > gw1.json
  wso2-portlint snapshot --host gw1 --alias gw1.example.com /opt/wso2 > gw1.json
  wso2-portlint check snapshots                  check the hosts whose snapshots are there, together";

/// After the help of `explain`.
pub(crate) const EXPLAIN: &str = "\
Examples:
  wso2-portlint explain port-collision        what a rule means, how to fix it
  wso2-portlint explain 9443/tcp              which products use it by default
  wso2-portlint explain 9444 /opt/wso2        who opens it here, and why";

/// After the help of `completions`.
pub(crate) const COMPLETIONS: &str = "\
Examples:
  wso2-portlint completions bash > \\
      ~/.local/share/bash-completion/completions/wso2-portlint
  wso2-portlint completions zsh > \"${fpath[1]}/_wso2-portlint\"
  wso2-portlint completions fish > \\
      ~/.config/fish/completions/wso2-portlint.fish
The scripts ask the program, which has to be on the PATH.";

/// Below the help of `schema`.
pub(crate) const SCHEMA: &str = "Examples:
  wso2-portlint schema wso2am-4.4.0 > deployment.schema.json
  wso2-portlint schema config > wso2-portlint.schema.json

docs/editors.md says how editors take it.";

/// Below the help of `server`.
pub(crate) const SERVER: &str = "\
Examples:
  wso2-portlint server
  wso2-portlint server --stdio                what some editors add

docs/editors.md says how editors start it.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser;

    #[test]
    fn every_example_is_a_command_line() {
        for text in [
            ALL,
            CHECK,
            PORTS,
            PLAN,
            EXPLAIN,
            COMPLETIONS,
            SCHEMA,
            SERVER,
        ] {
            let examples = text
                .lines()
                .filter_map(|line| line.strip_prefix("  wso2-portlint "));
            let mut seen = 0;
            for line in examples.flat_map(|line| line.split(" && wso2-portlint ")) {
                // What follows two blanks is said about the example, what follows `>` is for the shell.
                let command = line
                    .split("  ")
                    .next()
                    .unwrap()
                    .split(" > ")
                    .next()
                    .unwrap();
                let words = command.split_whitespace();
                let parsed = Cli::try_parse_from(std::iter::once("wso2-portlint").chain(words));
                assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
                seen += 1;
            }
            assert!(seen > 1, "{text}");
        }
    }
}
