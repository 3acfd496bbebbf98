//! Where the columns of the map are: each used port has one, and numbers that are near each other stand near each other.
//! `page.js` places what is left after folding by the same rule.

use std::collections::{BTreeMap, BTreeSet};

/// Ports at most this far apart are on one band.
const NEAR: i64 = 12;
/// Columns up to which the numbers stand across; beyond, they stand upright.
const FEW: usize = 25;

/// Pixels throughout.
pub(super) struct Columns {
    /// The middle of each port's column.
    pub(super) middles: BTreeMap<i64, i64>,
    /// The first and the last middle of each band.
    pub(super) bands: Vec<(i64, i64)>,
    /// Of all columns.
    pub(super) width: i64,
    /// Whether there is room for numbers across.
    pub(super) across: bool,
}

impl Columns {
    pub(super) fn of(ports: &BTreeSet<i64>) -> Columns {
        let across = ports.len() <= FEW;
        let least = if across { 42 } else { 15 };
        let mut columns = Columns {
            middles: BTreeMap::new(),
            bands: Vec::new(),
            width: 0,
            across,
        };
        let (mut x, mut before) = (0, None);
        for port in ports {
            let gap = before.map(|before| port - before);
            match (gap, columns.bands.last_mut()) {
                (Some(gap), Some((_, end))) if gap <= NEAR => {
                    x += least + (gap - 1) * 2;
                    *end = x;
                }
                (gap, _) => {
                    x += if gap.is_some() { least + 34 } else { least };
                    columns.bands.push((x, x));
                }
            }
            columns.middles.insert(*port, x);
            before = Some(*port);
        }
        columns.width = x + least;
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::Columns;

    #[test]
    fn every_port_has_a_column_of_its_own() {
        let ports = [9443, 9444, 9450, 9763].into();
        let few = Columns::of(&ports);
        assert_eq!(
            few.middles.values().copied().collect::<Vec<_>>(),
            [42, 84, 136, 212]
        );
        assert_eq!(few.bands, [(42, 136), (212, 212)]);
        assert!(few.across);
        let many = Columns::of(&(1..=65535).collect());
        assert!(!many.across);
        let middles: Vec<_> = many.middles.values().collect();
        assert!(middles.windows(2).all(|two| two[1] - two[0] >= 15));
    }
}
