# SPDX-License-Identifier: AGPL-3.0-or-later
"""Starts the real daemon and ends it. Needs SIPGW_DAEMON, the path of the executable, in the environment."""

import os
import pathlib
import select
import signal
import socket
import subprocess
import tempfile

from .net import free_port, loopback_address
from .vty import Vty

_START_TIMEOUT = 30
_STOP_TIMEOUT = 30  # generous, for sanitizers; the five seconds of a stop have a test of their own


def executable() -> str:
    return os.environ["SIPGW_DAEMON"]


def run_daemon(*arguments: str, **options) -> subprocess.CompletedProcess:
    """Runs the daemon to its end, for --version or a configuration that it refuses."""
    return subprocess.run([executable(), *arguments], capture_output=True, text=True, timeout=_START_TIMEOUT,
                          check=False, **options)


class StartFailed(Exception):
    """The daemon ended before it was ready; `output` is what it wrote to stderr."""

    def __init__(self, returncode: int, output: str):
        super().__init__(f"exit code {returncode}:\n{output}")
        self.returncode = returncode
        self.output = output


class Daemon:
    """A running daemon with VTY and CTRL on a loopback address of its own.

    `config` follows a head that binds these; `write` in the VTY changes only a copy in a temporary folder. Ready when
    the constructor returns (the daemon has told so by sd_notify). `directory` is that folder, the working directory
    and the run-time directory of the daemon. `wrapper` is a command that starts the daemon.
    """

    def __init__(self, config: str = "", options: tuple[str, ...] = (), vty_config: str = "no login",
                 wrapper: tuple[str, ...] = ()):
        self._directory = tempfile.TemporaryDirectory(prefix="sipgw-")
        self.directory = pathlib.Path(self._directory.name)
        self.address = loopback_address()
        self.vty_port = free_port(self.address)
        self.config_file = self.directory / "osmo-sipgw.cfg"
        self.config_file.write_text(self._head(vty_config) + config, encoding="utf-8")
        self.log_file = self.directory / "stderr.log"
        self._options = options
        self._wrapper = wrapper
        try:
            self._start()
        except BaseException:
            self._directory.cleanup()
            raise

    def _head(self, vty_config: str) -> str:
        # libosmocore 1.7.0 has no port for CTRL: the address alone keeps the tests apart
        return f"line vty\n {vty_config}\n bind {self.address} {self.vty_port}\nctrl\n bind {self.address}\n"

    def _start(self) -> None:
        notify_path = str(self.directory / "notify")
        environment = {**os.environ, "NOTIFY_SOCKET": notify_path, "RUNTIME_DIRECTORY": str(self.directory)}
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, open(self.log_file, "ab") as log:
            notify.bind(notify_path)
            self.process = subprocess.Popen([*self._wrapper, executable(), "-c", str(self.config_file), *self._options],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                                            cwd=self.directory)
            ended = os.pidfd_open(self.process.pid)
            try:
                ready, _, _ = select.select([notify, ended], [], [], _START_TIMEOUT)
            finally:
                os.close(ended)
                os.unlink(notify_path)
            if notify in ready:
                assert notify.recv(100) == b"READY=1"
                return
        self.process.kill()
        raise StartFailed(self.process.wait(), self.log())

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def vty(self) -> Vty:
        return Vty(self.address, self.vty_port)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def wait(self) -> int:
        """The exit code, once the daemon has ended by itself."""
        return self.process.wait(_STOP_TIMEOUT)

    def stop(self) -> int:
        """Ends the daemon as systemd would; its exit code."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """Ends the daemon as a crash would."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """With the same configuration, addresses and run-time directory."""
        self._start()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._directory.cleanup()

    def __enter__(self) -> "Daemon":
        return self

    def __exit__(self, *_) -> None:
        self.close()
