//! What a reader of one format would make of a text in it: a program that parses it, a spreadsheet, a reader of Markdown.

use serde_json::Value;

/// What a reader of the format would make of the text, besides what everybody obeys.
pub fn misread(format: &str, output: &str) -> Option<String> {
    let broken = match format {
        "json" | "sarif" | "gitlab" | "rdjson" => {
            let read = serde_json::from_str::<Value>(output);
            read.err().map(|error| error.to_string())
        }
        "json-lines" => output
            .lines()
            .find_map(|line| serde_json::from_str::<Value>(line).err())
            .map(|error| error.to_string()),
        "junit" | "checkstyle" | "svg" => roxmltree::Document::parse(output)
            .err()
            .map(|error| error.to_string()),
        // In a command, an escape of the text would be a line end.
        "github" => output
            .lines()
            .find(|line| line.starts_with("::") && line.contains("a%0A::error::b%0D"))
            .map(str::to_string),
        "markdown" => {
            let misread = output.lines().find(|line| is_misread(line));
            misread.or_else(|| ragged(output)).map(str::to_string)
        }
        "csv" => formula(output),
        _ => None,
    };
    broken.or_else(|| {
        let markup = ["html", "junit", "checkstyle", "svg"].contains(&format);
        (markup && output.contains("<script>alert")).then(|| "markup".to_string())
    })
}

/// A mention, a link or a heading in a line of Markdown, code spans aside.
fn is_misread(line: &str) -> bool {
    let mut outside = String::new();
    let mut rest = line;
    while let Some((before, code)) = rest.split_once('`') {
        outside.push_str(before);
        if before.ends_with('\\') {
            rest = code;
            continue;
        }
        let more = code.len() - code.trim_start_matches('`').len();
        let fence = "`".repeat(more + 1);
        let code = code.get(more..).unwrap_or_default();
        rest = code.split_once(&fence).map_or("", |(_, after)| after);
    }
    outside.push_str(rest);
    outside.contains("@everyone") || outside.contains("www.") || outside.contains("[x](1)")
}

/// A row of a table with more or fewer cells than the row above.
fn ragged(output: &str) -> Option<&str> {
    let mut above = None;
    output.lines().find(|line| {
        let bars = line.match_indices('|').filter(|(at, _)| {
            let before = line.get(..*at).unwrap_or_default();
            let slashes = before.len() - before.trim_end_matches('\\').len();
            slashes % 2 == 0
        });
        let bars = line.starts_with("| ").then(|| bars.count());
        let is_ragged = above.is_some() && bars.is_some() && above != bars;
        above = bars;
        is_ragged
    })
}

/// A cell that a spreadsheet would compute.
fn formula(output: &str) -> Option<String> {
    let mut cells = output.split(['\n', ',']);
    let computes = |cell: &&str| {
        let cell = cell.trim_matches(['"', '\r']).trim_start();
        cell.starts_with(['=', '+', '-', '@']) && cell.parse::<i64>().is_err()
    };
    cells
        .find(computes)
        .map(|cell| format!("a formula: {cell}"))
}
