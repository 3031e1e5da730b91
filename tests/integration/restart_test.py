# SPDX-License-Identifier: AGPL-3.0-or-later
"""osmo-mgw, the MSC and the gateway itself killed and started again, between and during anchored calls."""
import socket
import unittest

from sipgw_test import mncc
from sipgw_test.bed import Bed
from sipgw_test.sipp import Sipp


class Restart(unittest.TestCase):
    def setUp(self):
        self.bed = Bed(anchor=True)
        self.addCleanup(self.bed.close)
        self.msc = mncc.Msc(self.bed.mncc_path)
        self.addCleanup(self.msc.close)
        self.attach()
        self.callref = 0x80000000

    def attach(self):
        self.msc.accept(30)
        self.bed.wait_until("show mncc-connection", "READY")

    def pbx(self, calls=1):
        sipp = Sipp("answer.xml", self.bed.directory, local=self.bed.pbx, calls=calls)
        self.addCleanup(sipp.stop)
        return sipp

    def answered_call(self):
        """A call from a phone, answered by the PBX; its callref."""
        self.callref += 1
        callref = self.callref
        self.msc.send(mncc.signalling("SETUP_IND", callref, called="555", calling="1001", imsi="262420000000001",
                                      bearer=[0]))
        self.msc.expect("RTP_CREATE", callref)
        self.msc.expect("CALL_PROC_REQ", callref)
        self.msc.send(mncc.rtp("RTP_CREATE", callref, ("127.0.0.1", 4000), 3, mncc.PAYLOAD_GSM_FR))
        connect = self.msc.wait_for("RTP_CONNECT", callref)
        self.assertEqual(connect.address[0], self.bed.mgw.address)
        self.msc.wait_for("SETUP_RSP", callref)
        self.msc.send(mncc.signalling("SETUP_COMPL_IND", callref))
        self.bed.wait_until("show calls", "ACTIVE")
        return callref

    def hang_up(self, callref):
        self.msc.send(mncc.signalling("DISC_IND", callref, cause=16))
        self.msc.expect("REL_REQ", callref)
        self.msc.send(mncc.signalling("REL_CNF", callref))

    def check_a_call_works_and_leaves_nothing(self):
        self.check_a_call_works_and_leaves(0)

    def check_a_call_works_and_leaves(self, connections):
        sipp = self.pbx()
        self.hang_up(self.answered_call())
        sipp.wait(20)
        self.bed.wait_for_no_calls()
        self.assertEqual(self.bed.mgw.connections(), connections)

    def released_with(self, callref, cause, timeout=30):
        message = self.msc.wait_for("DISC_REQ", callref, timeout)
        self.assertEqual(message.cause, cause)
        self.msc.send(mncc.signalling("REL_IND", callref, cause=cause))

    def test_a_call_whose_msc_vanishes_ends_at_the_pbx_and_on_the_mgw(self):
        sipp = self.pbx()
        self.answered_call()
        self.msc.disconnect()
        sipp.wait(20)
        self.bed.wait_for_no_calls()
        self.assertEqual(self.bed.mgw.connections(), 0)
        self.attach()
        self.check_a_call_works_and_leaves_nothing()

    def test_a_call_whose_mgw_dies_is_released_on_both_sides(self):
        sipp = self.pbx()
        callref = self.answered_call()
        self.bed.mgw.kill()
        self.released_with(callref, 47)
        sipp.wait(30)
        self.bed.wait_for_no_calls()
        self.bed.wait_until("show mgw", "DOWN")
        self.bed.mgw.start()
        self.bed.wait_until("show mgw", "UP for")
        self.check_a_call_works_and_leaves_nothing()

    def test_a_call_whose_mgw_was_restarted_unnoticed_is_released(self):
        sipp = self.pbx()
        callref = self.answered_call()
        self.bed.mgw.kill()
        self.bed.mgw.start()
        self.released_with(callref, 47)
        sipp.wait(30)
        self.bed.wait_for_no_calls()
        self.bed.wait_until("show mgw", "UP for")
        self.check_a_call_works_and_leaves_nothing()

    def test_a_killed_gateway_frees_its_endpoints_and_nobody_elses_when_it_starts_again(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.settimeout(5)
            other.sendto(b"CRCX 77 rtpbridge/*@mgw MGCP 1.0\r\nC: beef\r\nL: p:20, a:GSM\r\nM: recvonly\r\n",
                         (self.bed.mgw.address, self.bed.mgw.mgcp_port))
            self.assertIn(b"200 77", other.recv(4000))
        sipp = self.pbx()
        self.answered_call()
        self.assertEqual(self.bed.mgw.connections(), 3)
        self.bed.daemon.kill()
        self.msc.disconnect()
        sipp.stop()
        self.assertEqual(self.bed.mgw.connections(), 3)
        self.bed.daemon.start_again()
        self.bed.wait_until("show mgw", "Endpoints in use: 0")
        self.assertEqual(self.bed.mgw.connections(), 1)
        self.attach()
        self.check_a_call_works_and_leaves(1)

    def test_everything_restarted_between_calls_is_found_again(self):
        self.check_a_call_works_and_leaves_nothing()
        self.msc.disconnect()
        self.attach()
        self.bed.mgw.kill()
        self.bed.mgw.start()
        self.check_a_call_works_and_leaves_nothing()
        self.bed.daemon.kill()
        self.msc.disconnect()
        self.bed.daemon.start_again()
        self.attach()
        self.bed.wait_until("show mgw", "UP for")
        self.check_a_call_works_and_leaves_nothing()

    def test_sigterm_ends_a_call_on_both_sides_within_five_seconds(self):
        sipp = self.pbx()
        callref = self.answered_call()
        self.bed.daemon.signal(15)
        self.released_with(callref, 41, timeout=3)
        sipp.wait(5)
        self.assertEqual(self.bed.daemon.process.wait(5), 0)
        self.assertEqual(self.bed.mgw.connections(), 0)


if __name__ == "__main__":
    unittest.main()
