"""Hard inputs of the toml generation: what a mapper, a template or a server reads otherwise than people think.

Each is a name (the number of the fact it comes from first, `X` where it goes beyond them), the lines it is for and what it puts
into an otherwise plain file. The lines take turns, so that each is asked of two or three releases.
"""

from dataclasses import dataclass, field

from generate.base import base
from lines import BY_NAME

APIM = ["am-4.2", "am-3.2", "am-4.5", "am-4.0"]
IDENTITY = ["is-7.0", "is-5.9", "is-7.1", "is-5.11", "is-6.0"]
INTEGRATOR = ["mi-4.3", "mi-4.1", "mi-1.2"]
SPLIT = ["acp-4.5", "gw-4.5", "tm-4.5"]
GROUPS = {
    "all": [APIM, IDENTITY, INTEGRATOR],
    "kernel": [APIM, IDENTITY],
    "am": [APIM, APIM[1:] + APIM[:1]],
    "is": [IDENTITY, IDENTITY[2:] + IDENTITY[:2]],
    "mi": [INTEGRATOR, INTEGRATOR[1:] + INTEGRATOR[:1]],
    "split": [SPLIT],
}


@dataclass
class Input:
    name: str
    lines: list
    server: str = ""
    head: str = ""
    tail: str = ""
    # Changes the bytes of the whole file.
    change: object = None
    # Takes the place of the whole file.
    whole: str = None
    env: dict = field(default_factory=dict)
    java_opts: list = field(default_factory=list)

    def content(self, line):
        if self.whole is not None:
            text = self.whole
        else:
            text = base(line, self.server, self.head, self.tail)
        data = text.encode("utf-8", "surrogatepass")
        return self.change(data) if self.change else data


INPUTS = []
turn = 0


def hard(name, lines="all", **what):
    """Adds one; `tail` ends its lines by itself."""
    global turn
    if isinstance(lines, str):
        groups = [group for word in lines.split() for group in GROUPS[word]]
        names = list(dict.fromkeys(group[turn % len(group)] for group in groups))
        turn += 1
    else:
        names = lines
    # What was found on a real 4.2.0 is asked of that release too.
    if name.startswith("M") and any(n.startswith("mi-") for n in names):
        names = [*names, "mi-4.2"]
    for key in ("server", "head", "tail"):
        if what.get(key) and not what[key].endswith("\n"):
            what[key] += "\n"
    INPUTS.append(Input(name, [BY_NAME[n] for n in names], **what))


# N1: a header of an ancestor after the header of its descendant.

hard("N1 https properties before https", "kernel", tail='[transport.https.properties]\nport = 9543\n[transport.https]\nfoo = "x"')
hard("N1 https properties before transport", "kernel", tail='[transport.https.properties]\nport = 9543\n[transport]\nfoo = "x"')
hard("N1 http properties before http", "kernel", tail='[transport.http.properties]\nport = 9863\n[transport.http]\nfoo = "x"')
hard("N1 empty ancestor", "kernel", tail="[transport.https.properties]\nport = 9543\n[transport.https]")
hard("N1 listener parameter before listener", "mi", tail='[transport.http.listener.parameter]\nport = 8380\n[transport.http.listener]\nenable = true')
hard("N1 listener before http", "mi", tail="[transport.http.listener]\nport = 8380\n[transport.http]\nfoo = 1")
hard("N1 pool options before their database", "kernel", tail='[database.apim_db.pool_options]\nmaxActive = 10\n[database.apim_db]\ntype = "h2"')
hard("N1 array of tables then ancestor", tail="[[x.a.b]]\nc = 1\n[x.a]\nd = 2")
hard("N1 array of tables inside an array of tables", tail="[[x]]\na = 1\n[x.a2.b]\nc = 1\n[x.a2]\nd = 2")
hard("N1 three levels", tail="[x.y.z.w]\na = 1\n[x.y]\nb = 2")
hard("N1 far apart", tail="[x.y]\na = 1\n[p]\nq = 1\n[r]\ns = 1\n[x]\nb = 2")
hard("N1 quoted ancestor", tail='["x".y]\na = 1\n["x"]\nb = 2')
hard("N1 fine: ancestor first", "kernel", tail="[transport]\nfoo = 1\n[transport.https.properties]\nport = 9543")
hard("N1 fine: siblings", "kernel", tail="[transport.https.properties]\nport = 9543\n[transport.http.properties]\nport = 9863")
hard("N1 fine: dotted keys above", "kernel", head="transport.foo = 1", tail="[transport.https.properties]\nport = 9543")
hard("N1 fine: https then its properties", "kernel", tail="[transport.https]\nfoo = 1\n[transport.https.properties]\nport = 9543")
hard("N1 fine: listener then its parameter", "mi", tail="[transport.http.listener]\nfoo = 1\n[transport.http.listener.parameter]\nport = 8380")

# N2: names of databases, which infer fills.

hard("N2 another database", tail='[database.x]\ntype = "mysql"\nhostname = "db"\nport = 3306\nname = "x"\nusername = "u"\npassword = "p"')
hard("N2 database with a hyphen", tail='[database.my-db]\ntype = "mysql"\nhostname = "db"\nusername = "u"\npassword = "p"')
hard("N2 database without hostname", "kernel", tail='[database.apim_db]\ntype = "mysql"\nusername = "u"\npassword = "p"')
hard("N2 database with url", "kernel", tail='[database.apim_db]\ntype = "mysql"\nurl = "jdbc:mysql://db:3306/x"\nusername = "u"\npassword = "p"')

# N3, N4: clustering.

for scheme in ("WKA", "zookeeper", "Multicast", "wka2", ""):
    hard(f"N3 membership scheme `{scheme}`", ["is-7.0", "am-3.2"], tail=f'[clustering]\nmembership_scheme = "{scheme}"')
hard("N3 scheme wka", ["is-7.1", "am-4.0"], server="offset = 3", tail='[clustering]\nmembership_scheme = "wka"\nmembers = ["127.0.0.1:4000"]')
hard("N3 scheme with blanks", ["is-6.0", "am-4.2"], tail='[clustering]\nmembership_scheme = " wka "\nmembers = ["127.0.0.1:4000"]')
hard("N3 scheme multicast", ["is-5.9", "am-4.2"], tail='[clustering]\nmembership_scheme = "multicast"')
hard("N3 member port", ["is-5.11", "am-3.2"], server="offset = 3", tail='[clustering]\nmembership_scheme = "wka"\nlocal_member_port = 4100')
hard("N3 aws-ecs without networkInterface", ["is-7.0", "am-4.2"], tail='[clustering]\nmembership_scheme = "aws-ecs"\n[clustering.properties]\nclusterName = "c"')
hard("N4 aws-ecs without clusterName", ["is-7.0", "am-4.2", "is-7.1"], tail='[clustering]\nmembership_scheme = "aws-ecs"')
hard("K21 localMemberPort", ["is-7.0", "am-4.2"], tail='[clustering]\nmembership_scheme = "wka"\nlocal_member_port = 4100\n[clustering.properties]\nlocalMemberPort = 4400')
for port in ('"abc"', "70000", '""', "-5"):
    hard(f"K21 member port {port}", ["is-7.0", "am-4.0"], tail=f'[clustering]\nmembership_scheme = "wka"\nlocal_member_port = {port}')
hard("K21 members without a port", ["is-7.1", "am-4.2"], tail='[clustering]\nmembership_scheme = "wka"\nmembers = ["127.0.0.1"]')
hard("K21 one of the members without a port", ["is-6.0", "am-3.2"], tail='[clustering]\nmembership_scheme = "wka"\nmembers = ["127.0.0.1:4000", "127.0.0.2"]')
hard("K9 mcastPort", ["is-7.0", "am-4.2"], tail='[clustering]\nmembership_scheme = "multicast"\n[clustering.properties]\nmcastPort = 45999')
hard("K22 member port of a connector", ["is-7.0", "am-4.2"], tail='[clustering]\nmembership_scheme = "wka"\nlocal_member_port = 9443')

# N5: validator.json.

for store in ("nope", "ldap", "Database", "jdbc", "read_only_ldap ", "unique_id"):
    hard(f"N5 user store `{store}`", "all", tail=f'[user_store]\ntype = "{store}"')
# What the classes of these user stores refer to.
DIRECTORY = 'base_dn = "dc=x"\nconnection_url = "ldap://localhost:10389"\nconnection_name = "cn=x"\nconnection_password = "p"\n'
for store in ("database", "read_only_ldap", "read_write_ldap", "active_directory"):
    for kind in (store, f"{store}_unique_id"):
        hard(f"N5 user store `{kind}` with its keys", "kernel", tail=f'[user_store]\ntype = "{kind}"\n{DIRECTORY}')
for store in ("read_only_ldap", "read_write_ldap_unique_id", "active_directory"):
    hard(f"N10 user store `{store}` without its keys", "kernel", tail=f'[user_store]\ntype = "{store}"')
for store in ("5", "true", "1.5"):
    hard(f"N5 user store {store}", "kernel", tail=f"[user_store]\ntype = {store}")
for kind in ("aes", "Symmetric", "asymmetric", "symmetric"):
    hard(f"N5 encryption `{kind}`", "kernel", tail=f'[encryption]\ntype = "{kind}"')
for user in ("5", "true", "1.5", '"5"', '""', '"admin user"', '"ädmin"'):
    hard(f"N5 admin name {user}", "kernel", tail=f'[super_admin]\nusername = {user}\npassword = "x"')

# N6: secrets.

hard("N6 secret without secrets", tail='[x]\ny = "$secret{nope}"')
hard("N6 secret without its entry", tail='[x]\ny = "$secret{nope}"\n[secrets]\nother = "abc="')
hard("N6 secret in plain text", tail='[x]\ny = "$secret{a}"\n[secrets]\na = "[plain]"')
hard("N6 secret in plain text, not used", tail='[secrets]\na = "[plain]"')
hard("N6 secret with its entry", tail='[x]\ny = "$secret{a}"\n[secrets]\na = "abc="')
hard("N6 secret number", tail="[secrets]\nx = 5")
hard("N6 secrets as text", head='secrets = "a"')
hard("N6 secrets as array", head='secrets = ["a"]')
hard("N6 runtime secrets boolean", tail="[runtime_secrets]\nenable = true")
hard("N6 runtime secrets text", tail='[runtime_secrets]\nenable = "true"')
hard("N6 runtime secrets and a secret", tail='[x]\ny = "$secret{nope}"\n[runtime_secrets]\nenable = "true"')
hard("N6 secret in an array", tail='[x]\ny = ["a", "$secret{nope}"]')
hard("N6 secret in an array of tables", tail='[[x]]\ny = "$secret{nope}"')
hard("N6 secret in a comment", tail='[x]\ny = 1 # "$secret{nope}"')

# N7: the dialect of the parser.

hard("N7 mixed array", tail='[x]\ny = [1, "a"]')
hard("N7 mixed numbers", tail="[x]\ny = [1, 2.0]")
hard("N7 array of arrays of different types", tail='[x]\ny = [[1], ["a"]]')
hard("N7 nested mixed", tail='[x]\ny = [[1, "a"]]')
hard("N7 comma at the start of a line", tail='[x]\ny = ["a"\n , "b"]')
hard("N7 comma on its own line", tail='[x]\ny = ["a"\n,\n"b"]')
hard("N7 comma at the end", tail='[x]\ny = ["a",\n "b",\n]')
hard("N7 comment in an array", tail='[x]\ny = ["a", # first\n "b"]')
hard("N7 tab in a text", tail='[x]\ny = "a\tb"')
hard("N7 tab in a literal text", tail="[x]\ny = 'a\tb'")
hard("N7 four quotation marks", tail='[x]\ny = """a""""')
hard("N7 four apostrophes", tail="[x]\ny = '''a''''")
hard("N7 multi-line text", tail='[x]\ny = """\na\nb\\\n  c"""')
hard("N7 hexadecimal without digits", tail="[x]\ny = 0x")
hard("N7 hexadecimal", tail="[x]\ny = 0xFF")
hard("N7 octal and binary", tail="[x]\ny = 0o17\nz = 0b11")
hard("N7 integer too large", tail="[x]\ny = 99999999999999999999")
hard("N7 largest integer", tail="[x]\ny = 9223372036854775807")
hard("N7 float too large", tail="[x]\ny = 1e400")
hard("N7 infinite", tail="[x]\ny = inf\nz = nan")
hard("N7 apostrophe in a key", tail='[x]\n"it\'s" = 1')
hard("N7 quotation mark in a key", tail="[x]\n'a\"b' = 1")
hard("N7 dot in a key", tail='[x]\n"a.b" = 1')
hard("N7 empty key", tail='[x]\n"" = 1')
hard("N7 byte order mark", change=lambda data: b"\xef\xbb\xbf" + data)
hard("N7 byte order mark inside", tail="[x]\ny = 1 \ufeff")
hard("N7 byte order mark in a text", tail='[x]\ny = "\ufeff"')
hard("N7 byte order mark in a comment", tail="# \ufeff")
hard("N7 UTF-16", change=lambda data: data.decode().encode("utf-16"))
hard("N7 control characters in a comment", server="offset = 3", tail="# a \x01 \x02")
hard("N7 NUL in a comment", server="offset = 3", tail="# a \x00 b")
hard("N7 DEL in a comment", server="offset = 3", tail="# a \x7f b")
hard("N7 carriage return in a comment", server="offset = 3", tail="# a \r b")
hard("N7 carriage returns only", server="offset = 3", change=lambda data: data.replace(b"\n", b"\r"))
hard("N7 CRLF", server="offset = 3", change=lambda data: data.replace(b"\n", b"\r\n"))
hard("N7 bytes that are not UTF-8 in a comment", server="offset = 3", tail="# caf", change=lambda data: data + b"# \xe9\n")
hard("N7 bytes that are not UTF-8 in a text", server="offset = 3", change=lambda data: data + b'[x]\ny = "caf\xe9"\n')
hard("N7 surrogate", server="offset = 3", tail='[x]\ny = "\\ud800"')
hard("N7 long unicode escape", server="offset = 3", tail='[x]\ny = "\\U0001F600"')
hard("N7 unknown escape", tail='[x]\ny = "a\\qb"')
hard("N7 escape of Windows paths", tail='[x]\ny = "C:\\wso2"')
hard("N7 inline table extended by a header", head="p = { a = 1 }", tail="[p.b]\nc = 1")
hard("N7 inline table extended by a dotted key", head="p = { a = 1 }\np.b = 2")
hard("N7 inline table over two lines", tail="[x]\ny = { a = 1,\n b = 2 }")
hard("N7 inline table with a comma at its end", tail="[x]\ny = { a = 1, }")
hard("N7 key twice", tail="[x]\ny = 1\ny = 2")
hard("N7 table twice", tail="[x]\ny = 1\n[x]\nz = 2")
hard("N7 table and value", tail="[x]\ny = 1\n[x.y]\nz = 2")
hard("N7 array of tables over a table", tail="[x]\ny = 1\n[[x]]\nz = 2")
hard("N7 table over an array of tables", tail="[[x]]\ny = 1\n[x]\nz = 2")
hard("N7 sub-table of an array of tables", tail="[[x]]\ny = 1\n[x.z]\na = 2\n[[x]]\ny = 3\n[x.z]\na = 4")
hard("N7 dotted key after its table", tail="[x]\na.b = 1\na.c = 2")
hard("N7 dotted key over a value", tail="[x]\na = 1\na.c = 2")
hard("N7 no value", tail="[x]\ny =")
hard("N7 no quotes", tail="[x]\ny = text")
hard("N7 quote not closed", tail='[x]\ny = "text')
hard("N7 header not closed", tail="[x\ny = 1")
hard("N7 header with blanks", tail="[ x . y ]\nz = 1")
hard("N7 header with text behind", tail="[x] y = 1")
hard("N7 two pairs in a line", tail="[x]\ny = 1 z = 2")
hard("N7 colon for the sign", tail="[x]\ny: 1")
hard("N7 capital boolean", tail="[x]\ny = True")
hard("N7 leading zero", tail="[x]\ny = 010")
hard("N7 sign", tail="[x]\ny = +5\nz = -0")
hard("N7 underscore", tail="[x]\ny = 1_000")
hard("N7 two underscores", tail="[x]\ny = 1__000")
hard("N7 dates", tail="[x]\na = 1979-05-27T07:32:00Z\nb = 1979-05-27\nc = 07:32:00")
hard("N7 date with a blank", tail="[x]\na = 1979-05-27 07:32:00Z")
hard("N7 point without digits", tail="[x]\ny = 1.\nz = .5")
hard("N7 bare key of digits", tail="[x]\n5 = 1")
hard("N7 key of another script", tail="[x]\nä = 1")
hard("N7 empty array", tail="[x]\ny = []")
hard("N7 empty inline table", tail="[x]\ny = {}")
hard("N7 array of inline tables", tail="[x]\ny = [{ a = 1 }, { a = 2 }]")
hard("N7 semicolon comment", tail="; a comment")
hard("N7 slashes comment", tail="// a comment")
hard("N7 XML comment", tail="<!-- a comment -->")
hard("N7 conflict markers", tail="<<<<<<< HEAD\n=======\n>>>>>>> x")
hard("N7 line separator in a text", tail='[x]\ny = "a\u2028b"')
hard("N7 no line break at the end", server="offset = 3", change=lambda data: data.rstrip(b"\n"))
hard("N7 form feed", tail="\x0c[x]\ny = 1")
hard("N7 no-break space", tail="[x]\ny\u00a0= 1")

# N8: connector ports.

for value in ('"9543 "', '" 9543"', "9543.0", '""', "true", "{ a = 1 }", '"abc"', "-1", "70000", '"0x2557"', "[9543]", "9543e0", '"+9543"', '"09543"', "0x2547", "9_543", "65535"):
    hard(f"N8 https port {value}", "kernel", tail=f"[transport.https.properties]\nport = {value}")
for value in ('"9543 "', '""', "-1", "70000", '"9543"'):
    hard(f"N8 https port {value} with offset", "kernel", server="offset = 3", tail=f"[transport.https.properties]\nport = {value}")
for value in ('"9863 "', "true", "70000", '"abc"'):
    hard(f"N8 http port {value}", "kernel", server="offset = 5000", tail=f"[transport.http.properties]\nport = {value}")
for value in ('"8380 "', '"abc"', "true", '""', "8380.0", "70000", "-1", "0", '"8380"', "-9000"):
    hard(f"M10 port {value}", "mi", tail=f"[transport.http.listener]\nport = {value}")
    hard(f"M10 secured port {value}", "mi", tail=f"[transport.http.listener]\nsecured_port = {value}")
for value in ('"8380 "', '"abc"', "true", '""', "8380.0", "70000", '"8380"'):
    hard(f"N8 gateway port {value}", "am", tail=f"[transport.passthru_http.listener.parameters]\nport = {value}")
    hard(f"N8 gateway secured port {value}", "am", tail=f"[transport.http.listener]\nsecured_port = {value}")
for key in ("ws", "wss", "webhooks.https"):
    for value in ('"9199 "', '"abc"', '""', "9199.0", '"9199"', "70000"):
        hard(f"N8 {key} port {value}", ["am-4.2", "gw-4.5"], tail=f"[apim.{key}]\nport = {value}")

# N11: durations.

for value in ('"15x"', '"1s"', '""', "true", '"15m"', '"15"', "15", '"1h"', '"1.5h"', '"-5m"', '"90s"', '"1 m"'):
    hard(f"N11 default_cache_timeout {value}", "kernel", server=f"default_cache_timeout = {value}")
for value in ('"15x"', '"1s"', '"30m"', '""'):
    hard(f"N11 session_timeout {value}", "kernel", tail=f"[tomcat.global]\nsession_timeout = {value}")
    hard(f"N11 console session_timeout {value}", "kernel", tail=f"[tomcat.management_console]\nsession_timeout = {value}")
hard("N11 realm cache timeout", ["am-3.2", "is-5.11", "is-7.0", "am-4.2"], server='default_realm_cache_timeout = "15x"')
hard("N11 connection retry delay", "kernel", tail='[user_store]\ntype = "database"\n[user_store.properties]\nConnectionRetryDelay = "15x"')

# N12, N13: references.

for name in ("A:b", "A:-b", " A ", ""):
    hard(f"N12 name `{name}` that no environment has", tail=f'[x]\ny = "$env{{{name}}}"')
hard("N12 environment in a comment", server="offset = 3", tail="[x]\ny = 1 # $env{NOPE}")
hard("N12 environment that is set", server='offset = "$env{OFF}"', env={"OFF": "4"})
hard("N12 environment in a longer text", server='offset = "1$env{OFF}"', env={"OFF": "4"})
hard("N12 two variables in one text", server='offset = "$env{A}$env{B}"', env={"A": "1", "B": "2"})
hard("N12 empty variable", server='offset = "$env{OFF}"', env={"OFF": ""})
hard("N12 variable with a backslash", server='offset = "$env{OFF}"', env={"OFF": "\\3"})
hard("N12 variable with a blank", server='offset = "$env{OFF}"', env={"OFF": "3 "})
hard("N13 variable with a dollar sign", tail='[x]\ny = "$env{PW}"', env={"PW": "a$b"})
hard("N13 variable with an escaped dollar sign", tail='[x]\ny = "$env{PW}"', env={"PW": "a\\$b"})
hard("N12 system property", server='offset = "$sys{off}"', java_opts=["-Doff=4"])
hard("N12 reference", server='offset = "$ref{x.y}"', tail="[x]\ny = 4")
hard("N12 reference to a number in a longer text", server='offset = "1$ref{x.y}"', tail="[x]\ny = 4")
hard("N12 reference to nothing", server='offset = "$ref{x.nope}"')
hard("N12 reference to itself", tail='[x]\ny = "$ref{x.y}"')
hard("N12 reference in a circle", tail='[x]\ny = "$ref{x.z}"\nz = "$ref{x.y}"')
hard("N12 reference to a reference", server='offset = "$ref{x.y}"', tail='[x]\ny = "$ref{x.z}"\nz = 4')
hard("N12 reference to a list", server='offset = "$ref{x.y}"', tail="[x]\ny = [4]")
hard("N12 reference to a boolean", server='offset = "$ref{x.y}"', tail="[x]\ny = true")
hard("N12 reference to a table", server='offset = "$ref{x}"', tail="[x]\ny = 4")
hard("N12 reference to the table's own key", server='offset = "$ref{server.hostname}"')
hard("N12 reference with a blank", server='offset = "$ref{ x.y }"', tail="[x]\ny = 4")
hard("N12 reference not closed", tail='[x]\ny = "$ref{x.z"')
hard("N12 reference to a default", tail='[x]\ny = "$ref{server.hostname}"')
hard("N12 variable that holds a reference", server='offset = "$env{OFF}"', tail="[x]\ny = 4", env={"OFF": "$ref{x.y}"})
hard("N12 reference of an alias", ["am-4.2", "am-3.2"], server='offset = "$ref{transport.receiver.tcp_port}"', tail="[transport.receiver]\ntcp_port = 5")
hard("N12 port from the environment", "kernel", tail='[transport.https.properties]\nport = "$env{P}"', env={"P": "9543"})
hard("N12 port from a property", "kernel", tail='[transport.https.properties]\nport = "$sys{p}"', java_opts=["-Dp=9543"])
hard("N12 port from the environment in MI", "mi", tail='[transport.http.listener]\nport = "$env{P}"', env={"P": "8380"})

# N14, N16, N18, M21, M22: the offset.

for value in ("{ value = 3 }", '" 3"', '"3 "', '"3.0"', '""', '"３"', "3.0", "true", '"x"', "[3]", "99999999999", '"-"', '"0x3"', '"3\\n"', '"1_0"'):
    hard(f"N14 offset {value}", server=f"offset = {value}")
for value in ("3", '"3"', "-5", '"+3"', '"03"', "0x14", "60000", "0", "1_0", "-9443", "55000", '"-0"', '"00000000003"'):
    hard(f"N14 fine: offset {value}", server=f"offset = {value}")
hard("N14 offset placeholder without a value", server='offset = "${nope}"')
hard("N14 offset from a property of the start", server='offset = "${my.off}"', java_opts=["-Dmy.off=3"])
hard("N16 offset with a character reference", server='offset = "&#51;"')
hard("N16 offset with another element", server='offset = "3</Offset><Offset>4"')
hard("N16 offset with a comment", server='offset = "3<!-- x -->"')
hard("N16 offset that breaks the XML", server='offset = "3<"')
hard("N16 host name that breaks the XML", whole='[server]\nhostname = "a&b"\nnode_ip = "127.0.0.1"\n[database.shared_db]\ntype = "h2"\nusername = "u"\npassword = "p"\n')
hard("N16 password that breaks the XML", "kernel", whole='[server]\nhostname = "localhost"\nnode_ip = "127.0.0.1"\n[database.shared_db]\ntype = "h2"\nusername = "u"\npassword = "a&b"\n')
hard("N16 attribute in a port", "kernel", tail='[transport.https.properties]\nport = "9543\\" x=\\"1"')
hard("N18 sum in the offset", server='offset = "{{ 1 + 2 }}"')
hard("N18 condition in the offset", server='offset = "{% if true %}3{% endif %}"')
hard("N18 reference in the offset", server='offset = "{{ x.y }}"', tail="[x]\ny = 4")
hard("N18 sum in a port", "kernel", tail='[transport.https.properties]\nport = "{{ 9443 + 100 }}"')
hard("N18 filter in the offset", server="offset = \"{{ '3' | int }}\"")
hard("N18 unknown name in the offset", server='offset = "{{ nope }}"')
hard("N18 comment in the offset", server='offset = "3{# x #}"')
hard("N18 braces not closed", tail='[x]\ny = "{{ a"')
hard("N18 unknown tag", server='offset = "{% nope %}3"')
hard("N17 digits of another script in a port", "kernel", tail='[transport.https.properties]\nport = "٩٥٤٣"')

# N15: a text or array where a template takes a table.

hard("N15 properties as an array of tables", "kernel", tail="[[transport.https.properties]]\nport = 9543")
hard("N15 properties as text", "kernel", tail='[transport.https]\nproperties = "x"')
hard("N15 properties as number", "kernel", tail="[transport.https]\nproperties = 9543")
hard("N15 parameters as number", "am", tail="[transport.passthru_http.listener]\nparameters = 8380")
hard("N15 parameters as text", "am", tail='[transport.passthru_https.listener]\nparameters = "x"')
hard("N15 clustering as text", ["is-7.0", "am-4.2"], head='clustering = "x"')
hard("N15 transport as text", head='transport = "x"')
hard("N15 members as text", ["is-7.0", "am-4.2"], tail='[clustering]\nmembership_scheme = "wka"\nmembers = "127.0.0.1:4000"')
hard("N15 server as text", whole='server = "localhost"\n')
hard("N15 listener as text", "mi", tail='[transport.http]\nlistener = "x"')
hard("N15 receiver as text", "am", tail='[transport]\nreceiver = "x"')
hard("N15 binary receiver as array", "am", tail="[[transport.binary.receiver]]\ntcpPort = 9700")
hard("N15 JMX as array", "kernel", tail="[[monitoring.jmx]]\nrmi_server_start = true")

# N10: keys that must be there.

hard("N10 no hostname", ["is-7.0", "is-5.9", "am-4.2", "mi-4.3"], whole='[server]\nnode_ip = "127.0.0.1"\n[database.shared_db]\ntype = "h2"\nusername = "u"\npassword = "p"\n')
hard("N10 no database", ["is-7.0", "am-4.2", "acp-4.5"], whole='[server]\nhostname = "localhost"\nnode_ip = "127.0.0.1"\n')
hard("N10 no node_ip", ["is-7.0", "am-3.2", "am-4.2", "is-5.9"], whole='[server]\nhostname = "localhost"\n[database.shared_db]\ntype = "h2"\nusername = "u"\npassword = "p"\n')
hard("N10 empty", ["is-7.0", "am-4.2", "mi-4.3"], whole="")

# The kernel: connectors, JMX.

hard("K1 bindOnInit", "kernel", server="offset = 3", tail="[transport.http.properties]\nbindOnInit = true")
hard("K1 bindOnInit as text", "kernel", server="offset = 3", tail='[transport.https.properties]\nbindOnInit = "true"')
hard("K1 bindOnInit yes", "kernel", server="offset = 3", tail='[transport.https.properties]\nbindOnInit = "yes"')
hard("K1 custom transport", "is", server="offset = 3", tail='[custom_transport.x.properties]\nport = 8444\nprotocol = "HTTP/1.1"')
hard("K1 custom transport after the offset", "is", server="offset = 3", tail='[custom_transport.x.properties]\nport = 8444\nprotocol = "HTTP/1.1"\nbindOnInit = "false"')
hard("K1 custom transport x509", "is", server="offset = 3", tail='[custom_transport.x509.properties]\nport = 8445\nprotocol = "HTTP/1.1"\nbindOnInit = false')
hard("K1 two custom transports", "is", server="offset = 3", tail='[custom_transport.a.properties]\nport = 8444\nbindOnInit = false\n[custom_transport.b.properties]\nport = 8446\nbindOnInit = true')
hard("K19 bad offset with an early connector", "is", server='offset = "x"', tail='[custom_transport.x.properties]\nport = 8444\nprotocol = "HTTP/1.1"')
hard("K4 placeholder in a port", "kernel", tail='[transport.https.properties]\nport = "${my.port}"', java_opts=["-Dmy.port=9543"])
hard("K4 placeholder with a default", "kernel", tail='[transport.https.properties]\nport = "${my.port:-9802}"')
hard("K4 placeholder without a value", "kernel", server="offset = 3", tail='[transport.https.properties]\nport = "${my.port}"')
hard("K4 placeholder of the environment", "kernel", server="offset = 3", tail='[transport.https.properties]\nport = "${MY_PORT}"', env={"MY_PORT": "9543"})
for address in ("127.0.0.1", "localhost", "", "0.0.0.0", "nope.invalid", "::1"):
    hard(f"K5 address `{address}`", "kernel", tail=f'[transport.https.properties]\naddress = "{address}"')
for key in ("rmi_registry_port", "rmi_server_port"):
    for value in ('"abc"', '""', '" 9998 "', "70000", '"9998"', "9998.0", "true"):
        hard(f"K6 {key} {value}", "kernel", server="offset = 3", tail=f"[monitoring.jmx]\nrmi_server_start = true\n{key} = {value}")
hard("K3 JMX ports equal", "kernel", tail="[monitoring.jmx]\nrmi_server_start = true\nrmi_registry_port = 9998\nrmi_server_port = 9998")
for value in ('"true"', '"True"', '" true "', '"yes"', "1", "false", '"false"', '""'):
    hard(f"X rmi_server_start {value}", "kernel", tail=f"[monitoring.jmx]\nrmi_server_start = {value}")
for value in ("false", '"true"', '"false"', "1", '""'):
    hard(f"X https enabled {value}", "is", tail=f"[transport.https]\nenabled = {value}")
hard("X http enabled false", "is", tail="[transport.http]\nenabled = false")
hard("X key spelled with escapes", "kernel", tail='[transport.https.properties]\n"\\u0070ort" = 9543')
hard("X quoted keys", "kernel", tail='["transport"."https"."properties"]\n"port" = 9543')
hard("X quoted dotted name", "kernel", tail='["transport.https.properties"]\nport = 9543')
hard("X quoted dotted key", "kernel", tail='[transport]\n"https.properties.port" = 9543')
hard("X upper case key", "kernel", tail="[transport.https.properties]\nPort = 9543")
hard("X both cases", "kernel", tail="[transport.https.properties]\nport = 9543\nPort = 9643")
hard("X dotted key at the top", "kernel", head="transport.https.properties.port = 9543")
hard("X inline properties", "kernel", tail="[transport]\nhttps = { properties = { port = 9543 } }")
hard("X offset as a dotted key", whole='server.hostname = "localhost"\nserver.node_ip = "127.0.0.1"\nserver.offset = 4\ndatabase.shared_db.type = "h2"\ndatabase.shared_db.username = "u"\ndatabase.shared_db.password = "p"\n')
hard("X offset in an inline table", whole='server = { hostname = "localhost", node_ip = "127.0.0.1", offset = 4 }\n[database.shared_db]\ntype = "h2"\nusername = "u"\npassword = "p"\n')
hard("X offset under another table", server="", tail="[Server]\noffset = 4")
hard("X Offset in capitals", server="Offset = 4")
hard("X server as an array of tables", whole='[[server]]\nhostname = "localhost"\noffset = 4\n')
hard("K14 portOffset as a system parameter", ["am-4.2", "is-7.0", "am-4.5", "is-5.11"], server="offset = 2", tail='[system.parameter]\nportOffset = 7')
hard("K14 portOffset text as a system parameter", ["am-4.2", "is-7.1", "am-4.0", "is-6.0"], tail='[system.parameter]\nportOffset = "x"')
hard("K14 portOffset with dashes", ["am-4.2", "is-7.0"], tail="[system.parameter]\n'-DportOffset' = 7")
hard("K25 group management key", ["is-7.0"], tail='[clustering]\nmembership_scheme = "wka"\n[clustering.group_management]\nenable = true')

# API Manager: aliases, broker, receivers, endpoints.

hard("R36 traffic management off", ["am-4.2", "am-3.2", "am-4.0", "gw-4.5"], server="enable_traffic_management = false")
hard("R36 traffic management off as text", ["am-4.2", "am-4.5", "gw-4.5"], server='enable_traffic_management = "false"')
hard("R36 traffic management False", ["am-4.2", "am-4.0", "gw-4.5"], server='enable_traffic_management = "False"')
hard("R36 traffic management 0", ["am-4.2", "am-4.5"], server="enable_traffic_management = 0")
hard("R36 traffic management from the environment", ["am-4.2", "gw-4.5"], server='enable_traffic_management = "$env{T}"', env={"T": "false"})
for value in ('"abc"', '""', "true", "5700.0", "[5700, 5701]", '"٥700"', '" 5700 "', '"&#53;700"', '"5700"', "70000", "-5", "0", "5700"):
    hard(f"R17 AMQP port {value}", "am", server="offset = 3", tail=f"[broker.transport.amqp.default_connection]\nport = {value}")
for value in ('"abc"', '""', "70000", '" 8700 "'):
    hard(f"R17 AMQPS port {value}", "am", tail=f"[broker.transport.amqp.ssl_connection]\nport = {value}")
hard("R1 AMQP and AMQPS on one port", "am", tail="[broker.transport.amqp.default_connection]\nport = 8672")
hard("R1 AMQP on the port of a WebSocket endpoint", "am", tail="[broker.transport.amqp.default_connection]\nport = 9099")
for value in ('""', '" true "', '"yes"', "1", "false", '"TRUE"'):
    hard(f"R19 AMQP enabled {value}", "am", tail=f"[broker.transport.amqp]\nenabled = {value}")
    hard(f"R19 AMQP default connection enabled {value}", "am", tail=f"[broker.transport.amqp.default_connection]\nenabled = {value}")
hard("R19 both connections off", "am", tail="[broker.transport.amqp.default_connection]\nenabled = false\n[broker.transport.amqp.ssl_connection]\nenabled = false")
hard("R19 TLS connection off", "am", tail="[broker.transport.amqp.ssl_connection]\nenabled = false")
for address in ("127.0.0.1", "*", "", "nope.invalid", " 127.0.0.1"):
    hard(f"R2 broker address `{address}`", "am", tail=f'[broker.transport.amqp]\nbind_address = "{address}"')
for value in ('"abc"', '" 9700 "', "9700.0", '""', "70000", '"9700"', '"${p}"'):
    hard(f"R21 receiver tcp port {value}", "am", tail=f"[transport.receiver]\ntcp_port = {value}")
    hard(f"R21 receiver ssl port {value}", "am", server="offset = 3", tail=f"[transport.receiver]\nssl_port = {value}")
hard("R24 receiver key in capitals", "am", tail="[transport.binary.receiver]\nTCPPORT = 9700")
for value in ('"no"', "1", '" true "', '""', '"TRUE"', "false", '"false"'):
    hard(f"R34 Binary enable {value}", "am", tail=f"[transport.binary.receiver]\nenable = {value}")
hard("R27 worker threads 0", "am", tail="[transport.receiver]\nworker_threads = 0")
hard("R27 worker threads text", "am", tail='[transport.receiver]\nworker_threads = "x"')
hard("R27 pool size text", "am", tail='[transport.binary.receiver]\nsslReceiverThreadPoolSize = "x"')
hard("R28 ciphers empty", "am", tail="[transport.receiver]\nciphers = []")
hard("X receiver type thrift", "am", tail='[transport.receiver]\ntype = "thrift"')
hard("X thrift receiver enabled", "am", tail="[transport.thrift.receiver]\nenable = true\ntcpPort = 7611")
hard("X alias and canonical key", "am", tail="[transport.http.listener]\nport = 8380\n[transport.passthru_http.listener.parameters]\nport = 8480")
hard("X alias and canonical receiver", "am", tail="[transport.receiver]\ntcp_port = 9700\n[transport.binary.receiver]\ntcpPort = 9800")
hard("X gateway address alias", "am", tail='[transport.http.listener]\nbind_address = "127.0.0.1"')
hard("X gateway address", "am", tail='[transport.passthru_http.listener.parameters]\nbind-address = "127.0.0.1"')
hard("X listener profile address", ["am-4.2", "am-4.5"], tail='[keystore.listener_profile]\nbind_address = "127.0.0.1"')
for value in ("false", '"false"', '"False"', '"no"', "0", '""', '"true"'):
    hard(f"X gateway enable {value}", "am", tail=f"[transport.passthru_http.listener]\nenable = {value}")
hard("X inbound offset off", ["am-4.2", "gw-4.5", "am-4.0"], server="offset = 3", tail="[synapse_properties]\n'inbound.port.offset.enable' = false")
hard("X inbound offset off as dotted key", ["am-4.2", "gw-4.5"], server="offset = 3", tail="[synapse_properties]\ninbound.port.offset.enable = false")
hard("X websocket port", ["am-4.2", "am-4.0", "gw-4.5"], server="offset = 3", tail="[apim.ws]\nport = 9199")
hard("X webhook http port", ["am-4.2", "am-4.5", "gw-4.5"], tail="[apim.webhooks.http]\nport = 9121")
hard("X websocket disabled before it can be", ["am-4.2", "am-4.5"], tail="[apim.ws]\nenable = false")
hard("X split distribution with a gateway port", "split", tail="[transport.http.listener]\nport = 8380")
hard("X split distribution with offset", ["acp-4.5", "tm-4.5", "gw-4.5"], server="offset = 3")
hard("X split distribution with a broker port", ["acp-4.5", "tm-4.5", "gw-4.5"], tail="[broker.transport.amqp.default_connection]\nport = 5700")
hard("X split distribution with a receiver port", ["acp-4.5", "tm-4.5"], tail="[transport.receiver]\nssl_port = 9750")
hard("X split distribution without JMX", ["acp-4.5", "tm-4.5"], tail="[monitoring.jmx]\nrmi_server_start = false")

# Identity Server: the embedded LDAP server.

for value in ("false", '"false"', '"TRUE"', '"no"', '""'):
    hard(f"X embedded LDAP {value}", ["is-5.11", "is-5.9"], tail=f"[embedded_ldap]\nenable = {value}")

# Micro Integrator.

for value in ("false", '"false"', '"TRUE"', '"yes"', "0", '""', '"true"'):
    hard(f"M7 http enable {value}", "mi", tail=f"[transport.http.listener]\nenable = {value}")
    hard(f"M8 secured enable {value}", "mi", tail=f"[transport.http.listener]\nsecured_enable = {value}")
hard("M9 both disabled", "mi", tail="[transport.http.listener]\nenable = false\nsecured_enable = false")
for address in ("", "127.0.0.1", "localhost", "::1", "nope.invalid"):
    hard(f"M12 address `{address}`", "mi", tail=f'[transport.http.listener]\nbind_address = "{address}"')
    hard(f"M13 secured address `{address}`", "mi", tail=f'[transport.http.listener]\nsecured_bind_address = "{address}"')
hard("M14 TCP transport", ["mi-4.3", "mi-4.1"], tail="[transport.tcp.listener]\nenable = true\nport = 6060")
hard("M14 TCP transport with a host name", ["mi-4.3", "mi-4.1"], tail='[transport.tcp.listener]\nenable = true\nport = 6060\nhostname = "127.0.0.1"')
hard("M14 TCP transport without a port", ["mi-4.3", "mi-4.1"], tail="[transport.tcp.listener]\nenable = true")
hard("M14 TCP transport with another key", ["mi-4.3", "mi-4.1"], tail="[transport.tcp.listener]\nenable = true\nparameter.port = 6060")
hard("M14 TCP transport off", ["mi-4.3", "mi-4.1"], tail="[transport.tcp.listener]\nenable = false\nport = 6060")
hard("M15 UDP transport", ["mi-4.3", "mi-4.1"], tail="[transport.udp.listener]\nenable = true\nparameter.'transport.udp.port' = 6062\nparameter.'transport.udp.contentType' = 'text/plain'")
hard("M15 UDP transport without a content type", ["mi-4.3", "mi-4.1"], tail="[transport.udp.listener]\nenable = true\nparameter.'transport.udp.port' = 6062")
hard("M16 custom transport address", ["mi-4.3", "mi-4.1"], tail='[[custom_transport.listener]]\nclass = "org.apache.synapse.transport.passthru.PassThroughHttpListener"\nprotocol = "http2x"\nparameter.port = 8390\nparameter.bind_address = "127.0.0.1"')
hard("M16 custom transport hyphen address", ["mi-4.3", "mi-4.1"], tail='[[custom_transport.listener]]\nclass = "org.apache.synapse.transport.passthru.PassThroughHttpListener"\nprotocol = "http2x"\nparameter.port = 8390\nparameter.bind-address = "127.0.0.1"')
hard("M17 custom transport in the place of http", ["mi-4.3", "mi-4.1"], tail='[[custom_transport.listener]]\nclass = "org.apache.synapse.transport.passthru.PassThroughHttpListener"\nprotocol = "http"\nparameter.port = 8390')
hard("M19 port from a property", ["mi-4.3", "mi-4.1"], tail='[transport.http.listener]\nport = "${my.port}"', java_opts=["-Dmy.port=8380"])
hard("M19 port from the environment", ["mi-4.3", "mi-4.1"], tail='[transport.http.listener]\nport = "${MY_PORT}"', env={"MY_PORT": "8380"})
hard("M19 port with a default", ["mi-4.3", "mi-4.1"], tail='[transport.http.listener]\nport = "${my.port:-8380}"')
hard("M20 address from a property", ["mi-4.3", "mi-4.1"], tail='[transport.http.listener]\nbind_address = "${my.bind}"', java_opts=["-Dmy.bind=127.0.0.1"])
for value in ('"abc"', '"9291 "', "70000", '"${my.port}"', "9291", '"9291"', "true", '""'):
    hard(f"M25 internal http port {value}", "mi", tail=f"[mediation]\ninternal_http_api_port = {value}")
    hard(f"M25 internal https port {value}", "mi", tail=f"[mediation]\ninternal_https_api_port = {value}")
for value in ("HTTP", "https,http", "https  http", "http", "https", "http https", " https", "https http "):
    hard(f"M26 management protocols `{value}`", "mi", tail=f'[management_api]\nprotocols = "{value}"')
for value in ("https", "http", "HTTPS"):
    hard(f"M26 probe protocols `{value}`", ["mi-4.1", "mi-4.3"], tail=f'[management_api]\nprotocols = "http"\n[readiness_probe]\nprotocols = "{value}"\n[liveness_probe]\nprotocols = "{value}"')
for value in ("false", '"false"', '"no"', '""', "true"):
    hard(f"X internal APIs enable {value}", "mi", tail=f"[mediation]\ninternal_http_api_enable = {value}")
hard("X port of another table", "mi", tail="[transport.https.listener]\nport = 8380\nsecured_port = 8344")
hard("X secured port of the parameter table", "mi", tail="[transport.https.listener.parameter]\nport = 8344")
hard("X port of the parameter table", "mi", tail="[transport.http.listener.parameter]\nport = 8380")
hard("X port equal to secured port", "mi", tail="[transport.http.listener]\nport = 8243")
hard("X port equal to the internal port", "mi", tail="[transport.http.listener]\nport = 9191")
hard("X MI alias and canonical key", "mi", tail="[transport.http.listener]\nport = 8380\nparameter.port = 8480")
hard("X JMX in MI", "mi", tail="[monitoring.jmx]\nrmi_server_start = true\nrmi_registry_port = 9998")
hard("X management api port", "mi", tail="[management_api]\nport = 9900")
hard("X probe off", "mi", tail="[readiness_probe]\nenable = false")
