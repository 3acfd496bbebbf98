//! `unreadable-file`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "unreadable-file",
        severity: Severity::Error,
        summary: "a file that matters cannot be read",
        detects: r"
A file that governs ports and is there, but cannot be read: no permission, not a regular file, too large, nested too deeply, or not text in the encoding that it should have.
",
        why: r"
What cannot be read is not checked. Silence about such a home would look like a clean bill of health.
",
        example: r"
`wso2is-7.0.0/bin/version.txt`:

```text
WSO2 Identity Server v7.0.0
```

`wso2is-7.0.0/repository/conf/deployment.toml/`, a directory.

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:1:1: error[unreadable-file]: cannot read this file: not a regular file
```
",
        fix: r"
Run the linter as a user that may read the configuration, or repair the file. Limits of size and depth can be raised in the configuration of the linter.
",
        ignore: r"
Never: exclude the home instead if it is not meant to be checked.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report_blinding(&RULE.doc, ProblemKind::UnreadableFile, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, host, reports_problems, run, server};

    #[test]
    fn reports_its_own_problems_only() {
        reports_problems(&RULE, &[ProblemKind::UnreadableFile]);
    }

    #[test]
    fn says_whose_ports_are_unknown() {
        let home =
            server("/opt/wso2am-4.2.0", 0).problem(ProblemKind::UnreadableFile, "offset", "wrong");
        let findings = run(&RULE, &host([home]));
        assert!(findings[0].notes[0].starts_with("the ports of wso2am-4.2.0 are not known"));
    }

    #[test]
    fn a_governing_file_that_was_never_read_blinds_too() {
        let mut home = server("/opt/wso2am-4.2.0", 0);
        let path = "/opt/wso2am-4.2.0/repository/conf/deployment.toml".into();
        let problem = portlint_host::Problem::of(ProblemKind::UnreadableFile, path, "refused");
        home.problems.push(problem);
        home.runtimes[0].governing = None;
        let findings = run(&RULE, &host([home]));
        assert!(findings[0].annotations.is_empty());
        assert_eq!(findings[0].notes.len(), 1);
    }

    #[test]
    fn another_file_leaves_the_ports_known() {
        let mut home =
            server("/opt/wso2am-4.2.0", 0).problem(ProblemKind::UnreadableFile, "offset", "wrong");
        let other = home.file("/opt/other.xml", "<a/>", portlint_syntax::Format::Xml);
        home.runtimes[0].problems[0].location = Some(crate::testing::place(&other, "a"));
        let findings = run(&RULE, &host([home]));
        assert!(findings[0].notes.is_empty());
    }
}
