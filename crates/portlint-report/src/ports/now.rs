//! What runs on the host at present, beside what its files say.

use portlint_analysis::live::{Holder, Running, Standing};
use portlint_analysis::sites::Server;
use portlint_host::{Certainty, Home, Host, Listener, Runtime};

/// What runs, and the servers that it was compared with.
pub(crate) struct Now<'a> {
    running: Running<'a>,
    servers: &'a [Server<'a>],
}

impl<'a> Now<'a> {
    /// `None` when it was not looked at.
    pub(crate) fn of(host: &'a Host, servers: &'a [Server<'a>]) -> Option<Now<'a>> {
        let running = Running::of(host, servers)?;
        Some(Now { running, servers })
    }

    /// How it stands with a listener.
    pub(crate) fn standing(
        &self,
        home: &Home,
        runtime: &Runtime,
        listener: &Listener,
    ) -> Standing<'a> {
        let mut servers = self.servers.iter();
        let server = servers.find(|server| {
            std::ptr::eq(server.home, home) && std::ptr::eq(server.runtime, runtime)
        });
        server.map_or(Standing::Unknown, |server| {
            self.running.standing(server, listener)
        })
    }

    /// The same in words; empty for what is neither open nor expected.
    pub(crate) fn words(&self, home: &Home, runtime: &Runtime, listener: &Listener) -> String {
        match self.standing(home, runtime, listener) {
            Standing::Listening(holder) => format!("listening: {}", self.process(&holder)),
            Standing::Taken(holder) => format!("taken: {}", self.running.name(&holder)),
            Standing::NotListening => "-".to_string(),
            Standing::Unknown => "unknown".to_string(),
        }
    }

    /// The process of a server beside its own listener: its home need not be said.
    fn process(&self, holder: &Holder<'_>) -> String {
        let number = holder.process.map(|process| process.number);
        let number = number.map_or_else(String::new, |number| format!("process {number}"));
        match holder.certainty {
            Certainty::Certain => number,
            Certainty::Probable => format!("probably {number}"),
        }
    }

    /// The home of a holder, as it is shown.
    pub(crate) fn home(&self, holder: &Holder<'_>) -> Option<String> {
        let process = holder.process?;
        let known = self.running.home_of(process);
        let said = || Some(process.server.as_ref()?.home.display().to_string());
        known
            .map(|(home, _)| home.path.display().to_string())
            .or_else(said)
    }

    /// Who that is, in words.
    pub(crate) fn name(&self, holder: &Holder<'_>) -> String {
        self.running.name(holder)
    }

    /// The sockets of the host that are no listener of a home that is shown.
    pub(crate) fn others(&self) -> Vec<Holder<'a>> {
        let listeners = self.servers.iter().flat_map(|server| {
            let listeners = server.runtime.listeners.iter();
            listeners.map(move |listener| self.running.standing(server, listener))
        });
        let mut own: Vec<*const _> = listeners
            .filter_map(|standing| match standing {
                Standing::Listening(holder) => Some(std::ptr::from_ref(holder.socket)),
                _ => None,
            })
            .collect();
        own.sort_unstable();
        let is_own = |holder: &Holder<'_>| {
            own.binary_search(&std::ptr::from_ref(holder.socket))
                .is_ok()
        };
        self.running
            .on_host()
            .filter(|holder| !is_own(holder))
            .collect()
    }
}
