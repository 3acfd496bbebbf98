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
fn what_of_a_batch_file_is_certain() {
    const CALL: &str =
        "\"%JAVA_HOME%\\bin\\java\" %JAVA_OPTS% org.wso2.carbon.bootstrap.Bootstrap %CMD%";
    let read = |lines: &str, has_shell: bool| {
        let mut files = Memory::new().with(format!("{HOME}/bin/x.bat"), lines);
        if has_shell {
            files = files.with(
                format!("{HOME}/bin/x.sh"),
                "java org.wso2.carbon.bootstrap.Bootstrap",
            );
        }
        let found = read(&files, &["bin/x.sh", "bin/x.bat"]);
        let offset = found.iter().find(|property| property.name == "portOffset");
        match offset {
            Some(property) if property.resolved => property.value.clone(),
            Some(_) => "?".to_string(),
            None => "-".to_string(),
        }
    };
    for (lines, expected) in [
        ("set JAVA_OPTS=-DportOffset=1\r\nCALL", "1"),
        (
            "set JAVA_OPTS=-DportOffset=1\r\nset JAVA_OPTS=-Xmx1g\r\nCALL",
            "-",
        ),
        (
            "set JAVA_OPTS=-DportOffset=1\r\nset JAVA_OPTS=-Xmx1g %java_opts%\r\nCALL",
            "1",
        ),
        ("if \"%X%\"==\"\" set JAVA_OPTS=-DportOffset=1\r\nCALL", "?"),
        (
            "if \"%X%\"==\"\" (\r\nset JAVA_OPTS=-DportOffset=1\r\n)\r\nCALL",
            "?",
        ),
        (
            "if \"%X%\"==\"\" goto end\r\nset JAVA_OPTS=-DportOffset=1\r\nCALL\r\n:end",
            "?",
        ),
        (
            ":doDebug\r\nset JAVA_OPTS=-DportOffset=1\r\ngoto end\r\n:runServer\r\nCALL\r\n:end",
            "?",
        ),
        (
            "goto runServer\r\n:runServer\r\nset JAVA_OPTS=-DportOffset=1\r\nCALL\r\n:end",
            "1",
        ),
        ("CALL\r\nset JAVA_OPTS=-DportOffset=1", "-"),
    ] {
        let lines = lines.replace("CALL", CALL);
        assert_eq!(read(&lines, false), expected, "{lines}");
    }
    // Nobody knows on which system it is started.
    let lines = format!("set JAVA_OPTS=-DportOffset=1\r\n{CALL}");
    assert_eq!(read(&lines, true), "?");
}

/// A broker that is told the home of the whole product reads the configuration there.
#[test]
fn a_home_that_is_told_may_be_that_of_another_runtime() {
    let script = format!(
        "#!/bin/sh\n[ -z \"$CARBON_HOME\" ] && CARBON_HOME={HOME}/wso2/broker\n\
         java $JAVA_OPTS -Dcarbon.home=\"$CARBON_HOME\" org.wso2.carbon.bootstrap.Bootstrap $*\n"
    );
    let is_known = |carbon_home: Option<&str>| {
        let files = Memory::new().with(
            format!("{HOME}/wso2/broker/bin/wso2server.sh"),
            script.as_str(),
        );
        let mut reader = HomeReader::new(&files, HOME, Limits::default());
        let told = carbon_home.map(|home| ("CARBON_HOME".to_string(), home.to_string()));
        let facts = HomeFacts {
            env: Some(told.into_iter().collect()),
            ..HomeFacts::default()
        };
        let scripts = ["wso2/broker/bin/wso2server.sh".to_string()];
        let found = launch_properties(&mut reader, &scripts, &facts, false, "wso2/broker/conf");
        found.iter().all(|property| property.resolved)
    };
    assert!(is_known(None));
    assert!(is_known(Some(&format!("{HOME}/wso2/broker"))));
    assert!(!is_known(Some(HOME)));
    assert!(!is_known(Some("/other")));
}

#[test]
fn a_script_of_the_home_that_calls_the_server_is_another_way_to_start_it() {
    let offset = |name: &str, text: &str, told: &[&str]| {
        let script = "#!/bin/sh\njava $JAVA_OPTS org.wso2.carbon.bootstrap.Bootstrap $*\n";
        let files = Memory::new()
            .with(format!("{HOME}/bin/wso2server.sh"), script)
            .with(format!("{HOME}/{name}"), text);
        let mut reader = HomeReader::new(&files, HOME, Limits::default());
        let facts = HomeFacts {
            start_arguments: Some(told.iter().map(ToString::to_string).collect()),
            ..HomeFacts::default()
        };
        let scripts = ["bin/wso2server.sh".to_string()];
        let found = launch_properties(&mut reader, &scripts, &facts, true, "");
        let offset = found.iter().find(|property| property.name == "portOffset");
        match offset {
            Some(property) if property.resolved => property.value.clone(),
            Some(property) => format!("? {}", property.source),
            None => "-".to_string(),
        }
    };
    let call = "#!/bin/sh\nsh \"$(dirname \"$0\")/bin/wso2server.sh\" -DportOffset=3\n";
    assert_eq!(offset("start.sh", call, &[]), "? start.sh");
    let beside = "#!/bin/sh\nJAVA_OPTS=-DportOffset=3\nexport JAVA_OPTS\nexec \"$(dirname \"$0\")/wso2server.sh\"\n";
    assert_eq!(offset("bin/start.sh", beside, &[]), "? bin/start.sh");
    // How it is called was told.
    assert_eq!(offset("start.sh", call, &["-DportOffset=4"]), "4");
    // What gives no option about ports is no other way.
    let plain = "#!/bin/sh\nsh \"$(dirname \"$0\")/bin/wso2server.sh\" -Dx=1\n";
    assert_eq!(offset("start.sh", plain, &[]), "-");
    assert_eq!(
        offset(
            "start.sh",
            "#!/bin/sh\n# wso2server.sh -DportOffset=3\n",
            &[]
        ),
        "-"
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
        ("wso2am.service", format!("{nine}\nEnvironmentFile=/opt/am.env"), &[], "fails"),
        ("wso2am.service", format!("{nine}\nEnvironmentFile=-/opt/am.env"), &[], "9"),
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

/// `tests/oracle/scripts/units.py` started each unit with a real systemd and recorded what the script got.
#[test]
fn generated_units_give_the_script_what_a_real_systemd_gave_it() {
    let recorded = include_str!("../../../../tests/oracle/scripts/units.txt");
    let plain = |text: &str| {
        let mut plain = String::new();
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            plain.extend(match c {
                '\\' => characters.next().map(|c| match c {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                }),
                other => Some(other),
            });
        }
        plain
    };
    let (mut cases, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for line in recorded.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap();
        let (answer, name, unit) = (column(), column(), plain(column()));
        let files: Vec<(&str, String)> = columns
            .map(|file| file.split_once('=').unwrap())
            .map(|(path, text)| (path, plain(text)))
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (*path, text.as_str()))
            .collect();
        let unit = format!("[Unit]\nDescription=x\n[Service]\n{unit}");
        cases += 1;
        match of_unit(name, &unit, &files).as_str() {
            said if said == answer => {}
            "?" => unknown.push(line),
            said => wrong.push(format!("{said} instead of {line}")),
        }
    }
    assert!(cases >= 80, "{cases}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}
