//! What must hold for any bytes at all. Each function takes the bytes of one input and panics when a promise is
//! broken; the fuzzer and the replay test call the same functions.

mod edits;
mod home;
mod tree;

pub use edits::edits;
pub use home::{home, text};

use portlint_syntax::Format;

/// Any bytes as XML.
pub fn xml(data: &[u8]) {
    tree::check(data, Format::Xml);
}

/// Any bytes as TOML.
pub fn toml(data: &[u8]) {
    tree::check(data, Format::Toml);
}

/// Any bytes as YAML.
pub fn yaml(data: &[u8]) {
    tree::check(data, Format::Yaml);
}
