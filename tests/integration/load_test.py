# SPDX-License-Identifier: AGPL-3.0-or-later
"""1,000 calls each way at 50 a second through the real daemon, with SIPp as the PBX, in both media modes.

Twice: the second time must not need more memory than the first, once the finished SIP transactions have gone.
"""
import time
import unittest

from sipgw_test.bed import Bed
from sipgw_test.phones import Phones
from sipgw_test.sipp import Sipp

CALLS = 1000
RATE = 50
LINGER_S = 35     # finished SIP transactions stay 32 s; there is no event that tells of their end
GROWTH_KB = 1500  # for 2,000 calls; a leak of one dialog each would be ten times that


class DirectLoad(unittest.TestCase):
    anchor = False

    def setUp(self):
        self.bed = Bed(anchor=self.anchor)
        self.addCleanup(self.bed.close)
        self.phones = Phones(self.bed.mncc_path)
        self.phones.start()
        self.addCleanup(self.phones.stop)
        self.bed.wait_until("show mncc-connection", "READY")

    def calls_out(self):
        before = self.phones.finished
        with Sipp("answer.xml", self.bed.directory, local=self.bed.pbx, calls=CALLS) as sipp:
            self.phones.call_out(CALLS, RATE, hold=0.5)
            self.phones.wait_finished(before + CALLS, 120)
            sipp.wait(60)

    def calls_in(self):
        before = self.phones.finished
        with Sipp("call.xml", self.bed.directory, local=self.bed.pbx, remote=self.bed.gateway, calls=CALLS, rate=RATE,
                  hold_ms=500) as sipp:
            sipp.wait(120)
            self.phones.wait_finished(before + CALLS, 60)

    def check_nothing_left(self):
        self.bed.wait_for_no_calls()
        self.assertEqual(self.phones.faults, [])
        self.assertEqual(self.phones.live, {})
        if self.bed.mgw:
            self.assertEqual(self.bed.mgw.connections(), 0)
            self.bed.wait_until("show mgw", "Endpoints in use: 0")

    def test_a_thousand_calls_each_way_leave_nothing_behind(self):
        memory = []
        for _ in range(2):
            self.calls_out()
            self.calls_in()
            self.check_nothing_left()
            time.sleep(LINGER_S)
            memory.append(self.bed.memory_kb())
        self.assertEqual(self.phones.answered, 4 * CALLS)
        self.assertEqual(self.bed.vty("show calls summary").count(f"{2 * CALLS}, answered {2 * CALLS}"), 2)
        print(f"memory after each round: {memory} kB")
        self.assertLess(memory[1] - memory[0], GROWTH_KB)


class AnchoredLoad(DirectLoad):
    anchor = True


if __name__ == "__main__":
    unittest.main()
