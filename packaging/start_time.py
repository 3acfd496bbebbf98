#!/usr/bin/env python3
"""Prints how long a command takes to print its version: the fastest and the median of some runs, in milliseconds."""

import statistics
import subprocess
import sys
import time

RUNS = 30

command = [*sys.argv[1:], "--version"]
times = []
for _ in range(RUNS):
    before = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    times.append((time.perf_counter() - before) * 1000)
print(f"{min(times):.1f}\t{statistics.median(times):.1f}")
