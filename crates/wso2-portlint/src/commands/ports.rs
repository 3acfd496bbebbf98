//! `ports`: the listeners of every runtime, with provenance.

use crate::args::PortsArgs;
use crate::exit::{Failure, Outcome};
use crate::session::Session;
use crate::terminal::{stdout_style, to_stdout};
use portlint_report::{PortsOptions, render_ports};

/// Shows the ports.
pub fn run(args: &PortsArgs) -> Result<Outcome, Failure> {
    let scan = &args.scan;
    let session = Session::open(&scan.paths, &scan.config, &scan.facts)?;
    if scan.look.verbose {
        session.say_provenance();
    }
    if session.host.homes.is_empty() {
        return Ok(Outcome::Failed);
    }
    let style = stdout_style(&scan.look);
    let options = PortsOptions { all: args.all };
    to_stdout(|out| render_ports(args.format, &session.host, options, &style, out))?;
    Ok(match session.incomplete {
        true => Outcome::Failed,
        false => Outcome::Clean,
    })
}
