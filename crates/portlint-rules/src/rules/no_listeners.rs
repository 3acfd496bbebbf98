//! `no-listeners`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{Home, ProblemKind, words};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "no-listeners",
        severity: Severity::Warning,
        summary: "homes were found, but no listener of them is known",
        detects: r"
Not one listener is known of all the homes that were checked, not even one that their configuration keeps closed. Nothing
can be found then, so that silence means nothing. A home without its configuration, or with one that cannot be read, has
its own finding.
",
        why: r"
A job that checks no port stays green whatever happens.
",
        example: r"
`conf/deployment.yaml`:

```yaml
wso2.carbon:
  id: something-of-ours
```

`wso2-portlint` says:

```text
./conf:1:1: warning[no-listeners]: no listener of conf is known, so nothing was checked
./conf:1:1: warning[unknown-product]: looks like a WSO2 home, but of no product that the catalogue knows; only the rules common to all Carbon servers were applied
```
",
        fix: r"
Tell `product` and `version` in the `[[home]]` entry, or with `--product` and `--product-version`, or give the path of the
whole home.
",
        ignore: r"
When the homes are kept for other reasons. Then give other paths.
",
    },
    check: Some(check),
};

/// Most homes that the message names.
const NAMES: usize = 3;

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let homes = view.host.homes.iter().filter(|home| home.active);
    let mut homes = homes.collect::<Vec<_>>();
    homes.sort_by(|a, b| a.path.cmp(&b.path));
    let runtimes = || homes.iter().flat_map(|home| &home.runtimes);
    let Some(first) = homes.first() else {
        return;
    };
    if runtimes().any(|runtime| !runtime.listeners.is_empty())
        || homes.iter().all(|home| is_explained(home))
    {
        return;
    }
    let names = homes.iter().map(|home| name(home)).collect::<Vec<_>>();
    let message = format!(
        "no listener of {} is known, so nothing was checked",
        words::short_list(&names, NAMES)
    );
    let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message).help(
        "set product and version in a [[home]] entry of wso2-portlint.toml; `wso2-portlint products` lists them",
    );
    if let Some(place) = runtimes().find_map(|runtime| runtime.governing) {
        finding = finding.at(place, "no port is known from this file");
    }
    finding.path = Some(first.path.clone());
    findings.push(finding.identified_by(names));
}

/// Whether another rule says what hides the ports of the home.
fn is_explained(home: &Home) -> bool {
    let of_runtimes = home.runtimes.iter().flat_map(|runtime| &runtime.problems);
    home.problems.iter().chain(of_runtimes).any(|problem| {
        // Of a server of which nobody knows whose it is, one sentence is enough.
        let is_of_nobody =
            problem.kind == ProblemKind::UnknownProduct && problem.route == "netty-transports.yml";
        is_of_nobody
            || matches!(
                problem.kind,
                ProblemKind::IncompleteHome
                    | ProblemKind::SyntaxError
                    | ProblemKind::UnreadableFile
            )
    })
}

fn name(home: &Home) -> String {
    let path = match home.path.file_name() {
        Some(_) => &home.path,
        None => &home.canonical,
    };
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, fixed, messages, server};
    use portlint_host::{Listener, State};

    #[test]
    fn says_that_nothing_is_known() {
        assert_eq!(
            messages(&RULE, [server("/a", 0), server("/b", 0)]),
            ["no listener of a and b is known, so nothing was checked"]
        );
    }

    #[test]
    fn one_listener_is_enough_even_a_closed_one() {
        let closed = Listener {
            state: State::Closed,
            ..fixed("x", 1)
        };
        assert!(messages(&RULE, [server("/a", 0), server("/b", 0).with(closed)]).is_empty());
        assert!(messages(&RULE, [server("/a", 0).inactive()]).is_empty());
    }
}
