"""The contract of every revoker that speaks HTTP, over a table of providers: a simulator, or a real server, each.

    revoker --the System's own door--> Liar --passes on, or lies--> the provider

For each pair: no lie is a verdict or a receipt; live is LIVE and controlled; ended is DEAD, with one effect at the
server; accepted and still alive is LIVE; a server that lets anybody in is never LIVE.

A pair whose revoker does not exist yet (revokers/NAME.py) is skipped by that name; which types it covers is read from
the registries, and a value of each from its detector's own examples. To add a provider: one line in PAIRS.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from agent.demo.github import BAD_CREDENTIALS, GitHub
from agent.demo.simulator import Simulator
from agent.doors.http import HttpEndpoint
from agent.model import Address, CredentialRef, System
from agent.response.probing import ControlMemory, controlled_probe
from agent.systems import open_system
from detectors.base import CredentialType, Parts, Secret
from detectors.registry import DETECTORS
from revokers.base import Capability, Liveness, Probe, ProviderError, Revoker
from revokers.registry import REVOKERS
from tests.sims.fronts import Bao
from tests.sims.gitlab import REVOKED, GitLab
from tests.sims.liar import LIES, Liar, Lie, answer, as_json, lies_about
from tests.sims.slack import Slack, refused

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIVE, DEAD, UNKNOWN = Liveness.LIVE, Liveness.DEAD, Liveness.UNKNOWN


class Provider(Protocol):
    """What the contract asks of a simulator, or of what stands for one beside a real server."""

    @property
    def port(self) -> int: ...
    @property
    def own(self) -> Secret | None:
        """Stanch's own credential there."""
        ...

    def issue(self, wanted: Parts) -> Parts:
        """A credential that lives: the wanted one, where the provider lets others choose."""
        ...

    def kill(self, parts: Parts) -> None: ...
    def effects(self, parts: Parts) -> int: ...
    def slow(self, liar: Liar) -> None:
        """From now on what it accepts takes a few looks to happen."""
        ...

    def lag(self) -> bool:
        """The next but one look is answered by a replica that is behind; False where that cannot be arranged."""
        ...

    def let_anybody_in(self, liar: Liar) -> None: ...
    def check(self, liar: Liar) -> None:
        """What must never have been asked of it."""
        ...


@dataclass
class Simulated:
    """Any simulator: what it simulates is in its own file."""

    simulator: Simulator
    own: Secret | None = None
    never: str = "/nowhere"

    @property
    def port(self) -> int:
        return self.simulator.port

    def issue(self, wanted: Parts) -> Parts:
        self.simulator.add(_value(wanted))
        return wanted

    def kill(self, parts: Parts) -> None:
        self.simulator.kill(_value(parts))

    def effects(self, parts: Parts) -> int:
        return sum(times for (_, value), times in self.simulator.effective.items() if value == _value(parts))

    def slow(self, liar: Liar) -> None:
        del liar
        self.simulator.settles = 4

    def lag(self) -> bool:
        self.simulator.behind = [False, True]
        return True

    def let_anybody_in(self, liar: Liar) -> None:
        del liar
        self.simulator.gullible = True

    def check(self, liar: Liar) -> None:
        asked = [request.target for request in liar.seen] + [request.path for request in self.simulator.asked]
        assert [target for target in asked if self.never in target] == []


@dataclass
class RealBao:
    """OpenBao itself: the lies are the front's."""

    bao: Bao

    @property
    def port(self) -> int:
        return self.bao.server.port

    @property
    def own(self) -> Secret:
        return self.bao.server.token

    def issue(self, wanted: Parts) -> Parts:
        del wanted
        return {"token": Secret(self.bao.token())}

    def kill(self, parts: Parts) -> None:
        assert self.bao.call("POST", "auth/token/revoke", {"token": _value(parts)})[0] == 204

    def effects(self, parts: Parts) -> int:
        """It counts nothing; that it is gone is all it can say."""
        return 0 if self.bao.lives(_value(parts)) else 1

    def slow(self, liar: Liar) -> None:
        liar.tell(Lie("accepted", answer("204 No Content"), "revoke-accessor", late=4))

    def lag(self) -> bool:
        return False

    def let_anybody_in(self, liar: Liar) -> None:
        liar.tell(Lie("anybody", as_json("200 OK", {"data": {"policies": ["root"], "accessor": "x"}}), "lookup-self"))

    def check(self, liar: Liar) -> None:
        assert [request.target for request in liar.seen if "revoke-prefix" in request.target] == []


def _value(parts: Parts) -> str:
    return parts["token"].reveal()


Running = Callable[[pytest.FixtureRequest], AbstractAsyncContextManager[Provider]]


@asynccontextmanager
async def _github(_request: pytest.FixtureRequest) -> AsyncIterator[Provider]:
    async with GitHub() as simulator:
        yield Simulated(simulator)


@asynccontextmanager
async def _gitlab(_request: pytest.FixtureRequest) -> AsyncIterator[Provider]:
    admin = "gl" + "pat-" + "aDm1n" * 4
    async with GitLab(admin=admin) as simulator:
        simulator.add(admin)
        # Rotating a leaked token ends its owner's new one as well (tests/sims/gitlab.py).
        yield Simulated(simulator, Secret(admin), never="/rotate")


@asynccontextmanager
async def _slack(_request: pytest.FixtureRequest) -> AsyncIterator[Provider]:
    async with Slack() as simulator:
        yield Simulated(simulator)


@asynccontextmanager
async def _openbao(request: pytest.FixtureRequest) -> AsyncIterator[Provider]:
    yield RealBao(Bao(request.getfixturevalue("openbao")))


@dataclass(frozen=True)
class Pair:
    """A provider (its revokers are found by that name) and what stands for it. `dead`: how it says so.

    spares: types, or prefixes of values, that this contract does not cover, and why.
    """

    provider: str
    running: Running
    dead: tuple[int, object]
    spares: tuple[tuple[str, str], ...] = ()


PAIRS = (
    Pair(
        "openbao",
        _openbao,
        (403, {"errors": ["permission denied"]}),
        (("approle-secret-id", "several questions make one answer: tests/test_revokers_openbao_lies.py"),),
    ),
    Pair(
        "github",
        _github,
        (BAD_CREDENTIALS.status, BAD_CREDENTIALS.body),
        (("ghr_", "a refresh token can be asked about only by using it up"),),
    ),
    Pair("gitlab", _gitlab, (REVOKED.status, REVOKED.body)),
    Pair("slack", _slack, (200, refused("token_revoked").body)),
)


@dataclass(frozen=True)
class Case:
    """One type at one provider, with the parts of its detector's first example. `admin`: with our own credential."""

    pair: Pair
    revoker: Revoker[Any]
    type: CredentialType
    example: Parts
    admin: bool = True

    def other(self) -> Parts:
        """One more of the same shape."""
        return self.revoker.wrong(self.example)


def _example(kind: CredentialType) -> Parts | None:
    found = [match.parts for one in DETECTORS if one.type == kind for match in one.find(one.examples[0][0])]
    return next((parts for parts in found if "token" in parts), None)


def _covered(pair: Pair) -> list[Case]:
    cases = []
    for revoker in REVOKERS:
        for kind in revoker.handles if revoker.provider == pair.provider else ():
            example = _example(kind)
            spared = example is None or any(
                kind.name == mark or _value(example).startswith(mark) for mark, _ in pair.spares
            )
            if example is not None and not spared:
                cases.append(Case(pair, revoker, kind, example))
    return sorted(cases, key=lambda case: case.type.name)


def _params() -> list[Any]:
    params: list[Any] = []
    for pair in PAIRS:
        for case in _covered(pair):
            params.append(pytest.param(case, id=case.type.name))
            # Without a credential of our own the same must hold, or the answer be UNKNOWN.
            if pair.provider == "gitlab":
                params.append(pytest.param(replace(case, admin=False), id=f"{case.type.name}, no admin"))
    return params


@pytest.fixture(params=_params())
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
async def provider(case: Case, request: pytest.FixtureRequest) -> AsyncIterator[Provider]:
    async with case.pair.running(request) as running:
        yield running


@pytest.fixture
async def liar(provider: Provider) -> AsyncIterator[Liar]:
    async with Liar(upstream=provider.port) as running:
        yield running
        provider.check(running)


@pytest.fixture
def door(case: Case, provider: Provider, liar: Liar, tmp_path: Path) -> HttpEndpoint:
    """As the daemon opens it: which header carries our own credential is decided in agent/systems.py."""
    own = tmp_path / "own"
    own.touch(mode=0o600)
    own.write_text(f"{provider.own.reveal() if provider.own else ''}\n")
    system = System(
        name="it",
        provider=case.pair.provider,
        endpoints=(Address("one", "127.0.0.1", liar.port, tls=False),),
        accounts=frozenset(),
        ours=True,
        armed=True,
        admin=CredentialRef(own) if provider.own and case.admin else None,
        ca=None,
        proxy=None,
        environment="test",
    )
    (opened,) = open_system(system).endpoints
    assert isinstance(opened, HttpEndpoint)
    return replace(opened, deadline=timedelta(seconds=5))


async def no_sleep(_seconds: float) -> None:
    pass


async def ask(case: Case, door: HttpEndpoint, parts: Parts) -> Probe:
    probe, controlled = await controlled_probe(
        case.revoker, door, parts, memory=ControlMemory(), now=NOW, sleep=no_sleep
    )
    assert controlled == (probe.liveness is LIVE)
    return probe


def hasty(door: HttpEndpoint, lie: Lie) -> HttpEndpoint:
    """A drip is cut off soon, so that nobody waits for it here."""
    return replace(door, deadline=timedelta(seconds=0.1)) if lie.pause else door


def _end(case: Case) -> Capability[Any]:
    if case.revoker.end is None:
        pytest.skip("it cannot be ended through its provider")
    return case.revoker.end


def _acts(case: Case, door: HttpEndpoint, parts: Parts, proof: Probe) -> list[Callable[[], Awaitable[object]]]:
    """Every way to end it."""
    ability = _end(case)
    many = ability.run_many
    ways: list[Callable[[], Awaitable[object]]] = [lambda: ability.run(door, parts, proof)]
    if many is not None:
        ways.append(lambda: many(door, [(parts, proof), (case.other(), proof)]))
    return ways


# --- no answer -------------------------------------------------------------------------------------


def _lies(pair: Pair) -> tuple[Lie, ...]:
    return (*LIES, *lies_about(*pair.dead))


async def test_no_lie_is_a_verdict(case: Case, provider: Provider, liar: Liar, door: HttpEndpoint) -> None:
    live, never = provider.issue(case.example), case.other()
    for lie in _lies(case.pair):
        liar.tell(Lie(lie.name, lie.raw, pause=lie.pause))
        for parts in (live, never):
            probe = await ask(case, hasty(door, lie), parts)
            assert probe.liveness is UNKNOWN, lie.name
            assert probe.identity is None, lie.name


async def test_no_lie_is_a_receipt(case: Case, provider: Provider, liar: Liar, door: HttpEndpoint) -> None:
    live = provider.issue(case.example)
    proof = await ask(case, door, live)
    for lie in _lies(case.pair):
        if " 202 " in lie.raw[:20].decode():
            continue  # accepted, and taken at its word: a receipt proves nothing
        liar.tell(Lie(lie.name, lie.raw, pause=lie.pause))
        for act in _acts(case, hasty(door, lie), live, proof):
            with pytest.raises(ProviderError) as caught:
                await act()
            assert caught.value.__context__ is None, lie.name
            assert _value(live) not in str(caught.value), lie.name
    liar.tell()
    assert provider.effects(live) == 0
    assert (await ask(case, door, live)).liveness is LIVE


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_provider_in_trouble_says_nothing(
    case: Case, provider: Provider, door: HttpEndpoint, status: int
) -> None:
    """In its own words, and after that it answers again."""
    if not isinstance(provider, Simulated):
        pytest.skip("a real server is not told to fail")
    live = provider.issue(case.example)
    provider.simulator.fail_next = [status] * 2
    assert (await ask(case, door, live)).liveness is UNKNOWN
    # Where it asks for more patience than a call has, it is not asked a second time.
    assert len(provider.simulator.fail_next) == (status == 429)
    provider.simulator.fail_next = []
    assert (await ask(case, door, live)).liveness is LIVE


# --- its own answers -------------------------------------------------------------------------------


async def test_live_is_live_and_controlled(case: Case, provider: Provider, door: HttpEndpoint) -> None:
    live = provider.issue(case.example)
    probe = await ask(case, door, live)
    assert (probe.liveness, probe.dormant) == (LIVE, False), probe.reason
    assert probe.identity is not None
    assert _value(live) not in repr(probe)
    assert (await ask(case, door, case.other())).liveness is DEAD


async def test_ended_by_its_owner_is_dead(case: Case, provider: Provider, door: HttpEndpoint) -> None:
    live = provider.issue(case.example)
    provider.kill(live)
    assert (await ask(case, door, live)).liveness is DEAD


async def test_ended_by_us_is_dead_and_happened_once(case: Case, provider: Provider, door: HttpEndpoint) -> None:
    live, bystander = provider.issue(case.example), provider.issue(case.other())
    proof = await ask(case, door, live)
    receipt = await _end(case).run(door, live, proof)
    assert receipt.reference
    assert _value(live) not in receipt.reference
    assert (await ask(case, door, live)).liveness is DEAD
    assert (await ask(case, door, bystander)).liveness is LIVE
    assert (provider.effects(live), provider.effects(bystander)) == (1, 0)


async def test_many_in_one_call(case: Case, provider: Provider, door: HttpEndpoint, liar: Liar) -> None:
    many = _end(case).run_many
    if many is None:
        pytest.skip("it takes one at a time")
    live = [provider.issue(parts) for parts in (case.example, case.other(), case.other())]
    proofs = [await ask(case, door, parts) for parts in live]
    before = len(liar.seen)
    await many(door, list(zip(live[:2], proofs[:2], strict=True)))
    assert len(liar.seen) == before + 1
    assert [provider.effects(parts) for parts in live] == [1, 1, 0]
    assert [(await ask(case, door, parts)).liveness for parts in live] == [DEAD, DEAD, LIVE]


async def test_accepted_is_not_dead(case: Case, provider: Provider, door: HttpEndpoint, liar: Liar) -> None:
    """The receipt is given at once, and the death comes when it comes."""
    live = provider.issue(case.example)
    proof = await ask(case, door, live)
    provider.slow(liar)
    await _end(case).run(door, live, proof)
    seen = [(await ask(case, door, live)).liveness for _ in range(10)]
    assert (seen[0], seen[-1]) == (LIVE, DEAD)
    assert seen == sorted(seen, key=[LIVE, DEAD].index)


async def test_a_lost_answer_is_no_receipt(case: Case, provider: Provider, door: HttpEndpoint, liar: Liar) -> None:
    """The act reached the server and its answer nobody: the probe says what became of it, and it was sent once."""
    first, second = provider.issue(case.example), provider.issue(case.other())
    await _end(case).run(door, first, await ask(case, door, first))
    act, proof = liar.seen[-1], await ask(case, door, second)
    # It is passed on when the next request comes, which is the probe's.
    liar.tell(Lie("lost", b"", act.target, times=1, late=0))
    with pytest.raises(ProviderError):
        await _end(case).run(door, second, proof)
    assert (liar.seen[-1].method, liar.seen[-1].target) == (act.method, act.target)
    assert (await ask(case, door, second)).liveness is DEAD
    assert provider.effects(second) == 1


async def test_a_replica_that_is_behind(case: Case, provider: Provider, door: HttpEndpoint) -> None:
    """Dead, then alive, then dead: each is what was answered, and it is the lifecycle that makes sense of it."""
    live = provider.issue(case.example)
    provider.kill(live)
    if not provider.lag():
        pytest.skip("a real server is not told to lag")
    assert [(await ask(case, door, live)).liveness for _ in range(3)] == [DEAD, LIVE, DEAD]


async def test_who_lets_anybody_in_proves_nothing(
    case: Case, provider: Provider, door: HttpEndpoint, liar: Liar
) -> None:
    live = provider.issue(case.example)
    provider.let_anybody_in(liar)
    for parts in (live, case.other()):
        probe = await ask(case, door, parts)
        assert probe.liveness is not LIVE
        assert probe.identity is None
