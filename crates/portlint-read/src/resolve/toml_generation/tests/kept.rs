//! Which edits of generated files the next start leaves alone.

use super::{Case, find, has_problem, open};
use portlint_host::{ProblemKind, State};

/// Micro Integrator 4.2 after a start with an empty `deployment.toml`, its `axis2.xml` edited since.
fn edited_integrator(toml: &'static str, script: Option<&str>) -> Case {
    const DIGEST_OF_NOTHING: &str = "d41d8cd98f00b204e9800998ecf8427e";
    let axis2 = "<axisconfig><transportReceiver name='http'><parameter name='port'>8300</parameter></transportReceiver></axisconfig>";
    let case = Case::new("wso2mi", "4.2.0", toml).file("conf/axis2/axis2.xml", axis2);
    let case = match script {
        Some(script) => case.file("bin/micro-integrator.sh", script),
        None => case,
    };
    case.file(
        "repository/resources/conf/.metadata/metadata_config.properties",
        &format!("#Sat Nov 28\nconf/deployment.toml={DIGEST_OF_NOTHING}\nconf/carbon.xml=0\n"),
    )
}

const SCRIPT: &str =
    "#!/bin/sh\n$JAVACMD $JAVA_OPTS \\\n  -DavoidConfigHashRead=true \\\n  org.wso2.Main $*\n";

#[test]
fn edits_that_the_next_start_keeps_count() {
    let (kept, files) = edited_integrator("", Some(SCRIPT)).run_with_files();
    has_problem(&kept, ProblemKind::GeneratedFileEdited, "this counts until");
    let http = find(&kept, "gateway-http");
    assert_eq!(
        (http.state, http.port, http.source.as_ref()),
        (State::Open, Some(8310), "conf/axis2/axis2.xml as edited")
    );
    let place = http.location.as_ref().unwrap();
    assert_eq!(files.text(place), Some("8300"));
    let windows = edited_integrator("", Some(SCRIPT))
        .file(
            "repository/resources/conf/.metadata/metadata_config.properties",
            "conf\\\\deployment.toml=d41d8cd98f00b204e9800998ecf8427e\n",
        )
        .run();
    assert_eq!(open(&windows, "gateway-http"), Some(8310));
    let offset = edited_integrator("", Some(SCRIPT))
        .file(
            "conf/carbon.xml",
            "<Server><Ports><Offset>4</Offset></Ports></Server>",
        )
        .run();
    assert_eq!(offset.offset.source, "conf/carbon.xml as edited");
    assert_eq!(open(&offset, "gateway-http"), Some(8304));
    assert_eq!(open(&offset, "gateway-https"), Some(8247));
}

#[test]
fn edits_that_the_next_start_discards_do_not_count() {
    let cases = [
        ("a changed file", edited_integrator("# new\n", Some(SCRIPT))),
        (
            "a script without the option",
            edited_integrator("", Some("#!/bin/sh\n")),
        ),
        (
            "forced",
            edited_integrator("", Some(SCRIPT)).arguments(&["-DforceConfigUpdate=true"]),
        ),
        (
            "switched off",
            edited_integrator("", Some(SCRIPT)).arguments(&["-DavoidConfigHashRead=false"]),
        ),
    ];
    for (name, case) in cases {
        let runtime = case.run();
        assert_eq!(open(&runtime, "gateway-http"), Some(8290), "{name}");
        has_problem(&runtime, ProblemKind::GeneratedFileEdited, "discards");
    }
    let never_started = Case::new("wso2mi", "4.2.0", "")
        .file("bin/micro-integrator.sh", SCRIPT)
        .file(
            "conf/carbon.xml",
            "<Server><Ports><Offset>4</Offset></Ports></Server>",
        )
        .run();
    assert_eq!(open(&never_started, "gateway-http"), Some(8290));
    has_problem(&never_started, ProblemKind::GeneratedFileEdited, "discards");
}

#[test]
fn edits_that_may_be_kept_leave_the_port_open_to_doubt() {
    let metadata = "repository/resources/conf/.metadata";
    let refers = edited_integrator("", Some(SCRIPT))
        .file(&format!("{metadata}/references.properties"), "env:PORT=1\n");
    let elsewhere = edited_integrator("", Some(SCRIPT)).file(
        &format!("{metadata}/metadata_config.properties"),
        "conf/carbon.xml=0\n",
    );
    let no_script = edited_integrator("", None);
    for (case, unless) in [
        (refers, "unless a variable"),
        (elsewhere, "unless deployment.toml has changed"),
        (no_script, "unless the start script"),
    ] {
        let runtime = case.run();
        has_problem(&runtime, ProblemKind::GeneratedFileEdited, unless);
        let http = find(&runtime, "gateway-http");
        assert_eq!((http.state, http.port), (State::Conditional, Some(8290)));
        assert!(http.condition.as_ref().unwrap().contains("says 8300"));
        assert_eq!(open(&runtime, "gateway-https"), Some(8253));
    }
}
