use super::*;
use portlint_host::{ProblemKind, Remedy};
use portlint_syntax::Limits;
use portlint_syntax::edit::apply;
use portlint_testkit::place;

fn keys(dotted: &[&str]) -> Vec<String> {
    dotted.iter().map(|key| key.to_string()).collect()
}

/// The file after a problem on its first line was mended.
fn mended(format: Format, text: &str, change: Change) -> Option<String> {
    let mut files = Files::default();
    let file = files.parse("conf", text.as_bytes(), format, &Limits::default());
    let first = text.lines().next().unwrap_or_default();
    let problem = Problem::at(ProblemKind::IgnoredPlacement, place(&file, first), "wrong")
        .with_remedy(Remedy::certain(change));
    let edits = fix(&files, &problem)?.edits.into_iter().map(|edit| Edit {
        span: edit.location.span,
        replacement: edit.replacement,
    });
    apply(&file.document.source, &edits.collect::<Vec<_>>())
}

fn moves(format: Format, from: &[&str], to: &[&str], cases: &[(&str, &str)]) {
    for (before, after) in cases {
        let change = Change::Move {
            from: keys(from),
            to: keys(to),
        };
        assert_eq!(
            mended(format, before, change).as_deref(),
            Some(*after),
            "{before}"
        );
    }
}

#[test]
fn a_toml_key_goes_into_its_table() {
    moves(
        Format::Toml,
        &["offset"],
        &["server", "offset"],
        &[
            (
                "# ours\r\noffset  =  1   # why\r\n\r\n[server]\r\nhostname = 'x' # us\r\n",
                "# ours\r\n# why\r\n\r\n[server]\r\nhostname = 'x' # us\r\noffset = 1\r\n",
            ),
            ("offset = '1'\n", "[server]\noffset = '1'\n"),
            (
                "x = 2\r\n  offset = 1 # why\r\n\r\n[a]\r\n",
                "x = 2\r\n  [server]\r\n  offset = 1 # why\r\n\r\n[a]\r\n",
            ),
            (
                "offset = 1\nx = 2\n[a]\nb = 1\n",
                "x = 2\n[a]\nb = 1\n\n[server]\noffset = 1\n",
            ),
            (
                "offset = 1\nserver = { a = 1 }\n",
                "server = { a = 1, offset = 1 }\n",
            ),
            (
                "offset = 1\nserver.a = 1",
                "server.a = 1\nserver.offset = 1",
            ),
        ],
    );
}

#[test]
fn a_toml_key_that_is_alone_takes_its_table_along() {
    let to = ["transport", "https", "properties", "port"];
    moves(
        Format::Toml,
        &["transport", "https", "port"],
        &to,
        &[
            (
                "[transport.https] # tls\n# ours\nport = 9444 # why\n\n[a]\n",
                "[transport.https.properties] # tls\n# ours\nport = 9444 # why\n\n[a]\n",
            ),
            (
                "[transport.https]\nport = 9444\n[transport.https.properties]\nx = 1\n",
                "[transport.https.properties]\nx = 1\nport = 9444\n",
            ),
            (
                "[transport.https]\nport = 9444\ny = 1\n",
                "[transport.https]\ny = 1\n\n[transport.https.properties]\nport = 9444\n",
            ),
            (
                "[transport.https]\nport = 9444\nproperties.x = 1\n",
                "[transport.https]\nproperties.x = 1\nproperties.port = 9444\n",
            ),
        ],
    );
    moves(
        Format::Toml,
        &["server", "portOffset"],
        &["server", "offset"],
        &[
            ("server = { portOffset = 3 }", "server = { offset = 3 }"),
            (
                "[server]\n  portOffset=3 # x\n",
                "[server]\n  offset=3 # x\n",
            ),
            ("server.portOffset = 3\n", "server.offset = 3\n"),
        ],
    );
}

#[test]
fn a_yaml_key_goes_into_its_block() {
    let to = ["wso2.carbon", "ports", "offset"];
    moves(
        Format::Yaml,
        &["wso2.carbon", "offset"],
        &to,
        &[
            (
                "wso2.carbon:\r\n  ports:   # moved?\r\n  offset: 1 # why\r\n  id: x\r\n",
                "wso2.carbon:\r\n  ports:   # moved?\r\n    offset: 1 # why\r\n  id: x\r\n",
            ),
            (
                "wso2.carbon:\n    id: x # us\n    offset:   1 # why\n",
                "wso2.carbon:\n    ports:\n        offset: 1\n    id: x # us\n    # why\n",
            ),
        ],
    );
    moves(
        Format::Yaml,
        &["ports", "offset"],
        &to,
        &[
            (
                "ports:\n  offset: 1\n# ours\nwso2.carbon:\n  id: x\n",
                "# ours\nwso2.carbon:\n  ports:\n    offset: 1\n  id: x\n",
            ),
            (
                "ports:\n  offset: 1\nx: 1\n",
                "x: 1\nwso2.carbon:\n  ports:\n    offset: 1\n",
            ),
        ],
    );
}

#[test]
fn a_yaml_block_changes_its_depth_line_by_line() {
    moves(
        Format::Yaml,
        &["h", "transportProperties", "listenerConfigurations"],
        &["h", "listenerConfigurations"],
        &[(
            "h:\n  transportProperties:\n    listenerConfigurations:\n      # main\n      - id: a\n\n        password: |\n          hunter2\n  sender: 1\n",
            "h:\n  transportProperties:\n  listenerConfigurations:\n    # main\n    - id: a\n\n      password: |\n        hunter2\n  sender: 1\n",
        )],
    );
    moves(
        Format::Yaml,
        &["listenerConfigurations"],
        &["h", "listenerConfigurations"],
        &[(
            "x:\n  y: 1\nh:\nlistenerConfigurations:\n- id: a\n  port: 1\nz: 1\n",
            "x:\n  y: 1\nh:\n  listenerConfigurations:\n  - id: a\n    port: 1\nz: 1\n",
        )],
    );
}

#[test]
fn what_nothing_reads_goes() {
    let cut = |text: &str| mended(Format::Toml, text, Change::Remove(keys(&["a", "b"])));
    assert_eq!(
        cut("x = 1\n[a]\nb = 1\nc = 1\n").as_deref(),
        Some("x = 1\n[a]\nc = 1\n")
    );
    assert_eq!(
        cut("x = 1\n[a]\nb = 1 # c\n").as_deref(),
        Some("x = 1\n[a]\n# c\n")
    );
}

#[test]
fn without_a_certain_place_there_is_no_fix() {
    let to_server = |text: &str, from: &[&str]| {
        let change = Change::Move {
            from: keys(from),
            to: keys(&["server", "offset"]),
        };
        mended(Format::Toml, text, change)
    };
    // Something is there already.
    assert_eq!(
        to_server("offset = 1\n[server]\noffset = 2\n", &["offset"]),
        None
    );
    // The table is no table.
    assert_eq!(to_server("offset = 1\nserver = 3\n", &["offset"]), None);
    assert_eq!(
        to_server("offset = 1\n[[server]]\nx = 3\n", &["offset"]),
        None
    );
    // A value that reports must not show.
    assert_eq!(
        to_server("offset = 'hunter2 is secret'\nx = 1\n", &["offset"]),
        None
    );
    // Not on a line of its own.
    assert_eq!(to_server("a = { offset = 1 }\n", &["a", "offset"]), None);
}

/// The file after the first table header that stands too late went up.
fn raised(text: &str) -> Option<String> {
    let mut files = Files::default();
    let file = files.parse("conf", text.as_bytes(), Format::Toml, &Limits::default());
    let mut errors = file.document.errors.iter();
    let error = errors.find(|error| error.is_late_header())?;
    let (first, words) = error.related?;
    let problem = Problem::at(ProblemKind::SyntaxError, file.at(error.span), "late")
        .with_related(file.at(first), words)
        .with_remedy(Remedy::certain(Change::MoveTable));
    let fix = fix(&files, &problem)?;
    assert_eq!(fix.applicability, Applicability::Safe);
    let edits = fix.edits.into_iter().map(|edit| Edit {
        span: edit.location.span,
        replacement: edit.replacement,
    });
    apply(&file.document.source, &edits.collect::<Vec<_>>())
}

#[test]
fn a_table_goes_above_its_sub_tables() {
    let text = "[server]\noffset = 1\n\n# ours\n[transport.https.properties]\nport = 9500\n\n\
                # theirs\n[transport.https]\nenabled = [\n[1],\n]\n\n[x]\na = 1\n";
    let mended = "[server]\noffset = 1\n\n# theirs\n[transport.https]\nenabled = [\n[1],\n]\n\n\
                  # ours\n[transport.https.properties]\nport = 9500\n\n[x]\na = 1\n";
    assert_eq!(raised(text).as_deref(), Some(mended));
    assert_eq!(
        raised("[a.b]\r\nx = 1\r\n[a]\r\ny = 2").as_deref(),
        Some("[a]\r\ny = 2\r\n\r\n[a.b]\r\nx = 1\r\n")
    );
    assert_eq!(raised("[a]\nx = 1\n[a.b]\ny = 1\n"), None);
}
