//! Which of many belong together.

/// Disjoint sets of the numbers `0..n`; the smallest member stands for its set.
pub struct UnionFind(Vec<usize>);

impl UnionFind {
    /// Every number alone.
    pub fn new(count: usize) -> Self {
        UnionFind((0..count).collect())
    }

    /// The number that stands for the set of `member`.
    pub fn root(&self, member: usize) -> usize {
        let mut current = member;
        while let Some(&parent) = self.0.get(current) {
            if parent == current {
                break;
            }
            current = parent;
        }
        current
    }

    /// Joins the sets of `a` and `b`.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(parent) = self.0.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_numbers_have_one_root() {
        let mut sets = UnionFind::new(5);
        sets.join(3, 4);
        sets.join(4, 1);
        assert_eq!(sets.root(3), 1);
        assert_eq!(sets.root(4), 1);
        assert_eq!(sets.root(2), 2);
    }
}
