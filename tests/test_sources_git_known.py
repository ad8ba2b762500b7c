"""What one clone had swept is not swept in another, and what each of them tells is what it tells when it is alone."""

from __future__ import annotations

import asyncio
import os
import shutil
import struct
import subprocess
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from agent.found import Blob, Chunk, Cursor, Debt, Finding, GitPart, Visibility
from agent.intake import Intake
from agent.ledger import LedgerView, SqliteLedger
from agent.record import Origin
from agent.scan import swept
from agent.scan.pool import ScanPool
from agent.scan.wire import Limits, Result
from agent.seal import ResponderKeys, ScannerKeys
from agent.sources.git import known as git_known
from agent.sources.git import order as git_order
from agent.sources.git import run as git_run
from agent.sources.git import sweep as git_sweep
from agent.sources.git.known import Known
from agent.sources.git.source import GitSource
from tests.ledger.conftest import LOCKBOX, make_decisions
from tests.sims import compiled

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KEYS = ResponderKeys.generate()
KEY = b"k" * 32
GIT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "a@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_COMMITTER_DATE": "1700000000 +0000",
    "GIT_AUTHOR_DATE": "1700000000 +0000",
}


def git(repo: Path, *args: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", "-C", str(repo), *args], env=GIT, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


def url(number: int) -> str:
    return f"postgres://app:{f's3cr{number}'}-et-Pw{number:03}@db/orders\n"


def made(path: Path) -> Path:
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    return path


def commit(repo: Path, message: str = "c", **files: str) -> str:
    for name, content in files.items():
        (repo / name.replace("__", "/")).parent.mkdir(parents=True, exist_ok=True)
        (repo / name.replace("__", "/")).write_text(content)
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", message)
    return git(repo, "rev-parse", "HEAD")


def oid(repo: Path, content: str) -> str:
    return git(repo, "hash-object", "-w", "--stdin", stdin=content.encode())


def clone(repo: Path, name: str) -> Path:
    git(repo, "clone", "-q", "--no-local", str(repo), str(repo.with_name(name)))
    return repo.with_name(name)


def knowing(
    folder: Path | None = None, *, key: bytes = KEY, most: int = 1000, patience: float = 60.0, worth: int = 1
) -> Known:
    return Known(key, folder, most=most, worth=worth, patience=patience)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[ScanPool]:
    async with ScanPool(KEYS.scanner, 1, compiled.folder(), limits=Limits(blob=1 << 20)) as running:
        yield running


@dataclass
class Asked:
    """A sweeper that remembers what it was asked for."""

    pool: ScanPool
    width: int = 2
    names: list[str] = field(default_factory=list)

    @property
    def largest(self) -> int:
        return self.pool.largest

    async def sweep(self, git_dir: str, lines: Sequence[bytes], kind: str, *, prove: bool) -> Result:
        self.names += [line.partition(b" ")[0].decode() for line in lines]
        return await self.pool.sweep(git_dir, lines, kind, prove=prove)

    async def sweep_names(self, names: Sequence[bytes]) -> Result:
        return await self.pool.sweep_names(names)


@dataclass
class Told:
    """A sink that keeps what a look has told, and how."""

    findings: list[Finding] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    cursor: Cursor | None = None
    swept: list[str] = field(default_factory=list)

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        del at, read
        self.findings += findings
        self.debts += debts
        self.cursor = cursor or self.cursor

    @property
    def all(self) -> tuple[object, ...]:
        found = sorted(
            ((one.canonical, one.type, one.occurrence, one.suppressed, one.backlog) for one in self.findings), key=repr
        )
        return found, sorted(self.debts, key=repr), self.cursor

    @property
    def places(self) -> set[tuple[str, str | None]]:
        return {(one.occurrence.path, one.occurrence.commit) for one in self.findings if one.type}


async def look(repo: Path, pool: ScanPool, known: Known | None, visibility: Visibility = Visibility.PRIVATE) -> Told:
    told, asked = Told(), Asked(pool)
    source = GitSource(repo.name, repo, visibility, sweeper=asked, known=known)
    await Intake(told, pool, "rules", lambda: NOW).read(source, None)
    told.swept = sorted(asked.names)
    return told


async def alike(repo: Path, pool: ScanPool, known: Known) -> Told:
    """As it is told with what is known, and alone."""
    told, alone = await look(repo, pool, known), await look(repo, pool, None)
    assert told.all == alone.all
    return told


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A history of some files, one of which holds something, and one something under another name only."""
    repo = made(tmp_path / "first")
    commit(repo, plain="one\n", env__app=url(1), notes="db.example.com:5432:orders:app:s3cr3t-Pw9-x7Q\n")
    commit(repo, "again", plain="two\n", other="three\n")
    return repo


# --- what is swept, and what is told -------------------------------------------------------------------


async def test_a_clone_is_swept_for_nothing_but_what_holds_something(first: Path, pool: ScanPool) -> None:
    known = knowing()
    whole = await alike(first, pool, known)
    everything = git(first, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)").split("\n")
    assert whole.swept == sorted(line.split()[1] for line in everything if not line.startswith("tree"))
    again = await alike(clone(first, "second"), pool, known)
    holds = [oid(first, url(1)), oid(first, "db.example.com:5432:orders:app:s3cr3t-Pw9-x7Q\n")]
    assert again.swept == sorted(holds)
    assert again.places == whole.places == {("env/app", git(first, "rev-parse", "HEAD~1"))}
    assert {one.occurrence.source for one in again.findings} == {"second"}
    assert (known.spared, known.kept) == (len(whole.swept) - 2, 1)


async def test_names_of_64_digits(pool: ScanPool, tmp_path: Path) -> None:
    repo, known = tmp_path / "sha256", knowing()
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main", "--object-format=sha256")
    where = commit(repo, app=url(1), other="three\n")
    whole, again = await alike(repo, pool, known), await alike(clone(repo, "second"), pool, known)
    assert whole.places == again.places == {("app", where)}
    assert (whole.swept, again.swept) == (sorted([where, oid(repo, url(1)), oid(repo, "three\n")]), [oid(repo, url(1))])


async def test_a_fork_is_swept_for_what_it_adds_and_tells_its_own_commits(first: Path, pool: ScanPool) -> None:
    known = knowing()
    whole = await look(first, pool, known)
    fork = clone(first, "fork")
    leak = commit(fork, "leak", mine=url(2), more="four\n")
    moved = commit(fork, "again, elsewhere", copy=url(1))
    told = await alike(fork, pool, known)
    assert told.places == whole.places | {("mine", leak), ("copy", moved)}
    assert set(told.swept) - set(whole.swept) == {leak, moved, oid(fork, url(2)), oid(fork, "four\n")}
    assert oid(fork, "one\n") not in told.swept


async def test_the_same_blob_under_another_path_tells_what_holds_there(first: Path, pool: ScanPool) -> None:
    known = knowing()
    whole = await look(first, pool, known)
    assert "notes" not in {path for path, _ in whole.places}
    fork = clone(first, "fork")
    git(fork, "mv", "notes", ".pgpass")
    kept = commit(fork, "as its program reads it", copy__pgpass="x\n")
    shutil.copy(fork / ".pgpass", fork / "copy" / ".pgpass")
    copied = commit(fork, "a copy")
    told = await alike(fork, pool, known)
    assert ("copy/.pgpass", copied) in told.places
    assert (".pgpass", kept) in told.places  # though it only moved


async def test_a_comment_that_allows_it_in_one_clone_counts_there(first: Path, pool: ScanPool) -> None:
    known = knowing()
    fork, other = clone(first, "fork"), clone(first, "other")
    allowed = commit(fork, "allowed", here=url(7).strip() + "  # stanch:allow\n")
    plain = commit(other, "not allowed", here=url(7))
    for repo, where, why in ((fork, allowed, True), (other, plain, False)):
        told = await alike(repo, pool, known)
        here = [one for one in told.findings if one.occurrence.path == "here"]
        assert [(one.occurrence.commit, bool(one.suppressed)) for one in here] == [(where, why)]


async def test_messages_and_names_are_told_of_each_clone(first: Path, pool: ScanPool) -> None:
    known = knowing()
    token = "glp" + f"at-{'aB3dE6gH9'}kLm2nP5rT8x"
    said = commit(first, f"try {url(3)}", **{token: "five\n"})
    whole = await alike(first, pool, known)
    told = await alike(clone(first, "second"), pool, known)
    assert told.places == {(path, where) for path, where in whole.places if not path.startswith("reflog")}
    assert sorted(path for path, where in told.places if where == said) == [
        "commit message",
        "file name (gitlab-token)",
    ]


# --- what is not believed ------------------------------------------------------------------------------


def lie(repo: Path, name: str, content: bytes) -> None:
    """An object that is called so and is not that."""
    path = repo / ".git" / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(zlib.compress(b"blob %d\0" % len(content) + content))


def swap(repo: Path, one: str, other: str) -> None:
    """Each of two objects in the only pack is called as the other."""
    [index] = (repo / ".git" / "objects" / "pack").glob("*.idx")
    raw = bytearray(index.read_bytes())
    [count] = struct.unpack_from(">I", raw, 8 + 4 * 255)
    names = [bytes(raw[1032 + 20 * at : 1052 + 20 * at]).hex() for at in range(count)]
    spots = [1032 + 24 * count + 4 * names.index(name) for name in (one, other)]
    offsets = [bytes(raw[spot : spot + 4]) for spot in spots]
    for spot, offset in zip(spots, reversed(offsets), strict=True):
        raw[spot : spot + 4] = offset
    index.chmod(0o600)
    index.write_bytes(raw)


@pytest.mark.parametrize("packed", [False, True])
async def test_a_repository_that_lies_about_an_object_vouches_for_none(
    first: Path,
    pool: ScanPool,
    packed: bool,  # noqa: FBT001 - pytest's
) -> None:
    """Nothing that is called by the name of a leak elsewhere makes that one clean."""
    text = url(4) + "in a line of its own\n"
    harmless = text.replace("postgres://", "nothing at ")
    leak = commit(first, "leak", leak=text)
    if packed:
        liar = clone(first, "liar")
        commit(liar, "harmless", harmless=harmless)
        git(liar, "repack", "-adq")
        swap(liar, oid(first, text), oid(first, harmless))
    else:
        liar = shutil.copytree(first, first.with_name("liar"))
        lie(liar, oid(first, text), harmless.encode())
    assert git(liar, "cat-file", "-p", oid(first, text)) == harmless.strip()
    known = knowing()
    await look(liar, pool, known)
    told = await alike(first, pool, known)
    assert ("leak", leak) in told.places


async def test_nor_does_it_in_what_a_scanner_remembers(first: Path, pool: ScanPool) -> None:
    name = oid(first, url(5))
    liar = made(first.with_name("liar"))
    lie(liar, name, b"nothing\n")

    async def found(repo: Path) -> list[str]:
        part = GitPart(str(repo / ".git"), (Blob(name, "a.txt", None, None, None),))
        result = await pool.scan(Chunk("s", Visibility.PRIVATE, backlog=False, part=part))
        return [one.occurrence.path for one in result.findings]

    assert await found(liar) == []
    assert await found(first) == ["a.txt"]


async def test_what_could_not_be_read_is_known_nowhere(first: Path, pool: ScanPool) -> None:
    """Neither a damaged object, nor one too large, nor an archive, nor one of which nobody heard."""
    known = knowing()
    broken, large, archive = "six\n", "x" * (1 << 20) + "y\n", b"PK\3\4" + b"\0" * 40
    (first / "archive").write_bytes(archive)
    commit(first, "more", broken=broken, large=large)
    fork = clone(first, "fork")
    name = oid(first, broken)
    path = first / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-6])
    damaged = await alike(first, pool, known)
    assert f"broken@{git(first, 'rev-parse', 'HEAD')}" in {debt.path for debt in damaged.debts}
    told = await alike(fork, pool, known)
    assert {debt.path.partition("@")[0] for debt in told.debts} == {"large", "archive"}
    zipped = git(fork, "rev-parse", "HEAD:archive")
    assert {name, zipped} <= set(told.swept)


# --- when it is kept, and for how long -----------------------------------------------------------------


async def test_it_is_kept_over_a_restart_and_for_the_same_key_only(first: Path, pool: ScanPool, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "swept"
    whole = await look(first, pool, knowing(folder))
    other = clone(first, "second")
    assert len((await alike(other, pool, knowing(folder))).swept) == 2
    [runs] = folder.iterdir()
    assert [path.name for path in sorted(runs.iterdir())] == ["0000000001"]
    assert (runs.stat().st_mode & 0o077, (runs / "0000000001").stat().st_size) == (0, 8 * (len(whole.swept) - 2))
    assert all(bytes.fromhex(name)[:8] not in (runs / "0000000001").read_bytes() for name in whole.swept)
    (folder / "mine").mkdir()
    assert len((await alike(other, pool, knowing(folder, key=b"other"))).swept) == len(whole.swept)
    assert sorted(path.name == "mine" for path in folder.iterdir()) == [False, True]
    assert not runs.exists()


async def test_whatever_became_of_the_runs_nothing_is_lost(first: Path, pool: ScanPool, tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    whole = await look(first, pool, knowing(folder))
    [run] = folder.rglob("0000000001")
    (run.parent / "0000000002.new").write_bytes(b"half")
    raw = run.read_bytes()
    for left in (raw[:-4], b"\0" * len(raw), raw + os.urandom(99), b""):
        run.write_bytes(left)
        assert (await alike(clone(first, "c"), pool, knowing(folder))).places == whole.places
        shutil.rmtree(first.with_name("c"))
        for other in set(run.parent.iterdir()) - {run}:
            other.unlink()
    run.write_bytes(raw)
    known = knowing(folder)
    shutil.rmtree(folder)
    assert (await alike(first, pool, known)).swept == whole.swept
    assert len((await look(first, pool, known)).swept) == 2
    shutil.rmtree(folder)
    folder.write_text("no folder")
    assert (await alike(first, pool, known)).swept == whole.swept


async def test_a_kill_at_any_step_loses_nothing(
    first: Path, pool: ScanPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun again after each step of a sweep, with what was kept until then, it tells all, and sweeps the rest."""
    monkeypatch.setattr(git_sweep, "_STEP", 1)
    monkeypatch.setattr(git_order, "_OBJECTS", 2)
    alone = await look(first, pool, None)
    left = []
    for step in range(1, 5):
        known = knowing(tmp_path / f"{step}")
        source = GitSource("first", first, Visibility.PRIVATE, sweeper=Asked(pool, width=1), known=known)
        async with aclosing(source.chunks(None, rules="rules", now=NOW)) as chunks:
            for _ in range(step + 1):  # the one that is held back says whether there is another
                await anext(chunks, None)
        told = await look(first, pool, knowing(tmp_path / f"{step}"))
        assert told.all == alone.all
        left.append(len(told.swept))
    assert left == sorted(left, reverse=True)
    assert left[-1] < len(alone.swept)


async def test_the_key_is_another_one_for_other_rules_code_or_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = KEYS.scanner
    same = swept.key(keys, "r1")
    assert swept.key(ScannerKeys(keys.fingerprint, b"p" * 32, "another seal"), "r1") == same
    assert swept.key(keys, "r2") != same
    assert swept.key(replace(keys, fingerprint=b"f" * 32), "r1") != same
    monkeypatch.setattr(swept, "_CODE", ("rules",))
    assert swept.key(keys, "r1") != same
    assert keys.fingerprint not in same


def numbers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*/*"))


async def test_the_oldest_are_forgotten_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def kept(known: Known, *words: bytes) -> None:
        with known.turn() as turn:
            turn.clean(words)
            await turn.keep()

    async def left(known: Known) -> set[bytes]:
        with known.turn() as turn:
            return await turn.known([b"a", b"b", b"c", b"d"])

    for folder in (None, tmp_path):
        known = knowing(folder, most=3)
        await kept(known, b"a")
        await kept(known, b"b", b"c")
        assert await left(known) == {b"a", b"b", b"c"}
        await kept(known, b"d")
        assert await left(known) == {b"b", b"c", b"d"}
        await kept(known)
        assert known.kept == 3
    assert await left(knowing(tmp_path)) == {b"b", b"c", b"d"}
    await kept(knowing(tmp_path), b"a")
    assert numbers(tmp_path) == ["0000000002", "0000000003", "0000000004"]
    monkeypatch.setattr(git_known, "_RUNS", 1)
    await kept(known := knowing(), b"a")
    await kept(known, b"b")
    assert await left(known) == {b"b"}


async def test_what_saves_next_to_nothing_is_not_kept(first: Path, pool: ScanPool, tmp_path: Path) -> None:
    known = knowing(tmp_path / "swept", worth=6)
    whole = await look(first, pool, known)
    assert (len(whole.swept) - 2, known.kept) == (5, 0)
    assert not (tmp_path / "swept").exists()
    assert (await look(first, pool, known)).swept == whole.swept


async def test_a_run_is_found_by_any_of_its_objects_when_they_are_many() -> None:
    """Whatever part of a large one a clone has, of which the smallest ids are kept in memory."""
    known = knowing(most=50_000)
    names = [b"%040x" % number for number in range(40_000)]
    with known.turn() as turn:
        turn.clean(names)
        await turn.keep()
    with known.turn() as turn:
        assert await turn.known([*names[7_000:27_000], b"another"]) == set(names[7_000:27_000])
    assert 8 <= len(known._index) < 60  # noqa: SLF001 - what it costs


# --- side by side --------------------------------------------------------------------------------------


@pytest.mark.parametrize("window", [1 << 16, 2], ids=["one list", "many lists"])
async def test_clones_that_are_looked_at_side_by_side_are_swept_once(
    first: Path, pool: ScanPool, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_order, "_WINDOW", window)
    monkeypatch.setattr(git_run, "_BLOCK", 100 * window)
    known = knowing()
    alone = await look(first, pool, None)
    clones = [first, *(clone(first, f"c{number}") for number in range(3))]
    commit(clones[3], "of its own", mine=url(6))
    told = await asyncio.gather(*(look(repo, pool, known) for repo in clones))
    times = Counter(name for one in told for name in one.swept)
    holds = {oid(first, url(1)), oid(first, "db.example.com:5432:orders:app:s3cr3t-Pw9-x7Q\n")}
    if window > len(alone.swept):  # else one may sweep what another, who began before, has not come to yet
        assert {name: number for name, number in times.items() if number > 1} == dict.fromkeys(holds, 4)
    assert times.keys() > set(alone.swept)
    for repo, one in zip(clones, told, strict=True):
        assert one.all == (await look(repo, pool, None)).all


async def test_nobody_waits_for_ever(first: Path, pool: ScanPool) -> None:
    known = knowing(patience=0.0)
    second = clone(first, "second")
    with known.turn() as turn:  # somebody who does not come to an end
        await turn.known([line.encode() for line in (await look(first, pool, None)).swept])
        told = await alike(second, pool, known)
    assert len(told.swept) > 2
    assert len((await look(second, pool, known)).swept) == 2


async def test_somebody_who_waited_in_vain_does_not_wait_again() -> None:
    """Nobody is held up at each list of objects by one who does not come to an end."""
    known = knowing(patience=0.3)
    names = [b"%040x" % number for number in range(300)]
    with known.turn() as endless, known.turn() as turn:
        await endless.known(names)
        begun = asyncio.get_running_loop().time()
        for _ in range(4):
            assert await turn.known(names) == set()
        assert 0.3 <= asyncio.get_running_loop().time() - begun < 1.1  # not four times


async def test_nobody_waits_for_one_who_has_little_in_common() -> None:
    known = knowing()
    names, few = [b"%040x" % number for number in range(2000)], [b"%039xz" % number for number in range(100)]
    with known.turn() as large, known.turn() as small:
        assert await large.known(names) == set()
        smallest = min(known.ids(names))  # the one that everybody hears of
        assert known.ahead(small, {smallest, *known.ids(few)}) is None
        assert known.ahead(small, {*known.ids(names[:1500]), *known.ids(few)}) is large
        assert known.ahead(large, set(known.ids([*names, *few]))) is None
    with known.turn() as after:
        assert known.ahead(after, set(known.ids(names))) is None


# --- in the ledger, and in a bare scan -----------------------------------------------------------------


async def test_a_private_clone_and_then_a_public_one(first: Path, pool: ScanPool, tmp_path: Path) -> None:
    """One incident; the places of both, each with its own commits and visibility; more urgent from then on."""
    known = knowing(tmp_path / "swept")
    fork = clone(first, "fork")
    copied = commit(fork, "elsewhere", copy=url(1))
    path = tmp_path / "state" / "ledger.db"
    with SqliteLedger(path, make_decisions({}), Origin("1", "here")) as ledger:
        ledger.lock_cursors(LOCKBOX)
        intake = Intake(ledger, pool, "rules", lambda: NOW)
        for repo, visibility in ((first, Visibility.PRIVATE), (fork, Visibility.PUBLIC)):
            source = GitSource(repo.name, repo, visibility, sweeper=pool, known=known)
            await intake.read(source, await ledger.cursor(source.name))
        with LedgerView(path) as view:
            [entry] = [one for one in view.incidents() if one.incident.type == "postgres-url"]
            places = view.occurrences(entry.incident.id)
        assert known.spared > 0
    brought = git(first, "rev-list", "--max-parents=0", "HEAD")
    assert {(one.source, one.path, one.commit, one.visibility) for one in places} == {
        ("first", "env/app", brought, Visibility.PRIVATE),
        ("fork", "env/app", brought, Visibility.PUBLIC),
        ("fork", "copy", copied, Visibility.PUBLIC),
    }
    assert entry.incident.visibility is Visibility.PUBLIC
