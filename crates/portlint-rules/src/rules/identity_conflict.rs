//! `identity-conflict`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "identity-conflict",
        severity: Severity::Warning,
        summary: "the clues about product or version of a home disagree",
        detects: r"
A home whose `bin/version.txt`, `updates/product.txt`, bundles or `[[home]]` entry name different products or versions. The message says which was taken, and why. The name of a directory alone is no evidence, nor is a placeholder such as `${product.name}` that the vendor's build left in a file.
",
        why: r"
Ports and offset rules differ between products and versions. With the wrong one every number may be off.
",
        example: r"
`wso2is/updates/product.txt`:

```text
wso2is-7.0.0
```

`wso2is/bin/version.txt`:

```text
WSO2 Identity Server v6.1.0
```

`wso2is/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2-portlint` says:

```text
./wso2is:1:1: warning[identity-conflict]: the files disagree about what this home is: updates/product.txt: wso2is 7.0.0, but bin/version.txt: wso2is 6.1.0; the first is taken
```
",
        fix: r"
Correct the file that is wrong, or set `product` and `version` in the `[[home]]` entry.
",
        ignore: r"
When one of the files keeps an old version on purpose.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(
        &RULE.doc,
        ProblemKind::IdentityConflict,
        view.host,
        findings,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::IdentityConflict]);
    }
}
