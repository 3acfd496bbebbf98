"""Jars of the oracles, fetched with Maven into a cache folder; nothing of them is committed."""

import hashlib
import pathlib
import subprocess
import zipfile

# Mappers that lie in a kernel's lib/ and in no registry: the kernel that has them.
IN_KERNEL = {"1.0.2": "4.5.1", "1.0.22": "4.10.32"}

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>oracle</groupId><artifactId>oracle</artifactId><version>1</version><dependencies>{}</dependencies><build><plugins><plugin>
<groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><version>3.6.1</version><configuration>
<useBaseVersion>true</useBaseVersion><artifactItems>{}</artifactItems></configuration></plugin></plugins></build></project>
"""
COORDINATE = "<groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>"
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"


def maven(cache, *arguments, directory=None):
    """Runs Maven quietly; its repository is in the cache."""
    command = ["mvn", "-q", "-B", f"-Dmaven.repo.local={cache / 'm2'}", *arguments]
    done = subprocess.run(command, cwd=directory or cache, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def stub_parent(cache, coordinate):
    """Puts an empty parent pom into the cache's repository, for jars whose parent is in no registry."""
    group, artifact, version = coordinate.split(":")
    path = cache / "m2" / group.replace(".", "/") / artifact / version / f"{artifact}-{version}.pom"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        + COORDINATE.format(group, artifact, version)
        + "<packaging>pom</packaging></project>\n"
    )


def classpath(cache, coordinates):
    """The class path of artifacts `group:artifact:version`. Those with `!` before them come alone: the poms of some name a
    parent or a dependency that is in no registry."""
    alone, whole = [], []
    for coordinate in coordinates:
        (alone if coordinate[0] == "!" else whole).append(COORDINATE.format(*coordinate.lstrip("!").split(":")))
    pom = POM.format(
        "".join(f"<dependency>{item}</dependency>" for item in whole),
        "".join(f"<artifactItem>{item}</artifactItem>" for item in alone),
    )
    folder = cache / "classpath" / hashlib.sha256(pom.encode()).hexdigest()[:16]
    result = folder / "classpath"
    if not result.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pom.xml").write_text(pom)
        if alone:
            maven(cache, f"{DEPENDENCY_PLUGIN}:copy", f"-DoutputDirectory={folder / 'jars'}", directory=folder)
        maven(cache, f"{DEPENDENCY_PLUGIN}:build-classpath", f"-Dmdep.outputFile={folder / 'rest'}", directory=folder)
        # In the order that they are named: the first jar wins where two have the same class.
        names = ["{1}-{2}.jar".format(*c.lstrip("!").split(":")) for c in coordinates if c[0] == "!"]
        paths = [str(folder / "jars" / name) for name in names]
        result.write_text(":".join([*paths, (folder / "rest").read_text().strip()]))
    return result.read_text().strip(":")


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
