//! Names of images: which product and version they stand for.

use portlint_catalog::{Image, Version, built_in};

/// What the vendor's images add to a version: the operating system, the Java version.
const VARIANTS: &[&str] = &[
    "alpine",
    "centos",
    "rocky",
    "ubuntu",
    "debian",
    "multiarch",
    "slim",
    "jdk",
    "amd64",
    "arm64",
];

/// What the name of an image says.
#[derive(Debug, Clone)]
pub(super) struct NamedImage {
    /// The entry of the catalogue.
    pub image: &'static Image,
    /// The product version, where the tag tells it.
    pub version: Option<Version>,
    /// The update level, where the tag has a fourth number.
    pub update: Option<String>,
    /// True for the vendor's own registries and organisations: nobody else's configuration is in it.
    pub is_vendors: bool,
}

/// The image of this name, when it is one of the vendor's products.
pub(super) fn recognise(name: &str) -> Option<NamedImage> {
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    let (path, tag) = match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    };
    let version = tag.and_then(version);
    let fits = |image: &&Image| {
        let mut names = image.names.iter();
        names.any(|known| is_called(path, known))
    };
    let mut images = built_in().images.iter().filter(fits);
    let image = match &version {
        Some(version) => images.find(|image| image.versions.matches(version))?,
        None => images.next_back()?,
    };
    Some(NamedImage {
        image,
        update: tag.and_then(update),
        version,
        is_vendors: is_vendors(path),
    })
}

/// Whether the path of an image ends in a name.
fn is_called(path: &str, name: &str) -> bool {
    path.strip_suffix(name)
        .is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

fn is_vendors(path: &str) -> bool {
    let mut parts = path.split('/').rev().skip(1);
    parts.any(|part| part == "wso2" || part.starts_with("wso2-") || part.ends_with("wso2.com"))
}

/// The product version of a tag: a fourth number is the update level, words name variants or a pre-release.
pub(super) fn version(tag: &str) -> Option<Version> {
    let (numbers, words) = tag.split_once('-').unwrap_or((tag, ""));
    let mut parts = numbers.split('.').take(3);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !numbers.contains('.') || !parts.all(is_number) {
        return None;
    }
    let release = numbers.splitn(4, '.').take(3).collect::<Vec<_>>().join(".");
    let mut words = words.split('-');
    let is_variant = |word: &str| VARIANTS.iter().any(|known| word.starts_with(known));
    let stage = words.find(|word| !word.is_empty() && !is_variant(word));
    let stages = ["alpha", "beta", "rc", "m"];
    let is_stage = |word: &&str| {
        let stage = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        stages.contains(&stage.to_ascii_lowercase().as_str())
    };
    match stage.filter(is_stage) {
        Some(stage) => Version::parse(&format!("{release}-{stage}")),
        None => Version::parse(&release),
    }
}

/// The update level of a tag: `4.7.0.0`.
fn update(tag: &str) -> Option<String> {
    let numbers = tag.split_once('-').map_or(tag, |(numbers, _)| numbers);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts = numbers.split('.');
    (parts.clone().count() == 4 && parts.clone().all(is_number)).then(|| numbers.to_string())
}

/// The directory of the home in the user's directory.
pub(super) fn home_directory(image: &Image, version: Option<&Version>) -> Option<String> {
    if !image.home.contains("{version}") {
        return Some(image.home.to_string());
    }
    Some(image.home.replace("{version}", version?.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tags_are_taken_apart() {
        for (name, expected) in [
            ("wso2/wso2am:4.2.0", Some("wso2am 4.2.0 true")),
            ("wso2/wso2am:4.1.0-multiarch", Some("wso2am 4.1.0 true")),
            (
                "docker.wso2.com/wso2am:4.2.0.13-alpine",
                Some("wso2am 4.2.0 true"),
            ),
            (
                "registry.wso2.com/wso2-apim/am:4.7.0.0",
                Some("wso2am 4.7.0 true"),
            ),
            (
                "egistry.wso2.com/wso2-integrator/mi:4.5.0.0",
                Some("wso2mi 4.5.0 true"),
            ),
            ("localhost:5000/wso2mi:4.3.0", Some("wso2mi 4.3.0 false")),
            ("wso2/wso2am:4.6.0-alpha3", Some("wso2am 4.6.0-alpha3 true")),
            ("wso2/wso2is:latest", Some("wso2is ? true")),
            ("wso2/wso2is@sha256:00", Some("wso2is ? true")),
            ("wso2is-km:5.10.0", Some("wso2is 5.10.0 false")),
            ("wso2/wso2ei-broker:6.6.0", Some("wso2ei 6.6.0 true")),
            ("acme/mywso2am:4.2.0", None),
            ("mysql:8.0", None),
            ("wso2/wso2am:4.2.x.1", Some("wso2am ? true")),
        ] {
            let found = recognise(name).map(|found| {
                let version = found.version.map(|version| version.to_string());
                let version = version.unwrap_or("?".to_string());
                format!("{} {version} {}", found.image.product, found.is_vendors)
            });
            assert_eq!(found.as_deref(), expected, "{name}");
        }
    }
}
