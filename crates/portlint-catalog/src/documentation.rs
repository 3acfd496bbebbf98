//! The vendor's pages of default ports, row by row, judged by what the source code and the shipped files say.

use crate::listener::Protocol;
use crate::product::{Generation, Product, RuntimeSpec};
use crate::search::{DefaultUse, default_uses};
use serde::Deserialize;
use std::sync::OnceLock;

/// All pages, their rows and what is wrong with them.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Documentation {
    /// The pages.
    #[serde(rename = "page")]
    pub pages: Vec<Page>,
    /// The lists of the pages, in their order.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    /// What is to be said about rows.
    #[serde(rename = "finding")]
    pub findings: Vec<Finding>,
    /// Default ports that a page does not list.
    #[serde(rename = "omission")]
    pub omissions: Vec<Omission>,
}

/// A page of the documentation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Page {
    /// Short name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The generations that it writes about.
    pub generations: Vec<Generation>,
}

/// One list of a page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Section {
    /// Name of the page.
    pub page: String,
    /// What the list is about.
    pub title: String,
    /// Product ids that the rows are claimed for; none stands for every product that has the feature.
    #[serde(default)]
    pub products: Vec<String>,
    /// Runtime ids that the rows are claimed for; none stands for all.
    #[serde(default)]
    pub runtimes: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row of a list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Row {
    /// The number, as it is with the shipped configuration; `None` for a random port.
    #[serde(default)]
    pub port: Option<u16>,
    /// Id of the listener of a random port.
    #[serde(default)]
    pub listener: Option<String>,
    /// Protocol that the port has, whether or not the page says so.
    #[serde(default)]
    pub protocol: Protocol,
    /// What the page takes it for.
    pub purpose: String,
    /// Id of the finding; `None` when the row is right.
    #[serde(default)]
    pub finding: Option<String>,
}

/// How far a row is from the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Finding {
    /// Id that rows refer to.
    pub id: String,
    /// In one word.
    pub verdict: Verdict,
    /// In a sentence.
    pub text: String,
    /// Where this was read; never empty.
    pub evidence: Vec<String>,
}

/// Default ports that a page does not list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Omission {
    /// Name of the page.
    pub page: String,
    /// Product ids.
    pub products: Vec<String>,
    /// The ports, with the shipped configuration.
    pub ports: Vec<u16>,
    /// What they are.
    pub text: String,
    /// Where this was read; never empty.
    pub evidence: Vec<String>,
}

/// The pages.
pub fn documentation() -> &'static Documentation {
    static DOCUMENTATION: OnceLock<Documentation> = OnceLock::new();
    DOCUMENTATION
        .get_or_init(|| crate::read_data(crate::data!("documentation")).unwrap_or_default())
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

    /// Who opens `port` by default among those that `section` writes about.
    pub fn claimed_uses(&self, section: &Section, port: u16) -> Vec<DefaultUse> {
        default_uses(port)
            .into_iter()
            .filter(|found| self.is_about(section, found.product, found.runtime))
            .collect()
    }

    /// Whether `section` writes about this runtime.
    pub fn is_about(&self, section: &Section, product: &Product, runtime: &RuntimeSpec) -> bool {
        let named = |names: &[String], name: &String| names.is_empty() || names.contains(name);
        named(&section.products, &product.id)
            && named(&section.runtimes, &runtime.id)
            && self
                .page(&section.page)
                .is_some_and(|page| page.generations.contains(&runtime.generation))
    }
}
