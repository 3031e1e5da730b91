# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls through the real kamailio as a proxy: loose routing, topology hiding, forking."""
import shutil
import unittest

from sipgw_test.calls import CallTest
from sipgw_test.kamailio import Kamailio
from sipgw_test.net import loopback_address
from sipgw_test.pbx import Pbx, header_of

CALLED = "98766"  # that CallTest dials


def uri_of(address):
    return f"sip:{address[0]}:{address[1]}"


@unittest.skipUnless(shutil.which("kamailio"), "kamailio is not installed")
class ProxiedCalls(CallTest):
    """The PBX of the gateway is kamailio, and a SIP phone behind it answers the calls."""

    definitions = {}  # further ones for kamailio

    @classmethod
    def start_bed(cls):
        super().start_bed()
        cls.pbx.socket.close()  # its place is kamailio's
        cls.next_hop = cls.bed.pbx
        cls.pbx = Pbx((loopback_address(), 5060))
        cls.kamailio = Kamailio("proxy.cfg", cls.bed.directory, cls.next_hop, GATEWAY=uri_of(cls.bed.gateway),
                                **cls.definitions)
        cls.kamailio.start()
        cls.add_contact(cls.pbx)

    @classmethod
    def stop_bed(cls):
        if cls.bed:
            cls.kamailio.stop()
        super().stop_bed()

    @classmethod
    def add_contact(cls, phone):
        cls.kamailio.rpc("ul.add", "location", f"s:{CALLED}", uri_of(phone.address), 3600, "1.0", ".", 0, 0, 0)


class LooseRouting(ProxiedCalls):
    def test_a_call_from_the_phone_stays_on_the_way_through_the_proxy(self):
        self.answer_call_out()
        self.assertIn(self.next_hop[0], header_of(self.invite, "Record-Route"))
        self.say("HOLD_IND")
        offer = self.pbx.receive("INVITE")
        self.assertEqual(self.pbx.peer, self.next_hop)
        self.assertTrue(offer.startswith(f"INVITE {uri_of(self.pbx.address)} "), offer)
        self.assertIn("a=sendonly", offer)
        self.pbx.answer(offer, "200 OK", self.sdp("recvonly"))
        self.pbx.receive("ACK")
        self.expect("HOLD_CNF")
        self.answer_to(self.sdp("sendrecv"))
        self.hang_up()
        self.assertEqual(self.pbx.peer, self.next_hop)

    def test_the_peer_holds_and_hangs_up_through_the_proxy(self):
        self.answer_call_out()
        self.assertIn("a=recvonly", self.answer_to(self.sdp("sendonly")))
        self.answer_to(self.sdp("sendrecv"))
        self.peer_releases(cause=16)

    def test_a_call_to_the_phone_is_held_and_ended_through_the_proxy_by_either_end(self):
        for ends in ("phone", "peer"):
            with self.subTest(ends):
                self.number += 100
                self.answer_call_in()
                self.say("HOLD_IND")
                offer = self.pbx.receive("INVITE")
                self.assertEqual(self.pbx.peer, self.next_hop)
                self.pbx.answer(offer, "200 OK", self.sdp("recvonly"))
                self.pbx.receive("ACK")
                self.expect("HOLD_CNF")
                if ends == "phone":
                    self.hang_up()
                else:
                    self.peer_releases(cause=16)

    def test_a_refusal_and_a_caller_who_gives_up_pass_the_proxy(self):
        self.call_out()
        self.pbx.answer(self.invite, "486 Busy Here")
        self.pbx.receive("ACK")
        self.assert_told(self.expect("DISC_REQ"), 17, 10)
        self.say("REL_IND", cause=17)
        self.bed.wait_for_no_calls()
        self.callref += 100
        self.call_out()
        self.pbx.answer(self.invite, "180 Ringing")
        self.expect("ALERT_REQ")
        self.say("DISC_IND", cause=16)
        self.expect("REL_REQ")
        self.pbx.answer(self.pbx.receive("CANCEL"), "200 OK")
        self.pbx.answer(self.invite, "487 Request Terminated")
        self.pbx.receive("ACK")
        self.say("REL_CNF")
        self.bed.wait_for_no_calls()


class TopologyHiding(LooseRouting):
    """The same calls, but all that names a host in Via, Contact and Call-ID is enciphered."""

    definitions = {"TOPOLOGY_KEY": "enigma"}

    @classmethod
    def start_bed(cls):
        super().start_bed()
        with cls.bed.daemon.vty() as vty:
            vty.configure("trunk proxy", f"remote {cls.next_hop[0]}", "from-domain sip.example.org", "exit",
                          "default-route trunk proxy")
        cls.bed.wait_until("show trunk proxy", "UP")

    def test_the_phone_sees_nothing_of_the_gateway_in_headers(self):
        self.answer_call_out()
        bye = self.hang_up()
        self.number += 100
        ok = self.answer_call_in()
        for message in (self.invite, bye, ok, self.hang_up()):
            self.assertNotIn(self.bed.gateway[0], message.split("\r\n\r\n", 1)[0])


class Forking(ProxiedCalls):
    """Two SIP phones have the called number."""

    @classmethod
    def start_bed(cls):
        super().start_bed()
        cls.other = Pbx((loopback_address(), 5060))
        cls.add_contact(cls.other)

    @classmethod
    def stop_bed(cls):
        if cls.bed:
            cls.other.socket.close()
        super().stop_bed()

    def call_out(self):
        super().call_out()
        self.other_invite = self.other.receive("INVITE")

    def is_cancelled(self, phone, invite, tag="pbx"):
        phone.answer(phone.receive("CANCEL"), "200 OK", tag=tag)
        phone.answer(invite, "487 Request Terminated", tag=tag)
        phone.receive("ACK")

    def test_one_answers_and_the_other_one_stops_ringing(self):
        self.call_out()
        self.pbx.answer(self.invite, "180 Ringing")
        self.other.answer(self.other_invite, "180 Ringing", tag="other")
        self.expect("ALERT_REQ")
        self.answer()
        self.is_cancelled(self.other, self.other_invite, "other")
        self.hang_up()

    def test_the_one_that_answers_is_heard_though_the_other_one_spoke_before(self):
        self.call_out()
        self.other.answer(self.other_invite, "183 Session Progress", self.other.sdp, tag="other")
        early = self.expect("RTP_CONNECT")
        self.assertEqual(early.address[0], self.other.address[0])
        self.expect("PROGRESS_REQ")
        self.pbx.answer(self.invite, "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        self.assertEqual(self.expect("RTP_CONNECT").address[0], self.pbx.address[0])
        self.expect("SETUP_RSP")
        self.say("SETUP_COMPL_IND")
        self.is_cancelled(self.other, self.other_invite, "other")
        self.hang_up()

    def test_of_two_that_answer_one_gets_a_bye(self):
        self.call_out()
        self.pbx.answer(self.invite, "200 OK", self.pbx.sdp)
        self.other.answer(self.other_invite, "200 OK", self.other.sdp, tag="other")
        self.pbx.receive("ACK")
        self.assertEqual(self.expect("RTP_CONNECT").address[0], self.pbx.address[0])
        self.expect("SETUP_RSP")
        self.say("SETUP_COMPL_IND")
        begins = self.other.receive("")
        if begins.startswith("CANCEL"):  # if kamailio has seen the first answer before the second one
            self.other.answer(begins, "200 OK", tag="other")
            begins = self.other.receive("")
        self.assertTrue(begins.startswith("ACK"), begins)
        self.other.answer(self.other.receive("BYE"), "200 OK")
        self.hang_up()

    def test_busy_at_one_is_told_when_the_other_one_has_refused_too(self):
        self.call_out()
        self.pbx.answer(self.invite, "486 Busy Here")
        self.pbx.receive("ACK")
        self.msc.expect_silence()
        self.other.answer(self.other_invite, "480 Temporarily Unavailable", tag="other")
        self.other.receive("ACK")
        self.assertIn(self.expect("DISC_REQ").cause, (17, 18, 31))
        self.say("REL_IND", cause=17)
        self.bed.wait_for_no_calls()


if __name__ == "__main__":
    unittest.main()
