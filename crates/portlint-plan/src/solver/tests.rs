use super::*;
use proptest::prelude::*;

fn tcp(port: i64) -> Socket {
    Socket {
        protocol: Protocol::Tcp,
        port,
        address: None,
    }
}

fn unit(group: usize, offset: i64, bases: &[i64], staying: &[i64]) -> Unit {
    Unit {
        group,
        offset,
        movable: true,
        listeners: bases.len(),
        moving: bases.iter().map(|b| tcp(b + offset)).collect(),
        staying: staying.iter().copied().map(tcp).collect(),
        ..Unit::default()
    }
}

fn solve(units: Vec<Unit>) -> Option<(Vec<i64>, (usize, i64))> {
    let problem = OffsetProblem {
        units,
        taken: Vec::new(),
    };
    let solution = problem.solve()?;
    let cost = solution.cost(&problem);
    Some((solution.offsets, (cost.groups, cost.distance)))
}

#[test]
fn two_servers_at_one_offset_need_one_step() {
    let found = solve(vec![
        unit(0, 0, &[9443, 9763], &[]),
        unit(1, 0, &[9443, 9763], &[]),
    ]);
    assert_eq!(found, Some((vec![0, 1], (1, 1))));
}

#[test]
fn crossings_are_avoided() {
    // 8280 + 0 = 8243 + 37: at offset 37 different services would meet.
    let mut second = unit(1, 0, &[8280, 8243], &[]);
    second.moving.push(tcp(9000));
    let found = solve(vec![unit(0, 0, &[8280, 8243, 9000], &[9001, 9002]), second]);
    assert_eq!(found, Some((vec![0, 3], (1, 3))));
}

#[test]
fn what_no_offset_can_part_is_left_alone() {
    let found = solve(vec![
        unit(0, 0, &[9090], &[7070]),
        unit(1, 1, &[9090], &[7070]),
    ]);
    assert_eq!(found, Some((vec![0, 1], (0, 0))));
}

#[test]
fn pinned_servers_stay() {
    let mut pinned = unit(1, 0, &[9443], &[]);
    pinned.movable = false;
    let found = solve(vec![unit(0, 0, &[9443], &[]), pinned.clone()]);
    assert_eq!(found, Some((vec![1, 0], (1, 1))));
    let mut other = unit(0, 0, &[9443], &[]);
    other.movable = false;
    assert_eq!(solve(vec![other, pinned]), Some((vec![0, 0], (0, 0))));
}

/// The problem after the solution was carried out.
fn settled(problem: &OffsetProblem, solution: &Solution) -> OffsetProblem {
    OffsetProblem {
        units: problem
            .units
            .iter()
            .zip(&solution.offsets)
            .map(|(u, o)| Unit {
                offset: *o,
                moving: u.moving.iter().map(|s| s.moved(o - u.offset)).collect(),
                ..u.clone()
            })
            .collect(),
        taken: problem.taken.clone(),
    }
}

/// Every assignment of offsets 0..=limit to the movable units.
fn brute_force(problem: &OffsetProblem, limit: i64) -> Option<Cost> {
    let mut all = vec![Vec::new()];
    for unit in &problem.units {
        let choices = if unit.movable {
            (0..=limit).collect()
        } else {
            vec![unit.offset]
        };
        all = all
            .into_iter()
            .flat_map(|so_far: Vec<i64>| {
                choices
                    .iter()
                    .map(move |next| [so_far.as_slice(), &[*next]].concat())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    all.into_iter()
        .map(|offsets| Solution {
            offsets,
            exact: true,
        })
        .filter(|solution| settled(problem, solution).meetings().is_empty())
        .map(|solution| solution.cost(problem))
        .min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn never_worse_than_trying_everything(
        raw in proptest::collection::vec(
            (0_i64..4, proptest::collection::btree_set(2000_i64..2012, 1..4), any::<bool>(), proptest::option::of(2000_i64..2020)),
            1..4,
        ),
        alike in any::<bool>(),
        references in proptest::collection::vec(0_usize..3, 3),
        shipped in proptest::collection::vec(0_i64..3, 3),
        taken in proptest::option::of(2000_i64..2012),
    ) {
        let mut raw = raw;
        if let (true, Some(first)) = (alike, raw.first().cloned()) {
            raw.fill(first);
        }
        let units = raw
            .iter()
            .enumerate()
            .map(|(index, (offset, bases, movable, fixed))| {
                let bases = bases.iter().copied().collect::<Vec<_>>();
                let fixed = fixed.iter().copied().collect::<Vec<_>>();
                // The first two are runtimes of one home.
                let mut unit = unit(index.max(1), *offset, &bases, &fixed);
                unit.movable = *movable;
                unit.references = references.get(index).copied().unwrap_or_default();
                unit.shipped = shipped.get(index).copied().unwrap_or_default();
                unit
            })
            .collect::<Vec<_>>();
        let problem = OffsetProblem { units, taken: taken.into_iter().map(tcp).collect() };
        let best = brute_force(&problem, 14);
        let found = problem.solve();
        if let Some(best) = best {
            let found = found.expect("a way out exists");
            prop_assert!(found.exact);
            prop_assert!(settled(&problem, &found).meetings().is_empty());
            prop_assert!(found.cost(&problem) <= best, "{:?} against {:?}", found, best);
        }
    }

    #[test]
    fn hundreds_of_servers_end_without_clashes(seed in 0_i64..50) {
        let units = (0..60)
            .map(|n| unit(n, (seed * 7 + n as i64) % 5, &[9443, 9763, 8280, 8243, 9611, 9711], &[]))
            .collect::<Vec<_>>();
        let problem = OffsetProblem { units, taken: vec![tcp(9450)] };
        let solution = problem.solve().expect("there is room");
        prop_assert!(settled(&problem, &solution).meetings().is_empty());
    }
}

/// The ports of an API Manager.
const MANAGER: [i64; 14] = [
    5672, 8021, 8099, 8243, 8280, 8672, 9021, 9099, 9443, 9611, 9711, 9763, 9999, 11111,
];

#[test]
fn a_dozen_equal_servers_are_parted_exactly() {
    let problem = OffsetProblem {
        units: (0..12).map(|n| unit(n, 0, &MANAGER, &[])).collect(),
        taken: Vec::new(),
    };
    let solution = problem.solve().unwrap();
    assert!(solution.exact);
    let cost = solution.cost(&problem);
    assert_eq!((cost.groups, cost.distance), (11, 66));
}

#[test]
fn bystanders_do_not_make_the_answer_inexact() {
    let mut units = (0..40)
        .map(|n| unit(n, 0, &[2000 + 20 * n as i64], &[]))
        .collect::<Vec<_>>();
    units.push(unit(40, 0, &[2000], &[]));
    let problem = OffsetProblem {
        units,
        taken: Vec::new(),
    };
    let solution = problem.solve().unwrap();
    assert!(solution.exact);
    let cost = solution.cost(&problem);
    assert_eq!((cost.groups, cost.distance), (1, 1));
}

#[test]
fn a_server_that_meets_itself_moves() {
    assert_eq!(
        solve(vec![unit(0, 0, &[9090], &[9090, 9091])]),
        Some((vec![2], (1, 2)))
    );
}

#[test]
fn a_pinned_pair_does_not_keep_others_from_moving() {
    let mut pinned = unit(0, 0, &[9443], &[]);
    pinned.movable = false;
    let mut other = pinned.clone();
    other.group = 1;
    let found = solve(vec![pinned, other, unit(2, 0, &[9443], &[])]);
    assert_eq!(found, Some((vec![0, 0, 1], (1, 1))));
}

#[test]
fn no_port_is_privileged_or_out_of_range() {
    let found = solve(vec![
        unit(0, 0, &[80, 9443], &[]),
        unit(1, 0, &[80, 9443], &[]),
    ]);
    assert_eq!(found, Some((vec![0, 944], (1, 944))));
    let spread = [1000, 65535];
    assert_eq!(
        solve(vec![unit(0, 0, &spread, &[]), unit(1, 0, &spread, &[])]),
        None
    );
}

#[test]
fn a_dozen_different_servers_are_planned_quickly() {
    let units = (0..12)
        .map(|n| {
            let bases = MANAGER
                .iter()
                .copied()
                .filter(|b| !(*b as usize + n).is_multiple_of(3))
                .collect::<Vec<_>>();
            unit(n, n as i64 % 2, &bases, &[9444 + n as i64 * 3])
        })
        .collect();
    let problem = OffsetProblem {
        units,
        taken: vec![tcp(9450), tcp(8285)],
    };
    let start = std::time::Instant::now();
    let solution = problem.solve().unwrap();
    assert!(settled(&problem, &solution).meetings().is_empty());
    assert!(solution.exact);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
