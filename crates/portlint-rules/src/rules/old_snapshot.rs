//! `old-snapshot`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "old-snapshot",
        severity: Severity::Warning,
        summary: "the snapshot of a host is older than --max-age allows",
        detects: r"
A snapshot that was taken longer ago than `--max-age` says. Without `--max-age` the rule says nothing.
",
        why: r"
What was seen then may have changed: a port that looks free may be taken, and a URL that reaches somebody may reach nobody.
",
        example: r"
`wso2-portlint check --max-age 24h snapshots`, where `gw1.json` was taken three days ago:

```text
warning[old-snapshot]: the snapshot of gw1 is 3 days old
```
",
        fix: r"
Take the snapshot again on that host.
",
        ignore: r"
When the host is switched off, or its configuration cannot have changed.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, options: &Options, findings: &mut Vec<Diagnostic>) {
    let Some((now, most)) = options.max_age else {
        return;
    };
    for machine in &view.host.machines {
        let Some(taken) = &machine.taken else {
            continue;
        };
        let age = now.seconds_after(taken.at);
        if age <= most {
            continue;
        }
        let message = format!("the snapshot of {} is {} old", machine.name, words(age));
        let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message)
            .help("take it again on that host");
        finding.path = Some(taken.file.clone());
        findings.push(
            finding
                .identified_by([machine.name.clone()])
                .printed_by([machine.name.clone()]),
        );
    }
}

/// `3 days`, `5 hours`, `90 minutes`.
fn words(seconds: i64) -> String {
    match seconds {
        172_800.. => format!("{} days", seconds / 86_400),
        7_200.. => format!("{} hours", seconds / 3_600),
        120.. => format!("{} minutes", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_host::{Host, Machine, Moment, Taken};

    fn messages(age: i64, most: Option<i64>) -> Vec<String> {
        let host = Host {
            machines: vec![Machine {
                name: "gw1".to_string(),
                taken: Some(Taken {
                    at: Moment::after_epoch(0),
                    file: "s/gw1.json".into(),
                }),
                ..Machine::default()
            }],
            ..Host::default()
        };
        let options = Options {
            max_age: most.map(|most| (Moment::after_epoch(age), most)),
            ..Options::default()
        };
        let findings = crate::check(&host, [&RULE], &options);
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn an_old_snapshot_fires() {
        let day = 86_400;
        let wanted = ["the snapshot of gw1 is 3 days old"];
        assert_eq!(messages(3 * day, Some(day)), wanted);
        assert_eq!(
            messages(5_400, Some(60)),
            ["the snapshot of gw1 is 90 minutes old"]
        );
    }

    #[test]
    fn a_young_one_is_silent_and_so_is_a_check_without_a_limit() {
        assert!(messages(60, Some(60)).is_empty());
        assert!(messages(i64::MAX, None).is_empty());
        assert!(messages(-60, Some(0)).is_empty());
    }
}
