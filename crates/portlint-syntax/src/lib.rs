//! Bytes to one spanned tree, for every configuration format that a WSO2 server reads.
//!
//! This crate knows nothing about WSO2 and never touches a file system. Parsing never fails: [`parse`] returns a
//! [`Document`] with a tree (possibly partial or empty) and the located errors. Scalars keep their source text; what
//! `010` or `"3"` *means* is decided by the model, because each product reads numbers in its own way.

mod decode;
mod document;
pub mod edit;
mod embedded;
mod leaf;
mod limits;
mod node;
mod numbers;
mod path;
mod properties;
mod proxy;
pub mod shell;
mod source;
mod template;
mod toml;
mod tree;
mod xml;
mod yaml;

pub use document::{Comment, Document, ErrorKind, Format, SyntaxError, TextValue, YamlTag};
pub use edit::Edit;
pub use embedded::{Embedded, RenderedPiece, embedded, rendered, stream, undivided};
pub use leaf::{NodeId, ScalarStyle};
pub use limits::Limits;
pub use node::{Element, Entries, Entry, Node, NodeKind, Nodes, Scalar};
pub use numbers::{java_int, java_int_of_any_script, snakeyaml_int, yaml11_int};
pub use proxy::{Statement, Word, statements};
pub use source::{Encoding, Origin, Place, Source, Span};
pub use template::without_tags;

/// Parses the bytes of one file.
///
/// Never fails and never panics: what cannot be read is an entry of [`Document::errors`]. Time and memory are bounded
/// by `limits`; no entity, alias or include is ever expanded or opened.
pub fn parse(bytes: &[u8], format: Format, limits: &Limits) -> Document {
    let mut document = Document::decode(bytes, format, limits);
    if document.errors.iter().any(|e| e.kind.stops_parsing()) {
        return document;
    }
    document.tree = tree::Tree::for_text(document.source.text().len());
    match format {
        Format::Xml => xml::parse(&mut document),
        Format::Toml => toml::parse(&mut document),
        Format::Yaml => yaml::parse(&mut document),
        Format::Properties => properties::parse(&mut document),
        Format::Nginx | Format::Haproxy => proxy::parse(&mut document),
    }
    template::reclassify(&mut document);
    document.errors.sort_by_key(|e| e.span);
    document.comments.sort_by_key(|c| c.span);
    document.tree.shrink_to_fit();
    document
}
