//! `explain`: the page of a rule; who opens a port.

use super::explain_now;
use crate::args::ExplainArgs;
use crate::exit::{Failure, Outcome};
use crate::port::PortChoice;
use crate::session::{Session, look_at_host};
use crate::terminal::{self, print_prose};
use crate::unknown::unknown;
use portlint_host::{Files, Home, Host, Listener, Location, Runtime};
use portlint_report::shown;
use portlint_report::shown::{Shown, Terminal};
use portlint_session::names::rule_id;
use portlint_session::remarks::about_running;
use portlint_session::suggest::quoted;

/// Explains.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    // No rule begins with a digit.
    if args.subject.starts_with(|c: char| c.is_ascii_digit()) {
        let choice = PortChoice::parse(&args.subject);
        return match choice {
            Ok(choice) if choice.first == choice.last => explain_port(choice, args),
            Ok(_) => Err(
                "one port is explained at a time; `ports --port` takes a range"
                    .to_string()
                    .into(),
            ),
            Err(message) => Err(format!("{}: {message}", quoted(&args.subject)).into()),
        };
    }
    explain_rule(args)
}

fn explain_rule(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let id = rule_id(&args.subject)?;
    if !args.paths.is_empty() {
        return Err(format!("a PATH is looked at for a port, not for the rule {id}").into());
    }
    let page = portlint_rules::rule(id).map(portlint_rules::docs::page);
    print_prose(Shown::text_lines(&page.unwrap_or_default()), &args.look)?;
    Ok(Outcome::Clean)
}

fn explain_port(choice: PortChoice, args: &ExplainArgs) -> Result<Outcome, Failure> {
    if args.paths.is_empty() {
        let live = args.live.then(look_at_host).transpose()?;
        let owners = super::explain_port::default_owners(choice);
        let mut text = Shown::text_lines(&owners);
        let host = Host {
            live,
            ..Host::default()
        };
        about_running(&host).iter().for_each(terminal::note);
        text.push(&explain_now::holders(&host, choice));
        print_prose(text, &args.look)?;
        return Ok(Outcome::Clean);
    }
    let session = Session::open(&args.paths, &args.config, &args.facts, args.live)?;
    session.introduce(&args.look);
    if session.host.homes.is_empty() {
        return Ok(Outcome::Failed);
    }
    print_prose(openers(&session.host, choice), &args.look)?;
    Ok(if session.incomplete {
        Outcome::Failed
    } else {
        Outcome::Clean
    })
}

/// Who opens a port on a host, with the arithmetic.
fn openers(host: &Host, choice: PortChoice) -> Shown<Terminal> {
    let mut text = Shown::new();
    for home in &host.homes {
        for runtime in &home.runtimes {
            for listener in runtime
                .listeners
                .iter()
                .filter(|l| l.port.is_some_and(|port| choice.has(port, l.protocol)))
            {
                push_listener(&mut text, &host.files, (home, runtime), listener);
            }
        }
    }
    for foreign in host
        .foreign
        .iter()
        .filter(|foreign| choice.has(i64::from(foreign.port), foreign.protocol))
    {
        let address = foreign.address.as_deref().unwrap_or("all addresses");
        let protocol = foreign.protocol.as_str();
        text.push_line(&shown!(
            "{}: {}/{} on {}, from the configuration file",
            foreign.name,
            foreign.port,
            protocol,
            address
        ));
    }
    let unknown = unknown(host.homes.iter().filter(|home| home.active));
    if text.is_empty() {
        text.push_line(&shown!("no listener on {}", choice));
    }
    for unknown in unknown {
        text.push_line(&Shown::text(unknown));
    }
    text.push(&explain_now::holders(host, choice));
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
    if let Some(taken) = &listener.when_taken {
        let then = &taken.then;
        text.push_line(&shown!(
            "  if taken: the server that starts second {}",
            then
        ));
    }
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
