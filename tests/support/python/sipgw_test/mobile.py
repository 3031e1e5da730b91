# SPDX-License-Identifier: AGPL-3.0-or-later
"""The phones of planned calls and their MSC: a table of MNCC legs that holds the gateway to the MSC's rules."""
import itertools

from . import mncc
from .fates import NORMAL_CLEARING, End

_FIRST_OF_MSC = 0x80000000
_CALLING = ("initiated", "proceeding", "delivered")
_CALLED = ("confirmed", "ringing", "answered")
_LEAVING = ("leaving",)
_RELEASES = ("DISC_REQ", "REL_REQ", "REJ_REQ")
# What the gateway may send in which state; while a leg is leaving anything may have crossed its DISC_IND.
_ALLOWED = {
    "RTP_CREATE": ("initiated", *_CALLED), "RTP_CONNECT": (*_CALLING, *_CALLED, "active"),
    "CALL_PROC_REQ": ("initiated",), "PROGRESS_REQ": ("proceeding",), "ALERT_REQ": ("proceeding",),
    "SETUP_RSP": ("proceeding", "delivered"), "SETUP_COMPL_REQ": ("answered",), "REJ_REQ": ("initiated",),
    "DISC_REQ": ("proceeding", "delivered", *_CALLED, "active"), "REL_REQ": ("paging", *_CALLED),
    "HOLD_CNF": ("active",), "RETRIEVE_CNF": ("active",),
}


class Mobile(End):
    """A phone in one call."""

    kind = "phone"

    def __init__(self, table, plan, callref):
        super().__init__(table, plan)
        self.callref = callref
        self.state = "new"
        self.ended_itself = False

    def say(self, name, **members):
        self.table.msc.send(mncc.signalling(name, self.callref, **members))

    # --- by plan

    def begin(self):
        self.state = "initiated"
        self.say("SETUP_IND", called=self.plan.called, calling=self.plan.caller, imsi=self.plan.imsi, bearer=[0])
        self.calling()

    def paged(self):
        self.state = "paging"
        if self.plan.refusal and self.plan.refusal.when == "called":
            self.later(self.plan.decide, self.decide)
        else:
            self.later(self.plan.page, self._confirm)

    def _confirm(self):
        self._step("paging", "confirmed", "CALL_CONF_IND", bearer=[0], imsi=self.plan.imsi)
        self.called()

    def _step(self, before, after, name, **members):
        if self.state == before:
            self.state = after
            self.say(name, **members)

    def ring(self):
        self._step("confirmed", "ringing", "ALERT_IND")

    def accept(self):
        self._step("ringing", "answered", "SETUP_CNF")

    def refuse(self, name, cause):
        if name == "DISC_IND":
            return self._disconnect(cause)
        self.say(name, cause=cause)
        self.ended_itself = True
        return self.end()

    def give_up(self):
        self._disconnect(NORMAL_CLEARING)

    def hang_up(self):
        self._disconnect(NORMAL_CLEARING)

    def _disconnect(self, cause):
        self.state = "leaving"
        self.say("DISC_IND", cause=cause)

    def hold(self):
        if self.state == "active":
            self.say("HOLD_IND")

    def retrieve(self):
        if self.state == "active":
            self.say("RETRIEVE_IND")

    # --- from the gateway

    def receive(self, message):
        if self.state not in _ALLOWED.get(message.name, ()) + _LEAVING:
            self.table.fault(self, f"{message} while {self.state}")
        if self.state != "leaving" or message.name in _RELEASES:
            getattr(self, "_on_" + message.name.lower(), lambda _: None)(message)

    def _on_call_proc_req(self, _):
        self.state = "proceeding"

    def _on_alert_req(self, _):
        self.state = "delivered"

    def _on_rtp_create(self, _):
        self.later(0.05, lambda: self.table.msc.send(
            mncc.rtp("RTP_CREATE", self.callref, ("127.0.0.1", 4000), 3, mncc.PAYLOAD_GSM_FR)))

    def _on_setup_rsp(self, _):
        self.state = "active"
        self.say("SETUP_COMPL_IND")
        self.talk()

    def _on_setup_compl_req(self, _):
        self.state = "active"
        self.talk()

    def _on_hold_cnf(self, _):
        self.hold_agreed()

    def _on_rel_req(self, message):
        self.say("REL_CNF")
        self._told(message)

    def _on_disc_req(self, message):
        if self.state == "leaving":  # our DISC_IND crossed it and will be answered with REL_REQ
            self.told = (message.name, message.cause)
            return
        self.say("REL_IND", cause=message.cause)
        self._told(message)

    def _on_rej_req(self, message):
        self._told(message)

    def _told(self, message):
        if not message.cause:
            self.table.fault(self, f"{message} with cause {message.cause}")
        self.end(self.told if self.told[0] else (message.name, message.cause))


class Mobiles:
    """The MSC: all legs by callref. `calls` hears of their ends and faults, and knows the plans."""

    def __init__(self, loop, path, calls):
        self.loop, self.path, self.calls = loop, path, calls
        self.legs, self.dead = {}, {}
        self.crossed = 0
        self._callrefs = itertools.count(_FIRST_OF_MSC + 1)
        self.msc = None
        self.start()

    def start(self):
        self.msc = mncc.Msc(self.path)
        self.loop.watch(self.msc.listener, self._accept)

    def _accept(self):
        self.loop.forget(self.msc.listener)
        self.msc.accept()
        self.loop.watch(self.msc.connection, self._receive)

    def stop(self):
        """All legs vanish with the socket, on both sides of it."""
        self.loop.forget(self.msc.connection or self.msc.listener)
        self.msc.close()
        for leg in list(self.legs.values()):
            leg.ended_itself = True
            leg.end()

    def begin(self, plan):
        leg = self._add(plan, next(self._callrefs))
        leg.begin()
        return leg

    def some_unseen(self):
        """Is there a set-up that the gateway has not reacted to? It would vanish unread with the socket."""
        return any(leg.state == "initiated" for leg in self.legs.values())

    def fault(self, leg, text):
        self.calls.fault(leg.plan, f"{leg.kind} {leg.callref:#x} {text}")

    def ended(self, leg):
        self.dead[leg.callref] = self.legs.pop(leg.callref)
        self.calls.ended(leg)

    def _add(self, plan, callref):
        leg = self.legs[callref] = Mobile(self, plan, callref)
        return leg

    def _receive(self):
        data = self.msc.connection.recv(4096)
        if not data:
            raise ConnectionError("the gateway closed MNCC")
        message = mncc.Received(data)
        if leg := self.legs.get(message.callref):
            leg.receive(message)
        elif message.name == "SETUP_REQ" and message.callref not in self.dead and message.callref < _FIRST_OF_MSC:
            leg = self._add(self.calls.plan_of(message.called["digits"]), message.callref)
            self.calls.reached(leg)
            leg.paged()
        else:
            self._late(message)

    def _late(self, message):
        """What the gateway sent before it could read that the phone was gone is no fault of its."""
        dead = self.dead.get(message.callref)
        if dead and dead.ended_itself:
            self.crossed += 1
        else:
            self.calls.fault(dead and dead.plan, f"{message} for a dead reference")
