//! Code actions, and what is told at a place.

use super::*;

fn titles(actions: &[Value]) -> Vec<&str> {
    let titles = actions
        .iter()
        .map(|action| action["title"].as_str().unwrap());
    titles.collect()
}

/// Makes the changes of an action in the editor, as an editor does: from the last edit of a document to the first.
fn make(editor: &mut Editor, action: &Value) -> usize {
    let changes = action["edit"]["documentChanges"].as_array().unwrap();
    for change in changes {
        let uri = change["textDocument"]["uri"].as_str().unwrap().to_string();
        let root = editor.uri("");
        let file = uri.strip_prefix(&format!("{root}/")).unwrap().to_string();
        let mut edits = change["edits"].as_array().unwrap().clone();
        edits.sort_by_key(|edit| edit["range"]["start"]["line"].as_u64());
        edits.reverse();
        let edits = edits
            .iter()
            .map(|edit| json!({ "range": edit["range"], "text": edit["newText"] }));
        let edits = edits.collect::<Vec<_>>();
        if change["textDocument"]["version"].is_null() {
            let text = fs::read_to_string(editor.path(&file)).unwrap_or_default();
            editor.open(&file, &text);
        }
        let params = json!({
            "textDocument": { "uri": uri, "version": 9 }, "contentChanges": edits,
        });
        editor.tell("textDocument/didChange", params);
    }
    changes.len()
}

#[test]
fn an_offset_at_which_nobody_is_met() {
    let mut editor = Editor::start();
    editor.open(IS_FILE, IS);
    let actions = editor.actions(IS_FILE, 2, json!(["quickfix"]));
    let titles = titles(&actions);
    let wanted = "Set the offset of wso2is-7.0.0 to 1 (free)";
    let at = titles.iter().position(|title| *title == wanted);
    let action = actions[at.unwrap_or_else(|| panic!("{titles:?}"))].clone();
    let version = &action["edit"]["documentChanges"][0]["textDocument"]["version"];
    assert_eq!(*version, 1);
    assert_eq!(make(&mut editor, &action), 1);
    assert!(!editor.rules(IS_FILE).contains(&CLASH.to_string()));
    assert!(!editor.rules(AM_FILE).contains(&CLASH.to_string()));
    // Where it meets nobody, another free one is still offered at the offset itself.
    let actions = editor.actions(IS_FILE, 2, json!(["quickfix"]));
    let offers = actions.iter().filter(|action| {
        action["title"]
            .as_str()
            .unwrap()
            .starts_with("Set the offset")
    });
    assert!(offers.count() <= 1);
    assert!(editor.end());
}

#[test]
fn references_follow_in_all_files_at_once() {
    let root = two_homes();
    let am =
        format!("{AM}[apim.key_manager]\nservice_url = \"https://localhost:9444/services/\"\n");
    write(root.path(), AM_FILE, &am);
    write(
        root.path(),
        IS_FILE,
        "[server]\nhostname = \"is\"\noffset = 1\n",
    );
    let annotates = json!({ "workspaceEdit": { "changeAnnotationSupport": {} } });
    let mut editor = Editor::over(root, "utf-8", annotates);
    editor.open(IS_FILE, "[server]\nhostname = \"is\"\noffset = 1\n");
    let actions = editor.actions(IS_FILE, 2, json!(["quickfix"]));
    let wanted = "Set the offset of wso2is-7.0.0 to 2 (free) (2 files)";
    let action = actions.iter().find(|action| action["title"] == wanted);
    let action = action
        .unwrap_or_else(|| panic!("{:?}", titles(&actions)))
        .clone();
    let annotations = action["edit"]["changeAnnotations"].as_object().unwrap();
    assert_eq!(annotations.len(), 2);
    for change in action["edit"]["documentChanges"].as_array().unwrap() {
        let id = change["edits"][0]["annotationId"].as_str().unwrap();
        assert!(annotations.contains_key(id));
    }
    assert_eq!(make(&mut editor, &action), 2);
    let hover = editor.ask("textDocument/hover", editor.at(AM_FILE, 5, 20));
    let text = hover["contents"]["value"].as_str().unwrap().to_string();
    assert!(
        text.contains("port 9445 of localhost, opened by wso2is-7.0.0"),
        "{text}"
    );
    let there = editor.ask("textDocument/definition", editor.at(AM_FILE, 5, 20));
    assert_eq!(there[0]["uri"], editor.uri(IS_FILE));
    // From the offset back to the URL that names its port.
    let names = editor.ask("textDocument/references", editor.at(IS_FILE, 2, 9));
    let names = names
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["uri"].clone());
    assert!(
        names
            .collect::<Vec<_>>()
            .contains(&json!(editor.uri(AM_FILE)))
    );
    let hover = editor.ask("textDocument/hover", editor.at(IS_FILE, 2, 9));
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("named by"), "{text}");
    assert!(editor.end());
}

#[test]
fn what_an_offset_left_behind_follows_by_one_action() {
    let root = two_homes();
    let am = format!(
        "{AM}[apim.key_manager]\nservice_url = \"https://localhost:9443/services/\"\n\n[[apim.throttling.url_group]]\ntraffic_manager_urls = [\"tcp://localhost:9611\"]\n"
    );
    write(
        root.path(),
        AM_FILE,
        &am.replace("[server]\n", "[server]\noffset = 3\n"),
    );
    fs::remove_dir_all(root.path().join("wso2is-7.0.0")).unwrap();
    let mut editor = Editor::over(root, "utf-8", json!({}));
    let text = fs::read_to_string(editor.path(AM_FILE)).unwrap();
    editor.open(AM_FILE, &text);
    let before = editor.rules(AM_FILE);
    let actions = editor.actions(AM_FILE, 1, json!([]));
    let action = actions.iter().find(|action| {
        let title = action["title"].as_str().unwrap();
        title.starts_with("Make ") && title.ends_with(" references follow the offset")
    });
    let action = action
        .unwrap_or_else(|| panic!("{:?} {before:?}", titles(&actions)))
        .clone();
    make(&mut editor, &action);
    let after = editor.rules(AM_FILE);
    let stale = |rules: &[String]| {
        rules
            .iter()
            .filter(|rule| rule.ends_with(":stale-reference"))
            .count()
    };
    assert!(stale(&before) >= 2, "{before:?}");
    assert_eq!(stale(&after), 0, "{after:?}");
    assert!(editor.end());
}

#[test]
fn a_port_of_other_software_is_declared() {
    let creates = json!({ "workspaceEdit": { "resourceOperations": ["create"] } });
    let mut editor = Editor::over(two_homes(), "utf-8", creates);
    let text =
        format!("{AM}[apim.key_manager]\nservice_url = \"https://localhost:7443/services/\"\n");
    editor.open(AM_FILE, &text);
    let title = "Declare 7443/tcp a port of other software in wso2-portlint.toml";
    let find = |actions: Vec<Value>| actions.into_iter().find(|action| action["title"] == title);
    let new = find(editor.actions(AM_FILE, 5, json!([]))).unwrap();
    let changes = new["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes[0]["kind"], "create");
    let entry = changes[1]["edits"][0]["newText"].as_str().unwrap();
    assert_eq!(entry, "[[port]]\nname = \"other software\"\nport = 7443\n");
    // With a configuration file, at its end; once it is saved, nothing is left to declare.
    write(
        editor.root.path(),
        "wso2-portlint.toml",
        "ignore = [\"well-known-port\"]",
    );
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    let added = find(editor.actions(AM_FILE, 5, json!([]))).unwrap();
    let edit = &added["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!(
        edit["range"]["start"],
        json!({ "line": 0, "character": 28 })
    );
    let text = format!(
        "ignore = [\"well-known-port\"]{}",
        edit["newText"].as_str().unwrap()
    );
    write(editor.root.path(), "wso2-portlint.toml", &text);
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(find(editor.actions(AM_FILE, 5, json!([]))), None);
    assert!(editor.end());
}

#[test]
fn a_comment_stands_where_one_can_stand() {
    let root = tempfile::tempdir().unwrap();
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/hosts/clash");
    let carbon = fs::read_to_string(hosts.join("wso2ei-6.6.0/conf/carbon.xml")).unwrap();
    write(root.path(), AM_FILE, AM);
    let file = "wso2ei-6.6.0/conf/carbon.xml";
    write(root.path(), file, &carbon);
    write(
        root.path(),
        "wso2ei-6.6.0/bin/version.txt",
        "WSO2 Enterprise Integrator 6.6.0",
    );
    let mut editor = Editor::over(root, "utf-8", json!({}));
    let windows = carbon.replace('\n', "\r\n");
    editor.open(file, &windows);
    let uri = editor.uri(file);
    let shown = editor.shown();
    for finding in shown.get(&uri).into_iter().flatten() {
        let line = u32::try_from(finding["range"]["start"]["line"].as_u64().unwrap()).unwrap();
        let actions = editor.actions(file, line, json!(["quickfix"]));
        let ignores = actions
            .iter()
            .filter(|one| one["title"].as_str().unwrap().starts_with("Ignore "));
        for ignore in ignores {
            let text = &ignore["edit"]["documentChanges"][0]["edits"][0]["newText"];
            assert!(text.as_str().unwrap().ends_with("-->\r\n"), "{ignore}");
        }
    }
    // Not within a tag.
    let split = "<Server>\n<Ports>\n<Offset\n>0</Offset>\n</Ports>\n</Server>\n";
    editor.change(file, 2, split);
    for line in 0..5 {
        let actions = editor.actions(file, line, json!(["quickfix"]));
        for action in actions
            .iter()
            .filter(|one| one["title"].as_str().unwrap().starts_with("Ignore "))
        {
            let at = &action["edit"]["documentChanges"][0]["edits"][0]["range"]["start"]["line"];
            assert_ne!(*at, json!(3), "{action}");
        }
    }
    assert!(editor.end());
}

#[test]
fn names_of_rules_are_explained() {
    let mut editor = Editor::start();
    let text = format!("# wso2-portlint: ignore[port-collision] -- a test\n{IS}");
    editor.open(IS_FILE, &text);
    let hover = editor.ask("textDocument/hover", editor.at(IS_FILE, 0, 30));
    let page = hover["contents"]["value"].as_str().unwrap();
    assert!(page.starts_with("# port-collision"), "{page}");
    assert_eq!(
        editor.ask("textDocument/hover", editor.at(IS_FILE, 0, 45)),
        Value::Null
    );
    let own = "wso2-portlint.toml";
    editor.open(
        own,
        "ignore = [\"stale-reference\"]\n[rules]\nport-collision = \"warning\"\n",
    );
    for (line, column, rule) in [(0, 14, "stale-reference"), (2, 3, "port-collision")] {
        let hover = editor.ask("textDocument/hover", editor.at(own, line, column));
        let page = hover["contents"]["value"].as_str().unwrap();
        assert!(page.starts_with(&format!("# {rule}")), "{page}");
    }
    assert_eq!(
        editor.ask("textDocument/hover", editor.at(own, 1, 2)),
        Value::Null
    );
    assert!(editor.end());
}

#[test]
fn settings_of_other_files_are_completed() {
    let root = tempfile::tempdir().unwrap();
    let am = "wso2am-4.4.0/repository/conf/deployment.toml";
    let si = "wso2si-4.2.0/conf/server/deployment.yaml";
    let ei = "wso2ei-6.6.0/conf/carbon.xml";
    write(root.path(), am, AM);
    write(
        root.path(),
        "wso2am-4.4.0/repository/resources/conf/key-mappings.json",
        "{\"quick.own.port\": \"x.y\"}",
    );
    write(root.path(), si, "wso2.carbon:\n  ports:\n    offset: 0\n");
    write(
        root.path(),
        "wso2si-4.2.0/bin/version.txt",
        "WSO2 Streaming Integrator 4.2.0",
    );
    write(
        root.path(),
        ei,
        "<Server><Ports><Offset>0</Offset></Ports></Server>",
    );
    write(
        root.path(),
        "wso2ei-6.6.0/bin/version.txt",
        "WSO2 Enterprise Integrator 6.6.0",
    );
    let mut editor = Editor::over(root, "utf-8", json!({}));
    editor.open(am, "[quick.own]\n\n");
    assert_eq!(labels(&mut editor, am, 1, 0), ["port"]);
    let yaml = "wso2.carbon:\n  ports:\n    offset: \n\nwso2.transport.http:\n  listenerConfigurations:\n    - id: default\n      \n";
    editor.open(si, yaml);
    let offsets = labels(&mut editor, si, 2, 12);
    assert_eq!(offsets.len(), 5, "{offsets:?}");
    let top = labels(&mut editor, si, 3, 0);
    assert!(top.contains(&"wso2.transport.http".to_string()), "{top:?}");
    assert_eq!(labels(&mut editor, si, 7, 6), ["port"]);
    editor.open(
        ei,
        "<Server>\n<Ports>\n<Offset></Offset>\n<\n</Ports>\n</Server>",
    );
    let offsets = labels(&mut editor, ei, 2, 8);
    assert_eq!(offsets.len(), 5, "{offsets:?}");
    let elements = labels(&mut editor, ei, 3, 1);
    for element in ["Offset", "JMX"] {
        assert!(elements.contains(&element.to_string()), "{elements:?}");
    }
    assert!(editor.end());
}
