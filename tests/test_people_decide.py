"""What people decide, on real servers: approvals by several people, bound to the plan; exceptions with an end; undo."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent import control
from agent.complaint import Complaint
from agent.ledger import LedgerView
from agent.model import Outcome
from agent.response.methods import Method, Mode
from detectors import openbao as bao_types
from detectors import postgres as pg_types
from detectors.base import Secret
from tests.sims.fronts import Bao, Roles
from tests.sims.people import CAREFUL, mark, people
from tests.sims.rig import AUTO, Rig, address


async def test_two_people_approve_what_is_irreversible(rig: Rig, bao: Bao) -> None:
    rig.policy(CAREFUL)
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")
    plan = {"incident": one, "plan": mark(rig, one)}
    said = await people(rig).handle("approve", "ann", plan)
    assert said == f"incident {one}: approved, one more person is needed"
    with pytest.raises(Complaint, match="ann has approved it already"):
        await people(rig).handle("approve", "ann", plan)
    await rig.on()
    assert bao.lives(token)
    assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")
    assert await people(rig).handle("approve", "bob", plan) == f"incident {one}: approved"
    await rig.reach(one, "invalidated")
    assert not bao.lives(token)
    notes = [record["detail"]["note"] for record in rig.records(one) if record["what"] == "approved"]
    assert notes == [
        f"incident {one}: approved, one more person is needed (by ann)",
        f"incident {one}: approved (by bob)",
    ]


async def test_an_approval_is_of_the_plan_that_was_seen(rig: Rig, bao: Bao) -> None:
    rig.policy(CAREFUL)
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    with pytest.raises(Complaint, match=f"the plan of incident {one} is now {mark(rig, one)}"):
        await people(rig).handle("approve", "ann", {"incident": one, "plan": "0123456789ab"})
    assert bao.lives(token)


async def test_a_value_that_somebody_pasted_is_no_evidence(rig: Rig) -> None:
    """Neither this one, whatever it looks like, nor another one of a known form; nor is it shown as an owner."""
    value, token = "plain-hunter-22x", "hvs." + "kQ7mZt2XwR9bNc4LpVf8sHyD"
    one = await rig.leak(None, value=value)
    handle = people(rig).handle
    await handle("assign", "ann", {"incident": one, "owner": f"team {token}"})
    await handle("dismiss", "ann", {"incident": one, "reason": f"password='{value}', beside {token}: tests, surely"})
    incident = rig.entry(one).incident
    assert incident.owner.name == "team (openbao-token)"
    assert incident.note == "password='(lead)', beside (openbao-token): tests, surely"
    ledger = b"".join(file.read_bytes() for file in rig.path.parent.glob("ledger.db*"))
    assert value.encode() not in ledger
    assert token.encode() not in ledger


async def test_what_waits_for_nobody_cannot_be_approved(rig: Rig, bao: Bao) -> None:
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    await rig.reach(one, "invalidated")
    with pytest.raises(Complaint, match=f"incident {one} waits for no approval"):
        await people(rig).handle("approve", "ann", {"incident": one, "plan": mark(rig, one)})


@pytest.mark.parametrize(("verb", "standing"), [("deny", ("held", "DENIED")), ("dismiss", ("dismissed", "DISMISSED"))])
async def test_a_no_stands_until_it_is_taken_back(rig: Rig, bao: Bao, verb: str, standing: tuple[str, str]) -> None:
    rig.policy(CAREFUL)
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    await people(rig).handle(verb, "ann", {"incident": one, "reason": "mine"})
    rig.policy(AUTO)
    await rig.on(3)
    assert rig.standing(one) == standing
    assert bao.lives(token)
    await people(rig).handle("retry", "ann", {"incident": one})
    await rig.reach(one, "invalidated")
    assert not bao.lives(token)


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        ("deny", "a person denied it"),
        ("dismiss", "a person said that it is not a secret"),
        ("except", "a person accepted the risk"),
    ],
)
async def test_an_approval_does_not_override_a_no(rig: Rig, bao: Bao, verb: str, sentence: str) -> None:
    rig.policy(replace(CAREFUL, mode=Mode.APPROVE))
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    plan = {"incident": one, "plan": mark(rig, one)}
    await people(rig).handle(verb, "ann", {"incident": one, "seconds": 3600, "reason": "wait"})
    standing = rig.standing(one)
    for person in ("bob", "cleo"):
        with pytest.raises(Complaint, match=f"{sentence}; `stanch retry {one}` takes that back first"):
            await people(rig).handle("approve", person, plan)
    await rig.work()
    assert rig.standing(one) == standing
    assert bao.lives(token)
    await people(rig).handle("retry", "ann", {"incident": one})
    await rig.work()
    for person in ("bob", "cleo"):
        await people(rig).handle("approve", person, plan)
    await rig.reach(one, "invalidated")


async def test_a_first_approval_says_what_is_done_now_and_what_waits(rig: Rig, roles: Roles) -> None:
    rig.policy(replace(CAREFUL, mode=Mode.APPROVE))
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    said = await people(rig).handle("approve", "ann", {"incident": one, "plan": mark(rig, one)})
    assert said == f"incident {one}: approved, one more person is needed for the rest; done now: contain on pg"
    await rig.work()
    plan = {step.kind.value: step.outcome for step in rig.entry(one).incident.plan}
    assert plan == {"contain": Outcome.ACCEPTED, "end": None}
    assert rig.standing(one) == ("contained", "IRREVERSIBLE")


async def test_an_exception_has_an_end(rig: Rig, bao: Bao) -> None:
    rig.policy(CAREFUL)
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    await people(rig).handle("except", "ann", {"incident": one, "seconds": 7200, "reason": "release day"})
    rig.policy(AUTO)
    end = rig.clock() + timedelta(hours=2)
    await rig.work()
    assert rig.standing(one) == ("excepted", "EXCEPTED")
    assert bao.lives(token)
    await rig.reach(one, "invalidated")
    assert rig.clock() >= end
    assert not bao.lives(token)


async def test_an_incident_gets_another_owner(rig: Rig, bao: Bao) -> None:
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    await people(rig).handle("assign", "ann", {"incident": one, "owner": "team-x"})
    owner = rig.entry(one).incident.owner
    assert (owner.name, owner.reason) == ("team-x", "assigned by ann")


@pytest.mark.parametrize("owner", ["", "  ", "team\x1b[31m", "team\nx", "\u202egnirts"])
async def test_nobody_is_no_owner(rig: Rig, bao: Bao, owner: str) -> None:
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    before = rig.entry(one).incident.owner
    with pytest.raises(Complaint, match="name an owner, in one line of characters that can be printed"):
        await people(rig).handle("assign", "ann", {"incident": one, "owner": owner})
    assert rig.entry(one).incident.owner == before


async def test_nothing_is_taken_back_while_frozen(rig: Rig, roles: Roles) -> None:
    rig.policy(replace(CAREFUL, methods=(Method.DEACTIVATE,)))
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    rig.responder.freeze.set("a test")
    undo = {"incident": one, "seconds": 3600, "reason": "it was production"}
    with pytest.raises(Complaint, match=f"incident {one}: Stanch is frozen, so nothing is taken back: `stanch thaw`"):
        await people(rig).handle("undo", "ann", undo)
    assert rig.standing(one)[0] == "contained"
    assert not await roles.lets_in(role, password)
    rig.responder.freeze.lift()
    await people(rig).handle("undo", "ann", undo)
    assert await roles.lets_in(role, password)


async def test_undo_brings_it_back_with_proof_and_lets_it_alone(rig: Rig, roles: Roles) -> None:
    rig.policy(replace(CAREFUL, methods=(Method.DEACTIVATE,)))
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    assert rig.standing(one)[0] == "contained"
    said = await people(rig).handle("undo", "ann", {"incident": one, "seconds": 3600, "reason": "it was production"})
    assert said.startswith(f"incident {one}: undone and proven live; excepted until ")
    assert rig.told(one)[-3:] == ["undo:intent", "undo:proof", "undone"]
    assert rig.detail(one, "undo:proof")["probes"][0]["liveness"] == "live"
    await rig.work()
    assert rig.standing(one) == ("excepted", "EXCEPTED")
    await rig.on(2)
    assert rig.standing(one)[0] == "contained"


async def test_what_is_irreversible_is_not_undone(rig: Rig, roles: Roles) -> None:
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.reach(one, "invalidated")
    before = rig.told(one)
    with pytest.raises(Complaint, match=r"what was done cannot be taken back \(end on pg\), so nothing of it is"):
        await people(rig).handle("undo", "ann", {"incident": one, "seconds": 3600, "reason": "oops"})
    assert rig.told(one) == before


async def test_where_nothing_was_done_nothing_is_undone(rig: Rig) -> None:
    one = await rig.leak(None, value="hunter-one")
    with pytest.raises(Complaint, match="nothing was done, so there is nothing to take back"):
        await people(rig).handle("undo", "ann", {"incident": one, "seconds": 3600, "reason": "oops"})


async def test_an_undo_that_fails_leaves_everything_as_it_was(rig: Rig, roles: Roles) -> None:
    rig.policy(replace(CAREFUL, methods=(Method.DEACTIVATE,)))
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    rig.system("pg", "postgres", [address("db", 1)], Secret("x"), role="postgres")
    with pytest.raises(Complaint, match="no usable answer"):
        await people(rig).handle("undo", "ann", {"incident": one, "seconds": 3600, "reason": "oops"})
    assert rig.standing(one)[0] == "contained"


@pytest.mark.parametrize(
    "odd", [{"incident": "one"}, {}, {"incident": 1, "seconds": "nan"}, {"incident": 1, "seconds": 1e30}]
)
async def test_what_is_no_question_is_answered_in_words(rig: Rig, odd: dict[str, object]) -> None:
    with pytest.raises(Complaint, match="name an incident by its number, and a span from a minute to a year"):
        await people(rig).handle("except", "ann", odd)


async def test_a_checkpoint_on_request_covers_all_that_is_written(rig: Rig, bao: Bao) -> None:
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    assert await people(rig).handle("checkpoint", "ann", {}) == "signed and anchored"
    with LedgerView(rig.path) as view:
        covered = view.checkpointed()
        events = view.events(one)
    assert covered is not None
    assert [(head.incident, head.hash) for head in covered[1]] == [(one, events[-1].hash)]


async def test_approve_mode_asks_two_for_the_irreversible_too(rig: Rig, bao: Bao) -> None:
    rig.policy(replace(CAREFUL, mode=Mode.APPROVE))
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    await rig.work()
    assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")


async def test_the_socket_carries_the_question_and_the_name(rig: Rig, bao: Bao) -> None:
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    async with control.serve(rig.folder, people(rig).handle):
        said = await asyncio.to_thread(control.ask, rig.folder, "assign", incident=one, owner="team-y")
        assert said == f"incident {one}: owned by team-y"
        assert (rig.folder / control.SOCKET).stat().st_mode & 0o777 == 0o600
        reason = "no\udcffne"  # a byte that is no UTF-8, as a command line has it
        said = await asyncio.to_thread(control.ask, rig.folder, "dismiss", incident=one, reason=reason)
        assert said.startswith(f"incident {one}: dismissed")
        assert rig.entry(one).incident.note == "no?ne"
        with pytest.raises(Complaint, match="there is no incident 99"):
            await asyncio.to_thread(control.ask, rig.folder, "assign", incident=99, owner="x")
        with pytest.raises(Complaint, match="this daemon does not know how"):
            await asyncio.to_thread(control.ask, rig.folder, "explode", incident=one)
    assert rig.entry(one).incident.owner.reason.startswith("assigned by ")
    with pytest.raises(Complaint, match="no daemon answers at"):
        control.ask(rig.folder, "assign", incident=one, owner="team-y")


async def test_a_fault_of_ours_is_told_without_what_it_says(rig: Rig, capfd: pytest.CaptureFixture[str]) -> None:
    async def breaks(_verb: str, _person: str, _arguments: Mapping[str, Any]) -> str:
        message = "hunter22"
        raise ValueError(message)

    async with control.serve(rig.folder, breaks):
        with pytest.raises(Complaint, match=r"^a fault of Stanch's own: ValueError in breaks \(test_people_decide"):
            await asyncio.to_thread(control.ask, rig.folder, "paste")
    told = "".join(capfd.readouterr())
    assert "a question was not answered" in told
    assert "hunter22" not in told


async def test_what_takes_too_long_is_said_to_take_too_long(rig: Rig) -> None:
    """A ledger that is locked: the daemon has not ended, and is not said to have."""

    async def hangs(_verb: str, _person: str, _arguments: Mapping[str, Any]) -> str:
        await asyncio.Event().wait()
        raise AssertionError

    async with control.serve(rig.folder, hangs, patience=0.1):
        with pytest.raises(Complaint, match=r"not done within 0\.1 s and was given up; what was written"):
            await asyncio.to_thread(control.ask, rig.folder, "paste")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask as somebody else")
async def test_a_stranger_is_not_heard(rig: Rig, bao: Bao) -> None:
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    async with control.serve(rig.folder, people(rig).handle):
        # The file's mode keeps strangers out already; the kernel's word is asked all the same.
        for folder in (rig.folder, *rig.folder.parents):
            if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir()):
                folder.chmod(0o755)
        (rig.folder / control.SOCKET).chmod(0o666)
        script = (
            "import json, os, socket, sys; os.setgid(65534); os.setuid(65534)\n"
            "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
            "s.sendall(json.dumps({'verb': 'assign', 'arguments': {'incident': 1, 'owner': 'me'}}).encode() + b'\\n')\n"
            "print(s.recv(999).decode())"
        )
        process = await asyncio.create_subprocess_exec(
            "python3", "-c", script, str(rig.folder / control.SOCKET), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
    assert b"only root and the user of the daemon may ask this" in out
    assert rig.entry(one).incident.owner.name != "me"
