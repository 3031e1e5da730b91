# SPDX-License-Identifier: AGPL-3.0-or-later
"""The measurements. Each returns plain values for the table and the JSON file."""
import threading
import time

from players import Stage
from sipgw_test import Daemon
from usage import Cost, cpu_seconds, memory_kb, wakeups_per_second

LINGER_S = 34        # a finished SIP transaction stays 32 s
RATE = 100           # calls a second while CPU and latency are measured
BUILD_UP_RATE = 400  # while calls to be held are set up
ENOUGH_FOR_MEMORY = 1000
BEATS = {"mo": "bare-mo", "mt": "bare-mt"}


class Failures:
    """What went wrong, of all commands of the run."""

    def __init__(self):
        self.lines = []

    def check(self, result, refusals=False):
        """Notes calls that failed or, unless the measurement provokes them, were refused."""
        if result["failed"] or (result["refused"] and not refusals):
            self.lines.append(f"{result['command']}: failed {result['failed']}, refused {result['refused']}")
        return result


def start_time(times=5):
    """Seconds from the start of the program until it tells systemd that it is ready; the shortest."""
    taken = []
    for _ in range(times):
        begun = time.monotonic()
        with Daemon():
            taken.append(time.monotonic() - begun)
    return min(taken)


def _slice(stage, pid, command, failures, calls):
    with Cost(pid) as cost:
        result = failures.check(stage.generator.command(command))
    return {"cpu_us": cost.cpu / calls * 1e6, "system_us": cost.system / calls * 1e6, "hops": result["hops"]}


def _best_hops(slices):
    best = {}
    for hops in (one["hops"] for one in slices):
        for name, hop in hops.items():
            so_far = best.setdefault(name, dict(hop))
            so_far.update(p50=min(so_far["p50"], hop["p50"]), p99=min(so_far["p99"], hop["p99"]),
                          max=max(so_far["max"], hop["max"]))
    return best


def cpu_and_latency(stage, failures, calls, rounds, floor=True):
    """For both kinds of calls: CPU time per call, the floor's, and the hops; the gateway and the floor by turns, the
    best of all rounds each."""
    outcome = {"hops": {}}
    for kind, bare in BEATS.items():
        gateway, floors = [], []
        for _ in range(rounds):
            gateway.append(_slice(stage, stage.gateway_pid, f"run {kind} {calls} {RATE}", failures, calls))
            if floor:
                floors.append(_slice(stage, stage.bare.pid, f"run {bare} {calls} {RATE}", failures, calls))
        best = min(gateway, key=lambda one: one["cpu_us"])
        outcome[kind] = {"cpu_us": best["cpu_us"], "system_us": best["system_us"]}
        outcome["hops"].update(_best_hops(gateway))
        if floors:
            outcome[kind]["floor_us"] = min(one["cpu_us"] for one in floors)
            outcome[kind]["ratio"] = best["cpu_us"] / outcome[kind]["floor_us"]
    return outcome


def levels(media, counts, failures, calls=200, rounds=3, with_memory=True):
    """A row for each number of held calls; the bare stack holds as many."""
    rows = []
    with Stage(media) as stage:
        floor = media == "direct"
        cpu_and_latency(stage, failures, 100, 1, floor)  # touches all code once
        before = _memory(stage)
        held = 0
        for count in counts:
            _hold(stage, failures, count - held, floor)
            held = count
            row = {"media": media, "held": count}
            if with_memory and count >= ENOUGH_FOR_MEMORY:
                row["memory_at_once"] = _per_call(before, _memory(stage), count)
                time.sleep(LINGER_S)
                row["memory_after_linger"] = _per_call(before, _memory(stage), count)
                row["wakeups"] = wakeups_per_second(stage.gateway_pid, 5)
            row.update(cpu_and_latency(stage, failures, calls, rounds, floor))
            rows.append(row)
    return rows


def _hold(stage, failures, count, floor):
    failures.check(stage.generator.command(f"hold mixed {count} {BUILD_UP_RATE}"))
    if floor:
        failures.check(stage.generator.command(f"hold bare {count} {BUILD_UP_RATE}"))


def _memory(stage):
    return {"gateway": memory_kb(stage.gateway_pid), "floor": memory_kb(stage.bare.pid)}


def _per_call(before, after, calls):
    return {name: (after[name] - before[name]) / calls for name in before}


def highest_rate(kind, rates, failures, seconds=3):
    """The highest of the rates at which all calls went well and in time, and why the next did not."""
    best = {"kind": kind, "rate": 0, "broke": None}
    with Stage() as stage:
        pid = stage.bare.pid if kind == "bare" else stage.gateway_pid
        for rate in rates:
            with Cost(pid) as cost, Cost(stage.generator.pid) as generator:
                result = stage.generator.command(f"run {kind} {rate * seconds} {rate}")
            late = result["seconds"] > seconds * 1.2 + 0.5
            if result["failed"] or result["refused"] or late:
                best["broke"] = {"rate": rate, "failed": result["failed"], "refused": result["refused"],
                                 "seconds": result["seconds"], "resent": result["resent"]}
                break
            best.update(rate=rate, cpu_us=cost.cpu / rate / seconds * 1e6,
                        generator_us=generator.cpu / rate / seconds * 1e6, resent=result["resent"])
    return best


def burst(failures, count=2000):
    """So many calls within one second: how they went, and that nothing is left of them."""
    outcome = {}
    for kind in BEATS:
        with Stage() as stage:
            result = failures.check(stage.generator.command(f"run {kind} {count} {count}"), refusals=True)
            stage.bed.wait_for_no_calls()
            outcome[kind] = {name: result[name] for name in ("calls", "seconds", "refused", "failed", "resent")}
    return outcome


class _VtyWatch(threading.Thread):
    """Asks the VTY again and again; `longest` is the longest that an answer took."""

    def __init__(self, bed):
        super().__init__(daemon=True)
        self._bed, self._over, self.longest, self.answers = bed, threading.Event(), 0.0, 0

    def run(self):
        with self._bed.daemon.vty() as terminal:
            while not self._over.wait(0.02):
                begun = time.monotonic()
                terminal.command("show calls summary")
                self.longest = max(self.longest, time.monotonic() - begun)
                self.answers += 1

    def stop(self):
        self._over.set()
        self.join()


def msc_lost(failures, count=10000, linger_s=LINGER_S):
    """The MSC goes with so many calls: seconds until the SIP side is released, the VTY's slowest answer meanwhile, and
    new calls after the MSC is back."""
    with Stage() as stage:
        before = _memory(stage)
        _hold(stage, failures, count, floor=False)
        watch = _VtyWatch(stage.bed)
        watch.start()
        with Cost(stage.gateway_pid) as cost:
            lost = failures.check(stage.generator.command("drop"))
        watch.stop()
        stage.generator.command("wait")
        again = failures.check(stage.generator.command(f"run mixed {RATE} {RATE}"))
        stage.bed.wait_for_no_calls()
        time.sleep(linger_s)
        return {"calls": count, "released_s": lost["seconds"], "vty_longest_s": watch.longest,
                "vty_answers": watch.answers, "cpu_us": cost.cpu / count * 1e6, "calls_afterwards": again["calls"],
                "memory_kept": _per_call(before, _memory(stage), count)}


def idle(seconds=10):
    with Stage() as stage:
        time.sleep(1)
        before = cpu_seconds(stage.gateway_pid)
        rate = wakeups_per_second(stage.gateway_pid, seconds)
        return {"wakeups_per_s": rate, "cpu_percent": (cpu_seconds(stage.gateway_pid) - before) / seconds * 100,
                "memory_kb": memory_kb(stage.gateway_pid)}


def long_run(failures, total=200000, chunk=10000, rate=300):
    """Memory after each chunk of calls in sequence."""
    memory = []
    with Stage() as stage:
        for _ in range(total // chunk):
            failures.check(stage.generator.command(f"run mixed {chunk} {rate}"))
            memory.append(memory_kb(stage.gateway_pid))
            print(f"  {len(memory) * chunk} calls: {memory[-1]} kB", flush=True)
    return {"calls": total, "rate": rate, "memory_kb": memory}
