//! What both the document and its nodes name: the index of a node, and how a leaf is written.

use crate::tree::Tag;

/// Index of a node in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// How a scalar was written. Products care: a TOML string is not an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// YAML plain, properties values, XML text and attributes.
    Plain,
    /// Any quoted string (TOML strings, YAML single or double quotes).
    Quoted,
    /// YAML block scalar, literal or folded.
    Block,
    /// A TOML integer.
    Integer,
    /// A TOML float.
    Float,
    /// A TOML boolean.
    Boolean,
    /// A TOML date or time.
    DateTime,
    /// XML CDATA.
    CData,
    /// A YAML value that is not there (`key:`).
    Absent,
}

impl ScalarStyle {
    pub(crate) fn tag(self) -> Tag {
        match self {
            ScalarStyle::Plain => Tag::Plain,
            ScalarStyle::Quoted => Tag::Quoted,
            ScalarStyle::Block => Tag::Block,
            ScalarStyle::Integer => Tag::Integer,
            ScalarStyle::Float => Tag::Float,
            ScalarStyle::Boolean => Tag::Boolean,
            ScalarStyle::DateTime => Tag::DateTime,
            ScalarStyle::CData => Tag::CData,
            ScalarStyle::Absent => Tag::Absent,
        }
    }

    pub(crate) fn of(tag: Tag) -> Option<Self> {
        Some(match tag {
            Tag::Plain => ScalarStyle::Plain,
            Tag::Quoted => ScalarStyle::Quoted,
            Tag::Block => ScalarStyle::Block,
            Tag::Integer => ScalarStyle::Integer,
            Tag::Float => ScalarStyle::Float,
            Tag::Boolean => ScalarStyle::Boolean,
            Tag::DateTime => ScalarStyle::DateTime,
            Tag::CData => ScalarStyle::CData,
            Tag::Absent => ScalarStyle::Absent,
            _ => return None,
        })
    }
}
