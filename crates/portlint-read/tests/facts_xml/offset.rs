//! The offset (facts 2.1, 2.2).

use super::*;

/// The offset, or words of the reason why the server does not come up.
fn offset_of(case: &Case) -> Result<i64, String> {
    let runtime = case.runtime("default");
    if let Some(value) = runtime.offset.value {
        let servlet = runtime
            .listeners
            .iter()
            .find(|l| l.id == "servlet-https")
            .unwrap();
        let is_held = runtime.listeners.iter().any(|l| l.id == "jdwp");
        let state = if is_held {
            State::Conditional
        } else {
            State::Open
        };
        assert_eq!(servlet.state, state, "{value}");
        assert_eq!(servlet.port, Some(9443 + value));
        return Ok(value);
    }
    for id in [
        "servlet-https",
        "servlet-http",
        "jmx-rmi-registry",
        "jmx-rmi-server",
    ] {
        let listener = runtime.listeners.iter().find(|l| l.id == id).unwrap();
        assert_ne!(listener.state, State::Open, "{id}");
        assert!(listener.condition.is_some(), "{id}");
    }
    let state = runtime
        .listeners
        .iter()
        .find(|l| l.id == "servlet-https")
        .unwrap()
        .state;
    Err(format!(
        "{} {}",
        state.as_str(),
        runtime.offset.reason.unwrap_or_default()
    ))
}

#[test]
fn forms_of_the_offset() {
    for (text, expected) in [
        ("3", Ok(3)),
        ("+3", Ok(3)),
        ("-100", Ok(-100)),
        ("03", Ok(3)),
        ("1<!-- x -->2", Ok(12)),
        ("<![CDATA[1]]>2", Ok(12)),
        ("&#50;", Ok(2)),
        (" 3 ", Err("closed")),
        ("3\n", Err("closed")),
        ("two", Err("closed")),
        ("1.5", Err("closed")),
        ("0x10", Err("closed")),
        ("3_000", Err("closed")),
        ("99999999999", Err("closed")),
        ("2147483648", Err("closed")),
        ("", Err("closed")),
        ("  ", Err("closed")),
        ("${x:3}", Err("")),
    ] {
        let found = offset_of(&Case::of("WSO2 Governance Registry", "5.2.0").carbon(text));
        match (expected, found) {
            (Ok(expected), Ok(found)) => assert_eq!(expected, found, "{text:?}"),
            (Err(expected), Err(found)) => assert!(found.contains(expected), "{text:?}: {found}"),
            (_, found) => panic!("{text:?}: {found:?}"),
        }
    }
}

#[test]
fn missing_and_repeated_offset_elements() {
    let greg = || Case::of("WSO2 Governance Registry", "5.2.0");
    let twice = greg().file(
        "carbon.xml",
        &carbon("<Offset>4</Offset><Offset>5</Offset>"),
    );
    assert_eq!(offset_of(&twice), Ok(4));
    let missing = greg().file("carbon.xml", &carbon(""));
    assert!(offset_of(&missing).unwrap_err().starts_with("closed"));
    let empty = greg().file("carbon.xml", &carbon("<Offset/>"));
    assert!(offset_of(&empty).unwrap_err().starts_with("closed"));
    // -DportOffset rescues all of them.
    for text in [
        "",
        "<Offset/>",
        "<Offset> </Offset>",
        "<Offset>two</Offset>",
        "<Offset> 3 </Offset>",
    ] {
        let rescued = greg()
            .file("carbon.xml", &carbon(text))
            .arguments(&["-DportOffset=6"]);
        assert_eq!(offset_of(&rescued), Ok(6), "{text}");
    }
    let commented = greg().file(
        "carbon.xml",
        &carbon("<!-- <Offset>9</Offset> --><Offset>1</Offset>"),
    );
    assert_eq!(offset_of(&commented), Ok(1));
}

#[test]
fn where_the_offset_comes_from() {
    let greg = |offset: &str| Case::of("WSO2 Governance Registry", "5.2.0").carbon(offset);
    let argument = ["-DportOffset=3"];
    let option = ["-Xmx1g -DportOffset=4"];
    assert_eq!(
        offset_of(&greg("5").arguments(&argument).java_opts(&option)),
        Ok(3)
    );
    assert_eq!(offset_of(&greg("5").java_opts(&option)), Ok(4));
    assert_eq!(offset_of(&greg("5").arguments(&["-DportOffset=0"])), Ok(0));
    assert_eq!(
        offset_of(&greg("5").arguments(&["--debug", "5005"]).java_opts(&option)),
        Ok(5)
    );
    let bad = greg("5").arguments(&["-DportOffset=x"]);
    assert!(offset_of(&bad).unwrap_err().starts_with("closed"));
    let script =
        "#!/bin/sh\n$JAVACMD \\\n -DportOffset=8 \\\n org.wso2.carbon.bootstrap.Bootstrap $*\n";
    assert_eq!(offset_of(&greg("5").at("bin/wso2server.sh", script)), Ok(8));
    assert_eq!(
        offset_of(
            &greg("5")
                .at("bin/wso2server.sh", script)
                .arguments(&argument)
        ),
        Ok(3)
    );
}

/// `bin/wso2server.sh` with lines before the command, and options before and behind `JAVA_OPTS`.
fn start_script(lines: &str, before: &str, behind: &str) -> String {
    format!(
        "#!/bin/sh\n{lines}\n$JAVACMD {before} $JAVA_OPTS \\\n {behind} \\\n org.wso2.carbon.bootstrap.Bootstrap $*\n"
    )
}

#[test]
fn the_jvm_takes_the_last_of_several_options() {
    let two = "-DportOffset=2";
    let three = "-DportOffset=3";
    for (lines, before, behind, expected) in [
        ("JAVA_OPTS=\"-DportOffset=2\"", "", "", 2),
        (
            "JAVA_OPTS=\"-DportOffset=2\"\nJAVA_OPTS=\"$JAVA_OPTS -DportOffset=3\"",
            "",
            "",
            3,
        ),
        ("", "", "-DportOffset=2 -DportOffset=3", 3),
        ("JAVA_OPTS=\"-DportOffset=2\"", "", three, 3),
        ("JAVA_OPTS=\"-DportOffset=3\"", two, "", 3),
        ("", two, three, 3),
    ] {
        let case = Case::of("WSO2 Governance Registry", "5.2.0")
            .at("bin/wso2server.sh", &start_script(lines, before, behind));
        assert_eq!(offset_of(&case), Ok(expected), "{lines} {before} {behind}");
    }
    // With --debug the script drops what JAVA_OPTS held.
    let debugged = Case::of("WSO2 Governance Registry", "5.2.0")
        .at(
            "bin/wso2server.sh",
            &start_script(
                "JAVA_OPTS=\"-DportOffset=2\"\nif [ \"$1\" = --debug ]; then JAVA_OPTS=\"-Xdebug\"; fi",
                "",
                "",
            ),
        )
        .arguments(&["--debug", "5005"]);
    assert_eq!(offset_of(&debugged), Ok(0));
}

#[test]
fn placeholders_may_name_what_a_script_sets() {
    let script = start_script("", "", "-Dmy.port.offset=6 -Dmy.port=9500");
    let case = Case::of("WSO2 Governance Registry", "5.2.0")
        .carbon("${my.port.offset}")
        .at("bin/wso2server.sh", &script);
    assert_eq!(offset_of(&case), Ok(6));
    let told = case.env("my.port.offset", "7");
    assert_eq!(offset_of(&told), Ok(6));
    // The script's own option stands behind JAVA_OPTS.
    let told = told.java_opts(&["-Dmy.port.offset=8"]);
    assert_eq!(offset_of(&told), Ok(6));
    let connector = CATALINA.replace("port=\"9443\" scheme", "port=\"${my.port}\" scheme");
    let case = Case::of("WSO2 Governance Registry", "5.2.0")
        .file("tomcat/catalina-server.xml", &connector)
        .at("bin/wso2server.sh", &script);
    case.expect(&with_kernel(
        &kernel(0)[1..],
        &["servlet-https tcp 9500+0=9500 0.0.0.0 catalina-server.xml:4"],
    ));
}

#[test]
fn placeholders_of_the_offset() {
    let of = |kernel: &str| {
        Case::of("WSO2 Governance Registry", "5.2.0")
            .carbon("${shift}")
            .at(
                "bin/wso2carbon-version.txt",
                &format!("WSO2 Carbon Framework v{kernel}\n"),
            )
    };
    assert_eq!(offset_of(&of("4.4.5").env("shift", "7")), Ok(7));
    assert_eq!(offset_of(&of("4.4.40").env("shift", "7")), Ok(7));
    assert!(offset_of(&of("4.4.4").env("shift", "7")).is_err());
    assert_eq!(offset_of(&of("4.4.4").java_opts(&["-Dshift=9"])), Ok(9));
    assert_eq!(
        offset_of(&of("4.4.9").arguments(&["-Dshift=9"]).env("shift", "7")),
        Ok(9)
    );
    // Nothing told: unknown, not guessed.
    let unknown = offset_of(&of("4.4.9")).unwrap_err();
    assert!(
        unknown.starts_with("conditional") && unknown.contains("shift"),
        "{unknown}"
    );
    // An unresolved first placeholder stops replacement of the later one.
    let later = of("4.4.9").carbon("${none}${shift}").env("shift", "7");
    assert!(offset_of(&later).is_err());
    let joined = of("4.4.9").carbon("1${shift}").env("shift", "7");
    assert_eq!(offset_of(&joined), Ok(17));
}
