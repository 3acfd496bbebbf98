"""Hard inputs of the yaml generation: what the vendor's reader or a listener reads otherwise than people think.

Each changes one plain file by replacing texts in it. The number is that of the fact; `X` goes beyond them.
"""

from dataclasses import dataclass, field

# One plain file; short, and with every listener that the oracle starts.
PLAIN = """\
wso2.carbon:
  id: wso2
  ports:
    offset: 3
wso2.transport.http:
  listenerConfigurations:
  - id: default
    host: 0.0.0.0
    port: 9090
  - id: https
    host: 0.0.0.0
    port: 9443
    scheme: https
    keyStoreFile: ${carbon.home}/resources/security/wso2carbon.jks
    keyStorePassword: wso2carbon
    certPass: wso2carbon
siddhi.stores.query.api:
  listenerConfigurations:
  - id: default
    host: 0.0.0.0
    port: 7070
databridge.config:
  workerThreads: 10
  maxEventBufferCapacity: 10000000
  eventBufferSize: 2000
  keyStoreLocation: ${sys:carbon.home}/resources/security/wso2carbon.jks
  keyStorePassword: wso2carbon
  clientTimeoutMin: 30
  dataReceivers:
  - dataReceiver:
      type: Thrift
      properties:
        tcpPort: '7611'
        sslPort: '7711'
  - dataReceiver:
      type: Binary
      properties:
        tcpPort: '9611'
        sslPort: '9711'
        tcpReceiverThreadPoolSize: '100'
        sslReceiverThreadPoolSize: '100'
"""
OFFSET = "    offset: 3\n"
HTTP = "    host: 0.0.0.0\n    port: 9090\n"
HTTPS = "    host: 0.0.0.0\n    port: 9443\n"
STORES = "    host: 0.0.0.0\n    port: 7070\n"
THRIFT = "        tcpPort: '7611'\n        sslPort: '7711'\n"
BINARY_TYPE = "      type: Binary\n"
ENTRY_BINARY = PLAIN[PLAIN.index("  - dataReceiver:\n      type: Binary") :]
ENTRY_THRIFT = PLAIN[PLAIN.index("  - dataReceiver:\n      type: Thrift") : PLAIN.index(ENTRY_BINARY)]
HTTP_BLOCK = PLAIN[PLAIN.index("wso2.transport.http:") : PLAIN.index("siddhi.stores")]
STORES_BLOCK = PLAIN[PLAIN.index("siddhi.stores") : PLAIN.index("databridge.config")]
BRIDGE_BLOCK = PLAIN[PLAIN.index("databridge.config") :]
CARBON_BLOCK = PLAIN[: PLAIN.index("wso2.transport.http")]
KEY_STORE = "    keyStoreFile: ${carbon.home}/resources/security/wso2carbon.jks\n"
RECEIVER_STORE = "  keyStoreLocation: ${sys:carbon.home}/resources/security/wso2carbon.jks\n"


@dataclass
class Input:
    name: str
    stacks: str
    changes: list
    tail: str = ""
    head: str = ""
    whole: str = None
    change: object = None
    env: dict = field(default_factory=dict)
    java_opts: list = field(default_factory=list)

    def content(self):
        text = PLAIN if self.whole is None else self.whole
        for old, new in self.changes:
            assert old in text, f"{self.name}: {old!r} is not there"
            text = text.replace(old, new, 1)
        data = (self.head + text + self.tail).encode("utf-8", "surrogatepass")
        return self.change(data) if self.change else data


INPUTS = []
turn = 0


def hard(name, *changes, stacks=None, **what):
    """Adds one; without `stacks` it is asked of A, D and, in turns, of B or C."""
    global turn
    if stacks is None:
        stacks = "AD" + "BC"[turn % 2]
        turn += 1
    if what.get("tail") and not what["tail"].endswith("\n"):
        what["tail"] += "\n"
    INPUTS.append(Input(name, stacks, list(changes), **what))


hard("X plain", stacks="ADBC")

hard("Y1 offset commented out", (OFFSET, "#   offset: 3\n"), stacks="ADBC")
hard("Y1 ports null", ("  ports:\n" + OFFSET, "  ports: null\n"))
hard("Y1 ports empty map", ("  ports:\n" + OFFSET, "  ports: {}\n"))
hard("Y1 no ports", ("  ports:\n" + OFFSET, ""))
hard("Y1 no wso2.carbon", (CARBON_BLOCK, ""))
hard("Y1 wso2.carbon null", (CARBON_BLOCK, "wso2.carbon:\n"))
hard("Y1 offset commented out, variable", (OFFSET, ""), env={"WSO2_CARBON__PORTS_OFFSET": "7"})
for value in ("'5'", "0x5", "010", "-1", "1.5", "null", "''", "abc", "'5 '", "5.0", "1e1", "true", "60000", "[5]", "{a: 5}", "+5", "~", "5_0", "'010'", "0b11", "08"):
    hard(f"X offset {value}", (OFFSET, f"    offset: {value}\n"))
hard("Y22 offset with digits of another script", (OFFSET, "    offset: ٥\n"))
hard("Y22 sexagesimal port", ("port: 9090", "port: 2:30"))
hard("Y22 port with an underscore", ("port: 9090", "port: 9_191"))
hard("Y22 port with an underscore in front", ("port: 9090", "port: _9191"))

hard("Y2 no databridge.config", (BRIDGE_BLOCK, ""))
hard("Y2 databridge.config null", (BRIDGE_BLOCK, "databridge.config:\n"))
hard("Y2 databridge.config empty map", (BRIDGE_BLOCK, "databridge.config: {}\n"))
hard("Y2 databridge.config text", (BRIDGE_BLOCK, "databridge.config: x\n"))
hard("Y2 no dataReceivers", (ENTRY_THRIFT, ""), (ENTRY_BINARY, ""))

hard("Y3 host without a value", ("    host: 0.0.0.0\n    port: 9443\n", "    host:\n    port: 9443\n"))
hard("Y3 host without a value, one listener", (HTTP_BLOCK, "wso2.transport.http:\n  listenerConfigurations:\n  - id: default\n    host:\n    port: 9090\n"))
hard("Y3 Stores host without a value", (STORES, "    host:\n    port: 7070\n"))
hard("Y4 host empty", (HTTP, '    host: ""\n    port: 9090\n'))
hard("Y4 Stores host empty", (STORES, '    host: ""\n    port: 7070\n'))
for host in ("127.0.0.1", "localhost", "LOCALHOST", "127.1", "0", "0x7f000001", "'::ffff:127.0.0.1'", "nope.invalid", "'::1'", "'::'", "' 127.0.0.1'", "1"):
    hard(f"Y39 host {host}", (HTTP, f"    host: {host}\n    port: 9090\n"))
hard("X no host", (HTTP, "    port: 9090\n"))
hard("X no port", (HTTP, "    host: 0.0.0.0\n"), ("id: default\n    host: 0.0.0.0\n  - id: https", "id: default\n  - id: https"))

for name in ("keyStorePass: wso2carbon", "sslConfig: {}", "pipelining: true", "hostname: x", "Port: 9191", "enabled: true", "protocol: http"):
    hard(f"Y5 unknown field {name}", (HTTP, HTTP + f"    {name}\n"))
hard("Y5 unknown field of the Stores API", (STORES, STORES + "    keyStorePass: x\n"))
hard("Y5 unknown field of ports", (OFFSET, OFFSET + "    ofset: 4\n"))
hard("Y5 unknown field of wso2.carbon", ("  id: wso2\n", "  id: wso2\n  ofset: 4\n"))
hard("Y5 unknown field beside the listeners", (HTTP_BLOCK, HTTP_BLOCK + "  offset: 5\n"))
hard("Y5 unknown receiver property", (THRIFT, THRIFT + "        foo: 'x'\n"))
hard("Y5 unknown field of databridge.config", ("  workerThreads: 10\n", "  workerThreads: 10\n  foo: 5\n"))
for name in ("version: HTTP/1.1", "keepAliveConfig: AUTO", "httpAccessLogEnabled: true", "cacheSize: 50"):
    hard(f"Y6 field {name}", (HTTP, HTTP + f"    {name}\n"), stacks="ADC")
for name in ("keepAlive: true", "http2: true"):
    hard(f"Y7 field {name}", (HTTP, HTTP + f"    {name}\n"), stacks="ADC")
hard("Y8 https without a password", ("    keyStorePassword: wso2carbon\n    certPass", "    certPass"))
hard("Y8 key store file empty", (KEY_STORE, "    keyStoreFile: ''\n"))
hard("Y8 key store file that no product ships", (KEY_STORE, "    keyStoreFile: /nowhere/mine.jks\n"))
hard("Y8 https without a key store", (KEY_STORE, ""))
hard("Y8 scheme in capitals", ("scheme: https", "scheme: HTTPS"))
hard("Y8 scheme unknown", ("scheme: https", "scheme: ftp"))
hard("Y8 password wrong", ("    keyStorePassword: wso2carbon\n    certPass", "    keyStorePassword: wrong\n    certPass"))
hard("Y8 no certPass", ("    certPass: wso2carbon\n", ""))
hard("Y9 keepAliveConfig SOMETIMES", (HTTP, HTTP + "    keepAliveConfig: SOMETIMES\n"), stacks="AD")
hard("Y9 keepAliveConfig in small letters", (HTTP, HTTP + "    keepAliveConfig: auto\n"), stacks="AD")
hard("Y9 wrong key of a sender", (HTTP_BLOCK, HTTP_BLOCK + "  senderConfigurations:\n  - id: s\n    foo: 1\n"))
hard("X right sender", (HTTP_BLOCK, HTTP_BLOCK + "  senderConfigurations:\n  - id: http-sender\n"))

for size in ("100", "abc", "''", "null", "'0'", "'-1'", "'ten'"):
    hard(f"Y10 pool size {size}", ("tcpReceiverThreadPoolSize: '100'", f"tcpReceiverThreadPoolSize: {size}"))
hard("Y10 no pool sizes", ("        tcpReceiverThreadPoolSize: '100'\n        sslReceiverThreadPoolSize: '100'\n", ""))
for host in ("5", "true", "127.0.0.1", "localhost", "nope.invalid", "''", "null", "127.1"):
    hard(f"Y11 Thrift hostName {host}", (THRIFT, THRIFT + f"        hostName: {host}\n"))
hard("Y11 Binary hostName", (BINARY_TYPE + "      properties:\n", BINARY_TYPE + "      properties:\n        hostName: 127.0.0.1\n"))
hard("Y12 Thrift without properties", ("      properties:\n" + THRIFT, ""))
hard("Y12 Thrift properties null", ("      properties:\n" + THRIFT, "      properties:\n"))
hard("Y12 Thrift properties empty", ("      properties:\n" + THRIFT, "      properties: {}\n"))
hard("Y12 Binary properties null", (ENTRY_BINARY, "  - dataReceiver:\n      type: Binary\n      properties:\n"))
hard("Y13 entry null", (ENTRY_THRIFT, "  -\n" + ENTRY_THRIFT))
hard("Y13 entry without a type", ("      type: Thrift\n", ""))
hard("Y13 entry not under dataReceiver", (ENTRY_THRIFT, "  - type: Thrift\n    properties:\n      tcpPort: '7611'\n      sslPort: '7711'\n"))
hard("Y13 worker threads text", ("workerThreads: 10", "workerThreads: abc"))
hard("Y13 worker threads quoted", ("workerThreads: 10", "workerThreads: '10'"))
hard("Y13 buffer beyond an int", ("maxEventBufferCapacity: 10000000", "maxEventBufferCapacity: 99999999999"))
hard("Y13 type in small letters", ("type: Thrift", "type: thrift"))
hard("Y13 type unknown", ("type: Thrift", "type: Thirft"))
hard("Y13 the same type twice", (ENTRY_BINARY, ENTRY_BINARY + ENTRY_BINARY.replace("9611", "9621").replace("9711", "9721")))
hard("Y14 key store location null", (RECEIVER_STORE, "  keyStoreLocation:\n"))
hard("Y14 key store location number", (RECEIVER_STORE, "  keyStoreLocation: 5\n"))
hard("Y14 key store location that no product ships", (RECEIVER_STORE, "  keyStoreLocation: /nowhere/mine.jks\n"))
hard("Y14 key store password number", ("  keyStorePassword: wso2carbon\n  client", "  keyStorePassword: 12345\n  client"))
hard("Y14 no key store", (RECEIVER_STORE, ""))

for key, number in (("tcpPort", "7611"), ("sslPort", "7711"), ("tcpPort", "9611"), ("sslPort", "9711")):
    for value in (number, "null", "''", f"' {number} '", f"!!str {number}", "abc", "'abc'", "0" + number[1:], "'70000'", "'0'", "'-5'", f'!!int "{number}"', f"'${{env:P,{number}}}'"):
        hard(f"Y15 {key} {number} as {value}", (f"{key}: '{number}'", f"{key}: {value}"), stacks="AD" if turn % 3 else "ADB")
        turn += 1
hard("Y15 no Thrift ports", (THRIFT, "        foo: 'x'\n"))
hard("Y15 no Binary tcpPort", ("        tcpPort: '9611'\n", ""))
hard("Y15 08", ("tcpPort: '7611'", "tcpPort: 08"))

hard("Y16 empty file", whole="")
hard("Y16 only comments", whole="# nothing\n")
hard("Y16 a list", whole="- a\n")
hard("Y16 a text", whole="text\n")
hard("Y16 two documents", head="---\na: 1\n---\n")
hard("Y16 one document with a mark", head="---\n")

hard("Y17 variable", env={"WSO2_CARBON__PORTS_OFFSET": "7"}, stacks="AD")
hard("Y17 variable in small letters", env={"WSO2_CARBON__ports_offset": "7"}, stacks="AD")
hard("Y17 variable with a small namespace", env={"wso2_carbon__PORTS_OFFSET": "7"}, stacks="AD")
hard("Y17 property", java_opts=["-DWSO2_CARBON__PORTS_OFFSET=7"], stacks="AD")
hard("Y17 variable and property in one spelling", env={"WSO2_CARBON__PORTS_OFFSET": "7"}, java_opts=["-DWSO2_CARBON__PORTS_OFFSET=8"], stacks="AD")
hard("Y18 variable for a port by id", env={"WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_ID": "default", "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_PORT": "9191"}, stacks="AD")
hard("Y18 variable for the Stores port", env={"SIDDHI_STORES_QUERY_API__LISTENERCONFIGURATIONS_0_ID": "default", "SIDDHI_STORES_QUERY_API__LISTENERCONFIGURATIONS_0_PORT": "7171"}, stacks="AD")
for value in ("0x7", "+7", "010", "abc", "", "7 "):
    hard(f"Y19 variable `{value}`", env={"WSO2_CARBON__PORTS_OFFSET": value}, stacks="AD")
hard("Y20 id in small letters", env={"WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_id": "default", "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_PORT": "9191"}, stacks="AD")
hard("Y20 negative index", env={"WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_-1_ID": "default", "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_-1_PORT": "9191"}, stacks="AD")
hard("Y20 without an index", env={"WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_ID": "default", "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_PORT": "9191"}, stacks="AD")
hard("Y20 one segment too many", env={"WSO2_CARBON__PORTS_OFFSET_X": "7"}, stacks="AD")
hard("Y20 a port without an id", env={"WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_PORT": "9191"}, stacks="AD")
hard("Y21 unique host", env={"WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_UNIQUE": "HOST", "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_HOST": "0.0.0.0", "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_PORT": "9191"}, stacks="AD")
hard("Y21 unique with an index", env={"WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_UNIQUE": "HOST", "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_HOST": "0.0.0.0"}, stacks="AD")

hard("Y23 unknown tag", tail="x: !foo 5")
hard("Y23 tag of another language", tail="x: !!python/object:a.b {}")
hard("Y23 int that is none", tail="x: !!int 5.5")
hard("Y23 tag that is known", tail="x: !!str 5")
hard("Y24 float at an int", (OFFSET, "    offset: !!float 5\n"))
hard("Y24 null tag at an int", (OFFSET, "    offset: !!null 5\n"))
hard("Y24 float port", ("port: 9090", "port: 9090.0"))
hard("Y24 text port", ("port: 9090", "port: abc"))
hard("Y24 empty port", ("port: 9090", "port: ''"))
hard("Y24 null port", ("port: 9090", "port:"))
hard("Y24 list port", ("port: 9090", "port: [9090]"))
hard("Y24 quoted port", ("port: 9090", "port: '9191'"))
hard("Y24 quoted port with blanks", ("port: 9090", "port: ' 9191 '"))
hard("Y24 octal port", ("port: 9090", "port: 021602"))
hard("Y24 hexadecimal port", ("port: 9090", "port: 0x2384"))
hard("Y25 merge key", ("  - id: default\n" + HTTP, "  - &one\n    id: default\n" + HTTP), ("  - id: https\n    host: 0.0.0.0\n", "  - <<: *one\n    id: https\n"))
hard("Y25 two merge keys", head="a: &a {host: 127.0.0.1}\nb: &b {host: 0.0.0.0}\n", *[(HTTP, "    <<: *a\n    <<: *b\n    port: 9090\n")])
hard("Y26 merge of a number", tail="x:\n  <<: 3")
hard("Y26 merge of a list", head="a: &a {host: 127.0.0.1}\nb: &b {host: 0.0.0.0}\n", *[(HTTP, "    <<: [*a, *b]\n    port: 9090\n")])
hard("Y27 bytes that are not UTF-8 in a comment", change=lambda data: data + b"# caf\xe9\n")
hard("Y27 bytes that are not UTF-8 in a text", change=lambda data: data + b"x: caf\xe9\n")
hard("Y27 NEL and LS", tail="x: 1\u0085y: 2\u2028z: 3")
hard("Y28 UTF-16", change=lambda data: data.decode().encode("utf-16"))
hard("Y28 byte order mark", change=lambda data: b"\xef\xbb\xbf" + data)
hard("Y28 NUL", tail="# \x00")
hard("Y28 control character", tail="# \x07")
hard("Y28 carriage returns", change=lambda data: data.replace(b"\n", b"\r\n"))
hard("Y30 long text with a default with blanks", tail="x: " + "a" * 70 + " ${env:NOPE,b c d e f g}", stacks="AD")
hard("Y30 long text with a default with blanks in a block", ("  id: wso2\n", "  id: " + "a" * 76 + " ${env:NOPE,b c d e f g h i}\n"))
hard("Y31 nested placeholder", ("port: 9090", "port: ${${env:B}}"), env={"B": "sys:my.port"}, java_opts=["-Dmy.port=9191"])
hard("Y32 default after a comma in front", ("port: 9090", "port: ${env:,9191}"))
hard("Y32 default of a property after a comma in front", ("port: 9090", "port: ${sys:,9191}"))
hard("X placeholder with its variable", ("port: 9090", "port: ${env:P}"), env={"P": "9191"})
hard("X placeholder with a default", ("port: 9090", "port: ${env:P,9191}"))
hard("X placeholder with a default and a blank", ("port: 9090", "port: ${env:P, 9191}"))
hard("X placeholder with a property", ("port: 9090", "port: ${sys:p}"), java_opts=["-Dp=9191"])
hard("X placeholder inside a number", ("port: 9090", "port: 9${env:P,1}91"))
hard("X placeholder of another dialect", ("port: 9090", "port: ${P:-9191}"), env={"P": "9292"})
hard("X placeholder env in capitals", ("port: 9090", "port: ${ENV:P}"), env={"P": "9191"})
hard("X placeholder without a kind", ("port: 9090", "port: ${P}"), env={"P": "9191"})
hard("X mustache", ("port: 9090", "port: {{P}}"), env={"P": "9191"})
hard("X placeholder of the offset", (OFFSET, "    offset: ${env:OFF,4}\n"), env={"OFF": "5"})
hard("X placeholder with an empty default", ("port: 9090", "port: ${env:P,}"))
hard("X placeholder empty variable", ("port: 9090", "port: ${env:P,9191}"), env={"P": ""})
hard("Y33 offset from a text", (OFFSET, "    offset: ${carbon.home}\n"))
hard("Y33 offset from an alias", (OFFSET, "    offset: ${sec:x}\n"))
for port in ("70000", "-5", "65535", "65533", "0", "-3"):
    hard(f"Y34 HTTP port {port}", (HTTP_BLOCK, f"wso2.transport.http:\n  listenerConfigurations:\n  - id: default\n    host: 0.0.0.0\n    port: {port}\n"))
for port in ("70000", "-5", "0"):
    hard(f"Y34 Stores port {port}", (STORES, f"    host: 0.0.0.0\n    port: {port}\n"))
for value in ("null", "y", "1", "tRUE", "true", "false", "'true'", "yes", "on", "''"):
    hard(f"Y40 JMX enabled {value}", ("  ports:\n", f"  jmx:\n    enabled: {value}\n  ports:\n"))
hard("Y41 JMX server port out of range", ("  ports:\n", "  jmx:\n    enabled: true\n    rmiServerPort: 70000\n  ports:\n"))
hard("Y41 JMX registry port out of range", ("  ports:\n", "  jmx:\n    enabled: true\n    rmiRegistryPort: 70000\n  ports:\n"))
hard("Y41 JMX ports", ("  ports:\n", "  jmx:\n    enabled: true\n    rmiRegistryPort: 9989\n    rmiServerPort: 11112\n  ports:\n"))
hard("Y41 JMX host name", ("  ports:\n", "  jmx:\n    enabled: true\n    hostName: 0.0.0.0\n  ports:\n"))
hard("Y41 JMX unknown field", ("  ports:\n", "  jmx:\n    enabled: true\n    port: 9989\n  ports:\n"))

hard("X receivers disabled", java_opts=["-Ddisable.receiver=true"], stacks="ADB")
hard("X receivers disabled in capitals", java_opts=["-Ddisable.receiver=TRUE"], stacks="ADB")
hard("X receivers disabled with yes", java_opts=["-Ddisable.receiver=yes"], stacks="ADB")
hard("X portOffset", java_opts=["-DportOffset=9"])
hard("X no wso2.transport.http", (HTTP_BLOCK, ""))
hard("X wso2.transport.http null", (HTTP_BLOCK, "wso2.transport.http:\n"))
hard("X no listeners", (HTTP_BLOCK, "wso2.transport.http:\n  listenerConfigurations: []\n"))
hard("X listeners null", (HTTP_BLOCK, "wso2.transport.http:\n  listenerConfigurations:\n"))
hard("X listeners as a map", (HTTP_BLOCK, "wso2.transport.http:\n  listenerConfigurations:\n    id: default\n    port: 9090\n"))
hard("X listeners under transportProperties", (HTTP_BLOCK, "wso2.transport.http:\n  transportProperties:\n    listenerConfigurations:\n    - id: default\n      port: 9090\n"))
hard("X transport properties", (HTTP_BLOCK, HTTP_BLOCK + "  transportProperties:\n  - name: server.bootstrap.socket.timeout\n    value: 60\n"))
hard("X listener null", ("  - id: default\n" + HTTP, "  -\n  - id: default\n" + HTTP))
hard("X two listeners of one id", ("  - id: https\n", "  - id: default\n"))
hard("X two listeners of one port", ("port: 9443", "port: 9090"))
hard("X no siddhi.stores.query.api", (STORES_BLOCK, ""), stacks="AD")
hard("X no Stores listeners", (STORES_BLOCK, "siddhi.stores.query.api:\n  listenerConfigurations: []\n"), stacks="AD")
hard("X Stores null", (STORES_BLOCK, "siddhi.stores.query.api:\n"), stacks="AD")
hard("X Stores on the HTTP port", ("port: 7070", "port: 9093"), stacks="AD")
hard("X streamlined transports", (HTTP_BLOCK, "transports:\n  http:\n    listenerConfigurations:\n    - id: default\n      host: 0.0.0.0\n      port: 9191\n"), stacks="AD")
hard("X streamlined transports without http", (HTTP_BLOCK, HTTP_BLOCK + "transports:\n  foo: {}\n"), stacks="AD")
hard("X key twice", ("port: 9090\n", "port: 9090\n    port: 9191\n"))
hard("X block twice", tail="wso2.carbon:\n  ports:\n    offset: 8")
hard("X tab", ("    offset: 3", "\toffset: 3"))
hard("X tab at the end", ("    offset: 3", "    offset: 3\t"))
hard("X wrong indent", ("  ports:\n    offset: 3", "  ports:\n  offset: 3"))
hard("X less indent", ("    port: 9090", "   port: 9090"))
hard("X no blank after the colon", ("offset: 3", "offset:3"))
hard("X flow style", (CARBON_BLOCK, "wso2.carbon: {id: wso2, ports: {offset: 4}}\n"))
hard("X quoted keys", (CARBON_BLOCK, '"wso2.carbon":\n  "ports":\n    "offset": 4\n'))
hard("X nested name", (CARBON_BLOCK, "wso2:\n  carbon:\n    ports:\n      offset: 4\n"))
hard("X name in capitals", (CARBON_BLOCK, "WSO2.Carbon:\n  ports:\n    offset: 4\n"))
hard("X alias", (CARBON_BLOCK, "x: &o 4\nwso2.carbon:\n  ports:\n    offset: *o\n"))
hard("X unknown alias", (OFFSET, "    offset: *nope\n"))
hard("X colon in a text", tail="x: a: b")
hard("X percent at the start", tail="x: %a")
hard("X at sign", tail="x: @a")
hard("X quote not closed", tail="x: 'a")
hard("X brackets not closed", tail="x: [a")
hard("X template marks", tail="x: {{ .Values.a }}")
hard("X conflict marks", tail="<<<<<<< HEAD\n=======\n>>>>>>> x")
hard("X complex key", tail="? [a, b]\n: c")
hard("X directive", head="%YAML 1.1\n---\n")
hard("X directive of 1.2", head="%YAML 1.2\n---\n")
hard("X offset in the wrong block", (OFFSET, ""), (HTTP_BLOCK, "ports:\n  offset: 5\n" + HTTP_BLOCK))
hard("X comment without a blank", ("offset: 3", "offset: 3#x"))
hard("X comment with a blank", ("offset: 3", "offset: 3 #x"))
hard("X literal block", ("offset: 3", "offset: |\n      3"))
hard("X folded block", ("offset: 3", "offset: >-\n      3"))
