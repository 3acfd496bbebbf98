//! Listeners of the catalogue: base, offset, address and state under the settings of one server.

use super::internal_apis::InternalApis;
use super::mistakes::Mistakes;
use super::outcome::{self, Built, Lost};
use super::remedy;
use super::repeated;
use super::replaced::{self, Replaced};
use super::server::{Server, no_table};
use super::settings::{Origin, Setting};
use super::static_file::{self, StaticPlace};
use super::template;
use crate::artifacts::InboundEndpoint;
use crate::bundles::Bundles;
use crate::reader::HomeReader;
use crate::resolve::{Base, addresses, listener};
use portlint_catalog::toml_generation::{Fills, NoNumber, TomlListener};
use portlint_catalog::{OffsetRule, OffsetSource};
use portlint_host::RANDOM_PORT;
use portlint_host::{
    CowStr, Listener, Location, Offset, Problem, ProblemKind, StartFailure, State, quoted, showable,
};
use portlint_syntax::{ScalarStyle, java_int, java_int_of_any_script};
use std::net::Ipv6Addr;
use std::path::PathBuf;

/// Makes every servlet connector take a random port.
const RANDOM_PORTS: &str = "tomcat.random.port.enable";

/// What `-Dprofile` alone leaves open.
const NOT_SET_UP: &str =
    "what this profile opens was verified only for homes that profileSetup was run in";

/// Why an address of version 6 is of no use.
pub(super) const VERSION_4_ONLY: &str = "the start script sets java.net.preferIPv4Stack=true, and the server cannot bind an IPv6 address";

/// Why a listener cannot be bound to a name.
pub(super) const NO_HOST: &str = "its address is that of no host";

/// How the catalogue calls the address of the machine's own name.
pub(super) const LOCAL_HOST_NAME: &str = "local host name";

/// The profile that a server is started with.
pub(super) struct Profile {
    /// Its name.
    pub name: String,
    /// Whether something shows that `profileSetup` prepared the home for it.
    pub set_up: bool,
    /// Whether the server really runs it: older kernels read what `deployment.toml` says of it a start too late.
    pub started: bool,
}

/// Builds the listeners of one server.
pub(super) struct Builder<'s, 'a> {
    /// The server.
    pub server: &'s Server<'a>,
    /// Its offset.
    pub offset: &'s Offset,
    /// The first positive of what a system property and the file say, else 0.
    pub first_positive: Option<i64>,
    /// The profile it is started with.
    pub profile: Option<&'s Profile>,
    /// The inbound endpoints of its deployment directory.
    pub endpoints: &'s [InboundEndpoint],
    /// What the internal APIs speak.
    pub internal_apis: InternalApis,
    /// The directory of the home, for what stands in no file.
    pub home: PathBuf,
    /// The bundles that lie in the home, where the tree has them.
    pub bundles: Option<Bundles>,
    /// Whether the process uses version 4 of the internet protocol only.
    pub is_version_4_only: bool,
    /// What was noticed on the way.
    pub problems: Vec<Problem>,
    /// The listener that the server cannot do without, and that does not open.
    pub failure: Option<StartFailure>,
    /// The listeners that bind before the server reads its offset.
    pub early: Vec<CowStr>,
    /// What the deployed inbound endpoints of a protocol wait for in vain.
    pub lost: Vec<Lost>,
    /// Why the server may not come up at all.
    pub doubt: Option<CowStr>,
    /// Settings that close listeners although nobody means that by them.
    pub mistakes: Mistakes<'s>,
}

/// A base port together with what is added to it.
pub(super) struct Placed {
    /// The base.
    pub base: Base,
    /// What is added; `None` when the offset is not known.
    pub added: Option<i64>,
    /// Whether a change of the offset moves the port.
    pub follows: bool,
    /// Whether a text stands there that is no number.
    pub no_number: bool,
}

impl<'s> Builder<'s, '_> {
    /// All listeners, in the order of the catalogue.
    pub(super) fn build(&mut self, reader: &mut HomeReader<'_>) -> Vec<Listener> {
        let server = self.server;
        let mut found = Vec::new();
        for facts in &server.family.listeners {
            if !server.context.has(&facts.facts) {
                continue;
            }
            if facts.each.is_some() {
                found.extend(repeated::of_tables(self, facts));
            } else if facts.deployed.is_empty() {
                found.push(self.single(reader, facts));
            }
        }
        outcome::settle(self, &mut found);
        let mut endpoints = repeated::of_endpoints(self);
        outcome::settle(self, &mut endpoints);
        found.append(&mut endpoints);
        outcome::hold(&mut found, self.doubt.as_ref());
        self.problems.extend(self.mistakes.problems());
        found.into_iter().map(|built| built.listener).collect()
    }

    fn single(&mut self, reader: &mut HomeReader<'_>, facts: &'static TomlListener) -> Built {
        let shipped = self.shipped_endpoint(facts);
        let mut placed = self.placed(reader, facts, shipped);
        let (mut state, mut condition) = self.state(facts);
        if state == State::Open && shipped.is_some_and(|endpoint| endpoint.suspended) {
            state = State::Closed;
            condition = Some("the endpoint's file says suspend=\"true\"".into());
        }
        if let Some(option) = &facts.url_option {
            match self.jdbc_url_with(option) {
                Some(location) => placed.base.location = Some(location),
                None => {
                    state = State::Closed;
                    condition = Some(format!("no JDBC URL says {option}").into());
                }
            }
        }
        if state == State::Open && placed.base.location.is_none() {
            placed.base.location = self.opening_setting(facts);
        }
        let replaced = replaced::read(reader, self.server, facts);
        match &replaced {
            Some(Replaced::Port(text, location)) if state == State::Open => {
                let route = facts.replaced_port.as_deref().unwrap_or_default();
                (placed.base, placed.no_number) =
                    self.read(facts, route, Some(location), Ok(text.clone()));
            }
            Some(Replaced::NotVerified(reason)) if state != State::Closed => {
                self.doubt = Some(reason.clone());
                (state, condition) = (State::Conditional, Some(reason.clone()));
            }
            Some(Replaced::Unknown(reason)) if state == State::Open => {
                (state, condition) = (State::Conditional, Some(reason.clone()));
            }
            _ => {}
        }
        let read = match &facts.static_file {
            Some(file) if state != State::Closed => static_file::read(reader, self.server, file),
            _ => StaticPlace::Assumed,
        };
        let mut address = None;
        match read {
            StaticPlace::Assumed => {}
            StaticPlace::Closed(reason) => {
                state = State::Closed;
                condition = Some(reason);
            }
            StaticPlace::Read {
                text,
                location,
                host,
            } => {
                let route = facts.facts.key.as_deref().unwrap_or_default();
                (placed.base, placed.no_number) =
                    self.read(facts, route, Some(&location), Ok(text));
                address = host;
            }
        }
        let no_number = placed.no_number;
        let mut built = self.finish(facts, placed, state, condition);
        let assumed = facts
            .static_file
            .as_ref()
            .map(|file| file.default_address.to_string());
        let address = address.or(assumed);
        self.bind(
            facts,
            &mut built,
            address.unwrap_or_else(|| self.address(facts)),
        );
        self.note_mistakes(facts, &built);
        Built {
            facts,
            listener: built,
            no_number,
        }
    }

    /// Gives a listener its address; one of version 6 does not open in a process without it.
    pub(super) fn bind(&self, facts: &TomlListener, listener: &mut Listener, address: String) {
        let number = address.trim_matches(['[', ']']).parse::<Ipv6Addr>();
        let is_version_6 = number.is_ok_and(|number| !number.is_unspecified());
        let is_open = listener.state == State::Open;
        if self.is_version_4_only && is_version_6 && is_open {
            listener.state = State::Closed;
            listener.condition = Some(VERSION_4_ONLY.into());
        }
        // How the catalogue calls an address is no name of a host.
        let own = facts
            .addresses
            .iter()
            .flat_map(|key| [key.default, key.empty]);
        let assumed = facts.static_file.as_ref().map(|file| file.default_address);
        let is_own = own.chain([assumed]).flatten().any(|own| *own == *address);
        let is_nowhere = !is_own && address.split(", ").any(addresses::never_resolves);
        listener.address = match is_nowhere {
            // Tomcat drops what it cannot resolve.
            true if facts.no_number == NoNumber::MinusOne => "0.0.0.0".into(),
            // What ends the server is told as such.
            true if is_open && !facts.ends_server => {
                listener.state = State::Closed;
                listener.condition = Some(NO_HOST.into());
                address.into()
            }
            _ => address.into(),
        };
    }

    /// Notes what closes a listener although nobody means that by it.
    fn note_mistakes(&mut self, facts: &TomlListener, built: &Listener) {
        let nowhere = [VERSION_4_ONLY, NO_HOST];
        if built
            .condition
            .as_deref()
            .is_some_and(|c| nowhere.contains(&c))
            && !facts.ends_server
        {
            let mut keys = facts.addresses.iter();
            let setting = keys.find_map(|key| self.server.settings.get(&key.key));
            if let (Some(setting), Some(reason)) = (setting, built.condition.as_deref()) {
                self.mistakes.note(setting, reason.to_string(), &built.id);
            }
        }
        if built.state == State::Open {
            return;
        }
        let tests = facts.closed_when.iter().flat_map(|rule| &rule.all);
        let tested = tests.map(|test| test.key.as_str());
        let mut keys = facts.mapped_key().into_iter().chain(tested);
        if let Some(shadow) = keys.find_map(|key| self.server.settings.shadow(key)) {
            self.mistakes.note_doubt(shadow, &built.id);
            return;
        }
        let rules = facts.closed_when.iter().filter(|rule| {
            let is_it = built.condition.as_deref() == Some(&*rule.reason);
            rule.mistake && is_it && self.server.admits(&rule.gates)
        });
        for rule in rules {
            let mut tests = rule.all.iter();
            if let Some(setting) = tests.find_map(|test| self.server.settings.get(&test.key)) {
                self.mistakes
                    .note(setting, rule.reason.to_string(), &built.id);
            }
        }
    }

    /// Where a listener that is closed by default is switched on: the place of a port that nobody wrote.
    fn opening_setting(&self, facts: &TomlListener) -> Option<Location> {
        let rules = facts.closed_when.iter();
        let needed = rules.filter_map(|rule| match rule.all.as_slice() {
            [test] if test.if_absent && self.server.admits(&rule.gates) => Some(test),
            _ => None,
        });
        needed
            .filter_map(|test| self.server.settings.get(&test.key))
            .find_map(|setting| setting.location)
    }

    /// Puts the parts together; a closed listener keeps the reason why it is closed.
    pub(super) fn finish(
        &self,
        facts: &TomlListener,
        placed: Placed,
        state: State,
        condition: Option<CowStr>,
    ) -> Listener {
        let reason = condition.clone();
        let Placed {
            base,
            added,
            follows,
            ..
        } = placed;
        let mut built = listener(&facts.facts, base, added, follows, state, condition);
        if state == State::Closed {
            built.condition = reason;
        }
        built
    }

    /// The file of a shipped inbound endpoint, where no key moves its port.
    fn shipped_endpoint(&self, facts: &TomlListener) -> Option<&'s InboundEndpoint> {
        let name = facts.inbound.as_deref()?;
        self.endpoints
            .iter()
            .find(|endpoint| facts.facts.key.is_none() && endpoint.name == name)
    }

    fn placed(
        &mut self,
        reader: &mut HomeReader<'_>,
        facts: &TomlListener,
        shipped: Option<&InboundEndpoint>,
    ) -> Placed {
        let early = facts.binds_early.as_deref();
        let early = early.and_then(|key| self.server.known(key));
        let early = early.is_some_and(|text| text.eq_ignore_ascii_case("true"));
        if !early && let Some(placed) = self.by_property(facts.scheme.as_deref()) {
            return placed;
        }
        let mut placed = self.configured(facts);
        if early {
            placed.added = Some(0);
            placed.follows = false;
            self.early.push(facts.facts.id.into());
        }
        if let Some(endpoint) = shipped {
            if let (Some(text), Some(location)) = (&endpoint.port_text, &endpoint.port_location) {
                (placed.base, placed.no_number) =
                    self.read(facts, &endpoint.route, Some(location), Ok(text.clone()));
            }
            // The web socket endpoints say themselves whether the offset counts.
            if facts.facts.offset == OffsetRule::Added && !endpoint.use_offset {
                placed.added = Some(0);
                placed.follows = false;
            }
        }
        if let Some((value, location)) = template::number(reader, facts.template.as_ref()) {
            placed.base.value = Some(value);
            placed.base.source = "carbon.xml template of this home".into();
            placed.base.location = Some(location);
        }
        placed
    }

    /// Where the port of a listener is configured, system properties aside.
    pub(super) fn configured(&mut self, facts: &TomlListener) -> Placed {
        let before = facts.keys_before.iter().map(|key| key.as_str());
        let keys: Vec<_> = before.chain(facts.mapped_key()).collect();
        let settings = &self.server.settings;
        let setting = keys.iter().find_map(|key| settings.written_at(key));
        if let Some(shadow) = keys.iter().find_map(|key| settings.shadow(key)) {
            return self.shadowed(facts, shadow);
        }
        let mut by_default = true;
        let mut no_number = false;
        let base = match setting {
            Some(setting) if self.counts(facts, setting) => {
                by_default = false;
                let text = self.server.pasted(setting, facts.pasted, "parameter");
                let stands_for_default = text
                    .as_ref()
                    .is_ok_and(|text| Some(text.as_str()) == facts.default_text.as_deref());
                let is_number = |text: &String| java_int(text.trim()).is_some();
                let is_lenient = facts.no_number == NoNumber::Default;
                let counts_as_default =
                    is_lenient && text.as_ref().is_ok_and(|text| !is_number(text));
                let text = match text {
                    Ok(text) if is_lenient => Ok(text.trim().to_string()),
                    text => text,
                };
                let mut base = if stands_for_default || counts_as_default {
                    by_default = true;
                    self.default_base(facts)
                } else {
                    let place = setting.location.as_ref();
                    let (base, wrong) = self.read(facts, &setting.written, place, text);
                    no_number = wrong;
                    base
                };
                base.source = setting.source().into();
                base.location.clone_from(&setting.location);
                base
            }
            _ => self.default_base(facts),
        };
        let (added, follows) = self.added(facts, by_default);
        Placed {
            base,
            added,
            follows,
            no_number,
        }
    }

    /// A port whose table is none.
    fn shadowed(&self, facts: &TomlListener, shadow: &Setting) -> Placed {
        let base = Base {
            value: None,
            reason: Some(no_table(shadow).into()),
            source: shadow.written.clone(),
            route: shadow.written.clone(),
            location: shadow.location,
        };
        let (added, follows) = self.added(facts, false);
        Placed {
            base,
            added,
            follows,
            no_number: false,
        }
    }

    fn default_base(&self, facts: &TomlListener) -> Base {
        let route = facts.facts.key.unwrap_or_default();
        Base::product_default(facts.facts.base, route)
    }

    /// Whether the product takes notice of this setting at all.
    fn counts(&mut self, facts: &TomlListener, setting: &Setting) -> bool {
        if setting.origin == Origin::Catalogue {
            return false;
        }
        let context = self.server.context;
        if setting.style == ScalarStyle::Integer || !context.is_admitted(&facts.integer_only) {
            return true;
        }
        if let Some(location) = &setting.location {
            let message = format!(
                "{} is not a TOML integer, so the product ignores it and opens {}",
                setting.written,
                facts.facts.base.unwrap_or_default()
            );
            self.problems.push(
                Problem::at(ProblemKind::SettingWithoutEffect, *location, message)
                    .with_help("write the number without quotes")
                    .with_remedy(remedy::unquoted(setting))
                    .with_route(setting.written.clone()),
            );
        }
        false
    }

    /// Reads the port text of a listener as the server does. What is no number becomes a problem, and is told beside.
    pub(super) fn read(
        &mut self,
        facts: &TomlListener,
        route: &str,
        location: Option<&Location>,
        text: Result<String, String>,
    ) -> (Base, bool) {
        let text = text.and_then(|text| self.server.filled(facts.fills, &text));
        let is_connector = facts.no_number == NoNumber::MinusOne;
        let text = text.map(|text| match java_int_of_any_script(&text) {
            Some(number) if is_connector => number.to_string(),
            _ => text,
        });
        let judged = judge(route, text, facts.fills);
        let no_number = matches!(judged, Err((ProblemKind::PortInvalid, _)));
        let mut base = self.base(route, location, judged);
        if no_number && facts.no_number == NoNumber::MinusOne {
            base.value = Some(-1);
            base.reason = None;
        }
        (base, no_number)
    }

    fn base(
        &mut self,
        route: &str,
        location: Option<&Location>,
        judged: Result<i64, (ProblemKind, String)>,
    ) -> Base {
        let mut base = Base {
            value: None,
            reason: None,
            source: route.to_string().into(),
            route: route.to_string().into(),
            location: location.copied(),
        };
        match judged {
            Ok(value) => base.value = Some(value),
            Err((kind, message)) => {
                if let Some(location) = location {
                    self.problems.push(
                        Problem::at(kind, *location, message.clone()).with_route(route.to_string()),
                    );
                }
                base.reason = Some(message.into());
            }
        }
        base
    }

    /// What is added to a listener, and whether it follows the offset.
    pub(super) fn added(&self, facts: &TomlListener, by_default: bool) -> (Option<i64>, bool) {
        let follows = match facts.facts.offset {
            OffsetRule::Added => true,
            OffsetRule::Never => false,
            OffsetRule::DefaultOnly => by_default,
            OffsetRule::Depends => match self.switched(facts) {
                Ok(on) => on,
                Err(_) => return (None, true),
            },
        };
        match (follows, facts.offset_source) {
            (false, _) => (Some(0), false),
            (true, OffsetSource::FirstPositive) => {
                let moves = self.first_positive == self.offset.value;
                (self.first_positive, moves)
            }
            (true, _) => (self.offset.value, true),
        }
    }

    fn switched(&self, facts: &TomlListener) -> Result<bool, String> {
        let Some(switch) = &facts.offset_switch else {
            return Ok(false);
        };
        match self.server.settings.get(&switch.key) {
            None => Ok(switch.if_absent),
            Some(setting) => {
                let text = self.server.text(setting)?;
                Ok(text.eq_ignore_ascii_case("true"))
            }
        }
    }

    /// A port that a system property sets for all connectors of a scheme; it is literal.
    pub(super) fn by_property(&mut self, scheme: Option<&str>) -> Option<Placed> {
        let scheme = scheme?;
        let base = if self.server.property(RANDOM_PORTS).as_deref() == Some("true") {
            Base {
                reason: Some(format!("{RANDOM_PORT}, because of -D{RANDOM_PORTS}=true").into()),
                source: format!("-D{RANDOM_PORTS}").into(),
                ..Base::product_default(None, "")
            }
        } else {
            let property = format!("tomcat.{scheme}.port");
            let (text, place) = match self.server.placed_property(&property) {
                Some((text, place)) => (Ok(text), place),
                None => {
                    let place = self.server.depends_on_start(&property)?;
                    let reason = "it depends on a variable".to_string();
                    (Err(reason), place)
                }
            };
            let route = format!("-D{property}");
            let judged = judge(&route, text, Fills::Unknown);
            if let (None, Err((kind, message))) = (place, judged.clone()) {
                // What stands in no file is a matter of the home.
                let help = format!("give a whole number, for example {route}=9443");
                let problem = Problem::of(kind, self.home.clone(), message).with_help(help);
                self.problems.push(problem.with_route(route.clone()));
            }
            self.base(&route, place.as_ref(), judged)
        };
        Some(Placed {
            base,
            added: Some(0),
            follows: false,
            no_number: false,
        })
    }

    fn state(&self, facts: &TomlListener) -> (State, Option<CowStr>) {
        if let Some(reason) = &facts.never {
            return (State::Closed, Some((*reason).into()));
        }
        if let Some(bundle) = &facts.facts.bundle
            && (self.bundles.as_ref()).is_some_and(|bundles| !bundles.have(bundle))
        {
            return (
                State::Closed,
                Some(format!("this home has no bundle {bundle}").into()),
            );
        }
        if let Some(condition) = &facts.conditional {
            return (State::Conditional, Some((*condition).into()));
        }
        let closed = self.closed(facts);
        if closed.0 == State::Closed {
            return closed;
        }
        if let Some(name) = &facts.closing_property
            && (self.server.property(name)).is_some_and(|value| value.eq_ignore_ascii_case("true"))
        {
            return (
                State::Closed,
                Some(format!("-D{name}=true keeps it closed").into()),
            );
        }
        if let Some(name) = &facts.opening_property
            && !(self.server.property(name)).is_some_and(|value| value.eq_ignore_ascii_case("true"))
        {
            let reason = format!("the server is not started with -D{name}=true");
            return (State::Closed, Some(reason.into()));
        }
        if let Some(protocol) = &facts.internal_api_protocol
            && let Some(reason) = self.internal_apis.refusal(protocol)
        {
            return (State::Closed, Some(reason.into()));
        }
        if closed.0 == State::Open && self.fails_at_text(facts) {
            let condition =
                "what the product does with a port that is not a TOML integer was not verified";
            return (State::Conditional, Some(condition.into()));
        }
        closed
    }

    /// The first rule that closes it, else the first that cannot be decided.
    fn closed(&self, facts: &TomlListener) -> (State, Option<CowStr>) {
        let server = self.server;
        let mut result = (State::Open, None);
        for rule in facts
            .closed_when
            .iter()
            .filter(|rule| server.admits(&rule.gates))
        {
            let mut unknown = None;
            let holds = rule.all.iter().all(|test| {
                server.holds(test).unwrap_or_else(|reason| {
                    unknown = Some(reason);
                    true
                })
            });
            match (holds, unknown) {
                (true, None) if rule.unverified => {
                    result = (State::Conditional, Some(rule.reason.into()));
                }
                (true, None) => return (State::Closed, Some(rule.reason.into())),
                (true, Some(reason)) => result = (State::Conditional, Some(reason.into())),
                (false, _) => {}
            }
        }
        for rule in facts
            .profiles
            .iter()
            .filter(|rule| server.admits(&rule.gates))
        {
            let named = |profile: &&Profile| {
                rule.names.contains(&profile.name) && (rule.by_setup || profile.started)
            };
            if let Some(profile) = self.profile.filter(named) {
                if rule.by_setup && !profile.set_up {
                    return (State::Conditional, Some(NOT_SET_UP.into()));
                }
                let state = if rule.unverified {
                    State::Conditional
                } else {
                    State::Closed
                };
                return (state, Some(rule.reason.into()));
            }
        }
        result
    }

    fn fails_at_text(&self, facts: &TomlListener) -> bool {
        let setting = facts
            .mapped_key()
            .and_then(|key| self.server.settings.get(key));
        !facts.integer_required.is_empty()
            && self.server.admits(&facts.integer_required)
            && setting.is_some_and(|setting| setting.style != ScalarStyle::Integer)
    }

    fn jdbc_url_with(&self, option: &str) -> Option<Location> {
        let with = |setting: &&Setting| {
            let text = setting.text.to_ascii_uppercase();
            text.starts_with("JDBC:") && text.contains(option)
        };
        self.server.settings.written.iter().find(with)?.location
    }

    /// Bind addresses, several joined by `, `.
    fn address(&self, facts: &TomlListener) -> String {
        let server = self.server;
        if let Some(address) = server.narrowed(facts) {
            return address;
        }
        let mut primary = None;
        let mut added = Vec::new();
        for key in facts
            .addresses
            .iter()
            .filter(|key| server.admits(&key.gates))
        {
            let configured = server.settings.get(&key.key).map(|setting| {
                server
                    .text(setting)
                    .unwrap_or_else(|_| setting.text.to_string())
            });
            let configured = configured.map(|text| {
                let filled = server.filled(facts.fills, &text);
                filled.unwrap_or(text)
            });
            let configured = match (configured, key.empty) {
                (Some(text), Some(empty)) if text.is_empty() => Some(empty.to_string()),
                (configured, _) => configured,
            };
            let address = configured
                .or_else(|| key.default.map(String::from))
                .filter(|address| !address.is_empty())
                .map(|address| server.host(&address));
            match address {
                Some(address) if key.added => added.push(address),
                Some(address) if primary.is_none() => primary = Some(address),
                _ => {}
            }
        }
        let primary = primary.unwrap_or_else(|| "0.0.0.0".to_string());
        added.retain(|address| *address != primary);
        added.insert(0, primary);
        added.join(", ")
    }
}

/// The number that Java reads in a port text, or what is wrong with it.
fn judge(
    route: &str,
    text: Result<String, String>,
    fills: Fills,
) -> Result<i64, (ProblemKind, String)> {
    let text = text.map_err(|reason| {
        let message = format!("{route} cannot be computed: {reason}");
        (ProblemKind::UnresolvedPlaceholder, message)
    })?;
    match java_int(&text) {
        Some(value) => Ok(i64::from(value)),
        None if fills == Fills::Unknown && (text.contains("${") || text.starts_with('$')) => Err((
            ProblemKind::UnresolvedPlaceholder,
            format!("{route} comes from elsewhere: {}", showable(&text)),
        )),
        None => Err((
            ProblemKind::PortInvalid,
            format!("{route} is not a port number: {}", quoted(&text)),
        )),
    }
}
