# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls through a real osmo-msc, set up and ended by either side."""
import unittest

from lab.case import EndToEnd


class CallsOfThePhone(EndToEnd):
    def test_an_unknown_phone_is_not_registered(self):
        stranger = self.bss.phone("stranger", "001019999999999")
        stranger.say("lu")
        stranger.expect("location-rejected 2")
        stranger.expect("cleared")

    def test_a_call_is_answered_and_the_phone_hangs_up(self):
        call = self.answered_call_from(self.alice)
        self.assertIn(f"From: <sip:{self.alice.number}@", call.invite)
        self.alice.say("hangup")
        self.assertIn("cause=16", call.expect_bye())
        self.alice.expect("1 released")

    def test_a_call_is_answered_and_the_peer_hangs_up(self):
        call = self.answered_call_from(self.alice)
        call.hang_up()
        self.alice.expect("1 disconnect 16")
        self.alice.expect("cleared")

    def test_the_phone_hears_why_a_call_is_refused(self):
        for status, cause in (("486 Busy Here", 17), ("603 Decline", 21), ("404 Not Found", 1)):
            with self.subTest(status):
                self.alice.say("call", "98766")
                self.peer.called().refuse(status)
                self.alice.expect(f"1 disconnect {cause}")
                self.alice.expect("cleared")

    def test_the_caller_gives_up(self):
        call = self.call_from(self.alice)
        self.alice.say("hangup")
        call.expect_cancel()
        self.alice.expect("1 released")

    def test_nobody_answers(self):
        call = self.call_from(self.alice)
        call.refuse("480 Temporarily Unavailable")
        self.alice.expect("1 disconnect 19")
        self.alice.expect("cleared")


class CallsToThePhone(EndToEnd):
    def test_a_slow_phone_answers_and_the_peer_hangs_up(self):
        self.alice.say("answers", "after", 1500)
        call = self.answered_call_to(self.alice)
        call.hang_up()
        self.alice.expect("1 disconnect 16")
        self.alice.expect("cleared")

    def test_a_slow_phone_answers_and_hangs_up(self):
        call = self.answered_call_to(self.alice)
        self.alice.say("hangup")
        self.assertIn("cause=16", call.expect_bye())
        self.alice.expect("1 released")

    def test_a_phone_that_answers_at_once(self):
        self.alice.say("answers", "at-once")
        call = self.peer.call(self.alice.number)
        call.expect_answer()
        self.alice.expect("1 connected")
        call.hang_up()
        self.alice.expect("cleared")
        self.assert_order(self.trace_of_last_call(), "-- SETUP_CNF", "-- RTP_CREATE")

    def test_a_busy_phone(self):
        self.alice.say("answers", "busy")
        self.peer.call(self.alice.number).expect_refusal(486)

    def test_a_phone_rejects_the_call(self):
        self.alice.say("answers", "reject")
        call = self.peer.call(self.alice.number)
        call.expect_ringing()
        call.expect_refusal(603)

    def test_the_caller_gives_up(self):
        self.alice.say("answers", "never")
        call = self.peer.call(self.alice.number)
        call.expect_ringing()
        call.cancel()
        self.alice.expect("1 disconnect 16")
        self.alice.expect("cleared")

    def test_a_phone_that_is_switched_off(self):
        self.alice.say("detach")
        self.alice.expect("cleared")
        self.network.wait_for("msc", f"show subscriber msisdn {self.alice.number}", "No subscriber found")
        self.peer.call(self.alice.number).expect_refusal(480)

    def test_a_phone_that_does_not_hear_its_paging(self):
        self.alice.say("paging", "lost")
        self.peer.call(self.alice.number).expect_refusal(502)

    def test_an_unknown_number(self):
        self.peer.call("4711").expect_refusal(480)


if __name__ == "__main__":
    unittest.main()
