//! A home of which no product is known: each bundle that opens ports is read with the rules of a product that has the
//! same bundle, and of what those rules say only the listeners of the bundle are taken.

use crate::bundles::Bundles;
use crate::reader::HomeReader;
use portlint_catalog::{Bundle, Catalog, Like, Product, ReleaseBy, RuntimeSpec, Version};
use portlint_host::words::list;
use portlint_host::{Listener, Problem, ProblemKind, Runtime, showable_name};

/// A product that stands in for the one that is not known.
pub(super) struct StandIn {
    /// The product.
    pub product: &'static Product,
    /// Its release.
    pub version: Version,
    /// The release whose rules apply.
    pub rules: Option<Version>,
    /// Its runtime.
    pub runtime: &'static RuntimeSpec,
    /// The listeners that are taken from it.
    opens: Vec<&'static str>,
}

/// The bundles of a home that are in the catalogue, in its order.
fn known(catalog: &'static Catalog, bundles: &Bundles) -> impl Iterator<Item = &'static Bundle> {
    let known = catalog.bundles.as_slice().iter();
    known.filter(|bundle| bundles.have(&bundle.name))
}

/// Whether more than a kernel is installed.
pub(super) fn is_more_than_a_kernel(catalog: &'static Catalog, bundles: &Bundles) -> bool {
    known(catalog, bundles).any(|bundle| !bundle.kernel)
}

/// Reads a runtime, given with its configuration directory, as each of its stand-ins would be read; `None` where no bundle
/// is known that opens a port.
pub(super) fn read(
    reader: &mut HomeReader<'_>,
    bundles: &Bundles,
    spec: &RuntimeSpec,
    mut read_as: impl FnMut(&mut HomeReader<'_>, &StandIn) -> Runtime,
) -> Option<Runtime> {
    let stand_ins = stand_ins(reader, bundles, spec);
    let parts = stand_ins.iter().map(|one| (one, read_as(reader, one)));
    combine(parts.collect())
}

/// Who stands in for the product of a runtime, the first for what is no listener of a bundle.
fn stand_ins(reader: &mut HomeReader<'_>, bundles: &Bundles, spec: &RuntimeSpec) -> Vec<StandIn> {
    let catalog = reader.catalog();
    let mut found: Vec<StandIn> = Vec::new();
    for bundle in known(catalog, bundles) {
        let mut likes = bundle.like.into_iter();
        let Some(one) = likes.find_map(|like| stand_in(reader, bundles, like, spec)) else {
            continue;
        };
        let opens = bundle.opens.into_iter().map(|id| id.as_str());
        let same = |other: &&mut StandIn| {
            (other.product.id.as_str(), &other.version) == (one.product.id.as_str(), &one.version)
        };
        match found.iter_mut().find(same) {
            Some(other) => other.opens.extend(opens),
            None => found.push(StandIn {
                opens: opens.collect(),
                ..one
            }),
        }
    }
    found
}

/// The product that an entry names, in the release that fits the home; none where the entry does not fit.
fn stand_in(
    reader: &mut HomeReader<'_>,
    bundles: &Bundles,
    like: &Like,
    spec: &RuntimeSpec,
) -> Option<StandIn> {
    let with = like.with.as_deref();
    if with.is_some_and(|with| !bundles.have(with)) {
        return None;
    }
    if let Some(template) = &like.template
        && let Some(text) = reader.bytes(&template.file)
        && !String::from_utf8_lossy(&text).contains(template.has.as_str())
    {
        return None;
    }
    let product = reader.catalog().product(&like.product)?;
    let version = match like.release {
        ReleaseBy::Kernel => {
            let kernel = Version::parse(bundles.version("org.wso2.carbon.core")?)?;
            match product.release_on_kernel(&kernel) {
                Some(release) => release.version.clone(),
                None => product.releases.last()?.version.clone(),
            }
        }
        ReleaseBy::With => Version::parse(bundles.version(with?)?)?,
    };
    let mut runtimes = product.runtimes.iter();
    let runtime = runtimes.find(|r| r.versions.matches(&version))?;
    let fits = runtime.generation == spec.generation && runtime.governs == spec.governs;
    fits.then(|| StandIn {
        rules: product.rules_for(Some(&version), runtime),
        product,
        version,
        runtime,
        opens: Vec::new(),
    })
}

/// Joins what the stand-ins say of one runtime: of each its listeners, and of all that is about the home itself.
fn combine(parts: Vec<(&StandIn, Runtime)>) -> Option<Runtime> {
    let mut parts = parts.into_iter();
    let (first, mut whole) = parts.next()?;
    let others: Vec<_> = parts.collect();
    whole.listeners.retain(|listener| opens(first, listener));
    // What only one of several products does not read may well be read by this one.
    whole.problems.retain(|problem| {
        let says = |(_, other): &(&StandIn, Runtime)| {
            other.problems.iter().any(|known| agree(known, problem))
        };
        !depends_on_product(problem.kind) || others.iter().all(says)
    });
    for (stand_in, part) in others {
        let listeners = part.listeners.into_iter();
        for listener in listeners.filter(|listener| opens(stand_in, listener)) {
            if !whole.listeners.iter().any(|known| known.id == listener.id) {
                whole.listeners.push(listener);
            }
        }
        for problem in part.problems {
            let is_new = !whole.problems.iter().any(|known| agree(known, &problem));
            if is_new && !depends_on_product(problem.kind) {
                whole.problems.push(problem);
            }
        }
        for reference in part.references {
            let is_new = !whole.references.iter().any(|known| {
                known.route == reference.route && known.location == reference.location
            });
            if is_new {
                whole.references.push(reference);
            }
        }
    }
    Some(whole)
}

/// Whether a listener is one of those that are taken from a stand-in: users name theirs behind the catalogue's id.
fn opens(stand_in: &StandIn, listener: &Listener) -> bool {
    stand_in.opens.iter().any(|id| {
        let rest = listener.id.strip_prefix(id);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// Whether a problem says what a product does with a setting.
fn depends_on_product(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::SettingWithoutEffect
            | ProblemKind::MisplacedSetting
            | ProblemKind::UnknownPortKey
    )
}

fn agree(a: &Problem, b: &Problem) -> bool {
    let place = |p: &Problem| p.location.as_ref().map(|at| at.span);
    (a.kind, &a.route, place(a)) == (b.kind, &b.route, place(b))
}

/// What is said of a home that was read by its bundles: which were read, and what is not known.
pub(super) fn explanation(catalog: &'static Catalog, bundles: &Bundles) -> String {
    let with_version = |bundle: &Bundle| {
        let version = bundles.version(&bundle.name).unwrap_or_default();
        format!("{} {}", bundle.name, showable_name(version))
    };
    let read: Vec<String> = known(catalog, bundles).map(with_version).collect();
    let others = bundles.len().saturating_sub(read.len());
    if read.is_empty() {
        format!("none of its {others} bundles is known to open a port")
    } else {
        format!(
            "its ports are those of its bundles {}; what its {others} other bundles open is not known",
            list(&read)
        )
    }
}
