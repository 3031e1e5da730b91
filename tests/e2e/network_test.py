# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command that brings the network up and takes it down."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

_COMMAND = os.path.join(os.path.dirname(os.path.abspath(__file__)), "network")


class NetworkCommand(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sipgw-e2e-")
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def command(self, *words):
        return [sys.executable, _COMMAND, "--directory", self.directory, *words]

    def network(self, *words):
        return subprocess.run(self.command(*words), capture_output=True, text=True, check=False, timeout=60)

    def processes(self):
        """Those of ours: all that have the folder in their command line."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
                    words = file.read().split("\0")
            except OSError:
                continue
            if any(word.startswith(self.directory) for word in words) and _COMMAND not in words:
                found.append(words)
        return found

    def test_up_status_and_down(self):
        up = self.network("up")
        self.addCleanup(self.network, "down")
        self.assertEqual(up.returncode, 0, up.stderr)
        self.assertEqual(len(self.processes()), 6)

        status = self.network("status").stdout
        self.assertEqual(len(re.findall(r" pid \d+ ", status)), 6, status)
        self.assertEqual(self.network("up").returncode, 1)

        self.assertEqual(self.network("down").returncode, 0)
        self.assertEqual(self.processes(), [])
        self.assertEqual(len(re.findall(r" down ", self.network("status").stdout)), 6)

    def test_direct_media_needs_no_media_gateway_of_its_own(self):
        self.assertEqual(self.network("up", "--media", "direct").returncode, 0)
        self.addCleanup(self.network, "down")
        self.assertEqual(len(self.processes()), 5)

    def test_a_phone_of_an_added_subscriber_registers(self):
        self.assertEqual(self.network("up").returncode, 0)
        self.addCleanup(self.network, "down")
        self.assertEqual(self.network("add", "001010000000001", "1001").returncode, 0)
        with subprocess.Popen(self.command("phones"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as phones:
            self.assertIn("bss up\n", phones.stdout)
            print("phone alice 001010000000001\nlu alice", file=phones.stdin, flush=True)
            self.assertIn("alice location-updated\n", phones.stdout)
            phones.stdin.close()
            self.assertEqual(phones.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
