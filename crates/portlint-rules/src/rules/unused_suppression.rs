//! `unused-suppression`: raised by the binary, which alone knows what was suppressed.

use crate::diagnostic::Severity;
use crate::rule::{Rule, RuleDoc};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "unused-suppression",
        severity: Severity::Warning,
        summary: "a suppression or baseline entry that matches nothing",
        detects: r"
A suppressing comment, an `[[allow]]` entry or an entry of the baseline that no finding matches any more, and rule names
in them that do not exist. A rule with a similar name is suggested.
",
        why: r"
A suppression without a finding hides the next one that happens to match.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1  # wso2-portlint: ignore[privileged-port] -- was 80 once
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:37: warning[unused-suppression]: nothing to ignore: no privileged-port on this line or the next
```
",
        fix: r"
Remove it, correct the rule's name, or write the baseline anew.
",
        ignore: r"
While only a part of the homes is checked.
",
    },
    check: None,
};
