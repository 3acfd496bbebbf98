//! From words as they are written to words as commands get them.

use super::loaded::Loaded;
use super::run::{Field, Runner};
use super::state::{OPTION_VARIABLES, State, Status};
use super::value::{Origin, Piece, Value};
use portlint_syntax::shell::{Change, Part, Word};
use std::rc::Rc;

/// Variables that the shipped scripts look at and that are taken as not set where nobody tells them.
const UNSET: &[&str] = &[
    "ARGUMENT",
    "BASE_DIR",
    "CARBON_HOME",
    "CAR_NAME",
    "CLASSPATH",
    "CMD",
    "DASHBOARD_HOME",
    "EI_HOME",
    "JAVACMD",
    "JAVA_ENDORSED_DIRS",
    "JAVA_VERSION",
    "JAVA_VER_BASED_OPTS",
    "OPTARG",
    "OPTIMIZE",
    "PORT",
    "PROFILE",
    "RUNTIME",
    "RUNTIME_HOME",
    "args",
    "profileConfigurationToolScript",
];

/// Variables that are always set.
const FILLED: &[&str] = &[
    "HOME",
    "HOSTNAME",
    "JAVA_HOME",
    "LOGNAME",
    "PATH",
    "PWD",
    "SHELL",
    "USER",
];

/// Longer texts are not followed, in bytes.
const LONGEST: usize = 1 << 15;

/// What a variable holds.
enum Held {
    Text(Value),
    Maybe(Value),
    Nothing,
}

/// Fields that grow.
#[derive(Default)]
struct Fields {
    done: Vec<Field>,
    current: Option<Field>,
    glob: bool,
}

impl Fields {
    fn open(&mut self) -> &mut Field {
        self.current.get_or_insert(Field {
            value: Value::default(),
            open: false,
        })
    }

    fn close(&mut self) {
        if let Some(mut field) = self.current.take() {
            if self.glob && !field.value.known_start().starts_with('-') {
                let origin = field.value.origin().unwrap_or_default();
                field.value = Value::unknown(false, true, field.value.shown(), origin);
            }
            self.done.push(field);
        }
        self.glob = false;
    }

    /// Adds a text that is split at blanks.
    fn split(&mut self, value: Value) {
        for piece in value.0 {
            match piece {
                Piece::Text { text, origin } => {
                    let mut at = 0;
                    for (index, word) in text.split([' ', '\t', '\n']).enumerate() {
                        if index > 0 {
                            self.close();
                        }
                        if !word.is_empty() {
                            let origin = origin.within(&text, at, word.len());
                            self.open().value.append(Value::text(word, origin));
                        }
                        at += word.len() + 1;
                    }
                }
                Piece::Unknown { any, .. } => {
                    let field = self.open();
                    field.open |= any;
                    field.value.push(piece);
                }
            }
        }
    }
}

/// The words of a text that is split at blanks.
pub(crate) fn split(value: Value) -> Vec<Field> {
    let mut fields = Fields::default();
    fields.split(value);
    fields.close();
    fields.done
}

impl Runner<'_, '_> {
    /// The words that a word becomes.
    pub(crate) fn fields(
        &mut self,
        script: &Rc<Loaded>,
        word: &Word,
        state: &mut State,
    ) -> Vec<Field> {
        let mut fields = Fields::default();
        if word.quoted {
            fields.open();
        }
        for part in &word.parts {
            match part {
                Part::Text { span, quoted } => {
                    let text = script.slice(*span);
                    fields.glob |= !quoted && text.contains(['*', '?']);
                    let value = Value::text(text, script.origin(*span));
                    fields.open().value.append(value);
                }
                Part::Parameter {
                    name,
                    quoted: true,
                    change: Change::None,
                    ..
                } if script.slice(*name) == "@" => {
                    let arguments = Rc::clone(&state.arguments);
                    if arguments.is_empty() && word.parts.len() == 1 {
                        return Vec::new();
                    }
                    for (index, argument) in arguments.iter().enumerate() {
                        if index > 0 {
                            fields.close();
                        }
                        let field = fields.open();
                        field.open |= argument
                            .0
                            .iter()
                            .any(|p| matches!(p, Piece::Unknown { any: true, .. }));
                        field.value.append(argument.clone());
                    }
                }
                part => {
                    let quoted = match part {
                        Part::Parameter { quoted, .. }
                        | Part::Command { quoted, .. }
                        | Part::Arithmetic { quoted, .. }
                        | Part::Opaque { quoted, .. }
                        | Part::Text { quoted, .. } => *quoted,
                    };
                    let value = self.part(script, part, state);
                    if quoted {
                        fields.open().value.append(value);
                    } else {
                        fields.split(value);
                    }
                }
            }
        }
        fields.close();
        let length = |field: &Field| field.value.len() / 4 + field.value.0.len() * 4;
        let length = fields.done.iter().map(length).sum();
        self.spend(length);
        fields.done
    }

    /// The one text that a word becomes where nothing is split.
    pub(crate) fn single(&mut self, script: &Rc<Loaded>, word: &Word, state: &mut State) -> Value {
        let mut value = Value::default();
        for part in &word.parts {
            let next = self.part(script, part, state);
            value.append(next);
        }
        self.bounded(value, script.origin(word.span))
    }

    /// A text that is not too long to follow.
    pub(crate) fn bounded(&mut self, value: Value, origin: Origin) -> Value {
        let length = value.len();
        self.spend(length / 4 + value.0.len() * 4);
        if length > LONGEST {
            let matters = value.may_matter();
            return Value::unknown(matters, true, "a long text", origin);
        }
        value
    }

    fn part(&mut self, script: &Rc<Loaded>, part: &Part, state: &mut State) -> Value {
        let origin = script.origin(part.span());
        let shown = script.slice(part.span());
        match part {
            Part::Text { span, .. } => Value::text(script.slice(*span), origin),
            Part::Opaque { .. } => Value::unknown(true, false, shown, origin),
            Part::Command { body, .. } => {
                let inside = self.copy(state);
                self.outputs.push(Value::default());
                let outcome = self.list(script, body, inside);
                let output = self.outputs.pop().unwrap_or_default();
                state.status = outcome.normal.map_or(Status::Unknown, |state| state.status);
                let output = trimmed(output);
                // What a command says, is written where it is called.
                match output.known() {
                    Some(text) => Value::text(text, placed(&output, origin)),
                    None => {
                        let any = output
                            .0
                            .iter()
                            .any(|p| matches!(p, Piece::Unknown { any: true, .. }))
                            || output.may_matter();
                        Value::unknown(any, output.is_empty() == Some(false), shown, origin)
                    }
                }
            }
            Part::Arithmetic { expression, .. } => {
                let mut text = Value::default();
                for part in expression {
                    let next = self.part(script, part, state);
                    text.append(next);
                }
                let number = text.known().and_then(|text| {
                    let value = |name: &str| match held(state, name) {
                        Held::Text(value) => value.known()?.trim().parse().ok(),
                        Held::Nothing => Some(0),
                        Held::Maybe(_) => None,
                    };
                    arithmetic(&text, &value)
                });
                match number {
                    Some(number) => Value::text(number.to_string(), origin),
                    None => Value::unknown(false, true, shown, origin),
                }
            }
            Part::Parameter { name, change, .. } => {
                let name = script.slice(*name).to_string();
                self.parameter(script, &name, change, state, shown, origin)
            }
        }
    }

    fn parameter(
        &mut self,
        script: &Rc<Loaded>,
        name: &str,
        change: &Change,
        state: &mut State,
        shown: &str,
        origin: Origin,
    ) -> Value {
        let mut held = held(state, name);
        // What is not known is shown as it is written here.
        if let Held::Maybe(value) = &mut held
            && let [
                Piece::Unknown {
                    shown: s,
                    origin: o,
                    ..
                },
            ] = value.0.as_mut_slice()
            && o.span.is_none()
        {
            *s = Rc::from(shown);
            *o = origin;
        }
        match change {
            Change::None => match held {
                Held::Text(value) | Held::Maybe(value) => value,
                Held::Nothing => Value::default(),
            },
            Change::Length => match held {
                Held::Text(value) if value.known().is_some() => {
                    let length = value.known().unwrap_or_default().chars().count();
                    Value::text(length.to_string(), origin)
                }
                Held::Nothing => Value::text("0", origin),
                _ => Value::unknown(false, true, shown, origin),
            },
            Change::Absent {
                operator,
                colon,
                word,
            } => {
                let is_absent = match &held {
                    Held::Nothing => Some(true),
                    Held::Maybe(value) if value.is_empty() == Some(false) && !*colon => None,
                    Held::Maybe(value) if value.is_empty() == Some(false) => Some(false),
                    Held::Maybe(_) => None,
                    Held::Text(_) if !*colon => Some(false),
                    Held::Text(value) => value.is_empty(),
                };
                let value = match held {
                    Held::Text(value) | Held::Maybe(value) => value,
                    Held::Nothing => Value::default(),
                };
                let wants_other = if *operator == b'+' {
                    is_absent.map(|absent| !absent)
                } else {
                    is_absent
                };
                let kept = if *operator == b'+' {
                    Value::default()
                } else {
                    value
                };
                let result = match wants_other {
                    Some(false) => return kept,
                    Some(true) => self.single(script, word, state),
                    None => {
                        let other = self.single(script, word, state);
                        let mut joined = kept.either(&other);
                        if let [
                            Piece::Unknown {
                                shown: s,
                                origin: o,
                                ..
                            },
                        ] = joined.0.as_mut_slice()
                        {
                            *s = Rc::from(shown);
                            *o = origin;
                        }
                        joined
                    }
                };
                if *operator == b'=' {
                    state.set(name, result.clone());
                }
                result
            }
            Change::Trim {
                suffix,
                longest,
                pattern,
            } => {
                let pattern = self.pattern(script, pattern, state);
                let value = match held {
                    Held::Text(value) | Held::Maybe(value) => value,
                    Held::Nothing => return Value::default(),
                };
                match (value.known(), pattern) {
                    (Some(text), Some(pattern)) if text.len() <= 4096 => {
                        self.spend(text.len() * pattern.len() / 4);
                        let kept = trim(&text, &pattern, *suffix, *longest);
                        Value::text(kept, placed(&value, origin))
                    }
                    _ => Value::unknown(value.may_matter(), false, shown, origin),
                }
            }
        }
    }

    /// The characters of a pattern, each with whether it is quoted; `None` when it is not known.
    fn pattern(
        &mut self,
        script: &Rc<Loaded>,
        word: &Word,
        state: &mut State,
    ) -> Option<Vec<(char, bool)>> {
        let mut all = Vec::new();
        for part in &word.parts {
            let (text, quoted) = match part {
                Part::Text { span, quoted } => (script.slice(*span).to_string(), *quoted),
                Part::Parameter { quoted, .. } => {
                    (self.part(script, part, state).known()?, *quoted)
                }
                part => (self.part(script, part, state).known()?, true),
            };
            all.extend(text.chars().map(|c| (c, quoted)));
        }
        Some(all)
    }

    /// Whether a text matches a pattern, if that is known.
    pub(crate) fn matches(
        &mut self,
        script: &Rc<Loaded>,
        pattern: &Word,
        value: &Value,
        state: &mut State,
    ) -> Option<bool> {
        let pattern = self.pattern(script, pattern, state)?;
        if matches!(pattern.as_slice(), [('*', false)]) {
            return Some(true);
        }
        match value.known() {
            Some(text) => {
                self.spend(text.len() * pattern.len() / 4 + 1);
                Some(glob(&pattern, &text.chars().collect::<Vec<_>>()))
            }
            None => {
                // What both begin with decides where they differ.
                let special =
                    |(c, quoted): &&(char, bool)| *quoted || !matches!(c, '*' | '?' | '[');
                let mut known = pattern.iter().take_while(special).map(|(c, _)| *c);
                let start = value.known_start();
                let differs = start.chars().zip(known.by_ref()).any(|(a, b)| a != b);
                differs.then_some(false)
            }
        }
    }
}

/// What a variable or a parameter of the shell holds.
fn held(state: &State, name: &str) -> Held {
    let joined = |quoted: &[Value]| {
        let mut all = Value::default();
        for (index, argument) in quoted.iter().enumerate() {
            if index > 0 {
                all.append(Value::plain(" "));
            }
            all.append(argument.clone());
        }
        all
    };
    match name {
        "@" | "*" => Held::Text(joined(&state.arguments)),
        "#" => Held::Text(Value::plain(&state.arguments.len().to_string())),
        "0" => Held::Text(state.zero.clone()),
        "?" => match state.status {
            Status::Success => Held::Text(Value::plain("0")),
            _ => Held::Maybe(Value::unknown(false, true, "$?", Origin::default())),
        },
        "$" | "!" | "-" => Held::Maybe(Value::unknown(false, true, "$$", Origin::default())),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
            let index = digits.parse::<usize>().unwrap_or(usize::MAX);
            let argument = index
                .checked_sub(1)
                .and_then(|index| state.arguments.get(index));
            argument.map_or(Held::Nothing, |value| Held::Text(value.clone()))
        }
        name => match state.variables.get(name) {
            Some(variable) => match &variable.value {
                Some(value) if variable.maybe_unset => Held::Maybe(value.clone()),
                Some(value) => Held::Text(value.clone()),
                None => Held::Nothing,
            },
            None if state.tainted.is_some() => {
                Held::Maybe(Value::unknown(true, false, "", Origin::default()))
            }
            None if UNSET.contains(&name) || OPTION_VARIABLES.contains(&name) => Held::Nothing,
            None => {
                let filled = FILLED.contains(&name);
                Held::Maybe(Value::unknown(false, filled, "", Origin::default()))
            }
        },
    }
}

/// Where a text came from, if it is one piece, else where it is asked for.
fn placed(value: &Value, origin: Origin) -> Origin {
    match value.0.as_slice() {
        [Piece::Text { text, origin: own }]
            if own.span.is_some_and(|span| span.len() == text.len()) =>
        {
            *own
        }
        _ => origin,
    }
}

/// Without the line ends at the end.
fn trimmed(mut value: Value) -> Value {
    while let Some(Piece::Text { text, origin }) = value.0.last_mut() {
        let kept = text.trim_end_matches('\n');
        if kept.is_empty() {
            value.0.pop();
            continue;
        }
        if kept.len() < text.len() {
            *origin = origin.within(text, 0, kept.len());
            *text = Rc::from(kept);
        }
        break;
    }
    value
}

fn trim(text: &str, pattern: &[(char, bool)], suffix: bool, longest: bool) -> String {
    let characters: Vec<char> = text.chars().collect();
    let lengths: Vec<usize> = if longest {
        (0..=characters.len()).rev().collect()
    } else {
        (0..=characters.len()).collect()
    };
    for length in lengths {
        let (taken, kept) = if suffix {
            let at = characters.len() - length;
            let (kept, taken) = characters.split_at(at);
            (taken, kept)
        } else {
            characters.split_at(length)
        };
        if glob(pattern, taken) {
            return kept.iter().collect();
        }
    }
    text.to_string()
}

/// Whether a text matches a pattern of the shell. `[…]` matches nothing here but itself.
fn glob(pattern: &[(char, bool)], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(('*', false)) => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(('?', false)) => {
                p += 1;
                t += 1;
            }
            Some((c, _)) if Some(c) == text.get(t) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    p = after;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .is_none_or(|rest| rest.iter().all(|(c, quoted)| *c == '*' && !quoted))
}

/// The number that an expression of `+ - * / %`, parentheses, numbers and variables gives.
fn arithmetic(text: &str, value: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let mut reader = Arithmetic {
        rest: text,
        value,
        depth: 0,
    };
    let number = reader.sum()?;
    reader.blanks();
    reader.rest.is_empty().then_some(number)
}

struct Arithmetic<'a> {
    rest: &'a str,
    value: &'a dyn Fn(&str) -> Option<i64>,
    depth: usize,
}

impl Arithmetic<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, sign: char) -> bool {
        self.blanks();
        let rest = self.rest.strip_prefix(sign);
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }

    fn sum(&mut self) -> Option<i64> {
        let mut number = self.product()?;
        loop {
            if self.take('+') {
                number = number.checked_add(self.product()?)?;
            } else if self.take('-') {
                number = number.checked_sub(self.product()?)?;
            } else {
                return Some(number);
            }
        }
    }

    fn product(&mut self) -> Option<i64> {
        let mut number = self.atom()?;
        loop {
            if self.take('*') {
                number = number.checked_mul(self.atom()?)?;
            } else if self.take('/') {
                number = number.checked_div(self.atom()?)?;
            } else if self.take('%') {
                number = number.checked_rem(self.atom()?)?;
            } else {
                return Some(number);
            }
        }
    }

    fn atom(&mut self) -> Option<i64> {
        if self.depth > 20 {
            return None;
        }
        if self.take('(') {
            self.depth += 1;
            let number = self.sum()?;
            self.depth -= 1;
            return self.take(')').then_some(number);
        }
        if self.take('-') {
            self.depth += 1;
            let number = self.atom()?.checked_neg();
            self.depth -= 1;
            return number;
        }
        self.blanks();
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            // `010` is eight, and who writes it means ten.
            let octal = word.len() > 1 && word.starts_with('0');
            return if octal { None } else { word.parse().ok() };
        }
        if word.is_empty() {
            return None;
        }
        (self.value)(word)
    }
}
