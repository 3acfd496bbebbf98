//! The objects of manifests, and which of them a name means.

use super::value::Value;
use crate::containers::files::ContainerFiles;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Most objects that are looked at.
const MOST_OBJECTS: usize = 50_000;

/// An object of a manifest.
pub(crate) struct Object {
    /// `Deployment`, `Service` …
    pub(crate) kind: String,
    /// Its name.
    pub(crate) name: String,
    namespace: Option<String>,
    /// The file, as shown.
    pub(crate) path: PathBuf,
    /// The whole object.
    pub(crate) root: Value,
}

impl Object {
    fn of(path: &Path, root: Value) -> Option<Object> {
        let metadata = root.get("metadata")?;
        Some(Object {
            kind: root.text_of("kind")?,
            name: metadata.text_of("name")?,
            namespace: metadata.text_of("namespace"),
            path: path.to_path_buf(),
            root,
        })
    }

    /// `Deployment/am`.
    pub(crate) fn title(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// The namespace that it names.
    pub(crate) fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// Whether both may be in one namespace: a manifest without one goes where the others go.
    pub(crate) fn meets(&self, other: &Object) -> bool {
        match (&self.namespace, &other.namespace) {
            (Some(own), Some(theirs)) => own == theirs,
            _ => true,
        }
    }

    /// What is deployed together: a stream, or the files of one directory.
    pub(crate) fn set(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// All objects of all manifests.
pub(crate) struct Objects {
    all: Vec<Object>,
}

impl Objects {
    /// Reads them.
    pub(crate) fn read(files: &ContainerFiles<'_>, paths: &BTreeSet<PathBuf>) -> Objects {
        let mut all = Vec::new();
        for path in paths {
            for file in files.stream(path) {
                let Some(root) = Value::root(&file) else {
                    continue;
                };
                let is_list = root
                    .text_of("kind")
                    .is_some_and(|kind| kind.ends_with("List"));
                let roots = if is_list {
                    root.list("items")
                } else {
                    vec![root]
                };
                all.extend(roots.into_iter().filter_map(|root| Object::of(path, root)));
            }
        }
        all.truncate(MOST_OBJECTS);
        Objects { all }
    }

    /// All of them, in the order of their files.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Object> {
        self.all.iter()
    }

    /// Those of a kind.
    pub(crate) fn of_kind<'o>(&'o self, kind: &'static str) -> impl Iterator<Item = &'o Object> {
        self.all.iter().filter(move |object| object.kind == kind)
    }

    /// The one that another object means by a name: in its own file, else in its own directory, else the only one anywhere.
    pub(crate) fn named<'o>(&'o self, from: &Object, kind: &str, name: &str) -> Option<&'o Object> {
        let is_meant =
            |object: &&Object| object.kind == kind && object.name == name && object.meets(from);
        let meant = self.all.iter().filter(is_meant);
        let meant = meant.collect::<Vec<_>>();
        let meant = nearest(from, meant)?;
        match meant.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// Those of the own file, else those of the own directory, else those of one other directory; `None` when there are none, or
/// when several directories have some.
pub(crate) fn nearest<'o>(from: &Object, all: Vec<&'o Object>) -> Option<Vec<&'o Object>> {
    let near = |is_near: &dyn Fn(&Object) -> bool| {
        let near = all.iter().copied().filter(|object| is_near(object));
        Some(near.collect::<Vec<_>>()).filter(|near| !near.is_empty())
    };
    near(&|object| object.path == from.path)
        .or_else(|| near(&|object| object.set() == from.set()))
        .or_else(|| {
            let sets = all.iter().map(|object| object.set());
            (sets.collect::<BTreeSet<_>>().len() == 1).then_some(all)
        })
}
