# SPDX-License-Identifier: AGPL-3.0-or-later
"""Emergency calls through a real osmo-msc; the gateway asks the SIP peer for "emergency" by default."""
import unittest

from lab.case import EndToEnd


class Emergency(EndToEnd):
    def emergency_call(self, *options):
        self.alice.say("emergency", *options)
        call = self.peer.called()
        self.assertIn("INVITE sip:emergency@", call.invite)
        self.assertIn("Priority: emergency", call.invite)
        call.ring()
        self.alice.expect("1 alerting")
        call.answer()
        self.alice.expect("1 connected")
        call.hang_up()
        self.alice.expect("cleared")
        return self.trace_of_last_call()

    def test_with_bearer_capability(self):
        self.assert_order(self.emergency_call(), "<- RTP_CREATE", "<- CALL_PROC_REQ")

    def test_without_bearer_capability(self):
        """The MSC wants one from the gateway, before it is asked for RTP."""
        self.assert_order(self.emergency_call("bare"), "<- CALL_PROC_REQ", "<- RTP_CREATE")


if __name__ == "__main__":
    unittest.main()
