# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manual's VTY reference is what the running daemon explains. SIPGW_UPDATE=1 writes it anew."""

import os
import pathlib
import subprocess
import sys
import unittest

from sipgw_test import Daemon
from test_help import OWN_COMMANDS

DOC = pathlib.Path(os.environ["SIPGW_SOURCE"]) / "contrib/doc"
REFERENCE = DOC / "manual/vty-reference.md"


class Reference(unittest.TestCase):
    maxDiff = None

    def test_it_is_what_the_running_daemon_explains(self):
        with Daemon("mncc\n socket-path /nonexistent/mncc\n") as daemon, daemon.vty() as vty:
            help_text = vty.command("show online-help")
        made = subprocess.run([sys.executable, str(DOC / "vty-reference")], input=help_text, capture_output=True,
                              text=True, timeout=60, check=True).stdout
        if os.environ.get("SIPGW_UPDATE"):
            REFERENCE.write_text(made, encoding="utf-8")
        self.assertEqual(REFERENCE.read_text(encoding="utf-8"), made)

    def test_none_of_the_gateways_own_commands_is_missing(self):
        text = REFERENCE.read_text(encoding="utf-8")
        for command in OWN_COMMANDS:
            with self.subTest(command):
                self.assertIn(f"### `{command}`\n", text)


if __name__ == "__main__":
    unittest.main()
