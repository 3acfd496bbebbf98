//! Variables, arguments and directory of a running script.

use super::loaded::Loaded;
use super::value::{Origin, Value};
use portlint_syntax::shell::Command;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Variables that put options on the command line of the JVM, or that the JVM reads itself.
pub(super) const OPTION_VARIABLES: &[&str] = &[
    "JAVA_OPTS",
    "JVM_MEM_OPTS",
    "NODE_PARAMS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
];

/// A variable.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variable {
    /// Its text; `None` when it is not set.
    pub value: Option<Value>,
    /// Given to commands.
    pub exported: bool,
    /// Whether it is set is not known either.
    pub maybe_unset: bool,
}

/// Whether a command succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// It did.
    Success,
    /// It did not.
    Failure,
    /// Nobody knows.
    Unknown,
}

impl Status {
    pub(crate) fn of(succeeds: Option<bool>) -> Status {
        match succeeds {
            Some(true) => Status::Success,
            Some(false) => Status::Failure,
            None => Status::Unknown,
        }
    }

    pub(crate) fn negated(self) -> Status {
        match self {
            Status::Success => Status::Failure,
            Status::Failure => Status::Success,
            Status::Unknown => Status::Unknown,
        }
    }
}

/// A function of a script.
#[derive(Clone)]
pub(crate) struct Function {
    pub script: Rc<Loaded>,
    pub body: Arc<Command>,
}

/// Everything that a command can read or change.
#[derive(Clone)]
pub(crate) struct State {
    /// Variables by name.
    pub variables: BTreeMap<Rc<str>, Variable>,
    /// `$1` and so on.
    pub arguments: Rc<Vec<Value>>,
    /// `$0`
    pub zero: Value,
    /// The current directory.
    pub directory: Value,
    pub functions: BTreeMap<Rc<str>, Function>,
    pub status: Status,
    /// Every assignment exports (`set -a`).
    pub exports_all: bool,
    /// The script ends where a command fails (`set -e`).
    pub ends_on_failure: bool,
    /// A variable that nobody knows the name of was set, or a file that nobody can read was run.
    pub tainted: Option<(Rc<str>, Origin)>,
}

impl State {
    /// Nothing is set.
    pub(crate) fn new(zero: Value, directory: Value) -> State {
        State {
            variables: BTreeMap::new(),
            arguments: Rc::default(),
            zero,
            directory,
            functions: BTreeMap::new(),
            status: Status::Success,
            exports_all: false,
            ends_on_failure: false,
            tainted: None,
        }
    }

    /// What another process sees of this one.
    pub(crate) fn environment(&self) -> BTreeMap<Rc<str>, Variable> {
        let exported = self
            .variables
            .iter()
            .filter(|(_, variable)| variable.exported);
        exported
            .map(|(name, variable)| (name.clone(), variable.clone()))
            .collect()
    }

    /// Sets a variable.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        let exports_all = self.exports_all;
        let variable = self.variable(name);
        variable.value = Some(value);
        variable.maybe_unset = false;
        variable.exported |= exports_all;
    }

    /// The variable of a name, made where it is missing.
    pub(crate) fn variable(&mut self, name: &str) -> &mut Variable {
        if !self.variables.contains_key(name) {
            self.variables.insert(Rc::from(name), Variable::default());
        }
        self.variables.entry(Rc::from(name)).or_default()
    }

    /// The state after one of two ways, when nobody knows which.
    pub(crate) fn either(mut self, other: State) -> State {
        if self.status != other.status {
            self.status = Status::Unknown;
        }
        let missing: Vec<_> = other
            .variables
            .keys()
            .filter(|name| !self.variables.contains_key(*name))
            .cloned()
            .collect();
        for name in missing {
            self.variables.insert(name, Variable::default());
        }
        let unset = Variable::default();
        for (name, mine) in &mut self.variables {
            let theirs = other.variables.get(name).unwrap_or(&unset);
            mine.exported |= theirs.exported;
            let empty = Value::default();
            match (&mine.value, &theirs.value) {
                (None, None) => {}
                (Some(a), Some(b)) if a == b => mine.maybe_unset |= theirs.maybe_unset,
                (a, b) => {
                    let unset = a.is_none() || b.is_none();
                    let joined = a
                        .as_ref()
                        .unwrap_or(&empty)
                        .either(b.as_ref().unwrap_or(&empty));
                    mine.maybe_unset |= theirs.maybe_unset || unset;
                    mine.value = Some(joined);
                }
            }
        }
        for (name, function) in other.functions {
            self.functions.entry(name).or_insert(function);
        }
        if *self.arguments != *other.arguments {
            let all = self.arguments.iter().chain(other.arguments.iter());
            let joined = all.fold(Value::default(), |joined, value| joined.either(value));
            self.arguments = Rc::new(vec![joined]);
        }
        self.directory = self.directory.either(&other.directory);
        self.exports_all |= other.exports_all;
        self.ends_on_failure &= other.ends_on_failure;
        self.tainted = self.tainted.or(other.tainted);
        self
    }
}
