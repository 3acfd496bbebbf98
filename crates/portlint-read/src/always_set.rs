//! Variables of the environment that are there without anybody's word.

/// What every machine or the start script sets.
const ALWAYS_SET: [&str; 10] = [
    "HOME",
    "HOSTNAME",
    "PATH",
    "PWD",
    "USER",
    "LANG",
    "TERM",
    "SHLVL",
    "JAVA_HOME",
    "CARBON_HOME",
];

/// True for a variable that every machine, every container platform or the start script sets.
pub(crate) fn is_always_set(name: &str) -> bool {
    ALWAYS_SET.contains(&name)
        || name.starts_with("KUBERNETES_")
        || name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
}

#[cfg(test)]
mod tests {
    use super::is_always_set;

    #[test]
    fn what_a_platform_sets_is_never_missing() {
        for name in [
            "HOSTNAME",
            "KUBERNETES_PORT",
            "DB_SERVICE_HOST",
            "DB_SERVICE_PORT_TCP",
        ] {
            assert!(is_always_set(name), "{name}");
        }
        assert!(!is_always_set("DB_HOST"));
    }
}
