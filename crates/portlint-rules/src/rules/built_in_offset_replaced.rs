//! `built-in-offset-replaced`

use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_catalog::toml_generation::family;

/// The rule.
pub const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "built-in-offset-replaced",
        severity: Severity::Info,
        summary: "an explicit offset replaces the Micro Integrator's built-in 10",
        detects: r#"
A Micro Integrator with an explicit port offset other than 10. Without one it runs at 10; an explicit one takes the
place of the 10 and is not added to it.
"#,
        why: r#"
With `offset = 3` the HTTP listener opens 8283, not 8293. With `offset = 0` it opens 8280 and meets an API Manager on
the same host, which the 10 is there to avoid.
"#,
        example: r#"
```toml
[server]
offset = 3           # HTTP 8283, HTTPS 8246, management API 9157
```
"#,
        fix: r#"
To move the server by 3 from where it was, write 13.
"#,
        ignore: r#"
When you know the rule. `offset = 0` with explicit ports is a common way to open exactly the ports that are written.
"#,
    },
    check: Some(check),
};

/// What a product adds when nobody says otherwise; `None` where that is nothing.
fn built_in(product: &str) -> Option<i64> {
    let offset = family(product)?.offset.default;
    (offset != 0).then_some(offset)
}

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
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
        findings.push(
            grouping::finding(&RULE.doc, server, place, &moved, message).help(format!(
                "to move it by {offset} from its defaults, write {}",
                offset + built_in
            )),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, follower, host, messages, run, server};

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
