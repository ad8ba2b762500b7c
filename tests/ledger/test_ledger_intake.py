"""What becomes of findings: incidents, occurrences, leads, debts and cursors."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from agent.found import EVERYTHING, Cursor, Debt, Finding, Visibility
from agent.ledger import LastLook, LedgerError, LedgerView, SqliteLedger
from agent.ledger.view import Suppressed
from agent.model import Incident, Owner, PlanStep, State, StepKind
from detectors.base import Confidence

Make = Callable[..., Finding]


@pytest.fixture
def view(ledger: SqliteLedger, path: Path) -> Iterator[LedgerView]:
    assert ledger.commits == 1, "its cursors were locked"
    with LedgerView(path) as opened:
        yield opened


async def test_a_finding_becomes_an_incident(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    leaked = now - timedelta(days=3)
    found = finding(committed_at=leaked, visibility=Visibility.INTERNAL)
    await ledger.submit([found], Cursor("repo", "abc", "r1"), at=now)
    [entry] = view.incidents()
    made = entry.incident
    assert made == Incident(
        id=1,
        canonical=found.canonical,
        type="postgres-url",
        preview=found.preview,
        confidence=Confidence.TYPED,
        visibility=Visibility.INTERNAL,
        fingerprints=found.fingerprints,
        owner=Owner("ops", "owns repo"),
        clocks=replace(made.clocks, detected=now, exposed=leaked),
        deadline=now + timedelta(hours=4),
        backlog=False,
        not_before=now,
    )
    assert (entry.state, entry.occurrences, entry.first_seen, entry.last_seen) == (State.DETECTED, 1, now, now)
    assert await ledger.occurrences(1) == view.occurrences(1) == (found.occurrence,)
    assert await ledger.sealed(1) == ("k1", found.sealed)
    assert await ledger.cursor("repo") == Cursor("repo", "abc", "r1")
    [event] = view.events(1)
    said = json.loads(event.record)
    assert (said["what"], said["seq"], said["at"]) == ("detected", 1, "2026-03-01T12:00:00.123456Z")
    detail = said["detail"]
    assert (detail["rules"], detail["host"], detail["tool_version"]) == ("r1", "host-a", "0.1.0")
    assert (detail["provider"], detail["probes"], detail["action"]) == ("postgres", None, None)
    assert detail["where"][0]["path"] == "app.env"
    assert detail["clocks"]["exposed"] == "2026-02-26T12:00:00.123456Z"
    assert "sealed" not in event.record


async def test_the_line_of_a_value_is_kept_beside_the_one_by_which_its_place_is_known(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    """A place from before these were told apart learns it when it is met again, and is no other one."""
    old = finding("a")
    pair = replace(old, occurrence=replace(old.occurrence, lines=(4, 5)))
    await ledger.submit([old], Cursor("repo", "1", "r1"), at=now)
    await ledger.submit([pair], Cursor("repo", "2", "r1"), at=now)
    assert view.occurrences(1) == await ledger.occurrences(1) == (pair.occurrence,)
    assert [entry.occurrences for entry in view.incidents()] == [1]
    new = finding("a", line=9)
    await ledger.submit([replace(new, occurrence=replace(new.occurrence, lines=(11, 11)))], None, at=now)
    assert [(seen.line, seen.stands) for seen in view.occurrences(1)] == [(1, (4, 5)), (9, (11, 11))]


async def test_the_places_in_an_older_ledger_can_be_looked_at(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    """Beside a daemon that has not been started anew yet."""
    found = finding("a")
    await ledger.submit([found], None, at=now)
    ledger.close()
    connection = sqlite3.connect(path)
    connection.execute("DROP VIEW stanch_occurrences")
    for column in ("value_line", "value_end_line"):
        connection.execute(f"ALTER TABLE occurrences DROP COLUMN {column}")
    connection.execute("ALTER TABLE steps DROP COLUMN lost")
    connection.execute("PRAGMA user_version = 13")
    connection.close()
    with LedgerView(path) as view:
        assert view.occurrences(1) == (found.occurrence,)


async def test_the_tries_of_a_mint_are_kept_one_by_one_and_an_older_ledger_has_none(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("a")], None, at=now)
    claimed = await ledger.claim_one(1, now, 60)
    assert claimed is not None
    tries = (now, now + timedelta(seconds=9))
    step = PlanStep(0, StepKind.MINT, "cloud", None, 1, now, reversible=True, doubtful_since=now, lost=tries)
    await ledger.save(replace(claimed, plan=(step,)), at=now, what="note", detail={})
    with LedgerView(path) as view:
        assert [entry.incident.plan for entry in view.incidents()] == [(step,)]
    ledger.close()
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE steps DROP COLUMN lost")
    connection.execute("PRAGMA user_version = 14")
    connection.close()
    with LedgerView(path) as view:
        assert [entry.incident.plan for entry in view.incidents()] == [(replace(step, lost=()),)]


async def test_the_same_findings_twice_change_nothing(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    batch = [finding("a"), finding("a", line=9), finding("b", kind=None)]
    await ledger.submit(batch, Cursor("repo", "1", "r1"), at=now)
    before = view.incidents(), view.events(1), view.events(2), view.occurrences(1)
    await ledger.submit(batch, Cursor("repo", "1", "r1"), at=now + timedelta(hours=1))
    assert (view.incidents(), view.events(1), view.events(2), view.occurrences(1)) == before
    assert [entry.occurrences for entry in before[0]] == [2, 1]


async def test_a_hundred_concurrent_submits_are_one_incident(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    async with asyncio.TaskGroup() as tasks:
        for _ in range(100):
            tasks.create_task(ledger.submit([finding()], None, at=now))
    [entry] = view.incidents()
    assert (entry.incident.id, entry.occurrences, len(view.events(1))) == (1, 1, 1)
    assert 2 <= ledger.commits < 21


async def test_further_places_are_counted_and_the_first_hundred_kept(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    many = [finding(line=line) for line in range(1, 131)]
    await ledger.submit(many[:1], None, at=now)
    await ledger.submit(many, None, at=later)
    await ledger.submit(many, None, at=later + timedelta(hours=1))
    [entry] = view.incidents()
    assert (entry.occurrences, entry.first_seen, entry.last_seen) == (130, now, later)
    assert [seen.line for seen in view.occurrences(1)] == list(range(1, 101))


async def test_a_more_exposed_place_shortens_the_deadline_and_is_told(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    later = now + timedelta(hours=2)
    await ledger.submit([finding(line=2, visibility=Visibility.PUBLIC)], None, at=later)
    await ledger.submit([finding(line=3, visibility=Visibility.UNKNOWN)], None, at=later + timedelta(hours=1))
    [entry] = view.incidents()
    assert (entry.incident.visibility, entry.incident.deadline) == (Visibility.PUBLIC, later + timedelta(minutes=15))
    assert [event.what for event in view.events(1)] == ["detected", "note"]
    assert json.loads(view.events(1)[1].record)["detail"]["visibility"] == "public"


async def test_a_deadline_never_moves_away(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    late = now + timedelta(hours=23, minutes=55)
    await ledger.submit([finding(line=2, visibility=Visibility.PUBLIC)], None, at=late)
    assert view.incidents()[0].incident.deadline == now + timedelta(hours=24)


async def test_exposure_counts_from_the_earliest_place(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    early = now - timedelta(days=30)
    await ledger.submit([finding(), finding(line=2, committed_at=now)], None, at=now)
    await ledger.submit([finding(line=3, committed_at=early), finding(line=4, committed_at=now)], None, at=now)
    assert view.incidents()[0].incident.clocks.exposed == early


async def test_backlog_is_what_was_first_found_as_backlog(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("old", backlog=True), finding("new")], None, at=now)
    await ledger.submit([finding("old", line=2), finding("new", line=2, backlog=True)], None, at=now)
    assert {entry.incident.id: entry.incident.backlog for entry in view.incidents()} == {1: True, 2: False}


@pytest.mark.parametrize("line", [1, 2], ids=["the same place", "a new place"])
async def test_what_is_seen_after_its_value_was_erased_is_looked_at_once_more(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime, line: int
) -> None:
    await ledger.submit([finding()], None, at=now)
    claimed = await ledger.claim(now, "postgres", 60)
    assert claimed is not None
    confirmed = replace(claimed, clocks=replace(claimed.clocks, confirmed=now), not_before=None)
    await ledger.save(confirmed, at=now, what="invalidated", detail={})
    # While it is kept, the same place is nothing new.
    await ledger.submit([finding()], None, at=now)
    await ledger.erase(confirmed, at=now)
    await ledger.release(confirmed)
    assert await ledger.dues() == {}
    later = now + timedelta(days=1)
    await ledger.submit([finding(line=line)], None, at=later)
    assert (await ledger.dues(), await ledger.sealed(1)) == ({"postgres": later}, ("k1", finding().sealed))
    again = await ledger.claim(later, "postgres", 60)
    assert again == replace(confirmed, not_before=later, lease=2)
    assert [event.what for event in view.events(1)] == ["detected", "invalidated", "value:erased"]


async def test_a_nudge_during_a_lease_is_not_lost(ledger: SqliteLedger, finding: Make, now: datetime) -> None:
    await ledger.submit([finding()], None, at=now)
    claimed = await ledger.claim(now, "postgres", 60)
    assert claimed is not None
    confirmed = replace(claimed, clocks=replace(claimed.clocks, confirmed=now), not_before=None)
    await ledger.save(confirmed, at=now, what="invalidated", detail={})
    await ledger.submit([finding(line=2)], None, at=now + timedelta(seconds=5))
    await ledger.save(confirmed, at=now, what="rechecked", detail={})
    await ledger.release(confirmed)
    assert await ledger.dues() == {"postgres": now + timedelta(seconds=5)}


async def test_what_intake_learned_during_a_lease_is_not_overwritten(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    claimed = await ledger.claim(now, "postgres", 60)
    assert claimed is not None
    await ledger.submit([finding(line=2, visibility=Visibility.PUBLIC, committed_at=now)], None, at=now)
    await ledger.save(replace(claimed, note="mine"), at=now, what="note", detail={})
    [entry] = view.incidents()
    assert (entry.incident.visibility, entry.incident.note) == (Visibility.PUBLIC, "mine")
    assert (entry.incident.deadline, entry.incident.clocks.exposed) == (now + timedelta(minutes=15), now)


async def test_a_value_sealed_with_newer_keys_replaces_the_old_one(
    ledger: SqliteLedger, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    resealed = replace(finding(), sealed=b"the same keys, other randomness")
    await ledger.submit([resealed, replace(resealed, occurrence=finding(line=2).occurrence)], None, at=now)
    assert await ledger.sealed(1) == ("k1", finding().sealed)
    newer = finding(key_id="k2")
    await ledger.submit([newer], None, at=now)
    assert await ledger.sealed(1) == ("k2", newer.sealed)


async def test_the_surest_detector_counts(ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime) -> None:
    sure = [Confidence.CONTEXT, Confidence.CHECKSUMMED, Confidence.TYPED]
    await ledger.submit([replace(finding(line=n), confidence=level) for n, level in enumerate(sure)], None, at=now)
    assert view.incidents()[0].incident.confidence is Confidence.CHECKSUMMED


# --- leads -----------------------------------------------------------------------------------------


async def test_a_leads_value_is_not_kept(ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime) -> None:
    await ledger.submit([finding("x", kind=None)], None, at=now)
    [entry] = view.incidents()
    assert (entry.incident.type, await ledger.sealed(1)) == ("lead", None)
    claimed = await ledger.claim(now, "lead", 60)
    assert claimed is not None
    assert claimed.fingerprints == finding("x", kind=None).fingerprints


async def test_a_lead_with_a_known_value_is_an_occurrence(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("x"), finding("x", kind=None, path="log", key_id="k2")], None, at=now)
    [entry] = view.incidents()
    assert (entry.incident.type, entry.occurrences) == ("postgres-url", 2)
    assert [seen.path for seen in view.occurrences(1)] == ["app.env", "log"]
    assert await ledger.sealed(1) == ("k1", finding("x").sealed)


async def test_a_lead_is_not_taken_for_a_part_that_is_not_secret(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("x"), finding("app", kind=None), finding("y", kind=None)], None, at=now)
    await ledger.submit([finding("z")], None, at=now)
    kinds = {entry.incident.id: entry.incident.type for entry in view.incidents()}
    assert kinds == {1: "postgres-url", 2: "lead", 3: "lead", 4: "postgres-url"}


async def test_a_typed_finding_absorbs_the_lead_that_it_was(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    lead = finding("x", kind=None, path="log", visibility=Visibility.PUBLIC, committed_at=now - timedelta(days=2))
    await ledger.submit([lead, finding("x", kind=None, path="log", line=2)], None, at=now)
    worker = await ledger.claim(now, "lead", 60)
    assert worker is not None
    later = now + timedelta(hours=1)
    await ledger.submit([finding("x")], None, at=later)
    await ledger.submit([lead], None, at=later + timedelta(hours=1))
    [entry] = view.incidents()
    assert (entry.incident.id, entry.occurrences, entry.first_seen) == (2, 3, now)
    assert (entry.incident.visibility, entry.incident.deadline) == (Visibility.PUBLIC, later + timedelta(minutes=15))
    assert entry.incident.clocks.exposed == now - timedelta(days=2)
    assert sorted((seen.path, seen.line) for seen in view.occurrences(2)) == [("app.env", 1), ("log", 1), ("log", 2)]
    old = view.incident("1")
    assert old is not None
    assert (old.absorbed_by, old.incident.not_before, view.occurrences(1)) == (2, None, ())
    notes = [json.loads(view.events(number)[-1].record)["detail"]["note"] for number in (1, 2)]
    assert notes == ["the same value as incident 2: goes on there", "incident 1, a lead, is this value"]
    assert view.counts() == {State.DETECTED: 1}
    with pytest.raises(Exception, match="no longer leased"):
        await ledger.save(worker, at=later, what="note", detail={})


async def test_the_inventory_gives_a_lead_its_type(
    opened: Callable[..., SqliteLedger], path: Path, finding: Make, now: datetime
) -> None:
    first, lead = opened(), finding("x", kind=None)
    await first.submit([lead], None, at=now)
    first.close()
    ledger = opened(x="vault-token", y="vault-token")
    later = now + timedelta(hours=1)
    await ledger.submit([lead, finding("y", kind=None)], None, at=later)
    await ledger.submit([lead, finding("y", kind=None)], None, at=later)
    with LedgerView(path) as view:
        kinds = {entry.incident.id: entry.incident.type for entry in view.incidents()}
        assert kinds == {1: "vault-token", 2: "vault-token"}
        assert [event.what for event in view.events(1)] == ["detected", "note"]
    assert [await ledger.sealed(number) for number in (1, 2)] == [
        ("k1", lead.sealed),
        ("k1", finding("y", kind=None).sealed),
    ]
    claimed = await ledger.claim(later, "vault", 60)
    assert claimed is not None
    assert claimed.id == 1


# --- what a comment leaves out ----------------------------------------------------------------------


async def test_what_a_comment_leaves_out_is_counted_and_no_incident(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    one, other = (replace(finding("x", line=line), suppressed="gitleaks:allow") for line in (3, 7))
    for _ in range(2):
        await ledger.submit([one, other], None, at=now)
    assert view.counts() == {}
    assert view.suppressed() == tuple(
        Suppressed("repo", "app.env", "postgres-url", "gitleaks:allow", line) for line in (3, 7)
    )


@pytest.mark.parametrize("kind", [None, "postgres-url"])
async def test_the_inventory_overrides_a_comment(
    opened: Callable[..., SqliteLedger], path: Path, finding: Make, now: datetime, kind: str | None
) -> None:
    await opened(x="postgres-url").submit([replace(finding("x", kind=kind), suppressed="stanch:allow")], None, at=now)
    with LedgerView(path) as view:
        assert view.counts() == {State.DETECTED: 1}
        assert view.suppressed() == ()


async def test_a_comment_hides_no_place_of_an_incident(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("x")], None, at=now)
    await ledger.submit([replace(finding("x", line=9), suppressed="stanch:allow")], None, at=now)
    assert view.counts() == {State.DETECTED: 1}
    assert [seen.line for seen in view.occurrences(1)] == [1, 9]


async def test_what_was_left_out_is_so_no_longer_without_its_comment(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    one, other = (replace(finding("x", line=line), suppressed="stanch:allow") for line in (3, 7))
    await ledger.submit([one, other], None, at=now)
    await ledger.submit([replace(one, suppressed="")], None, at=now)
    assert [seen.line for seen in view.occurrences(1)] == [3]
    assert [left.line for left in view.suppressed()] == [7]


async def test_a_comment_hides_no_place_of_a_value_that_is_typed_elsewhere(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    whole = finding("x")
    secret = whole.fingerprints["password"]
    lead = replace(finding("y", kind=None, line=9), fingerprints={"value": secret}, suppressed="stanch:allow")
    await ledger.submit([whole, lead], None, at=now)
    assert view.suppressed() == ()
    assert [seen.line for seen in view.occurrences(1)] == [1, 9]


# --- cursors and debts -----------------------------------------------------------------------------


async def test_debts_add_up_until_the_cursor_moves(ledger: SqliteLedger, view: LedgerView, now: datetime) -> None:
    one, two, other = Debt("repo", "a.zip", "too big"), Debt("repo", "b.zip", "too big"), Debt("logs", "c", "gone")
    await ledger.submit([], None, at=now, debts=[one, other])
    await ledger.submit([], None, at=now + timedelta(hours=1), debts=[one])
    assert view.debts() == ((other, now), (one, now))
    await ledger.submit([], Cursor("repo", "2", "r"), at=now, debts=[two])
    assert view.debts() == ((other, now), (two, now))
    await ledger.submit([], Cursor("repo", "3", "r"), at=now + timedelta(hours=1))
    assert view.debts() == ((other, now),)
    assert view.sources() == {"repo": LastLook(now + timedelta(hours=1), unread=False)}


async def test_of_one_reason_in_a_file_the_first_line_is_told(
    ledger: SqliteLedger, view: LedgerView, now: datetime
) -> None:
    debts = [
        Debt("logs", path, reason, lasting=True)
        for path, reason in (
            ("a", "line 7: 10% of it_s rows"),
            ("a", "line 7 and others: 10% of it_s rows"),
            ("a", "line 90: 10% of it_s rows"),
            ("a", "line 90: 10% of its rows"),
            ("a", "10% of it_s rows"),
            ("b", "line 90: 10% of it_s rows"),
        )
    ]
    for debt in debts:
        await ledger.submit([], None, at=now, debts=[debt])
    kept = (debts[0], debts[3], debts[4], debts[5])
    assert sorted((debt.path, debt.reason) for debt, _ in view.debts()) == sorted((d.path, d.reason) for d in kept)


async def test_who_reads_everything_anew_owes_only_what_is_said_then(
    ledger: SqliteLedger, view: LedgerView, now: datetime
) -> None:
    old, other = Debt("repo", "a.zip@c1", "too big", lasting=True), Debt("else", "a.zip@c1", "too big", lasting=True)
    await ledger.submit([], None, at=now, debts=[old, other])
    new = Debt("repo", "b@c1", "gone", lasting=True)
    await ledger.submit([], None, at=now, read=[("repo", EVERYTHING)], debts=[new])
    assert view.debts() == ((other, now), (new, now))


async def test_a_lasting_debt_is_paid_by_reading_and_by_nothing_else(
    ledger: SqliteLedger, view: LedgerView, now: datetime
) -> None:
    big, other = Debt("repo", "a.zip@c1", "too big", lasting=True), Debt("else", "a.zip@c1", "too big", lasting=True)
    await ledger.submit([], None, at=now, debts=[big, other])
    await ledger.submit([], Cursor("repo", "2", "r"), at=now)
    await ledger.submit([], None, at=now, read=[("repo", "b.zip@c1")])
    assert view.debts() == ((other, now), (big, now))
    await ledger.submit([], None, at=now, read=[("repo", "a.zip@c1")])
    assert view.debts() == ((other, now),)


async def test_a_batch_that_fails_leaves_nothing_behind_and_harms_no_other(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    naive = replace(finding("bad", committed_at=now.replace(tzinfo=None)))
    results = await asyncio.gather(
        ledger.submit([finding("a")], Cursor("repo", "1", "r"), at=now),
        ledger.submit([finding("b"), naive], Cursor("repo", "2", "r"), at=now),
        ledger.submit([finding("c")], None, at=now),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), ValueError, type(None)]
    assert {entry.incident.canonical for entry in view.incidents()} == {finding("a").canonical, finding("c").canonical}
    assert await ledger.cursor("repo") == Cursor("repo", "1", "r")


async def test_hostile_names_and_dates_are_kept_readable(
    ledger: SqliteLedger, view: LedgerView, finding: Make, now: datetime
) -> None:
    year_one = datetime(1, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=14)))
    found = finding(path="caf\udce9.env", committed_at=year_one)
    await ledger.submit([found], None, at=now)
    await ledger.submit([found], None, at=now)
    [seen] = view.occurrences(1)
    assert (seen.path, seen.committed_at) == ("caf\\udce9.env", datetime(1, 1, 1, 0, 30, tzinfo=UTC))


async def test_a_closed_ledger_says_so(ledger: SqliteLedger, now: datetime) -> None:
    ledger.close()
    with pytest.raises(LedgerError, match="closed"):
        await ledger.submit([], None, at=now)
