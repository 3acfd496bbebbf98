//! `possible-collision`

use crate::collision::headline::Certainty;
use crate::collision::report::Report;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::collision;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "possible-collision",
        severity: Severity::Warning,
        summary: "two servers of one host may open the same port, depending on something that is not in the files",
        detects: r"
As `port-collision`, but it depends on a condition, which is named: one of the listeners is only opened under a
condition, a bind address is not known, or one of the servers moves on to the next free port when it finds its own taken
(Hazelcast, Spark) and may take it first.

Ports that are not known are never reported. Servers that surely collide anyway are not reported again: what they may
share besides is a note there.
",
        why: r"
Such a collision shows up the day somebody switches a feature on, or when the servers start in another order.
",
        example: r#"
`wso2-integration-control-plane-1.1.0/conf/deployment.toml`:

```toml
[server_config]
port = 9743
```

`wso2mi-dashboard-4.1.0/conf/deployment.toml`:

```toml
[server_config]
port = "9743"

[heartbeat_config]
pool_size = 10
```

`wso2-portlint` says:

```text
./wso2mi-dashboard-4.1.0/conf/deployment.toml:2:8: warning[possible-collision]: wso2-integration-control-plane-1.1.0 and wso2mi-dashboard-4.1.0 may both open 9743/tcp
    ./wso2-integration-control-plane-1.1.0/conf/deployment.toml:2:8: note: dashboard-https: 9743
```
"#,
        fix: r"
Tell the linter what the files do not (`profile`, `env`, `runtimes` or `start-arguments` in the `[[home]]` entry), or
move one of the ports.
",
        ignore: r"
When you know that the condition never holds.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, options: &Options, findings: &mut Vec<Diagnostic>) {
    let fewer = view.sites_without(&options.accepted, RULE.doc.id);
    let sites = fewer.as_ref().unwrap_or(view.sites());
    let found = fewer.as_ref().map(collision::find);
    let collisions = found.as_ref().unwrap_or_else(|| view.collisions());
    let report = Report::of(view, &RULE.doc, Certainty::Possible).over(sites);
    let groups = collisions.possible.iter();
    findings.extend(groups.map(|group| report.diagnostic(group)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, bound, conditional, fixed, follower, host, messages, run, server};
    use portlint_catalog::Sharing;
    use portlint_host::Listener;

    #[test]
    fn names_the_condition() {
        let kdc = conditional(follower("kdc", 8000, 0), "only when the KDC is enabled");
        let homes = [
            server("/a", 0).with(fixed("x", 8000)),
            server("/b", 0).with(kdc),
        ];
        let findings = run(&RULE, &host(homes));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].message, "a and b may both open 8000/tcp");
        let notes = findings[0].notes.join("\n");
        assert!(
            notes.contains("kdc of b is conditional: only when the KDC is enabled"),
            "{notes}"
        );
    }

    #[test]
    fn an_unknown_address_is_named() {
        let homes = [
            server("/a", 0).with(bound(fixed("x", 8000), "${carbon.host}")),
            server("/b", 0).with(bound(fixed("x", 8000), "10.0.0.1")),
        ];
        let findings = run(&RULE, &host(homes));
        let note = "it depends on the bind addresses `${carbon.host}` and `10.0.0.1`";
        assert_eq!(findings[0].notes, [note]);
    }

    fn mover() -> Listener {
        Listener {
            sharing: Sharing::MovesOn,
            ..fixed("cluster-member", 4000)
        }
    }

    #[test]
    fn the_order_of_starts_decides_with_a_mover() {
        let homes = [
            server("/a", 0).with(mover()),
            server("/b", 0).with(fixed("x", 4000)),
        ];
        let findings = run(&RULE, &host(homes));
        assert_eq!(
            findings[0].notes,
            [
                "cluster-member of a takes the next free port when 4000/tcp is taken; if it starts first, x of b cannot \
              open it"
            ]
        );
    }

    #[test]
    fn two_movers_make_way_for_each_other() {
        let homes = [server("/a", 0).with(mover()), server("/b", 0).with(mover())];
        assert!(messages(&RULE, homes).is_empty());
    }

    #[test]
    fn silent_about_servers_that_surely_collide() {
        let both = |path: &str| {
            server(path, 0)
                .with(follower("x", 9443, 0))
                .with(conditional(follower("y", 8000, 0), "perhaps"))
        };
        assert!(messages(&RULE, [both("/a"), both("/b")]).is_empty());
    }

    #[test]
    fn silent_about_unknown_ports() {
        let unknown = || Listener {
            port: None,
            ..conditional(fixed("x", 8000), "$env{X} is not known")
        };
        let homes = [
            server("/a", 0).with(unknown()),
            server("/b", 0).with(unknown()),
        ];
        assert!(messages(&RULE, homes).is_empty());
    }
}
