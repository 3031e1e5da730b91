# SPDX-License-Identifier: AGPL-3.0-or-later
"""10,000 anchored calls of mixed fate, at most 400 at once, while the MSC and osmo-mgw are lost and come back.

Each end acts by its plan (sipgw_test.fates). A call that was up when a link was lost may end otherwise than planned;
all others must end as planned. At the end nothing is left on any side, and each call has left one record.
"""
import collections
import contextlib
import re
import signal
import time
import unittest

from sipgw_test.bed import Bed
from sipgw_test.ctrl import Ctrl, CtrlError
from sipgw_test.fates import NORMAL_CLEARING, plans
from sipgw_test.loop import Loop
from sipgw_test.mobile import Mobiles
from sipgw_test.sip_user import SipUsers

CALLS, AT_ONCE, RATE, SEED = 10_000, 400, 110, 20261122
LATE = 10  # room for those that reach the called end when the caller has gone
SETTING_UP = 30  # so many calls at most whose other end is not reached yet: a busy machine gets fewer a second
TIMEOUT_S = 540
OVERLOADED = 50  # calls that may end with 47 since a busy machine's osmo-mgw lost a CRCX, which is never sent twice
MSC_LOST, MGW_LOST = "MSC link lost", "MGW lost"
# After so many calls, for so many seconds. A stalled osmo-mgw goes on where it stood; what it then says comes too late.
# The MSC's losses come first, since each would hide calls that were left behind until then.
LOSSES = {800: ("lose_msc", 0), 1600: ("lose_msc", 0.5), 2400: ("stall_mgw", 5), 2600: ("lose_msc", 2),
          3600: ("lose_msc", 1), 5000: ("kill_mgw", 0), 6500: ("stall_mgw", 5), 8000: ("kill_mgw", 3)}
OUTCOMES = ("answered", "busy", "no_answer", "abandoned", "failed")


class Call:
    """Both ends of a call; an end that was never reached is None."""

    def __init__(self, plan):
        self.plan = plan
        self.ends = {"phone": None, "peer": None}
        self.struck = None  # by which loss
        self.live = 0

    def told(self, kind):
        return self.ends[kind].told if self.ends[kind] else (None, None)

    def ended_as_planned(self):
        plan = self.plan
        caller, callee = ("phone", "peer") if plan.from_phone else ("peer", "phone")
        what, cause = self.told(caller)
        if plan.fate == "refused at once":
            return (what, cause) in (("REJ_REQ", 28), (484, 28))
        if plan.refusal:
            return plan.refusal.heard == (cause if plan.from_phone else what)
        if plan.give_up is not None:
            return what in ("REL_REQ", 487) and self.told(callee)[1] in (None, NORMAL_CLEARING)
        other = "peer" if plan.hangs_up == "phone" else "phone"
        hanging = self.ends[plan.hangs_up]
        return hanging and hanging.connected and self.told(other) in (("BYE", 16), ("DISC_REQ", 16))

    def outcome(self):
        if not self.ended_as_planned():
            return self.struck or "not as planned"
        if self.plan.holds and not self.ends[self.plan.holds].held:
            return "answered"  # hung up before the hold was agreed
        return self.plan.fate

    def __repr__(self):
        ends = {kind: end and (end.connected, end.told) for kind, end in self.ends.items()}
        return f"{self.plan}, struck {self.struck}: {ends}"


class Calls:
    """Begins the planned calls at a steady rate, never more than AT_ONCE."""

    def __init__(self, bed, loop):
        self.bed, self.loop = bed, loop
        self.waiting = collections.deque(plans(CALLS, SEED))
        self.all, self.live, self.setting_up, self.faults = {}, set(), set(), []
        self.peak = self.begun = 0
        self.down = set()  # losses that new calls may still feel
        self.msc = Mobiles(loop, bed.mncc_path, self)
        self.peer = SipUsers(loop, bed.pbx, bed.gateway, self)

    # --- what the tables of both sides tell and ask

    def plan_of(self, called):
        return self.all[int(called) - 20_000_000].plan

    def reached(self, end):
        call = self.all[end.plan.number]
        if call.ends[end.kind]:
            self.fault(end.plan, f"a second {end.kind} was called")
        call.ends[end.kind] = end
        self._count(call, 1)

    def ended(self, end):
        self._count(self.all[end.plan.number], -1)

    def _count(self, call, change):
        self.setting_up.discard(call.plan.number)
        call.live += change
        (self.live.add if call.live else self.live.discard)(call.plan.number)
        self.peak = max(self.peak, len(self.live))

    def fault(self, plan, text):
        self.faults.append(f"{text}; {plan and self.all[plan.number]}")

    # --- the course of things

    def begin(self):
        self._tick(time.monotonic())

    def done(self):
        return self.begun == CALLS and not self.live and not self.peer.pending()

    def _tick(self, due):
        if len(self.live) < AT_ONCE - LATE and len(self.setting_up) < SETTING_UP:
            self._begin_next()
        if self.waiting:
            self.loop.at(due + 1 / RATE, lambda: self._tick(due + 1 / RATE))

    def _begin_next(self):
        """While the MSC is away no phone can call."""
        plan = next((plan for plan in self.waiting if not (plan.from_phone and MSC_LOST in self.down)), None)
        if plan is None:
            return
        self.waiting.remove(plan)
        call = self.all[plan.number] = Call(plan)
        call.struck = next(iter(self.down), None)
        self.begun += 1
        begin_at = self.msc if plan.from_phone else self.peer
        call.ends["phone" if plan.from_phone else "peer"] = begin_at.begin(plan)
        self._count(call, 1)
        self.setting_up.add(plan.number)
        if self.begun in LOSSES:
            loss, seconds = LOSSES[self.begun]
            getattr(self, "_" + loss)(seconds)

    def _strike(self, what):
        self.down.add(what)
        for number in self.live:
            self.all[number].struck = what

    def _lose_msc(self, absence):
        self.down.add(MSC_LOST)  # no more set-ups
        if self.msc.some_unseen():
            return self.loop.after(0.001, lambda: self._lose_msc(absence))
        self._strike(MSC_LOST)
        self.msc.stop()
        return self.loop.after(absence, self._restart_msc)

    def _restart_msc(self):
        self.msc.start()
        self._await_recovery(MSC_LOST, "show mncc-connection", "READY", set())

    def _kill_mgw(self, absence):
        self._strike(MGW_LOST)
        self.bed.mgw.kill()
        self.loop.after(absence, self._restart_mgw)

    def _restart_mgw(self):
        self.bed.mgw.start()
        self._await_mgw()

    def _stall_mgw(self, seconds):
        self._strike(MGW_LOST)
        self.bed.mgw.process.send_signal(signal.SIGSTOP)
        self.loop.after(seconds, self._resume_mgw)

    def _resume_mgw(self):
        self.bed.mgw.process.send_signal(signal.SIGCONT)
        self._await_mgw()

    def _await_mgw(self):
        """Commands of before may still time out, and only then the gateway takes note: as long as their calls live."""
        self._await_recovery(MGW_LOST, "show mgw", "UP for", set(self.live))

    def _await_recovery(self, what, command, text, first):
        if first & self.live or text not in self.bed.vty(command):
            return self.loop.after(0.1, lambda: self._await_recovery(what, command, text, first))
        return self.down.discard(what)


class MixedFate(unittest.TestCase):
    def setUp(self):
        self.bed = Bed(anchor=True, extra=f"app\n call-log {CALLS}\n")
        self.addCleanup(self.bed.close)
        self.loop = Loop()
        self.addCleanup(self.loop.close)
        self.calls = Calls(self.bed, self.loop)
        self.addCleanup(self.calls.peer.close)
        self.addCleanup(self.calls.msc.stop)
        self.assertTrue(self.loop.run_until(lambda: self.calls.msc.msc.connection, 30))
        self.bed.wait_until("show mncc-connection", "READY")
        self.open_files = self.bed.open_files()

    def test_ten_thousand_calls_of_mixed_fate_leave_nothing_but_their_records(self):
        begun = time.monotonic()
        self.calls.begin()
        in_time = self.loop.run_until(self.calls.done, TIMEOUT_S)
        self.print_summary(time.monotonic() - begun)
        self.assertTrue(in_time, f"left: {[self.calls.all[number] for number in list(self.calls.live)[:5]]}")
        self.check_fates()
        self.check_nothing_left()
        self.check_records()
        self.check_counters()

    def print_summary(self, seconds):
        fates = collections.Counter((call.plan.from_phone, call.outcome())
                                    for call in self.calls.all.values() if not call.live)
        for fate in sorted({fate for _, fate in fates}):
            print(f"{fate:16} MO {fates[True, fate]:5}  MT {fates[False, fate]:5}")
        print(f"{len(self.calls.all)} calls in {seconds:.1f} s, {len(self.calls.all) / seconds:.1f} per second, "
              f"{self.calls.peak} at once; daemon: {1000 * self.bed.cpu_seconds() / CALLS:.2f} ms CPU per call, "
              f"{self.bed.memory_kb()} kB; {self.calls.peer.retransmitted} SIP retransmissions of ours, "
              f"{self.calls.msc.crossed} MNCC messages crossed the end of their call")

    def check_fates(self):
        self.assertEqual(self.calls.faults[:5], [], f"{len(self.calls.faults)} faults")
        odd = [call for call in self.calls.all.values() if not call.struck and not call.ended_as_planned()]
        if len(odd) <= OVERLOADED:
            odd = [call for call in odd if 47 not in (call.told("phone")[1], call.told("peer")[1])]
        self.assertEqual(odd[:5], [], f"{len(odd)} calls did not end as planned")
        outcomes = collections.Counter(call.outcome() for call in self.calls.all.values())
        for loss in (MSC_LOST, MGW_LOST):
            self.assertGreater(outcomes[loss], 100)
        self.assertGreaterEqual(self.calls.peak, AT_ONCE * 3 / 4)
        self.assertLessEqual(self.calls.peak, AT_ONCE)

    def check_nothing_left(self):
        self.bed.wait_for_no_calls()
        self.bed.wait_until("show mgw", "Endpoints in use: 0")
        self.assertEqual(self.bed.mgw.connections(), 0)
        self.assertEqual((self.calls.msc.legs, self.calls.peer.users), ({}, {}))
        # The gateway may not yet have closed the VTY session that was here last.
        self.assertTrue(self.loop.run_until(lambda: self.bed.open_files() <= self.open_files, 10), "open files")

    def check_records(self):
        """One for each call, and with the cause that both sides were told."""
        rows = re.findall(r"^ *\d+ (M[OT]) +(\d{8}) .* (\d+) (\S.*)$", self.bed.vty(f"show calls last {CALLS}"), re.M)
        causes = {(direction, caller): int(cause) for direction, caller, cause, _ in rows}
        self.assertEqual((len(rows), len(causes)), (CALLS, CALLS))
        odd = []
        for call in self.calls.all.values():
            recorded = causes["MO" if call.plan.from_phone else "MT", call.plan.caller]
            if any(call.told(kind)[1] not in (None, recorded) for kind in ("phone", "peer")):
                odd.append((recorded, call))
        self.assertEqual(odd[:5], [], f"{len(odd)} records name another cause than the gateway did")

    def check_counters(self):
        with Ctrl(self.bed.daemon.address) as ctrl:
            def count(name, group="sipgw"):
                return int(ctrl.get(f"rate_ctr.abs.{group}.0.{name}"))
            for direction, from_phone, label in (("mo", True, "from GSM (MO)"), ("mt", False, "to GSM (MT)")):
                calls = sum(call.plan.from_phone == from_phone for call in self.calls.all.values())
                became_calls = sum(count(f"call:{direction}:{outcome}") for outcome in OUTCOMES)
                self.assertEqual(count(f"call:{direction}:begun"), became_calls)
                self.assertEqual(became_calls + count(f"call:{direction}:refused"), calls)
                self.assertRegex(self.bed.vty("show calls summary"), rf"{re.escape(label)}: +{became_calls}, answered")
                of_cause = 0
                for cause in (*range(1, 128), "other"):
                    with contextlib.suppress(CtrlError):  # 24.008 has no such cause
                        of_cause += count(f"cause:{cause}", f"sipgw_{direction}_cause")
                self.assertEqual(of_cause, calls)
            self.assertEqual(count("call:stale"), 0)
            for timer in ("X1", "X2", "X3", "X4", "X5", "X7"):
                self.assertEqual(count(f"timer:{timer}"), 0, timer)


if __name__ == "__main__":
    unittest.main()
