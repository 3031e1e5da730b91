# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls longer than the guard timer of a real osmo-msc."""
import time
import unittest

from lab.case import EndToEnd


class GuardTimer(EndToEnd):
    """osmo-msc 1.9.0 arms its guard timer anew with each signalling message of a call, and ends the call with it."""

    network_options = {"guard_timeout": 10, "gateway_config": "mncc\n guard-keepalive 4\n"}

    def test_a_call_with_keys_pressed_outlives_the_guard_timer(self):
        call = self.answered_call_from(self.alice)
        self.alice.say("dtmf", 5)
        call.expect_info()
        self.alice.expect("1 dtmf-stopped")
        time.sleep(15)
        self.alice.say("dtmf", 6)
        call.expect_info()
        self.alice.expect("1 dtmf-stopped")
        call.hang_up()
        self.alice.expect("1 disconnect 16")
        self.alice.expect("cleared")


if __name__ == "__main__":
    unittest.main()
