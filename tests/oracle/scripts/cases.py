"""What is asked of the scripts: ways of calling each, edits of some, and two edits at once."""

import pathlib
import random
from typing import NamedTuple

HERE = pathlib.Path(__file__).parent
# Families whose scripts are edited, too.
EDITED = ["kernel", "micro-integrator-4.4"]
LOOP = "START_EXIT_STATUS=121"


class Case(NamedTuple):
    """`top` stands behind the first line, `loop` before the last loop, `options` for the line of `$JAVA_OPTS`."""

    top: str
    loop: str
    options: str
    arguments: str
    environment: str

    def words(self):
        return self.arguments.split()

    def variables(self):
        return dict(pair.split("=", 1) for pair in self.environment.split(";") if pair)

    def line(self):
        return "\t".join(self)


def rows(name, columns):
    for line in (HERE / name).read_text().splitlines():
        if not line.startswith("# "):
            yield (line.split("\t") + [""] * columns)[:columns]


def calls():
    return [Case("", "", "", *row) for row in rows("calls.txt", 2)]


def edits():
    found = []
    for top, options, arguments, environment in rows("edits.txt", 4):
        found.append(Case(top, "", options, arguments, environment))
        if top and not options:
            found.append(Case("", top, "", arguments, environment))
    return list(dict.fromkeys(found))


def pairs(count=150):
    """Two edits, one at the top and one before the last loop; always the same ones."""
    choose = random.Random(19)
    # What ends the machine or the script leaves nothing to ask of the other.
    ends = ("exit", "set -e", 'JAVA_OPTS="-D p', 'JAVA_OPTS="\'', "JAVA_OPTS=--D", "JAVA_OPTS=@", 'JAVA_OPTS="@', "JAVA_OPTS=-XX")
    texts = sorted({row[0] for row in rows("edits.txt", 4) if row[0] and not row[0].startswith(ends)})
    found = {}
    while len(found) < count:
        top, loop = choose.sample(texts, 2)
        arguments = choose.choice(["", "", "-DportOffset=9", "start"])
        found[Case(top, loop, "", arguments, "")] = None
    return list(found)


def of(family):
    if family.name not in EDITED:
        return calls()
    return list(dict.fromkeys(calls() + edits() + pairs()))


def edited(files, text_of, case):
    """The scripts of a home with the edits of a case; `text_of` has the text of each file."""
    texts = dict(text_of)
    first = files[0]
    if case.top:
        head, rest = texts[first].split("\n", 1)
        texts[first] = f"{head}\n{unescaped(case.top)}\n{rest}"
    for path in files:
        if case.loop and f"\n{LOOP}\n" in texts[path]:
            texts[path] = texts[path].replace(f"\n{LOOP}\n", f"\n{unescaped(case.loop)}\n{LOOP}\n", 1)
        if case.options:
            # `(nothing)` takes the words out; `|` ends a line that does not go on.
            line = unescaped(case.options).replace("(nothing)", "")
            line = line[:-1] if line.endswith("|") else line + " \\"
            texts[path] = texts[path].replace("    $JAVA_OPTS \\\n", f"    {line}\n", 1)
    return texts


def unescaped(text):
    return text.replace("\\r", "\r").replace("\\n", "\n")
