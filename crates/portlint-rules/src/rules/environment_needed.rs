//! `environment-needed`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{Location, ProblemKind, words};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "environment-needed",
        severity: Severity::Info,
        summary: "variables without which this home does not start",
        detects: r"
Every `$env{...}` and `$sys{...}` of a `deployment.toml` of which nobody told the value: one finding for each home, with all places. Without a variable of that name the server ends at start; a default cannot be written.

Variables that every machine or the start script sets, such as `HOSTNAME` and `CARBON_HOME`, are not named. An empty value is enough for the start, and is the empty text.
",
        why: r"
The list is what a unit, an image or a manifest has to set. The server names only the first that is missing.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
hostname = "$env{PUBLIC_HOST}"
node_ip = "127.0.0.1"
[database.shared_db]
type = "h2"
username = "$env{DB_USER}"
password = "$env{DB_PASSWORD}"
```

`wso2-portlint check --severity info` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:12: info[environment-needed]: this home does not start without $env{PUBLIC_HOST}, $env{DB_USER} and $env{DB_PASSWORD}
    ./wso2is-7.0.0/repository/conf/deployment.toml:6:12: note: $env{DB_USER}
    ./wso2is-7.0.0/repository/conf/deployment.toml:7:12: note: $env{DB_PASSWORD}
```
"#,
        fix: r"
Set them where the server is started. To let the linter know them, write them as `env` of the `[[home]]` entry in `wso2-portlint.toml`, or name the file that holds them.
",
        ignore: r"
When whatever starts the server sets them.
",
    },
    check: Some(check),
};

/// The places of one home's variables, by the name of the variable as written.
type Places = Vec<(String, Location)>;

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let mut homes: BTreeMap<(PathBuf, String), Places> = BTreeMap::new();
    problems::each(
        view.host,
        ProblemKind::EnvironmentNeeded,
        |problem, path, owner| {
            let home = (
                path.to_path_buf(),
                format!("{} {}", owner.name, owner.runtime),
            );
            let place = problem.location.map(|at| (problem.message.clone(), at));
            homes.entry(home).or_default().extend(place);
        },
    );
    for ((path, name), places) in homes {
        let mut names: Vec<String> = Vec::new();
        for (variable, _) in &places {
            if !names.contains(variable) {
                names.push(variable.clone());
            }
        }
        let message = format!("this home does not start without {}", words::list(&names));
        let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message);
        for (variable, location) in &places {
            finding = finding.at(*location, variable.clone());
        }
        finding.path = Some(path.clone());
        let identity = [path.display().to_string(), name.clone()];
        findings.push(finding.identified_by(identity).printed_by([name]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, host, run, server};

    #[test]
    fn one_finding_for_each_home_with_all_places() {
        let needed = ProblemKind::EnvironmentNeeded;
        let home = server("/opt/wso2am-4.2.0", 0)
            .problem(needed, "offset", "$env{OFFSET}")
            .problem(needed, "[server]", "$env{OFFSET}")
            .problem(needed, "[server]", "$sys{x}");
        let findings = run(&RULE, &host([home]));
        let messages: Vec<_> = findings.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(
            messages,
            ["this home does not start without $env{OFFSET} and $sys{x}"]
        );
        assert_eq!(
            findings.iter().map(|f| f.annotations.len()).sum::<usize>(),
            3
        );
    }
}
