"""Listeners of Micro Integrator."""

import re

import java
from mapper.rendered import carbon_offset

PASS_THROUGH = "synapse.transport.passthru.PassThroughHttp"


def start(server):
    _, server.offset = carbon_offset(server, "conf/carbon.xml")
    root = server.xml("conf/axis2/axis2.xml")
    receivers = {}
    for receiver in root.findall("transportReceiver"):
        receivers[receiver.get("name")] = receiver
    for name in ("tcp", "udp"):
        if name in receivers:
            plain_transport(server, name, values_of(receivers[name]))
    speaks = {name: pass_through(server, receiver) for name, receiver in receivers.items()}
    internal_apis(server, speaks.get("http", False), speaks.get("https", False))


def values_of(receiver):
    return {item.get("name"): "".join(item.itertext()) for item in receiver.findall("parameter")}


def placeholders(server, text):
    """Parameters of axis2.xml: `${name}` from system properties and the environment."""

    def value(match):
        name = match.group(1)
        return server.properties.get(name, server.environment.get(name, match.group(0)))

    return None if text is None else re.sub(r"\$\{([^}]*)\}", value, text)


def plain_transport(server, name, values):
    """The TCP and UDP transports: literal ports."""
    port = java.integer(placeholders(server, values.get(f"transport.{name}.port")))
    if port is None or (name == "udp" and not values.get("transport.udp.contentType")):
        server.note(f"the {name} transport has no port of its own")
        return
    host = values.get("transport.tcp.hostname") if name == "tcp" else None
    server.bind(f"{name} transport", port, java.address(host), protocol=name)


def pass_through(server, receiver):
    """Opens a pass-through listener; whether its side serves the internal APIs and inbound endpoints."""
    if PASS_THROUGH not in (receiver.get("class") or ""):
        return False
    values = values_of(receiver)
    text = placeholders(server, values.get("port"))
    port = java.integer(text)
    name = f"pass-through {receiver.get('name')}"
    if port is None:
        server.note(f"the {name} port `{text}` is no number: the transport is missing")
        return False
    final = port + server.offset
    secured = "SSL" in receiver.get("class")
    if secured and not 0 <= final <= 65535:
        server.note(f"{name} {final} is out of range")
        return False
    server.bind(name, final, java.address(placeholders(server, values.get("bind-address"))))
    return True


def internal_apis(server, http, https):
    properties = server.read("conf/synapse.properties") or ""

    def setting(name):
        found = re.search(rf"(?m)^{re.escape(name)}[ \t]*=[ \t]*(.*)$", properties)
        return found.group(1) if found else None

    if not java.boolean(setting("internal.http.api.enabled")):
        server.note("the internal APIs are off")
        return
    switched_on = {"ReadinessProbe", "ManagementApi", "LivenessProbe"}
    root = server.xml("conf/internal-apis.xml")
    speak = set()
    for api in root.iter("api"):
        if api.get("name") in switched_on:
            words = (api.get("protocol") or "").split(" ")
            if any(word not in ("http", "https") for word in words):
                server.note(f"`{api.get('protocol')}` of {api.get('name')} is not http or https: neither internal API opens")
                return
            speak |= set(words)
    sides = [("http", http, setting("internal.http.api.port")), ("https", https, setting("internal.https.api.port"))]
    ports = []
    for side, available, text in sides:
        port = java.integer(text)
        if port is None or not 0 <= port + server.offset <= 65535:
            server.note(f"the internal {side} port `{text}` is no port: neither internal API opens")
            return
        ports.append((side, available, port + server.offset))
    for side, available, port in ports:
        if side in speak and available:
            server.bind(f"internal {side} API", port)
        elif side in speak:
            server.note(f"no {side} transport, so no internal {side} API")
