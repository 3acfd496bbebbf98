//! What a rule says. No output format is derived from these types: each format mirrors what it needs.

use portlint_analysis::PortClaim;
use portlint_fix::Fix;
use portlint_host::Location;
use std::path::PathBuf;

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
    /// Places that it is about as well and that are too many to show. A comment at one of them counts.
    pub further: Vec<Location>,
    /// The path that the finding is about when there is no annotation (an unreadable file, a home as a whole).
    pub path: Option<PathBuf>,
    /// More to know, one sentence each: the arithmetic, what follows.
    pub notes: Vec<String>,
    /// The way out.
    pub help: Option<String>,
    /// A change that repairs it.
    pub fix: Option<Fix>,
    /// What tells it from all other findings of a run: rule, homes, runtimes, routes, ports, words.
    pub identity: Identity,
    /// What its fingerprint is made of: rule, homes, runtimes, routes, kind; never words or paths.
    pub print: Identity,
}

/// A digest of texts, in their order (FNV-1a).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity(u64);

impl Identity {
    /// The digest of one text.
    pub fn of(text: &str) -> Identity {
        let mut identity = Identity(0xcbf2_9ce4_8422_2325);
        identity.add(text);
        identity
    }

    /// Adds a further text.
    pub fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

impl std::fmt::Display for Identity {
    /// 16 hexadecimal digits.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
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

impl Diagnostic {
    /// A finding with a message and nothing else.
    pub fn new(rule: &'static str, severity: Severity, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule,
            severity,
            message: message.into(),
            ports: Vec::new(),
            annotations: Vec::new(),
            further: Vec::new(),
            path: None,
            notes: Vec::new(),
            help: None,
            fix: None,
            identity: Identity::of(rule),
            print: Identity::of(rule),
        }
    }

    /// Calls `visit` with every place.
    pub fn locations_mut(&mut self, visit: &mut dyn FnMut(&mut Location)) {
        let owners = self.ports.iter_mut().flat_map(|claim| &mut claim.owners);
        let owners = owners.filter_map(|owner| owner.location.as_mut());
        let annotations = self.annotations.iter_mut();
        let annotations = annotations.map(|annotation| &mut annotation.location);
        let edits = self.fix.iter_mut().flat_map(|fix| &mut fix.edits);
        let edits = edits.map(|edit| &mut edit.location);
        let further = self.further.iter_mut();
        let places = owners.chain(annotations).chain(further).chain(edits);
        places.for_each(visit);
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

    /// Adds what tells it from other findings.
    #[must_use]
    pub fn identified_by(mut self, parts: impl IntoIterator<Item = impl AsRef<str>>) -> Diagnostic {
        for part in parts {
            self.identity.add(part.as_ref());
            self.print.add(part.as_ref());
        }
        self
    }

    /// Adds what its fingerprint is made of: home, runtime, route and kind of all who are concerned, in any order.
    #[must_use]
    pub fn printed_by(mut self, parts: impl IntoIterator<Item = String>) -> Diagnostic {
        let mut parts = parts.into_iter().collect::<Vec<_>>();
        parts.sort();
        parts.dedup();
        self.print = Identity::of(self.rule);
        for part in parts {
            self.print.add(&part);
        }
        self
    }

    /// 16 hexadecimal digits that stay the same when lines, ports, words and directories above the homes change.
    pub fn fingerprint(&self) -> String {
        self.print.to_string()
    }

    /// The fingerprint of versions before 0.2.
    pub fn former_fingerprint(&self) -> String {
        self.identity.to_string()
    }
}
