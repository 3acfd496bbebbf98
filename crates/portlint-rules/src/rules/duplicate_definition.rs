//! `duplicate-definition`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{Problem, ProblemKind};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "duplicate-definition",
        severity: Severity::Error,
        summary: "a table, key or element that is defined twice",
        detects: r"
The same TOML table or key twice, the same YAML key twice in a block that holds ports, two `<Offset>` elements. Both
places are shown.

A YAML key twice elsewhere is not reported: files that the vendor ships have such keys, and they do no harm to ports.
",
        why: r"
TOML forbids it, and the server does not start. YAML and XML readers pick one of the two without a word: YAML the last,
`carbon.xml` the first. Which one counts is easy to get wrong.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1

[server]
offset = 2
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:4:2: error[duplicate-definition]: key defined twice
    ./wso2is-7.0.0/repository/conf/deployment.toml:1:2: note: first defined here
```
",
        fix: r"
Merge the two definitions into one.
",
        ignore: r"
Never for TOML. For other formats when the two definitions are equal.
",
    },
    check: Some(check),
};

/// Top-level keys of a `deployment.yaml` below which ports, offsets or bind addresses stand.
const YAML_BLOCKS_WITH_PORTS: &[&str] = &[
    "wso2.carbon",
    "wso2.transport.http",
    "transports",
    "siddhi",
    "siddhi.stores.query.api",
    "databridge.config",
    "deployment.config",
    "metrics.prometheus",
    "listenerConfigurations",
];

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let kind = ProblemKind::DuplicateDefinition;
    problems::report_where(&RULE.doc, kind, view.host, findings, concerns_ports);
}

fn concerns_ports(problem: &Problem) -> bool {
    let block = problem.block.as_deref();
    block.is_none_or(|key| YAML_BLOCKS_WITH_PORTS.contains(&key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{host, place, reports_problems, run, server};

    #[test]
    fn reports_its_own_problems_only() {
        reports_problems(&RULE, &[ProblemKind::DuplicateDefinition]);
    }

    fn findings_below(block: &str) -> usize {
        let mut home = server("/opt/sp", 0);
        let place = place(home.governing(), "offset");
        let mut problem = Problem::at(ProblemKind::DuplicateDefinition, place, "twice");
        problem.block = Some(block.to_string());
        home.problems.push(problem);
        run(&RULE, &host([home])).len()
    }

    #[test]
    fn yaml_counts_where_ports_are() {
        assert_eq!(findings_below("wso2.carbon"), 1);
        assert_eq!(findings_below("queries"), 0);
    }
}
