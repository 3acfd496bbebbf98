//! Tables of TOML: their entries stand anywhere in a file, so that each links to the next.

use super::blocks::Blocks;
use super::{Slot, Tag, Tree, three_bytes};
use crate::source::Span;

/// One entry of a table, or one table of an array of tables.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// The slot of the table or array that it belongs to.
    pub(crate) parent: u32,
    /// The slot of the key; of a table in an array, nothing.
    pub(crate) key: u32,
    /// The slot of the value.
    pub(crate) value: u32,
    /// The next entry; behind the last comes the first.
    next: [u8; 3],
    pub(crate) flags: LinkFlags,
}

/// What decides whether a key may be defined again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LinkFlags(u8);

impl LinkFlags {
    /// A table that only stands in the path of others.
    pub(crate) const IMPLICIT: LinkFlags = LinkFlags(1);
    /// A table that a dotted key made.
    pub(crate) const DOTTED: LinkFlags = LinkFlags(2);
    /// The key stands here to be defined, and not only as the path of a header.
    pub(crate) const DEFINED: LinkFlags = LinkFlags(4);

    pub(crate) fn has(self, flag: LinkFlags) -> bool {
        self.0 & flag.0 != 0
    }

    #[must_use]
    pub(crate) fn with(self, flag: LinkFlags) -> LinkFlags {
        LinkFlags(self.0 | flag.0)
    }
}

/// The entries of one table, first to last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Links {
    next: u32,
    /// Zero at the end, else the last link plus one.
    last: u32,
}

impl Links {
    pub(crate) const NONE: Links = Links { next: 0, last: 0 };

    /// The next entry.
    pub(crate) fn advance(&mut self, tree: &Tree) -> Option<u32> {
        let last = self.last.checked_sub(1)?;
        let link = self.next;
        if link == last {
            self.last = 0;
        }
        self.next = tree.links.get(link)?.next();
        Some(link)
    }
}

impl Link {
    fn next(&self) -> u32 {
        let [low, middle, high] = self.next;
        u32::from_le_bytes([low, middle, high, 0])
    }
}

impl Tree {
    /// Adds an entry to a table or a table to an array; `None` when the tree is larger than can be numbered.
    pub(crate) fn add_link(
        &mut self,
        parent: u32,
        key: u32,
        value: u32,
        flags: LinkFlags,
    ) -> Option<u32> {
        let link = u32::try_from(self.links.len()).ok()?;
        let number = three_bytes(link)?;
        let number_behind = three_bytes(link.checked_add(1)?)?;
        let parent_slot = self.slots.get_mut(parent)?;
        let last = parent_slot.number().checked_sub(1);
        parent_slot.number = number_behind;
        // The new last one leads to the first, as the old last one did.
        let first = match last.and_then(|last| self.links.get_mut(last)) {
            Some(last) => std::mem::replace(&mut last.next, number),
            None => number,
        };
        self.links.push(Link {
            parent,
            key,
            value,
            next: first,
            flags,
        });
        Some(link)
    }

    pub(crate) fn link(&self, link: u32) -> Option<&Link> {
        self.links.get(link)
    }

    pub(crate) fn link_mut(&mut self, link: u32) -> Option<&mut Link> {
        self.links.get_mut(link)
    }

    /// The entries of a table, or the tables of an array of tables.
    pub(crate) fn links_of(&self, parent: u32) -> Links {
        let last = match self.get(parent) {
            Some(slot) if slot.tag.is_linked() => slot.number(),
            _ => 0,
        };
        match last.checked_sub(1).and_then(|last| self.links.get(last)) {
            Some(link) => Links {
                next: link.next(),
                last,
            },
            None => Links::NONE,
        }
    }

    /// The last table of an array of tables, or the last entry of a table.
    pub(crate) fn last_link(&self, parent: u32) -> Option<&Link> {
        let slot = self.get(parent).filter(|slot| slot.tag.is_linked())?;
        self.links.get(slot.number().checked_sub(1)?)
    }

    /// Brings the entries of a table into the order of their keys in the file.
    pub(crate) fn sort_links(&mut self, parent: u32) {
        let mut links = self.links_of(parent);
        let mut order: Vec<u32> = std::iter::from_fn(|| links.advance(self)).collect();
        let place = |link: &u32| {
            let key = self.links.get(*link).and_then(|link| self.get(link.key));
            key.map_or(Span::default(), Slot::span)
        };
        order.sort_by_key(place);
        let followers = order.iter().cycle().skip(1);
        let pairs: Vec<_> = order.iter().copied().zip(followers.copied()).collect();
        for (link, next) in pairs {
            if let (Some(link), Some(next)) = (self.links.get_mut(link), three_bytes(next)) {
                link.next = next;
            }
        }
        let last = order.last().and_then(|last| three_bytes(last + 1));
        if let (Some(slot), Some(last)) = (self.slots.get_mut(parent), last) {
            slot.number = last;
        }
    }

    /// Gives a node another extent.
    pub(crate) fn set_span(&mut self, index: u32, span: Span) {
        if let Some(slot) = self.slots.get_mut(index) {
            slot.start = span.start;
            slot.end = span.end;
        }
    }

    /// Begins an inline table: two slots, of which the second will say where it ends.
    pub(crate) fn open_inline_table(&mut self, span: Span) -> Option<u32> {
        let table = self.push(Tag::InlineTable, span, 0)?;
        self.push(Tag::End, span, 0)?;
        Some(table)
    }

    /// Ends an inline table before the next slot, and at `end` in the text.
    pub(crate) fn close_inline_table(&mut self, table: u32, end: u32) {
        self.close(table + 1, end);
        if let Some(slot) = self.slots.get_mut(table) {
            slot.end = end.max(slot.start);
        }
    }
}

/// The links of all tables.
pub(super) type AllLinks = Blocks<Link>;
