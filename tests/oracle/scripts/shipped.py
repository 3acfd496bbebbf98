"""The start scripts that the vendor ships, by what they do alike; each family has a script of our own in `models/`.

A family is `Family(name, home, jdk, script, files, shipped)`: what `updates/product.txt` says, the Java that runs it, the script
that is called, the paths of the scripts in the home, and the shipped scripts, each as repository, tag and paths in the repository, in the order of
`files`.
"""

from typing import NamedTuple


class Family(NamedTuple):
    name: str
    home: str
    runtime: str
    jdk: str
    script: str
    files: list
    shipped: list


KERNEL = "distribution/kernel/carbon-home/bin/wso2server.sh"
APIM = "modules/distribution/product/src/main/startup-scripts"
MI = "distribution/src/scripts/micro-integrator.sh"
EI = "distribution/src"


def kernels(*tags):
    return [("wso2/carbon-kernel", tag, [KERNEL]) for tag in tags]


def managers(script, *tags):
    return [("wso2/product-apim", tag, [f"{APIM}/{script}"]) for tag in tags]


def parts(script, folder, *tags):
    return [("wso2/product-apim", tag, [f"{folder}/{APIM}/{script}"]) for tag in tags]


def integrators(*tags):
    return [("wso2/product-integrator-mi", tag, [MI]) for tag in tags]


FAMILIES = [
    Family("kernel-4.4.0", "wso2is-5.1.0", "server", "8", "bin/wso2server.sh", ["bin/wso2server.sh"], kernels("v4.4.0")),
    Family("kernel", "wso2is-7.0.0", "server", "17", "bin/wso2server.sh", ["bin/wso2server.sh"],
           kernels("v4.4.35", "v4.5.1", "v4.6.0", "v4.6.3-m4", "v4.9.1-m1", "v4.10.32")
           + managers("wso2server.sh", "v2.1.0", "v2.6.0", "v3.0.0", "v3.2.0")),
    Family("kernel-4.12", "wso2is-7.3.0", "server", "21", "bin/wso2server.sh", ["bin/wso2server.sh"], kernels("v4.12.34")),
    Family("api-manager", "wso2am-4.2.0", "server", "17", "bin/api-manager.sh", ["bin/api-manager.sh"],
           managers("api-manager.sh", "v4.0.0", "v4.2.0", "v4.4.0")
           + parts("api-manager.sh", "all-in-one-apim", "v4.5.0", "v4.6.0")),
    Family("api-manager-4.7", "wso2am-4.7.0", "server", "21", "bin/api-manager.sh", ["bin/api-manager.sh"],
           parts("api-manager.sh", "all-in-one-apim", "v4.7.0")),
    Family("api-cp", "wso2am-acp-4.5.0", "server", "17", "bin/api-cp.sh", ["bin/api-cp.sh"],
           parts("api-cp.sh", "api-control-plane", "v4.5.0", "v4.6.0")),
    Family("key-manager", "wso2am-acp-4.5.0", "server", "17", "bin/key-manager.sh", ["bin/key-manager.sh"],
           parts("key-manager.sh", "api-control-plane", "v4.5.0", "v4.6.0")),
    Family("gateway", "wso2am-universal-gw-4.5.0", "server", "17", "bin/gateway.sh", ["bin/gateway.sh"],
           parts("gateway.sh", "gateway", "v4.5.0", "v4.6.0")),
    Family("traffic-manager", "wso2am-tm-4.5.0", "server", "17", "bin/traffic-manager.sh", ["bin/traffic-manager.sh"],
           parts("traffic-manager.sh", "traffic-manager", "v4.5.0", "v4.6.0")),
    Family("micro-integrator", "wso2mi-4.1.0", "server", "17", "bin/micro-integrator.sh", ["bin/micro-integrator.sh"],
           integrators("v1.0.0", "v1.1.0", "v1.2.0", "v4.0.0", "v4.1.0", "v4.2.0", "v4.3.0")),
    Family("micro-integrator-4.4", "wso2mi-4.4.0", "server", "17", "bin/micro-integrator.sh", ["bin/micro-integrator.sh"],
           integrators("v4.4.0", "v4.5.0")),
    Family("micro-integrator-4.6", "wso2mi-4.6.0", "server", "21", "bin/micro-integrator.sh", ["bin/micro-integrator.sh"],
           integrators("v4.6.0")),
    Family("integrator", "wso2ei-6.4.0", "integrator", "8", "bin/integrator.sh", ["bin/integrator.sh"],
           [("wso2/product-ei", tag, [f"{EI}/scripts/integrator.sh"]) for tag in ("v6.1.1", "v6.4.0", "v6.6.0")]),
    Family("broker", "wso2ei-6.4.0", "broker", "8", "bin/broker.sh", ["bin/broker.sh", "wso2/broker/bin/wso2server.sh"],
           [("wso2/product-ei", tag, [f"{EI}/scripts/broker.sh", f"{EI}/broker/conf/wso2server.sh"])
            for tag in ("v6.1.1", "v6.4.0", "v6.6.0")]),
    Family("business-process", "wso2ei-6.4.0", "business-process", "8", "bin/business-process.sh",
           ["bin/business-process.sh", "wso2/business-process/bin/wso2server.sh"],
           [("wso2/product-ei", tag, [f"{EI}/scripts/business-process.sh", f"{EI}/business-process/conf/wso2server.sh"])
            for tag in ("v6.1.1", "v6.4.0", "v6.6.0")]),
    Family("carbon-5", "wso2si-4.2.0", "server", "17", "bin/server.sh", ["bin/server.sh", "wso2/server/bin/carbon.sh"],
           [("wso2/streaming-integrator", tag,
             ["modules/distribution/carbon-home/bin/server.sh", "modules/distribution/carbon-home/runtime/server/carbon.sh"])
            for tag in ("v1.0.0", "v4.0.0", "v4.2.0", "v4.3.0")]),
    Family("worker", "wso2sp-4.4.0", "worker", "8", "bin/worker.sh", ["bin/worker.sh", "wso2/worker/bin/carbon.sh"],
           [("wso2/product-sp", tag,
             ["modules/distribution/carbon-home/bin/worker.sh", "modules/distribution/carbon-home/runtime/worker/carbon.sh"])
            for tag in ("v4.0.0", "v4.4.0")]),
]
