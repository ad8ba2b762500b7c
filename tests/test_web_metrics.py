"""The figures value by value, from rows that stand in a ledger; and that no text from a file becomes a label."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from prometheus_client.parser import text_string_to_metric_families

from agent.found import Chunk, Cursor, Debt, FilePart, Visibility
from agent.initialise import reference
from agent.ledger import LedgerView
from agent.ledger.figures import BUCKETS, Figures
from agent.memory import resident
from agent.model import Clocks, EndpointKey, Incident, Owner, Reason, Run, State, System
from agent.owners import NOBODY
from agent.record import stamp
from agent.response import lifecycle
from agent.response.arming import Arming
from agent.scan.wire import Result
from agent.tally import Counted, Progress, Tally
from agent.web.metrics import CONTENT_TYPE, Standing, expose
from detectors.registry import TYPES
from revokers.base import Liveness
from tests.sims.rig import Rig

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
POSTGRES = TYPES["postgres-url"]
ANN = Owner("ann", "assigned by ann")
NO_PROOFS: Mapping[EndpointKey, Run] = MappingProxyType({})
EMPTY = Figures(T0, {}, {}, {}, {}, 0, None, {}, {}, {}, None, 0, 0)


def after(**span: float) -> datetime:
    return T0 + timedelta(**span)


async def stands(
    rig: Rig,
    clocks: Clocks,
    *,
    parked: Reason | None = None,
    backlog: bool = False,
    owner: Owner = ANN,
    proofs: Mapping[EndpointKey, Run] = NO_PROOFS,
) -> None:
    """An incident with these clocks. The exposure is intake's, so it comes with the finding."""
    number = len(rig.entries())
    rig.owner = owner
    found = rig.finding(POSTGRES, role="app", password=f"w0rd-{number}-Xk9", host="", database="")
    seen = replace(found.occurrence, committed_at=clocks.exposed)
    await rig.ledger.submit([replace(found, occurrence=seen, backlog=backlog)], None, at=clocks.detected)
    key = rig.entry(found.canonical).incident.id
    claimed = await rig.ledger.claim_one(key, clocks.detected, 60)
    assert claimed is not None
    incident: Incident = replace(claimed, clocks=clocks, parked=parked, proofs=proofs, not_before=None)
    await rig.ledger.save(incident, at=clocks.detected, what="note", detail={})
    await rig.ledger.release(incident)


def figures(rig: Rig, now: datetime) -> Figures:
    with LedgerView(rig.path) as view:
        return view.figures(now, lifecycle.LATE)


def standing(*sources: str) -> Standing:
    return Standing("1.2.3", frozen=False, armed={}, tallies={name: Tally() for name in sources}, types=TYPES)


def scraped(text: bytes) -> dict[str, dict[tuple[str, ...], float]]:
    """By sample name; each label set as the values in the order of their names."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            labels = tuple(value for _, value in sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


async def test_every_interval_from_its_two_clocks(rig: Rig) -> None:
    clocks = Clocks(
        detected=after(seconds=100),
        exposed=T0,
        verified=after(seconds=101),
        noticed=after(seconds=102),
        decided=after(seconds=103.5),
        accepted=after(seconds=109.5),
        dead_low=after(seconds=110),
        dead=after(seconds=111),
        confirmed=after(seconds=171),
        replaced=after(seconds=800),
    )
    await stands(rig, clocks)
    await stands(rig, replace(clocks, exposed=after(hours=30), dead=None, dead_low=None, confirmed=None), backlog=True)
    seen = figures(rig, after(hours=1)).intervals
    assert {name: spans.seconds for (name, backlog), spans in seen.items() if not backlog} == {
        "exposure": 111,
        "detection": 100,
        "verify": 1,
        "decide": 2.5,
        "accept": 6,
        "invalidation_low": 10,
        "invalidation_high": 11,
        "confirm": 60,
        "replacement": 700,
    }
    # A commit that claims the future was exposed for no time, not for less than none.
    assert {name: spans.seconds for (name, backlog), spans in seen.items() if backlog} == {
        "detection": 0,
        "verify": 1,
        "decide": 2.5,
        "accept": 6,
        "replacement": 700,
    }
    samples = scraped(expose(figures(rig, after(hours=1)), standing()))
    bounds = [str(float(bound)) for bound in BUCKETS]
    assert bounds == ["1.0", "2.0", "5.0", "10.0", "30.0", "60.0", "300.0", "600.0", "3600.0", "86400.0"]
    buckets = samples["stanch_invalidation_low_seconds_bucket"]
    assert [buckets["false", bound] for bound in (*bounds, "+Inf")] == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]
    assert samples["stanch_replacement_seconds_bucket"]["true", "600.0"] == 0
    assert samples["stanch_replacement_seconds_bucket"]["true", "3600.0"] == 1
    assert samples["stanch_verify_seconds_count"] == {("false",): 1, ("true",): 1}
    assert samples["stanch_invalidation_high_seconds_sum"] == {("false",): 11, ("true",): 0}


async def test_what_is_only_contained_is_not_invalidated(rig: Rig) -> None:
    clocks = Clocks(
        detected=T0, exposed=T0, verified=after(seconds=1), dead_low=after(seconds=2), dead=after(seconds=3)
    )
    for state, counted in (
        (State.CONTAINED, False),
        (State.HELD, False),
        (State.DEAD, True),
        (State.INVALIDATED, True),
    ):
        number = len(rig.entries())
        await stands(rig, replace(clocks, confirmed=after(seconds=9)) if state is State.INVALIDATED else clocks)
        with sqlite3.connect(rig.path) as db:
            db.execute("UPDATE incidents SET state = ? WHERE id = ?", (state.value, number + 1))
        db.close()
        seen = figures(rig, after(hours=1)).intervals
        spans = [seen[name, False].n for name in ("invalidation_low", "invalidation_high") if (name, False) in seen]
        assert spans == [number - 1] * 2 if counted else spans == [], state


async def test_what_was_dead_when_first_asked_is_out_of_the_measure(rig: Rig) -> None:
    already = Clocks(detected=T0, exposed=after(days=-9), noticed=T0, dead=after(seconds=1), confirmed=after(seconds=2))
    await stands(rig, already)
    seen = figures(rig, after(days=9))
    assert {name for name, _ in seen.intervals} == {"detection"}
    assert seen.valid == {}


async def test_the_share_still_valid_counts_what_nobody_proved_dead(rig: Rig) -> None:
    told = Clocks(detected=T0, verified=after(seconds=1), noticed=after(seconds=10))
    await stands(rig, replace(told, dead=after(minutes=30), dead_low=after(minutes=29)))
    await stands(rig, replace(told, dead=after(hours=20), dead_low=after(hours=19)))
    await stands(rig, told, parked=Reason.OBSERVING)
    await stands(rig, told, parked=Reason.EXCEPTED)
    await stands(rig, Clocks(detected=T0, noticed=after(seconds=10)), parked=Reason.NO_PROBE)
    # These count nowhere: dead before the notice, no secret, a bait, never told, a lead.
    await stands(rig, replace(told, dead=after(seconds=5), dead_low=after(seconds=4)))
    await stands(rig, told, parked=Reason.DISMISSED)
    await stands(rig, told, parked=Reason.CANARY)
    await stands(rig, replace(told, noticed=None))
    await rig.leak(None, value="just-a-word-9")
    await stands(rig, told, backlog=True)
    assert figures(rig, after(hours=1)).valid == {}, "an hour has not yet passed"
    assert figures(rig, after(hours=2)).valid == {("1h", False): (5, 4), ("1h", True): (1, 1)}
    assert figures(rig, after(days=6)).valid == {
        ("1h", False): (5, 4),
        ("1h", True): (1, 1),
        ("1d", False): (5, 3),
        ("1d", True): (1, 1),
        ("5d", False): (5, 3),
        ("5d", True): (1, 1),
    }
    samples = scraped(expose(figures(rig, after(days=6)), standing()))
    assert samples["stanch_still_valid_ratio"]["1h", "false"] == 0.8
    assert samples["stanch_still_valid_ratio"]["5d", "false"] == 0.6
    assert samples["stanch_notified_credentials"]["5d", "false"] == 5
    early = scraped(expose(figures(rig, T0), standing()))
    assert (early["stanch_notified_credentials"]["5d", "false"], "stanch_still_valid_ratio" in early) == (0, False)


async def test_gauges_of_what_waits(rig: Rig) -> None:
    live = Clocks(detected=after(minutes=5), verified=after(minutes=5))
    await stands(rig, live, parked=Reason.OBSERVING)
    await stands(rig, live, parked=Reason.EXHAUSTED)
    await stands(rig, live, parked=Reason.IRREVERSIBLE)
    await stands(rig, replace(live, detected=T0), parked=Reason.DISMISSED)
    await stands(rig, replace(live, decided=after(minutes=6)))
    await rig.leak(None, value="just-a-word-9")
    seen = figures(rig, after(minutes=16))
    assert {state.value: n for (state, kind, _), n in seen.incidents.items() if kind != "lead"} == {
        "detected": 1,
        "held": 1,
        "stuck": 1,
        "awaiting_approval": 1,
        "dismissed": 1,
    }
    assert (seen.overdue, seen.oldest_open) == (1, after(minutes=5))
    samples = scraped(expose(seen, standing()))
    assert samples["stanch_incidents"]["false", "stuck", "postgres-url"] == 1
    assert samples["stanch_incidents"]["false", "held", "postgres-url"] == 1
    assert samples["stanch_incidents"]["false", "awaiting_approval", "postgres-url"] == 1
    assert samples["stanch_incidents"]["false", "stuck", "lead"] == 0
    assert samples["stanch_open_incidents"]["false", "postgres-url"] == 4
    assert samples["stanch_oldest_open_seconds"][()] == 660
    assert samples["stanch_overdue_incidents"][()] == 1
    assert samples["stanch_unsigned_events"][()] == len(BUCKETS) + 1
    assert figures(rig, after(minutes=15)).overdue == 0


async def test_what_endpoints_said_and_why_incidents_wait(rig: Rig) -> None:
    live, dead, unknown = (
        Run(liveness, T0, "as told") for liveness in (Liveness.LIVE, Liveness.DEAD, Liveness.UNKNOWN)
    )
    told = Clocks(detected=T0, verified=T0)
    await stands(rig, told, proofs={("pg", "a"): live, ("pg", "b"): dead}, parked=Reason.REFUSED)
    await stands(rig, told, proofs={("pg", "a"): live, ("of former days", "a"): unknown}, parked=Reason.REFUSED)
    await stands(rig, told, proofs={("gone", "a"): unknown}, parked=Reason.CAPPED)
    made = Standing("1", frozen=False, armed={"pg": True, "bao": False}, tallies={}, types=TYPES)
    samples = scraped(expose(figures(rig, after(hours=1)), made))
    nothing = {("live", "bao"): 0, ("dead", "bao"): 0, ("unknown", "bao"): 0}
    asked = {("live", "pg"): 2, ("dead", "pg"): 1, ("unknown", "pg"): 0, ("unknown", "other"): 2}
    assert samples["stanch_answers"] == nothing | asked
    waits = samples["stanch_parked_incidents"]
    assert (waits["refused",], waits["capped",], sum(waits.values()), len(waits)) == (2, 1, 3, len(Reason))


async def test_how_late_the_responders_are(rig: Rig) -> None:
    def delay(now: datetime) -> float:
        return scraped(expose(figures(rig, now), standing()))["stanch_claim_delay_seconds"][()]

    assert delay(T0) == 0
    for password in ("w0rd-" + "Xk9", "w0rd-" + "Xk8"):
        await rig.leak(POSTGRES, role="app", password=password, host="", database="")
    since = await rig.next_due()
    assert since is not None
    assert delay(since + timedelta(seconds=70)) == 70
    leased = rig.clock()
    for _ in range(2):
        assert await rig.ledger.claim(leased, "postgres", 60) is not None
    assert [delay(leased + timedelta(seconds=seconds)) for seconds in (59, 60, 65)] == [0, 0, 5]


async def test_messages_that_wait_and_that_were_given_up(rig: Rig) -> None:
    def told(now: datetime) -> list[float]:
        samples = scraped(expose(figures(rig, now), standing()))
        return [
            samples[f"stanch_{name}"][()] for name in ("waiting_notices", "oldest_notice_seconds", "failed_notices")
        ]

    assert told(after(hours=1)) == [0, 0, 0]
    columns = "key, epoch, kind, audience, name, made_at, not_before, attempts, note, settled_at, outcome"
    with sqlite3.connect(rig.path) as db:
        for number, (made, due, settled, outcome) in enumerate(
            ((10, 20, None, None), (30, 30, None, None), (40, 9000, None, None), (1, 1, 2, "failed"), (1, 1, 2, "sent"))
        ):
            words = [stamp(after(seconds=one)) if one is not None else None for one in (made, due, settled)]
            db.execute(
                f"INSERT INTO outbox ({columns}) VALUES (?, 1, 'leads', 'operator', 'x', ?, ?, 0, '', ?, ?)",  # noqa: S608 - ours
                (f"key-{number}", *words, outcome),
            )
    db.close()
    assert told(after(seconds=100)) == [2, 90, 1]


def test_the_daemon_says_what_it_takes() -> None:
    made = replace(standing(), memory=resident(), cpu=1.5)
    samples = scraped(expose(EMPTY, made))
    assert 10 << 20 < samples["process_resident_memory_bytes"][()] < 4 << 30
    assert samples["process_cpu_seconds_total"] == {(): 1.5}


async def test_what_nobody_owns_is_counted(rig: Rig) -> None:
    live = Clocks(detected=T0, verified=T0)
    for owner in (Owner("security", NOBODY), Owner("ann", "author of the commit")):
        await stands(rig, live, owner=owner)
        await stands(rig, live, owner=owner, parked=Reason.DISMISSED)
    samples = scraped(expose(figures(rig, after(hours=1)), standing()))
    assert samples["stanch_orphaned_incidents"] == {("postgres-url",): 1}


async def test_sources_coverage_and_signatures(rig: Rig) -> None:
    found = rig.finding(POSTGRES, role="app", password="w0rd-" + "Xk9-aa", host="", database="")
    debts = [Debt("repo", f"blob-{n}", "too large", lasting=True) for n in range(3)] + [Debt("gone", "x", "y")]
    await rig.ledger.submit([found], Cursor("repo", "1", "r"), at=T0, debts=debts)
    tallies = {"repo": Tally(70, 5, begun=True, looked_at=after(seconds=50)), "ci": Tally(begun=True, failing=True)}
    made = Standing(
        "1", frozen=True, armed={"pg": True, "bao": False}, tallies=tallies, types=TYPES, progress=Progress(9, 7, 5, 3)
    )
    samples = scraped(expose(figures(rig, after(seconds=60)), made))
    assert samples["stanch_read_bytes_total"] == {("repo",): 70, ("ci",): 0}
    assert samples["stanch_findings_total"] == {("repo",): 5, ("ci",): 0}
    assert samples["stanch_source_followed"] == {("repo",): 1, ("ci",): 0}
    assert samples["stanch_source_look_age_seconds"] == {("repo",): 10}
    assert samples["stanch_source_moved_age_seconds"] == {("repo",): 60}
    assert (samples["stanch_busy_sources"], samples["stanch_new_sources"]) == ({(): 5}, {(): 7})
    assert samples["stanch_unread"] == {("repo",): 3, ("ci",): 0, ("other",): 1}
    assert samples["stanch_places"] == {("repo",): 1, ("ci",): 0}
    assert (samples["stanch_frozen"][()], samples["stanch_system_armed"]) == (1, {("pg",): 1, ("bao",): 0})
    assert "stanch_checkpoint_age_seconds" not in samples


async def test_hostile_names_reach_no_label(rig: Rig) -> None:
    """A file name, an author, a commit, a source and a type that try to be a metric of their own."""
    hostile = 'x"} 1\nstanch_stuck{a="hunter2-Xk9"} 7 \\'
    found = rig.finding(POSTGRES, role="app", password="w0rd-" + "Xk9-aa", host=hostile, database="")
    seen = replace(found.occurrence, source=hostile, path=hostile, author=hostile, commit=hostile, host_hint=hostile)
    mine = replace(found, occurrence=seen, type=hostile, preview=hostile)
    await rig.ledger.submit([mine], Cursor(hostile, hostile, hostile), at=T0, debts=[Debt(hostile, hostile, hostile)])
    text = expose(figures(rig, after(hours=1)), standing("repo"))
    assert b"hunter2" not in text
    assert b"Xk9" not in text
    samples = scraped(text)
    assert samples["stanch_open_incidents"] == {("false", "other"): 1}
    assert samples["stanch_unread"] == {("repo",): 0, ("other",): 1}
    labels = {label for values in samples.values() for key in values for label in key}
    known = {state.value for state in State} | {reason.name.lower() for reason in Reason}
    known |= {"true", "false", "1h", "1d", "5d", "+Inf", "1.2.3"}
    assert labels - known - {str(float(bound)) for bound in BUCKETS} <= {"repo", "other", "lead", *TYPES}


def test_hygiene_is_counted_by_kind_and_source() -> None:
    made = Standing("1", frozen=False, armed={}, tallies={"bao": Tally()}, types=())
    kept = {("no owner", "bao"): 2, ("shared", "of former days"): 1, ("shared", "another"): 3}
    figures = Figures(T0, {}, {}, {}, {}, 0, None, {}, {}, {}, None, 0, 0, kept)
    assert scraped(expose(figures, made))["stanch_hygiene"] == {("no owner", "bao"): 2, ("shared", "other"): 4}


def test_a_name_of_the_configuration_is_escaped() -> None:
    odd = 'a"b\\c'
    made = Standing("1", frozen=False, armed={odd: True}, tallies={odd: Tally()}, types=())
    assert scraped(expose(EMPTY, made))["stanch_system_armed"] == {(odd,): 1}
    assert CONTENT_TYPE.startswith("text/plain; version=")


async def test_bytes_and_findings_are_counted_as_they_are_read() -> None:
    class Scanner:
        async def scan(self, _chunk: Chunk) -> Result:
            await asyncio.sleep(0)
            return Result((), (), 12)

    tallies = {"repo": Tally()}
    counted = Counted(Scanner(), tallies)
    for source in ("repo", "repo", "stranger"):
        await counted.scan(Chunk(source, Visibility.PUBLIC, backlog=False, part=FilePart("/x", "x", 0, 1, 1, 0, 0)))
    assert tallies == {"repo": Tally(bytes=24)}


def system(name: str, environment: str = "production", *, armed: bool = False) -> System:
    return System(name, "postgres", (), frozenset(), True, armed, None, None, None, environment)  # noqa: FBT003 - its fields


def test_armed_in_part_is_armed(tmp_path: Path) -> None:
    arming = Arming(tmp_path / "armed.jsonl")
    pg, dev = system("pg"), system("dev", "dev", armed=True)

    def said(word: str, **scope: str) -> tuple[bool, bool]:
        arming.add(armed=word == "arm", scope=scope, at=T0, by="ann")
        return arming.anywhere(pg), arming.anywhere(dev)

    assert (arming.anywhere(pg), arming.anywhere(dev)) == (False, True)
    assert said("arm", type="postgres-url", system="pg") == (True, True)
    assert said("disarm", owner="ann") == (True, True)
    assert said("disarm", environment="production") == (False, True)
    assert said("disarm") == (False, False)
    arming.path.write_text("nonsense\n")
    assert (arming.anywhere(pg), arming.anywhere(dev)) == (False, False)


def test_the_alerts_ask_for_what_exists() -> None:
    """No promtool is at hand: every metric that an expression names is one that is scraped."""
    rules = reference("prometheus/stanch.rules.yml")
    expressions = re.findall(r"(?m)^ +expr: (.+)$", rules)
    asked = {name for expression in expressions for name in re.findall(r"stanch_[a-z_]+", expression)}
    tallies = {"repo": Tally(looked_at=T0)}
    made = Standing("1", frozen=False, armed={"pg": True}, tallies=tallies, types=())
    some = Figures(T0, {}, {}, {}, {}, 0, None, {}, {}, {}, T0, 0, 0)
    assert asked - scraped(expose(some, made)).keys() == set()
    assert len(expressions) == rules.count("- alert:") == 12
    states = re.findall(r'state="([a-z_]+)"', rules)
    assert set(states) <= {state.value for state in State}
