"""What a purge takes away, what it must leave, and that the evidence verifies as before."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent import evidence, purge
from agent.complaint import Complaint
from agent.evidence import FileAnchor, Signer
from agent.found import Cursor, Debt, Finding
from agent.ledger import Forgotten, LedgerView, SqliteLedger
from agent.model import Budget, Clocks, Reason, Run, State
from revokers.base import Liveness
from tests.sims.rig import Rig
from tests.sims.scene import Home, short_folder, until

Make = Callable[..., Finding]
YEAR = timedelta(days=365)


async def settle(
    ledger: SqliteLedger, key: int, at: datetime, *, parked: Reason | None = None, confirmed: bool = True
) -> None:
    """Invalidated and closed for good (or parked), with its value erased unless it is parked."""
    claimed = await ledger.claim_one(key, at, 60)
    assert claimed is not None
    run = Run(Liveness.DEAD, at, "refused", dead_since=at, dead_at=at, deads=2)
    clocks = Clocks(at, verified=at, dead=at, dead_low=at, confirmed=at if confirmed else None)
    incident = replace(claimed, clocks=clocks, proofs={("pg", "one"): run}, parked=parked, not_before=None)
    await ledger.save(incident, at=at, what="invalidated", detail={})
    if parked is None and confirmed:
        await ledger.erase(incident, at=at)
    await ledger.release(incident)


async def places(ledger: SqliteLedger, finding: Make, value: str, many: int, at: datetime) -> None:
    await ledger.submit([finding(value, path=f"{value}-{n}.env", line=n + 1) for n in range(many)], None, at=at)


def would(path: Path, before: datetime, *sources: str) -> Forgotten:
    with LedgerView(path) as view:
        return view.forgettable(before, sources)


async def test_settled_incidents_keep_their_first_place_and_all_their_evidence(
    ledger: SqliteLedger, path: Path, tmp_path: Path, finding: Make, now: datetime
) -> None:
    signer, anchor = Signer.from_seed(bytes(range(32))), FileAnchor(tmp_path / "anchor.jsonl")
    await places(ledger, finding, "dead", 120, now)
    await places(ledger, finding, "open", 3, now)
    await settle(ledger, 1, now + timedelta(hours=1))
    await ledger.checkpoint(now + timedelta(hours=1), signer, anchor)
    later = now + YEAR
    expected = Forgotten(incidents=1, places=119)
    assert would(path, later) == expected
    assert would(path, now + timedelta(minutes=59)) == Forgotten(), "what happened since is left"
    assert await ledger.purge(later, later, (), "ann") == expected
    assert would(path, later) == Forgotten()
    with LedgerView(path) as view:
        [kept] = view.occurrences(1)
        entry, events = view.incident("1"), view.events(1)
        assert len(view.occurrences(2)) == 3
        assert [event.what for event in events][-2:] == ["value:erased", "forgotten"]
        assert '"note":"119 places besides the first were forgotten' in events[-1].record
        assert events[-1].record.count("(by ann)") == 1
    assert (kept.path, kept.line) == ("dead-0.env", 1)
    assert entry is not None
    assert (entry.occurrences, entry.state) == (1, State.INVALIDATED)
    await ledger.checkpoint(later, signer, anchor)
    for key in (1, 2):
        with LedgerView(path) as view:
            document = evidence.export(view, key)
        assert evidence.verify(document, anchor.path.read_text().splitlines(), signer.public_key) == []
        file, script = tmp_path / "export.json", tmp_path / "verifier.py"
        file.write_bytes(document)
        script.write_text(evidence.verifier())
        assert await asyncio.to_thread(_independent, script, file, anchor.path) == 0


def _independent(script: Path, file: Path, anchor: Path) -> int:
    return subprocess.run([sys.executable, "-I", script, file, anchor], check=False, capture_output=True).returncode


async def test_a_place_that_was_kept_is_known_and_another_is_new(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await places(ledger, finding, "dead", 5, now)
    await settle(ledger, 1, now)
    later = now + YEAR
    await ledger.purge(later, later, (), "ann")
    for seen in (1, 2):
        await places(ledger, finding, "dead", seen, later)
        assert await ledger.dues() == {"postgres": later}, "it is looked at again, as whatever is still there or is new"
        with LedgerView(path) as view:
            entry = view.incident("1")
        assert entry is not None
        assert entry.occurrences == seen


async def test_what_is_not_settled_is_left(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    """Open; waiting for a re-check; excepted, foreign; a lead; worked on at this moment."""
    for value in ("open", "recheck", "excepted", "foreign", "leased"):
        await places(ledger, finding, value, 4, now)
    await settle(ledger, 2, now)
    claimed = await ledger.claim_one(2, now, 60)
    assert claimed is not None
    await ledger.release(replace(claimed, not_before=now + 2 * YEAR))
    await settle(ledger, 3, now, parked=Reason.EXCEPTED)
    await settle(ledger, 4, now, parked=Reason.FOREIGN)
    await settle(ledger, 5, now)
    assert await ledger.claim_one(5, now, 60) is not None
    await ledger.submit([finding("word", kind=None, path=f"{n}") for n in range(4)], None, at=now)
    later = now + YEAR
    assert would(path, later) == Forgotten()
    assert await ledger.purge(later, later, (), "ann") == Forgotten()
    with LedgerView(path) as view:
        assert [len(view.occurrences(key)) for key in range(1, 7)] == [4] * 6


async def test_a_dismissed_value_budgets_and_debts_of_lost_sources(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await places(ledger, finding, "no-secret", 1, now)
    await settle(ledger, 1, now, parked=Reason.DISMISSED)
    assert await ledger.sealed(1) is not None
    assert await ledger.spend(now, Budget("actions", 5, 3600))
    assert await ledger.spend(now + YEAR, Budget("controls", 5, 600))
    debts = [Debt("repo", "a", "too large", lasting=True), Debt("gone", "b", "too large", lasting=True)]
    await ledger.submit([], Cursor("repo", "1", "r"), at=now, debts=debts)
    before = now + timedelta(days=1)
    expected = Forgotten(incidents=1, values=1, spends=1, debts=1)
    assert would(path, before, "repo") == expected
    assert await ledger.purge(now + YEAR, before, ("repo",), "ann") == expected
    assert await ledger.sealed(1) is None
    with LedgerView(path) as view:
        assert [debt.source for debt, _ in view.debts()] == ["repo"], "what is not read is owed, however old"
        assert [event.what for event in view.events(1)][-2:] == ["value:erased", "forgotten"]
        assert len(view.occurrences(1)) == 1
    # The budget that is still being spent counts as before.
    assert not await ledger.spend(now + YEAR, Budget("controls", 1, 600))


async def test_many_are_forgotten_in_rounds(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    await ledger.submit([finding(f"v{n}", path=f"{n}-{m}") for n in range(450) for m in range(2)], None, at=now)
    for key in range(1, 451):
        await settle(ledger, key, now)
    commits = ledger.commits
    assert await ledger.purge(now + YEAR, now + YEAR, (), "ann") == Forgotten(incidents=450, places=450)
    assert ledger.commits == commits + 4
    assert would(path, now + YEAR) == Forgotten()


# --- by command --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [86_400 * 29, "x", None, float("nan")])
async def test_the_daemon_takes_no_short_span(tmp_path: Path, seconds: object, now: datetime) -> None:
    rig = Rig(tmp_path / "state")
    try:
        with pytest.raises(Complaint, match="younger than 30 days"):
            await purge.answer(rig.ledger, None, "ann", {"seconds": seconds}, now)  # type: ignore[arg-type]
    finally:
        rig.close()


async def test_the_command_shows_first_and_acts_only_when_told() -> None:
    async with short_folder() as folder:
        home = Home(folder, [])
        at = ("--config", str(home.config))
        home.commit("app.env", f"URL=postgresql://app:{'w0rd-' + 'Xk9-aa7'}@db.internal/shop\n")
        async with home.daemon():
            await until("it was found", lambda: home.states() == {"unverified": 1}, 40, home.describe)
            done = home.run("purge", "--older-than", "365d", *at)
            assert (done.returncode, done.stdout) == (0, "would forget nothing\n")
            refused = home.run("purge", "--older-than", "7d", "--yes", *at)
            assert refused.stderr == ("stanch: --older-than: write a number of days from 30d on, such as 365d\n")
            home.spent_long_ago()
            done = home.run("purge", "--older-than", "365d", *at)
            assert done.stdout.startswith("would forget 0 places of 0 settled incidents")
            assert done.stdout.endswith(
                "1 spent budgets, 0 unread things of sources that are no longer configured; to do it, add --yes\n"
            )
            done = home.run("purge", "--older-than", "365d", "--yes", *at)
            assert (done.returncode, "1 spent budgets" in done.stdout) == (0, True), done.stderr
            assert home.run("purge", "--older-than", "365d", "--yes", *at).stdout == "would forget nothing\n"
        home.spent_long_ago()
        done = home.run("purge", "--older-than", "365d", "--yes", *at)
        assert (done.returncode, done.stdout[:6], "1 spent budgets" in done.stdout) == (0, "forgot", True), done.stderr
