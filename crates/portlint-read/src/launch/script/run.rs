//! Lists, pipelines, conditions and loops.

use super::loaded::Loaded;
use super::state::{Function, State, Status};
use super::value::{Origin, Piece, Value};
use crate::reader::HomeReader;
use portlint_host::{Location, SourceFile};
use portlint_syntax::Span;
use portlint_syntax::shell::{
    AndOr, Command, CommandKind, FailureKind, Joint, List, Pipeline, Redirection, RedirectionKind,
    Word, parse_script,
};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Commands and bytes that are followed before a script counts as too long to follow.
const BUDGET: usize = 1_000_000;
/// Commands inside each other, functions and scripts included.
const DEEPEST: usize = 60;
/// Scripts that call each other.
const MOST_SCRIPTS: usize = 4;
/// A loop that goes on for longer waits for something.
const MOST_ROUNDS: usize = 300;

/// Something that says a part of the call.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// In words: a file, `JAVA_OPTS`, `start argument`.
    pub name: String,
    /// The file that is run, unless the user told it.
    pub file: Option<Arc<SourceFile>>,
    /// The place in a file that is not run.
    pub location: Option<Location>,
}

impl Source {
    /// Something that the user told.
    pub(crate) fn told(name: &str) -> Source {
        Source {
            name: name.to_string(),
            file: None,
            location: None,
        }
    }
}

/// A word of a command after expansion.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub value: Value,
    /// May be several words, or none.
    pub open: bool,
}

/// A server that is started.
pub(crate) struct Launch {
    /// What stands behind `java`.
    pub words: Vec<Field>,
    /// How many of them come before the arguments of the server.
    pub arguments: usize,
    /// What the JVM reads of its environment.
    pub environment: BTreeMap<Rc<str>, super::state::Variable>,
}

/// Where execution goes on.
#[derive(Default)]
pub(crate) struct Outcome {
    pub normal: Option<State>,
    pub breaks: Option<State>,
    pub continues: Option<State>,
    pub returns: Option<State>,
}

impl Outcome {
    pub(crate) fn normal(state: State) -> Outcome {
        Outcome {
            normal: Some(state),
            ..Outcome::default()
        }
    }

    pub(crate) fn status(mut state: State, status: Status) -> Outcome {
        state.status = status;
        Outcome::normal(state)
    }

    /// Takes over the ways out of the current list.
    fn leave(&mut self, other: &mut Outcome) {
        self.breaks = join(self.breaks.take(), other.breaks.take());
        self.continues = join(self.continues.take(), other.continues.take());
        self.returns = join(self.returns.take(), other.returns.take());
    }

    fn either(mut self, mut other: Outcome) -> Outcome {
        self.leave(&mut other);
        self.normal = join(self.normal, other.normal);
        self
    }
}

pub(super) fn join(a: Option<State>, b: Option<State>) -> Option<State> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.either(b)),
        (a, b) => a.or(b),
    }
}

/// Follows scripts.
pub(crate) struct Runner<'r, 'f> {
    pub reader: &'r mut HomeReader<'f>,
    /// The home as scripts see it.
    pub home: String,
    pub sources: Vec<Source>,
    pub launches: Vec<Launch>,
    /// The script was not followed to its end, for this reason.
    pub gave_up: Option<&'static str>,
    /// Java was called without a main class.
    pub no_main_class: Option<Origin>,
    /// Where a script first ended by itself.
    pub ended: Option<Origin>,
    /// Something ran that nobody can follow, and that may have started the server.
    pub unfollowed: bool,
    /// The major version of the Java that runs the server.
    pub jdk: Option<u32>,
    budget: usize,
    depth: usize,
    /// Conditions around the current command, in which a failure ends nothing.
    conditions: usize,
    scripts: usize,
    /// Output that is captured, innermost last.
    pub outputs: Vec<Value>,
    /// Lines that commands read, innermost last; `None` for lines that nobody knows.
    pub inputs: Vec<Option<Vec<Value>>>,
    loaded: BTreeMap<String, Option<Rc<Loaded>>>,
}

impl<'r, 'f> Runner<'r, 'f> {
    pub(crate) fn new(reader: &'r mut HomeReader<'f>, home: String, sources: Vec<Source>) -> Self {
        Runner {
            reader,
            home,
            sources,
            launches: Vec::new(),
            gave_up: None,
            no_main_class: None,
            ended: None,
            unfollowed: false,
            jdk: None,
            budget: BUDGET,
            depth: 0,
            conditions: 0,
            scripts: 0,
            outputs: Vec::new(),
            inputs: Vec::new(),
            loaded: BTreeMap::new(),
        }
    }

    /// Takes from the budget; false when nothing is left.
    pub(crate) fn spend(&mut self, amount: usize) -> bool {
        self.budget = self.budget.saturating_sub(amount);
        if self.budget == 0 {
            self.gave_up
                .get_or_insert("the script is too long to follow");
        }
        self.budget > 0
    }

    /// A copy for one of two ways.
    pub(crate) fn copy(&mut self, state: &State) -> State {
        let values = state.variables.values().filter_map(|v| v.value.as_ref());
        let pieces: usize = values.map(|value| value.0.len() + 2).sum();
        self.spend(pieces + state.functions.len() * 2 + 10);
        state.clone()
    }

    /// A script of the home.
    pub(crate) fn load(&mut self, relative: &str) -> Option<Rc<Loaded>> {
        if let Some(known) = self.loaded.get(relative) {
            return known.clone();
        }
        let file = self.reader.text(relative);
        let loaded = file.map(|file| {
            let text: Arc<str> = Arc::from(file.document.source.text());
            self.sources.push(Source {
                name: relative.to_string(),
                file: Some(file),
                location: None,
            });
            let source = self.sources.len() - 1;
            self.read(text, Some(source), format!("{}/{relative}", self.home))
        });
        self.loaded.insert(relative.to_string(), loaded.clone());
        loaded
    }

    /// Parses a text.
    pub(crate) fn read(
        &mut self,
        text: Arc<str>,
        source: Option<usize>,
        path: String,
    ) -> Rc<Loaded> {
        self.spend(text.len());
        let first = text.lines().next().unwrap_or_default();
        let bash = first.starts_with("#!") && first.contains("bash");
        Rc::new(Loaded {
            // Line ends of Windows are told elsewhere; here they are line ends.
            script: parse_script(&without_carriage_returns(&text)),
            text,
            source,
            path,
            bash,
        })
    }

    /// The path relative to the home, of a path as a script writes it.
    pub(crate) fn relative(&self, path: &str) -> Option<String> {
        let inside = path.strip_prefix(&self.home)?.strip_prefix('/')?;
        let normal = normalized(inside)?;
        (!normal.is_empty()).then_some(normal)
    }

    /// An absolute path.
    pub(crate) fn absolute(&self, path: &str, state: &State) -> Option<String> {
        if path.starts_with('/') {
            return Some(format!("/{}", normalized(path)?));
        }
        let directory = state.directory.known()?;
        Some(format!("/{}", normalized(&format!("{directory}/{path}"))?))
    }

    /// Runs a script as a process of its own.
    pub(crate) fn process(&mut self, loaded: &Rc<Loaded>, mut state: State) -> Outcome {
        if self.scripts >= MOST_SCRIPTS {
            self.gave_up
                .get_or_insert("scripts call each other too deep");
            return Outcome::default();
        }
        self.scripts += 1;
        state.variables = state.environment();
        state.functions.clear();
        state.exports_all = false;
        state.ends_on_failure = false;
        // A text that stands in no file has the `$0` that it was given.
        if !loaded.path.is_empty() {
            state.zero = Value::plain(&loaded.path);
        }
        let outcome = self.script(loaded, state);
        self.scripts -= 1;
        outcome
    }

    /// Runs a script in this process.
    pub(crate) fn script(&mut self, loaded: &Rc<Loaded>, state: State) -> Outcome {
        let mut outcome = self.list(loaded, &loaded.script.body, state);
        if let Some(failure) = loaded.script.failure
            && outcome.normal.is_some()
        {
            if failure.kind == FailureKind::BeyondLimits {
                self.gave_up
                    .get_or_insert("the script is too long to follow");
            }
            // A shell ends at what it cannot read.
            outcome.normal = None;
        }
        let returned = outcome.returns.take();
        outcome.normal = join(outcome.normal, returned);
        outcome
    }

    pub(crate) fn list(&mut self, script: &Rc<Loaded>, list: &List, state: State) -> Outcome {
        let mut all = Outcome::default();
        let mut current = Some(state);
        for and_or in &list.0 {
            let Some(state) = current.take() else { break };
            let mut outcome = self.and_or(script, and_or, state);
            all.leave(&mut outcome);
            current = outcome.normal.filter(|state| {
                let fails = state.ends_on_failure
                    && self.conditions == 0
                    && state.status == Status::Failure
                    && and_or.rest.is_empty()
                    && !and_or.first.negated;
                if fails {
                    let origin = self.place_of(script, and_or);
                    self.ended.get_or_insert(origin);
                }
                !fails
            });
        }
        all.normal = current;
        all
    }

    /// Where a command begins that has a place.
    fn place_of(&self, script: &Rc<Loaded>, and_or: &AndOr) -> Origin {
        match and_or.first.commands.first().map(|command| &command.kind) {
            Some(CommandKind::Simple { words, .. }) => {
                let first = words.first().map(|word| script.origin(word.span));
                first.unwrap_or_default()
            }
            _ => script.origin(Span::default()),
        }
    }

    /// Runs the condition of a branch or a loop.
    fn condition(&mut self, script: &Rc<Loaded>, list: &List, state: State) -> Outcome {
        self.conditions += 1;
        let outcome = self.list(script, list, state);
        self.conditions -= 1;
        outcome
    }

    fn and_or(&mut self, script: &Rc<Loaded>, and_or: &AndOr, state: State) -> Outcome {
        if self.depth >= DEEPEST || !self.spend(1) {
            self.gave_up
                .get_or_insert("the script is too deep to follow");
            return Outcome::default();
        }
        self.depth += 1;
        let outcome = if and_or.background {
            let inside = self.copy(&state);
            let before = self.launches.len();
            let outcome = self.joined(script, and_or, inside);
            if self.launches.len() > before && outcome.normal.is_none() {
                Outcome::default()
            } else {
                Outcome::status(state, Status::Success)
            }
        } else {
            self.joined(script, and_or, state)
        };
        self.depth -= 1;
        outcome
    }

    fn joined(&mut self, script: &Rc<Loaded>, and_or: &AndOr, state: State) -> Outcome {
        let mut all = self.pipeline(script, &and_or.first, state);
        for (joint, next) in &and_or.rest {
            let Some(state) = all.normal.take() else {
                break;
            };
            let wanted = match joint {
                Joint::And => Status::Success,
                Joint::Or => Status::Failure,
            };
            let mut outcome = if state.status == wanted {
                self.pipeline(script, next, state)
            } else if state.status == Status::Unknown {
                let mut skipped = self.copy(&state);
                skipped.status = wanted.negated();
                self.pipeline(script, next, state)
                    .either(Outcome::normal(skipped))
            } else {
                Outcome::normal(state)
            };
            all.leave(&mut outcome);
            all.normal = outcome.normal;
        }
        all
    }

    fn pipeline(&mut self, script: &Rc<Loaded>, pipeline: &Pipeline, state: State) -> Outcome {
        let mut outcome = match pipeline.commands.as_slice() {
            [command] => self.command(script, command, state),
            commands => self.stages(script, commands, state),
        };
        if pipeline.negated
            && let Some(state) = &mut outcome.normal
        {
            state.status = state.status.negated();
        }
        outcome
    }

    fn stages(&mut self, script: &Rc<Loaded>, commands: &[Command], mut state: State) -> Outcome {
        let mut piped: Option<Value> = None;
        let before = self.launches.len();
        let mut status = Status::Unknown;
        let mut ended = false;
        for (index, command) in commands.iter().enumerate() {
            let inside = self.copy(&state);
            let is_last = index + 1 == commands.len();
            if let Some(value) = piped.take() {
                let lines = lines(&value);
                self.inputs.push(lines);
            } else {
                self.inputs.push(Some(Vec::new()));
            }
            if !is_last {
                self.outputs.push(Value::default());
            }
            let outcome = self.command(script, command, inside);
            self.inputs.pop();
            if !is_last {
                piped = self.outputs.pop();
            }
            ended |= outcome.normal.is_none();
            status = outcome.normal.map_or(Status::Unknown, |state| state.status);
        }
        if ended && self.launches.len() > before {
            return Outcome::default();
        }
        state.status = status;
        Outcome::normal(state)
    }

    pub(crate) fn command(
        &mut self,
        script: &Rc<Loaded>,
        command: &Command,
        mut state: State,
    ) -> Outcome {
        if self.depth >= DEEPEST || !self.spend(1) {
            self.gave_up
                .get_or_insert("the script is too deep to follow");
            return Outcome::default();
        }
        self.depth += 1;
        let inputs = self.inputs.len();
        for redirection in &command.redirections {
            if let Some(lines) = self.input(script, redirection, &mut state) {
                self.inputs.push(lines);
            }
        }
        let outcome = self.kind(script, command, state);
        self.inputs.truncate(inputs);
        self.depth -= 1;
        outcome
    }

    fn input(
        &mut self,
        script: &Rc<Loaded>,
        redirection: &Redirection,
        state: &mut State,
    ) -> Option<Option<Vec<Value>>> {
        match redirection.kind {
            RedirectionKind::Other => None,
            RedirectionKind::Text => {
                let text = self.single(script, &redirection.target, state);
                Some(lines(&text))
            }
            RedirectionKind::HereDocument(index) => {
                let text = script.script.here_documents.get(index).cloned();
                let text = self.single(script, &text.unwrap_or_default(), state);
                Some(lines(&text))
            }
            RedirectionKind::Input => {
                let path = self.single(script, &redirection.target, state).known();
                let path = path.and_then(|path| self.absolute(&path, state));
                let loaded = path
                    .and_then(|path| self.relative(&path))
                    .and_then(|relative| self.load(&relative));
                Some(loaded.map(|loaded| {
                    let mut at = 0;
                    let mut found = Vec::new();
                    for line in loaded.text.split_inclusive('\n') {
                        // `read` fails on a last line without its end.
                        if let Some(content) = line.strip_suffix('\n') {
                            let span = Span::new(at, at + content.len());
                            found.push(Value::text(content, loaded.origin(span)));
                        }
                        at += line.len();
                    }
                    found
                }))
            }
        }
    }

    fn kind(&mut self, script: &Rc<Loaded>, command: &Command, state: State) -> Outcome {
        match &command.kind {
            CommandKind::Simple { assignments, words } => {
                self.simple(script, assignments, words, state)
            }
            CommandKind::Group(list) => self.list(script, list, state),
            CommandKind::Subshell(list) => {
                let inside = self.copy(&state);
                let before = self.launches.len();
                let outcome = self.list(script, list, inside);
                match outcome.normal {
                    Some(inside) => Outcome::status(state, inside.status),
                    None if self.launches.len() > before => Outcome::default(),
                    None => Outcome::status(state, Status::Unknown),
                }
            }
            CommandKind::If {
                branches,
                otherwise,
            } => self.branches(script, branches, otherwise.as_ref(), state),
            CommandKind::While {
                until,
                condition,
                body,
            } => self.while_loop(script, *until, condition, body, state),
            CommandKind::For { name, words, body } => {
                self.for_loop(script, *name, words.as_deref(), body, state)
            }
            CommandKind::Case { word, arms } => self.case(script, word, arms, state),
            CommandKind::Function { name, body, bash } => {
                let mut state = state;
                if *bash && !script.bash {
                    taint(
                        &mut state,
                        "`function` is known to Bash only",
                        script.origin(*name),
                    );
                }
                let function = Function {
                    script: Rc::clone(script),
                    body: Arc::clone(body),
                };
                state
                    .functions
                    .insert(Rc::from(script.slice(*name)), function);
                Outcome::status(state, Status::Success)
            }
            CommandKind::Opaque => {
                self.unfollowed = true;
                Outcome::status(state, Status::Unknown)
            }
        }
    }

    fn branches(
        &mut self,
        script: &Rc<Loaded>,
        branches: &[(List, List)],
        otherwise: Option<&List>,
        state: State,
    ) -> Outcome {
        let Some(((condition, then), rest)) = branches.split_first() else {
            return match otherwise {
                Some(list) => self.list(script, list, state),
                None => Outcome::status(state, Status::Success),
            };
        };
        let mut all = self.condition(script, condition, state);
        let Some(state) = all.normal.take() else {
            return all;
        };
        let mut outcome = match state.status {
            Status::Success => self.list(script, then, state),
            Status::Failure => self.branches(script, rest, otherwise, state),
            Status::Unknown => {
                let other = self.copy(&state);
                let taken = self.list(script, then, state);
                let not_taken = self.branches(script, rest, otherwise, other);
                taken.either(not_taken)
            }
        };
        all.leave(&mut outcome);
        all.normal = outcome.normal;
        all
    }

    fn while_loop(
        &mut self,
        script: &Rc<Loaded>,
        until: bool,
        condition: &List,
        body: &List,
        state: State,
    ) -> Outcome {
        let mut all = Outcome::default();
        let mut broken = None;
        let mut current = Some(state);
        let mut unknown_rounds = 0;
        let mut exits = None;
        for _ in 0..MOST_ROUNDS {
            let Some(state) = current.take() else { break };
            let mut asked = self.condition(script, condition, state);
            broken = join(broken, asked.breaks.take());
            all.returns = join(all.returns.take(), asked.returns.take());
            let Some(state) = asked.normal else { break };
            let status = if until {
                state.status.negated()
            } else {
                state.status
            };
            match status {
                Status::Failure => {
                    exits = join(exits, Some(state));
                    break;
                }
                Status::Unknown => {
                    let copy = self.copy(&state);
                    exits = join(exits, Some(copy));
                    unknown_rounds += 1;
                    if unknown_rounds > 2 {
                        break;
                    }
                }
                Status::Success => {}
            }
            let mut round = self.list(script, body, state);
            broken = join(broken, round.breaks.take());
            all.returns = join(all.returns.take(), round.returns.take());
            current = join(round.normal, round.continues);
        }
        all.normal = join(exits, broken);
        if let Some(state) = &mut all.normal {
            state.status = Status::Success;
        }
        all
    }

    fn for_loop(
        &mut self,
        script: &Rc<Loaded>,
        name: Span,
        words: Option<&[Word]>,
        body: &List,
        mut state: State,
    ) -> Outcome {
        let values: Vec<Field> = match words {
            Some(words) => words
                .iter()
                .flat_map(|word| self.fields(script, word, &mut state))
                .collect(),
            None => {
                let closed = |value: &Value| Field {
                    value: value.clone(),
                    open: false,
                };
                state.arguments.iter().map(closed).collect()
            }
        };
        let mut all = Outcome::default();
        let mut broken = None;
        let mut current = Some(state);
        for field in values {
            let Some(mut state) = current.take() else {
                break;
            };
            // A pattern for files, or words of unknown number.
            let unknown = matches!(field.value.0.as_slice(), [Piece::Unknown { .. }]);
            let skipped = (field.open || unknown).then(|| self.copy(&state));
            if !name.is_empty() {
                state.set(script.slice(name), field.value);
            }
            let mut round = self.list(script, body, state);
            broken = join(broken, round.breaks.take());
            all.returns = join(all.returns.take(), round.returns.take());
            current = join(join(round.normal, round.continues), skipped);
        }
        all.normal = join(current, broken);
        all
    }

    fn case(
        &mut self,
        script: &Rc<Loaded>,
        word: &Word,
        arms: &[(Vec<Word>, List)],
        mut state: State,
    ) -> Outcome {
        let value = self.single(script, word, &mut state);
        let mut all = Outcome::default();
        for (patterns, body) in arms {
            let mut matches = Some(false);
            for pattern in patterns {
                let matched = self.matches(script, pattern, &value, &mut state);
                matches = match (matches, matched) {
                    (_, Some(true)) => Some(true),
                    (Some(false), matched) => matched,
                    (matches, _) => matches,
                };
                if matches == Some(true) {
                    break;
                }
            }
            match matches {
                Some(false) => {}
                Some(true) => return all.either(self.list(script, body, state)),
                None => {
                    let taken = self.copy(&state);
                    let outcome = self.list(script, body, taken);
                    all = all.either(outcome);
                }
            }
        }
        state.status = Status::Success;
        all.either(Outcome::normal(state))
    }
}

/// Something happened that may have set any variable.
pub(super) fn taint(state: &mut State, reason: &str, origin: Origin) {
    if state.tainted.is_none() {
        state.tainted = Some((Rc::from(reason), origin));
    }
    for name in super::state::OPTION_VARIABLES {
        let variable = state.variable(name);
        let exported = variable.exported;
        variable.value = Some(Value::unknown(true, false, reason, origin));
        variable.maybe_unset = true;
        // A variable that was not set need not be given to the JVM.
        variable.exported = exported || *name == "JAVA_OPTS";
    }
}

/// The lines of a text, if it is known how many there are.
fn lines(text: &Value) -> Option<Vec<Value>> {
    let mut all = vec![Value::default()];
    for piece in &text.0 {
        match piece {
            Piece::Text { text, origin } => {
                for (index, line) in text.split('\n').enumerate() {
                    if index > 0 {
                        all.push(Value::default());
                    }
                    if let Some(last) = all.last_mut() {
                        last.append(Value::text(line, *origin));
                    }
                }
            }
            Piece::Unknown { any: true, .. } => return None,
            unknown @ Piece::Unknown { .. } => {
                if let Some(last) = all.last_mut() {
                    last.push(unknown.clone());
                }
            }
        }
    }
    if all.len() > 1 && all.last().is_some_and(|last| last.0.is_empty()) {
        all.pop();
    }
    Some(all)
}

/// A path without `.`, `..` and doubled separators, without the first `/`.
fn normalized(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The text with blanks for the carriage returns at line ends: spans stay what they are.
fn without_carriage_returns(text: &str) -> std::borrow::Cow<'_, str> {
    // One such line in a file of others is a slip, and its carriage return a part of the last word.
    let whole_file = text
        .find('\n')
        .is_some_and(|end| text.get(..end).is_some_and(|line| line.ends_with('\r')));
    if whole_file {
        text.replace("\\\r\n", " \\\n")
            .replace("\r\n", " \n")
            .into()
    } else {
        text.into()
    }
}
