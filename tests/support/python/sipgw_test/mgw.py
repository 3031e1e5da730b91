# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real osmo-mgw on an address of its own."""
import os
import re
import subprocess
import time

from .vty import Vty

CONFIG = """
log stderr
 logging level set-all notice
line vty
 no login
 bind {address} {vty_port}
ctrl
 bind {address}
mgcp
 domain mgw
 bind ip {address}
 bind port {mgcp_port}
 rtp port-range 20000 60000
 rtp bind-ip {address}
 rtp-patch ssrc
 rtp-patch timestamp
 number endpoints {endpoints}
"""


class Mgw:
    """Started with start(), killed with kill(); the ports stay the same over restarts."""

    def __init__(self, address, directory, mgcp_port=2427, vty_port=4243, endpoints=512):
        self.address, self.mgcp_port, self.vty_port, self.endpoints = address, mgcp_port, vty_port, endpoints
        self.config = os.path.join(directory, "osmo-mgw.cfg")
        self.log_path = os.path.join(directory, "osmo-mgw.log")
        self.process = None
        self._write_config()

    def _write_config(self):
        with open(self.config, "w", encoding="ascii") as file:
            file.write(CONFIG.format(address=self.address, vty_port=self.vty_port, mgcp_port=self.mgcp_port,
                                     endpoints=self.endpoints))

    def move_to_port(self, mgcp_port):
        """For the next start()."""
        self.mgcp_port = mgcp_port
        self._write_config()

    def set_endpoints(self, endpoints):
        """For the next start()."""
        self.endpoints = endpoints
        self._write_config()

    def set_text(self, text, address):
        """The node `mgcp` as somebody else writes it, for `address`; for the next start()."""
        head = CONFIG[:CONFIG.index("mgcp\n")].format(address=self.address, vty_port=self.vty_port)
        with open(self.config, "w", encoding="ascii") as file:
            file.write(head + text.replace(address, self.address))

    def start(self):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(["/usr/bin/osmo-mgw", "-c", self.config], stdout=log, stderr=log,
                                        stdin=subprocess.DEVNULL)
        log.close()
        limit = time.monotonic() + 20
        while True:
            try:
                self._vty().close()
                return self
            except ConnectionRefusedError:
                if time.monotonic() > limit or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def _vty(self):
        return Vty(self.address, self.vty_port)

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def connections(self):
        """How many connections its endpoints hold."""
        with self._vty() as terminal:
            return len(re.findall(r"CONN:", terminal.command("show mgcp active")))
