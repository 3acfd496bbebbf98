//! Commands and what encloses them.

mod words;

use self::words::{Ends, ends_word, is_name, is_name_byte};
use super::{
    AndOr, AssignedValue, Assignment, Command, CommandKind, Failure, FailureKind, Joint, List,
    Pipeline, Redirection, RedirectionKind, Script, Word,
};
use crate::Span;
use std::sync::Arc;

/// A longer script is not read, in bytes.
pub const LONGEST_SCRIPT: usize = 256 * 1024;

/// Commands and substitutions inside each other are read this deep.
const DEEPEST: usize = 48;

/// Reads a script.
pub fn parse_script(text: &str) -> Script {
    if text.len() > LONGEST_SCRIPT {
        return Script {
            failure: Some(Failure {
                kind: FailureKind::BeyondLimits,
                span: Span::new(0, 0),
            }),
            ..Script::default()
        };
    }
    let mut parser = Parser::new(text, Span::new(0, text.len()));
    let mut body = List::default();
    loop {
        let (list, closed) = parser.commands();
        body.0.extend(list.0);
        if parser.failure.is_some() || parser.peek().is_none() {
            break;
        }
        // A word or sign that closes what was never opened.
        if closed {
            parser.fail(FailureKind::Unexpected);
            break;
        }
    }
    Script {
        body,
        here_documents: parser.here_documents,
        failure: parser.failure,
    }
}

/// The words of a command line, without assignments and operators having a meaning, up to the first mistake.
pub fn parse_words(text: &str, within: Span) -> Vec<Word> {
    let mut parser = Parser::new(text, within);
    let mut words = Vec::new();
    while parser.failure.is_none() {
        while parser.peek().is_some_and(ends_word) {
            parser.at += 1;
        }
        match parser.word(Ends::Blank) {
            Some(word) => words.push(word),
            None => break,
        }
    }
    words
}

/// The bytes that were looked at, counted for tests only.
pub(super) mod work {
    #[cfg(test)]
    thread_local! {
        static DONE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    /// So many bytes were looked at.
    #[cfg_attr(not(test), allow(unused_variables))]
    pub(super) fn count(bytes: usize) {
        #[cfg(test)]
        DONE.set(DONE.get() + bytes);
    }

    /// The bytes that `action` looks at.
    #[cfg(test)]
    pub(in crate::shell) fn of(action: impl FnOnce()) -> usize {
        DONE.set(0);
        action();
        DONE.get()
    }
}

/// A here-document whose text begins after the line.
struct Pending {
    end: String,
    quoted: bool,
    tabs: bool,
    index: usize,
}

/// The reader of one text.
pub(super) struct Parser<'a> {
    text: &'a str,
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) failure: Option<Failure>,
    pub(super) no_arithmetic_after: Option<usize>,
    depth: usize,
    pending: Vec<Pending>,
    here_documents: Vec<Word>,
}

/// Behind these, assignments are words.
const DECLARING: &[&str] = &["declare", "export", "local", "readonly", "typeset"];

/// What ends a list of commands.
const RESERVED: &[&str] = &["then", "else", "elif", "fi", "do", "done", "esac", "}"];

impl<'a> Parser<'a> {
    fn new(text: &'a str, within: Span) -> Self {
        Parser {
            text,
            at: within.start as usize,
            end: (within.end as usize).min(text.len()),
            failure: None,
            no_arithmetic_after: None,
            depth: 0,
            pending: Vec::new(),
            here_documents: Vec::new(),
        }
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        work::count(1);
        self.text.as_bytes().get(..self.end).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes().get(self.at + ahead).copied()
    }

    /// On by one character.
    pub(super) fn step(&mut self) {
        self.at += 1;
        while self.at < self.end && !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        self.at = self.at.min(self.end);
    }

    pub(super) fn find(&self, byte: u8) -> Option<usize> {
        self.find_from(self.at, &[byte])
    }

    /// Where `wanted` stands next.
    fn find_from(&self, from: usize, wanted: &[u8]) -> Option<usize> {
        let rest = self.bytes().get(from..)?;
        let found = memchr::memmem::find(rest, wanted);
        work::count(found.unwrap_or(rest.len()));
        Some(from + found?)
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn fail_at(&mut self, kind: FailureKind, from: usize) {
        let span = Span::new(from, (from + 1).min(self.text.len()));
        self.failure.get_or_insert(Failure { kind, span });
    }

    fn fail(&mut self, kind: FailureKind) {
        self.fail_at(kind, self.at);
    }

    /// Something inside something else.
    pub(super) fn nested<T>(
        &mut self,
        open: usize,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if self.depth >= DEEPEST {
            self.fail_at(FailureKind::BeyondLimits, open);
            return None;
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found.filter(|_| self.failure.is_none())
    }

    /// All commands up to the end of what is read.
    pub(super) fn list_to_end(&mut self) -> Option<List> {
        let (list, _) = self.commands();
        if self.failure.is_none() && self.peek().is_some() {
            self.fail(FailureKind::Unexpected);
        }
        self.failure.is_none().then_some(list)
    }

    /// Commands up to `)`, which is taken too.
    pub(super) fn enclosed_list(&mut self, open: usize) -> Option<List> {
        let list = self.nested(open, |parser| Some(parser.commands().0))?;
        match self.peek() {
            Some(b')') => {
                self.at += 1;
                Some(list)
            }
            Some(_) => {
                self.fail(FailureKind::Unexpected);
                None
            }
            None => {
                self.fail_at(FailureKind::Unclosed, open);
                None
            }
        }
    }

    /// Blanks, escaped line ends and comments.
    fn blanks(&mut self) {
        loop {
            match (self.peek(), self.peek_at(1)) {
                (Some(b' ' | b'\t'), _) => self.at += 1,
                (Some(b'\\'), Some(b'\n')) => self.at += 2,
                (Some(b'#'), _) => self.at = self.find(b'\n').unwrap_or(self.end),
                _ => return,
            }
        }
    }

    /// A line end, and the here-documents that follow it.
    fn newline(&mut self) {
        self.at += 1;
        for pending in std::mem::take(&mut self.pending) {
            let text = self.here_document(&pending);
            if let Some(place) = self.here_documents.get_mut(pending.index) {
                *place = text;
            }
        }
    }

    fn here_document(&mut self, pending: &Pending) -> Word {
        let start = self.at;
        let mut line = start;
        let (end, after) = loop {
            let stop = self.find_from(line, b"\n").unwrap_or(self.end);
            let written = self.slice(line, stop);
            let written = if pending.tabs {
                written.trim_start_matches('\t')
            } else {
                written
            };
            if written == pending.end {
                break (line, (stop + 1).min(self.end));
            }
            if stop >= self.end {
                break (self.end, self.end);
            }
            line = stop + 1;
        };
        let word = if pending.quoted {
            Word {
                span: Span::new(start, end),
                parts: vec![super::Part::Text {
                    span: Span::new(start, end),
                    quoted: true,
                }],
                quoted: true,
            }
        } else {
            self.quoted_text(end)
        };
        self.at = after;
        word
    }

    fn blank_lines(&mut self) {
        loop {
            self.blanks();
            if self.peek() != Some(b'\n') {
                return;
            }
            self.newline();
        }
    }

    /// Commands up to a word or sign that closes something (then true), or to the end.
    fn commands(&mut self) -> (List, bool) {
        let mut list = List::default();
        loop {
            self.blank_lines();
            if self.failure.is_some() || self.peek().is_none() {
                return (list, false);
            }
            if self.closes() {
                return (list, true);
            }
            let Some(mut and_or) = self.and_or() else {
                return (list, false);
            };
            self.blanks();
            match (self.peek(), self.peek_at(1)) {
                (Some(b';'), Some(b';')) => {}
                (Some(b';'), _) => self.at += 1,
                (Some(b'&'), _) => {
                    and_or.background = true;
                    self.at += 1;
                }
                (Some(b'\n') | None, _) => {}
                (Some(b')'), _) => {}
                _ if self.closes() => {}
                _ => {
                    self.fail(FailureKind::Unexpected);
                    return (list, false);
                }
            }
            list.0.push(and_or);
        }
    }

    /// Whether what comes next closes something.
    fn closes(&self) -> bool {
        match (self.peek(), self.peek_at(1)) {
            (Some(b')'), _) | (Some(b';'), Some(b';')) => true,
            _ => RESERVED.iter().any(|word| self.is_next(word)),
        }
    }

    fn is_next(&self, word: &str) -> bool {
        let rest = self.bytes().get(self.at..).unwrap_or_default();
        rest.starts_with(word.as_bytes())
            && rest.get(word.len()).is_none_or(|byte| ends_word(*byte))
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.is_next(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// A reserved word that has to come now, after blank lines.
    fn expect(&mut self, word: &str, open: usize) -> Option<()> {
        self.blank_lines();
        if self.take(word) {
            return Some(());
        }
        match self.peek() {
            None => self.fail_at(FailureKind::Unclosed, open),
            Some(_) => self.fail(FailureKind::Unexpected),
        }
        None
    }

    fn and_or(&mut self) -> Option<AndOr> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.blanks();
            let joint = match (self.peek(), self.peek_at(1)) {
                (Some(b'&'), Some(b'&')) => Joint::And,
                (Some(b'|'), Some(b'|')) => Joint::Or,
                _ => break,
            };
            self.at += 2;
            self.blank_lines();
            rest.push((joint, self.pipeline()?));
        }
        Some(AndOr {
            first,
            rest,
            background: false,
        })
    }

    fn pipeline(&mut self) -> Option<Pipeline> {
        self.blanks();
        let negated = self.take("!");
        let mut commands = vec![self.command()?];
        loop {
            self.blanks();
            match (self.peek(), self.peek_at(1)) {
                (Some(b'|'), Some(b'|')) => break,
                (Some(b'|'), next) => {
                    // `|&` of Bash.
                    self.at += 1 + usize::from(next == Some(b'&'));
                    self.blank_lines();
                    commands.push(self.command()?);
                }
                _ => break,
            }
        }
        Some(Pipeline { negated, commands })
    }

    fn command(&mut self) -> Option<Command> {
        self.blanks();
        let start = self.at;
        let mut redirections = Vec::new();
        let kind = self.nested(start, |parser| parser.command_kind(&mut redirections))?;
        if !matches!(
            kind,
            CommandKind::Simple { .. } | CommandKind::Function { .. }
        ) {
            loop {
                self.blanks();
                match self.redirection() {
                    Some(redirection) => redirections.push(redirection),
                    None => break,
                }
            }
        }
        self.failure.is_none().then(|| Command {
            kind,
            redirections,
            span: Span::new(start, self.at),
        })
    }

    fn command_kind(&mut self, redirections: &mut Vec<Redirection>) -> Option<CommandKind> {
        let open = self.at;
        if self.peek() == Some(b'(') {
            if self.peek_at(1) == Some(b'(') {
                return self.opaque(open, "))");
            }
            self.at += 1;
            return self.enclosed_list(open).map(CommandKind::Subshell);
        }
        if self.is_next("[[") {
            return self.opaque(open, "]]");
        }
        if self.take("{") {
            let (list, _) = self.commands();
            self.expect("}", open)?;
            return Some(CommandKind::Group(list));
        }
        if self.take("if") {
            return self.conditional(open);
        }
        for (word, until) in [("while", false), ("until", true)] {
            if self.take(word) {
                let (condition, _) = self.commands();
                let body = self.body(open)?;
                return Some(CommandKind::While {
                    until,
                    condition,
                    body,
                });
            }
        }
        if self.take("for") {
            return self.for_loop(open);
        }
        if self.take("case") {
            return self.case(open);
        }
        if self.take("function") {
            self.blanks();
            let name = self.plain_word();
            self.blanks();
            if self.peek() == Some(b'(') {
                self.at += 1;
                self.blanks();
                if self.peek() != Some(b')') {
                    self.fail(FailureKind::Unexpected);
                    return None;
                }
                self.at += 1;
            }
            return self.function(name, true);
        }
        self.simple(redirections)
    }

    /// On behind `close`, without looking inside.
    fn opaque(&mut self, open: usize, close: &str) -> Option<CommandKind> {
        match self.find_from(self.at, close.as_bytes()) {
            Some(at) => {
                self.at = at + close.len();
                Some(CommandKind::Opaque)
            }
            None => {
                self.fail_at(FailureKind::Unclosed, open);
                None
            }
        }
    }

    fn body(&mut self, open: usize) -> Option<List> {
        self.expect("do", open)?;
        let (body, _) = self.commands();
        self.expect("done", open)?;
        Some(body)
    }

    fn conditional(&mut self, open: usize) -> Option<CommandKind> {
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            let (condition, _) = self.commands();
            self.expect("then", open)?;
            let (then, _) = self.commands();
            branches.push((condition, then));
            if self.take("elif") {
                continue;
            }
            if self.take("else") {
                otherwise = Some(self.commands().0);
            }
            self.expect("fi", open)?;
            return Some(CommandKind::If {
                branches,
                otherwise,
            });
        }
    }

    fn plain_word(&mut self) -> Span {
        let start = self.at;
        while self.peek().is_some_and(|byte| !ends_word(byte)) {
            self.step();
        }
        Span::new(start, self.at)
    }

    fn for_loop(&mut self, open: usize) -> Option<CommandKind> {
        self.blanks();
        if self.peek() == Some(b'(') {
            self.opaque(open, "))")?;
            self.separator();
            let body = self.body(open)?;
            return Some(CommandKind::For {
                name: Span::new(open, open),
                words: Some(Vec::new()),
                body,
            });
        }
        let name = self.plain_word();
        if !is_name(self.slice(name.start as usize, name.end as usize)) {
            self.fail_at(FailureKind::Unexpected, name.start as usize);
            return None;
        }
        self.blank_lines();
        let words = if self.take("in") {
            Some(self.arguments()?)
        } else {
            None
        };
        self.separator();
        let body = self.body(open)?;
        Some(CommandKind::For { name, words, body })
    }

    fn separator(&mut self) {
        self.blanks();
        if self.peek() == Some(b';') {
            self.at += 1;
        }
    }

    /// CowStr up to the end of the line.
    fn arguments(&mut self) -> Option<Vec<Word>> {
        let mut words = Vec::new();
        loop {
            self.blanks();
            match self.word(Ends::Blank) {
                Some(word) => words.push(word),
                None => return self.failure.is_none().then_some(words),
            }
        }
    }

    fn case(&mut self, open: usize) -> Option<CommandKind> {
        self.blanks();
        let Some(word) = self.word(Ends::Blank) else {
            self.fail(FailureKind::Unexpected);
            return None;
        };
        self.expect("in", open)?;
        let mut arms = Vec::new();
        loop {
            self.blank_lines();
            if self.take("esac") {
                return Some(CommandKind::Case { word, arms });
            }
            if self.peek() == Some(b'(') {
                self.at += 1;
            }
            let mut patterns = Vec::new();
            loop {
                self.blanks();
                match self.word(Ends::Blank) {
                    Some(pattern) => patterns.push(pattern),
                    None if self.failure.is_some() => return None,
                    None => {
                        match self.peek() {
                            None => self.fail_at(FailureKind::Unclosed, open),
                            Some(_) => self.fail(FailureKind::Unexpected),
                        }
                        return None;
                    }
                }
                self.blanks();
                match self.peek() {
                    Some(b'|') => self.at += 1,
                    Some(b')') => {
                        self.at += 1;
                        break;
                    }
                    None => {
                        self.fail_at(FailureKind::Unclosed, open);
                        return None;
                    }
                    Some(_) => {
                        self.fail(FailureKind::Unexpected);
                        return None;
                    }
                }
            }
            let (body, _) = self.commands();
            if self.failure.is_some() {
                return None;
            }
            arms.push((patterns, body));
            self.blank_lines();
            if (self.peek(), self.peek_at(1)) == (Some(b';'), Some(b';')) {
                self.at += 2;
                // `;;&` of Bash.
                if self.peek() == Some(b'&') {
                    self.at += 1;
                }
            } else if !self.is_next("esac") {
                match self.peek() {
                    None => self.fail_at(FailureKind::Unclosed, open),
                    Some(_) => self.fail(FailureKind::Unexpected),
                }
                return None;
            }
        }
    }

    fn function(&mut self, name: Span, bash: bool) -> Option<CommandKind> {
        self.blank_lines();
        let body = Arc::new(self.command()?);
        Some(CommandKind::Function { name, body, bash })
    }

    /// `NAME() …`, if that is what comes.
    fn function_name(&mut self) -> Option<Span> {
        let before = self.at;
        let name = self.plain_word();
        self.blanks();
        if !name.is_empty() && self.peek() == Some(b'(') {
            self.at += 1;
            self.blanks();
            if self.peek() == Some(b')') {
                self.at += 1;
                return Some(name);
            }
        }
        self.at = before;
        None
    }

    fn simple(&mut self, redirections: &mut Vec<Redirection>) -> Option<CommandKind> {
        if self.peek().is_some_and(is_name_byte)
            && let Some(name) = self.function_name()
        {
            return self.function(name, false);
        }
        let mut assignments = Vec::new();
        let mut words = Vec::new();
        loop {
            self.blanks();
            if let Some(redirection) = self.redirection() {
                redirections.push(redirection);
                continue;
            }
            if self.failure.is_some() {
                return None;
            }
            let found = if words.is_empty() {
                self.assignment()
            } else {
                None
            };
            if let Some(assignment) = found {
                assignments.push(assignment);
                continue;
            }
            match self.word(Ends::Blank) {
                Some(mut word) => {
                    let first = words.first().unwrap_or(&word).span;
                    let first = self.slice(first.start as usize, first.end as usize);
                    if DECLARING.contains(&first) {
                        self.declared_array(&mut word)?;
                    }
                    words.push(word);
                }
                None => break,
            }
        }
        if self.failure.is_none()
            && assignments.is_empty()
            && words.is_empty()
            && redirections.is_empty()
        {
            self.fail(FailureKind::Unexpected);
        }
        self.failure
            .is_none()
            .then_some(CommandKind::Simple { assignments, words })
    }

    /// `NAME=(…)` behind `declare` is one word.
    fn declared_array(&mut self, word: &mut Word) -> Option<()> {
        let open = self.at;
        let assigns = open > 0 && self.bytes().get(open - 1) == Some(&b'=');
        if !assigns || self.peek() != Some(b'(') {
            return Some(());
        }
        self.elements()?;
        word.span.end = Span::new(open, self.at).end;
        word.parts.push(super::Part::Opaque {
            span: Span::new(open, self.at),
            quoted: true,
        });
        Some(())
    }

    /// `(word word)`
    fn elements(&mut self) -> Option<Vec<Word>> {
        let open = self.at;
        self.at += 1;
        let mut elements = Vec::new();
        loop {
            self.blank_lines();
            match self.word(Ends::Blank) {
                Some(word) => elements.push(word),
                None => break,
            }
        }
        if self.peek() != Some(b')') {
            self.fail_at(FailureKind::Unclosed, open);
            return None;
        }
        self.at += 1;
        Some(elements)
    }

    fn assignment(&mut self) -> Option<Assignment> {
        let start = self.at;
        let length = self
            .bytes()
            .get(start..)?
            .iter()
            .take_while(|byte| is_name_byte(**byte))
            .count();
        work::count(length);
        if !is_name(self.slice(start, start + length)) {
            return None;
        }
        let append = self.peek_at(length) == Some(b'+');
        if self.peek_at(length + usize::from(append)) != Some(b'=') {
            return None;
        }
        let name = Span::new(start, start + length);
        self.at = start + length + 1 + usize::from(append);
        let value = if self.peek() == Some(b'(') {
            AssignedValue::Array(self.elements()?)
        } else {
            let at = self.at;
            AssignedValue::Word(self.word(Ends::Blank).unwrap_or(Word {
                span: Span::new(at, at),
                ..Word::default()
            }))
        };
        Some(Assignment {
            name,
            append,
            value,
        })
    }

    fn redirection(&mut self) -> Option<Redirection> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        // `&>` of Bash.
        if self.at == start && self.peek() == Some(b'&') && self.peek_at(1) == Some(b'>') {
            self.at += 1;
        }
        let kind = match (self.peek(), self.peek_at(1)) {
            (Some(b'<' | b'>'), Some(b'(')) => None,
            (Some(b'<'), Some(b'<')) => {
                self.at += 2;
                if self.peek() == Some(b'<') {
                    self.at += 1;
                    Some(RedirectionKind::Text)
                } else {
                    return self.here_document_start();
                }
            }
            (Some(b'<'), Some(b'&' | b'>')) | (Some(b'>'), Some(b'&' | b'>' | b'|')) => {
                self.at += 2;
                if self.peek() == Some(b'>') {
                    self.at += 1;
                }
                Some(RedirectionKind::Other)
            }
            (Some(b'<'), _) => {
                self.at += 1;
                Some(RedirectionKind::Input)
            }
            (Some(b'>'), _) => {
                self.at += 1;
                Some(RedirectionKind::Other)
            }
            _ => None,
        };
        let Some(kind) = kind else {
            self.at = start;
            return None;
        };
        self.blanks();
        match self.word(Ends::Blank) {
            Some(target) => Some(Redirection { kind, target }),
            None => {
                self.fail(FailureKind::Unexpected);
                None
            }
        }
    }

    fn here_document_start(&mut self) -> Option<Redirection> {
        let tabs = self.peek() == Some(b'-');
        self.at += usize::from(tabs);
        self.blanks();
        let Some(word) = self.word(Ends::Blank) else {
            self.fail(FailureKind::Unexpected);
            return None;
        };
        let end = word
            .parts
            .iter()
            .map(|part| self.slice(part.span().start as usize, part.span().end as usize))
            .collect();
        self.pending.push(Pending {
            end,
            quoted: word.quoted,
            tabs,
            index: self.here_documents.len(),
        });
        // Filled when the line ends.
        self.here_documents.push(Word::default());
        Some(Redirection {
            kind: RedirectionKind::HereDocument(self.here_documents.len() - 1),
            target: word,
        })
    }
}
