//! systemd units with their drop-ins and environment files: what the start script gets from them.
//!
//! The rules are those of `systemd.exec(5)`, `systemd.service(5)` and `systemd.syntax(7)`: later settings win, an empty one takes
//! back those before it, environment files win over `Environment=`. `$NAME` is replaced as a word of its own only, `${NAME}`
//! anywhere in `ExecStart=`, neither in `Environment=`.

use super::script::{Origin, Piece, Source, Value, split};
use super::words::{is_name, logical_lines};
use crate::reader::HomeReader;
use portlint_files::FileKind;
use portlint_host::SourceFile;
use portlint_syntax::{Format, Span};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// What a unit starts.
#[derive(Debug, Default)]
pub(super) struct Unit {
    /// The environment, without the manager's own.
    pub environment: BTreeMap<String, Value>,
    /// The command with its arguments; empty where there is none.
    pub words: Vec<Value>,
    /// An environment file that has to be there and is not: the unit does not start.
    pub missing: Option<Origin>,
}

/// Whether a file is a unit.
pub(super) fn is_unit(name: &str) -> bool {
    name.ends_with(".service")
}

/// What of a unit was read, before anything is replaced.
#[derive(Default)]
struct Settings {
    environment: BTreeMap<String, Value>,
    files: Vec<(String, Origin)>,
    unset: Vec<String>,
    command: Vec<Value>,
    /// The command is taken as it is written.
    is_literal: bool,
}

/// Reads a unit of the reader's directory, where `names_home` says that one of its files is about the home. `shown` makes the
/// names of files as they are told; what they say has its places among `sources`.
pub(super) fn read(
    reader: &mut HomeReader<'_>,
    name: &str,
    shown: &dyn Fn(&str) -> String,
    names_home: &dyn Fn(&str) -> bool,
    sources: &mut Vec<Source>,
) -> Option<Unit> {
    let mut paths = vec![name.to_string()];
    let mut parts = Vec::new();
    for directory in ["service.d".to_string(), format!("{name}.d")] {
        let names = reader.list(&directory).into_iter();
        let names = names.filter(|part| part.ends_with(".conf"));
        parts.extend(names.map(|part| (part.clone(), format!("{directory}/{part}"))));
    }
    // By their names, whichever directory they are in; the one of the unit wins.
    parts.sort();
    parts.reverse();
    parts.dedup_by(|a, b| a.0 == b.0);
    parts.reverse();
    paths.extend(parts.into_iter().map(|(_, path)| path));
    let files: Vec<_> = paths
        .iter()
        .filter_map(|path| Some((path, file(reader, path)?)))
        .collect();
    let mentions = |(path, file): &(&String, Arc<SourceFile>)| {
        names_home(path) || names_home(file.document.source.text())
    };
    if !files.iter().any(mentions) {
        return None;
    }
    let mut settings = Settings::default();
    for (path, file) in files {
        let source = add(sources, shown(path), &file);
        settings.read(file.document.source.text(), source, name);
    }
    let Settings {
        mut environment,
        files,
        unset,
        command,
        is_literal,
    } = settings;
    let mut missing = None;
    for (path, origin) in files {
        let (path, is_optional) = match path.strip_prefix('-') {
            Some(path) => (path, true),
            None => (path.as_str(), false),
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        match file(reader, name) {
            Some(file) => {
                let source = add(sources, shown(name), &file);
                let text = file.document.source.text();
                environment.extend(environment_of(text, source));
            }
            None if is_optional => {}
            None if is_surely_missing(reader, path) => missing = missing.or(Some(origin)),
            // It lies where this program does not look, and may set anything.
            None => {
                let unknown = Value::unknown(true, false, path, origin);
                environment.insert("JAVA_OPTS".to_string(), unknown);
            }
        }
    }
    for name in unset {
        environment.remove(&name);
    }
    let words = if is_literal {
        command
    } else {
        command
            .iter()
            .flat_map(|word| replaced(word, &environment))
            .collect()
    };
    Some(Unit {
        environment,
        words,
        missing,
    })
}

/// Whether a path lies in the reader's directory, where it would be seen.
fn is_surely_missing(reader: &HomeReader<'_>, path: &str) -> bool {
    let within = path.strip_prefix(&format!("{}/", reader.canonical_home()));
    within.is_some_and(|within| {
        let is_plain = !within.contains(['%', '*', '?', '[', '\\']);
        is_plain && reader.kind(within).is_none()
    })
}

fn file(reader: &mut HomeReader<'_>, path: &str) -> Option<Arc<SourceFile>> {
    if !matches!(reader.kind(path), Some(FileKind::File(_))) {
        return None;
    }
    let bytes = reader.bytes(path)?;
    // Any format that keeps the text will do.
    Some(reader.parse(path, &bytes, Format::Properties))
}

fn add(sources: &mut Vec<Source>, name: String, file: &Arc<SourceFile>) -> usize {
    sources.push(Source {
        name,
        file: Some(Arc::clone(file)),
        location: None,
    });
    sources.len() - 1
}

impl Settings {
    /// Adds what a file says, over what those before it said.
    fn read(&mut self, text: &str, source: usize, unit: &str) {
        let mut section = "";
        for line in logical_lines(text, '\\', &['#', ';']) {
            let written = text.get(line.range()).unwrap_or("");
            if let Some(name) = written
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                section = name;
                continue;
            }
            let Some((key, value)) = written.split_once('=').filter(|_| section == "Service")
            else {
                continue;
            };
            let value = value.trim_start();
            let start = line.end as usize - value.len();
            let origin = Origin {
                source,
                span: Some(Span::new(start, line.end as usize)),
            };
            let words = || words(value, start, source, unit);
            match key.trim_end() {
                "Environment" if value.is_empty() => self.environment.clear(),
                "Environment" => {
                    let words = words().into_iter();
                    self.environment.extend(words.filter_map(assignment));
                }
                "EnvironmentFile" if value.is_empty() => self.files.clear(),
                "EnvironmentFile" => self.files.push((value.to_string(), origin)),
                "UnsetEnvironment" if value.is_empty() => self.unset.clear(),
                "UnsetEnvironment" => {
                    let names = words().into_iter().filter_map(|word| word.known());
                    let name =
                        |word: String| word.split('=').next().unwrap_or_default().to_string();
                    self.unset.extend(names.map(name));
                }
                "ExecStart" => self.command(words()),
                _ => {}
            }
        }
    }

    /// Takes the words of `ExecStart`, the first command of them.
    fn command(&mut self, words: Vec<Value>) {
        let separator = |word: &Value| word.known().as_deref() == Some(";");
        let mut words: Vec<Value> = words
            .into_iter()
            .take_while(|word| !separator(word))
            .collect();
        let first = words.first().map(Value::known_start).unwrap_or_default();
        let prefixes = first.len()
            - first
                .trim_start_matches(['@', '-', ':', '+', '!', '|'])
                .len();
        let prefix = first.get(..prefixes).unwrap_or_default();
        if let Some(first) = words.first_mut() {
            *first = first.after(prefixes);
        }
        if prefix.contains('@') && words.len() > 1 {
            words.remove(1);
        }
        self.is_literal = prefix.contains(':');
        self.command = words;
    }
}

/// Name and value of a word `NAME=value`.
fn assignment(word: Value) -> Option<(String, Value)> {
    let start = word.known_start();
    let (name, _) = start.split_once('=')?;
    is_name(name).then(|| (name.to_string(), word.after(name.len() + 1)))
}

/// The words of a setting, without quotes, escapes and specifiers.
fn words(text: &str, start: usize, source: usize, unit: &str) -> Vec<Value> {
    let mut words = Vec::new();
    let mut current: Option<Value> = None;
    let mut quote = None;
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let from = start + at;
        let origin = move |length: usize| Origin {
            source,
            span: Some(Span::new(from, from + length)),
        };
        let goes_on = c == '\\' && (rest.is_empty() || rest.starts_with(['\n', '\r']));
        if goes_on {
            at = next_line(text, at);
        }
        if goes_on || (quote.is_none() && c.is_whitespace()) {
            if quote.is_none() {
                words.extend(current.take());
            }
            at += if goes_on { 0 } else { c.len_utf8() };
            continue;
        }
        let word = current.get_or_insert_default();
        let mut length = c.len_utf8();
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (_, '\\') => {
                let (text, escaped) = escape(rest);
                length += escaped;
                append(word, &text, origin(length));
            }
            (_, '%') => {
                let letter = rest.chars().next();
                length += letter.map_or(0, char::len_utf8);
                match letter.and_then(|letter| specifier(letter, unit)) {
                    Some(text) => append(word, &text, origin(length)),
                    None => {
                        let shown = text.get(at..at + length).unwrap_or("%");
                        word.append(Value::unknown(false, true, shown, origin(length)));
                    }
                }
            }
            _ => {
                // All at once: a copy for each character would cost the square of the line.
                let plain = text.get(at..).unwrap_or_default();
                let ends = |c: char| match quote {
                    Some(open) => c == open || matches!(c, '\\' | '%'),
                    None => c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '%'),
                };
                let plain = plain.split(ends).next().unwrap_or_default();
                length = plain.len().max(length);
                append(word, plain, origin(length));
            }
        }
        at += length;
    }
    words.extend(current);
    words
}

/// Where the next line begins that is no comment, behind a line that goes on.
fn next_line(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(end) = rest.find('\n') else {
            return text.len();
        };
        at += end + 1;
        let line = text
            .get(at..)
            .unwrap_or_default()
            .trim_start_matches([' ', '\t']);
        if !line.starts_with(['#', ';']) {
            return at;
        }
    }
}

/// Adds a text to a word, to the piece before it where they stand side by side.
fn append(word: &mut Value, text: &str, origin: Origin) {
    if let (
        Some(Piece::Text {
            text: before,
            origin: place,
        }),
        Some(span),
    ) = (word.0.last_mut(), origin.span)
        && let Some(known) = place.span
        && place.source == origin.source
        && known.end == span.start
        && known.len() == before.len()
        && span.len() == text.len()
    {
        *before = Rc::from(format!("{before}{text}"));
        place.span = Some(Span::new(known.start as usize, span.end as usize));
        return;
    }
    word.append(Value::text(text, origin));
}

/// What an escape means, and how many bytes it takes behind the backslash.
fn escape(rest: &str) -> (String, usize) {
    let Some(c) = rest.chars().next() else {
        return (String::new(), 0);
    };
    let number = |from: usize, digits: usize, base: u32| {
        let text = rest.get(from..from + digits)?;
        let number = u32::from_str_radix(text, base).ok()?;
        Some((char::from_u32(number)?.to_string(), from + digits))
    };
    let plain = match c {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        's' => ' ',
        't' => '\t',
        'v' => '\u{b}',
        'x' => return number(1, 2, 16).unwrap_or_else(|| ("\\x".to_string(), 1)),
        '0'..='7' => return number(0, 3, 8).unwrap_or_else(|| (format!("\\{c}"), 1)),
        'u' => return number(1, 4, 16).unwrap_or_else(|| ("\\u".to_string(), 1)),
        '\\' | '"' | '\'' => c,
        // Not an escape: both stay.
        other => return (format!("\\{other}"), other.len_utf8()),
    };
    (plain.to_string(), c.len_utf8())
}

/// What a specifier stands for, as far as the name of the unit tells it.
fn specifier(letter: char, unit: &str) -> Option<String> {
    let name = unit.strip_suffix(".service").unwrap_or(unit);
    let (prefix, instance) = name.split_once('@').unwrap_or((name, ""));
    // A template is started with an instance that its file does not tell.
    let is_template = name.ends_with('@');
    let text = match letter {
        '%' => "%",
        'n' if !is_template => unit,
        'N' if !is_template => name,
        'p' | 'P' => prefix,
        'i' | 'I' if !is_template => instance,
        'j' | 'J' => prefix.rsplit('-').next().unwrap_or(prefix),
        _ => return None,
    };
    Some(text.to_string())
}

/// The variables of an environment file. Lines that are no assignment, such as `export NAME=value`, are left out.
fn environment_of(text: &str, source: usize) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for line in logical_lines(text, '\\', &['#', ';']) {
        let written = text.get(line.range()).unwrap_or("");
        let Some((name, value)) = written.split_once('=') else {
            continue;
        };
        if !is_name(name.trim_end()) {
            continue;
        }
        let value = value.trim_start();
        let start = line.end as usize - value.len();
        found.push((name.trim_end().to_string(), unquoted(value, start, source)));
    }
    found
}

/// A value of an environment file: quotes go, blanks inside stay, and a `#` is a part of it.
fn unquoted(text: &str, start: usize, source: usize) -> Value {
    let mut value = Value::default();
    let mut quote = None;
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let mut length = c.len_utf8();
        let next = text.get(at + length..).and_then(|rest| rest.chars().next());
        let from = start + at;
        let origin = move |length: usize| Origin {
            source,
            span: Some(Span::new(from, from + length)),
        };
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None | Some('"'), '\\') if next.is_some() => {
                let next = next.unwrap_or_default();
                length += next.len_utf8();
                // A line that goes on.
                if !matches!(next, '\n' | '\r') {
                    append(&mut value, next.encode_utf8(&mut [0; 4]), origin(length));
                }
            }
            _ => append(&mut value, c.encode_utf8(&mut [0; 4]), origin(length)),
        }
        at += length;
    }
    value
}

/// A word of the command with the environment put in.
fn replaced(word: &Value, environment: &BTreeMap<String, Value>) -> Vec<Value> {
    let known = word.known().unwrap_or_default();
    let whole = known.strip_prefix('$').filter(|name| is_name(name));
    if let Some(name) = whole {
        let value = environment.get(name).cloned().unwrap_or_default();
        return split(value).into_iter().map(|field| field.value).collect();
    }
    let mut all = Value::default();
    for piece in &word.0 {
        let Piece::Text { text, origin } = piece else {
            all.append(Value(vec![piece.clone()]));
            continue;
        };
        let mut at = 0;
        while let Some(dollar) = text.get(at..).and_then(|rest| rest.find('$')) {
            let from = at + dollar;
            let before = text.get(at..from).unwrap_or_default();
            all.append(Value::text(before, origin.within(text, at, before.len())));
            let rest = text.get(from + 1..).unwrap_or_default();
            let named = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            if rest.starts_with('$') {
                all.append(Value::text("$", origin.within(text, from, 1)));
                at = from + 2;
            } else if let Some((name, _)) = named.filter(|(name, _)| is_name(name)) {
                all.append(environment.get(name).cloned().unwrap_or_default());
                at = from + name.len() + 3;
            } else {
                all.append(Value::text("$", origin.within(text, from, 1)));
                at = from + 1;
            }
        }
        let rest = text.get(at..).unwrap_or_default();
        all.append(Value::text(rest, origin.within(text, at, rest.len())));
    }
    vec![all]
}
