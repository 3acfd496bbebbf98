//! What servers of the `xml` generation make of files that say something wrong.

use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::list::List;
use crate::text::Text;
use serde::Deserialize;

/// An event receiver of a data bridge: two listeners that its file opens together, or not at all.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EventReceiver {
    /// Where it exists.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// What its element is called by `name`, whatever the case of the letters.
    pub name: Text,
    /// Its file, relative to the configuration directory.
    pub file: Text,
    /// The id of the plain listener.
    pub tcp: Text,
    /// The id of the TLS listener, which is bound first.
    pub tls: Text,
    /// The name of the setting of its bind address; `None` where it always takes all interfaces.
    #[serde(default)]
    pub host: Option<Text>,
    /// Further settings that have to be numbers.
    #[serde(default)]
    pub pools: List<Text>,
    /// Where an empty element is no absent one.
    pub empty_is_a_value: List<Gate>,
    /// Where `sslEnabledProtocols` without `ciphers` keeps it from starting.
    pub needs_ciphers: List<Gate>,
    /// Where this was seen.
    pub evidence: List<Evidence>,
}

/// A message broker, which ends its server or never finishes its start where it cannot open its ports.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Broker {
    /// Where it behaves so.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// Its bundle.
    pub bundle: Text,
    /// The ids of the listeners that it cannot do without.
    pub listeners: List<Text>,
    /// Where the bind address `*` makes it wait for ever, and blanks around an address end it.
    pub star_hangs: List<Gate>,
    /// Where this was seen.
    pub evidence: List<Evidence>,
}
