//! `port-collision`

use crate::collision::headline::Certainty;
use crate::collision::report::Report;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::collision;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "port-collision",
        severity: Severity::Error,
        summary: "two servers of one host open the same port",
        detects: r"
Two runtimes that can run together open the same port of the same protocol on overlapping bind addresses. They may be in
two homes or in one. Software that is declared with `[[port]]` counts too.

One cause is one finding: servers with the same offset are one finding, however many ports and servers it concerns. The
message names servers that all open the ports it names; what only some of them share is a line of its own. Every shared
port is listed with all its owners and the arithmetic. Ports that meet although the offsets differ are
found as well: 8280 + 37 and 8243 + 74 are both 8317.

Not reported: TCP against UDP, two different addresses, closed listeners, homes of different hosts, homes with
`active = false`, and ports that can be shared or that the server replaces by the next free one.
",
        why: r"
The server that starts second does not get the port. Some products stop, some go on without the listener and fail later,
with a stack trace that names neither the other server nor the setting.
",
        example: r"
`a/wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`b/wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2-portlint` says:

```text
./b/wso2is-7.0.0/repository/conf/deployment.toml:2:10: error[port-collision]: a/wso2is-7.0.0 and b/wso2is-7.0.0 both open 9444/tcp and 2 more ports
    ./a/wso2is-7.0.0/repository/conf/deployment.toml:2:10: note: port offset 1: 9443 + 1 = 9444 (servlet-https) and 2 more
```
",
        fix: r"
Make the change that the help names. It is the part of the smallest change for the whole host (`wso2-portlint plan`) that
concerns these servers: fewest homes, then fewest references that have to follow, then fewest ports. Some ports do not move
with the offset. The help names the setting of each.
",
        ignore: r"
When the servers never run at the same time (an old and a new version side by side), set `active = false` in the
`[[home]]` entry of one of them. When they run on different hosts, give each its `host`. Both are better than
suppressing the finding: they hold for every port.

An `[[allow]]` entry or a comment takes its home out of the finding, for its `port` or for all. What the others share is
still reported.
",
    },
    check: Some(check),
};

/// Said once per run, where people first see homes compared that they may not run together.
const SIDE_BY_SIDE: &str = "servers that never run together do not collide: in wso2-portlint.toml, set `active = false` for \
    one that is not started, or a `host` for each";

fn check(view: &View<'_>, options: &Options, findings: &mut Vec<Diagnostic>) {
    let fewer = view.sites_without(&options.accepted, RULE.doc.id);
    let sites = fewer.as_ref().unwrap_or(view.sites());
    let found = fewer.as_ref().map(collision::find);
    let collisions = found.as_ref().unwrap_or_else(|| view.collisions());
    let report = Report::of(view, &RULE.doc, Certainty::Certain).over(sites);
    for (position, group) in collisions.certain.iter().enumerate() {
        let mut finding = report.diagnostic(group);
        if position == 0 {
            finding.notes.push(SIDE_BY_SIDE.to_string());
        }
        findings.push(finding);
    }
}

#[cfg(test)]
#[path = "port_collision_tests.rs"]
mod tests;
