//! Who set a value.

use portlint_host::CowStr;

/// Who set a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The user, in `deployment.toml`.
    User,
    /// It follows from the value of this key, as the user wrote it.
    Inferred(CowStr),
    /// A generated file that was edited by hand and that the next start leaves alone.
    Edited(String),
    /// This template of the home, in a way that is not read here.
    Unknown(String),
    /// `default.json` of the home.
    Home,
    /// The catalogue.
    Catalogue,
}
