//! One module per command.

mod check;
mod completions;
mod config_show;
mod explain;
mod explain_now;
mod explain_port;
mod init;
mod nagios;
mod plan;
mod ports;
mod products;
mod rules;
mod schema;
mod server;
mod snapshot;
mod version;

pub(crate) use nagios::NOT_KNOWN;

use crate::args::{Cli, Command};
use crate::exit::{Failure, Outcome};

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> Result<Outcome, Failure> {
    // These options are global: what is given to a command is known here, too.
    let look = &cli.check.scan.look;
    match cli.command {
        None => check::run(&cli.check),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Ports(args)) => ports::run(&args),
        Some(Command::Plan(args)) => plan::command(&args),
        Some(Command::Rules(args)) => rules::run(args.format, look),
        Some(Command::Products(args)) => products::run(args.format, look),
        Some(Command::Init(args)) => init::run(&args),
        Some(Command::Schema(args)) => schema::run(&args),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Config(args)) => config_show::run(&args, look),
        Some(Command::Completions(args)) => completions::run(args.shell),
        Some(Command::Nagios(args)) => nagios::run(&args),
        Some(Command::Snapshot(args)) => snapshot::run(&args),
        Some(Command::Server(_)) => server::run(),
        Some(Command::Version) => version::run(),
    }
}
