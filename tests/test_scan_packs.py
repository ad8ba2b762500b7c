"""A pack of git that is no repository's is read as git reads it: of a bundle, or in an archive of a repository."""

from __future__ import annotations

import io
import os
import random
import subprocess
import tarfile
import zlib
from pathlib import Path

import pytest

from agent.scan.containers.budget import Budget, UnreadableError
from agent.scan.containers.packs import objects
from agent.scan.containers.walk import members
from agent.scan.engine import Engine
from agent.scan.members import with_members
from detectors.forms import ALNUM, made
from tests.sims import compiled

PASSWORD = made(ALNUM, 16)
URL = f"postgres://app:{PASSWORD}@db.internal/orders"
VERSIONS = 30


def git(folder: Path, *words: str, given: bytes = b"") -> bytes:
    """At one time, by one thread: what git packs, and in which order, depends on both."""
    options = ("user.name=x", "user.email=x@example.org", "pack.threads=1")
    command = ["git", "-C", str(folder), *(word for option in options for word in ("-c", option)), *words]
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-01-01T00:00:00Z")
    return subprocess.run(command, input=given, capture_output=True, check=True, env={**os.environ, **dates}).stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Versions of a file, of which one held a value; a tag, and everything packed."""
    folder = tmp_path_factory.mktemp("packs")
    git(folder, "init", "-q", "-b", "main")
    for number in range(VERSIONS):
        lines = [f"line {line}" for line in range(number, 900)]
        lines[400] = f"dsn = {URL}" if number == VERSIONS // 2 else "dsn = none"
        (folder / "f").write_text("\n".join(lines))
        git(folder, "add", "f")
        git(folder, "commit", "-q", "-m", f"version {number}")
    git(folder, "tag", "-a", "first", "-m", "tagged")
    git(folder, "gc", "-q")
    return folder


def written(folder: Path) -> dict[str, bytes]:
    """By git itself: everything but trees."""
    names = (
        git(folder, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)").decode().split("\n")
    )
    kinds = dict(line.split() for line in names if line)
    return {name: git(folder, "cat-file", kind, name) for name, kind in kinds.items() if kind != "tree"}


def read(data: bytes) -> dict[str, bytes]:
    return {name.decode(): b"".join(blocks) for name, blocks in objects(data, lambda _: None)}


@pytest.mark.parametrize("form", ["pack", "bundle", "with named bases"])
def test_everything_is_in_it(repository: Path, form: str) -> None:
    if form == "pack":
        [pack] = repository.glob(".git/objects/pack/*.pack")
        data = pack.read_bytes()
    elif form == "bundle":
        data = git(repository, "bundle", "create", "-q", "-", "--all")
    else:
        data = git(
            repository, "pack-objects", "-q", "--stdout", given=git(repository, "rev-list", "--objects", "--all")
        )
    expected = written(repository)
    assert len(expected) == 2 * VERSIONS + 1
    assert read(data) == expected


def test_what_builds_upon_what_is_not_there_is_named(repository: Path) -> None:
    """And all the rest of it is read."""
    data = git(repository, "bundle", "create", "-q", "-", "main~20..main")
    told: list[bytes] = []
    with pytest.raises(UnreadableError, match="builds upon what is not in it"):
        told.extend(name for name, _ in objects(data, lambda _: None))
    assert sum(git(repository, "cat-file", "-t", name.decode()) == b"commit\n" for name in told) == 20


def test_a_value_of_an_old_version_is_found_in_an_archive_of_the_repository(repository: Path) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        archive.add(repository, "app")
    engine: Engine = compiled.engine()
    unread: list[str] = []
    hits = [*with_members(engine, iter(()), held, "app.tar.gz", lambda path, _: unread.append(path))]
    assert [hit.parts["password"].reveal() for hit in hits] == [PASSWORD]
    name = git(repository, "rev-parse", f"main~{VERSIONS - 1 - VERSIONS // 2}:f").decode().strip()
    assert hits[0].within.endswith(f".pack!/{name}")
    assert unread == []


def entry(kind: int, content: bytes, base: bytes = b"") -> bytes:
    size = len(content)
    head = bytearray(((kind << 4 | size & 15) | 0x80 * (size > 15),))
    size >>= 4
    while size:
        head.append(size & 0x7F | 0x80 * (size > 0x7F))
        size >>= 7
    return bytes(head) + base + zlib.compress(content)


def packed(*entries: bytes) -> bytes:
    return b"PACK\0\0\0\2" + len(entries).to_bytes(4) + b"".join(entries)


HOSTILE = {
    "its own base": packed(entry(6, b"\1\1\x01x", b"\0")),
    "a base before it": packed(entry(6, b"\1\1\x01x", b"\x7f")),
    "a base that is not there": packed(entry(7, b"\1\1\x01x", b"n" * 20)),
    "no kind": packed(entry(5, b"x")),
    "of two terabytes": packed(b"\xbf" + b"\xff" * 5 + b"\x7f" + zlib.compress(b"x")),
    "a number without an end": packed(b"\xbf" + b"\xff" * 99),
    "more than it says": packed(b"\x31" + zlib.compress(b"x" * 999)),
    "less than it says": packed(entry(3, b"x")[:1] + zlib.compress(b"")),
    "cut off": packed(entry(3, b"x" * 999))[:-5],
    "fewer than it says": b"PACK\0\0\0\2\0\0\0\7" + entry(3, b"x"),
    "a delta that is damaged": packed(entry(3, b"x"), entry(6, b"\1\xff", b"\x0a")),
    "more than anybody has": b"PACK\0\0\0\2\0\x7f\xff\xff" + entry(2, b"") * 9,
    "nothing": b"PACK\0\0\0\2",
    "another version": b"PACK\0\0\0\x09\0\0\0\1" + entry(3, b"x"),
    "no pack in a bundle": b"# v2 git bundle\n" + b"x" * 40,
}


def test_of_more_than_are_looked_into_the_first_are_read() -> None:
    data = b"PACK\0\0\0\2\0\x7f\xff\xff" + entry(3, b"x") * 400_001
    budget = Budget(len(data), members=3)
    told = [b"".join(member.blocks) for member in members(io.BytesIO(data), "x", budget)]
    assert (told, budget.unread) == ([b"x"] * 3, [("", "more files than are looked into")])


@pytest.mark.parametrize("form", HOSTILE)
def test_a_hostile_one_is_named(form: str) -> None:
    data = HOSTILE[form]
    budget = Budget(len(data))
    told = [b"".join(member.blocks) for member in members(io.BytesIO(data), "x", budget)]
    assert sum(map(len, told)) <= 1
    assert form == "nothing" or len(budget.unread) == 1


def test_what_swells_is_bounded() -> None:
    """Each delta copies what is before it many times; it is told what that costs before it is made again."""
    base = b"x" * (1 << 16)
    large = b"\x80\x80\x04" + b"\x80\x80\x80\x01" + b"\x80" * 32  # of 65,536 bytes two million
    data = packed(entry(3, base), entry(6, large, bytes((len(entry(3, base)),))))
    assert [len(b"".join(blocks)) for _, blocks in objects(data, lambda _: None)] == [1 << 16, 1 << 21]
    budget = Budget(len(data), total=1 << 20)
    assert sum(len(b"".join(member.blocks)) for member in members(io.BytesIO(data), "x", budget)) <= 1 << 20
    assert [reason for _, reason in budget.unread] == ["it grows beyond all measure when it is unpacked"]


def test_no_damage_is_a_crash(repository: Path) -> None:
    [pack] = repository.glob(".git/objects/pack/*.pack")
    read, refused = set[bytes](), 0
    data, chance = pack.read_bytes(), random.Random(7)  # noqa: S311 - nothing secret
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(12, len(data))] = chance.randrange(256)
        budget = Budget(len(data))
        read |= {b"".join(member.blocks) for member in members(io.BytesIO(damaged), "x", budget)}
        refused += len(budget.unread)
    whole = {b"".join(member.blocks) for member in members(io.BytesIO(data), "x", Budget(len(data)))}
    assert whole & read == whole, "what is not damaged is read"
    assert refused > 0
