//! Listener specifications of the `xml` generation: which file says the number, what opens the listener, and what
//! the server does where the file is silent.

mod outcome;
mod reference;
mod written;

pub use outcome::{Broker, EventReceiver};
pub use reference::{Hint, ReferenceFile};
pub use written::{ConditionEntry, ReaderEntry};

use crate::gate::Gate;
use crate::list::List;
use crate::listener::{ListenerFacts, OffsetSource};
use crate::text::Text;
use serde::{Deserialize, Deserializer};

/// A listener and how the files of a home are read for it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct XmlListener {
    /// What every generation states.
    pub facts: ListenerFacts,
    /// Where the number comes from.
    pub reader: XmlReader,
    /// All must hold for the listener to open.
    #[serde(default)]
    pub conditions: List<Condition>,
    /// Whose offset is added.
    #[serde(default)]
    pub offset_source: OffsetSource,
    /// Where the bind address stands; the first that says one wins.
    #[serde(default)]
    pub address: List<Place>,
    /// The bind address where nothing says one; all interfaces when absent.
    #[serde(default)]
    pub default_address: Option<Text>,
    /// What files cannot tell about the listener, in words: it is conditional even when every condition holds.
    #[serde(default)]
    pub uncertain: Option<Text>,
    /// Why the product never opens it although files carry its number.
    #[serde(default)]
    pub never: Option<Text>,
}

/// Where the base port comes from.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(try_from = "ReaderEntry")]
pub enum XmlReader {
    /// A text in a file.
    Setting {
        /// Where it stands; the first place that holds a text wins.
        sources: List<Place>,
        /// The text of the shipped file, taken where none of the files is there.
        as_shipped: Option<Text>,
        /// What the server does where the file is there and the text is not.
        absent: Absent,
        /// Where to point when the number is the product's own.
        anchors: List<Place>,
        /// True when text that is no number counts as absent.
        lenient: bool,
        /// Copies of the setting that the server never reads.
        ignored: List<Place>,
    },
    /// A number compiled into the product.
    Compiled {
        /// The system property that replaces it.
        property: Option<Text>,
        /// The setting or element to point at; numbers there have no effect.
        anchors: List<Place>,
    },
    /// The numbers after a word in a file of nested blocks, `group_mgt_port 4500;`. The file is the listener's own.
    Blocks {
        /// The word.
        word: Text,
    },
    /// A `Connector` of `tomcat/catalina-server.xml`.
    Connector {
        /// Which of them.
        kind: ConnectorKind,
        /// Where the start script asks for random ports.
        random: List<Gate>,
    },
    /// The pass-through or NIO transport receiver of `axis2/axis2.xml`.
    Receiver {
        /// True for TLS.
        secure: bool,
        /// Where the transport does not bind the `bind-address` of the receiver, whatever stands there.
        binds_all: List<Gate>,
    },
    /// Any other transport receiver of `axis2/axis2.xml` with a port.
    OtherReceivers,
    /// Inbound endpoints.
    Inbound {
        /// The protocol; any that listens when absent.
        inbound_protocol: Option<Text>,
    },
}

/// Which connectors of the embedded Tomcat an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum ConnectorKind {
    /// The first plain HTTP connector.
    Http,
    /// The first HTTPS connector.
    Https,
    /// The first AJP connector.
    Ajp,
    /// All others.
    Further,
}

/// What the server does without an explicit text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Takes the default base, offset added unless the offset rule is `never`.
    #[default]
    Default,
    /// Takes the default base without offset.
    Literal,
    /// Takes this number, which is not the default base, without offset.
    Number(u16),
    /// Takes a random port.
    Random,
    /// Was not read in the product's code.
    Unknown,
}

/// Something that must hold for a listener to open.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(try_from = "ConditionEntry")]
pub enum Condition {
    /// A text in a file.
    Setting {
        /// Where it stands; the first place that holds a text wins.
        at: List<Place>,
        /// How the text is judged, without regard to case and surrounding blanks.
        test: Test,
        /// The text that counts where the file has none; without it the outcome is unknown.
        absent: Option<Text>,
        /// The text that counts where the element is there without the attribute; as `absent` when not given.
        bare: Option<Text>,
        /// Why the listener is closed when the condition does not hold.
        otherwise: Text,
    },
    /// A system property; an absent one passes every `differs`.
    Property {
        /// Its name.
        property: Text,
        /// How its value is judged.
        test: Test,
        /// Why the listener is closed when the condition does not hold.
        otherwise: Text,
    },
    /// At least one of several.
    Any {
        /// Which.
        any: List<Condition>,
        /// Why the listener is closed when none holds.
        otherwise: Text,
    },
    /// The start script was called with none of these words.
    NotStartedWith {
        /// The words, dashes included.
        unless_started_with: List<Text>,
        /// Why the listener is closed when one of them is there.
        otherwise: Text,
    },
    /// Nothing replaces the configuration that was read.
    NotReplaced {
        /// A file that would, relative to the configuration directory.
        unless_file: Text,
        /// A system property that would.
        unless_property: Text,
    },
}

/// How a text is judged.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
pub enum Test {
    /// It is this.
    Equals(Text),
    /// It is one of these, letter by letter.
    OneOf(List<Text>),
    /// It is anything but this.
    Differs(Text),
    /// Any text but an empty one (`present = true`), or none (`present = false`).
    Present(bool),
}

impl Test {
    /// Whether a text passes.
    pub fn passes(&self, text: &str) -> bool {
        let text = text.trim();
        match self {
            Test::Equals(wanted) => text.eq_ignore_ascii_case(wanted),
            Test::OneOf(wanted) => wanted.iter().any(|wanted| text == wanted.as_str()),
            Test::Differs(unwanted) => !text.eq_ignore_ascii_case(unwanted),
            Test::Present(wanted) => text.is_empty() != *wanted,
        }
    }
}

/// A place in a file, written `file#path`: the file is relative to the configuration directory; the path is an element
/// path in XML, a key in properties files, and keys joined by `/` in YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
pub struct Place {
    /// File, relative to the configuration directory.
    pub file: Text,
    /// Path inside.
    pub path: Text,
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.split_once('#') {
            Some((file, path)) if !file.is_empty() && !path.is_empty() => Ok(Place {
                file: Text::leaked(file),
                path: Text::leaked(path),
            }),
            _ => Err(serde::de::Error::custom(format!("not file#path: {text}"))),
        }
    }
}
