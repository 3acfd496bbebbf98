//! Whether the files that an earlier start generated stay as they are at the next one.
//!
//! The mapper keeps MD5 digests of what it read and wrote. It writes all files anew when one of them differs, so that an
//! edit of a generated file is lost; told to leave the digests alone, it looks at that of `deployment.toml` only.

use super::server::Server;
use super::tables::FOLDER;
use crate::reader::HomeReader;
use portlint_syntax::Format;

/// The system property that has everything written anew.
const ALWAYS_RENDER: &str = "forceConfigUpdate";

/// What the next start does with generated files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AtNextStart {
    /// It writes them anew.
    Rewritten,
    /// It leaves them alone, and they count.
    Kept,
    /// It leaves them alone unless this holds.
    KeptUnless(&'static str),
}

/// The at_next_start of the generated files of a server; `scripts` are its start scripts without their extension, and `governing` is its
/// `deployment.toml`, relative to the home.
pub(super) fn at_next_start(
    reader: &mut HomeReader<'_>,
    server: &Server<'_>,
    scripts: &[String],
    governing: &str,
) -> AtNextStart {
    let rendering = &server.family.rendering;
    let Some(keeps_edits) = rendering.keeps_edits.as_deref() else {
        return AtNextStart::Rewritten;
    };
    let is_told = server.is_switched_on(keeps_edits);
    let is_there = |script: &String| {
        ["sh", "bat"]
            .iter()
            .any(|ext| reader.exists(&format!("{script}.{ext}")))
    };
    let has_script = scripts.iter().any(is_there);
    let is_likely = !has_script && server.context.is_admitted(&rendering.script);
    if !is_told && !is_likely || server.is_switched_on(ALWAYS_RENDER) {
        return AtNextStart::Rewritten;
    }
    let folder = format!("{FOLDER}/.metadata");
    let digests = format!("{folder}/metadata_config.properties");
    let Some(digests) = reader.document(&digests, Format::Properties) else {
        return AtNextStart::Rewritten;
    };
    // Written on Windows, the path has the separators of Windows.
    let stored = [governing.to_string(), governing.replace('/', "\\")]
        .iter()
        .find_map(|path| digests.document.lookup(&[path]))
        .map(|node| digests.document.value(node).text);
    let Some(stored) = stored else {
        return AtNextStart::KeptUnless("deployment.toml has changed since the last start");
    };
    let current = reader.bytes(governing).map(md5::compute);
    if current.is_none_or(|current| stored.trim() != format!("{current:x}")) {
        return AtNextStart::Rewritten;
    }
    let references = format!("{folder}/references.properties");
    let references = reader.document(&references, Format::Properties);
    let has_references = references.is_some_and(|file| {
        let root = file.document.root;
        root.is_some_and(|root| file.document.entries(root).next().is_some())
    });
    if has_references {
        AtNextStart::KeptUnless("a variable that deployment.toml refers to has changed")
    } else if is_told {
        AtNextStart::Kept
    } else {
        AtNextStart::KeptUnless("the start script, which is not here, has it written anew")
    }
}
