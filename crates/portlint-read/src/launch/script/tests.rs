//! What a change of a start script does to the port offset. The answers are those of real scripts, run with a `java`
//! that records its arguments.

use super::super::{LaunchProperty, launch_properties};
use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use portlint_files::Memory;
use portlint_syntax::Limits;
use proptest::prelude::*;

const HOME: &str = "/opt/wso2is-7.0.0";

/// What shipped scripts have in common, with the places of a change: the top, behind the arguments, in the java line.
fn script(top: &str, middle: &str, options: &str) -> String {
    format!(
        r#"#!/bin/sh
{top}
cygwin=false;
case "`uname`" in
CYGWIN*) cygwin=true;;
esac
PRG="$0"
while [ -h "$PRG" ]; do
  ls=`ls -ld "$PRG"`
  link=`expr "$ls" : '.*-> \(.*\)$'`
  PRG="$link"
done
PRGDIR=`dirname "$PRG"`
[ -z "$CARBON_HOME" ] && CARBON_HOME=`cd "$PRGDIR/.." ; pwd`
if $cygwin; then
  CARBON_HOME=`cygpath --unix "$CARBON_HOME"`
fi
if [ -z "$JAVACMD" ] ; then
  JAVACMD="$JAVA_HOME/bin/java"
fi
if [ ! -x "$JAVACMD" ] ; then
  echo "Error: JAVA_HOME is not defined correctly."
  exit 1
fi
args=""
for c in $*
do
    if [ "$c" = "--debug" ]; then
          CMD="--debug"
          continue
    elif [ "$CMD" = "--debug" ]; then
          PORT=$c
    elif [ "$c" = "start" ]; then
          CMD="start"
    else
        args="$args $c"
    fi
done
if [ "$CMD" = "--debug" ]; then
  JAVA_OPTS="-Xdebug -Xrunjdwp:transport=dt_socket,server=y,suspend=y,address=$PORT"
elif [ "$CMD" = "start" ]; then
  export CARBON_HOME="$CARBON_HOME"
  nohup sh "$CARBON_HOME"/bin/wso2server.sh $args > /dev/null 2>&1 &
  exit 0
fi
{middle}
java_version=$("$JAVACMD" -version 2>&1 | awk -F '"' '/version/ {{print $2}}')
if [ -z "$JVM_MEM_OPTS" ]; then
  JVM_MEM_OPTS="-Xmx1g"
  if [ $java_version \< "1.8" ]; then
    JVM_MEM_OPTS="$JVM_MEM_OPTS -XX:MaxPermSize=256m"
  fi
fi
CARBON_CLASSPATH=""
for f in "$CARBON_HOME"/bin/*.jar
do
    CARBON_CLASSPATH="$CARBON_CLASSPATH":$f
done
START_EXIT_STATUS=121
status=$START_EXIT_STATUS
while [ "$status" = "$START_EXIT_STATUS" ]
do
    $JAVACMD \
    $JVM_MEM_OPTS \
    -classpath "$CARBON_CLASSPATH" \
    {options} \
    -Dcarbon.home="$CARBON_HOME" \
    org.wso2.carbon.bootstrap.Bootstrap $*
    status=$?
done
"#
    )
}

/// The port offset that the server gets: a number, `-` for none, `?` where it is not known.
fn offset(found: &[LaunchProperty]) -> &str {
    match found.iter().find(|property| property.name == "portOffset") {
        None => "-",
        Some(property) if property.resolved => &property.value,
        Some(_) => "?",
    }
}

fn run(text: &str, others: &[(&str, &str)], told: &HomeFacts) -> Vec<LaunchProperty> {
    let mut files = Memory::new().with(format!("{HOME}/bin/wso2server.sh"), text);
    for (name, text) in others {
        files = files.with(format!("{HOME}/{name}"), *text);
    }
    let mut reader = HomeReader::new(&files, HOME, Limits::default());
    let scripts = ["bin/wso2server.sh".to_string()];
    let found = launch_properties(&mut reader, &scripts, told, true, "");
    let table = reader.table();
    for location in found.iter().filter_map(|property| property.location) {
        assert!(table.text(&location).is_some());
    }
    found
}

#[test]
fn changes_at_the_top() {
    for (top, expected) in [
        ("", "-"),
        ("JAVA_OPTS=-DportOffset=3", "3"),
        ("JAVA_OPTS=\"$JAVA_OPTS -DportOffset=3\"", "3"),
        ("JAVA_OPTS=\"$MORE -DportOffset=3 $MORE\"", "3"),
        // Seen.
        (": ${JAVA_OPTS:=\"-DportOffset=3\"}", "3"),
        ("JAVA_OPTS=\"${JAVA_OPTS:--DportOffset=3}\"", "3"),
        ("JAVA_OPTS=${JAVA_OPTS--DportOffset=3}", "3"),
        ("JAVA_OPTS=-D\"portOffset=3\"", "3"),
        ("JAVA_OPTS=-Dport\\Offset=3", "3"),
        ("JAVA_OPTS=\"-DportOff\\\nset=3\"", "3"),
        ("JAVA_OPTS=\"-DportOffset=1\\\n38\"", "138"),
        ("set -- -DportOffset=3", "3"),
        ("set -- \"$@\" -DportOffset=3", "3"),
        ("set -- -DportOffset=3 \"$@\"", "3"),
        (". \"$(dirname \"$0\")/setenv.sh\"", "7"),
        (
            "[ -f bin/setenv.sh ] || . /opt/wso2is-7.0.0/bin/setenv.sh",
            "?",
        ),
        (
            "[ -f \"$(dirname $0)/none.sh\" ] && . \"$(dirname $0)/none.sh\"",
            "-",
        ),
        ("export JDK_JAVA_OPTIONS=-DportOffset=3", "3"),
        (
            "export _JAVA_OPTIONS=-DportOffset=3; JAVA_OPTS=-DportOffset=37",
            "3",
        ),
        (
            "for o in -Da=b -DportOffset=3; do JAVA_OPTS=\"$JAVA_OPTS $o\"; done",
            "3",
        ),
        (
            "add() { JAVA_OPTS=\"$JAVA_OPTS $1\"; }; add -DportOffset=3",
            "3",
        ),
        ("read JAVA_OPTS <<END\n-DportOffset=3\nEND", "3"),
        ("V=JAVA_OPTS; eval \"$V=-DportOffset=3\"", "3"),
        ("V=x-DportOffset=3; JAVA_OPTS=${V#x}", "3"),
        ("JAVA_OPTS=-DportOffset", ""),
        ("OFFSET=3; JAVA_OPTS=-DportOffset=$OFFSET", "3"),
        ("OFFSET=3; JAVA_OPTS=-DportOffset=${OFFSET:-9}", "3"),
        ("JAVA_OPTS=-DportOffset=$((1 + 3))", "4"),
        ("OFFSET=3; JAVA_OPTS=-DportOffset=$((OFFSET+1))", "4"),
        ("JAVA_OPTS=\"-DportOffset=`echo 4`\"", "4"),
        // Not counted.
        ("if false; then JAVA_OPTS=-DportOffset=3; fi", "-"),
        (
            "if [ \"$1\" = prod ]; then JAVA_OPTS=-DportOffset=3; fi",
            "-",
        ),
        ("false && JAVA_OPTS=-DportOffset=3", "-"),
        ("while false; do JAVA_OPTS=-DportOffset=3; done", "-"),
        ("case a in b) JAVA_OPTS=-DportOffset=3;; esac", "-"),
        ("f() { JAVA_OPTS=-DportOffset=3; }", "-"),
        ("f() { local JAVA_OPTS; JAVA_OPTS=-DportOffset=3; }; f", "-"),
        ("(JAVA_OPTS=-DportOffset=3)", "-"),
        ("JAVA_OPTS=-DportOffset=3 &", "-"),
        ("JAVA_OPTS=-DportOffset=3 | cat", "-"),
        ("JAVA_OPTS=-DportOffset=3; JAVA_OPTS=-Xmx1g", "-"),
        ("JAVA_OPTS=-DportOffset=3; JAVA_OPTS=", "-"),
        ("JAVA_OPTS=-DportOffset=3; unset JAVA_OPTS", "-"),
        ("V=-DportOffset=3; JAVA_OPTS=$V; V=-DportOffset=4", "3"),
        (
            "JAVA_OPTS=-DportOffset=3; JAVA_OPTS=\"-DportOffset=4 $JAVA_OPTS\"",
            "3",
        ),
        ("JAVA_OPTS=-DportOffset=3 true", "-"),
        ("JAVA_TOOL_OPTIONS=-DportOffset=3", "-"),
        ("export JAVA_TOOL_OPTIONS=-DportOffset=3", "3"),
        ("java_opts=-DportOffset=3", "-"),
        ("$JAVACMD -DportOffset=3 -version", "-"),
        ("JAVA_OPTS=-javaagent:/x.jar=-DportOffset=3", "-"),
        // No integer.
        ("JAVA_OPTS=\"-DportOffset=\\\"3\\\"\"", "\"3\""),
        ("JAVA_OPTS=-DportOffset=3,", "3,"),
        ("JAVA_OPTS=\"-Dx='a -DportOffset=3'\"", "3'"),
        // Not known.
        ("if [ -n \"$V\" ]; then JAVA_OPTS=-DportOffset=3; fi", "?"),
        (
            "if grep -q x /etc/y; then JAVA_OPTS=-DportOffset=3; else JAVA_OPTS=-DportOffset=3; fi",
            "3",
        ),
        ("JAVA_OPTS=-DportOffset=$OFFSET", "?"),
        ("JAVA_OPTS=$(cat /etc/wso2.opts)", "?"),
        (". /etc/default/wso2", "?"),
        ("JAVA_OPTS+=-DportOffset=3", "?"),
        ("declare -x JAVA_OPTS=-DportOffset=3", "?"),
        (
            "if [ -n \"$V\" ]; then JAVA_OPTS=-Xmx2g; fi; set -- -DportOffset=3",
            "3",
        ),
    ] {
        let setenv = [("bin/setenv.sh", "JAVA_OPTS=-DportOffset=7\n")];
        let found = run(
            &script(top, "", "$JAVA_OPTS"),
            &setenv,
            &HomeFacts::default(),
        );
        assert_eq!(offset(&found), expected, "{top}");
    }
}

#[test]
fn changes_in_scripts_for_bash() {
    for (top, expected) in [
        ("JAVA_OPTS+=' -DportOffset=3'", "3"),
        ("declare -x JAVA_OPTS=-DportOffset=3", "3"),
        ("function f { JAVA_OPTS=-DportOffset=3; }; f", "3"),
        ("OPTS=(-Da=b -DportOffset=3); JAVA_OPTS=\"${OPTS[*]}\"", "?"),
        ("read JAVA_OPTS <<< -DportOffset=3", "3"),
        ("OTHER=(a b); [[ -n $V ]] && OTHER=c", "-"),
    ] {
        let text = script(top, "", "$JAVA_OPTS").replace("#!/bin/sh", "#!/bin/bash");
        let found = run(&text, &[], &HomeFacts::default());
        assert_eq!(offset(&found), expected, "{top}");
    }
}

#[test]
fn changes_of_the_java_line() {
    for (options, expected) in [
        ("-DportOffset=3 \\\n $JAVA_OPTS", "5"),
        ("$JAVA_OPTS \\\n -DportOffset=3", "3"),
        ("", "-"),
        ("\"$JAVA_OPTS\"", "5 -Dx=y"),
    ] {
        let top = "JAVA_OPTS='-DportOffset=5 -Dx=y'";
        let found = run(&script(top, "", options), &[], &HomeFacts::default());
        assert_eq!(offset(&found), expected, "{options}");
    }
}

#[test]
fn what_is_told_goes_through_the_script() {
    let words = |text: &str| -> Option<Vec<String>> {
        (!text.is_empty()).then(|| text.split(' ').map(str::to_string).collect())
    };
    for (top, middle, arguments, java_opts, env, expected) in [
        ("", "", "-DportOffset=3", "", "", "3"),
        ("", "", "", "-DportOffset=3", "", "3"),
        ("", "", "", "", "JAVA_OPTS=-DportOffset=3", "3"),
        ("", "", "", "", "JVM_MEM_OPTS=-DportOffset=3", "3"),
        ("", "", "", "", "_JAVA_OPTIONS=-DportOffset=3", "3"),
        (
            "JAVA_OPTS=-DportOffset=5",
            "",
            "",
            "-DportOffset=3",
            "",
            "5",
        ),
        (
            "JAVA_OPTS=\"$JAVA_OPTS -DportOffset=5\"",
            "",
            "",
            "-DportOffset=3",
            "",
            "5",
        ),
        ("unset JAVA_OPTS", "", "", "-DportOffset=3", "", "-"),
        (
            "set -- \"$@\" -DportOffset=5",
            "",
            "-DportOffset=3",
            "",
            "",
            "5",
        ),
        (
            "set -- -DportOffset=5 \"$@\"",
            "",
            "-DportOffset=3",
            "",
            "",
            "3",
        ),
        ("", "", "--debug 5005", "-DportOffset=3", "", "-"),
        (
            "",
            "JAVA_OPTS=\"$JAVA_OPTS -DportOffset=5\"",
            "--debug 5005",
            "",
            "",
            "5",
        ),
        (
            "if [ \"$1\" = start ]; then JAVA_OPTS=-DportOffset=5; fi",
            "",
            "start",
            "",
            "",
            "-",
        ),
        (
            "if [ \"$1\" = start ]; then export JAVA_OPTS=-DportOffset=5; fi",
            "",
            "start",
            "",
            "",
            "5",
        ),
        ("", "", "start -DportOffset=3", "", "", "3"),
        (
            "JAVA_OPTS=-DportOffset=$OFFSET",
            "",
            "",
            "",
            "OFFSET=3",
            "3",
        ),
        (
            "if [ -n \"$OFFSET\" ]; then set -- -DportOffset=$OFFSET; fi",
            "",
            "",
            "",
            "OFFSET=3",
            "3",
        ),
    ] {
        let told = HomeFacts {
            start_arguments: words(arguments),
            java_opts: words(java_opts),
            env: env.split_once('=').map(|(name, value)| {
                [(name.to_string(), value.to_string())]
                    .into_iter()
                    .collect()
            }),
            ..HomeFacts::default()
        };
        let found = run(&script(top, middle, "$JAVA_OPTS"), &[], &told);
        assert_eq!(
            offset(&found),
            expected,
            "{top} {middle} {arguments} {java_opts} {env}"
        );
    }
}

#[test]
fn scripts_that_run_others() {
    let inner = script("JAVA_OPTS=\"$JAVA_OPTS -DportOffset=8\"", "", "$JAVA_OPTS");
    let plain = script("", "", "$JAVA_OPTS");
    for (outer, inner, expected) in [
        ("exec \"$(dirname \"$0\")/orig.sh\" \"$@\"", &inner, "8"),
        (
            "sh $(dirname \"$0\")/orig.sh -DportOffset=4 $*",
            &inner,
            "4",
        ),
        (
            "D=$(dirname \"$0\")/orig.sh\nsh $D -DportOffset=4 $* &\nwhile :\ndo\nsleep 60\ndone",
            &plain,
            "4",
        ),
        (
            "JAVA_OPTS=-DportOffset=4\nsh $(dirname $0)/orig.sh",
            &plain,
            "-",
        ),
        (
            "export JAVA_OPTS=-DportOffset=4\nsh $(dirname $0)/orig.sh",
            &plain,
            "4",
        ),
        (
            "JAVA_OPTS=-DportOffset=4 sh $(dirname $0)/orig.sh",
            &plain,
            "4",
        ),
        ("sh $(dirname $0)/gone.sh -DportOffset=4", &plain, "-"),
        (
            "sh /opt/elsewhere/bin/carbon.sh -DportOffset=4",
            &plain,
            "4",
        ),
        ("JAVA_OPTS=-DportOffset=4", &plain, "4"),
        ("sh $0", &plain, "?"),
    ] {
        let found = run(
            &format!("#!/bin/sh\n{outer}\n"),
            &[("bin/orig.sh", inner)],
            &HomeFacts::default(),
        );
        assert_eq!(offset(&found), expected, "{outer}");
    }
}

/// The start failure that a change at the top causes, as far as its place shows it.
fn failure(text: &str) -> Option<(&'static str, String)> {
    let files = Memory::new().with(format!("{HOME}/bin/wso2server.sh"), text);
    let mut reader = HomeReader::new(&files, HOME, Limits::default());
    let scripts = ["bin/wso2server.sh".to_string()];
    launch_properties(&mut reader, &scripts, &HomeFacts::default(), true, "");
    let (reason, location) = reader.take_call_failure()?;
    let text = location
        .and_then(|location| Some(reader.table().text(&location)?.to_string()))
        .unwrap_or_default();
    Some((reason, text))
}

#[test]
fn what_starts_no_server() {
    for (top, reason, place) in [
        ("JAVA_OPTS=\"-DportOffset=3", "never closed", "\""),
        ("if true; then", "cannot be read on", "\""),
        (
            "JAVA_OPTS=\"'-DportOffset=3'\"",
            "main class",
            "'-DportOffset=3'",
        ),
        ("exit 0", "without starting a server", "exit"),
        ("set -e; false", "without starting a server", "false"),
        (
            "JAVA_OPTS=\"-D portOffset=3\"",
            "main class",
            "portOffset=3",
        ),
    ] {
        let (said, at) = failure(&script(top, "", "$JAVA_OPTS")).unwrap_or_default();
        assert!(
            said.contains(reason) || said.contains("never closed"),
            "{top}: {said}"
        );
        if reason == "main class" {
            assert_eq!(at, place, "{top}");
        }
    }
    for fine in ["", "JAVA_OPTS=$X", "set -- $X"] {
        let found = failure(&script(fine, "", "$JAVA_OPTS"));
        assert_eq!(found, None, "{fine}");
    }
    assert_eq!(failure("#!/bin/sh\necho \"no server of its own\n"), None);
}

#[test]
fn a_place_is_where_the_number_stands() {
    let text = script("V=3\nJAVA_OPTS=\"-Dx=y -DportOffset=$V\"", "", "$JAVA_OPTS");
    let found = run(&text, &[], &HomeFacts::default());
    let location = found[0].location.expect("a place");
    let at = text.find("V=3").expect("the number") + 2;
    assert_eq!(location.span.range(), at..at + 1);
    assert_eq!(found[0].source, "bin/wso2server.sh");
}

#[test]
fn what_never_ends_is_given_up() {
    for top in [
        "while :; do A=$A$A$A; done",
        "f() { f; f; }; f",
        "A=x; for i in 1 2 3 4 5 6 7 8 9 10; do A=$A$A$A$A; done",
        "for a in 1 2 3 4 5 6 7 8 9; do for b in 1 2 3 4 5 6 7 8 9; do for c in 1 2 3 4 5 6 7 8 9; do for d in 1 2 3 4 5 6 7 8 9; do for e in 1 2 3 4 5 6 7 8 9; do for f in 1 2 3 4 5 6 7 8 9; do B=$B$f; done; done; done; done; done; done",
        "while [ -n \"$V\" ]; do sh $0; sh $0; done",
    ] {
        let started = std::time::Instant::now();
        run(&script(top, "", "$JAVA_OPTS"), &[], &HomeFacts::default());
        assert!(started.elapsed().as_secs() < 20, "{top}");
    }
}

proptest! {
    #[test]
    fn any_script_is_followed(top in "(if|then|fi|else|while|do|done|for|in|case|esac|JAVA_OPTS=|-DportOffset=|set -- |export |local |f\\(\\) \\{|\\}|\\$\\(|\\$\\{|read |eval |sh \\$0|java |[-`'\"\\\\ $();&|<>#:=+*!a-cé\n\r]){0,40}") {
        run(&script(&top, "", "$JAVA_OPTS"), &[], &HomeFacts::default());
    }
}
