//! Names of rules, levels and products, as users type them.

use crate::suggest::{did_you_mean, quoted};
use portlint_catalog::toml_generation::profiles;
use portlint_catalog::{Product, Version};
use portlint_host::showable_choice;
use portlint_rules::{RULES, Severity};

/// Stands for every rule in `select` and `ignore`.
const ALL: &str = "all";

/// What `--select` and `--ignore` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleChoice {
    /// Every rule.
    All,
    /// One rule.
    One(&'static str),
}

impl RuleChoice {
    /// Reads a rule id or `all`; an unknown name is an error with the nearest known one.
    ///
    /// # Errors
    /// What is wrong with the text, in words.
    pub fn parse(text: &str) -> Result<RuleChoice, String> {
        match text {
            ALL => Ok(RuleChoice::All),
            _ => rule_id(text).map(RuleChoice::One),
        }
    }

    /// Whether it names this rule.
    pub fn names(self, rule: &str) -> bool {
        match self {
            RuleChoice::All => true,
            RuleChoice::One(id) => id == rule,
        }
    }

    /// The rule id, or `all`.
    pub fn as_str(self) -> &'static str {
        match self {
            RuleChoice::All => ALL,
            RuleChoice::One(id) => id,
        }
    }
}

/// The id of a known rule; an unknown name is an error with the nearest known one.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn rule_id(text: &str) -> Result<&'static str, String> {
    portlint_rules::rule(text)
        .map(|rule| rule.doc.id)
        .ok_or_else(|| {
            let known = RULES.iter().map(|rule| rule.doc.id);
            format!("no rule {}{}", quoted(text), did_you_mean(text, known))
        })
}

/// The products that have a name; the catalogue's rules for unknown products are none.
pub fn products() -> impl Iterator<Item = &'static Product> {
    portlint_catalog::products()
        .iter()
        .filter(|product| product.id != "unknown")
}

/// The id of a known product; an unknown one is an error with the nearest known one.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn product_id(text: &str) -> Result<String, String> {
    product(text).map(|product| product.id.to_string())
}

/// A known product; an unknown one is an error with the nearest known one.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn product(id: &str) -> Result<&'static Product, String> {
    products().find(|product| product.id == id).ok_or_else(|| {
        let hint = match near_product(id).as_str() {
            "" => "; `wso2-portlint products` lists all".to_string(),
            near => near.to_string(),
        };
        format!("no product {}{hint}", quoted(id))
    })
}

/// Product id and version of a name like `wso2is-7.0.0`, whether they are known or not; `None` when it is not of this form.
pub fn split_release(name: &str) -> Option<(&str, Version)> {
    name.match_indices('-')
        .find_map(|(at, _)| Some((name.get(..at)?, Version::parse(name.get(at + 1..)?)?)))
}

/// `; did you mean `wso2am`?` for the product whose name is nearest, or nothing.
fn near_product(text: &str) -> String {
    // What nearly all have in common makes no two of them alike.
    let own = |name: &'static str| (name.strip_prefix(VENDOR).unwrap_or(name), name);
    let known = products().map(|product| own(product.id.as_str()));
    let known: Vec<_> = known.collect();
    let typed = text.strip_prefix(VENDOR).unwrap_or(text);
    let near = portlint_host::nearest(typed, known.iter().map(|(own, _)| *own));
    let near = near.and_then(|near| known.iter().find(|(own, _)| *own == near));
    near.map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?"))
}

/// What the ids of nearly all products begin with.
const VENDOR: &str = "wso2";

/// A profile of API Manager; an unknown one is an error with the nearest known one.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn profile(text: &str) -> Result<String, String> {
    if profiles().contains(&text) {
        return Ok(text.to_string());
    }
    let hint = did_you_mean(text, profiles());
    let known = profiles().join(", ");
    Err(format!(
        "no profile {}{hint} [known profiles: {known}]",
        showable_choice(text, profiles())
    ))
}

/// A product version, as written.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn version(text: &str) -> Result<String, String> {
    Version::parse(text)
        .map(|_| text.to_string())
        .ok_or_else(|| "not a version such as 4.2.0".to_string())
}

/// How loud a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It does not run.
    Off,
    /// All its findings have this severity.
    At(Severity),
}

/// Every name of a level.
pub const LEVELS: [&str; 4] = ["off", "info", "warning", "error"];

impl Level {
    /// Reads `off` or a severity.
    ///
    /// # Errors
    /// What is wrong with the text, in words.
    pub fn parse(text: &str) -> Result<Level, String> {
        if text == "off" {
            return Ok(Level::Off);
        }
        severity(text).map(Level::At).map_err(|_| {
            format!(
                "no level {}: off, info, warning or error{}",
                showable_choice(text, LEVELS),
                did_you_mean(text, LEVELS)
            )
        })
    }

    /// `off` or the severity.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::At(severity) => severity.as_str(),
        }
    }
}

/// Reads a severity.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn severity(text: &str) -> Result<Severity, String> {
    match text {
        "info" => Ok(Severity::Info),
        "warning" => Ok(Severity::Warning),
        "error" => Ok(Severity::Error),
        _ => Err("info, warning or error".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_named_by_its_id() {
        for rule in RULES {
            assert_eq!(
                RuleChoice::parse(rule.doc.id),
                Ok(RuleChoice::One(rule.doc.id))
            );
        }
        assert_eq!(RuleChoice::parse("all"), Ok(RuleChoice::All));
        let error = RuleChoice::parse("port-colission").unwrap_err();
        assert_eq!(
            error,
            "no rule `port-colission`; did you mean `port-collision`?"
        );
    }

    #[test]
    fn products_are_named_by_their_id() {
        assert_eq!(product_id("wso2am").as_deref(), Ok("wso2am"));
        assert!(product_id("unknown").is_err());
        for (typed, end) in [
            ("wso2ams", "; did you mean `wso2am`?"),
            ("wso2ma", "; did you mean `wso2am`?"),
            (
                "wso2foo",
                "no product `wso2foo`; `wso2-portlint products` lists all",
            ),
        ] {
            let error = product_id(typed).unwrap_err();
            assert!(error.contains(end), "{error}");
        }
        assert_eq!(version("4.2.0").as_deref(), Ok("4.2.0"));
        assert!(version("").is_err());
    }

    #[test]
    fn profiles_are_known_by_name() {
        assert_eq!(profile("gateway-worker").as_deref(), Ok("gateway-worker"));
        let error = profile("gatway-worker").unwrap_err();
        assert!(
            error.starts_with("no profile `gatway-worker`; did you mean `gateway-worker`?"),
            "{error}"
        );
    }

    #[test]
    fn every_level_is_read() {
        for name in LEVELS {
            assert_eq!(Level::parse(name).unwrap().as_str(), name);
        }
        assert_eq!(
            Level::parse("warn").unwrap_err(),
            "no level `warn`: off, info, warning or error"
        );
        assert!(
            Level::parse("warnin")
                .unwrap_err()
                .ends_with("did you mean `warning`?")
        );
    }
}
