//! The port of a reference, where its digits stand.

use crate::FileEdit;
use portlint_host::{Files, Location, Reference};
use portlint_syntax::Span;

/// The replacement of the port in the text of the reference by another one; `None` where its digits do not stand there
/// exactly once.
pub fn new_port(files: &Files, reference: &Reference, port: i64) -> Option<FileEdit> {
    let location = digits(files, reference)?;
    Some(FileEdit::new(location, port.to_string()))
}

/// The digits of the port, when they stand exactly once in the text of the reference.
fn digits(files: &Files, reference: &Reference) -> Option<Location> {
    let location = reference.location?;
    let file = files.source(location.file)?;
    let text = file.document.source.slice(location.span);
    let number = reference.port?.to_string();
    if text == number {
        return Some(location);
    }
    let mut places = text.match_indices(&number).filter(|(start, number)| {
        let before = text.get(..*start).is_some_and(|t| t.ends_with(':'));
        let after = text
            .get(start + number.len()..)
            .and_then(|t| t.chars().next());
        before && !after.is_some_and(|c| c.is_ascii_digit())
    });
    let (start, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let start = location.span.start as usize + start;
    Some(file.at(Span::new(start, start + number.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_testkit::{Build, reference, server_with};

    fn edited(text: &str) -> Option<String> {
        let reference = reference("url", "https", "localhost", 9443, "");
        let home = server_with("/a", 0, text).refers(reference, text);
        let edit = new_port(&home.files, &home.runtimes[0].references[0], 9444)?;
        let old = home.files.text(&edit.location)?;
        Some(text.replacen(old, &edit.replacement, 1))
    }

    #[test]
    fn only_the_one_port_is_replaced() {
        assert_eq!(edited("9443").as_deref(), Some("9444"));
        assert_eq!(
            edited("'https://localhost:9443/x'").as_deref(),
            Some("'https://localhost:9444/x'")
        );
        assert_eq!(edited("'https://localhost:94430/x'"), None);
        assert_eq!(edited("'a:9443,b:9443'"), None);
        assert_eq!(edited("'${mgt.transport.https.port}'"), None);
    }
}
