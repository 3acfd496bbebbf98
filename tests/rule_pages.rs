//! The examples of the rules' pages: their files are written and checked, and the tool has to say what the page says.

use crate::support::{run, write};
use std::fs;
use std::path::Path;

/// An example of a page.
#[derive(Default)]
struct Example {
    files: Vec<(String, String)>,
    /// What follows the program's name.
    arguments: String,
    says: String,
}

/// Reads the example of a page, if it is one that can be run: a file is a line that begins with its path in backticks, and
/// the block that follows; the last line and block are the command and what it says.
fn example(page: &str) -> Option<Example> {
    let (_, rest) = page.split_once("\n## Example\n")?;
    let (text, _) = rest.split_once("\n## ").unwrap_or((rest, ""));
    let mut example = Example::default();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((subject, words)) = line.strip_prefix('`').and_then(|l| l.split_once('`')) else {
            continue;
        };
        if !words.ends_with(':') {
            example.files.push((subject.to_string(), String::new()));
            continue;
        }
        let block = lines.by_ref().skip_while(|line| !line.starts_with("```"));
        let block = block.skip(1).take_while(|line| *line != "```");
        let block = block.map(|line| format!("{line}\n")).collect::<String>();
        match subject.strip_prefix("wso2-portlint") {
            Some(arguments) if words == " says:" => {
                example.arguments = arguments.to_string();
                example.says = block;
                return Some(example);
            }
            _ => {
                let mark = if words.contains("byte order mark") {
                    "\u{feff}"
                } else {
                    ""
                };
                example
                    .files
                    .push((subject.to_string(), format!("{mark}{block}")));
            }
        }
    }
    None
}

impl Example {
    /// What the tool says of the files, without the closing lines.
    fn said(&self) -> String {
        let root = tempfile::tempdir().unwrap();
        for (path, content) in &self.files {
            write(root.path(), path, content);
        }
        let mut arguments: Vec<&str> = self.arguments.split_whitespace().collect();
        if arguments.is_empty() {
            arguments.push("check");
        }
        arguments.extend(["--format", "concise"]);
        let output = run(root.path(), &arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        let findings = text.lines().take_while(|l| !l.starts_with("Checked "));
        findings.map(|line| format!("{line}\n")).collect()
    }
}

#[test]
fn the_tool_says_of_each_example_what_its_page_says() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
    let (mut executed, mut differences) = (0, Vec::new());
    for entry in fs::read_dir(pages).unwrap() {
        let path = entry.unwrap().path();
        let rule = path.file_stem().unwrap().to_str().unwrap();
        let page = fs::read_to_string(&path).unwrap();
        let Some(example) = example(&page) else {
            continue;
        };
        executed += 1;
        let said = example.said();
        if said != example.says || !said.contains(&format!("[{rule}]")) {
            differences.push(format!(
                "{rule}\n--- the page\n{}--- the tool\n{said}",
                example.says
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(executed >= 44, "only {executed} pages have such an example");
}
