//! Files of another component that replace what `deployment.toml` says of a listener.

use super::server::Server;
use crate::reader::{HomeReader, at};
use portlint_catalog::toml_generation::TomlListener;
use portlint_host::{CowStr, Location};
use portlint_syntax::Format;

/// What such a file makes of a listener.
pub(super) enum Replaced {
    /// Its port is this text.
    Port(String, Location),
    /// It counts, and what it says is not known.
    Unknown(CowStr),
    /// In this release the server may not even come up with it.
    NotVerified(CowStr),
}

/// Asks for the file; `None` where there is none.
pub(super) fn read(
    reader: &mut HomeReader<'_>,
    server: &Server<'_>,
    facts: &TomlListener,
) -> Option<Replaced> {
    let own = facts.replaced_by.as_deref()?;
    let property = facts.replaced_by_property.as_deref();
    let named = property.filter(|name| server.property(name).is_some());
    let path = server.context.in_conf(own);
    if named.is_none() && !reader.exists(&path) {
        return None;
    }
    let what = match named {
        Some(name) => format!("the file that -D{name} names"),
        None => own.to_string(),
    };
    let with = facts.replaced_with.as_deref();
    let is_told = with.is_some_and(|name| server.is_switched_on(name));
    let counts = is_told || server.context.is_admitted(&facts.replaced_where);
    if !facts.replaced_where.is_empty() && !counts {
        let reason = format!("whether this release comes up with {what} was not verified");
        return Some(Replaced::NotVerified(reason.into()));
    }
    let unknown = || Replaced::Unknown(format!("{what} replaces these settings").into());
    let (Some(port), None) = (facts.replaced_port.as_deref(), named) else {
        return Some(unknown());
    };
    let port = reader.document(&path, Format::Xml).and_then(|source| {
        let document = &source.document;
        let value = document.value(document.select_first(port)?);
        Some(Replaced::Port(
            value.text.trim().to_string(),
            at(&source, value.span),
        ))
    });
    Some(port.unwrap_or_else(unknown))
}
