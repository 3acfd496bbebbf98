//! The sockets that a runtime opens.

use crate::{CowStr, Location};
use portlint_catalog::{Protocol, Sharing};
use serde::{Deserialize, Serialize};

/// Whether a listener is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// This configuration opens it.
    Open,
    /// Known, but this configuration does not open it.
    Closed,
    /// Depends on something that files do not tell.
    Conditional,
}

impl State {
    /// `open`, `closed` or `conditional`.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
            State::Conditional => "conditional",
        }
    }
}

/// One socket that a runtime opens, or would open.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Listener {
    /// Stable id, unique within its runtime.
    pub id: CowStr,
    /// What it is, for people.
    pub description: CowStr,
    /// Protocol.
    pub protocol: Protocol,
    /// Bind address as configured, several joined by `, `; `0.0.0.0` for all interfaces.
    pub address: CowStr,
    /// The number before the offset; `None` when unknown or random.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<i64>,
    /// What is added to this listener.
    pub offset: i64,
    /// The port that it really opens: `base + offset`. May be out of range; `None` when unknown or random.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// Whether it opens.
    pub state: State,
    /// The condition or the reason, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<CowStr>,
    /// The symbolic address of the setting; empty when no setting moves it.
    pub route: CowStr,
    /// What set the base, in words: `product default`, the route, `default.json of this home`, `-Dtomcat.https.port`.
    pub source: CowStr,
    /// Where the base was set, or the element that opens a compiled-in number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// True when a change of the runtime's offset by n moves the port by n.
    pub follows_offset: bool,
    /// Whether it keeps others from the port.
    pub sharing: Sharing,
    /// What becomes of the server that finds the port taken, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_taken: Option<WhenTaken>,
}

/// What becomes of a server that finds a port taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WhenTaken {
    /// True where the whole server ends, or opens nothing.
    pub ends: bool,
    /// In words that follow `the server that starts second`.
    pub then: CowStr,
}

/// What the condition of a listener says whose port is random.
pub const RANDOM_PORT: &str = "a random free port at every start";

const BEYOND_PORTS: &str = "there is no port";

impl Listener {
    /// An open TCP listener on all interfaces, at the product's own base, that moves with the offset.
    pub fn new(id: impl Into<CowStr>, base: i64, offset: i64) -> Listener {
        Listener {
            id: id.into(),
            description: CowStr::default(),
            protocol: Protocol::Tcp,
            address: "0.0.0.0".into(),
            base: Some(base),
            offset,
            port: Some(base.saturating_add(offset)),
            state: State::Open,
            condition: None,
            route: CowStr::default(),
            source: "product default".into(),
            location: None,
            follows_offset: true,
            sharing: Sharing::Exclusive,
            when_taken: None,
        }
    }

    /// True when it may be open at a port that is not known; a random port is known to be random.
    pub fn is_unknown(&self) -> bool {
        self.state != State::Closed && self.port.is_none() && !self.is_random()
    }

    /// What the condition of a closed listener says whose number is no port.
    pub fn beyond_ports(port: i64) -> CowStr {
        format!("{BEYOND_PORTS} {port}").into()
    }

    /// What its number makes of one that would open: port 0 is any free one, and beyond the ports there is none.
    pub fn settle_port(&mut self) {
        match self.port {
            _ if self.state == State::Closed => {}
            Some(0) if self.is_configured_zero() => {
                self.port = None;
                self.state = State::Conditional;
                self.condition = Some(RANDOM_PORT.into());
            }
            Some(port) if !(1..=65535).contains(&port) => {
                self.state = State::Closed;
                self.condition = Some(Listener::beyond_ports(port));
            }
            _ => {}
        }
    }

    /// The same for a number below 1 alone: whoever reads larger ones knows better what becomes of them.
    pub fn settle_low_port(&mut self) {
        if self.port.is_some_and(|port| port < 1) {
            self.settle_port();
        }
    }

    /// Whether 0 is what was configured: any free port. A sum of 0 is no port.
    pub fn is_configured_zero(&self) -> bool {
        self.port == Some(0) && self.offset == 0
    }

    /// True when it does not open because its number is no port.
    pub fn is_beyond_ports(&self) -> bool {
        let condition = self.condition.as_ref();
        self.state == State::Closed
            && condition.is_some_and(|words| words.starts_with(BEYOND_PORTS))
    }

    /// True when the port is random at every start: nothing to know, and nothing to collide with.
    pub fn is_random(&self) -> bool {
        self.port.is_none()
            && self
                .condition
                .as_ref()
                .is_some_and(|words| words.starts_with(RANDOM_PORT))
    }
}
