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
        return not (self.edits or self.deleted or self.twice)


CATALINA = "repository/resources/conf/templates/repository/conf/tomcat/catalina-server.xml.j2"
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
]
BY_NAME = {variant.name: variant for variant in KERNEL}
