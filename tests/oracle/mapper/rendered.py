"""What a server opens that starts with these rendered files.

The readers follow the code of the servers where facts about them were proved by running them: the kernel's connectors, JMX and
clustering on real kernels, broker and receivers with the vendor's own jars, Micro Integrator on a real 4.2.0.
"""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import java

INBOUND = "repository/deployment/server/synapse-configs/default/inbound-endpoints"


class NeverStarts(Exception):
    """Nothing more opens, for this reason; what is open stays so."""


class ServerEnds(NeverStarts):
    """The whole server ends, and with it every socket."""


@dataclass
class Answer:
    """What one input does: `open`, or `fails`, where only what binds before the failure is open."""

    state: str
    why: str
    # (protocol, port, address)
    listeners: set = field(default_factory=set)


class Server:
    """The listeners of one server, opened in its order: a port that is taken already stays with the first."""

    def __init__(self, line, read, properties, environment):
        self.line = line
        # The text of a file of the home, or None.
        self.read = read
        self.properties = properties
        self.environment = environment
        self.notes = []
        self.opened = {}
        self.offset = 0

    def note(self, text):
        self.notes.append(text)

    def bind(self, what, port, address=java.ANY, protocol="tcp"):
        """Opens a port; says whether it is open."""
        if not 0 <= port <= 65535:
            self.note(f"{what} {port} is out of range")
            return False
        if address is None:
            self.note(f"the address of {what} cannot be bound")
            return False
        if port == 0:
            self.note(f"{what} is random")
            return True
        for other in (address, java.ANY, *([a for p, n, a in self.opened if n == port] if address == java.ANY else [])):
            if (protocol, port, other) in self.opened:
                self.note(f"{what} {port} is taken by {self.opened[(protocol, port, other)]}")
                return False
        self.opened[(protocol, port, address)] = what
        return True

    def xml(self, path, needed=True):
        text = self.read(path)
        if text is None:
            return None
        try:
            return ElementTree.fromstring(without_namespaces(text))
        except (ElementTree.ParseError, ValueError) as error:
            if needed:
                raise NeverStarts(f"{path} is not well-formed: {error}") from error
            self.note(f"{path} is not well-formed: {error}")
            return None


def without_namespaces(text):
    """Names without prefixes are all that is asked for; a prefix that is not declared stays an error."""
    ElementTree.fromstring(text.encode())
    text = re.sub(r"\sxmlns(:\w+)?\s*=\s*(\"[^\"]*\"|'[^']*')", "", text)
    return re.sub(r"(</?|\s)\w+:(\w+)", r"\1\2", re.sub(r"<!--.*?-->", "", text, flags=re.S)).encode()


def answer(line, read, properties=None, environment=None):
    """What the server of this line opens. `read` gives the text of a file of the home, or None."""
    server = Server(line, read, properties or {}, environment or {})
    try:
        if line.product == "wso2mi":
            from mapper import integrator

            integrator.start(server)
        else:
            from mapper import carbon

            carbon.start(server)
    except ServerEnds as ended:
        return Answer("fails", str(ended))
    except NeverStarts as failed:
        return Answer("fails", str(failed), set(server.opened))
    notes = "; ".join(server.notes)
    why = f"offset {server.offset}" + (f"; {notes}" if notes else "")
    return Answer("open", why, set(server.opened))


def carbon_offset(server, path):
    """The port offset of carbon.xml: `${name}` is a system property, else of the environment; an int without blanks."""
    root = server.xml(path)
    element = root.find("Ports/Offset")
    text = "" if element is None else "".join(element.itertext())

    def value(match):
        name = match.group(1)
        return server.properties.get(name, server.environment.get(name, match.group(0)))

    text = re.sub(r"\$\{([^}]*)\}", value, text or "")
    offset = java.integer(text) if text.isascii() else None
    if offset is None:
        raise NeverStarts(f"the offset `{text}` is no int")
    return root, offset
