//! Arguments that nothing comes of are told, not taken in silence.

use crate::support::hosts;

/// Exit code, standard output and standard error, in the directory of the fixture hosts.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = crate::support::run(&hosts(), arguments);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

const AM: &str = "repaired/wso2am-4.4.0";
const OLD_AM: &str = "families/wso2am-2.6.0";
const IS: &str = "repaired/wso2is-7.0.0";

#[test]
fn a_profile_is_known_and_closes_something() {
    let (code, out, err) = run(&["check", AM, "--profile", "gatway-worker"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("did you mean `gateway-worker`?"), "{err}");

    let (_, _, err) = run(&["ports", AM, "--profile", "gateway-worker"]);
    assert_eq!(err, "");
    for home in [OLD_AM, IS] {
        let (code, _, err) = run(&["ports", home, "--profile", "gateway-worker"]);
        assert_eq!(code, 0);
        assert!(
            err.starts_with(&format!(
                "note: {home}: what the profile `gateway-worker` closes in WSO2 "
            )),
            "{err}"
        );
    }
    // A script may hold any name.
    let argument = "--start-argument=-Dprofile=trafic-manager";
    let (code, _, err) = run(&["ports", AM, argument]);
    assert_eq!(code, 0);
    assert!(
        err.contains("the profile `trafic-manager` is not known")
            && err.contains("did you mean `traffic-manager`?"),
        "{err}"
    );
}

#[test]
fn a_profile_of_the_configuration_file_is_known() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("wso2-portlint.toml");
    let text = "[[home]]\npath = \"/opt/am\"\nprofile = \"control-plain\"\n";
    std::fs::write(&file, text).unwrap();
    let (code, _, err) = run(&["check", AM, "--config", file.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(
        err.contains(":3:11: no profile `control-plain`; did you mean `control-plane`?"),
        "{err}"
    );
}

#[test]
fn the_root_is_above_what_is_shown() {
    let absolute = hosts().canonicalize().unwrap();
    let absolute = absolute.to_str().unwrap();
    // Relative or absolute, the one or the other: it is the same directory.
    let (home, above) = (format!("{absolute}/{IS}"), format!("{absolute}/repaired"));
    for (path, root) in [
        (IS, "repaired"),
        (IS, above.as_str()),
        (&home, "repaired"),
        (&home, "./clash/../repaired"),
        (&home, &above),
    ] {
        let (_, out, err) = run(&["ports", path, "--root", root]);
        assert!(out.starts_with("wso2is-7.0.0 "), "{path} {root}: {out}");
        assert_eq!(err, "", "{path} {root}");
    }
    for root in ["clash", "/nowhere"] {
        let (code, out, err) = run(&["ports", IS, "--root", root]);
        assert_eq!(code, 0);
        assert!(out.starts_with(IS), "{out}");
        assert!(
            err.starts_with("note: nothing that was looked at is below --root "),
            "{err}"
        );
    }
}

#[test]
fn unsafe_fixes_need_a_fix() {
    let (code, out, err) = run(&["check", IS, "--unsafe-fixes"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("--fix") && err.contains("--diff"), "{err}");
    assert_eq!(run(&["check", IS, "--unsafe-fixes", "--diff"]).0, 0);
}

#[test]
fn a_new_home_is_of_a_known_product_and_version() {
    let (code, _, err) = run(&["plan", IS, "--new", "wso2ism-7.0.0"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("no product `wso2ism`; did you mean `wso2is`?"),
        "{err}"
    );
    let (code, out, err) = run(&["plan", IS, "--new", "wso2is-5.4.7"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("wso2is-5.4.7: port offset "), "{out}");
    assert!(
        err.starts_with("note: --new wso2is-5.4.7: the catalogue does not know this version")
            && err.contains("the ports are those of 5.4.1"),
        "{err}"
    );
    assert_eq!(run(&["plan", IS, "--new", "wso2is-7.1.0"]).2, "");
}
