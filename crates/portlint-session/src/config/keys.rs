//! The keys of the configuration file. What is not here is an error.

/// Keys and tables of the file itself.
pub(super) const ROOT: &[&str] = &[
    "select",
    "ignore",
    "ephemeral-range",
    "rules",
    "limits",
    "home",
    "host",
    "port",
    "allow",
];
/// Keys of `[limits]`.
pub(super) const LIMITS: &[&str] = &[
    "bytes",
    "depth",
    "errors",
    "nodes",
    "home-bytes",
    "run-bytes",
    "inflated-bytes",
    "directories",
];
/// Keys of `[[home]]`.
pub(super) const HOME: &[&str] = &[
    "path",
    "product",
    "version",
    "profile",
    "runtimes",
    "start-arguments",
    "java-opts",
    "env",
    "jdk",
    "host",
    "namespace",
    "active",
    "pin",
];
/// Keys of `[[host]]`.
pub(super) const HOST: &[&str] = &["name", "aliases", "addresses"];
/// Keys of `[[port]]`.
pub(super) const PORT: &[&str] = &["name", "protocol", "port", "address"];
/// Keys of `[[allow]]`.
pub(super) const ALLOW: &[&str] = &["rule", "home", "port", "reason", "until"];
