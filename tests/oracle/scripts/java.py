"""A `java` that only records what it gets, and what a real Java makes of that."""

import os
import pathlib
import re
import subprocess

RECORDER = """#!/bin/sh
for a in "$@"; do
  if [ "$a" = -version ]; then echo "openjdk version \\"$RECORDED_JAVA\\" 2024-01-16" >&2; exit 0; fi
done
for a in "$@"; do case $a in *EncryptionKeyGenerator|*CarbonToolExecutor) exit 0;; esac; done
{ printf 'TOOL %s\\n' "$JAVA_TOOL_OPTIONS"; printf 'JDK %s\\n' "$JDK_JAVA_OPTIONS"; printf 'LAST %s\\n' "$_JAVA_OPTIONS"
for a in "$@"; do printf 'ARG %s\\n' "$(printf '%s' "$a" | tr '\\n' ' ')"; done; } > "$RECORD.$$"
[ -e "$RECORD" ] || mv "$RECORD.$$" "$RECORD"
exit 0
"""
VERSIONS = {"8": "1.8.0_392", "11": "11.0.21", "17": "17.0.9", "21": "21.0.2", "25": "25.0.1"}

# Stands for the servers: says the offset that they would take. An argument sets a property as their main class does.
SERVER = """
public class %s {
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("-D")) {
                int at = argument.indexOf('=');
                String name = at < 0 ? argument.substring(2) : argument.substring(2, at);
                System.setProperty(name, at < 0 ? "true" : argument.substring(at + 1));
            }
        }
        String offset = System.getProperty("portOffset");
        System.out.println("offset=" + (offset == null ? "none" : "<" + offset + ">"));
        System.out.println("carbon.home=" + System.getProperty("carbon.home"));
    }
}
"""
CLASSES = ["org.wso2.carbon.bootstrap.Bootstrap", "org.wso2.micro.integrator.bootstrap.Bootstrap",
           "org.wso2.carbon.launcher.Main"]
DEBUGGER = re.compile(r"-agentlib:jdwp=|-Xrunjdwp:")


class Java:
    """A folder with the recorder, the class that stands for the servers, and what the real Java answered before."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.record = self.folder / "record"
        self.answers = {}
        recorder = self.folder / "jdk/bin/java"
        recorder.parent.mkdir(parents=True)
        recorder.write_text(RECORDER)
        recorder.chmod(0o755)
        for name in CLASSES:
            package, _, simple = name.rpartition(".")
            file = self.folder / "source" / (name.replace(".", "/") + ".java")
            file.parent.mkdir(parents=True)
            file.write_text(f"package {package};\n" + SERVER % simple)
        sources = [str(path) for path in (self.folder / "source").rglob("*.java")]
        subprocess.run(["javac", "-d", str(self.folder / "classes"), *sources], check=True)

    def called(self, home, script, arguments, environment, shell, jdk):
        """Calls a script and says what the server that it starts would do."""
        for old in self.folder.glob("record*"):
            old.unlink()
        env = {"PATH": f"{self.folder}/jdk/bin:{os.environ['PATH']}", "HOME": "/root", "JAVA_HOME": str(self.folder / "jdk"), "RECORD": str(self.record),
               "RECORDED_JAVA": VERSIONS[jdk]}
        env.update(environment)
        process = subprocess.Popen([*shell, str(home / script), *arguments], env=env, cwd="/",
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        # Scripts of runtimes wait for ever behind the server that they started.
        for _ in range(600):
            if self.record.exists():
                break
            if process.poll() is not None and not self.goes_on(process.pid):
                break
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(process.pid, 9)
        except ProcessLookupError:
            pass
        process.wait()
        return self.answer(home, jdk)

    @staticmethod
    def goes_on(session):
        """Whether a process that the script left behind still runs."""
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                return True
        return False

    def answer(self, home, jdk):
        if not self.record.exists():
            return "no server"
        text = self.record.read_bytes().decode().replace("\r", "\\r")
        lines = [line.replace(str(home), "/home") for line in text.split("\n") if line]
        key = (jdk, *lines)
        if key not in self.answers:
            self.answers[key] = self.real(lines, home, jdk)
        return self.answers[key]

    def real(self, lines, home, jdk):
        """What the real Java makes of it: the offset, and the debugger's address where one is asked for."""
        said = dict(line.partition(" ")[::2] for line in lines if not line.startswith("ARG"))
        words = [line[4:].replace("/home", str(home)) for line in lines if line.startswith("ARG ")]
        debugger = next((word for word in words if DEBUGGER.match(word)), None)
        # Gone since Java 17, and Java 8 knows no modules.
        # An agent is not there to be loaded.
        words = [w for w in words if not w.startswith(("-javaagent:", "-XX:MaxPermSize", "-Djava.endorsed.dirs", "-Xnoagent")) and w != debugger]
        env = {"PATH": os.environ["PATH"]}
        for name, kind in (("JAVA_TOOL_OPTIONS", "TOOL"), ("JDK_JAVA_OPTIONS", "JDK"), ("_JAVA_OPTIONS", "LAST")):
            if said.get(kind):
                env[name] = said[kind].replace("/home", str(home))
        at = next((i for i, word in enumerate(words) if word in ("-cp", "-classpath")), None)
        if at is not None:
            words[at + 1] = str(self.folder / "classes")
        if jdk == "8":
            # What Java 8 does not know: it takes `@file` for the main class, and refuses the option.
            env.pop("JDK_JAVA_OPTIONS", None)
            if any(word.startswith(("@", "-XX:VMOptionsFile")) for word in words):
                return "no server"
        agent = any(word.startswith("-Dcom.sun.management.jmxremote") for word in words)
        words = [word for word in words if word != "-Dcom.sun.management.jmxremote"]
        fast = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
        run = subprocess.run(["java", *fast, *words], env=env, cwd=home, capture_output=True, text=True, check=False)
        if "offset=" not in run.stdout:
            return "no server"
        facts = dict(line.split("=", 1) for line in run.stdout.splitlines() if "=" in line)
        answer = "offset " + facts["offset"].strip("<>") if facts["offset"] != "<>" else "offset empty"
        # Profiles have a home of their own below the home.
        if not facts["carbon.home"].startswith((str(home), "/home")):
            answer += ", home " + facts["carbon.home"].replace(str(home), "/home")
        if debugger:
            answer += ", debugger " + re.search(r"address=([^,]*)", debugger).group(1)
        if not agent:
            answer += ", no agent"
        return answer
