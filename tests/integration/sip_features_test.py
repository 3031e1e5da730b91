# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real daemon with the SIP features that an operator can configure: redirection, identity, emergency, timers."""
import unittest

from sipgw_test import mncc
from sipgw_test.bed import Bed
from sipgw_test.pbx import Pbx


class SipFeatures(unittest.TestCase):
    def start(self, *sip_commands):
        self.bed = Bed()
        self.addCleanup(self.bed.close)
        with self.bed.daemon.vty() as terminal:
            terminal.configure("sip", *sip_commands)
        self.pbx = Pbx(self.bed.pbx)
        self.addCleanup(self.pbx.socket.close)
        self.msc = mncc.Msc(self.bed.mncc_path)
        self.addCleanup(self.msc.close)
        self.msc.accept()
        self.bed.wait_until("show mncc-connection", "READY")

    def call(self, called="98766", **fields):
        callref = 0x80000001
        self.msc.send(mncc.signalling("SETUP_IND", callref, called=called, calling="12345", bearer=[0], **fields))
        self.msc.expect("RTP_CREATE", callref)
        self.msc.expect("CALL_PROC_REQ", callref)
        self.msc.send(mncc.rtp("RTP_CREATE", callref, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))
        return self.pbx.receive("INVITE ")

    def refuse(self, invite, status, extra=""):
        self.pbx.answer(invite, status, extra=extra)
        self.pbx.receive("ACK")

    def released(self, cause):
        self.assertEqual(self.msc.expect("DISC_REQ").cause, cause)
        self.msc.send(mncc.signalling("REL_IND", 0x80000001, cause=cause))
        self.bed.wait_for_no_calls()

    def redirection(self, host):
        # Pbx.answer writes a Contact of its own, the peer itself, which is the second choice
        return f"Contact: <sip:1@{host}>;q=1.0\r\n"

    def test_a_redirection_is_followed_within_the_remote_only(self):
        self.start("redirect follow 2")
        invite = self.call()
        self.refuse(invite, "302 Moved Temporarily", self.redirection("127.99.99.99"))
        second = self.pbx.receive(f"INVITE sip:{self.bed.pbx[0]}:{self.bed.pbx[1]} ")
        self.assertIn("To: <sip:98766@", second)
        self.refuse(second, "486 Busy Here")
        self.released(17)

    def test_a_redirection_refuses_the_call_by_default(self):
        self.start()
        self.refuse(self.call(), "302 Moved Temporarily")
        self.released(31)

    def test_a_trusted_peer_learns_withheld_numbers(self):
        self.start("identity pai")
        invite = self.call(clir=True)
        self.assertIn('From: "Anonymous" <sip:anonymous@anonymous.invalid>', invite)
        self.assertIn("Privacy: id\r\n", invite)
        self.assertIn(f"P-Asserted-Identity: <sip:12345@{self.bed.gateway[0]}>", invite)
        self.refuse(invite, "486 Busy Here")
        self.released(17)

    def test_an_emergency_number_is_tried_after_the_urn(self):
        self.start("emergency-number 112", "emergency-uri both")
        invite = self.call("112")
        self.assertTrue(invite.startswith("INVITE urn:service:sos SIP/2.0"), invite)
        self.assertIn("Priority: emergency\r\n", invite)
        self.assertIn("P-Asserted-Identity: <sip:12345@", invite)
        self.refuse(invite, "416 Unsupported URI Scheme")
        second = self.pbx.receive("INVITE sip:112@")
        self.refuse(second, "486 Busy Here")
        self.released(17)

    def test_a_session_timer_is_asked_for_and_asked_again_after_422(self):
        self.start("session-timer request", "session-timer expires 100")
        invite = self.call()
        self.assertIn("Session-Expires: 100\r\n", invite)
        self.refuse(invite, "422 Session Interval Too Small", "Min-SE: 200\r\n")
        second = self.pbx.receive("INVITE ")
        self.assertIn("Session-Expires: 200\r\n", second)
        self.refuse(second, "486 Busy Here")
        self.released(17)

    def test_a_fork_that_ends_takes_no_other_with_it(self):
        self.start()
        invite = self.call()
        for tag, status, sdp in (("a", "183 Session Progress", True), ("b", "180 Ringing", False),
                                 ("a", "199 Early Dialog Terminated", False)):
            tagged = invite.replace(f"To: <sip:98766@{self.bed.pbx[0]}>", f"To: <sip:98766@{self.bed.pbx[0]}>;tag={tag}")
            self.pbx.answer(tagged, status, self.pbx.sdp if sdp else b"")
        self.msc.expect("RTP_CONNECT")
        self.assertEqual(self.msc.expect("PROGRESS_REQ").progress, 8)
        self.msc.expect("ALERT_REQ")
        self.pbx.answer(invite.replace(f"@{self.bed.pbx[0]}>\r\nCall-ID", f"@{self.bed.pbx[0]}>;tag=b\r\nCall-ID"),
                        "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        self.msc.expect("SETUP_RSP")


if __name__ == "__main__":
    unittest.main()
