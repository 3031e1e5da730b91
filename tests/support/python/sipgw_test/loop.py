# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thread's sockets and what it has to do when."""
import heapq
import itertools
import selectors
import time

_PATIENCE = 0.1  # how long a step waits at most


class Loop:
    def __init__(self):
        self._due = []  # heap of (time, sequence number, action)
        self._sequence = itertools.count()
        self._selector = selectors.DefaultSelector()

    def watch(self, source, handler):
        """`handler()` whenever `source` (a socket) can be read."""
        self._selector.register(source, selectors.EVENT_READ, handler)

    def forget(self, source):
        self._selector.unregister(source)

    def at(self, when, action):
        heapq.heappush(self._due, (when, next(self._sequence), action))

    def after(self, seconds, action):
        self.at(time.monotonic() + seconds, action)

    def step(self):
        """Does what is due, waits for the next thing to do, does it."""
        while self._due and self._due[0][0] <= time.monotonic():
            heapq.heappop(self._due)[2]()
        patience = min(_PATIENCE, max(0, self._due[0][0] - time.monotonic())) if self._due else _PATIENCE
        for key, _ in self._selector.select(patience):
            key.data()

    def run_until(self, condition, timeout):
        """False: the time was over before the condition was true."""
        limit = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > limit:
                return False
            self.step()
        return True

    def close(self):
        self._selector.close()
