//! `config --show`: which configuration file counts, which look as if they were meant, and what it says.

use super::columns::columns;
use crate::args::ConfigArgs;
use crate::config::{Config, Search};
use crate::exit::{Failure, Outcome};
use crate::names::RuleChoice;
use crate::session::read_config;
use crate::terminal::print;
use std::fmt::Write as _;

/// Shows the configuration.
pub fn run(args: &ConfigArgs) -> Result<Outcome, Failure> {
    let choice = &args.config;
    let search = match choice.config.is_some() || choice.no_config {
        true => Search::default(),
        false => Search::from_current_directory(),
    };
    let config = read_config(choice)?;
    let text = shown(&config, &search).map_err(|error| error.to_string())?;
    print(&text)?;
    Ok(Outcome::Clean)
}

fn shown(config: &Config, search: &Search) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    match &config.file {
        Some(file) => writeln!(text, "configuration file: {}", file.path.display())?,
        None => writeln!(text, "configuration file: none")?,
    }
    for path in &search.shadowed {
        writeln!(text, "not read, a nearer one counts: {}", path.display())?;
    }
    for path in &search.near_misses {
        writeln!(
            text,
            "not read, not the name {}: {}",
            crate::config::FILE_NAME,
            path.display()
        )?;
    }
    let names = |choices: &[RuleChoice], none: &str| match choices {
        [] => none.to_string(),
        some => some
            .iter()
            .map(|choice| choice.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    };
    writeln!(
        text,
        "select: {}",
        names(&config.select, "errors and warnings")
    )?;
    writeln!(text, "ignore: {}", names(&config.ignore, "nothing"))?;
    for (rule, level) in &config.levels {
        writeln!(text, "rule {rule}: {}", level.as_str())?;
    }
    let limits = &config.limits;
    writeln!(
        text,
        "limits of a file: {} bytes, {} levels, {} errors, {} values",
        limits.bytes, limits.depth, limits.errors, limits.nodes
    )?;
    if let Some((first, last)) = config.ephemeral {
        writeln!(text, "ephemeral ports: {first}-{last}")?;
    }
    write!(text, "{}", entries(config)).map(|()| text)
}

/// Homes, ports and allowances. What is told about a home may hold secrets: only its path is shown.
fn entries(config: &Config) -> String {
    let homes = config.homes.iter().map(|entry| {
        [
            "home".to_string(),
            entry.path.as_str().to_string(),
            String::new(),
        ]
    });
    let ports = config.ports.iter().map(|port| {
        let address = port.address.as_deref().unwrap_or("all addresses");
        let claim = format!("{}/{} on {address}", port.port, port.protocol.as_str());
        ["port".to_string(), port.name.clone(), claim]
    });
    let allows = config.allows.iter().map(|entry| {
        let port = entry
            .port
            .map_or_else(String::new, |port| format!(" at {port}"));
        let until = entry
            .until
            .map_or_else(String::new, |day| format!(" until {day}"));
        let what = format!("{}{port}{until}: {}", entry.rule, entry.reason.trim());
        ["allow".to_string(), entry.home.as_str().to_string(), what]
    });
    columns(&homes.chain(ports).chain(allows).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_counts_and_what_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        let content = "ignore = ['self-collision']\n[[home]]\npath = 'am'\nenv = { KEY = 'secret' }\n\
                       [[allow]]\nrule = 'port-collision'\nhome = 'is'\nport = 9443\nreason = 'why'\n";
        std::fs::write(&path, content).unwrap();
        let search = Search {
            near_misses: vec!["portlint.toml".into()],
            ..Search::default()
        };
        let text = shown(&crate::config::load(&path).unwrap(), &search).unwrap();
        for line in [
            "not read, not the name wso2-portlint.toml: portlint.toml",
            "ignore: self-collision",
            "home   am",
            "allow  is  port-collision at 9443: why",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line}\n{text}");
        }
        assert!(!text.contains("secret"));
    }
}
