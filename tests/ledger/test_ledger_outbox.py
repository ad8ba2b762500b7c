"""The outbox's tables under an older ledger, and what is wanted by whom in the transaction of an event."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from agent.found import Finding
from agent.ledger import Decisions, LedgerView, SqliteLedger
from agent.model import Incident, Owner
from agent.notify.wanted import Audience, Kind, Notice
from agent.record import Origin

Make = Callable[..., Finding]


async def test_a_ledger_from_before_knows_its_backlog(
    opened: Callable[..., SqliteLedger], path: Path, finding: Make, now: datetime
) -> None:
    ledger = opened()
    await ledger.submit([finding("old", backlog=True), finding("new")], None, at=now)
    ledger.close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP VIEW stanch_notices")
        connection.execute("DROP VIEW stanch_hygiene")
        for table in (
            "threads",
            "backlog",
            "outbox",
            "digests",
            "batches",
            "pending",
            "key_marks",
            "suppressed",
            "permissions",
            "hygiene",
            "vault_values",
            "vault_paths",
            "arrivals",
        ):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE incidents DROP COLUMN requested_by")
        for column in ("doubtful_since", "lost"):
            connection.execute(f"ALTER TABLE steps DROP COLUMN {column}")
        connection.execute("DROP VIEW stanch_occurrences")
        for column in ("value_line", "value_end_line"):
            connection.execute(f"ALTER TABLE occurrences DROP COLUMN {column}")
        connection.execute("CREATE VIEW stanch_occurrences AS SELECT id FROM occurrences")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    opened()
    with LedgerView(path) as view:
        [backlog] = view.backlog()
    assert (backlog.source, sum(backlog.states.values()), backlog.released) == ("repo", 1, 0)


async def test_what_is_wanted_twice_is_one_row_that_comes_no_later(
    path: Path, decisions: Decisions, finding: Make, now: datetime
) -> None:
    waits = {"first": timedelta(minutes=10), "then": timedelta(minutes=1), "last": timedelta(hours=1)}
    asked: list[timedelta] = list(waits.values())

    def notices(*_: object) -> tuple[Notice, ...]:
        at = now + asked.pop(0)
        follows = Notice(Kind.STUCK, Audience.OPERATOR, at, follows=True)
        return (Notice(Kind.LEAK, Audience.OWNER, at), follows)

    with SqliteLedger(path, replace(decisions, notices=notices), Origin("0.1.0", "host-a")) as ledger:
        await ledger.submit([finding()], None, at=now)
        for _ in range(2):
            incident = await ledger.claim_one(1, now + timedelta(hours=2), 0)
            assert incident is not None
            await ledger.save(incident, at=now, what="note", detail={})
        assert asked == []
        assert await ledger.outbox.next_due() == now + waits["then"]
        [row] = await ledger.outbox.due(now + timedelta(days=1), 10)
    # What follows a leak of which the operator was never told does not come alone.
    assert (row.about.kind, row.about.audience, row.about.name) == (Kind.LEAK, Audience.OWNER, "ops")


async def test_pages_come_first_and_owners_take_turns(
    path: Path, decisions: Decisions, finding: Make, now: datetime
) -> None:
    names = iter(["ann", "ann", "ann", "bob", "ops"])
    last: list[Notice] = []

    def notices(incident: Incident, *_: object) -> tuple[Notice, ...]:
        if incident.owner.name == "ops":
            last.append(Notice(Kind.STUCK, Audience.OPERATOR, now))
            return (Notice(Kind.LEAK, Audience.OPERATOR, now), *last)
        return (Notice(Kind.LEAK, Audience.OWNER, now),)

    told = replace(decisions, notices=notices, owner_of=lambda _: Owner(next(names), "inventory entry x"))
    with SqliteLedger(path, told, Origin("0.1.0", "host-a")) as ledger:
        for number in range(5):
            await ledger.submit([finding(str(number))], None, at=now)
        rows = await ledger.outbox.due(now, 10)
        first = await ledger.outbox.due(now, 3)
    order = [(row.about.kind, row.about.name, row.incident.id if row.incident else 0) for row in rows]
    assert order == [
        (Kind.STUCK, "", 5),
        (Kind.LEAK, "ann", 1),
        (Kind.LEAK, "bob", 4),
        (Kind.LEAK, "", 5),
        (Kind.LEAK, "ann", 2),
        (Kind.LEAK, "ann", 3),
    ]
    assert [row.id for row in first] == [row.id for row in rows[:3]]


async def test_what_was_out_of_date_waits_again_and_what_was_sent_does_not(
    path: Path, decisions: Decisions, finding: Make, now: datetime
) -> None:
    def notices(*_: object) -> tuple[Notice, ...]:
        return (Notice(Kind.LEAK, Audience.OWNER, now), Notice(Kind.APPROVAL, Audience.OPERATOR, now, mark="plan-a"))

    with SqliteLedger(path, replace(decisions, notices=notices), Origin("0.1.0", "host-a")) as ledger:
        await ledger.submit([finding()], None, at=now)
        page, leak = await ledger.outbox.due(now, 10)
        assert page.key == "1:1:approval.plan-a:operator:"
        await ledger.outbox.put_off([leak.id], now, "an attempt", counts=True, unsure=False)
        await ledger.outbox.settle([leak.id], "stale", now, "out of date: not sent")
        await ledger.outbox.settle([page.id], "sent", now, "")
        assert await ledger.outbox.again([page.id, leak.id]) == ()
        incident = await ledger.claim_one(1, now, 0)
        assert incident is not None
        later = now + timedelta(hours=1)
        await ledger.save(incident, at=later, what="note", detail={})
        [again] = await ledger.outbox.due(later, 10)
    assert (again.id, again.attempts, again.made_at) == (leak.id, 0, later)
