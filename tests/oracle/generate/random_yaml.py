"""Random homes of the yaml generation: plausible files, the same for the same seed."""

import random

PORTS = [7070, 7171, 7443, 8080, 8090, 8290, 9090, 9091, 9191, 9390, 9443, 9444, 9543, 9743]
OFFSETS = ["0", "1", "2", "3", "5", "10", "'4'", "${env:OFFSET,6}", "100", "0x7", "-1"]
HOSTS = ["0.0.0.0", "0.0.0.0", "127.0.0.1", "localhost", '"0.0.0.0"']


def number(chance, quoted):
    """A port; quoted ones are all different, so that the listeners of a file never meet."""
    port = chance.choice(PORTS) + chance.randrange(7)
    style = chance.random()
    if quoted:
        return f"'{port}'" if style < 0.9 else f'"{port}"' if style < 0.95 else str(port)
    return str(port) if style < 0.8 else f"'{port}'" if style < 0.9 else f"${{env:PORT_{port},{port}}}"


def listener(chance, name, indent="  ", secure=False):
    lines = [f"- id: {name}"]
    if chance.random() < 0.85:
        lines.append(f"  host: {chance.choice(HOSTS)}")
    lines.append(f"  port: {number(chance, False)}")
    if secure:
        lines += ["  scheme: https", "  keyStoreFile: ${carbon.home}/resources/security/wso2carbon.jks"]
        lines += ["  keyStorePassword: wso2carbon", "  certPass: wso2carbon"]
    elif chance.random() < 0.2:
        lines.append("  socketIdleTimeout: 120000")
    return "".join(f"{indent}{line}\n" for line in lines)


def receiver(chance, kind):
    lines = ["  - dataReceiver:", f"      type: {kind}", "      properties:"]
    for name in ("tcpPort", "sslPort"):
        if chance.random() < 0.9:
            lines.append(f"        {name}: {number(chance, True)}")
    if kind == "Binary":
        lines += ["        tcpReceiverThreadPoolSize: '100'", "        sslReceiverThreadPoolSize: '100'"]
    if chance.random() < 0.15:
        lines.append("        hostName: 127.0.0.1")
    return "\n".join(lines) + "\n"


def carbon(chance):
    text = "wso2.carbon:\n  id: wso2\n"
    if chance.random() < 0.15:
        text += "  jmx:\n    enabled: true\n"
    if chance.random() < 0.85:
        text += f"  ports:\n    offset: {chance.choice(OFFSETS)}\n"
    return text


def http(chance):
    text = "wso2.transport.http:\n"
    if chance.random() < 0.4:
        text += "  transportProperties:\n  - name: server.bootstrap.socket.timeout\n    value: 60\n"
    text += "  listenerConfigurations:\n" + listener(chance, "default")
    return text + (listener(chance, "msf4j-https", secure=True) if chance.random() < 0.6 else "")


def stores(chance):
    return "siddhi.stores.query.api:\n  listenerConfigurations:\n" + listener(chance, "default")


def bridge(chance):
    text = "databridge.config:\n  workerThreads: 10\n  maxEventBufferCapacity: 10000000\n  eventBufferSize: 2000\n"
    text += "  keyStoreLocation: ${sys:carbon.home}/resources/security/wso2carbon.jks\n  keyStorePassword: wso2carbon\n"
    text += "  clientTimeoutMin: 30\n  dataReceivers:\n"
    kinds = ["Thrift", "Binary"]
    chance.shuffle(kinds)
    return text + "".join(receiver(chance, kind) for kind in kinds if chance.random() < 0.93)


OTHERS = [
    "wso2.metrics:\n  enabled: false\n",
    "deployment.config:\n  type: ha\n",
    "cluster.config:\n  enabled: false\n",
    "# what follows is not used\n",
    "state.persistence:\n  enabled: false\n  intervalInMin: 1\n",
]


def content(stack, number_, seed=20261129):
    """The deployment.yaml of the random home `number_` of a stack."""
    chance = random.Random(f"{seed} {stack} {number_}")
    parts = [carbon(chance), http(chance), bridge(chance)]
    if chance.random() < 0.9:
        parts.append(stores(chance))
    parts += [part for part in OTHERS if chance.random() < 0.15]
    if chance.random() < 0.5:
        chance.shuffle(parts)
    return "".join(parts).encode()
