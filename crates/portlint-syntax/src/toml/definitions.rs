//! Where a key that is defined twice was defined first; the library tells only the second place.

use std::collections::HashMap;

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind};

use super::events::{for_each_event, span};
use crate::source::Span;

/// For the span of every key that repeats an earlier one, the span of the earlier one.
pub(super) fn first_spans(text: &str) -> HashMap<Span, Span> {
    let mut definitions = Definitions { text, ..Definitions::default() };
    for_each_event(text, &mut |_| {}, &mut |event| definitions.handle(&event));
    definitions.repeated
}

/// A table that keys go into, by number: equal paths have equal numbers.
type Table = usize;

#[derive(Default)]
struct Definitions<'t> {
    text: &'t str,
    /// The table at each key of each table, and where the key was first seen.
    known: HashMap<(Table, String), (Table, Span)>,
    tables: Table,
    /// The table of the last header; 0 is the root.
    header: Table,
    /// Tables that hold the open inline tables and arrays.
    outer: Vec<Table>,
    /// The table that the next key goes into.
    current: Table,
    /// The parts of the key that is being read.
    parts: Vec<(String, Span)>,
    repeated: HashMap<Span, Span>,
}

impl Definitions<'_> {
    fn handle(&mut self, event: &Event) {
        match event.kind() {
            EventKind::SimpleKey => {
                let key = self.key(event);
                self.parts.push((key, span(event.span())));
            }
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.parts.clear();
                self.outer.clear();
                self.current = 0;
            }
            EventKind::StdTableClose => {
                self.header = self.define();
                self.current = self.header;
            }
            EventKind::ArrayTableClose => {
                // Each element of an array of tables starts without keys.
                let last = self.parts.last().map(|(key, _)| key.clone());
                let parent = self.descend();
                self.header = self.new_table();
                if let Some(key) = last {
                    self.known.insert((parent, key), (self.header, Span::default()));
                }
                self.current = self.header;
            }
            EventKind::KeyValSep => {
                let value = self.define();
                self.outer.push(self.current);
                self.current = value;
            }
            EventKind::InlineTableOpen | EventKind::ArrayOpen => {
                self.outer.push(self.current);
                // Elements of an array are tables of their own.
                if event.kind() == EventKind::ArrayOpen || self.outer.len() > 2 {
                    self.current = self.new_table();
                }
            }
            EventKind::InlineTableClose | EventKind::ArrayClose => {
                self.close();
            }
            EventKind::ValueSep | EventKind::Newline => {}
            _ => {}
        }
    }
}
