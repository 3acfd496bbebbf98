//! The lines that an edit changes, and nothing else of the file: what stands beside an offset may be secret.

use portlint_rules::FileEdit;
use portlint_syntax::Span;

/// A unified diff of one edit without context; everything on its lines that is not about the offset is cut.
pub fn hunk(edit: &FileEdit) -> Vec<String> {
    let source = &edit.location.file.document.source;
    let place = source.place(edit.location.span);
    let start = source
        .line_span(place.line)
        .unwrap_or_default()
        .range()
        .start;
    let end = source
        .line_span(place.end_line)
        .unwrap_or_default()
        .range()
        .end;
    let span = edit.location.span.range();
    let piece = |from: usize, to: usize| source.slice(Span::new(from, to));
    let before = piece(start, end).to_string();
    let after = [
        piece(start, span.start),
        &edit.replacement,
        piece(span.end, end),
    ]
    .concat();
    let (before, after) = (lines(&before), lines(&after));

    let same = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let left = before.len().min(after.len()) - same;
    let pairs = before.iter().rev().zip(after.iter().rev()).take(left);
    let same_end = pairs.take_while(|(a, b)| a == b).count();
    let old = part(&before, same, same_end);
    let new = part(&after, same, same_end);

    let first = place.line as usize + same;
    let mut hunk = vec![format!(
        "@@ -{} +{} @@",
        range(first, old.len()),
        range(first, new.len())
    )];
    hunk.extend(old.iter().map(|line| format!("-{}", shown(line))));
    hunk.extend(new.iter().map(|line| format!("+{}", shown(line))));
    hunk
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .collect()
}

fn part<'l, 't>(lines: &'l [&'t str], start: usize, end: usize) -> &'l [&'t str] {
    lines
        .get(start..lines.len().saturating_sub(end))
        .unwrap_or_default()
}

/// As `diff -u` writes it: nothing lies behind the line before it.
fn range(first: usize, count: usize) -> String {
    match count {
        0 => format!("{},0", first.saturating_sub(1)),
        1 => first.to_string(),
        _ => format!("{first},{count}"),
    }
}

/// The line with its offset; of the rest only what is known to be harmless.
fn shown(line: &str) -> String {
    const HARMLESS: [&str; 4] = ["", "[server]", "ports:", "wso2.carbon:"];
    let body = line.trim();
    let indent = line.split_once(body).map_or("", |(indent, _)| indent);
    if HARMLESS.contains(&body) {
        return line.to_string();
    }
    match offset(body) {
        Some((before, setting, after)) => {
            let before = if ["", "server.", "\"", "'"].contains(&before) {
                before
            } else {
                "… "
            };
            let after = if after.trim().is_empty() { "" } else { " …" };
            format!("{indent}{before}{setting}{after}")
        }
        None => format!("{indent}…"),
    }
}

/// Splits a line around `offset = 3`, `offset: '3'` or `<Offset>3</Offset>`.
fn offset(body: &str) -> Option<(&str, &str, &str)> {
    let lower = body.to_ascii_lowercase();
    lower.match_indices("offset").find_map(|(at, word)| {
        let (before, rest) = body.split_at_checked(at)?;
        let tail = rest.get(word.len()..)?;
        let value = tail.trim_start_matches([' ', '\t', '=', ':', '>', '"', '\'']);
        let digits = value
            .trim_start_matches(['+', '-'])
            .trim_start_matches(|c: char| c.is_ascii_digit());
        if value.len() == digits.len() {
            return None;
        }
        // The quotes or the end tag that belong to the value.
        let end_tag = digits.starts_with("</").then(|| digits.find('>')).flatten();
        let end_tag = end_tag.filter(|end| {
            digits
                .get(..*end)
                .is_some_and(|tag| tag.ends_with("Offset"))
        });
        let after = match end_tag {
            Some(end) => digits.get(end + 1..)?,
            None => digits.trim_start_matches(['"', '\'']),
        };
        let (before, opening) = match before.rsplit_once('<') {
            Some((outer, prefix)) if end_tag.is_some() && prefix.len() < 20 => {
                (outer, before.len() - outer.len())
            }
            _ => (before, 0),
        };
        let setting = body.get(at - opening..body.len() - after.len())?;
        Some((before, setting, after))
    })
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn only_the_offset_of_a_line_is_shown() {
        for (line, expected) in [
            ("  offset = 3 # hunter2", "  offset = 3 …"),
            ("server.offset = \"3\"", "server.offset = \"3\""),
            ("\"offset\" = 3", "\"offset\" = 3"),
            (
                "server = { password = \"hunter2\", offset = 3 }",
                "… offset = 3 …",
            ),
            ("\t<Offset>3</Offset>", "\t<Offset>3</Offset>"),
            (
                "<p>hunter2</p><c:Offset>3</c:Offset><p>hunter2</p>",
                "… <c:Offset>3</c:Offset> …",
            ),
            ("    offset: '3'", "    offset: '3'"),
            ("{password: hunter2, ports: {offset: 3}}", "… offset: 3 …"),
            ("[server]", "[server]"),
            ("password: hunter2", "…"),
            ("offset: hunter2", "…"),
            ("", ""),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }
}
