//! Bounds on the work that one file may cost.

/// Bounds on the work that one file may cost. [`Limits::default`] is generous for real configuration: the deepest
/// real file seen has 37 levels and the largest 158 KB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes as stored.
    pub bytes: usize,
    /// Deepest nesting, in levels of elements, tables or collections.
    pub depth: usize,
    /// Most located errors kept for one file.
    pub errors: usize,
    /// Most nodes in one tree.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 8 * 1024 * 1024,
            depth: 200,
            errors: 50,
            nodes: 1_000_000,
        }
    }
}
