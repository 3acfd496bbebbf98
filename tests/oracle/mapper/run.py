"""Asks the mapper oracle about many inputs: the real mapper renders them, and what a server opens with the result is read."""

import pathlib
import shutil
import subprocess
import tempfile

import artifacts
from mapper import rendered, resources

HERE = pathlib.Path(__file__).parent
# The rendered files that say something about ports.
KEEP = (
    r".*(carbon\.xml|carbon\.properties|catalina-server\.xml|jmx\.xml|conf/axis2/axis2\.xml|broker\.xml|data-bridge-config\.xml"
    r"|inbound-endpoints/.*|synapse\.properties|listenerprofiles\.xml|embedded-ldap\.xml|internal-apis\.xml)"
)


class Mapper:
    """The mapper of one line in a running virtual machine."""

    def __init__(self, line, clones, cache):
        self.line = line
        self.resources = resources.assemble(clones, line, cache)
        classes = artifacts.compiled(cache, HERE / "MapperRunner.java")
        path = f"{classes}:{artifacts.mapper(cache, line.mapper, line.jinjava)}"
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="mapper-"))
        command = ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", f"-Dkeep={KEEP}"]
        command += ["-Dcarbon.home=/home/wso2", "--add-opens", "java.base/java.util=ALL-UNNAMED", "-cp", path, "MapperRunner"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def ask(self, content, env=None, properties=None):
        """What the server does with this deployment.toml: an `Answer`."""
        env, properties = env or {}, properties or {}
        toml, output = self.work / "deployment.toml", self.work / "out"
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir()
        toml.write_bytes(content)
        told = [f"env {k}={v}" for k, v in env.items()] + [f"sys {k}={v}" for k, v in properties.items()]
        self.process.stdin.write("\t".join([str(toml), str(self.resources), str(output), *told]) + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        if not said:
            raise SystemExit(f"the mapper of {self.line.name} ended")
        if said != "ok":
            return rendered.Answer("fails", f"the mapper refuses: {shortened(said.removeprefix('fails '))}")
        return rendered.answer(self.line, self.reader(output), properties, env)

    def reader(self, output):
        def read(path):
            for place in (output / path, self.resources / "static" / path):
                if place.exists():
                    return place.read_text(encoding="utf-8", errors="surrogateescape")
            return None

        return read

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.work, ignore_errors=True)


def shortened(text, most=160):
    """One line without the path of this machine."""
    text = text.replace(str(pathlib.Path.home()), "~")
    return text if len(text) <= most else text[: most - 1] + "…"
