//! A host written to JSON and read back: its numbers and where each comes from, not the files that they were read from.
//! A check of what was read back says the same, without fixes and without the lines of the files.

use crate::Host;
use serde::{Deserialize, Serialize, Serializer};
use std::path::{Path, PathBuf};

/// The form that is written, and the only one that is read.
const SCHEMA: u32 = 1;

/// Why a text is no host.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It is not JSON, or not of the form of a host.
    #[error("line {}, column {}: not a stored host", .0.line(), .0.column())]
    Form(#[source] serde_json::Error),
    /// It was written by another version of the linter, in another form.
    #[error("schema {0} of a stored host is not known here")]
    Schema(u32),
    /// A place names a file that is not listed.
    #[error("a place is in a file that is not listed")]
    File,
}

#[derive(Serialize)]
struct Written<'h> {
    schema: u32,
    host: &'h Host,
}

#[derive(Deserialize)]
struct Form {
    schema: u32,
}

#[derive(Deserialize)]
struct Read {
    host: Host,
}

/// The host as JSON.
///
/// # Errors
/// When memory cannot be written; not for any host.
pub fn to_json(host: &Host) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Written {
        schema: SCHEMA,
        host,
    })
}

/// The host that was written by [`to_json`].
///
/// # Errors
/// When the text is no host.
pub fn from_json(json: &str) -> Result<Host, SnapshotError> {
    // What another version wrote may have another form.
    let Form { schema } = serde_json::from_str(json).map_err(SnapshotError::Form)?;
    if schema != SCHEMA {
        return Err(SnapshotError::Schema(schema));
    }
    let Read { mut host } = serde_json::from_str(json).map_err(SnapshotError::Form)?;
    let mut known = true;
    for home in &mut host.homes {
        home.locations_mut(&mut |location| known &= host.files.holds(location.file));
    }
    for stack in &mut host.stacks {
        stack.locations_mut(&mut |location| known &= host.files.holds(location.file));
    }
    if known {
        Ok(host)
    } else {
        Err(SnapshotError::File)
    }
}

/// A path that is not Unicode is stored as it is shown.
pub(crate) fn path<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// As [`path`].
pub(crate) fn optional_path<S: Serializer>(
    path: &Option<PathBuf>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    path.as_ref()
        .map(|path| path.to_string_lossy())
        .serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_host_is_refused() {
        let error = |json: &str| from_json(json).unwrap_err().to_string();
        assert_eq!(error("{"), "line 1, column 1: not a stored host");
        assert_eq!(
            error("{\"schema\":2,\"host\":null}"),
            "schema 2 of a stored host is not known here"
        );
        let place = r#"{"file":0,"start":0,"end":0,"line":1,"column":1,"end-line":1,"end-column":1,
            "byte-offset":0,"byte-length":0}"#;
        let host = format!(
            r#"{{"schema":1,"host":{{"files":[],"homes":[{{"path":"/a","canonical":"/a","active":true,
            "pinned":false,"problems":[{{"kind":"syntax-error","message":"","route":"","location":{place}}}]}}]}}}}"#
        );
        assert_eq!(error(&host), "a place is in a file that is not listed");
    }
}
