//! The vendor's pages of default ports, row by row, judged by what the source code and the shipped files say.

use crate::evidence::Evidence;
use crate::list::List;
use crate::listener::Protocol;
use crate::product::{Generation, Product, RuntimeSpec};
use crate::text::Text;
use serde::Deserialize;

/// All pages, their rows and what is wrong with them.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Documentation {
    /// The pages.
    #[serde(rename = "page")]
    pub pages: List<Page>,
    /// The lists of the pages, in their order.
    #[serde(rename = "section")]
    pub sections: List<Section>,
    /// What is to be said about rows.
    #[serde(rename = "finding")]
    pub findings: List<Finding>,
    /// Default ports that a page does not list.
    #[serde(rename = "omission")]
    pub omissions: List<Omission>,
}

/// A page of the documentation.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Page {
    /// Short name.
    pub name: Text,
    /// Its title.
    pub title: Text,
    /// The generations that it writes about.
    pub generations: List<Generation>,
}

/// One list of a page.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Section {
    /// Name of the page.
    pub page: Text,
    /// What the list is about.
    pub title: Text,
    /// Product ids that the rows are claimed for; none stands for every product that has the feature.
    #[serde(default)]
    pub products: List<Text>,
    /// Runtime ids that the rows are claimed for; none stands for all.
    #[serde(default)]
    pub runtimes: List<Text>,
    /// The rows.
    pub rows: List<Row>,
}

/// One row of a list.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Row {
    /// The number, as it is with the shipped configuration; `None` for a random port.
    #[serde(default)]
    pub port: Option<u16>,
    /// Id of the listener of a random port.
    #[serde(default)]
    pub listener: Option<Text>,
    /// Protocol that the port has, whether or not the page says so.
    #[serde(default)]
    pub protocol: Protocol,
    /// What the page takes it for.
    pub purpose: Text,
    /// Id of the finding; `None` when the row is right.
    #[serde(default)]
    pub finding: Option<Text>,
}

/// How far a row is from the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The port opens under conditions that the page leaves out.
    Imprecise,
    /// The port opens, but it is not what the page calls it.
    Misnamed,
    /// No product of the row opens it by default.
    NotOpened,
    /// Something else listens there; the product connects out.
    Outbound,
    /// No source was found that proves or refutes it.
    Unverified,
}

impl Verdict {
    /// As tables show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Imprecise => "imprecise",
            Verdict::Misnamed => "misnamed",
            Verdict::NotOpened => "not opened",
            Verdict::Outbound => "outbound only",
            Verdict::Unverified => "unverified",
        }
    }
}

/// What is to be said about rows.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Finding {
    /// Id that rows refer to.
    pub id: Text,
    /// In one word.
    pub verdict: Verdict,
    /// In a sentence.
    pub text: Text,
    /// Where this was read; never empty.
    pub evidence: List<Evidence>,
}

/// Default ports that a page does not list.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Omission {
    /// Name of the page.
    pub page: Text,
    /// Product ids.
    pub products: List<Text>,
    /// The ports, with the shipped configuration.
    pub ports: List<u16>,
    /// What they are.
    pub text: Text,
    /// Where this was read; never empty.
    pub evidence: List<Evidence>,
}

/// A row that is not right, and why.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// The list that it stands in.
    pub section: &'static Section,
    /// The row.
    pub row: &'static Row,
    /// The finding.
    pub finding: &'static Finding,
}

impl Documentation {
    /// The rows with a finding, in the order of the pages.
    pub fn judged(&'static self) -> impl Iterator<Item = Judged> {
        self.sections.iter().flat_map(|section| {
            section.rows.iter().filter_map(|row| {
                let finding = self.finding(row.finding.as_deref()?)?;
                Some(Judged {
                    section,
                    row,
                    finding,
                })
            })
        })
    }

    /// The finding with this id.
    pub fn finding(&self, id: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.id == id)
    }

    /// The page with this name.
    pub fn page(&self, name: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.name == name)
    }

    /// Whether `section` writes about this runtime.
    pub fn is_about(&self, section: &Section, product: &Product, runtime: &RuntimeSpec) -> bool {
        let named = |names: &[Text], name: &Text| names.is_empty() || names.contains(name);
        named(&section.products, &product.id)
            && named(&section.runtimes, &runtime.id)
            && self
                .page(&section.page)
                .is_some_and(|page| page.generations.contains(&runtime.generation))
    }
}
