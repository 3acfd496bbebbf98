"""Records: many inputs and what the real thing did with each, in one text file.

    == N1 properties before their table
    home: wso2am-4.2.0
    env: HTTPS_PORT=9543
    java-opt: -Dmy.port=9800
    answer: open
    open: 9443 127.0.0.1:8280 udp/45564
    why: offset 0
    --- repository/conf/deployment.toml
    [server]

Before the first input: `#` comments, and keys that count for all. ` (escaped)` behind a path: control characters, bytes beyond ASCII and backslashes
of that file are written as `\\xNN`, and its last line break is only the format's.
"""

import re
from dataclasses import dataclass, field


@dataclass
class Record:
    name: str
    home: str
    files: dict
    env: dict = field(default_factory=dict)
    java_opts: list = field(default_factory=list)
    arguments: list = field(default_factory=list)
    answer: str = ""
    listeners: set = field(default_factory=set)
    why: str = ""

    def properties(self):
        """The system properties that the options set."""
        pairs = [option[2:].partition("=") for option in self.java_opts if option.startswith("-D")]
        return {name: value for name, _, value in pairs}


def listener_text(listener):
    protocol, port, address = listener
    text = str(port) if address == "0.0.0.0" else f"{address}:{port}"
    return text if protocol == "tcp" else f"{protocol}/{text}"


def escape(content: bytes):
    text = "".join(chr(b) if b == 10 or (32 <= b < 127 and b != 92) else f"\\x{b:02x}" for b in content)
    return re.sub(r"(?m)^(==|---) ", lambda m: f"\\x{ord(m.group(1)[0]):02x}{m.group(1)[1:]} ", text)


def plain(content: bytes):
    """Whether a file can stand in a record as it is."""
    if content and not content.endswith(b"\n"):
        return False
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    odd = any((ord(c) < 32 and c not in "\n") or c in "\x7f\ufeff\u0085\u2028\u2029" for c in text)
    return not odd and not re.search(r"(?m)^(==|---) ", text)


def one_line(text):
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def env_text(value):
    """Backslashes, and blanks at the end, as `\\x..`."""
    value = value.replace("\\", "\\x5c")
    return re.sub(r" +$", lambda m: "\\x20" * len(m.group()), value)


def text_of(record):
    lines = [f"== {record.name}", f"home: {record.home}"]
    lines += [f"env: {name}={env_text(value)}" for name, value in sorted(record.env.items())]
    lines += [f"java-opt: {option}" for option in record.java_opts]
    lines += [f"argument: {argument}" for argument in record.arguments]
    lines.append(f"answer: {record.answer}")
    if record.answer == "open" or record.listeners:
        ordered = sorted(record.listeners, key=lambda x: (x[0], x[1], x[2]))
        lines.append("open: " + " ".join(map(listener_text, ordered)))
    lines.append(f"why: {one_line(record.why)}")
    result = "\n".join(line.rstrip() for line in lines) + "\n"
    for path, content in sorted(record.files.items()):
        if plain(content):
            result += f"--- {path}\n{content.decode()}"
        else:
            result += f"--- {path} (escaped)\n{escape(content)}\n"
    return result


def write(path, comment, records, not_told=()):
    """`not_told`: ids of listeners that the oracle says nothing about."""
    head = f"# {comment}\n" + (f"not-told: {' '.join(not_told)}\n" if not_told else "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "".join(map(text_of, records)))
