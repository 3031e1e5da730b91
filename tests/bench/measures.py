# SPDX-License-Identifier: AGPL-3.0-or-later
"""The measurements. Each returns plain values for the table and the JSON file."""
import contextlib
import statistics
import threading
import time

from players import Floor, Stage
from sipgw_test import Daemon
from usage import Cost, cpu_seconds, memory_kb, wakeups_per_second

LINGER_S = 34        # a finished SIP transaction stays 32 s
RATE = 100           # calls a second while CPU and latency are measured
BUILD_UP_RATE = 400  # while calls to be held are set up
ENOUGH_FOR_MEMORY = 1000
KINDS = ("mo", "mt")
FLOORS = {"plain": "", "nua": "libmimalloc.so.2"}  # the bare stacks that the gateway is compared to, and their heaps


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


def _slice(place, kind, failures, calls):
    with Cost(place.pid) as cost:
        result = failures.check(place.generator.command(f"run {place.kinds[kind]} {calls} {RATE}"))
    return {"cpu_us": cost.cpu / calls * 1e6, "system_us": cost.system / calls * 1e6, "hops": result["hops"]}


def _cheapest(slices):
    best = min(slices, key=lambda one: one["cpu_us"])
    return {"cpu_us": best["cpu_us"], "system_us": best["system_us"]}


def _best_hops(slices):
    best = {}
    for hops in (one["hops"] for one in slices):
        for name, hop in hops.items():
            so_far = best.setdefault(name, dict(hop))
            so_far.update(p50=min(so_far["p50"], hop["p50"]), p99=min(so_far["p99"], hop["p99"]),
                          max=max(so_far["max"], hop["max"]))
    return best


def _slices(places, failures, calls, rounds, steady_s):
    """For each place and kind of calls so many slices, by turns. Before, all have calls for `steady_s`, so that they
    forget transactions at the rate at which new ones come. The plain stack is alone: it disturbs others by then."""
    slices = {name: {kind: [] for kind in KINDS} for name in places}
    for group in ([name for name in places if name != "plain"], [name for name in places if name == "plain"]):
        if steady_s:
            _at_once([places[name] for name in group], failures, "run", steady_s * RATE, RATE)
        for _ in range(rounds):
            for kind in KINDS:
                for name in group:
                    slices[name][kind].append(_slice(places[name], kind, failures, calls))
    return slices


def cpu_and_latency(places, failures, calls, rounds, steady_s):
    """For both kinds of calls: CPU time per call, the floors', and the hops; the best of all rounds each."""
    floors = _slices(places, failures, calls, rounds, steady_s)
    gateway = floors.pop("gateway")
    outcome = {"hops": {}}
    for kind in KINDS:
        outcome["hops"].update(_best_hops(gateway[kind]))
        outcome[kind] = one = _cheapest(gateway[kind])
        one["floors"] = {name: _cheapest(slices[kind]) for name, slices in floors.items()}
        for floor in one["floors"].values():
            floor["ratio"] = one["cpu_us"] / floor["cpu_us"]
    return outcome


def levels(media, counts, failures, calls=150, rounds=3, steady_s=LINGER_S, with_memory=True):
    """A row for each number of held calls; the floors hold as many."""
    rows = []
    memory = held_memory(counts, failures) if with_memory else {}
    with Stage(media) as stage, _floors(FLOORS if media == "direct" else {}) as floors:
        places = {"gateway": stage, **floors}
        _slices(places, failures, 100, 1, steady_s=0)  # touches all code once
        held = 0
        for count in counts:
            _hold(places.values(), failures, count - held)
            held = count
            rows.append({"media": media, "held": count, **memory.get(count, {}),
                         **cpu_and_latency(places, failures, calls, rounds, steady_s)})
    return rows


def flatness(failures, counts=(400, 10000, 20000), windows=5, window_s=10, steady_s=LINGER_S):
    """CPU time per call at each number of held calls, and how many times that at the lowest number; of the gateway and
    of bare nua. There is one of each for every number, and all have calls at the same time: what else happens on the
    machine meets all alike. Each ratio is the median of those of the windows."""
    with contextlib.ExitStack() as opened:
        places = {("gateway", count): opened.enter_context(Stage()) for count in counts}
        places |= {("nua", count): opened.enter_context(_stricter_floor()) for count in counts}
        for count in counts:
            _hold([place for (_, held), place in places.items() if held == count], failures, count)
        if steady_s:
            _at_once(places.values(), failures, "run", steady_s * RATE, RATE)
        costs = {kind: [_window(places, failures, kind, window_s) for _ in range(windows)] for kind in KINDS}
    return [{"place": name, "held": count, **{kind: _flat(costs[kind], name, count, counts[0]) for kind in KINDS}}
            for name, count in places]


def _window(places, failures, kind, seconds):
    """CPU time per call of each place, of the same seconds."""
    calls = seconds * RATE
    with contextlib.ExitStack() as opened:
        costs = {name: opened.enter_context(Cost(place.pid)) for name, place in places.items()}
        _at_once(places.values(), failures, "run", calls, RATE, kind)
    return {name: cost.cpu / calls * 1e6 for name, cost in costs.items()}


def _flat(windows, name, count, lowest):
    return {"cpu_us": statistics.median(costs[name, count] for costs in windows),
            "ratio": statistics.median(costs[name, count] / costs[name, lowest] for costs in windows)}


def held_memory(counts, failures):
    """Memory per held call, of programs without other calls before: what those leave behind would count too."""
    outcome = {}
    with Stage() as stage, _stricter_floor() as floor:
        places = {"gateway": stage, "nua": floor}
        _at_once(places.values(), failures, "run", 100, RATE)  # touches all code once
        before = _memory(places)
        held = 0
        for count in (count for count in counts if count >= ENOUGH_FOR_MEMORY):
            _hold(places.values(), failures, count - held)
            held = count
            at_once = _per_call(before, _memory(places), count)
            time.sleep(LINGER_S)
            outcome[count] = {"memory_at_once": at_once,
                              "memory_after_linger": _per_call(before, _memory(places), count),
                              "wakeups": wakeups_per_second(stage.pid, 5)}
    return outcome


def stacks(failures, calls=150, rounds=3, held=1000, linger_s=LINGER_S):
    """What Sofia's layers cost by themselves: heap per held call, and CPU per call while few are held."""
    names = dict.fromkeys(("plain", "nua", "nta"), "")
    with _floors(names) as floors:
        before = {name: floor.heap_bytes() for name, floor in floors.items()}
        _hold(floors.values(), failures, held)
        time.sleep(linger_s)
        heap = _per_call(before, {name: floor.heap_bytes() for name, floor in floors.items()}, held)
    with _floors(names) as floors:
        _hold(floors.values(), failures, 10)
        slices = _slices(floors, failures, calls, rounds, linger_s)
    return {name: {"heap_bytes": heap[name], **{kind: _cheapest(slices[name][kind]) for kind in KINDS}}
            for name in names}


@contextlib.contextmanager
def _floors(heaps):
    with contextlib.ExitStack() as opened:
        yield {name: opened.enter_context(Floor(name, heap)) for name, heap in heaps.items()}


def _stricter_floor():
    return Floor("nua", FLOORS["nua"])


def _at_once(places, failures, verb, count, rate, kind="mixed"):
    """The same command for all of them; mixed: half of the calls in each direction."""
    for place in places:
        place.generator.begin(f"{verb} {place.kinds[kind]} {count} {rate}")
    for place in places:
        failures.check(place.generator.result())


def _hold(places, failures, count):
    _at_once(places, failures, "hold", count, BUILD_UP_RATE)


def _memory(places):
    return {name: memory_kb(place.pid) for name, place in places.items()}


def _per_call(before, after, calls):
    return {name: (after[name] - before[name]) / calls for name in before}


def highest_rate(kind, rates, failures, seconds=3):
    """The highest of the rates at which all calls went well and in time, and why the next did not."""
    best = {"kind": kind, "rate": 0, "broke": None}
    with _stricter_floor() if kind == "bare" else Stage() as place:
        for rate in rates:
            with Cost(place.pid) as cost, Cost(place.generator.pid) as generator:
                result = place.generator.command(f"run {kind} {rate * seconds} {rate}")
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
    for kind in KINDS:
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
        before = memory_kb(stage.pid)
        _hold([stage], failures, count)
        watch = _VtyWatch(stage.bed)
        watch.start()
        with Cost(stage.pid) as cost:
            lost = failures.check(stage.generator.command("drop"))
        watch.stop()
        stage.generator.command("wait")
        again = failures.check(stage.generator.command(f"run mixed {RATE} {RATE}"))
        stage.bed.wait_for_no_calls()
        time.sleep(linger_s)
        return {"calls": count, "released_s": lost["seconds"], "vty_longest_s": watch.longest,
                "vty_answers": watch.answers, "cpu_us": cost.cpu / count * 1e6, "calls_afterwards": again["calls"],
                "memory_kept": (memory_kb(stage.pid) - before) / count}


def idle(seconds=10):
    with Stage() as stage:
        time.sleep(1)
        before = cpu_seconds(stage.pid)
        rate = wakeups_per_second(stage.pid, seconds)
        return {"wakeups_per_s": rate, "cpu_percent": (cpu_seconds(stage.pid) - before) / seconds * 100,
                "memory_kb": memory_kb(stage.pid)}


def long_run(failures, total=200000, chunk=10000, rate=300):
    """Memory after each chunk of calls in sequence."""
    memory = []
    with Stage() as stage:
        for _ in range(total // chunk):
            failures.check(stage.generator.command(f"run mixed {chunk} {rate}"))
            memory.append(memory_kb(stage.pid))
            print(f"  {len(memory) * chunk} calls: {memory[-1]} kB", flush=True)
    return {"calls": total, "rate": rate, "memory_kb": memory}
