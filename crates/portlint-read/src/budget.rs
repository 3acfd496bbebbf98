//! Bounds on what a home and a run may cost, beside those for each file.

use portlint_files::Meter;
use std::cell::Cell;

const MIB: u64 = 1024 * 1024;

/// Bounds on what a home and a run may cost. [`Budget::default`] is generous: a real home has 0.2 to 2 MB of configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Most bytes that are read of one home, carbon applications included.
    pub home_bytes: u64,
    /// Most bytes that are read in a run.
    pub run_bytes: u64,
    /// Most bytes that the XML files in all carbon applications of a home may inflate to.
    pub inflated_bytes: u64,
    /// Most directories that are searched for homes in a run.
    pub directories: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            home_bytes: 256 * MIB,
            run_bytes: 2048 * MIB,
            inflated_bytes: 32 * MIB,
            directories: 100_000,
        }
    }
}

impl Budget {
    /// What counts the bytes of a run.
    pub(crate) fn of_run(&self) -> Meter {
        Meter::new("a run (`[limits]` run-bytes)", self.run_bytes)
    }

    /// What counts the bytes of a home.
    pub(crate) fn of_home(&self) -> Meter {
        Meter::new("a home (`[limits]` home-bytes)", self.home_bytes)
    }
}

/// The directories that may still be searched in a run.
#[derive(Debug)]
pub(crate) struct DirectoriesLeft(Cell<usize>);

impl DirectoriesLeft {
    /// At the start of a run.
    pub(crate) fn of(budget: &Budget) -> DirectoriesLeft {
        DirectoriesLeft(Cell::new(budget.directories))
    }

    /// Takes one; false when there is none left.
    pub(crate) fn take(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}
