# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the phone is told of a call that is not answered yet (spec/call-flows.md F2, F14, F23; features M8, M9): an
ALERT_REQ or PROGRESS_REQ too many, or a progress indicator without media, leaves its user in silence."""
import unittest

from sipgw_test.calls import CallTest
from sipgw_test.pbx import header_of
from sipgw_test.rows import EachRow
from sipgw_test.rtp import RtpEnd

NOT_END_TO_END_ISDN, IN_BAND, UNSPECIFIC = 1, 8, 64
RINGING, PROGRESS = "180 Ringing", "183 Session Progress"


class Progress(CallTest):
    """Begins each test with an INVITE that has reached the peer."""

    def setUp(self):
        super().setUp()
        self.call_out()

    def peer_says(self, status, sdp=b"", tag="pbx", extra=""):
        self.pbx.answer(self.invite, status, sdp, extra, tag)

    def expect_connected(self, port=6000):
        """The MSC learns of the peer's RTP; where it is the MGW's it has known all along."""
        if not self.anchor:
            self.assertEqual(self.expect("RTP_CONNECT").address, (self.bed.pbx[0], port))

    def expect_told(self, name, progress):
        message = self.expect(name)
        self.assertEqual(message.progress, progress)

    def nothing_more(self):
        """The next that the phone hears is the end of the call."""
        self.pbx.answer(self.invite, "486 Busy Here")
        self.pbx.receive("ACK")
        self.assert_told(self.expect("DISC_REQ"), 17, 10)
        self.say("REL_IND", cause=17)
        self.bed.wait_for_no_calls()

    def assert_speech(self, wanted):
        """Does the phone hear the peer?"""
        if not self.anchor:
            return
        phone, peer = RtpEnd(self.phone_rtp), RtpEnd((self.bed.pbx[0], 6000))
        try:
            phone.await_hearing(peer, self.mgw_to_peer, wanted)
        finally:
            phone.close()
            peer.close()


class EarlyMedia(Progress):
    def test_100_tells_the_phone_nothing(self):
        self.peer_says("100 Trying")
        self.nothing_more()

    def test_180_without_sdp_is_alerting_without_an_indicator(self):
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.assert_speech(False)
        self.nothing_more()

    def test_180_with_sdp_is_alerting_with_in_band_information(self):
        self.peer_says(RINGING, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("ALERT_REQ", IN_BAND)
        self.assert_speech(True)
        self.nothing_more()

    def test_183_with_sdp_is_progress_with_in_band_information(self):
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.assert_speech(True)
        self.nothing_more()

    def test_183_without_sdp_tells_the_phone_nothing(self):
        self.peer_says(PROGRESS)
        self.nothing_more()

    def test_183_with_sdp_then_180_without_is_alerting_with_in_band_information(self):
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", IN_BAND)
        self.assert_speech(True)
        self.nothing_more()

    def test_183_with_sdp_then_180_with_the_same_connects_once(self):
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.peer_says(RINGING, self.pbx.sdp)
        self.expect_told("ALERT_REQ", IN_BAND)
        self.nothing_more()

    def test_180_then_183_with_sdp_connects_and_tells_nothing_more(self):
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.assert_speech(True)
        self.nothing_more()

    def test_183_without_sdp_then_180_is_alerting_without_an_indicator(self):
        self.peer_says(PROGRESS)
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.nothing_more()

    def test_each_is_told_once_however_often_the_peer_says_it(self):
        for _ in range(3):
            self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        for _ in range(3):
            self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", IN_BAND)
        self.nothing_more()

    def test_181_tells_the_phone_nothing(self):
        self.peer_says("181 Call Is Being Forwarded")
        self.nothing_more()

    def test_182_is_progress_that_attaches_nothing_and_told_once(self):
        for _ in range(2):
            self.peer_says("182 Queued")
        self.expect_told("PROGRESS_REQ", UNSPECIFIC)
        self.assert_speech(False)
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.nothing_more()

    def test_182_then_183_with_sdp_is_progress_once_more_with_in_band_information(self):
        self.peer_says("182 Queued")
        self.expect_told("PROGRESS_REQ", UNSPECIFIC)
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.nothing_more()

    def test_182_after_180_or_183_with_sdp_tells_nothing(self):
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.peer_says("182 Queued")
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", IN_BAND)
        self.peer_says("182 Queued")
        self.nothing_more()


class MediaThatDoesNotFlow(Progress):
    """An SDP alone is no media."""

    @EachRow("183_of_a_peer_that_is_{}_is_no_in_band_information", [("inactive",), ("recvonly",)])
    def a_silent_peer(self, direction):
        self.peer_says(PROGRESS, self.sdp(direction))
        self.expect_connected()
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.assert_speech(False)
        self.nothing_more()

    def test_183_with_an_address_of_zero_is_no_in_band_information(self):
        self.peer_says(PROGRESS, self.sdp(None, f"c=IN IP4 {self.bed.pbx[0]}".encode(), b"c=IN IP4 0.0.0.0"))
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.nothing_more()

    def test_180_whose_stream_is_refused_is_alerting_without_an_indicator(self):
        self.peer_says(RINGING, self.sdp(None, b"m=audio 6000", b"m=audio 0"))
        self.expect_told("ALERT_REQ", None)
        self.nothing_more()

    def test_180_without_the_phones_codec_is_alerting_without_an_indicator(self):
        other = self.sdp(None, b"RTP/AVP 3\r\na=rtpmap:3 GSM/8000", b"RTP/AVP 8\r\na=rtpmap:8 PCMA/8000")
        self.peer_says(RINGING, other)
        self.expect_told("ALERT_REQ", None)
        self.nothing_more()

    def test_180_after_the_end_of_the_fork_that_sent_media_is_alerting_without_an_indicator(self):
        self.peer_says(PROGRESS, self.pbx.sdp, tag="a")
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.assert_speech(True)
        self.peer_says("199 Early Dialog Terminated", tag="a")
        self.assert_speech(False)
        self.peer_says(RINGING, tag="b")
        self.expect_told("ALERT_REQ", None)
        self.nothing_more()


class EarlyUpdate(Progress):
    """The peer changes its early media by UPDATE."""

    def update(self, sdp, status="200"):
        self.dialog = self.pbx.dialog_of(self.invite, self.bed.gateway, caller=False)
        return self.answer_to(sdp, "UPDATE", status)

    def with_early_media(self):
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)

    def test_another_address_is_connected_and_told_once(self):
        self.with_early_media()
        self.update(self.sdp(None, b"m=audio 6000", b"m=audio 6002"))
        self.expect_connected(6002)
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", IN_BAND)
        self.nothing_more()

    @EachRow("an_answer_{}_sdp_keeps_the_address_of_an_update", [("without",), ("that repeats the former",)])
    def an_answer_after_it(self, what):
        self.with_early_media()
        self.update(self.sdp(None, b"m=audio 6000", b"m=audio 6002"))
        self.expect_connected(6002)
        self.pbx.answer(self.invite, "200 OK", b"" if what == "without" else self.pbx.sdp)
        self.pbx.receive("ACK")
        self.expect_told("SETUP_RSP", None)
        self.say("SETUP_COMPL_IND")
        self.hang_up()

    def test_a_peer_that_falls_silent_takes_the_indicator_with_it(self):
        self.with_early_media()
        self.update(self.sdp("inactive"))
        self.assert_speech(False)
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.nothing_more()

    def test_a_peer_that_begins_to_speak_brings_the_indicator(self):
        self.peer_says(PROGRESS, self.sdp("inactive"))
        self.expect_connected()
        self.update(self.sdp("sendrecv"))
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.assert_speech(True)
        self.nothing_more()

    def test_an_offer_before_our_own_is_answered_meets_491(self):
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.assert_reason(self.update(self.pbx.sdp, "491"), 41)
        self.nothing_more()


class Answer(Progress):
    def test_the_answer_has_no_indicator(self):
        self.pbx.answer(self.invite, "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        self.expect_connected()
        self.expect_told("SETUP_RSP", None)
        self.assert_speech(True)
        self.end()

    def test_an_answer_without_sdp_keeps_that_of_the_183(self):
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.pbx.answer(self.invite, "200 OK")
        self.pbx.receive("ACK")
        self.expect_told("SETUP_RSP", None)
        self.assert_speech(True)
        self.end()

    def end(self):
        self.say("SETUP_COMPL_IND")
        self.hang_up()


class EarlyMediaAnchored(EarlyMedia):
    anchor = True


class MediaThatDoesNotFlowAnchored(MediaThatDoesNotFlow):
    anchor = True


class EarlyUpdateAnchored(EarlyUpdate):
    anchor = True


class AnswerAnchored(Answer):
    anchor = True


class SecondCall(Progress):
    def test_a_second_call_of_a_phone_that_speaks_has_no_early_media(self):
        self.answer()
        first, self.callref = self.callref, 0x81000000
        self.set_up()
        self.expect("RTP_CREATE")
        self.expect("CALL_PROC_REQ")
        self.invite = self.pbx.receive("INVITE")
        self.peer_says(RINGING, self.pbx.sdp)
        self.expect_told("ALERT_REQ", None)
        self.pbx.answer(self.invite, "486 Busy Here")
        self.pbx.receive("ACK")
        self.expect("DISC_REQ")
        self.say("REL_IND")
        self.callref = first
        self.hang_up()


class NoEarlyMedia(Progress):
    extra = "sip\n early-media never\n"

    def test_the_phone_rings_by_itself_whatever_the_peer_sends(self):
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.peer_says(RINGING, self.pbx.sdp)
        self.expect_told("ALERT_REQ", None)
        self.assert_speech(False)
        self.nothing_more()

    def test_an_answer_without_sdp_takes_that_of_the_183(self):
        self.peer_says(PROGRESS, self.pbx.sdp)
        self.pbx.answer(self.invite, "200 OK")
        self.pbx.receive("ACK")
        self.expect_connected()
        self.expect_told("SETUP_RSP", None)
        self.assert_speech(True)
        self.say("SETUP_COMPL_IND")
        self.hang_up()


class NoEarlyMediaAnchored(NoEarlyMedia):
    anchor = True


class IndicatorAtTheAnswer(Progress):
    extra = " progress-indicator on\n"

    def test_the_answer_says_that_the_call_has_left_the_isdn(self):
        self.peer_says(RINGING)
        self.expect_told("ALERT_REQ", None)
        self.pbx.answer(self.invite, "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        self.expect_connected()
        self.expect_told("SETUP_RSP", NOT_END_TO_END_ISDN)
        self.say("SETUP_COMPL_IND")
        self.hang_up()


class ReliableProgress(Progress):
    extra = " prack supported\n"

    def test_a_reliable_183_is_acknowledged_and_passed_on(self):
        self.assertIn("100rel", header_of(self.invite, "Supported"))
        self.peer_says(PROGRESS, self.pbx.sdp, extra="Require: 100rel\r\nRSeq: 1\r\n")
        prack = self.pbx.receive("PRACK")
        self.assertRegex(header_of(prack, "RAck"), r"^1 \d+ INVITE$")
        self.pbx.answer(prack, "200 OK")
        self.expect_connected()
        self.expect_told("PROGRESS_REQ", IN_BAND)
        self.nothing_more()


class ToThePhone(CallTest):
    """What the peer is told while the phone rings."""

    def test_alerting_is_180_without_a_body_and_nothing_before_it(self):
        self.assertTrue(self.ring_call_in().endswith("\r\n\r\n"))
        self.cancelled()

    def test_alerting_before_the_radio_channel_is_180_at_once(self):
        self.call_in()
        self.say("CALL_CONF_IND", bearer=[0])
        self.expect("RTP_CREATE")
        self.say("ALERT_IND")
        self.pbx.receive("SIP/2.0 180")
        self.cancelled()

    def test_an_update_while_the_phone_rings_is_refused_for_now_and_the_call_goes_on(self):
        ringing = self.ring_call_in()
        self.dialog = self.pbx.dialog_of(ringing, self.bed.gateway, caller=True)
        refusal = self.answer_to(self.pbx.sdp, "UPDATE", "500")
        self.assertLessEqual(int(header_of(refusal, "Retry-After")), 10)
        self.assert_reason(refusal, 41)
        self.cancelled()

    def cancelled(self):
        self.pbx.in_transaction("CANCEL", self.incoming, self.bed.gateway)
        self.pbx.receive("SIP/2.0 200")
        self.refused(487)
        self.expect("DISC_REQ")
        self.say("REL_IND")
        self.bed.wait_for_no_calls()


class GuardKeepalive(CallTest):
    extra = "mncc\n guard-keepalive 1\n"

    def test_an_old_msc_is_kept_from_ending_the_call_by_progress_that_attaches_nothing(self):
        self.answer_call_out()
        self.say("START_DTMF_IND", keypad="5")
        self.expect("START_DTMF_RSP")
        self.assertEqual(self.expect("PROGRESS_REQ").progress, UNSPECIFIC)
        self.say("DISC_IND", cause=16)
        self.msc.wait_for("REL_REQ", self.callref)
        self.pbx.answer(self.pbx.receive("BYE"), "200 OK")
        self.say("REL_CNF")
        self.bed.wait_for_no_calls()


if __name__ == "__main__":
    unittest.main()
