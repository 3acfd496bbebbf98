//! What a listener of the `toml` generation adds to the common facts.

use crate::gate::Gate;
use crate::list::List;
use crate::listener::{ListenerFacts, OffsetSource};
use crate::text::Text;
use serde::Deserialize;

/// A listener and the settings that open, close, move and bind it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TomlListener {
    /// What every generation states.
    pub facts: ListenerFacts,
    /// The key after mapping, where it differs from the key that users write.
    #[serde(default)]
    pub mapped: Option<Text>,
    /// The id of the `xml` generation's listener that is read from the file that this one is rendered into, where it is
    /// another.
    #[serde(default)]
    pub rendered_as: Option<Text>,
    /// Why it is never opened, although files and documentation name its port.
    #[serde(default)]
    pub never: Option<Text>,
    /// Why nobody can tell whether or where it opens, for example a port that is random at every start.
    #[serde(default)]
    pub conditional: Option<Text>,
    /// What closes it: any one suffices.
    #[serde(default)]
    pub closed_when: List<ClosedWhen>,
    /// What the profile of the server closes.
    #[serde(default, rename = "profile")]
    pub profiles: List<ProfileRule>,
    /// Keys that set the bind address, the first that is set wins; `added` ones are bound besides.
    #[serde(default, rename = "address")]
    pub addresses: List<AddressKey>,
    /// The connector's scheme: `-Dtomcat.<scheme>.port` replaces the port literally.
    #[serde(default)]
    pub scheme: Option<Text>,
    /// The name of the inbound endpoint that the product ships for it.
    #[serde(default)]
    pub inbound: Option<Text>,
    /// Protocols of the inbound endpoints, deployed by users, that these facts describe; `*` for all others.
    #[serde(default)]
    pub deployed: List<Text>,
    /// Whose offset is added.
    #[serde(default)]
    pub offset_source: OffsetSource,
    /// A setting that decides whether the offset is added.
    #[serde(default)]
    pub offset_switch: Option<OffsetSwitch>,
    /// Text that stands for the default port, as a placeholder of the server.
    #[serde(default)]
    pub default_text: Option<Text>,
    /// Keys after mapping that win over the key of the port, the first that is set.
    #[serde(default)]
    pub keys_before: List<Text>,
    /// A key whose boolean true makes the connector bind before the offset is added: the port is then literal.
    #[serde(default)]
    pub binds_early: Option<Text>,
    /// A system property whose true keeps it closed.
    #[serde(default)]
    pub closing_property: Option<Text>,
    /// A system property without whose true it stays closed.
    #[serde(default)]
    pub opening_property: Option<Text>,
    /// Why nothing else of the server need be open while this is: the listeners of a debugger.
    #[serde(default)]
    pub holds_others: Option<Text>,
    /// What the server makes of a port text that is no number.
    #[serde(default)]
    pub no_number: NoNumber,
    /// Which `${name}` of the port and the address the server itself fills.
    #[serde(default)]
    pub fills: Fills,
    /// What else does not open when this listener does not.
    #[serde(default)]
    pub takes_along: List<TakesAlong>,
    /// True when the server ends if it cannot open this listener.
    #[serde(default)]
    pub ends_server: bool,
    /// True when the start hangs where this listener has port 0 or the address `*`: it waits for itself there.
    #[serde(default)]
    pub waits_for_itself: bool,
    /// Where a template puts the text of the port.
    #[serde(default)]
    pub pasted: Pasted,
    /// The file that no template renders, and that decides instead of a key.
    #[serde(default)]
    pub static_file: Option<StaticFile>,
    /// Where a template of the home hard-codes the number.
    #[serde(default)]
    pub template: Option<TemplateNumber>,
    /// One listener for each table of a kind, instead of one.
    #[serde(default)]
    pub each: Option<Repeat>,
    /// Products that read the port only from a TOML integer and silently use the default for anything else.
    #[serde(default)]
    pub integer_only: List<Gate>,
    /// Products that fail at a port that is not a TOML integer; what follows was not verified.
    #[serde(default)]
    pub integer_required: List<Gate>,
    /// A file, relative to the configuration directory, that replaces all these settings when it exists.
    #[serde(default)]
    pub replaced_by: Option<Text>,
    /// A system property that names such a file elsewhere.
    #[serde(default)]
    pub replaced_by_property: Option<Text>,
    /// The element of such a file that holds the port.
    #[serde(default)]
    pub replaced_port: Option<Text>,
    /// Where the file was seen to count; elsewhere the server may not even come up with it. Empty where that is not asked.
    #[serde(default)]
    pub replaced_where: List<Gate>,
    /// A system property whose true makes the file count everywhere.
    #[serde(default)]
    pub replaced_with: Option<Text>,
    /// System properties, also those of a table, of which `false` binds one address only.
    #[serde(default)]
    pub narrowed_by: List<Text>,
    /// The key of that address.
    #[serde(default)]
    pub narrowed_to: Option<Text>,
    /// It opens only while an enabled internal API speaks this protocol.
    #[serde(default)]
    pub internal_api_protocol: Option<Text>,
    /// Upper-case text of a JDBC URL that makes the database open a port.
    #[serde(default)]
    pub url_option: Option<Text>,
}

impl TomlListener {
    /// The key of the port after mapping.
    pub fn mapped_key(&self) -> Option<&str> {
        self.mapped.as_deref().or(self.facts.key.as_deref())
    }
}

/// Where a template puts a text, unescaped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum Pasted {
    /// Between the tags of an element.
    #[default]
    Element,
    /// Between the quotation marks of an attribute.
    Attribute,
    /// Into a file that is no XML.
    Line,
}

/// What a server makes of a port text that is no number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum NoNumber {
    /// The listener does not open.
    #[default]
    Closes,
    /// It is -1, to which the offset is added.
    MinusOne,
    /// It is the default; blanks around a number do not count.
    Default,
}

/// Which `${name}` a server fills in a port text after `deployment.toml` was rendered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum Fills {
    /// This was not verified.
    #[default]
    Unknown,
    /// None: such a text is no number.
    Nothing,
    /// System properties; `${name:-default}` has a default.
    Properties,
    /// System properties and the environment; there is no syntax for a default.
    PropertiesAndEnvironment,
}

impl Fills {
    /// Whether it fills any.
    pub fn any(self) -> bool {
        matches!(self, Fills::Properties | Fills::PropertiesAndEnvironment)
    }
}

/// Listeners that do not open when another one does not.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TakesAlong {
    /// Where the rule holds; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// Why the other one does not open.
    pub when: List<Trouble>,
    /// Ids of the listeners that go with it.
    #[serde(default)]
    pub listeners: List<Text>,
    /// Protocols of the deployed inbound endpoints that go with it.
    #[serde(default)]
    pub deployed: List<Text>,
}

/// Why a listener does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// A setting switches it off.
    SwitchedOff,
    /// Its port text is no number.
    NoNumber,
    /// Its number is beyond the ports.
    OutOfRange,
}

/// A conjunction of tests that closes a listener.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClosedWhen {
    /// Where the rule holds; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// All must hold.
    pub all: List<KeyTest>,
    /// The reason in words.
    pub reason: Text,
    /// True when it was not verified that it closes: the listener then is conditional.
    #[serde(default)]
    pub unverified: bool,
    /// True when nobody means to close a listener with this: it is a mistake.
    #[serde(default)]
    pub mistake: bool,
}

/// A test of one rendered value.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyTest {
    /// The key after mapping.
    pub key: Text,
    /// What is tested.
    pub is: Test,
    /// Whether the test holds when neither the user nor a default sets the key.
    #[serde(default)]
    pub if_absent: bool,
}

/// How a template or the server looks at a value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Jinja: empty, 0 or `false` in any case.
    Falsy,
    /// Jinja `== true` fails: empty or `false` in any case. A number ends the rendering.
    NotEqualTrue,
    /// Jinja `is sameas true` fails: anything but boolean true.
    NotSameAsTrue,
    /// Not empty, and Java's `Boolean.parseBoolean` gives false.
    WrittenFalse,
    /// The same after blanks around it are removed.
    TrimmedFalse,
    /// Empty, or true after blanks around it are removed.
    TrimmedTrue,
    /// Java's `Boolean.parseBoolean` gives false.
    JavaFalse,
    /// The same after blanks around it are removed.
    JavaFalseTrimmed,
    /// No integer above 0, after blanks around it are removed.
    NotPositiveTrimmed,
    /// No integer above 0, and not empty.
    NotPositive,
    /// A list without items, or an empty text.
    EmptyList,
    /// The opposite.
    NotEmptyList,
    /// Java's `Boolean.parseBoolean` gives true.
    JavaTrue,
    /// Nothing sets it.
    Absent,
    /// The user, or a default, sets it.
    Present,
    /// The text differs from this one.
    Differs(Text),
    /// The user names a host that may be another one: no address of the machine itself, and not its `server.node_ip`.
    MayBeElsewhere,
}

/// What a profile does to a listener.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProfileRule {
    /// Where the rule holds; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// Profile names.
    pub names: List<Text>,
    /// The reason in words.
    pub reason: Text,
    /// True when it was not verified: the listener then is conditional.
    #[serde(default)]
    pub unverified: bool,
    /// True when it is not the profile itself that closes the listener, but `profileSetup`, run for it.
    #[serde(default)]
    pub by_setup: bool,
}

/// A key that sets a bind address.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AddressKey {
    /// Where the key is read; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// The key after mapping.
    pub key: Text,
    /// True when the address is bound in addition to the first one.
    #[serde(default)]
    pub added: bool,
    /// The address when the key is absent; all interfaces when there is none.
    #[serde(default)]
    pub default: Option<Text>,
    /// The address when the text is empty, where that is not the same.
    #[serde(default)]
    pub empty: Option<Text>,
}

/// The offset is added only while a value is true.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OffsetSwitch {
    /// The key after mapping, read by Java as a boolean.
    pub key: Text,
    /// What holds when it is absent.
    pub if_absent: bool,
}

/// A file of the configuration directory that ships as it is, for an edit by hand.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StaticFile {
    /// The file, relative to the configuration directory.
    pub file: Text,
    /// The element that holds the port.
    pub port: Text,
    /// The element that holds the bind address.
    pub address: Text,
    /// What it binds where the file names no address.
    pub default_address: Text,
    /// Switches of the file: it opens unless one of them says something else than `true`.
    #[serde(default)]
    pub enabled: List<Text>,
}

/// An element of a template that carries a number.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TemplateNumber {
    /// The template, relative to the home.
    pub file: Text,
    /// The name of the element whose text is the number.
    pub element: Text,
}

/// One listener for each table below a key.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Repeat {
    /// The table of tables, or the array of tables.
    pub table: Text,
    /// The port inside each table.
    pub port: Text,
    /// The bind address inside each table, the first that is set.
    pub addresses: List<Text>,
    /// A value inside each table that names it; the table's own name when there is none.
    #[serde(default)]
    pub name: Option<Text>,
    /// A value inside each table: anything but false makes the connector bind before the offset is added.
    #[serde(default)]
    pub binds_early: Option<Text>,
    /// A value inside each table that gives the connector's scheme.
    #[serde(default)]
    pub scheme: Option<Text>,
    /// Names of tables that take the place of a listener, and its id.
    #[serde(default)]
    pub replaces: List<(Text, Text)>,
    /// Whether a table without a port makes a listener all the same, one whose port text is no number.
    #[serde(default)]
    pub without_port: bool,
    /// A value inside each table that names the class, and a part of the class names that add the offset.
    #[serde(default)]
    pub offset_class: Option<(Text, Text)>,
}
