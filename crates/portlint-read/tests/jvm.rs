//! What options of the Java machine open, in every generation, and what becomes of it where the server does not come up.

use portlint_files::Memory;
use portlint_host::{Listener, State};
use portlint_read::{Budget, HomeFacts, Request, scan};
use portlint_syntax::Limits;
use std::path::PathBuf;

/// Product, the files of its home, and its start script.
const HOMES: [(&str, &str, &str, &str); 4] = [
    (
        "wso2am-4.5.0",
        "repository/conf/deployment.toml",
        "[server]\nhostname = \"a\"\nnode_ip = \"127.0.0.1\"\n[database.shared_db]\nusername = \"a\"\n",
        "bin/api-manager.sh",
    ),
    (
        "wso2mi-4.2.0",
        "conf/deployment.toml",
        "[server]\nhostname = \"a\"\n",
        "bin/micro-integrator.sh",
    ),
    (
        "wso2si-4.2.0",
        "conf/server/deployment.yaml",
        "wso2.carbon:\n  name: WSO2 Streaming Integrator\n",
        "bin/server.sh",
    ),
    (
        "wso2esb-5.0.0",
        "repository/conf/carbon.xml",
        "<Server><Name>WSO2 ESB</Name><ServerKey>ESB</ServerKey><Ports><Offset>0</Offset></Ports></Server>",
        "bin/wso2server.sh",
    ),
];

/// The listeners of the machine: `id address port state`, and what it says where that is no number.
fn machine(listeners: &[Listener]) -> Vec<String> {
    let ids = ["jdwp", "osgi-console", "jmx-remote", "jmx-remote-rmi"];
    let of_machine = listeners.iter().filter(|l| ids.contains(&l.id.as_ref()));
    let told = of_machine.map(|l| {
        let port = l.port.map_or("random".to_string(), |port| port.to_string());
        let state = match l.state {
            State::Open => "open",
            State::Closed => "closed",
            State::Conditional => "conditional",
        };
        assert!(l.offset == 0 && !l.follows_offset, "{}", l.id);
        format!("{} {}:{port} {state}", l.id, l.address)
    });
    told.collect()
}

fn listeners(files: &Memory, home: &str, facts: &HomeFacts) -> Vec<Listener> {
    let paths = [PathBuf::from(home)];
    let request = Request {
        paths: &paths,
        limits: Limits::default(),
        budget: Budget::default(),
        facts: &|_, _| facts.clone(),
    };
    let mut host = scan(files, &request).host;
    host.homes.remove(0).runtimes.remove(0).listeners
}

fn home(index: usize) -> (Memory, &'static str) {
    let (name, file, text, _) = HOMES[index];
    let files = Memory::new().with(format!("{name}/{file}"), text);
    (files, name)
}

fn told(arguments: &[&str], options: &[&str], jdk: Option<u32>) -> HomeFacts {
    let texts = |texts: &[&str]| Some(texts.iter().map(|text| text.to_string()).collect());
    HomeFacts {
        start_arguments: texts(arguments),
        java_opts: texts(options),
        jdk,
        ..HomeFacts::default()
    }
}

/// Arguments, options and JDK that are told, and the listeners of the machine.
type Told<'a> = (&'a [&'a str], &'a [&'a str], Option<u32>, &'a [&'a str]);

#[test]
fn the_java_of_the_told_environment_says_what_a_bare_port_binds() {
    let release = |text: &str| {
        let (files, name) = home(0);
        let files = files.with("/opt/java/release", text);
        let env = [("JAVA_HOME".to_string(), "/opt/java".to_string())];
        let facts = HomeFacts {
            env: Some(env.into_iter().collect()),
            ..told(&["--debug", "5005"], &[], None)
        };
        machine(&listeners(&files, name, &facts))
    };
    for (text, address) in [
        ("IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"17.0.15\"\n", "127.0.0.1"),
        ("JAVA_VERSION=\"11\"\n", "127.0.0.1"),
        ("JAVA_VERSION=\"1.8.0_392\"\n", "0.0.0.0"),
        ("nothing\n", "localhost or all"),
    ] {
        assert_eq!(
            release(text),
            [format!("jdwp {address}:5005 open")],
            "{text}"
        );
    }
}

#[test]
fn options_open_the_same_in_every_generation() {
    let remote = "-Dcom.sun.management.jmxremote.port=7777";
    let objects = "-Dcom.sun.management.jmxremote.rmi.port=7778";
    let table: &[Told<'_>] = &[
        (
            &["--debug", "5005"],
            &[],
            Some(17),
            &["jdwp 127.0.0.1:5005 open"],
        ),
        (&["debug 5005"], &[], Some(8), &["jdwp 0.0.0.0:5005 open"]),
        (
            &["--debug 5005"],
            &[],
            None,
            &["jdwp localhost or all:5005 open"],
        ),
        (&["--debug *:5005"], &[], None, &["jdwp 0.0.0.0:5005 open"]),
        // The script forgets JAVA_OPTS.
        (
            &["--debug 5005"],
            &[remote],
            Some(17),
            &["jdwp 127.0.0.1:5005 open"],
        ),
        (
            &[],
            &["-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5006"],
            Some(17),
            &["jdwp 0.0.0.0:5006 open"],
        ),
        (
            &[],
            &["-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5006"],
            Some(11),
            &["jdwp 127.0.0.1:5006 open"],
        ),
        // It connects to a debugger.
        (
            &[],
            &["-agentlib:jdwp=transport=dt_socket,address=host:5006"],
            None,
            &[],
        ),
        // Behind the main class it is an argument of the server.
        (
            &["-agentlib:jdwp=transport=dt_socket,server=y,address=5006"],
            &[],
            None,
            &[],
        ),
        (
            &[],
            &[remote],
            None,
            &[
                "jmx-remote 0.0.0.0:7777 open",
                "jmx-remote-rmi 0.0.0.0:random conditional",
            ],
        ),
        (
            &[],
            &[
                remote,
                objects,
                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
            ],
            None,
            &[
                "jmx-remote 127.0.0.1:7777 open",
                "jmx-remote-rmi 127.0.0.1:7778 open",
            ],
        ),
        // One number for both is one socket.
        (
            &[],
            &[remote, "-Dcom.sun.management.jmxremote.rmi.port=7777"],
            None,
            &["jmx-remote 0.0.0.0:7777 open"],
        ),
        (
            &["-DosgiConsole=19444"],
            &[],
            None,
            &["osgi-console 0.0.0.0:19444 open"],
        ),
        (&["-DosgiConsole"], &[], None, &[]),
        (
            &[],
            &["-Dosgi.console=localhost:19444"],
            None,
            &["osgi-console localhost:19444 open"],
        ),
    ];
    for index in 0..HOMES.len() {
        let (files, name) = home(index);
        for (arguments, options, jdk, expected) in table {
            let found = listeners(&files, name, &told(arguments, options, *jdk));
            assert_eq!(
                machine(&found),
                *expected,
                "{name} {arguments:?} {options:?}"
            );
        }
    }
}

/// A server that stays without its ports still has those of the machine; one that ends has none.
#[test]
fn a_server_without_ports_still_has_those_of_its_machine() {
    let facts = told(&["-DportOffset=x", "-DosgiConsole=19444"], &[], None);
    for index in [0, 3] {
        let (files, name) = home(index);
        let found = listeners(&files, name, &facts);
        assert_eq!(
            machine(&found),
            ["osgi-console 0.0.0.0:19444 open"],
            "{name}"
        );
        let agent = found.iter().find(|l| l.id == "jvm-attach").unwrap();
        assert_eq!(agent.state, State::Conditional, "{name}");
        let server = found.iter().find(|l| l.id == "servlet-https").unwrap();
        assert_eq!(server.state, State::Closed, "{name}");
    }
    let broken = Memory::new().with(
        "wso2am-4.5.0/repository/conf/deployment.toml",
        "[a.b]\n[a]\n",
    );
    let found = listeners(
        &broken,
        "wso2am-4.5.0",
        &told(&["-DosgiConsole=19444"], &[], None),
    );
    assert_eq!(machine(&found), ["osgi-console 0.0.0.0:19444 closed"]);
}

/// The start script sets the agent; where its line was taken out, the random port is gone.
#[test]
fn the_random_port_goes_with_its_option() {
    let lines = |agent: &str| {
        format!(
            "#!/bin/sh\njava \\\n{agent}-Dcarbon.home=a \\\norg.wso2.carbon.bootstrap.Bootstrap $*\n"
        )
    };
    for index in [0, 1, 3] {
        let (name, _, _, script) = HOMES[index];
        for (agent, expected) in [
            ("-Dcom.sun.management.jmxremote \\\n", State::Conditional),
            ("", State::Closed),
        ] {
            let (files, home) = home(index);
            let files = files.with(format!("{name}/{script}"), lines(agent));
            let found = listeners(&files, home, &HomeFacts::default());
            let attach = found.iter().find(|l| l.id == "jvm-attach").unwrap();
            assert_eq!(attach.state, expected, "{name} {agent}");
        }
    }
}
