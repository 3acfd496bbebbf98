//! What must hold for any bytes at all. Each function takes the bytes of one input and panics when a promise is
//! broken; the fuzzer and the replay test call the same functions.

mod described;
mod edits;
mod places;
mod repairs;
mod reports;
mod scripts;
mod tree;
mod whole;

pub use edits::edits;
pub use repairs::fixes;
pub use reports::formats;
pub use scripts::text;
pub use whole::home;

use portlint_syntax::Format;

/// What a target is called, and what it does with one input.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 8] = [
    ("xml", xml),
    ("toml", toml),
    ("yaml", yaml),
    ("text", text),
    ("edits", edits),
    ("home", home),
    ("formats", formats),
    ("fixes", fixes),
];

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
