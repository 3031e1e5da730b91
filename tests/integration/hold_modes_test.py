# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each mode of the hold algebra (spec/call-flows.md F12, F13) with the real daemon, and with a real osmo-mgw too."""
import itertools
import re
import time
import unittest

from sipgw_test.calls import CallTest
from sipgw_test.pbx import body_of, header_of
from sipgw_test.rows import EachRow
from sipgw_test.rtp import RtpEnd

ZERO = "an address of zero"

# What the peer offers -> our answer, and our answer while the phone holds the call.
MODES = {"sendrecv": ("sendrecv", "sendonly"), "sendonly": ("recvonly", "inactive"),
         "recvonly": ("sendonly", "sendonly"), "inactive": ("inactive", "inactive"), ZERO: ("recvonly", "inactive")}
# What the peer offered before -> our offer when the phone holds, the peer's answer; the same when it retrieves.
PHONE_OFFERS = [("sendrecv", "sendonly", "recvonly", "sendrecv", "sendrecv"),
                ("sendonly", "inactive", "inactive", "recvonly", "sendonly"),
                ("recvonly", "sendonly", "recvonly", "sendrecv", "recvonly"),
                ("inactive", "inactive", "inactive", "recvonly", "inactive"),
                (ZERO, "inactive", "inactive", "recvonly", "sendonly")]
# How a peer answers our hold: each of them confirms it.
ANSWERS_TO_HOLD = ["recvonly", "inactive", "sendrecv", "no direction", "no SDP"]
# Status of a refusal of our re-INVITE -> cause in HOLD_REJ or RETRIEVE_REJ.
REFUSALS = [(403, 21), (404, 1), (415, 79), (480, 18), (488, 65), (500, 41), (501, 79), (502, 38), (503, 41), (504, 102),
            (600, 17), (603, 21)]
# Who acts, in the order in which a call is held by both and set free again; the first two hold.
BOTH_HOLD = ["phone peer phone peer", "phone peer peer phone", "peer phone peer phone", "peer phone phone peer"]


def mode_of(message):
    """The direction that the SDP in a message has."""
    found = re.search(r"\r\na=(sendrecv|sendonly|recvonly|inactive)\r\n", message)
    return found.group(1) if found else "sendrecv"


class Hold(CallTest):
    """Begins each test with an answered call from the phone."""

    outgoing = True

    def setUp(self):
        super().setUp()
        self.held = False  # by the phone
        if self.outgoing:
            self.answer_call_out()
        else:
            self.answer_call_in()

    def offer_of_peer(self, mode, method="INVITE"):
        """The mode of our answer."""
        if mode == ZERO:
            offer = self.sdp(None, f"c=IN IP4 {self.bed.pbx[0]}".encode(), b"c=IN IP4 0.0.0.0")
        else:
            offer = self.sdp(mode)
        return mode_of(self.answer_to(offer, method))

    def offer_of_phone(self, name):
        """The re-INVITE that HOLD_IND or RETRIEVE_IND makes."""
        self.say(name)
        return self.pbx.receive("INVITE")

    def agree(self, offer, body):
        self.pbx.answer(offer, "200 OK", body)
        self.pbx.receive("ACK")

    def hold(self, answer="recvonly"):
        """Our offer."""
        offer = self.offer_of_phone("HOLD_IND")
        self.agree(offer, self.sdp(answer))
        self.expect("HOLD_CNF")
        self.held = True
        return offer

    def retrieve(self, answer="sendrecv"):
        """Our offer."""
        offer = self.offer_of_phone("RETRIEVE_IND")
        self.agree(offer, self.sdp(answer))
        self.retrieved()
        return offer

    def retrieved(self):
        connect = self.expect("RTP_CONNECT")  # the MSC may have switched to another call
        if not self.anchor:
            self.assertEqual(connect.address, (self.bed.pbx[0], 6000))
        self.expect("RETRIEVE_CNF")
        self.held = False

    def assert_speech(self, mode):
        """Who can be heard in the call when our SDP has this mode: of no consequence where RTP takes another way."""


class HoldByPeer(Hold):
    @EachRow("{}_in_{}_is_answered_and_lifted", [(mode, method) for mode in MODES for method in ("INVITE", "UPDATE")])
    def a_mode(self, mode, method):
        answer = self.offer_of_peer(mode, method)
        self.assertEqual(answer, MODES[mode][0])
        self.assert_speech(answer)
        self.assertEqual(self.offer_of_peer("sendrecv", method), "sendrecv")
        self.assert_speech("sendrecv")
        self.hang_up()

    @EachRow("{}_in_{}_while_the_phone_holds_is_answered", [(mode, method) for mode in MODES
                                                          for method in ("INVITE", "UPDATE")])
    def a_mode_while_held(self, mode, method):
        self.hold()
        answer = self.offer_of_peer(mode, method)
        self.assertEqual(answer, MODES[mode][1])
        self.assert_speech(answer)
        self.hang_up()

    @EachRow("{}_then_{}", itertools.permutations(MODES, 2))
    def one_mode_after_another(self, first, second):
        for mode in (first, second):
            self.assertEqual(self.offer_of_peer(mode), MODES[mode][0])
        self.assert_speech(MODES[second][0])
        self.hang_up()

    def test_a_repeated_hold_changes_nothing_and_keeps_our_sdp_version(self):
        versions = []
        for _ in range(2):
            response = self.answer_to(self.sdp("sendonly"))
            self.assertEqual(mode_of(response), "recvonly")
            versions.append(re.search(r"o=\S+ \S+ (\S+)", body_of(response)).group(1))
        self.assertEqual(versions[0], versions[1])
        self.hang_up()

    def test_a_re_invite_without_sdp_offers_both_directions_though_the_peer_holds(self):
        self.offer_of_peer("sendonly")
        self.request("INVITE")
        self.pbx.receive("SIP/2.0 100")
        self.assertEqual(mode_of(self.pbx.receive("SIP/2.0 200")), "sendrecv")
        self.pbx.say(self.dialog, "ACK", self.cseq, self.sdp("sendrecv"))
        self.assert_speech("sendrecv")
        self.hang_up()

    def test_an_offer_with_port_0_is_refused_and_the_call_goes_on(self):
        refusal = self.answer_to(self.sdp(None, b"m=audio 6000", b"m=audio 0"), status="488")
        self.assert_reason(refusal, 65)
        self.assertRegex(header_of(refusal, "Warning"), "^305 ")
        self.assert_speech("sendrecv")
        self.hang_up()

    def test_the_peer_hangs_up_while_it_holds(self):
        self.offer_of_peer("sendonly")
        self.peer_releases(cause=16)


class HoldByPhone(Hold):
    @EachRow("the_peer_answers_with_{}", [(answer,) for answer in ANSWERS_TO_HOLD])
    def a_hold(self, answer):
        offer = self.offer_of_phone("HOLD_IND")
        self.assertEqual(mode_of(offer), "sendonly")
        self.msc.expect_silence(0.1)  # not before the peer has agreed
        self.agree(offer, {"no SDP": b"", "no direction": self.sdp()}.get(answer, self.sdp(answer)))
        self.expect("HOLD_CNF")
        self.assert_speech("sendonly")
        self.assertEqual(mode_of(self.retrieve()), "sendrecv")
        self.assert_speech("sendrecv")
        self.hang_up()

    @EachRow("a_hold_and_a_retrieve_while_the_peer_wants_{}", PHONE_OFFERS)
    def a_hold_in_a_mode(self, mode, on_hold, answer_to_hold, on_retrieve, answer_to_retrieve):
        self.offer_of_peer(mode)
        self.assertEqual(mode_of(self.hold(answer_to_hold)), on_hold)
        self.assert_speech(on_hold)
        self.assertEqual(mode_of(self.retrieve(answer_to_retrieve)), on_retrieve)
        self.assert_speech(MODES[mode][0])
        self.hang_up()

    @EachRow("{}", [(order,) for order in BOTH_HOLD])
    def both_hold(self, order):
        holding = set()
        for party in order.split():
            holding ^= {party}
            self.change(party, "peer" in holding)
            self.assert_speech({0: "sendrecv", 2: "inactive"}.get(len(holding)) or
                               ("sendonly" if "phone" in holding else "recvonly"))
            self.assert_shown(holding)
        self.hang_up()

    def assert_shown(self, holding):
        call = re.search(r"\n +(\d+) M[OT] ", self.bed.vty("show calls")).group(1)
        shown = re.search(r"\n  On hold by: +(.*)\n", self.bed.vty("show call " + call))
        names = {"phone": "phone", "peer": "SIP peer"}
        self.assertEqual(shown.group(1).split(" and ") if shown else [], [names[party] for party in names
                                                                          if party in holding])

    def change(self, party, held_by_peer):
        """The phone or the peer holds the call, or lifts its hold."""
        if party == "peer":
            answer = MODES["sendonly" if held_by_peer else "sendrecv"][self.held]
            self.assertEqual(self.offer_of_peer("sendonly" if held_by_peer else "sendrecv"), answer)
        elif self.held:
            self.retrieve("sendonly" if held_by_peer else "sendrecv")
        else:
            self.hold("inactive" if held_by_peer else "recvonly")

    def test_each_offer_raises_the_version_by_one(self):
        offers = [self.invite] if self.outgoing else []
        for _ in range(2):
            offers.append(self.hold())
            offers.append(self.retrieve())
        versions = [int(re.search(r"o=\S+ \S+ (\d+)", body_of(offer)).group(1)) for offer in offers]
        self.assertEqual(versions, list(range(versions[0], versions[0] + len(offers))))
        self.hang_up()

    @EachRow("a_hold_refused_with_{}_is_rejected_with_{}_and_the_call_goes_on", REFUSALS)
    def a_refused_hold(self, status, cause):
        self.refuse(self.offer_of_phone("HOLD_IND"), status)
        self.assert_told(self.expect("HOLD_REJ"), cause, 10)
        self.assert_speech("sendrecv")
        self.hang_up()

    @EachRow("a_retrieve_refused_with_{}_is_rejected_with_{}_and_the_call_stays_held", REFUSALS)
    def a_refused_retrieve(self, status, cause):
        self.hold()
        self.refuse(self.offer_of_phone("RETRIEVE_IND"), status)
        self.assert_told(self.expect("RETRIEVE_REJ"), cause, 10)
        self.assert_speech("sendonly")
        self.retrieve()
        self.assert_speech("sendrecv")
        self.hang_up()

    def test_the_reason_of_a_refusal_goes_before_its_status(self):
        self.refuse(self.offer_of_phone("HOLD_IND"), 403, "Reason: Q.850;cause=69\r\n")
        self.assert_told(self.expect("HOLD_REJ"), 69, 10)
        self.hang_up()

    def refuse(self, offer, status, extra=""):
        self.pbx.answer(offer, f"{status} Refused", extra=extra)
        self.pbx.receive("ACK")

    @EachRow("a_{}_that_meets_491_is_tried_again", [("hold", "HOLD_IND", "recvonly"),
                                                    ("retrieve", "RETRIEVE_IND", "sendrecv")])
    def glare(self, what, name, answer):
        if what == "retrieve":
            self.hold()
        self.refuse(self.offer_of_phone(name), 491)
        refused = time.monotonic()
        offer = self.pbx.receive("INVITE", timeout=10)
        if self.outgoing:
            self.assertGreater(time.monotonic() - refused, 2)  # the owner of the Call-ID waits 2.1 s at least
        self.agree(offer, self.sdp(answer))
        if what == "hold":
            self.expect("HOLD_CNF")
        else:
            self.retrieved()
        self.hang_up()

    @EachRow("{}_to_a_hold_releases_both_with_102", [(408,), (481,)])
    def a_lost_dialog(self, status):
        self.refuse(self.offer_of_phone("HOLD_IND"), status)
        self.assert_told(self.expect("DISC_REQ"), 102, 1)
        self.say("REL_IND")
        bye = self.pbx.receive("BYE")
        self.assert_reason(bye, 102)
        self.pbx.answer(bye, "481 Call/Transaction Does Not Exist")
        self.bed.wait_for_no_calls()

    def test_a_hold_of_a_held_call_is_confirmed_at_once(self):
        self.hold()
        self.say("HOLD_IND")
        self.expect("HOLD_CNF")
        self.hang_up()

    def test_a_retrieve_of_a_call_that_is_not_held_is_confirmed_at_once(self):
        self.say("RETRIEVE_IND")
        self.expect("RETRIEVE_CNF")
        self.hang_up()

    def test_a_second_hold_while_the_first_is_unanswered_makes_one_confirmation(self):
        offer = self.offer_of_phone("HOLD_IND")
        self.say("HOLD_IND")
        self.agree(offer, self.sdp("recvonly"))
        self.expect("HOLD_CNF")
        self.hang_up()

    def test_a_retrieve_while_the_hold_is_unanswered_is_rejected(self):
        offer = self.offer_of_phone("HOLD_IND")
        self.say("RETRIEVE_IND")
        self.assert_told(self.expect("RETRIEVE_REJ"), 101, 1)
        self.agree(offer, self.sdp("recvonly"))
        self.expect("HOLD_CNF")
        self.hang_up()

    def test_the_peer_hangs_up_while_the_phone_holds(self):
        self.hold()
        self.peer_releases(cause=16)

    def test_the_phone_hangs_up_while_its_hold_is_unanswered(self):
        offer = self.offer_of_phone("HOLD_IND")
        self.say("DISC_IND", cause=16)
        self.expect("REL_REQ")
        self.pbx.answer(self.pbx.receive("BYE"), "200 OK")
        self.pbx.answer(offer, "487 Request Terminated")
        self.say("REL_CNF")
        self.bed.wait_for_no_calls()


class Anchored(Hold):
    """The phone and the peer speak through a real osmo-mgw."""

    anchor = True

    def setUp(self):
        super().setUp()
        self.phone, self.peer = RtpEnd(self.phone_rtp), RtpEnd((self.bed.pbx[0], 6000))
        self.addCleanup(self.phone.close)
        self.addCleanup(self.peer.close)

    def assert_speech(self, mode):
        self.peer.await_hearing(self.phone, self.mgw_to_phone, mode in ("sendrecv", "sendonly"))
        self.phone.await_hearing(self.peer, self.mgw_to_peer, mode in ("sendrecv", "recvonly"))

    def tearDown(self):
        self.assertNotIn("MGW 0: ", self.bed.daemon.log())  # it has refused nothing
        super().tearDown()


class HoldByPeerAnchored(Anchored, HoldByPeer):
    pass


class HoldByPhoneAnchored(Anchored, HoldByPhone):
    pass


class HoldByPeerInACallToThePhone(HoldByPeer):
    outgoing = False


class HoldByPhoneInACallToThePhone(HoldByPhone):
    outgoing = False


class HoldToldToThePhone(Hold):
    """`notify-hold on`: the phone's user is told when the peer does not listen any more and when it does again."""

    extra = " notify-hold on\n"
    suspended, resumed = 0, 1

    def expect_notify(self, wanted):
        self.assertEqual(int.from_bytes(self.expect("NOTIFY_REQ").data[808:812], "little"), wanted)

    @EachRow("{}_is_told", [("sendonly",), ("inactive",), (ZERO,)])
    def a_hold(self, mode):
        self.offer_of_peer(mode)
        self.expect_notify(self.suspended)
        self.offer_of_peer("sendrecv")
        self.expect_notify(self.resumed)
        self.hang_up()

    def test_recvonly_is_none(self):
        self.offer_of_peer("recvonly")
        self.offer_of_peer("sendrecv")
        self.hang_up()

    def test_one_hold_after_another_is_told_once(self):
        self.offer_of_peer("sendonly")
        self.expect_notify(self.suspended)
        self.offer_of_peer("inactive")
        self.offer_of_peer("sendrecv")
        self.expect_notify(self.resumed)
        self.hang_up()


class SilentPeer(Hold):
    def test_a_hold_that_is_not_answered_at_all_releases_the_phone_with_102_after_32_seconds(self):
        self.offer_of_phone("HOLD_IND")
        self.assert_told(self.msc.expect("DISC_REQ", self.callref, timeout=45), 102, 1)
        self.say("REL_IND")
        self.bed.wait_for_no_calls()


class Unanswered(CallTest):
    def test_a_hold_before_the_answer_is_rejected_and_the_call_goes_on(self):
        self.call_out()
        self.say("HOLD_IND")
        self.assert_told(self.expect("HOLD_REJ"), 101, 1)
        self.pbx.answer(self.invite, "486 Busy Here")
        self.pbx.receive("ACK")
        self.assert_told(self.expect("DISC_REQ"), 17, 10)
        self.say("REL_IND")
        self.bed.wait_for_no_calls()


if __name__ == "__main__":
    unittest.main()
