//! `wrong-server`

use crate::diagnostic::{Diagnostic, Severity};
use crate::misdirected::{self, Misdirected};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_host::Files;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "wrong-server",
        severity: Severity::Warning,
        summary: "a URL reaches a server that cannot be meant",
        detects: r"
A URL or `host:port` of this host whose port is open, but by a server that cannot be meant, while the one that is meant is
open at another port. For a home's own URL (its issuer, a gateway environment, what its own files say of itself) any other
home is wrong; for any other address a product that the setting may not name.

Nothing is said where the setting may mean any product, and where nobody who can be meant is among the checked homes.
",
        why: r"
One home nearly always keeps the default port, so a URL that was left behind by an offset does not fail: it reaches
another product, which answers with a login page or an error that says nothing about ports.
",
        example: r#"
`wso2am-4.2.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 0
```

`wso2mi-4.2.0/conf/deployment.toml`:

```toml
[server]
hostname = "localhost"

[[service_catalog]]
apim_host = "https://localhost:9443"
```

`wso2-portlint` says:

```text
./wso2mi-4.2.0/conf/deployment.toml:5:14: warning[wrong-server]: wso2mi-4.2.0 names https://localhost:9443, which reaches servlet-https of wso2is-7.0.0: servlet-https of wso2am-4.2.0 is at 9443 + 1 = 9444
    ./wso2am-4.2.0/repository/conf/deployment.toml:2:10: note: port offset 1 of wso2am-4.2.0
```
"#,
        fix: r"
Write the port that the message names. The linter can replace the number when only one listener can be meant (safe fix).
",
        ignore: r"
When the server at that port stands in for the one that the setting means.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let files = &view.host.files;
    for server in view.active() {
        let all = misdirected::find(view, server);
        findings.extend(all.iter().filter_map(|wrong| finding(files, server, wrong)));
    }
}

fn finding(files: &Files, server: &Server<'_>, wrong: &Misdirected<'_>) -> Option<Diagnostic> {
    let (other, listener) = wrong.reached?;
    let first = wrong.references.first()?;
    let message = format!(
        "{}, which reaches {} of {}: {}",
        misdirected::names(server, &wrong.references),
        listener.id,
        other.name,
        misdirected::services(&wrong.moved)
    );
    let finding = misdirected::finding(&RULE.doc, server, &wrong.references, message);
    let finding = if first.target_products.is_empty() {
        finding.note(format!("it is an address of {} itself", server.name))
    } else {
        finding
    };
    let finding = misdirected::movers(finding, &wrong.moved);
    Some(misdirected::corrected(
        finding,
        files,
        &wrong.references,
        &wrong.moved,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        Build, TestHome, conditional, follower, host, messages, reference, run, server, server_with,
    };
    use portlint_fix::Applicability;

    fn client(products: &[&str]) -> TestHome {
        let mut url = reference("url", "https", "localhost", 9443, "servlet-https");
        url.target_products = products.iter().map(|p| (*p).to_string().into()).collect();
        server_with("/mi", 10, "url = \"https://localhost:9443\"\n")
            .product("wso2mi")
            .refers(url, "\"https://localhost:9443\"")
    }

    fn console(path: &str, offset: i64) -> TestHome {
        server(path, offset).with(follower("servlet-https", 9443, offset))
    }

    #[test]
    fn a_product_that_the_setting_may_not_name_fires() {
        let findings = run(
            &RULE,
            &host([
                client(&["wso2am"]),
                console("/am", 1),
                console("/is", 0).product("wso2is"),
            ]),
        );
        assert_eq!(
            findings[0].message,
            "mi names https://localhost:9443, which reaches servlet-https of is: servlet-https of am is at 9443 + 1 = 9444"
        );
        let fix = findings[0].fix.as_ref().unwrap();
        assert_eq!(fix.applicability, Applicability::Safe);
        assert_eq!(fix.edits[0].replacement, "9444");
    }

    #[test]
    fn an_own_url_at_another_home_fires_even_if_that_is_of_the_same_product() {
        let own = client(&[]).with(follower("servlet-https", 9443, 10));
        let fired = messages(&RULE, [own, console("/mi-2", 0).product("wso2mi")]);
        assert_eq!(fired.len(), 1, "{fired:?}");
    }

    #[test]
    fn silent_where_one_that_can_be_meant_has_the_port() {
        let both = [client(&["wso2am"]), console("/am1", 1), console("/am2", 0)];
        assert!(messages(&RULE, both).is_empty());
        let any = [
            client(&["*"]),
            console("/am1", 1),
            console("/is", 0).product("wso2is"),
        ];
        assert!(messages(&RULE, any).is_empty());
    }

    #[test]
    fn silent_where_the_meant_one_is_not_there_or_the_other_may_be_closed_or_never_starts() {
        let other = || console("/is", 0).product("wso2is");
        assert!(messages(&RULE, [client(&["wso2am"]), other()]).is_empty());
        let perhaps = server("/is", 0)
            .product("wso2is")
            .with(conditional(follower("servlet-https", 9443, 0), "perhaps"));
        assert!(messages(&RULE, [client(&["wso2am"]), console("/am", 1), perhaps]).is_empty());
        let never = other().inactive();
        assert!(messages(&RULE, [client(&["wso2am"]), console("/am", 1), never]).is_empty());
    }
}
