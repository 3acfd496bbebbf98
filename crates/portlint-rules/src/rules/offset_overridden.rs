//! `offset-overridden`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_host::words;
use portlint_host::{OffsetCandidate, ProblemKind};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "offset-overridden",
        severity: Severity::Warning,
        summary: "several sources give different port offsets",
        detects: r"
The configuration file, a start script, `JAVA_OPTS`, a start argument, `[system.parameter]` or another source of this
home give different offsets. The message says which one wins by the order of this product and version.
",
        why: r"
Whoever edits the source that loses changes nothing. Whoever starts the server in another way gets other ports.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2is-7.0.0/bin/wso2server.sh`:

```sh
exec java org.wso2.carbon.bootstrap.Bootstrap -DportOffset=2 "$@"
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:10: warning[offset-overridden]: the sources of the port offset of wso2is-7.0.0 disagree: 2 from -DportOffset (bin/wso2server.sh) wins over 1 from [server] offset
    ./wso2is-7.0.0/bin/wso2server.sh:1:60: note: -DportOffset (bin/wso2server.sh) wins
```
"#,
        fix: r"
Keep one source and remove the others.
",
        ignore: r"
When a start argument overrides the file on purpose, for a test for example.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.servers() {
        // What is not known may well agree; what is no number is known.
        let runtime = server.runtime;
        let mut problems = runtime.problems.iter();
        let is_invalid = problems.any(|problem| problem.kind == ProblemKind::OffsetInvalid);
        if runtime.offset.value.is_none() && runtime.startup.completes() && !is_invalid {
            continue;
        }
        let mut sources = server.runtime.offset.candidates.iter();
        let Some(winner) = sources.next() else {
            continue;
        };
        let losers = sources
            .filter(|loser| number(&loser.text) != number(&winner.text))
            .collect::<Vec<_>>();
        if !losers.is_empty() {
            findings.push(finding(server, winner, &losers));
        }
    }
}

fn number(text: &str) -> &str {
    let text = text.trim().trim_matches(['"', '\'']).trim();
    text.strip_prefix('+').unwrap_or(text)
}

fn finding(
    server: &Server<'_>,
    winner: &OffsetCandidate,
    losers: &[&OffsetCandidate],
) -> Diagnostic {
    let doc = &RULE.doc;
    let said = |c: &OffsetCandidate| format!("{} from {}", c.text, c.source);
    let lost = losers.iter().map(|c| said(c)).collect::<Vec<_>>();
    let message = format!(
        "the sources of the port offset of {} disagree: {} wins over {}",
        server.name,
        said(winner),
        words::list(&lost)
    );
    let mut finding = Diagnostic::new(doc.id, doc.severity, message);
    finding.path = Some(server.home.path.clone());
    for loser in losers {
        if let Some(place) = &loser.location {
            finding = finding.at(*place, format!("{} loses", loser.source));
        }
    }
    let winning = winner.location;
    if let Some(place) = winning.or_else(|| {
        finding
            .annotations
            .is_empty()
            .then(|| server.offset_place())
            .flatten()
    }) {
        finding = finding.at(place, format!("{} wins", winner.source));
    }
    let sources = losers.iter().map(|c| c.source.clone());
    finding
        .help("keep one of them")
        .identified_by(
            [server.identity(), winner.source.clone()]
                .into_iter()
                .chain(sources),
        )
        .printed_by([server.print("offset")])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, TestHome, host, messages, run, server};

    fn with_argument(text: &str) -> TestHome {
        let mut home = server("/a", 1);
        let location = home.find("1");
        let offset = &mut home.runtimes[0].offset;
        offset.candidates[0].location = Some(location);
        offset.candidates.insert(
            0,
            OffsetCandidate {
                source: "-DportOffset (start argument)".to_string(),
                text: text.to_string(),
                location: None,
            },
        );
        home
    }

    #[test]
    fn the_winner_is_named_and_the_loser_shown() {
        let findings = run(&RULE, &host([with_argument("3")]));
        assert_eq!(
            findings[0].message,
            "the sources of the port offset of a disagree: 3 from -DportOffset (start argument) wins over 1 from [server] offset"
        );
        assert_eq!(
            findings[0].primary().unwrap().message,
            "[server] offset loses"
        );
    }

    #[test]
    fn sources_that_agree_are_silent() {
        assert!(messages(&RULE, [with_argument("1")]).is_empty());
        assert!(messages(&RULE, [with_argument("\"1\"")]).is_empty());
        assert!(messages(&RULE, [server("/a", 1)]).is_empty());
    }
}
