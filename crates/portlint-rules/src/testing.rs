//! What rules say about hosts that are built by hand.

use crate::diagnostic::Diagnostic;
use crate::rule::{Options, Rule};
use portlint_host::{Host, ProblemKind};
use portlint_syntax::Span;
pub(crate) use portlint_testkit::*;

/// What one rule says about a host.
pub(crate) fn run(rule: &Rule, host: &Host) -> Vec<Diagnostic> {
    crate::check(host, [rule], &Options::default())
}

/// The messages of what one rule says about some homes.
pub(crate) fn messages(
    rule: &Rule,
    homes: impl IntoIterator<Item = impl Into<TestHome>>,
) -> Vec<String> {
    let findings = run(rule, &host(homes));
    findings.into_iter().map(|f| f.message).collect()
}

/// The messages of what one rule says about some homes on a host where this runs.
pub(crate) fn live_messages(
    rule: &Rule,
    homes: impl IntoIterator<Item = impl Into<TestHome>>,
    live: TestLive,
) -> Vec<String> {
    let mut host = host(homes);
    host.live = Some(live.live);
    run(rule, &host).into_iter().map(|f| f.message).collect()
}

/// Checks that a rule turns problems of exactly these kinds into findings.
pub(crate) fn reports_problems(rule: &Rule, kinds: &[ProblemKind]) {
    use ProblemKind::*;
    for kind in [
        SyntaxError,
        DuplicateDefinition,
        UnreadableFile,
        UnknownProduct,
        OffsetInvalid,
        StartFailure,
        ListenerFailure,
        PortInvalid,
        MisplacedSetting,
        IgnoredPlacement,
        SettingWithoutEffect,
        UnknownPortKey,
        UnresolvedPlaceholder,
        ByteOrderMark,
        IdentityConflict,
        NewerThanKnown,
        IncompleteHome,
        GeneratedFileEdited,
        ProxyPortMisuse,
        AssumedDefaults,
    ] {
        let home = server("/opt/wso2am-4.2.0", 0).problem(kind, "offset", "what is wrong");
        let findings = run(rule, &host([home]));
        let expected = usize::from(kinds.contains(&kind));
        assert_eq!(findings.len(), expected, "{} on {kind:?}", rule.doc.id);
        for finding in findings {
            assert_eq!(finding.rule, rule.doc.id);
            assert_eq!(finding.message, "what is wrong");
            let primary = finding.primary().expect("a place");
            assert_eq!(primary.location.span, Span::new(9, 15));
        }
    }
}
