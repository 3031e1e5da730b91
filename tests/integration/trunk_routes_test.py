# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls over several trunks: hunting, groups, limits, whose an INVITE is, and who gets no answer."""
import itertools
import select
import time
import unittest

from sipgw_test import mncc
from sipgw_test.bed import Bed
from sipgw_test.net import loopback_address
from sipgw_test.pbx import Pbx, header_of

NAMES = ("a", "b", "c")


class RouteTest(unittest.TestCase):
    """Three PBXs at the trunks a, b and c. A test begins with start()."""

    def start(self, config="", *, group="", trunks=None, names=NAMES):
        """`group`: commands of the trunk group of all; `trunks`: further commands by the trunk's name."""
        self.pbxs = {name: Pbx((loopback_address(), 5060)) for name in names}
        for pbx in self.pbxs.values():
            self.addCleanup(pbx.socket.close)
        nodes = "".join(f"trunk {name}\n remote {pbx.address[0]}\n try-timeout 1\n{(trunks or {}).get(name, '')}"
                        for name, pbx in self.pbxs.items())
        members = "".join(f" member {name}\n" for name in names)
        self.bed = Bed(extra=f"{config}{nodes}trunk-group all\n{members}{group}default-route trunk-group all\n")
        self.addCleanup(self.bed.close)
        self.msc = mncc.Msc(self.bed.mncc_path)
        self.addCleanup(self.msc.close)
        self.msc.accept()
        self.bed.wait_until("show mncc-connection", "READY")
        self.callrefs = itertools.count(0x80000001)

    def dial(self, **members):
        self.callref = next(self.callrefs)
        self.msc.send(mncc.signalling("SETUP_IND", self.callref, **{
            "called": "555", "calling": "1001", "imsi": f"90170{self.callref:010}", "bearer": [0], **members}))

    def call(self, **members):
        """A phone calls, up to the INVITE that is due now."""
        self.dial(**members)
        self.msc.wait_for("CALL_PROC_REQ", self.callref)
        self.msc.send(mncc.rtp("RTP_CREATE", self.callref, ("127.0.0.1", 4444), 3, mncc.PAYLOAD_GSM_FR))

    def invited(self, timeout=5):
        """Who gets an INVITE next, and the INVITE."""
        sockets = {pbx.socket: name for name, pbx in self.pbxs.items()}
        ready = select.select(list(sockets), [], [], timeout)[0]
        self.assertEqual(len(ready), 1, "who got an INVITE")
        name = sockets[ready[0]]
        return name, self.pbxs[name].receive("INVITE")

    def refuse(self, name, invite, status, extra=""):
        self.pbxs[name].answer(invite, status, extra=extra)
        self.pbxs[name].receive("ACK")

    def expect_end(self, cause):
        self.assertEqual(self.msc.wait_for("DISC_REQ", self.callref).cause, cause)
        self.msc.send(mncc.signalling("REL_IND", self.callref, cause=16))

    def refused_call(self, status="486 Busy Here", cause=17, extra=""):
        """One that the first PBX that gets it refuses for good; which one."""
        self.call()
        name, invite = self.invited()
        self.refuse(name, invite, status, extra)
        self.expect_end(cause)
        return name

    def answer(self, name, invite):
        pbx = self.pbxs[name]
        pbx.answer(invite, "200 OK", pbx.sdp)
        pbx.receive("ACK")
        self.msc.wait_for("SETUP_RSP", self.callref)
        self.msc.send(mncc.signalling("SETUP_COMPL_IND", self.callref))

    def hang_up(self, name):
        self.msc.send(mncc.signalling("DISC_IND", self.callref, cause=16))
        self.msc.wait_for("REL_REQ", self.callref)
        pbx = self.pbxs[name]
        pbx.answer(pbx.receive("BYE"), "200 OK")
        self.msc.send(mncc.signalling("REL_CNF", self.callref))
        self.bed.wait_for_no_calls()

    def silent(self, *names):
        for name in names:
            self.pbxs[name].expect_silence(0.3)


class Hunting(RouteTest):
    def test_a_dead_pbx_costs_its_try_timeout_and_the_record_tells_of_it(self):
        self.start()
        begin = time.monotonic()
        self.call()
        self.invited()
        name, invite = self.invited_but("a")
        self.assertEqual(name, "b")
        self.assertLess(time.monotonic() - begin, 3)
        self.answer(name, invite)
        self.hang_up(name)
        record = self.bed.vty("show call 1")
        self.assertRegex(record, r"Tried: +0\.\d+ s a 127\S+: no reply within 1 s\n")
        self.assertRegex(record, r"Tried: +[12]\.\d+ s b 127\S+: answered\n")
        self.assertRegex(self.bed.vty("show trunk a"), "tried last for [1-5] s after a failure")
        ladder = self.bed.vty("show call 1 trace")
        self.assertEqual(ladder.count("INVITE"), 2, ladder)
        self.assertIn("CANCEL", ladder)

    def test_a_port_that_nobody_listens_at_is_left_at_once(self):
        self.start(trunks={"a": " try-timeout 20\n"})
        self.pbxs.pop("a").socket.close()
        self.call()
        name, invite = self.invited()
        self.assertEqual(name, "b")
        self.answer(name, invite)
        self.hang_up(name)
        self.assertRegex(self.bed.vty("show call 1"), r"Tried: +0\.\d+ s a \S+: 503 ")

    def test_a_pbx_that_has_said_100_is_waited_for(self):
        self.start()
        self.call()
        name, invite = self.invited()
        self.pbxs[name].answer(invite, "100 Trying")
        self.pbxs["b"].expect_silence(2)
        self.refuse(name, invite, "486 Busy Here")
        self.expect_end(17)

    def test_a_late_answer_of_a_pbx_that_was_left_gets_cancel_or_bye(self):
        self.start()
        self.call()
        _, first = self.invited()
        name, second = self.invited_but("a")
        self.assertEqual(name, "b")
        late = self.pbxs["a"]
        late.answer(first, "180 Ringing")
        cancel = self.receive_past_repetitions(late, "CANCEL")
        self.assertIn("Reason: Q.850;cause=102", cancel)
        late.answer(first, "200 OK", late.sdp)  # before it has seen the CANCEL
        self.receive_past_repetitions(late, "ACK")
        late.answer(self.receive_past_repetitions(late, "BYE"), "200 OK")
        self.answer("b", second)
        self.hang_up("b")

    def invited_but(self, name):
        left = self.pbxs.pop(name)
        try:
            return self.invited()
        finally:
            self.pbxs[name] = left

    def receive_past_repetitions(self, pbx, start):
        while True:
            message = pbx.receive("", 5)
            if message.startswith(start):
                return message

    def test_retry_after_leaves_a_pbx_alone_for_so_long(self):
        self.start()
        self.call()
        name, invite = self.invited()
        self.assertEqual(name, "a")
        self.refuse("a", invite, "503 Service Unavailable", "Retry-After: 3\r\n")
        told = time.monotonic()
        name, invite = self.invited()
        self.refuse(name, invite, "486 Busy Here")
        self.expect_end(17)
        self.assertEqual(self.refused_call(), "b")
        self.assertIn("wants no calls for", self.bed.vty("show trunk-group all"))
        self.bed.wait_until("show trunk a", "UP\n")
        self.assertGreaterEqual(time.monotonic() - told, 2.9)
        self.assertEqual(self.refused_call(), "a")

    def test_neither_busy_nor_decline_is_asked_about_elsewhere(self):
        self.start()
        for status, cause in (("486 Busy Here", 17), ("603 Decline", 21)):
            self.assertEqual(self.refused_call(status, cause), "a")
            self.silent("b", "c")

    def test_a_pbx_that_dies_while_it_rings_keeps_its_call_until_the_phone_gives_up(self):
        self.start()
        self.call()
        name, invite = self.invited()
        self.pbxs[name].answer(invite, "180 Ringing")
        self.msc.wait_for("ALERT_REQ", self.callref)
        self.pbxs.pop(name).socket.close()
        self.silent("b", "c")
        self.msc.send(mncc.signalling("DISC_IND", self.callref, cause=16))
        self.msc.wait_for("REL_REQ", self.callref)

    def test_when_all_fail_the_last_one_gives_the_cause(self):
        self.start()
        self.call()
        for expected, status in zip(NAMES, ("500 Error", "503 Unavailable", "504 Time-out")):
            name, invite = self.invited()
            self.assertEqual(name, expected)
            self.refuse(name, invite, status)
        self.expect_end(102)

    def test_an_emergency_call_tries_every_trunk(self):
        self.start()
        small_form = Pbx(self.bed.pbx)  # the trunk `default`, which is in no group
        self.addCleanup(small_form.socket.close)
        self.call(emergency=True)
        seen = []
        for _ in NAMES:
            name, invite = self.invited()
            seen.append(name)
            self.refuse(name, invite, "486 Busy Here")
        self.assertEqual(seen, list(NAMES))
        small_form.answer(small_form.receive("INVITE"), "603 Decline")
        small_form.receive("ACK")
        self.expect_end(21)


class Groups(RouteTest):
    def test_round_robin_takes_turns(self):
        self.start(group=" algorithm round-robin\n")
        self.assertEqual([self.refused_call() for _ in range(6)], ["a", "b", "c"] * 2)

    def test_weights_are_shares_of_the_calls(self):
        self.start(group=" algorithm weight\n member a weight 8\n member b weight 2\n member c weight 0\n")
        seen = [self.refused_call() for _ in range(60)]
        self.assertGreater(seen.count("a"), 36)
        self.assertGreater(seen.count("b"), 1)
        self.assertEqual(seen.count("c"), 0)

    def test_the_calls_of_one_caller_go_one_way(self):
        self.start(group=" algorithm hash-caller\n")
        self.assertEqual(len({self.refused_call() for _ in range(6)}), 1)

    def test_a_changed_group_acts_on_the_next_call(self):
        self.start()
        self.assertEqual(self.refused_call(), "a")
        with self.bed.daemon.vty() as vty:
            vty.enable()
            for command in ("configure terminal", "trunk a", "shutdown", "end"):
                vty.command(command)
        self.assertEqual(self.refused_call(), "b")


class Limits(RouteTest):
    def test_a_full_trunk_is_passed_over(self):
        self.start(trunks={"a": " max-calls 1\n"})
        self.call()
        name, invite = self.invited()
        self.assertEqual(name, "a")
        self.answer(name, invite)
        first = self.callref
        self.assertEqual(self.refused_call(), "b")
        self.callref = first
        self.hang_up("a")
        self.assertEqual(self.refused_call(), "a")

    def test_the_gateways_limit_refuses_both_directions(self):
        self.start("app\n max-calls 1\n")
        self.call()
        name, invite = self.invited()
        self.answer(name, invite)
        first = self.callref
        self.dial()
        self.assertEqual(self.msc.wait_for("REJ_REQ", self.callref).cause, 42)
        pbx = self.pbxs["b"]
        pbx.invite(self.bed.gateway, "1001")
        pbx.receive("SIP/2.0 100")
        refusal = pbx.receive("SIP/2.0 503")
        self.assertEqual(header_of(refusal, "Retry-After"), "5")
        self.assertTrue(header_of(refusal, "Reason").startswith("Q.850;cause=42"), refusal)
        self.callref = first
        self.hang_up(name)

    def test_the_rate_of_new_calls_of_an_msc(self):
        self.start("mncc\n max-cps 1\n")
        self.call()
        name, invite = self.invited()
        self.dial()
        self.assertEqual(self.msc.wait_for("REJ_REQ", self.callref).cause, 42)


class WhoseItIs(RouteTest):
    def trunk_of(self, pbx, user, call_id):
        pbx.invite(self.bed.gateway, user, call_id=call_id)
        pbx.receive("SIP/2.0 100")
        setup = self.msc.wait_for("SETUP_REQ")
        number = self.bed.vty("show calls").splitlines()[-1].split()[0]
        trunk = self.bed.vty(f"show call {number}").split("Trunk:")[1].split()[0]
        self.msc.send(mncc.signalling("REL_IND", setup.callref, cause=17))
        pbx.receive("SIP/2.0 486")
        self.bed.wait_for_no_calls()
        return trunk

    def test_trunks_at_one_address_are_told_apart_by_username(self):
        self.start(names=("a",))
        pbx = self.pbxs["a"]
        with self.bed.daemon.vty() as vty:
            vty.enable()
            for command in ("configure terminal", "trunk two", f"remote {pbx.address[0]}", "match username 4711", "end"):
                vty.command(command)
        self.bed.wait_until("show trunk two", "UP")
        self.assertEqual(self.trunk_of(pbx, "1001", "c1"), "a")
        self.assertEqual(self.trunk_of(pbx, "4711", "c2"), "two")

    def test_a_network_may_be_a_trunks(self):
        stranger = Pbx((loopback_address(), 5060))
        self.addCleanup(stranger.socket.close)
        self.start(trunks={"c": f" match source {stranger.address[0]}/32\n"})
        self.assertEqual(self.trunk_of(stranger, "1001", "c1"), "c")


class Strangers(RouteTest):
    def setUp(self):
        self.stranger = Pbx((loopback_address(), 5060))
        self.addCleanup(self.stranger.socket.close)

    def test_may_get_no_answer_at_all(self):
        self.start("sip\n unknown-source drop\n")
        self.bed.wait_until("show trunk c", "UP")
        self.stranger.invite(self.bed.gateway, "1001")
        self.stranger.expect_silence(1)
        pbx = self.pbxs["b"]
        pbx.invite(self.bed.gateway, "1001", call_id="c2")
        pbx.receive("SIP/2.0 100")

    def test_may_be_the_first_trunks(self):
        self.start("sip\n unknown-source accept\n")
        self.stranger.invite(self.bed.gateway, "1001")
        self.stranger.receive("SIP/2.0 100")
        self.msc.wait_for("SETUP_REQ")

    def test_are_banned_when_they_do_not_stop(self):
        self.start("sip\n ban 3 within 60 for 3\n")
        for number in range(3):
            self.stranger.invite(self.bed.gateway, "1001", call_id=f"c{number}")
            self.stranger.receive("SIP/2.0 100")
            self.stranger.in_transaction("ACK", self.stranger.receive("SIP/2.0 403"), self.bed.gateway)
        self.assertIn(self.stranger.address[0], self.bed.vty("show bans"))
        self.stranger.invite(self.bed.gateway, "1001", call_id="banned")
        self.stranger.expect_silence(1)
        self.bed.wait_until("show bans", "No source is banned.")
        self.stranger.invite(self.bed.gateway, "1001", call_id="free")
        self.stranger.receive("SIP/2.0 100")
        self.stranger.receive("SIP/2.0 403")


class CauseMap(RouteTest):
    def test_of_a_trunk_overrides_both_tables(self):
        self.start(trunks={"a": " cause-map sip 486 to 34\n cause-map cause 27 to 480\n"})
        self.assertEqual(self.refused_call("486 Busy Here", 34), "a")
        pbx = self.pbxs["a"]
        pbx.invite(self.bed.gateway, "1001")
        pbx.receive("SIP/2.0 100")
        self.msc.send(mncc.signalling("REL_IND", self.msc.wait_for("SETUP_REQ").callref, cause=27))
        pbx.receive("SIP/2.0 480")


if __name__ == "__main__":
    unittest.main()
