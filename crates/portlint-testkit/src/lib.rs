//! Builds hosts by hand for tests.

// Only tests use it: what is missing there shall stop them.
#![allow(clippy::expect_used)]

mod crowded;
mod files;
mod hostile;

pub use crowded::{Plan as CrowdedHost, PlannedHome, PlannedListener, plans as crowded_hosts};
pub use files::{home, home_with_file, runtime, source, toml_home};
pub use hostile::{HOSTILE, obeyed};

use portlint_catalog::{Generation, Protocol, Version};
use portlint_host::{
    ForeignPort, Home, Host, Listener, Location, Offset, OffsetCandidate, Problem, ProblemKind,
    Reference, Runtime, SourceFile, State,
};
use portlint_syntax::{Format, Limits, Span};
use std::sync::Arc;

/// A file with this text.
pub fn file(path: &str, text: &str, format: Format) -> Arc<SourceFile> {
    SourceFile::parse(path, text.as_bytes(), format, &Limits::default())
}

/// The place of the first occurrence of `text` in a file.
pub fn place(file: &Arc<SourceFile>, text: &str) -> Location {
    let start = file
        .document
        .source
        .text()
        .find(text)
        .expect("the text is there");
    Location {
        file: Arc::clone(file),
        span: Span::new(start, start + text.len()),
    }
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
pub fn server(path: &str, offset: i64) -> Home {
    server_with(path, offset, "")
}

/// As [`server`]; `more` is further text of the `deployment.toml`.
pub fn server_with(path: &str, offset: i64, more: &str) -> Home {
    let text = format!("[server]\noffset = {offset}\n{more}");
    let governing = file(
        &format!("{path}/repository/conf/deployment.toml"),
        &text,
        Format::Toml,
    );
    let digits = Span::new(18, 18 + offset.to_string().len());
    let offset = Offset {
        location: Some(Location {
            file: Arc::clone(&governing),
            span: digits,
        }),
        candidates: vec![OffsetCandidate {
            source: "[server] offset".to_string(),
            text: offset.to_string(),
            location: None,
        }],
        ..Offset::default_of(offset, "[server] offset")
    };
    Home {
        product: Some("wso2am".to_string()),
        name: Some("WSO2 API Manager".to_string()),
        version: Version::parse("4.2.0"),
        runtimes: vec![Runtime {
            governing: Some(governing),
            ..Runtime::new("default", Generation::Toml, offset)
        }],
        ..Home::new(path)
    }
}

/// Changes of a home, one after the other.
pub trait Build: Sized {
    /// The home.
    fn home(&mut self) -> &mut Home;
    /// The first runtime of the home.
    fn first(&mut self) -> &mut Runtime {
        self.home().runtimes.first_mut().expect("a runtime")
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
        reference.location = Some(self.find(text));
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
        place(self.first().governing.as_ref().expect("a file"), text)
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
        self.home().product = Some(product.to_string());
        self
    }
    /// Puts the home on a host.
    fn on(mut self, group: &str) -> Self {
        self.home().group = Some(group.to_string());
        self
    }
    /// Never started together with the others.
    fn inactive(mut self) -> Self {
        self.home().active = false;
        self
    }
    /// The planner may not change it.
    fn pinned(mut self) -> Self {
        self.home().pinned = true;
        self
    }
}

impl Build for Home {
    fn home(&mut self) -> &mut Home {
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
        protocol: Protocol::Tcp,
        location: None,
        target: (!target.is_empty()).then(|| target.to_string().into()),
        target_products: Vec::new(),
    }
}

/// A host with these homes.
pub fn host(homes: impl IntoIterator<Item = Home>) -> Host {
    Host {
        homes: homes.into_iter().collect(),
        foreign: Vec::new(),
    }
}

/// Other software on a TCP port.
pub fn foreign(name: &str, port: u16) -> ForeignPort {
    ForeignPort {
        name: name.to_string(),
        protocol: Protocol::Tcp,
        port,
        address: None,
    }
}
