//! The words that names in WSO2's configuration are made of, and what a key says about its value.

/// What kind of value a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyKind {
    /// A port or an offset.
    Number,
    /// A host, an address or a URL.
    Place,
    /// A name, a type, a switch.
    Word,
    /// Nothing to do with ports.
    Other,
}

/// Words of keys that hold a port or an offset.
const NUMBER_WORDS: &[&str] = &["offset", "port", "ports"];

/// Words of keys that hold a host, an address or a URL.
const PLACE_WORDS: &[&str] = &[
    "address",
    "addresses",
    "bind",
    "endpoint",
    "host",
    "hostname",
    "hosts",
    "uri",
    "url",
    "urls",
];

/// Keys that hold a name, a type or a switch. The whole key counts: a `user-name` is not a `name`.
const WORD_KEYS: &[&str] = &[
    "base",
    "class",
    "enable",
    "enabled",
    "encoding",
    "generation",
    "https-enabled",
    "id",
    "locked",
    "name",
    "profile",
    "protocol",
    "scheme",
    "secure",
    "sslenabled",
    "standalone",
    "type",
    "version",
];

/// Pieces of keys whose values nobody may see, whatever else the key says.
const SECRET_PIECES: &[&str] = &[
    "auth", "cert", "cred", "key", "pass", "private", "pwd", "secret", "token", "user",
];

/// Words that names may be made of and still be shown. Everything else in a name might be a value that lost its key.
const KNOWN: &[&str] = &[
    "acp",
    "active",
    "address",
    "adc",
    "admin",
    "advertised",
    "agent",
    "algorithm",
    "am",
    "amqp",
    "analytics",
    "api",
    "apim",
    "apk",
    "app",
    "application",
    "auth",
    "axis",
    "axis2",
    "axisconfig",
    "base",
    "binary",
    "bind",
    "bps",
    "broker",
    "business",
    "callback",
    "carbon",
    "cassandra",
    "cep",
    "class",
    "cluster",
    "clustering",
    "config",
    "configuration",
    "configurations",
    "configs",
    "connection",
    "connector",
    "console",
    "context",
    "control",
    "core",
    "dashboard",
    "data",
    "databridge",
    "datasource",
    "default",
    "deployment",
    "devportal",
    "dir",
    "directory",
    "discovery",
    "domain",
    "ds",
    "editor",
    "ei",
    "elb",
    "embedded",
    "enable",
    "enabled",
    "encoding",
    "endpoint",
    "engine",
    "entitlement",
    "environment",
    "environments",
    "event",
    "executor",
    "factory",
    "failover",
    "file",
    "gateway",
    "generation",
    "governance",
    "group",
    "gw",
    "h2",
    "ha",
    "hazelcast",
    "health",
    "host",
    "hostname",
    "hosts",
    "http",
    "http2",
    "https",
    "hub",
    "id",
    "inbound",
    "initial",
    "input",
    "integrator",
    "interface",
    "internal",
    "iot",
    "ip",
    "is",
    "java",
    "jms",
    "jmx",
    "jndi",
    "jwks",
    "kafka",
    "kdc",
    "kerberos",
    "key",
    "keystore",
    "km",
    "ldap",
    "listen",
    "listener",
    "listeners",
    "local",
    "locked",
    "manager",
    "management",
    "master",
    "mb",
    "mcast",
    "member",
    "members",
    "membership",
    "mgt",
    "mi",
    "micro",
    "mode",
    "monitor",
    "monitoring",
    "mqtt",
    "msf4j",
    "multicast",
    "name",
    "namespace",
    "native",
    "netty",
    "node",
    "nodes",
    "offset",
    "option",
    "options",
    "osgi",
    "param",
    "parameter",
    "parameters",
    "pass",
    "passthru",
    "password",
    "path",
    "policy",
    "pool",
    "port",
    "ports",
    "portal",
    "primary",
    "process",
    "profile",
    "properties",
    "property",
    "protocol",
    "provider",
    "proxy",
    "pt",
    "publisher",
    "query",
    "qpid",
    "read",
    "realm",
    "receive",
    "receiver",
    "receivers",
    "redirect",
    "registry",
    "remote",
    "replication",
    "rest",
    "resource",
    "rest",
    "revision",
    "rmi",
    "root",
    "rpc",
    "schema",
    "scheme",
    "secure",
    "secured",
    "security",
    "sender",
    "server",
    "servers",
    "service",
    "services",
    "servlet",
    "si",
    "siddhi",
    "site",
    "sp",
    "spark",
    "ssl",
    "standalone",
    "start",
    "startup",
    "state",
    "store",
    "stores",
    "stream",
    "super",
    "synapse",
    "sync",
    "system",
    "tcp",
    "tenant",
    "thread",
    "threads",
    "threaded",
    "thrift",
    "through",
    "throttle",
    "throttling",
    "tls",
    "tm",
    "token",
    "tomcat",
    "topic",
    "traffic",
    "transport",
    "transports",
    "truststore",
    "type",
    "ui",
    "udp",
    "uri",
    "url",
    "urls",
    "user",
    "username",
    "valve",
    "value",
    "version",
    "web",
    "webapp",
    "webhooks",
    "websocket",
    "websub",
    "wka",
    "worker",
    "workers",
    "ws",
    "wso2",
    "wss",
    "xml",
    "xmlns",
    "xsi",
    "zookeeper",
];

/// True when a name is made of known words only.
pub(super) fn is_known_name(name: &str) -> bool {
    words(name).iter().all(|word| {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit());
        KNOWN.contains(&word.as_str()) || (plain.len() + 2 >= word.len() && KNOWN.contains(&plain))
    })
}

/// True when the value of this key is nobody's business.
pub(super) fn is_secret_key(key: &str) -> bool {
    let last = last_segment(key)
        .to_lowercase()
        .replace(['-', '_'], "")
        .replace("passthr", "");
    SECRET_PIECES.iter().any(|piece| last.contains(piece))
}

/// What kind of value a key holds.
pub(super) fn key_kind(key: &str) -> KeyKind {
    let last = last_segment(key);
    let words = words(last);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if has(NUMBER_WORDS) {
        KeyKind::Number
    } else if has(PLACE_WORDS) {
        KeyKind::Place
    } else if WORD_KEYS.contains(&last.to_lowercase().as_str()) {
        KeyKind::Word
    } else {
        KeyKind::Other
    }
}

fn last_segment(key: &str) -> &str {
    let key = key.trim_matches(['"', '\'']);
    key.rsplit(['.', ':', '/']).next().unwrap_or(key)
}

/// Lower-case words of a name in camel case, snake case or with dots: `RMIServerPort` is `rmi`, `server`, `port`.
fn words(name: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut characters = name.chars().peekable();
    let mut previous: Option<char> = None;
    while let Some(character) = characters.next() {
        let next_is_lower = characters.peek().is_some_and(|c| c.is_lowercase());
        let starts_word = character.is_uppercase()
            && previous.is_some_and(|p| !p.is_uppercase() || next_is_lower);
        if (starts_word || is_separator(character)) && !word.is_empty() {
            all.push(std::mem::take(&mut word));
        }
        if !is_separator(character) {
            word.extend(character.to_lowercase());
        }
        previous = Some(character);
    }
    if !word.is_empty() {
        all.push(word);
    }
    all
}

fn is_separator(character: char) -> bool {
    matches!(character, '-' | '_' | '.' | ':' | '/' | ' ' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_into_words() {
        assert_eq!(words("RMIServerPort"), ["rmi", "server", "port"]);
        assert_eq!(
            words("transport.passthru_http.listener"),
            ["transport", "passthru", "http", "listener"]
        );
        assert_eq!(words("portOffset"), ["port", "offset"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn only_known_names_are_shown() {
        for name in [
            "Server",
            "Offset",
            "transport.https.properties",
            "ServletTransports",
            "redirectPort",
            "http2",
        ] {
            assert!(is_known_name(name), "{name}");
        }
        for name in ["hunter2", "Xk9vQ2mPz7Lw4TnB", "server_hunter", "port12345"] {
            assert!(!is_known_name(name), "{name}");
        }
    }

    #[test]
    fn keys_say_what_they_hold() {
        assert_eq!(key_kind("carbon.https.port"), KeyKind::Number);
        assert_eq!(key_kind("redirectPort"), KeyKind::Number);
        assert_eq!(key_kind("service_url"), KeyKind::Place);
        assert_eq!(key_kind("name"), KeyKind::Word);
        assert_eq!(key_kind("display_name"), KeyKind::Other);
        for key in [
            "password",
            "keystorePass",
            "client-secret",
            "accessToken",
            "userName",
            "passwordPort",
        ] {
            assert!(is_secret_key(key), "{key}");
        }
        for key in [
            "port",
            "pass_through_port",
            "transport.passthru.port",
            "password.port",
        ] {
            assert!(!is_secret_key(key), "{key}");
        }
    }
}
