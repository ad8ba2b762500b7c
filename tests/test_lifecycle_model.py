"""The lifecycle against a provider that is slow, forgetful, flaky and interfered with, and a driver that crashes.

    rules: fault, outside interference, a person's word, one claim (dropped at any point) ... then all heals

The driver is the loop of agent/response/respond.py without I/O. The provider keeps its own books, and what must
hold is read there: what was asked of it, what took effect, and what every endpoint truly answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from agent.found import Visibility
from agent.model import Clocks, EndpointKey, Incident, Outcome, Owner, PlanStep, State, StepKind, System
from agent.response import lifecycle
from agent.response.methods import Method, Mode
from agent.response.policy import Case, Policy, Rule
from detectors.base import Confidence, CredentialType, Parts
from revokers.base import Capability, Door, Identity, Liveness, Probe, Receipt, Revoker

T0: Final = datetime(2026, 1, 1, tzinfo=UTC)
TICK: Final = timedelta(milliseconds=10)
LEASE: Final = timedelta(seconds=60)
SETTLES: Final = timedelta(seconds=5)
MOVES: Final = 60
CLAIMS: Final = 800
TYPE: Final = CredentialType("toy-token", "Toy token", ("token",), frozenset({"token"}), ("token",))
IDENTITY: Final = Identity("org-1", "robot")


async def _probe(_door: Door, _parts: Parts) -> Probe:
    raise NotImplementedError


async def _run(_door: Door, _parts: Parts, _probe: Probe) -> Receipt:
    raise NotImplementedError


class Fault(Enum):
    """What the provider does with the next request."""

    NO_EFFECT = "accepts and forgets it"
    LOST_BEFORE = "the request never arrives"
    LOST_AFTER = "it takes effect, the answer is lost"
    TRANSIENT = "503"
    REFUSES = "a permission is missing"


@dataclass(frozen=True)
class Event:
    """Something that changes the truth on a primary at a time."""

    at: datetime
    what: str


@dataclass
class Landed:
    """A request that took effect. `known`: the ledger has its answer."""

    kind: StepKind
    key: EndpointKey
    epoch: int
    generation: int
    known: bool = False


@dataclass
class Provider:
    """Primaries with a truth of their own; replicas that show it later. `landed` is its own log of requests."""

    replicas: Mapping[EndpointKey, EndpointKey]
    lag: timedelta
    delay: timedelta
    events: dict[EndpointKey, list[Event]]
    faults: list[Fault] = field(default_factory=list)
    down: set[EndpointKey] = field(default_factory=set)
    generation: dict[EndpointKey, int] = field(default_factory=dict)
    landed: list[Landed] = field(default_factory=list)

    def live(self, key: EndpointKey, at: datetime) -> bool:
        primary = self.replicas.get(key, key)
        seen = at - self.lag if key in self.replicas else at
        stopped: set[str] = set()
        for event in sorted(self.events[primary], key=lambda event: event.at):
            if event.at <= seen:
                stopped = set() if event.what == "reactivated" else stopped | {event.what}
        return not stopped

    def answer(self, key: EndpointKey, at: datetime) -> Probe:
        if key in self.down:
            return Probe(Liveness.UNKNOWN, "no answer")
        if self.live(key, at):
            return Probe(Liveness.LIVE, "it logs in", IDENTITY)
        return Probe(Liveness.DEAD, "it is refused")

    def outside(self, key: EndpointKey, what: str, at: datetime) -> None:
        self.events[key].append(Event(at, what))
        self.generation[key] = self.generation.get(key, 0) + 1

    def request(self, step: PlanStep, at: datetime) -> Fault | None:
        """What became of it; None: accepted, and it takes effect."""
        assert step.endpoint is not None
        key = (step.system, step.endpoint)
        fault = self.faults.pop(0) if self.faults else None
        if fault in {None, Fault.LOST_AFTER}:
            self.events[key].append(Event(at + self.delay, step.kind.value))
            self.landed.append(Landed(step.kind, key, step.epoch, self.generation.get(key, 0)))
        return fault


class CrashError(Exception):
    """kill -9."""


Log = dict[EndpointKey, tuple[tuple[datetime, Liveness], ...]]


@dataclass(frozen=True)
class Setup:
    """One world to begin with. `lag` of a replica and `delay` of an effect are in seconds."""

    systems: int
    primaries: int
    replica: bool
    lag: int
    delay: float
    contains: bool
    irreversible: Mode
    method: Method
    controlled: bool
    spread: float
    faults: list[Fault]
    unreachable: list[int]


SETUPS: Final = st.builds(
    Setup,
    systems=st.integers(1, 2),
    primaries=st.integers(1, 2),
    replica=st.booleans(),
    lag=st.sampled_from([0, 3, 50, 400]),
    delay=st.sampled_from([0.0, 0.2, 4.9]),
    contains=st.booleans(),
    irreversible=st.sampled_from([Mode.AUTO, Mode.APPROVE]),
    method=st.sampled_from([Method.REVOKE, Method.DEACTIVATE]),
    controlled=st.booleans(),
    spread=st.sampled_from([0.0, 0.5, 1.0]),
    faults=st.lists(st.sampled_from(Fault), max_size=4),
    unreachable=st.lists(st.integers(0, 5), max_size=1),
)


class Machine(RuleBasedStateMachine):
    """One incident, its provider, and a responder that may die at any point."""

    incident: Incident
    provider: Provider
    policy: Policy
    revoker: Revoker[Any]
    keys: list[EndpointKey]

    @initialize(setup=SETUPS)
    def begin(self, setup: Setup) -> None:
        names = [f"system-{number}" for number in range(setup.systems)]
        heads = [(name, f"primary-{number}") for name in names for number in range(setup.primaries)]
        replicas = {(name, "replica"): (name, "primary-0") for name in names} if setup.replica else {}
        self.keys = [*heads, *replicas]
        self.heads = heads
        self.provider = Provider(
            replicas=replicas,
            lag=timedelta(seconds=setup.lag),
            delay=timedelta(seconds=setup.delay),
            events={key: [] for key in heads},
            faults=list(setup.faults),
            down={self.keys[number % len(self.keys)] for number in setup.unreachable},
        )
        contain: Capability[Any] = Capability(run=_run, reversible=True, needs=(), side_effects=())
        end: Capability[Any] = Capability(run=_run, reversible=False, needs=(), side_effects=())
        self.revoker = Revoker(
            provider="toy",
            handles=frozenset({TYPE}),
            settles_within=SETTLES,
            probe=_probe,
            wrong=lambda parts: parts,
            contain=contain if setup.contains or setup.method is Method.DEACTIVATE else None,
            end=end,
        )
        self.method = setup.method
        self.policy = Policy((Rule("test", Mode.AUTO, methods=(setup.method,), irreversible=setup.irreversible),))
        self.controlled = setup.controlled
        self.timing = lifecycle.Timing(settles=SETTLES, spread=setup.spread)
        self.now = T0
        self.due = T0
        self.closed = False
        self.fuse: int | None = None
        self.restless = 0
        self.incident = Incident(
            id=1,
            canonical="f",
            type="toy-token",
            preview="Toy token",
            confidence=Confidence.TYPED,
            visibility=Visibility.PUBLIC,
            fingerprints={},
            owner=Owner("owner", "test"),
            clocks=Clocks(detected=T0),
            deadline=T0,
            backlog=False,
        )
        self.log: Log = dict.fromkeys(self.keys, ())

    # --- faults, interference, people ---------------------------------------------------------------

    @rule(faults=st.lists(st.sampled_from(Fault), min_size=1, max_size=3))
    def requests_go_wrong(self, faults: list[Fault]) -> None:
        self.provider.faults += faults

    @rule(number=st.integers(0, 5))
    def an_endpoint_goes_down(self, number: int) -> None:
        self.provider.down.add(self.keys[number % len(self.keys)])

    @precondition(lambda self: self.provider.down)
    @rule()
    def all_endpoints_come_up(self) -> None:
        self.provider.down.clear()

    @rule(number=st.integers(0, 3), what=st.sampled_from(["revoked by its owner", "reactivated"]))
    def somebody_else_interferes(self, number: int, what: str) -> None:
        self.now += TICK
        self.provider.outside(self.heads[number % len(self.heads)], what, self.now)
        if self.closed:
            # Found again: the only thing that wakes what is closed.
            self.closed, self.due = False, self.now

    @rule()
    def a_person_approves(self) -> None:
        asked = [step for step in lifecycle.steps(self.incident) if step.needs is not None]
        for step in asked:
            self.incident = lifecycle.freed(self.incident, step)
        if asked:
            self.due = min(self.due, self.now)

    @rule(seconds=st.sampled_from([0.1, 5.0, 60.0, 90000.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(times=st.integers(1, 4), fuse=st.none() | st.integers(0, 25))
    def it_is_claimed(self, times: int, fuse: int | None) -> None:
        for _ in range(times):
            if not self.closed:
                self.fuse = fuse
                self.claim()

    @rule()
    def it_is_claimed_until_it_is_proven(self) -> None:
        for _ in range(60):
            if not self.closed and self.incident.parked is None and self.incident.clocks.confirmed is None:
                self.claim()

    # --- the driver ---------------------------------------------------------------------------------

    def claim(self) -> None:
        """One claim as respond.py has it. Nothing but what `save` kept outlives a crash."""
        self.now = max(self.now, self.due) + TICK
        began = self.now
        try:
            self.due = self._run()
        except CrashError:
            self.due = self.now + LEASE
        self.fuse = None
        self.restless = 0 if self.due > self.now else self.restless + 1
        assert self.restless < 3, "claims follow one another without time passing"
        assert self.now - began < LEASE

    def _run(self) -> datetime:
        self.claimed_at = self.now
        incident = lifecycle.located(lifecycle.awake(self.incident, self.now), self.keys, self.now)
        for _ in range(MOVES):
            move = lifecycle.next_move(incident, self.now, claimed_at=self.claimed_at, timing=self.timing)
            match move:
                case lifecycle.Rest(until):
                    assert until is not None
                    assert until >= self.now
                    self.save(incident)
                    return until
                case lifecycle.Erase():
                    self.check_erase(incident)
                    self.closed = True
                    return self.now + LEASE
                case _:
                    incident = self.do(incident, move)
        message = f"more than {MOVES} moves in one claim"
        raise AssertionError(message)

    def do(self, incident: Incident, move: lifecycle.Move) -> Incident:
        match move:
            case lifecycle.Look():
                return self.look(incident)
            case lifecycle.Decide():
                return self.decide(incident)
            case lifecycle.Act(step):
                return self.act(incident, step)
            case _:
                return self.save(self.note(incident, move))

    def note(self, incident: Incident, move: lifecycle.Move) -> Incident:
        match move:
            case lifecycle.Skip(step):
                return lifecycle.skipped(incident, step)
            case lifecycle.Infer(step):
                return lifecycle.inferred(incident, step, self.now)
            case lifecycle.Park(reason):
                return lifecycle.parked(incident, reason)
            case lifecycle.Confirm():
                self.check_confirm(incident)
                return lifecycle.confirmed(incident, self.now)
            case _:
                assert isinstance(move, lifecycle.Recheck)
                self.check_recheck()
                return lifecycle.rechecked(incident)

    def point(self) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                raise CrashError

    def save(self, incident: Incident, log: Log | None = None) -> Incident:
        self.point()
        self.incident = incident
        self.log = self.log if log is None else log
        self.point()
        return incident

    def look(self, incident: Incident) -> Incident:
        log = dict(self.log)
        self.now += TICK
        for key in self.keys:
            probe = self.provider.answer(key, self.now)
            incident = lifecycle.probed(incident, key, probe, self.now, controlled=self.controlled)
            log[key] = (*log[key], (self.now, probe.liveness))
        return self.save(incident, log)

    def decide(self, incident: Incident) -> Incident:
        has_plan = {step.system for step in lifecycle.steps(incident)}
        live = dict.fromkeys(
            system
            for (system, _), run in incident.proofs.items()
            if lifecycle.answer(run) is Liveness.LIVE and system not in has_plan
        )
        assert live, "nothing to decide about"
        planned = [
            (word, (system, endpoint))
            for system in live
            for word in self.policy.decide(self.case(system), self.revoker).steps
            for name, endpoint in self.heads
            if name == system
        ]
        planned.sort(key=lambda pair: list(StepKind).index(pair[0].kind))
        assert planned
        return self.save(lifecycle.decided(incident, planned, self.now))

    def case(self, system: str) -> Case:
        configured = System(
            name=system,
            provider="toy",
            endpoints=(),
            accounts=frozenset(),
            ours=True,
            armed=True,
            admin=None,
            ca=None,
            proxy=None,
            environment="test",
        )
        return Case(
            type="toy-token",
            system=configured,
            owner="owner",
            visibility=Visibility.PUBLIC,
            identity=IDENTITY,
            controlled=self.controlled,
            marks=frozenset(),
        )

    def act(self, incident: Incident, step: PlanStep) -> Incident:
        self.check_act(incident, step)
        incident = self.save(lifecycle.intended(incident, step, self.now))
        step = incident.plan[step.seq]
        fault = self.provider.request(step, self.now)
        self.now += TICK
        self.point()
        self.claimed_at = self.now
        match fault:
            case None:
                incident = self.save(lifecycle.accepted(incident, step, Receipt("accepted"), self.now))
                self.provider.landed[-1].known = True
                return incident
            case Fault.NO_EFFECT:
                return self.save(lifecycle.accepted(incident, step, Receipt("accepted"), self.now))
            case Fault.REFUSES:
                return self.save(lifecycle.refused(incident, step, "a permission is missing"))
            case Fault.LOST_BEFORE | Fault.LOST_AFTER | Fault.TRANSIENT:
                return self.save(incident)

    # --- what must hold -------------------------------------------------------------------------------

    def check_act(self, incident: Incident, step: PlanStep) -> None:
        assert step.needs is None, "done without the approval that it needs"
        assert step.endpoint is not None
        contained = any(
            other.kind is StepKind.CONTAIN and other.system == step.system and other.outcome is Outcome.ACCEPTED
            for other in lifecycle.steps(incident)
        )
        lives = self.provider.live((step.system, step.endpoint), self.now)
        assert lives or (step.kind is StepKind.END and contained), "done to a value that is not live"

    def check_confirm(self, incident: Incident) -> None:
        """Two DEAD in a row on every endpoint, the last after the settling time of all that was accepted."""
        accepted = [step.accepted_at for step in lifecycle.steps(incident) if step.accepted_at is not None]
        for key in self.keys:
            answers = [(at, answer) for at, answer in self.log[key] if answer is not Liveness.UNKNOWN]
            assert [answer for _, answer in answers[-2:]] == [Liveness.DEAD] * 2
            assert answers[-2][0] < answers[-1][0]
            assert all(answers[-1][0] >= at + SETTLES for at in accepted)
            assert not self.provider.live(key, answers[-1][0])
        by_system: dict[str, set[bool]] = {}
        for step in lifecycle.steps(incident):
            if step.outcome is Outcome.ACCEPTED:
                by_system.setdefault(step.system, set()).add(step.reversible)
        assert {True} not in by_system.values(), "confirmed where it is only contained"

    def check_recheck(self) -> None:
        for key in self.keys:
            at, answer = self.log[key][-1]
            assert at >= self.claimed_at, "a re-check without a look"
            assert answer is Liveness.DEAD, "a re-check without a DEAD answer"

    def check_erase(self, incident: Incident) -> None:
        assert incident.clocks.confirmed is not None
        assert incident.rechecks == len(self.timing.rechecks)
        assert self.now >= incident.clocks.confirmed + self.timing.rechecks[-1]
        assert lifecycle.state(incident, self.now) in {State.INVALIDATED, State.ALREADY_DEAD}

    @invariant()
    def at_most_one_effective_action(self) -> None:
        """As the provider counted: between two interferences from outside no request took effect twice.

        The end of what we contained may be asked for again after its answer was lost: that is idempotent, and
        nothing else could tell whether it took effect.
        """
        seen: dict[tuple[object, ...], Landed] = {}
        for request in self.provider.landed:
            former = seen.setdefault((request.kind, request.key, request.epoch, request.generation), request)
            if former is not request:
                assert request.kind is StepKind.END
                assert not former.known
                assert self.revoker.contain is not None

    @invariant()
    def the_state_is_what_was_answered(self) -> None:
        state = lifecycle.state(self.incident, self.now)
        verdicts = [[answer for _, answer in self.log[key] if answer is not Liveness.UNKNOWN] for key in self.keys]
        dead = all(answers and answers[-1] is Liveness.DEAD for answers in verdicts)
        assert (state in {State.DEAD, State.CONTAINED, State.INVALIDATED, State.ALREADY_DEAD}) is dead
        ever_live = any(Liveness.LIVE in answers for answers in verdicts)
        assert (state is State.ALREADY_DEAD) is (dead and not ever_live)

    @invariant()
    def the_interval_is_what_was_answered(self) -> None:
        clocks = self.incident.clocks
        firsts: list[datetime] = []
        lives: list[datetime] = []
        for key in self.keys:
            answers = [(at, answer) for at, answer in self.log[key] if answer is not Liveness.UNKNOWN]
            last_live = max(
                (number for number, (_, answer) in enumerate(answers) if answer is Liveness.LIVE), default=-1
            )
            lives += [answers[last_live][0]] if last_live >= 0 else []
            firsts += [at for at, _ in answers[last_live + 1 : last_live + 2]]
        dead = max(firsts) if len(firsts) == len(self.keys) else None
        assert clocks.dead == dead
        assert clocks.dead_low == (max(lives) if lives and dead is not None else None)

    @invariant()
    def one_step_of_a_name_in_an_epoch(self) -> None:
        names = [(step.kind, step.system, step.endpoint, step.epoch) for step in self.incident.plan]
        assert len(names) == len(set(names))
        assert [step.seq for step in self.incident.plan] == list(range(len(names)))

    def teardown(self) -> None:
        """All heals and a person approves whatever is asked: it ends, closed or contained as the policy has it."""
        if not hasattr(self, "log"):
            return
        self.provider.faults.clear()
        self.provider.down.clear()
        for _ in range(CLAIMS):
            if self.closed or self._rests_contained():
                return
            self.a_person_approves()
            self.claim()
        message = f"no end: {lifecycle.state(self.incident, self.now)}, {self.incident}"
        raise AssertionError(message)

    def _rests_contained(self) -> bool:
        if self.method is not Method.DEACTIVATE or lifecycle.state(self.incident, self.now) is not State.CONTAINED:
            return False
        return all(step.outcome in {Outcome.ACCEPTED, Outcome.NEEDLESS} for step in lifecycle.steps(self.incident))


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=250,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
