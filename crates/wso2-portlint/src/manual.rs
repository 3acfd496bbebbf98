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

/// The page with a synopsis as people write them: options without a list of all, commands by name. What clap makes lists
/// every option, and none with its value.
fn with_synopsis(page: &str, command: Option<&str>) -> String {
    let mut root = Cli::command();
    root.build();
    let found = command.and_then(|name| root.find_subcommand(name));
    let of = found.unwrap_or(&root);
    let mut synopsis = match command {
        Some(name) => format!("\\fBwso2\\-portlint {name}\\fR"),
        None => "\\fBwso2\\-portlint\\fR".to_string(),
    };
    if of.get_opts().any(|option| !option.is_hide_set()) {
        synopsis.push_str(" [\\fIOPTIONS\\fR]");
    }
    for positional in of.get_positionals() {
        let name = positional.get_value_names().and_then(<[_]>::first);
        let name = name.map_or("VALUE", |name| name.as_str());
        let many = positional
            .get_num_args()
            .is_some_and(|number| number.max_values() > 1);
        let dots = if many { "..." } else { "" };
        let required = positional.is_required_set();
        let (open, close) = if required { ("", "") } else { ("[", "]") };
        synopsis.push_str(&format!(" {open}\\fI{name}\\fR{close}{dots}"));
    }
    if command.is_none() {
        synopsis.push_str(
            "\n.br\n\\fBwso2\\-portlint\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]",
        );
    }
    let mut lines = Vec::new();
    let mut is_replaced = false;
    for line in page.lines() {
        match line {
            ".SH SYNOPSIS" => {
                lines.extend([line, synopsis.as_str()]);
                is_replaced = true;
            }
            _ if is_replaced && line.starts_with(".SH") => {
                is_replaced = false;
                lines.push(line);
            }
            _ if is_replaced => {}
            _ => lines.push(line),
        }
    }
    format!("{}\n", lines.join("\n"))
}

#[test]
fn the_manual_pages_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/man");
    let made = tempfile::tempdir().unwrap();
    clap_mangen::generate_to(Cli::command(), made.path()).unwrap();
    let mut made = pages(made.path());
    for (name, page) in &mut made {
        let words: Vec<&str> = name.trim_end_matches(".1").split('-').skip(2).collect();
        *page = with_synopsis(page, words.first().copied());
    }
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
