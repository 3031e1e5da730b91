# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operator and the monitoring do with the real daemon: timers, drain, CTRL, statistics."""
import socket
import time
import unittest

from sipgw_test import mncc
from sipgw_test.bed import Bed
from sipgw_test.calls import BedTest
from sipgw_test.ctrl import Ctrl, CtrlError

CALLREF = 0x80000001


class Operation(BedTest):
    def ctrl(self):
        ctrl = Ctrl(self.bed.daemon.address)
        self.addCleanup(ctrl.close)
        return ctrl

    def configure(self, *commands):
        with self.bed.daemon.vty() as vty:
            return vty.configure(*commands)

    def set_up(self, callref=CALLREF):
        self.msc.send(mncc.signalling("SETUP_IND", callref, called="98766", calling="12345", imsi="262420000000001",
                                      bearer=[0]))

    def ringing_call(self):
        """A call from a phone that rings at the PBX; the INVITE."""
        self.set_up()
        self.msc.expect("RTP_CREATE", CALLREF)
        self.msc.expect("CALL_PROC_REQ", CALLREF)
        self.msc.send(mncc.rtp("RTP_CREATE", CALLREF, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))
        invite = self.pbx.receive("INVITE")
        self.pbx.answer(invite, "180 Ringing")
        self.msc.wait_for("ALERT_REQ", CALLREF)
        return invite

    def answered_call(self):
        self.pbx.answer(self.ringing_call(), "200 OK", self.pbx.sdp)
        self.pbx.receive("ACK")
        self.msc.wait_for("SETUP_RSP", CALLREF)
        self.msc.send(mncc.signalling("SETUP_COMPL_IND", CALLREF))
        self.bed.wait_until("show calls", "ACTIVE")

    def ended_by_gateway(self, cause, timeout=20):
        """DISC_REQ and BYE with this cause, confirmed by both."""
        self.assertEqual(self.msc.wait_for("DISC_REQ", CALLREF, timeout).cause, cause)
        bye = self.pbx.receive("BYE")
        self.assertIn(f"Q.850;cause={cause}", bye)
        self.pbx.answer(bye, "200 OK")
        self.msc.send(mncc.signalling("REL_IND", CALLREF, cause=cause))
        self.bed.wait_for_no_calls()

    def hang_up(self):
        self.msc.send(mncc.signalling("DISC_IND", CALLREF, cause=16))
        self.msc.wait_for("REL_REQ", CALLREF)
        self.msc.send(mncc.signalling("REL_CNF", CALLREF))
        self.pbx.answer(self.pbx.receive("BYE"), "200 OK")


class Timers(Operation):
    def test_x5_set_while_the_daemon_runs_ends_a_call_to_a_phone_that_rings(self):
        self.attach()
        self.configure("timer mncc X5 2")
        self.pbx.invite(self.bed.gateway, "98766")
        self.pbx.receive("SIP/2.0 100")
        callref = self.msc.expect("SETUP_REQ").callref
        self.msc.send(mncc.signalling("CALL_CONF_IND", callref, bearer=[0]))
        self.msc.send(mncc.rtp("RTP_CREATE", callref, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))
        self.msc.send(mncc.signalling("ALERT_IND", callref))
        self.pbx.receive("SIP/2.0 180")
        self.assertEqual(self.msc.wait_for("DISC_REQ", callref, 20).cause, 19)
        self.assertIn("Q.850;cause=19", self.pbx.receive("SIP/2.0 480", 20))
        self.assertEqual(self.ctrl().get("rate_ctr.abs.sipgw.0.timer:X5"), "1")

    def test_x5_set_while_the_daemon_runs_ends_a_call_from_a_phone_that_nobody_answers(self):
        self.attach()
        self.configure("timer mncc X5 2")
        invite = self.ringing_call()
        self.assertEqual(self.msc.wait_for("DISC_REQ", CALLREF, 20).cause, 19)
        cancel = self.pbx.receive("CANCEL")
        self.pbx.answer(cancel, "200 OK")
        self.pbx.answer(invite, "487 Request Terminated")
        self.msc.send(mncc.signalling("REL_IND", CALLREF, cause=19))
        self.bed.wait_for_no_calls()

    def test_a_call_that_is_up_keeps_the_timers_it_began_with(self):
        self.attach()
        self.answered_call()
        self.configure("timer call X9 1")
        self.msc.expect_silence(2)
        self.assertIn("Calls now: 1", self.bed.vty("show calls summary"))
        self.assertNotIn("Timer", self.bed.vty("show call 1"))

    def test_the_longest_duration_ends_an_answered_call_with_an_ordinary_cause(self):
        self.attach()
        self.configure("timer call X9 2")
        self.answered_call()
        self.assertRegex(self.bed.vty("show call 1"), r"Timer: +X9 \(longest duration")
        self.ended_by_gateway(31)


class Drain(Operation):
    def draining_with_a_call(self, mode):
        self.attach()
        self.answered_call()
        self.assertIn("1 calls are up; new ones are refused", self.bed.vty(f"drain {mode}"))
        self.set_up(CALLREF + 1)
        self.assertEqual(self.msc.wait_for("REJ_REQ", CALLREF + 1).cause, 42)
        self.pbx.invite(self.bed.gateway, "98766")
        self.pbx.receive("SIP/2.0 100")
        refusal = self.pbx.receive("SIP/2.0 503")
        self.assertIn("Retry-After: 60\r\n", refusal)
        self.assertIn("Q.850;cause=42", refusal)
        self.pbx.in_transaction("ACK", refusal, self.bed.gateway)

    def test_exit_lets_the_call_that_is_up_end_by_itself_and_then_the_program(self):
        self.draining_with_a_call("exit")
        self.assertIn("the program exits when the last call has ended", self.bed.vty("show calls summary"))
        self.hang_up()
        self.assertEqual(self.bed.daemon.wait(), 0)

    def test_stay_stays_and_takes_calls_again_when_told_so(self):
        self.draining_with_a_call("stay")
        self.hang_up()
        self.assertIn("refused (drain stay)", self.bed.wait_for_no_calls())
        self.bed.vty("no drain")
        self.assertNotIn("refused (drain", self.bed.vty("show calls summary"))
        self.answered_call()

    def test_exit_without_a_call_ends_the_program_at_once(self):
        self.assertEqual(self.ctrl().set("drain", "exit"), "OK")
        self.assertEqual(self.bed.daemon.wait(), 0)

    def test_a_stop_does_not_wait_for_the_call(self):
        self.draining_with_a_call("exit")
        self.bed.daemon.signal(15)
        self.assertEqual(self.msc.wait_for("DISC_REQ", CALLREF).cause, 41)
        self.assertEqual(self.bed.daemon.process.wait(10), 0)


class CtrlInterface(Operation):
    def test_variables_tell_of_calls_and_links(self):
        ctrl = self.ctrl()
        self.assertEqual(ctrl.get("msc.0.state"), "disconnected")
        self.attach()
        self.assertEqual(ctrl.get("msc.0.state"), "ready")
        self.assertEqual(ctrl.get("mgw.0.state"), "none")
        self.assertEqual(ctrl.get("sip.state"), "up")
        self.ringing_call()
        self.assertEqual([ctrl.get("calls." + name) for name in ("active", "ringing", "total.mo", "total.mt",
                                                                 "total.answered", "total.refused")],
                         ["1", "1", "1", "0", "0", "0"])

    def test_drain_is_got_and_set(self):
        ctrl = self.ctrl()
        for value in ("stay", "off"):
            ctrl.set("drain", value)
            self.assertEqual(ctrl.get("drain"), value)
        with self.assertRaisesRegex(CtrlError, "off stay exit"):
            ctrl.set("drain", "sometimes")

    def test_a_call_is_released_with_the_cause_asked_for(self):
        self.attach()
        self.answered_call()
        self.assertEqual(self.ctrl().set("call.release", "1,38"), "OK")
        self.ended_by_gateway(38)

    def test_nonsense_is_refused(self):
        ctrl = self.ctrl()
        for value, reason in (("9", "no such call"), ("x", "CALL or CALL,CAUSE"), ("1,128", "CALL or CALL,CAUSE"),
                              ("1,", "no such call")):
            with self.subTest(value), self.assertRaisesRegex(CtrlError, reason):
                ctrl.set("call.release", value)
        with self.assertRaisesRegex(CtrlError, "Read Only"):
            ctrl.set("sip.state", "up")
        with self.assertRaisesRegex(CtrlError, "Write Only"):
            ctrl.get("call.release")

    def test_traps_tell_of_links_that_change(self):
        ctrl = self.ctrl()
        self.assertEqual(ctrl.get("msc.0.state"), "disconnected")
        self.msc.accept()
        while (trap := ctrl.next_trap()) == ("msc.0.state", "wait-hello"):
            pass
        self.assertEqual(trap, ("msc.0.state", "ready"))
        self.msc.disconnect()
        self.assertEqual(ctrl.next_trap(), ("msc.0.state", "disconnected"))

    def test_a_trap_tells_of_a_media_gateway_that_is_lost_and_back(self):
        with Bed(anchor=True) as bed:
            ctrl = Ctrl(bed.daemon.address)
            self.addCleanup(ctrl.close)
            self.assertEqual(ctrl.get("mgw.0.state"), "up")
            bed.mgw.kill()
            self.assertEqual(ctrl.next_trap(), ("mgw.0.state", "down"))
            bed.mgw.start()
            self.assertEqual(ctrl.next_trap(), ("mgw.0.state", "up"))


class Statistics(Operation):
    def test_show_stats_counts_calls_by_outcome_and_cause(self):
        self.attach()
        self.answered_call()
        self.hang_up()
        self.bed.wait_for_no_calls()
        stats = self.bed.vty("show stats skip-zero")
        self.assertRegex(stats, r"Calls from phones: +1 ")
        self.assertRegex(stats, r"Calls from phones that are over: answered: +1 ")
        self.assertRegex(stats, r"Cause 16 \(Normal call clearing\): +1 ")
        self.assertNotIn("busy", stats)

    def test_malformed_messages_are_counted_by_kind(self):
        self.attach()
        self.msc.send(b"\x01\x02")
        self.msc.send(mncc.hello())
        ctrl = self.ctrl()
        self.bed.wait_until("show mncc-connection", "2 malformed")
        for kind in ("too_short", "out_of_order"):
            self.assertEqual(ctrl.get("rate_ctr.abs.sipgw.0.mncc:malformed:" + kind), "1")

    def test_the_statsd_reporter_sends_values(self):
        self.attach()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as statsd:
            statsd.bind((self.bed.pbx[0], 0))
            statsd.settimeout(20)
            self.configure("stats interval 1", "stats reporter statsd", f"remote-ip {self.bed.pbx[0]}",
                           f"remote-port {statsd.getsockname()[1]}", "level global", "prefix test", "enable")
            self.ringing_call()
            wanted = {f"test.sipgw.0.{value}" for value in ("calls.active:1|g", "calls.ringing:1|g", "call.mo.begun:1|c")}
            limit = time.monotonic() + 20
            while wanted:
                self.assertLess(time.monotonic(), limit, wanted)
                wanted -= set(statsd.recv(65536).decode().splitlines())


if __name__ == "__main__":
    unittest.main()
