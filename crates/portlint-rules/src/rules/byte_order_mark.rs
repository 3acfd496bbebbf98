//! `byte-order-mark`

use crate::diagnostic::{Applicability, Diagnostic, FileEdit, Fix, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use portlint_model::{Host, ProblemKind};
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

fn check(host: &Host, _: &Options, findings: &mut Vec<Diagnostic>) {
    let known = findings.len();
    problems::report(&RULE.doc, ProblemKind::ByteOrderMark, host, findings);
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
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::ByteOrderMark]);
    }
}
