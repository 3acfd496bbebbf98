//! `explain`: the page of a rule; who opens a port.

use crate::args::ExplainArgs;
use crate::exit::{Failure, Outcome};
use crate::session::Session;
use crate::terminal::print;
use crate::unknown::unknown;
use portlint_host::{Files, Home, Host, Listener, Location, Runtime};
use portlint_report::shown;
use portlint_report::shown::{Shown, Terminal};
use portlint_session::names::rule_id;
use portlint_session::suggest::quoted;

/// Explains.
pub fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    match args.subject.parse::<u32>() {
        Ok(port) => explain_port(port, args),
        Err(_) => explain_rule(args),
    }
}

fn explain_rule(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let id = rule_id(&args.subject)?;
    if !args.paths.is_empty() {
        return Err(format!("a PATH is looked at for a port, not for the rule {id}").into());
    }
    let page = portlint_rules::rule(id).map(portlint_rules::docs::page);
    print(Shown::text_lines(&page.unwrap_or_default()))?;
    Ok(Outcome::Clean)
}

fn explain_port(port: u32, args: &ExplainArgs) -> Result<Outcome, Failure> {
    let port = u16::try_from(port)
        .ok()
        .filter(|port| *port > 0)
        .ok_or_else(|| format!("{} is not a port, 1 to 65535", quoted(&args.subject)))?;
    if args.paths.is_empty() {
        let owners = super::explain_port::default_owners(port);
        print(Shown::text_lines(&owners))?;
        return Ok(Outcome::Clean);
    }
    let session = Session::open(&args.paths, &args.config, &args.facts)?;
    session.introduce(&args.look);
    if session.host.homes.is_empty() {
        return Ok(Outcome::Failed);
    }
    print(openers(&session.host, i64::from(port)))?;
    Ok(match session.incomplete {
        true => Outcome::Failed,
        false => Outcome::Clean,
    })
}

/// Who opens a port on a host, with the arithmetic.
fn openers(host: &Host, port: i64) -> Shown<Terminal> {
    let mut text = Shown::new();
    for home in &host.homes {
        for runtime in &home.runtimes {
            for listener in runtime.listeners.iter().filter(|l| l.port == Some(port)) {
                push_listener(&mut text, &host.files, (home, runtime), listener);
            }
        }
    }
    for foreign in host
        .foreign
        .iter()
        .filter(|foreign| i64::from(foreign.port) == port)
    {
        let address = foreign.address.as_deref().unwrap_or("all addresses");
        let protocol = foreign.protocol.as_str();
        text.push_line(&shown!(
            "{}: {}/{} on {}, from the configuration file",
            foreign.name,
            port,
            protocol,
            address
        ));
    }
    let unknown = unknown(host.homes.iter().filter(|home| home.active));
    if text.is_empty() {
        let known = if unknown.is_empty() {
            ""
        } else {
            "is known to "
        };
        let opens = if unknown.is_empty() { "opens" } else { "open" };
        text.push_line(&shown!(
            "nothing that was looked at {}{} {}",
            known,
            opens,
            port
        ));
    }
    for unknown in unknown {
        text.push_line(&Shown::text(unknown));
    }
    text
}

fn push_listener(
    text: &mut Shown<Terminal>,
    files: &Files,
    (home, runtime): (&Home, &Runtime),
    listener: &Listener,
) {
    let protocol = listener.protocol.as_str();
    let state = if home.active {
        listener.state.as_str()
    } else {
        "not started"
    };
    text.push_line(&shown!(
        "{} ({}): {} [{}], {} on {}, {}",
        home.path.display(),
        runtime.id,
        listener.description,
        listener.id,
        protocol,
        listener.address,
        state
    ));
    if let Some(condition) = &listener.condition {
        text.push_line(&shown!("  {}", condition));
    }
    if let (Some(base), Some(port)) = (listener.base, listener.port) {
        text.push_line(&shown!("  {} + {} = {}", base, listener.offset, port));
    }
    let base = place(files, listener.location.as_ref());
    text.push_line(&shown!("  base: {}{}", listener.source, base));
    if listener.offset != 0 {
        let offset = &runtime.offset;
        let place = place(files, offset.location.as_ref());
        text.push_line(&shown!("  offset: {}{}", offset.source, place));
    }
}

fn place(files: &Files, location: Option<&Location>) -> String {
    location.map_or_else(String::new, |location| {
        let place = location.place;
        format!(
            ", {}:{}:{}",
            files.path(location.file).display(),
            place.line,
            place.column
        )
    })
}
