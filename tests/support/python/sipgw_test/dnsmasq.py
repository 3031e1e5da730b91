# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real name server on an address of its own, for a Namespace: port 53 is free there."""
import subprocess
import time

from .net import is_bound


class Dnsmasq:
    """Knows the `records` given to serve(), as dnsmasq's configuration writes them, and denies everything else."""

    def __init__(self, address="127.0.0.53"):
        self.address = address
        self.process = None

    def serve(self, *records):
        """These from now on, instead of those before."""
        self.close()
        self.process = subprocess.Popen(
            ["/usr/sbin/dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--user=root",
             "--no-resolv", "--no-hosts", "--local=/#/", "--bind-interfaces", "--log-facility=-",
             f"--listen-address={self.address}", *(f"--{record}" for record in records)],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        limit = time.monotonic() + 20
        while not is_bound(self.address, 53):
            if self.process.poll() is not None or time.monotonic() > limit:
                self.process.kill()
                raise AssertionError(f"dnsmasq: {self.process.stderr.read().decode()}")
            time.sleep(0.02)

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stderr.close()
            self.process = None
