"""Jars of the oracles, fetched with Maven into a cache folder; nothing of them is committed."""

import hashlib
import pathlib
import subprocess
import zipfile

# Mappers that lie in a kernel's lib/ and in no registry: the kernel that has them.
IN_KERNEL = {"1.0.2": "4.5.1", "1.0.22": "4.10.32"}

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>oracle</groupId><artifactId>oracle</artifactId><version>1</version><dependencies>{}</dependencies></project>
"""
DEPENDENCY = (
    "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>"
    "<exclusions>{}</exclusions></dependency>"
)
ALONE = "<exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>"
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"


def maven(cache, *arguments, directory=None):
    """Runs Maven quietly; its repository is in the cache."""
    command = ["mvn", "-q", "-B", f"-Dmaven.repo.local={cache / 'm2'}", *arguments]
    done = subprocess.run(command, cwd=directory or cache, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def classpath(cache, coordinates):
    """The class path of artifacts: `group:artifact:version`, with `!` before those that come without what they need."""
    wanted = []
    for coordinate in coordinates:
        group, artifact, version = coordinate.lstrip("!").split(":")
        wanted.append(DEPENDENCY.format(group, artifact, version, ALONE if coordinate[0] == "!" else ""))
    pom = POM.format("".join(wanted))
    folder = cache / "classpath" / hashlib.sha256(pom.encode()).hexdigest()[:16]
    result = folder / "classpath"
    if not result.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pom.xml").write_text(pom)
        maven(cache, f"{DEPENDENCY_PLUGIN}:build-classpath", f"-Dmdep.outputFile={result}", directory=folder)
    return result.read_text().strip()


def kernel(cache, version):
    """The home of a Carbon kernel, from its zip."""
    home = cache / "kernels" / f"wso2carbon-core-{version}"
    if not home.exists():
        artifact = f"org.wso2.carbon:wso2carbon-core:{version}:zip"
        zips = cache / "zips"
        maven(cache, f"{DEPENDENCY_PLUGIN}:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={zips}")
        with zipfile.ZipFile(zips / f"wso2carbon-core-{version}.zip") as archive:
            archive.extractall(home.parent)
        for script in (home / "bin").glob("*.sh"):
            script.chmod(0o755)
    return home


def mapper(cache, version, jinjava):
    """The class path of one mapper with one template engine."""
    others = [
        f"com.hubspot.jinjava:jinjava:{jinjava}",
        "net.consensys.cava:cava-toml:0.5.0",
        "com.google.code.gson:gson:2.9.0",
        "commons-logging:commons-logging:1.2",
        "commons-codec:commons-codec:1.12",
        "commons-lang:commons-lang:2.6",
    ]
    if version in IN_KERNEL:
        jar = kernel(cache, IN_KERNEL[version]) / "lib" / f"config-mapper-{version}.jar"
        return f"{jar}:{classpath(cache, others)}"
    return classpath(cache, [f"!org.wso2.config.mapper:config-mapper:{version}", *others])


def compiled(cache, source):
    """The folder of the classes of one Java source without dependencies at compile time."""
    source = pathlib.Path(source)
    target = cache / "classes" / hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    if not target.exists():
        subprocess.run(["javac", "-nowarn", "-d", str(target), str(source)], check=True)
    return target
