"""Variants of a home that a real server is started with: what is changed before the start.

Each line of kind start and listener that a bare kernel can show has one. `tail` and `server` go into its deployment.toml;
`edits` replace texts in other files; `deleted` files go; `twice` starts once before the edits, so that they are those of a user.
"""

from dataclasses import dataclass, field


@dataclass
class Variant:
    name: str
    server: str = ""
    tail: str = ""
    # (file, old text or None for the whole file, new text)
    edits: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    arguments: list = field(default_factory=list)
    java_opts: list = field(default_factory=list)
    env: dict = field(default_factory=dict)
    twice: bool = False
    # Whether what is changed stands in deployment.toml and the call alone, so that it can be recorded without the vendor's files.
    def recordable(self):
        foreign = any(old is not None for _, old, _ in self.edits)
        return not (foreign or self.deleted or self.twice)


# A deployment.toml of our own, with what a bare kernel needs to start.
OWN = """[server]
hostname = "localhost"
node_ip = "127.0.0.1"

[user_store]
type = "STORE"

[database.shared_db]
type = "h2"
url = "jdbc:h2:./repository/database/WSO2SHARED_DB;DB_CLOSE_ON_EXIT=FALSE"
username = "wso2carbon"
password = "wso2carbon"

[super_admin]
username = "admin"
password = "admin"
create_admin_account = true

[keystore.primary]
file_name = "wso2carbon.SUFFIX"
type = "TYPE"
password = "wso2carbon"
alias = "wso2carbon"
key_password = "wso2carbon"

[truststore]
file_name = "client-truststore.SUFFIX"
type = "TYPE"
password = "wso2carbon"
"""

CATALINA = "repository/resources/conf/templates/repository/conf/tomcat/catalina-server.xml.j2"
HTTP = "[transport.http.properties]\n"
WKA = '[clustering]\nmembership_scheme = "wka"\n'
HAZELCAST = """<hazelcast xmlns="http://www.hazelcast.com/schema/config">
  <network><port auto-increment="false">5810</port><join><multicast enabled="false"/></join></network>
</hazelcast>
"""
CARBON = "repository/conf/carbon.xml"
TOML = "repository/conf/deployment.toml"
PROPERTIES = "[transport.https.properties]\n"

KERNEL = [
    Variant("plain"),
    Variant("offset 3", server="offset = 3\n"),
    Variant("N1 properties before their table", tail=PROPERTIES + 'port = 9543\n[transport.https]\nx = "y"\n'),
    Variant("N3 unknown scheme", tail='[clustering]\nmembership_scheme = "WKA"\n'),
    Variant("N5 user store", edits=[(TOML, 'type = "database_unique_id"', 'type = "nope"')]),
    Variant("N6 secret", tail='[x]\ny = "$secret{nope}"\n'),
    Variant("N7 mixed array", tail='[x]\ny = [1, "a"]\n'),
    Variant("N7 NUL in a comment", server="offset = 3\n", tail="# \x00\n"),
    Variant("N8 port that is no number", tail=PROPERTIES + 'port = "9543 "\n'),
    Variant("N8 port that is no number, offset", server="offset = 3\n", tail=PROPERTIES + 'port = "9543 "\n'),
    Variant("N8 port out of range", tail=PROPERTIES + "port = 70000\n"),
    Variant("N9 no deployment.toml, started before", deleted=[TOML], twice=True),
    Variant("N9 no deployment.toml, never started", deleted=[TOML]),
    Variant("N11 duration", server='default_cache_timeout = "15x"\n'),
    Variant("N12 variable that is not set", tail='[x]\ny = "$env{NOPE}"\n'),
    Variant("N12 variable", server='offset = "$env{OFF}"\n', env={"OFF": "4"}),
    Variant("N14 offset with a blank", server='offset = "3 "\n'),
    Variant("N14 offset text", server='offset = "x"\n'),
    Variant("N16 offset twice", server='offset = "3</Offset><Offset>4"\n'),
    Variant("N17 digits of another script", tail=PROPERTIES + 'port = "٩٥٤٣"\n'),
    Variant("N18 sum", server='offset = "{{ 1 + 2 }}"\n'),
    Variant("K1 bindOnInit", server="offset = 3\n", tail="[transport.http.properties]\nbindOnInit = true\n"),
    Variant("K2 tomcat.https.port", server="offset = 3\n", java_opts=["-Dtomcat.https.port=9555"]),
    Variant("K4 placeholder", tail=PROPERTIES + 'port = "${my.port:-9802}"\n'),
    Variant("K5 address empty", tail=PROPERTIES + 'address = ""\n'),
    Variant("K5 address of nobody", tail=PROPERTIES + 'address = "nope.invalid"\n'),
    Variant("K5 address ::1", tail=PROPERTIES + 'address = "::1"\n'),
    Variant("K6 registry port text", tail='[monitoring.jmx]\nrmi_registry_port = "abc"\n'),
    Variant("K10 template", edits=[(CATALINA, "<Connector ", '<Connector address="127.0.0.1" ')]),
    Variant("K13 portOffset without a value", arguments=["-DportOffset"]),
    Variant("K13 portOffset", arguments=["-DportOffset=7"]),
    Variant("K14 system parameter", server="offset = 2\n", tail="[system.parameter]\nportOffset = 7\n"),
    Variant("K19 bad offset with an early connector", server='offset = "x"\n', tail="[transport.http.properties]\nbindOnInit = true\n"),
    Variant("K28 carbon.xml deleted", deleted=[CARBON], twice=True),
    Variant("offset beyond the ports", server="offset = 60000\n"),
    Variant("K2 tomcat.http.port", java_opts=["-Dtomcat.http.port=9800"]),
    Variant("K2 tomcat.random.port.enable", java_opts=["-Dtomcat.random.port.enable=true"]),
    Variant("K2 tomcat.http.port with an early connector", tail=HTTP + "bindOnInit = true\n", java_opts=["-Dtomcat.http.port=9800"]),
    Variant("K3 connector port 0", server="offset = 3\n", tail=PROPERTIES + "port = 0\n"),
    Variant("K3 JMX server port 0", tail="[monitoring.jmx]\nrmi_server_port = 0\n"),
    Variant("K3 JMX server port 0, offset", server="offset = 3\n", tail="[monitoring.jmx]\nrmi_server_port = 0\n"),
    Variant("K3 JMX ports equal", tail="[monitoring.jmx]\nrmi_server_port = 9999\n"),
    Variant("K4 placeholder from a told property", tail=PROPERTIES + 'port = "${my.port}"\n', java_opts=["-Dmy.port=9810"]),
    Variant("K6 registry port with a blank", tail='[monitoring.jmx]\nrmi_registry_port = "9998 "\n'),
    Variant("K6 host that is not this one", tail='[monitoring.jmx]\nrmi_hostname = "192.0.2.7"\n'),
    Variant("K13 the last of two", arguments=["-DportOffset=7", "-DportOffset=8"]),
    Variant("K14 JAVA_OPTS over the file", server="offset = 2\n", java_opts=["-DportOffset=4"]),
    Variant("K14 argument over JAVA_OPTS", java_opts=["-DportOffset=4"], arguments=["-DportOffset=5"]),
    Variant("K17 profile that is not there", arguments=["-Dprofile=nothing"]),
    Variant("K17 worker node", arguments=["-DworkerNode=true"]),
    Variant("N3 wka", server="offset = 3\n", tail=WKA + 'members = ["127.0.0.1:4000"]\n'),
    Variant("N3 wka with blanks", tail=WKA.replace("wka", " wka ") + 'members = ["127.0.0.1:4000"]\n'),
    Variant("K9 multicast port", tail='[clustering]\nmembership_scheme = "multicast"\n[clustering.properties]\nmcastPort = 45999\n'),
    Variant("K19 failed cluster with an early connector", tail=HTTP + 'bindOnInit = true\n[clustering]\nmembership_scheme = "WKA"\n'),
    Variant("K21 localMemberPort", tail=WKA + 'local_member_port = 4300\nmembers = ["127.0.0.1:4000"]\n[clustering.properties]\nlocalMemberPort = 4400\n'),
    Variant("K21 member without port", tail=WKA + 'members = ["127.0.0.1"]\n'),
    Variant("K21 port text", tail=WKA + 'local_member_port = "x"\nmembers = ["127.0.0.1:4000"]\n'),
    Variant("K21 port 0", tail=WKA + 'local_member_port = 0\nmembers = ["127.0.0.1:4000"]\n'),
    Variant("K22 member at the console's port", tail=WKA + 'local_member_port = 9443\nmembers = ["127.0.0.1:9443"]\n'),
    Variant("K23 bound to the interface", tail=WKA + 'local_member_host = "127.0.0.1"\nmembers = ["127.0.0.1:4000"]\n', java_opts=["-Dhazelcast.socket.bind.any=false", "-Dhazelcast.socket.server.bind.any=false"]),
    Variant("K24 hazelcast.xml", tail=WKA + 'members = ["127.0.0.1:4000"]\n', edits=[("repository/conf/etc/hazelcast.xml", None, HAZELCAST)]),
    Variant("jdwp of the script", arguments=["--debug", "5005"], server="offset = 3\n"),
    Variant("jdwp of JAVA_OPTS", java_opts=["-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005"]),
    Variant("jdwp with a bare number", java_opts=["-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005"]),
    Variant("JMX agent", java_opts=["-Dcom.sun.management.jmxremote.port=7777", "-Dcom.sun.management.jmxremote.ssl=false", "-Dcom.sun.management.jmxremote.authenticate=false", "-Dcom.sun.management.jmxremote.rmi.port=7778"]),
    Variant("OSGi console", java_opts=["-DosgiConsole=19444"]),
]
BY_NAME = {variant.name: variant for variant in KERNEL}
