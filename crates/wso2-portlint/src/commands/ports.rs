//! `ports`: the listeners of every runtime, with provenance.

mod compare;

use crate::args::{PortsArgs, StateChoice};
use crate::exit::{Failure, Outcome};
use crate::notes;
use crate::session::Session;
use crate::terminal::{stdout_style, to_stdout};
use portlint_catalog::Protocol;
use portlint_host::{ForeignPort, Host, Listener, State};
use portlint_report::{
    PortsCheck, PortsFormat, PortsOptions, Summary, flows, links, render_flows, render_ports,
};
use portlint_rules::Diagnostic;
use portlint_session::date::today;
use portlint_session::look::options;
use portlint_session::select::Selection;
use portlint_session::silence::judge;

/// Shows the ports.
pub(super) fn run(args: &PortsArgs) -> Result<Outcome, Failure> {
    let scan = &args.scan;
    let for_both = matches!(args.format, PortsFormat::Table | PortsFormat::Json);
    if (args.references || args.compare.is_some()) && !for_both {
        let message = "--references and --compare have the formats table and json only";
        return Err(message.to_string().into());
    }
    let for_flows = for_both || matches!(args.format, PortsFormat::Csv | PortsFormat::Markdown);
    if args.flows && !for_flows {
        let message = "--flows has the formats table, csv, markdown and json only";
        return Err(message.to_string().into());
    }
    let mut session = Session::open(&scan.paths, &scan.config, &scan.facts, scan.live)?;
    session.introduce(&scan.look);
    if session.host.is_empty() {
        if args.flows && !matches!(args.format, PortsFormat::Table) {
            show_flows(args, &session.host)?;
        } else if args.compare.is_none()
            && matches!(args.format, PortsFormat::Json | PortsFormat::Csv)
        {
            let style = stdout_style(&scan.look);
            let options = PortsOptions::default();
            to_stdout(|out| render_ports(args.format, &session.host, options, &style, out))?;
        }
        return Ok(Outcome::Failed);
    }
    if let Some(before) = &args.compare {
        return compare::run(args, before, session);
    }
    if args.flows {
        show_flows(args, &session.host)?;
        return Ok(outcome(&session));
    }
    notes::about_ports(args, &session.host);
    let findings = match args.format {
        PortsFormat::Html => Some(findings(&session, args)),
        _ => None,
    };
    let mut links = args.references.then(|| links(&session.host));
    narrow(&mut session.host, args);
    if let Some(links) = &mut links {
        links.retain(|link| link.port.is_some_and(|port| wants_number(args, port)));
    }
    let style = stdout_style(&scan.look);
    let options = PortsOptions {
        all: args.all || args.state.contains(&StateChoice::Closed),
        links: links.as_deref(),
        places: false,
        check: findings.as_ref().map(|(findings, summary)| PortsCheck {
            findings,
            summary: *summary,
        }),
    };
    to_stdout(|out| render_ports(args.format, &session.host, options, &style, out))?;
    Ok(outcome(&session))
}

fn outcome(session: &Session) -> Outcome {
    if session.incomplete {
        Outcome::Failed
    } else {
        Outcome::Clean
    }
}

fn show_flows(args: &PortsArgs, host: &Host) -> Result<(), String> {
    let style = stdout_style(&args.scan.look);
    let mut flows = flows(host, &style);
    flows.retain(|flow| {
        flow.port
            .map_or(args.port.is_empty(), |port| wants_number(args, port))
    });
    to_stdout(|out| render_flows(args.format, host, &flows, &style, out).map(drop))
}

/// What a check of the host finds, of certain ports if those are asked for, for the page for browsers.
fn findings(session: &Session, args: &PortsArgs) -> (Vec<Diagnostic>, Summary) {
    let (host, config) = (&session.host, &session.config);
    let selection = Selection::new(config, &[], &[], None);
    let options = options(config, None, host.live.as_ref());
    let mut verdict = judge(
        host,
        &options,
        config,
        &selection,
        None,
        &args.scan.paths,
        today(),
    );
    let is_wanted = |finding: &Diagnostic| {
        let mut ports = finding.ports.iter();
        args.port.is_empty() || ports.any(|claim| wants_number(args, claim.port))
    };
    verdict.findings.retain(is_wanted);
    let summary = Summary::of(
        host,
        &verdict.findings,
        verdict.suppressed,
        verdict.baselined,
    );
    (verdict.findings, summary)
}

/// Leaves the listeners that are asked for, and of a question for ports the homes that have them.
fn narrow(host: &mut Host, args: &PortsArgs) {
    let wanted = |listener: &Listener| {
        let state = args.state.is_empty() || args.state.iter().any(|s| s.is(listener.state));
        state && wants_port(args, listener)
    };
    for runtime in host.homes.iter_mut().flat_map(|home| &mut home.runtimes) {
        runtime.listeners.retain(wanted);
    }
    if !args.port.is_empty() {
        for home in &mut host.homes {
            let shown = |state| args.all || !args.state.is_empty() || state != State::Closed;
            home.runtimes
                .retain(|runtime| runtime.listeners.iter().any(|l| shown(l.state)));
        }
        if !args.references {
            host.homes.retain(|home| !home.runtimes.is_empty());
        }
        let wanted = |other: &ForeignPort| {
            let port = i64::from(other.port);
            args.port
                .iter()
                .any(|choice| choice.has(port, other.protocol))
        };
        host.foreign.retain(wanted);
        let sockets = host.live.iter_mut().flat_map(|live| &mut live.networks);
        for network in sockets {
            network.sockets.retain(|socket| {
                let port = i64::from(socket.port);
                args.port
                    .iter()
                    .any(|choice| choice.has(port, socket.protocol))
            });
        }
    }
}

fn wants_port(args: &PortsArgs, listener: &Listener) -> bool {
    let is_wanted = |port| {
        args.port
            .iter()
            .any(|choice| choice.has(port, listener.protocol))
    };
    args.port.is_empty() || listener.port.is_some_and(is_wanted)
}

/// Of an address only the number counts: a URL does not name the protocol below it.
fn wants_number(args: &PortsArgs, port: i64) -> bool {
    let mut known = [Protocol::Tcp, Protocol::Udp].into_iter();
    args.port.is_empty()
        || known.any(|protocol| args.port.iter().any(|choice| choice.has(port, protocol)))
}

impl StateChoice {
    fn is(self, state: State) -> bool {
        matches!(
            (self, state),
            (StateChoice::Open, State::Open)
                | (StateChoice::Closed, State::Closed)
                | (StateChoice::Conditional, State::Conditional)
        )
    }
}
