# SPDX-License-Identifier: AGPL-3.0-or-later
"""Call flows through the real daemon with osmo-sipgw-sim on both sides: it checks what it receives."""
import os
import subprocess
import unittest

from sipgw_test.bed import Bed

# Each line is one call; what must be seen at which end is part of it.
FLOWS = {
    "F1 answered, ended by the phone": "call from phone 1001 to sip 555 ring 0.1 answer 0.1 hold 0.2 expect ringing",
    "F1 answered, ended by the peer": "call from phone 1001 to sip 555 hold 0.1 hangup sip cause 16 expect cause 16",
    "F3 given up while ringing": "call from phone 1001 to sip 555 never cancel 0.5",
    "F3 given up before ringing": "call from phone 1001 to sip 555 ring 5 never cancel 0.2",
    "F4 busy": "call from phone 1001 to sip 555 busy expect cause 17",
    "F4 unknown": "call from phone 1001 to sip 555 unknown expect cause 1",
    "F4 refused with a Reason": "call from phone 1001 to sip 555 refuse 480 cause 27 expect cause 27",
    "F4 refused without": "call from phone 1001 to sip 555 refuse 503 expect cause 41",
    "F8 answered by a slow phone": "call from sip 555 to phone 1001 page 0.3 assign 0.3 ring 0.2 answer 0.2 hold 0.2 "
                                   "expect ringing",
    "F8 answered at once": "call from sip 555 to phone 1001 fast hold 0.1 hangup phone cause 16",
    "F9 busy": "call from sip 555 to phone 1001 busy expect status 486",
    "F9 detached": "call from sip 555 to phone 1001 detached expect status 502",
    "F9 unknown": "call from sip 555 to phone 1001 unknown expect status 480",
    "F9 rejected": "call from sip 555 to phone 1001 reject cause 21 expect status 603",
    "F10 given up while paging": "call from sip 555 to phone 1001 page 2 cancel 0.3",
    "F10 given up while ringing": "call from sip 555 to phone 1001 never cancel 0.6",
    "emergency": "call from phone 1001 to sip 112 emergency hold 0.1",
    "withheld number": "call from phone 1001 to sip 555 clir hold 0.1 expect from anonymous",
    "international number": "call from phone 1001 to sip +4930555 hold 0.1",
}
MEDIA = [f"call from {ends} codec {codec} media on packets 50 hold 1.5 expect media both"
         for codec in ("fr", "efr", "hr", "amr")
         for ends in ("phone 1001 to sip 555", "sip 555 to phone 1001")]


class Simulator(unittest.TestCase):
    def run_script(self, *lines, anchor=False, dialect="1.9"):
        with Bed(anchor=anchor) as bed:
            command = [os.environ["SIPGW_SIM"], "--mncc", bed.mncc_path, "--gateway", "%s:%d" % bed.gateway,
                       "--sip", "%s:%d" % bed.pbx, "--dialect", dialect, "--ladder"]
            for line in lines:
                command += ["-e", line]
            result = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False,
                                    stdin=subprocess.DEVNULL)
            self.assertEqual(result.returncode, 0, f"{result.stderr}\n{result.stdout[-6000:]}\n{bed.daemon.log()[-3000:]}")
            bed.wait_for_no_calls()
            if bed.mgw:
                self.assertEqual(bed.mgw.connections(), 0)

    def test_flows_in_direct_mode(self):
        for dialect in ("1.9", "1.11", "1.12"):
            with self.subTest(dialect=dialect):
                self.run_script(*FLOWS.values(), dialect=dialect)

    def test_flows_in_anchored_mode(self):
        for dialect in ("1.9", "1.11", "1.12"):
            with self.subTest(dialect=dialect):
                self.run_script(*FLOWS.values(), anchor=True, dialect=dialect)

    def test_rtp_arrives_unaltered_in_both_directions_in_direct_mode(self):
        self.run_script(*("parallel " + line for line in MEDIA), "wait all")

    def test_rtp_arrives_unaltered_in_both_directions_through_osmo_mgw(self):
        self.run_script(*("parallel " + line for line in MEDIA), "wait all", anchor=True)

    def test_rtp_through_osmo_mgw_with_an_msc_that_uses_sdp(self):
        self.run_script(*("parallel " + line for line in MEDIA), "wait all", anchor=True, dialect="1.12")


if __name__ == "__main__":
    unittest.main()
