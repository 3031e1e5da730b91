# SPDX-License-Identifier: AGPL-3.0-or-later
"""A test bed: the real daemon on addresses of its own, and what the tests put around it."""
import os
import time

from .daemon import Daemon
from .mgw import Mgw
from .net import free_port, loopback_address


class Bed:
    """Daemon, and with `anchor` a real osmo-mgw. The SIP peer's address is `pbx`, the MSC's socket `mncc_path`."""

    def __init__(self, *, anchor=False, extra="", pbx_port=5060, options=(), start_mgw=True):
        self.gateway = (loopback_address(), 5060)
        self.pbx = (loopback_address(), pbx_port)
        self.mgw = None
        self._closers = []
        config = (f"mncc\n socket-path mncc.sock\n"
                  f"sip\n local {self.gateway[0]} {self.gateway[1]}\n remote {self.pbx[0]} {self.pbx[1]}\n")
        if anchor:
            mgw_address = loopback_address()
            config += f" media anchor\nmgw 0\n remote-ip {mgw_address}\n local-ip {self.gateway[0]}\n"
        try:
            self._start(config + extra, tuple(options), mgw_address if anchor else None, start_mgw)
        except BaseException:
            self.close()
            raise

    def _start(self, config, options, mgw_address, start_mgw):
        self.daemon = Daemon(config, options=options)
        self._closers.append(self.daemon.close)
        self.directory = str(self.daemon.directory)
        self.mncc_path = os.path.join(self.directory, "mncc.sock")
        if mgw_address:
            self.mgw = Mgw(mgw_address, self.directory, endpoints=2000)
            self._closers.append(self.mgw.kill)
            if start_mgw:
                self.mgw.start()
                self.wait_until("show mgw", "UP for")

    def vty(self, command):
        with self.daemon.vty() as terminal:
            terminal.enable()
            return terminal.command(command)

    def wait_until(self, command, text, timeout=20):
        """Waits until a VTY command's output holds `text`; returns the output."""
        limit = time.monotonic() + timeout
        while True:
            output = self.vty(command)
            if text in output:
                return output
            if time.monotonic() > limit:
                raise AssertionError(f"{command}: no {text!r} within {timeout} s in\n{output}\n{self.daemon.log()[-4000:]}")
            time.sleep(0.05)

    def wait_for_no_calls(self, timeout=60):
        return self.wait_until("show calls summary", "Calls now: 0", timeout)

    def memory_kb(self):
        with open(f"/proc/{self.daemon.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    def open_files(self):
        return len(os.listdir(f"/proc/{self.daemon.process.pid}/fd"))

    def cpu_seconds(self):
        """That the daemon has used, all threads, user and system."""
        with open(f"/proc/{self.daemon.process.pid}/stat", encoding="ascii") as file:
            ticks = file.read().rsplit(")", 1)[1].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def close(self):
        for closer in reversed(self._closers):
            closer()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
