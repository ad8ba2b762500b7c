"""What files and folders are called: searched as a repository's names are, each once, and shown without its value."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from agent.found import Chunk, Cursor, Finding, Paths, Source, Visibility
from agent.intake import Intake
from agent.ledger import SqliteLedger
from agent.record import Origin
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.sources.position import pack, unpack
from agent.sources.sieve import Sieve
from agent.sources.tree import TreePosition, TreeSource, Worktree
from detectors.forms import ALNUM, made
from tests.ledger.conftest import LOCKBOX, make_decisions
from tests.sims import compiled
from tests.sims.scans import findings, run

NOW = datetime(2026, 3, 1, tzinfo=UTC)


pytestmark = pytest.mark.asyncio(loop_scope="module")


def token(seed: str) -> str:
    return f"glpat-{made(ALNUM, 20, seed)}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[ScanPool]:
    async with ScanPool(ResponderKeys.generate().scanner, 1, compiled.folder()) as running:
        yield running


async def look(pool: ScanPool, source: Source, after: Cursor | None = None) -> tuple[list[Finding], Cursor | None]:
    found: list[Finding] = []
    async for chunk in source.chunks(after, rules="r1", now=NOW):
        result = await pool.scan(chunk)
        assert result.debts == ()
        found += result.findings
        after = chunk.cursor or after
    return found, after


def places(found: Iterable[Finding]) -> list[str]:
    return sorted(each.occurrence.path for each in found)


def tree(path: Path, worktree: Worktree | None = None) -> TreeSource:
    return TreeSource("src", path, Visibility.PRIVATE, batch=2, worktree=worktree)


async def test_names_are_searched_and_each_is_told_once(tmp_path: Path, pool: ScanPool) -> None:
    root = tmp_path / "root"
    shared = root / f"of-{token('folder')}"
    (shared / "sub").mkdir(parents=True)
    (root / token("empty")).mkdir()
    for path in (shared / "a", shared / "sub" / "b", root / f"{token('file')}.env", root / "ä"):
        path.write_text("x\n")
    (root / token("nothing")).touch()
    (root / token("link")).symlink_to("nowhere")
    (root / f"password={made(ALNUM, 24, 'lead')}").touch()
    found, cursor = await look(pool, tree(root))
    at = f"file name {root}"
    first = [*[f"{at}/(gitlab-token)"] * 2, *(f"{at}/{of}" for of in ("(gitlab-token)/", "of-(gitlab-token)/"))]
    assert places(found) == sorted([*first, f"{at}/(gitlab-token).env"])
    assert {each.backlog for each in found} == {True}

    (root / f"{token('file')}.env").write_text("changed\n")
    (shared / "sub" / "c").touch()
    found, cursor = await look(pool, tree(root), cursor)
    assert found == []
    (shared / "sub" / f"x-{token('late')}").touch()
    (root / "sub").mkdir()
    (root / "sub" / f"y-{token('late')}").mkdir()
    found, cursor = await look(pool, tree(root), cursor)
    shown = [f"{at}/of-(gitlab-token)/sub/x-(gitlab-token)", f"{at}/sub/y-(gitlab-token)/"]
    assert (places(found), {each.backlog for each in found}) == (shown, {False})
    assert [chunk async for chunk in tree(root).chunks(cursor, rules="r1", now=NOW)] == []


async def test_what_is_given_has_a_name_and_what_is_excluded_none(tmp_path: Path, pool: ScanPool) -> None:
    root = tmp_path / token("root")
    (root / "no").mkdir(parents=True)
    (root / "no" / token("no")).touch()
    (root / f"{token('no')}.tmp").touch()
    (root / "one").touch()
    at = f"file name {tmp_path}/(gitlab-token)"
    sieve = Sieve(tree(root), root, None, ("no", "*.tmp"))
    assert (places((await look(pool, sieve))[0]), sieve.excluded) == ([f"{at}/"], 0)
    (root / "one").unlink()
    (tmp_path / f"{token('file')}.txt").touch()
    assert places((await look(pool, tree(tmp_path / f"{token('file')}.txt")))[0]) == [f"{at}.txt"]

    async def ignored() -> list[str]:
        return ["no"]

    inside = await look(pool, tree(root, Worktree(ignored)))
    assert places(inside[0]) == ["file name (gitlab-token).tmp"]


async def test_a_daemon_tells_names_that_an_older_one_did_not_look_at(tmp_path: Path, pool: ScanPool) -> None:
    root = tmp_path / "root"
    (root / token("folder")).mkdir(parents=True)
    (root / token("folder") / token("file")).touch()
    (root / os.fsdecode(b"\xff" + token("odd").encode())).touch()
    _, cursor = await look(pool, tree(root))
    position = unpack(cursor, TreePosition)
    assert cursor is not None
    assert position is not None
    old = Cursor("src", pack(TreePosition(position.files, backlog=False)), "r1")
    found, after = await look(pool, tree(root), old)
    assert (len(found), {each.backlog for each in found}, after) == (3, {True}, cursor)

    with SqliteLedger(tmp_path / "state" / "ledger.db", make_decisions({}), Origin("1", "here")) as ledger:
        ledger.lock_cursors(LOCKBOX)
        intake = Intake(ledger, pool, "r1", lambda: NOW)
        source = tree(root)
        first = await intake.read(source, None)
        again = await intake.read(source, await ledger.cursor("src"))
        assert (first.findings, again.chunks) == (3, 0)
        (root / token("late")).touch()
        late = await intake.read(source, await ledger.cursor("src"))
        assert late.findings == 1


async def test_names_that_no_scanner_could_look_at_are_owed() -> None:
    names = Paths("/srv/", b"a\0b")
    chunk = Chunk("src", Visibility.PRIVATE, backlog=False, part=None, names=names)
    async with ScanPool(ResponderKeys.generate().scanner, 1, compiled.folder(), deadline=0.0) as slow:
        debts = (await slow.scan(chunk)).debts
    reason = "its name: the scanner took longer than 0 s, twice"
    assert [(debt.path, debt.reason, debt.lasting) for debt in debts] == [
        ("/srv/a", reason, True),
        ("/srv/b", reason, True),
    ]


async def test_a_scan_of_a_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "root").mkdir(parents=True)
    (home / "root" / f"{token('file')}.txt").write_text("x\n")
    done = run(home, str(home / "root"), "--format", "jsonl")
    assert done.returncode == 1
    assert [(row["type"], row["path"]) for row in findings(done)] == [
        ("gitlab-token", f"file name {home}/root/(gitlab-token).txt")
    ]
    assert token("file") not in done.stdout + done.stderr


async def test_a_baseline_knows_it_however_the_folder_was_given() -> None:
    for root, place in ((Path("/srv/x"), "/srv/x/a"), (Path("y"), "y/a"), (Path(), "a")):
        assert Sieve(TreeSource("src", root, Visibility.PRIVATE), root).below(f"file name {place}") == "file name a"
