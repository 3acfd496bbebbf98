//! `file:` URIs and paths. Editors differ in what they encode: a document keeps the URI that its editor gave it.

use std::path::PathBuf;

/// The path of a `file:` URI on this machine; `None` for other schemes and other hosts.
pub(crate) fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri
        .strip_prefix("file:")
        .or_else(|| uri.strip_prefix("FILE:"))?;
    let rest = match rest.strip_prefix("//") {
        Some(rest) => rest.strip_prefix("localhost").unwrap_or(rest),
        None => rest,
    };
    if !rest.starts_with('/') {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    system_path(decoded(rest))
}

#[cfg(unix)]
fn system_path(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

/// `/c:/Users` is `c:/Users`.
#[cfg(not(unix))]
fn system_path(bytes: Vec<u8>) -> Option<PathBuf> {
    let text = String::from_utf8(bytes).ok()?;
    let without = text.strip_prefix('/').unwrap_or(&text);
    let has_drive = without.get(1..2) == Some(":");
    Some(PathBuf::from(if has_drive { without } else { &text }))
}

/// Percent signs that begin no escape stay.
fn decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let escape = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = escape
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => {
                decoded.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_report::file_uri;
    use std::path::Path;

    #[test]
    fn paths_come_back() {
        for path in ["/opt/wso2/a b/ü#?%.toml", "/", "/opt/wso2+am/x"] {
            assert_eq!(
                path_of(&file_uri(Path::new(path))),
                Some(PathBuf::from(path))
            );
        }
    }

    #[test]
    fn what_editors_send_is_read() {
        for (uri, path) in [
            ("file:///opt/a%20b", Some("/opt/a b")),
            ("file:/opt/a", Some("/opt/a")),
            ("file://localhost/opt/a", Some("/opt/a")),
            ("file:///opt/100%", Some("/opt/100%")),
            ("file:///opt/a#L3", Some("/opt/a")),
            ("file://server/share", None),
            ("untitled:Untitled-1", None),
            ("https://example.org/a", None),
        ] {
            assert_eq!(path_of(uri), path.map(PathBuf::from), "{uri}");
        }
    }
}
