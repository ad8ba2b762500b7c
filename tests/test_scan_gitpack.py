"""What is read straight out of packs is what git reads, or nothing; whatever their bytes are."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import struct
import subprocess
import zlib
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest

from agent.scan import wire
from agent.scan.gitpack import LARGEST, Packs, Unpacked, UnpackedError
from agent.scan.worker import Scanner
from agent.seal import ResponderKeys
from tests.sims import compiled

GIT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
OPEN = Path("/proc/self/fd")
BLOB, OFFSET_DELTA, NAMED_DELTA = 3, 6, 7


def git(repo: Path, *args: str, stdin: bytes = b"") -> bytes:
    done = subprocess.run(
        ["git", f"--git-dir={repo}", "-c", "fastimport.unpackLimit=1", *args],
        env=GIT,
        input=stdin,
        capture_output=True,
        check=True,
    )
    return done.stdout


def versions(seed: random.Random, count: int) -> bytes:
    """A file that grows, shrinks, is cut and glued; and one as large as is still read."""
    lines = [f"line {number} {seed.random()}\n" for number in range(80)]
    out = []
    for number in range(count):
        at = seed.randrange(len(lines))
        match seed.randrange(4):
            case 0:
                lines[at:at] = [f"new {number}\n"]
            case 1:
                del lines[at : at + 4]
            case 2:
                lines += lines[at : at + 30]
            case _:
                lines[at] = f"changed {number}\n"
        out.append("".join(lines))
    large = "x" * (LARGEST - 1) + "y"
    return "".join(map(committed, [*out, large, large + "!", ""])).encode()


def committed(text: str) -> str:
    head = "commit refs/heads/main\ncommitter C <c@x> 1700000000 +0000\ndata 0\n"
    return f"{head}M 100644 inline file\ndata {len(text.encode())}\n{text}\n"


def blobs(repo: Path) -> dict[bytes, bytes]:
    listed = map(bytes.split, git(repo, "cat-file", "--batch-all-objects", "--batch-check").split(b"\n")[:-1])
    return {oid: git(repo, "cat-file", "blob", oid.decode()) for oid, kind, _ in listed if kind == b"blob"}


def read(packs: Packs, oid: bytes, size: int) -> bytes | None:
    try:
        return packs.blob(oid, size).text
    except UnpackedError:
        return None


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "r.git")], env=GIT, check=True)
    return tmp_path / "r.git"


FORMS = {
    "deep chains": ("repack", "-adfq", "--depth=400", "--window=20"),
    "named bases": ("-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"),
    "no deltas": ("repack", "-adfq", "--depth=0"),
}


@pytest.mark.parametrize("form", [*FORMS, "as it came", "two packs"])
def test_each_blob_is_what_git_says(repo: Path, form: str) -> None:
    git(repo, "fast-import", "--quiet", stdin=versions(random.Random(1), 60))  # noqa: S311 - no security
    if form == "two packs":
        git(repo, "fast-import", "--quiet", "--force", stdin=versions(random.Random(2), 20))  # noqa: S311 - no security
    elif form != "as it came":
        git(repo, *FORMS[form])
    true = blobs(repo)
    packs = Packs(str(repo))
    derived = 0
    texts: dict[tuple[int, int], bytes] = {}
    for oid, text in true.items():
        if len(text) > LARGEST:
            assert read(packs, oid, len(text)) is None
            continue
        blob = packs.blob(oid, len(text))
        assert blob.text == text
        texts[blob.key] = text
    for oid, text in true.items():
        if len(text) <= LARGEST and (blob := packs.blob(oid, len(text))).base:
            derived += 1
            assert blob.base not in texts or copied(blob, texts[blob.base])
    assert (derived > 10) == (form != "no deltas")
    assert read(packs, b"0" * 40, 5) is None
    some = next(oid for oid, text in true.items() if 0 < len(text) < LARGEST)
    assert read(packs, some, len(true[some]) + 1) is None
    packs.close()


def copied(blob: Unpacked, base: bytes) -> bool:
    assert blob.base_size == len(base)
    behind = 0
    for start, source, length in blob.copies:
        assert start >= behind
        behind = start + length
        assert blob.text[start:behind] == base[source : source + length]
    return behind <= len(blob.text)


def test_sha256(tmp_path: Path) -> None:
    repo = tmp_path / "r.git"
    subprocess.run(["git", "init", "-q", "--bare", "--object-format=sha256", str(repo)], env=GIT, check=True)
    git(repo, "fast-import", "--quiet", stdin=versions(random.Random(1), 20))  # noqa: S311 - no security
    packs = Packs(str(repo))
    for oid, text in blobs(repo).items():
        assert len(text) > LARGEST or packs.blob(oid, len(text)).text == text


@pytest.mark.parametrize("suffix", ["pack", "idx"])
def test_damage_gives_the_blob_or_nothing(repo: Path, suffix: str) -> None:
    git(repo, "fast-import", "--quiet", stdin=versions(random.Random(3), 30))  # noqa: S311 - no security
    true = {oid: text for oid, text in blobs(repo).items() if len(text) < 50_000}
    (file,) = (repo / "objects" / "pack").glob(f"*.{suffix}")
    whole = file.read_bytes()
    file.chmod(0o644)
    seed = random.Random(4)  # noqa: S311 - no security
    lost = 0
    for _ in range(60):
        bytes_ = bytearray(whole)
        for _ in range(seed.choice((1, 1, 4))):
            bytes_[seed.randrange(len(bytes_))] = seed.randrange(256)
        if seed.random() < 0.1:
            del bytes_[seed.randrange(len(bytes_)) :]
        file.write_bytes(bytes_)
        packs = Packs(str(repo))
        for oid, text in true.items():
            said = read(packs, oid, len(text))
            assert said in {text, None}
            lost += said is None
        packs.close()
    assert lost > 0


def test_what_is_no_pack_is_left_alone(repo: Path, tmp_path: Path) -> None:
    folder = repo / "objects" / "pack"
    (tmp_path / "elsewhere").write_bytes(b"x")
    (folder / "pack-1.idx").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(folder / "pack-2.idx")
    (folder / "pack-3.idx").write_bytes(b"")
    (folder / "pack-4.idx").mkdir()
    for git_dir in (repo, tmp_path / "gone"):
        packs = Packs(str(git_dir))
        assert read(packs, b"0" * 40, 1) is None
        packs.close()


def number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def entry(kind: int, content: bytes, base: bytes = b"", size: int | None = None) -> bytes:
    size = len(content) if size is None else size
    low, rest = size & 15, size >> 4
    head = bytes([kind << 4 | low | (0x80 if rest else 0)]) + (number(rest) if rest else b"")
    return head + base + zlib.compress(content)


def made(repo: Path, entries: dict[bytes, bytes]) -> None:
    """A pack of these, whatever they are: by the names that its index shall give them."""
    body, offsets = b"PACK" + struct.pack(">II", 2, len(entries)), dict[bytes, int]()
    for name, raw in entries.items():
        offsets[name] = len(body)
        body += raw
    body += hashlib.sha1(body).digest()  # noqa: S324 - git's
    names = sorted(entries)
    fan = [sum(name[0] <= first for name in names) for first in range(256)]
    index = b"\xfftOc" + struct.pack(">I", 2) + struct.pack(">256I", *fan) + b"".join(names) + bytes(4 * len(names))
    index += struct.pack(f">{len(names)}I", *(offsets[name] for name in names)) + body[-20:]
    folder = repo / "objects" / "pack"
    (folder / "pack-a.pack").write_bytes(body)
    (folder / "pack-a.idx").write_bytes(index + hashlib.sha1(index).digest())  # noqa: S324 - git's


A, B, C = b"\x01" * 20, b"\x02" * 20, b"\xff" * 20
BASE = b"0123456789" * 20


def delta(before: int, size: int, *steps: bytes) -> bytes:
    return number(before) + number(size) + b"".join(steps)


def copy(at: int, length: int) -> bytes:
    return bytes([0x80 | 1 | 2 | 16 | 32]) + struct.pack("<HH", at, length)


def test_names_that_begin_alike(repo: Path) -> None:
    names = [b"abcd" + bytes([last]) * 16 for last in range(1, 60, 2)]
    made(repo, {name: entry(BLOB, name.hex().encode()) for name in (*names, A, b"abce" + bytes(16))})
    packs = Packs(str(repo))
    assert [read(packs, name.hex().encode(), 40) for name in names] == [name.hex().encode() for name in names]
    for last in (0, 2, 30, 58, 60):
        assert read(packs, (b"abcd" + bytes([last]) * 16).hex().encode(), 40) is None


HOSTILE = {
    "as it should be": (delta(200, 13, copy(10, 10), b"\x03abc"), 13, BASE[10:20] + b"abc"),
    "copies what is not there": (delta(200, 10, copy(195, 10)), 10, None),
    "copies more than it says": (delta(200, 10, copy(0, 20)), 10, None),
    "says more than it makes": (delta(200, 30, copy(0, 20)), 30, None),
    "another base": (delta(199, 10, copy(0, 10)), 10, None),
    "a step of nothing": (delta(200, 10, b"\0", copy(0, 10)), 10, None),
    "cut off": (delta(200, 10, copy(0, 10)[:-1]), 10, None),
    "cut off in a number": (b"\xff", 10, None),
    "a number without an end": (b"\xff" * 1000 + b"\1", 10, None),
    "larger than anything": (delta(200, 1 << 60, copy(0, 10)), 1 << 60, None),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_delta(repo: Path, what: str) -> None:
    raw, size, text = HOSTILE[what]
    made(repo, {A: entry(BLOB, BASE), B: entry(NAMED_DELTA, raw, A)})
    packs = Packs(str(repo))
    assert read(packs, A.hex().encode(), len(BASE)) == BASE
    assert read(packs, B.hex().encode(), size) == text


def test_what_would_never_end(repo: Path) -> None:
    """Deltas of each other, of themselves, of nothing; a bomb; an announced size that is none."""
    step = delta(10, 10, copy(0, 10))
    made(
        repo,
        {
            A: entry(NAMED_DELTA, step, B),
            B: entry(NAMED_DELTA, step, A),
            C: entry(NAMED_DELTA, step, C),
            b"\x03" * 20: entry(OFFSET_DELTA, step, b"\0"),
            b"\x04" * 20: entry(OFFSET_DELTA, step, b"\xff" * 12 + b"\x7f"),
            b"\x05" * 20: entry(BLOB, bytes(64 << 20), size=10),
            b"\x06" * 20: entry(BLOB, b"x" * 10, size=1 << 50),
            b"\x07" * 20: entry(BLOB, b"", size=10),
            b"\x08" * 20: entry(2, b"x" * 10),
        },
    )
    packs, began = Packs(str(repo)), process_time()
    for name in (A, B, C, *(bytes([first]) * 20 for first in range(3, 9))):
        assert read(packs, name.hex().encode(), 10) is None
    assert process_time() - began < 5


@pytest.mark.parametrize(
    "raw",
    [
        entry(NAMED_DELTA, b"\xff" * 300_000 + b"\1", A),
        entry(OFFSET_DELTA, b"", b"\xff" * 300_000 + b"\1", size=0),
        b"\xbf" + b"\xff" * 300_000 + b"\1",
    ],
    ids=["of a delta", "of an offset", "of a size"],
)
def test_a_number_of_very_many_digits_is_none(repo: Path, raw: bytes) -> None:
    """To put one together takes a hundred times as long for ten times as many, and they are short in a pack."""
    made(repo, {A: entry(BLOB, BASE), B: raw, C: entry(BLOB, BASE)})
    packs, began = Packs(str(repo)), process_time()
    assert read(packs, B.hex().encode(), 10) is None
    assert process_time() - began < 0.5


def test_what_would_take_all_memory(repo: Path) -> None:
    """Deltas of a megabyte each, that are short in their pack, and make nothing; and of copies of one byte each."""
    size = 1 << 20
    short = size // 2 - 63
    long = delta(size, size, *[b"\x90\x01"] * short, *[copy(0, 0)] * 8, copy(0, 63))
    assert len(long) <= LARGEST
    names = [bytes([1, number]) + bytes(18) for number in range(40)]
    entries = {names[0]: entry(BLOB, bytes(size))}
    entries |= {name: entry(NAMED_DELTA, long, before) for before, name in pairwise(names)}
    made(repo, entries)
    assert (repo / "objects" / "pack" / "pack-a.pack").stat().st_size < size
    packs, began = Packs(str(repo)), process_time()
    copies = packs.blob(names[1].hex().encode(), size).copies
    assert copies == [(short + at * 65536, 0, 65536) for at in range(8)]
    assert read(packs, names[-1].hex().encode(), size) is None
    assert process_time() - began < 5


def test_a_repository_of_many_packs_leaves_files_to_others(repo: Path) -> None:
    folder = repo / "objects" / "pack"
    made(repo, {A: entry(BLOB, BASE)})
    for number in range(100):
        shutil.copy(folder / "pack-a.idx", folder / f"pack-b{number}.idx")
        (folder / f"pack-b{number}.pack").write_bytes((folder / "pack-a.pack").read_bytes())
    before = len([*OPEN.iterdir()])
    packs = Packs(str(repo))
    assert len([*OPEN.iterdir()]) - before <= 16
    assert read(packs, A.hex().encode(), len(BASE)) == BASE
    packs.close()
    assert len([*OPEN.iterdir()]) == before


def test_indexes_that_are_large_together_are_not_read(repo: Path) -> None:
    """A file may be as large as it likes, and be nowhere."""
    folder = repo / "objects" / "pack"
    count = 5_000_000
    for number in range(10):
        with (folder / f"pack-{number}.idx").open("wb") as file:
            file.write(b"\xfftOc" + struct.pack(">I", 2) + bytes(255 * 4) + struct.pack(">I", count))
            file.truncate(8 + 1024 + count * 28 + 40)
        (folder / f"pack-{number}.pack").write_bytes(b"")
    made(repo, {A: entry(BLOB, BASE)})
    began = process_time()
    packs = Packs(str(repo))
    assert process_time() - began < 2
    assert read(packs, A.hex().encode(), len(BASE)) == BASE
    packs.close()


def test_all_that_is_swept_is_counted(repo: Path) -> None:
    """Whatever its encoding, and whether it could be taken from a pack."""
    git(repo, "fast-import", "--quiet", stdin="".join(map(committed, ["one", "two\n"])).encode())
    wide = b"\xff\xfe" + "three\n".encode("utf-16-le")
    git(repo, "hash-object", "-w", "--stdin", stdin=b"loose\n")
    git(repo, "fast-import", "--quiet", stdin=b"blob\ndata %d\n%b\n" % (len(wide), wide))
    keys = ResponderKeys.generate().scanner
    setup = wire.Setup(keys.fingerprint, keys.public, keys.key_id, wire.Limits(), None)
    scanner = Scanner(setup, compiled.engine())
    lines = [b"%b %d" % (oid, len(text)) for oid, text in blobs(repo).items()]
    assert scanner.answer(wire.sweep(str(repo), lines, "blob")).bytes == 3 + 4 + 6 + len(wide)
    scanner.rest()
