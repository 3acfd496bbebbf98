//! Where a fact was read, in a form that can be followed.

use crate::text::Text;
use serde::Deserialize;
use std::fmt;

/// What a place proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The number.
    Base,
    /// Whether the offset is added.
    Offset,
    /// What opens or closes the listener, and to which address it binds.
    Opens,
    /// The setting that holds the number.
    Key,
    /// That a release exists, and what it consists of.
    Release,
    /// The names by which a product is recognised.
    Name,
    /// What else the entry says.
    Rule,
}

impl Of {
    /// As the data files have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Of::Base => "base",
            Of::Offset => "offset",
            Of::Opens => "opens",
            Of::Key => "key",
            Of::Release => "release",
            Of::Name => "name",
            Of::Rule => "rule",
        }
    }
}

/// How a place was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Lines of a file in a repository: `owner/repo@ref:path:line`, with `-line` for a range and `,line` for more.
    #[default]
    Line,
    /// A file of a repository without a text, or a directory without a file of such a name: `owner/repo@ref:path`, and
    /// `lacks`.
    Absent,
    /// A class of a shipped jar: `…path.jar!Class.method`.
    Javap,
    /// A line of a server's own log: `product-version: line`.
    Log,
    /// What a real server was seen doing: `product-version: what`.
    Run,
    /// An issue or a pull request: `owner/repo#number`.
    Issue,
    /// A page of the vendor's documentation: `page: section`.
    Documentation,
    /// The number stands nowhere; `why` says how it comes about.
    Computed,
    /// No public source holds it; `why` says what was looked at.
    Unreachable,
}

/// A place and what it proves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(try_from = "Written")]
pub struct Evidence {
    /// What it proves.
    pub of: Of,
    /// The place; empty where [`How`] needs none.
    pub at: Text,
    /// How it was read.
    pub how: How,
    /// A sentence, where the place does not speak for itself; what is lacking, where that is the proof.
    pub why: Option<Text>,
}

impl fmt::Display for Evidence {
    /// The place, or the sentence that stands for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.how, &self.why) {
            (How::Absent, Some(lacks)) => write!(f, "{} (without {lacks})", self.at),
            (How::Computed | How::Unreachable, Some(why)) => f.write_str(why),
            (_, Some(why)) => write!(f, "{} ({why})", self.at),
            (_, None) => f.write_str(&self.at),
        }
    }
}

/// As the data files have it.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    of: Of,
    #[serde(default)]
    at: Text,
    #[serde(default)]
    how: How,
    #[serde(default)]
    why: Option<Text>,
    #[serde(default)]
    lacks: Option<Text>,
}

impl TryFrom<Written> for Evidence {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { of, at, .. } = written;
        let (how, why) = match (written.how, written.why, written.lacks) {
            (How::Line, None, Some(lacks)) => (How::Absent, Some(lacks)),
            (how, why, None) if how != How::Absent => (how, why),
            _ => return Err("`lacks` goes with nothing but `at`".to_string()),
        };
        if let Some(form) = wrong_form(how, &at, why.as_deref()) {
            return Err(format!("evidence `{at}` is not of the form {form}"));
        }
        Ok(Evidence { of, at, how, why })
    }
}

/// The form that is asked for, where the entry has another one.
fn wrong_form(how: How, at: &str, why: Option<&str>) -> Option<&'static str> {
    let has_reason = why.is_some_and(|why| why.contains(' '));
    let (is_right, form) = match how {
        How::Line => (
            FilePlace::parse(at).is_some_and(|place| !place.lines.is_empty()),
            "owner/repo@ref:path:line",
        ),
        How::Absent => (
            FilePlace::parse(at).is_some_and(|place| place.lines.is_empty()),
            "owner/repo@ref:path",
        ),
        How::Javap => (
            at.split_once(".jar!")
                .is_some_and(|(jar, member)| jar.contains('/') && member.contains('.')),
            "path.jar!Class.method",
        ),
        How::Log | How::Run => (
            at.split_once(": ").is_some_and(|(server, seen)| {
                server.contains('-') && !server.contains(' ') && !seen.is_empty()
            }),
            "product-version: what was seen",
        ),
        How::Issue => (is_issue(at), "owner/repo#number"),
        How::Documentation => (
            at.split_once(": ")
                .is_some_and(|(page, section)| page.ends_with(".md") && !section.is_empty()),
            "page.md: section",
        ),
        How::Computed | How::Unreachable => (at.is_empty() && has_reason, "why = \"a sentence\""),
    };
    (!is_right).then_some(form)
}

fn is_issue(at: &str) -> bool {
    at.split_once('#').is_some_and(|(repository, number)| {
        is_repository(repository) && number.parse::<u32>().is_ok()
    })
}

fn is_repository(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

/// Lines of a file in a repository, `owner/repo@ref:path:line`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(try_from = "Text")]
pub struct LinePlace(
    /// As written.
    pub Text,
);

impl TryFrom<Text> for LinePlace {
    type Error = String;

    fn try_from(at: Text) -> Result<Self, String> {
        match wrong_form(How::Line, &at, None) {
            Some(form) => Err(format!("`{at}` is not of the form {form}")),
            None => Ok(LinePlace(at)),
        }
    }
}

/// A place in a repository, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace<'a> {
    /// `owner/repo`.
    pub repository: &'a str,
    /// A tag or a commit.
    pub reference: &'a str,
    /// Path of the file.
    pub path: &'a str,
    /// First and last line of each range, counted from 1.
    pub lines: Vec<(usize, usize)>,
}

impl<'a> FilePlace<'a> {
    /// Reads `owner/repo@ref:path` or `owner/repo@ref:path:lines`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (repository, rest) = text.split_once('@')?;
        let (reference, rest) = rest.split_once(':')?;
        let (path, lines) = match rest.rsplit_once(':') {
            Some((path, lines)) => (path, ranges(lines)?),
            None => (rest, Vec::new()),
        };
        let is_path = !path.is_empty()
            && !path.contains([' ', ':'])
            && path
                .split('/')
                .all(|part| !part.is_empty() && !part.starts_with("..") && part != "…");
        let is_reference = !reference.is_empty() && !reference.contains(char::is_whitespace);
        (is_repository(repository) && is_reference && is_path).then_some(FilePlace {
            repository,
            reference,
            path,
            lines,
        })
    }
}

/// `12`, `12-15`, `12,20-22`.
fn ranges(text: &str) -> Option<Vec<(usize, usize)>> {
    text.split(',')
        .map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let (first, last) = (first.parse().ok()?, last.parse().ok()?);
            (1 <= first && first <= last).then_some((first, last))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Evidence, String> {
        toml::from_str(text).map_err(|error: toml::de::Error| error.message().to_string())
    }

    #[test]
    fn every_form_is_read() {
        for text in [
            "of = 'base'\nat = 'wso2/product-is@v7.0.0:modules/x/default.json:42'",
            "of = 'opens'\nat = 'wso2/andes@v3.3.25:a/B.java:10-12,20'",
            "of = 'opens'\nat = 'wso2/product-is@v7.1.0:pom.xml'\nlacks = 'thrift'",
            "of = 'base'\nat = 'wso2am-1.8.0/plugins/keymgt_1.2.3.jar!Service.start'\nhow = 'javap'",
            "of = 'opens'\nat = 'wso2ei-6.0.0: started on 0.0.0.0:8280'\nhow = 'log'",
            "of = 'offset'\nat = 'wso2mi-4.2.0: port 8290 is open'\nhow = 'run'",
            "of = 'rule'\nat = 'wso2/msf4j#569'\nhow = 'issue'",
            "of = 'base'\nat = 'all-products.md: EMM and IoT ports'\nhow = 'documentation'",
            "of = 'base'\nhow = 'computed'\nwhy = 'one more than the port before it'",
            "of = 'base'\nhow = 'unreachable'\nwhy = 'the repository is not public'",
        ] {
            assert!(read(text).is_ok(), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_form() {
        for (at, form) in [
            (
                "wso2/product-apim v3.2.0: pom.xml",
                "owner/repo@ref:path:line",
            ),
            (
                "wso2/andes@v3.2.50: kernel/AndesKernelBoot.java:5",
                "owner/repo@ref:path:line",
            ),
            (
                "wso2/andes@v3.2.50:.../AndesKernelBoot.java:5",
                "owner/repo@ref:path:line",
            ),
            ("AndesKernelBoot.java:579", "owner/repo@ref:path:line"),
            (
                "wso2/andes@v3.2.50:AndesKernelBoot.java",
                "owner/repo@ref:path:line",
            ),
            ("wso2/andes@v3.2.50:a.java:9-3", "owner/repo@ref:path:line"),
            ("wso2/andes@v3.2.50:a.java:0", "owner/repo@ref:path:line"),
        ] {
            let refused = read(&format!("of = 'base'\nat = '{at}'")).unwrap_err();
            assert!(refused.contains(form), "{refused}");
        }
        for text in [
            "of = 'base'\nhow = 'computed'",
            "of = 'base'\nat = 'wso2/msf4j 569'\nhow = 'issue'",
            "of = 'opens'\nat = 'x.jar'\nhow = 'javap'",
            "of = 'opens'\nat = 'the log says so'\nhow = 'log'",
            "of = 'opens'\nat = 'a page'\nhow = 'documentation'",
            "of = 'opens'\nat = 'wso2/a@v1:b'\nhow = 'absent'",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let typo = read("of = 'bass'\nat = 'wso2/a@v1:b:1'").unwrap_err();
        assert!(typo.contains("unknown variant `bass`"), "{typo}");
    }
}
