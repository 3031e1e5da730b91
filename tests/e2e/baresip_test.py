# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real audio: a phone and baresip hear each other's tone, through a kamailio that stays in the path."""
import os
import re
import subprocess
import unittest

from lab.baresip import Baresip, start_kamailio
from lab.case import EndToEnd

_PHONE_TONE, _SOFTPHONE_TONE = 700, 440


def write_tone(path, frequency):
    subprocess.run(["sox", "-n", "-r", "8000", "-c", "1", path, "synth", "3", "sine", str(frequency), "vol", "0.5"],
                   check=True)


def frequency_of(path):
    """Of the second second."""
    result = subprocess.run(["sox", path, "-n", "trim", "1", "1", "stat"], check=True, capture_output=True, text=True)
    return int(re.search(r"Rough\s+frequency:\s+(\d+)", result.stderr).group(1))


class Audio(EndToEnd):
    def start_peer(self):
        self.kamailio = start_kamailio(self.network)
        self.addCleanup(self.kamailio.stop)

    def talk(self, softphone):
        heard, spoken = (os.path.join(self.network.directory, name) for name in ("heard.gsm", "spoken.gsm"))
        write_tone(spoken, _PHONE_TONE)
        self.alice.expect("1 connected")
        self.alice.say("record", heard)
        self.alice.say("play", spoken)
        self.alice.expect("spoken")
        self.alice.say("hangup")
        self.alice.expect("1 released")
        self.network.wait_for("gateway", "show calls summary", "Calls now: 0")
        softphone.stop()
        self.assertIn("passes: BYE", self.kamailio.log())
        self.assertAlmostEqual(frequency_of(heard), _SOFTPHONE_TONE, delta=20)
        self.assertAlmostEqual(frequency_of(softphone.recording()), _PHONE_TONE, delta=20)

    def test_both_hear_each_other_in_a_call_of_the_phone(self):
        softphone = Baresip(self.network, _SOFTPHONE_TONE)
        self.addCleanup(softphone.stop)
        self.alice.say("call", "98766")
        self.talk(softphone)

    def test_both_hear_each_other_in_a_call_to_the_phone(self):
        softphone = Baresip(self.network, _SOFTPHONE_TONE, f"sip:{self.alice.number}@{self.network.address['peer']}")
        self.addCleanup(softphone.stop)
        self.alice.expect("1 setup from 98766")
        self.talk(softphone)


if __name__ == "__main__":
    unittest.main()
