//! What a host would run: homes, their runtimes, and every port with where it comes from.

use portlint_catalog::{Generation, Protocol, Sharing, Version};
use portlint_syntax::{Document, Format, Limits, Place, Span};
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

/// A text that is mostly the catalogue's own, and then costs nothing.
pub type Words = Cow<'static, str>;

/// A file that was read, and its tree.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as it is shown: as given on the command line, joined with the path inside.
    pub path: PathBuf,
    /// The tree.
    pub document: Document,
}

impl SourceFile {
    /// Parses the bytes of a file; `path` is as it is shown.
    pub fn parse(
        path: impl Into<PathBuf>,
        bytes: &[u8],
        format: Format,
        limits: &Limits,
    ) -> Arc<SourceFile> {
        Arc::new(SourceFile {
            path: path.into(),
            document: portlint_syntax::parse(bytes, format, limits),
        })
    }
}

/// A place in a file.
#[derive(Debug, Clone)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes of its decoded text.
    pub span: Span,
}

impl Location {
    /// Lines, columns and stored bytes.
    pub fn place(&self) -> Place {
        self.file.document.source.place(self.span)
    }
}

/// Everything that was found.
#[derive(Debug, Default)]
pub struct Host {
    /// The homes, ordered by path.
    pub homes: Vec<Home>,
    /// Ports that other software of the host holds (from the configuration of the linter).
    pub foreign: Vec<ForeignPort>,
}

impl Host {
    /// Every file that an offset, a listener or a reference points at, and those that govern. One may come several times.
    pub fn files(&self) -> impl Iterator<Item = &Arc<SourceFile>> {
        let runtimes = self.homes.iter().flat_map(|home| &home.runtimes);
        runtimes.flat_map(|runtime| {
            let listeners = runtime.listeners.iter().map(|listener| &listener.location);
            let references = runtime
                .references
                .iter()
                .map(|reference| &reference.location);
            let places = listeners
                .chain(references)
                .chain([&runtime.offset.location]);
            let files = places.flatten().map(|location| &location.file);
            files.chain(runtime.governing.as_ref())
        })
    }
}

/// A port held by software that is not WSO2's.
#[derive(Debug, Clone)]
pub struct ForeignPort {
    /// Its name.
    pub name: String,
    /// Protocol.
    pub protocol: Protocol,
    /// Port number.
    pub port: u16,
    /// Bind address; `None` for all interfaces.
    pub address: Option<String>,
}

/// A product installation directory.
#[derive(Debug)]
pub struct Home {
    /// As given on the command line, or found below a given directory.
    pub path: PathBuf,
    /// The one true name.
    pub canonical: PathBuf,
    /// The product; `None` when it looks like a WSO2 home that the catalogue does not know.
    pub product: Option<String>,
    /// The product's name for people.
    pub name: Option<String>,
    /// The product's version, when known.
    pub version: Option<Version>,
    /// How product and version were learned, one sentence per clue, in the order of trust.
    pub identity: Vec<String>,
    /// Only homes with the same group can collide (`host` in the configuration).
    pub group: Option<String>,
    /// False when it is never started together with the others.
    pub active: bool,
    /// True when the planner may not change it.
    pub pinned: bool,
    /// Its runtimes, ordered by the catalogue.
    pub runtimes: Vec<Runtime>,
    /// What went wrong or is worth saying about the home as a whole.
    pub problems: Vec<Problem>,
}

impl Home {
    /// A home that starts with the others and of which nothing else is known but its path.
    pub fn new(path: impl Into<PathBuf>) -> Home {
        let path = path.into();
        Home {
            canonical: path.clone(),
            path,
            product: None,
            name: None,
            version: None,
            identity: Vec::new(),
            group: None,
            active: true,
            pinned: false,
            runtimes: Vec::new(),
            problems: Vec::new(),
        }
    }
}

/// One server process that a home can start.
#[derive(Debug)]
pub struct Runtime {
    /// `default`, `worker`, `integrator`, ...
    pub id: Words,
    /// The profile it is started with, when told.
    pub profile: Option<String>,
    /// Which kind of file governs it.
    pub generation: Generation,
    /// The governing file, when it could be read.
    pub governing: Option<Arc<SourceFile>>,
    /// The port offset.
    pub offset: Offset,
    /// Every known listener: open, closed and conditional.
    pub listeners: Vec<Listener>,
    /// Where the runtime connects to.
    pub references: Vec<Reference>,
    /// What went wrong while reading, and what rules want to know about the configuration.
    pub problems: Vec<Problem>,
}

impl Runtime {
    /// A runtime without a file, of which nothing is known but its offset.
    pub fn new(id: impl Into<Words>, generation: Generation, offset: Offset) -> Runtime {
        Runtime {
            id: id.into(),
            profile: None,
            generation,
            governing: None,
            offset,
            listeners: Vec::new(),
            references: Vec::new(),
            problems: Vec::new(),
        }
    }
}

/// The port offset of a runtime.
#[derive(Debug, Clone)]
pub struct Offset {
    /// The number that is added; `None` when it is unknown or invalid.
    pub value: Option<i64>,
    /// What set it, in words: `[server] offset`, `product default`, `-DportOffset (start argument)`, `Server/Ports/Offset`.
    pub source: String,
    /// Where it was set.
    pub location: Option<Location>,
    /// Where a missing one would be written: the `[server]` header, the `<Ports>` element, `ports:`.
    pub anchor: Option<Location>,
    /// Why there is no value: a placeholder that is not known, or text that the product cannot parse.
    pub reason: Option<String>,
    /// Every source that says something about the offset, the winner first.
    pub candidates: Vec<OffsetCandidate>,
}

/// One source of a port offset.
#[derive(Debug, Clone)]
pub struct OffsetCandidate {
    /// What it is, in words.
    pub source: String,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub location: Option<Location>,
}

impl Offset {
    /// An offset of `value` that comes from the product itself.
    pub fn default_of(value: i64, source: &str) -> Offset {
        Offset {
            value: Some(value),
            source: source.to_string(),
            location: None,
            anchor: None,
            reason: None,
            candidates: Vec::new(),
        }
    }
}

/// Whether a listener is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// This configuration opens it.
    Open,
    /// Known, but this configuration does not open it.
    Closed,
    /// Depends on something that files do not tell.
    Conditional,
}

impl State {
    /// `open`, `closed` or `conditional`.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
            State::Conditional => "conditional",
        }
    }
}

/// One socket that a runtime opens, or would open.
#[derive(Debug, Clone)]
pub struct Listener {
    /// Stable id, unique within its runtime.
    pub id: Words,
    /// What it is, for people.
    pub description: Words,
    /// Protocol.
    pub protocol: Protocol,
    /// Bind address as configured, several joined by `, `; `0.0.0.0` for all interfaces.
    pub address: Words,
    /// The number before the offset; `None` when unknown or random.
    pub base: Option<i64>,
    /// What is added to this listener.
    pub offset: i64,
    /// The port that it really opens: `base + offset`. May be out of range; `None` when unknown or random.
    pub port: Option<i64>,
    /// Whether it opens.
    pub state: State,
    /// The condition or the reason, in words.
    pub condition: Option<Words>,
    /// The symbolic address of the setting; empty when no setting moves it.
    pub route: Words,
    /// What set the base, in words: `product default`, the route, `default.json of this home`, `-Dtomcat.https.port`.
    pub source: Words,
    /// Where the base was set, or the element that opens a compiled-in number.
    pub location: Option<Location>,
    /// True when a change of the runtime's offset by n moves the port by n.
    pub follows_offset: bool,
    /// What happens when the port is taken.
    pub sharing: Sharing,
}

/// What the condition of a listener says whose port is random.
pub const RANDOM_PORT: &str = "a random free port at every start";

impl Listener {
    /// An open TCP listener on all interfaces, at the product's own base, that moves with the offset.
    pub fn new(id: impl Into<Words>, base: i64, offset: i64) -> Listener {
        Listener {
            id: id.into(),
            description: Words::default(),
            protocol: Protocol::Tcp,
            address: "0.0.0.0".into(),
            base: Some(base),
            offset,
            port: Some(base.saturating_add(offset)),
            state: State::Open,
            condition: None,
            route: Words::default(),
            source: "product default".into(),
            location: None,
            follows_offset: true,
            sharing: Sharing::Exclusive,
        }
    }

    /// True when it may be open at a port that is not known; a random port is known to be random.
    pub fn is_unknown(&self) -> bool {
        self.state != State::Closed && self.port.is_none() && !self.is_random()
    }

    /// True when the port is random at every start: nothing to know, and nothing to collide with.
    pub fn is_random(&self) -> bool {
        self.port.is_none()
            && self
                .condition
                .as_ref()
                .is_some_and(|words| words.starts_with(RANDOM_PORT))
    }
}

/// A host:port that a runtime connects to.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Symbolic address of the setting.
    pub route: Words,
    /// What it points at, for people.
    pub description: Words,
    /// URL scheme, when there is one.
    pub scheme: Option<String>,
    /// Host as written, placeholders resolved where they are known.
    pub host: String,
    /// Port number, when it could be computed.
    pub port: Option<i64>,
    /// Protocol.
    pub protocol: Protocol,
    /// Where it stands; `None` for a product default.
    pub location: Option<Location>,
    /// The id of the listener that it is meant for, when known: `servlet-https`.
    pub target: Option<Words>,
    /// Product ids whose homes it is meant for; empty for "this home", `["*"]` for any.
    pub target_products: Vec<Words>,
}

/// Something that the reading of a home noticed. Rules turn problems into diagnostics.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// In words, without secrets.
    pub message: String,
    /// Where; `None` when it concerns the home as a whole.
    pub location: Option<Location>,
    /// A second place.
    pub related: Option<(Location, String)>,
    /// The way out.
    pub help: Option<String>,
    /// Symbolic address of the setting, for fingerprints.
    pub route: String,
    /// For problems of a file that could not be read: its path as shown.
    pub path: Option<PathBuf>,
    /// What would mend it, in the file of the location.
    pub remedy: Option<Remedy>,
}

/// What would mend a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What has to be done.
    pub change: Change,
    /// False when something else may have been meant.
    pub certain: bool,
}

/// A change of a setting; keys as in the file, from its top.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// `unresolved-placeholder`: a reference that nothing can resolve, so that the server does not start
    DanglingReference,
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
