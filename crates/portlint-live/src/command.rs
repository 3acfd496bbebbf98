//! The command line of a process: which server of which home it is, and what it says about ports. Nothing else of it leaves
//! this module: it carries passwords.

use crate::published::Publisher;
use portlint_host::LiveServer;
use portlint_host::java::takes_a_value;
use std::path::PathBuf;

/// Properties that decide about ports and whose values are no secrets.
const PROPERTIES: &[&str] = &[
    "portOffset",
    "profile",
    "config",
    "deployment.config.file.path",
    "hazelcast.config",
    "avoidConfigHashRead",
    "avoidConfigUpdate",
    "forceConfigUpdate",
    "disable.receiver",
    "disable.cassandra.server.startup",
    "disableAnalyticsEngine",
    "disableAnalyticsSparkCtx",
    "disableMl",
    "disableMLSparkCtx",
    "enable.hdfs.startup",
    "enable.hdfs.datanode",
    "esb.debug",
    "osgiConsole",
    "osgi.console",
    "siddhi-parser",
];
/// CowStr of the start script that the main class gets too.
const WORDS: &[&str] = &["optimize", "-optimize", "--optimize"];
/// Where the start script puts it, unless an argument says otherwise.
const CONFIGURATION: &str = "carbon.config.dir.path";
/// The program of the Integration Control Plane 2, which says its home nowhere else.
const CONTROL_PLANE: &str = "/bin/icp-server.jar";

/// What is known of a process by its command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Command {
    /// Whether it has a command line. Those of the kernel do not.
    pub is_program: bool,
    /// Whether it is a Java machine.
    pub is_java: bool,
    /// The server that it says it is.
    pub server: Option<LiveServer>,
    /// The ports that it passes on.
    pub publisher: Option<Publisher>,
}

impl Command {
    /// Reads the arguments, each ended by a zero byte.
    pub(crate) fn read(bytes: &[u8]) -> Command {
        let text = String::from_utf8_lossy(bytes);
        let words: Vec<&str> = text.trim_end_matches('\0').split('\0').collect();
        let Some((program, words)) = words.split_first().filter(|(name, _)| !name.is_empty())
        else {
            return Command::default();
        };
        let name = program.rsplit('/').next().unwrap_or(program);
        let is_java = matches!(name, "java" | "java.exe" | "javaw");
        Command {
            is_program: true,
            is_java,
            server: is_java.then(|| server(words)).flatten(),
            publisher: Publisher::of(name, words),
        }
    }

    /// The same process, known to be of this home by other means.
    pub(crate) fn of_home(&mut self, home: PathBuf) {
        self.server.get_or_insert_default().home = home;
    }
}

/// A Java machine's words: its options, the main class, the arguments of that.
struct Java<'w> {
    options: Vec<&'w str>,
    class_path: &'w str,
    main: &'w str,
    arguments: &'w [&'w str],
}

impl<'w> Java<'w> {
    fn read(words: &'w [&'w str]) -> Java<'w> {
        let mut java = Java {
            options: Vec::new(),
            class_path: "",
            main: "",
            arguments: &[],
        };
        let mut rest = words;
        while let Some((word, after)) = rest.split_first() {
            rest = after;
            if takes_a_value(word) {
                let Some((value, after)) = rest.split_first() else {
                    break;
                };
                if matches!(*word, "-cp" | "-classpath" | "--class-path") {
                    java.class_path = value;
                }
                rest = after;
            } else if word.starts_with('-') && *word != "-jar" {
                java.options.push(word);
            } else {
                let is_jar = *word == "-jar";
                java.main = if is_jar {
                    rest.first().copied().unwrap_or_default()
                } else {
                    word
                };
                java.arguments = rest.get(usize::from(is_jar)..).unwrap_or_default();
                break;
            }
        }
        java
    }

    /// A system property as the server sees it: an argument wins, the last of several counts.
    fn property(&self, name: &str) -> Option<&'w str> {
        let of = |words: &[&'w str]| {
            let mut words = words.iter().rev();
            words.find_map(|word| property(word).filter(|(key, _)| *key == name)?.1)
        };
        of(self.arguments).or_else(|| of(&self.options))
    }

    /// Programs of the home that run beside the server: the cipher tool, the key generator.
    fn is_tool(&self) -> bool {
        let is_server = |class: &&str| ["Bootstrap", "Main"].contains(class);
        let class = self.main.rsplit('.').next();
        self.main.starts_with("org.wso2.") && !class.as_ref().is_some_and(is_server)
    }

    /// The home that the process says it is of.
    fn home(&self) -> Option<&'w str> {
        let said = |name| self.property(name).filter(|home| home.starts_with('/'));
        let control_plane = || {
            let jars = self.class_path.split(':').chain([self.main]);
            let mut homes = jars.filter_map(|jar| jar.strip_suffix(CONTROL_PLANE));
            homes.find(|home| home.starts_with('/'))
        };
        let of_runtime = || {
            let path = said("wso2.runtime.path")?;
            let name = self.property("wso2.runtime");
            let inside = name.and_then(|name| path.strip_suffix(&format!("/wso2/{name}")));
            Some(inside.unwrap_or(path))
        };
        said("carbon.home")
            .or_else(|| said("dashboard.home"))
            .or_else(of_runtime)
            .or_else(control_plane)
    }
}

fn server(words: &[&str]) -> Option<LiveServer> {
    let java = Java::read(words);
    let home = java.home().filter(|_| !java.is_tool())?;
    let wanted = |words: &[&str]| {
        let words = words.iter().filter(|word| is_about_ports(word));
        words.map(|word| word.to_string()).collect()
    };
    let mut moved = java
        .arguments
        .iter()
        .rev()
        .filter_map(|word| property(word));
    let moved = moved.find(|(name, _)| *name == CONFIGURATION);
    Some(LiveServer {
        home: home.into(),
        runtime: java.property("wso2.runtime").map(str::to_string),
        arguments: wanted(java.arguments),
        options: wanted(&java.options),
        configuration: moved.and_then(|(_, value)| Some(value?.into())),
    })
}

/// Name and value of `-Dname=value`.
fn property(word: &str) -> Option<(&str, Option<&str>)> {
    let word = word.strip_prefix("-D")?;
    Some(match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    })
}

/// Whether a word decides about ports and says nothing that nobody else may know.
fn is_about_ports(word: &str) -> bool {
    let Some((name, value)) = property(word) else {
        let debugger = ["-agentlib:jdwp=", "-Xrunjdwp:"];
        return WORDS.contains(&word)
            || debugger.iter().any(|option| word.starts_with(option)) && is_plain(word);
    };
    let value = value.unwrap_or_default();
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    if !PROPERTIES.contains(&name) {
        return is_number && names_a_port(name);
    }
    // What every start script of the Micro Integrator says.
    let is_default = name == "profile" && value.ends_with("-default");
    is_plain(value) && !is_default
}

/// `tomcat.https.port`, `com.sun.management.jmxremote.port`, `httpPort`.
fn names_a_port(name: &str) -> bool {
    let last = name.rsplit(['.', '_', '-']).next().unwrap_or(name);
    last == "port" || last == "offset" || last.ends_with("Port")
}

/// Names, numbers and paths, without anything that a shell or a format would read in another way.
fn is_plain(value: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:*+".contains(c);
    value.chars().all(is_plain) && !value.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(words: &[&str]) -> Command {
        Command::read(format!("{}\0", words.join("\0")).as_bytes())
    }

    fn home(words: &[&str]) -> Option<String> {
        let server = command(words).server?;
        Some(server.home.display().to_string())
    }

    #[test]
    fn only_what_decides_about_ports_gets_out() {
        let server = command(&[
            "/usr/bin/java",
            "-Xmx1g",
            "-DportOffset=2",
            "-Djavax.net.ssl.keyStorePassword=s3cret",
            "-Ddb.port.password=s3cret",
            "-Dpassword.port=s3cret",
            "-Dconfig=users:\n  admin: s3cret",
            "-Dcom.sun.management.jmxremote.port=7777",
            "-Dprofile=micro-integrator-default",
            "-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005",
            "-classpath",
            "/opt/am/lib/a.jar:/opt/am/lib/b.jar",
            "-Dcarbon.home=/opt/am",
            "org.wso2.carbon.bootstrap.Bootstrap",
            "-DportOffset=3",
            "-Dpass=s3cret",
            "s3cret",
            "--optimize",
            "-Dcarbon.config.dir.path=/etc/am",
        ]);
        let server = server.server.unwrap();
        assert!(!format!("{server:?}").contains("s3cret"), "{server:?}");
        assert_eq!(
            server.options,
            [
                "-DportOffset=2",
                "-Dcom.sun.management.jmxremote.port=7777",
                "-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005"
            ]
        );
        assert_eq!(server.arguments, ["-DportOffset=3", "--optimize"]);
        assert_eq!(server.home, PathBuf::from("/opt/am"));
        assert_eq!(server.configuration, Some("/etc/am".into()));
    }

    #[test]
    fn a_server_says_its_home() {
        for (words, expected) in [
            (
                &["java", "-Dcarbon.home=/a", "-Dcarbon.home=/b", "Main"][..],
                Some("/b"),
            ),
            (
                &["java", "-Dcarbon.home=/a", "Main", "-Dcarbon.home=/c"],
                Some("/c"),
            ),
            (
                &["java", "-Ddashboard.home=/d", "-Dwso2.runtime.path=/x", "B"],
                Some("/d"),
            ),
            (
                &[
                    "java",
                    "-Dwso2.runtime=server",
                    "-Dwso2.runtime.path=/si/wso2/server",
                    "M",
                ],
                Some("/si"),
            ),
            (&["java", "-Dwso2.runtime.path=/e", "B"], Some("/e")),
            (
                &[
                    "java",
                    "-cp",
                    "/icp/bin/icp-server.jar:/icp/lib/x.jar",
                    "icp.Main",
                ],
                Some("/icp"),
            ),
            (
                &[
                    "java",
                    "--add-opens",
                    "java.base/java.net=ALL-UNNAMED",
                    "-Dcarbon.home=/f",
                    "M",
                ],
                Some("/f"),
            ),
            (
                &["java", "-Dcarbon.home=/a", "org.wso2.ciphertool.CipherTool"],
                None,
            ),
            (&["java", "-Dcarbon.home=relative", "Main"], None),
            (&["grep", "-Dcarbon.home=/a"], None),
            (
                &["sh", "/opt/am/bin/api-manager.sh", "-Dcarbon.home=/a"],
                None,
            ),
            (&["java"], None),
            (&["java", "-cp"], None),
            (&["java", "-jar"], None),
            (&[""], None),
        ] {
            assert_eq!(home(words).as_deref(), expected, "{words:?}");
        }
    }
}
