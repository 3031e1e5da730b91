# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a phone does during a call through a real osmo-msc."""
import unittest

from lab.case import EndToEnd


class InCall(EndToEnd):
    def test_keys_reach_the_peer_as_info(self):
        call = self.answered_call_from(self.alice)
        for key in "5#":
            self.alice.say("dtmf", key)
            self.alice.expect(f"1 dtmf {key}")
            self.alice.expect("1 dtmf-stopped")
            self.assertIn(f"Signal={key}", call.expect_info())
        call.hang_up()
        self.alice.expect("cleared")

    def test_a_call_is_held_and_retrieved(self):
        call = self.answered_call_from(self.alice)
        self.alice.say("hold")
        self.assertEqual(call.expect_reinvite("recvonly"), "sendonly")
        self.alice.expect("1 held")
        self.alice.say("retrieve")
        self.assertEqual(call.expect_reinvite(), "sendrecv")
        self.alice.expect("1 retrieved")
        self.alice.say("hangup")
        call.expect_bye()

    def test_the_phone_hears_nothing_while_it_holds_the_call(self):
        packets = 20
        call = self.answered_call_from(self.alice)
        self.alice.say("hold")
        call.expect_reinvite("recvonly")
        self.alice.expect("1 held")
        self.alice.say("speak", packets)
        self.alice.expect("spoken")
        self.alice.say("retrieve")
        call.expect_reinvite()
        self.alice.expect("1 retrieved")
        self.alice.say("speak", packets)
        self.alice.expect("spoken")
        self.assertEqual(self.alice.rtp_when(received=packets)["received"], packets)
        call.hang_up()
        self.alice.expect("cleared")

    def test_a_second_call_while_the_first_is_held(self):
        first = self.answered_call_from(self.alice)
        self.alice.say("hold")
        first.expect_reinvite("recvonly")
        self.alice.expect("1 held")

        self.alice.say("call", "98767")
        second = self.peer.called()
        second.ring()
        self.alice.expect("2 alerting")
        second.answer()
        self.alice.expect("2 connected")

        self.alice.say("hangup", call=2)
        second.expect_bye()
        self.alice.expect("2 released")
        self.alice.say("retrieve", call=1)
        first.expect_reinvite()
        self.alice.expect("1 retrieved")
        first.hang_up()
        self.alice.expect("1 disconnect 16")
        self.alice.expect("cleared")

    def test_a_modification_of_the_phone_leaves_the_msc_alive(self):
        call = self.answered_call_from(self.alice)
        self.alice.say("modify")
        self.alice.expect("1 modify-rejected")
        call.hang_up()
        self.alice.expect("1 disconnect 16")
        self.alice.expect("cleared")
        self.assertTrue(self.network.programs["msc"].is_running())


if __name__ == "__main__":
    unittest.main()
