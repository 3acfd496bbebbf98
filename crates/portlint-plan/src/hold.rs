//! Why an offset must stay as it is.

use std::fmt;

/// Why an offset must stay as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// The user said so.
    Pinned,
    /// It runs in a container, whose ports are for those who describe it to decide.
    InContainer,
    /// No open listener of the server moves with it.
    NothingFollows,
    /// It is not known; in words, why.
    Unknown(String),
    /// Something that outranks the file sets it, for example a start argument; its words.
    SetOutside(String),
    /// Its file is what a template renders to: the number is in a variable, or in the template for all hosts.
    Rendered,
    /// The file cannot be edited; in words, why.
    NotEditable(String),
    /// The offset that was asked for leads out of the ports that there are; in words, where.
    OutOfRange(String),
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hold::Pinned => write!(f, "it is pinned"),
            Hold::InContainer => write!(f, "it runs in a container"),
            Hold::Rendered => write!(
                f,
                "its file is rendered from a template: change the variable or the template"
            ),
            Hold::NothingFollows => write!(f, "none of its open ports follows a port offset"),
            Hold::Unknown(reason) => write!(f, "its port offset is not known: {reason}"),
            Hold::SetOutside(source) => {
                write!(
                    f,
                    "its port offset is set by {source}, not by its file: change that instead"
                )
            }
            Hold::OutOfRange(reason) => write!(f, "{reason}, which is no port"),
            Hold::NotEditable(reason) => write!(f, "its port offset cannot be edited: {reason}"),
        }
    }
}
