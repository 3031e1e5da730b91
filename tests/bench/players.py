# SPDX-License-Identifier: AGPL-3.0-or-later
"""The programs of a measurement: the gateway or a bare SIP stack, each with a load generator of its own around it."""
import contextlib
import json
import os
import socket
import subprocess
import tempfile

from sipgw_test.bed import Bed
from sipgw_test.net import loopback_address


class Player:
    """A program of tests/bench that is told what to do on its stdin."""

    def __init__(self, name, *arguments, preload=""):
        path = os.path.join(os.environ["SIPGW_BENCH"], name)
        self._process = subprocess.Popen([path, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                         env={**os.environ, "LD_PRELOAD": preload})
        self.pid = self._process.pid

    def read_line(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args[0]} has ended")
        return line

    def begin(self, command):
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def result(self):
        return json.loads(self.read_line())

    def command(self, text):
        self.begin(text)
        return self.result()

    def close(self):
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


class _Place:
    """A program under load (`pid`), and its load generator with its words for the `kinds` of calls to it."""

    def __init__(self):
        self._closers = contextlib.ExitStack()

    def _add(self, *command, preload=""):
        player = Player(*command, preload=preload)
        self._closers.callback(player.close)
        return player

    def close(self):
        self._closers.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _check_loaded(pid, library):
    """The dynamic linker only warns of what it cannot preload."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as file:
        if library not in file.read():
            raise RuntimeError(f"{library} is not loaded")


class Floor(_Place):
    """A bare SIP stack: plain, nua or nta (see sipgw_bench_bare), with the C library's heap or the `heap` given."""

    kinds = {"mo": "bare-mo", "mt": "bare-mt", "mixed": "bare"}

    def __init__(self, stack, heap=""):
        super().__init__()
        address, peer = loopback_address(), f"{loopback_address()}:5060"
        sip_port, trigger_port = 5060, 5061
        self._trigger = (address, trigger_port)
        directory = self._closers.enter_context(tempfile.TemporaryDirectory())
        try:
            self._bare = self._add("sipgw_bench_bare", stack, address, str(sip_port), str(trigger_port), peer,
                                   preload=heap)
            self._bare.read_line()
            self.pid = self._bare.pid
            _check_loaded(self.pid, heap)
            self.generator = self._add(
                "sipgw_bench_load", "--mncc", os.path.join(directory, "mncc.sock"), "--sip", peer,
                "--bare", f"{address}:{sip_port}", "--trigger", f"{address}:{trigger_port}")
        except BaseException:
            self.close()
            raise

    def heap_bytes(self):
        """In use of the C library's heap, without what has been freed and kept for later, which the resident set holds."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"heap", self._trigger)
        return self._bare.result()


class Stage(_Place):
    """The gateway. `media`: direct, osmo-mgw, or generator, which then answers MGCP."""

    kinds = {"mo": "mo", "mt": "mt", "mixed": "mixed"}

    def __init__(self, media="direct"):
        super().__init__()
        mgw_address = loopback_address()
        extra = f" media anchor\nmgw 0\n remote-ip {mgw_address}\n" if media == "generator" else ""
        self.bed = self._closers.enter_context(Bed(anchor=media == "osmo-mgw", extra=extra))
        try:
            self.generator = self._add(
                "sipgw_bench_load", "--mncc", self.bed.mncc_path, "--gateway", "{}:{}".format(*self.bed.gateway),
                "--sip", "{}:{}".format(*self.bed.pbx), "--mgw", f"{mgw_address}:2427")
            self.generator.command("wait")
            if media == "generator":
                self.bed.wait_until("show mgw", "UP for")
        except BaseException:
            self.close()
            raise

    @property
    def pid(self):
        return self.bed.daemon.process.pid
