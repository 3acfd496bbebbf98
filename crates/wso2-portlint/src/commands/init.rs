//! `init`: a configuration file that lists the homes, and says what only people know.

use crate::args::{ConfigChoice, FactArgs, InitArgs};
use crate::exit::{Failure, Outcome};
use crate::session::Session;
use crate::terminal::{self, to_stdout};
use portlint_files::{Disk, Existing, FileSystem, OutputError, open_output};
use portlint_host::{CopyOf, Home, Host, Live};
use portlint_report::shown::{Output, Shown, Toml};
use portlint_report::{count, shown};
use portlint_rules::pages::CONFIGURATION_SCHEMA;
use portlint_session::config;
use portlint_session::path_pattern::absolute;
use std::path::Path;

const HEADER: &str = "\
# What is not in the files of the homes. Remove the `#` from each line that is true for you; all are optional.
# docs/configuration.md explains them.

# Other software of this host that holds ports:
# [[port]]
# name = \"PostgreSQL\"
# protocol = \"tcp\"
# port = 5432
";

/// What can be told about a home, with examples.
const QUESTIONS: &str = "\
# host = \"node-1\"                          # homes of different hosts never collide
# active = false                           # present, but never started together with the others
# pin = true                               # `plan` leaves its port offset alone
# start-arguments = [\"-DportOffset=3\"]     # what the start script is called with
# java-opts = [\"-DportOffset=3\"]           # what JAVA_OPTS carries
# env = { NAME = \"value\" }                 # environment of the server that its files refer to
";

/// Writes the file.
pub(super) fn run(args: &InitArgs) -> Result<Outcome, Failure> {
    let to_output = args.output.as_os_str() == "-";
    if !to_output && Disk.kind(&args.output).is_some() {
        if args.force {
            spare_what_is_no_configuration(&args.output)?;
        } else {
            return Err(taken(&args.output).into());
        }
    }
    // What an older file says about the homes is what is to be written anew.
    let choice = ConfigChoice {
        config: None,
        no_config: true,
    };
    let mut session = Session::open(&args.paths, &choice, &FactArgs::default(), args.live)?;
    keep_inactive(&mut session.host, args);
    if session.host.homes.is_empty() {
        return Ok(Outcome::Failed);
    }
    let beside = match args.output.parent() {
        Some(directory) if !to_output => absolute(&Path::new(".").join(directory)),
        _ => absolute(Path::new(".")),
    };
    let text = text(&session.host, &beside);
    if to_output {
        to_stdout(|out| out.writer().lines(text))?;
    } else {
        write(args, text)?;
        terminal::say(format_args!(
            "wrote {} with {}",
            args.output.display(),
            count(session.host.homes.len(), "home")
        ));
    }
    Ok(if session.incomplete {
        Outcome::Failed
    } else {
        Outcome::Clean
    })
}

/// A home that the file to be replaced calls inactive stays so.
fn keep_inactive(host: &mut Host, args: &InitArgs) {
    let old = args
        .force
        .then(|| config::load(&args.output).ok())
        .flatten();
    for home in &mut host.homes {
        let entries = old.iter().flat_map(|old| &old.homes);
        let canonical = Disk
            .canonical(&home.path)
            .unwrap_or_else(|| home.path.clone());
        let told = entries.filter(|entry| entry.path.matches(&absolute(&home.path), &canonical));
        if let Some(active) = told.filter_map(|entry| entry.facts.active).next_back() {
            home.active = active;
        }
    }
}

/// `--force` is meant for what an earlier `init` wrote; under another name that has to show.
fn spare_what_is_no_configuration(path: &Path) -> Result<(), String> {
    if path.file_name() == Some(config::FILE_NAME.as_ref()) || config::load(path).is_ok() {
        return Ok(());
    }
    Err(format!(
        "{}: not a configuration file of wso2-portlint, so it is not overwritten",
        path.display()
    ))
}

fn taken(path: &Path) -> String {
    format!("{} already exists; --force overwrites it", path.display())
}

fn write(args: &InitArgs, text: Shown<Toml>) -> Result<(), String> {
    let existing = if args.force {
        Existing::Overwritten
    } else {
        Existing::Refused
    };
    let written = open_output(&args.output, existing)
        .and_then(|mut file| Ok(Output::new(&mut file).writer().lines(text)?));
    written.map_err(|error| match error {
        OutputError::Exists => taken(&args.output),
        error => format!("{}: {error}", args.output.display()),
    })
}

fn text(host: &Host, beside: &Path) -> Shown<Toml> {
    let live = host.live.as_ref();
    let entries = host.homes.iter().map(|home| entry(home, beside, live));
    let header = shown!(
        "#:schema {}\n\n{}",
        Shown::own(CONFIGURATION_SCHEMA),
        Shown::own(HEADER)
    );
    Shown::join(std::iter::once(header).chain(entries), "\n")
}

/// What the processes of a home were started with, where it is one that runs.
fn running(home: &Home, live: Option<&Live>) -> Option<Shown<Toml>> {
    let mut text = Shown::new();
    let mut processes = live?.of_home(&home.canonical);
    let (process, server) = processes.next()?;
    text.push(&shown!("# runs now: process {}\n", process.number));
    // An entry speaks of all servers of its home.
    if let Some((other, _)) = processes.next() {
        text.push(&shown!(
            "# and process {}: each has its own arguments, which are not written here\n",
            other.number
        ));
        return Some(text);
    }
    for (key, words) in [
        ("start-arguments", &server.arguments),
        ("java-opts", &server.options),
    ] {
        if !words.is_empty() {
            let words = Shown::join(words.iter().map(|word| Shown::string(word)), ", ");
            text.push(&shown!(
                "{} = [{}]   # argument of process {}\n",
                key,
                words,
                process.number
            ));
        }
    }
    Some(text)
}

fn entry(home: &Home, beside: &Path, live: Option<&Live>) -> Shown<Toml> {
    let place = absolute(&home.path);
    let path = match place.strip_prefix(beside) {
        Ok(inside) if inside.as_os_str().is_empty() => Path::new("."),
        Ok(inside) => inside,
        Err(_) => &place,
    };
    let path = Shown::string(&path.to_string_lossy());
    let mut entry = shown!("[[home]]\npath = {}\n", path);
    match (&home.product, &home.version) {
        (Some(product), Some(version)) => {
            entry.push(&shown!("# {} {}\n", product, version));
        }
        (Some(product), None) => entry.push(&shown!(
            "# {}; the version is not in its files:\n# version = \"\"\n",
            product
        )),
        (None, _) => entry.push(&Shown::own(
            "# its product is not in its files; `wso2-portlint products` lists them:\n# product = \"\"\n# version = \"\"\n",
        )),
    }
    if home.runtimes.len() > 1 {
        let ids = home
            .runtimes
            .iter()
            .map(|runtime| Shown::string(&runtime.id));
        entry.push(&shown!(
            "# runtimes = [{}]   # those that are started; all, when this is not said\n",
            Shown::join(ids, ", ")
        ));
    }
    if home.product.as_deref() == Some("wso2am") {
        entry.push(&Shown::own(
            "# profile = \"gateway-worker\"               # what -Dprofile says at the start\n",
        ));
    }
    if let Some(running) = running(home, live) {
        entry.push(&running);
        let others = QUESTIONS
            .lines()
            .filter(|line| !line.contains("start-arguments") && !line.contains("java-opts"));
        others.for_each(|line| entry.push(&shown!("{}\n", line)));
    } else if home.copy_of.is_some() || !home.active {
        if let Some(CopyOf { name }) = &home.copy_of {
            entry.push(&shown!("# looks like a copy of {}\n", name));
        }
        entry.push(&shown!("active = {}\n", home.active));
        let others = QUESTIONS.lines().filter(|line| !line.contains("active ="));
        others.for_each(|line| entry.push(&shown!("{}\n", line)));
    } else {
        entry.push(&Shown::own(QUESTIONS));
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_syntax::Format;
    use portlint_testkit::home_with_file as home;

    #[test]
    fn every_home_has_an_entry_and_every_question_is_a_known_key() {
        let mut odd = home("/opt/odd\"name", "deployment.toml", "", Format::Toml);
        odd.runtimes.clear();
        let host =
            portlint_testkit::host([home("/opt/am", "deployment.toml", "", Format::Toml), odd]);
        let text = text(&host, Path::new("/opt"));
        let text = text.as_str();
        assert!(text.contains("\npath = \"am\"\n"), "{text}");
        let uncommented = text
            .lines()
            .filter(|line| !line.starts_with("# ") || line.contains(" = "))
            .map(|line| line.trim_start_matches("# "))
            .filter(|line| *line != "[[port]]" && !line.contains("= \"\""))
            .collect::<Vec<_>>();
        let table = uncommented.join("\n").parse::<toml::Table>();
        let table = table.unwrap_or_else(|error| panic!("{error}\n{text}"));
        let homes = table["home"].as_array().unwrap();
        assert_eq!(homes[1]["path"].as_str(), Some("odd\"name"));
        for key in homes[0].as_table().unwrap().keys() {
            assert!(config::is_home_key(key), "{key}");
        }
    }
}
