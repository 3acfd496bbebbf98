//! Which product a `deployment.yaml` belongs to. The name of the file says nothing: other projects use it too.

use portlint_catalog::{List, Product, Text, products};
use portlint_syntax::Document;

/// Top-level blocks that only WSO2 servers of this generation have.
const NAMESPACES: [&str; 10] = [
    "wso2.carbon",
    "wso2.transport.http",
    "siddhi.stores.query.api",
    "databridge.config",
    "data.agent.config",
    "wso2.datasources",
    "wso2.securevault",
    "wso2.artifact.deployment",
    "wso2.metrics",
    "siddhi",
];

/// The product that the document names, and the clue in words; `None` when it names none.
pub(crate) fn identify(document: &Document) -> Option<(&'static str, String)> {
    let text = |key: &str| {
        let node = document.lookup(&["wso2.carbon", key])?;
        document.text(node).map(str::trim)
    };
    let find = |names: fn(&Product) -> List<Text>, key: &str, inside: bool| {
        let value = text(key)?;
        let hit = |name: &str| {
            if inside {
                value.contains(name)
            } else {
                value == name
            }
        };
        let named = products()
            .iter()
            .flat_map(|product| names(product).into_iter().map(move |name| (name, product)));
        // The name of one product may contain that of another.
        let (name, product) = named
            .filter(|(name, _)| hit(name))
            .max_by_key(|(name, _)| name.len())?;
        Some((
            product.id.as_str(),
            format!("wso2.carbon.{key} is `{name}`"),
        ))
    };
    let by_type = find(|product| product.carbon_types, "type", false);
    // The profile of Enterprise Integrator keeps the name of Stream Processor.
    by_type
        .clone()
        .filter(|(product, _)| *product == "wso2ei")
        .or_else(|| find(|product| product.carbon_names, "name", true))
        .or(by_type)
        .or_else(|| find(|product| product.carbon_ids, "id", false))
}

/// Whether the document is a configuration of a WSO2 server of this generation at all. One that does not parse is
/// judged by its text.
pub(crate) fn looks_like_wso2(document: &Document) -> bool {
    if document.root.is_none() {
        let text = document.source.text();
        return NAMESPACES
            .iter()
            .any(|namespace| namespace.contains('.') && text.contains(namespace));
    }
    let own = NAMESPACES
        .iter()
        .any(|namespace| document.lookup(&[namespace]).is_some());
    own || document
        .lookup(&["transports", "http", "listenerConfigurations"])
        .is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_syntax::{Format, Limits, parse};

    #[test]
    fn products_are_told_apart() {
        let cases = [
            (
                "{name: WSO2 Streaming Integrator, id: wso2-si, type: wso2-si}",
                Some("wso2si"),
            ),
            (
                "{name: WSO2 Streaming Integrator Tooling, id: wso2-si}",
                Some("wso2si-tooling"),
            ),
            (
                "{name: WSO2 Stream Processor, type: wso2-ei-analytics}",
                Some("wso2ei"),
            ),
            (
                "{name: WSO2 Stream Processor, type: wso2-sp}",
                Some("wso2sp"),
            ),
            (
                "{name: WSO2 Analytics Dashboard, id: wso2-sp}",
                Some("wso2ad"),
            ),
            (
                "{name: WSO2 API Manager Analytics Server}",
                Some("wso2am-analytics"),
            ),
            (
                "{name: WSO2 Analytics Identity Server}",
                Some("wso2is-analytics"),
            ),
            (
                "{name: WSO2 Micro Integration Monitoring Dashboard}",
                Some("wso2mi-dashboard"),
            ),
            ("{type: wso2-is-analytics}", Some("wso2is-analytics")),
            ("{id: wso2-am-analytics}", Some("wso2am-analytics")),
            ("{id: node-1}", None),
            ("{id: wso2-sp}", None),
        ];
        for (block, product) in cases {
            let text = format!("wso2.carbon: {block}\n");
            let document = parse(text.as_bytes(), Format::Yaml, &Limits::default());
            assert_eq!(identify(&document).map(|(id, _)| id), product, "{block}");
            assert!(looks_like_wso2(&document));
        }
    }

    #[test]
    fn foreign_files_are_left_alone() {
        for text in [
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n",
            "- 1\n",
            "",
        ] {
            let document = parse(text.as_bytes(), Format::Yaml, &Limits::default());
            assert!(identify(&document).is_none() && !looks_like_wso2(&document));
        }
    }
}
