//! `duplicate-definition`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{Location, Problem, ProblemKind};
use portlint_syntax::Format;

/// The rule.
pub const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "duplicate-definition",
        severity: Severity::Error,
        summary: "a table, key or element that is defined twice",
        detects: r#"
The same TOML table or key twice, the same YAML key twice in a block that holds ports, two `<Offset>` elements. Both
places are shown.

A YAML key twice elsewhere is not reported: files that the vendor ships have such keys, and they do no harm to ports.
"#,
        why: r#"
TOML forbids it, and the server does not start. YAML and XML readers pick one of the two without a word: YAML the last,
`carbon.xml` the first. Which one counts is easy to get wrong.
"#,
        example: r#"
```toml
[server]
hostname = "localhost"

[server]             # the second table of this name: the server does not start
offset = 1
```
"#,
        fix: r#"
Merge the two definitions into one.
"#,
        ignore: r#"
Never for TOML. For other formats when the two definitions are equal.
"#,
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
    match &problem.location {
        Some(location) if location.file.document.format == Format::Yaml => {
            block_of(location).is_none_or(|key| YAML_BLOCKS_WITH_PORTS.contains(&key))
        }
        _ => true,
    }
}

/// The top-level key of a YAML file that a place lies under, or is.
fn block_of(location: &Location) -> Option<&str> {
    let document = &location.file.document;
    document
        .entries(document.root?)
        .iter()
        .rev()
        .find(|entry| entry.key_span.start <= location.span.start)
        .map(|entry| entry.key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, host, place, reports_problems, run, server};

    #[test]
    fn reports_its_own_problems_only() {
        reports_problems(&RULE, &[ProblemKind::DuplicateDefinition]);
    }

    fn findings_in_yaml(text: &str, twice: &str) -> usize {
        let file = file("/opt/sp/conf/worker/deployment.yaml", text, Format::Yaml);
        let mut home = server("/opt/sp", 0);
        let place = place(&file, twice);
        home.problems.push(Problem::at(
            ProblemKind::DuplicateDefinition,
            place,
            "twice",
        ));
        run(&RULE, &host([home])).len()
    }

    #[test]
    fn yaml_counts_where_ports_are() {
        let ports = "a: 1\nwso2.carbon:\n  ports:\n    offset: 1\n    'offset': 2\n";
        assert_eq!(findings_in_yaml(ports, "'offset'"), 1);
        let queries = "wso2.carbon:\n  id: x\nqueries:\n  check: 1\n  'check': 2\n";
        assert_eq!(findings_in_yaml(queries, "'check'"), 0);
    }
}
