//! From a configuration file to its meaning. Every error is located; all of them are reported at once.

use super::errors::{Errors, to_span};
use super::raw::{self, RawAllow, RawFile, RawHome, RawHost, RawLimits};
use super::{AllowEntry, Config, HomeEntry, parse_port_range};
use crate::date::Date;
use crate::names::{Level, RuleChoice, product_id, profile, rule_id, version};
use crate::path_pattern::{PathPattern, absolute};
use portlint_files::{Disk, FileSystem};
use portlint_host::showable_address;
use portlint_host::snapshot::is_name;
use portlint_host::{Files, ForeignPort, Machine, SourceFile};
use portlint_read::Budget;
use portlint_syntax::{Format, Limits};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;

/// Reads a configuration file.
///
/// # Errors
/// What is wrong with the file, one sentence each, with its path.
pub fn load(path: &Path) -> Result<Config, Vec<String>> {
    let bytes = Disk
        .read(path, Limits::default().bytes as u64)
        .map_err(|error| vec![format!("{}: {error}", path.display())])?;
    read(path, &bytes)
}

/// Reads the content of a configuration file.
///
/// # Errors
/// As [`load`].
pub fn read(path: &Path, bytes: &[u8]) -> Result<Config, Vec<String>> {
    let file = Files::default().parse(path, bytes, Format::Toml, &Limits::default());
    let mut errors = Errors::default();
    for error in &file.document.errors {
        if error.kind.stops_parsing() {
            errors.push(error.span.range(), error.message.clone());
        }
    }
    let config = Reader {
        errors: &mut errors,
        directories: directories_of(path),
    }
    .read(Arc::clone(&file));
    if errors.is_empty() {
        Ok(config)
    } else {
        Err(errors.shown(&file))
    }
}

/// The directory of the file, as reached and canonical.
fn directories_of(path: &Path) -> Vec<PathBuf> {
    let file = absolute(path);
    let reached = file.parent().unwrap_or(&file).to_path_buf();
    let canonical = Disk.canonical(&reached).filter(|c| *c != reached);
    std::iter::once(reached).chain(canonical).collect()
}

struct Reader<'e> {
    errors: &'e mut Errors,
    directories: Vec<PathBuf>,
}

impl Reader<'_> {
    fn read(mut self, file: Arc<SourceFile>) -> Config {
        let (raw, homes) = raw::read(file.document.source.text(), self.errors);
        let levels = self.levels(&raw);
        Config {
            levels,
            select: self.rules(&raw.select),
            ignore: self.rules(&raw.ignore),
            ephemeral: raw
                .ephemeral_range
                .and_then(|text| self.parsed(&text, parse_port_range)),
            limits: limits(&raw.limits),
            budget: budget(&raw.limits),
            homes: homes.into_iter().map(|home| self.home(home)).collect(),
            machines: raw
                .host
                .into_iter()
                .filter_map(|host| self.machine(host))
                .collect(),
            ports: raw
                .port
                .into_iter()
                .filter_map(|port| {
                    Some(ForeignPort {
                        port: self.port(&port.port)?,
                        name: port.name,
                        protocol: port.protocol,
                        address: port.address.as_deref().map(showable_address),
                        group: None,
                    })
                })
                .collect(),
            allows: raw
                .allow
                .into_iter()
                .filter_map(|allow| self.allow(allow))
                .collect(),
            file: Some(file),
        }
    }

    /// What `parse` makes of a text; its complaint is located at the text.
    fn parsed<T>(
        &mut self,
        text: &Spanned<String>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        parse(text.get_ref())
            .map_err(|message| self.errors.push(text.span(), message))
            .ok()
    }

    fn levels(&mut self, raw: &RawFile) -> std::collections::BTreeMap<&'static str, Level> {
        raw.rules
            .iter()
            .filter_map(|(rule, level)| {
                let rule = self.parsed(rule, rule_id);
                let level = self.parsed(level, Level::parse);
                Some((rule?, level?))
            })
            .collect()
    }

    fn rules(&mut self, names: &[Spanned<String>]) -> Vec<RuleChoice> {
        names
            .iter()
            .filter_map(|name| self.parsed(name, RuleChoice::parse))
            .collect()
    }

    fn port(&mut self, port: &Spanned<u16>) -> Option<u16> {
        if *port.get_ref() == 0 {
            self.errors.push(port.span(), "expected a port, 1 to 65535");
            return None;
        }
        Some(*port.get_ref())
    }

    fn home(&mut self, raw: RawHome) -> HomeEntry {
        if let Some(product) = &raw.named.product {
            self.parsed(product, product_id);
        }
        if let Some(text) = &raw.named.version {
            self.parsed(text, version);
        }
        if let Some(text) = &raw.named.profile {
            self.parsed(text, profile);
        }
        let path = raw.named.path;
        HomeEntry {
            path: PathPattern::new(path.get_ref(), &self.directories),
            span: to_span(&path.span()),
            facts: raw.facts,
        }
    }

    fn machine(&mut self, raw: RawHost) -> Option<Machine> {
        if !is_name(raw.name.get_ref()) {
            let message = "expected the name of a host, without spaces and slashes";
            self.errors.push(raw.name.span(), message);
            return None;
        }
        Some(Machine {
            name: raw.name.into_inner(),
            aliases: raw.aliases,
            addresses: raw.addresses,
            taken: None,
        })
    }

    fn allow(&mut self, raw: RawAllow) -> Option<AllowEntry> {
        let until = match &raw.until {
            Some(until) => Some(self.date(until)?),
            None => None,
        };
        let port = match &raw.port {
            Some(port) => Some(self.port(port)?),
            None => None,
        };
        if raw.reason.get_ref().trim().is_empty() {
            self.errors
                .push(raw.reason.span(), "say why: the reason is empty");
        }
        Some(AllowEntry {
            rule: self.parsed(&raw.rule, rule_id)?,
            home: PathPattern::new(raw.home.get_ref(), &self.directories),
            port,
            reason: raw.reason.into_inner(),
            until,
            span: to_span(&raw.home.span()),
        })
    }

    fn date(&mut self, value: &Spanned<toml::Value>) -> Option<Date> {
        let text = match value.get_ref() {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let date = Date::parse(&text);
        if date.is_none() {
            self.errors
                .push(value.span(), "expected a date, YYYY-MM-DD");
        }
        date
    }
}

fn limits(raw: &RawLimits) -> Limits {
    let standard = Limits::default();
    Limits {
        bytes: raw.bytes.unwrap_or(standard.bytes),
        depth: raw.depth.unwrap_or(standard.depth),
        errors: raw.errors.unwrap_or(standard.errors),
        nodes: raw.nodes.unwrap_or(standard.nodes),
    }
}

fn budget(raw: &RawLimits) -> Budget {
    let standard = Budget::default();
    Budget {
        home_bytes: raw.home_bytes.unwrap_or(standard.home_bytes),
        run_bytes: raw.run_bytes.unwrap_or(standard.run_bytes),
        inflated_bytes: raw.inflated_bytes.unwrap_or(standard.inflated_bytes),
        directories: raw.directories.unwrap_or(standard.directories),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_catalog::Protocol;
    use portlint_rules::Severity;

    fn config(text: &str) -> Config {
        read(Path::new("/etc/wso2-portlint.toml"), text.as_bytes()).unwrap()
    }

    /// The complaints without the path.
    fn complaints(text: &str) -> Vec<String> {
        let errors = read(Path::new("/c.toml"), text.as_bytes()).unwrap_err();
        let stripped = |e: String| e.strip_prefix("/c.toml:").unwrap().to_string();
        errors.into_iter().map(stripped).collect()
    }

    #[test]
    fn reads_everything() {
        let config = config(
            r#"
select = ["all"]
ignore = ["ephemeral-port"]
ephemeral-range = "40000-50000"

[rules]
privileged-port = "off"
port-collision = "warning"

[limits]
bytes = 1000
home-bytes = 2000

[[home]]
path = "am"
product = "wso2am"
start-arguments = ["-DportOffset=3"]
env = { HTTPS_PORT = "9443" }
active = false

[[port]]
name = "Kafka"
port = 9092

[[port]]
name = "syslog"
protocol = "udp"
port = 514
address = "127.0.0.1"

[[allow]]
rule = "port-collision"
home = "wso2*"
port = 9443
reason = "never started together"
until = 2030-01-31
"#,
        );
        assert_eq!(config.select, [RuleChoice::All]);
        assert_eq!(config.ignore, [RuleChoice::One("ephemeral-port")]);
        assert_eq!(config.ephemeral, Some((40000, 50000)));
        assert_eq!(config.levels["privileged-port"], Level::Off);
        assert_eq!(
            config.levels["port-collision"],
            Level::At(Severity::Warning)
        );
        assert_eq!((config.limits.bytes, config.limits.depth), (1000, 200));
        let standard = Budget::default();
        assert_eq!(config.budget.home_bytes, 2000);
        assert_eq!(config.budget.run_bytes, standard.run_bytes);
        let facts = &config.homes[0].facts;
        assert_eq!(facts.system_property("portOffset"), Some("3"));
        assert_eq!(facts.env_var("HTTPS_PORT"), Some("9443"));
        assert_eq!(facts.active, Some(false));
        assert_eq!(config.ports[1].protocol, Protocol::Udp);
        assert_eq!(config.ports[1].address.as_deref(), Some("127.0.0.1"));
        let allow = &config.allows[0];
        assert_eq!((allow.rule, allow.port), ("port-collision", Some(9443)));
        assert_eq!(allow.until, Date::parse("2030-01-31"));
        assert_eq!(config.file.unwrap().at(allow.span).place.line, 33);
    }

    #[test]
    fn the_example_of_the_guide_is_read() {
        let guide = include_str!("../../../../docs/configuration.md");
        let (_, example) = guide.split_once("```toml\n").unwrap();
        let config = config(example.split_once("```").unwrap().0);
        assert_eq!(
            (config.homes.len(), config.ports.len(), config.allows.len()),
            (1, 1, 1)
        );
    }

    #[test]
    fn unknown_keys_and_names_are_located_with_a_suggestion() {
        let text = "slect = []\n[rules]\nport-colision = \"error\"\nself-collision = \"warn\"\n[[home]]\npath = \"a\"\nprodcut = \"x\"\n[[allow]]\nhome = \"a\"\nreasn = \"b\"\n[limits]\ndpth = 1\n";
        assert_eq!(
            complaints(text),
            [
                "1:1: unknown key `slect`; did you mean `select`?",
                "3:1: no rule `port-colision`; did you mean `port-collision`?",
                "4:18: no level `warn`: off, info, warning or error",
                "7:1: unknown key `prodcut`; did you mean `product`?",
                "8:1: `rule` is missing",
                "10:1: unknown key `reasn`; did you mean `reason`?",
                "12:1: unknown key `dpth`; did you mean `depth`?",
            ]
        );
        assert_eq!(
            complaints("[rules]\nport-colision = \"error\"\nself-collision = \"warn\"\n"),
            [
                "2:1: no rule `port-colision`; did you mean `port-collision`?",
                "3:18: no level `warn`: off, info, warning or error",
            ]
        );
    }

    #[test]
    fn wrong_types_are_located_and_their_values_not_shown() {
        assert_eq!(
            complaints("[[home]]\npath = \"a\"\nenv = { PASSWORD = 4711 }\n"),
            ["3:20: `PASSWORD`: expected a string, found an integer"]
        );
        assert_eq!(
            complaints("[[port]]\nname = \"x\"\nport = 70000\n"),
            ["3:8: `port`: expected a port from 1 to 65535, found an integer"]
        );
        assert_eq!(
            complaints("[home]\npath = \"a\"\n"),
            ["1:1: write `[[home]]`, with two brackets"]
        );
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = "select = 'all'\n[rules]\nport-colision = 'off'\nself-collision = true\n\
                    [[port]]\nname = 7\nport = '9092'\n[[port]]\nname = 'x'\n\
                    [[allow]]\nrule = 'port-colision'\nhome = 'a'\nport = 9.5\nreason = 'b'\n\
                    [[home]]\npath = 'a'\nactive = 'no'\nstart-arguments = '-Dx=1'\n\
                    [limits]\nbytes = -1\n";
        assert_eq!(
            complaints(text),
            [
                "1:10: `select`: expected an array, in brackets, found a string",
                "3:1: no rule `port-colision`; did you mean `port-collision`?",
                "4:18: `self-collision`: expected a string, found true or false",
                "6:8: `name`: expected a string, found an integer",
                "7:8: `port`: expected a port from 1 to 65535, found a string",
                "8:1: `port` is missing",
                "11:8: no rule `port-colision`; did you mean `port-collision`?",
                "13:8: `port`: expected a port from 1 to 65535, found a float",
                "17:10: `active`: expected true or false, found a string",
                "18:19: `start-arguments`: expected an array, in brackets, found a string",
                "20:9: `bytes`: expected a whole number from 0 on, found an integer",
            ]
        );
    }

    #[test]
    fn meaningless_values_are_located() {
        let allow =
            |rest: &str| format!("[[allow]]\nrule = \"port-collision\"\nhome = \"a\"\n{rest}\n");
        assert_eq!(complaints(&allow("")), ["1:1: `reason` is missing"]);
        assert_eq!(
            complaints(&allow("reason = ' '")),
            ["4:10: say why: the reason is empty"]
        );
        assert_eq!(
            complaints(&allow("reason = 'x'\nuntil = '2027-02-30'")),
            ["5:9: expected a date, YYYY-MM-DD"]
        );
        assert_eq!(
            complaints(&allow("reason = 'x'\nport = 0")),
            ["5:8: expected a port, 1 to 65535"]
        );
        assert_eq!(
            complaints("[[home]]\npath = 'a'\nproduct = 'wso2ma'\nversion = 'four'"),
            [
                "3:11: no product `wso2ma`; did you mean `wso2am`?",
                "4:11: not a version such as 4.2.0",
            ]
        );
        assert_eq!(
            complaints("ephemeral-range = '9-1'"),
            ["1:19: not a range of ports such as 32768-60999"]
        );
    }

    #[test]
    fn every_syntax_error_is_located() {
        let all = complaints("select = [\n\n[rules\n");
        assert!(!all.is_empty());
        assert!(
            all.iter()
                .all(|e| e.starts_with(|c: char| c.is_ascii_digit())),
            "{all:?}"
        );
    }

    #[test]
    fn a_byte_order_mark_moves_nothing() {
        assert_eq!(
            complaints("\u{feff}slect = []\n"),
            ["1:1: unknown key `slect`; did you mean `select`?"]
        );
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let errors = load(Path::new("/nonexistent/c.toml")).unwrap_err();
        assert_eq!(errors, ["/nonexistent/c.toml: no such file"]);
    }
}
