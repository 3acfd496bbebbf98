//! `config --show`: which configuration file counts, which look as if they were meant, and what it says.

use crate::args::{ConfigArgs, LookArgs};
use crate::exit::{Failure, Outcome};
use crate::session::read_config;
use crate::terminal::{print, stdout_style};
use portlint_host::showable;
use portlint_read::HomeFacts;
use portlint_report::shown;
use portlint_report::shown::{Shown, Terminal};
use portlint_report::{Cell, Column, Grid, Row, Style};
use portlint_rules::Options;
use portlint_session::config::{Config, Search};
use portlint_session::names::RuleChoice;

/// Stands for a value that may be a secret.
const HIDDEN: &str = "***";

/// Shows the configuration.
pub(super) fn run(args: &ConfigArgs, look: &LookArgs) -> Result<Outcome, Failure> {
    let choice = &args.config;
    let (config, search) = read_config(choice, &[])?;
    print(lines(&config, &search, &stdout_style(look)))?;
    Ok(Outcome::Clean)
}

fn lines(config: &Config, search: &Search, style: &Style) -> Shown<Terminal> {
    let mut lines = Shown::new();
    lines.push_line(&match &config.file {
        Some(file) => shown!("configuration file: {}", file.path.display()),
        None => Shown::own("configuration file: none"),
    });
    for path in &search.shadowed {
        let path = path.display();
        lines.push_line(&shown!("not read, a nearer one counts: {}", path));
    }
    for path in &search.near_misses {
        let (name, path) = (portlint_session::config::FILE_NAME, path.display());
        lines.push_line(&shown!("not read, not the name {}: {}", name, path));
    }
    let names = |choices: &[RuleChoice], none: &str| match choices {
        [] => none.to_string(),
        some => some
            .iter()
            .map(|choice| choice.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    };
    let select = names(&config.select, "errors and warnings");
    lines.push_line(&shown!("select: {}", select));
    lines.push_line(&shown!("ignore: {}", names(&config.ignore, "nothing")));
    for (rule, level) in &config.levels {
        lines.push_line(&shown!("rule {}: {}", rule, level.as_str()));
    }
    let limits = &config.limits;
    lines.push_line(&shown!(
        "limits of a file: {} bytes, {} levels, {} errors, {} values",
        limits.bytes,
        limits.depth,
        limits.errors,
        limits.nodes
    ));
    let budget = &config.budget;
    lines.push_line(&shown!(
        "limits of a home: {} bytes, {} bytes inflated",
        budget.home_bytes,
        budget.inflated_bytes
    ));
    lines.push_line(&shown!(
        "limits of a run: {} bytes, {} directories searched",
        budget.run_bytes,
        budget.directories
    ));
    let (first, last) = config.ephemeral.unwrap_or(Options::default().ephemeral);
    lines.push_line(&shown!("ephemeral ports: {}-{}", first, last));
    lines.push(&entries(config, style));
    lines
}

/// Homes with what is told of them, ports and allowances.
fn entries(config: &Config, style: &Style) -> Shown<Terminal> {
    let homes = config.homes.iter().flat_map(|entry| {
        let told = told(&entry.facts);
        // One line for each key; an entry that tells nothing has a line, too.
        (0..told.len().max(1)).map(move |line| {
            let (kind, path) = match line {
                0 => ("home", entry.path.as_str()),
                _ => ("", ""),
            };
            let key = told.get(line).cloned().unwrap_or_default();
            [kind.to_string(), path.to_string(), key]
        })
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
        let reason = showable(entry.reason.trim());
        let what = format!("{}{port}{until}: {reason}", entry.rule);
        ["allow".to_string(), entry.home.as_str().to_string(), what]
    });
    let rows = homes.chain(ports).chain(allows).map(|cells| Row {
        cells: cells.map(Cell::from).to_vec(),
        below: Vec::new(),
    });
    let grid = Grid {
        columns: vec![Column::new(""), Column::new(""), Column::folding("")],
        rows: rows.collect(),
        indent: 0,
        has_head: false,
    };
    grid.lines(style)
}

/// What is told of a home, key by key.
fn told(facts: &HomeFacts) -> Vec<String> {
    let yes_no = |flag: &Option<bool>| flag.map(|flag| flag.to_string());
    let words = |words: &Option<Vec<String>>| {
        let words = words
            .iter()
            .flatten()
            .flat_map(|word| word.split_whitespace());
        let shown = words.map(option).collect::<Vec<_>>();
        (!shown.is_empty()).then(|| shown.join(" "))
    };
    let env = facts.env.iter().flatten();
    let env = env.map(|(name, value)| format!("{name}={}", value_of(name, value)));
    let env = env.collect::<Vec<_>>();
    let told = [
        ("product", facts.product.clone()),
        ("version", facts.version.as_deref().map(showable)),
        ("profile", facts.profile.clone()),
        ("runtimes", facts.runtimes.as_deref().map(runtimes)),
        ("start-arguments", words(&facts.start_arguments)),
        ("java-opts", words(&facts.java_opts)),
        ("env", (!env.is_empty()).then(|| env.join(" "))),
        ("jdk", facts.jdk.map(|jdk| jdk.to_string())),
        ("host", facts.host.clone()),
        ("namespace", facts.namespace.clone()),
        ("active", yes_no(&facts.active)),
        ("pin", yes_no(&facts.pin)),
    ];
    let told = told
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    told.map(|(key, value)| format!("{key}: {value}")).collect()
}

/// Ids of runtimes; of a word that is none, its kind.
fn runtimes(ids: &[String]) -> String {
    let products = portlint_catalog::products().iter();
    let known: Vec<&str> = products
        .flat_map(|product| product.runtimes.iter().map(|runtime| runtime.id.as_str()))
        .collect();
    let shown = ids.iter().map(|id| {
        if known.contains(&id.as_str()) {
            id.clone()
        } else {
            showable(id)
        }
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// An option as it may be shown: of a value only the number of a port or an offset, of other words nothing.
fn option(word: &str) -> String {
    match word.split_once('=') {
        Some((name, value)) => format!("{name}={}", value_of(name, value)),
        None if word.starts_with('-') => word.to_string(),
        None => HIDDEN.to_string(),
    }
}

fn value_of<'v>(name: &str, value: &'v str) -> &'v str {
    let name = name.to_ascii_lowercase();
    let about_ports = name.ends_with("port") || name.ends_with("offset");
    if about_ports && value.parse::<i32>().is_ok() {
        value
    } else {
        HIDDEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_counts_and_what_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        let content = "ignore = ['self-collision']\n[[home]]\npath = 'am'\nenv = { HTTPS_PORT = '9443', KEY = 'secret' }\n\
                       start-arguments = ['-DportOffset=3 -Dkey=secret --pass secret']\npin = true\n\
                       [[home]]\npath = 'mi'\n\
                       [[allow]]\nrule = 'port-collision'\nhome = 'is'\nport = 9443\nreason = 'why'\n";
        std::fs::write(&path, content).unwrap();
        let search = Search {
            near_misses: vec!["portlint.toml".into()],
            ..Search::default()
        };
        let text = lines(
            &portlint_session::config::load(&path).unwrap(),
            &search,
            &Style::default(),
        );
        let text = text.as_str();
        for line in [
            "not read, not the name wso2-portlint.toml: portlint.toml",
            "ignore: self-collision",
            "home   am  start-arguments: -DportOffset=3 -Dkey=*** --pass ***",
            "           env: HTTPS_PORT=9443 KEY=***",
            "           pin: true",
            "home   mi",
            "ephemeral ports: 32768-60999",
            "allow  is  port-collision at 9443: text of 3 characters",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line}\n{text}");
        }
        assert!(!text.contains("secret"));
    }
}
