"""Listeners of the servers on the Carbon kernel: API Manager and its split distributions, Identity Server."""

import re

import java
from mapper.rendered import INBOUND, NeverStarts, ServerEnds, carbon_offset


def start(server):
    # What binds at init stays open even where the start fails later, and the process stays alive.
    early_connectors(server)
    root, server.offset = carbon_offset(server, "repository/conf/carbon.xml")
    parameter_offset(server)
    gateway = server.line.product in ("wso2am", "wso2am-universal-gw")
    clustering(server)
    if server.line.product == "wso2is":
        embedded_ldap(server, root)
    if gateway:
        inbound_endpoints(server)
    if server.line.product != "wso2is":
        broker(server)
        receivers(server)
    if gateway:
        gateway_transports(server)
    connectors(server)
    jmx(server, root)


def release(server):
    return tuple(map(int, server.line.version.split(".")))


def parameter_offset(server):
    """`portOffset` of carbon.properties: kernels from 4.6.1 on read it after rendering, and it wins."""
    text = server.read("repository/conf/carbon.properties") or ""
    found = re.search(r"(?m)^portOffset=(.*)$", text)
    if not found:
        return
    if server.line.name in ("am-3.2", "is-5.9"):
        server.note("[system.parameter] portOffset has no effect at the first start")
        return
    offset = java.integer(found.group(1))
    if offset is None:
        raise NeverStarts(f"[system.parameter] portOffset `{found.group(1)}` is no int")
    server.offset = offset


# Servlet transports


def servlet_connectors(server):
    root = server.xml("repository/conf/tomcat/catalina-server.xml")
    if root is None:
        raise NeverStarts("there is no catalina-server.xml")
    for connector in root.iter("Connector"):
        attributes = {name: tomcat_text(server, value) for name, value in connector.attrib.items()}
        port = java.integer(attributes.get("port"))
        if port is None:
            server.note(f"the connector port `{attributes.get('port')}` is no number, so it is -1")
            port = -1
        at_once = java.boolean(attributes.get("bindOnInit", "true"))
        yield port, connector_address(server, attributes.get("address")), at_once


# What separates a name from its default in Tomcat 9.0.22 and 9.0.31 (none) and 9.0.34: seen on kernels 4.5.1 and 4.6.3-m4.
SEPARATORS = {("wso2am", "3"): None, ("wso2is", "5.9"): None, ("wso2is", "5.10"): None, ("wso2am", "4.0"): ":", ("wso2is", "5.11"): ":"}


def separator(line):
    for (product, release), found in SEPARATORS.items():
        if line.product == product and f"{line.version}.".startswith(f"{release}."):
            return found
    return ":-"


def tomcat_text(server, text):
    """Tomcat fills `${name}` and a default, in the way of its version, from system properties."""
    mark = separator(server.line)

    def value(match):
        written = match.group(1)
        name, _, default = written.partition(mark) if mark else (written, "", "")
        return server.properties.get(name, default if mark and mark in written else match.group(0))

    return re.sub(r"\$\{([^}]*)\}", value, text)


def connector_address(server, text):
    """A name that nobody has is dropped: the connector listens on all interfaces. `::1` cannot be bound."""
    if text is not None and ":" in text:
        return None
    found = java.address(text)
    if text is not None and found is None:
        server.note(f"the address `{text}` does not resolve and is dropped")
        return java.ANY
    return found


def early_connectors(server):
    """Connectors that bind before the offset is added."""
    for port, address, at_once in servlet_connectors(server):
        if at_once and port >= 0:
            server.note(f"the connector {port} binds at init, without the offset")
            server.bind("connector", port, address)


def connectors(server):
    for port, address, at_once in servlet_connectors(server):
        if not at_once:
            final = port + server.offset
            if final == -1:
                server.note("a connector on -1 does not open")
            else:
                server.bind("connector", final, address)


def jmx(server, carbon):
    root = server.xml("repository/conf/etc/jmx.xml", needed=False)
    if root is None or not java.boolean(java.trim(root.findtext("StartRMIServer"))):
        return
    ports = []
    for name in ("RMIRegistryPort", "RMIServerPort"):
        text = java.trim(root.findtext(name))
        if text.startswith("${"):
            text = carbon.findtext(text[2:-1].replace(".", "/")) or ""
            port = java.integer(text)
            port = None if port is None else port + server.offset
        else:
            port = java.integer(text)
        if port is None:
            server.note(f"{name} `{text}` is no number: no JMX")
            return
        ports.append(port)
    registry, rmi = ports
    if server.bind("JMX registry", registry) and rmi != registry:
        server.bind("JMX server", rmi)


# Clustering

SCHEMES = {"wka", "multicast", "aws"}


def known_schemes(server):
    """`aws-ecs` from kernel 4.6.0, `kubernetes` from 4.7.0."""
    product, version = server.line.product, release(server)
    late = version >= (4, 2) if product != "wso2is" else version >= (6,)
    middle = version >= (3, 1) if product != "wso2is" else version >= (5, 10)
    return SCHEMES | ({"aws-ecs"} if middle else set()) | ({"kubernetes"} if late else set())


def clustering(server):
    root = server.xml("repository/conf/axis2/axis2.xml")
    element = root.find("clustering")
    if element is None or not java.boolean(element.get("enable")):
        return
    if server.line.product != "wso2is" and release(server) >= (4, 3):
        raise NeverStarts("clustering, and the home has no Hazelcast bundle")
    parameters = {item.get("name"): (item.text or "") for item in element.findall("parameter")}
    scheme = java.trim(parameters.get("membershipScheme", "multicast"))
    if scheme not in known_schemes(server):
        raise NeverStarts(f"the membership scheme `{scheme}` is not known: the cluster cannot be initialised")
    if scheme not in ("wka", "multicast"):
        raise NeverStarts(f"the membership scheme `{scheme}` needs its platform")
    if scheme == "wka":
        for member in element.findall("members/member"):
            if java.integer(java.trim(member.findtext("port"))) is None:
                raise NeverStarts("a cluster member has no port")
    port = java.integer(java.trim(parameters.get("localMemberPort")))
    if port is None or not 0 <= port <= 65535:
        raise NeverStarts(f"the member port `{parameters.get('localMemberPort')}` is no port")
    server.bind("cluster member", port)
    if scheme == "multicast":
        multicast = java.integer(java.trim(parameters.get("mcastPort")))
        server.bind("cluster multicast", multicast, protocol="udp")


def embedded_ldap(server, carbon):
    version = release(server)
    if version >= (6,):
        return
    if version >= (5, 10):
        root = server.xml("repository/conf/embedded-ldap.xml", needed=False)
        values = {p.get("name"): p.text for p in root.findall("EmbeddedLDAP/Property")} if root is not None else {}
        if not java.boolean(values.get("enable")):
            server.note("the embedded LDAP server is off")
            return
    port = java.integer(java.trim(carbon.findtext("Ports/EmbeddedLDAP/LDAPServerPort")))
    server.bind("embedded LDAP", port + server.offset)


# API Manager


def inbound_endpoints(server):
    synapse = server.read("repository/conf/synapse.properties") or ""
    moves = re.search(r"(?m)^inbound\.port\.offset\.enable[ \t]*=[ \t]*(.*)$", synapse)
    moves = java.boolean(moves.group(1).strip()) if moves else True
    for name in ("WebSocketInboundEndpoint", "SecureWebSocketInboundEndpoint", "WebhookServer", "SecureWebhookServer"):
        root = server.xml(f"{INBOUND}/{name}.xml", needed=False)
        if root is None:
            continue
        if java.boolean(root.get("suspend")):
            server.note(f"{name} is suspended")
            continue
        values = {item.get("name"): item.text or "" for item in root.iter("parameter")}
        text = values.get("inbound.ws.port", values.get("inbound.http.port"))
        port = java.integer(text)
        if port is None:
            server.note(f"the port `{text}` of {name} is no number")
            continue
        socket = root.get("protocol") in ("ws", "wss")
        added = java.boolean(values.get("ws.use.port.offset")) if socket else moves
        server.bind(name, port + (server.offset if added else 0))


def broker(server):
    """A broker that cannot open one of its ports ends the whole server."""
    root = server.xml("repository/conf/broker.xml", needed=False)
    if root is None:
        raise ServerEnds("broker.xml cannot be read: the broker ends the server")
    amqp = root.find("transports/amqp")
    if not broker_boolean(amqp.get("enabled")):
        server.note("the broker's AMQP is off")
        return
    plain, tls = amqp.find("defaultConnection"), amqp.find("sslConnection")
    plain_on, tls_on = broker_boolean(plain.get("enabled")), broker_boolean(tls.get("enabled"))
    address = amqp.findtext("bindAddress") or ""
    hangs = "the broker waits for ever on the address `*`" if address == "*" else None
    # Nothing is the address of this machine's own host name.
    address = java.ANY if hangs else java.address(address) if address else java.OWN
    # The TLS connection alone needs the plain one switched off.
    wanted = [] if not plain_on and tls_on else [("AMQP", plain, 5672)]
    wanted += [("AMQPS", tls, 8672)] if tls_on else []
    for what, element, default in wanted:
        port = java.integer(java.trim(element.get("port")))
        if port is None:
            server.note(f"the {what} port `{element.get('port')}` is no number: {default} counts")
            port = default
        if port == 0:
            # A random port, which it then looks for at the number 0.
            hangs = "the broker waits for ever on port 0"
        elif not server.bind(what, port + server.offset, address):
            raise ServerEnds(f"the broker cannot open {what}, which ends the server")
    if hangs:
        # Whether the inbound endpoints came first is a matter of chance; only what the broker has bound is sure.
        server.opened = {key: what for key, what in server.opened.items() if what in ("connector", "AMQP", "AMQPS")}
        raise NeverStarts(hangs)


def broker_boolean(text):
    """Blanks are trimmed, nothing is the default, which is true."""
    text = java.trim(text)
    return text == "" or java.boolean(text)


def receivers(server):
    """The Binary receiver; the template keeps Thrift off."""
    root = server.xml("repository/conf/data-bridge/data-bridge-config.xml", needed=False)
    if root is None:
        return
    values = {}
    for receiver in root.findall("dataReceiver"):
        if receiver.get("name") == "Binary":
            values = {(c.get("name") or "").lower(): "".join(c.itertext()) for c in receiver.findall("config")}
    if values.get("enable") and not java.boolean(values["enable"]):
        server.note("the Binary receiver is off")
        return
    threads = java.integer(java.trim(root.findtext("workerThreads")))
    pools = [values.get(f"{kind}receiverthreadpoolsize") or "1" for kind in ("ssl", "tcp")]
    if threads is None or threads <= 0 or any((java.integer(pool) or 0) <= 0 for pool in pools):
        server.note("the threads of the Binary receiver are no positive number")
        return
    if values.get("sslenabledprotocols") and not values.get("ciphers"):
        server.note("the Binary receiver has protocols without ciphers")
        return
    ports = {}
    for name, default in (("sslport", "9711"), ("tcpport", "9611")):
        port = java.integer(values.get(name) or default)
        if port is None:
            server.note(f"{name} `{values.get(name)}` is no number: the Binary receiver does not open")
            return
        ports[name] = port + server.offset
    # databridge 5.2.0 to 5.2.33 binds the two independently of each other.
    independent = release(server) < (4,)
    if server.bind("Binary SSL", ports["sslport"]) or independent:
        server.bind("Binary TCP", ports["tcpport"])


def gateway_transports(server):
    root = server.xml("repository/conf/axis2/axis2.xml")
    for receiver in root.findall("transportReceiver"):
        if "passthru.PassThrough" not in (receiver.get("class") or ""):
            continue
        values = {item.get("name"): "".join(item.itertext()) for item in receiver.findall("parameter")}
        name = f"pass-through {receiver.get('name')}"
        port = java.integer(values.get("port"))
        if port is None:
            server.note(f"the {name} port `{values.get('port')}` is no number: it does not open")
            continue
        address = values.get("bind-address")
        if receiver.get("name") == "https":
            address = listener_profile(server)
        server.bind(name, port + server.offset, java.address(address))


def listener_profile(server):
    """From 4.2 on the HTTPS listener binds the addresses of its SSL profiles."""
    root = server.xml("repository/resources/security/listenerprofiles.xml", needed=False)
    if root is None:
        return None
    found = root.find(".//bindAddress")
    return None if found is None or not found.text else java.trim(found.text)
