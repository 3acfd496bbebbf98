"""Random homes of the toml generation: plausible files, the same for the same seed.

A file takes some settings of its product, each with one of the values that people write, as dotted keys, tables or inline tables
in an order of their own. Most start; what a reader of many such files would see.
"""

import random

from generate.base import base

PORTS = [8000, 8080, 8081, 8300, 8443, 8500, 9000, 9200, 9300, 9500, 9543, 9700, 9900, 10100, 12000, 20000]
OFFSETS = ["0", "1", "2", "3", "5", "10", "20", "100", '"1"', '"4"', '"10"', "-5"]
BOOLEANS = ["true", "false", '"true"', '"false"']


def port(chance):
    number = chance.choice(PORTS) + chance.randrange(100)
    return f'"{number}"' if chance.random() < 0.2 else str(number)


def boolean(chance):
    return chance.choice(BOOLEANS)


def address(chance):
    return chance.choice(['"127.0.0.1"', '"0.0.0.0"', '"127.0.0.1"', '"localhost"'])


SERVLET = [
    ("transport.https.properties", "port", port),
    ("transport.http.properties", "port", port),
    ("transport.https.properties", "address", address),
    ("transport.https.properties", "proxyPort", lambda chance: "443"),
    ("transport.http.properties", "redirectPort", lambda chance: "9443"),
    ("monitoring.jmx", "rmi_server_start", boolean),
    ("monitoring.jmx", "rmi_registry_port", port),
    ("monitoring.jmx", "rmi_server_port", port),
    ("keystore.tls", "file_name", lambda chance: '"wso2carbon.jks"'),
    ("super_admin", "username", lambda chance: '"admin"'),
    ("super_admin", "create_admin_account", boolean),
    ("user_store", "type", lambda chance: chance.choice(['"database"', '"database"', '"jdbc"'])),
]
GATEWAY = [
    ("transport.http.listener", "port", port),
    ("transport.http.listener", "secured_port", port),
    ("transport.passthru_http.listener.parameters", "port", port),
    ("transport.passthru_https.listener.parameters", "port", port),
    ("transport.passthru_http.listener.parameters", "bind-address", address),
    ("transport.http.listener", "bind_address", address),
    ("transport.passthru_http.listener", "enable", boolean),
    ("transport.passthru_https.listener", "enable", boolean),
    ("synapse_properties", "'inbound.port.offset.enable'", lambda chance: chance.choice(["true", "false"])),
    ("apim.ws", "port", port),
    ("apim.wss", "port", port),
    ("apim.webhooks.https", "port", port),
    ("apim.webhooks.http", "port", port),
]
TRAFFIC = [
    ("broker.transport.amqp", "enabled", boolean),
    ("broker.transport.amqp", "bind_address", address),
    ("broker.transport.amqp.default_connection", "port", port),
    ("broker.transport.amqp.default_connection", "enabled", boolean),
    ("broker.transport.amqp.ssl_connection", "port", port),
    ("broker.transport.amqp.ssl_connection", "enabled", boolean),
    ("transport.receiver", "tcp_port", port),
    ("transport.receiver", "ssl_port", port),
    ("transport.receiver", "type", lambda chance: chance.choice(['"binary"', '"thrift"'])),
    ("transport.receiver", "worker_threads", lambda chance: "10"),
    ("transport.binary.receiver", "tcpPort", port),
    ("transport.binary.receiver", "sslPort", port),
    ("transport.binary.receiver", "enable", boolean),
    ("server", "enable_traffic_management", lambda chance: chance.choice(["true", "false", '"false"'])),
    ("apim.throttling", "event_duplicate_url", lambda chance: '["tcp://localhost:5672"]'),
    ("apim.key_manager", "service_url", lambda chance: '"https://localhost:9443/services/"'),
]
IDENTITY = [
    ("transport.https", "enabled", boolean),
    ("transport.http", "enabled", boolean),
    ("custom_transport.x.properties", "port", port),
    ("custom_transport.x.properties", "bindOnInit", lambda chance: chance.choice(["false", '"false"', "true"])),
    ("embedded_ldap", "enable", boolean),
    ("clustering", "membership_scheme", lambda chance: chance.choice(['"wka"', '"wka"', '"multicast"'])),
    ("clustering", "local_member_port", port),
    ("clustering", "members", lambda chance: '["127.0.0.1:4000", "127.0.0.2:4000"]'),
    ("identity.auth_framework.endpoint", "app_password", lambda chance: '"dashboard"'),
]
INTEGRATOR = [
    ("transport.http.listener", "port", port),
    ("transport.http.listener", "secured_port", port),
    ("transport.http.listener", "enable", boolean),
    ("transport.http.listener", "secured_enable", boolean),
    ("transport.http.listener", "bind_address", address),
    ("transport.http.listener", "secured_bind_address", address),
    ("transport.http.listener.parameter", "port", port),
    ("transport.https.listener.parameter", "port", port),
    ("mediation", "internal_http_api_port", port),
    ("mediation", "internal_https_api_port", port),
    ("mediation", "internal_http_api_enable", boolean),
    ("management_api", "protocols", lambda chance: chance.choice(['"https"', '"http"', '"http https"'])),
    ("monitoring.jmx", "rmi_server_start", boolean),
    ("keystore.primary", "file_name", lambda chance: '"repository/resources/security/wso2carbon.jks"'),
    ("synapse_properties", "'synapse.threads.core'", lambda chance: "20"),
]


def settings_of(line):
    if line.product == "wso2mi":
        return INTEGRATOR
    if line.product == "wso2is":
        return SERVLET + IDENTITY
    gateway = GATEWAY if line.product in ("wso2am", "wso2am-universal-gw") else []
    return SERVLET + gateway + TRAFFIC


def content(line, number, seed=20261129):
    """The deployment.toml of the random home `number` of a line."""
    chance = random.Random(f"{seed} {line.name} {number}")
    settings = settings_of(line)
    chosen = chance.sample(settings, chance.randint(1, min(9, len(settings))))
    server = "".join(f"{key} = {value(chance)}\n" for table, key, value in chosen if table == "server")
    if chance.random() < 0.6:
        server += f"offset = {chance.choice(OFFSETS)}\n"
    tables = {}
    for table, key, value in chosen:
        if table != "server":
            tables.setdefault(table, []).append((key, value(chance)))
    names = list(tables)
    # Parents first, as most people write; now and then in any order, which is fact N1.
    names.sort() if chance.random() < 0.95 else chance.shuffle(names)
    dotted = [name for name in names if chance.random() < 0.12]
    head = "".join(f"{name}.{key} = {value}\n" for name in dotted for key, value in tables[name])
    tail = "".join(written(chance, name, tables[name]) for name in names if name not in dotted)
    return base(line, server, head, tail).encode()


def written(chance, name, pairs):
    style = chance.random()
    if style < 0.06 and "." in name:
        above, _, last = name.rpartition(".")
        inside = ", ".join(f"{key} = {value}" for key, value in pairs)
        return f"[{above}]\n{last} = {{ {inside} }}\n"
    blank = "\n" if style < 0.5 else ""
    sign = "=" if 0.5 < style < 0.6 else " = "
    return f"{blank}[{name}]\n" + "".join(f"{key}{sign}{value}\n" for key, value in pairs)
