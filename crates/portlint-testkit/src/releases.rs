//! The cases of releases, which lie in `tests/cases/releases`: a small home for each release, and what the vendor's files
//! say that it opens.

use portlint_catalog::FilePlace;
use std::path::{Path, PathBuf};

/// One release: its home, and what it opens.
#[derive(Debug)]
pub struct ReleaseCase {
    /// The name of its file without the extension, `wso2am-4.2.0`; the name of the home.
    pub name: String,
    /// Product id.
    pub product: String,
    /// Product version.
    pub version: String,
    /// What is open and what may be.
    pub listeners: Vec<ExpectedListener>,
    /// The files of the home: their paths in it, and their texts.
    pub files: Vec<(String, String)>,
}

/// A listener as the vendor's files have it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
pub struct ExpectedListener {
    /// Runtime id.
    pub runtime: String,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// The number before the offset.
    pub base: i64,
    /// What is added.
    pub offset: i64,
    /// False where no file of the vendor says whether it opens.
    pub is_certain: bool,
}

/// The folder of the cases.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

#[allow(
    clippy::disallowed_methods,
    reason = "cases are on disk, and only tests read them"
)]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a case can be read")
}

/// The releases that have no case, each with the reason.
///
/// # Panics
/// When the list is not there, or a line of it has no reason.
pub fn releases_without_case() -> Vec<(String, String)> {
    let text = read(&folder().join("without.list"));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, why) = line.split_once(": ").expect("a release and the reason");
            (name.to_string(), why.to_string())
        })
        .collect()
}

/// All cases of releases, in the order of their names.
///
/// # Panics
/// When one cannot be read, or does not say where each of its numbers was read.
pub fn release_cases() -> Vec<ReleaseCase> {
    #[allow(
        clippy::disallowed_methods,
        reason = "cases are on disk, and only tests read them"
    )]
    let entries = std::fs::read_dir(folder().join("releases")).expect("the folder of cases");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a case").path()).collect();
    paths.sort();
    let cases = paths.iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let case = ReleaseCase::parse(&name, &read(path));
        case.map_err(|why| format!("{name}: {why}"))
            .expect("a case of a release")
    });
    cases.collect()
}

/// Names of what a place proves, in the order in which a case has them.
const PROOFS: [&str; 3] = ["base", "offset", "opens"];

impl ReleaseCase {
    /// Reads a case.
    ///
    /// # Errors
    /// What is wrong with it; above all a listener of which a base, an offset rule or a state has no line of a vendor's file.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let mut case = ReleaseCase {
            name: name.to_string(),
            product: String::new(),
            version: String::new(),
            listeners: Vec::new(),
            files: Vec::new(),
        };
        let mut missing: Vec<&str> = Vec::new();
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim_end();
            if let Some(path) = trimmed.strip_prefix("--- ") {
                case.files.push((path.to_string(), String::new()));
                continue;
            }
            if let Some((_, content)) = case.files.last_mut() {
                content.push_str(line);
                continue;
            }
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            let (key, value) = trimmed
                .split_once(": ")
                .ok_or_else(|| format!("`{trimmed}` is not `key: value`"))?;
            match key {
                "product" => {
                    let (product, version) = value.split_once(' ').ok_or("no version")?;
                    (case.product, case.version) = (product.to_string(), version.to_string());
                }
                "open" | "may" => {
                    complete(&missing, &case)?;
                    let is_certain = key == "open";
                    missing = if is_certain {
                        PROOFS.to_vec()
                    } else {
                        vec!["opens"]
                    };
                    case.listeners.push(listener(value, is_certain)?);
                }
                _ => {
                    let proves = key.trim_start();
                    let place = FilePlace::parse(value).filter(|place| !place.lines.is_empty());
                    if place.is_none() {
                        return Err(format!("`{value}` is not owner/repo@ref:path:line"));
                    }
                    let before = missing.len();
                    missing.retain(|wanted| *wanted != proves);
                    if missing.len() == before {
                        return Err(format!("`{proves}` is not wanted here"));
                    }
                }
            }
        }
        complete(&missing, &case)?;
        if case.listeners.is_empty() || case.files.is_empty() {
            return Err("no listener or no file".to_string());
        }
        Ok(case)
    }
}

/// `default tcp 9443 + 3`.
fn listener(text: &str, is_certain: bool) -> Result<ExpectedListener, String> {
    let words: Vec<_> = text.split(' ').collect();
    let [runtime, protocol, base, "+", offset] = words.as_slice() else {
        return Err(format!("`{text}` is not `runtime protocol base + offset`"));
    };
    let number = |text: &str| {
        text.parse()
            .map_err(|_| format!("`{text}` is not a number"))
    };
    Ok(ExpectedListener {
        runtime: (*runtime).to_string(),
        protocol: (*protocol).to_string(),
        base: number(base)?,
        offset: number(offset)?,
        is_certain,
    })
}

/// That nothing is missing of the listener before.
fn complete(missing: &[&str], case: &ReleaseCase) -> Result<(), String> {
    if missing.is_empty() {
        return Ok(());
    }
    let last = case.listeners.last();
    let last = last.map_or(String::new(), |l| {
        format!("{} {}/{}", l.runtime, l.base, l.protocol)
    });
    Err(format!(
        "{last}: no line of the vendor's for {}",
        missing.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "product: wso2is 7.1.0\nopen: default tcp 9443 + 3\n\
        \x20 base: wso2/product-is@v7.1.0:a/default.json:59\n\
        \x20 offset: wso2/carbon-kernel@v4.10.42:a/CarbonTomcat.java:415\n\
        \x20 opens: wso2/product-is@v7.1.0:a/default.json:59\n\
        --- bin/version.txt\nWSO2 Identity Server v7.1.0\n";

    #[test]
    fn a_case_is_a_home_and_what_it_opens() {
        let case = ReleaseCase::parse("wso2is-7.1.0", CASE).unwrap();
        let listener = case.listeners.first().unwrap();
        assert_eq!(
            (listener.base, listener.offset, listener.is_certain),
            (9443, 3, true)
        );
        assert_eq!(case.files.len(), 1);
    }

    #[test]
    fn a_case_without_a_line_of_the_vendor_is_refused() {
        for proof in PROOFS {
            let lines = CASE
                .lines()
                .filter(|line| !line.contains(&format!("  {proof}:")));
            let text = lines.collect::<Vec<_>>().join("\n");
            let refused = ReleaseCase::parse("x", &text).unwrap_err();
            let wanted = format!("default 9443/tcp: no line of the vendor's for {proof}");
            assert_eq!(refused, wanted);
        }
        let without_line = CASE.replace("default.json:59", "default.json");
        let refused = ReleaseCase::parse("x", &without_line).unwrap_err();
        assert!(
            refused.contains("is not owner/repo@ref:path:line"),
            "{refused}"
        );
        let of_the_tool = CASE.replace(
            "wso2/product-is@v7.1.0:a/default.json:59",
            "product default",
        );
        assert!(ReleaseCase::parse("x", &of_the_tool).is_err());
    }
}
