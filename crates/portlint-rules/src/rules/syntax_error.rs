//! `syntax-error`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "syntax-error",
        severity: Severity::Error,
        summary: "the file cannot be parsed, as the product itself would find",
        detects: r#"
A configuration file that the product's own parser refuses. The place of the first error is shown, with a hint where a usual mistake explains it: a tab in YAML, text without quotes in TOML, a bare `&` in XML.

`deployment.toml` is judged as the parser of the servers (cava-toml 0.5.0) reads it, which differs from TOML 1.0 in both directions. It fails at a table header that comes after those of its sub-tables, at an array of different types, at a comma at the start of a line, at a tab inside `"..."`, at an integer beyond 64 bits, at a quote inside a key. It takes control characters and bytes that are not UTF-8.

A template that is not rendered yet (`{{ ... }}`, `<%= ... %>`) is not a syntax error.
"#,
        why: r"
The server does not start, or starts with defaults that nobody chose. Until the file is repaired the ports of the runtime are unknown, so collisions with it cannot be found. The other homes are checked as usual.
",
        example: r"
`wso2si-4.2.0/conf/server/deployment.yaml`:

```yaml
wso2.carbon:
  name: WSO2 Streaming Integrator
  ports:
	offset: 1
```

`wso2-portlint` says:

```text
./wso2si-4.2.0/conf/server/deployment.yaml:4:2: error[syntax-error]: tab where YAML wants blanks
```
",
        fix: r"
Go to the line and repair it. The error may lie a line earlier than where the parser gave up: look for an open quote or bracket.
",
        ignore: r"
Never for a home that is meant to run. For a file that is only a sample, leave it out of the given paths.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report_blinding(&RULE.doc, ProblemKind::SyntaxError, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, host, reports_problems, run, server};

    #[test]
    fn reports_its_own_problems_only() {
        reports_problems(&RULE, &[ProblemKind::SyntaxError]);
    }

    #[test]
    fn says_whose_ports_are_unknown() {
        let home =
            server("/opt/wso2am-4.2.0", 0).problem(ProblemKind::SyntaxError, "offset", "wrong");
        let findings = run(&RULE, &host([home]));
        assert!(findings[0].notes[0].starts_with("the ports of wso2am-4.2.0 are not known"));
    }

    #[test]
    fn another_file_leaves_the_ports_known() {
        let mut home =
            server("/opt/wso2am-4.2.0", 0).problem(ProblemKind::SyntaxError, "offset", "wrong");
        let other = home.file("/opt/other.xml", "<a/>", portlint_syntax::Format::Xml);
        home.runtimes[0].problems[0].location = Some(crate::testing::place(&other, "a"));
        let findings = run(&RULE, &host([home]));
        assert!(findings[0].notes.is_empty());
    }
}
