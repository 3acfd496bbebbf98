//! Event receivers: two listeners that one element of a file opens together, or not at all.

use super::Reading;
use super::place::ConfigFile;
use crate::reader::at;
use portlint_catalog::xml_generation::EventReceiver;
use portlint_host::{CowStr, Listener, Location, Problem, ProblemKind, SourceFile, State, quoted};
use portlint_syntax::{NodeId, TextValue, java_int};

/// The element that the vendor's class is bound to.
const ROOT: &str = "dataBridgeConfiguration";

/// The settings of the two ports.
const TCP: &str = "tcpPort";
const SSL: &str = "sslPort";

/// Why neither listener of a receiver opens.
struct Refusal {
    reason: String,
    /// The setting; `None` where nobody asked for the receiver, which is no mistake.
    place: Option<Location>,
    kind: ProblemKind,
}

impl Refusal {
    /// The file asks for no such receiver.
    fn silent(reason: impl Into<String>) -> Self {
        Refusal {
            reason: reason.into(),
            place: None,
            kind: ProblemKind::ListenerFailure,
        }
    }

    fn at(place: Location, reason: impl Into<String>) -> Self {
        Refusal {
            place: Some(place),
            ..Refusal::silent(reason)
        }
    }
}

/// The settings of one receiver in its file.
struct Settings<'s> {
    source: &'s SourceFile,
    element: NodeId,
}

/// Closes what does not open, and says why.
pub(super) fn settle(reading: &mut Reading<'_, '_, '_>, found: &mut [Listener]) {
    let mut told = Vec::new();
    for facts in &reading.context.catalog.xml_receivers {
        let is_there = |l: &&mut Listener| {
            (facts.tcp == *l.id || facts.tls == *l.id) && l.state != State::Closed
        };
        if !reading.context.is_admitted(&facts.gates)
            || !found.iter_mut().any(|l| is_there(&&mut *l))
        {
            continue;
        }
        let ConfigFile::Read(source) = reading.file(&facts.file) else {
            continue;
        };
        match judge(reading, facts, &source) {
            Ok(settings) => {
                take_settings(&settings, facts, found);
                if binds_local(reading, facts, &settings) {
                    for listener in found.iter_mut().filter(is_there) {
                        listener.address = "127.0.0.1".into();
                    }
                }
                judge_numbers(facts, found);
            }
            Err(refusal) => {
                for listener in found.iter_mut().filter(is_there) {
                    listener.state = State::Closed;
                    listener.condition = Some(CowStr::from(refusal.reason.clone()));
                }
                report(reading, facts, refusal, &mut told);
            }
        }
    }
}

/// One setting may keep both receivers from opening; it is told once.
fn report(
    reading: &mut Reading<'_, '_, '_>,
    facts: &EventReceiver,
    refusal: Refusal,
    told: &mut Vec<Location>,
) {
    let Some(place) = refusal.place.filter(|place| !told.contains(place)) else {
        return;
    };
    told.push(place);
    let message = format!(
        "{}: {} and {} do not open",
        refusal.reason, facts.tcp, facts.tls
    );
    let problem = Problem::at(refusal.kind, place, message).with_route(ROOT);
    reading.reader.report_instead(problem);
}

/// The settings of a receiver that starts.
fn judge<'s>(
    reading: &Reading<'_, '_, '_>,
    facts: &EventReceiver,
    source: &'s SourceFile,
) -> Result<Settings<'s>, Refusal> {
    let document = &source.document;
    let Some(root) = document.select_first(ROOT) else {
        return Err(Refusal::silent(format!("{} has no {ROOT}", facts.file)));
    };
    if let Some(namespace) = document.attribute_text(root, "xmlns") {
        let reason = format!("the server knows {ROOT} without a namespace only");
        return Err(Refusal::at(at(source, namespace.span), reason));
    }
    judge_threads(source)?;
    let settings = find(facts, source)?;
    for name in [TCP, SSL] {
        settings.judge_number(reading, facts, name, ProblemKind::PortInvalid)?;
    }
    for name in facts.pools.iter().map(|name| name.as_str()) {
        settings.judge_number(reading, facts, name, ProblemKind::ListenerFailure)?;
    }
    let protocols = settings.value("sslEnabledProtocols");
    if let Some(protocols) = protocols.filter(|_| reading.context.is_admitted(&facts.needs_ciphers))
        && settings.value("ciphers").is_none()
    {
        let reason = "sslEnabledProtocols without ciphers ends the start of the receiver";
        return Err(Refusal::at(at(source, protocols.span), reason));
    }
    if let Some(host) = facts.host.as_deref().and_then(|name| settings.value(name))
        && !host.text.is_empty()
        && (host.text.trim() != host.text || host.text.contains("${"))
    {
        let reason = format!("{} is the address of no host", quoted(&host.text));
        return Err(Refusal::at(at(source, host.span), reason));
    }
    Ok(settings)
}

/// Without a thread or a buffer no receiver is started.
fn judge_threads(source: &SourceFile) -> Result<(), Refusal> {
    let document = &source.document;
    for (name, allows_text) in [("workerThreads", false), ("eventBufferSize", true)] {
        let Some(node) = document.select_first(&format!("{ROOT}/{name}")) else {
            continue;
        };
        let value = document.element_text(node);
        let text = value.text.trim();
        let is_wrong = match java_int(text) {
            Some(number) => number == 0,
            None => !allows_text && !text.is_empty(),
        };
        if is_wrong {
            let reason = format!("{name} has to be a number above 0");
            return Err(Refusal::at(at(source, value.span), reason));
        }
    }
    Ok(())
}

/// The receiver's element. A nameless one before it ends the search of the server.
fn find<'s>(facts: &EventReceiver, source: &'s SourceFile) -> Result<Settings<'s>, Refusal> {
    let document = &source.document;
    for element in document.select(&format!("{ROOT}/dataReceiver")) {
        let tag = document.element(element).map(|e| at(source, e.tag_span));
        let Some(name) = document.attribute_text(element, "name") else {
            let reason = "a dataReceiver without a name ends the search for receivers";
            return Err(tag.map_or(Refusal::silent(reason), |tag| Refusal::at(tag, reason)));
        };
        if name.text.eq_ignore_ascii_case(&facts.name) {
            return Settings { source, element }.with_named_settings(facts);
        }
        if name.text.trim().eq_ignore_ascii_case(&facts.name) {
            let reason = format!("the blanks around the name {} count", facts.name);
            return Err(Refusal::at(at(source, name.span), reason));
        }
    }
    let reason = format!("{} has no receiver {}", facts.file, facts.name);
    Err(Refusal::silent(reason))
}

impl Settings<'_> {
    fn configs(&self) -> impl Iterator<Item = NodeId> {
        let document = &self.source.document;
        let is_config = |node: &NodeId| {
            let element = document.element(*node);
            element.is_some_and(|element| element.name == "config")
        };
        document.children(self.element).filter(is_config)
    }

    /// The receiver needs settings, and each a name.
    fn with_named_settings(self, facts: &EventReceiver) -> Result<Self, Refusal> {
        let document = &self.source.document;
        let mut is_empty = true;
        for node in self.configs() {
            is_empty = false;
            if document.attribute_text(node, "name").is_none() {
                let reason = "a config without a name ends the start of the receiver";
                let tag = document.element(node).map(|e| at(self.source, e.tag_span));
                return Err(tag.map_or(Refusal::silent(reason), |tag| Refusal::at(tag, reason)));
            }
        }
        if is_empty {
            let reason = format!("the receiver {} has no config", facts.name);
            return Err(Refusal::silent(reason));
        }
        Ok(self)
    }

    /// A setting; the case of its name does not count.
    fn value(&self, name: &str) -> Option<TextValue> {
        let document = &self.source.document;
        let is_named = |node: &NodeId| {
            let attribute = document.attribute_text(*node, "name");
            attribute.is_some_and(|value| value.text.eq_ignore_ascii_case(name))
        };
        self.configs()
            .find(is_named)
            .map(|node| document.element_text(node))
    }

    /// Numbers are read before anything is bound, and blanks around them count.
    fn judge_number(
        &self,
        reading: &Reading<'_, '_, '_>,
        facts: &EventReceiver,
        name: &str,
        kind: ProblemKind,
    ) -> Result<(), Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(());
        };
        let is_absent =
            value.text.is_empty() && !reading.context.is_admitted(&facts.empty_is_a_value);
        if is_absent || java_int(&value.text).is_some() {
            return Ok(());
        }
        let reason = match value.text.as_str() {
            "" => format!("{name} is empty, and this version takes that for no number"),
            text => format!("{name} is no number: {}", quoted(text)),
        };
        Err(Refusal {
            kind,
            ..Refusal::at(at(self.source, value.span), reason)
        })
    }
}

/// Java takes an empty host for the loopback address.
fn binds_local(
    reading: &Reading<'_, '_, '_>,
    facts: &EventReceiver,
    settings: &Settings<'_>,
) -> bool {
    let host = facts.host.as_deref().and_then(|name| settings.value(name));
    host.is_some_and(|host| host.text.is_empty())
        && reading.context.is_admitted(&facts.empty_is_a_value)
}

/// What the catalogue's places do not find: names in another case.
fn take_settings(settings: &Settings<'_>, facts: &EventReceiver, found: &mut [Listener]) {
    for (id, name) in [(&facts.tcp, TCP), (&facts.tls, SSL)] {
        let number = settings.value(name);
        let number = number.and_then(|value| Some((java_int(&value.text)?, value.span)));
        let listener = found.iter_mut().find(|listener| *id == *listener.id);
        let (Some((number, span)), Some(listener)) = (number, listener) else {
            continue;
        };
        if listener.base != Some(i64::from(number)) && listener.port.is_some() {
            listener.base = Some(i64::from(number));
            listener.port = Some(i64::from(number).saturating_add(listener.offset));
            listener.location = Some(at(settings.source, span));
            listener.source = listener.route.clone();
        }
    }
}

/// The TLS port is bound first: without it the other one is not opened either.
fn judge_numbers(facts: &EventReceiver, found: &mut [Listener]) {
    let mut is_lost = false;
    for id in [&facts.tls, &facts.tcp] {
        let listener = found.iter_mut().find(|listener| *id == *listener.id);
        let Some(listener) = listener.filter(|listener| listener.state != State::Closed) else {
            continue;
        };
        if is_lost {
            listener.state = State::Closed;
            let reason = format!("it needs {}, which does not open", facts.tls);
            listener.condition = Some(reason.into());
        } else {
            listener.settle_port();
            is_lost = listener.is_beyond_ports();
        }
    }
}
