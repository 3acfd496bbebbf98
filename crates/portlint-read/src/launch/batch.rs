//! Windows batch files, read as far as needed to see variables and commands.
//!
//! What stands before the first label, or behind the label that leads to the command that starts the server, is certain, line
//! by line; what stands in a condition, behind a conditional jump or at another label may run or not.

use super::program::{Program, starts_a_server};
use super::words::{is_name, logical_lines};
use portlint_syntax::Span;

/// The variables and commands of a batch file.
pub(super) struct Batch {
    /// All that may reach the server.
    pub program: Program,
    /// Where it is not known whether what stands there runs.
    uncertain: Vec<Span>,
}

impl Batch {
    /// Whether what stands at this place runs whenever the server is started.
    pub(super) fn is_certain(&self, place: Span) -> bool {
        let within = |line: &Span| line.start <= place.start && place.end <= line.end;
        !self.uncertain.iter().any(within)
    }
}

/// One line that does something.
struct Line<'t> {
    span: Span,
    /// How many labels stand before it.
    label: usize,
    /// Whether it runs where its label is reached.
    is_plain: bool,
    set: Option<(&'t str, Span)>,
}

/// Reads a batch file.
pub(super) fn read(text: &str) -> Batch {
    let lines = lines(text);
    let starts = |line: &&Line<'_>| line.set.is_none() && starts_a_server(text, line.span);
    let starter = lines.iter().rfind(starts);
    let (label, last) =
        starter.map_or((0, usize::MAX), |line| (line.label, line.span.end as usize));
    let is_certain = |line: &Line<'_>| line.is_plain && (line.label == 0 || line.label == label);
    let mut batch = Batch {
        program: Program::default(),
        uncertain: Vec::new(),
    };
    for (position, line) in lines.iter().enumerate() {
        let later = lines.get(position + 1..).unwrap_or_default();
        let replaced = line.set.is_some_and(|(name, _)| {
            later.iter().any(|later| {
                replaces(text, later, name)
                    && is_certain(later)
                    && later.span.start as usize <= last
            })
        });
        // What is set behind the command comes too late.
        let is_late = line.span.start as usize > last && line.is_plain && line.label == label;
        if replaced || (is_late && line.set.is_some()) {
            continue;
        }
        if !is_certain(line) {
            batch.uncertain.push(line.span);
        }
        match line.set {
            Some((name, value)) => batch.program.assign(name, value),
            None => batch.program.run(line.span),
        }
    }
    batch
}

/// Whether a line gives a variable a value that does not hold the one before.
fn replaces(text: &str, line: &Line<'_>, name: &str) -> bool {
    let Some((other, value)) = line
        .set
        .filter(|(other, _)| other.eq_ignore_ascii_case(name))
    else {
        return false;
    };
    let value = text.get(value.range()).unwrap_or("").to_ascii_uppercase();
    let name = other.to_ascii_uppercase();
    !["%", "!"]
        .iter()
        .any(|mark| value.contains(&format!("{mark}{name}{mark}")))
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let (mut label, mut depth, mut is_open) = (0, 0_usize, true);
    for span in logical_lines(text, '^', &[]) {
        let written = text.get(span.range()).unwrap_or("");
        let bare = written.trim_start_matches(|c: char| c == '@' || c.is_whitespace());
        if bare.starts_with(':') && !bare.starts_with("::") {
            (label, is_open) = (label + 1, true);
        }
        if is_silent(written) {
            continue;
        }
        let first = bare.split(|c: char| c.is_whitespace() || c == '(').next();
        let is = |word: &&str| first.is_some_and(|first| first.eq_ignore_ascii_case(word));
        let is_conditional = ["if", "for", "else"].iter().any(is) || bare.starts_with(')');
        let is_chained = written.contains("&&") || written.contains("||");
        let set = set(written).map(|(name, from, to)| {
            let start = span.start as usize;
            (name, Span::new(start + from, start + to))
        });
        found.push(Line {
            span,
            label,
            is_plain: is_open && depth == 0 && !is_conditional && !is_chained,
            set,
        });
        // Behind a jump, conditional or not, it is not known whether the next line is reached.
        let jumps = bare.split_whitespace().any(|word| {
            let word = word.trim_start_matches(['(', '@', '&']);
            word.eq_ignore_ascii_case("goto") || word.eq_ignore_ascii_case("exit")
        });
        is_open &= !jumps;
        depth = depth_after(depth, written);
    }
    found
}

/// How many parentheses are open behind a line.
fn depth_after(depth: usize, line: &str) -> usize {
    let mut is_quoted = false;
    line.chars().fold(depth, |depth, c| {
        is_quoted ^= c == '"';
        match c {
            '(' if !is_quoted => depth + 1,
            ')' if !is_quoted => depth.saturating_sub(1),
            _ => depth,
        }
    })
}

/// True for comments, labels and what is only said.
fn is_silent(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c == '@' || c.is_whitespace());
    let first = line
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '(' | ','))
        .next()
        .unwrap_or("");
    line.starts_with(':')
        || ["rem", "echo", "title"]
            .iter()
            .any(|word| first.eq_ignore_ascii_case(word))
}

/// `set NAME=value` or `set "NAME=value"`, also after `if ...`: the name and where the value starts and ends.
fn set(line: &str) -> Option<(&str, usize, usize)> {
    let mut at = 0;
    let after_set = line
        .split_inclusive(|c: char| c.is_whitespace() || matches!(c, '(' | '@' | '&'))
        .find_map(|word| {
            at += word.len();
            word.trim_end().eq_ignore_ascii_case("set").then_some(at)
        })?;
    let rest = line.get(after_set..)?;
    let bare = rest.trim_start().trim_start_matches('"');
    let (name, value) = bare.split_once('=')?;
    is_name(name.trim_end()).then_some((name.trim_end(), line.len() - value.len(), line.len()))
}
