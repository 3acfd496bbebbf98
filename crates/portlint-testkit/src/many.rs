//! Hosts that hold many items of one kind: what must be read and judged in time and memory in proportion to their number.

/// Where in a host the items of a [`Many`] lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// An API Manager that `deployment.toml` governs.
    Toml,
    /// A Streaming Integrator.
    Yaml,
    /// An Identity Server of the time before `deployment.toml`.
    Xml,
    /// A Micro Integrator.
    Integrator,
}

impl Home {
    /// The files that make it a home, below `home`.
    fn skeleton(self, home: &str) -> Vec<(String, String)> {
        let (version, files): (_, &[(&str, &str)]) = match self {
            Home::Toml => (
                "WSO2 API Manager v4.4.0",
                &[("repository/conf/deployment.toml", "[server]\noffset = 1\n")],
            ),
            Home::Yaml => (
                "WSO2 Streaming Integrator v4.2.0",
                &[("conf/server/deployment.yaml", "wso2.carbon:\n  id: a\n")],
            ),
            Home::Xml => (
                "WSO2 Identity Server v5.7.0",
                &[
                    (
                        "repository/conf/carbon.xml",
                        "<Server><Ports><Offset>0</Offset></Ports></Server>\n",
                    ),
                    (
                        "repository/conf/tomcat/catalina-server.xml",
                        "<Server><Service/></Server>\n",
                    ),
                ],
            ),
            Home::Integrator => (
                "WSO2 Micro Integrator v4.2.0",
                &[("conf/deployment.toml", "[server]\n")],
            ),
        };
        let mut all = vec![(format!("{home}/bin/version.txt"), version.to_string())];
        let files = files.iter();
        all.extend(files.map(|(path, text)| (format!("{home}/{path}"), (*text).to_string())));
        all
    }
}

/// A file of many items of one kind. In an item `#` stands for its number, `@` for an address and `%` for a port of its
/// own; `~` is a number sign.
#[derive(Debug, Clone, Copy)]
pub struct Many {
    /// What there are many of.
    pub name: &'static str,
    /// The home that has the file.
    pub home: Home,
    /// The file, relative to the home.
    pub file: &'static str,
    /// What stands before the items.
    pub start: &'static str,
    /// One item.
    pub item: &'static str,
    /// What stands behind them.
    pub end: &'static str,
    /// In how many homes the file lies.
    pub homes: usize,
}

impl Many {
    /// The text of the file.
    pub fn text(&self, items: usize) -> String {
        let mut text = self.start.replace('~', "#");
        for number in 0..items {
            for character in self.item.chars() {
                match character {
                    '~' => text.push('#'),
                    '#' => text.push_str(&number.to_string()),
                    '%' => text.push_str(&(1024 + number % 64_000).to_string()),
                    '@' => {
                        let [_, a, b, c] = u32::try_from(number).unwrap_or_default().to_be_bytes();
                        text.push_str(&format!("10.{a}.{b}.{c}"));
                    }
                    character => text.push(character),
                }
            }
        }
        text + self.end
    }

    /// The files of a host with so many items: relative path and content.
    pub fn files(&self, items: usize) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let text = self.text(items);
        for number in 0..self.homes {
            let home = format!("home-{number}");
            let own = format!("{home}/{}", self.file);
            files.extend(self.home.skeleton(&home));
            files.retain(|(path, _)| *path != own);
            files.push((own, text.clone()));
        }
        files
    }
}

const TOML: &str = "repository/conf/deployment.toml";
const YAML: &str = "conf/server/deployment.yaml";
const CARBON: &str = "repository/conf/carbon.xml";
const CATALINA: &str = "repository/conf/tomcat/catalina-server.xml";

const fn many(
    name: &'static str,
    home: Home,
    file: &'static str,
    [start, item, end]: [&'static str; 3],
) -> Many {
    Many {
        name,
        home,
        file,
        start,
        item,
        end,
        homes: 1,
    }
}

/// The same in two homes, which then clash.
const fn twice(many: Many) -> Many {
    Many { homes: 2, ..many }
}

/// The kinds of item that a file may hold very many of.
pub const MANY: &[Many] = &[
    many(
        "suppressions, TOML",
        Home::Toml,
        TOML,
        [
            "[server]\n",
            "~ wso2-portlint: ignore[port-collision]\n",
            "offset = 1\n",
        ],
    ),
    many(
        "suppressions, YAML",
        Home::Yaml,
        YAML,
        [
            "wso2.carbon:\n  id: a\n",
            "~ wso2-portlint: ignore[port-collision]\n",
            "",
        ],
    ),
    many(
        "suppressions, XML",
        Home::Xml,
        CARBON,
        [
            "<Server>",
            "<!-- wso2-portlint: ignore[port-collision] -->\n",
            "<Ports><Offset>0</Offset></Ports></Server>",
        ],
    ),
    many(
        "rules in one suppression",
        Home::Toml,
        TOML,
        [
            "~ wso2-portlint: ignore[",
            "port-collision,",
            "all]\n[server]\n",
        ],
    ),
    many(
        "wrong names in one suppression",
        Home::Toml,
        TOML,
        ["~ wso2-portlint: ignore[", "a#,", "all]\n[server]\n"],
    ),
    many(
        "listener tables, one port",
        Home::Toml,
        TOML,
        ["", "[custom_transport.t#.properties]\nport = 9450\n", ""],
    ),
    many(
        "listener tables, each its port",
        Home::Toml,
        TOML,
        ["", "[custom_transport.t#.properties]\nport = %\n", ""],
    ),
    twice(many(
        "listener tables of two homes",
        Home::Toml,
        TOML,
        ["", "[custom_transport.t#.properties]\nport = %\n", ""],
    )),
    many(
        "gateway environments",
        Home::Toml,
        TOML,
        [
            "",
            "[[apim.gateway.environment]]\nname = \"e#\"\nservice_url = \"https://localhost:%/\"\n",
            "",
        ],
    ),
    many(
        "unknown keys",
        Home::Toml,
        TOML,
        ["[server]\n", "offst# = 1\n", ""],
    ),
    many(
        "one key",
        Home::Toml,
        TOML,
        ["[server]\n", "offset = 1\n", ""],
    ),
    many(
        "bare carriage returns",
        Home::Toml,
        TOML,
        ["[server]\n", "a# = 1\r", ""],
    ),
    many(
        "`${` in an offset, TOML",
        Home::Toml,
        TOML,
        ["[server]\noffset = \"", "${", "\"\n"],
    ),
    many(
        "`$env{` in an offset",
        Home::Toml,
        TOML,
        ["[server]\noffset = \"", "$env{", "\"\n"],
    ),
    many(
        "`$ref{` in an offset",
        Home::Toml,
        TOML,
        ["[server]\noffset = \"", "$ref{a#}", "\"\n"],
    ),
    many(
        "`${` in an offset, XML",
        Home::Xml,
        CARBON,
        [
            "<Server><Ports><Offset>",
            "${",
            "</Offset></Ports></Server>",
        ],
    ),
    many(
        "`${env:` in an offset",
        Home::Yaml,
        YAML,
        ["wso2.carbon:\n  ports:\n    offset: \"", "${env:", "\"\n"],
    ),
    many(
        "template marks",
        Home::Toml,
        TOML,
        ["[server]\nhostname = \"", "{{ a }}<% b %>", "\"\n"],
    ),
    many(
        "listener configurations, one port",
        Home::Yaml,
        YAML,
        [
            "wso2.transport.http:\n  listenerConfigurations:\n",
            "  - id: l#\n    port: 9450\n",
            "",
        ],
    ),
    many(
        "listener configurations, each its port",
        Home::Yaml,
        YAML,
        [
            "wso2.transport.http:\n  listenerConfigurations:\n",
            "  - id: l#\n    port: %\n",
            "",
        ],
    ),
    many(
        "connectors, one port",
        Home::Xml,
        CATALINA,
        [
            "<Server><Service>",
            "<Connector port=\"9443\" protocol=\"HTTP/1.1\"/>\n",
            "</Service></Server>",
        ],
    ),
    many(
        "connectors, each its port",
        Home::Xml,
        CATALINA,
        [
            "<Server><Service>",
            "<Connector port=\"%\" protocol=\"HTTP/1.1\"/>\n",
            "</Service></Server>",
        ],
    ),
    many(
        "connectors, one port, each its address",
        Home::Xml,
        CATALINA,
        [
            "<Server><Service>",
            "<Connector port=\"9443\" address=\"@\" protocol=\"HTTP/1.1\"/>\n",
            "</Service></Server>",
        ],
    ),
    twice(many(
        "connectors of two homes, one port, each its address",
        Home::Xml,
        CATALINA,
        [
            "<Server><Service>",
            "<Connector port=\"9443\" address=\"@\" protocol=\"HTTP/1.1\"/>\n",
            "</Service></Server>",
        ],
    )),
    many(
        "services",
        Home::Xml,
        CATALINA,
        [
            "<Server>",
            "<Service><Connector port=\"%\" protocol=\"HTTP/1.1\"/></Service>\n",
            "</Server>",
        ],
    ),
    many(
        "`-D` words, Dockerfile",
        Home::Toml,
        "Dockerfile",
        ["FROM a\nENV JAVA_OPTS=\"", "-D", "\"\n"],
    ),
    many(
        "system properties, Dockerfile",
        Home::Toml,
        "Dockerfile",
        ["FROM a\nENV JAVA_OPTS=\"", "-Da#=1 ", "\"\n"],
    ),
    many(
        "`-D` words, compose",
        Home::Toml,
        "docker-compose.yml",
        [
            "services:\n  a:\n    environment:\n      JAVA_OPTS: \"",
            "-D",
            "\"\n",
        ],
    ),
    many(
        "`-D` words, unit",
        Home::Toml,
        "a.service",
        ["[Service]\nEnvironment=\"JAVA_OPTS=", "-D", "\"\n"],
    ),
    many(
        "properties, wrapper.conf",
        Home::Xml,
        "bin/yajsw/wrapper.conf",
        ["", "wrapper.java.additional.#=-Da#=1\n", ""],
    ),
    many(
        "lines of a script",
        Home::Toml,
        "bin/api-manager.sh",
        [
            "",
            "A#=1\n",
            "java $JAVA_OPTS org.wso2.carbon.bootstrap.Bootstrap\n",
        ],
    ),
    many(
        "sources of a Siddhi application",
        Home::Yaml,
        "wso2/server/deployment/siddhi-files/a.siddhi",
        [
            "@App:name('a')\n",
            "@source(type='http', receiver.url='http://0.0.0.0:%/a')\ndefine stream S# (a int);\n",
            "",
        ],
    ),
    many(
        "parameters of an inbound endpoint",
        Home::Integrator,
        "repository/deployment/server/synapse-configs/default/inbound-endpoints/a.xml",
        [
            "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"a\" protocol=\"http\"><parameters>",
            "<parameter name=\"inbound.http.port\">%</parameter>\n",
            "</parameters></inboundEndpoint>",
        ],
    ),
];
