//! `byte-order-mark`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::ProblemKind;
use portlint_syntax::Encoding;
use std::sync::Arc;

/// The rule.
pub const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "byte-order-mark",
        severity: Severity::Warning,
        summary: "a byte order mark where the product stumbles over it",
        detects: r#"
A file that begins with the invisible bytes `EF BB BF` (or those of UTF-16), in a format whose parser in the product stops at them or ignores the file. XML is not concerned.
"#,
        why: r#"
Some servers report a syntax error in line 1 where nothing is to be seen. Others start with defaults without a word.
"#,
        example: r#"
```
$ head -c 3 deployment.toml | xxd
00000000: efbb bf
```
"#,
        fix: r#"
Save the file as UTF-8 without byte order mark. The linter can do that for UTF-8 (safe fix):

```
sed -i '1s/^\xEF\xBB\xBF//' deployment.toml
```
"#,
        ignore: r#"
Never.
"#,
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let known = findings.len();
    problems::report(&RULE.doc, ProblemKind::ByteOrderMark, view.host, findings);
    for finding in findings.iter_mut().skip(known) {
        finding.fix = removal(finding);
    }
}

/// UTF-16 without its mark would be less readable still.
fn removal(finding: &Diagnostic) -> Option<Fix> {
    let file = &finding.primary()?.location.file;
    let source = &file.document.source;
    (source.encoding() == Encoding::Utf8 && source.has_bom()).then(|| Fix {
        applicability: Applicability::Safe,
        edits: vec![FileEdit::without_mark(Arc::clone(file))],
        follows: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_host::{Location, SourceFile};
    use portlint_syntax::{Format, Limits, Span};

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::ByteOrderMark]);
    }

    #[test]
    fn only_a_mark_of_utf8_is_removed() {
        let finding = |bytes: &[u8]| {
            let limits = Limits::default();
            let file = SourceFile::parse("/a/deployment.toml", bytes, Format::Toml, &limits);
            let span = Span::default();
            Diagnostic::new(RULE.doc.id, RULE.doc.severity, "").at(Location { file, span }, "")
        };
        let fix = removal(&finding(b"\xef\xbb\xbfa = 1")).unwrap();
        let place = fix.edits[0].place();
        assert_eq!((place.byte_offset, place.byte_length), (0, 3));
        assert!(removal(&finding(b"a = 1")).is_none());
        assert!(removal(&finding(b"\xff\xfea\0")).is_none());
    }
}
