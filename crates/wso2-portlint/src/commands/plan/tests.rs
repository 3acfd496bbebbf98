use super::*;
use portlint_catalog::Generation;
use portlint_host::{Home, Listener, Offset, Runtime};
use portlint_report::shown::Output;
use portlint_syntax::{Format, Limits};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const FILES: [(&str, &str); 3] = [
    (
        "a/deployment.toml",
        "# ours\r\n[server]\r\n  hostname=\"x\"   # hunter2\r\n\r\n[x]\r\npassword = \"hunter2\"\r\n",
    ),
    (
        "b/deployment.yaml",
        "wso2.carbon:\n    # hunter2\n    ports: {offset:   0, password: hunter2} # hunter2\nb: 1",
    ),
    (
        "c/carbon.xml",
        "<Server>\n\t<!-- hunter2 --><Ports><Offset>0</Offset><P>hunter2</P></Ports>\n</Server>",
    ),
];

fn directory() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

fn home(root: &Path, file: &str) -> (Home, Files) {
    let path = root.join(file);
    let (generation, format) = match path.extension().and_then(|e| e.to_str()) {
        Some("toml") => (Generation::Toml, Format::Toml),
        Some("yaml") => (Generation::Yaml, Format::Yaml),
        _ => (Generation::Xml, Format::Xml),
    };
    let bytes = fs::read(&path).unwrap();
    let mut files = Files::default();
    let file = files.parse(&path, &bytes, format, &Limits::default());
    let node = file
        .document
        .lookup(&["wso2.carbon", "ports", "offset"])
        .or_else(|| file.document.select_first("Server/Ports/Offset"));
    let mut offset = Offset::default_of(0, "product default");
    offset.location = node.map(|node| file.at(file.document.value(node).span));
    let servlets = [("servlet-https", 9443), ("servlet-http", 9763)];
    let home = Home {
        runtimes: vec![Runtime {
            governing: Some(file.start()),
            listeners: servlets.map(|(id, base)| Listener::new(id, base, 0)).into(),
            ..Runtime::new("default", generation, offset)
        }],
        ..Home::new(path.parent().unwrap())
    };
    (home, files)
}

fn host(directory: &TempDir) -> Host {
    let mut homes = FILES
        .map(|(file, _)| home(directory.path(), file))
        .into_iter()
        .collect::<Vec<_>>();
    // A fourth that stays.
    let (mut fourth, files) = home(directory.path(), "a/deployment.toml");
    fourth.path = directory.path().join("d");
    fourth.canonical.clone_from(&fourth.path);
    fourth.pinned = true;
    homes.push((fourth, files));
    Host::of(homes)
}

fn answer(host: &Host, options: &PlanOptions<'_>) -> (Ending, String) {
    let mut out = Vec::new();
    let ending = run(host, options, &Style::default(), &mut Output::new(&mut out)).unwrap();
    (ending, String::from_utf8(out).unwrap())
}

#[test]
fn the_plan_is_shown_without_secrets_and_writes_nothing() {
    let directory = directory();
    let (ending, text) = answer(&host(&directory), &PlanOptions::default());
    assert_eq!(ending, Ending::Clean);
    assert!(!text.contains("hunter2"), "{text}");
    for part in [
        "2 ports in conflict; 3 of 4 homes to change. No smaller change works.",
        "port offset 0 -> 1",
        "moves: servlet-https 9443 -> 9444, servlet-http 9763 -> 9764",
        "@@ -3,0 +4 @@\n  +  offset = 1\n",
        "offset:   0",
        "\n  @@ -2 +2 @@\n",
        "not 1: servlet-https at 9443 + 1 = 9444, the port of",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    for (path, before) in FILES {
        assert_eq!(
            fs::read_to_string(directory.path().join(path)).unwrap(),
            before
        );
    }
}

#[test]
fn writing_changes_the_offsets_and_nothing_else() {
    let directory = directory();
    let options = PlanOptions {
        write: true,
        ..PlanOptions::default()
    };
    let (ending, text) = answer(&host(&directory), &options);
    assert_eq!(ending, Ending::Clean);
    assert!(text.contains("3 of 4 homes changed"), "{text}");
    let after = [
        FILES[0]
            .1
            .replace("hunter2\r\n\r\n", "hunter2\r\n  offset = 1\r\n\r\n"),
        FILES[1].1.replace("offset:   0", "offset:   2"),
        FILES[2].1.replace("<Offset>0<", "<Offset>3<"),
    ];
    for ((path, _), after) in FILES.iter().zip(after) {
        assert_eq!(
            fs::read_to_string(directory.path().join(path)).unwrap(),
            after
        );
    }
}

#[test]
fn a_file_that_changed_meanwhile_keeps_all_from_being_written() {
    let directory = directory();
    let host = host(&directory);
    fs::write(directory.path().join("c/carbon.xml"), "<Server/>").unwrap();
    let (ending, text) = answer(
        &host,
        &PlanOptions {
            write: true,
            ..PlanOptions::default()
        },
    );
    assert!(
        matches!(ending, Ending::Failed(messages) if messages[0].contains("changed since it was read"))
    );
    assert!(text.contains("3 of 4 homes to change"));
    assert_eq!(
        fs::read_to_string(directory.path().join("a/deployment.toml")).unwrap(),
        FILES[0].1
    );
}

#[test]
fn scripts_get_json() {
    let directory = directory();
    let pins = ["nowhere".to_string()];
    let options = PlanOptions {
        format: PlanFormat::Json,
        pins: &pins,
        write: true,
        ..PlanOptions::default()
    };
    let (ending, text) = answer(&host(&directory), &options);
    assert!(
        matches!(ending, Ending::Failed(messages) if messages == ["--pin nowhere: no home of that path or name"])
    );
    assert!(!text.contains("hunter2"));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&value["schema"], &value["written"], &value["exact"]),
        (&1.into(), &false.into(), &true.into())
    );
    let edit = &value["changes"][0]["edits"][0];
    assert_eq!(
        (&edit["replacement"], &edit["location"]["line"]),
        (&"\r\n  offset = 1".into(), &3.into())
    );
    assert_eq!(value["changes"][2]["moves"][0]["to"], 9446);
    assert_eq!(
        value["collisions"][0]["owners"].as_array().unwrap().len(),
        4
    );
}

#[test]
fn an_unknown_new_home_is_a_failure() {
    let options = PlanOptions {
        new: Some("wso2xx-1.0.0"),
        ..PlanOptions::default()
    };
    let (ending, text) = answer(&Host::default(), &options);
    assert!(matches!(ending, Ending::Failed(messages) if messages[0].contains("no product ")));
    assert_eq!(text, "");
}
