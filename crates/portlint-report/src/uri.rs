//! Paths as other programs want them: with slashes, or as URIs.

use crate::Style;
use std::path::Path;

/// The path relative to the root where it lies below it, with slashes on every system.
pub(crate) fn slashed(path: &Path, style: &Style) -> String {
    let path = style.path(path);
    match std::path::MAIN_SEPARATOR {
        '\\' => path.replace('\\', "/"),
        _ => path,
    }
}

/// A URI: relative to the root where the path lies below it, `file:` for other absolute paths.
pub(crate) fn of(path: &Path, style: &Style) -> String {
    let relative = style.below_root(path);
    let path = relative.as_deref().unwrap_or(path);
    match path.as_os_str().as_encoded_bytes() {
        [] => ".".to_string(),
        _ if path.is_absolute() => file_uri(path),
        relative => percent_encoded(relative),
    }
}

/// The `file:` URI of an absolute path.
pub fn file_uri(path: &Path) -> String {
    let encoded = percent_encoded(path.as_os_str().as_encoded_bytes());
    format!("file:///{}", encoded.trim_start_matches('/'))
}

/// True for what [`of`] made relative.
pub(crate) fn is_relative(uri: &str) -> bool {
    !uri.starts_with("file:")
}

fn percent_encoded(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(*byte));
            }
            b'\\' if std::path::MAIN_SEPARATOR == '\\' => encoded.push('/'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        let style = Style {
            root: Some("/opt".into()),
            ..Style::default()
        };
        for (path, uri) in [
            ("/opt/a b/ü.toml", "a%20b/%C3%BC.toml"),
            ("/opt", "."),
            ("/srv/a#?%", "file:///srv/a%23%3F%25"),
            ("file:x/y", "file%3Ax/y"),
            ("a\nb\u{1b}", "a%0Ab%1B"),
        ] {
            assert_eq!(of(Path::new(path), &style), uri);
        }
    }
}
