//! Building JSON documents.

use serde_json::Value;

/// Sets a key of an object.
pub(crate) fn put(object: &mut Value, key: &str, value: impl Into<Value>) {
    if let Some(entries) = object.as_object_mut() {
        entries.insert(key.to_string(), value.into());
    }
}
