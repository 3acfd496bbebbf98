//! What compose files say of each service, all services, in the form in which `docker-compose config` says it: for the
//! comparison of this reading with the real one (`tests/compose/compare.py`).

use super::compose::{self, Service};
use super::files::ContainerFiles;
use super::service::{self, Source};
use portlint_files::FileSystem;
use portlint_host::Published;
use portlint_syntax::Limits;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A service of a compose project as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeService {
    /// Its name.
    pub name: String,
    /// The image; `None` where there is none or a variable in its name is not known.
    pub image: Option<String>,
    /// The ports that the host passes on.
    pub published: Vec<Published>,
    /// What is mounted.
    pub mounts: Vec<ComposeMount>,
    /// The variables whose values are known.
    pub environment: BTreeMap<String, String>,
    /// False when a variable may have another value, or there are others.
    pub environment_is_known: bool,
}

/// A mount of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeMount {
    /// The path in the container.
    pub target: String,
    /// The path of the host; `None` for a volume and for what is not known.
    pub source: Option<PathBuf>,
    /// True when the source is not known.
    pub is_unknown: bool,
}

/// The services of the projects that these compose files make, each file read once; those of a file that overrides another are
/// part of that one's.
pub fn compose_services(
    files: &dyn FileSystem,
    limits: Limits,
    paths: &[PathBuf],
) -> Vec<(PathBuf, Vec<ComposeService>)> {
    let files = ContainerFiles::new(files, limits);
    let projects = compose::projects(&files, paths);
    let described = projects.iter().map(|project| {
        let services = project.services(&files);
        let services = services.iter().map(|service| described(&files, service));
        (project.file.clone(), services.collect())
    });
    described.collect()
}

fn described(files: &ContainerFiles<'_>, service: &Service<'_>) -> ComposeService {
    let (environment, environment_is_known) = service::environment(files, service);
    let image = service.text("image").filter(|image| !image.unknown);
    let mounts = service::mounts(files, service).into_iter();
    let mounts = mounts.map(|mount| ComposeMount {
        target: mount.target,
        is_unknown: matches!(mount.source, Source::Unknown),
        source: match mount.source {
            Source::Path(path) => Some(path),
            Source::Volume | Source::Unknown => None,
        },
    });
    ComposeService {
        name: service.name.clone(),
        image: image.map(|image| image.text),
        published: service::published(service),
        mounts: mounts.collect(),
        environment,
        environment_is_known,
    }
}
