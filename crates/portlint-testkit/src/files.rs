//! Hosts by hand.

use crate::{TestHome, follower};
use portlint_catalog::Generation;
use portlint_host::{Files, Home, Offset, OffsetCandidate, Runtime, SourceFile};
use portlint_syntax::{Format, Limits};
use std::path::PathBuf;
use std::sync::Arc;

/// A file with this content, in the format of its generation.
fn source(files: &mut Files, path: &str, bytes: &[u8], generation: Generation) -> Arc<SourceFile> {
    let format = match generation {
        Generation::Toml => Format::Toml,
        Generation::Yaml => Format::Yaml,
        Generation::Xml => Format::Xml,
    };
    files.parse(path, bytes, format, &Limits::default())
}

/// A runtime whose governing file, which is added to `files`, has this content; the offset is what the file says, or
/// `default`.
pub fn runtime(
    files: &mut Files,
    path: &str,
    bytes: &[u8],
    generation: Generation,
    default: i64,
) -> Runtime {
    let file = source(files, path, bytes, generation);
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
        offset.location = Some(file.at(value.span));
        offset.candidates = vec![OffsetCandidate {
            source: offset.source.clone(),
            text: value.text,
            location: offset.location,
        }];
    }
    Runtime {
        governing: Some(file.start()),
        ..Runtime::new("default", generation, offset)
    }
}

/// A home of one runtime with its files, its listeners at these bases.
pub fn home(path: &str, (mut runtime, files): (Runtime, Files), bases: &[(&str, i64)]) -> TestHome {
    let offset = runtime.offset.value.unwrap_or_default();
    runtime
        .listeners
        .extend(bases.iter().map(|(id, base)| follower(id, *base, offset)));
    let home = Home {
        canonical: PathBuf::from("/opt").join(path),
        product: path.split_once('-').map(|(product, _)| product.to_string()),
        runtimes: vec![runtime],
        ..Home::new(path)
    };
    TestHome { home, files }
}

/// A home with a `deployment.toml`.
pub fn toml_home(path: &str, toml: &str, bases: &[(&str, i64)]) -> TestHome {
    let file = format!("{path}/repository/conf/deployment.toml");
    let mut files = Files::default();
    let runtime = runtime(&mut files, &file, toml.as_bytes(), Generation::Toml, 0);
    home(path, (runtime, files), bases)
}

/// A home with one governing file.
pub fn home_with_file(path: &str, file: &str, text: &str, format: Format) -> TestHome {
    let file = PathBuf::from(path).join(file);
    let mut files = Files::default();
    let governing = files.parse(file, text.as_bytes(), format, &Limits::default());
    let offset = Offset::default_of(0, "product default");
    let home = Home {
        canonical: PathBuf::from("/").join(path),
        runtimes: vec![Runtime {
            governing: Some(governing.start()),
            ..Runtime::new("default", Generation::Toml, offset)
        }],
        ..Home::new(path)
    };
    TestHome { home, files }
}
