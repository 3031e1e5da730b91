# SPDX-License-Identifier: AGPL-3.0-or-later
"""`timer` and `show timer`, as in every Osmocom program."""

import unittest

from sipgw_test import Daemon, StartFailed

ALL = """\
mncc: X1 = 15 s\tRTP_CREATE unanswered by the MSC (default: 15 s, range: [1 .. 60])
mncc: X2 = 45 s\tno CALL_CONF_IND after SETUP_REQ (default: 45 s, range: [1 .. 120])
mncc: X3 = 35 s\tno SETUP_COMPL_IND after SETUP_RSP (default: 35 s, range: [1 .. 120])
mncc: X4 = 35 s\trelease unanswered by the MSC (default: 35 s, range: [1 .. 120])
mncc: X5 = 170 s\tno answer (default: 170 s, range: [1 .. 3600])
mncc: X6 = 20 s\tno RTP address from the SIP peer yet (default: 20 s, range: [1 .. 25])
mncc: X12 = 20 s\tneither ringing nor early media yet (default: 20 s, range: [1 .. 29])
sip: X7 = 70 s\tSIP dialog does not end (default: 70 s, range: [32 .. 600])
mgcp: X8 = 5 s\ttime to see whether the MGW was restarted (default: 5 s, range: [1 .. 60])
call: X9 = 0 s\tlongest duration of an answered call (default: 0 s, range: [0 .. 86400])
"""


class Timers(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.daemon = Daemon("mncc\n socket-path /nonexistent/mncc\ntimer mncc X6 10\n")
        self.addCleanup(self.daemon.close)
        self.vty = self.daemon.vty()
        self.addCleanup(self.vty.close)

    def value(self, group, name):
        return self.vty.command(f"show timer {group} {name}").split("\t")[0]

    def test_each_is_shown_with_default_and_range(self):
        self.vty.configure("timer mncc X6 default")
        self.assertEqual(self.vty.command("show timer"), ALL)
        self.assertEqual(self.vty.command("show timer mgcp"), ALL.splitlines(keepends=True)[8])

    def test_the_file_and_the_session_set_them(self):
        self.assertEqual(self.value("mncc", "X6"), "mncc: X6 = 10 s")
        self.assertEqual(self.vty.configure("timer mncc x6 11", "timer call X9 3600"), "")
        self.assertEqual(self.value("mncc", "X6"), "mncc: X6 = 11 s")
        self.assertEqual(self.value("call", "X9"), "call: X9 = 3600 s")
        self.vty.configure("timer mncc X6 default")
        self.assertEqual(self.value("mncc", "X6"), "mncc: X6 = 20 s")

    def test_only_what_differs_from_the_default_is_written(self):
        self.vty.configure("timer sip X7 40", "timer mncc X1 15")
        config = self.vty.command("show running-config")
        self.assertEqual([line for line in config.splitlines() if line.startswith("timer")],
                         ["timer mncc X6 10", "timer sip X7 40"])

    def test_what_makes_no_sense_is_refused_with_the_reason(self):
        for command, reason in (("timer mncc X6 26", "out of range"), ("timer sip X7 31", "out of range"),
                                ("timer mncc X1 0", "out of range"), ("timer mncc X9 5", "No such timer"),
                                ("timer mncc T1 5", "No such timer"), ("timer other X1 5", "Unknown command")):
            with self.subTest(command):
                self.assertIn(reason, self.vty.configure(command))
        self.assertEqual(self.value("mncc", "X6"), "mncc: X6 = 10 s")

    def test_a_value_out_of_range_in_the_file_stops_the_start(self):
        with self.assertRaises(StartFailed) as failure:
            Daemon("timer mncc X6 26\n")
        self.assertIn("out of range", failure.exception.output)

    def test_an_x5_that_the_msc_would_not_wait_for_is_taken_with_a_warning(self):
        self.assertEqual(self.vty.configure("timer mncc X5 179"), "")
        self.assertIn("the MSC ends unanswered calls first", self.vty.configure("timer mncc X5 180"))
        self.assertEqual(self.value("mncc", "X5"), "mncc: X5 = 180 s")
        self.assertEqual(self.vty.configure("timer mncc X1 20"), "")  # said once


if __name__ == "__main__":
    unittest.main()
