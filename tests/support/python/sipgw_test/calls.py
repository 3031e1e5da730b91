# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tests that make one call after the other with one daemon, a plain-text SIP peer and a scripted MSC."""
import itertools
import re
import select
import unittest

from . import mncc
from .bed import Bed
from .net import loopback_address
from .pbx import Pbx, media_of


class BedTest(unittest.TestCase):
    """A bed of its own for each test; the MSC lets the gateway in with attach()."""

    def setUp(self):
        self.bed = Bed()
        self.addCleanup(self.bed.close)
        self.pbx = Pbx(self.bed.pbx)
        self.addCleanup(self.pbx.socket.close)
        self.msc = mncc.Msc(self.bed.mncc_path)
        self.addCleanup(self.msc.close)

    def attach(self):
        self.msc.accept()
        self.bed.wait_until("show mncc-connection", "READY")


class CallTest(unittest.TestCase):
    """One bed for all tests of a class; a test that leaves anything behind costs the next one a new bed."""

    anchor = False
    start_mgw = True
    extra = ""      # further configuration
    bed = None
    next_hop = None  # where the PBX sends its requests: the gateway, or a proxy before it

    @classmethod
    def start_bed(cls):
        cls.bed = Bed(anchor=cls.anchor, extra=cls.extra, start_mgw=cls.start_mgw)
        cls.next_hop = cls.bed.gateway
        cls.pbx = Pbx(cls.bed.pbx)
        cls.msc = mncc.Msc(cls.bed.mncc_path)
        cls.phone_rtp = (loopback_address(), 4444)
        cls.msc.accept()
        cls.bed.wait_until("show mncc-connection", "READY")
        cls._numbers = itertools.count(1)

    @classmethod
    def stop_bed(cls):
        if cls.bed:
            cls.pbx.socket.close()
            cls.msc.close()
            cls.bed.close()
            cls.bed = None

    @classmethod
    def tearDownClass(cls):
        cls.stop_bed()

    def setUp(self):
        if self.bed is None:
            self.start_bed()
        self.number = next(self._numbers)
        self.callref = 0x80000000 + self.number
        self.cseq = 100

    def tearDown(self):
        left = select.select([self.pbx.socket, self.msc.connection], [], [], 0)[0]
        if left or "Calls now: 0" not in self.bed.vty("show calls summary"):
            self.stop_bed()

    # --- either direction

    def say(self, name, **members):
        self.msc.send(mncc.signalling(name, self.callref, **members))

    def expect(self, name):
        return self.msc.expect(name, self.callref)

    def assign(self):
        """The MSC has a radio channel for the call."""
        self.expect("RTP_CREATE")
        self._tell_rtp()

    def _tell_rtp(self):
        self.msc.send(mncc.rtp("RTP_CREATE", self.callref, self.phone_rtp, 3, mncc.PAYLOAD_GSM_FR))

    def assert_told(self, message, cause, location):
        """The cause that the phone gets, coded as GSM codes it."""
        self.assertEqual((message.cause, message.cause_location, message.cause_coding), (cause, location, 3))

    def assert_reason(self, message, cause):
        self.assertEqual(re.findall(r"^Reason: Q\.850;cause=(\d+)", message, re.M), [str(cause)], message)

    def peer_releases(self, extra="", *, cause, location=10):
        """BYE of the peer, told to the phone with this cause."""
        self.request("BYE", extra=extra)
        self.pbx.receive("SIP/2.0 200")
        self.assert_told(self.expect("DISC_REQ"), cause, location)
        self.say("REL_IND", cause=cause)
        self.bed.wait_for_no_calls()

    def hang_up(self, cause=16):
        """The phone's user ends an answered call; the BYE that tells the peer why."""
        self.say("DISC_IND", cause=cause)
        self.expect("REL_REQ")
        bye = self.pbx.receive("BYE")
        self.assertRegex(bye, r"\r\nReason: Q\.850;cause=[1-9]")  # Sofia's own BYE has none
        self.pbx.answer(bye, "200 OK")
        self.say("REL_CNF")
        self.bed.wait_for_no_calls()
        return bye

    def request(self, method, body=b"", **members):
        """The peer's request within the dialog."""
        self.cseq += 1
        self.pbx.say(self.dialog, method, self.cseq, body, **members)

    def answer_to(self, offer, method="INVITE", status="200"):
        """The gateway's response to the peer's offer; a re-INVITE's is acknowledged."""
        self.request(method, offer)
        response = self.pbx.receive("SIP/2.0 ")
        if response.startswith("SIP/2.0 100"):
            response = self.pbx.receive("SIP/2.0 ")
        self.assertTrue(response.startswith("SIP/2.0 " + status), response)
        if method == "INVITE":
            self.pbx.say(self.dialog, "ACK", self.cseq, branch=self.pbx.branch_of(self.dialog, method, self.cseq))
        return response

    def sdp(self, direction=None, old=b"", new=b""):
        """The peer's, with a direction, and with a part of it replaced."""
        return self.pbx.sdp.replace(old, new) + (f"a={direction}\r\n".encode() if direction else b"")

    # --- calls from the phone

    def set_up(self):
        self.say("SETUP_IND", called="98766", calling="12345", imsi=f"26242{self.number:010d}", bearer=[0])

    def call_out(self):
        """A call from the phone as far as the INVITE, which `self.invite` keeps."""
        self.set_up()
        self.expect("RTP_CREATE")
        self.expect("CALL_PROC_REQ")
        self._tell_rtp()
        if self.anchor:
            self.mgw_to_phone = self.expect("RTP_CONNECT").address
        self.invite = self.pbx.receive("INVITE")
        self.mgw_to_peer = media_of(self.invite)

    def answer_call_out(self):
        """The peer answers at once."""
        self.call_out()
        self.answer()

    def answer(self):
        """The peer answers `self.invite`."""
        self.pbx.answer(self.invite, "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        if not self.anchor:
            self.expect("RTP_CONNECT")
        self.expect("SETUP_RSP")
        self.say("SETUP_COMPL_IND")
        self.dialog = self.pbx.dialog_of(self.invite, self.next_hop, caller=False)

    # --- calls to the phone

    def offer_call_in(self):
        """`self.incoming` keeps our INVITE."""
        self.incoming = self.pbx.invite(self.next_hop, "98766", call_id=f"in{self.number}")
        self.pbx.receive("SIP/2.0 100")

    def call_in(self):
        """A call to the phone as far as SETUP_REQ."""
        self.offer_call_in()
        self.callref = self.msc.expect("SETUP_REQ").callref

    def confirm_call_in(self):
        self.call_in()
        self.say("CALL_CONF_IND", bearer=[0])
        self.assign()
        self.mgw_to_phone = self.expect("RTP_CONNECT").address

    def ring_call_in(self):
        self.confirm_call_in()
        self.say("ALERT_IND")
        return self.pbx.receive("SIP/2.0 180")

    def answer_call_in(self):
        self.ring_call_in()
        self.say("SETUP_CNF")
        self.expect("SETUP_COMPL_REQ")
        answer = self.pbx.receive("SIP/2.0 200")
        self.mgw_to_peer = media_of(answer)
        self.dialog = self.pbx.dialog_of(answer, self.next_hop, caller=True)
        self.pbx.say(self.dialog, "ACK", 1)
        return answer

    def refused(self, status):
        """The final response to our INVITE, acknowledged."""
        refusal = self.pbx.receive(f"SIP/2.0 {status} ")
        self.pbx.in_transaction("ACK", refusal, self.next_hop)
        return refusal
