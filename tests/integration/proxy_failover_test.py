# SPDX-License-Identifier: AGPL-3.0-or-later
"""One of two killed while calls run, and back again: kamailios behind a gateway, and gateways behind kamailio."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from sipgw_test.bed import Bed
from sipgw_test.kamailio import Kamailio
from sipgw_test.net import loopback_address
from sipgw_test.pbx import Pbx
from sipgw_test.phones import Phones
from sipgw_test.sipp import Sipp

TRY_S = 1
PING_S = 1         # kamailio's; the gateway's is 5 at least
DEAD_AFTER = 2
MARGIN_S = 2       # for a busy machine
CALLED = "555"


def uri_of(address):
    return f"sip:{address[0]}:{address[1]}"


def await_true(condition, timeout, explain):
    limit = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(explain())
        time.sleep(0.02)


@unittest.skipUnless(shutil.which("kamailio"), "kamailio is not installed")
class FailoverTest(unittest.TestCase):
    def start_kamailio(self, recipe, address, **definitions):
        directory = tempfile.TemporaryDirectory(prefix="sipgw-kamailio-")
        self.addCleanup(directory.cleanup)
        kamailio = Kamailio(recipe, directory.name, address, **definitions)
        kamailio.start()
        self.addCleanup(kamailio.stop)
        return kamailio

    def start_phones(self, bed):
        phones = Phones(bed.mncc_path)
        phones.start()
        bed.wait_until("show mncc-connection", "READY")
        return phones


class TwoKamailios(FailoverTest):
    """A gateway with a group of two kamailios, and SIPp behind both."""

    PING = " options-ping interval 5\n options-ping timeout 1\n options-ping down-after 1\n options-ping up-after 1\n"

    def setUp(self):
        self.addresses = {name: (loopback_address(), 5060) for name in ("a", "b")}
        trunks = "".join(f"trunk {name}\n remote {address[0]}\n try-timeout {TRY_S}\n{self.PING}"
                         for name, address in self.addresses.items())
        self.bed = Bed(extra=f"{trunks}trunk-group both\n algorithm round-robin\n member a\n member b\n"
                             "default-route trunk-group both\n")
        self.addCleanup(self.bed.close)
        self.pbx = (loopback_address(), 5060)
        self.kamailios = {}
        for name, address in self.addresses.items():
            self.kamailios[name] = self.start_kamailio("proxy.cfg", address, GATEWAY=uri_of(self.bed.gateway))
            self.add_contact(name)
        sipp = Sipp("answer.xml", self.bed.directory, local=self.pbx, calls=1000)
        self.addCleanup(sipp.stop)
        self.phones = self.start_phones(self.bed)
        self.addCleanup(self.phones.stop)
        for name in self.addresses:
            self.bed.wait_until(f"show trunk {name}", "UP\n")

    def add_contact(self, name):
        self.kamailios[name].rpc("ul.add", "location", f"s:{CALLED}", uri_of(self.pbx), 3600, "1.0", ".", 0, 0, 0)

    def answered(self, count):
        await_true(lambda: self.phones.answered >= count, 30, lambda: f"{self.phones.answered} of {count} answered")

    def invites(self, name):
        """That kamailio has had since its start."""
        return int(re.search(r"rcv_requests_invite = (\d+)",
                             self.kamailios[name].rpc("stats.fetch", "core.rcv_requests_invite").replace(":", " =")
                             ).group(1))

    def calls_are_answered_though_one_is_lost(self, lose):
        """100 calls, and `lose` during them; a running call that went that way ends when its phone hangs up."""
        self.phones.call_out(100, rate=20, hold=1.5, called=CALLED)
        self.answered(30)
        lose(self.kamailios["a"])
        self.phones.wait_finished(100, 60)
        self.assertEqual(self.phones.answered, 100)
        self.assertLess(self.phones.slowest, TRY_S + MARGIN_S)
        self.bed.wait_until("show trunk a", "DOWN")

    def it_is_used_again(self):
        self.bed.wait_until("show trunk a", "UP\n")
        before = self.invites("a")
        self.phones.call_out(10, rate=20, hold=0.2, called=CALLED)
        self.phones.wait_finished(110, 30)
        self.assertEqual(self.phones.answered, 110)
        self.assertEqual(self.invites("a") - before, 5)
        self.nothing_is_left()

    def nothing_is_left(self):
        self.assertEqual(self.phones.faults, [])
        self.assertEqual(self.phones.live, {})
        self.bed.wait_for_no_calls()

    def test_no_call_is_lost_when_one_is_killed_and_it_is_used_again(self):
        self.calls_are_answered_though_one_is_lost(Kamailio.kill)
        self.kamailios["a"].start()
        self.add_contact("a")
        self.it_is_used_again()

    def test_no_call_is_lost_when_one_falls_silent_and_it_is_used_again(self):
        self.addCleanup(self.kamailios["a"].signal, signal.SIGCONT)
        self.calls_are_answered_though_one_is_lost(lambda kamailio: kamailio.signal(signal.SIGSTOP))
        self.assertGreater(self.phones.slowest, TRY_S)
        self.kamailios["a"].signal(signal.SIGCONT)
        self.it_is_used_again()


class TwoGateways(FailoverTest):
    """kamailio as dispatcher in front of two gateways, each with phones of its own; the test is the PBX."""

    def setUp(self):
        address = (loopback_address(), 5060)
        self.pbx = Pbx((loopback_address(), 5060))
        self.addCleanup(self.pbx.socket.close)
        self.beds = [Bed(extra=f"sip\n remote {address[0]} {address[1]}\n") for _ in range(2)]
        for bed in self.beds:
            self.addCleanup(bed.close)
        self.phones = [self.start_phones(bed) for bed in self.beds]
        self.addCleanup(lambda: [phones.stop() for phones in self.phones])  # those of that time
        gateways = os.path.join(self.beds[0].directory, "dispatcher.list")
        with open(gateways, "w", encoding="ascii") as file:
            file.writelines(f"1 {uri_of(bed.gateway)} 8\n" for bed in self.beds)
        self.kamailio = self.start_kamailio("dispatcher.cfg", address, PBX=uri_of(self.pbx.address), GATEWAYS=gateways,
                                            TRY_MS=1000 * TRY_S, PING_S=PING_S, DEAD_AFTER=DEAD_AFTER)
        for bed in self.beds:
            self.await_state(bed, "AP")
        self.calls = 0

    def state_of(self, bed):
        """A(ctive) or I(nactive), P(robed), as kamailio has it."""
        listed = self.kamailio.rpc("dispatcher.list")
        return re.search(rf"URI: {re.escape(uri_of(bed.gateway))}\s+FLAGS: (\w+)", listed).group(1)

    def await_state(self, bed, state, timeout=20):
        await_true(lambda: self.state_of(bed) == state, timeout, lambda: self.kamailio.rpc("dispatcher.list"))

    def answered_call(self):
        """The PBX calls a phone; the dialog, and the index of the gateway that has it."""
        self.calls += 1
        before = [phones.answered for phones in self.phones]
        begin = time.monotonic()
        self.pbx.invite(self.kamailio.address, "1001", call_id=f"c{self.calls}")
        self.pbx.receive("SIP/2.0 100")
        self.pbx.receive("SIP/2.0 180")
        dialog = self.pbx.dialog_of(self.pbx.receive("SIP/2.0 200"), self.kamailio.address, caller=True)
        self.assertLess(time.monotonic() - begin, TRY_S + MARGIN_S)
        self.pbx.say(dialog, "ACK", 1)
        await_true(lambda: [phones.answered for phones in self.phones] != before, 5, lambda: "no phone is connected")
        return dialog, next(i for i, phones in enumerate(self.phones) if phones.answered > before[i])

    def hang_up(self, dialog, status):
        self.pbx.say(dialog, "BYE", 2)
        self.pbx.receive(f"SIP/2.0 {status} ")

    def test_calls_go_to_the_other_one_when_one_is_killed_and_it_is_used_again(self):
        running = [self.answered_call() for _ in range(4)]
        self.assertEqual(sorted(index for _, index in running), [0, 0, 1, 1])
        self.beds[0].daemon.kill()
        killed = time.monotonic()
        running += [self.answered_call() for _ in range(2)]
        self.assertEqual([index for _, index in running[4:]], [1, 1])
        self.await_state(self.beds[0], "IP")
        self.assertLess(time.monotonic() - killed, DEAD_AFTER * (PING_S + TRY_S) + MARGIN_S)
        begin = time.monotonic()
        running.append(self.answered_call())
        self.assertLess(time.monotonic() - begin, TRY_S, "it is not even tried now")
        for dialog, index in running:
            self.hang_up(dialog, 200 if index == 1 else 408)  # kamailio tells that the gateway is not there any more
        self.beds[1].wait_for_no_calls()
        self.assertEqual(self.phones[1].faults, [])
        self.restart_the_first()
        again = [self.answered_call() for _ in range(2)]
        self.assertEqual(sorted(index for _, index in again), [0, 1])
        for dialog, _ in again:
            self.hang_up(dialog, 200)

    def test_a_gateway_without_its_msc_is_passed_over(self):
        self.phones[0].stop()
        self.beds[0].wait_until("show mncc-connection", "DISCONNECTED")
        for _ in range(2):
            dialog, index = self.answered_call()
            self.assertEqual(index, 1)
            self.hang_up(dialog, 200)

    def test_the_phones_of_both_gateways_reach_the_pbx(self):
        for phones, bed in zip(self.phones, self.beds):
            phones.call_out(1, rate=1, hold=0, called=CALLED)
            invite = self.pbx.receive(f"INVITE sip:{CALLED}@")
            self.pbx.answer(invite, "200 OK", self.pbx.sdp)
            self.pbx.receive("ACK")
            self.pbx.answer(self.pbx.receive("BYE"), "200 OK")
            bed.wait_for_no_calls()

    def restart_the_first(self):
        self.phones[0].stop()
        self.beds[0].daemon.start_again()
        self.phones[0] = self.start_phones(self.beds[0])
        self.await_state(self.beds[0], "AP")


class Sipsak(unittest.TestCase):
    @unittest.skipUnless(shutil.which("sipsak"), "sipsak is not installed")
    def test_sipsak_hears_that_the_gateway_lives(self):
        with Bed() as bed:
            done = subprocess.run(["sipsak", "-vv", "-s", f"sip:ping@{bed.gateway[0]}:{bed.gateway[1]}"],
                                  capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("SIP/2.0 200", done.stdout)


if __name__ == "__main__":
    unittest.main()
