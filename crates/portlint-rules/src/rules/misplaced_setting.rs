//! `misplaced-setting`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "misplaced-setting",
        severity: Severity::Error,
        summary: "a port setting on the wrong level, where the product does not look for it",
        detects: r"
A setting that is right by name and wrong by place: `offset` outside `[server]` or `ports`, `listenerConfigurations`
below `transportProperties`, a port one level off. An error when the server loses listeners by it, a warning when the
setting is only ignored.
",
        why: r"
Indentation decides in YAML, and in TOML a key belongs to the last header above it. A moved line changes what the server
opens, and nothing in its log says so.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
offset = 1

[server]
hostname = "localhost"
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:1:10: warning[misplaced-setting]: nothing reads offset here
```
"#,
        fix: r"
Move the setting to the place that the message names. `check --fix` does that where nothing stands at that place yet, and
nothing else of the file has to change: the key goes into the right table or block, which is created where it is missing;
comments stay where they are. Where the setting may have been meant for another place, it is an unsafe fix.
",
        ignore: r"
When an extension of your own reads the setting where it stands.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let doc = &RULE.doc;
    problems::report(doc, ProblemKind::MisplacedSetting, view.host, findings);
    let ignored = ProblemKind::IgnoredPlacement;
    problems::report_as(doc, Severity::Warning, ignored, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, host, reports_problems, run, server};

    #[test]
    fn reports_its_own_problems_only() {
        let kinds = [ProblemKind::MisplacedSetting, ProblemKind::IgnoredPlacement];
        reports_problems(&RULE, &kinds);
    }

    #[test]
    fn what_is_only_ignored_is_a_warning() {
        for (kind, severity) in [
            (ProblemKind::MisplacedSetting, Severity::Error),
            (ProblemKind::IgnoredPlacement, Severity::Warning),
        ] {
            let home = server("/a", 0).problem(kind, "offset", "wrong");
            assert_eq!(run(&RULE, &host([home]))[0].severity, severity);
        }
    }
}
