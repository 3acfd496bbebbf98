//! Comments that silence findings: `wso2-portlint: ignore[rule, rule2] -- reason`, on the line of the finding or alone
//! on the line above. XML forbids two hyphens in a comment: there the reason follows a colon.

use super::shares::{Shares, home_of};
use super::{UNUSED, warning};
use crate::names::rule_id;
use crate::select::Selection;
use portlint_host::{Files, Host, Location, SourceFile};
use portlint_rules::Diagnostic;
use portlint_syntax::{Comment, Format, Span};
use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

const MARKER: &str = "wso2-portlint:";

/// The suppressions of all files.
#[derive(Debug, Default)]
pub struct Suppressions {
    all: Vec<Suppression>,
    /// Comments that cannot be read, and unknown rules.
    wrong: Vec<Diagnostic>,
}

/// One rule of one comment.
#[derive(Debug)]
struct Suppression {
    rule: &'static str,
    /// The rule's name in the comment.
    location: Location,
    /// The lines that the comment speaks of.
    lines: RangeInclusive<u32>,
    /// The home of the file, as shown.
    home: Option<String>,
    used: bool,
}

impl Suppressions {
    /// Reads the comments of every file that the host or a finding points at.
    pub fn read(host: &Host, findings: &[Diagnostic]) -> Suppressions {
        let mut suppressions = Suppressions::default();
        for file in marked_files(host, findings).into_values() {
            suppressions.read_file(file, host);
        }
        suppressions
    }

    fn read_file(&mut self, file: &SourceFile, host: &Host) {
        let comments = comments_of(file);
        let home = home_of(&file.path, host).map(|home| home.path.display().to_string());
        for found in &comments {
            let Some(names) = &found.names else {
                self.wrong.push(malformed(file, found.span));
                continue;
            };
            for (name, span) in names {
                let location = file.at(*span);
                match rule_id(name) {
                    Ok(rule) => self.all.push(Suppression {
                        rule,
                        location,
                        lines: lines_of(found, &comments),
                        home: home.clone(),
                        used: false,
                    }),
                    Err(message) => self.wrong.push(at(file, location, message, name)),
                }
            }
        }
    }

    /// Silences the shares of the homes whose files say so.
    pub fn cover(&mut self, finding: &Diagnostic, files: &Files, shares: &mut Shares) {
        for suppression in self.all.iter_mut().filter(|s| s.rule == finding.rule) {
            let meant = finding.annotations.iter().any(|annotation| {
                files.share_path(annotation.location.file, suppression.location.file)
                    && suppression.lines.contains(&annotation.location.place.line)
            });
            if let Some(home) = suppression.home.as_deref().filter(|_| meant) {
                suppression.used |= shares.cover(home, None);
            }
        }
    }

    /// What is wrong with the comments themselves. Nothing is said of rules that did not run.
    pub fn unused(self, selection: &Selection, host: &Host) -> Vec<Diagnostic> {
        let unused = self
            .all
            .into_iter()
            .filter(|suppression| !suppression.used && selection.runs(suppression.rule))
            .filter_map(|suppression| {
                let rule = suppression.rule;
                let file = host.files.source(suppression.location.file)?;
                let message = format!("nothing to ignore: no {rule} on this line or the next");
                Some(at(file, suppression.location, message, rule).help("remove it"))
            });
        self.wrong.into_iter().chain(unused).collect()
    }
}

fn at(file: &SourceFile, location: Location, message: impl Into<String>, name: &str) -> Diagnostic {
    let path = file.path.display().to_string();
    warning(UNUSED, message)
        .identified_by([path, name.to_string()])
        .at(location, "this suppression")
}

fn malformed(file: &SourceFile, span: Span) -> Diagnostic {
    let location = file.at(span);
    let form = match file.document.format {
        Format::Xml => "wso2-portlint: ignore[rule]: reason",
        _ => "wso2-portlint: ignore[rule] -- reason",
    };
    at(
        file,
        location,
        "this suppression cannot be read, so it has no effect",
        "",
    )
    .help(format!("write `{form}`"))
}

/// Every file that can be pointed at and speaks to the linter, by path.
fn marked_files<'a>(
    host: &'a Host,
    findings: &'a [Diagnostic],
) -> BTreeMap<&'a Path, &'a Arc<SourceFile>> {
    let annotations = findings.iter().flat_map(|finding| &finding.annotations);
    let mut seen = HashSet::new();
    host.files_with_settings()
        .chain(annotations.map(|annotation| annotation.location.file))
        .filter(|file| seen.insert(*file))
        .filter_map(|file| host.files.source(file))
        .filter(|file| file.document.source.text().contains(MARKER))
        .map(|file| (&*file.path, file))
        .collect()
}

/// A comment that speaks to the linter.
struct Found {
    span: Span,
    /// First and last line.
    lines: RangeInclusive<u32>,
    /// Nothing else stands on its lines.
    alone: bool,
    /// The rules and where they are named; `None` when the comment cannot be read.
    names: Option<Vec<(String, Span)>>,
}

fn comments_of(file: &SourceFile) -> Vec<Found> {
    let source = &file.document.source;
    let found = |comment: &Comment| {
        let text = source.slice(comment.span);
        let start = marker(text)?;
        let place = source.place(comment.span);
        let line = |number| source.line_span(number).unwrap_or(comment.span);
        let before = Span {
            start: line(place.line).start,
            end: comment.span.start,
        };
        let after = Span {
            start: comment.span.end,
            end: line(place.end_line).end.max(comment.span.end),
        };
        Some(Found {
            span: comment.span,
            lines: place.line..=place.end_line,
            alone: source.slice(before).trim().is_empty() && source.slice(after).trim().is_empty(),
            names: rule_names(text, start, comment.span),
        })
    };
    file.document.comments.iter().filter_map(found).collect()
}

/// Where the marker starts: at the start of the comment, or before `ignore` further on.
fn marker(comment: &str) -> Option<usize> {
    let body = comment
        .trim_start_matches("<!--")
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '!'));
    if body.starts_with(MARKER) {
        return Some(comment.len() - body.len());
    }
    comment.find(&format!("{MARKER} ignore["))
}

/// The names in `ignore[…]`, and where they stand; `None` when the form is wrong.
fn rule_names(comment: &str, marker: usize, span: Span) -> Option<Vec<(String, Span)>> {
    let text = comment.trim_end_matches("-->");
    let rest = text.get(marker..)?.strip_prefix(MARKER)?.trim_start();
    let rest = rest.strip_prefix("ignore")?.strip_prefix('[')?;
    let (list, reason) = rest.split_once(']')?;
    let reason = reason.trim();
    let separated = ["-", ":", "—", "–"]
        .iter()
        .any(|sign| reason.starts_with(sign));
    if !reason.is_empty() && !separated {
        return None;
    }
    let mut offset = text.len() - rest.len();
    let mut names = Vec::new();
    for part in list.split(',') {
        let name = part.trim();
        if name.is_empty() {
            return None;
        }
        let start = span.start as usize + offset + (part.len() - part.trim_start().len());
        names.push((name.to_string(), Span::new(start, start + name.len())));
        offset += part.len() + 1;
    }
    Some(names)
}

/// The lines that a comment speaks of: its own, and the next one when it stands alone. Comments may be stacked.
fn lines_of(comment: &Found, all: &[Found]) -> RangeInclusive<u32> {
    let mut last = *comment.lines.end();
    if comment.alone {
        last += 1;
        for next in all.iter().filter(|next| next.alone) {
            if *next.lines.start() == last {
                last = next.lines.end() + 1;
            }
        }
    }
    *comment.lines.start()..=last
}

#[cfg(test)]
mod tests {
    use super::super::testing::{collision, home, host, place};
    use super::*;
    use portlint_rules::Severity;

    /// Whether a finding of `rule` at `text` in a file is silenced, and what is said about its comments.
    fn run(content: &str, format: Format, rule: &'static str, text: &str) -> (bool, Vec<String>) {
        let host = portlint_testkit::host([home("am", "file", content, format)]);
        let finding =
            Diagnostic::new(rule, Severity::Error, "").at(place(&host, "am", text), "here");
        let mut suppressions = Suppressions::read(&host, std::slice::from_ref(&finding));
        let mut shares = Shares::of(&finding, &host);
        suppressions.cover(&finding, &host.files, &mut shares);
        let said = suppressions
            .unused(&Selection::default(), &host)
            .into_iter()
            .map(|d| {
                let place = d.primary().unwrap().location.place;
                format!("{}:{}: {}", place.line, place.column, d.message)
            })
            .collect();
        (shares.are_covered(), said)
    }

    fn toml(content: &str) -> (bool, Vec<String>) {
        run(content, Format::Toml, "offset-invalid", "offset = 1")
    }

    #[test]
    fn a_comment_on_the_line_or_alone_above_silences() {
        let silenced = (true, vec![]);
        assert_eq!(
            toml("[server]\noffset = 1 # wso2-portlint: ignore[offset-invalid] -- why\n"),
            silenced
        );
        assert_eq!(
            toml("[server]\n# wso2-portlint: ignore[offset-invalid] -- why\noffset = 1\n"),
            silenced
        );
        assert_eq!(
            toml("[server]\n# wso2-portlint:ignore[ offset-invalid ]\noffset = 1\n"),
            silenced
        );
        assert_eq!(
            toml("[server]\noffset = 1 # see wiki, wso2-portlint: ignore[offset-invalid]\n"),
            silenced
        );
    }

    #[test]
    fn comments_may_be_stacked() {
        let (silenced, said) = toml(
            "[server]\n# wso2-portlint: ignore[offset-invalid]\n# wso2-portlint: ignore[self-collision]\noffset = 1\n",
        );
        assert!(silenced);
        assert_eq!(
            said,
            ["3:25: nothing to ignore: no self-collision on this line or the next"]
        );
    }

    #[test]
    fn a_comment_elsewhere_is_unused() {
        let (silenced, said) =
            toml("a = 1 # wso2-portlint: ignore[offset-invalid]\n[server]\noffset = 1\n");
        assert!(!silenced);
        assert_eq!(
            said,
            ["1:31: nothing to ignore: no offset-invalid on this line or the next"]
        );
        let (silenced, _) =
            toml("[server]\na = 1 # wso2-portlint: ignore[offset-invalid]\noffset = 1\n");
        assert!(
            !silenced,
            "a comment behind a value speaks of that value only"
        );
    }

    #[test]
    fn yaml_and_xml_comments_silence() {
        let yaml = "ports:\n  # wso2-portlint: ignore[offset-invalid] -- why\n  offset: x\n";
        assert_eq!(
            run(yaml, Format::Yaml, "offset-invalid", "offset: x"),
            (true, vec![])
        );
        for comment in [
            "<!-- wso2-portlint: ignore[offset-invalid]: why -->",
            "<!--\n wso2-portlint: ignore[offset-invalid] - why\n-->",
        ] {
            let above = format!("<Ports>\n{comment}\n<Offset>x</Offset></Ports>");
            assert_eq!(
                run(&above, Format::Xml, "offset-invalid", "<Offset>"),
                (true, vec![]),
                "{above}"
            );
        }
        let behind =
            "<Ports>\n<Offset>x</Offset> <!-- wso2-portlint: ignore[offset-invalid] --></Ports>";
        assert_eq!(
            run(behind, Format::Xml, "offset-invalid", "<Offset>"),
            (true, vec![])
        );
    }

    #[test]
    fn unknown_and_malformed_ones_are_said() {
        let said = |comment: &str| toml(&format!("# {comment}\noffset = 1\n"));
        assert_eq!(
            said("wso2-portlint: ignore[offset-invald]"),
            (
                false,
                vec!["1:25: no rule `offset-invald`; did you mean `offset-invalid`?".to_string()]
            )
        );
        for bad in [
            "wso2-portlint: ignore",
            "wso2-portlint: ignore[]",
            "wso2-portlint: ignore[offset-invalid",
            "wso2-portlint: ignore[offset-invalid] because",
            "wso2-portlint: disable[offset-invalid]",
        ] {
            let message = "1:1: this suppression cannot be read, so it has no effect".to_string();
            assert_eq!(said(bad), (false, vec![message]), "{bad}");
        }
        assert_eq!(
            said("see the manual of wso2-portlint: it says so"),
            (false, vec![])
        );
    }

    #[test]
    fn one_home_of_three_does_not_silence_a_collision() {
        let text = "[server] # wso2-portlint: ignore[port-collision]\n";
        let host = host(&[("am", text), ("is", text), ("mi", "[server]\n")]);
        let judge = |homes: &[&str]| {
            let mut finding = collision(9443, homes);
            for home in homes {
                finding = finding.at(place(&host, home, "[server]"), "");
            }
            let mut suppressions = Suppressions::read(&host, &[]);
            let mut shares = Shares::of(&finding, &host);
            suppressions.cover(&finding, &host.files, &mut shares);
            shares.are_covered()
        };
        assert!(judge(&["am", "mi"]));
        assert!(judge(&["am", "is", "mi"]));
        let one = super::super::testing::host(&[
            ("am", text),
            ("is", "[server]\n"),
            ("mi", "[server]\n"),
        ]);
        let mut finding = collision(9443, &["am", "is", "mi"]);
        finding = finding.at(place(&one, "am", "[server]"), "");
        let mut suppressions = Suppressions::read(&one, &[]);
        let mut shares = Shares::of(&finding, &one);
        suppressions.cover(&finding, &one.files, &mut shares);
        assert!(!shares.are_covered());
        assert_eq!(suppressions.unused(&Selection::default(), &one).len(), 0);
    }

    #[test]
    fn nothing_is_said_of_rules_that_did_not_run() {
        let host = host(&[("am", "# wso2-portlint: ignore[offset-invalid]\n")]);
        let suppressions = Suppressions::read(&host, &[]);
        let ignore = [crate::names::RuleChoice::One("offset-invalid")];
        let selection = Selection::new(&Default::default(), &[], &ignore, None);
        assert_eq!(suppressions.unused(&selection, &host).len(), 0);
    }
}
