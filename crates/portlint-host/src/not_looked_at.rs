//! What was passed over: silence about it would look like certainty.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A path that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct NotLookedAt {
    /// As found below a given directory.
    #[serde(serialize_with = "crate::snapshot::path")]
    pub path: PathBuf,
    /// Why it was passed over.
    pub reason: NotLookedAtReason,
    /// True when it directly holds a file by which a home is recognised.
    pub looks_like_home: bool,
}

/// Why a path was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotLookedAtReason {
    /// It lies deeper than directories are searched.
    Depth,
    /// Its name begins with a dot.
    Hidden,
    /// The kernel made it up: procfs, sysfs and the like.
    Kernel,
    /// A budget of the run was used up.
    Budget,
    /// It lies directly inside a home and looks like a home itself.
    InsideHome,
    /// It could not be read.
    Unreadable,
}

impl NotLookedAtReason {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            NotLookedAtReason::Depth => "depth",
            NotLookedAtReason::Hidden => "hidden",
            NotLookedAtReason::Kernel => "kernel",
            NotLookedAtReason::Budget => "budget",
            NotLookedAtReason::InsideHome => "inside-home",
            NotLookedAtReason::Unreadable => "unreadable",
        }
    }
}
