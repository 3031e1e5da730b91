# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions at the VTY, compared with transcripts/*.txt. SIPGW_UPDATE=1 writes them anew: read the difference then."""

import os
import pathlib
import re
import unittest

from sipgw_test import Daemon, free_port, loopback_address

TRANSCRIPTS = pathlib.Path(__file__).parent / "transcripts"
PROMPT_LINE = re.compile(r"^(OsmoSIPgw(?:\([\w-]+\))?[>#]) (.*)$")



class Transcript(unittest.TestCase):
    maxDiff = None

    def play(self, file: pathlib.Path):
        address = loopback_address()
        port = free_port(address)
        expected = file.read_text(encoding="utf-8")
        config = f"mncc\n socket-path /nonexistent/mncc\nsip\n local {address} {port}\n remote 127.9.9.9 5060\n"
        actual = ""
        with Daemon(config) as daemon, daemon.vty() as vty:
            for line in expected.splitlines():
                if match := PROMPT_LINE.match(line):
                    actual += f"{vty.prompt} {match[2]}\n" + vty.command(match[2])
            actual = actual.replace(address, "ADDRESS").replace(str(port), "PORT")
            actual = actual.replace(str(daemon.directory), "DIRECTORY")
            actual = re.sub(r"\b\d+:\d\d:\d\d\b", "0:00:00", actual)
        if os.environ.get("SIPGW_UPDATE"):
            file.write_text(actual, encoding="utf-8")
        self.assertEqual(actual, expected)
        self.assertLessEqual(max(map(len, actual.splitlines())), 80)

    def test_all(self):
        files = sorted(TRANSCRIPTS.glob("*.txt"))
        self.assertGreater(len(files), 0)
        for file in files:
            with self.subTest(file.stem):
                self.play(file)


if __name__ == "__main__":
    unittest.main()
