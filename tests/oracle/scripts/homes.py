"""Homes around a start script: just enough that the program and the script find what they look for."""

import shutil

CARBON_XML = """<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
  <Ports><Offset>0</Offset></Ports>
</Server>
"""
CATALINA = """<Server><Service><Connector port="9763"/><Connector port="9443" SSLEnabled="true"/></Service></Server>
"""
CONFIGURATIONS = {
    "wso2is-5.1.0": {"repository/conf/carbon.xml": CARBON_XML, "repository/conf/tomcat/catalina-server.xml": CATALINA},
    "wso2ei-6.4.0": {
        f"{folder}/{name}": text
        for folder in ("conf", "wso2/broker/conf", "wso2/business-process/conf")
        for name, text in (("carbon.xml", CARBON_XML), ("tomcat/catalina-server.xml", CATALINA))
    },
    "wso2si-4.2.0": {"conf/server/deployment.yaml": "wso2.carbon:\n  ports:\n    offset: 0\n"},
    "wso2sp-4.4.0": {"conf/worker/deployment.yaml": "wso2.carbon:\n  ports:\n    offset: 0\n"},
}


def files_around(product):
    """What lies in a home beside its start scripts."""
    files = dict(CONFIGURATIONS.get(product, {}))
    if product.startswith("wso2mi"):
        files["conf/deployment.toml"] = "[server]\noffset = 0\n"
    elif not files:
        files["repository/conf/deployment.toml"] = "[server]\noffset = 0\n"
    files["updates/product.txt"] = product + "\n"
    files["bin/setenv.sh"] = 'JAVA_OPTS="-DportOffset=7"\n'
    files["three.args"] = "-DportOffset=3\n"
    files["three.env"] = "JAVA_OPTS=-DportOffset=3\n"
    return files


def put(home, product, scripts):
    """Makes the home anew; `scripts` are texts by their paths."""
    shutil.rmtree(home, ignore_errors=True)
    for path, text in {**files_around(product), **scripts}.items():
        file = home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        if path in scripts:
            file.chmod(0o755)
