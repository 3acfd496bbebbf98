//! `copied-home`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{CopyOf, Home};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "copied-home",
        severity: Severity::Warning,
        summary: "a home that looks like a copy of its neighbour",
        detects: r"
A home with the product, the version and, byte for byte, the port settings of its neighbour, whose name is that
neighbour's and a word or date behind it: `wso2am-4.2.0.bak`, `-old`, `_2023-11-02`. It is taken as never started, as if
`active = false` were said: it owns no port, no URL can mean it, and nothing else is said about it. A unit, compose file or
script beside it that names it shows that it is started after all.

Of a number alone (`wso2am-4.2.0.1`, `-2`) the rule speaks too, but the home counts: that is how a second server is
called as well.
",
        why: r"
A backup beside the home meets it on every port. One finding about twenty ports, of which none will ever clash, hides the
two that do.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2is-7.0.0.bak/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2-portlint` says:

```text
./wso2is-7.0.0.bak/repository/conf/deployment.toml:1:1: warning[copied-home]: wso2is-7.0.0.bak looks like a copy of wso2is-7.0.0, so it is not counted
```
",
        fix: r#"
Say in `wso2-portlint.toml` whether it is started; `wso2-portlint init` writes the entry:

```toml
[[home]]
path = "wso2am-4.2.0.bak"
active = false
```
"#,
        ignore: r"
When what was assumed is right and you do not want to write it down. The `[[home]]` entry ends the finding, too.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let mut homes = view.host.homes.iter().collect::<Vec<_>>();
    homes.sort_by(|a, b| a.path.cmp(&b.path));
    let homes = homes.into_iter();
    findings.extend(homes.filter_map(|home| Some(finding(home, home.copy_of.as_ref()?))));
}

fn finding(home: &Home, original: &CopyOf) -> Diagnostic {
    let name = home.canonical.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let counted = if home.active {
        "; it is counted as a server of its own"
    } else {
        ", so it is not counted"
    };
    let message = format!("{name} looks like a copy of {}{counted}", original.name);
    let path = home.path.display();
    let entry = |active| format!("`[[home]]`, `path = \"{path}\"`, `active = {active}`");
    let help = if home.active {
        format!(
            "say in wso2-portlint.toml what it is: {} for a backup, `active = true` for a server",
            entry(false)
        )
    } else {
        format!(
            "if it is started, say so in wso2-portlint.toml: {}; `active = false` ends this finding",
            entry(true)
        )
    };
    let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message).help(help);
    let mut governing = home.runtimes.iter().filter_map(|runtime| runtime.governing);
    if let Some(place) = governing.next() {
        finding = finding.at(place, format!("the same as in {}", original.name));
    }
    finding.path = Some(home.path.clone());
    finding.identified_by([name.as_ref(), original.name.as_str()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, TestHome, host, messages, run, server};

    fn copy(path: &str) -> TestHome {
        let mut home = server(path, 0);
        home.copy_of = Some(CopyOf {
            name: "am".to_string(),
        });
        home
    }

    #[test]
    fn a_copy_is_said_to_be_one() {
        let findings = run(&RULE, &host([server("/am", 0), copy("/am.bak").inactive()]));
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "am.bak looks like a copy of am, so it is not counted"
        );
        let help = findings[0].help.clone().unwrap();
        assert!(help.contains("`path = \"/am.bak\"`"), "{help}");
    }

    #[test]
    fn a_numbered_one_counts() {
        assert_eq!(
            messages(&RULE, [copy("/am.1")]),
            ["am.1 looks like a copy of am; it is counted as a server of its own"]
        );
        assert!(messages(&RULE, [server("/am.1", 0)]).is_empty());
    }
}
