# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long ringing at a real osmo-msc, which gives up a call without media after 30 s."""
import time
import unittest

from lab.case import EndToEnd


class Ringing(EndToEnd):
    def test_calls_each_way_ring_for_45_seconds_before_the_answer(self):
        bob = self.registered_phone("bob")
        bob.say("answers", "never")
        incoming = self.peer.call(bob.number)
        incoming.expect_ringing()
        outgoing = self.call_from(self.alice)
        time.sleep(45)
        outgoing.answer()
        self.alice.expect("1 connected")
        bob.say("answer")
        incoming.expect_answer()
        bob.expect("1 connected")
        for call, phone in ((outgoing, self.alice), (incoming, bob)):
            call.hang_up()
            phone.expect("cleared")


if __name__ == "__main__":
    unittest.main()
