# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process: what missing surroundings do, signals, the log, the background."""

import os
import pathlib
import select
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from sipgw_test import Daemon, Vty, await_text, executable, free_port, loopback_address

STOP_SECONDS = 5


class Surroundings(unittest.TestCase):
    def test_a_sip_port_that_is_taken_shows_and_is_bound_as_soon_as_it_is_free(self):
        address = loopback_address()
        port = free_port(address)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind((address, port))
            with Daemon(f"mncc\n socket-path /nonexistent/mncc\nsip\n local {address} {port}\n") as daemon:
                with daemon.vty() as vty:
                    self.assertRegex(vty.command("show sip"), r"State: +DOWN\n")
                    taken.close()
                    deadline = time.monotonic() + 60
                    while "UP" not in (shown := vty.command("show sip")):
                        self.assertLess(time.monotonic(), deadline)
                        time.sleep(0.1)
                    self.assertIn(f"udp and tcp {address}:{port}", shown)

    def test_a_remote_that_does_not_resolve_shows(self):
        with Daemon("mncc\n socket-path /nonexistent/mncc\nsip\n local 127.0.0.1 "
                    f"{free_port('127.0.0.1')}\n remote no-such-host.invalid 5060\n") as daemon, daemon.vty() as vty:
            deadline = time.monotonic() + 60
            while "Last error" not in (shown := vty.command("show sip")):
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.1)
            self.assertIn("no-such-host.invalid: ", shown)
            self.assertIn("none, the name does not resolve", shown)


class Signals(unittest.TestCase):
    def test_sigterm_ends_it_within_five_seconds(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Daemon("mncc\n socket-path /nonexistent/mncc\n") as daemon:
                begin = time.monotonic()
                daemon.signal(number)
                self.assertEqual(daemon.wait(), 0)
                self.assertLess(time.monotonic() - begin, STOP_SECONDS)

    def test_sighup_reopens_the_log_files(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "sipgw.log"
            with Daemon(f"log file {file}\n logging filter all 1\n logging print file 0\n"
                        " logging level app debug\n logging level mncc debug\n"
                        "mncc\n socket-path /nonexistent/mncc\n") as daemon, daemon.vty() as vty:
                await_text(file, "unlike osmo-sip-connector")
                file.rename(file.with_suffix(".1"))
                daemon.signal(signal.SIGHUP)
                await_text(file, "")
                self.assertEqual(vty.command("show calls"), "No calls.\n")

    def test_a_telnet_session_stays_clear_of_the_fds_that_sip_connections_get(self):
        with Daemon("mncc\n socket-path /nonexistent/mncc\n") as daemon:
            fds = lambda: {int(fd) for fd in os.listdir(f"/proc/{daemon.process.pid}/fd")}
            before = fds()
            with daemon.vty():
                self.assertGreater(min(fds() - before), max(before) + 100)

    def test_sigusr1_reports_memory(self):
        with Daemon("mncc\n socket-path /nonexistent/mncc\n") as daemon:
            daemon.signal(signal.SIGUSR1)
            await_text(daemon.log_file, "full talloc report")


class Background(unittest.TestCase):
    def test_daemonized_it_serves_and_ends_on_sigterm(self):
        address = loopback_address()
        port = free_port(address)
        with tempfile.TemporaryDirectory() as folder:
            notify_path = os.path.join(folder, "notify")
            config = pathlib.Path(folder) / "background.cfg"
            config.write_text(f"line vty\n no login\n bind {address} {port}\n"
                              f"ctrl\n bind {address}\n"
                              "mncc\n socket-path /nonexistent/mncc\n"
                              f"sip\n local {address} {free_port(address)}\n", encoding="utf-8")
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notify:
                notify.bind(notify_path)
                notify.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
                notify.settimeout(30)
                parent = subprocess.run([executable(), "-D", "-c", config.name], cwd=folder, timeout=30, check=False,
                                        stderr=subprocess.DEVNULL,
                                        env={**os.environ, "NOTIFY_SOCKET": notify_path})
                self.assertEqual(parent.returncode, 0)
                message, ancillary, _, _ = notify.recvmsg(100, 100)
                self.assertEqual(message, b"READY=1")
                pid = int.from_bytes(ancillary[0][2][:4], "little")
                ended = os.pidfd_open(pid)
                try:
                    with Vty(address, port) as vty:
                        self.assertRegex(vty.command("show sip"), r"State: +UP\n")
                finally:
                    os.kill(pid, signal.SIGTERM)
                self.assertEqual(notify.recv(100), b"STOPPING=1")
                self.assertNotEqual(select.select([ended], [], [], 30)[0], [])
                os.close(ended)


if __name__ == "__main__":
    unittest.main()
