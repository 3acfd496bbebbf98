//! Bytes to a host: a few control bytes choose products, files and settings, everything else is text.
//!
//! That way one changed byte is another product, another number in a real file, or another letter in a broken one, and
//! most inputs reach the rules. All numbers that choose are taken modulo the length of their list.

use portlint_catalog::{Generation, Product, products};
use portlint_files::Memory;
use portlint_read::HomeFacts;
use portlint_syntax::Limits;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Product, release, facts; then the name of the directory.
const HOME: u8 = 0x1c;
/// Which file of the home; then its content.
const FILE: u8 = 0x1d;
/// A whole file of `seeds/`.
const SAMPLE: u8 = 0x1e;
/// One of [`VALUES`].
const VALUE: u8 = 0x1f;
/// The number of this place so far is replaced by one of [`VALUES`].
const NUMBER: u8 = 0x19;
/// Two bytes: a setting of the catalogue, up to its value.
const KEY: u8 = 0x1a;

/// In every sample: passwords. Nothing may show it.
pub const SECRET: &str = "keystore-secret";

/// Small enough that no input takes long.
pub const LIMITS: Limits = Limits {
    bytes: 1 << 14,
    depth: 50,
    errors: 50,
    nodes: 5_000,
};

const MOST_HOMES: usize = 3;

const VALUES: &[&str] = &[
    "0",
    "1",
    "2",
    "10",
    "9443",
    "9444",
    "9763",
    "8280",
    "8243",
    "5672",
    "9611",
    "7711",
    "65535",
    "65536",
    "-1",
    "-9443",
    "2147483648",
    "99999999999999999999",
    "010",
    "0x24E3",
    "1_000",
    "9443.0",
    "1e4",
    "+5",
    " 5 ",
    "",
    "\"9443\"",
    "'9443'",
    "\"",
    "'",
    "true",
    "false",
    "null",
    "${mgt.transport.https.port}",
    "${http.nio.port}",
    "${carbon.home}",
    "${Ports.EmbeddedLDAP.LDAPServerPort}",
    "$env{OFFSET}",
    "$sys{x}",
    "$secret{x}",
    "${sys:x}",
    "${env:OFFSET}",
    "${OFFSET:-2}",
    "$OFFSET",
    "%OFFSET%",
    "localhost",
    "127.0.0.1",
    "0.0.0.0",
    "::1",
    "[::]",
    "https://localhost:9443/a",
    "tcp://localhost:5672",
    "https://[::1]:9444",
    "//:",
    "http://u:keystore-secret@localhost:9443/",
    "-DportOffset=3",
    "-Dhttp.port=1",
    "--debug 5005",
    "password = \"keystore-secret\"",
    "<Password>keystore-secret</Password>",
    "password: keystore-secret",
    "DB_PASSWORD=keystore-secret",
    "\n",
    "\r\n",
    "\u{feff}",
    "é",
    "\u{1f600}",
    "\u{202e}",
    "\u{1b}[2J",
    "\u{7}",
    "\u{85}",
    "::error::x",
    "##[group]",
    "]]>",
    "-->",
    "</script>",
    "|",
    "`",
    "&amp;",
    "#",
    ": ",
    "- ",
    " = ",
    "[server]\noffset = ",
    "<Offset>",
    "</Offset>",
    "offset: ",
    "port: ",
];

macro_rules! samples {
    ($($name:literal)*) => { &[$(include_bytes!(concat!("../seeds/", $name)) as &[u8]),*] };
}

/// Only ever added to at the end: inputs name them by number.
const SAMPLES: &[&[u8]] = samples![
    "toml/am.toml" "toml/is.toml" "toml/mi.toml" "toml/references.toml" "xml/carbon.xml" "xml/axis2.xml"
    "xml/catalina-server.xml" "xml/jmx.xml" "xml/broker.xml" "xml/data-bridge-config.xml" "xml/event-processor.xml"
    "xml/thrift-authentication.xml" "xml/spark-config.xml" "xml/inbound.xml" "yaml/si.yaml" "yaml/cassandra.yaml"
    "text/wso2server.sh" "text/start.bat" "text/wrapper.conf" "text/wso2.service" "text/compose.yml" "text/Dockerfile"
    "text/app.siddhi" "text/a.car" "text/spark-defaults.conf" "text/jndi.properties" "text/default.json"
];

/// Files that a home of any product may have, besides those of the catalogue.
const FILES: &[&str] = &[
    "bin/version.txt",
    "updates/product.txt",
    "bin/wso2server.sh",
    "bin/wso2server.bat",
    "bin/api-manager.sh",
    "bin/micro-integrator.sh",
    "bin/carbon.sh",
    "wso2/server/bin/carbon.sh",
    "bin/wso2.service",
    "bin/wrapper.conf",
    "repository/resources/conf/default.json",
    "repository/resources/conf/key-mappings.json",
    "repository/resources/conf/infer.json",
    "repository/deployment/server/synapse-configs/default/inbound-endpoints/a.xml",
    "repository/deployment/server/carbonapps/a.car",
    "wso2/server/deployment/siddhi-files/a.siddhi",
    "docker-compose.yml",
    "Dockerfile",
    "../docker-compose.yml",
    "../Dockerfile",
];

/// What the catalogue knows of one product, in the form that inputs choose from.
struct Layout {
    product: &'static Product,
    files: Vec<String>,
    keys: Vec<String>,
}

fn layouts() -> &'static [Layout] {
    static LAYOUTS: OnceLock<Vec<Layout>> = OnceLock::new();
    LAYOUTS.get_or_init(|| products().iter().map(layout).collect())
}

fn layout(product: &'static Product) -> Layout {
    let (mut files, mut keys) = (Vec::new(), Vec::new());
    for runtime in &product.runtimes {
        files.push(runtime.governing());
        for facts in portlint_catalog::listeners_of(product, runtime) {
            files.extend(
                facts
                    .file
                    .iter()
                    .map(|file| format!("{}/{file}", runtime.conf)),
            );
            keys.extend(facts.key.as_deref().map(|key| {
                match (runtime.generation, key.rsplit_once('.')) {
                    (Generation::Toml, Some((table, last))) => format!("\n[{table}]\n{last} = "),
                    _ => key.to_string(),
                }
            }));
        }
    }
    files.sort();
    files.dedup();
    keys.sort();
    keys.dedup();
    files.extend(FILES.iter().map(ToString::to_string));
    Layout {
        product,
        files,
        keys,
    }
}

/// A host in memory.
pub struct Described {
    /// Its files.
    pub files: Memory,
    /// The homes, in the order of the input.
    pub homes: Vec<PathBuf>,
    facts: BTreeMap<PathBuf, HomeFacts>,
}

impl Described {
    /// What the user is to have told about a home.
    pub fn facts(&self, home: &Path) -> HomeFacts {
        self.facts.get(home).cloned().unwrap_or_default()
    }
}

/// Reads a description. Every input is one.
pub fn host(data: &[u8]) -> Described {
    let mut rest = Bytes(data);
    let mut contents = BTreeMap::new();
    let mut facts = BTreeMap::new();
    let mut homes = Vec::new();
    while homes.len() < MOST_HOMES && rest.skip_to(HOME) {
        let layout = chosen(layouts(), rest.next());
        let release = rest.next();
        let told = rest.next();
        let path = Path::new("host").join(name(rest.until(&[HOME, FILE]), homes.len()));
        skeleton(layout, release, &path, &mut contents);
        while rest.0.first() == Some(&FILE) {
            rest.next();
            let file = chosen(&layout.files, rest.next());
            let content = content(&mut rest, layout);
            let path = match file.strip_prefix("../") {
                Some(beside) => Path::new("host").join(beside),
                None => path.join(file),
            };
            contents.insert(path, content);
        }
        facts.insert(path.clone(), facts_of(told));
        homes.push(path);
    }
    let files = contents
        .into_iter()
        .fold(Memory::new(), |files, (path, content)| {
            files.with(path, content)
        });
    Described {
        files,
        homes,
        facts,
    }
}

fn facts_of(bits: u8) -> HomeFacts {
    let is = |bit: u8| bits & bit != 0;
    HomeFacts {
        pin: is(1).then_some(true),
        active: is(2).then_some(false),
        host: is(4).then(|| "other".to_string()),
        start_arguments: is(8).then(|| vec!["-DportOffset=2".to_string()]),
        profile: is(16).then(|| "gateway-worker".to_string()),
        env: is(32).then(|| BTreeMap::from([("OFFSET".to_string(), "4".to_string())])),
        ..HomeFacts::default()
    }
}

/// A directory name of any bytes that a file system allows.
fn name(bytes: &[u8], number: usize) -> OsString {
    let bytes = bytes
        .iter()
        .map(|byte| {
            if matches!(byte, 0 | b'/') {
                b'_'
            } else {
                *byte
            }
        })
        .take(100)
        .collect::<Vec<_>>();
    match bytes.as_slice() {
        b"" | b"." | b".." => format!("h{number}").into(),
        _ => OsString::from_vec(bytes),
    }
}

/// What makes a directory a home of this release.
fn skeleton(layout: &Layout, release: u8, home: &Path, contents: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let product = layout.product;
    let name = product.names.first().unwrap_or(&product.name);
    let Some(release) = product
        .releases
        .get(usize::from(release) % (product.releases.len() + 1))
    else {
        contents.insert(home.join("bin/version.txt"), name.as_bytes().to_vec());
        return;
    };
    let version = &release.version;
    contents.insert(
        home.join("bin/version.txt"),
        format!("{name} v{version}\n").into_bytes(),
    );
    for runtime in product
        .runtimes
        .iter()
        .filter(|r| r.versions.matches(version))
    {
        let empty = match runtime.generation {
            Generation::Toml => "[server]\n",
            Generation::Yaml => "wso2.carbon:\n  id: a\n",
            Generation::Xml => "<Server/>",
        };
        let file = home
            .join(runtime.conf.as_str())
            .join(runtime.governs.as_str());
        contents.insert(file, empty.as_bytes().to_vec());
    }
}

fn content(rest: &mut Bytes<'_>, layout: &Layout) -> Vec<u8> {
    let mut content = Vec::new();
    while let Some(byte) = rest
        .0
        .first()
        .copied()
        .filter(|byte| !matches!(*byte, HOME | FILE))
    {
        rest.next();
        match byte {
            SAMPLE => content.extend(*chosen(SAMPLES, rest.next())),
            VALUE => content.extend(chosen(VALUES, rest.next()).bytes()),
            NUMBER => {
                let place = rest.next();
                let value = VALUES[usize::from(rest.next()) % VALUES.len()];
                replace_number(&mut content, place.into(), value);
            }
            KEY => {
                let number = usize::from(rest.next()) << 8 | usize::from(rest.next());
                if let Some(key) = layout.keys.get(number % layout.keys.len().max(1)) {
                    content.extend(key.bytes());
                }
            }
            _ => content.push(byte),
        }
        content.truncate(LIMITS.bytes);
    }
    content
}

fn replace_number(content: &mut Vec<u8>, place: usize, value: &str) {
    let starts = (0..content.len()).filter(|at| {
        content[*at].is_ascii_digit()
            && !at
                .checked_sub(1)
                .is_some_and(|before| content[before].is_ascii_digit())
    });
    let starts = starts.collect::<Vec<_>>();
    if starts.is_empty() {
        return;
    }
    let start = starts[place % starts.len()];
    let digits = content[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    content.splice(start..start + digits, value.bytes());
}

fn chosen<T>(list: &[T], number: u8) -> &T {
    &list[usize::from(number) % list.len()]
}

/// What was not read yet. Behind the end all bytes are 0.
struct Bytes<'d>(&'d [u8]);

impl<'d> Bytes<'d> {
    fn next(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// Everything before the first of the given bytes.
    fn until(&mut self, ends: &[u8]) -> &'d [u8] {
        let length = self.0.iter().position(|byte| ends.contains(byte));
        let (found, rest) = self.0.split_at(length.unwrap_or(self.0.len()));
        self.0 = rest;
        found
    }

    /// Moves behind the next `wanted`; false when there is none.
    fn skip_to(&mut self, wanted: u8) -> bool {
        self.until(&[wanted]);
        !self.0.is_empty() && self.next() == wanted
    }
}
