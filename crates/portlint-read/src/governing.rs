//! Names of files that govern a server, and of templates of such files.

use portlint_catalog::products;
use portlint_host::TemplateKind;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The file names that govern a runtime.
pub(crate) fn governing_names() -> &'static BTreeSet<&'static str> {
    static NAMES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let runtimes = products().iter().flat_map(|p| &p.runtimes);
        runtimes.map(|r| r.governs.as_str()).collect()
    });
    &NAMES
}

/// The name of the file that a template renders, and what renders it.
pub(crate) fn rendered_name(name: &str) -> Option<(&str, TemplateKind)> {
    let (rendered, kind) = match name.rsplit_once('.')? {
        (rendered, "j2" | "jinja2" | "jinja") => (rendered, TemplateKind::Jinja),
        (rendered, "erb" | "epp") => (rendered, TemplateKind::Erb),
        _ => return None,
    };
    governing_names()
        .contains(rendered)
        .then_some((rendered, kind))
}
