"""The AWS revokers on the simulator, and against lies: exactly AWS's own dead shapes say DEAD.

Over 300 lines: each lie is told about the same world, in which the key is tried.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any

import pytest

from agent.demo.aws import ACCOUNT, Aws, _iam
from agent.doors.aws import AwsDoor
from agent.response.probing import ControlMemory, controlled_probe
from detectors.base import Parts, Secret
from revokers.aws import KEYS, SESSIONS, Probing
from revokers.base import (
    Capability,
    Identity,
    Liveness,
    Probe,
    ProviderError,
    Receipt,
    RefusedError,
    TransientError,
    UnmappedError,
)
from tests.sims.aws import IAM, STS, opened
from tests.sims.liar import LIES, Liar, Lie, answer

NUMBERS = count()
ADMIN = ("iam:*", "sts:*")


@dataclass
class Clock:
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class World:
    """The simulator, a door with an admin key, a user with one key, and the time as the simulator has it."""

    aws: Aws
    door: AwsDoor
    user: str
    key: Parts
    clock: Clock

    @property
    def key_id(self) -> str:
        return self.key["key_id"].reveal()

    @property
    def bare(self) -> AwsDoor:
        return replace(self.door, own=None)

    async def proof(self) -> Probe:
        probe = await KEYS.probe(self.door, self.key)
        assert probe.liveness is Liveness.LIVE
        return probe


@pytest.fixture
def world(aws: Aws) -> Iterator[World]:
    clock, before = Clock(), aws.clock
    aws.clock = clock
    number = next(NUMBERS)
    own = aws.user(f"stanch-{number}", *ADMIN)
    yield World(aws, opened(aws.port, own), f"user-{number}", aws.user(f"user-{number}"), clock)
    aws.clock, aws.lag = before, timedelta(0)


async def no_sleep(_seconds: float) -> None:
    pass


async def ask(revoker: Any, door: AwsDoor, parts: Parts) -> Probe:
    now = datetime.now(UTC)
    probe, controlled = await controlled_probe(revoker, door, parts, memory=ControlMemory(), now=now, sleep=no_sleep)
    assert controlled == (probe.liveness is Liveness.LIVE)
    return probe


def sure(capability: Capability[Any] | None) -> Capability[Any]:
    assert capability is not None
    return capability


# --- live and dead ---------------------------------------------------------------------------------


async def test_a_live_key_says_whose_it_is(world: World) -> None:
    probe = await ask(KEYS, world.door, world.key)
    assert (probe.liveness, probe.reason) == (Liveness.LIVE, "GetCallerIdentity")
    assert probe.identity == Identity(ACCOUNT, world.user, world.key_id)
    assert probe.request_id


async def test_an_unknown_id_is_dead(world: World) -> None:
    unknown = {**world.key, "key_id": Secret(f"{'AKIA'}QNZGKIQY56JQ7WML")}
    for door in (world.door, world.bare):
        assert (await ask(KEYS, door, unknown)).liveness is Liveness.DEAD


async def test_a_known_id_with_another_secret_is_dead_and_locks_nobody_out(world: World) -> None:
    wrong = KEYS.wrong(world.key)
    assert wrong["key_id"] == world.key["key_id"]
    assert wrong["secret"] != world.key["secret"]
    for _ in range(3):
        probe = await KEYS.probe(world.door, wrong)
        assert (probe.liveness, probe.reason) == (
            Liveness.DEAD,
            "SignatureDoesNotMatch: the id is known, with another secret",
        )
    # The first right secret after a wrong one is refused, too: it is asked twice.
    before = world.aws.requests["GetCallerIdentity"]
    assert (await KEYS.probe(world.door, world.key)).liveness is Liveness.LIVE
    assert world.aws.requests["GetCallerIdentity"] == before + 2


async def test_a_right_secret_between_wrong_ones_is_never_dead(world: World) -> None:
    """Several claims at once, of one id: AWS refuses the right one as well, whichever call comes in between."""
    memory = ControlMemory()
    wrongs = [KEYS.wrong(world.key) for _ in range(3)]
    for _ in range(5):
        asked = [each for wrong in wrongs for each in (world.key, wrong)]
        now = datetime.now(UTC)
        probes = (controlled_probe(KEYS, world.door, each, memory=memory, now=now, sleep=no_sleep) for each in asked)
        answers = [probe.liveness for probe, _ in await asyncio.gather(*probes)]
        assert answers[::2] == [Liveness.LIVE] * 3
        assert Liveness.LIVE not in answers[1::2]


async def test_the_controls_of_one_system_make_no_key_dead_at_another(world: World) -> None:
    """One STS answers for the Systems of all accounts, and takes the wrong secrets of one for those of the other."""
    doors = [
        replace(world.door, sts=replace(world.door.sts, system=name), iam=replace(world.door.iam, system=name))
        for name in ("cloud", "elsewhere", "third")
    ]
    for _ in range(10):
        memory, now = ControlMemory(), datetime.now(UTC)
        probes = (controlled_probe(KEYS, door, world.key, memory=memory, now=now, sleep=no_sleep) for door in doors)
        answers = [probe.liveness for probe, _ in await asyncio.gather(*probes)]
        assert answers == [Liveness.LIVE] * 3


async def test_a_mismatch_counts_once_no_other_secret_was_refused_for_seven_seconds(world: World, liar: Liar) -> None:
    """Our own probes go one after the other, but somebody else may ask in between."""
    probing, door = Probing(), replace(through(world, liar), own=None)
    first, second, third = (KEYS.wrong(world.key) for _ in range(3))

    def at(seconds: int) -> None:
        liar.tell(Lie("refused", refusal("SignatureDoesNotMatch", "403 Forbidden", dated(timedelta(seconds=seconds)))))

    at(0)
    for _ in range(2):
        assert (await probing.key(door, first)).liveness is Liveness.DEAD
    at(4)
    with pytest.raises(UnmappedError, match="another secret was refused for this id seconds ago"):
        await probing.key(door, second)
    with pytest.raises(UnmappedError, match="another secret"):
        await probing.session(door, second)
    at(20)
    assert (await probing.key(door, second)).liveness is Liveness.DEAD
    # Another id has nothing to do with it.
    assert (await probing.key(door, world.aws.user(f"{world.user}-other"))).liveness is Liveness.DEAD
    # Once the right one is known, the others are wrong for certain.
    liar.tell()
    assert (await probing.key(door, world.key)).liveness is Liveness.LIVE
    at(1)
    assert (await probing.key(door, third)).liveness is Liveness.DEAD


async def test_no_secret_is_kept_to_tell_it_from_the_next(world: World) -> None:
    probing = Probing()
    await probing.key(world.door, world.key)
    assert world.key["secret"].reveal() not in repr(probing)


async def test_half_a_key_is_not_sent(world: World) -> None:
    before = sum(world.aws.requests.values())
    for parts in ({"key_id": world.key["key_id"]}, {**world.key, "secret": Secret("")}):
        with pytest.raises(UnmappedError, match="half an access key"):
            await KEYS.probe(world.door, parts)
    assert sum(world.aws.requests.values()) == before


async def test_a_new_key_that_is_not_known_yet_is_not_dead(world: World) -> None:
    proof = await world.proof()
    world.aws.lag = timedelta(seconds=10)
    assert KEYS.mint is not None
    made = await KEYS.mint.run(world.door, world.key, proof)
    with pytest.raises(UnmappedError, match="IAM lists it as Active: it may be new"):
        await KEYS.probe(world.door, made.parts)
    # Without an admin key nobody can tell it from a deleted one.
    assert (await KEYS.probe(world.bare, made.parts)).liveness is Liveness.DEAD
    world.clock.now += timedelta(seconds=11)
    assert (await KEYS.probe(world.door, made.parts)).liveness is Liveness.LIVE


async def test_an_admin_key_of_the_same_account_that_may_not_look_proves_nothing(world: World) -> None:
    unknown = {**world.key, "key_id": Secret(world.key_id[:-4] + "AAAA")}
    poor = world.aws.user(f"poor-{world.user}", "sts:*")
    with pytest.raises(RefusedError) as caught:
        await KEYS.probe(opened(world.aws.port, poor), unknown)
    assert caught.value.needs == ("iam:GetAccessKeyLastUsed",)
    half = world.aws.user(f"half-{world.user}", "iam:GetAccessKeyLastUsed")
    await sure(KEYS.contain).run(world.door, world.key, await world.proof())
    with pytest.raises(RefusedError) as caught:
        await KEYS.probe(opened(world.aws.port, half), world.key)
    assert caught.value.needs == ("iam:ListAccessKeys",)


# --- acting ----------------------------------------------------------------------------------------


async def test_contain_undo_and_end(world: World) -> None:
    contain, end, proof = sure(KEYS.contain), sure(KEYS.end), await world.proof()
    receipt = await contain.run(world.door, world.key, proof)
    assert receipt.reference.startswith("HTTP 200 UpdateAccessKey Inactive, request ")
    assert receipt.provider_date is not None
    assert world.aws.status(world.key_id) == "Inactive"
    dead = await ask(KEYS, world.door, world.key)
    assert (dead.liveness, dead.reason, dead.dormant) == (Liveness.DEAD, "InvalidClientTokenId; IAM: Inactive", True)
    assert contain.undo is not None
    assert (await contain.undo(world.door, world.key, proof)).reference.startswith("HTTP 200 UpdateAccessKey Active")
    assert (await ask(KEYS, world.door, world.key)).liveness is Liveness.LIVE
    await contain.run(world.door, world.key, proof)
    await contain.run(world.door, world.key, proof)
    receipt = await end.run(world.door, world.key, proof)
    assert receipt.reference.startswith("HTTP 200 DeleteAccessKey, request ")
    assert world.aws.status(world.key_id) is None
    dead = await ask(KEYS, world.door, world.key)
    assert (dead.liveness, dead.reason) == (Liveness.DEAD, "InvalidClientTokenId; IAM: no such key")
    # The second Inactive changed nothing, nor would a second end.
    receipt = await end.run(world.door, world.key, proof)
    assert "gone already (NoSuchEntity)" in receipt.reference
    done = {action: n for (action, key_id), n in world.aws.effective.items() if key_id == world.key_id}
    assert done == {"UpdateAccessKey": 3, "DeleteAccessKey": 1}
    with pytest.raises(RefusedError, match="no such access key any more"):
        await contain.undo(world.door, world.key, proof)


async def test_restrict_and_undo(world: World) -> None:
    """The user is denied everything by a policy that IAM shows; the key authenticates all the same."""
    ability, proof = sure(KEYS.restrict), await world.proof()
    backend = _iam(ACCOUNT)
    backend.put_user_policy(world.user, "theirs", json.dumps(ALLOWED))

    async def may_list() -> str | None:
        return (await world.door.call("iam", "ListAccessKeys", key=world.key)).code

    assert await may_list() is None
    receipt = await ability.run(world.door, world.key, proof)
    assert receipt.reference.startswith(
        "HTTP 200 PutUserPolicy, which denies the user everything; IAM shows it, request "
    )
    assert await may_list() == "AccessDenied"
    assert (await ask(KEYS, world.door, world.key)).liveness is Liveness.LIVE
    assert list(backend.list_user_policies(world.user)) == ["theirs", f"stanch-restricted-{world.key_id}"]
    # Again: the same policy once more.
    await ability.run(world.door, world.key, proof)
    assert len(backend.list_user_policies(world.user)) == 2
    assert ability.undo is not None
    receipt = await ability.undo(world.door, world.key, proof)
    assert receipt.reference == "HTTP 200 DeleteUserPolicy: IAM shows it no longer"
    assert await may_list() is None
    assert list(backend.list_user_policies(world.user)) == ["theirs"]
    receipt = await ability.undo(world.door, world.key, proof)
    assert receipt.reference == "HTTP 404 DeleteUserPolicy: it was gone already"


async def test_what_is_not_restricted(world: World) -> None:
    ability, proof = sure(KEYS.restrict), await world.proof()
    with pytest.raises(RefusedError, match="without an admin key it could not be taken back"):
        await ability.run(world.bare, world.key, proof)
    weak = opened(world.aws.port, world.aws.user(f"weak-{world.user}", "sts:*", "iam:ListAccessKeys"))
    with pytest.raises(RefusedError) as caught:
        await ability.run(weak, world.key, proof)
    assert caught.value.needs == ("iam:PutUserPolicy",)
    other = world.aws.key(world.user)
    with pytest.raises(RefusedError, match=f"another Active key .{other['key_id'].reveal()}., which would be denied"):
        await ability.run(world.door, world.key, proof)
    assert list(_iam(ACCOUNT).list_user_policies(world.user)) == []
    # An Inactive one has no consumers.
    identity = Identity(ACCOUNT, world.user, other["key_id"].reveal())
    await sure(KEYS.contain).run(world.door, other, Probe(Liveness.LIVE, "", identity))
    await ability.run(world.door, world.key, proof)


ALLOWED = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}]}
OTHERS = json.dumps({"Version": "2012-10-17", "Statement": []})


def said(action: str, result: str = "") -> bytes:
    """IAM's answer to an action."""
    inner = f"<{action}Result>{result}</{action}Result>" if result else ""
    return answer("200 OK", f'<{action}Response xmlns="{IAM}">{inner}</{action}Response>'.encode(), "text/xml")


def before_a_policy(world: World) -> tuple[Lie, Lie]:
    """What is asked first: who we are, and which keys the user has."""
    ours = identity(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/stanch")
    key = f"<member><AccessKeyId>{world.key_id}</AccessKeyId><Status>Active</Status></member>"
    listed = f"<AccessKeyMetadata>{key}</AccessKeyMetadata><IsTruncated>false</IsTruncated>"
    return Lie("who", ours, times=1), Lie("keys", said("ListAccessKeys", listed), times=1)


@pytest.mark.parametrize(
    ("shown", "error", "words"),
    [
        (f"<PolicyDocument>{OTHERS}</PolicyDocument>", TransientError, "IAM does not show the policy"),
        ("<PolicyDocument>%7Bx</PolicyDocument>", UnmappedError, "an answer without a policy"),
        ("<UserName>x</UserName>", UnmappedError, "an answer without a policy"),
    ],
)
async def test_a_restriction_that_iam_does_not_show_is_none(
    world: World, liar: Liar, shown: str, error: type[Exception], words: str
) -> None:
    """What was accepted is looked at: else it is tried again."""
    ability, proof = sure(KEYS.restrict), await world.proof()
    put = Lie("put", said("PutUserPolicy"), times=1)
    liar.tell(*before_a_policy(world), put, Lie("get", said("GetUserPolicy", shown)))
    with pytest.raises(error, match=words):
        await ability.run(through(world, liar), world.key, proof)


async def test_no_room_for_a_policy(world: World, liar: Liar) -> None:
    liar.tell(*before_a_policy(world), Lie("put", refusal("LimitExceeded", "409 Conflict", space=IAM), times=1))
    with pytest.raises(RefusedError, match="no room for another"):
        await sure(KEYS.restrict).run(through(world, liar), world.key, await world.proof())


def test_deleting_waits_for_the_reversible_to_show() -> None:
    assert sure(KEYS.end).grace == timedelta(days=1)
    assert sure(KEYS.contain).grace == timedelta(0)
    assert timedelta(seconds=5) <= KEYS.settles_within <= timedelta(minutes=5)


async def test_accepted_is_not_dead_while_it_spreads(world: World) -> None:
    proof = await world.proof()
    world.aws.lag = timedelta(seconds=30)
    for act in (sure(KEYS.contain).run, sure(KEYS.end).run):
        await act(world.door, world.key, proof)
        assert (await ask(KEYS, world.door, world.key)).liveness is Liveness.LIVE
    world.clock.now += timedelta(seconds=31)
    assert (await ask(KEYS, world.door, world.key)).liveness is Liveness.DEAD


async def test_without_an_admin_key_the_leaked_one_acts_on_itself_once(world: World) -> None:
    key = world.aws.user(f"self-{world.user}", "iam:UpdateAccessKey", "iam:DeleteAccessKey")
    proof = await KEYS.probe(world.bare, key)
    contain, end = sure(KEYS.contain), sure(KEYS.end)
    await contain.run(world.bare, key, proof)
    assert world.aws.status(key["key_id"].reveal()) == "Inactive"
    assert (await ask(KEYS, world.bare, key)).liveness is Liveness.DEAD
    assert contain.undo is not None
    for act in (contain.undo, end.run):
        with pytest.raises(RefusedError, match="no admin key is configured"):
            await act(world.bare, key, proof)
    # One that may not is refused, by name of what it lacks.
    with pytest.raises(RefusedError) as caught:
        await contain.run(world.bare, world.key, await world.proof())
    assert caught.value.needs == ("iam:UpdateAccessKey",)
    assert world.aws.status(world.key_id) == "Active"


async def test_what_is_not_to_be_touched(world: World) -> None:
    proof = await world.proof()
    assert proof.identity is not None
    admin = world.door.admin
    assert admin is not None
    assert admin.signs is not None
    own = await KEYS.probe(world.door, admin.signs)
    strangers = opened(world.aws.port, world.aws.user(f"far-{world.user}", *ADMIN, account="111122223333"))
    root, role = (f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s")
    cases = [
        (world.door, admin.signs, own, "it is the access key that Stanch itself uses"),
        (world.door, world.key, replace(proof, identity=None), "not the one that GetCallerIdentity was answered to"),
        (world.door, world.key, own, "not the one that GetCallerIdentity was answered to"),
        (world.door, world.key, replace(proof, identity=Identity(ACCOUNT, root, world.key_id)), "only the root user"),
        (
            world.door,
            world.key,
            replace(proof, identity=Identity(ACCOUNT, role, world.key_id)),
            "not one of an IAM user",
        ),
        (strangers, world.key, proof, f"of another account than {ACCOUNT}"),
    ]
    assert KEYS.mint is not None
    for door, parts, claimed, words in cases:
        for act in (sure(KEYS.contain).run, sure(KEYS.contain).undo, sure(KEYS.end).run, KEYS.mint.run):
            assert act is not None
            with pytest.raises(RefusedError, match=words):
                await act(door, parts, claimed)
    assert world.aws.status(world.key_id) == "Active"
    assert not [key for key in world.aws.effective if key[1] == world.key_id]


async def test_minting_and_its_limit(world: World) -> None:
    proof = await world.proof()
    assert KEYS.mint is not None
    assert KEYS.list_own is not None
    assert (KEYS.mint.overlap, KEYS.mint.limit) == (True, 2)
    made = await KEYS.mint.run(world.door, world.key, proof)
    assert made.parts["account"] == Secret(ACCOUNT)
    probe = await ask(KEYS, world.door, made.parts)
    assert probe.identity == Identity(ACCOUNT, world.user, made.credential_id)
    owned = await KEYS.list_own(world.door, proof)
    assert [(own.credential_id, own.active) for own in owned] == [(world.key_id, True), (made.credential_id, True)]
    assert all(own.created_at is not None and own.created_at.tzinfo is UTC for own in owned)
    with pytest.raises(RefusedError, match=f"2 access keys, the most .* {made.credential_id} is Active: is it used"):
        await KEYS.mint.run(world.door, world.key, proof)
    await sure(KEYS.contain).run(world.door, made.parts, probe)
    with pytest.raises(RefusedError, match=f"{made.credential_id} is Inactive: delete it to make room"):
        await KEYS.mint.run(world.door, world.key, proof)
    # The old one lives on.
    assert (await ask(KEYS, world.door, world.key)).liveness is Liveness.LIVE
    with pytest.raises(RefusedError, match="no admin key is configured"):
        await KEYS.list_own(world.bare, proof)
    assert [own.active for own in await KEYS.list_own(world.door, proof)] == [True, False]


async def test_last_used(world: World) -> None:
    assert KEYS.last_used is not None
    proof = await world.proof()
    used = await KEYS.last_used(world.door, world.key, proof)
    assert used is not None
    assert abs(datetime.now(UTC) - used) < timedelta(minutes=1)
    spare = world.aws.key(world.user)
    fresh = replace(proof, identity=Identity(ACCOUNT, world.user, spare["key_id"].reveal()))
    assert await KEYS.last_used(world.door, spare, fresh) is None


# --- sessions --------------------------------------------------------------------------------------


async def test_a_session_is_watched_only(world: World) -> None:
    session = world.aws.session(f"role-{world.user}")
    probe = await ask(SESSIONS, world.bare, session)
    assert probe.liveness is Liveness.LIVE
    assert probe.identity is not None
    assert probe.identity.account == ACCOUNT
    assert probe.identity.principal == f"arn:aws:sts::{ACCOUNT}:assumed-role/role-{world.user}/demo"
    assert (SESSIONS.contain, SESSIONS.end, SESSIONS.mint) == (None, None, None)
    other = {**session, "session_token": Secret("IQoJb3JpZ2lu" * 20)}
    assert (await ask(SESSIONS, world.bare, other)).reason == "InvalidClientTokenId"
    world.aws.expire(session["key_id"].reveal())
    dead = await ask(SESSIONS, world.bare, session)
    assert (dead.liveness, dead.reason) == (Liveness.DEAD, "ExpiredToken")


# --- lies ------------------------------------------------------------------------------------------


@pytest.fixture
async def liar(aws: Aws) -> AsyncIterator[Liar]:
    async with Liar(upstream=aws.port) as running:
        yield running


def through(world: World, liar: Liar) -> AwsDoor:
    admin = world.door.own
    return opened(liar.port, admin)


def hasty(door: AwsDoor, lie: Lie) -> AwsDoor:
    http = replace(door.sts, deadline=timedelta(seconds=0.2)) if lie.pause else door.sts
    return replace(door, sts=http, iam=http)


def dated(ahead: timedelta = timedelta(0)) -> str:
    return f"Date: {format_datetime(datetime.now(UTC) + ahead, usegmt=True)}"


def refusal(code: str, status: str = "403 Forbidden", *more: str, space: str = STS) -> bytes:
    body = f'<ErrorResponse xmlns="{space}"><Error><Code>{code}</Code></Error><RequestId>r</RequestId></ErrorResponse>'
    return answer(status, body.encode(), "text/xml", *more)


def identity(account: str, arn: str) -> bytes:
    body = (
        f'<GetCallerIdentityResponse xmlns="{STS}"><GetCallerIdentityResult><Arn>{arn}</Arn><UserId>A</UserId>'
        f"<Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
    return answer("200 OK", body.encode(), "text/xml", dated())


def as_xml(lie: Lie) -> Lie:
    """The same lie with AWS's own dead body in the place of OpenBao's."""
    old, new = b'{"errors":["permission denied"]}\n', refusal("InvalidClientTokenId").partition(b"\r\n\r\n")[2]
    return Lie(lie.name, lie.raw.replace(old, new).replace(b"application/json", b"text/xml"), pause=lie.pause)


@pytest.mark.parametrize("lie", [*LIES, *map(as_xml, LIES)], ids=lambda lie: lie.name)
async def test_no_lie_is_a_verdict_or_a_receipt(world: World, liar: Liar, lie: Lie) -> None:
    door = through(world, liar)
    proof = await KEYS.probe(door, world.key)
    unknown = {**world.key, "key_id": Secret(f"{'AKIA'}QNZGKIQY56JQ7WML")}
    liar.tell(lie)
    for revoker, parts in ((KEYS, world.key), (KEYS, unknown), (SESSIONS, world.key)):
        assert (await ask(revoker, hasty(door, lie), parts)).liveness is Liveness.UNKNOWN
    # Refused by STS, and then IAM lies about how the key stands.
    liar.tell(Lie("dead", refusal("InvalidClientTokenId", "403 Forbidden", dated()), times=1), lie)
    with pytest.raises(ProviderError):
        await KEYS.probe(hasty(door, lie), world.key)
    assert liar.seen[-1].body.startswith(b"Action=GetAccessKeyLastUsed")
    for action, act in (("UpdateAccessKey", sure(KEYS.contain).run), ("DeleteAccessKey", sure(KEYS.end).run)):
        # Every act first asks who the admin is; the second time it gets as far as the act itself.
        for first in ((), (Lie("who", identity(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/x"), times=1),)):
            liar.tell(*first, lie)
            before = len(liar.seen)
            with pytest.raises(ProviderError) as caught:
                await act(hasty(door, lie), world.key, proof)
            assert caught.value.__context__ is None
            # Whatever became of it, it was sent once.
            assert len(liar.seen) == before + 1 + len(first)
        assert liar.seen[-1].body.startswith(f"Action={action}&".encode())
    assert world.aws.status(world.key_id) == "Active"


@pytest.mark.parametrize("code", ["InvalidClientTokenId", "SignatureDoesNotMatch"])
async def test_dead_needs_a_clock_that_agrees(world: World, liar: Liar, code: str) -> None:
    door = replace(through(world, liar), own=None)
    for ahead, liveness in (
        (timedelta(0), Liveness.DEAD),
        (timedelta(minutes=3), Liveness.DEAD),
        (timedelta(minutes=-3), Liveness.DEAD),
        (timedelta(minutes=6), Liveness.UNKNOWN),
        (timedelta(minutes=-6), Liveness.UNKNOWN),
        (timedelta(days=-400), Liveness.UNKNOWN),
    ):
        liar.tell(Lie("dated", refusal(code, "403 Forbidden", dated(ahead))))
        probe = await ask(KEYS, door, world.key)
        assert probe.liveness is liveness, ahead
        if liveness is Liveness.UNKNOWN:
            assert probe.reason == f"{code}, but the server is minutes away from ours with its clock"
    liar.tell(Lie("timeless", refusal(code)))
    probe = await ask(KEYS, door, world.key)
    assert (probe.liveness, probe.reason) == (
        Liveness.UNKNOWN,
        f"{code}, but the server did not say what time it is",
    )


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ExpiredToken", "403 Forbidden"),
        ("AccessDenied", "403 Forbidden"),
        ("MissingAuthenticationToken", "403 Forbidden"),
        ("RegionDisabledException", "403 Forbidden"),
        ("InvalidClientTokenId", "400 Bad Request"),
        ("InvalidClientTokenId", "401 Unauthorized"),
        ("SignatureDoesNotMatch", "404 Not Found"),
        ("NoSuchEntity", "404 Not Found"),
        ("InvalidAccessKeyId", "403 Forbidden"),
        ("Throttling", "400 Bad Request"),
        ("InternalFailure", "500 Internal Server Error"),
        ("InvalidClientTokenId", "503 Service Unavailable"),
    ],
)
async def test_only_the_dead_shapes_are_dead(world: World, liar: Liar, code: str, status: str) -> None:
    liar.tell(Lie("other", refusal(code, status, dated())))
    door = replace(through(world, liar), own=None)
    kind = TransientError if code == "Throttling" or status.startswith("5") else UnmappedError
    for revoker in (KEYS, SESSIONS) if code != "ExpiredToken" else (KEYS,):
        assert (await ask(revoker, door, world.key)).liveness is Liveness.UNKNOWN
        with pytest.raises(kind):
            await revoker.probe(door, world.key)


NO_ARN = "was answered, but not with an account and an ARN of it"


@pytest.mark.parametrize(
    ("account", "arn", "why"),
    [
        ("999988887777", "arn:aws:iam::999988887777:user/x", "names another account than the key id does"),
        (ACCOUNT, "arn:aws:iam::999988887777:user/x", NO_ARN),
        (ACCOUNT, f"arn:aws:iam::{ACCOUNT}", NO_ARN),
        (ACCOUNT, "x", NO_ARN),
        ("x", "arn:aws:iam::x:user/x", NO_ARN),
        ("", "", NO_ARN),
    ],
)
async def test_an_identity_that_contradicts_the_key_is_none(
    world: World, liar: Liar, account: str, arn: str, why: str
) -> None:
    liar.tell(Lie("stranger", identity(account, arn)))
    with pytest.raises(UnmappedError, match=f"^GetCallerIdentity {why}$"):
        await KEYS.probe(through(world, liar), world.key)


async def test_principals(world: World, liar: Liar) -> None:
    for rest, principal in (
        ("iam::{}:user/bob", "bob"),
        ("iam::{}:user/team/a/bob", "bob"),
        ("iam::{}:root", f"arn:aws:iam::{ACCOUNT}:root"),
        ("sts::{}:federated-user/bob", f"arn:aws:sts::{ACCOUNT}:federated-user/bob"),
    ):
        liar.tell(Lie("who", identity(ACCOUNT, "arn:aws:" + rest.format(ACCOUNT))))
        probe = await KEYS.probe(through(world, liar), world.key)
        assert probe.identity is not None
        assert probe.identity.principal == principal
        assert bool(probe.identity.privileges) == rest.endswith("root")


async def test_a_server_that_accepts_every_value_proves_nothing(world: World, liar: Liar) -> None:
    liar.tell(Lie("always", identity(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/x")))
    probe = await ask(KEYS, through(world, liar), world.key)
    assert (probe.liveness, probe.reason) == (Liveness.UNKNOWN, "GetCallerIdentity, but it accepts any value")


async def test_an_answer_about_somebody_else_is_no_receipt(world: World, liar: Liar) -> None:
    """The admin is asked who it is first: what answers with another account is not acted through."""
    proof = await world.proof()
    liar.tell(Lie("stranger", identity("999988887777", "arn:aws:iam::999988887777:user/x")))
    with pytest.raises(RefusedError, match="of another account"):
        await sure(KEYS.contain).run(through(world, liar), world.key, proof)
    assert [request.body.partition(b"&")[0] for request in liar.seen] == [b"Action=GetCallerIdentity"]


async def test_a_receipt_names_no_value(world: World) -> None:
    receipt: Receipt = await sure(KEYS.contain).run(world.door, world.key, await world.proof())
    assert world.key["secret"].reveal() not in repr(receipt)
