# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two real osmo-mgw share the calls; when one dies, the calls that it was to have go to the other."""
import tempfile
import unittest

from sipgw_test import loopback_address
from sipgw_test.calls import CallTest
from sipgw_test.mgw import Mgw


class TwoMediaGateways(CallTest):
    anchor = True
    other_address = loopback_address()
    extra = f"mgw 1\n remote-ip {other_address}\n"

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.other = Mgw(self.other_address, directory.name).start()
        self.addCleanup(self.other.kill)
        super().setUp()
        self.bed.wait_until("show mgw", f"MGW 1 at {self.other_address} port 2427\n  State:            UP for")

    def tearDown(self):
        self.stop_bed()

    def test_the_second_call_goes_to_the_second_media_gateway(self):
        self.answer_call_out()
        self.assertEqual(self.mgw_to_peer[0], self.bed.mgw.address)
        self.callref += 1
        self.number += 1
        self.call_out()
        self.assertEqual(self.mgw_to_peer[0], self.other_address)
        self.assertEqual((self.bed.mgw.connections(), self.other.connections()), (2, 2))

    def test_a_call_whose_media_gateway_has_died_is_made_with_the_other_one(self):
        self.bed.mgw.kill()
        self.answer_call_out()
        self.assertEqual(self.mgw_to_peer[0], self.other_address)
        self.assertEqual(self.mgw_to_phone[0], self.other_address)
        self.hang_up()
        self.assertEqual(self.other.connections(), 0)

    def test_a_call_that_is_up_ends_with_its_own_media_gateway_only(self):
        self.answer_call_out()
        self.other.kill()
        self.bed.wait_until("show mgw", "DOWN for")
        self.assertIn("Calls now: 1", self.bed.vty("show calls summary"))
        self.hang_up()


if __name__ == "__main__":
    unittest.main()
