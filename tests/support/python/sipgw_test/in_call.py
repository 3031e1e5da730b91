# SPDX-License-Identifier: AGPL-3.0-or-later
"""One call through the real daemon, between an MSC and a SIP peer made of plain text."""
import unittest

from sipgw_test import mncc
from sipgw_test.bed import Bed
from sipgw_test.pbx import Pbx, body_of

CALLREF = 0x80000001


class InCall(unittest.TestCase):
    """Begins each test with an answered call from the phone."""

    anchor = False
    extra = ""

    def setUp(self):
        self.bed = Bed(anchor=self.anchor, extra=self.extra)
        self.addCleanup(self.bed.close)
        self.pbx = Pbx(self.bed.pbx)
        self.addCleanup(self.pbx.socket.close)
        self.msc = mncc.Msc(self.bed.mncc_path)
        self.addCleanup(self.msc.close)
        self.msc.accept()
        self.bed.wait_until("show mncc-connection", "READY")
        self.cseq = 100
        self.begin()

    def begin(self):
        self.say_setup()
        self.invite = self.pbx.receive("INVITE")
        self.pbx.answer(self.invite, "180 Ringing")
        self.pbx.answer(self.invite, "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        self.msc.wait_for("SETUP_RSP")
        self.say("SETUP_COMPL_IND")
        self.dialog = self.pbx.dialog_of(self.invite, self.bed.gateway, caller=False)

    def say_setup(self):
        self.say("SETUP_IND", called="98766", calling="12345", imsi="262420000000001", bearer=[0])
        self.msc.expect("RTP_CREATE")
        self.msc.expect("CALL_PROC_REQ")
        self.msc.send(mncc.rtp("RTP_CREATE", CALLREF, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))

    def say(self, name, **members):
        self.msc.send(mncc.signalling(name, CALLREF, **members))

    def request(self, method, body=b"", **members):
        self.cseq += 1
        self.pbx.say(self.dialog, method, self.cseq, body, **members)

    def answer_to(self, offer, method="INVITE", status="200"):
        """The gateway's response to an offer; a re-INVITE's is acknowledged."""
        self.request(method, offer)
        response = self.pbx.receive("SIP/2.0 ")
        if response.startswith("SIP/2.0 100"):
            response = self.pbx.receive("SIP/2.0 ")
        self.assertTrue(response.startswith("SIP/2.0 " + status), response)
        if method == "INVITE":
            self.pbx.say(self.dialog, "ACK", self.cseq, branch=f"z9hG4bKINVITE{self.cseq}")
        return response

    def sdp(self, direction=None, old=b"", new=b""):
        return self.pbx.sdp.replace(old, new) + (b"a=%s\r\n" % direction if direction else b"")

    def expect_mode(self, offered, answered):
        self.assertIn(f"a={answered}\r\n", body_of(self.answer_to(self.sdp(offered))))
        self.msc.expect_silence()

    def hang_up(self):
        self.say("DISC_IND", cause=16)
        self.msc.expect("REL_REQ")
        self.pbx.answer(self.pbx.receive("BYE"), "200 OK")
        self.say("REL_CNF")
        self.bed.wait_for_no_calls()
