//! `explain`: the page of a rule; who opens a port.

use crate::args::ExplainArgs;
use crate::exit::{Failure, Outcome};
use crate::session::Session;
use crate::terminal::print;
use crate::unknown::unknown;
use portlint_host::{Home, Host, Listener, Runtime};
use portlint_session::names::rule_id;
use portlint_session::suggest::quoted;
use std::fmt::Write as _;

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
    print(&page.unwrap_or_default())?;
    Ok(Outcome::Clean)
}

fn explain_port(port: u32, args: &ExplainArgs) -> Result<Outcome, Failure> {
    let port = u16::try_from(port)
        .ok()
        .filter(|port| *port > 0)
        .ok_or_else(|| format!("{} is not a port, 1 to 65535", quoted(&args.subject)))?;
    if args.paths.is_empty() {
        print(&super::explain_port::default_owners(port))?;
        return Ok(Outcome::Clean);
    }
    let session = Session::open(&args.paths, &args.config, &args.facts)?;
    session.introduce(&args.look);
    if session.host.homes.is_empty() {
        return Ok(Outcome::Failed);
    }
    let text = openers(&session.host, i64::from(port)).map_err(|error| error.to_string())?;
    print(&text)?;
    Ok(match session.incomplete {
        true => Outcome::Failed,
        false => Outcome::Clean,
    })
}

/// Who opens a port on a host, with the arithmetic.
fn openers(host: &Host, port: i64) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for home in &host.homes {
        for runtime in &home.runtimes {
            for listener in runtime.listeners.iter().filter(|l| l.port == Some(port)) {
                write_listener(&mut text, home, runtime, listener)?;
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
        writeln!(
            text,
            "{}: {port}/{protocol} on {address}, from the configuration file",
            foreign.name
        )?;
    }
    let unknown = unknown(&host.homes);
    if text.is_empty() {
        let known = if unknown.is_empty() {
            ""
        } else {
            "is known to "
        };
        let opens = if unknown.is_empty() { "opens" } else { "open" };
        writeln!(text, "nothing that was looked at {known}{opens} {port}")?;
    }
    for unknown in unknown {
        writeln!(text, "{unknown}")?;
    }
    Ok(text)
}

fn write_listener(
    text: &mut String,
    home: &Home,
    runtime: &Runtime,
    listener: &Listener,
) -> std::fmt::Result {
    let (protocol, state) = (listener.protocol.as_str(), listener.state.as_str());
    writeln!(
        text,
        "{} ({}): {} [{}], {protocol} on {}, {state}",
        home.path.display(),
        runtime.id,
        listener.description,
        listener.id,
        listener.address,
    )?;
    if let Some(condition) = &listener.condition {
        writeln!(text, "  {condition}")?;
    }
    if let (Some(base), Some(port)) = (listener.base, listener.port) {
        writeln!(text, "  {base} + {} = {port}", listener.offset)?;
    }
    writeln!(
        text,
        "  base: {}{}",
        listener.source,
        place(listener.location.as_ref())
    )?;
    if listener.offset != 0 {
        let offset = &runtime.offset;
        writeln!(
            text,
            "  offset: {}{}",
            offset.source,
            place(offset.location.as_ref())
        )?;
    }
    Ok(())
}

fn place(location: Option<&portlint_host::Location>) -> String {
    location.map_or_else(String::new, |location| {
        let place = location.place();
        format!(
            ", {}:{}:{}",
            location.file.path.display(),
            place.line,
            place.column
        )
    })
}
