# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the peer says of its media before it answers, with the real daemon between an MSC and a peer made of text."""
import unittest

from sipgw_test.in_call import InCall
from sipgw_test.pbx import header_of

PROGRESS = "183 Session Progress"


class EarlyMedia(InCall):
    """Begins each test with a call that plays a tone."""

    def begin(self):
        self.say_setup()
        self.invite = self.pbx.receive("INVITE")
        self.dialog = self.pbx.dialog_of(self.invite, self.bed.gateway, caller=False)
        self.pbx.answer(self.invite, PROGRESS, self.pbx.sdp)
        self.expect_connected(6000)
        self.assertEqual(self.msc.expect("PROGRESS_REQ").progress, 8)

    def expect_connected(self, port):
        connect = self.msc.expect("RTP_CONNECT")
        self.assertEqual(connect.address, (self.bed.pbx[0], port))
        self.assertIn("GSM/8000", connect.sdp)

    def answer_and_hang_up(self, sdp=b""):
        self.pbx.answer(self.invite, "200 OK", sdp)
        self.pbx.receive("ACK")
        self.msc.expect("SETUP_RSP")
        self.say("SETUP_COMPL_IND")
        self.hang_up()

    def test_of_a_branch_without_the_phones_codec_never_reaches_the_msc(self):
        other = self.sdp(None, b"RTP/AVP 3\r\na=rtpmap:3 GSM/8000", b"RTP/AVP 0\r\na=rtpmap:0 PCMU/8000")
        self.pbx.answer(self.invite, PROGRESS, other, tag="another")
        self.msc.expect_silence()
        self.answer_and_hang_up()

    def test_that_an_update_has_moved_stays_there(self):
        self.request("UPDATE", self.sdp(None, b"m=audio 6000", b"m=audio 6010"))
        self.assertIn("UPDATE", header_of(self.pbx.receive("SIP/2.0 200"), "CSeq"))
        self.expect_connected(6010)
        self.pbx.answer(self.invite, "180 Ringing")
        self.msc.expect("ALERT_REQ")
        self.msc.expect_silence()
        self.answer_and_hang_up(self.pbx.sdp)


if __name__ == "__main__":
    unittest.main()
