//! The words that names in WSO2's configuration are made of, and what a key says about its value.

use std::sync::LazyLock;

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

/// CowStr of keys that hold a port or an offset.
const NUMBER_WORDS: &[&str] = &["offset", "port", "ports"];

/// CowStr of keys that hold a host, an address or a URL.
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
    "id",
    "locked",
    "name",
    "profile",
    "protocol",
    "scheme",
    "secure",
    "sslenabled",
    "type",
    "version",
];

/// Pieces of keys whose values nobody may see, whatever else the key says.
const SECRET_PIECES: &[&str] = &[
    "auth", "cert", "cred", "key", "pass", "private", "pwd", "secret", "token", "user",
];

/// CowStr that names may be made of and still be shown. Everything else in a name might be a value that lost its key.
const KNOWN: &str = "\
    accept acp actions active adc address admin advertised agent algorithm am amqp analytics api \
    apim apk app application attribute audit auth axis axis2 axisconfig base binary bind body bps \
    broker buffer builder builders business cache callback carbon cassandra cep certificate cipher \
    ciphers claims class client close cluster clustering config configs configuration configurations \
    connection connector console container context control core cors count custom dashboard data database \
    databridge datasource datasources debug default delay deployment description devportal dir \
    directory discovery domain ds editor ei elb embedded enable enabled encoding endpoint engine \
    enterprise entitlement environment environments event executor external factory failover file \
    filter framed gateway gateways generation governance group gw h2 ha handler hazelcast header \
    health heartbeat home host hostname hosts http http2 https hub id in inbound initial input integrator \
    interface internal interval iot ip is java jdbc jms jmx jndi jwks kafka kdc keep keepalive \
    kerberos key keystore km ldap length level limit listen listener listeners local locked log \
    mailto management manager master max mb mcast member members membership message messaging \
    metrics mgt mi micro min mode monitor monitoring mqtt msf4j multicast name namespace native \
    netty node nodes notification number oauth offset option options osgi out param parameter parameters \
    pass passthru password path persistence phase phases policy pool pooled port portal ports \
    primary process profile properties property protocol provider provisioning proxy pt publisher \
    qpid query queue rabbitmq read realm receive receiver receivers redirect registry remote \
    replication resource rest retry revision rmi root route rpc rule rules scheduler schema scheme \
    secure secured security seed seeds sender server servers service services servlet session \
    shutdown si siddhi site size smtp socket sp spark ssl sslconnection standalone start startup \
    state storage store stores stream subscriber super synapse sync system target task tcp temp \
    tenant thread threaded threads thrift throttle throttling through timeout tls tm token tomcat \
    topic traffic transport transports trust truststore type udp ui uri url urls user username value \
    valve version vfs web webapp webhooks websocket websub wka worker workers ws wso2 wss xml xmlns \
    xmpp xsi zookeeper";

/// True when a name is made of known words only. In quotes it is one word or one path: a phrase may be a password.
pub(super) fn is_known_name(name: &str) -> bool {
    let quoted = ['"', '\'']
        .into_iter()
        .find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote));
    if quoted.is_some_and(|inside| inside.contains([' ', '\t'])) {
        return false;
    }
    words(quoted.unwrap_or(name)).iter().all(|word| {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit());
        is_known(word) || (plain.len() + 2 >= word.len() && is_known(plain))
    })
}

fn is_known(word: &str) -> bool {
    static SORTED: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let mut words = KNOWN.split_ascii_whitespace().collect::<Vec<_>>();
        words.sort_unstable();
        words
    });
    SORTED.binary_search(&word).is_ok()
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
            "\"offset\"",
            "'transport.https'",
        ] {
            assert!(is_known_name(name), "{name}");
        }
        for name in [
            "hunter2",
            "Xk9vQ2mPz7Lw4TnB",
            "server_hunter",
            "port12345",
            "\"hunter\"",
            "\"offset",
            "\"offset'",
            "\"\"offset\"\"",
            "\"secret server password\"",
        ] {
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
