//! What a rule says. No output format is derived from these types: each format mirrors what it needs.

use portlint_catalog::Protocol;
use portlint_model::{Location, SourceFile};
use portlint_syntax::{Place, Span};
use std::path::PathBuf;
use std::sync::Arc;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// The server starts, but not as configured.
    Warning,
    /// The server does not start, loses the listener, or the file cannot be read.
    Error,
}

impl Severity {
    /// `info`, `warning` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Id of the rule.
    pub rule: &'static str,
    /// Severity after configuration.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// The ports it is about, in order; empty for rules that are not about ports.
    pub ports: Vec<PortClaim>,
    /// The places; exactly one is primary, and it comes first. Empty only when nothing on disk can be pointed at.
    pub annotations: Vec<Annotation>,
    /// The path that the finding is about when there is no annotation (an unreadable file, a home as a whole).
    pub path: Option<PathBuf>,
    /// More to know, one sentence each: the arithmetic, what follows.
    pub notes: Vec<String>,
    /// The way out.
    pub help: Option<String>,
    /// A change that repairs it.
    pub fix: Option<Fix>,
    /// What stays the same when lines move: rule, homes, runtimes, routes, ports. Hashed by [`Diagnostic::fingerprint`].
    pub identity: Vec<String>,
}

/// A port and everyone who wants it.
#[derive(Debug, Clone)]
pub struct PortClaim {
    /// Protocol.
    pub protocol: Protocol,
    /// Port number.
    pub port: i64,
    /// Its owners, in order.
    pub owners: Vec<Owner>,
}

/// A listener that wants a port.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Home as shown, or the name of foreign software.
    pub home: String,
    /// Runtime id; empty for foreign software.
    pub runtime: String,
    /// Listener id.
    pub listener: String,
    /// What the listener is, for people.
    pub description: String,
    /// The number before the offset.
    pub base: Option<i64>,
    /// What is added.
    pub offset: i64,
    /// Where the base was set.
    pub location: Option<Location>,
}

/// A place and what is to be seen there.
#[derive(Debug, Clone)]
pub struct Annotation {
    /// The place.
    pub location: Location,
    /// What is to be seen there.
    pub message: String,
    /// True for the one place that the finding is about.
    pub primary: bool,
}

/// Whether a fix may be applied without looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// Means the same, or what was meant.
    Safe,
    /// Probably what was meant; needs a look.
    Unsafe,
}

impl Applicability {
    /// `safe` or `unsafe`.
    pub fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        }
    }
}

/// A change of files.
#[derive(Debug, Clone)]
pub struct Fix {
    /// Whether it may be applied without looking.
    pub applicability: Applicability,
    /// The edits.
    pub edits: Vec<FileEdit>,
    /// True when it only follows what is open elsewhere, and so comes after all fixes that change that.
    pub follows: bool,
}

/// A replacement of a place by a text.
#[derive(Debug, Clone)]
pub struct FileEdit {
    /// What is replaced; an empty span inserts.
    pub location: Location,
    /// The new text.
    pub replacement: String,
    /// True when the file loses its byte order mark, which lies before all text.
    pub removes_mark: bool,
}

impl FileEdit {
    /// A replacement of text.
    pub fn new(location: Location, replacement: impl Into<String>) -> FileEdit {
        FileEdit {
            location,
            replacement: replacement.into(),
            removes_mark: false,
        }
    }

    /// The removal of a byte order mark.
    pub fn without_mark(file: Arc<SourceFile>) -> FileEdit {
        let span = Span::default();
        FileEdit {
            removes_mark: true,
            ..FileEdit::new(Location { file, span }, "")
        }
    }

    /// What is replaced, in lines, columns and stored bytes; a byte order mark has bytes only.
    pub fn place(&self) -> Place {
        let place = self.location.place();
        match self.removes_mark {
            true => Place {
                byte_offset: 0,
                byte_length: place.byte_offset + place.byte_length,
                ..place
            },
            false => place,
        }
    }
}

impl Diagnostic {
    /// A finding with a message and nothing else.
    pub fn new(rule: &'static str, severity: Severity, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule,
            severity,
            message: message.into(),
            ports: Vec::new(),
            annotations: Vec::new(),
            path: None,
            notes: Vec::new(),
            help: None,
            fix: None,
            identity: Vec::new(),
        }
    }

    /// The place that the finding is about.
    pub fn primary(&self) -> Option<&Annotation> {
        self.annotations.iter().find(|a| a.primary)
    }

    /// Adds the place that the finding is about; a second call adds a further place.
    #[must_use]
    pub fn at(mut self, location: Location, message: impl Into<String>) -> Diagnostic {
        let primary = self.primary().is_none();
        self.annotations.push(Annotation {
            location,
            message: message.into(),
            primary,
        });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Sets what stays the same when lines move.
    #[must_use]
    pub fn identified_by(mut self, parts: impl IntoIterator<Item = String>) -> Diagnostic {
        self.identity = parts.into_iter().collect();
        self
    }

    /// 16 hexadecimal digits that stay the same when lines move.
    pub fn fingerprint(&self) -> String {
        let parts = std::iter::once(self.rule).chain(self.identity.iter().map(String::as_str));
        fingerprint(parts.flat_map(|part| part.bytes().chain([0])))
    }
}

/// The FNV-1a hash of some bytes, in 16 hexadecimal digits.
pub fn fingerprint(bytes: impl IntoIterator<Item = u8>) -> String {
    let hash = bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}
