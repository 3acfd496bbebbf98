//! `snapshot`: this machine as one JSON document, to be looked at together with those of others.

use crate::args::SnapshotArgs;
use crate::exit::{Failure, Outcome};
use crate::session::Session;
use crate::terminal::{self, to_stdout};
use portlint_files::RunningHost;
use portlint_host::snapshot::{Document, OpenerDocument};
use portlint_host::{Home, Host, Reference, Runtime};
use portlint_report::{Link, links};
use portlint_session::this_machine::{Told, machine};
use std::collections::BTreeMap;
use std::path::Path;

/// Prints the snapshot; one without homes where none is found, which is then the outcome.
pub(super) fn run(args: &SnapshotArgs) -> Result<Outcome, Failure> {
    let scan = &args.scan;
    let told = Told {
        name: args.host.as_deref(),
        aliases: &args.alias,
        addresses: &args.address,
    };
    let machine = machine(RunningHost::here(), &told)?;
    let mut session = Session::open(&scan.paths, &scan.config, &scan.facts, scan.live)?;
    session.introduce(&scan.look);
    if session.has_snapshots() {
        let message = "a snapshot is taken of homes, not of snapshots";
        return Err(message.to_string().into());
    }
    let others = portlint_analysis::live::others(&session.host);
    session.host.foreign.extend(others);
    let links = links(&session.host);
    let openers = Openers::of(&links);
    let document = Document::of(
        &session.host,
        &machine,
        env!("CARGO_PKG_VERSION"),
        terminal::now(),
        &|home, runtime, reference| openers.of_reference(home, runtime, reference),
    );
    to_stdout(|out| out.writer().document(&document))?;
    Ok(outcome(&session.host, session.incomplete))
}

fn outcome(host: &Host, incomplete: bool) -> Outcome {
    if incomplete || host.is_empty() {
        Outcome::Failed
    } else {
        Outcome::Clean
    }
}

/// The links of each runtime.
struct Openers<'l>(BTreeMap<(&'l Path, &'l str), Vec<&'l Link>>);

impl<'l> Openers<'l> {
    fn of(links: &'l [Link]) -> Self {
        let mut by_runtime = BTreeMap::<_, Vec<_>>::new();
        for link in links {
            let runtime = (link.home.as_path(), link.runtime.as_str());
            by_runtime.entry(runtime).or_default().push(link);
        }
        Openers(by_runtime)
    }

    fn of_reference(
        &self,
        home: &Home,
        runtime: &Runtime,
        reference: &Reference,
    ) -> Option<Vec<OpenerDocument>> {
        let links = self.0.get(&(home.path.as_path(), runtime.id.as_ref()))?;
        let is_same = |link: &&&Link| {
            link.location == reference.location
                && link.port == reference.port
                && link.route == reference.route
                && link.host == reference.host
        };
        let openers = links.iter().find(is_same)?.opened_by.as_ref()?;
        let openers = openers.iter().map(|opener| OpenerDocument {
            home: opener.home.clone(),
            runtime: opener.runtime.clone(),
            listener: opener.listener.clone(),
        });
        Some(openers.collect())
    }
}
