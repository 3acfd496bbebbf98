//! What the reading of a home noticed.

use crate::Location;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Something that the reading of a home noticed. Rules turn problems into diagnostics.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// In words, without secrets.
    pub message: String,
    /// Where; `None` when it concerns the home as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// A second place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<(Location, String)>,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Symbolic address of the setting, for fingerprints.
    pub route: String,
    /// For a key defined twice in a YAML file: the top-level key that it lies under, or is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// For problems of a file that could not be read: its path as shown.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "crate::snapshot::optional_path"
    )]
    pub path: Option<PathBuf>,
    /// What would mend it, in the file of the location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
}

/// What would mend a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Remedy {
    /// What has to be done.
    pub change: Change,
    /// False when something else may have been meant.
    pub certain: bool,
}

/// A change of a setting; keys as in the file, from its top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It belongs at other keys.
    Move {
        /// Where it stands.
        from: Vec<String>,
        /// Where it belongs.
        to: Vec<String>,
    },
    /// Nothing reads it.
    Remove(Vec<String>),
    /// The value at the problem's location, written in another way.
    Rewrite(String),
    /// The table whose header is at the problem's location belongs above the header of the related place.
    MoveTable,
}

impl Remedy {
    /// What was meant is clear.
    pub fn certain(change: Change) -> Remedy {
        Remedy {
            change,
            certain: true,
        }
    }
}

/// Kinds of problems; each belongs to the rule of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// `syntax-error`
    SyntaxError,
    /// `duplicate-definition`
    DuplicateDefinition,
    /// `unreadable-file`
    UnreadableFile,
    /// `unknown-product`
    UnknownProduct,
    /// `offset-invalid`
    OffsetInvalid,
    /// `start-failure`: the server ends at start, or stays without any port
    StartFailure,
    /// `listener-failure`: listeners do not open, and the server runs on
    ListenerFailure,
    /// `port-out-of-range`: a configured port text that is no port at all
    PortInvalid,
    /// `misplaced-setting`, the server loses listeners by it
    MisplacedSetting,
    /// `misplaced-setting`, the setting is ignored
    IgnoredPlacement,
    /// `setting-without-effect`
    SettingWithoutEffect,
    /// `unknown-port-key`
    UnknownPortKey,
    /// `unresolved-placeholder`
    UnresolvedPlaceholder,
    /// `byte-order-mark`
    ByteOrderMark,
    /// `identity-conflict`
    IdentityConflict,
    /// `newer-than-known`
    NewerThanKnown,
    /// `incomplete-home`
    IncompleteHome,
    /// `generated-file-edited`
    GeneratedFileEdited,
    /// `proxy-port-misuse`
    ProxyPortMisuse,
    /// `assumed-defaults`
    AssumedDefaults,
    /// `environment-needed`
    EnvironmentNeeded,
}

impl Problem {
    /// A problem at a place.
    pub fn at(kind: ProblemKind, location: Location, message: impl Into<String>) -> Problem {
        Problem {
            kind,
            message: message.into(),
            location: Some(location),
            related: None,
            help: None,
            route: String::new(),
            block: None,
            path: None,
            remedy: None,
        }
    }

    /// A problem of a path as a whole.
    pub fn of(kind: ProblemKind, path: PathBuf, message: impl Into<String>) -> Problem {
        Problem {
            kind,
            message: message.into(),
            location: None,
            related: None,
            help: None,
            route: String::new(),
            block: None,
            path: Some(path),
            remedy: None,
        }
    }

    /// Adds the way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }

    /// Adds the symbolic address of the setting.
    #[must_use]
    pub fn with_route(mut self, route: impl Into<String>) -> Problem {
        self.route = route.into();
        self
    }

    /// Adds what would mend it.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<Option<Remedy>>) -> Problem {
        self.remedy = remedy.into();
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn with_related(mut self, location: Location, message: impl Into<String>) -> Problem {
        self.related = Some((location, message.into()));
        self
    }
}
