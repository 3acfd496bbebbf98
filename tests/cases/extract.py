#!/usr/bin/env python3
"""Writes the cases of releases: for each release of the catalogue a small home and the listeners that it must open.

    tests/cases/extract.py CLONES

CLONES holds clones of the vendor's repositories as `owner+name/repo`, `owner/name` or `name`; nothing is fetched. Every
number, offset rule and state is read from a file of the vendor at the tag of the release (or of the component that its
pom names), and the case says the line. The tool is not asked, and of the catalogue only which releases and runtimes there
are. A release that cannot be read so is named in `without.list` with the reason. The homes are ours: each file holds only
what decides about ports, with an offset of 3.
"""
import functools, os, re, subprocess, sys, tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "../../crates/portlint-catalog/data/products.toml")
OFFSET = 3


class Missing(Exception):
    """A file or line that is not there."""


@functools.cache
def git_directory(repo):
    for place in (f"{repo.replace('/', '+')}/repo", repo, repo.split("/")[-1]):
        for end in ("", "/.git"):
            path = os.path.join(CLONES, place) + end
            if os.path.exists(os.path.join(path, "HEAD")):
                return path
    raise Missing(f"no clone of {repo}")


@functools.cache
def git(repo, *words):
    result = subprocess.run(["git", "--git-dir=" + git_directory(repo), *words], capture_output=True, text=True, errors="replace")
    return result.stdout if result.returncode == 0 else None


class Tree:
    """A repository at a tag."""

    def __init__(self, repo, ref):
        self.repo, self.ref = repo, ref
        if git(repo, "rev-parse", "--verify", ref + "^{tree}") is None:
            raise Missing(f"{repo} has no public tag {ref}")

    def files(self):
        return (git(self.repo, "ls-tree", "-r", "--name-only", self.ref) or "").splitlines()

    def named(self, end, *without):
        """The file whose path ends so; the shortest of several."""
        found = [f for f in self.files() if ("/" + f).endswith("/" + end) and "/test/" not in f and not any(w in f for w in without)]
        if not found:
            raise Missing(f"{self.repo}@{self.ref} has no {end}")
        return min(found, key=lambda f: (len(f), f))

    def text(self, path):
        text = git(self.repo, "show", f"{self.ref}:{path}")
        if text is None:
            raise Missing(f"{self.repo}@{self.ref} has no {path}")
        return text

    def lines(self, path):
        """The lines, with comments of XML blanked out."""
        blank = lambda m: re.sub(r"[^\n]", " ", m[0])
        text = self.text(path)
        return (re.sub(r"<!--.*?-->", blank, text, flags=re.S) if path.endswith((".xml", ".j2")) else text).splitlines()

    def find(self, path, pattern, after=None, before=None):
        """The first line with the pattern, below the first one with `after`: (its first group, its place)."""
        begun = after is None
        for number, line in enumerate(self.lines(path), 1):
            if not begun:
                begun = re.search(after, line) is not None
                if not begun:
                    continue
            elif before and re.search(before, line) and not re.search(after, line):
                break
            match = re.search(pattern, line)
            if match:
                return (match[1] if match.groups() else match[0]), f"{self.repo}@{self.ref}:{path}:{number}"
        raise Missing(f"{self.repo}@{self.ref}:{path} has no line with {pattern}")


class Case:
    def __init__(self, product, version):
        self.product, self.version, self.open, self.may, self.files = product, version, [], [], {}

    def add(self, runtime, base, follows, protocol="tcp", more=0, **places):
        """A listener that opens. `base` is what `Tree.find` says; `follows` whether the offset is added, and `more` what
        is added to it."""
        number, at = base
        assert "offset" in places, (self.product, self.version, number)
        places = {"base": at, "opens": at, **places}
        places = {of: places[of] for of in ("base", "offset", "opens")}
        self.open.append((runtime, protocol, int(number), OFFSET + more if follows else 0, places))

    def text(self):
        out = ["# Written by tests/cases/extract.py: the home is ours, the numbers and rules stand at the lines named beside them.",
               f"product: {self.product} {self.version}"]
        for runtime, protocol, base, offset, places in sorted(self.open, key=lambda o: o[:4]):
            out.append(f"open: {runtime} {protocol} {base} + {offset}")
            out += [f"  {of}: {place}" for of, place in places.items()]
        for runtime, protocol, port, place in sorted(self.may):
            out += [f"may: {runtime} {protocol} {port} + 0", f"  opens: {place}"]
        for path, text in sorted(self.files.items()):
            out += [f"--- {path}", text.rstrip("\n")]
        return "\n".join(out) + "\n"


def pom_version(tree, pom, *names):
    """The version of a component that the pom names."""
    flat = lambda name: re.sub(r"[^a-z0-9]", "", name)
    for number, line in enumerate(tree.text(pom).splitlines(), 1):
        match = re.search(r"<([a-z0-9.-]*version[a-z.]*)>([0-9][^<]*)</", line)
        if match and flat(match[1]) in [flat(n) for n in names]:
            return match[2], f"{tree.repo}@{tree.ref}:{pom}:{number}"
    raise Missing(f"{tree.repo}@{tree.ref}:{pom} does not name {names[0]}")


def component(tree, pom, repo, *names, tag="v{}"):
    version, at = pom_version(tree, pom, *names)
    return Tree(repo, tag.format(version)), at


# ---------------------------------------------------------------- the kernel of Carbon 4

def kernel_of(version):
    major, minor = (int(part) for part in version.split(".")[:2])
    repo = "wso2/carbon4-kernel" if (major, minor) < (4, 5) else "wso2/carbon-kernel"
    return Tree(repo, "v" + version)


TOMCAT = "core/org.wso2.carbon.tomcat/src/main/java/org/wso2/carbon/tomcat/internal/CarbonTomcat.java"


def tomcat_offset(kernel):
    return kernel.find(TOMCAT, r"\.setPort\(\w+ \+ portOffset\)")[1]


def jmx_offset(kernel):
    """Where the kernel reads ports of carbon.xml and adds the offset."""
    path = kernel.named("org/wso2/carbon/utils/CarbonUtils.java")
    return kernel.find(path, r"portNumber \+ Integer\.parseInt\(portOffset\)")[1]


# ---------------------------------------------------------------- deployment.toml

def json_value(trees, key):
    """A default of the first tree's file that has it."""
    for tree, path in trees:
        try:
            return tree.find(path, r'"%s"\s*:\s*"?([^",\s]+)"?' % re.escape(key))
        except Missing:
            pass
    raise Missing(f"no default of {key}")


def toml_carbon(case, tree, pom, defaults, kernel):
    """What the kernel opens in each product that a deployment.toml configures."""
    kernel_defaults = (kernel, kernel.named("repository/resources/conf/default.json"))
    order = [(tree, path) for path in defaults] + [kernel_defaults]
    offset = tomcat_offset(kernel)
    for key in ("http", "https"):
        case.add("default", json_value(order, f"transport.{key}.properties.port"), True, offset=offset)
    starts = json_value(order, "monitoring.jmx.rmi_server_start")
    if starts[0] == "true":
        for key in ("rmi_registry_port", "rmi_server_port"):
            case.add("default", json_value(order, f"monitoring.jmx.{key}"), True, offset=jmx_offset(kernel), opens=starts[1])
    return order


def toml_home(case, conf="repository/conf"):
    case.files[f"{conf}/deployment.toml"] = f"[server]\noffset = {OFFSET}\n"


def inbound(tree, name, without):
    return tree.named(f"synapse-configs/default/inbound-endpoints/{name}.xml", *without)


def toml_apim(case, tree, pom, release):
    kernel = kernel_of(release["components"]["kernel"])
    directory = pom.rsplit("pom.xml", 1)[0]
    main = directory + "modules/distribution/product/src/main/"
    defaults = main + "resources/conf/default.json"
    order = toml_carbon(case, tree, pom, [defaults], kernel)
    own = [(tree, defaults)]
    has_gateway = case.product in ("wso2am", "wso2am-universal-gw")
    axis2 = main + "resources/conf/templates/repository/conf/axis2/axis2.xml.j2"
    if has_gateway:
        synapse, _ = component(tree, pom, "wso2/wso2-synapse", "synapse.version")
        listener = synapse.named("transport/passthru/PassThroughHttpListener.java")
        offset = synapse.find(listener, r"portOffset|getPortOffset|PORT_OFFSET")[1]
        for key in ("http", "https"):
            try:
                base = json_value(own, f"transport.passthru_{key}.listener.parameters.port")
            except Missing:
                base = tree.find(defaults, r'"port"\s*:\s*"(\d+)"', r'"transport\.passthru_%s\.listener\.parameters"' % key, r"^\s*}")
            opens = tree.find(axis2, r'<transportReceiver name="%s"' % key)
            case.add("default", base, True, offset=offset, opens=opens[1])
        mediation, _ = component(tree, pom, "wso2/carbon-mediation", "carbon.mediation.version")
        for name in ("WebSocketInboundEndpoint", "SecureWebSocketInboundEndpoint"):
            path = main + f"conf/synapse-configs/default/inbound-endpoints/{name}.xml"
            base = tree.find(path, r'name="inbound\.ws\.port">(\d+)<')
            rule = tree.find(path, r'name="ws\.use\.port\.offset">(true|false)<')
            case.add("default", base, rule[0] == "true", offset=rule[1], opens=base[1])
        for name in ("WebhookServer", "SecureWebhookServer"):
            path = main + f"conf/synapse-configs/default/inbound-endpoints/{name}.xml"
            if path not in tree.files():
                continue
            base = tree.find(path, r'name="inbound\.http\.port">(\d+)<')
            code = mediation.named("inbound/endpoint/protocol/http/InboundHttpListener.java")
            rule = mediation.find(code, r"PortOffset|portOffset|OffsetEnabled")[1]
            case.add("default", base, True, offset=rule, opens=base[1])
    # The broker of the traffic manager.
    messaging, _ = component(tree, pom, "wso2/carbon-business-messaging", "carbon.messaging.version", "carbon.business.messaging.version")
    service = messaging.named("andes/internal/QpidServiceComponent.java")
    offset = messaging.find(service, r"AndesConfigurationManager\.initialize\(readPortOffset\(\)\)|readPortOffset\(\)")[1]
    for kind in ("default", "ssl"):
        try:
            base = json_value(own, f"broker.transport.amqp.{kind}_connection.port")
            opens = json_value(own, f"broker.transport.amqp.{kind}_connection.enabled")
        except Missing:
            broker = messaging.named("org.wso2.carbon.andes.server.feature/resources/conf/broker.xml")
            base = messaging.find(broker, r'<%sConnection enabled="true" port="(\d+)"' % kind, "<amqp ", "</amqp>")
            opens = base
        case.add("default", base, True, offset=offset, opens=opens[1])
    common, _ = component(tree, pom, "wso2/carbon-analytics-common", "carbon.analytics.common.version", "carbon.analytics-common.version")
    receiver = common.named("databridge/receiver/binary/conf/BinaryDataReceiverConfiguration.java")
    offset = common.find(receiver, r"(?i)portOffset")[1]
    kind = json_value(own, "transport.receiver.type")
    for key in ("tcpPort", "sslPort"):
        try:
            base = json_value(own, f"transport.binary.receiver.{key}")
        except Missing:
            base = json_value([(common, f) for f in common.files() if f.endswith("default.json") and "databridge" in f], f"transport.binary.receiver.{key}")
        case.add("default", base, True, offset=offset, opens=kind[1])
    authenticator = main + "conf/thrift-authentication.xml"
    base = tree.find(authenticator, r"<Port>(\d+)</Port>")
    case.add("default", base, True, offset=authentication_offset(), opens=base[1])
    toml_home(case)


def authentication_offset():
    """The code of the Thrift authenticator, which has one public state."""
    tree = Tree("wso2-extensions/identity-carbon-auth-thrift", "v5.1.2")
    path = tree.named("ThriftAuthenticationServiceComponent.java")
    return tree.find(path, r"(?i)portOffset")[1]


def toml_is(case, tree, pom, release):
    kernel = kernel_of(release["components"]["kernel"])
    defaults = "modules/distribution/src/repository/resources/conf/default.json"
    order = toml_carbon(case, tree, pom, [defaults], kernel)
    extension = Tree("wso2-extensions/identity-carbon-auth-thrift", "v5.1.2")
    base = extension.find(extension.named("thrift-authentication.xml"), r"<Port>(\d+)</Port>")
    case.add("default", base, True, offset=authentication_offset(), opens=base[1])
    store = json_value(order, "user_store.type")
    if store[0] == "read_write_ldap":
        ldap = kernel.named("templates/repository/conf/carbon.xml.j2")
        base = kernel.find(ldap, r"<LDAPServerPort>(\d+)<") if re.search(r"<LDAPServerPort>\d", kernel.text(ldap)) else json_value(order, "ports.embedded_ldap.ldap_server")
        server, _ = component(tree, pom, "wso2-extensions/identity-userstore-ldap", "identity.userstore.ldap.version")
        code = server.named("carbon/ldap/server/configuration/LDAPConfigurationBuilder.java")
        case.add("default", base, True, offset=server.find(code, r"CarbonUtils\.getPortFromServerConfig\(")[1], opens=store[1])
    toml_home(case)


def toml_kernel(case, tree, pom, release):
    toml_carbon(case, tree, pom, [], kernel_of(release["version"]))
    toml_home(case)


def toml_mi(case, tree, pom, release):
    synapse, _ = component(tree, pom, "wso2/wso2-synapse", "synapse.version")
    code = synapse.named("transport/passthru/PassThroughHttpListener.java")
    offset = synapse.find(code, r"portOffset|getPortOffset|PORT_OFFSET")[1]
    if release["version"].startswith(("1.0", "1.1")):
        axis2 = "distribution/src/conf/axis2.xml"
        files = {"conf/axis2/axis2.xml": "<axisconfig>\n", "conf/carbon.xml": f"<Server>\n  <Ports>\n    <Offset>{OFFSET}</Offset>\n  </Ports>\n</Server>\n"}
        for key in ("http", "https"):
            begin = r'<transportReceiver name="%s"' % key
            base = tree.find(axis2, r'<parameter name="port"[^>]*>(\d+)<', begin, r"</transportReceiver")
            opens = tree.find(axis2, begin)
            kind = re.search(r'class="([^"]+)"', tree.text(axis2).splitlines()[int(opens[1].rsplit(":", 1)[1]) - 1])[1]
            files["conf/axis2/axis2.xml"] += f'  <transportReceiver name="{key}" class="{kind}">\n    <parameter name="port">{base[0]}</parameter>\n  </transportReceiver>\n'
            case.add("default", base, True, offset=offset, opens=opens[1])
        files["conf/axis2/axis2.xml"] += "</axisconfig>\n"
        case.files.update(files)
        return
    defaults = [(tree, "distribution/src/resources/config-tool/default.json")]
    for key in ("http", "https"):
        base = json_value(defaults, f"transport.{key}.listener.parameter.port")
        try:
            opens = json_value(defaults, f"transport.{key}.listener.enable")[1]
        except Missing:
            opens = tree.find("distribution/src/resources/config-tool/templates/conf/axis2/axis2.xml.j2", r'<transportReceiver name="%s"' % key)[1]
        case.add("default", base, True, offset=offset, opens=opens)
    loader = tree.named("internal/http/api/ConfigurationLoader.java")
    offset = tree.find(loader, r"port \+ PORT_OFFSET|PORT_OFFSET")[1]
    for key in ("http", "https"):
        base = json_value(defaults, f"synapse_properties.'internal.{key}.api.port'")
        opens = tree.find("distribution/src/conf/synapse.properties", r"internal\.%s\.api\.port=(\d+)" % key)[1]
        case.add("default", base, True, offset=offset, opens=opens)
    toml_home(case, "conf")


def toml_dashboard(case, tree, pom, release):
    found = [f for f in tree.files() if f.endswith(("/DashboardServer.java", "dashboard/bootstrap/Bootstrap.java"))]
    for server in found:
        try:
            base = tree.find(server, r"int serverPort = (\d+)")
        except Missing:
            continue
        # The number is used as it stands.
        case.add("default", base, False, offset=tree.find(server, r"\.setPort\(serverPort\)")[1])
    toml_home(case, "conf")


# ---------------------------------------------------------------- carbon.xml

class Conf:
    """Where the files of a runtime lie: those of the product, else those of the kernel."""

    def __init__(self, tree, kernel, *directories):
        self.tree, self.kernel, self.directories = tree, kernel, directories

    def file(self, *names):
        for directory in self.directories:
            for name in names:
                path = f"{directory}/{name}"
                if path in self.tree.files():
                    return self.tree, path
        for name in names:
            path = f"distribution/kernel/carbon-home/repository/conf/{name}"
            if self.kernel and path in self.kernel.files():
                return self.kernel, path
        raise Missing(f"no {names[0]}")


def xml_carbon(case, runtime, place, conf, kernel, has_jmx=True, binds=True):
    """The files that each server with a carbon.xml has. `binds` is false where the connectors do not take their ports."""
    tree, path = conf.file("tomcat/catalina-server.xml", "catalina-server.xml", "../resources/tomcat/catalina-server.xml")
    lines = tree.lines(path)
    connectors = []
    for number, line in enumerate(lines, 1):
        if "<Connector" in line:
            connectors.append([number, None, False, ""])
        if connectors:
            port = re.search(r'(?<![a-zA-Z])port="(\d+)"', line)
            if port and connectors[-1][1] is None:
                connectors[-1][1] = (port[1], f"{tree.repo}@{tree.ref}:{path}:{number}")
            connectors[-1][2] |= 'SSLEnabled="true"' in line
            late = re.search(r'bindOnInit="\w+"', line)
            connectors[-1][3] = " " + late[0] if late else connectors[-1][3]
    offset = tomcat_offset(kernel)
    catalina = '<Server port="8005" shutdown="SHUTDOWN">\n  <Service name="Catalina">\n'
    for _, base, secure, late in connectors:
        if base is None:
            continue
        tls = ' scheme="https" secure="true" SSLEnabled="true"' if secure else ""
        catalina += f'    <Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="{base[0]}"{late}{tls}/>\n'
        if binds:
            case.add(runtime, base, True, offset=offset)
    case.files[f"{place}/tomcat/catalina-server.xml"] = catalina + "  </Service>\n</Server>\n"
    tree, path = conf.file("carbon.xml")
    ports = f"    <Offset>{OFFSET}</Offset>\n"
    if has_jmx:
        jmx, jmx_path = conf.file("etc/jmx.xml", "jmx.xml")
        starts = jmx.find(jmx_path, r"<StartRMIServer>(\w+)<")
        ports += "    <JMX>\n"
        names = ("RMIRegistryPort", "RMIServerPort")
        for name in names:
            base = tree.find(path, r"<%s>(\d+)<" % name)
            ports += f"      <{name}>{base[0]}</{name}>\n"
            if starts[0] == "true":
                case.add(runtime, base, True, offset=jmx_offset(kernel), opens=starts[1])
        ports += "    </JMX>\n"
        case.files[f"{place}/etc/jmx.xml"] = ('<JMX xmlns="http://wso2.org/projects/carbon/jmx.xml">\n'
            f"  <StartRMIServer>{starts[0]}</StartRMIServer>\n" + "".join(f"  <{n}>${{Ports.JMX.{n}}}</{n}>\n" for n in names) + "</JMX>\n")
    case.files[f"{place}/carbon.xml"] = ('<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">\n'
        f"  <Ports>\n{ports}  </Ports>\n</Server>\n")


def xml_axis2(case, runtime, place, conf, kernel, synapse):
    """Receivers and the cluster; clustering is enabled in our file."""
    tree, path = conf.file("axis2/axis2.xml", "axis2.xml")
    out = "<axisconfig>\n"
    for key in ("http", "https"):
        begin = r'<transportReceiver name="%s"' % key
        try:
            opens = tree.find(path, begin)
        except Missing:
            continue
        number = int(opens[1].rsplit(":", 1)[1])
        kind = re.search(r'class="([^"]+)"', "\n".join(tree.lines(path)[number - 1:number + 2]))[1]
        if "PassThrough" not in kind:
            continue
        base = tree.find(path, r'<parameter name="port"[^>]*>(\d+)<', begin, r"</transportReceiver")
        code = synapse.named("transport/passthru/PassThroughHttpListener.java")
        try:
            rule = synapse.find(code, r"(?i)portOffset")[1]
        except Missing:
            rule = synapse.find(synapse.named("nhttp/ListenerContextBuilder.java"), r"(?i)portOffset")[1]
        case.add(runtime, base, True, offset=rule, opens=opens[1])
        out += f'  <transportReceiver name="{key}" class="{kind}">\n    <parameter name="port">{base[0]}</parameter>\n  </transportReceiver>\n'
    agent = [f for f in kernel.files() if f.endswith("main/java/org/wso2/carbon/core/clustering/hazelcast/HazelcastClusteringAgent.java")]
    try:
        clustering = tree.find(path, r"<clustering ")
        member = tree.find(path, r'name="localMemberPort">(\d+)<')
        multicast = tree.find(path, r'name="mcastPort">(\d+)<')
    except Missing:
        agent = []
    if agent:
        opens = kernel.find(agent[0], r"localMemberPort|LOCAL_MEMBER_PORT")[1]
        rule = kernel.find(agent[0], r"setPort\(|getPort\(")[1]
        case.add(runtime, member, False, offset=rule, opens=opens)
        scheme = [f for f in kernel.files() if f.endswith("main/java/org/wso2/carbon/core/clustering/hazelcast/multicast/MulticastBasedMembershipScheme.java")]
        rule = kernel.find(scheme[0], r"setMulticastPort\(|MCAST_PORT|mcastPort")[1]
        case.add(runtime, multicast, False, "udp", offset=rule, opens=opens)
        out += ('  <clustering class="org.wso2.carbon.core.clustering.hazelcast.HazelcastClusteringAgent" enable="true">\n'
            '    <parameter name="membershipScheme">multicast</parameter>\n'
            f'    <parameter name="mcastPort">{multicast[0]}</parameter>\n    <parameter name="localMemberPort">{member[0]}</parameter>\n  </clustering>\n')
    case.files[f"{place}/axis2/axis2.xml"] = out + "</axisconfig>\n"


def synapse_of(tree, pom):
    """Synapse in the version that the pom names, else in that of the mediation components that it names."""
    try:
        return component(tree, pom, "wso2/wso2-synapse", "synapse.version", "carbon.synapse.version")[0]
    except Missing:
        mediation = nearest("wso2/carbon-mediation", pom_version(tree, pom, "carbon.mediation.version")[0])
        return component(mediation, "pom.xml", "wso2/wso2-synapse", "synapse.version", "carbon.synapse.version")[0]


def xml_broker(case, tree, pom, runtime, place, messaging):
    path = messaging.named("org.wso2.carbon.andes.server.feature/resources/conf/broker.xml")
    offset = messaging.find(messaging.named("andes/internal/QpidServiceComponent.java"), r"readPortOffset\(\)")[1]
    out = "<broker>\n  <coordination>\n"
    thrift = messaging.find(path, r"<thriftServerPort>(\d+)<")
    # It coordinates the members of a cluster, which our axis2.xml enables.
    andes = Tree("wso2/andes", "v" + pom_version(tree, pom, "andes.version", "andes.dependency.version")[0])
    manager = "modules/andes-core/broker/src/main/java/org/wso2/andes/configuration/AndesConfigurationManager.java"
    boot = "modules/andes-core/broker/src/main/java/org/wso2/andes/kernel/AndesKernelBoot.java"
    case.add(runtime, thrift, True, offset=andes.find(manager, r"return portFromConfiguration \+ carbonPortOffset")[1],
             opens=andes.find(boot, r"getThriftServerPort\(\)|MBThriftServer|startThriftServer")[1])
    out += f"    <thriftServerHost>localhost</thriftServerHost>\n    <thriftServerPort>{thrift[0]}</thriftServerPort>\n  </coordination>\n  <transports>\n"
    for kind in ("amqp", "mqtt"):
        enabled = messaging.find(path, r'<%s enabled="(\w+)"' % kind)
        out += f'    <{kind} enabled="{enabled[0]}">\n'
        for connection in ("default", "ssl"):
            pattern = r'<%sConnection enabled="%%s" port="%%s"' % connection
            base = messaging.find(path, pattern % (r"\w+", r"(\d+)"), f"<{kind} ", f"</{kind}>")
            on = messaging.find(path, pattern % (r"(\w+)", r"\d+"), f"<{kind} ", f"</{kind}>")
            out += f'      <{connection}Connection enabled="{on[0]}" port="{base[0]}"/>\n'
            if enabled[0] == on[0] == "true":
                case.add(runtime, base, True, offset=offset, opens=enabled[1])
        out += f"    </{kind}>\n"
    case.files[f"{place}/broker.xml"] = out + "  </transports>\n</broker>\n"


def takes_random_ports(tree, runtime):
    """Whether the start script tells Tomcat to take any ports."""
    path = f"distribution/src/scripts/{runtime}.sh"
    return path in tree.files() and re.search(r"^\s*-Dtomcat\.random\.port\.enable=true", tree.text(path), re.M) is not None


def pick(release, name):
    return release.get("components", {}).get(name)


def xml_product(case, tree, pom, release, runtimes):
    kernel = kernel_of(pick(release, "kernel"))
    synapse = None
    for runtime in runtimes:
        if runtime["generation"] != "xml":
            yaml_runtime(case, tree, pom, release, runtime)
            continue
        place, name = runtime["conf"], runtime["id"]
        conf = Conf(tree, kernel, *directories(case.product, name))
        # The micro integrator of EI 6 starts no JMX server, and what its connectors do is not known.
        is_micro = name == "micro-integrator"
        xml_carbon(case, name, place, conf, kernel, not is_micro, not is_micro and not takes_random_ports(tree, name))
        axis2_tree, axis2 = conf.file("axis2/axis2.xml", "axis2.xml")
        if axis2_tree is tree and any("PassThrough" in line for line in tree.lines(axis2)):
            synapse = synapse_of(tree, pom)
        xml_axis2(case, name, place, conf, kernel, synapse)
        if case.product == "wso2mb" or name == "broker":
            messaging, _ = component(tree, pom, "wso2/carbon-business-messaging", "carbon.messaging.version", "carbon.business.messaging.version", "carbon.business-messaging.version")
            xml_broker(case, tree, pom, name, place, messaging)


def directories(product, runtime):
    """Where the repository of a product keeps the files of a runtime."""
    return {
        "integrator": ["distribution/src/conf", "distribution/src/resources"],
        "business-process": ["distribution/src/business-process/conf"],
        "broker": ["distribution/src/broker/conf", "modules/broker/distribution/src/repository/conf", "modules/broker/src/repository/conf"],
        "analytics": ["distribution/src/analytics/conf", "modules/analytics/distribution/src/repository/conf"],
        "micro-integrator": ["distribution/src/micro-integrator/conf"],
        "core": ["modules/core/distribution/src/repository/conf", "modules/distribution/src/core/repository/conf", "modules/distribution/src/repository/conf"],
    }.get(runtime, [
        "modules/distribution/src/repository/conf", "modules/distribution/src/main/conf", "modules/distribution/src/main/resources",
        "modules/distribution/src/resources", "modules/distribution/src/conf", "modules/distribution/conf",
        "modules/distribution/repository/conf", "modules/distribution/product/src/main/conf",
        "modules/distribution/src/main/resources/carbon-home/conf", "product/distribution/src/repository/conf", "repository/conf",
    ])


def tomcat_only():
    """Application Server 6: Tomcat without Carbon."""
    raise Missing("Tomcat's own server.xml is taken from its release, which is not in the repository")


# ---------------------------------------------------------------- deployment.yaml

def yaml_blocks(tree, path):
    """(top-level key, id, port and its place, whether it has a key store) of each listener."""
    block, item, found = None, None, []
    for number, line in enumerate(tree.text(path).splitlines(), 1):
        if re.match(r"\s*#", line):
            continue
        top = re.match(r"([A-Za-z][\w.-]*):", line)
        if top:
            block, item = top[1], None
        listing = re.match(r"\s+(\w+Configurations):|^(\w+Configurations):", line)
        if listing:
            inside = (listing[1] or listing[2]) == "listenerConfigurations"
            item = {} if inside else None
        if item is None:
            continue
        key = re.match(r"\s*-?\s*(id|port|host|scheme|keyStoreFile)\s*:\s*\"?([^\"#]*?)\"?\s*$", line)
        if key and key[1] == "id":
            item = {"block": block, "id": key[2].strip()}
            found.append(item)
        elif key and key[1] == "port" and item:
            item["port"] = (key[2].strip(), f"{tree.repo}@{tree.ref}:{path}:{number}")
        elif key and item:
            item[key[1]] = key[2].strip()
    return [i for i in found if "port" in i]


def yaml_receivers(tree, path):
    """The data receivers of databridge.config: (type, key, number and place)."""
    block, kind, found = None, None, []
    for number, line in enumerate(tree.text(path).splitlines(), 1):
        if re.match(r"\s*#", line):
            continue
        top = re.match(r"([A-Za-z][\w.-]*):", line)
        block = top[1] if top else block
        if block != "databridge.config":
            continue
        match = re.match(r"\s+type\s*:\s*(\w+)", line)
        kind = match[1] if match else kind
        match = re.match(r"\s+(tcpPort|sslPort)\s*:\s*'?(\d+)'?", line)
        if match:
            found.append((kind, match[1], (match[2], f"{tree.repo}@{tree.ref}:{path}:{number}")))
    return found


def features(tree, runtime):
    """The features that the product is packed with for a runtime: name to place."""
    wanted = runtime.removeprefix("analytics-")
    for path in tree.files():
        if not path.endswith("pom.xml") or "test" in path or "feature-installation" not in (text := tree.text(path)):
            continue
        execution, found = None, {}
        for number, line in enumerate(text.splitlines(), 1):
            identity = re.search(r"<id>([^<]+)</id>", line)
            if "</execution>" in line:
                execution = None
            if not identity:
                continue
            if identity[1].startswith("feature-installation"):
                execution = identity[1]
            elif execution:
                found.setdefault(execution, {})[identity[1]] = f"{tree.repo}@{tree.ref}:{path}:{number}"
        for name in (f"feature-installation-{wanted}", "feature-installation"):
            if name in found:
                return found[name]
        if len(found) == 1:
            return next(iter(found.values()))
    raise Missing(f"{tree.repo}@{tree.ref} does not say what {runtime} is packed with")


def receivers_start(tree, common, installed):
    """The line by which the receivers start in this runtime; None where nothing starts them."""
    if "org.wso2.carbon.databridge.feature.group" not in installed:
        return None
    service = common.named("databridge/receiver/thrift/internal/ThriftDataReceiverDS.java")
    if "ServerEventListener" not in common.text(service):
        return common.find(service, r"\.start\(|thriftDataReceiver.*start|start\(")[1]
    for name in ("stream.processor.core", "streaming.integrator.core"):
        if f"org.wso2.carbon.{name}.feature.group" in installed:
            return installed[f"org.wso2.carbon.{name}.feature.group"]
    return None


def microservices_rule(version):
    """Whether MSF4J adds the offset in this version, and the line that says so."""
    msf4j = Tree("wso2/msf4j", "v2.2.2-rc1" if version == "2.2.2" else "v" + version)  # 2.2.2 has no tag of its own
    path = "core/src/main/java/org/wso2/msf4j/internal/MicroservicesServerSC.java"
    try:
        return True, msf4j.find(path, r"getOffset\(\)")[1]
    except Missing:
        for pattern in (r"^(?!import).*(createServerConnector|ServerConnector|getListenerConfigurations)", r"class MicroservicesServerSC"):
            try:
                return False, msf4j.find(path, pattern)[1]
            except Missing:
                pass
        raise


def yaml_runtime(case, tree, pom, release, runtime):
    name, place = runtime["id"], runtime["conf"]
    end = {"msf4j": "conf/msf4j-transport/netty-transports.yml"}.get(name)
    if not end:
        short = name.removeprefix("analytics-")
        end = f"carbon-home/conf/{short}/deployment.yaml"
    path = tree.named(end)
    listeners = yaml_blocks(tree, path)
    store = "resources/security/wso2carbon.jks"
    if name == "msf4j":
        rule = microservices_rule(pom_version(tree, pom, "msf4j.version")[0])[1]
        out = "listenerConfigurations:\n"
        for listener in listeners:
            out += f' - id: "{listener["id"]}"\n   host: "0.0.0.0"\n   port: {listener["port"][0]}\n'
            case.add(name, listener["port"], False, offset=rule)
        case.files[f"{place}/netty-transports.yml"] = out
        return
    follows, rule = microservices_rule(pick(release, "msf4j"))
    out = f"wso2.carbon:\n  ports:\n    offset: {OFFSET}\n"
    block = None
    for listener in listeners:
        if listener["block"] not in ("wso2.transport.http", "siddhi.stores.query.api", "listenerConfigurations"):
            continue
        if listener["block"] != block:
            block = listener["block"]
            out += f"{block}:\n  listenerConfigurations:\n"
        out += f'    - id: "{listener["id"]}"\n      host: "{listener.get("host", "0.0.0.0")}"\n      port: {listener["port"][0]}\n'
        if listener.get("scheme") == "https":
            out += f'      scheme: https\n      keyStoreFile: "${{carbon.home}}/{store}"\n      keyStorePassword: wso2carbon\n      certPass: wso2carbon\n'
            case.files[store] = "a key store\n"
        if block == "siddhi.stores.query.api":
            case.add(name, listener["port"], False, offset=store_rule(tree, pom, release), opens=listener["port"][1])
        else:
            case.add(name, listener["port"], follows, offset=rule, opens=listener["port"][1])
    receivers = yaml_receivers(tree, path)
    installed = features(tree, name) if receivers else {}
    has_stores = any(listener["block"] == "siddhi.stores.query.api" for listener in listeners)
    if not has_stores and any("siddhi.store.api.rest" in feature for feature in installed):
        # What its class has, or those of wso2.transport.http again: no file of the product says so.
        try:
            place_of_stores = store_rule(tree, pom, release)
        except Missing:  # Until 2.0.386 it has no listener of its own.
            place_of_stores = None
        ports = {9090} | {int(listener["port"][0]) for listener in listeners}
        case.may += [(name, "tcp", port, place_of_stores) for port in ports if place_of_stores]
    if receivers:
        common = Tree("wso2/carbon-analytics-common", "v" + pick(release, "analytics-common"))
        case.files[store] = "a key store\n"
        out += (f"databridge.config:\n  workerThreads: 10\n  maxEventBufferCapacity: 10000000\n  eventBufferSize: 2000\n"
            f"  keyStoreLocation: ${{sys:carbon.home}}/{store}\n  keyStorePassword: wso2carbon\n  clientTimeoutMin: 30\n  dataReceivers:\n")
        last = None
        for kind, key, base in receivers:
            if kind != last:
                out += f"    - dataReceiver:\n        type: {kind}\n        properties:\n"
                last = kind
            out += f"          {key}: '{base[0]}'\n"
            starts = receivers_start(tree, common, installed)
            if not starts:
                continue
            code = common.named(f"databridge/receiver/{kind.lower()}/conf/{kind}DataReceiverConfiguration.java")
            try:
                _, rule = common.find(code, r"getOffset\(\) \+ 1")
                more = 1
            except Missing:
                rule, more = common.find(code, r"getOffset\(\)|(?i:portoffset)")[1], 0
            case.add(name, base, True, more=more, offset=rule, opens=starts)
    case.files[f"{place}/deployment.yaml"] = out
    if runtime.get("also"):
        case.files[f"{runtime['also']}/bin/kernel-version.txt"] = ""


def store_rule(tree, pom, release):
    """Where the server of the query API is started, without an offset. Its last releases have no public tag."""
    analytics = nearest("wso2/carbon-analytics", pick(release, "analytics"))
    path = analytics.named("siddhi/store/api/rest/StoresApi.java")
    if re.search(r"getOffset|portOffset", analytics.text(path)):
        raise Missing(f"{analytics.repo}@{analytics.ref}:{path} speaks of an offset")
    return analytics.find(path, r"ROOT_CONFIG_ELEMENT = ")[1]


def nearest(repo, version):
    """The tag of a version, else the newest older one of the same minor version."""
    key = version_key(version)
    tags = [tag[1:] for tag in (git(repo, "tag") or "").split() if re.fullmatch(r"v\d+(\.\d+){2}", tag)]
    tags = [tag for tag in tags if version_key(tag)[:2] == key[:2] and version_key(tag) <= key]
    if not tags:
        raise Missing(f"{repo} has no public tag near {version}")
    return Tree(repo, "v" + max(tags, key=version_key))


def yaml_product(case, tree, pom, release, runtimes):
    for runtime in runtimes:
        yaml_runtime(case, tree, pom, release, runtime)


# ---------------------------------------------------------------- which is which

def version_key(version):
    return [int(part) for part in version.split(".")]


def admits(condition, version):
    for part in (condition or "").split():
        sign, border = re.match(r"(>=|<=|<|>|=)?(.*)", part).groups()
        left, right = version_key(version), version_key(border)
        size = max(len(left), len(right))
        left += [0] * (size - len(left)); right += [0] * (size - len(right))
        if not {">=": left >= right, "<": left < right, "<=": left <= right, ">": left > right}.get(sign, left == right):
            return False
    return True


def write_case(product, release):
    version = release["version"]
    if "at" not in release:
        raise Missing(release.get("why", "no place"))
    repo, rest = release["at"].split("@", 1)
    ref, pom, _ = rest.rsplit(":", 2) if rest.count(":") > 1 else (*rest.split(":"), "")
    tree = Tree(repo, ref)
    case = Case(product["id"], version)
    runtimes, seen = [], set()
    for runtime in product["runtimes"]:
        if runtime["id"] not in seen and admits(runtime.get("versions"), version):
            seen.add(runtime["id"]); runtimes.append(runtime)
    case.files["bin/version.txt"] = f"{product['names'][0]} v{version}\n"
    generation = runtimes[0]["generation"]
    if runtimes[0]["governs"] == "server.xml":
        tomcat_only()
    elif product["id"] == "wso2mi":
        toml_mi(case, tree, pom, release)
    elif product["id"] in ("wso2mi-dashboard", "wso2-integration-control-plane") and generation == "toml":
        toml_dashboard(case, tree, pom, release)
    elif product["id"] == "wso2carbon" and generation == "toml":
        toml_kernel(case, tree, pom, release)
    elif generation == "toml":
        (toml_is if product["id"] == "wso2is" else toml_apim)(case, tree, pom, release)
    elif generation == "yaml":
        yaml_product(case, tree, pom, release, runtimes)
    else:
        xml_product(case, tree, pom, release, runtimes)
    if not case.open:
        raise Missing("no listener could be read")
    return case


def main():
    data = tomllib.load(open(DATA, "rb"))
    without = []
    for name in os.listdir(os.path.join(HERE, "releases")):
        os.remove(os.path.join(HERE, "releases", name))
    count = 0
    for product in data["product"]:
        for release in product.get("releases", []):
            name = f"{product['id']}-{release['version']}"
            try:
                case = write_case(product, release)
            except Missing as why:
                without.append(f"{name}: {why}")
                continue
            count += 1
            with open(os.path.join(HERE, "releases", name + ".txt"), "w") as file:
                file.write(case.text())
    with open(os.path.join(HERE, "without.list"), "w") as file:
        file.write("# Releases without a case, and what is not there to read. Written by extract.py.\n" + "\n".join(without) + "\n")
    print(f"{count} cases, {len(without)} releases without")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    CLONES = sys.argv[1]
    main()
