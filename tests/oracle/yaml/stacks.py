"""The stacks of the yaml generation: the vendor's configuration reader and listener classes of neighbouring versions."""

from dataclasses import dataclass

COMMON = [
    "!org.wso2.carbon:org.wso2.carbon.core:5.2.8",
    "!org.wso2.carbon.secvault:org.wso2.carbon.secvault:5.0.12",
    "!org.wso2.carbon.utils:org.wso2.carbon.utils:2.0.4",
    "!org.eclipse.platform:org.eclipse.osgi:3.13.0",
    "!org.osgi:org.osgi.compendium:5.0.0",
    "!javax.ws.rs:javax.ws.rs-api:2.0",
    "!javax.annotation:javax.annotation-api:1.3.2",
    "!javax.websocket:javax.websocket-api:1.1",
    "!com.github.spullara.mustache.java:compiler:0.9.6",
    "com.google.code.gson:gson:2.7",
    "commons-beanutils:commons-beanutils:1.9.3",
    "commons-io:commons-io:2.4",
    "commons-pool:commons-pool:1.5.6",
    "org.apache.commons:commons-pool2:2.4.2",
    "org.apache.commons:commons-lang3:3.3.2",
    "com.google.guava:guava:23.0",
    "com.lmax:disruptor:3.4.2",
    "org.slf4j:slf4j-simple:1.7.25",
    "org.slf4j:jcl-over-slf4j:1.7.25",
    "org.slf4j:log4j-over-slf4j:1.7.25",
    "!org.wso2.carbon.messaging:org.wso2.carbon.messaging:3.0.3",
    "!org.apache.logging.log4j:log4j-api:2.17.1",
    "!org.apache.logging.log4j:log4j-core:2.17.1",
]
NETTY = ["common", "buffer", "transport", "handler", "codec", "codec-http", "codec-http2", "codec-socks", "handler-proxy", "resolver"]
DATABRIDGE = ["core", "commons", "commons.thrift", "commons.binary", "receiver.thrift", "receiver.binary"]


@dataclass(frozen=True)
class Stack:
    """The artifacts that stand for some releases."""

    name: str
    msf4j: str
    transport: str
    netty: str
    databridge: str
    config: str
    snakeyaml: str
    thrift: str
    # Whether the Stores API has listeners of its own.
    stores: bool
    # The product and runtime that it stands for.
    home: str
    runtime: str

    def components(self):
        return ["http", "databridge", *(["stores"] if self.stores else []), "jmx"]

    def artifacts(self):
        result = [f"!org.wso2.msf4j:msf4j-core:{self.msf4j}", f"!org.wso2.msf4j:jaxrs-delegates:{self.msf4j}"]
        result += [f"!org.wso2.transport.http:org.wso2.transport.http.netty:{self.transport}"]
        result += [f"!io.netty:netty-{name}:{self.netty}" for name in NETTY]
        bridge = "!org.wso2.carbon.analytics-common:org.wso2.carbon.databridge"
        # The binary commons of 6.0.66 are in no registry.
        binary = {"6.0.66": "6.0.62"}
        for name in DATABRIDGE:
            version = binary.get(self.databridge, self.databridge) if name == "commons.binary" else self.databridge
            result.append(f"{bridge}.{name}:{version}")
        result += [f"!org.wso2.carbon.analytics-common:org.wso2.carbon.analytics.idp.client:{self.databridge}"]
        result += [f"!org.wso2.carbon.config:org.wso2.carbon.config:{self.config}"]
        result += [f"!org.yaml:snakeyaml:{self.snakeyaml}", f"!org.apache.thrift:libthrift:{self.thrift}"]
        return result + COMMON


STACKS = [
    Stack("A", "2.7.7", "6.2.30", "4.1.39.Final", "6.1.66", "2.1.16", "1.23", "0.16.0", True, "wso2si-4.0.0", "server"),
    Stack("D", "2.7.0", "6.0.275", "4.1.34.Final", "6.1.26", "2.1.12", "1.17", "0.9.2", True, "wso2sp-4.4.0", "worker"),
    Stack("B", "2.6.4", "6.0.138", "4.1.19.Final", "6.0.66", "2.1.5", "1.17", "0.9.2", True, "wso2sp-4.3.0", "worker"),
    Stack("C", "2.5.2", "6.0.85", "4.1.19.Final", "6.0.62", "2.1.5", "1.17", "0.9.2", False, "wso2sp-4.1.0", "worker"),
]

# Parents of jars that are in no registry.
STUB_PARENTS = ["org.wso2.transport.http:http-parent:6.0.138", "org.wso2.transport.http:http-parent:6.0.85"]
