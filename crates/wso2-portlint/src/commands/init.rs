//! `init`: a configuration file that lists the homes, and says what only people know.

use crate::args::{ConfigChoice, FactArgs, InitArgs};
use crate::exit::{Failure, Outcome};
use crate::session::Session;
use crate::terminal::{self, plain, to_stdout};
use portlint_host::{Home, Host};
use portlint_report::count;
use portlint_session::config;
use portlint_session::homes::absolute;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

const HEADER: &str = "\
# What the files of the homes cannot tell. Remove the `#` where a line is true for you; everything is optional.
# docs/configuration.md tells more.

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
pub fn run(args: &InitArgs) -> Result<Outcome, Failure> {
    let to_output = args.output.as_os_str() == "-";
    if !to_output && args.output.exists() {
        match args.force {
            true => spare_what_is_no_configuration(&args.output)?,
            false => return Err(taken(&args.output).into()),
        }
    }
    // What an older file says about the homes is what is to be written anew.
    let choice = ConfigChoice {
        config: None,
        no_config: true,
    };
    let session = Session::open(&args.paths, &choice, &FactArgs::default())?;
    if session.host.homes.is_empty() {
        return Ok(Outcome::Failed);
    }
    let beside = match args.output.parent() {
        Some(directory) if !to_output => absolute(&Path::new(".").join(directory)),
        _ => absolute(Path::new(".")),
    };
    let text = text(&session.host, &beside);
    if to_output {
        to_stdout(|out| out.write_all(text.as_bytes()))?;
    } else {
        write(args, &text)?;
        terminal::say(format_args!(
            "wrote {} with {}",
            args.output.display(),
            count(session.host.homes.len(), "home")
        ));
    }
    Ok(match session.incomplete {
        true => Outcome::Failed,
        false => Outcome::Clean,
    })
}

/// `--force` is meant for what an earlier `init` wrote; under another name that has to show.
fn spare_what_is_no_configuration(path: &Path) -> Result<(), String> {
    if path.file_name() == Some(config::FILE_NAME.as_ref()) || config::load(path).is_ok() {
        return Ok(());
    }
    Err(format!(
        "{}: is no configuration file of this program; nothing is written over it",
        path.display()
    ))
}

fn taken(path: &Path) -> String {
    format!("{} is there already; --force overwrites it", path.display())
}

fn write(args: &InitArgs, text: &str) -> Result<(), String> {
    let mut options = OpenOptions::new();
    options.write(true).truncate(true);
    match args.force {
        true => options.create(true),
        false => options.create_new(true),
    };
    let written = options
        .open(&args.output)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => taken(&args.output),
        _ => format!("{}: {error}", args.output.display()),
    })
}

fn text(host: &Host, beside: &Path) -> String {
    let entries = host.homes.iter().map(|home| entry(home, beside));
    std::iter::once(HEADER.to_string())
        .chain(entries)
        .collect::<Vec<_>>()
        .join("\n")
}

fn entry(home: &Home, beside: &Path) -> String {
    let place = absolute(&home.path);
    let path = match place.strip_prefix(beside) {
        Ok(inside) if inside.as_os_str().is_empty() => Path::new("."),
        Ok(inside) => inside,
        Err(_) => &place,
    };
    let mut entry = format!("[[home]]\npath = {}\n", quoted(&path.to_string_lossy()));
    match (&home.product, &home.version) {
        (Some(product), Some(version)) => {
            entry.push_str(&format!("# {} {version}\n", plain(product)));
        }
        (Some(product), None) => entry.push_str(&format!(
            "# {}, but its files do not tell the version:\n# version = \"\"\n",
            plain(product)
        )),
        (None, _) => entry.push_str(
            "# its files do not tell what it is; `wso2-portlint products` lists the names:\n# product = \"\"\n# version = \"\"\n",
        ),
    }
    if home.runtimes.len() > 1 {
        let ids = home.runtimes.iter().map(|runtime| quoted(&runtime.id));
        let ids = ids.collect::<Vec<_>>().join(", ");
        entry.push_str(&format!(
            "# runtimes = [{ids}]   # those that are started; all, when this is not said\n"
        ));
    }
    if home.product.as_deref() == Some("wso2am") {
        entry.push_str(
            "# profile = \"gateway-worker\"               # what -Dprofile says at the start\n",
        );
    }
    entry + QUESTIONS
}

/// A TOML string.
fn quoted(text: &str) -> String {
    // A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{7f}', "\\u007F")
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
        let host = Host {
            homes: vec![home("/opt/am", "deployment.toml", "", Format::Toml), odd],
            foreign: Vec::new(),
        };
        let text = text(&host, Path::new("/opt"));
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
