//! What of a scan still holds when a file has changed: an editor's key must cost the home that it changes, not all of them.

use super::candidate::Candidate;
use super::{ReadHome, Search};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the last scan found and read, for the next one over the same file system with the same request. Only the contents of
/// files may change between the two, and [`Kept::forget`] has to be told of each. Where anything else may have changed, begin
/// with nothing.
#[derive(Debug, Default)]
pub struct Kept {
    search: Option<KeptSearch>,
    /// By true name. Homes in containers are not among them once the search is forgotten: what describes them may have changed.
    homes: BTreeMap<PathBuf, KeptHome>,
}

#[derive(Debug)]
struct KeptSearch {
    search: Arc<Search>,
    read: BTreeSet<PathBuf>,
}

#[derive(Debug)]
struct KeptHome {
    candidate: Candidate,
    home: Arc<ReadHome>,
    /// The true names of the files that it was made of.
    read: BTreeSet<PathBuf>,
}

impl Kept {
    /// Gives up what was made of the content of a file, by its true name.
    pub fn forget(&mut self, file: &Path) {
        if self
            .search
            .as_ref()
            .is_some_and(|kept| kept.read.contains(file))
        {
            self.search = None;
            self.homes
                .retain(|_, kept| kept.candidate.container.is_none());
        }
        self.homes.retain(|_, kept| !kept.read.contains(file));
    }

    pub(super) fn search(&self) -> Option<Arc<Search>> {
        let kept = self.search.as_ref()?;
        Some(Arc::clone(&kept.search))
    }

    pub(super) fn keep_search(&mut self, search: &Arc<Search>, read: BTreeSet<PathBuf>) {
        let search = Arc::clone(search);
        self.search = Some(KeptSearch { search, read });
    }

    /// What was made of a candidate when it was the same.
    pub(super) fn home(&self, candidate: &Candidate) -> Option<Arc<ReadHome>> {
        let kept = self.homes.get(&candidate.canonical)?;
        let is_same = kept.candidate.is_same(candidate);
        is_same.then(|| Arc::clone(&kept.home))
    }

    pub(super) fn keep_home(
        &mut self,
        candidate: &Candidate,
        home: &Arc<ReadHome>,
        read: BTreeSet<PathBuf>,
    ) {
        let kept = KeptHome {
            candidate: candidate.clone(),
            home: Arc::clone(home),
            read,
        };
        self.homes.insert(candidate.canonical.clone(), kept);
    }

    /// Homes that are gone need no room.
    pub(super) fn retain(&mut self, candidates: &[Candidate]) {
        let there = candidates.iter().map(|home| home.canonical.as_path());
        let there = there.collect::<BTreeSet<_>>();
        self.homes.retain(|name, _| there.contains(name.as_path()));
    }
}
