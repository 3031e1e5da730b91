# SPDX-License-Identifier: AGPL-3.0-or-later
"""The programs of a measurement: the gateway, the load generator around it, and the bare SIP stack beside it."""
import json
import os
import subprocess

from sipgw_test.bed import Bed
from sipgw_test.net import free_port, loopback_address


class Player:
    """A program of tests/bench that is told what to do on its stdin."""

    def __init__(self, name, *arguments):
        path = os.path.join(os.environ["SIPGW_BENCH"], name)
        self._process = subprocess.Popen([path, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = self._process.pid

    def read_line(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args[0]} has ended")
        return line

    def command(self, text):
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()
        return json.loads(self.read_line())

    def close(self):
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


class Stage:
    """All of them, on addresses of their own. `media`: direct, osmo-mgw, or generator, which then answers MGCP."""

    def __init__(self, media="direct"):
        bare_address = loopback_address()
        bare_port, trigger_port = free_port(bare_address), free_port(bare_address)
        mgw_address = loopback_address()
        extra = f" media anchor\nmgw 0\n remote-ip {mgw_address}\n" if media == "generator" else ""
        self.media = media
        self.bed = Bed(anchor=media == "osmo-mgw", extra=extra)
        peer = "{}:{}".format(*self.bed.pbx)
        self._players = []
        try:
            self.generator = self._add(
                "sipgw_bench_load", "--mncc", self.bed.mncc_path, "--gateway", "{}:{}".format(*self.bed.gateway),
                "--sip", peer, "--bare", f"{bare_address}:{bare_port}", "--trigger", f"{bare_address}:{trigger_port}",
                "--mgw", f"{mgw_address}:2427")
            self.bare = self._add("sipgw_bench_bare", bare_address, str(bare_port), str(trigger_port), peer)
            self.bare.read_line()
            self.generator.command("wait")
            if media == "generator":
                self.bed.wait_until("show mgw", "UP for")
        except BaseException:
            self.close()
            raise

    def _add(self, *command):
        self._players.append(Player(*command))
        return self._players[-1]

    @property
    def gateway_pid(self):
        return self.bed.daemon.process.pid

    def close(self):
        for player in self._players:
            player.close()
        self.bed.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
