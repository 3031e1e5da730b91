# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads the real daemon and prints what it costs. contrib/bench builds what it needs and starts it."""
import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import time

import measures
import report

RATES = (500, 1000, 2000, 3000, 4000, 6000, 8000, 10000, 12000)


def all_levels(failures):
    rows = measures.levels("direct", (10, 400, 1000, 10000, 20000), failures)
    rows += measures.levels("osmo-mgw", (10, 400, 1000), failures, with_memory=False)
    return rows + measures.levels("generator", (10000, 20000), failures, with_memory=False)


def quick_levels(failures):
    return [row for media in report.MEDIA
            for row in measures.levels(media, (10,), failures, calls=100, rounds=1, steady_s=0, with_memory=False)]


def all_rates(failures):
    return [measures.highest_rate(kind, RATES, failures) for kind in ("mixed", "bare", "alone")]


MEASUREMENTS = {  # name: what measures, what prints
    "start": (lambda failures: measures.start_time(), report.start),
    "idle": (lambda failures: measures.idle(), report.idle),
    "levels": (all_levels, report.levels),
    "flat": (measures.flatness, report.flatness),
    "rates": (all_rates, report.rates),
    "burst": (measures.burst, report.burst),
    "loss": (measures.msc_lost, report.msc_lost),
}
QUICK = {
    "start": (lambda failures: measures.start_time(1), report.start),
    "idle": (lambda failures: measures.idle(2), report.idle),
    "levels": (quick_levels, report.levels),
    "flat": (lambda failures: measures.flatness(failures, (5, 10), 1, 1, steady_s=0), report.flatness),
    "stacks": (lambda failures: measures.stacks(failures, calls=20, rounds=1, held=20, linger_s=0), report.stacks),
    "burst": (lambda failures: measures.burst(failures, 100), report.burst),
    "loss": (lambda failures: measures.msc_lost(failures, 100, linger_s=0), report.msc_lost),
}
ON_DEMAND = {"stacks": (measures.stacks, report.stacks)}
LONG = {"long": (measures.long_run, report.long_run)}


def arguments():
    parser = argparse.ArgumentParser(prog="contrib/bench", description="Measures what the gateway costs.")
    parser.add_argument("--quick", action="store_true", help="a smoke test: few calls, figures of no worth")
    parser.add_argument("--long", action="store_true", help="only 200,000 calls in sequence, about 11 minutes")
    parser.add_argument("--only", metavar="NAME", choices=[*MEASUREMENTS, *ON_DEMAND],
                        help="one of: " + " ".join([*MEASUREMENTS, *ON_DEMAND]))
    parser.add_argument("--json", metavar="FILE", default="bench.json", help="where the figures go (bench.json)")
    options = parser.parse_args()
    if options.only and (options.long or options.quick and options.only not in QUICK):
        parser.error(f"{options.only} is not part of that")
    return options


def commit():
    """Empty without git or outside a checkout."""
    if shutil.which("git") is None:
        return ""
    return subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True,
                          check=False).stdout.strip()


def machine():
    with open("/proc/cpuinfo", encoding="ascii") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "load": os.getloadavg()[0],
            "commit": commit(), "when": datetime.datetime.now().isoformat(timespec="seconds")}


def main():
    options = arguments()
    chosen = LONG if options.long else QUICK if options.quick else MEASUREMENTS
    if options.only:
        chosen = {options.only: (ON_DEMAND | chosen)[options.only]}
    failures = measures.Failures()
    figures = {"machine": machine()}
    print("{cpu}, {cores} cores, load {load:.1f}, kernel {kernel}, commit {commit}".format(**figures["machine"]))
    begun = time.monotonic()
    for name, (measure, show) in chosen.items():
        figures[name] = measure(failures)
        print("\n".join(show(figures[name])), flush=True)
    figures["failures"] = failures.lines
    with open(options.json, "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=1)
    print(f"\n{time.monotonic() - begun:.0f} s; figures in {options.json}")
    if failures.lines:
        sys.exit("\n".join(failures.lines))


if __name__ == "__main__":
    main()
