# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the end-to-end tests share: one network for each test class, a SIP peer and idle phones for each test."""
import itertools
import os
import tempfile
import unittest

from .bss import Bss
from .network import Network
from .sip_peer import SipPeer


class EndToEnd(unittest.TestCase):
    """alice is registered, a new subscriber in each test; the SIP peer has the numbers of everybody else."""

    network_options = {}
    _subscribers = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        cls.network = Network(cls._directory(), **cls.network_options).up()
        cls.addClassCleanup(cls.network.down)
        cls.bss = Bss(cls.network)
        cls.addClassCleanup(cls.bss.close)

    @classmethod
    def _directory(cls):
        """Temporary, or kept in the folder that SIPGW_E2E_LOGS names."""
        if kept := os.environ.get("SIPGW_E2E_LOGS"):
            return os.path.join(kept, f"{cls.__module__}.{cls.__name__}")
        directory = tempfile.TemporaryDirectory(prefix="sipgw-e2e-")
        cls.addClassCleanup(directory.cleanup)
        return directory.name

    def setUp(self):
        self.start_peer()
        self.alice = self.registered_phone("alice")

    def start_peer(self):
        self.peer = SipPeer(self.network.address["peer"], self.network.address["gateway"])
        self.addCleanup(self.peer.close)

    def tearDown(self):
        self.network.wait_for("gateway", "show calls summary", "Calls now: 0")

    def registered_phone(self, name):
        index = next(self._subscribers)
        phone = self.bss.phone(f"{name}-{index}", f"00101{index:010}")
        phone.register(str(1000 + index))
        return phone

    def trace_of_last_call(self):
        self.network.wait_for("gateway", "show calls summary", "Calls now: 0")
        _heading, row = self.network.command("gateway", "show calls last 1").strip().splitlines()
        return self.network.command("gateway", f"show call {row.split()[0]} trace")

    def assert_order(self, text, first, second):
        self.assertIn(first, text)
        self.assertIn(second, text)
        self.assertLess(text.index(first), text.index(second), text)

    def call_from(self, phone):
        """A call of `phone`, ringing at the SIP peer."""
        phone.say("call", "98766")
        call = self.peer.called()
        call.ring()
        phone.expect("1 alerting")
        return call

    def answered_call_from(self, phone):
        call = self.call_from(phone)
        call.answer()
        phone.expect("1 connected")
        return call

    def answered_call_to(self, phone):
        call = self.peer.call(phone.number)
        phone.expect("1 setup from 12345")
        call.expect_ringing()
        call.expect_answer()
        phone.expect("1 connected")
        return call
