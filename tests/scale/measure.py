"""Measures checks of generated fleets: measure.py PROGRAM [HOSTS...]"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import generate

SECONDS, MEGABYTES = 10, 500


def measured(command, output):
    """Seconds, megabytes and exit code of a run."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        into = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(into, 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    return time.monotonic() - start, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main():
    program = sys.argv[1]
    sizes = [int(size) for size in sys.argv[2:]] or [100, 1000, 10000]
    failed = []
    per_host = {}
    with tempfile.TemporaryDirectory(prefix="portlint-scale-") as work:
        work = Path(work)
        print("| snapshots | homes' findings | format | s | MB | output, MB |\n|---|---|---|---|---|---|")
        for hosts in sizes:
            fleet = work / f"fleet-{hosts}"
            generate.write(program, fleet, hosts, 10)
            report = work / "report"
            formats = ["concise"] if hosts != max(sizes) else ["concise", "json", "json-lines", "sarif", "html"]
            for form in formats:
                seconds, megabytes, code = measured(
                    [program, "check", "--no-config", "--format", form, str(fleet)], report
                )
                assert code in (0, 1), f"exit code {code}"
                text = report.read_text()
                if form == "concise":
                    checked = [line for line in text.splitlines() if line.startswith("Checked ")]
                    assert checked and f" {2 * hosts} homes" in checked[0], checked
                    findings = [line for line in text.splitlines() if line.startswith("Found ")]
                    per_host[hosts] = seconds / hosts
                elif form == "json-lines":
                    for line in text.splitlines():
                        json.loads(line)
                elif form != "html":
                    json.loads(text)
                print(f"| {hosts} | {findings[0] if findings else '-'} | {form} | {seconds:.2f} | {megabytes:.0f} | {len(text) / 1e6:.1f} |", flush=True)
                if hosts == 10000 and (seconds > SECONDS or megabytes > MEGABYTES):
                    failed.append(f"{form}: {seconds:.1f} s, {megabytes:.0f} MB")
    first, last = per_host.get(1000), per_host.get(10000)
    if first and last and last > 1.5 * first:
        failed.append(f"a snapshot of 10,000 takes {last / first:.1f} times one of 1,000")
    for what in failed:
        print("FAILED:", what)
    sys.exit(bool(failed))


main()
