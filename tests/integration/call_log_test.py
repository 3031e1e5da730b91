# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls that have ended explain themselves at the VTY: records, traces, the list of those that failed."""
import os
import re
import subprocess
import unittest

from sipgw_test.bed import Bed


def simulate(bed, *lines):
    command = [os.environ["SIPGW_SIM"], "--mncc", bed.mncc_path, "--gateway", "%s:%d" % bed.gateway,
               "--sip", "%s:%d" % bed.pbx]
    for line in lines:
        command += ["-e", line]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False,
                            stdin=subprocess.DEVNULL)
    if result.returncode != 0:
        raise AssertionError(f"{result.stderr}\n{result.stdout[-6000:]}\n{bed.daemon.log()[-3000:]}")
    bed.wait_for_no_calls()


class CallLog(unittest.TestCase):
    def test_the_trace_of_a_failed_anchored_call_shows_all_three_protocols(self):
        with Bed(anchor=True) as bed:
            simulate(bed, "call from phone 1001 to sip 555 refuse 404 expect cause 1")
            self.assertRegex(bed.vty("show calls last failed"), r"\n +1 MO  1001 +555 .* 1 SIP peer\n")
            ladder = bed.vty("show call 1 trace")
            for message in ("|-- SETUP_IND 1001 > 555 ", "-- CRCX rtpbridge/*@mgw recvonly -", "<- 200 OK rtpbridge/",
                            "-- INVITE -", "<- 404 -", "|<- DISC_REQ cause 1 -", "-- DLCX rtpbridge/", "<- 250 OK -"):
                self.assertIn(message, ladder)
            self.assertRegex(ladder, r"\n +\|   127\.\d+\.\d+\.\d+:\d+ GSM/3")  # a session description in short
            self.assertLessEqual(max(map(len, ladder.splitlines())), 100, ladder)
            whole = bed.vty("show call 1 trace full")
            for part in ("IMSI: ", "bearer capability: ", "Call-ID: ", "From: <sip:1001@", "m=audio ", "\n            C: ",
                         "cause: 1 (Unassigned", "P: PS="):
                self.assertIn(part, whole)
            record = bed.vty("show call 1")
            for field, value in (("Cause", "1 "), ("Ended by", "SIP peer"), ("Why", "404 "), ("Trunk", "default"),
                                 ("MGW endpoint", "rtpbridge/"), ("MGW to the MSC", "0 packets sent"),
                                 ("SIP side", "INVITE 404")):
                self.assertRegex(record, rf"\n  {field}: +{re.escape(value)}")

    def test_each_call_is_kept_once_and_only_as_many_as_configured(self):
        with Bed(extra="app\n call-log 3\n") as bed:
            simulate(bed, *["call from phone 1001 to sip 555 hold 0"] * 2,
                     "call from sip 555 to phone 1001 busy expect status 486",
                     "call from sip 555 to phone 1001 detached expect status 502")
            calls = re.findall(r"^ +(\d+) (M[OT]) ", bed.vty("show calls last"), re.MULTILINE)
            self.assertEqual(calls, [("2", "MO"), ("3", "MT"), ("4", "MT")])
            self.assertEqual(re.findall(r"^ +(\d+) M", bed.vty("show calls last 1"), re.MULTILINE), ["4"])
            self.assertEqual(re.findall(r"^ +(\d+) M", bed.vty("show calls last failed"), re.MULTILINE), ["4"])
            self.assertIn("There is no call 1.", bed.vty("show call 1"))
            self.assertLessEqual(max(map(len, bed.vty("show calls last").splitlines())), 80)
            with bed.daemon.vty() as terminal:
                terminal.configure("app", "call-log 0")
                self.assertIn("No such calls are kept.", terminal.command("show calls last"))

    def test_the_log_tells_in_a_line_each_that_a_call_began_was_answered_and_ended(self):
        with Bed(extra="log stderr\n logging level call info\n") as bed:
            simulate(bed, "call from phone 1001 to sip 555 hold 0", "call from sip 555 to phone 1001 busy expect status 486")
            log = bed.daemon.log()
            for line in (r"\(call 1\) MO 1001 -> 555, IMSI \d+", r"\(call 1\) MO 1001 -> 555 answered",
                         r"\(call 1\) MO 1001 -> 555 ended by phone after 0 s, cause 16 \(Normal call clearing\): DISC_IND",
                         r"\(call 2\) MT 555 -> 1001 ended by \w+, cause 17 \(User busy\): "):
                self.assertRegex(log, line)

    def test_the_peer_gets_the_call_id_that_the_record_names(self):
        with Bed() as bed:
            simulate(bed, "call from phone 1001 to sip 555 hold 0")
            record = bed.vty("show call 1")
            self.assertRegex(record, r"SIP Call-ID: +[0-9a-f]{24}@" + re.escape(bed.gateway[0]))
            self.assertRegex(record, r"Answered: +after \d+\.\d{3} s")


if __name__ == "__main__":
    unittest.main()
