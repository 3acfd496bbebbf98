//! Hosts by hand.

use portlint_catalog::{Generation, Protocol, Sharing};
use portlint_model::{
    Home, Listener, Location, Offset, OffsetCandidate, Runtime, SourceFile, State,
};
use portlint_syntax::{Format, Limits, parse};
use std::path::PathBuf;
use std::sync::Arc;

pub fn source(path: &str, bytes: &[u8], generation: Generation) -> Arc<SourceFile> {
    let format = match generation {
        Generation::Toml => Format::Toml,
        Generation::Yaml => Format::Yaml,
        Generation::Xml => Format::Xml,
    };
    Arc::new(SourceFile {
        path: PathBuf::from(path),
        document: parse(bytes, format, &Limits::default()),
    })
}

/// A runtime whose governing file has this content; the offset is what the file says, or `default`.
pub fn runtime(path: &str, bytes: &[u8], generation: Generation, default: i64) -> Runtime {
    let file = source(path, bytes, generation);
    let document = &file.document;
    let node = match generation {
        Generation::Toml => document.lookup(&["server", "offset"]),
        Generation::Yaml => document.lookup(&["wso2.carbon", "ports", "offset"]),
        Generation::Xml => document.select_first("Server/Ports/Offset"),
    };
    let mut offset = Offset::default_of(default, "product default");
    if let Some(node) = node {
        let value = document.value(node);
        offset.value = value.text.parse().ok();
        offset.source = "the file".to_string();
        offset.location = Some(Location {
            file: Arc::clone(&file),
            span: value.span,
        });
        offset.candidates = vec![OffsetCandidate {
            source: offset.source.clone(),
            text: value.text,
            location: offset.location.clone(),
        }];
    }
    Runtime {
        id: "default".into(),
        profile: None,
        generation,
        governing: Some(file),
        offset,
        listeners: Vec::new(),
        references: Vec::new(),
        problems: Vec::new(),
    }
}

/// An open listener at base and offset.
pub fn listener(id: &str, base: i64, offset: i64) -> Listener {
    Listener {
        id: id.to_string().into(),
        description: format!("the {id} listener").into(),
        protocol: Protocol::Tcp,
        address: "0.0.0.0".into(),
        base: Some(base),
        offset,
        port: Some(base + offset),
        state: State::Open,
        condition: None,
        route: format!("route.{id}").into(),
        source: "product default".into(),
        location: None,
        follows_offset: true,
        sharing: Sharing::Exclusive,
    }
}

/// An open listener that stays.
pub fn fixed(id: &str, port: i64) -> Listener {
    Listener {
        follows_offset: false,
        ..listener(id, port, 0)
    }
}

/// A home of one runtime, its listeners at these bases.
pub fn home(path: &str, mut runtime: Runtime, bases: &[(&str, i64)]) -> Home {
    let offset = runtime.offset.value.unwrap_or_default();
    runtime
        .listeners
        .extend(bases.iter().map(|(id, base)| listener(id, *base, offset)));
    Home {
        path: PathBuf::from(path),
        canonical: PathBuf::from("/opt").join(path),
        product: path.split_once('-').map(|(product, _)| product.to_string()),
        name: None,
        version: None,
        identity: Vec::new(),
        group: None,
        active: true,
        pinned: false,
        runtimes: vec![runtime],
        problems: Vec::new(),
    }
}

/// A home with a `deployment.toml`.
pub fn toml_home(path: &str, toml: &str, bases: &[(&str, i64)]) -> Home {
    let file = format!("{path}/repository/conf/deployment.toml");
    home(
        path,
        runtime(&file, toml.as_bytes(), Generation::Toml, 0),
        bases,
    )
}
