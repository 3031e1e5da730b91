# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two gateways, each with an MSC of its own, on one machine."""
import tempfile
import unittest

from lab.bss import Bss
from lab.case import EndToEnd
from lab.network import Network
from lab.sip_peer import SipPeer


class Neighbours(EndToEnd):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        directory = tempfile.TemporaryDirectory(prefix="sipgw-e2e-")
        cls.addClassCleanup(directory.cleanup)
        cls.other_network = Network(directory.name).up()
        cls.addClassCleanup(cls.other_network.down)
        cls.other_bss = Bss(cls.other_network)
        cls.addClassCleanup(cls.other_bss.close)

    def test_they_do_not_meet_even_with_the_same_numbers(self):
        other_peer = SipPeer(self.other_network.address["peer"], self.other_network.address["gateway"])
        self.addCleanup(other_peer.close)
        namesake = self.other_bss.phone("namesake", self.alice.imsi)
        namesake.register(self.alice.number)

        call = self.answered_call_from(self.alice)
        other_call = other_peer.call(namesake.number)
        other_call.expect_ringing()
        other_call.expect_answer()
        namesake.expect("1 connected")

        self.other_network.programs["gateway"].kill()
        namesake.expect("cleared")
        self.alice.say("dtmf", "7")
        self.assertIn("Signal=7", call.expect_info())
        self.alice.expect("1 dtmf-stopped")
        call.hang_up()
        self.alice.expect("1 disconnect 16")
        self.alice.expect("cleared")


if __name__ == "__main__":
    unittest.main()
