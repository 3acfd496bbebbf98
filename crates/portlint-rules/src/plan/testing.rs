//! Hosts by hand.

use crate::testing::follower;
use portlint_catalog::Generation;
use portlint_model::{Home, Location, Offset, OffsetCandidate, Runtime, SourceFile};
use portlint_syntax::{Format, Limits};
use std::path::PathBuf;
use std::sync::Arc;

pub fn source(path: &str, bytes: &[u8], generation: Generation) -> Arc<SourceFile> {
    let format = match generation {
        Generation::Toml => Format::Toml,
        Generation::Yaml => Format::Yaml,
        Generation::Xml => Format::Xml,
    };
    SourceFile::parse(path, bytes, format, &Limits::default())
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
        governing: Some(file),
        ..Runtime::new("default", generation, offset)
    }
}

/// A home of one runtime, its listeners at these bases.
pub fn home(path: &str, mut runtime: Runtime, bases: &[(&str, i64)]) -> Home {
    let offset = runtime.offset.value.unwrap_or_default();
    runtime
        .listeners
        .extend(bases.iter().map(|(id, base)| follower(id, *base, offset)));
    Home {
        canonical: PathBuf::from("/opt").join(path),
        product: path.split_once('-').map(|(product, _)| product.to_string()),
        runtimes: vec![runtime],
        ..Home::new(path)
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
