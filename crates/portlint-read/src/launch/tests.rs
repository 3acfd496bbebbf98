//! What each kind of file gives to a start.

use super::*;
use portlint_files::Memory;
use portlint_host::Files;
use portlint_syntax::Limits;
use proptest::prelude::*;
use std::path::Path;

const HOME: &str = "/opt/wso2am-4.2.0";

/// Name, value and channel of each property, with its source when it is not the only file.
type Row<'a> = (&'a str, &'a str, Channel);

use Channel::{JavaOpts, LateJvmOption, ScriptJvmOption, StartArgument};

fn read(files: &Memory, scripts: &[&str]) -> Vec<LaunchProperty> {
    read_with_files(files, scripts).0
}

fn read_with_files(files: &Memory, scripts: &[&str]) -> (Vec<LaunchProperty>, Files) {
    let scripts: Vec<String> = scripts.iter().map(|s| s.to_string()).collect();
    let mut reader = HomeReader::new(files, HOME, Limits::default());
    let found = launch_properties(&mut reader, &scripts, &HomeFacts::default(), true, "");
    assert!(reader.take_problems().is_empty());
    (found, reader.table())
}

fn rows(found: &[LaunchProperty]) -> Vec<Row<'_>> {
    found
        .iter()
        .map(|p| (p.name.as_str(), p.value.as_str(), p.channel))
        .collect()
}

fn check(script: &str, table: &[(&str, &[Row<'_>])]) {
    for (text, expected) in table {
        let files = Memory::new().with(format!("{HOME}/{script}"), *text);
        let (found, read) = read_with_files(
            &files,
            if script.starts_with("bin/") {
                std::slice::from_ref(&script)
            } else {
                &[]
            },
        );
        assert_eq!(rows(&found), *expected, "{text}");
        for property in &found {
            let location = property.location.expect("a place");
            assert_eq!(read.text(&location), Some(&*property.value));
            assert_eq!(property.source, script);
        }
    }
}

#[test]
fn batch_files() {
    check(
        "bin/wso2server.bat",
        &[
            (
                "@echo off\r\nrem set JAVA_OPTS=-DportOffset=1\r\n:: java -DportOffset=1\r\n@REM x\r\n:label -DportOffset=1",
                &[],
            ),
            (
                "set JAVA_OPTS=-Xmx1g -DportOffset=1\r\n",
                &[("portOffset", "1", JavaOpts)],
            ),
            (
                "SET \"JAVA_OPTS=%JAVA_OPTS% -DportOffset=1\"",
                &[("portOffset", "1", JavaOpts)],
            ),
            (
                "if \"%X%\"==\"\" (set JAVA_OPTS=-DportOffset=1)",
                &[("portOffset", "1", JavaOpts)],
            ),
            (
                "echo call wso2server.bat -DportOffset=1\r\necho. java -DportOffset=1",
                &[],
            ),
            (
                "set CMD_LINE_ARGS=-Xms1g %JAVA_OPTS% ^\r\n -DportOffset=2\r\n\"%JAVA_HOME%\\bin\\java\" %cmd_line_args% org.wso2.carbon.bootstrap.Bootstrap %CMD%",
                &[("portOffset", "2", LateJvmOption)],
            ),
            (
                "call \"%~dp0\\wso2server.bat\" -DportOffset=%OFFSET%",
                &[("portOffset", "%OFFSET%", StartArgument)],
            ),
        ],
    );
}

#[test]
fn the_wrapper_of_a_windows_service() {
    check(
        "bin/yajsw/wrapper.conf",
        &[
            ("# wrapper.java.additional.1 = -DportOffset=1\n", &[]),
            (
                "wrapper.java.additional.12 = -DportOffset=1\r\n",
                &[("portOffset", "1", ScriptJvmOption)],
            ),
            (
                "wrapper.app.parameter.3=-DportOffset=1",
                &[("portOffset", "1", StartArgument)],
            ),
            ("wrapper.ntservice.description = -DportOffset=1", &[]),
        ],
    );
}

#[test]
fn units_and_environment_files() {
    check(
        "wso2.service",
        &[
            (
                "[Service]\n#ExecStart=x.sh -DportOffset=1\nExecStart=/opt/x/bin/wso2server.sh start \\\n  -DportOffset=2\n",
                &[("portOffset", "2", StartArgument)],
            ),
            (
                "[Service]\nEnvironment=A=b \"JAVA_OPTS=-Xmx1g -DportOffset=3\"",
                &[("portOffset", "3", ScriptJvmOption)],
            ),
            (
                "[Service]\nEnvironment=ARGS=-DportOffset=3\nExecStart=/x/api-manager.sh $ARGS",
                &[("portOffset", "3", StartArgument)],
            ),
            (
                "[Service]\nExecStop=/x/wso2server.sh stop -DportOffset=3\nDescription=x.sh -DportOffset=3",
                &[],
            ),
        ],
    );
}

#[test]
fn environment_files_count_where_a_unit_names_them() {
    for (unit, text, expected) in [
        (
            "EnvironmentFile=/opt/x/server.conf",
            "JAVA_OPTS=\"-DportOffset=3\"",
            Some("3"),
        ),
        (
            "EnvironmentFile=-/opt/x/server.conf",
            "JAVA_OPTS=-Xmx1g -DportOffset=3",
            Some("3"),
        ),
        (
            "Environment=JAVA_OPTS=-DportOffset=4\nEnvironmentFile=/x/server.conf",
            "JAVA_OPTS=-DportOffset=3",
            Some("3"),
        ),
        (
            "EnvironmentFile=/x/server.conf\nEnvironmentFile=",
            "JAVA_OPTS=-DportOffset=3",
            None,
        ),
        (
            "EnvironmentFile=/x/server.conf",
            "# JAVA_OPTS=-DportOffset=1\n;JAVA_OPTS=-DportOffset=1\nOTHER=-DportOffset=2",
            None,
        ),
        (
            "EnvironmentFile=/x/server.conf",
            "export JAVA_OPTS=-DportOffset=3",
            None,
        ),
        (
            "ExecStart=/x/wso2server.sh",
            "JAVA_OPTS=-DportOffset=3",
            None,
        ),
    ] {
        let files = Memory::new()
            .with(
                format!("{HOME}/wso2.service"),
                format!("[Service]\n{unit}\n"),
            )
            .with(format!("{HOME}/server.conf"), text);
        let found = read(&files, &["bin/missing.sh"]);
        let offset = found.first().map(|property| property.value.as_str());
        assert_eq!(offset, expected, "{unit}: {text}");
    }
}

#[test]
fn dockerfiles() {
    check(
        "Dockerfile",
        &[
            (
                "FROM x\n# CMD wso2server.sh -DportOffset=1\nRUN x.sh -DportOffset=1",
                &[],
            ),
            (
                "ENV A=b JAVA_OPTS=\"-DportOffset=2 -Dc=d\"",
                &[("portOffset", "2", ScriptJvmOption)],
            ),
            (
                "ENV JAVA_OPTS -DportOffset=2",
                &[("portOffset", "2", ScriptJvmOption)],
            ),
            (
                "CMD sh ./wso2server.sh \\\n -DportOffset=3",
                &[("portOffset", "3", StartArgument)],
            ),
            (
                "ENTRYPOINT [\"/x/wso2server.sh\", \"-DportOffset=3\"]",
                &[("portOffset", "3", StartArgument)],
            ),
            (
                "entrypoint [\"/x/start\"]\nCMD [\"-DportOffset=3\"]",
                &[("portOffset", "3", StartArgument)],
            ),
            (
                "CMD [\"java\", \"-DportOffset=3\", \"org.wso2.X\", \"-Dprofile=p\"]",
                &[
                    ("profile", "p", StartArgument),
                    ("portOffset", "3", ScriptJvmOption),
                ],
            ),
        ],
    );
}

#[test]
fn compose_files() {
    check(
        "docker-compose.yml",
        &[
            (
                "services:\n  am:\n    environment:\n      JAVA_OPTS: \"-DportOffset=1\"\n",
                &[("portOffset", "1", ScriptJvmOption)],
            ),
            (
                "services:\n  am:\n    environment:\n      - JAVA_OPTS=-Xmx1g -DportOffset=1\n",
                &[("portOffset", "1", ScriptJvmOption)],
            ),
            (
                "services:\n  am:\n    command: sh wso2server.sh -DportOffset=2\n",
                &[("portOffset", "2", StartArgument)],
            ),
            (
                "services:\n  am:\n    command: [\"-DportOffset=2\"]\n",
                &[("portOffset", "2", StartArgument)],
            ),
            (
                "services:\n  am:\n    entrypoint:\n      - /x/wso2server.sh\n      - -DportOffset=2\n    labels: {x: -DportOffset=9}\n",
                &[("portOffset", "2", StartArgument)],
            ),
            ("services: [", &[]),
        ],
    );
}

#[test]
fn files_beside_the_home_count_where_they_name_it() {
    let unit =
        |home: &str| format!("[Service]\nExecStart={home}/bin/wso2server.sh -DportOffset=1\n");
    let compose = "services:\n  a:\n    volumes: [\"./wso2am-4.2.0:/x\"]\n    command: -DportOffset=4\n  b:\n    volumes: [\"./wso2am-4.2.0.1:/x\"]\n    command: -DportOffset=5\n";
    let files = Memory::new()
        .with(format!("{HOME}/bin/version.txt"), "")
        .with("/opt/a.service", unit("/opt/wso2am-4.2.0"))
        .with("/opt/b.service", unit("/opt/wso2is-7.0.0"))
        .with("/opt/c.service", unit("/opt/old-wso2am-4.2.0"))
        .with("/opt/wso2am-4.2.0.env", "JAVA_OPTS=-DportOffset=2")
        .with("/opt/.env", "JAVA_OPTS=-DportOffset=3")
        .with("/opt/compose.yaml", compose)
        .with("/opt/d.service/x", "a directory");
    let (found, read) = read_with_files(&files, &["bin/missing.sh"]);
    let shown: Vec<_> = found
        .iter()
        .map(|p| (p.source.as_str(), p.value.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            ("compose.yaml beside the home", "4"),
            ("a.service beside the home", "1"),
        ]
    );
    assert_eq!(
        read.path(found[1].location.expect("a place").file),
        Path::new("/opt/a.service")
    );
}

#[test]
fn a_common_name_counts_only_in_a_path() {
    let mention = Mention(Some("wso2".to_string()));
    for (text, expected) in [
        ("User=wso2", false),
        ("/opt/wso2/bin", true),
        ("/opt/wso2am", false),
        ("cd /opt/wso2", true),
    ] {
        assert_eq!(mention.is_in(text), expected, "{text}");
    }
}

#[test]
fn variables_are_told_apart_from_values() {
    let files = Memory::new().with(
        format!("{HOME}/bin/x.sh"),
        "JAVA_OPTS=\"-DportOffset=3 -Dprofile=$P\"",
    );
    let resolved: Vec<_> = read(&files, &["bin/x.sh"])
        .iter()
        .map(|p| p.resolved)
        .collect();
    assert_eq!(resolved, [false, true]);
}

proptest! {
    #[test]
    fn arbitrary_files_never_panic(text in "((JAVA_OPTS|-DportOffset|set |java |x\\.sh |ENV |CMD |ExecStart|<<E|[\\[\\]$%(){}\"'#=^\\\\&;é1 \r\n]){0,30})") {
        let names = ["bin/x.sh", "bin/x.bat", "bin/x.conf", "x.service", "Dockerfile", "compose.yml"];
        let files = names.iter().fold(Memory::new(), |files, name| files.with(format!("{HOME}/{name}"), text.as_bytes()));
        let (found, read) = read_with_files(&files, &names[..3]);
        for location in found.iter().filter_map(|property| property.location) {
            prop_assert!(read.text(&location).is_some());
        }
    }
}

/// The offset that a script gets from a unit beside its home: `-` for none, `?` where it is not known, `fails` where no server starts.
/// `files` are further ones, below `/opt`.
fn of_unit(name: &str, unit: &str, files: &[(&str, &str)]) -> String {
    let script = "#!/bin/sh\nif [ \"$1\" = --debug ]; then JAVA_OPTS=-Xint; fi\n\
                  java $JVM_MEM_OPTS $JAVA_OPTS org.wso2.carbon.bootstrap.Bootstrap $*\n";
    let mut all = Memory::new()
        .with(format!("{HOME}/bin/version.txt"), "")
        .with(format!("{HOME}/bin/api-manager.sh"), script)
        .with(format!("/opt/{name}"), unit);
    for (path, text) in files {
        all = all.with(format!("/opt/{path}"), *text);
    }
    let mut reader = HomeReader::new(&all, HOME, Limits::default());
    let scripts = ["bin/api-manager.sh".to_string()];
    let told = HomeFacts::default();
    let found = launch_properties(&mut reader, &scripts, &told, true, "");
    if reader.take_call_failure().is_some() {
        return "fails".to_string();
    }
    match found.iter().find(|property| property.name == "portOffset") {
        Some(property) if property.resolved => property.value.clone(),
        Some(_) => "?".to_string(),
        None => "-".to_string(),
    }
}

/// The unit's name and text, further files, and the offset.
type UnitRow<'a> = (&'a str, String, &'a [(&'a str, &'a str)], &'a str);

/// What systemd 252 did with each.
#[test]
fn units_are_read_as_systemd_reads_them() {
    const START: &str = "ExecStart=/opt/wso2am-4.2.0/bin/api-manager.sh";
    let drop_in = "[Service]\nEnvironment=JAVA_OPTS=-DportOffset=3\n";
    let start =
        "[Service]\nExecStart=\nExecStart=/opt/wso2am-4.2.0/bin/api-manager.sh -DportOffset=3\n";
    let nine = format!("Environment=JAVA_OPTS=-DportOffset=9\n{START}");
    let table: &[UnitRow<'_>] = &[
        ("wso2am.service", nine.clone(), &[], "9"),
        ("wso2am.service", nine.clone(), &[("wso2am.service.d/o.conf", drop_in)], "3"),
        ("wso2am.service", nine.clone(), &[("service.d/o.conf", drop_in)], "3"),
        ("wso2am.service", nine.clone(), &[("wso2am.service.d/o.conf", start)], "3"),
        (
            "wso2am.service",
            START.to_string(),
            &[
                ("wso2am.service.d/a.conf", drop_in),
                ("wso2am.service.d/b.conf", "[Service]\nEnvironment=JAVA_OPTS=-DportOffset=4\n"),
            ],
            "4",
        ),
        ("wso2am.service", format!("{nine}\nEnvironmentFile=/opt/am.env"), &[("am.env", "JAVA_OPTS=-DportOffset=3\n")], "3"),
        ("wso2am.service", format!("{nine}\nEnvironmentFile=/etc/am.conf"), &[("am.conf", "JAVA_OPTS='-DportOffset=3'\n")], "3"),
        ("wso2am.service", START.to_string(), &[("wso2am-4.2.0.env", "JAVA_OPTS=-DportOffset=9\n")], "-"),
        ("wso2am.service", format!("{nine}\nEnvironmentFile=/etc/am.env"), &[], "?"),
        ("wso2am.service", format!("{nine}\nEnvironmentFile=-/etc/am.env"), &[], "9"),
        ("wso2am.service", format!("{START}\nEnvironmentFile=/opt/am.env"), &[("am.env", "JAVA_OPTS=-DportOffset=3 # c\n")], "fails"),
        ("wso2am.service", format!("{START}\nEnvironmentFile=/opt/am.env"), &[("am.env", "export JAVA_OPTS=-DportOffset=3\n")], "-"),
        ("wso2am.service", format!("{nine}\nEnvironment=JAVA_OPTS=-Xss2m"), &[], "-"),
        ("wso2am.service", format!("{nine}\nEnvironment="), &[], "-"),
        ("wso2am.service", format!("{nine}\nUnsetEnvironment=JAVA_OPTS"), &[], "-"),
        ("wso2am.service", format!("{START}\n[Install]\nEnvironment=JAVA_OPTS=-DportOffset=9"), &[], "-"),
        ("wso2am.service", format!("{START}\nEnvironment=\"JAVA_OPTS=-DportOffset=\\x33\""), &[], "3"),
        ("wso2am.service", format!("{START} \\x2dDportOffset=3"), &[], "3"),
        ("wso2am.service", format!("{START}\nEnvironment=A=\"b c\" JAVA_OPTS=\"-Xint -DportOffset=3\""), &[], "3"),
        (
            "wso2am.service",
            "ExecStart=/usr/bin/env JAVA_OPTS=-DportOffset=3 /opt/wso2am-4.2.0/bin/api-manager.sh".to_string(),
            &[],
            "3",
        ),
        (
            "wso2am.service",
            "ExecStart=/bin/sh -c 'JAVA_OPTS=-DportOffset=3 /opt/wso2am-4.2.0/bin/api-manager.sh'".to_string(),
            &[],
            "3",
        ),
        (
            "wso2am.service",
            "ExecStart=/bin/sh -c 'export JAVA_OPTS=-DportOffset=3; exec /opt/wso2am-4.2.0/bin/api-manager.sh'".to_string(),
            &[],
            "3",
        ),
        ("wso2am.service", format!("{START}\nEnvironment=JVM_MEM_OPTS=-DportOffset=3"), &[], "3"),
        ("wso2am.service", format!("{START}\nEnvironment=JDK_JAVA_OPTIONS=-DportOffset=3"), &[], "3"),
        ("wso2am.service", format!("{START}\nEnvironment=_JAVA_OPTIONS=-DportOffset=3"), &[], "3"),
        ("wso2am.service", format!("{nine} --debug 5005"), &[], "-"),
        ("wso2am.service", format!("Environment=OFFSET=3\n{START} -DportOffset=${{OFFSET}}"), &[], "3"),
        ("wso2am.service", format!("EnvironmentFile=/opt/am.env\n{START} -DportOffset=${{OFFSET}}"), &[("am.env", "OFFSET=3\n")], "3"),
        ("wso2am.service", format!("Environment=WORDS=-DportOffset=3\n{START} $WORDS"), &[], "3"),
        ("wso2am-3.service", format!("{START} -DportOffset=%j"), &[], "3"),
        ("wso2am@3.service", format!("{START} -DportOffset=%i"), &[], "3"),
        ("wso2am@.service", format!("{START} -DportOffset=%i"), &[], "?"),
        ("wso2am.service", format!("Environment=OFFSET=3\n{START} -DportOffset=$OFFSET"), &[], "$OFFSET"),
        ("wso2am.service", format!("Environment=OFFSET=3\n{START} -DportOffset=$$OFFSET"), &[], "$OFFSET"),
        ("wso2am.service", format!("{START} -DportOffset=${{OFFSET}}"), &[], ""),
        ("wso2am.service", format!("Environment=OFFSET=3\nEnvironment=JAVA_OPTS=-DportOffset=$OFFSET\n{START}"), &[], "$OFFSET"),
        ("wso2am.service", format!("ExecStartPre=/x/api-manager.sh -DportOffset=4\n{START}\nExecStop=/x/api-manager.sh stop"), &[], "-"),
        ("wso2am.service", "ExecStart=@/opt/wso2am-4.2.0/bin/api-manager.sh am -DportOffset=3".to_string(), &[], "3"),
        ("wso2am.service", "ExecStart=-/opt/wso2am-4.2.0/bin/api-manager.sh \\\n# a comment\n  -DportOffset=3".to_string(), &[], "3"),
        ("wso2am.service", format!("{START} version"), &[], "-"),
    ];
    for (name, unit, files, expected) in table {
        let unit = format!("[Unit]\nDescription=x\n[Service]\n{unit}\n");
        assert_eq!(of_unit(name, &unit, files), *expected, "{unit} {files:?}");
    }
}
