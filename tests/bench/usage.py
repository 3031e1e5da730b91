# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a process costs: CPU, memory, wakeups, as the kernel counts them."""
import os
import time
from dataclasses import dataclass


def _tasks(pid):
    return [f"/proc/{pid}/task/{task}" for task in os.listdir(f"/proc/{pid}/task")]


def cpu_seconds(pid):
    """Of all threads that live, to the nanosecond, which /proc/PID/stat does not tell."""
    total = 0
    for task in _tasks(pid):
        with open(task + "/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def system_share(pid):
    """Of the CPU time so far, how much was the kernel's, as (system, user) in clock ticks."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        user, system = file.read().rsplit(")", 1)[1].split()[11:13]
    return int(system), int(user)


def memory_kb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def wakeups(pid):
    """Voluntary context switches of all threads: each ends a wait."""
    total = 0
    for task in _tasks(pid):
        with open(task + "/status", encoding="ascii") as file:
            total += next(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt"))
    return total


def wakeups_per_second(pid, seconds):
    before = wakeups(pid)
    time.sleep(seconds)
    return (wakeups(pid) - before) / seconds


@dataclass
class Cost:
    """CPU time between start() and stop(), in seconds."""

    pid: int

    def __enter__(self):
        self._cpu, self._split = cpu_seconds(self.pid), system_share(self.pid)
        return self

    def __exit__(self, *_):
        self.cpu = cpu_seconds(self.pid) - self._cpu
        system, user = (now - before for now, before in zip(system_share(self.pid), self._split))
        self.system = self.cpu * system / (system + user or 1)
