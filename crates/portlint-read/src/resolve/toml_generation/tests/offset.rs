//! The offset: its sources, and texts that are none.

use super::{Case, find, has_problem, open};
use portlint_host::{ProblemKind, State};

#[test]
fn the_offset_and_who_wins() {
    let told = "[server]\noffset = 1\n[system.parameter]\nportOffset = 7\n";
    for (case, value) in [
        (
            Case::new("wso2am", "4.2.0", told).arguments(&["-DportOffset=3"]),
            7,
        ),
        (
            Case::new("wso2am", "3.2.0", told).arguments(&["-DportOffset=3"]),
            3,
        ),
        (Case::new("wso2am", "3.2.0", told), 1),
        (
            Case::new("wso2am", "3.2.0", told)
                .file("repository/conf/carbon.properties", "portOffset=7\n"),
            7,
        ),
        (
            Case::new("wso2is", "7.0.0", "")
                .java_opts(&["-DportOffset=4"])
                .arguments(&["-DportOffset=5"]),
            5,
        ),
        (
            Case::new("wso2is", "7.0.0", "")
                .java_opts(&["-DportOffset=4"])
                .arguments(&["--debug", "5005"]),
            0,
        ),
        (Case::new("wso2mi", "4.1.0", "[server]\noffset = 0"), 0),
        (Case::new("wso2mi", "4.1.0", "[server]\noffset = 3"), 3),
        (Case::new("wso2mi", "4.1.0", ""), 10),
        (Case::new("wso2am", "4.2.0", "[server]\noffset = 0x10"), 16),
        (
            Case::new(
                "wso2am",
                "4.2.0",
                "[server]\noffset = \"$ref{my.shift}\"\n[my]\nshift = 8",
            ),
            8,
        ),
        (
            Case::new(
                "wso2-integration-control-plane",
                "1.0.0",
                "[server]\noffset = 3",
            ),
            0,
        ),
    ] {
        let runtime = case.run();
        assert_eq!(runtime.offset.value, Some(value), "{:?}", runtime.offset);
    }
    let runtime = Case::new("wso2am", "4.2.0", told)
        .arguments(&["-DportOffset=3"])
        .run();
    assert_eq!(runtime.offset.candidates.len(), 3);
    assert!(runtime.offset.anchor.is_some());
}

#[test]
fn an_offset_that_is_no_integer_stops_the_start() {
    for text in ["\"1.0\"", "\"\"", "1.0", "\" 1\""] {
        let runtime = Case::new("wso2am", "4.2.0", &format!("[server]\noffset = {text}")).run();
        assert_eq!(runtime.offset.value, None);
        assert!(
            runtime.listeners.iter().all(|l| l.state == State::Closed),
            "{text}"
        );
        has_problem(&runtime, ProblemKind::OffsetInvalid, "offset");
    }
    let runtime = Case::new("wso2am", "4.2.0", "[server]\noffset = \"$env{NOT_TOLD}\"").run();
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
    has_problem(&runtime, ProblemKind::EnvironmentNeeded, "$env{NOT_TOLD}");
    let runtime = Case::new("wso2am", "4.2.0", "[server\n").run();
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
    assert_eq!(find(&runtime, "servlet-https").port, None);
}

#[test]
fn another_file_may_govern() {
    let case = Case::new("wso2am", "4.2.0", "[server]\noffset = 1")
        .arguments(&["-Ddeployment.config.file.path=etc/other.toml"]);
    let runtime = case.run();
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
    let runtime = case.file("etc/other.toml", "[server]\noffset = 2").run();
    assert_eq!(runtime.offset.value, Some(2));
}

#[test]
fn start_files_count_after_what_was_told() {
    let script = "java $JAVA_OPTS org.wso2.carbon.bootstrap.Bootstrap -DportOffset=4 $*\n";
    let opts = "JAVA_OPTS=\"-DportOffset=6\"\n[ \"$1\" = --debug ] && JAVA_OPTS=\nexec java $JAVA_OPTS org.wso2.X $*\n";
    let home = || Case::new("wso2am", "4.2.0", "[server]\noffset = 1");
    for (case, value, source) in [
        (
            home().file("bin/api-manager.sh", script),
            Some(4),
            "-DportOffset (bin/api-manager.sh)",
        ),
        (
            home().file("bin/api-manager.sh", opts),
            Some(6),
            "-DportOffset (bin/api-manager.sh)",
        ),
        (
            home()
                .file("bin/api-manager.sh", script)
                .arguments(&["-DportOffset=2"]),
            Some(2),
            "-DportOffset (start argument)",
        ),
        (
            home()
                .file("bin/api-manager.sh", script)
                .java_opts(&["-DportOffset=3"]),
            Some(4),
            "-DportOffset (bin/api-manager.sh)",
        ),
        (
            home()
                .file("bin/api-manager.sh", opts)
                .arguments(&["--debug", "5005"]),
            Some(1),
            "[server] offset",
        ),
        (
            home().file("bin/other.sh", script),
            Some(1),
            "[server] offset",
        ),
        (
            home().file("bin/api-manager.sh", "JAVA_OPTS=-DportOffset=$N\n"),
            None,
            "-DportOffset (bin/api-manager.sh)",
        ),
        // The previous start of an old kernel comes between the argument and JAVA_OPTS.
        (
            Case::new("wso2is", "5.10.0", "")
                .file("bin/wso2server.sh", opts)
                .file("repository/conf/carbon.properties", "portOffset=7\n"),
            Some(7),
            "carbon.properties of the previous start",
        ),
        (
            Case::new("wso2is", "5.10.0", "")
                .file("bin/wso2server.sh", script)
                .file("repository/conf/carbon.properties", "portOffset=7\n"),
            Some(4),
            "-DportOffset (bin/wso2server.sh)",
        ),
        (
            Case::new("wso2mi", "4.2.0", "")
                .file("Dockerfile", "FROM wso2/wso2mi\nCMD [\"-DportOffset=5\"]\n"),
            Some(5),
            "-DportOffset (Dockerfile)",
        ),
    ] {
        let runtime = case.run();
        assert_eq!(
            (runtime.offset.value, runtime.offset.source.as_str()),
            (value, source)
        );
    }
    let runtime = home().file("bin/api-manager.sh", script).run();
    let place = runtime.offset.location.unwrap().place;
    assert_eq!(place.line, 1);
}

#[test]
fn other_properties_of_start_files_count_too() {
    let case = Case::new("wso2am", "4.2.0", "").file(
        "bin/api-manager.sh",
        "JAVA_OPTS=\"-Dtomcat.https.port=9555 -Dprofile=gateway-worker\"\n",
    );
    let (runtime, files) = case.run_with_files();
    assert_eq!(runtime.profile.as_deref(), Some("gateway-worker"));
    let https = find(&runtime, "servlet-https");
    assert_eq!(https.port, Some(9555));
    let file = https.location.unwrap().file;
    assert!(files.path(file).ends_with("bin/api-manager.sh"));
}

#[test]
fn a_port_that_a_variable_of_the_start_decides_is_not_known() {
    let runtime = Case::new("wso2am", "4.2.0", "")
        .file(
            "bin/api-manager.sh",
            "exec java -Dtomcat.https.port=$HTTPS_PORT org.wso2.carbon.bootstrap.Bootstrap $*\n",
        )
        .run();
    let https = find(&runtime, "servlet-https");
    assert_eq!((https.port, https.state), (None, State::Conditional));
    has_problem(
        &runtime,
        ProblemKind::UnresolvedPlaceholder,
        "-Dtomcat.https.port cannot be computed: it depends on a variable",
    );
    let told = Case::new("wso2am", "4.2.0", "")
        .file(
            "bin/api-manager.sh",
            "exec java -Dtomcat.https.port=$HTTPS_PORT org.wso2.carbon.bootstrap.Bootstrap $*\n",
        )
        .arguments(&["-Dtomcat.https.port=9555"])
        .run();
    assert_eq!(open(&told, "servlet-https"), Some(9555));
}

/// Work that grows with the square of it would take hours.
#[test]
fn any_number_of_openings_is_looked_at_once() {
    for (opening, end) in [
        ("${", ""),
        ("$ref{", ""),
        ("$ref{", "}"),
        ("$", "{"),
        ("$ref{}", ""),
    ] {
        let text = opening.repeat(300_000);
        let case = Case::new(
            "wso2am",
            "4.2.0",
            &format!("[server]\noffset = \"{text}{end}\""),
        );
        assert_eq!(case.run().offset.value, None, "{opening}");
    }
}
