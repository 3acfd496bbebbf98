#!/usr/bin/env python3
"""Prints CHANGELOG.md in the form of a package system: `changelog.py debian|rpm FILE VERSION`.

One entry per version; one that has no date yet is dated SOURCE_DATE_EPOCH. VERSION, in the writing of the package system,
has to be the newest of the file.
"""

import os
import re
import sys
import textwrap
from datetime import datetime, timezone
from email.utils import format_datetime

MAINTAINER = "wso2-portlint contributors <wso2-portlint@users.noreply.github.com>"


def entries(text):
    """(version, time, [changes]) of each version of the changelog."""
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        version, date = re.match(r"(\S+)(?: \((\d{4}-\d{2}-\d{2})\))?", head).groups()
        items = re.findall(r"^- ((?:.|\n(?!\n|- |#))*)", body, flags=re.MULTILINE)
        changes = [" ".join(item.split()) for item in items]
        yield version.replace("-", "~"), when(date), changes or ["See CHANGELOG.md."]


def when(date):
    if date:
        return datetime.fromisoformat(date).replace(tzinfo=timezone.utc)
    return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)


def item(change, sign):
    return textwrap.fill(
        change, 78, initial_indent=sign, subsequent_indent=" " * len(sign),
        break_long_words=False, break_on_hyphens=False,
    )


def debian(version, time, changes):
    yield f"wso2-portlint ({version}) unstable; urgency=medium\n"
    yield from (item(change, "  * ") for change in changes)
    yield f"\n -- {MAINTAINER}  {format_datetime(time)}\n"


def rpm(version, time, changes):
    yield f"* {time:%a %b %d %Y} {MAINTAINER} - {version}-1"
    # A percent sign would be read as a macro.
    yield from (item(change.replace("%", "%%"), "- ") for change in changes)
    yield ""


def main(form, path, newest):
    with open(path, encoding="utf-8") as file:
        found = list(entries(file.read()))
    if not found or found[0][0] != newest:
        sys.exit(f"{path} does not begin with version {newest}")
    for version, time, changes in found:
        print("\n".join(form(version, time, changes)))


main({"debian": debian, "rpm": rpm}[sys.argv[1]], *sys.argv[2:])
