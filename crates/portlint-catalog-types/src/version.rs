//! Product and component versions, and requirements on them.

use crate::list::List;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// A version such as `4.2.0` or `5.3.0-alpha2`.
///
/// A pre-release orders before its release, but [`VersionReq::matches`] gives it the rules of the release.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version {
    numbers: [u32; 4],
    /// Where in `text` that begins which follows the numbers, without the leading `-` or `.`: the end for a release.
    pre: usize,
    /// As written.
    text: Cow<'static, str>,
}

impl Version {
    /// Reads a version; `None` when the text does not start with a number. A leading `v` is skipped.
    pub fn parse(text: &str) -> Option<Version> {
        let text = text.trim();
        let body = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let mut numbers = [0u32; 4];
        let mut rest = body;
        for (position, slot) in numbers.iter_mut().enumerate() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (number, after) = rest.split_at_checked(digits)?;
            if digits == 0 {
                if position == 0 {
                    return None;
                }
                break;
            }
            *slot = number.parse().ok()?;
            rest = after;
            match rest.strip_prefix('.') {
                Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => rest = after,
                _ => break,
            }
        }
        let pre = rest.trim_start_matches(['-', '.', '_']);
        if pre.contains(|c: char| !(c.is_ascii_alphanumeric() || "-._+".contains(c))) {
            return None;
        }
        Some(Version {
            numbers,
            pre: body.len() - pre.len(),
            text: Cow::Owned(body.to_string()),
        })
    }

    /// A version that [`Version::parse`] took apart at build time.
    #[doc(hidden)]
    pub const fn baked(numbers: [u32; 4], pre: usize, text: &'static str) -> Version {
        let text = Cow::Borrowed(text);
        Version { numbers, pre, text }
    }

    /// What follows the numbers; empty for a release.
    fn pre(&self) -> &str {
        self.text.get(self.pre..).unwrap_or_default()
    }

    /// The version as it was written, without a leading `v`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True where both mean one release: the fourth number is the update level, `1.0.0.4`, and a text may leave it out.
    pub fn is_same_release(&self, other: &Version) -> bool {
        let release =
            |version: &Version| version.numbers.iter().copied().take(3).collect::<Vec<_>>();
        release(self) == release(other)
    }

    /// Compares the numbers only, so that `5.3.0-alpha2` equals `5.3.0`.
    pub fn cmp_release(&self, other: &Version) -> Ordering {
        self.numbers.cmp(&other.numbers)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cmp_release(other)
            .then_with(|| match (self.pre(), other.pre()) {
                ("", "") => Ordering::Equal,
                ("", _) => Ordering::Greater,
                (_, "") => Ordering::Less,
                (own, others) => in_lower_case(own).cmp(in_lower_case(others)),
            })
            .then_with(|| self.text.cmp(&other.text))
    }
}

fn in_lower_case(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

#[cfg(feature = "bake")]
mod bake {
    use super::Version;
    use databake::{Bake, BakeSize, CrateEnv, TokenStream, quote};

    impl Bake for Version {
        fn bake(&self, env: &CrateEnv) -> TokenStream {
            env.insert("portlint_catalog_types");
            let numbers = self.numbers.bake(env);
            let pre = self.pre;
            let text = self.as_str();
            quote!(portlint_catalog_types::Version::baked(#numbers, #pre, #text))
        }
    }

    impl BakeSize for Version {
        fn borrows_size(&self) -> usize {
            self.text.len()
        }
    }
}

/// A conjunction of comparisons such as `>=4.1 <4.6`; empty matches every version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub struct VersionReq(
    /// All of them must hold.
    pub List<(Comparison, Version)>,
);

/// How a version relates to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `=`
    Equal,
    /// `>=`
    GreaterEqual,
    /// `>`
    Greater,
}

impl VersionReq {
    /// Reads white-space separated comparisons: `<`, `<=`, `=`, `>=`, `>` and a version. Leaks their list.
    pub fn parse(text: &str) -> Option<VersionReq> {
        let mut all = Vec::new();
        for part in text.split_whitespace() {
            let (comparison, version) = if let Some(v) = part.strip_prefix("<=") {
                (Comparison::LessEqual, v)
            } else if let Some(v) = part.strip_prefix(">=") {
                (Comparison::GreaterEqual, v)
            } else if let Some(v) = part.strip_prefix('<') {
                (Comparison::Less, v)
            } else if let Some(v) = part.strip_prefix('>') {
                (Comparison::Greater, v)
            } else {
                (Comparison::Equal, part.strip_prefix('=')?)
            };
            all.push((comparison, Version::parse(version)?));
        }
        Some(VersionReq(List::from_iter(all)))
    }

    /// Whether the rules for this range apply to `version`. Only the numbers count: a pre-release takes the rules of
    /// its release.
    pub fn matches(&self, version: &Version) -> bool {
        self.0.iter().all(|(comparison, bound)| {
            let order = version.cmp_release(bound);
            match comparison {
                Comparison::Less => order.is_lt(),
                Comparison::LessEqual => order.is_le(),
                Comparison::Equal => order.is_eq(),
                Comparison::GreaterEqual => order.is_ge(),
                Comparison::Greater => order.is_gt(),
            }
        })
    }

    /// True when every version matches.
    pub fn is_any(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for VersionReq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (comparison, version)) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(" ")?;
            }
            let sign = match comparison {
                Comparison::Less => "<",
                Comparison::LessEqual => "<=",
                Comparison::Equal => "=",
                Comparison::GreaterEqual => ">=",
                Comparison::Greater => ">",
            };
            write!(f, "{sign}{version}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_releases_and_pre_releases() {
        let v = |s| Version::parse(s).unwrap();
        assert!(v("5.3.0-alpha2") < v("5.3.0"));
        assert!(v("5.3.0-alpha") < v("5.3.0-BETA"));
        assert!(v("4.10.9") > v("4.9.33"));
        assert_eq!(v("v6.1.1").as_str(), "6.1.1");
        assert!(v("4.2") < v("4.2.1"));
        assert_eq!(v("4.2").cmp_release(&v("4.2.0")), Ordering::Equal);
        assert!(Version::parse("two").is_none());
        assert!(Version::parse("").is_none());
        assert!(Version::parse("99999999999").is_none());
    }

    #[test]
    fn a_pre_release_takes_the_rules_of_its_release() {
        let req = VersionReq::parse(">=5.3 <5.9").unwrap();
        assert!(req.matches(&Version::parse("5.3.0-alpha2").unwrap()));
        assert!(!req.matches(&Version::parse("5.9.0-beta").unwrap()));
        assert_eq!(req.to_string(), ">=5.3 <5.9");
    }
}
