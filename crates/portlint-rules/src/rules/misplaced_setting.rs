//! `misplaced-setting`

use crate::diagnostic::{Applicability, Diagnostic, FileEdit, Fix, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_model::{Location, ProblemKind};
use portlint_syntax::{Document, Format, Span};

/// The rule.
pub const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "misplaced-setting",
        severity: Severity::Error,
        summary: "a port setting on the wrong level, where the product does not look for it",
        detects: r#"
A setting that is right by name and wrong by place: `offset` outside `[server]` or `ports`, `listenerConfigurations`
below `transportProperties`, a port one level off. An error when the server loses listeners by it, a warning when the
setting is only ignored.
"#,
        why: r#"
Indentation decides in YAML, and in TOML a key belongs to the last header above it. A moved line changes what the server
opens, and nothing in its log says so.
"#,
        example: r#"
```yaml
wso2.carbon:
  ports:
  offset: 1          # one level too high: this is not the port offset
```
"#,
        fix: r#"
Move the setting to the place that the message names. The linter can indent an `offset` that stands right below an empty
`ports:` (unsafe fix).
"#,
        ignore: r#"
When an extension of your own reads the setting where it stands.
"#,
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let doc = &RULE.doc;
    let known = findings.len();
    problems::report(doc, ProblemKind::MisplacedSetting, view.host, findings);
    let ignored = ProblemKind::IgnoredPlacement;
    problems::report_as(doc, Severity::Warning, ignored, view.host, findings);
    for finding in findings.iter_mut().skip(known) {
        finding.fix = deeper(finding);
    }
}

/// Indents `offset` where it was meant to be inside the `ports:` of the line above.
fn deeper(finding: &Diagnostic) -> Option<Fix> {
    let location = &finding.primary()?.location;
    let document = &location.file.document;
    let source = &document.source;
    let above = empty_ports(document).filter(|_| document.format == Format::Yaml)?;
    let (ports, key) = (source.place(above), location.place());
    let stands_below = source.slice(location.span) == "offset"
        && (ports.line + 1, ports.column) == (key.line, key.column);
    let indentation = usize::try_from(ports.column).ok()?.checked_sub(1)?;
    stands_below.then(|| Fix {
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit::new(
            Location {
                file: location.file.clone(),
                span: Span::new(location.span.range().start, location.span.range().start),
            },
            // As deep again as `ports` is in `wso2.carbon`.
            " ".repeat(indentation),
        )],
    })
}

/// The key `ports` of `wso2.carbon`, when nothing is inside.
fn empty_ports(document: &Document) -> Option<Span> {
    let carbon = document.entry(document.root?, "wso2.carbon")?;
    let ports = document.entry(carbon.value, "ports")?;
    document
        .span(ports.value)
        .is_empty()
        .then_some(ports.key_span)
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
