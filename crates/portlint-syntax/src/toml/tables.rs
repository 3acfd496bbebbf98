//! Which tables a file defines, and what it must not define again.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::dialect;
use super::slips::Slips;
use crate::document::{Document, ErrorKind};
use crate::leaf::NodeId;
use crate::source::Span;
use crate::tree::{Link, LinkFlags, Tag, Text};

/// Up to so many entries of a table are looked through; more are hashed.
const FEW: usize = 8;

/// One part of a dotted key.
#[derive(Debug, Clone)]
pub(super) struct Part<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) span: Span,
}

/// The tables of a file.
pub(super) struct Tables {
    root: u32,
    /// The table of the last header.
    current: u32,
    /// How deep it lies.
    depth: usize,
    /// Whether its header repeats an earlier one.
    is_repeated: bool,
    /// The entries of large tables.
    index: HashTable<u32>,
    hasher: RandomState,
    /// Tables whose entries are not in the order of the file.
    unordered: Vec<u32>,
}

/// A table, and how deep its values lie.
struct Place {
    table: u32,
    depth: usize,
    /// The last table of an array of tables, reached through the array.
    is_element: bool,
}

impl Place {
    fn new(table: u32, depth: usize) -> Self {
        Place {
            table,
            depth,
            is_element: false,
        }
    }
}

/// Why a key leads nowhere.
enum Refusal {
    /// It was told.
    Told,
    /// Nothing more is read.
    Full,
}

type Found<T> = Result<T, Refusal>;

impl Tables {
    pub(super) fn new(document: &mut Document) -> Option<Self> {
        let end = document.source.text().len();
        let root = document.open(Tag::Table, Span::new(0, end))?;
        document.root = Some(root);
        Some(Tables {
            root: root.0,
            current: root.0,
            depth: 1,
            is_repeated: false,
            index: HashTable::new(),
            hasher: RandomState::new(),
            unordered: Vec::new(),
        })
    }

    /// How deep the values of the last header's table lie.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Begins the table of a header, `[path]` or `[[path]]`.
    pub(super) fn header(
        &mut self,
        path: &[Part<'_>],
        span: Span,
        is_array: bool,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Option<()> {
        self.is_repeated = false;
        let opened = self.opened(path, span, is_array, slips, document);
        let place = match opened {
            Ok(place) => place,
            // What stands below a header that leads nowhere is read, and belongs to nothing.
            Err(Refusal::Told) => Place::new(document.open(Tag::Table, span)?.0, path.len() + 1),
            Err(Refusal::Full) => return None,
        };
        if place.depth > document.limits.depth {
            document.report_depth(span);
            return None;
        }
        self.current = place.table;
        self.depth = place.depth;
        Some(())
    }

    fn opened(
        &mut self,
        path: &[Part<'_>],
        span: Span,
        is_array: bool,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Found<Place> {
        let Some((key, parents)) = path.split_last() else {
            return Err(Refusal::Told);
        };
        let start = Place::new(self.root, 1);
        let parent = self.descend(start, parents, None, slips, document)?;
        // The tables of one name are a level of their own.
        let depth = parent.depth + if is_array { 2 } else { 1 };
        if depth > document.limits.depth {
            document.report_depth(span);
            return Err(Refusal::Full);
        }
        if is_array {
            self.array_table(&parent, key, span, slips, document)
        } else {
            self.table(&parent, key, span, slips, document)
        }
    }

    fn table(
        &mut self,
        parent: &Place,
        key: &Part<'_>,
        span: Span,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Found<Place> {
        let depth = parent.depth + 1;
        let Some(link) = self.find(parent.table, &key.text, document) else {
            let table = document.open(Tag::Table, span).ok_or(Refusal::Full)?.0;
            self.insert(parent.table, key, table, LinkFlags::DEFINED, document)?;
            return Ok(Place::new(table, depth));
        };
        let entry = document.tree.link(link).copied().ok_or(Refusal::Full)?;
        let tag = document.tree.get(entry.value).map(|slot| slot.tag());
        let is_path = tag == Some(Tag::Table)
            && entry.flags.has(LinkFlags::IMPLICIT)
            && !entry.flags.has(LinkFlags::DOTTED);
        if !is_path {
            self.is_repeated = entry.flags.has(LinkFlags::DEFINED);
            slips.duplicate(key.span, self.first(&entry, document), document);
        } else {
            let first = document.tree.get(entry.key).map(|slot| slot.span());
            document.report_related(
                ErrorKind::RefusedByServer,
                dialect::ANCESTOR_LATE,
                span,
                first.map(|first| (first, dialect::SUB_TABLE)),
            );
        }
        let table = match tag {
            Some(Tag::Table) if is_path => entry.value,
            // Of two tables the first stands, with the keys of both.
            Some(Tag::Table | Tag::InlineTable) => return Ok(Place::new(entry.value, depth)),
            _ => document.open(Tag::Table, span).ok_or(Refusal::Full)?.0,
        };
        document.tree.set_span(table, span);
        let slot = self.add_key(key, document)?;
        if let Some(entry) = document.tree.link_mut(link) {
            entry.key = slot;
            entry.value = table;
            entry.flags = LinkFlags::DEFINED;
        }
        self.unordered.push(parent.table);
        Ok(Place::new(table, depth))
    }

    fn array_table(
        &mut self,
        parent: &Place,
        key: &Part<'_>,
        span: Span,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Found<Place> {
        let tables = match self.find(parent.table, &key.text, document) {
            None => {
                let tables = document.open(Tag::Tables, span).ok_or(Refusal::Full)?.0;
                self.insert(parent.table, key, tables, LinkFlags::default(), document)?;
                tables
            }
            Some(link) => {
                let entry = document.tree.link(link).copied().ok_or(Refusal::Full)?;
                let tag = document.tree.get(entry.value).map(|slot| slot.tag());
                if tag != Some(Tag::Tables) {
                    slips.duplicate(key.span, self.first(&entry, document), document);
                    return Err(Refusal::Told);
                }
                entry.value
            }
        };
        let table = document.open(Tag::Table, span).ok_or(Refusal::Full)?.0;
        document
            .tree
            .add_link(tables, tables, table, LinkFlags::default())
            .ok_or(Refusal::Full)?;
        Ok(Place::new(table, parent.depth + 2))
    }

    /// Adds a key with its value to the table of the last header.
    pub(super) fn add(
        &mut self,
        path: &[Part<'_>],
        value: u32,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Option<()> {
        let start = Place::new(self.current, self.depth);
        self.add_to(start, Tag::Table, path, value, slips, document)
    }

    /// Adds a key with its value to an inline table that lies at a depth.
    pub(super) fn add_inline(
        &mut self,
        (table, depth): (NodeId, usize),
        path: &[Part<'_>],
        value: u32,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Option<()> {
        let start = Place::new(table.0, depth);
        self.add_to(start, Tag::InlineTable, path, value, slips, document)
    }

    fn add_to(
        &mut self,
        start: Place,
        inside: Tag,
        path: &[Part<'_>],
        value: u32,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Option<()> {
        let (key, parents) = path.split_last()?;
        let parent = match self.descend(start, parents, Some(inside), slips, document) {
            Ok(parent) => parent,
            Err(Refusal::Told) => return Some(()),
            Err(Refusal::Full) => return None,
        };
        match self.find(parent.table, &key.text, document) {
            // A dotted key adds nothing to a table with a header.
            _ if parent.is_element => slips.duplicate(key.span, None, document),
            Some(link) => self.refuse(link, key.span, inside, slips, document),
            None => {
                let flags = LinkFlags::DEFINED;
                self.insert(parent.table, key, value, flags, document)
                    .ok()?;
            }
        }
        Some(())
    }

    /// Tells that a key stands there already.
    fn refuse(
        &mut self,
        link: u32,
        span: Span,
        inside: Tag,
        slips: &mut Slips,
        document: &mut Document,
    ) {
        let Some(entry) = document.tree.link(link).copied() else {
            return;
        };
        let first = self.first(&entry, document);
        // The keys of a table that is there twice are no news of their own.
        if !(self.is_repeated && first.is_some() && inside == Tag::Table) {
            slips.duplicate(span, first, document);
        }
    }

    /// The table that a path leads to. With `inside`, the path is part of a dotted key in such a table, else of a header.
    fn descend(
        &mut self,
        start: Place,
        path: &[Part<'_>],
        inside: Option<Tag>,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Found<Place> {
        let mut place = start;
        for part in path {
            place.depth += 1;
            if place.depth > document.limits.depth {
                document.report_depth(part.span);
                return Err(Refusal::Full);
            }
            match self.find(place.table, &part.text, document) {
                None => {
                    place.table = self.path_table(place.table, part, inside, document)?;
                    place.is_element = false;
                }
                Some(link) => self.step_into(link, part, &mut place, inside, slips, document)?,
            }
        }
        Ok(place)
    }

    /// A new table that a path needs.
    fn path_table(
        &mut self,
        parent: u32,
        part: &Part<'_>,
        inside: Option<Tag>,
        document: &mut Document,
    ) -> Found<u32> {
        let mut flags = LinkFlags::IMPLICIT;
        if inside.is_some() {
            flags = flags.with(LinkFlags::DOTTED).with(LinkFlags::DEFINED);
        }
        let table = document.open(Tag::Table, part.span).ok_or(Refusal::Full)?.0;
        self.insert(parent, part, table, flags, document)?;
        Ok(table)
    }

    /// Goes on to the table that an entry on a path holds.
    fn step_into(
        &mut self,
        link: u32,
        part: &Part<'_>,
        place: &mut Place,
        inside: Option<Tag>,
        slips: &mut Slips,
        document: &mut Document,
    ) -> Found<()> {
        const NOT_OPEN: &str = "key below a value that is not an open table";
        let entry = document.tree.link(link).copied().ok_or(Refusal::Full)?;
        let tag = document.tree.get(entry.value).map(|slot| slot.tag());
        place.is_element = false;
        match (tag, inside) {
            (Some(Tag::Tables), None | Some(Tag::Table)) => {
                let last = document.tree.last_link(entry.value);
                place.table = last.ok_or(Refusal::Full)?.value;
                place.depth += 1;
                place.is_element = inside.is_some();
            }
            (Some(Tag::Table), None) => place.table = entry.value,
            (Some(Tag::Table), Some(inside))
            | (Some(Tag::InlineTable), Some(inside @ Tag::InlineTable)) => {
                if !entry.flags.has(LinkFlags::IMPLICIT) {
                    self.refuse(link, part.span, inside, slips, document);
                    return Err(Refusal::Told);
                }
                if let Some(entry) = document.tree.link_mut(link) {
                    let flags = entry.flags.with(LinkFlags::DOTTED);
                    entry.flags = flags.with(LinkFlags::DEFINED);
                }
                place.table = entry.value;
            }
            (Some(Tag::InlineTable), None | Some(Tag::Table)) => {
                document.report(ErrorKind::ReadByServer, NOT_OPEN, part.span);
                place.table = entry.value;
            }
            _ => {
                slips.content(NOT_OPEN, part.span, document);
                return Err(Refusal::Told);
            }
        }
        Ok(())
    }

    /// Where an entry is defined; nowhere if it only stands in the paths of headers.
    fn first(&self, entry: &Link, document: &Document) -> Option<Span> {
        let key = document.tree.get(entry.key)?;
        entry.flags.has(LinkFlags::DEFINED).then(|| key.span())
    }

    /// The entry of a key in a table.
    fn find(&self, table: u32, key: &str, document: &Document) -> Option<u32> {
        let tree = &document.tree;
        let is_wanted = |link: u32| {
            tree.link(link).is_some_and(|link| {
                let slot = tree.get(link.key);
                link.parent == table
                    && slot.is_some_and(|slot| tree.text(&document.source, slot) == key)
            })
        };
        let mut links = tree.links_of(table);
        for _ in 0..FEW {
            let link = links.advance(tree)?;
            if is_wanted(link) {
                return Some(link);
            }
        }
        links.advance(tree)?;
        let hash = self.hasher.hash_one((table, key));
        self.index.find(hash, |link| is_wanted(*link)).copied()
    }

    /// Adds an entry with a new key.
    fn insert(
        &mut self,
        table: u32,
        key: &Part<'_>,
        value: u32,
        flags: LinkFlags,
        document: &mut Document,
    ) -> Found<()> {
        let slot = self.add_key(key, document)?;
        let link = document.tree.add_link(table, slot, value, flags);
        self.remember(table, link.ok_or(Refusal::Full)?, document);
        Ok(())
    }

    fn add_key(&self, key: &Part<'_>, document: &mut Document) -> Found<u32> {
        let text = Text::of(&key.text, document.source.written(key.span));
        document.add_key(text, key.span).ok_or(Refusal::Full)
    }

    /// Hashes an entry if its table is large; with the first one beyond few, all of them.
    fn remember(&mut self, table: u32, link: u32, document: &Document) {
        let tree = &document.tree;
        let hash = |link: &u32| {
            let link = tree.link(*link);
            let key = link.and_then(|link| Some((link.parent, tree.get(link.key)?)));
            let key = key.map(|(parent, slot)| (parent, tree.text(&document.source, slot)));
            self.hasher.hash_one(key.unwrap_or_default())
        };
        let mut links = tree.links_of(table);
        let mut first = [0; FEW + 1];
        for place in &mut first {
            let Some(link) = links.advance(tree) else {
                return;
            };
            *place = link;
        }
        if links.advance(tree).is_none() {
            for link in first {
                self.index.insert_unique(hash(&link), link, hash);
            }
        } else {
            self.index.insert_unique(hash(&link), link, hash);
        }
    }

    /// Brings all tables into the order of the file.
    pub(super) fn finish(mut self, document: &mut Document) {
        self.unordered.sort_unstable();
        self.unordered.dedup();
        for table in self.unordered {
            document.tree.sort_links(table);
        }
    }
}
