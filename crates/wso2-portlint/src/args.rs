//! The command line.

use crate::choices::{PlanFormat, Shell};
use crate::complete;
use crate::examples;
use crate::port::PortChoice;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};
use portlint_plan::SetOffset;
use portlint_read::HomeFacts;
use portlint_report::{CheckFormat, PortsFormat};
use portlint_rules::Severity;
use portlint_session::config::parse_port_range;
use portlint_session::names::{RuleChoice, product_id, profile, severity, version};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Finds port conflicts between the WSO2 servers of a host, before they are started.
#[derive(Debug, Parser)]
#[command(
    name = "wso2-portlint",
    bin_name = "wso2-portlint",
    version,
    after_help = examples::ALL,
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Cli {
    /// What to do; `check` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of `check`.
    #[command(flatten)]
    pub check: CheckArgs,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check every home found under the paths (the default)
    #[command(after_help = examples::CHECK)]
    Check(CheckArgs),
    /// Show the ports of every runtime, and where each number comes from
    #[command(after_help = examples::PORTS)]
    Ports(PortsArgs),
    /// Propose the smallest change of port offsets that ends all conflicts
    #[command(after_help = examples::PLAN)]
    Plan(PlanArgs),
    /// Check for a monitoring system: one line with performance data, exit code 0 ok, 1 warnings, 2 errors, 3 not checked
    #[command(after_help = examples::NAGIOS)]
    Nagios(NagiosArgs),
    /// Print what is known of this host as JSON, to be checked together with snapshots of other hosts
    #[command(after_help = examples::SNAPSHOT)]
    Snapshot(SnapshotArgs),
    /// List all rules
    Rules(ListArgs),
    /// List all products, versions and runtimes that are known
    Products(ListArgs),
    /// Write a configuration file that lists the homes, to be completed by hand
    Init(InitArgs),
    /// Print the JSON schema of a product's deployment.toml, or of the configuration file, for an editor
    #[command(after_help = examples::SCHEMA)]
    Schema(SchemaArgs),
    /// Explain a rule, or why a port is open
    #[command(after_help = examples::EXPLAIN)]
    Explain(ExplainArgs),
    /// Show the configuration file in effect, and what it says
    Config(ConfigArgs),
    /// Print a script that completes this command line in a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Serve an editor over standard input and output (language server protocol)
    #[command(after_help = examples::SERVER)]
    Server(ServerArgs),
    /// Print the version
    Version,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// A release, for example wso2am-4.4.0; a product alone for its newest release; or `config` for wso2-portlint.toml
    #[arg(value_name = "RELEASE")]
    pub of: String,
}

/// Arguments of `server`.
#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// Standard input and output are the only connection there is; some editors say so
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub scan: ScanArgs,

    /// Format of the report on standard output, as with --output FORMAT
    #[arg(long, value_name = "FORMAT", value_parser = check_format(), help_heading = "Output")]
    pub format: Option<CheckFormat>,
    /// Write a report to a file, or to standard output; repeat it for several reports
    #[arg(add = ArgValueCompleter::new(complete::outputs), long, short, value_name = "FORMAT[=FILE]", value_parser = output, help_heading = "Output")]
    pub output: Vec<Output>,

    /// Run only these rules; `all` for every rule
    #[arg(add = ArgValueCandidates::new(complete::rule_choices), long, value_name = "RULE", value_delimiter = ',', value_parser = RuleChoice::parse, help_heading = "Rules")]
    pub select: Vec<RuleChoice>,
    /// Do not run these rules
    #[arg(add = ArgValueCandidates::new(complete::rule_choices), long, value_name = "RULE", value_delimiter = ',', value_parser = RuleChoice::parse, help_heading = "Rules")]
    pub ignore: Vec<RuleChoice>,
    /// Show findings of at least this severity [default: warning]
    #[arg(long, value_name = "SEVERITY", value_parser = severities(), help_heading = "Rules")]
    pub severity: Option<Severity>,
    /// Exit with 1 from this severity on
    #[arg(long, value_name = "SEVERITY", value_parser = severities(), default_value = "error", help_heading = "Rules")]
    pub fail_on: Severity,
    /// Exit with 0 even when there are findings
    #[arg(long, help_heading = "Rules")]
    pub exit_zero: bool,
    /// First and last port that the system uses for outgoing connections
    #[arg(long, value_name = "FIRST-LAST", value_parser = parse_port_range, help_heading = "Rules")]
    pub ephemeral_range: Option<(u16, u16)>,

    /// Warn of snapshots that were taken longer ago, for example 90m, 24h or 7d
    #[arg(long, value_name = "AGE", value_parser = age, help_heading = "Rules")]
    pub max_age: Option<i64>,

    /// Repair what can be repaired safely, and report what remains
    #[arg(long, conflicts_with_all = ["diff", "write_baseline", "stdin_filename"], help_heading = "Fixes")]
    pub fix: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long, conflicts_with_all = ["write_baseline", "format"], help_heading = "Fixes")]
    pub diff: bool,
    /// Also make the changes that need a look afterwards
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,
    /// Also change files that a link outside of the home leads to, or another user's link on the way to it
    #[arg(long, requires = "fix", help_heading = "Fixes")]
    pub follow_links: bool,

    /// Take the content of this file from standard input, for editors; the PATH `-` stands for it
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub stdin_filename: Option<PathBuf>,

    /// Leave out the findings in this file
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub baseline: Option<PathBuf>,
    /// Write the findings to this file and exit with 0
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "baseline",
        help_heading = "Baseline"
    )]
    pub write_baseline: Option<PathBuf>,
}

/// Arguments of `ports`.
#[derive(Debug, Args)]
pub(crate) struct PortsArgs {
    #[command(flatten)]
    pub scan: ScanArgs,
    /// Format of the table
    #[arg(long, value_name = "FORMAT", value_parser = ports_format(), default_value = "table", help_heading = "Output")]
    pub format: PortsFormat,
    /// Also show closed listeners, and everything about all of them
    #[arg(long, help_heading = "Output")]
    pub all: bool,
    /// Show only this port or range of ports, such as 9443-9450; may be repeated
    #[arg(long, value_name = "PORT", value_delimiter = ',', value_parser = PortChoice::parse, help_heading = "Choice")]
    pub port: Vec<PortChoice>,
    /// Show only listeners in these states
    #[arg(
        long,
        value_enum,
        value_name = "STATE",
        value_delimiter = ',',
        help_heading = "Choice"
    )]
    pub state: Vec<StateChoice>,
    /// Show who connects to whom, also across hosts, instead of listeners (table, csv, markdown and json)
    #[arg(long, conflicts_with_all = ["references", "compare", "all", "state"], help_heading = "Output")]
    pub flows: bool,
    /// Show where each runtime connects to, and who is there (table and json)
    #[arg(long, help_heading = "Output")]
    pub references: bool,
    /// Show what was opened, closed or moved compared with these homes (table and json)
    #[arg(long, value_name = "BEFORE", conflicts_with_all = ["references", "all", "state"], help_heading = "Choice")]
    pub compare: Option<PathBuf>,
}

/// A state of a listener, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StateChoice {
    /// The configuration opens it
    Open,
    /// The configuration does not open it
    Closed,
    /// It depends on something that is not in the files
    Conditional,
}

/// Arguments of `nagios`.
#[derive(Debug, Args)]
pub(crate) struct NagiosArgs {
    #[command(flatten)]
    pub scan: ScanArgs,
    /// Run only these rules; `all` for every rule
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleChoice::parse, help_heading = "Rules")]
    pub select: Vec<RuleChoice>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleChoice::parse, help_heading = "Rules")]
    pub ignore: Vec<RuleChoice>,
    /// Warn of snapshots that were taken longer ago, for example 90m, 24h or 7d
    #[arg(long, value_name = "AGE", value_parser = age, help_heading = "Rules")]
    pub max_age: Option<i64>,
    /// Leave out the findings that this file holds
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub baseline: Option<PathBuf>,
}

/// Arguments of `snapshot`.
#[derive(Debug, Args)]
pub(crate) struct SnapshotArgs {
    #[command(flatten)]
    pub scan: ScanArgs,
    /// What this host is called in the configuration of others [default: the name that its kernel has]
    #[arg(long, value_name = "NAME", help_heading = "Host")]
    pub host: Option<String>,
    /// Another name of it; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Host")]
    pub alias: Vec<String>,
    /// An address of it, instead of those that its kernel names; may be repeated
    #[arg(long, value_name = "ADDRESS", help_heading = "Host")]
    pub address: Vec<String>,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Homes, or directories that hold homes
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Also look at the processes of this host, and write down what the servers were started with (Linux)
    #[arg(long)]
    pub live: bool,
    /// The file to write; `-` for standard output
    #[arg(long, short, value_name = "FILE", default_value = portlint_session::config::FILE_NAME)]
    pub output: PathBuf,
    /// Overwrite the file when it is there
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub scan: ScanArgs,
    /// Path or name of a home that must stay as it is; may be repeated
    #[arg(add = ArgValueCandidates::new(complete::homes), long, value_name = "HOME")]
    pub pin: Vec<String>,
    /// Give a home this offset and plan the others around it (HOME:RUNTIME=OFFSET for one of several servers); may be repeated
    #[arg(add = ArgValueCandidates::new(complete::homes_to_set), long, value_name = "HOME=OFFSET", value_parser = set_offset)]
    pub set: Vec<SetOffset>,
    /// Also edit the references to moved ports that can mean only one listener
    #[arg(long)]
    pub follow: bool,
    /// Show which offset the next home may take, for example wso2is-7.0.0
    #[arg(add = ArgValueCandidates::new(complete::releases), long, value_name = "PRODUCT-VERSION", conflicts_with_all = ["write", "pin", "set", "follow"])]
    pub new: Option<String>,
    /// Edit the files: all of them, or none when one cannot be edited
    #[arg(long)]
    pub write: bool,
    /// Also edit files that a link outside of the home leads to, or another user's link on the way to it
    #[arg(long, requires = "write")]
    pub follow_links: bool,
    /// Format of the plan
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    pub format: PlanFormat,
}

/// `90m`, `24h`, `7d` in seconds.
fn age(text: &str) -> Result<i64, String> {
    let units = [('m', 60), ('h', 3_600), ('d', 86_400)];
    let mut units = units.into_iter();
    let seconds = units.find_map(|(unit, seconds)| {
        let number = text.strip_suffix(unit)?.parse::<u32>().ok()?;
        Some(i64::from(number) * seconds)
    });
    seconds.ok_or_else(|| "expected an age such as 90m, 24h or 7d".to_string())
}

/// `wso2am-4.2.0=5`, or `wso2ei-6.5.0:broker=5`.
fn set_offset(text: &str) -> Result<SetOffset, String> {
    let expected = || "expected HOME=OFFSET or HOME:RUNTIME=OFFSET".to_string();
    let (home, offset) = text.rsplit_once('=').ok_or_else(expected)?;
    let offset = offset.trim().parse::<u16>();
    let offset = offset.map_err(|_| "the offset is a number from 0 to 65535".to_string())?;
    let (home, runtime) = match home.rsplit_once(':') {
        // A drive letter of Windows is no home.
        Some((home, runtime)) if home.len() > 1 && !runtime.contains(['/', '\\']) => {
            (home, Some(runtime.to_string()))
        }
        _ => (home, None),
    };
    if home.is_empty() {
        return Err(expected());
    }
    Ok(SetOffset {
        home: home.to_string(),
        runtime,
        offset: i64::from(offset),
    })
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Name of a rule, or number of a port
    #[arg(add = ArgValueCandidates::new(complete::rules), value_name = "RULE|PORT")]
    pub subject: String,
    /// Homes among which to look for the port
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Also say who listens on the port of this host now (Linux)
    #[arg(long, help_heading = "Running host")]
    pub live: bool,
    #[command(flatten)]
    pub config: ConfigChoice,
    #[command(flatten)]
    pub facts: FactArgs,
    #[command(flatten)]
    pub look: LookArgs,
}

/// Arguments of `rules` and `products`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Format of the list
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListFormat,
}

/// Formats of `rules` and `products`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Arguments of `config`.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// The same as without it
    #[arg(long, hide = true)]
    pub show: bool,
    #[command(flatten)]
    pub config: ConfigChoice,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// What is looked at, and how it is shown.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Homes, directories that hold homes, configuration files, or snapshots of hosts and directories that hold them
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Also look at the sockets and processes of this host (Linux)
    #[arg(long, help_heading = "Running host")]
    pub live: bool,
    #[command(flatten)]
    pub config: ConfigChoice,
    #[command(flatten)]
    pub facts: FactArgs,
    #[command(flatten)]
    pub look: LookArgs,
}

/// Which configuration file counts.
#[derive(Debug, Args)]
pub(crate) struct ConfigChoice {
    /// Read this configuration file [default: wso2-portlint.toml here or in a directory above]
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Configuration")]
    pub no_config: bool,
}

/// The heading of [`FactArgs`] in the help.
const FACTS: &str = "Facts about the home (single home only)";

/// What the files of the one home cannot tell.
#[derive(Debug, Default, Args)]
pub(crate) struct FactArgs {
    /// Product id, such as wso2am
    #[arg(add = ArgValueCandidates::new(complete::product_ids), long,
        value_name = "ID",
        value_parser = product_id,
        help_heading = FACTS
    )]
    pub product: Option<String>,
    /// Product version
    #[arg(
        long,
        value_name = "VERSION",
        value_parser = version,
        help_heading = FACTS
    )]
    pub product_version: Option<String>,
    /// API Manager's -Dprofile
    #[arg(add = ArgValueCandidates::new(complete::profiles), long,
        value_name = "PROFILE",
        value_parser = profile,
        help_heading = FACTS
    )]
    pub profile: Option<String>,
    /// An argument of the start script, such as -DportOffset=3; may be repeated
    #[arg(
        long,
        value_name = "ARGUMENT",
        allow_hyphen_values = true,
        help_heading = FACTS
    )]
    pub start_argument: Vec<String>,
    /// A part of JAVA_OPTS, such as -DportOffset=3; may be repeated
    #[arg(
        long,
        value_name = "OPTION",
        allow_hyphen_values = true,
        help_heading = FACTS
    )]
    pub java_opt: Vec<String>,
    /// A variable of the server's environment; may be repeated
    #[arg(
        long,
        value_name = "NAME=VALUE",
        help_heading = FACTS
    )]
    pub env: Vec<String>,
    /// Major version of the JDK that the server runs on
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..),
        help_heading = FACTS
    )]
    pub jdk: Option<u32>,
}

/// How output looks.
#[derive(Debug, Args)]
pub(crate) struct LookArgs {
    /// Show paths relative to this directory
    #[arg(long, value_name = "DIRECTORY", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub root: Option<PathBuf>,
    /// When to use colours
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        help_heading = "Output"
    )]
    pub color: ColorChoice,
    /// Draw with ASCII characters only
    #[arg(long, global = true, help_heading = "Output")]
    pub ascii: bool,
    /// Show on standard error how product, version and offset of each home were found
    #[arg(long, short, help_heading = "Output")]
    pub verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A report and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// Its format.
    pub format: CheckFormat,
    /// Its file; `None` for standard output.
    pub file: Option<PathBuf>,
}

impl FactArgs {
    /// The facts, in the form of a `[[home]]` entry. A wrong variable is not quoted: it may be a secret.
    pub(crate) fn facts(&self) -> Result<HomeFacts, String> {
        let some = |list: &Vec<String>| (!list.is_empty()).then(|| list.clone());
        let mut env = BTreeMap::new();
        for variable in &self.env {
            match variable.split_once('=') {
                Some((name, value)) if !name.is_empty() => {
                    env.insert(name.to_string(), value.to_string())
                }
                _ => return Err("--env: write NAME=VALUE".to_string()),
            };
        }
        Ok(HomeFacts {
            product: self.product.clone(),
            version: self.product_version.clone(),
            profile: self.profile.clone(),
            start_arguments: some(&self.start_argument),
            java_opts: some(&self.java_opt),
            env: (!env.is_empty()).then_some(env),
            jdk: self.jdk,
            ..HomeFacts::default()
        })
    }
}

fn check_format() -> impl TypedValueParser<Value = CheckFormat> {
    PossibleValuesParser::new(CheckFormat::names().iter().copied())
        .try_map(|name| CheckFormat::from_name(&name).ok_or("no such format"))
}

fn ports_format() -> impl TypedValueParser<Value = PortsFormat> {
    PossibleValuesParser::new(PortsFormat::names().iter().copied())
        .try_map(|name| PortsFormat::from_name(&name).ok_or("no such format"))
}

fn severities() -> impl TypedValueParser<Value = Severity> {
    let names = [
        PossibleValue::new("info"),
        PossibleValue::new("warning").alias("warn"),
        PossibleValue::new("error"),
    ];
    PossibleValuesParser::new(names).try_map(|name| match name.as_str() {
        "warn" => Ok(Severity::Warning),
        name => severity(name),
    })
}

fn output(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("no file after `=`".to_string()),
        // `-` is standard output, as everywhere.
        Some((name, "-")) => (name, None),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format = CheckFormat::from_name(name).ok_or_else(|| {
        let names = CheckFormat::names();
        let hint = portlint_session::suggest::did_you_mean(name, names.iter().copied());
        format!(
            "no such format{hint} [possible formats: {}]",
            names.join(", ")
        )
    })?;
    Ok(Output { format, file })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn check(arguments: &[&str]) -> Result<CheckArgs, clap::Error> {
        let all = std::iter::once(&"wso2-portlint").chain(arguments);
        Cli::try_parse_from(all).map(|cli| match cli.command {
            Some(Command::Check(check)) => check,
            None => cli.check,
            Some(other) => panic!("{other:?}"),
        })
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn check_is_the_default() {
        assert_eq!(check(&[]).unwrap().scan.paths, [PathBuf::from(".")]);
        assert_eq!(check(&["a", "b"]).unwrap().scan.paths.len(), 2);
        assert_eq!(
            check(&["check", "ports"]).unwrap().scan.paths,
            [PathBuf::from("ports")]
        );
        assert_eq!(
            check(&["./ports"]).unwrap().scan.paths,
            [PathBuf::from("./ports")]
        );
    }

    #[test]
    fn a_severity_has_a_short_name() {
        for option in ["--severity", "--fail-on"] {
            assert!(check(&[option, "warn"]).is_ok(), "{option}");
        }
        let args = check(&["--fail-on", "warn"]).unwrap();
        assert_eq!(args.fail_on, Severity::Warning);
    }

    #[test]
    fn facts_become_an_entry() {
        let args = check(&[
            "--start-argument",
            "-DportOffset=3",
            "--java-opt=-Da=b",
            "--env",
            "A=b=c",
            "x",
        ]);
        let facts = args.unwrap().scan.facts.facts().unwrap();
        assert_eq!(facts.start_property("portOffset"), Some("3"));
        assert_eq!(facts.env_var("A"), Some("b=c"));
        assert_eq!(
            check(&["x"]).unwrap().scan.facts.facts().unwrap(),
            HomeFacts::default()
        );
    }

    #[test]
    fn a_wrong_variable_is_not_quoted() {
        for wrong in ["s3cret", "=s3cret"] {
            let facts = check(&["--env", wrong, "x"]).unwrap().scan.facts.facts();
            assert_eq!(facts.unwrap_err(), "--env: write NAME=VALUE");
        }
    }

    #[test]
    fn rules_are_separated_by_commas_and_known() {
        let args = check(&["--select", "port-collision,self-collision", "--ignore=all"]).unwrap();
        assert_eq!((args.select.len(), args.ignore.len()), (2, 1));
        let error = check(&["--select", "port-colision"])
            .unwrap_err()
            .to_string();
        assert!(error.contains("did you mean `port-collision`?"), "{error}");
    }

    #[test]
    fn outputs_have_a_format_and_may_have_a_file() {
        let args = check(&["--output", "json=a=b", "-o", "concise"]).unwrap();
        assert_eq!(args.output[0].file.as_deref(), Some("a=b".as_ref()));
        assert_eq!(args.output[1].file, None);
        assert!(check(&["--output", "json="]).is_err());
        let standard = check(&["--output", "json=-"]).unwrap();
        assert_eq!(standard.output[0].file, None);
        let error = check(&["--output", "concis"]).unwrap_err().to_string();
        assert!(error.contains("did you mean `concise`?"), "{error}");
    }

    #[test]
    fn wrong_arguments_are_refused() {
        for wrong in [
            &["--config", "x", "--no-config"][..],
            &["--format", "xml"],
            &["--severity", "loud"],
            &["--ephemeral-range", "5"],
            &["--baseline", "a", "--write-baseline", "b"],
        ] {
            assert_eq!(check(wrong).unwrap_err().exit_code(), 2, "{wrong:?}");
        }
    }
}
