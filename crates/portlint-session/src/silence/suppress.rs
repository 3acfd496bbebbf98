//! Comments that silence findings: `wso2-portlint: ignore[rule, rule2] -- reason`, on the line of the finding or alone
//! on the line above. XML forbids two hyphens in a comment: there the reason follows a colon.

use super::shares::{Places, Shares, homes_of_file};
use super::{UNUSED, warning};
use crate::names::rule_id;
use crate::select::Selection;
use portlint_analysis::sites::home_names;
use portlint_host::{Files, Host, Location, SourceFile};
use portlint_rules::Diagnostic;
use portlint_syntax::{Comment, Format, Span};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

const MARKER: &str = "wso2-portlint:";

/// So many mistakes in the comments of one file are told one by one.
const MISTAKES: usize = 100;

/// The suppressions of all files.
#[derive(Debug, Default)]
pub(super) struct Suppressions {
    of_files: BTreeMap<Arc<Path>, OfFile>,
    /// Comments that cannot be read, and unknown rules.
    wrong: Vec<Diagnostic>,
}

/// The suppressions of one file.
#[derive(Debug)]
struct OfFile {
    /// The homes of the file, as shown.
    homes: Vec<String>,
    /// In the order of the file: neither the first lines nor the last lines go back, so those of a line lie together.
    of_rules: BTreeMap<&'static str, Vec<Suppression>>,
    /// Lines of which all suppressions are marked as used.
    used: BTreeSet<(&'static str, u32)>,
}

/// One rule of one comment.
#[derive(Debug)]
struct Suppression {
    /// The rule's name in the comment.
    location: Location,
    /// The lines that the comment speaks of.
    lines: RangeInclusive<u32>,
    used: bool,
}

impl Suppressions {
    /// Reads the comments of every file that the host or a finding points at.
    pub(super) fn read(places: &Places<'_>, findings: &[Diagnostic]) -> Suppressions {
        let mut suppressions = Suppressions::default();
        for file in marked_files(places.host, findings) {
            suppressions.read_file(file, places);
        }
        suppressions
    }

    fn read_file(&mut self, file: &SourceFile, places: &Places<'_>) {
        // A home that is never started has no findings, so nothing to ignore is no mistake there.
        if places.home_of(&file.path).is_some_and(|home| !home.active) {
            return;
        }
        let mut of_rules: BTreeMap<&'static str, Vec<Suppression>> = BTreeMap::new();
        let mut mistakes = 0usize;
        let comments = comments_of(file);
        for (found, lines) in comments.iter().zip(lines_of(&comments)) {
            let Some(names) = &found.names else {
                mistakes += 1;
                if mistakes <= MISTAKES {
                    self.wrong.push(malformed(file, found.span));
                }
                continue;
            };
            for (name, span) in names {
                if let Some(rule) = portlint_rules::rule(name) {
                    let of_rule = of_rules.entry(rule.doc.id).or_default();
                    of_rule.push(Suppression {
                        location: file.at(*span),
                        lines: lines.clone(),
                        used: false,
                    });
                    continue;
                }
                mistakes += 1;
                if mistakes <= MISTAKES
                    && let Err(message) = rule_id(name)
                {
                    self.wrong.push(at(file, file.at(*span), message, name));
                }
            }
        }
        if mistakes > MISTAKES {
            let more = mistakes - MISTAKES;
            let message = format!("{more} more comments or names of this file cannot be read");
            self.wrong.push(at(file, file.start(), message, "more"));
        }
        let homes = homes_of_file(&file.path, places).into_iter();
        let homes = homes.map(|home| home.path.display().to_string());
        let known = self.of_files.entry(Arc::clone(&file.path));
        let known = known.or_insert_with(|| OfFile {
            homes: homes.collect(),
            of_rules: BTreeMap::new(),
            used: BTreeSet::new(),
        });
        // A manifest holds several texts.
        for (rule, all) in of_rules {
            let of_rule = known.of_rules.entry(rule).or_default();
            of_rule.extend(all);
            of_rule.sort_by_key(|it| (*it.lines.start(), *it.lines.end()));
        }
    }

    /// Silences the shares of the homes whose files say so.
    pub(super) fn cover(&mut self, finding: &Diagnostic, files: &Files, shares: &mut Shares) {
        let shown = finding.annotations.iter().map(|a| &a.location);
        for location in shown.chain(&finding.further) {
            let path = files.path(location.file);
            if let Some(of_file) = self.of_files.get_mut(path) {
                of_file.cover(finding.rule, location.place.line, shares);
            }
        }
    }

    /// What is wrong with the comments themselves. Nothing is said of rules that did not run.
    pub(super) fn unused(self, selection: &Selection, places: &Places<'_>) -> Vec<Diagnostic> {
        let of_rules = self.of_files.into_values().flat_map(|file| file.of_rules);
        let unused = of_rules
            .filter(|(rule, _)| selection.runs(rule))
            .flat_map(|(rule, all)| all.into_iter().map(move |suppression| (rule, suppression)))
            .filter(|(_, suppression)| !suppression.used)
            .filter_map(|(rule, suppression)| {
                let file = places.host.files.source(suppression.location.file)?;
                let message = format!("nothing to ignore: no {rule} on this line or the next");
                Some(at(file, suppression.location, message, rule).help("remove it"))
            });
        let mut findings: Vec<_> = self.wrong.into_iter().chain(unused).collect();
        print_by_home(&mut findings, places);
        findings
    }
}

/// Adds to fingerprints the home of the file and its path in it; what lies beside all homes is called by its own name.
fn print_by_home(findings: &mut [Diagnostic], places: &Places<'_>) {
    if findings.is_empty() {
        return;
    }
    let names = home_names(places.host)
        .into_iter()
        .collect::<BTreeMap<_, _>>();
    for finding in findings {
        let Some(primary) = finding.primary() else {
            continue;
        };
        let path = places.host.files.path(primary.location.file);
        let home = places.home_of(path);
        let name = home.and_then(|home| names.get(home.path.as_path()));
        let inside = match home {
            Some(home) => path.strip_prefix(&home.path).unwrap_or(path),
            None => path.file_name().map_or(path, Path::new),
        };
        let owner = format!("{} {}", name.map_or("", String::as_str), inside.display());
        finding.print.add(&owner);
    }
}

impl OfFile {
    fn cover(&mut self, rule: &'static str, line: u32, shares: &mut Shares) {
        let Some(all) = self.of_rules.get_mut(rule) else {
            return;
        };
        let first = all.partition_point(|s| *s.lines.end() < line);
        let end = all.partition_point(|s| *s.lines.start() <= line);
        let Some(of_line) = all.get_mut(first..end).filter(|some| !some.is_empty()) else {
            return;
        };
        let mut is_covered = false;
        for home in &self.homes {
            is_covered |= shares.cover(home, None);
        }
        if is_covered && self.used.insert((rule, line)) {
            for s in of_line.iter_mut() {
                s.used = true;
            }
        }
    }
}

fn at(file: &SourceFile, location: Location, message: impl Into<String>, name: &str) -> Diagnostic {
    let path = file.path.display().to_string();
    warning(UNUSED, message)
        .identified_by([path, name.to_string()])
        .printed_by([name.to_string()])
        .at(location, "this suppression")
}

fn malformed(file: &SourceFile, span: Span) -> Diagnostic {
    let location = file.at(span);
    let form = match file.document.format {
        Format::Xml => "wso2-portlint: ignore[rule]: reason",
        _ => "wso2-portlint: ignore[rule] -- reason",
    };
    let message = format!("this suppression has no effect, because it is not of the form `{form}`");
    at(file, location, message, "").help(format!("write `{form}`"))
}

/// Every file that can be pointed at and speaks to the linter, in the order of paths, and of places in them.
fn marked_files<'a>(host: &'a Host, findings: &'a [Diagnostic]) -> Vec<&'a Arc<SourceFile>> {
    let annotations = findings.iter().flat_map(|finding| &finding.annotations);
    let mut seen = HashSet::new();
    let marked = host
        .files_with_settings()
        .chain(annotations.map(|annotation| annotation.location.file))
        .filter(|file| seen.insert(*file))
        .filter_map(|file| host.files.source(file))
        .filter(|file| file.document.source.text().contains(MARKER))
        .map(|file| {
            let origin = file.document.source.origin();
            let start = origin.map(|origin| origin.start());
            ((&*file.path, start), file)
        });
    let by_place = marked.collect::<BTreeMap<_, _>>();
    by_place.into_values().collect()
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
            // From the comment outwards: on a long line each looks no further than to its neighbours.
            alone: source.slice(before).trim_end().is_empty()
                && source.slice(after).trim_start().is_empty(),
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

/// The lines that each comment speaks of: its own, and the next one when it stands alone. Comments may be stacked.
fn lines_of(comments: &[Found]) -> Vec<RangeInclusive<u32>> {
    // From the last to the first: what a stack speaks of is known when the comment above it is reached.
    let mut below: HashMap<u32, u32> = HashMap::new();
    let mut lines: Vec<_> = comments
        .iter()
        .rev()
        .map(|comment| {
            let (first, mut last) = (*comment.lines.start(), *comment.lines.end());
            if comment.alone {
                last = below.get(&(last + 1)).copied().unwrap_or(last + 1);
                below.insert(first, last);
            }
            first..=last
        })
        .collect();
    lines.reverse();
    lines
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
        let mut suppressions =
            Suppressions::read(&Places::of(&host), std::slice::from_ref(&finding));
        let mut shares = Shares::of(&finding, &Places::of(&host));
        suppressions.cover(&finding, &host.files, &mut shares);
        let said = suppressions
            .unused(&Selection::default(), &Places::of(&host))
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
            let message = "1:1: this suppression has no effect, because it is not of the form \
                           `wso2-portlint: ignore[rule] -- reason`";
            assert_eq!(said(bad), (false, vec![message.to_string()]), "{bad}");
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
            let mut suppressions = Suppressions::read(&Places::of(&host), &[]);
            let mut shares = Shares::of(&finding, &Places::of(&host));
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
        let mut suppressions = Suppressions::read(&Places::of(&one), &[]);
        let mut shares = Shares::of(&finding, &Places::of(&one));
        suppressions.cover(&finding, &one.files, &mut shares);
        assert!(!shares.are_covered());
        assert_eq!(
            suppressions
                .unused(&Selection::default(), &Places::of(&one))
                .len(),
            0
        );
    }

    /// Work that grows with the square of these would take hours.
    #[test]
    fn any_number_of_suppressions_is_read_and_counted_once() {
        const MANY: usize = 100_000;
        let one = "# wso2-portlint: ignore[offset-invalid]\n";
        let (silenced, said) = toml(&(one.repeat(MANY) + "offset = 1\n"));
        assert!(silenced);
        assert_eq!(said.len(), 0);
        let beside = ("a = 1 ".to_string() + one).repeat(MANY);
        let (silenced, said) = toml(&(beside + "b = 1\noffset = 1\n"));
        assert!(!silenced);
        assert_eq!(said.len(), MANY);
        let names = "offset-invalid,".repeat(MANY);
        let names = format!("# wso2-portlint: ignore[{names}all-of]\noffset = 1\n");
        let (silenced, said) = toml(&names);
        assert!(silenced);
        assert_eq!(said.len(), 1);
        let wrong = (0..MANY).map(|n| format!("offset-invald-{n},"));
        let wrong = wrong.collect::<String>();
        let (_, said) = toml(&format!("# wso2-portlint: ignore[{wrong}x]\noffset = 1\n"));
        assert_eq!(said.len(), MISTAKES + 1);
        assert!(said[MISTAKES].contains("99901 more comments or names"));
        let blanks = " ".repeat(MANY);
        let beside = "<!-- wso2-portlint: ignore[offset-invalid] -->".repeat(MANY);
        let xml = format!("<a>{blanks}{beside}{blanks}</a>");
        assert!(run(&xml, Format::Xml, "offset-invalid", "<a>").0);
    }

    #[test]
    fn many_findings_meet_many_suppressions() {
        const MANY: usize = 20_000;
        let content = "a = 1 # wso2-portlint: ignore[offset-invalid]\n".repeat(MANY);
        let host = host(&[("am", content.as_str())]);
        let start = place(&host, "am", "a = 1");
        let mut suppressions = Suppressions::read(&Places::of(&host), &[]);
        let source = host.files.source(start.file).unwrap();
        let lines = content.match_indices("a = 1");
        for (at, text) in lines {
            let place = source.at(Span::new(at, at + text.len()));
            let finding = Diagnostic::new("offset-invalid", Severity::Error, "").at(place, "here");
            let mut shares = Shares::of(&finding, &Places::of(&host));
            suppressions.cover(&finding, &host.files, &mut shares);
            assert!(shares.are_covered());
        }
        assert_eq!(
            suppressions
                .unused(&Selection::default(), &Places::of(&host))
                .len(),
            0
        );
    }

    #[test]
    fn nothing_is_said_of_rules_that_did_not_run() {
        let host = host(&[("am", "# wso2-portlint: ignore[offset-invalid]\n")]);
        let suppressions = Suppressions::read(&Places::of(&host), &[]);
        let ignore = [crate::names::RuleChoice::One("offset-invalid")];
        let selection = Selection::new(&Default::default(), &[], &ignore, None);
        assert_eq!(suppressions.unused(&selection, &Places::of(&host)).len(), 0);
    }
}
