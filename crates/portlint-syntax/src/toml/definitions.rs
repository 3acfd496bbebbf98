//! Where a key that is defined twice was defined first; the library tells only the second place.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind};

use super::events::{for_each_event, span};
use crate::source::Span;

/// What is defined twice.
#[derive(Default)]
pub(super) struct Repetitions {
    /// For the span of every key that repeats an earlier one, the span of the earlier one.
    pub repeated: HashMap<Span, Span>,
    /// Those of them whose table header is a repetition itself.
    pub below_repeated_header: HashSet<Span>,
}

/// Finds what is defined twice. Keys inside inline tables and arrays are not followed.
pub(super) fn repetitions(text: &str) -> Repetitions {
    let mut definitions = Definitions::default();
    let source = Source::new(text);
    for_each_event(text, &mut |_| {}, &mut |event| {
        definitions.handle(&event, &source)
    });
    definitions.found
}

/// The number of a key with all that leads to it; 0 is the root.
type Path = usize;

#[derive(Default)]
struct Definitions<'t> {
    /// The path of each key below each path. An element of an array of tables replaces the one before.
    children: HashMap<(Path, Cow<'t, str>), Path>,
    paths: Path,
    first: HashMap<Path, Span>,
    found: Repetitions,
    /// The path of the last table header.
    header: Path,
    /// Whether that header repeats an earlier one.
    header_is_repeated: bool,
    /// The parts of the key that is being read.
    parts: Vec<(Cow<'t, str>, Span)>,
    /// Open inline tables and arrays.
    nesting: usize,
}

impl<'t> Definitions<'t> {
    fn handle(&mut self, event: &Event, source: &Source<'t>) {
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.nesting = 0;
                self.parts.clear();
            }
            EventKind::InlineTableOpen | EventKind::ArrayOpen => self.nesting += 1,
            EventKind::InlineTableClose | EventKind::ArrayClose => {
                self.nesting = self.nesting.saturating_sub(1)
            }
            EventKind::SimpleKey if self.nesting == 0 => {
                let mut key = Cow::Borrowed("");
                if let Some(raw) = source.get(event) {
                    raw.decode_key(&mut key, &mut ());
                }
                self.parts.push((key, span(event.span())));
            }
            EventKind::KeyValSep if self.nesting == 0 => {
                let parts = std::mem::take(&mut self.parts);
                let mut path = self.header;
                for (key, place) in parts {
                    path = self.child(path, key);
                    if self.define(path, place) && self.header_is_repeated {
                        self.found.below_repeated_header.insert(place);
                    }
                }
            }
            EventKind::StdTableClose => {
                if let Some((parent, key, place)) = self.header_parts() {
                    self.header = self.child(parent, key);
                    self.header_is_repeated = self.define(self.header, place);
                }
            }
            EventKind::ArrayTableClose => {
                if let Some((parent, key, place)) = self.header_parts() {
                    let array = self.child(parent, key.clone());
                    self.define(array, place);
                    self.header = self.new_path();
                    self.header_is_repeated = false;
                    self.children.insert((parent, key), self.header);
                }
            }
            _ => {}
        }
    }

    /// The path of the parent, the last key and its place.
    fn header_parts(&mut self) -> Option<(Path, Cow<'t, str>, Span)> {
        let mut parts = std::mem::take(&mut self.parts);
        let (key, place) = parts.pop()?;
        let parent = parts
            .into_iter()
            .fold(0, |path, (key, _)| self.child(path, key));
        Some((parent, key, place))
    }

    fn child(&mut self, parent: Path, key: Cow<'t, str>) -> Path {
        if let Some(path) = self.children.get(&(parent, key.clone())) {
            return *path;
        }
        let path = self.new_path();
        self.children.insert((parent, key), path);
        path
    }

    fn new_path(&mut self) -> Path {
        self.paths += 1;
        self.paths
    }

    /// Whether the path was defined before.
    fn define(&mut self, path: Path, place: Span) -> bool {
        let first = *self.first.entry(path).or_insert(place);
        if first != place {
            self.found.repeated.insert(place, first);
        }
        first != place
    }
}
