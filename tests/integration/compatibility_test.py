# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real daemon, loaded with an osmo-sip-connector configuration, behaves as what is built around that one expects."""
import os
import re
import socket
import unittest

from sipgw_test import await_text, mncc
from sipgw_test.calls import BedTest
from sipgw_test.pbx import Pbx


class Compatibility(BedTest):
    """The bed's configuration has the three nodes and commands of osmo-sip-connector and nothing else."""

    def call_from_phone(self, callref=0x80000001):
        self.msc.send(mncc.signalling("SETUP_IND", callref, called="98766", calling="12345", imsi="262420000000001",
                                      bearer=[0]))
        self.msc.expect("RTP_CREATE", callref)
        proceeding = self.msc.expect("CALL_PROC_REQ", callref)
        self.assertEqual(proceeding.sdp, "")
        self.msc.send(mncc.rtp("RTP_CREATE", callref, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))
        return self.pbx.receive("INVITE sip:98766@")

    def test_a_call_from_the_phone_in_the_expected_order(self):
        self.attach()
        invite = self.call_from_phone()
        self.assertIn(f"From: <sip:12345@{self.bed.gateway[0]}>", invite)
        self.assertIn(f"To: <sip:98766@{self.bed.pbx[0]}>", invite)
        self.assertIn("Contact: <sip:", invite)
        self.assertIn("c=IN IP4 127.9.9.9", invite)
        self.assertIn("m=audio 4444 RTP/AVP 3", invite)
        self.pbx.answer(invite, "180 Ringing")
        self.msc.expect("ALERT_REQ")
        self.msc.expect_silence()
        self.pbx.answer(invite, "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        connect = self.msc.expect("RTP_CONNECT")
        self.assertEqual((connect.address, connect.payload_type, connect.payload_msg_type),
                         ((self.bed.pbx[0], 6000), 3, 0))
        self.assertEqual(connect.sdp.encode(), self.pbx.sdp)
        self.msc.expect("SETUP_RSP")
        self.msc.send(mncc.signalling("SETUP_COMPL_IND", 0x80000001))
        self.msc.send(mncc.signalling("DISC_IND", 0x80000001, cause=16))
        self.msc.expect("REL_REQ")
        bye = self.pbx.receive("BYE")
        self.assertNotIn("Contact:", bye)
        self.assertIn("Reason: Q.850;cause=16", bye)
        self.pbx.answer(bye, "200 OK")
        self.msc.send(mncc.signalling("REL_CNF", 0x80000001))
        self.msc.expect_silence()
        self.bed.wait_for_no_calls()

    def test_a_call_to_the_phone_in_the_expected_order(self):
        self.attach()
        self.pbx.invite(self.bed.gateway, "98766", to_user="other")
        self.pbx.receive("SIP/2.0 100 Trying")
        setup = self.msc.expect("SETUP_REQ")
        self.assertLess(setup.callref, 0x80000000)
        self.assertEqual((setup.called["digits"], setup.calling["digits"]), ("98766", "12345"))
        self.assertEqual(setup.sdp.encode(), self.pbx.sdp)
        self.msc.send(mncc.signalling("CALL_CONF_IND", setup.callref, bearer=[0]))
        self.msc.expect("RTP_CREATE")
        self.msc.send(mncc.rtp("RTP_CREATE", setup.callref, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))
        self.msc.expect("RTP_CONNECT")
        self.msc.send(mncc.signalling("ALERT_IND", setup.callref))
        ringing = self.pbx.receive("SIP/2.0 180 Ringing")
        self.assertTrue(ringing.endswith("\r\n\r\n"))
        self.msc.send(mncc.signalling("SETUP_CNF", setup.callref))
        self.msc.expect("SETUP_COMPL_REQ")
        answer = self.pbx.receive("SIP/2.0 200 OK")
        self.assertIn("Contact: <sip:", answer)
        self.assertIn("c=IN IP4 127.9.9.9\r\n", answer)
        tag = re.search(r"To:.*;tag=(\S+)", answer).group(1)
        for number, method in ((1, "ACK"), (2, "BYE")):
            self.pbx.send((f"{method} sip:{self.bed.gateway[0]} SIP/2.0\r\nVia: SIP/2.0/UDP {self.bed.pbx[0]}:5060;"
                           f"branch=z9hG4bK{method}\r\nFrom: <sip:12345@{self.bed.pbx[0]}>;tag=t1\r\n"
                           f"To: <sip:other@{self.bed.gateway[0]}>;tag={tag}\r\nCall-ID: c1\r\nCSeq: {number} {method}\r\n"
                           f"Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode(), self.bed.gateway)
        self.pbx.receive("SIP/2.0 200 OK")
        self.assertEqual(self.msc.expect("DISC_REQ").cause, 16)
        self.msc.send(mncc.signalling("REL_IND", setup.callref, cause=16))
        self.msc.expect_silence()
        self.bed.wait_for_no_calls()

    def test_a_set_up_and_a_disconnect_back_to_back_make_no_invite(self):
        self.attach()
        callref = 0x80000001
        self.msc.send(mncc.signalling("SETUP_IND", callref, called="98766", calling="12345", bearer=[0]))
        self.msc.send(mncc.signalling("DISC_IND", callref, cause=16))
        for name in ("RTP_CREATE", "CALL_PROC_REQ", "REL_REQ"):
            self.msc.expect(name, callref)
        self.msc.send(mncc.rtp("RTP_CREATE", callref, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))
        self.pbx.expect_silence()
        self.msc.send(mncc.signalling("REL_CNF", callref))
        self.msc.expect_silence()
        self.bed.wait_for_no_calls()

    def test_a_hello_and_an_invite_that_arrive_together_find_the_msc_ready(self):
        self.msc.greeting = b""
        self.msc.accept()
        os.kill(self.bed.daemon.process.pid, 19)  # SIGSTOP: both wait in their sockets
        self.msc.send(mncc.hello())
        self.pbx.invite(self.bed.gateway, "98766")
        os.kill(self.bed.daemon.process.pid, 18)
        self.pbx.receive("SIP/2.0 100 Trying")
        self.msc.expect("SETUP_REQ")

    def test_an_msc_that_is_not_there_makes_503_with_retry_after(self):
        self.pbx.invite(self.bed.gateway, "98766")
        self.pbx.receive("SIP/2.0 100 Trying")
        refusal = self.pbx.receive("SIP/2.0 503")
        self.assertIn("Retry-After: 1", refusal)
        self.assertIn("Reason: Q.850;cause=41", refusal)

    def test_a_stranger_is_refused_with_a_line_that_says_how_to_admit_him(self):
        self.attach()
        stranger = Pbx(("127.88.77.66", 5060))
        self.addCleanup(stranger.socket.close)
        stranger.invite(self.bed.gateway, "98766")
        stranger.receive("SIP/2.0 100 Trying")
        stranger.receive("SIP/2.0 403 Forbidden")
        await_text(self.bed.daemon.log_file, "to admit it: sip / remote 127.88.77.66")
        self.msc.expect_silence()

    def test_the_peer_may_call_from_any_port_and_over_tcp(self):
        self.attach()
        with socket.create_connection(self.bed.gateway, source_address=(self.bed.pbx[0], 0), timeout=5) as connection:
            port = connection.getsockname()[1]
            connection.sendall(
                f"INVITE sip:+4930123@{self.bed.gateway[0]} SIP/2.0\r\nVia: SIP/2.0/TCP {self.bed.pbx[0]}:{port};branch=z9hG4bK1\r\n"
                f"From: <sip:alice@{self.bed.pbx[0]}>;tag=t1\r\nTo: <sip:x@y>\r\nCall-ID: tcp\r\nCSeq: 1 INVITE\r\n"
                f"Contact: <sip:{self.bed.pbx[0]}:{port};transport=tcp>\r\nContent-Type: application/sdp\r\n"
                f"Content-Length: {len(self.pbx.sdp)}\r\n\r\n".encode() + self.pbx.sdp)
            self.assertIn(b"100 Trying", connection.recv(4000))
            setup = self.msc.expect("SETUP_REQ")
        self.assertEqual((setup.called["type"], setup.called["digits"]), (1, "4930123"))
        self.assertEqual((setup.calling["digits"], setup.calling["present"]), ("", 2))

    def test_the_imsi_is_the_identity_with_use_imsi(self):
        with self.bed.daemon.vty() as terminal:
            terminal.configure("app", "use-imsi")
        self.attach()
        self.pbx.invite(self.bed.gateway, "262420000000001")
        self.assertEqual(self.msc.expect("SETUP_REQ").imsi, "262420000000001")
        self.pbx.receive("SIP/2.0 100")
        self.assertIn("From: <sip:262420000000001@", self.call_from_phone())


if __name__ == "__main__":
    unittest.main()
