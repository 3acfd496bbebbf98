//! `doubled-offset`

use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_catalog::moving_bases;
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::words;
use portlint_host::{Files, Listener};
use portlint_syntax::Span;
use std::collections::BTreeSet;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "doubled-offset",
        severity: Severity::Warning,
        summary: "a port that looks as if the offset were in it already",
        detects: r"
An explicit port that is exactly a usual default plus the offset of this server, where the product adds the offset once
more: 8290 in a Micro Integrator (8280 and its built-in 10) opens 8300, 9444 with offset 1 opens 9445.
",
        why: r"
What is written in the file is a base, not the port that is opened. The server listens next to where its users look.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1

[transport.https.properties]
port = 9444
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:5:8: warning[doubled-offset]: servlet-https of wso2is-7.0.0 opens 9445/tcp, not 9444: the port offset 1 is added to what the file says
    ./wso2is-7.0.0/repository/conf/deployment.toml:2:10: note: port offset 1
```
",
        fix: r"
Write the base without the offset, or leave the port away and let the offset do its work. The linter can write the base
(unsafe fix).
",
        ignore: r"
When exactly this port is wanted.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.servers() {
        let Some(offset) = server.runtime.offset.value.filter(|&offset| offset != 0) else {
            continue;
        };
        let bases = moving_bases(server.home.product.as_deref());
        for listener in server.open().filter(|l| looks_doubled(l, offset, &bases)) {
            let (Some(base), Some(port)) = (listener.base, listener.port) else {
                continue;
            };
            let message = format!(
                "{} of {} opens {}, not {base}: the port offset {offset} is added to what the file says",
                listener.id,
                server.name,
                words::port(listener.protocol, port)
            );
            let place = server.place_of(listener);
            let mut finding = grouping::finding(&RULE.doc, server, place, &[listener], message);
            if let Some(place) = server.runtime.offset.location {
                finding = finding.at(place, format!("port offset {offset}"));
            }
            finding.fix = smaller_base(&view.host.files, listener, base, base - offset);
            findings.push(finding.help(format!("to open {base}, write {}", base - offset)));
        }
    }
}

/// Whether the sum or the number in the file was meant is for a person to say, so this is never safe.
fn smaller_base(files: &Files, listener: &Listener, from: i64, to: i64) -> Option<Fix> {
    let location = listener.location?;
    let file = files.source(location.file)?;
    let written = file.document.source.slice(location.span);
    let digits = from.to_string();
    let start = written.find(&digits)?;
    if written.trim_matches(['"', '\'']) != digits {
        return None;
    }
    let start = location.span.range().start + start;
    let location = file.at(Span::new(start, start + digits.len()));
    Some(Fix {
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit::new(location, to.to_string())],
        follows: false,
    })
}

fn looks_doubled(listener: &Listener, offset: i64, bases: &BTreeSet<u16>) -> bool {
    let is_default = |base: i64| u16::try_from(base).is_ok_and(|base| bases.contains(&base));
    listener.follows_offset
        && listener.offset == offset
        && listener.location.is_some()
        && listener
            .base
            .is_some_and(|base| is_default(base - offset) && !is_default(base))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, fixed, follower, host, messages, run, server_with};

    #[test]
    fn an_offset_in_the_base_fires() {
        let home = server_with("/a", 10, "port = 8290\n");
        assert_eq!(
            messages(
                &RULE,
                [home.with_at(follower("gateway-http", 8290, 10), "8290")]
            ),
            [
                "gateway-http of a opens 8300/tcp, not 8290: the port offset 10 is added to what the file says"
            ]
        );
    }

    #[test]
    fn the_fix_writes_the_base_and_keeps_the_quotes() {
        let home = server_with("/a", 10, "port = '8290'\n");
        let home = home.with_at(follower("gateway-http", 8290, 10), "'8290'");
        let findings = run(&RULE, &host([home]));
        let edit = &findings[0].fix.as_ref().unwrap().edits[0];
        assert_eq!(edit.replacement, "8280");
        assert_eq!(edit.place().byte_length, 4);
    }

    #[test]
    fn other_numbers_are_silent() {
        let at = |offset, listener, text| {
            server_with("/a", offset, "port = 8290 9711 8280\n").with_at(listener, text)
        };
        for home in [
            at(0, follower("x", 8290, 0), "8290"),
            at(10, fixed("x", 8290), "8290"),
            at(10, follower("x", 8280, 10), "8280"),
            at(100, follower("x", 9711, 100), "9711"),
        ] {
            assert!(messages(&RULE, [home]).is_empty());
        }
        let not_explicit = server_with("/a", 10, "").with(follower("x", 8290, 10));
        assert!(messages(&RULE, [not_explicit]).is_empty());
    }
}
