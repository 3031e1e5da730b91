# SPDX-License-Identifier: AGPL-3.0-or-later
"""What breaks in a network: the radio, the MSC, the gateway itself."""
import unittest

from lab.case import EndToEnd


class Trouble(EndToEnd):
    def test_the_radio_is_lost_during_a_call(self):
        call = self.answered_call_from(self.alice)
        self.alice.say("lose")
        self.assertIn("cause=47", call.expect_bye())
        self.alice.expect("cleared")

    def test_no_channel_for_a_call_of_the_phone(self):
        self.alice.say("assignment", "fails")
        self.alice.say("call", "98766")
        self.alice.expect("assignment-failed")
        self.alice.expect("1 released 47")
        self.alice.expect("cleared")
        self.peer.pbx.expect_silence()

    def test_no_channel_for_a_call_to_the_phone(self):
        self.alice.say("assignment", "fails")
        self.alice.say("answers", "never")
        call = self.peer.call(self.alice.number)
        call.expect_ringing()
        call.expect_refusal(503)
        self.alice.expect("cleared")

    def test_the_msc_dies_during_a_call_and_comes_back(self):
        call = self.answered_call_from(self.alice)
        self.network.programs["msc"].kill()
        self.assertIn("cause=41", call.expect_bye())
        self.network.start("msc")
        self.network.wait_for("gateway", "show mncc-connection", "READY")
        self.bss.reset()
        phone = self.registered_phone("returned")
        call = self.answered_call_to(phone)
        call.hang_up()
        phone.expect("cleared")

    def test_the_gateway_dies_during_a_call_and_comes_back(self):
        self.answered_call_from(self.alice)
        self.network.programs["gateway"].kill()
        self.alice.expect("cleared")
        self.network.start("gateway")
        self.network.wait_for("gateway", "show mncc-connection", "READY")
        self.network.wait_for("gateway", "show mgw", "UP for")
        call = self.answered_call_from(self.alice)
        call.hang_up()
        self.alice.expect("cleared")


if __name__ == "__main__":
    unittest.main()
