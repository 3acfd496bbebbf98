//! Where homes lie, and how documents are named.

use super::*;

fn errors(editor: &mut Editor, file: &str) -> bool {
    editor.rules(file).contains(&CLASH.to_string())
}

#[test]
fn folders_come_and_go() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(first.path(), AM_FILE, AM);
    write(second.path(), IS_FILE, IS);
    let folder =
        |root: &TempDir| json!({ "uri": format!("file://{}", root.path().display()), "name": "x" });
    let (of_second, text) = (
        folder(&second),
        fs::read_to_string(second.path().join(IS_FILE)).unwrap(),
    );
    let mut editor = Editor::over(first, "utf-8", json!({}));
    assert!(!errors(&mut editor, AM_FILE));
    let change =
        |added: &Value, removed: &Value| json!({ "event": { "added": added, "removed": removed } });
    let added = change(&json!([of_second]), &json!([]));
    editor.tell("workspace/didChangeWorkspaceFolders", added);
    let both = editor.shown().len();
    assert!(both > 0);
    let removed = change(&json!([]), &json!([of_second]));
    editor.tell("workspace/didChangeWorkspaceFolders", removed);
    assert!(!errors(&mut editor, AM_FILE));
    // A governing file outside of all folders counts while it is open.
    let uri = format!("file://{}", second.path().join(IS_FILE).display());
    let document = json!({ "uri": uri, "languageId": "toml", "version": 1, "text": text });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let shown = editor.shown();
    let mut all = shown.values().flatten();
    assert!(all.any(|one| one["code"] == "port-collision"), "{shown:#?}");
    editor.tell(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": uri } }),
    );
    assert!(!errors(&mut editor, AM_FILE));
    assert!(editor.end());
}

#[cfg(unix)]
#[test]
fn a_document_keeps_the_name_that_its_editor_gave_it() {
    let root = two_homes();
    let link = root.path().join("current");
    std::os::unix::fs::symlink(root.path().join("wso2is-7.0.0"), &link).unwrap();
    let mut editor = Editor::over(root, "utf-8", json!({}));
    // Opened by a link, with another way to write the name.
    let uri = editor
        .uri("current/repository/conf/deployment.toml")
        .replace("deployment", "%64eployment");
    let text = "[server]\nhostname = \"is\"\noffset = 0\n";
    let document = json!({ "uri": uri, "languageId": "toml", "version": 1, "text": text });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let shown = editor.shown();
    let here = shown.get(&uri).cloned().unwrap_or_default();
    let is_here = here.iter().any(|one| one["code"] == "port-collision");
    assert!(is_here, "{shown:#?}");
    let change = json!({
        "textDocument": { "uri": uri, "version": 2 },
        "contentChanges": [{ "text": text.replace("= 0", "= 4") }],
    });
    editor.tell("textDocument/didChange", change);
    let shown = editor.shown();
    let mut all = shown.values().flatten();
    assert!(
        !all.any(|one| one["code"] == "port-collision"),
        "{shown:#?}"
    );
    assert!(editor.end());
}

#[test]
fn nested_homes_compose_files_and_templates() {
    let root = tempfile::tempdir().unwrap();
    let nested = format!("wso2am-4.2.0/samples/{IS_FILE}");
    write(root.path(), AM_FILE, AM);
    write(root.path(), &nested, IS);
    let compose = "services:\n  a:\n    image: wso2/wso2am:4.2.0\n    ports: [\"9443:9443\"]\n  b:\n    image: wso2/wso2is:7.0.0\n    ports: [\"9443:9443\"]\n";
    write(root.path(), "stack/docker-compose.yml", compose);
    write(
        root.path(),
        "roles/x/templates/deployment.toml.j2",
        "[server]\noffset = {{ offset }}\n",
    );
    let mut editor = Editor::over(root, "utf-8", json!({}));
    editor.open("stack/docker-compose.yml", compose);
    let published = |editor: &mut Editor| {
        let found = editor.rules("stack/docker-compose.yml");
        found
            .iter()
            .any(|rule| rule.ends_with(":published-port-collision"))
    };
    assert!(published(&mut editor));
    let changed = compose.replacen("9443:9443", "9444:9443", 1);
    editor.change("stack/docker-compose.yml", 2, &changed);
    assert!(!published(&mut editor));
    editor.change("stack/docker-compose.yml", 3, compose);
    assert!(published(&mut editor));
    // A template is none of its business, and what looks like one is said to be one.
    editor.open(
        "roles/x/templates/deployment.toml.j2",
        "[server]\noffset = {{ offset }}\n",
    );
    let template = editor.rules("roles/x/templates/deployment.toml.j2");
    assert!(template.is_empty(), "{template:?}");
    editor.open(&nested, IS);
    editor.change(&nested, 2, "[server\n");
    editor.ask("textDocument/hover", editor.at(&nested, 0, 1));
    assert!(editor.end());
}
