//! Addresses of this project on the web. Every output that links to one takes it from here.

/// The address of the project itself.
pub const PROJECT: &str = env!("CARGO_PKG_REPOSITORY");

/// What the addresses of all rules' pages begin with.
const RULES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules/");

/// The address of a rule's page: SARIF's `helpUri`, the link of a terminal, an editor's `codeDescription`.
#[must_use]
pub fn rule_page(rule: &str) -> String {
    format!("{RULES}{rule}.md")
}

/// The address of the JSON schema of `wso2-portlint.toml`.
pub const CONFIGURATION_SCHEMA: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/raw/main/docs/wso2-portlint.schema.json"
);
