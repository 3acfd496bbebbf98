//! Whether the files that an earlier start generated stay as they are at the next one.
//!
//! The mapper keeps MD5 digests of what it read and wrote. It writes all files anew when one of them differs, so that an
//! edit of a generated file is lost; told to leave the digests alone, it looks at that of `deployment.toml` only.

use super::server::Server;
use super::tables::FOLDER;
use crate::bundles::Bundles;
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

/// What the digests of the last start say of `deployment.toml`.
enum SinceLastStart {
    /// There are none.
    NeverStarted,
    /// None of this file.
    Unknown,
    Changed,
    Unchanged,
}

fn since_last_start(reader: &mut HomeReader<'_>, governing: &str) -> SinceLastStart {
    let digests = format!("{FOLDER}/.metadata/metadata_config.properties");
    let Some(digests) = reader.document(&digests, Format::Properties) else {
        return SinceLastStart::NeverStarted;
    };
    // Written on Windows, the path has the separators of Windows.
    let stored = [governing.to_string(), governing.replace('/', "\\")]
        .iter()
        .find_map(|path| digests.document.lookup(&[path]))
        .map(|node| digests.document.value(node).text);
    let Some(stored) = stored else {
        return SinceLastStart::Unknown;
    };
    let current = reader.bytes(governing).map(md5::compute);
    if current.is_some_and(|current| stored.trim() == format!("{current:x}")) {
        SinceLastStart::Unchanged
    } else {
        SinceLastStart::Changed
    }
}

/// Whether the last start resolved references, whose values may have changed since.
fn has_references(reader: &mut HomeReader<'_>) -> bool {
    let references = format!("{FOLDER}/.metadata/references.properties");
    let references = reader.document(&references, Format::Properties);
    references.is_some_and(|file| {
        let root = file.document.root;
        root.is_some_and(|root| file.document.entries(root).next().is_some())
    })
}

/// A complete home that was started, with the `deployment.toml` of that start and without the file that everything else is
/// read from: nothing renders it anew, and the process ends. Seen on kernels 4.5.1 to 4.10.32.
pub(super) fn misses_rendered(
    reader: &mut HomeReader<'_>,
    server: &Server<'_>,
    governing: &str,
) -> bool {
    const RENDERED: &str = "carbon.xml";
    let rendered = server.context.in_conf(RENDERED);
    server.family.rendering.counts_alone
        && !server.is_switched_on(ALWAYS_RENDER)
        && !reader.exists(&rendered)
        && !reader.is_in_container()
        && Bundles::of_home(reader).is_some()
        && matches!(
            since_last_start(reader, governing),
            SinceLastStart::Unchanged
        )
        && !has_references(reader)
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
    let is_told = server.admits(&rendering.knows_it) && server.is_switched_on(keeps_edits);
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
    match since_last_start(reader, governing) {
        SinceLastStart::NeverStarted | SinceLastStart::Changed => return AtNextStart::Rewritten,
        SinceLastStart::Unknown => {
            return AtNextStart::KeptUnless("deployment.toml has changed since the last start");
        }
        SinceLastStart::Unchanged => {}
    }
    if has_references(reader) {
        AtNextStart::KeptUnless("a variable that deployment.toml refers to has changed")
    } else if is_told {
        AtNextStart::Kept
    } else {
        AtNextStart::KeptUnless("the start script, which is not here, has it written anew")
    }
}
