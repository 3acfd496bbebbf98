//! The `deployment.yaml` generation: listeners, what each runtime has installed, and the rules that changed with the
//! versions of components.

use crate::gate::{Gate, any_admits};
use crate::listener::{ListenerFacts, OffsetRule};
use crate::product::{Product, Release};
use crate::read_data;
use crate::version::{Version, VersionReq};
use serde::Deserialize;
use std::sync::OnceLock;

/// A rule that depends on the version of a component.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Switch {
    /// Stable id, for example `http-offset`.
    pub id: String,
    /// What is true while the switch is on, in words.
    pub description: String,
    /// The component that decides.
    pub component: String,
    /// The switch is on for component versions in any of these ranges.
    pub ranges: Vec<VersionReq>,
    /// Where this was read.
    pub evidence: Vec<String>,
}

impl Switch {
    /// Whether the switch is on for this version of its component. An unknown version counts as the newest.
    pub fn is_on(&self, component: Option<&Version>) -> bool {
        match component {
            Some(version) => self.ranges.iter().any(|range| range.matches(version)),
            None => self
                .ranges
                .iter()
                .any(|range| !range.to_string().contains('<')),
        }
    }
}

/// Something that only some runtimes have installed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Feature {
    /// Stable id, for example `receivers`.
    pub id: String,
    /// What it is, in words.
    pub description: String,
    /// The runtimes that have it.
    #[serde(rename = "for")]
    pub gates: Vec<Gate>,
    /// Where this was read.
    pub evidence: Vec<String>,
}

/// The offset in the file that a product ships.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ShippedOffset {
    /// The number in the file.
    pub value: u16,
    /// The runtimes that ship it; all others ship 0.
    #[serde(rename = "for")]
    pub gates: Vec<Gate>,
    /// Where this was read.
    pub evidence: Vec<String>,
}

#[derive(Deserialize)]
struct Listeners {
    listener: Vec<ListenerFacts>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Rules {
    switch: Vec<Switch>,
    feature: Vec<Feature>,
    shipped_offset: Vec<ShippedOffset>,
}

/// Every listener of the generation. Of several entries with one id, the gates are disjoint.
///
/// An id without `/` stands for the listeners of a family that have an id of the user's own.
pub fn listeners() -> &'static [ListenerFacts] {
    static DATA: OnceLock<Vec<ListenerFacts>> = OnceLock::new();
    DATA.get_or_init(|| {
        read_data::<Listeners>(crate::data!("yaml-listeners"))
            .map_or_else(Vec::new, |file| file.listener)
    })
}

fn rules() -> Option<&'static Rules> {
    static DATA: OnceLock<Option<Rules>> = OnceLock::new();
    DATA.get_or_init(|| read_data(crate::data!("yaml-rules")))
        .as_ref()
}

/// The rules that depend on component versions.
pub fn switches() -> &'static [Switch] {
    rules().map_or(&[], |rules| &rules.switch)
}

/// What only some runtimes have installed.
pub fn features() -> &'static [Feature] {
    rules().map_or(&[], |rules| &rules.feature)
}

/// The offsets other than 0 that products ship.
pub fn shipped_offsets() -> &'static [ShippedOffset] {
    rules().map_or(&[], |rules| &rules.shipped_offset)
}

/// Whether a switch is on, given the version of each component.
pub fn is_on<'v>(switch: &str, component: impl Fn(&str) -> Option<&'v Version>) -> bool {
    switches()
        .iter()
        .find(|s| s.id == switch)
        .is_some_and(|s| s.is_on(component(&s.component)))
}

/// Whether a switch is on for a release as it was first published.
pub fn is_on_in(switch: &str, release: &Release) -> bool {
    is_on(switch, |component| release.components.get(component))
}

/// Whether a runtime has a feature.
pub fn has_feature(feature: &str, product: &str, version: Option<&Version>, runtime: &str) -> bool {
    features()
        .iter()
        .any(|f| f.id == feature && any_admits(&f.gates, product, version, runtime))
}

/// The offset in the file that the product ships for a runtime.
pub fn shipped_offset(product: &str, version: Option<&Version>, runtime: &str) -> u16 {
    shipped_offsets()
        .iter()
        .find(|offset| any_admits(&offset.gates, product, version, runtime))
        .map_or(0, |offset| offset.value)
}

/// What a release adds to the base of a listener with the file that it ships.
pub fn shipped_addition(
    product: &Product,
    release: &Release,
    runtime: &str,
    facts: &ListenerFacts,
) -> u16 {
    let follows = match facts.offset {
        OffsetRule::Never => false,
        OffsetRule::Depends => is_on_in("http-offset", release),
        OffsetRule::Added | OffsetRule::DefaultOnly => true,
    };
    let offset = match follows {
        true => shipped_offset(&product.id, Some(&release.version), runtime),
        false => 0,
    };
    let one_more = facts.id.starts_with("binary/") && is_on_in("binary-plus-one", release);
    offset.saturating_add(one_more.into())
}
