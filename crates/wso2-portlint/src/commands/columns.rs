//! Plain text in columns. Two blanks between columns; the last column is not padded.

use portlint_report::shown::{Shown, Terminal};

/// The rows as lines. All rows have the same number of cells.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> Shown<Terminal> {
    let shown = rows.iter().map(|row| row.each_ref().map(Shown::text));
    let rows = shown.collect::<Vec<[Shown<Terminal>; N]>>();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(Shown::width).max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = Shown::new();
    for row in rows {
        let cells = row.into_iter().zip(widths);
        let cells = cells.map(|(cell, width)| cell.padded(width));
        text.push_line(&Shown::join(cells, "  ").trimmed());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aligns_by_characters() {
        let rows = [["é", "b"], ["long", ""]].map(|row| row.map(str::to_string));
        assert_eq!(columns(&rows).as_str(), "é     b\nlong\n");
    }
}
