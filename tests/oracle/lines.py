"""The product lines that the mapper oracle knows: which mapper renders their files, and where their templates and JSON are.

A source is `repository@ref:folder`, read with git from a bare clone; a later source wins file by file and, in JSON, key by key,
as the product's build merges them. A home in a repository has everything merged already, so it needs no other source.
"""

from dataclasses import dataclass

APIM = "wso2/product-apim"
IS = "wso2/product-is"
MI = "wso2/micro-integrator"
KERNEL = "wso2/carbon-kernel"
ANALYTICS = "wso2/carbon-analytics-common"
LDAP = "wso2-extensions/identity-userstore-ldap"

KERNEL_CONF = "distribution/kernel/carbon-home/repository/resources/conf"
APIM_CONF = "modules/distribution/product/src/main/resources/conf"
APIM_FILES = "modules/distribution/product/src/main/conf"
IS_CONF = "modules/distribution/src/repository/resources/conf"
MI_CONF = "distribution/src/resources/config-tool"
DATA_BRIDGE = "features/data-bridge/org.wso2.carbon.databridge.{}.server.feature/src/main/resources/conf_templates"
EVENTS = (
    "features/event-processor-manager/org.wso2.carbon.event.processor.manager.core.feature/src/main/resources/conf_templates"
)
LDAP_CONF = "features/org.wso2.carbon.ldap.server.server.feature/resources/conf"


@dataclass(frozen=True)
class Line:
    """One release of one product."""

    name: str
    product: str
    version: str
    mapper: str
    jinjava: str
    # Templates and JSON, the weakest first.
    sources: tuple
    # Inbound endpoints that have no template: (repository@ref:folder).
    static: str = None

    @property
    def conf(self):
        """Where deployment.toml lies in a home."""
        return "conf" if self.product == "wso2mi" else "repository/conf"

    @property
    def home(self):
        return f"{self.product}-{self.version}"


def data_bridge(ref):
    folders = [DATA_BRIDGE.format("agent"), DATA_BRIDGE.format("core"), EVENTS]
    return tuple(f"{ANALYTICS}@{ref}:{folder}" for folder in folders)


def apim(name, product, version, mapper, jinjava, kernel, analytics, folder=""):
    """A line of API Manager."""
    return Line(
        name,
        product,
        version,
        mapper,
        jinjava,
        (*data_bridge(analytics), f"{KERNEL}@{kernel}:{KERNEL_CONF}", f"{APIM}@v{version}:{folder}{APIM_CONF}"),
        f"{APIM}@v{version}:{folder}{APIM_FILES}/synapse-configs/default/inbound-endpoints",
    )


def identity(name, version, mapper, jinjava, kernel, ldap=None):
    """A line of Identity Server."""
    sources = [f"{LDAP}@{ldap}:{LDAP_CONF}"] if ldap else []
    sources += [f"{KERNEL}@{kernel}:{KERNEL_CONF}", f"{IS}@v{version}:{IS_CONF}"]
    return Line(name, "wso2is", version, mapper, jinjava, tuple(sources))


def integrator(name, version, mapper, jinjava):
    """A line of Micro Integrator."""
    return Line(name, "wso2mi", version, mapper, jinjava, (f"{MI}@v{version}:{MI_CONF}",))


LINES = [
    apim("am-3.2", "wso2am", "3.2.0", "1.0.2", "2.4.14", "v4.6.0", "v5.2.26"),
    apim("am-4.0", "wso2am", "4.0.0", "1.0.18", "2.4.14", "v4.6.2", "v5.2.34"),
    apim("am-4.2", "wso2am", "4.2.0", "1.0.20", "2.6.0", "v4.8.1", "v5.3.5"),
    apim("am-4.5", "wso2am", "4.5.0", "1.0.23", "2.7.2", "v4.9.28", "v5.3.20", "all-in-one-apim/"),
    apim("acp-4.5", "wso2am-acp", "4.5.0", "1.0.23", "2.7.2", "v4.9.28", "v5.3.20", "api-control-plane/"),
    apim("gw-4.5", "wso2am-universal-gw", "4.5.0", "1.0.23", "2.7.2", "v4.9.28", "v5.3.20", "gateway/"),
    apim("tm-4.5", "wso2am-tm", "4.5.0", "1.0.23", "2.7.2", "v4.9.28", "v5.3.20", "traffic-manager/"),
    identity("is-5.9", "5.9.0", "1.0.2", "2.4.14", "v4.5.1"),
    identity("is-5.11", "5.11.0", "1.0.2", "2.4.14", "v4.6.1", "v6.2.5"),
    identity("is-6.0", "6.0.0", "1.0.13", "2.6.0", "v4.7.1"),
    identity("is-7.0", "7.0.0", "1.0.22", "2.6.0", "v4.10.9"),
    identity("is-7.1", "7.1.0", "1.0.22", "2.6.0", "v4.10.42"),
    integrator("mi-1.2", "1.2.0", "1.0.12", "2.4.14"),
    integrator("mi-4.1", "4.1.0", "1.0.20", "2.6.0"),
    integrator("mi-4.2", "4.2.0", "1.0.20", "2.6.0"),
    integrator("mi-4.3", "4.3.0", "1.0.20", "2.6.0"),
]
BY_NAME = {line.name: line for line in LINES}
