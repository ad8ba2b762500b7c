"""An incident of a toy credential, whose looks and steps happen at a second of one's choice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from agent.found import Visibility
from agent.model import Clocks, EndpointKey, Incident, Owner, Reason, State, StepKind
from agent.response import lifecycle
from agent.response.lifecycle import Move, Timing
from agent.response.methods import Planned
from detectors.base import Confidence
from revokers.base import Identity, Liveness, Probe, Receipt

LIVE, DEAD, UNKNOWN = Liveness.LIVE, Liveness.DEAD, Liveness.UNKNOWN
T0: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTLES: Final = timedelta(seconds=5)
TIMING: Final = Timing(settles=SETTLES)
A: Final = ("main", "primary")
A2: Final = ("main", "second")
R: Final = ("main", "replica")
B: Final = ("other", "primary")
IDENTITY: Final = Identity("org-1", "robot")


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def fresh(*keys: EndpointKey) -> Incident:
    incident = Incident(
        id=1,
        canonical="f",
        type="toy-token",
        preview="Toy token",
        confidence=Confidence.TYPED,
        visibility=Visibility.PUBLIC,
        fingerprints={},
        owner=Owner("nobody", "fallback"),
        clocks=Clocks(detected=T0),
        deadline=at(600),
        backlog=False,
    )
    return lifecycle.located(incident, keys or (A,), T0)


def said(incident: Incident, seconds: float, answers: dict[EndpointKey, Liveness] | Liveness) -> Incident:
    """Every endpoint answers at that second."""
    for key in incident.proofs:
        liveness = answers if isinstance(answers, Liveness) else answers[key]
        probe = Probe(liveness, f"it is {liveness.value}", IDENTITY if liveness is LIVE else None)
        incident = lifecycle.probed(incident, key, probe, at(seconds), controlled=True)
    return incident


def end(needs: Reason | None = None) -> Planned:
    return Planned(StepKind.END, reversible=False, every_node=False, side_effects=(), needs=needs)


def contain(needs: Reason | None = None) -> Planned:
    return Planned(StepKind.CONTAIN, reversible=True, every_node=False, side_effects=(), needs=needs)


def restrict(needs: Reason | None = None) -> Planned:
    return Planned(StepKind.RESTRICT, reversible=True, every_node=False, side_effects=(), needs=needs)


def planned(incident: Incident, seconds: float, *words: Planned, key: EndpointKey = A) -> Incident:
    return lifecycle.decided(incident, [(word, key) for word in words], at(seconds))


def intended(incident: Incident, seq: int, seconds: float) -> Incident:
    return lifecycle.intended(incident, incident.plan[seq], at(seconds))


def done(incident: Incident, seq: int, seconds: float) -> Incident:
    """Intended and accepted."""
    incident = intended(incident, seq, seconds)
    return lifecycle.accepted(incident, incident.plan[seq], Receipt("202"), at(seconds))


def following(incident: Incident, seconds: float, timing: Timing = TIMING) -> Move:
    """The next move of a claim whose look was just taken."""
    looked = max((run.at for run in incident.proofs.values()), default=at(seconds))
    return lifecycle.next_move(incident, at(seconds), claimed_at=looked, timing=timing)


def looked(incident: Incident, seconds: float, answers: dict[EndpointKey, Liveness] | Liveness) -> Move:
    """The next move right after a look that had these answers."""
    return following(said(incident, seconds, answers), seconds)


def state(incident: Incident, seconds: float = 0) -> State:
    return lifecycle.state(incident, at(seconds))


LIVED: Final = said(fresh(), 1, LIVE)
ENDED: Final = done(planned(LIVED, 1, end()), 0, 1)
CONFIRMED: Final = lifecycle.confirmed(said(said(ENDED, 2, DEAD), 7, DEAD), at(7))
CONTAINED: Final = said(done(planned(LIVED, 1, contain(), end(Reason.IRREVERSIBLE)), 0, 1), 2, DEAD)


def two_systems() -> Incident:
    return said(fresh(A, B), 1, LIVE)
