//! Small hosts for the tests of this folder.

use portlint_analysis::{Owner, PortClaim};
use portlint_catalog::Protocol;
use portlint_host::{Host, Location};
use portlint_rules::{Diagnostic, Severity};
use portlint_syntax::Format;
pub use portlint_testkit::home_with_file as home;

/// A host of homes, each a path and the content of its `deployment.toml`.
pub fn host(homes: &[(&str, &str)]) -> Host {
    let homes = homes
        .iter()
        .map(|(path, text)| home(path, "deployment.toml", text, Format::Toml));
    portlint_testkit::host(homes)
}

/// The place of a text in the governing file of a home.
///
/// # Panics
/// When there is no such home or text.
pub fn place(host: &Host, home: &str, text: &str) -> Location {
    let home = host.homes.iter().find(|h| h.path == *home).unwrap();
    let governing = home.runtimes[0].governing.unwrap();
    portlint_testkit::place(host.files.source(governing.file).unwrap(), text)
}

/// A collision of homes at a port, without places.
pub fn collision(port: i64, homes: &[&str]) -> Diagnostic {
    let owner = |home: &&str| Owner {
        home: (*home).into(),
        runtime: "default".into(),
        listener: "servlet-https".into(),
        description: "".into(),
        base: Some(port),
        offset: 0,
        location: None,
    };
    let mut finding = Diagnostic::new("port-collision", Severity::Error, format!("{homes:?}"))
        .identified_by(homes.iter().map(|h| (*h).to_string()));
    finding.ports.push(PortClaim {
        protocol: Protocol::Tcp,
        port,
        owners: homes.iter().map(owner).collect(),
    });
    finding
}
