//! The flat form of a tree: one slot for each key and each node, in the order in which they come.
//!
//! | node | its slots |
//! |---|---|
//! | scalar, alias | one |
//! | sequence | its own, then those of its items |
//! | mapping | its own, then key and value of each entry |
//! | element | its own, its name, key and value of each attribute, then those of its children |
//! | inline table | its own, one that says where it ends, then those of keys and values as they were read |
//! | table, array of tables | one |
//!
//! The entries of TOML tables are [`links`], because a file may define them in any order.
//! A slot that holds others says where they end, so that a walk needs neither lists nor links. Texts are spans of the
//! source; only what differs from what is written (escapes, references, line ends) is kept decoded beside.

mod blocks;
mod key_set;
mod links;

use crate::source::{Source, Span};

use blocks::Blocks;
pub(crate) use key_set::{KeySet, Keys};
pub(crate) use links::{Link, LinkFlags, Links};

/// Bytes of text for one slot, as files of servers have it.
const BYTES_PER_SLOT: usize = 16;

/// A key or a node, in 12 bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    start: u32,
    end: u32,
    /// Of scalars, keys and names: how to get the text. Of a node that holds others: the slot behind the last of them.
    /// Of an alias: its target.
    number: [u8; 3],
    tag: Tag,
}

/// What a slot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    Plain,
    Quoted,
    Block,
    Integer,
    Float,
    Boolean,
    DateTime,
    CData,
    Absent,
    Alias,
    Sequence,
    Mapping,
    Element,
    /// A table of TOML that a header or a dotted key made; its number is that of its last entry, plus one.
    Table,
    /// A table in braces; its number is that of its last entry, plus one.
    InlineTable,
    /// An array of tables; its number is that of its last table, plus one.
    Tables,
    /// Where the inline table in the slot before ends.
    End,
    /// The name of the element in the slot before; its number is what lies between the name and the end of the tag.
    Name,
    /// A key; its value follows.
    Key,
    /// A key that is a node of its own; this node follows, then the value.
    NodeKey,
}

impl Tag {
    fn is_linked(self) -> bool {
        matches!(self, Tag::Table | Tag::InlineTable | Tag::Tables)
    }
}

impl Slot {
    pub(crate) fn tag(&self) -> Tag {
        self.tag
    }

    pub(crate) fn span(&self) -> Span {
        Span {
            start: self.start,
            end: self.end,
        }
    }

    pub(crate) fn number(&self) -> u32 {
        let [low, middle, high] = self.number;
        u32::from_le_bytes([low, middle, high, 0])
    }
}

/// The text of a scalar or key, compared with its span.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Text<'t> {
    /// As written.
    Written,
    /// As written, without the first and the last byte, which are quotes.
    Inner,
    /// Something else.
    Other(&'t str),
}

impl<'t> Text<'t> {
    /// How `text` is written in the source.
    pub(crate) fn of(text: &'t str, written: &str) -> Self {
        let inner = || written.get(1..written.len().checked_sub(1)?);
        if text == written {
            Text::Written
        } else if inner() == Some(text) {
            Text::Inner
        } else {
            Text::Other(text)
        }
    }
}

/// The slots of a document and the texts that are not written as they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    slots: Blocks<Slot>,
    links: links::AllLinks,
    /// The decoded texts, one after the other.
    decoded: String,
    /// Where each of them ends.
    ends: Vec<u32>,
}

impl Tree {
    /// A tree for a text of `bytes` bytes.
    pub(crate) fn for_text(bytes: usize) -> Self {
        Tree {
            slots: Blocks::with_capacity(bytes / BYTES_PER_SLOT + 2),
            ..Tree::default()
        }
    }

    /// The number that the next slot gets.
    pub(crate) fn next(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// Adds a slot; `None` when the tree is larger than can be numbered.
    pub(crate) fn push(&mut self, tag: Tag, span: Span, number: u32) -> Option<u32> {
        let index = self.next();
        // Behind the last slot lies one more number, where the root ends.
        three_bytes(index.checked_add(1)?)?;
        self.slots.push(Slot {
            start: span.start,
            end: span.end,
            number: three_bytes(number)?,
            tag,
        });
        Some(index)
    }

    /// Adds a slot with a text, see [`Tree::push`].
    pub(crate) fn push_text(&mut self, tag: Tag, text: Text<'_>, span: Span) -> Option<u32> {
        let number = match text {
            Text::Written => 0,
            Text::Inner => 1,
            Text::Other(text) => {
                self.decoded.push_str(text);
                self.ends.push(u32::try_from(self.decoded.len()).ok()?);
                u32::try_from(self.ends.len()).ok()?.checked_add(1)?
            }
        };
        self.push(tag, span, number)
    }

    /// Ends a node that holds others: before the next slot, and at `end` in the text.
    pub(crate) fn close(&mut self, index: u32, end: u32) {
        let next = three_bytes(self.next());
        if let (Some(slot), Some(next)) = (self.slots.get_mut(index), next) {
            slot.number = next;
            slot.end = end.max(slot.start);
        }
    }

    pub(crate) fn get(&self, index: u32) -> Option<&Slot> {
        self.slots.get(index)
    }

    /// The slot behind a node and all that it holds.
    pub(crate) fn behind(&self, index: u32) -> u32 {
        let end = match self.get(index) {
            Some(slot) => match slot.tag {
                Tag::Sequence | Tag::Mapping | Tag::Element => slot.number(),
                Tag::InlineTable => self.get(index + 1).map_or(0, Slot::number),
                _ => 0,
            },
            None => 0,
        };
        end.max(index + 1)
    }

    /// The text of a scalar, key or name; empty for any other slot.
    pub(crate) fn text<'d>(&'d self, source: &'d Source, slot: &Slot) -> &'d str {
        let written = source.written(slot.span());
        match (slot.tag, slot.number()) {
            (
                Tag::Sequence
                | Tag::Mapping
                | Tag::Element
                | Tag::Table
                | Tag::InlineTable
                | Tag::Tables
                | Tag::End
                | Tag::Alias,
                _,
            ) => "",
            (Tag::Name, _) | (_, 0) => written,
            (_, 1) => written
                .get(1..written.len().saturating_sub(1))
                .unwrap_or(""),
            (_, number) => self.decoded(number - 2),
        }
    }

    fn decoded(&self, index: u32) -> &str {
        let index = index as usize;
        let end = |index: usize| self.ends.get(index).map_or(0, |end| *end as usize);
        let start = index.checked_sub(1).map_or(0, end);
        self.decoded.get(start..end(index)).unwrap_or("")
    }

    /// Gives back what was taken in reserve: a document lives as long as its host, and a host has thousands.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.slots.shrink_to_fit();
        self.links.shrink_to_fit();
        self.decoded.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

fn three_bytes(number: u32) -> Option<[u8; 3]> {
    match number.to_le_bytes() {
        [low, middle, high, 0] => Some([low, middle, high]),
        _ => None,
    }
}
