"""What an incident's plan and proofs add up to, and what comes next. Pure: no clock, no network, no ledger.

    located -> probed -> decided -> intended -> accepted -> probed ... -> confirmed -> re-checked -> erased

Rules
- Only proofs move an incident towards DEAD. An acceptance never does.
- Liveness over endpoints: LIVE if any is LIVE, DEAD only if all are DEAD, else UNKNOWN. An UNKNOWN answer changes
  no verdict; a LIVE one breaks a run of DEAD.
- Every claim looks before it acts, so that nothing is done to a value that does not authenticate now, at the very
  endpoint that is acted on. The one step that may follow on a DEAD value is the end of what we ourselves contained
  in this epoch on that System.
- A step with an intent and no outcome was interrupted. It is probed first, and sent again only when the value is
  still LIVE after the time that the provider may take to settle: at most one effective action a step and epoch. What
  was interrupted, or refused, while switching it off (it is dormant now, or dead of a try whose outcome is unknown) is
  sent again, since more than one thing may belong to it: who may not log in any more has his sessions still.
- A replacement is made, tried and handed over step by step (store, mint or set, test, switch), each of which looks at
  what is there before it does anything, so that it can be begun again. The old value may be stopped only when consumers
  have had their time, or when the deadline is reached: that clock never pauses. It is never ended before the switch.
- What is only restricted stays alive: no probe says that it is over. It waits for a person (RESTRICTED).
- Confirmed (INVALIDATED): at least two DEAD on every endpoint, the last one after the settling time. LIVE after that
  opens a new epoch: REAPPEARED.
- Each System goes its own way, and the incident does the most urgent: what waits at one holds up no other.
- What waits for a person stands in a state of its own (`Reason`), and is looked at again in due course.

Modules
- What it adds up to: standing.py, of the steps as plan.py reads them.
- What comes next: following.py, one of moves.py; permitted.py and attempts.py for a step, waits.py for how long.
- What happened, folded into an incident: probes.py (endpoints), outcomes.py (steps), said.py (people and brakes).

They are one machine: its names are used from here, and its tests cover all of it together.
"""

from __future__ import annotations

from agent.response.lifecycle.following import next_move
from agent.response.lifecycle.moves import Act, Confirm, Decide, Erase, Infer, Look, Move, Park, Recheck, Rest, Skip
from agent.response.lifecycle.outcomes import (
    accepted,
    decided,
    inferred,
    intended,
    refused,
    remaining,
    skipped,
    switched,
    undone,
    withdrawn,
    without_replacement,
)
from agent.response.lifecycle.plan import OF_REPLACEMENT, kills, leaves_consumers_without, lost_tries, steps
from agent.response.lifecycle.probes import by_the_clock, confirmed, located, probed, rechecked
from agent.response.lifecycle.said import (
    approved,
    awake,
    bound,
    enough,
    excepted,
    freed,
    owned,
    parked,
    plan_mark,
    requested,
)
from agent.response.lifecycle.standing import answer, liveness, only_contained, overdue, stale, state
from agent.response.lifecycle.waits import (
    ATTEMPTS,
    CONFIRM,
    DECIDED_BY_PEOPLE,
    FIRST_RETRY,
    HEAD_START,
    LATE,
    PATIENCE,
    RECHECKS,
    SOON,
    Timing,
    back_off,
    for_room,
    pause,
)

__all__ = [
    "ATTEMPTS",
    "CONFIRM",
    "DECIDED_BY_PEOPLE",
    "FIRST_RETRY",
    "HEAD_START",
    "LATE",
    "OF_REPLACEMENT",
    "PATIENCE",
    "RECHECKS",
    "SOON",
    "Act",
    "Confirm",
    "Decide",
    "Erase",
    "Infer",
    "Look",
    "Move",
    "Park",
    "Recheck",
    "Rest",
    "Skip",
    "Timing",
    "accepted",
    "answer",
    "approved",
    "awake",
    "back_off",
    "bound",
    "by_the_clock",
    "confirmed",
    "decided",
    "enough",
    "excepted",
    "for_room",
    "freed",
    "inferred",
    "intended",
    "kills",
    "leaves_consumers_without",
    "liveness",
    "located",
    "lost_tries",
    "next_move",
    "only_contained",
    "overdue",
    "owned",
    "parked",
    "pause",
    "plan_mark",
    "probed",
    "rechecked",
    "refused",
    "remaining",
    "requested",
    "skipped",
    "stale",
    "state",
    "steps",
    "switched",
    "undone",
    "withdrawn",
    "without_replacement",
]
