//! What was passed over, in the JSON of `check` and `ports`.

use crate::Style;
use portlint_host::Host;
use serde::Serialize;

/// A path that was not looked at, and why.
#[derive(Serialize)]
pub(crate) struct NotLookedAtJson {
    path: String,
    reason: &'static str,
    /// Only of templates.
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateJson>,
}

/// What a template is for.
#[derive(Serialize)]
struct TemplateJson {
    kind: &'static str,
    product: Option<String>,
    version: Option<String>,
}

impl NotLookedAtJson {
    /// All of a host.
    pub(crate) fn all(host: &Host, style: &Style) -> Vec<NotLookedAtJson> {
        let all = host.not_looked_at.iter().map(|passed| NotLookedAtJson {
            path: style.path(&passed.path),
            reason: passed.reason.as_str(),
            template: passed.template.as_ref().map(|template| TemplateJson {
                kind: template.kind.as_str(),
                product: template.product.clone(),
                version: template.version.clone(),
            }),
        });
        all.collect()
    }
}
