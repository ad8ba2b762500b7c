"""The first look at a repository sweeps all of it, and must tell what a look at every version of every file tells."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from agent.found import EVERYTHING, Cursor, Debt, Finding, Visibility
from agent.intake import Intake, Round
from agent.scan.gitbulk import BUFFER, Bulk, Large, Load, Unread
from agent.scan.pool import ScanPool
from agent.scan.wire import Limits, Result
from agent.seal import ResponderKeys
from agent.sources.git import dir as git_dir
from agent.sources.git import order as git_order
from agent.sources.git.log import Brought
from agent.sources.git.order import Order
from agent.sources.git.pick import CHANGED, Named, Picked
from agent.sources.git.read import Reader
from agent.sources.git.source import GitSource
from agent.sources.sieve import Sieve
from tests.sims.repo import Repo

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KEYS = ResponderKeys.generate().scanner
GIT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(repo: Path, *args: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", f"--git-dir={repo}", *args], env=GIT, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


def url(number: int) -> str:
    return f"postgres://app:{f's3cr{number}'}-et-Pw{number:03}@db/orders"


def lead(number: int) -> str:
    return f'api_key = "f3A9kLm{number:03}xZbV81q"'


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(tmp_path / "r.git")], env=GIT, check=True)
    return tmp_path / "r.git"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("patterns") / "cache"


@pytest_asyncio.fixture
async def pool(cache: Path) -> AsyncIterator[ScanPool]:
    async with ScanPool(KEYS, 2, cache, limits=Limits(blob=3 << 20)) as running:
        yield running


@dataclass
class Kept:
    """A sink that keeps everything."""

    findings: list[Finding] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    read: list[tuple[str, str]] = field(default_factory=list)
    cursor: Cursor | None = None

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        del at
        self.findings += findings
        self.debts += debts
        self.read += read
        self.cursor = cursor or self.cursor

    @property
    def told(self) -> list[tuple[object, ...]]:
        rows = [(one.canonical, one.type, one.occurrence, one.backlog) for one in self.findings]
        return sorted(rows, key=repr)

    @property
    def owed(self) -> list[tuple[str, str]]:
        return sorted((debt.path, debt.reason) for debt in self.debts)


async def look(repo: Path, pool: ScanPool, *, sweeps: bool, after: Cursor | None = None) -> tuple[Kept, Round]:
    kept = Kept()
    source = GitSource("src", repo, Visibility.PRIVATE, batch=16, sweeper=pool if sweeps else None)
    return kept, await Intake(kept, pool, "rules", lambda: NOW).read(source, after)


async def alike(repo: Path, pool: ScanPool) -> Kept:
    """Looks both ways, which must come to the same."""
    (swept, round_), (whole, _) = await look(repo, pool, sweeps=True), await look(repo, pool, sweeps=False)
    assert swept.told == whole.told
    assert swept.owed == whole.owed
    assert swept.cursor == whole.cursor
    assert round_.bytes > 0
    return swept


NAMES = (
    "a.env",
    "b.py",
    "notes.txt",
    "x/yarn.lock",
    "x/a.env",
    ".pgpass",
    "deep/er/c.json",
    "with \t tab",
    "n\u00e4me",
)


def grown(seed: random.Random, commits: int) -> bytes:
    """A history in which values come, stay, move between files, go, come back, and meet in merges."""
    files: dict[str, list[str]] = {name: [f"{name} {number}" for number in range(30)] for name in NAMES}
    out: list[str] = []
    for number in range(commits):
        branch = seed.choice(("main", "main", "side", "other"))
        out.append(f"commit refs/heads/{branch}\nauthor A{number % 3} <a@x> {1_700_000_000 + number} +0000\n")
        out.append(f"committer C <c@x> {1_700_000_000 + number} +0000\ndata 0\n")
        if number > 10 and seed.random() < 0.2:
            out.append(f"merge refs/heads/{seed.choice(sorted({'main', 'side', 'other'} - {branch}))}\n")
        for name in seed.sample(sorted(files), seed.randrange(1, 4)):
            lines, quoted = files[name], name.replace("\t", "\\t")
            which, at = seed.randrange(8), seed.randrange(len(lines) + 1)
            match seed.randrange(6):
                case 0:
                    lines.insert(at, url(which))
                case 1:
                    lines.insert(at, lead(which))
                case 2:
                    del lines[at : at + 3]
                case 3:
                    other = files[seed.choice(NAMES)]
                    other.extend(lines[at : at + 5])
                case 4:
                    out.append(f'D "{quoted}"\n')
                    continue
                case _:
                    lines.append(f"# {number}")
            text = "\n".join(lines)
            out.append(f'M 100644 inline "{quoted}"\ndata {len(text.encode())}\n{text}\n')
    return "".join(out).encode()


@pytest.mark.parametrize("number", range(4))
async def test_a_sweep_tells_what_a_look_at_every_version_tells(repo: Path, pool: ScanPool, number: int) -> None:
    git(repo, "fast-import", "--quiet", "--force", stdin=grown(random.Random(number), 120))  # noqa: S311 - no security
    if number % 2:
        git(repo, "repack", "-adfq")
    told = (await alike(repo, pool)).told
    assert {kind for _, kind, *_ in told} == {None, "postgres-url"}
    assert len({canonical for canonical, *_ in told}) > 8


@pytest.mark.parametrize("is_packed", [False, True])
async def test_what_is_added_behind_very_many_of_one_value_is_told(
    repo: Path, pool: ScanPool, *, is_packed: bool
) -> None:
    many = f"{lead(1)}\n" * (Limits().leads + 10)
    out = ""
    for number, text in enumerate((many, f"{many}{url(2)}\n")):
        out += f"commit refs/heads/main\ncommitter C <c@x> {1_700_000_000 + number} +0000\ndata 0\n"
        out += f"M 100644 inline a.env\ndata {len(text)}\n{text}\n"
    git(repo, "fast-import", "--quiet", stdin=out.encode())
    if is_packed:
        git(repo, "repack", "-adfq")
    told = (await alike(repo, pool)).told
    assert [kind for _, kind, *_ in told if kind] == ["postgres-url"]


@pytest.mark.parametrize(("before", "name"), [("x A", "x B %s"), ("x", "\\377 %s")])
async def test_a_value_in_a_name_is_told_whatever_stands_around_it(
    repo: Path, pool: ScanPool, before: str, name: str
) -> None:
    token = f"{'gl' + 'pat'}-Zx9Kq2Lm{4}Np6Rs8Tv1Wy"
    out: list[str] = []
    for number, files in enumerate(((before,), (before, name % token))):
        stamp = f"<a@x> {1_700_000_000 + number} +0000"
        out.append(f"commit refs/heads/main\nauthor A {stamp}\ncommitter C {stamp}\ndata 0\n")
        out += [f'M 100644 inline "{each}"\ndata 1\n{number}\n' for each in files]
    git(repo, "fast-import", "--quiet", stdin="".join(out).encode())
    assert len((await alike(repo, pool)).findings) == 1


async def test_what_cannot_be_read_is_owed_by_the_same_names(repo: Path, pool: ScanPool) -> None:
    content = {
        "large": b"x" * (3 << 20) + b"!",
        "big": b"y " * BUFFER + url(1).encode(),
        "truncated": os.urandom(50_000),
        "corrupt": b"c" * 5000,
        "gone": b"gone\n",
        "utf16": f"\ufeff{url(2)}\n".encode("utf-16-le"),
        "fine": url(3).encode(),
        "empty": b"",
    }
    stream = [b"commit refs/heads/main\ncommitter C <c@x> 1700000000 +0000\ndata 0\n"]
    stream += [b"M 100644 inline %b\ndata %d\n%b\n" % (name.encode(), len(raw), raw) for name, raw in content.items()]
    git(repo, "-c", "fastimport.unpackLimit=1000", "fast-import", "--quiet", stdin=b"".join(stream))
    for name, left in (("truncated", 30_000), ("corrupt", 0), ("gone", None)):
        oid = git(repo, "rev-parse", f"main:{name}")
        file = repo / "objects" / oid[:2] / oid[2:]
        file.chmod(0o600)
        if left is None:
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:left] or b"not zlib at all")
    kept = await alike(repo, pool)
    head = git(repo, "rev-parse", "main")
    assert kept.owed == [
        (str(repo), "objects missing from this repository (a partial clone?): 1"),
        (f"corrupt@{head}", "the object is missing or corrupt"),
        ("gone", "its content is missing from this repository"),
        (f"large@{head}", "larger than the limit of 3145728 bytes"),
        (f"truncated@{head}", "the object is corrupt"),
    ]
    assert sorted(one.occurrence.path for one in kept.findings) == ["big", "fine", "utf16"]


async def test_a_scanner_that_dies_of_a_sweep_costs_no_finding(repo: Path, pool: ScanPool) -> None:
    git(repo, "fast-import", "--quiet", "--force", stdin=grown(random.Random(9), 40))  # noqa: S311 - no security
    whole, _ = await look(repo, pool, sweeps=False)

    class Lossy:
        width, largest = 1, 1 << 20

        async def sweep(self, git_dir: str, lines: Sequence[bytes], kind: str, *, prove: bool) -> Result:
            del git_dir, kind, prove
            return Result((), (), 0, held=tuple((line.partition(b" ")[0], b"") for line in lines))

        async def sweep_names(self, names: Sequence[bytes]) -> Result:
            return Result((), (), 0, held=tuple((name, b"") for name in names))

    kept = Kept()
    source = GitSource("src", repo, Visibility.PRIVATE, sweeper=Lossy())
    await Intake(kept, pool, "rules", lambda: NOW).read(source, None)
    assert kept.told == whole.told


async def test_with_more_objects_than_are_remembered_git_is_asked_what_is_missing(
    repo: Path, pool: ScanPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_order, "_NAMES", 3)
    git(
        repo,
        "-c",
        "fastimport.unpackLimit=1000",
        "fast-import",
        "--quiet",
        "--force",
        stdin=grown(random.Random(1), 30),  # noqa: S311 - no security
    )
    oid = git(repo, "rev-parse", "main:a.env")
    (repo / "objects" / oid[:2] / oid[2:]).unlink()
    assert (str(repo), "objects missing from this repository (a partial clone?): 1") in (await alike(repo, pool)).owed


async def test_what_moves_is_told_where_it_counts_for_more_and_not_once_more(tmp_path: Path, pool: ScanPool) -> None:
    tree = Repo(tmp_path / "tree")
    for folder in ("tests", "app", "lib", "examples"):
        (tree.path / folder).mkdir()
    begun = tree.commit(
        **{
            "tests/url.py": f'DSN = "{url(1)}"\n',
            "tests/weak.py": 'password = "zulu-Yankee60"\n',
            "x.txt": "db7.prod.corp-x.io:5432:orders:svc:s3cr9-et-Pw9-x7Q\n",
            "yarn.lock": "password: zulu-Yankee64\n",
            "app/known.py": f'DSN = "{url(2)}"\n{lead(2)}\n',
            "app/weaker.py": f'DSN = "{url(3)}"\n',
        }
    )
    for old, new in (
        *(("tests/url.py", "app/url.py"), ("tests/weak.py", "app/weak.py"), ("x.txt", ".pgpass")),
        *(("yarn.lock", "app/x.ini"), ("app/known.py", "lib/known.py"), ("app/weaker.py", "examples/weaker.py")),
    ):
        tree.git("mv", old, new)
    moved = tree.commit()
    told = await alike(tree.path, pool)
    assert sorted((one.occurrence.path, one.type or "lead", one.occurrence.commit) for one in told.findings) == sorted(
        [
            ("app/known.py", "lead", begun),
            ("app/known.py", "postgres-url", begun),
            ("app/weaker.py", "postgres-url", begun),
            ("tests/url.py", "lead", begun),
            (".pgpass", "postgres-url", moved),
            ("app/url.py", "postgres-url", moved),
            ("app/weak.py", "lead", moved),
            ("app/x.ini", "lead", moved),
        ]
    )


async def test_what_a_merge_moves_and_what_moves_out_of_what_is_excluded(tmp_path: Path, pool: ScanPool) -> None:
    tree = Repo(tmp_path / "tree")
    for folder in ("tests", "app"):
        (tree.path / folder).mkdir()
    tree.commit(**{"tests/a.py": f'DSN = "{url(1)}"\n', "app/b.py": f'DSN = "{url(2)}"\n'})
    tree.git("checkout", "-q", "-b", "side")
    tree.commit(side="1\n")
    tree.git("checkout", "-q", "main")
    tree.commit(main="1\n")
    tree.git("merge", "-q", "--no-commit", "--no-ff", "side")
    tree.git("mv", "tests/a.py", "app/a.py")
    merged = tree.commit("merged")
    tree.git("mv", "app/b.py", "b.py")
    out = tree.commit("out")
    told = await alike(tree.path, pool)
    typed = {(one.occurrence.path, one.occurrence.commit) for one in told.findings if one.type}
    assert {path for path, _ in typed} == {"app/a.py", "app/b.py"}
    assert ("app/a.py", merged) in typed
    for sweeps in (True, False):
        kept = Kept()
        source = GitSource("src", tree.path, Visibility.PRIVATE, sweeper=pool if sweeps else None)
        sieve = Sieve(source, tree.path, "", ["app"])
        await Intake(kept, pool, "rules", lambda: NOW).read(sieve, None)
        assert {(one.occurrence.path, one.occurrence.commit) for one in kept.findings if one.type} == {("b.py", out)}


async def test_a_second_look_tells_only_what_is_new(repo: Path, pool: ScanPool) -> None:
    git(repo, "fast-import", "--quiet", "--force", stdin=grown(random.Random(2), 30))  # noqa: S311 - no security
    first, _ = await look(repo, pool, sweeps=True)
    again, _ = await look(repo, pool, sweeps=True, after=first.cursor)
    assert (again.findings, again.read) == ([], [])
    text = url(77)
    commit = b"commit refs/heads/main\ncommitter C <c@x> 1800000000 +0000\ndata 0\nfrom refs/heads/main^0\n"
    git(repo, "fast-import", "--quiet", stdin=commit + f"M 100644 inline new\ndata {len(text)}\n{text}\n".encode())
    new, _ = await look(repo, pool, sweeps=True, after=first.cursor)
    assert [(one.occurrence.path, one.backlog) for one in new.findings] == [("new", False)]


async def test_a_sweep_pays_what_was_owed_before_it_owes_anew(repo: Path, pool: ScanPool) -> None:
    git(repo, "fast-import", "--quiet", "--force", stdin=grown(random.Random(3), 30))  # noqa: S311 - no security
    kept, _ = await look(repo, pool, sweeps=True)
    assert kept.read[0] == ("src", EVERYTHING)
    assert ("src", EVERYTHING) not in kept.read[1:]
    whole, _ = await look(repo, pool, sweeps=False)
    assert ("src", EVERYTHING) not in whole.read


async def test_leaving_early_leaves_no_git_behind(repo: Path, pool: ScanPool) -> None:
    git(repo, "fast-import", "--quiet", "--force", stdin=grown(random.Random(4), 30))  # noqa: S311 - no security
    looking = GitSource("src", repo, Visibility.PRIVATE, sweeper=pool).chunks(None, rules="r", now=NOW)
    first = await anext(looking)
    assert (first.part, first.cursor, first.swept > 0) == (None, None, True)
    await looking.aclose()
    left = subprocess.run(["pgrep", "-af", f"{repo}.* log "], check=False, capture_output=True).stdout  # noqa: ASYNC221 - the same
    assert left == b""


# --- the parts ---------------------------------------------------------------------------------------


def put(repo: Path, raw: bytes) -> bytes:
    return git(repo, "hash-object", "-w", "--stdin", stdin=raw).encode()


def loads(bulk: Bulk, asked: Sequence[tuple[bytes, int]]) -> list[tuple[bytes, bytes | None]]:
    found: list[tuple[bytes, bytes | None]] = []
    for load in bulk.read(asked):
        match load:
            case Load(buffer, blobs):
                found += [(oid, bytes(buffer[first:last])) for oid, first, last in blobs]
            case Large(oid, blocks):
                found.append((oid, b"".join(blocks)))
            case Unread(oid):
                found.append((oid, None))
    return found


def test_blobs_in_bulk(repo: Path) -> None:
    """Empty, of every size around the buffer's, the same twice, and again with the git that runs already."""
    raw = [
        b"",
        b"a",
        b"\n",
        b"x" * (BUFFER - 60),
        b"y" * (BUFFER - 52),
        b"z" * BUFFER,
        b"w" * (3 * BUFFER + 5),
        b"",
        b"end",
    ]
    asked = [(put(repo, each), len(each)) for each in raw]
    bulk = Bulk(str(repo))
    try:
        for _ in range(2):
            assert loads(bulk, asked) == [(oid, each) for (oid, _), each in zip(asked, raw, strict=True)]
    finally:
        bulk.close()


@pytest.mark.parametrize("at", [0, 1, 3, 5])
@pytest.mark.parametrize("fault", ["missing", "size", "corrupt", "tree"])
def test_one_that_is_not_as_was_listed_costs_only_itself(repo: Path, at: int, fault: str) -> None:
    raw = [b"one", b"two" * 1000, b"b" * (BUFFER + 1), b"three", b"four"]
    asked = [(put(repo, each), len(each)) for each in raw]
    bad = os.urandom(9000)
    oid = put(repo, bad)
    match fault:
        case "missing":
            wrong = (b"1" * 40, 9000)
        case "size":
            wrong = (oid, 8000)
        case "tree":
            wrong = (git(repo, "mktree", stdin=b"").encode(), 0)
        case _:
            wrong = (oid, 9000)
            file = repo / "objects" / oid[:2].decode() / oid[2:].decode()
            file.chmod(0o600)
            file.write_bytes(file.read_bytes()[:5000])
    expected: list[tuple[bytes, bytes | None]] = [(oid, each) for (oid, _), each in zip(asked, raw, strict=True)]
    expected.insert(at, (wrong[0], None))
    asked.insert(at, wrong)
    bulk = Bulk(str(repo), silence=0.3)
    try:
        assert loads(bulk, asked) == expected
    finally:
        bulk.close()


@pytest.mark.parametrize("size", [9, BUFFER + 1])
def test_what_gc_took_away_is_not_waited_for(repo: Path, size: int) -> None:
    """Git says in a word that it is gone, and then waits for us: thousands of them would take hours."""
    there = (put(repo, b"there"), 5)
    gone = [(b"%040x" % number, size) for number in range(1, 6)]
    bulk = Bulk(str(repo), silence=4)
    try:
        begun = time.monotonic()
        # A large one is told in blocks, of which there are none.
        found = [(oid, text) for oid, text in loads(bulk, [*gone, there, gone[0]]) if text != b""]
        assert found == [*((oid, None) for oid, _ in gone), (there[0], b"there"), (gone[0][0], None)]
    finally:
        bulk.close()
    assert time.monotonic() - begun < 4 * len(gone)


def listed(*rows: tuple[str, int, str]) -> bytes:
    return "".join(f"blob {oid * 40} {size} {base * 40}\n" for oid, size, base in rows).encode()


def test_a_delta_comes_right_after_what_it_is_one_of() -> None:
    order = Order(largest=100)
    text = listed(
        ("a", 1, "b"), ("b", 2, "0"), ("c", 3, "0"), ("d", 101, "0"), ("e", 5, "a"), ("f", 6, "c"), ("9", 7, "8")
    )
    text += f"tree {'7' * 40} 9 {'0' * 40}\n{'6' * 40} missing\n".encode()
    assert not any(order.add(text[at : at + 17]) for at in range(0, len(text), 17))
    [segment] = order.segments()
    assert [line[:1] + line[40:] for line in segment.lines] == [b"b 2", b"a 1", b"e 5", b"c 3", b"f 6", b"9 7"]
    assert (segment.bytes, order.large, order.names) == (
        24,
        {b"d" * 40},
        {each * 40 for each in (b"a", b"b", b"c", b"d", b"e", b"f", b"9")},
    )


def test_segments_are_neither_long_nor_many_names() -> None:
    order = Order(largest=1 << 30)
    rows = b"".join(b"blob %040x %d %040d\n" % (number, 10_000_000 * (number < 5), 0) for number in range(1, 3000))
    assert not order.add(rows)
    segments = order.segments()
    assert [(len(segment.lines), segment.bytes) for segment in segments] == [
        (2, 20_000_000), (2, 20_000_000), (1000, 0), (1000, 0), (995, 0),
    ]  # fmt: skip


async def test_commits_are_picked_wherever_the_log_is_cut(repo: Path) -> None:
    git(repo, "fast-import", "--quiet", "--force", stdin=grown(random.Random(5), 60))  # noqa: S311 - no security
    tips = git(repo, "for-each-ref", "--format=%(objectname)").split()
    reader = Reader(git_dir.look(repo), timedelta(minutes=1))
    every = [brought async for brought in reader.commits(tips, ())]
    wanted = {blob.oid.encode() for brought in every[::5] for blob in brought.blobs[:1]}
    wanted |= {brought.commit.encode() for brought in every[::9]} | {every[0].paths[0].encode()}
    expected = [brought for brought in every if not named(brought).isdisjoint(wanted)]
    async with reader.log(tips) as log:
        text = b"".join([block async for block in log.blocks()])
    for size in (7, 100, 4096, 1 << 20):
        pieces = blocks(text, size)
        picked = Picked(lambda names: (names.commits | objects(names) | names.paths) & wanted).commits(pieces)
        assert [brought async for brought in picked if not named(brought).isdisjoint(wanted)] == expected


def test_of_each_entry_what_was_before_and_how_it_changed() -> None:
    a, b, c = "a" * 40, "b" * 40, "c" * 40
    none = "0" * 40
    entries = (
        *(f":100644 100644 {a} {b} M", f":000000 100644 {none} {c} A", f":100644 120000 {a} {c} T"),
        *(f":100644 000000 {a} {none} D", f":160000 160000 {a} {b} M", f"::100644 100644 100755 {a} {b} {c} MM"),
        *(f"::100644 000000 000000 {a} {none} {none} MD", f":100644 100755 {'d' * 64} {'e' * 64} M"),
    )
    log = "".join(f"{entry}\0a {b} M\0" for entry in entries).encode()
    assert Named(log).entries == [
        (a.encode(), b.encode(), CHANGED), (none.encode(), c.encode(), b"A"), (a.encode(), c.encode(), b"T"),
        (b.encode(), c.encode(), b"MM"), (b"d" * 64, b"e" * 64, CHANGED),
    ]  # fmt: skip


async def test_a_log_that_nobody_needs_yet_is_not_given_up(repo: Path) -> None:
    git(repo, "fast-import", "--quiet", "--force", stdin=grown(random.Random(5), 20))  # noqa: S311 - no security
    tips = git(repo, "for-each-ref", "--format=%(objectname)").split()
    async with Reader(git_dir.look(repo), timedelta(0)).log(tips) as log:
        assert await log.is_whole()
        assert b"".join([block async for block in log.blocks()]).count(b"<a@x>") == 20


def objects(names: Named) -> set[bytes]:
    return {oid for _, oid, _ in names.entries}


def named(brought: Brought) -> set[bytes]:
    words = (brought.commit, *brought.paths, *(blob.oid for blob in brought.blobs))
    return {word.encode() for word in words}


async def blocks(text: bytes, size: int) -> AsyncGenerator[bytes]:
    for at in range(0, len(text), size):
        yield text[at : at + size]
