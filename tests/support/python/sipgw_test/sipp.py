# SPDX-License-Identifier: AGPL-3.0-or-later
"""SIPp with our scenarios; a run is good when SIPp says that no call failed."""
import os
import subprocess
import time

from .net import is_bound

SCENARIOS = os.path.join(os.path.dirname(__file__), "..", "..", "..", "integration", "sipp")


class Sipp:
    """One SIPp process in `directory`; wait() returns when it has done its calls."""

    def __init__(self, scenario, directory, *, local, calls, rate=50, remote=None, service="1001", hold_ms=0,
                 transport="u1", media_ip=None):
        address, port = local
        self.directory = directory
        command = ["/usr/bin/sipp", "-sf", os.path.abspath(os.path.join(SCENARIOS, scenario)), "-i", address, "-p", str(port),
                   "-mi", media_ip or address, "-m", str(calls), "-s", service, "-d", str(hold_ms), "-t", transport,
                   "-nostdin", "-trace_err", "-error_file", "errors.log", "-timeout_error", "-timeout", "300s"]
        if remote:
            command += ["-r", str(rate), f"{remote[0]}:{remote[1]}"]
        self.log = open(os.path.join(directory, "sipp.log"), "wb")
        self.process = subprocess.Popen(command, cwd=directory, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)

        self._wait_until_bound(address, port)

    def _wait_until_bound(self, address, port):
        limit = time.monotonic() + 20
        while time.monotonic() < limit and self.process.poll() is None:
            if is_bound(address, port):
                return
            time.sleep(0.01)
        if self.process.poll() == 0:  # it has done all its calls already
            return
        raise AssertionError(f"SIPp does not listen\n{self.report()}")

    def wait(self, timeout):
        try:
            code = self.process.wait(timeout)
        finally:
            self.stop()
        if code != 0:
            raise AssertionError(f"SIPp ended with {code}\n{self.report()}")

    def report(self):
        text = ""
        for name in ("errors.log", "sipp.log"):
            path = os.path.join(self.directory, name)
            if os.path.exists(path):
                with open(path, encoding="latin-1") as file:
                    text += f"--- {name}\n{file.read()[-3000:]}\n"
        return text

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
