# SPDX-License-Identifier: AGPL-3.0-or-later
"""One program of the network: started with its configuration, known by process id, ended by it."""
import os
import shutil
import signal
import subprocess
import time

_PATIENCE = 20


class Program:
    """Lives on when the Python process that started it ends; `pid` and `born` find it again."""

    def __init__(self, name, directory, vty):
        self.name, self.directory, self.vty_address = name, directory, vty
        self.log_path = os.path.join(directory, f"{name}.log")
        self.pid = self.born = None
        self._process = None

    def start(self, command, environment):
        with open(self.log_path, "ab") as log:
            self._process = subprocess.Popen(command, cwd=self.directory, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log, env={**os.environ, **environment}, start_new_session=True)
        self.pid = self._process.pid
        self.born = _birth(self.pid)

    def is_running(self):
        if self._process and self._process.poll() is not None:
            return False
        return self.pid is not None and _birth(self.pid) == self.born

    def kill(self):
        """Ends it as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self):
        """Ends it as an operator would, and by force if it does not obey."""
        self._end(signal.SIGTERM)

    def _end(self, number):
        limit = time.monotonic() + _PATIENCE
        while self.is_running():
            os.kill(self.pid, signal.SIGKILL if time.monotonic() > limit else number)
            end_of_wait = time.monotonic() + 1
            while self.is_running() and time.monotonic() < end_of_wait:
                time.sleep(0.01)
        self.pid = self.born = None

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()


class Unit(Program):
    """The same for an installed program that systemd runs with a configuration in /etc/osmocom."""

    def __init__(self, name, directory, vty, unit):
        super().__init__(name, directory, vty)
        self._unit = unit

    def start(self, command, environment):
        shutil.copyfile(command[-1], f"/etc/osmocom/{self._unit}.cfg")
        subprocess.run(["systemctl", "restart", self._unit], check=True)
        shown = subprocess.run(["systemctl", "show", "-p", "MainPID", "--value", self._unit], check=True,
                               capture_output=True, text=True)
        self.pid = int(shown.stdout)
        self.born = _birth(self.pid)

    def stop(self):
        subprocess.run(["systemctl", "stop", self._unit], check=True)

    def log(self):
        return subprocess.run(["journalctl", "--no-pager", "-b", "-u", self._unit], check=True, capture_output=True,
                              text=True).stdout


def _birth(pid):
    """When the process began, in the kernel's ticks; None if there is none or only a zombie. Tells reused ids apart."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            state, *fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state in "ZX" else int(fields[18])
