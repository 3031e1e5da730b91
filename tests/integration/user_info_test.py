# SPDX-License-Identifier: AGPL-3.0-or-later
"""`uui on`: what the users' devices tell each other along with a call, between MNCC and the header User-to-User."""
import unittest

from sipgw_test.calls import CallTest
from sipgw_test.pbx import header_of

HELLO, HELLO_HEADER = (4, b"Hello"), "0448656c6c6f;encoding=hex;purpose=isdn-uui"
BYE, BYE_HEADER = (4, b"Bye"), "04427965;encoding=hex;purpose=isdn-uui"


class UserInfo(CallTest):
    extra = " uui on\n"

    def test_of_a_call_from_the_phone(self):
        self.say("SETUP_IND", called="98766", calling="12345", imsi="262420000000001", bearer=[0], useruser=HELLO)
        self.expect("RTP_CREATE")
        self.expect("CALL_PROC_REQ")
        self._tell_rtp()
        self.invite = self.pbx.receive("INVITE")
        self.assertEqual(header_of(self.invite, "User-to-User"), HELLO_HEADER)
        self.pbx.answer(self.invite, "180 Ringing", extra=f"User-to-User: {BYE_HEADER}\r\n")
        self.assertEqual(self.expect("ALERT_REQ").useruser, BYE)
        self.pbx.answer(self.invite, "200 OK", self.pbx.sdp, extra=f"User-to-User: {HELLO_HEADER}\r\n")
        self.pbx.receive("ACK")
        self.expect("RTP_CONNECT")
        self.assertEqual(self.expect("SETUP_RSP").useruser, HELLO)
        self.say("SETUP_COMPL_IND")
        self.say("DISC_IND", cause=16, useruser=BYE)
        self.expect("REL_REQ")
        bye = self.pbx.receive("BYE")
        self.assertEqual(header_of(bye, "User-to-User"), BYE_HEADER)
        self.pbx.answer(bye, "200 OK")
        self.say("REL_CNF")
        self.bed.wait_for_no_calls()

    def test_of_a_call_to_the_phone(self):
        self.incoming = self.pbx.invite(self.bed.gateway, "98766", call_id=f"in{self.number}",
                                        extra=f"User-to-User: {HELLO_HEADER}\r\n")
        self.pbx.receive("SIP/2.0 100")
        setup = self.msc.expect("SETUP_REQ")
        self.assertEqual(setup.useruser, HELLO)
        self.callref = setup.callref
        self.say("CALL_CONF_IND", bearer=[0])
        self.assign()
        self.expect("RTP_CONNECT")
        self.say("ALERT_IND", useruser=BYE)
        self.assertEqual(header_of(self.pbx.receive("SIP/2.0 180"), "User-to-User"), BYE_HEADER)
        self.say("SETUP_CNF", useruser=HELLO)
        self.expect("SETUP_COMPL_REQ")
        answer = self.pbx.receive("SIP/2.0 200")
        self.assertEqual(header_of(answer, "User-to-User"), HELLO_HEADER)
        self.dialog = self.pbx.dialog_of(answer, self.bed.gateway, caller=True)
        self.pbx.say(self.dialog, "ACK", 1)
        self.request("BYE", extra=f"User-to-User: {BYE_HEADER}\r\n")
        self.pbx.receive("SIP/2.0 200")
        self.assertEqual(self.expect("DISC_REQ").useruser, BYE)
        self.say("REL_IND", cause=16)
        self.bed.wait_for_no_calls()

    def test_within_a_call_is_counted_and_the_call_goes_on(self):
        self.answer_call_out()
        self.say("USERINFO_IND", useruser=HELLO)
        self.bed.wait_until("show stats", "User-to-user information that could not be passed on:        1")
        self.hang_up()


if __name__ == "__main__":
    unittest.main()
