//! Which product and version a home is of: from clues in the order of trust, never from one alone when others disagree.

use super::by_bundles;
use super::candidate::Candidate;
use super::copies::without_suffixes;
use crate::bundles::Bundles;
use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use crate::resolve::{identify, looks_like_wso2};
use portlint_catalog::{MarkedValue, Product, Version, built_in, product, products};
use portlint_files::{Directory, FileSystem, ReadError};
use portlint_host::{Problem, ProblemKind, quoted, showable, showable_choice};
use portlint_syntax::{Document, ErrorKind, Format, Limits};
use std::path::Path;

/// What was learned about a home.
#[derive(Debug, Default)]
pub(super) struct Identity {
    /// Product id of the catalogue.
    pub product: Option<&'static str>,
    /// Version.
    pub version: Option<Version>,
    /// The update level, where the files of the product name it: `4.2.0.13`.
    pub update: Option<String>,
    /// How it was learned, one sentence per clue.
    pub clues: Vec<String>,
    /// Disagreements, and products that nobody knows.
    pub problems: Vec<Problem>,
}

/// The product id of a kernel that is no product.
const KERNEL: &str = "wso2carbon";

/// Where the framework below a product says its version.
const KERNEL_VERSION: &str = "bin/wso2carbon-version.txt";

/// One source of knowledge about a home.
struct Clue {
    source: String,
    product: Option<&'static str>,
    version: Option<Version>,
    /// A name that the catalogue does not know.
    stranger: Option<String>,
    /// Whether it is worth a word when the clue disagrees with a better one.
    counts: bool,
    /// Whether it is drawn from settings that several products have.
    guessed: bool,
    /// Whether it is drawn from files that whoever builds on a product keeps: settings, start scripts.
    inherited: bool,
    /// The name that it was taken for, where several products have had that name.
    name: Option<String>,
}

impl Clue {
    fn new(
        source: impl Into<String>,
        product: Option<&'static Product>,
        version: Option<Version>,
    ) -> Clue {
        Clue {
            source: source.into(),
            product: product.map(|p| p.id.as_str()),
            version,
            stranger: None,
            counts: true,
            guessed: false,
            inherited: false,
            name: None,
        }
    }

    /// Whether it may mean a product: by its id, or by a name that the product has had too.
    fn may_mean(&self, id: &str) -> bool {
        let is_called = |name: &String| {
            let names = product(id).into_iter().flat_map(|product| &product.names);
            names.into_iter().any(|own| own.eq_ignore_ascii_case(name))
        };
        self.product.is_none_or(|own| own == id) || self.name.as_ref().is_some_and(is_called)
    }

    /// Whether it gives the home a name, known or not.
    fn names_something(&self) -> bool {
        !self.guessed && (self.product.is_some() || self.stranger.is_some())
    }

    fn words(&self) -> String {
        let product = self.product.or(self.stranger.as_deref());
        match (product, &self.version) {
            (Some(product), Some(version)) => format!("{}: {product} {version}", self.source),
            (Some(product), None) => format!("{}: {product}", self.source),
            (None, Some(version)) => format!("{}: version {version}", self.source),
            (None, None) => format!("{}: an unknown product", self.source),
        }
    }
}

/// Product and version of a home, or of a lone file that stands for one.
pub(super) fn of_home(
    reader: &mut HomeReader<'_>,
    candidate: &Candidate,
    facts: &HomeFacts,
) -> Identity {
    let mut clues = Vec::new();
    let mut identity = Identity::default();
    if let Some(told) = told(facts, &mut identity, reader.home()) {
        clues.push(told);
    }
    if let Some(container) = &candidate.container {
        // What describes the container outranks what the files in it look like.
        let (product, version) = (Some(container.product), container.version.clone());
        clues.push(Clue::new(&*container.clue, product, version));
        return concluded(identity, clues, reader);
    }
    match &candidate.lone {
        Some(file) => {
            clues.extend(of_governing(reader, file));
            clues.extend(of_rendered(reader, file));
        }
        None => clues.extend(of_files(reader)),
    }
    let by_name = candidate.lone.is_none() || clues.iter().all(|c| c.version.is_none());
    if by_name {
        clues.extend(of_directory(&candidate.canonical, candidate.lone.is_some()));
    }
    if candidate.lone.is_none() {
        // The distributions of a product share tables: the full name of an unpacked one says more.
        clues.sort_by_key(|clue| clue.guessed);
        // Of what nobody names, the bundles say more than what it has in common with a product.
        let names = |clue: &Clue| clue.product.is_some() && !clue.inherited;
        if !clues.iter().any(names) && Bundles::of_home(reader).is_some() {
            clues.retain(|clue| !clue.inherited);
        }
    }
    concluded(identity, clues, reader)
}

/// What follows from the clues.
fn concluded(mut identity: Identity, clues: Vec<Clue>, reader: &mut HomeReader<'_>) -> Identity {
    identity.product = clues.iter().find_map(|c| c.product);
    // The version of a product that nobody knows says nothing of its ports.
    identity.version = clues
        .iter()
        .filter(|c| c.product.is_none() || c.product == identity.product)
        .filter(|_| identity.product.is_some())
        .find_map(|c| c.version.clone());
    identity.clues = clues.iter().map(Clue::words).collect();
    let release = identity.version.as_ref();
    identity.update = release.and_then(|version| update(reader, version));
    identity
        .problems
        .extend(disagreement(&clues, &identity, reader.home()));
    identity
        .problems
        .extend(strangeness(&clues, &identity, reader));
    identity.problems.extend(novelty(&identity, reader));
    identity
}

/// What the user told; an unknown product or a version that is none is a problem of its own.
fn told(facts: &HomeFacts, identity: &mut Identity, home: &Path) -> Option<Clue> {
    let known = facts.product.as_deref().map(|id| (id, product(id)));
    if let Some((id, None)) = known {
        identity.problems.push(
            Problem::of(
                ProblemKind::IdentityConflict,
                home.to_path_buf(),
                format!(
                    "the configured product, {}, is not in the catalogue",
                    showable_choice(id, products().iter().map(|p| p.id.as_str()))
                ),
            )
            .with_route("product")
            .with_help("`wso2-portlint products` lists the product ids"),
        );
    }
    let version = facts.version.as_deref().and_then(Version::parse);
    if let (Some(text), None) = (&facts.version, &version) {
        identity.problems.push(
            Problem::of(
                ProblemKind::IdentityConflict,
                home.to_path_buf(),
                format!("the configured version, {}, is not a version", quoted(text)),
            )
            .with_route("version"),
        );
    }
    let product = known.and_then(|(_, product)| product);
    (product.is_some() || version.is_some()).then(|| Clue::new("told", product, version))
}

/// The clues in the files of a home, best first.
fn of_files(reader: &mut HomeReader<'_>) -> Vec<Clue> {
    let mut clues = Vec::new();
    if let Some(line) = filled_line(reader, "updates/product.txt") {
        clues.push(of_zip_name("updates/product.txt", &line));
    }
    if let Some(line) = filled_line(reader, "bin/version.txt") {
        clues.push(of_version_line("bin/version.txt", &line));
    }
    if let Some(proof) = contradiction(reader, &clues) {
        clues.insert(0, proof);
    }
    // The files cost more to read; they are asked only while something is unknown.
    let open = |clues: &[Clue]| {
        !clues
            .iter()
            .any(|c| c.product.is_some() && c.version.is_some())
    };
    if open(&clues) {
        for file in [
            "repository/conf/carbon.xml",
            "conf/carbon.xml",
            "repository/conf/deployment.toml",
            "conf/deployment.toml",
            "conf/server.xml",
        ] {
            if !reader.exists(file) {
                continue;
            }
            let rendered_from = file
                .strip_suffix("carbon.xml")
                .map(|conf| format!("{conf}deployment.toml"))
                .filter(|governing| reader.exists(governing));
            clues.extend(match rendered_from {
                Some(governing) => of_rendered(reader, &governing),
                None => of_governing(reader, file),
            });
        }
        clues.extend(of_template(reader));
    }
    if !clues.iter().any(|c| c.product.is_some()) {
        for file in yaml_files() {
            if reader.exists(file) {
                clues.extend(of_governing(reader, file));
            }
        }
        clues.extend(of_scripts(reader));
        clues.extend(of_profiles(reader));
    }
    if !clues.iter().any(Clue::names_something) {
        clues.extend(of_kernel(reader));
    }
    clues
}

/// A kernel that nobody made a product of: only the framework says what it is.
fn of_kernel(reader: &mut HomeReader<'_>) -> Option<Clue> {
    let line = filled_line(reader, KERNEL_VERSION)?;
    let clue = of_version_line(KERNEL_VERSION, &line);
    let is_more = |bundles: Bundles| by_bundles::is_more_than_a_kernel(reader.catalog(), &bundles);
    let is_bare = !Bundles::of_home(reader).is_some_and(is_more);
    (is_bare && clue.product.is_some()).then_some(clue)
}

/// The first line of a file, unless the vendor's build left its placeholders in it: `${product.name} v${product.version}`
/// is the text of several shipped packs and tells nothing.
fn filled_line(reader: &mut HomeReader<'_>, file: &str) -> Option<String> {
    reader.first_line(file).filter(|line| !line.contains("${"))
}

/// Where the update tool keeps the level of a home.
/// <https://updates.docs.wso2.com/en/latest/updates/finding-the-update-tool/>: of a home that it never updated it is -1.
const UPDATES: &str = "updates/config.json";

/// The update level of a home: what its update tool keeps, or a fourth number of its version.
fn update(reader: &mut HomeReader<'_>, version: &Version) -> Option<String> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts = version.as_str().split('.');
    if parts.clone().count() == 4 && parts.clone().all(is_number) {
        return Some(version.as_str().to_string());
    }
    let bytes = reader.exists(UPDATES).then(|| reader.bytes(UPDATES))??;
    let text = String::from_utf8_lossy(&bytes);
    let (_, level) = text.split_once("\"update-level\"")?;
    let level = level.trim_start().strip_prefix(':')?;
    let level = level.trim_start().trim_start_matches('"');
    let level = level.split(|c: char| !c.is_ascii_digit()).next()?;
    (level.len() <= 6 && is_number(level)).then(|| format!("{version}.{level}"))
}

/// What `carbon.xml` says, where it lies in a place that only its own product reads: then the names told by text
/// files are those of another home.
fn contradiction(reader: &mut HomeReader<'_>, clues: &[Clue]) -> Option<Clue> {
    let named = product(clues.iter().find_map(|clue| clue.product)?)?;
    let in_place = |product: &Product, file: &str| {
        let mut runtimes = product.runtimes.iter();
        runtimes.any(|r| file == r.governing())
    };
    let has_its_own = named.runtimes.iter().any(|r| reader.exists(&r.governing()));
    if has_its_own {
        return None;
    }
    ["repository/conf/carbon.xml", "conf/carbon.xml"]
        .into_iter()
        .filter(|file| reader.exists(file))
        .collect::<Vec<_>>()
        .into_iter()
        .find_map(|file| {
            let clue = of_governing(reader, file)?;
            let proven = clue
                .product
                .filter(|id| *id != named.id)
                .and_then(product)?;
            in_place(proven, file).then_some(clue)
        })
}

fn yaml_files() -> impl Iterator<Item = &'static String> {
    let governing = super::candidate::governing_paths().iter();
    governing.filter(|path| path.ends_with("/deployment.yaml"))
}

/// `wso2am-4.2.0`.
fn of_zip_name(source: &str, text: &str) -> Clue {
    match zip_name(text) {
        Some((product, version)) => Clue::new(source, Some(product), version),
        None => Clue {
            stranger: Some(shown(text)),
            ..Clue::new(source, None, None)
        },
    }
}

/// The product and version that a zip or directory name carries; the longest matching prefix wins.
pub(crate) fn zip_name(text: &str) -> Option<(&'static Product, Option<Version>)> {
    products()
        .iter()
        .flat_map(|p| {
            std::iter::once(p.id.as_str())
                .chain(p.prefixes.iter().map(|prefix| prefix.as_str()))
                .map(move |prefix| (p, prefix))
        })
        .filter_map(|(p, prefix)| {
            let rest = text.strip_prefix(prefix)?;
            if rest.is_empty() {
                return Some((prefix.len(), p, None));
            }
            let version = version_of(rest.strip_prefix(['-', '_'])?)?;
            Some((prefix.len(), p, Some(version)))
        })
        .max_by_key(|(length, _, _)| *length)
        .map(|(_, product, version)| (product, version))
}

/// `WSO2 API Manager v4.2.0`.
fn of_version_line(source: &str, line: &str) -> Clue {
    let (name, version) = match line.rsplit_once(char::is_whitespace) {
        Some((name, last)) => match version_of(last) {
            Some(version) => (name.trim(), Some(version)),
            None => (line, None),
        },
        None => (line, None),
    };
    let product = by_name(name, version.as_ref());
    Clue {
        stranger: product.is_none().then(|| shown(name)),
        name: Some(name.to_string()),
        ..Clue::new(source, product, version)
    }
}

/// The product of this name; of several the one that has the release.
fn by_name(name: &str, version: Option<&Version>) -> Option<&'static Product> {
    let is_called = |product: &&Product| {
        let mut names = product.names.iter();
        names.any(|known| known.eq_ignore_ascii_case(name))
    };
    let has_release = |product: &&Product| {
        let mut releases = product.releases.iter();
        version.is_some_and(|v| releases.any(|r| v.cmp_release(&r.version).is_eq()))
    };
    let mut called = products().iter().filter(is_called);
    called.clone().find(has_release).or_else(|| called.next())
}

/// Longest name of a product that is shown, in bytes.
const LONGEST_NAME: usize = 60;
/// CowStr of the names of products that the catalogue does not know; those of known products are taken from there.
const NAME_WORDS: &[&str] = &[
    "accelerator",
    "ai",
    "app",
    "banking",
    "cloud",
    "data",
    "device",
    "digital",
    "factory",
    "fhir",
    "finance",
    "for",
    "gadget",
    "healthcare",
    "hub",
    "intelligence",
    "iot",
    "mashup",
    "open",
    "platform",
    "private",
    "solution",
    "task",
    "telecom",
    "the",
    "user",
    "web",
    "wso2",
];

/// A foreign name, as far as it may be shown: a link can lead to a file that is nobody's business, so it has to be made
/// of the words that WSO2 makes names of.
fn shown(text: &str) -> String {
    let products = products().iter();
    let names = products.flat_map(|p| p.names.iter().chain(&p.prefixes));
    let known = |word: &str| {
        let word = word.to_lowercase();
        let mut words = names.clone().flat_map(|name| name.split([' ', '-', '_']));
        showable(&word) == word
            || NAME_WORDS.contains(&word.as_str())
            || words.any(|known| known.eq_ignore_ascii_case(&word))
    };
    if text.len() <= LONGEST_NAME && text.split([' ', '-', '_']).all(known) {
        format!("`{text}`")
    } else {
        showable(text)
    }
}

/// A version as a file tells it. What follows the numbers is kept where it is the mark of a release, as in `5.3.0-alpha2`.
fn version_of(text: &str) -> Option<Version> {
    let version = Version::parse(text)?;
    if showable(version.as_str()) == version.as_str() {
        return Some(version);
    }
    let text = version.as_str();
    let numbers = text.find(|c: char| !(c.is_ascii_digit() || c == '.'));
    Version::parse(text.get(..numbers?)?.trim_end_matches('.'))
}

/// What the content of a governing file says.
fn of_governing(reader: &mut HomeReader<'_>, file: &str) -> Option<Clue> {
    let format = format_of(file)?;
    let read = reader.document(file, format)?;
    let document = &read.document;
    match format {
        Format::Xml => of_carbon_xml(file, document),
        Format::Toml => {
            let in_conf = file.strip_suffix("/deployment.toml") == Some("conf");
            let product = toml_product(document, in_conf)?;
            Some(Clue {
                counts: false,
                guessed: true,
                inherited: true,
                ..Clue::new(format!("tables of {file}"), Some(product), None)
            })
        }
        Format::Yaml => {
            let (id, words) = identify(document)?;
            Some(Clue::new(format!("{words} in {file}"), product(id), None))
        }
        Format::Properties | Format::Nginx | Format::Haproxy => None,
    }
}

/// What the `carbon.xml` beside a `deployment.toml` says, which is rendered from it: the next start writes it anew, so that
/// its syntax errors are nobody's problem.
fn of_rendered(reader: &mut HomeReader<'_>, governing: &str) -> Option<Clue> {
    let conf = governing.strip_suffix("deployment.toml")?;
    let file = format!("{conf}carbon.xml");
    if !reader.exists(governing) || !reader.exists(&file) {
        return None;
    }
    let bytes = reader.bytes(&file)?;
    let document = portlint_syntax::parse(&bytes, Format::Xml, &Limits::default());
    of_carbon_xml(&file, &document)
}

/// Product and version that a `carbon.xml` names.
pub(super) fn of_carbon_file(
    files: &dyn FileSystem,
    path: &Path,
    limits: &Limits,
) -> Option<(&'static Product, Version)> {
    let bytes = files.read(path, limits.bytes as u64).ok()?;
    let document = portlint_syntax::parse(&bytes, Format::Xml, limits);
    let clue = of_carbon_xml("carbon.xml", &document)?;
    Some((product(clue.product?)?, clue.version?))
}

/// What the template of `carbon.xml` says: its names are literal, and it is there before the first start.
fn of_template(reader: &mut HomeReader<'_>) -> Option<Clue> {
    ["repository/conf", "conf"].into_iter().find_map(|conf| {
        let file = format!("repository/resources/conf/templates/{conf}/carbon.xml.j2");
        if !reader.exists(&file) {
            return None;
        }
        // A template is no XML yet: its syntax errors are nobody's problem.
        let bytes = reader.bytes(&file)?;
        let document = portlint_syntax::parse(&bytes, Format::Xml, &Limits::default());
        of_carbon_xml(&file, &document)
    })
}

/// The format of a file by its name.
pub(super) fn format_of(file: &str) -> Option<Format> {
    match file.rsplit('.').next()? {
        "xml" => Some(Format::Xml),
        "toml" => Some(Format::Toml),
        "yaml" | "yml" => Some(Format::Yaml),
        _ => None,
    }
}

fn of_carbon_xml(file: &str, document: &Document) -> Option<Clue> {
    // What the vendor's build left unfilled, as in `bin/version.txt`, tells nothing.
    let text = |path: &str| {
        let id = document.select_first(path)?;
        let text = document.value(id).text.trim().to_string();
        (!text.contains("${")).then_some(text)
    };
    if is_application_server(document) {
        return Some(Clue::new(file, product("wso2as"), None));
    }
    let key = text("Server/ServerKey");
    let name = text("Server/Name");
    if key.is_none() && name.is_none() {
        return None;
    }
    let version = text("Server/Version").and_then(|v| version_of(&v));
    let product = key
        .as_deref()
        .and_then(|key| {
            products()
                .iter()
                .find(|p| p.server_keys.iter().any(|k| k.eq_ignore_ascii_case(key)))
        })
        .or_else(|| by_name(name.as_deref()?, version.as_ref()));
    Some(Clue {
        stranger: product
            .is_none()
            .then(|| name.or(key).as_deref().map(shown))
            .flatten(),
        // Shipped files are known to carry the version of a component or of an older release.
        counts: false,
        ..Clue::new(file, product, version)
    })
}

/// Whether a Tomcat configuration is that of Application Server 6, which is Tomcat with listeners of WSO2.
fn is_application_server(document: &Document) -> bool {
    document
        .select("Server/Listener/@className")
        .into_iter()
        .any(|class| {
            document
                .value(class)
                .text
                .starts_with("org.wso2.appserver.")
        })
}

/// The product that a `deployment.toml` is for, from its tables. `in_conf`: it lies in a home's `conf` directory.
fn toml_product(document: &Document, in_conf: bool) -> Option<&'static Product> {
    let has = |path: &[&str]| document.lookup(path).is_some();
    let mut marks = built_in().marks.into_iter();
    let mark = marks.find(|mark| {
        let mut tables = mark.any.iter().map(|table| table.split('.'));
        let mut values = mark.values.iter();
        let is_said = |value: &MarkedValue| {
            let key = value.key.split('.').collect::<Vec<_>>();
            let found = document.lookup(&key).and_then(|id| document.text(id));
            found.is_some_and(|text| text.starts_with(value.starts.as_str()))
        };
        (in_conf || !mark.in_conf)
            && (tables.any(|path| has(&path.collect::<Vec<_>>())) || values.any(is_said))
    })?;
    product(&mark.product)
}

/// Start scripts that only one product has.
fn of_scripts(reader: &HomeReader<'_>) -> Option<Clue> {
    let scripts = products().iter().flat_map(|product| {
        product
            .own_scripts
            .iter()
            .map(move |script| (script, product))
    });
    let (script, product) = scripts
        .into_iter()
        .find(|(script, _)| reader.exists(script))?;
    Some(Clue {
        inherited: true,
        ..Clue::new(script.as_str(), Some(product), None)
    })
}

/// A profile below `wso2/` without the server around it. IoT Server has two of the same names; they open the same.
fn of_profiles(reader: &HomeReader<'_>) -> Option<Clue> {
    let integrator = product("wso2ei")?;
    let profiles = integrator.runtimes.iter();
    let profile = profiles
        .filter(|runtime| runtime.governs == "carbon.xml" && runtime.conf.starts_with("wso2/"))
        .map(|runtime| runtime.governing())
        .find(|file| reader.exists(file))?;
    Some(Clue {
        counts: false,
        guessed: true,
        ..Clue::new(profile, Some(integrator), None)
    })
}

/// The name of the directory is the last hint; for a lone file the directories above it count too.
fn of_directory(canonical: &Path, lone: bool) -> Option<Clue> {
    let levels = if lone { 5 } else { 1 };
    canonical
        .ancestors()
        .skip(usize::from(lone))
        .take(levels)
        .filter_map(|dir| dir.file_name()?.to_str())
        .find_map(|name| zip_name(without_suffixes(name)))
        // A product that was built from a kernel may still lie in its directory.
        .filter(|(product, _)| product.id != KERNEL)
        .map(|(product, version)| Clue {
            // A directory may keep its first name through an update, or have any.
            counts: false,
            ..Clue::new("directory name", Some(product), version)
        })
}

/// Whether a directory is called as the vendor's zip files unpack: `wso2mi-4.1.0`.
pub(super) fn is_named_as_home(dir: &Path) -> bool {
    let name = dir.file_name().and_then(|name| name.to_str());
    name.and_then(zip_name)
        .is_some_and(|(_, version)| version.is_some())
}

/// Says so when clues disagree, once per home.
fn disagreement(clues: &[Clue], identity: &Identity, home: &Path) -> Option<Problem> {
    let taken = identity.product?;
    let other = clues.iter().find(|clue| {
        // A name that the catalogue does not know may be that of the same product.
        let other_product = !clue.may_mean(taken);
        let other_version = match (&clue.version, &identity.version) {
            (Some(a), Some(b)) => !a.is_same_release(b),
            _ => false,
        };
        clue.counts && (other_product || other_version)
    })?;
    // What was taken may come from two clues: the one that gave the version says more.
    let gave = |c: &&Clue| {
        c.product.is_none_or(|p| p == taken)
            && c.stranger.is_none()
            && c.version == identity.version
    };
    let best = clues
        .iter()
        .find(gave)
        .or_else(|| clues.iter().find(|c| c.product == Some(taken)))?;
    Some(
        Problem::of(
            ProblemKind::IdentityConflict,
            home.to_path_buf(),
            format!(
                "the files disagree about what this home is: {}, but {}; the first is taken",
                best.words(),
                other.words()
            ),
        )
        .with_route("identity")
        .with_help("set product and version in a [[home]] entry of wso2-portlint.toml, or fix the file that is wrong"),
    )
}

/// Says so when the catalogue ends before the version.
fn novelty(identity: &Identity, reader: &HomeReader<'_>) -> Option<Problem> {
    let product = product(identity.product?)?;
    let version = identity.version.as_ref()?;
    if !product.is_newer_than_known(version) {
        return None;
    }
    let newest = &product.releases.last()?.version;
    let carried = reader.exists("repository/resources/conf/default.json");
    let rules = if carried {
        format!("the defaults that this home carries, and the rules of {newest}")
    } else {
        format!("the rules of {newest}")
    };
    let message = format!(
        "{} {version} is newer than the newest that is known: {rules} were applied",
        product.name
    );
    Some(
        Problem::of(
            ProblemKind::NewerThanKnown,
            reader.home().to_path_buf(),
            message,
        )
        .with_route("version")
        .with_help("update wso2-portlint"),
    )
}

/// The file of MSF4J servers, which are the vendor's and everybody's.
const NETTY: &str = "netty-transports.yml";

/// Whether a home has a runtime of the Carbon 5 kind.
pub(super) fn has_yaml_runtimes(reader: &HomeReader<'_>) -> bool {
    let mut folders = reader.list("conf").into_iter();
    folders.any(|folder| reader.exists(&format!("conf/{folder}/deployment.yaml")))
}

/// Says so when nobody knows the product, and what its ports are taken from.
fn strangeness(clues: &[Clue], identity: &Identity, reader: &HomeReader<'_>) -> Option<Problem> {
    if identity.product.is_some() {
        return None;
    }
    let home = reader.home().to_path_buf();
    if reader.exists(NETTY) {
        let message = format!(
            "{NETTY} is the file of an MSF4J server; of which product is not told, and its ports are not read"
        );
        let help = "if it is of the MSF4J profile of Enterprise Integrator 6, say product = \"wso2ei\" in a [[home]] entry";
        let problem = Problem::of(ProblemKind::UnknownProduct, home, message);
        return Some(problem.with_route(NETTY).with_help(help));
    }
    let who = match clues.iter().find_map(|c| c.stranger.clone()) {
        Some(name) => format!("{name} is not in the catalogue"),
        None => "looks like a WSO2 home, but of no product that the catalogue knows".to_string(),
    };
    let how = match Bundles::of_home(reader) {
        Some(bundles) => by_bundles::explanation(reader.catalog(), &bundles),
        None if has_yaml_runtimes(reader) => {
            "what its deployment.yaml opens depends on the product, and was not read".to_string()
        }
        None => "only the rules common to all Carbon servers were applied".to_string(),
    };
    Some(
        Problem::of(ProblemKind::UnknownProduct, home, format!("{who}; {how}"))
            .with_route("product")
            .with_help("set the product in a [[home]] entry: product = \"...\"; `wso2-portlint products` lists the ids"),
    )
}

/// Whether a directory with a governing file or a version file is WSO2's at all: those file names are other projects'
/// too.
pub(super) fn is_wso2(directory: &Directory<'_>, limits: &Limits) -> bool {
    let starts = |file: &str, prefix: &[u8]| {
        directory
            .read(file, limits.bytes as u64)
            .is_ok_and(|content| {
                let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content);
                content.len() >= prefix.len()
                    && content
                        .iter()
                        .zip(prefix)
                        .all(|(a, b)| a.eq_ignore_ascii_case(b))
            })
    };
    if starts("bin/version.txt", b"WSO2 ") || starts("updates/product.txt", b"wso2") {
        return true;
    }
    // A directory that is named like an unpacked product needs no further proof in its files.
    let named = is_named_as_home(directory.path());
    super::candidate::governing_paths().iter().any(|file| {
        (named && directory.kind(file).is_some()) || file_is_wso2(directory, file, limits)
    })
}

/// Whether the content of a governing file shows that it is WSO2's. A file that cannot be read or parsed counts when
/// its place says so already (`repository/conf`), because silence about it would be worse.
pub(super) fn file_is_wso2(directory: &Directory<'_>, file: &str, limits: &Limits) -> bool {
    let path = directory.path().join(file);
    let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
        return false;
    };
    let told_by_place = path
        .parent()
        .is_some_and(|p| p.ends_with("repository/conf"));
    let Some(format) = format_of(name) else {
        return false;
    };
    let content = match directory.read(file, limits.bytes as u64) {
        Ok(content) => content,
        Err(ReadError::Missing) => return false,
        Err(_) => return told_by_place && directory.kind(file).is_some(),
    };
    let mut document = portlint_syntax::parse(&content, format, limits);
    if let Some(rest) = rest_of_template(&document, limits) {
        document = rest;
    }
    document_is_wso2(&document, name, told_by_place)
}

/// What a template says beside its tags.
fn rest_of_template(document: &Document, limits: &Limits) -> Option<Document> {
    let mut errors = document.errors.iter();
    errors.find(|error| error.kind == ErrorKind::Template)?;
    let text = portlint_syntax::without_tags(document.source.text());
    Some(portlint_syntax::parse(
        text.as_bytes(),
        document.format,
        limits,
    ))
}

/// Parts of the longest governing path that many products have: `repository/conf/carbon.xml`.
const FAMILIAR_DEPTH: usize = 3;

/// What the text of a template, by the name of the file that it renders, says of product and version; `None` when it is not
/// shown to be for a WSO2 server.
pub(super) fn of_template_text(
    path: &Path,
    name: &str,
    text: &str,
    limits: &Limits,
) -> Option<(Option<&'static str>, Option<Version>)> {
    let format = format_of(name)?;
    let text = portlint_syntax::without_tags(text);
    let document = portlint_syntax::parse(text.as_bytes(), format, limits);
    let directory = path.parent().unwrap_or(Path::new(""));
    if !document_is_wso2(&document, name, directory.ends_with("repository/conf")) {
        return None;
    }
    let in_conf = directory.ends_with("conf") && !directory.ends_with("repository/conf");
    let of_content = match format {
        Format::Toml => {
            toml_product(&document, in_conf).map(|found| (Some(found.id.as_str()), None))
        }
        Format::Yaml => identify(&document).map(|(id, _)| (Some(id), None)),
        Format::Xml => of_carbon_xml(name, &document).map(|clue| (clue.product, clue.version)),
        Format::Properties | Format::Nginx | Format::Haproxy => None,
    };
    let of_place = || of_directory(path, true).map(|clue| (clue.product, clue.version));
    let found = of_content.or_else(of_place).unwrap_or_default();
    let (product, _) = found;
    let placed = of_governing_place(&directory.join(name));
    if placed.is_empty() || placed.iter().any(|id| Some(*id) == product) {
        return Some(found);
    }
    // IoT Server has two profiles of the same names as Enterprise Integrator.
    let integrator = placed.iter().find(|id| **id == "wso2ei");
    Some((integrator.or(placed.first()).copied(), None))
}

/// The products that have their configuration in a place of this name: `wso2/analytics/conf/worker/deployment.yaml`.
fn of_governing_place(path: &Path) -> Vec<&'static str> {
    let governs = |product: &Product| {
        let mut runtimes = product.runtimes.iter();
        runtimes.any(|spec| {
            let governing = spec.governing();
            let depth = governing.split('/').count();
            depth > FAMILIAR_DEPTH && path.ends_with(governing)
        })
    };
    let placed = products().iter().filter(|product| governs(product));
    placed.map(|product| product.id.as_str()).collect()
}

/// Whether what is left of a governing file shows that it is WSO2's.
fn document_is_wso2(document: &Document, name: &str, told_by_place: bool) -> bool {
    match document.format {
        Format::Toml => {
            told_by_place
                || toml_product(document, false).is_some()
                || (document.lookup(&["server"]).is_some()
                    && ["super_admin", "user_store", "keystore", "truststore"]
                        .iter()
                        .any(|table| document.lookup(&[table]).is_some()))
                || ["offset", "node_ip", "base_path", "server_role"]
                    .iter()
                    .any(|key| document.lookup(&["server", key]).is_some())
        }
        Format::Yaml => {
            looks_like_wso2(document)
                || (name == "netty-transports.yml"
                    && document.lookup(&["listenerConfigurations"]).is_some())
        }
        Format::Xml => {
            document.select_first("Server/Ports").is_some()
                || document.select_first("Server/ServerKey").is_some()
                || is_application_server(document)
                || (!document.errors.is_empty()
                    && document.source.text().contains("wso2.org/projects/carbon"))
        }
        Format::Properties | Format::Nginx | Format::Haproxy => false,
    }
}
