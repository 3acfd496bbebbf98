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
        assert!(err.starts_with("note: no home is below --root "), "{err}");
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

#[test]
fn help_and_version_are_commands_too() {
    for (command, option) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "ports"], &["ports", "--help"]),
        (&["--color", "never", "help", "plan"], &["plan", "--help"]),
        (&["version"], &["--version"]),
    ] {
        let (code, out, err) = run(command);
        assert_eq!((code, err.as_str()), (0, ""), "{command:?}");
        assert_eq!(out, run(option).1, "{command:?}");
    }
    let (code, _, err) = run(&["help", "port"]);
    assert_eq!(code, 2);
    assert!(err.contains("unrecognized subcommand"), "{err}");
}

#[test]
fn options_may_stand_before_the_command() {
    for (before, after) in [
        (
            &["--color", "always", "ports", AM][..],
            &["ports", "--color", "always", AM][..],
        ),
        (
            &["--format", "map", "ports", AM],
            &["ports", "--format", "map", AM],
        ),
        (
            &["--no-config", "--ascii", "explain", "9443", AM],
            &["explain", "9443", AM, "--no-config", "--ascii"],
        ),
        (
            &["--color=always", "rules"],
            &["rules", "--color", "always"],
        ),
    ] {
        let (code, out, _) = run(before);
        assert_eq!(code, 0, "{before:?}");
        assert_eq!(out, run(after).1, "{before:?}");
    }
}

#[test]
fn ports_are_typed_as_they_are_shown() {
    let explained = |port: &str| run(&["explain", port]);
    assert_eq!(explained("9443/tcp"), explained("9443"));
    assert_eq!(explained("9443/tcp").0, 0);
    let (code, _, err) = explained("9443/sctp");
    assert_eq!(code, 2);
    assert!(err.contains("expected `/tcp` or `/udp`"), "{err}");
    let (code, out, _) = run(&["ports", "--port", "9440-9450/tcp", AM]);
    assert_eq!(code, 0);
    assert!(out.contains("= 9444 ") && !out.contains("= 9764 "), "{out}");
    let (code, _, err) = run(&["ports", "--port", "9450-9443", AM]);
    assert_eq!(code, 2);
    assert!(
        err.contains("expected a port from 1 to 65535, or a range such as 9443-9450"),
        "{err}"
    );
}

#[test]
fn help_fits_its_terminal() {
    let commands = run(&["--help"]).1;
    let commands = commands.lines().skip_while(|line| *line != "Commands:");
    let commands = commands.skip(1).take_while(|line| !line.is_empty());
    let commands = commands.filter_map(|line| line.split_whitespace().next());
    // What `help` shows is the help of others.
    let commands = commands.filter(|command| *command != "help");
    let mut asked = 0;
    for command in std::iter::once("").chain(commands) {
        for option in ["-h", "--help"] {
            let mut tool = crate::support::tool(&hosts());
            tool.env("COLUMNS", "80");
            tool.args((!command.is_empty()).then_some(command));
            let output = tool.arg(option).output().unwrap();
            let help = String::from_utf8(output.stdout).unwrap();
            assert!(help.contains("Usage:"), "{command} {option}");
            for line in help.lines() {
                assert!(line.chars().count() <= 80, "{command} {option}: {line}");
            }
            asked += 1;
        }
    }
    assert!(asked > 20, "{asked}");
}
