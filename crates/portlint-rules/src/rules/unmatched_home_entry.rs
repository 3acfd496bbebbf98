//! `unmatched-home-entry`: raised by the binary, which alone knows the configuration.

use crate::diagnostic::Severity;
use crate::rule::{Rule, RuleDoc};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "unmatched-home-entry",
        severity: Severity::Warning,
        summary: "a `[[home]]` or `[[allow]]` entry that matches no home",
        detects: r"
An entry of the linter's own configuration whose `path` or `home` matches none of the homes that were found.
",
        why: r"
The facts in the entry (version, offset on the command line, host) apply to nothing. A home that was renamed by an update
is then checked without them.
",
        example: r#"
`wso2-portlint.toml`:

```toml
[[home]]
path = "wso2is-7.0.1"
active = false
```

`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2-portlint` says:

```text
wso2-portlint.toml:2:8: warning[unmatched-home-entry]: this [[home]] entry matches no home: wso2is-7.0.1
```
"#,
        fix: r"
Correct the path or remove the entry. `path` is relative to the configuration file, and `*` does not cross a `/`.
",
        ignore: r"
When one configuration serves several hosts that do not all have every home.
",
    },
    check: None,
};
