# SPDX-License-Identifier: AGPL-3.0-or-later
"""Speech from the radio through the MSC's media gateway to the SIP peer, and back: every packet counted."""
import unittest

from lab.case import EndToEnd

_PACKETS = 50


class Media:
    """The peer echoes, so that the phone can tell what came back unaltered."""

    def choose(self, codec):
        self.alice.say("codec", codec)
        self.alice.say("codecs", codec)

    def speak(self, call, payload_type):
        self.alice.expect("1 connected")
        self.alice.say("speak", _PACKETS)
        self.alice.expect("spoken")
        self.assertEqual(self.alice.rtp_when(received=_PACKETS),
                         {"sent": _PACKETS, "received": _PACKETS, "own": _PACKETS, "lost": 0,
                          "payload-type": payload_type})
        self.assertEqual((self.peer.rtp.received, self.peer.rtp.lost), (_PACKETS, 0))
        self.assertEqual(self.peer.rtp.payload_types, {payload_type})
        self.assertEqual(self.peer.rtp.sources, {self.network.address[self.speaks_to_the_peer]})
        call.hang_up()
        self.alice.expect("cleared")

    def call_out(self, codec, payload_type):
        self.choose(codec)
        self.alice.say("call", "98766")
        call = self.peer.called()
        call.answer(payload_type)
        self.speak(call, payload_type)

    def test_full_rate(self):
        self.call_out("fr", 3)

    def test_enhanced_full_rate(self):
        self.call_out("efr", 110)

    def test_half_rate(self):
        self.call_out("hr", 111)

    def test_amr(self):
        self.call_out("amr", 112)

    def test_amr_of_a_call_to_the_phone(self):
        self.choose("amr")
        call = self.peer.call(self.alice.number, 112)
        call.expect_ringing()
        call.expect_answer()
        self.speak(call, 112)


class Anchored(Media, EndToEnd):
    network_options = {"anchor": True}
    speaks_to_the_peer = "gateway_mgw"


class Direct(Media, EndToEnd):
    network_options = {"anchor": False}
    speaks_to_the_peer = "msc_mgw"


if __name__ == "__main__":
    unittest.main()
