//! What editors, users and disks do that nobody asked for.

use super::*;

#[test]
fn a_huge_document_is_said_to_be_too_large_and_gives_way_again() {
    let mut editor = Editor::start();
    editor.open(IS_FILE, IS);
    editor.change(IS_FILE, 2, &"# filled up\n".repeat(2_000_000));
    let found = editor.rules(IS_FILE);
    assert!(
        found.contains(&"1:unreadable-file".to_string()),
        "{found:?}"
    );
    editor.change(IS_FILE, 3, IS);
    let found = editor.rules(IS_FILE);
    assert!(
        !found.contains(&"1:unreadable-file".to_string()),
        "{found:?}"
    );
    // One long line, and very many lines.
    for text in [
        "x".repeat(3_000_000),
        "\r".repeat(1_000_000),
        "[".repeat(200_000),
    ] {
        editor.change(IS_FILE, 4, &text);
        let at = editor.at(IS_FILE, 9, 4_000_000);
        editor.ask("textDocument/hover", at.clone());
        editor.ask("textDocument/completion", at);
    }
    assert!(editor.end());
}

#[test]
fn surrogates_ends_of_lines_and_a_mark_do_not_move_places() {
    let mut editor = Editor::over(two_homes(), "utf-16", json!({}));
    for text in [
        "# ü😀\n[server]\nhostname = \"😀\"\noffset = 0 # 😀\n",
        "# ü😀\r\n[server]\r\nhostname = \"😀\"\r\noffset = 0 # 😀\r\n",
    ] {
        editor.open(IS_FILE, text);
        let range = json!({
            "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 },
        });
        let params = json!({ "textDocument": { "uri": editor.uri(IS_FILE) }, "range": range });
        let hints = editor.ask("textDocument/inlayHint", params);
        let place = &hints[0]["position"];
        assert_eq!(
            *place,
            json!({ "line": 3, "character": 10 }),
            "{text:?}: {hints}"
        );
        // A change within a pair of surrogates takes the whole character.
        let change = json!({
            "textDocument": { "uri": editor.uri(IS_FILE), "version": 2 },
            "contentChanges": [{
                "range": {
                    "start": { "line": 0, "character": 4 }, "end": { "line": 0, "character": 5 },
                },
                "text": "",
            }],
        });
        editor.tell("textDocument/didChange", change);
        let hover = editor.ask("textDocument/hover", editor.at(IS_FILE, 3, 9));
        assert!(
            hover["contents"]["value"]
                .as_str()
                .unwrap()
                .contains("9443 + 0"),
            "{hover}"
        );
    }
    // Some editors keep the mark as a character.
    editor.change(IS_FILE, 3, &format!("\u{feff}{IS}"));
    let found = editor.rules(IS_FILE);
    assert!(
        found.iter().any(|rule| rule.ends_with(":byte-order-mark")),
        "{found:?}"
    );
    assert!(editor.end());
}

#[test]
fn a_document_is_closed_opened_again_and_deleted_while_open() {
    let mut editor = Editor::start();
    let away = "[server]\nhostname = \"is\"\noffset = 5\n";
    for version in 0..3 {
        editor.open(IS_FILE, IS);
        assert!(clashes(&mut editor), "{version}");
        editor.change(IS_FILE, 2, away);
        assert!(!clashes(&mut editor), "{version}");
        let document = json!({ "textDocument": { "uri": editor.uri(IS_FILE) } });
        editor.tell("textDocument/didClose", document.clone());
        assert!(clashes(&mut editor), "{version}");
        // Closed twice, changed when it is not open.
        editor.tell("textDocument/didClose", document);
        editor.change(IS_FILE, 3, away);
        assert!(clashes(&mut editor), "{version}");
    }
    editor.open(IS_FILE, IS);
    assert!(clashes(&mut editor));
    fs::remove_dir_all(editor.path("wso2is-7.0.0")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert!(!clashes(&mut editor));
    // The editor still shows it, and types on.
    editor.change(IS_FILE, 4, "[server]\noffset = 0\n");
    editor.ask("textDocument/hover", editor.at(IS_FILE, 1, 9));
    fs::remove_dir_all(editor.path("wso2am-4.2.0")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert!(editor.shown().is_empty());
    assert!(editor.end());
}

fn clashes(editor: &mut Editor) -> bool {
    let shown = editor.shown();
    let mut all = shown.values().flatten();
    all.any(|one| one["code"] == "port-collision")
}

#[test]
fn what_is_changed_beside_the_editor_counts_when_it_is_told() {
    let watching = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    let mut editor = Editor::over(two_homes(), "utf-8", watching);
    let asked = editor.asked.iter();
    let asked = asked.filter(|request| request.method == "client/registerCapability");
    let watchers = asked.map(|request| request.params.to_string());
    let watchers = watchers.collect::<String>();
    for pattern in [
        "**/*.toml",
        "**/*.sh",
        "**/*.properties",
        "**/*.xml",
        "**/deployment.yaml",
    ] {
        assert!(watchers.contains(pattern), "{watchers}");
    }
    editor.open(AM_FILE, AM);
    assert!(clashes(&mut editor));
    write(editor.root.path(), IS_FILE, "[server]\noffset = 5\n");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert!(!clashes(&mut editor));
    // A configuration file that is saved, and one that cannot be read.
    write(editor.root.path(), IS_FILE, IS);
    write(
        editor.root.path(),
        "wso2-portlint.toml",
        "ignore = [\"port-collision\"]\n",
    );
    editor.tell(
        "textDocument/didSave",
        json!({ "textDocument": { "uri": editor.uri(AM_FILE) } }),
    );
    assert!(!clashes(&mut editor));
    write(editor.root.path(), "wso2-portlint.toml", "ignore = 3\n");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert!(clashes(&mut editor));
    assert!(editor.end());
}

#[test]
fn settings_that_editors_send_at_every_start_take_nothing_back() {
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), IS_FILE, IS);
    let root = tempfile::tempdir().unwrap();
    write(root.path(), AM_FILE, AM);
    let params = json!({
        "capabilities": { "workspace": {
            "configuration": true,
            "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": true },
        } },
        "workspaceFolders": [{ "uri": format!("file://{}", root.path().display()), "name": "a" }],
        "initializationOptions": { "debounce": 0, "homes": [elsewhere.path()] },
    });
    let mut editor = Editor::with(root, params);
    assert!(clashes(&mut editor));
    let base = elsewhere.path().to_str().unwrap();
    let watched = editor
        .asked
        .iter()
        .any(|request| request.params.to_string().contains(base));
    assert!(watched, "{:?}", editor.asked);
    for nothing in [
        json!({ "settings": {} }),
        json!({ "settings": { "other": 1 } }),
    ] {
        editor.tell("workspace/didChangeConfiguration", nothing);
        assert!(clashes(&mut editor));
    }
    // Asked for, the editor says what is set.
    editor.asked.clear();
    editor.tell(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    editor.wait();
    let request = editor.asked.pop().unwrap();
    assert_eq!(request.method, "workspace/configuration");
    editor.send(Response::new_ok(request.id, json!([{ "homes": [] }])));
    assert!(!clashes(&mut editor));
    assert!(editor.end());
}

#[test]
fn a_baseline_hides_what_it_knows() {
    let root = two_homes();
    let mut editor = Editor::start();
    let shown = editor.shown();
    let mut all = shown.values().flatten();
    let clash = all.find(|one| one["code"] == "port-collision").unwrap();
    let fingerprint = clash["data"]["fingerprint"].clone();
    assert!(editor.end());
    let finding = json!({
        "rule": "port-collision", "fingerprint": fingerprint, "homes": [], "message": "",
    });
    let baseline = json!({ "schema": 2, "findings": [finding] });
    write(root.path(), "known.json", &baseline.to_string());
    let params = json!({
        "capabilities": {},
        "rootUri": format!("file://{}", root.path().display()),
        "initializationOptions": { "debounce": 0, "baseline": root.path().join("known.json") },
    });
    let mut editor = Editor::with(root, params);
    assert!(!clashes(&mut editor));
    editor.open(IS_FILE, IS);
    editor.change(IS_FILE, 2, &format!("{IS}\n"));
    assert!(!clashes(&mut editor));
    assert!(editor.end());
}
