//! Who listens on a port of this host at present.

use crate::port::PortChoice;
use portlint_analysis::live::Running;
use portlint_analysis::sites;
use portlint_host::Host;
use portlint_report::shown;
use portlint_report::shown::{Shown, Terminal};

/// One line for each socket: `now: 9443/tcp on 0.0.0.0: wso2am-4.2.0 (process 4711)`.
pub(super) fn holders(host: &Host, choice: PortChoice) -> Shown<Terminal> {
    let mut text = Shown::new();
    let servers = sites::servers(host);
    let Some(running) = Running::of(host, &servers) else {
        return text;
    };
    let wanted = running
        .on_host()
        .filter(|holder| choice.has(i64::from(holder.socket.port), holder.socket.protocol));
    for holder in wanted {
        let socket = holder.socket;
        let port = portlint_host::words::port(socket.protocol, i64::from(socket.port));
        let passing = if socket.is_settled {
            ""
        } else {
            ", which came or went while this was looked at"
        };
        text.push_line(&shown!(
            "now: {} on {}: {}{}",
            port,
            socket.address.to_string(),
            running.name(&holder),
            passing
        ));
    }
    if text.is_empty() {
        text.push_line(&shown!("now: nobody listens on {}", choice));
    }
    text
}
