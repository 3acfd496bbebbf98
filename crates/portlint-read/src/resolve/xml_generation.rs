//! The `xml` generation: `carbon.xml` and the files beside it.
//!
//! Most listeners are declared in the catalogue as "this text of this file, under these conditions"; [`setting`] and
//! [`conditions`] read those. Tomcat connectors, axis2 receivers and inbound endpoints come in any number and have
//! readers of their own.

mod blocks;
mod broker;
mod carbon_xml;
mod cluster;
mod compiled;
mod conditions;
mod connectors;
mod event_receivers;
mod inbound;
mod jmx;
mod offset;
mod place;
mod properties;
mod receivers;
mod reference_ports;
mod references;
mod setting;
#[cfg(test)]
mod tests;
mod urls;

use super::ids::Ids;
use super::{Base, RuntimeContext};
use crate::bundles::Bundles;
use crate::reader::HomeReader;
use carbon_xml::CarbonXml;
use conditions::Verdict;
use offset::{Offsets, Startup};
use portlint_catalog::OffsetSource;
use portlint_catalog::xml_generation::{XmlListener, XmlReader};
use portlint_catalog::{OffsetRule, Version};
use portlint_host::{Listener, Problem, ProblemKind, Runtime, State};
use properties::ServerProperties;
use std::net::Ipv6Addr;

/// The governing file of every server but the one that is Tomcat without Carbon.
const CARBON_XML: &str = "carbon.xml";

/// Reads the files of a runtime of this generation and computes what it opens.
pub(super) fn resolve(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Runtime {
    let kernel = kernel_version(reader, context);
    let properties = ServerProperties::read(reader, context, kernel.as_ref());
    let carbon = CarbonXml::read(reader, &context.governing());
    let offsets = if context.runtime.governs == CARBON_XML {
        let is_known = !context.product.releases.is_empty();
        Offsets::read(reader, &carbon, &properties, is_known || kernel.is_some())
    } else {
        Offsets::without_carbon()
    };
    let bundles = Bundles::of_home(reader);
    let profile = (context.facts.profile.as_deref()).or_else(|| properties.get("profile"));
    let profile_bundles = profile.and_then(|name| Bundles::of_profile(reader, name));
    let is_version_4_only = context.runtime.governs == CARBON_XML
        && super::launched::is_version_4_only(reader, context);
    let mut reading = Reading {
        reader,
        context,
        kernel,
        properties,
        carbon,
        offsets,
        bundles,
        profile_bundles,
        is_version_4_only,
    };
    let mut listeners = reading.listeners();
    event_receivers::settle(&mut reading, &mut listeners);
    let broker_failure = broker::settle(&mut reading, &mut listeners);
    jmx::settle(&mut reading, &mut listeners);
    for listener in &mut listeners {
        listener.settle_low_port();
    }
    let references = references::read(&mut reading, &listeners);
    let mut runtime = super::runtime(context, reading.offsets.effective.clone());
    runtime.governing = reading.carbon.file().map(|file| file.start());
    runtime.own_hosts = reading.own_hosts();
    runtime.listeners = listeners;
    runtime.references = references;
    let failure = cluster::failure(&mut reading);
    runtime.problems = reading.reader.take_problems();
    for failure in failure.into_iter().chain(broker_failure) {
        runtime.fail(failure);
    }
    runtime
}

/// Everything that the readers of single listeners need.
struct Reading<'r, 'f, 'c> {
    reader: &'r mut HomeReader<'f>,
    context: &'r RuntimeContext<'c>,
    /// `None` when neither the home nor the catalogue tells.
    kernel: Option<Version>,
    properties: ServerProperties<'c>,
    carbon: CarbonXml,
    offsets: Offsets,
    /// The bundles that lie in the home, where the tree has them.
    bundles: Option<Bundles>,
    /// Those that the profile starts, where one is told and the home lists them.
    profile_bundles: Option<Bundles>,
    /// Whether the process uses version 4 of the internet protocol only.
    is_version_4_only: bool,
}

/// What a reader found out about one socket, before conditions are judged.
struct Socket {
    /// What is added to the id of the specification: empty, or a name or number of a further socket.
    suffix: String,
    base: Base,
    added: Option<i64>,
    follows_offset: bool,
    address: Option<String>,
    verdict: Verdict,
}

impl Reading<'_, '_, '_> {
    fn listeners(&mut self) -> Vec<Listener> {
        let mut found: Vec<Listener> = Vec::new();
        let mut ids = Ids::default();
        for specification in &self.context.catalog.xml_listeners {
            // An unknown version passes the gates of all versions: the first entry of an id is the newest.
            if !self.context.has(&specification.facts)
                || found.iter().any(|known| known.id == specification.facts.id)
            {
                continue;
            }
            for socket in self.sockets(specification) {
                let mut listener = self.listener(specification, socket);
                ids.make_unique(&mut listener);
                found.push(listener);
            }
        }
        self.report_missing_files(&found);
        found
    }

    /// A file that decides ports and is not there, in a home whose programs are: a tree of a repository often has only
    /// the files that were changed.
    fn report_missing_files(&mut self, found: &[Listener]) {
        if !self.reader.exists("repository/components/plugins") {
            return;
        }
        for file in [
            "tomcat/catalina-server.xml",
            "axis2/axis2.xml",
            "broker.xml",
        ] {
            let missing = format!("{file} is not there");
            let depends = |listener: &&Listener| {
                let condition = listener.condition.as_deref().unwrap_or_default();
                listener.state != State::Closed && condition.starts_with(&missing)
            };
            let ports = match found.iter().filter(depends).count() {
                0 => continue,
                1 => "1 port depends".to_string(),
                ports => format!("{ports} ports depend"),
            };
            let message = format!(
                "{} is not there, although the server is installed: {ports} on it",
                self.context.in_conf(file)
            );
            let home = self.reader.home().to_path_buf();
            self.reader.report(
                Problem::of(ProblemKind::IncompleteHome, home, message)
                    .with_help("restore it from the distribution of this version")
                    .with_route(file),
            );
        }
    }

    /// How the files call the machine, or the server on it.
    fn own_hosts(&mut self) -> Vec<String> {
        let names = &self.context.catalog.xml_own_hosts;
        names
            .iter()
            .filter_map(|place| self.find_existing(std::slice::from_ref(place)))
            .map(|found| found.text.trim().to_string())
            .filter(|name| !name.is_empty())
            .collect()
    }

    fn sockets(&mut self, specification: &XmlListener) -> Vec<Socket> {
        match &specification.reader {
            XmlReader::Setting { .. } => setting::read(self, specification),
            XmlReader::Blocks { word } => blocks::read(self, specification, word),
            XmlReader::Compiled { property, anchors } => {
                vec![compiled::read(
                    self,
                    specification,
                    property.as_deref(),
                    anchors,
                )]
            }
            XmlReader::Connector { kind, random } => {
                connectors::read(self, specification, *kind, random)
            }
            XmlReader::Receiver { secure, binds_all } => {
                receivers::read_pass_through(self, specification, *secure, binds_all)
            }
            XmlReader::OtherReceivers => receivers::read_others(self),
            XmlReader::Inbound { inbound_protocol } => {
                inbound::read(self, specification, inbound_protocol.as_deref())
            }
        }
    }

    fn listener(&mut self, specification: &XmlListener, socket: Socket) -> Listener {
        let judged = match (&specification.never, self.lacking(specification)) {
            (Some(reason), _) => Verdict::Fails((*reason).into()),
            (None, Some(reason)) => Verdict::Fails(reason.into()),
            (None, None) => conditions::judge_all(self, &specification.conditions),
        };
        let verdict = socket
            .verdict
            .and(judged)
            .and(match &specification.uncertain {
                Some(reason) => Verdict::Unknown((*reason).into()),
                None => Verdict::Holds,
            });
        let (state, condition) = match verdict {
            Verdict::Holds => (State::Open, None),
            Verdict::Unknown(reason) => (State::Conditional, Some(reason)),
            Verdict::Fails(reason) => (State::Closed, Some(reason)),
        };
        let mut listener = super::listener(
            &specification.facts,
            socket.base,
            socket.added,
            socket.follows_offset,
            state,
            condition.clone(),
        );
        if state == State::Closed {
            listener.condition = condition;
        }
        listener.id.to_mut().push_str(&socket.suffix);
        listener.address = socket
            .address
            .or_else(|| self.address(specification))
            .unwrap_or_else(|| "0.0.0.0".to_string())
            .into();
        let number = listener
            .address
            .trim_matches(['[', ']'])
            .parse::<Ipv6Addr>();
        let is_version_6 = number.is_ok_and(|number| !number.is_unspecified());
        if self.is_version_4_only && is_version_6 && listener.state == State::Open {
            listener.state = State::Closed;
            listener.condition = Some(
                "the start script sets java.net.preferIPv4Stack=true, and the server cannot bind an IPv6 address"
                    .into(),
            );
        }
        self.apply_startup(&mut listener);
        listener
    }

    /// Why a listener does not open for want of its bundle, in the home or in the profile that is started.
    fn lacking(&self, specification: &XmlListener) -> Option<String> {
        let bundle = specification.facts.bundle.as_deref()?;
        let lacks = |bundles: &Option<Bundles>| bundles.as_ref().is_some_and(|b| !b.have(bundle));
        if lacks(&self.bundles) {
            return Some(format!("this home has no bundle {bundle}"));
        }
        lacks(&self.profile_bundles)
            .then(|| format!("the profile does not start the bundle {bundle}"))
    }

    /// A server that does not start opens nothing; of one whose start is unknown nothing is certain.
    fn apply_startup(&self, listener: &mut Listener) {
        match &self.offsets.startup {
            Startup::Completes => {}
            Startup::Fails(reason) => {
                listener.state = State::Closed;
                listener.condition = Some(reason.clone().into());
            }
            Startup::Unknown(reason) => {
                if listener.state != State::Closed {
                    listener.state = State::Conditional;
                    listener.condition = Some(reason.clone().into());
                }
            }
        }
    }

    fn address(&mut self, specification: &XmlListener) -> Option<String> {
        self.find_existing(&specification.address)
            .map(|text| text.text.trim().to_string())
            .filter(|text| !text.is_empty() && text != "*")
            .or_else(|| specification.default_address.map(String::from))
    }

    /// What is added to a number that follows the offset, and whether a change of the runtime's offset moves it.
    fn added(&self, source: OffsetSource) -> (Option<i64>, bool) {
        match source {
            OffsetSource::Runtime => (self.offsets.effective.value, true),
            OffsetSource::CarbonXml => (self.offsets.of_carbon_xml, self.offsets.carbon_xml_wins),
            OffsetSource::FirstPositive => (
                self.offsets.first_positive,
                self.offsets.first_positive == self.offsets.effective.value,
            ),
        }
    }

    /// The same for a number of which the offset rule says whether it is added.
    fn added_by_rule(&self, specification: &XmlListener, explicit: bool) -> (Option<i64>, bool) {
        match specification.facts.offset {
            OffsetRule::Never => (Some(0), false),
            OffsetRule::DefaultOnly if explicit => (Some(0), false),
            OffsetRule::Added | OffsetRule::DefaultOnly | OffsetRule::Depends => {
                self.added(specification.offset_source)
            }
        }
    }

    /// The socket of a product that ships it, where its file does not hold it; none for what only users add.
    fn default_socket(&self, specification: &XmlListener, verdict: Verdict) -> Vec<Socket> {
        if specification.facts.base.is_none() {
            return Vec::new();
        }
        let route = specification.facts.key.unwrap_or_default();
        let (added, follows_offset) = self.added_by_rule(specification, false);
        vec![Socket {
            suffix: String::new(),
            base: Base::product_default(specification.facts.base, route),
            added,
            follows_offset,
            address: None,
            verdict,
        }]
    }

    /// Whether the kernel is at least this; an unknown one counts as new.
    fn kernel_at_least(&self, version: &str) -> bool {
        at_least(self.kernel.as_ref(), version)
    }
}

fn at_least(kernel: Option<&Version>, version: &str) -> bool {
    match (kernel, Version::parse(version)) {
        (Some(kernel), Some(version)) => kernel.cmp_release(&version).is_ge(),
        _ => true,
    }
}

/// The kernel that the home itself names, else the one of the release.
fn kernel_version(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Option<Version> {
    let file = format!(
        "{}bin/wso2carbon-version.txt",
        super::launched::runtime_directory(context)
    );
    let told = reader
        .first_line(&file)
        .and_then(|line| Version::parse(line.rsplit(' ').next()?));
    told.or_else(|| context.release()?.components.get("kernel").cloned())
}
