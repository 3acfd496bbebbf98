//! `built-in-offset-replaced`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use crate::{grouping, references};
use portlint_analysis::meaning::means_this_host;
use portlint_analysis::sites::Server;
use portlint_catalog::toml_generation::family;
use portlint_host::{Listener, Reference, words};
use std::collections::BTreeSet;

/// Most places that a finding names besides its own.
const PLACES: usize = 5;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "built-in-offset-replaced",
        severity: Severity::Info,
        summary: "an explicit offset replaces the Micro Integrator's built-in 10",
        detects: r"
A Micro Integrator with an explicit port offset other than 10. Without one it runs at 10; an explicit one takes the
place of the 10 and is not added to it.

It is a warning when an address in any of the checked files still names a port that the built-in offset would have
opened, and that nobody opens now.
",
        why: r"
With `offset = 3` the HTTP listener opens 8283, not 8293. With `offset = 0` it opens 8280 and meets an API Manager on
the same host, which the 10 is there to avoid.
",
        example: r#"
`wso2mi-4.2.0/conf/deployment.toml`:

```toml
[server]
offset = 3
hostname = "localhost"
```

`wso2-portlint check --severity info` says:

```text
./wso2mi-4.2.0/conf/deployment.toml:2:10: info[built-in-offset-replaced]: the port offset 3 of wso2mi-4.2.0 replaces the built-in 10, it is not added to it
```
"#,
        fix: r"
To move the server by 3 from where it was, write 13.
",
        ignore: r"
When you know the rule. `offset = 0` with explicit ports is a common way to open exactly the ports that are written.
",
    },
    check: Some(check),
};

/// What a product adds when nobody says otherwise; `None` where that is nothing.
fn built_in(product: &str) -> Option<i64> {
    let offset = family(product)?.offset.default;
    (offset != 0).then_some(offset)
}

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    // Several images may be built from one file.
    let mut said = BTreeSet::new();
    for server in view.servers() {
        let product = server.home.product.as_deref();
        let Some(built_in) = product.and_then(built_in) else {
            continue;
        };
        let offset = server.runtime.offset.value;
        let Some(offset) = offset.filter(|&offset| offset != built_in) else {
            continue;
        };
        if !server.offset_is_set() {
            continue;
        }
        let moved = server
            .open()
            .filter(|l| l.follows_offset)
            .collect::<Vec<_>>();
        let message = format!(
            "the port offset {offset} of {} replaces the built-in {built_in}, it is not added to it",
            server.name
        );
        let place = server.offset_place();
        let mut finding =
            grouping::finding(&RULE.doc, server, place, &moved, message).help(format!(
                "to move it by {offset} from its defaults, write {}",
                offset + built_in
            ));
        let left_behind = left_behind(view, server, &moved, built_in);
        if left_behind.is_empty() && place.is_some_and(|place| !said.insert(place)) {
            continue;
        }
        if !left_behind.is_empty() {
            finding.severity = Severity::Warning;
        }
        for (owner, reference, listener) in left_behind.into_iter().take(PLACES) {
            if let Some(place) = reference.location {
                let message = format!(
                    "{} still names {}: {} is at {}",
                    owner.name,
                    references::written(reference),
                    listener.id,
                    words::sum(listener)
                );
                finding = finding.at(place, message);
            }
        }
        findings.push(finding);
    }
}

/// Addresses in any of the files that name a port which the built-in offset would open and nobody opens now.
fn left_behind<'v, 'a>(
    view: &'v View<'a>,
    server: &Server<'_>,
    moved: &[&'v Listener],
    built_in: i64,
) -> Vec<(&'v Server<'a>, &'v Reference, &'v Listener)> {
    let network = server.home.network();
    let others = view
        .servers()
        .iter()
        .filter(|other| other.home.network() == network);
    let references = others.flat_map(|other| {
        let references = other.runtime.references.iter();
        references.map(move |reference| (other, reference))
    });
    references
        .filter(|(_, reference)| reference.location.is_some() && means_this_host(reference))
        .filter_map(|(other, reference)| {
            let port = reference.port?;
            let listener = moved.iter().find(|listener| {
                listener.protocol == reference.protocol
                    && listener.base.is_some_and(|base| base + built_in == port)
            })?;
            let mut open = view.openers().at(network, reference.protocol, port);
            open.next()
                .is_none()
                .then_some((other, reference, *listener))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, follower, host, messages, reference, run, server};

    #[test]
    fn an_explicit_offset_fires() {
        let home = server("/a", 3)
            .product("wso2mi")
            .with(follower("gateway-http", 8280, 3));
        let findings = run(&RULE, &host([home]));
        assert_eq!(
            findings[0].message,
            "the port offset 3 of a replaces the built-in 10, it is not added to it"
        );
        assert_eq!(
            findings[0].annotations[0].message,
            "gateway-http: 8280 + 3 = 8283"
        );
    }

    #[test]
    fn an_address_at_the_built_in_offset_makes_it_a_warning() {
        let severity = |port| {
            let integrator =
                server("/mi", 0)
                    .product("wso2mi")
                    .with(follower("gateway-http", 8280, 0));
            let url = reference("service", "http", "localhost", port, "");
            let client = server("/am", 0).refers(url, "offset");
            let findings = run(&RULE, &host([integrator, client]));
            (findings[0].severity, findings[0].annotations.len())
        };
        assert_eq!(severity(8290), (Severity::Warning, 2));
        assert_eq!(severity(8280), (Severity::Info, 1));
    }

    #[test]
    fn ten_the_default_and_other_products_are_silent() {
        for home in [
            server("/a", 10).product("wso2mi"),
            server("/a", 10).product("wso2mi").default_offset(),
            server("/a", 3),
        ] {
            assert!(messages(&RULE, [home]).is_empty());
        }
    }
}
