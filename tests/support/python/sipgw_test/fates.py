# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of calls: plans drawn from a seed, and an end of a call that acts by its plan."""
import dataclasses
import random

NORMAL_CLEARING = 16
_NOTHING = (None, None)


@dataclasses.dataclass(frozen=True)
class Refusal:
    """How the called end refuses, and what the calling end must hear of it."""
    said: tuple  # peer: (SIP status, cause of a Reason header or None); phone: (MNCC message, cause)
    heard: int   # phone: cause; peer: SIP status
    when: str = "ringing"  # or "called"


PEER_REFUSES = (Refusal((404, None), 1, "called"), Refusal((480, None), 19), Refusal((484, None), 28, "called"),
                Refusal((500, None), 41, "called"), Refusal((503, 34), 34, "called"), Refusal((603, None), 21))
PHONE_REFUSES = (Refusal(("REL_IND", 18), 480, "called"), Refusal(("REL_IND", 27), 502, "called"),
                 Refusal(("DISC_IND", 21), 603), Refusal(("REL_IND", 47), 503))
PEER_IS_BUSY = (Refusal((486, None), 17, "called"), Refusal((600, None), 17, "called"))
PHONE_IS_BUSY = (Refusal(("REL_IND", 17), 486, "called"), Refusal(("REJ_IND", 17), 486, "called"),
                 Refusal(("DISC_IND", 17), 486))


@dataclasses.dataclass
class Plan:
    """Times are in seconds, each from the step before."""
    number: int
    from_phone: bool
    fate: str
    page: float | None = 0         # a phone only: to CALL_CONF_IND; None: it is never found
    ring: float | None = 0         # None: never rings
    decide: float | None = 0       # to the answer or the refusal; None: neither
    refusal: Refusal | None = None
    give_up: float | None = None   # the caller, from the beginning
    talk: float = 0
    hangs_up: str = "phone"
    holds: str | None = None
    retrieve: float | None = None  # None: hung up while held

    @property
    def caller(self):
        return str(10_000_000 + self.number)

    @property
    def called(self):
        """Without a usable number the gateway refuses at once."""
        return str(20_000_000 + self.number) if self.fate != "refused at once" else ""

    @property
    def imsi(self):
        return f"26242{self.number:010d}"


def _answered(plan, rng):
    plan.ring, plan.decide, plan.talk = rng.uniform(0, 0.5), rng.uniform(0, 1.5), rng.uniform(0.2, 9)
    plan.hangs_up = rng.choice(("phone", "peer"))


def _held(plan, rng):
    plan.ring, plan.decide, plan.talk = rng.uniform(0, 0.3), rng.uniform(0, 1), rng.uniform(5, 8)
    plan.hangs_up, plan.holds = rng.choice(("phone", "peer")), rng.choice(("phone", "peer"))
    plan.retrieve = rng.choice((rng.uniform(0.5, 2), rng.uniform(0.5, 2), None))


def _refuses(plan, rng, refusals):
    plan.refusal = rng.choice(refusals)
    plan.ring = None if plan.refusal.when == "called" else rng.uniform(0, 0.5)
    plan.decide = rng.uniform(0, 1)


def _busy(plan, rng):
    _refuses(plan, rng, PEER_IS_BUSY if plan.from_phone else PHONE_IS_BUSY)


def _refused(plan, rng):
    _refuses(plan, rng, PEER_REFUSES if plan.from_phone else PHONE_REFUSES)


def _abandoned(plan, rng):
    plan.page, plan.ring, plan.decide = rng.choice((plan.page, None)), None, None
    plan.give_up = rng.choice((0, rng.uniform(0, 0.1), rng.uniform(0, 2)))


def _unanswered(plan, rng):
    plan.ring, plan.decide, plan.give_up = rng.uniform(0, 0.3), None, rng.uniform(2, 6)


def _refused_at_once(_plan, _rng):
    pass


FATES = {"answered": (40, _answered), "held": (20, _held), "busy": (10, _busy), "refused": (10, _refused),
         "refused at once": (2, _refused_at_once), "abandoned": (10, _abandoned), "unanswered": (8, _unanswered)}


def plans(count, seed):
    rng = random.Random(seed)
    kinds = rng.choices(list(FATES), [weight for weight, _ in FATES.values()], k=count)
    for number, fate in enumerate(kinds):
        plan = Plan(number, rng.random() < 0.5, fate, page=rng.uniform(0, 0.2))
        FATES[fate][1](plan, rng)
        yield plan


class End:
    """A phone or a SIP user in one call. Subclasses know the protocol: begin, ring, accept, refuse, give_up, hold,
    retrieve, hang_up."""

    kind = ""

    def __init__(self, table, plan):
        self.table, self.plan = table, plan
        self.connected = self.held = self.over = False
        self.told = _NOTHING

    def later(self, seconds, action):
        """Unless it is over by then."""
        if seconds is not None:
            self.table.loop.after(seconds, lambda: self.over or action())

    def calling(self):
        self.later(self.plan.give_up, self.give_up)

    def called(self):
        if self.plan.ring is None:
            self.later(self.plan.decide, self.decide)
        else:
            self.later(self.plan.ring, self._ring)

    def _ring(self):
        self.ring()
        self.later(self.plan.decide, self.decide)

    def decide(self):
        if self.plan.refusal:
            self.refuse(*self.plan.refusal.said)
        else:
            self.accept()

    def talk(self):
        """Both ends are connected, as far as this one can know."""
        self.connected = True
        if self.plan.holds == self.kind:
            self.later(0.1, self.hold)
        if self.plan.hangs_up == self.kind:
            self.later(self.plan.talk, self.hang_up)

    def hold_agreed(self):
        self.held = True
        self.later(self.plan.retrieve, self.retrieve)

    def end(self, told=_NOTHING):
        """`told`: what the gateway ended it with, and the cause; nothing: this end did it, or the link was lost."""
        if self.over:
            return self.table.fault(self, f"ended once more: {told}")
        self.over, self.told = True, told
        return self.table.ended(self)
