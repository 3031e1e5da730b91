# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real kamailio with the recipes of contrib/kamailio."""
import os
import pathlib
import signal
import subprocess
import time

from .net import is_bound

RECIPES = pathlib.Path(__file__).resolve().parents[4] / "contrib/kamailio"


class Kamailio:
    """One kamailio at `address` (UDP) and `further` ones, as "tls:127.0.0.1:5061"; start() returns when it serves. The
    definitions are those of the recipe's head."""

    def __init__(self, recipe, directory, address, further=(), **definitions):
        self.address = address
        self._log = os.path.join(directory, "kamailio.log")
        self._control = "unix:" + os.path.join(directory, "kamailio_ctl")
        self._command = ["/usr/sbin/kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(directory),
                         "-f", str(RECIPES / recipe), "-l", f"udp:{address[0]}:{address[1]}"]
        for place in further:
            self._command += ["-l", place]
        for name, value in {"CONTROL": self._control, **definitions}.items():
            self._command += ["-A", f'{name}="{value}"' if isinstance(value, str) else f"{name}={value}"]
        self.process = None

    def start(self):
        with open(self._log, "ab") as log:
            self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            process_group=0)
        limit = time.monotonic() + 20
        while not is_bound(*self.address):
            if self.process.poll() is not None or time.monotonic() > limit:
                raise AssertionError(f"kamailio does not listen\n{self.log()}")
            time.sleep(0.02)

    def stop(self):
        """Its main process ends the others. That of 5.6.3 waits for ever in about one stop of twenty."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        """All its processes at once."""
        self.signal(signal.SIGKILL)
        self.process.wait(20)

    def signal(self, number):
        """To all its processes; SIGSTOP silences it as a network that has failed does."""
        os.killpg(self.process.pid, number)

    def log(self):
        with open(self._log, encoding="utf-8", errors="replace") as file:
            return file.read()[-4000:]

    def rpc(self, *command):
        """The output of kamcmd."""
        result = subprocess.run(["/usr/sbin/kamcmd", "-s", self._control, *map(str, command)], capture_output=True,
                                text=True, timeout=20, check=False)
        if result.returncode or result.stdout.startswith("error:"):
            raise AssertionError(f"kamcmd {command}: {result.stdout}{result.stderr}\n{self.log()}")
        return result.stdout
