# SPDX-License-Identifier: AGPL-3.0-or-later
"""Control within a call, with the real daemon between an MSC and a SIP peer made of plain text."""
import time
import unittest

from sipgw_test import await_text, mncc
from sipgw_test.calls import CallTest
from sipgw_test.pbx import body_of, header_of


class InCall(CallTest):
    """Begins each test with an answered call from the phone."""

    def setUp(self):
        super().setUp()
        self.answer_call_out()


class PeerOffers(InCall):
    def moved(self, port):
        return self.sdp(None, b"m=audio 6000", b"m=audio %d" % port)

    def test_another_address_by_re_invite_and_by_update(self):
        for method, port in (("INVITE", 6002), ("UPDATE", 6004)):
            self.answer_to(self.moved(port), method)
            self.assertEqual(self.expect("RTP_CONNECT").address, (self.bed.pbx[0], port))
        self.hang_up()

    def test_an_offer_without_the_phones_codec_is_refused_and_the_session_stays(self):
        offer = self.sdp(None, b"RTP/AVP 3\r\na=rtpmap:3 GSM/8000", b"RTP/AVP 8\r\na=rtpmap:8 PCMA/8000")
        refusal = self.answer_to(offer, status="488")
        self.assertIn("Q.850;cause=65", header_of(refusal, "Reason"))
        self.assertTrue(header_of(refusal, "Warning").startswith("305 "))
        self.msc.expect_silence()
        self.hang_up()

    def test_a_re_invite_without_sdp_gets_our_offer_and_its_answer_is_taken(self):
        self.request("INVITE")
        self.pbx.receive("SIP/2.0 100")
        offer = self.pbx.receive("SIP/2.0 200")
        self.assertEqual(body_of(offer), body_of(self.invite))
        self.pbx.say(self.dialog, "ACK", self.cseq, self.moved(6006))
        self.assertEqual(self.expect("RTP_CONNECT").address, (self.bed.pbx[0], 6006))
        self.hang_up()

    def test_glare_gives_491_to_both(self):
        self.say("HOLD_IND")
        ours = self.pbx.receive("INVITE")
        self.answer_to(self.pbx.sdp, status="491")
        self.pbx.answer(ours, "200 OK", self.sdp("recvonly"))
        self.pbx.receive("ACK")
        self.expect("HOLD_CNF")
        self.hang_up()


class CodecWishes(InCall):
    """`reassign on`: an offer without the phone's codec waits until the MSC has assigned another one."""

    extra = " reassign on\nmncc\n dialect sdp\n"

    def set_up(self):
        self.say("SETUP_IND", called="98766", calling="12345", imsi=f"26242{self.number:010d}", bearer=[4, 0])

    def wish(self):
        self.request("INVITE", self.sdp(None, b"RTP/AVP 3\r\na=rtpmap:3 GSM/8000",
                                        b"RTP/AVP 112\r\na=rtpmap:112 AMR/8000\r\na=fmtp:112 octet-align=1"))
        self.pbx.receive("SIP/2.0 100")
        connect = self.expect("RTP_CONNECT")
        self.assertIn("a=rtpmap:112 AMR/8000", connect.sdp)

    def test_the_msc_assigns_the_codec_and_the_offer_is_answered_with_it(self):
        self.wish()
        self.msc.send(mncc.rtp("RTP_CREATE", self.callref, self.phone_rtp, 112, mncc.PAYLOAD_AMR))
        answer = self.pbx.receive("SIP/2.0 200")
        self.assertIn("a=rtpmap:112 AMR/8000", body_of(answer))
        self.pbx.say(self.dialog, "ACK", self.cseq, branch=self.pbx.branch_of(self.dialog, "INVITE", self.cseq))
        self.assertIn("a=rtpmap:112 AMR/8000", self.expect("RTP_CONNECT").sdp)
        self.hang_up()

    def test_the_msc_refuses_and_the_call_stays_as_it_was(self):
        self.wish()
        self.msc.send(mncc.rtp("RTP_CONNECT", self.callref))
        refusal = self.pbx.receive("SIP/2.0 488")
        self.pbx.in_transaction("ACK", refusal, self.bed.gateway)
        self.assertIn("a=rtpmap:3 GSM/8000", self.expect("RTP_CONNECT").sdp)
        self.hang_up()


class Reassignment(InCall):
    """The MSC sends RTP_CREATE once more."""

    def reassign(self, payload_type, codec):
        self.msc.send(mncc.rtp("RTP_CREATE", self.callref, ("127.9.9.9", 5555), payload_type, codec))

    def test_another_address_is_offered_to_the_peer(self):
        self.reassign(3, mncc.PAYLOAD_GSM_FR)
        self.assertEqual(self.expect("RTP_CONNECT").address, (self.bed.pbx[0], 6000))
        offer = self.pbx.receive("INVITE")
        self.assertIn("c=IN IP4 127.9.9.9\r\n", body_of(offer))
        self.assertIn("m=audio 5555 RTP/AVP 3\r\n", body_of(offer))
        self.pbx.answer(offer, "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        self.msc.expect_silence()
        self.hang_up()

    def test_another_codec_is_connected_when_the_peer_has_agreed(self):
        self.reassign(112, mncc.PAYLOAD_AMR)
        offer = self.pbx.receive("INVITE")
        self.assertIn("m=audio 5555 RTP/AVP 112\r\n", body_of(offer))
        self.msc.expect_silence()
        self.pbx.answer(offer, "200 OK", self.sdp(None, b"RTP/AVP 3\r\na=rtpmap:3 GSM/8000",
                                                  b"RTP/AVP 112\r\na=rtpmap:112 AMR/8000\r\n"
                                                  b"a=fmtp:112 octet-align=1"))
        self.pbx.receive("ACK")
        connect = self.expect("RTP_CONNECT")
        self.assertIn("AMR/8000", connect.sdp)
        self.assertNotIn("GSM/8000", connect.sdp)
        self.hang_up()

    def test_another_codec_that_the_peer_refuses_ends_the_call_with_65(self):
        self.reassign(112, mncc.PAYLOAD_AMR)
        self.pbx.answer(self.pbx.receive("INVITE"), "488 Not Acceptable Here")
        self.pbx.receive("ACK")
        self.assertEqual(self.expect("DISC_REQ").cause, 65)
        self.pbx.answer(self.pbx.receive("BYE"), "200 OK")
        self.say("REL_IND")
        self.bed.wait_for_no_calls()


class Keys(InCall):
    def press(self, key, seconds=0.0):
        self.say("START_DTMF_IND", keypad=key)
        self.expect("START_DTMF_RSP")
        time.sleep(seconds)  # the key is down: this is what is measured
        self.say("STOP_DTMF_IND")
        self.expect("STOP_DTMF_RSP")

    def expect_info(self, key):
        info = self.pbx.receive("INFO")
        self.assertEqual(header_of(info, "Content-Type"), "application/dtmf-relay")
        signal, duration = body_of(info).split("\r\n")[:2]
        self.assertEqual(signal, f"Signal={key}")
        return info, int(duration.removeprefix("Duration="))

    def test_a_key_is_sent_with_its_real_duration(self):
        self.press("5", 0.25)
        info, duration = self.expect_info("5")
        self.assertGreaterEqual(duration, 250)
        self.pbx.answer(info, "200 OK")
        self.press("#")
        info, duration = self.expect_info("#")
        self.assertGreaterEqual(duration, 70)
        self.pbx.answer(info, "200 OK")
        self.hang_up()

    def test_keys_wait_for_the_response_to_the_one_before(self):
        for key in "12":
            self.press(key)
        first, _ = self.expect_info("1")
        self.pbx.expect_silence(0.2)
        self.pbx.answer(first, "200 OK")
        self.pbx.answer(self.expect_info("2")[0], "200 OK")
        self.hang_up()

    def test_a_peer_that_takes_none_is_not_asked_again(self):
        self.press("1")
        self.pbx.answer(self.expect_info("1")[0], "415 Unsupported Media Type")
        await_text(self.bed.daemon.log_file, "the peer takes no keys")
        self.say("START_DTMF_IND", keypad="2")
        self.assertEqual(self.expect("START_DTMF_REJ").cause, 79)
        self.hang_up()

    def test_incoming_info_is_answered(self):
        self.request("INFO", b"Signal=5\r\nDuration=160\r\n", content_type="application/dtmf-relay")
        self.pbx.receive("SIP/2.0 200")
        self.msc.expect_silence()
        self.hang_up()


class KeysOfFixedDuration(Keys):
    extra = " dtmf duration fixed\n"

    def test_a_key_is_sent_with_its_real_duration(self):
        self.say("START_DTMF_IND", keypad="5")
        self.expect("START_DTMF_RSP")
        info, duration = self.expect_info("5")
        self.assertEqual(duration, 160)
        self.pbx.answer(info, "200 OK")
        self.hang_up()


class DelayedOffer(CallTest):
    """INVITE without SDP."""

    def answer(self, ack_body):
        self.pbx.invite(self.bed.gateway, "98766", body=b"", call_id=f"in{self.number}")
        self.pbx.receive("SIP/2.0 100")
        self.callref = self.msc.expect("SETUP_REQ").callref
        self.say("CALL_CONF_IND", bearer=[0])
        self.assign()
        self.say("SETUP_CNF")
        self.expect("SETUP_COMPL_REQ")
        offer = self.pbx.receive("SIP/2.0 200")
        self.assertIn(f"m=audio {self.phone_rtp[1]} RTP/AVP 3\r\n", body_of(offer))
        self.dialog = self.pbx.dialog_of(offer, self.bed.gateway, caller=True)
        self.pbx.say(self.dialog, "ACK", 1, ack_body)

    def test_its_answer_in_the_ack_is_connected(self):
        self.answer(self.pbx.sdp)
        self.assertEqual(self.expect("RTP_CONNECT").address, (self.bed.pbx[0], 6000))
        self.peer_releases(cause=16)

    def test_without_an_answer_the_call_ends_with_65(self):
        self.answer(b"")
        self.assertEqual(self.expect("DISC_REQ").cause, 65)
        bye = self.pbx.receive("BYE")
        self.assert_reason(bye, 65)
        self.pbx.answer(bye, "200 OK")
        self.say("REL_IND")
        self.bed.wait_for_no_calls()


if __name__ == "__main__":
    unittest.main()
