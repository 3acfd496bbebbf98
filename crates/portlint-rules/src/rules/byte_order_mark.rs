//! `byte-order-mark`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::{Files, Host, ProblemKind};
use portlint_syntax::Encoding;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "byte-order-mark",
        severity: Severity::Warning,
        summary: "a byte order mark that the product cannot read past",
        detects: r"
A file that begins with the invisible bytes `EF BB BF` (or those of UTF-16), in a format whose parser in the product stops at them or ignores the file. XML is not concerned.
",
        why: r"
Servers with a `deployment.toml` end within seconds, with a syntax error in line 1 where nothing is to be seen: there the finding is an error. Others start with defaults without a word.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`, with a byte order mark:

```toml
[server]
offset = 1
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:1:1: error[byte-order-mark]: starts with a byte order mark
```
",
        fix: r"
Save the file as UTF-8 without byte order mark. The linter can do that for UTF-8 (safe fix):

```
sed -i '1s/^\xEF\xBB\xBF//' deployment.toml
```
",
        ignore: r"
Never.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let known = findings.len();
    problems::report(&RULE.doc, ProblemKind::ByteOrderMark, view.host, findings);
    for finding in findings.iter_mut().skip(known) {
        if ends_a_start(view.host, finding) {
            finding.severity = Severity::Error;
        }
        finding.fix = removal(&view.host.files, finding);
    }
}

/// Whether a server does not start because of the mark.
fn ends_a_start(host: &Host, finding: &Diagnostic) -> bool {
    let Some(place) = finding.primary().map(|annotation| annotation.location) else {
        return false;
    };
    let runtimes = host.homes.iter().flat_map(|home| &home.runtimes);
    let mut failures = runtimes.filter_map(|runtime| runtime.startup.failure()?.location);
    failures.any(|at| host.files.share_path(at.file, place.file) && at.span == place.span)
}

/// UTF-16 without its mark would be less readable still.
fn removal(files: &Files, finding: &Diagnostic) -> Option<Fix> {
    let file = files.source(finding.primary()?.location.file)?;
    let source = &file.document.source;
    (source.encoding() == Encoding::Utf8 && source.has_bom()).then(|| Fix {
        applicability: Applicability::Safe,
        edits: vec![FileEdit::without_mark(file.start())],
        follows: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_syntax::{Format, Limits};

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::ByteOrderMark]);
    }

    #[test]
    fn only_a_mark_of_utf8_is_removed() {
        let removal = |bytes: &[u8]| {
            let mut files = Files::default();
            let path = "/a/deployment.toml";
            let file = files.parse(path, bytes, Format::Toml, &Limits::default());
            let finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, "").at(file.start(), "");
            removal(&files, &finding)
        };
        let fix = removal(b"\xef\xbb\xbfa = 1").unwrap();
        let place = fix.edits[0].place();
        assert_eq!((place.byte_offset, place.byte_length), (0, 3));
        assert!(removal(b"a = 1").is_none());
        assert!(removal(b"\xff\xfea\0").is_none());
    }
}
