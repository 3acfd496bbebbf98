//! What the editor can do, as far as it matters here.

use serde_json::Value;

/// What the editor can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Abilities {
    /// It shows what belongs to which part of an edit.
    pub annotates: bool,
    /// An edit may create a file.
    pub creates_files: bool,
    /// It watches files that it is told at any time.
    pub watches: bool,
    /// Also those below a directory outside of its folders.
    pub watches_elsewhere: bool,
    /// It answers what its user has set.
    pub tells_settings: bool,
}

impl Abilities {
    /// From the parameters of `initialize`.
    pub(crate) fn of(params: &Value) -> Abilities {
        let workspace = params.pointer("/capabilities/workspace");
        let at = |pointer: &str| workspace.and_then(|workspace| workspace.pointer(pointer));
        let is = |pointer: &str| at(pointer).and_then(Value::as_bool).unwrap_or_default();
        let operations = at("/workspaceEdit/resourceOperations").and_then(Value::as_array);
        Abilities {
            annotates: at("/workspaceEdit/changeAnnotationSupport").is_some(),
            creates_files: operations.is_some_and(|all| all.iter().any(|one| one == "create")),
            watches: is("/didChangeWatchedFiles/dynamicRegistration"),
            watches_elsewhere: is("/didChangeWatchedFiles/relativePatternSupport"),
            tells_settings: is("/configuration"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_said_is_not_there() {
        assert_eq!(Abilities::of(&json!({})), Abilities::default());
        let all = Abilities::of(&json!({ "capabilities": { "workspace": {
            "configuration": true,
            "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": true },
            "workspaceEdit": {
                "changeAnnotationSupport": { "groupsOnLabel": true },
                "resourceOperations": ["create", "rename"],
            },
        } } }));
        let wanted = Abilities {
            annotates: true,
            creates_files: true,
            watches: true,
            watches_elsewhere: true,
            tells_settings: true,
        };
        assert_eq!(all, wanted);
    }
}
