//! Builds hosts by hand for tests.

// Only tests use it: what is missing there shall stop them.
#![allow(clippy::expect_used)]

mod cases;
mod crowded;
mod files;
mod home;
mod hostile;
mod live;
mod many;
mod misread;
mod releases;

pub use cases::{skipped, verified_cases};
pub use crowded::{Plan as CrowdedHost, PlannedHome, PlannedListener, plans as crowded_hosts};
pub use files::{home, home_with_file, runtime, toml_home};
pub use home::TestHome;
pub use hostile::{HOSTILE, obeyed};
pub use live::TestLive;
pub use many::{Home as HomeOfMany, MANY, Many};
pub use misread::misread;
pub use releases::{ExpectedListener, ReleaseCase, release_cases, releases_without_case};

use portlint_catalog::{Generation, Protocol, Role, Version};
use portlint_host::{
    Files, ForeignPort, Home, Host, Listener, Location, Namespace, NamespaceKind, Offset,
    OffsetCandidate, PortForm, Problem, ProblemKind, Reference, Runtime, SourceFile, State,
};
use portlint_syntax::{Format, Limits, Span};

/// The place of the first occurrence of `text` in a file.
///
/// # Panics
/// When it does not occur.
pub fn place(file: &SourceFile, text: &str) -> Location {
    let start = file
        .document
        .source
        .text()
        .find(text)
        .expect("the text is there");
    file.at(Span::new(start, start + text.len()))
}

/// A listener that moves with the offset.
pub fn follower(id: &str, base: i64, offset: i64) -> Listener {
    Listener {
        description: format!("the {id} listener").into(),
        route: format!("{id}.port").into(),
        ..Listener::new(id.to_string(), base, offset)
    }
}

/// A listener that no offset moves.
pub fn fixed(id: &str, port: i64) -> Listener {
    Listener {
        follows_offset: false,
        ..follower(id, port, 0)
    }
}

/// A listener that depends on something.
pub fn conditional(listener: Listener, condition: &str) -> Listener {
    Listener {
        state: State::Conditional,
        condition: Some(condition.to_string().into()),
        ..listener
    }
}

/// A listener on another address.
pub fn bound(listener: Listener, address: &str) -> Listener {
    Listener {
        address: address.to_string().into(),
        ..listener
    }
}

/// An API Manager 4.2.0 home with one runtime, whose `deployment.toml` sets this offset. It opens nothing yet.
pub fn server(path: &str, offset: i64) -> TestHome {
    server_with(path, offset, "")
}

/// As [`server`]; `more` is further text of the `deployment.toml`.
pub fn server_with(path: &str, offset: i64, more: &str) -> TestHome {
    let text = format!("[server]\noffset = {offset}\n{more}");
    let mut files = Files::default();
    let governing = files.parse(
        format!("{path}/repository/conf/deployment.toml"),
        text.as_bytes(),
        Format::Toml,
        &Limits::default(),
    );
    let digits = Span::new(18, 18 + offset.to_string().len());
    let offset = Offset {
        location: Some(governing.at(digits)),
        candidates: vec![OffsetCandidate {
            source: "[server] offset".to_string(),
            text: offset.to_string(),
            location: None,
        }],
        ..Offset::default_of(offset, "[server] offset")
    };
    let home = Home {
        product: Some("wso2am".to_string()),
        name: Some("WSO2 API Manager".to_string()),
        version: Version::parse("4.2.0"),
        runtimes: vec![Runtime {
            governing: Some(governing.start()),
            ..Runtime::new("default", Generation::Toml, offset)
        }],
        ..Home::new(path)
    };
    TestHome { home, files }
}

/// Changes of a home, one after the other.
pub trait Build: Sized {
    /// The home.
    fn built(&mut self) -> &mut TestHome;
    /// The first runtime of the home.
    fn first(&mut self) -> &mut Runtime {
        self.built().runtimes.first_mut().expect("a runtime")
    }
    /// Adds a listener.
    fn with(mut self, listener: Listener) -> Self {
        self.first().listeners.push(listener);
        self
    }
    /// Adds a listener whose base stands as `text` in the governing file.
    fn with_at(mut self, mut listener: Listener, text: &str) -> Self {
        listener.location = Some(self.find(text));
        listener.source.clone_from(&listener.route);
        self.first().listeners.push(listener);
        self
    }
    /// Adds a reference that stands as `text` in the governing file.
    fn refers(mut self, mut reference: Reference, text: &str) -> Self {
        let location = self.find(text);
        let written = self.built().files.text(&location).unwrap_or_default();
        reference.written = PortForm::of(written, reference.port);
        reference.location = Some(location);
        self.first().references.push(reference);
        self
    }
    /// Adds a problem at `text` in the governing file.
    fn problem(mut self, kind: ProblemKind, text: &str, message: &str) -> Self {
        let location = self.find(text);
        self.first()
            .problems
            .push(Problem::at(kind, location, message));
        self
    }
    /// The place of `text` in the governing file.
    fn find(&mut self, text: &str) -> Location {
        place(self.built().governing(), text)
    }
    /// Takes the offset away from the files: the product's own applies.
    fn default_offset(mut self) -> Self {
        let value = self.first().offset.value.unwrap_or_default();
        self.first().offset = Offset::default_of(value, "product default");
        self
    }
    /// Renames the runtime.
    fn runtime(mut self, id: &str) -> Self {
        self.first().id = id.to_string().into();
        self
    }
    /// Sets the product.
    fn product(mut self, product: &str) -> Self {
        self.built().product = Some(product.to_string());
        self
    }
    /// Puts the home on a host.
    fn on(mut self, group: &str) -> Self {
        self.built().group = Some(group.to_string());
        self
    }
    /// Puts the home into a compose service of this name, defined by this file.
    fn service(mut self, file: &str, name: &str) -> Self {
        self.built().namespace = Some(Namespace {
            kind: NamespaceKind::ComposeService,
            name: name.to_string(),
            key: format!("{file}#{name}"),
            location: None,
        });
        self
    }
    /// Never started together with the others.
    fn inactive(mut self) -> Self {
        self.built().active = false;
        self
    }
    /// The planner may not change it.
    fn pinned(mut self) -> Self {
        self.built().pinned = true;
        self
    }
}

impl Build for TestHome {
    fn built(&mut self) -> &mut TestHome {
        self
    }
}

/// A reference without a place.
pub fn reference(route: &str, scheme: &str, host: &str, port: i64, target: &str) -> Reference {
    Reference {
        route: route.to_string().into(),
        description: format!("what {route} points at").into(),
        scheme: Some(scheme.to_string()),
        host: host.to_string(),
        port: Some(port),
        written: PortForm::default(),
        protocol: Protocol::Tcp,
        location: None,
        target: (!target.is_empty()).then(|| target.to_string().into()),
        target_products: Vec::new(),
        role: Role::Connection,
    }
}

/// A host with these homes.
pub fn host(homes: impl IntoIterator<Item = impl Into<TestHome>>) -> Host {
    Host::of(homes.into_iter().map(|home| {
        let TestHome { home, files } = home.into();
        (home, files)
    }))
}

/// Other software on a TCP port.
pub fn foreign(name: &str, port: u16) -> ForeignPort {
    ForeignPort {
        name: name.to_string(),
        protocol: Protocol::Tcp,
        port,
        address: None,
        group: None,
    }
}
