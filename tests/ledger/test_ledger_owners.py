"""Whose an incident is once several sources have reported it: the first owner that one of them names, in any order."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from agent.found import Finding
from agent.inventory.register import Inventory
from agent.ledger import Decisions, LedgerView, SqliteLedger
from agent.model import Owner
from agent.notify.wanted import Audience, Kind, Notice
from agent.owners import NOBODY, owner_of
from agent.record import Origin

Make = Callable[..., Finding]

ADA = Owner("Ada <ada@example.org>", "author of commit c0ffee")
TEAM = Owner("@ops", "CODEOWNERS line 1: * @ops")
FALLBACK = Owner("security", NOBODY)


def seen(found: Finding, source: str, **changed: object) -> Finding:
    return replace(found, occurrence=replace(found.occurrence, source=source, **changed))  # type: ignore[arg-type]


def in_files(found: Finding) -> Finding:
    """As a working tree shows it: nobody wrote it."""
    return seen(found, "repo (files)", author=None, commit=None)


def asking(decisions: Decisions, **codeowners: str) -> Decisions:
    return replace(
        decisions,
        owner_of=lambda found: owner_of(found, Inventory(), codeowners.get, "security"),
        notices=lambda _incident, _state, at, _released: (Notice(Kind.LEAK, Audience.OWNER, at),),
    )


def owner(path: Path) -> Owner:
    with LedgerView(path) as view:
        return view.incidents()[0].incident.owner


@pytest.fixture
def opens(path: Path, decisions: Decisions) -> Callable[..., SqliteLedger]:
    return lambda **codeowners: SqliteLedger(path, asking(decisions, **codeowners), Origin("0.1.0", "host-a"))


Opens = Callable[..., SqliteLedger]


@pytest.mark.parametrize("codeowners", [{}, {"repo": "* @ops"}])
@pytest.mark.parametrize("files_first", [True, False])
async def test_the_order_of_two_sources_does_not_matter_for_the_owner(
    opens: Opens, path: Path, finding: Make, now: datetime, codeowners: dict[str, str], *, files_first: bool
) -> None:
    both: Sequence[Finding] = (in_files(finding()), finding())
    with opens(**codeowners) as ledger:
        for found in both if files_first else reversed(both):
            await ledger.submit([found], None, at=now)
        assert owner(path) == (TEAM if codeowners else ADA)
        waiting = await ledger.outbox.due(now, 10)
    assert waiting[-1].about.name == owner(path).name
    with LedgerView(path) as view:
        said = [json.loads(event.record) for event in view.events(1)]
    assert [one["what"] for one in said] == (["detected", "owner"] if files_first else ["detected"])
    if files_first:
        assert said[1]["detail"]["note"] == f"owned by {owner(path).name}: {owner(path).reason}"


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_nor_does_the_order_of_what_a_lead_and_a_credential_say(
    opens: Opens, path: Path, finding: Make, now: datetime, order: tuple[int, ...]
) -> None:
    found = (in_files(finding()), finding(kind=None), seen(in_files(finding(kind=None)), "log", path="app.log"))
    with opens() as ledger:
        for number in order:
            await ledger.submit([found[number]], None, at=now)
    assert owner(path) == ADA


async def test_an_owner_that_somebody_gave_stays(opens: Opens, path: Path, finding: Make, now: datetime) -> None:
    given = [
        Owner("team-y", "assigned by bob"),
        Owner("team-x", "inventory entry x by value"),
        Owner("Bob <bob@example.org>", "author of commit deadbee"),
        TEAM,
    ]
    with opens() as ledger:
        await ledger.submit([in_files(finding())], None, at=now)
        for line, one in enumerate(given, 2):
            incident = await ledger.claim_one(1, now + timedelta(hours=line), 0)
            assert incident is not None
            await ledger.save(replace(incident, owner=one), at=now, what="owner", detail={})
            await ledger.submit([finding(line=line)], None, at=now)
            assert owner(path) == one


async def test_an_owner_found_during_a_lease_is_not_overwritten(
    opens: Opens, path: Path, finding: Make, now: datetime
) -> None:
    with opens() as ledger:
        await ledger.submit([in_files(finding())], None, at=now)
        incident = await ledger.claim_one(1, now, 60)
        assert incident is not None
        assert incident.owner == FALLBACK
        await ledger.submit([finding()], None, at=now)
        await ledger.save(incident, at=now, what="probe", detail={})
        assert owner(path) == ADA
        # Who has read the old owner and decides about another one has the last word.
        await ledger.save(replace(incident, owner=TEAM), at=now, what="owner", detail={})
        assert owner(path) == TEAM


async def test_the_new_owner_is_told_once_and_the_old_one_no_more(opens: Opens, finding: Make, now: datetime) -> None:
    with opens() as ledger:
        await ledger.submit([in_files(finding())], None, at=now)
        [first] = await ledger.outbox.due(now, 10)
        await ledger.outbox.settle([first.id], "sent", now, "")
        for line in (1, 2, 3):
            await ledger.submit([finding(line=line), in_files(finding(line=line))], None, at=now)
        [second] = await ledger.outbox.due(now, 10)
    assert (first.about.name, second.about.name) == ("security", ADA.name)
