//! The manual pages in `docs/man`, one per command. Made by a test, so that making them costs the program nothing:
//! `UPDATE_DOCS=1 cargo test` writes them anew.

use crate::args::Cli;
use clap::CommandFactory;
use std::collections::BTreeMap;
use std::path::Path;

fn pages(folder: &Path) -> BTreeMap<String, String> {
    let pages = std::fs::read_dir(folder).into_iter().flatten();
    pages
        .map(|page| {
            let page = page.unwrap();
            let text = std::fs::read_to_string(page.path()).unwrap();
            (page.file_name().into_string().unwrap(), text)
        })
        .collect()
}

#[test]
fn the_manual_pages_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/man");
    let made = tempfile::tempdir().unwrap();
    clap_mangen::generate_to(Cli::command(), made.path()).unwrap();
    let made = pages(made.path());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, page) in &made {
            std::fs::write(folder.join(name), page).unwrap();
        }
    }
    assert!(made.contains_key("wso2-portlint.1"));
    assert!(
        made == pages(&folder),
        "docs/man is stale: run the tests once with UPDATE_DOCS=1"
    );
}
