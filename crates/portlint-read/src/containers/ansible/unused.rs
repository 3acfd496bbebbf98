//! Variables that set an offset and that nothing uses: declared for a host, and in its templates nowhere or only in a comment.

use super::roles::Role;
use super::tags::{Kind, names, tags};
use super::variables::Variables;
use crate::containers::files::ContainerFiles;
use portlint_files::FileKind;
use portlint_host::{Problem, ProblemKind, SourceFile};
use portlint_syntax::Span;
use std::path::Path;
use std::sync::Arc;

/// Bytes of a file that is searched for a name.
const MOST_BYTES: u64 = 1 << 20;
/// Directories of a role in which a name may be used.
const USED_IN: [&str; 5] = ["tasks", "handlers", "meta", "templates", "vars"];

/// Whether a variable is meant for the port offset.
fn is_offset(name: &str) -> bool {
    [
        "offset",
        "port_offset",
        "ports_offset",
        "carbon_offset",
        "server_offset",
    ]
    .contains(&name)
}

/// The problems of a host and a role; `governing` is the template of the file that has the offset.
pub(super) fn problems(
    files: &ContainerFiles<'_>,
    root: &Path,
    roles: &[&Role],
    variables: &Variables,
    governing: &Arc<SourceFile>,
) -> Vec<Problem> {
    let declared = variables.places.iter().filter(|(name, _)| is_offset(name));
    let unused = declared.filter(|(name, _)| {
        let of_roles = roles
            .iter()
            .flat_map(|role| USED_IN.map(|folder| role.directory.join(folder)));
        let around = ["tasks", "common-tasks"].map(|folder| root.join(folder));
        let mut folders = of_roles.chain(around);
        let mut books = files
            .names(root)
            .into_iter()
            .filter(|name| name.ends_with(".yml"));
        !folders.any(|folder| uses(files, &folder, name, 8))
            && !books.any(|book| is_used(files, &root.join(book), name))
            && !variables.is_mentioned(name)
    });
    unused
        .map(|(name, place)| {
            let template = governing
                .path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy();
            let comment = in_comment(governing, name);
            let message = match comment {
                Some(_) => format!("{name} has no effect: {template} has it only in a comment"),
                None => format!("{name} has no effect: {template} does not use it"),
            };
            let problem = Problem::at(ProblemKind::SettingWithoutEffect, *place, message)
                .with_route(name.clone());
            match comment {
                Some(span) => problem
                    .with_related(governing.at(span), "only in this comment")
                    .with_help(format!(
                        "take the line out of its comment, or remove {name}"
                    )),
                None => problem.with_help(format!(
                    "let {template} write {name} as the offset, or remove {name}"
                )),
            }
        })
        .collect()
}

/// Whether a file below a directory uses a name.
fn uses(files: &ContainerFiles<'_>, directory: &Path, name: &str, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return true;
    };
    files.names(directory).into_iter().any(|inner| {
        let path = directory.join(inner);
        match files.kind(&path) {
            Some(FileKind::Directory) => uses(files, &path, name, depth),
            Some(FileKind::File(length)) if length <= MOST_BYTES => is_used(files, &path, name),
            Some(FileKind::File(_)) => true,
            _ => false,
        }
    })
}

/// Whether a file uses a name outside of comments. What is not in a tag may be an expression as well: `when: ports_offset`.
fn is_used(files: &ContainerFiles<'_>, path: &Path, name: &str) -> bool {
    let text = files.text(path).unwrap_or_default();
    let mut lines = text.lines().filter(|line| line.contains(name));
    lines.any(|line| {
        let line = line.trim_start();
        let is_comment = line.starts_with('#') || line.starts_with("<!--");
        !is_comment
    })
}

/// The expression in a comment of the file that names it.
fn in_comment(file: &Arc<SourceFile>, name: &str) -> Option<Span> {
    let text = file.document.source.text();
    let all = tags(text);
    let tag = all
        .iter()
        .find(|tag| tag.kind == Kind::Expression && names(tag.inside).contains(name))?;
    Some(Span::new(tag.range.start, tag.range.end))
}
