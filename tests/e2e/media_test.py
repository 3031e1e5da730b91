# SPDX-License-Identifier: AGPL-3.0-or-later
"""Speech from the radio through the MSC's media gateway to the SIP peer, and back: every packet counted."""
import unittest

from lab.case import EndToEnd

_PACKETS = 50


class Media:
    """The peer echoes, so that the phone can tell what came back unaltered."""

    def speak(self, codec, payload_type):
        self.alice.say("codec", codec)
        self.alice.say("codecs", codec)
        self.alice.say("call", "98766")
        call = self.peer.called()
        call.answer(payload_type)
        self.alice.expect(f"assigned {payload_type}")
        self.alice.expect("1 connected")
        self.alice.say("speak", _PACKETS)
        self.alice.expect("spoken")
        counts = self.alice.rtp_when(received=_PACKETS)
        self.assertEqual(counts, {"sent": _PACKETS, "received": _PACKETS, "own": _PACKETS, "lost": 0,
                                  "payload-type": payload_type})
        self.assertEqual((self.peer.rtp.received, self.peer.rtp.lost), (_PACKETS, 0))
        self.assertEqual(self.peer.rtp.payload_types, {payload_type})
        call.hang_up()
        self.alice.expect("cleared")

    def test_full_rate(self):
        self.speak("fr", 3)

    def test_enhanced_full_rate(self):
        self.speak("efr", 110)

    def test_half_rate(self):
        self.speak("hr", 111)

    def test_amr(self):
        self.speak("amr", 112)


class Anchored(Media, EndToEnd):
    network_options = {"anchor": True}


class Direct(Media, EndToEnd):
    network_options = {"anchor": False}


if __name__ == "__main__":
    unittest.main()
