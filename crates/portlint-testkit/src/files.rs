//! Hosts by hand.

use crate::follower;
use portlint_catalog::Generation;
use portlint_host::{Home, Location, Offset, OffsetCandidate, Runtime, SourceFile};
use portlint_syntax::{Format, Limits};
use std::path::PathBuf;
use std::sync::Arc;

/// A file with this content, in the format of its generation.
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

/// A home with one governing file.
pub fn home_with_file(path: &str, file: &str, text: &str, format: Format) -> Home {
    let file = PathBuf::from(path).join(file);
    let governing = SourceFile::parse(file, text.as_bytes(), format, &Limits::default());
    let offset = Offset::default_of(0, "product default");
    Home {
        canonical: PathBuf::from("/").join(path),
        runtimes: vec![Runtime {
            governing: Some(governing),
            ..Runtime::new("default", Generation::Toml, offset)
        }],
        ..Home::new(path)
    }
}
