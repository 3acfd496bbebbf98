//! Many items of one kind, from files to what is left to show: memory in proportion to their number. Instructions are
//! counted by `twice-the-input` of `portlint-bench`, which takes minutes.

use allocation_counter::{AllocationInfo, measure};
use portlint_files::Memory;
use portlint_read::HomeFacts;
use portlint_session::config::Config;
use portlint_session::date::today;
use portlint_session::select::Selection;
use portlint_session::{look, silence};
use portlint_testkit::{MANY, Many};
use proptest::prelude::*;
use std::path::PathBuf;

/// What any host may take: the catalogue's tables, what a run is made of.
const ANY: u64 = 4 * 1024 * 1024;

/// What it costs to look at a host with so many items, and the number of its homes.
fn cost(many: &Many, items: usize) -> (AllocationInfo, usize) {
    let files = many.files(items).into_iter();
    let files = files.fold(Memory::new(), |files, (path, text)| {
        files.with(format!("host/{path}"), text)
    });
    let paths = [PathBuf::from("host")];
    let (config, selection) = (Config::default(), Selection::default());
    let mut homes = 0;
    let used = measure(|| {
        let scan = look::read(&files, &paths, &config, &HomeFacts::default(), None);
        homes = scan.host.homes.len();
        let options = look::options(&config, None, None);
        let day = today();
        silence::judge(&scan.host, &options, &config, &selection, None, &paths, day);
    });
    (used, homes)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn twice_the_items_take_twice_the_memory(kind in prop::sample::select(MANY), items in 200..2_000_usize) {
        let (half, homes) = cost(&kind, items);
        let (whole, _) = cost(&kind, 2 * items);
        prop_assert_eq!(homes, kind.homes, "{}: not read as a home", kind.name);
        for (what, half, whole) in [
            ("bytes", half.bytes_total, whole.bytes_total),
            ("bytes at the peak", half.bytes_max, whole.bytes_max),
            ("pieces of memory", half.count_total * 100, whole.count_total * 100),
        ] {
            prop_assert!(whole <= half * 23 / 10 + ANY, "{} {what}: {half}, {whole}", kind.name);
        }
    }
}

#[test]
fn every_kind_of_item_reaches_its_reader() {
    for many in MANY {
        let (few, _) = cost(many, 10);
        let (more, _) = cost(many, 1_000);
        assert!(more.bytes_total > few.bytes_total + 1_000, "{}", many.name);
    }
}
