//! Defaults in the `${name}` of a connector: a matter of Tomcat's version.

use crate::bundles::Bundles;
use crate::resolve::RuntimeContext;
use portlint_catalog::Version;
use portlint_catalog::toml_generation::Family;

/// What stands between the name of a property and its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PropertyDefault {
    /// Nothing: all is the name.
    None,
    /// This text.
    After(&'static str),
    /// The version of Tomcat is not known.
    Unknown,
}

/// What is written between the braces.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Split<'t> {
    /// A name, and what counts where it is not set.
    Name(&'t str, Option<&'t str>),
    /// A default that this Tomcat does not know.
    Stays,
    /// It may be a default.
    Unknown,
}

impl PropertyDefault {
    /// That of the home's own Tomcat, else that of the release.
    pub(super) fn of(
        family: &'static Family,
        context: &RuntimeContext<'_>,
        bundles: Option<&Bundles>,
    ) -> PropertyDefault {
        let own = bundles.and_then(|bundles| Version::parse(bundles.version("tomcat")?));
        let mut known = family.property_defaults.iter();
        let found = match own {
            Some(own) => known.find(|one| one.tomcat.matches(&own)),
            None => known.find(|one| context.is_admitted(&one.gates)),
        };
        match found {
            None => PropertyDefault::Unknown,
            Some(found) => match &found.separator {
                Some(separator) => PropertyDefault::After(separator.as_str()),
                None => PropertyDefault::None,
            },
        }
    }

    /// Takes apart what stands between the braces.
    pub(super) fn split(self, written: &str) -> Split<'_> {
        match self {
            PropertyDefault::After(separator) => match written.split_once(separator) {
                Some((name, default)) => Split::Name(name, Some(default)),
                None => Split::Name(written, None),
            },
            _ if !written.contains(':') => Split::Name(written, None),
            PropertyDefault::None => Split::Stays,
            PropertyDefault::Unknown => Split::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_default_is_a_matter_of_the_separator() {
        let written = "my.port:-9802";
        let later = PropertyDefault::After(":-");
        assert_eq!(later.split(written), Split::Name("my.port", Some("9802")));
        let colon = PropertyDefault::After(":");
        assert_eq!(colon.split(written), Split::Name("my.port", Some("-9802")));
        assert_eq!(PropertyDefault::None.split(written), Split::Stays);
        assert_eq!(PropertyDefault::Unknown.split(written), Split::Unknown);
        let plain = Split::Name("my.port", None);
        assert_eq!(PropertyDefault::Unknown.split("my.port"), plain);
    }
}
