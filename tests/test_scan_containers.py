"""What is in containers is read. What is hostile costs neither memory nor time, and what was not read is named."""

# ruff: noqa: E501 - tables of containers, a line each

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sqlite3
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.scan.containers.budget import MIB, Budget
from agent.scan.containers.kinds import Kind, kind
from agent.scan.containers.walk import members
from agent.scan.engine import Engine
from agent.scan.members import with_members
from detectors.forms import ALNUM, made
from tests.sims import compiled
from tests.sims.zstandard import zstd

PASSWORD = made(ALNUM, 16)
URL = f"postgres://app:{PASSWORD}@db.internal/orders"
TEXT = f"one\n{URL}\n".encode()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def by_method(number: int, body: bytes) -> bytes:
    """A zip of one member `a`, which is compressed in a way that zipfile does not write everywhere."""
    data = bytearray(packed({"a": body}, zipfile.ZIP_STORED))
    for at in (8, data.index(b"PK\x01\x02") + 10):
        data[at : at + 2] = struct.pack("<H", number)
    return bytes(data)


def windowed(bits: int, data: bytes) -> bytes:
    """One block of zstd that is as it is, and asks for a window of 2 to the power of `bits`."""
    return b"\x28\xb5\x2f\xfd\0" + bytes(((bits - 10) << 3,)) + (len(data) << 3 | 1).to_bytes(3, "little") + data


def tarred(files: Mapping[str, bytes], form: int = tarfile.GNU_FORMAT) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return held.getvalue()


def debian(files: Mapping[str, bytes]) -> bytes:
    made_of = b"!<arch>\n"
    for name, data in files.items():
        made_of += b"%-16s0           0     0     100644  %-10d`\n" % (name.encode(), len(data)) + data
        made_of += b"\n" * (len(data) % 2)
    return made_of


def copied(files: Mapping[str, bytes]) -> bytes:
    """As cpio writes it for the kernel."""
    made_of = bytearray()
    for name, data in {**files, "TRAILER!!!": b""}.items():
        named = name.encode() + b"\0"
        made_of += b"070701" + b"%08x" * 13 % (1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(named), 0) + named
        made_of += b"\0" * (-len(made_of) % 4) + data
        made_of += b"\0" * (-len(made_of) % 4)
    return bytes(made_of)


def rpm(payload: bytes, signature: bytes = b"signed!") -> bytes:
    intro = b"\x8e\xad\xe8\1\0\0\0\0"
    index = b"\0\0\x04\0\0\0\0\6\0\0\0\0\0\0\0\1"
    headers = (
        intro + (1).to_bytes(4) + len(said).to_bytes(4) + index + said for said in (signature, b"echo installed\0")
    )
    first, second = headers
    return b"\xed\xab\xee\xdb\3" + b"\0" * 91 + first + b"\0" * (-len(first) % 8) + second + payload


def database(*rows: tuple[str, str], encoding: str = "UTF-8") -> bytes:
    with closing(sqlite3.connect(":memory:")) as held:
        held.execute(f"PRAGMA encoding = '{encoding}'")
        held.execute("CREATE TABLE settings (name, value)")
        held.executemany("INSERT INTO settings VALUES (?, ?)", rows)
        held.commit()
        return held.serialize()


def portable(content: bytes) -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + zlib.compress(content) + b"\nendstream\nendobj\n"
    )


def found(engine: Engine, data: bytes, name: str = "x") -> tuple[list[tuple[str, str, int]], list[tuple[str, str]]]:
    """Member, value and line of each hit; and what was not read."""
    unread: list[tuple[str, str]] = []
    hits = with_members(engine, iter(()), io.BytesIO(data), name, lambda path, reason: unread.append((path, reason)))
    return [(hit.within, hit.parts["password"].reveal(), hit.line) for hit in hits if hit.type], unread


def stored_blocks() -> bytes:
    """Deflated without being compressed: it begins with a zero, as padding would."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=0) as archive:
        archive.writestr("a", TEXT + b"x" * 200_000)
    return held.getvalue()


LONG = "d/" + "n" * 150 + "/x"
CONTAINERS: dict[str, tuple[str, bytes, str]] = {
    "zip": ("x.zip", packed({"a/": b"", "a/.env": TEXT, "b": b"nothing"}), "a/.env"),
    "zip, stored": ("x.zip", packed({"a/.env": TEXT}, zipfile.ZIP_STORED), "a/.env"),
    "zip, bzip2": ("x.zip", packed({"a/.env": TEXT}, zipfile.ZIP_BZIP2), "a/.env"),
    "zip, in blocks that are as they are": ("x.zip", stored_blocks(), "a"),
    "zip behind a script": ("x.pyz", b"PK\x03\x04" + b"#!" * 50 + packed({"a": TEXT}), "a"),
    "jar in a jar": ("x.jar", packed({"lib/y.jar": packed({"z.properties": TEXT})}), "lib/y.jar!/z.properties"),
    "tar": ("x.tar", tarred({"x": TEXT}), "x"),
    "tar, long names": ("x.tar", tarred({LONG: TEXT}), LONG),
    "tar, pax": ("x.tar", tarred({"ž" * 90: TEXT}, tarfile.PAX_FORMAT), "ž" * 90),
    "tar, ustar": ("x.tar", tarred({LONG: TEXT}, tarfile.USTAR_FORMAT), LONG),
    "tar.gz": ("x.tar.gz", gzip.compress(tarred({"x": TEXT})), "x"),
    "tgz": ("x.tgz", gzip.compress(tarred({"x": TEXT})), "x"),
    "tar.bz2": ("x.tar.bz2", bz2.compress(tarred({"x": TEXT})), "x"),
    "tar.xz": ("x.tar.xz", lzma.compress(tarred({"x": TEXT})), "x"),
    "gz": ("ci.log.gz", gzip.compress(TEXT), "ci.log"),
    "gz, in two": ("ci.log.gz", gzip.compress(TEXT[:20]) + gzip.compress(TEXT[20:]), "ci.log"),
    "bz2": ("ci.log.bz2", bz2.compress(TEXT), "ci.log"),
    "tar.zst": ("x.tar.zst", zstd.compress(tarred({"x": TEXT})), "x"),
    "zst": ("ci.log.zst", zstd.compress(TEXT), "ci.log"),
    "zst, in two": ("ci.log.zst", zstd.compress(TEXT[:20]) + zstd.compress(TEXT[20:]), "ci.log"),
    "zst, with what is skipped": ("ci.log.zst", b"\x50\x2a\x4d\x18\x04\0\0\0size" + zstd.compress(TEXT) + b"\x5e\x2a\x4d\x18\x04\0\0\0seek", "ci.log"),
    "zst, begun by another one": ("ci.log.zst", b"\x5f\x2a\x4d\x18\x04\0\0\0size" + zstd.compress(TEXT), "ci.log"),
    "zst, its largest window": ("ci.log.zst", windowed(27, TEXT), "ci.log"),
    "zst, best": ("ci.log.zst", zstd.compress(TEXT, 22), "ci.log"),
    "zip, zstd": ("x.zip", by_method(93, zstd.compress(TEXT)), "a"),
    "zip, xz": ("x.zip", by_method(95, lzma.compress(TEXT)), "a"),
    "xz": ("ci.log.xz", lzma.compress(TEXT), "ci.log"),
    "lzma": ("ci.log.lzma", lzma.compress(TEXT, lzma.FORMAT_ALONE), "ci.log"),
    "zlib": ("x.bin", zlib.compress(TEXT) + b"and something else", "x.bin"),
    "git's loose object": ("objects/ab/cdef", zlib.compress(b"blob %d\0" % len(TEXT) + TEXT), "cdef"),
    "git's folder in a tar": ("x.tar", tarred({".git/objects/ab/cdef": zlib.compress(b"blob %d\0" % len(TEXT) + TEXT)}), ".git/objects/ab/cdef!/cdef"),
    "zipapp": ("x.pyz", b"#!/usr/bin/env python3\n" + packed({"a": TEXT}), "a"),
    "zipapp in a tar": ("x.tar", tarred({"x.pyz": b"#!/usr/bin/env python3\n" + packed({"a": TEXT})}), "x.pyz!/a"),
    "Spring Boot's executable jar": ("x.jar", b"#!/bin/bash\n#\n#  :: Spring Boot Startup Script ::\n" + b"# more\n" * 900 + packed({"a": TEXT}), "a"),
    "zip behind a program": ("setup.exe", b"MZ\x90\0" + b"code" * 300 + packed({"a": TEXT}), "a"),
    "zip behind a program of Linux": ("setup.run", b"\x7fELF\2\0" + b"code" * 300 + packed({"a": TEXT}), "a"),
    "UTF-16 in gz": ("x.txt.gz", gzip.compress(TEXT.decode().encode("utf-16")), "x.txt"),
    "image": ("x.tar", tarred({"abc/layer.tar": tarred({"app/x.jar": packed({"a.yml": TEXT})})}), "abc/layer.tar!/app/x.jar!/a.yml"),
    "OCI image": ("x.tar", tarred({"blobs/sha256/abc": gzip.compress(tarred({"etc/x": TEXT}))}), "blobs/sha256/abc!/etc/x"),
    "deb": ("x.deb", debian({"debian-binary": b"2.0", "data.tar.xz": lzma.compress(tarred({"./etc/x": TEXT}))}), "data.tar.xz!/etc/x"),
    "deb, zstd": ("x.deb", debian({"debian-binary": b"2.0", "data.tar.zst": zstd.compress(tarred({"./etc/x": TEXT}))}), "data.tar.zst!/etc/x"),
    "cpio": ("x.cpio", copied({"a/": b"", "etc/x": TEXT, "b": b"nothing"}), "etc/x"),
    "cpio.gz": ("initrd.gz", gzip.compress(copied({"etc/x": TEXT})), "etc/x"),
    "rpm": ("x.rpm", rpm(gzip.compress(copied({"./etc/x": TEXT}))), "payload!/etc/x"),
    "rpm, zstd": ("x.rpm", rpm(zstd.compress(copied({"./etc/x": TEXT})), b""), "payload!/etc/x"),
    "SQLite": ("x.db", database(("dsn", URL)), "rows"),
    "SQLite in UTF-16": ("x.db", database(("dsn", URL), encoding="UTF-16le"), "rows"),
    "PDF": ("x.pdf", portable(b"BT (one) Tj 0 -12 Td [(" + URL[:9].encode() + b") -20 (" + URL[9:].encode() + b")] TJ ET"), "text"),
    "PDF, attached": ("x.pdf", portable(TEXT), "text"),
    "PDF, attached, with what a page might show": ("x.pdf", portable(b"note = '(of app)'; " + URL.encode()), "text"),
    "Word": ("x.docx", packed({"word/document.xml": f"<w:p><w:t>one</w:t></w:p><w:p><w:r><w:t>{URL[:12]}</w:t></w:r><w:r><w:t>{URL[12:]}</w:t></w:r></w:p>".encode()}), "word/document.xml"),
    "OpenDocument": ("x.odt", packed({"content.xml": f"<text:p>one</text:p><text:p>{URL[:12]}<text:span>{URL[12:]}</text:span></text:p>".encode()}), "content.xml"),
}  # fmt: skip


@pytest.mark.parametrize("form", CONTAINERS)
def test_a_container_is_read(engine: Engine, form: str) -> None:
    name, data, member = CONTAINERS[form]
    assert kind(data[:512]) is not None
    assert found(engine, data, name) == ([(member, PASSWORD, 2)], [])


def test_long_rows_lie_on_several_pages(engine: Engine) -> None:
    data = database(*((f"n{n}", "x " * 4000 + URL + " " + "y " * n) for n in range(5)))
    hits, unread = found(engine, data)
    assert ([value for _, value, _ in hits], unread) == ([PASSWORD] * 5, [])


def test_the_same_in_the_bytes_themselves_is_told_once(engine: Engine) -> None:
    """A stored member, a tar, a database: the text stands there as it is."""
    for data in (packed({"x": TEXT}, zipfile.ZIP_STORED), tarred({"x": TEXT}), database(("dsn", URL))):
        hits = list(with_members(engine, engine.scan(data), io.BytesIO(data), "x", lambda *_: None))
        assert [hit.parts["password"].reveal() for hit in hits if hit.type] == [PASSWORD]
        assert hits[0].within


def test_what_zstd_leaves_as_it_is_is_no_second_text(engine: Engine) -> None:
    """Cut off where something is repeated, it would be another credential."""
    data = zstd.compress(f"{URL[:-12]}\nhost=db.internal\n{URL}".encode())
    assert [hit.parts["password"].reveal() for hit in engine.scan(data) if hit.type]
    hits = list(with_members(engine, engine.scan(data), io.BytesIO(data), "x.zst", lambda *_: None))
    assert {hit.within for hit in hits} == {"x"}


def test_what_no_member_shows_is_still_found(engine: Engine) -> None:
    """Behind an archive; in the comment that a header of gzip has."""
    plain = gzip.compress(b"nothing")
    for data in (packed({"x": b"nothing"}) + TEXT, plain[:3] + b"\x10" + plain[4:10] + TEXT + b"\0" + plain[10:]):
        hits = list(with_members(engine, engine.scan(data), io.BytesIO(data), "x", lambda *_: None))
        assert [(hit.within, hit.parts["password"].reveal()) for hit in hits if hit.type] == [("", PASSWORD)]


def test_paths_decide_below_an_archive_too(engine: Engine) -> None:
    """A line of .pgpass means something in a file of that name only."""
    line = f"db.internal:5432:orders:app:{PASSWORD}\n".encode()
    inside = [hit for hit in with_members(engine, iter(()), io.BytesIO(packed({"home/.pgpass": line, "x": line})), "a.zip", lambda *_: None) if hit.type]  # fmt: skip
    assert {hit.within for hit in inside} <= {"home/.pgpass"}


# --- what is hostile -----------------------------------------------------------------------------


def nested_bomb(depth: int) -> bytes:
    data = b"\0" * (4 * MIB)
    for _ in range(depth):
        data = packed({str(n): data for n in range(8)})
    return data


def overlapping(times: int) -> bytes:
    """One body, and a directory that names it again and again."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = body.compress(b"\0" * (16 * MIB)) + body.flush()
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(raw), 16 * MIB, 1, 0) + b"a" + raw
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(raw), 16 * MIB, 1, 0, 0, 0, 0, 0, 0) + b"a"
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, len(entry) * times, len(local), 0)
    return local + entry * times + end


def nothing_comes() -> bytes:
    """One body of empty blocks, which are read and give nothing, named again and again."""
    raw = b"\0\0\0\xff\xff" * 200_000
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(raw), 0, 1, 0) + b"a" + raw
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(raw), 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5000, 5000, len(entry) * 5000, len(local), 0)
    return local + entry * 5000 + end


def page_of_rows(payload: bytes) -> bytes:
    """A thousand rows that are one, of a megabyte: a page that leads to itself, and nothing that becomes text."""
    size, rows = 4096, 1000
    first = b"SQLite format 3\0" + struct.pack(">HBBBBBB", size, 1, 1, 0, 64, 32, 32)
    at = 8 + 2 * rows
    cell = (b"\xc0\x80\x00\x01" + payload).ljust(size - at - 4, payload[-1:]) + struct.pack(">I", 3)
    leaf = struct.pack(">BHHHB", 13, 0, rows, at, 0) + struct.pack(">H", at) * rows + cell
    return first.ljust(size, b"\0") + leaf + (struct.pack(">I", 3)).ljust(size, payload[-1:])


def header(flag: bytes, size: int, rest: bytes = b"") -> bytes:
    raw = bytearray(b"x".ljust(124, b"\0") + b"%011o\0" % size + b"\0" * 12 + b" " * 8 + flag).ljust(257, b"\0")
    raw = bytearray(bytes(raw + b"ustar  \0").ljust(482, b"\0") + rest).ljust(512, b"\0")
    raw[148:156] = b"%06o\0 " % sum(raw)
    return bytes(raw)


def quine() -> bytes:
    """https://research.swtch.com/zip has real ones; a gzip in a gzip, deeper than anybody looks, does here."""
    data = TEXT
    for _ in range(40):
        data = gzip.compress(data)
    return data


def within_each_other() -> bytes:
    data = made(ALNUM, 4096).encode() * (30 * MIB // 4096)
    for _ in range(5):
        data = packed({"x.zip": data}, zipfile.ZIP_STORED)
    return data


GROWS = "it grows beyond all measure when it is unpacked"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip bomb": (lambda: gzip.compress(b"\0" * (300 * MIB)), GROWS),
    "bzip2 bomb": (lambda: bz2.compress(b"\0" * (300 * MIB)), GROWS),
    "xz bomb": (lambda: lzma.compress(b"\0" * (300 * MIB), preset=0), GROWS),
    "zstd bomb": (lambda: zstd.compress(b"\0" * (300 * MIB)), GROWS),
    "zip in zip in zip": (lambda: nested_bomb(3), GROWS),
    "overlapping members": (lambda: overlapping(40_000), GROWS),
    "gzip, a million times nothing": (lambda: gzip.compress(b"") * 1_000_000, GROWS),
    "bzip2, a million times nothing": (lambda: bz2.compress(b"a") + bz2.compress(b"") * 200_000, GROWS),
    "zstd, a million times nothing": (lambda: zstd.compress(b"") * 100_000, GROWS),
    "zstd, a million times what is skipped": (lambda: zstd.compress(b"a") + b"\x50\x2a\x4d\x18\0\0\0\0" * 100_000, GROWS),
    "zstd with a window of a gigabyte": (lambda: windowed(30, TEXT), "it asks for more memory than it gets"),
    "members of which nothing comes": (nothing_comes, GROWS),
    "pages of which nothing comes": (lambda: b"%PDF-1.7\n" + portable(b"(a)Tj " + b"x" * (16 * MIB)) * 40, GROWS),
    "rows without a column": (lambda: page_of_rows(b"\x01\0"), "damaged"),
    "rows of a million columns": (lambda: page_of_rows(b"\xc0\x80\x00\x01"), "damaged"),
    "zip in zip, as large as may be": (within_each_other, "too large to be opened within another one"),
    "a tar that says it is large": (lambda: tarred({"x": TEXT})[:124] + b"77777777777\0" + tarred({"x": TEXT})[136:], "it ends too early"),
    "a name of a gigabyte": (lambda: tarred({LONG: TEXT})[:124] + b"10000000000\0" + tarred({LONG: TEXT})[136:], "a name in it is too long"),
    "deeper than anybody looks": (quine, "too many containers in each other"),
    "encrypted": (lambda: packed({"a": TEXT}).replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"), "encrypted"),
    "encrypted PDF": (lambda: portable(TEXT) + b"trailer << /Encrypt 7 0 R >>", "encrypted"),
    "no directory": (lambda: packed({"a": TEXT})[:-30], "its directory is missing"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 100, "a 7z archive cannot be opened here"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\0" + b"\0" * 100, "a rar archive cannot be opened here"),
    "an unknown method": (lambda: packed({"a": TEXT}, zipfile.ZIP_LZMA), "compressed by method 14, which is not known here"),
    "a zstd method": (lambda: by_method(93, zstd.compress(TEXT)[:-9]), "it ends too early"),
    "damaged zstd": (lambda: zstd.compress(TEXT)[:6] + b"\xff" * 40, "damaged"),
    "zlib, cut off": (lambda: zlib.compress(TEXT)[:-9], "it ends too early"),
    "cut off": (lambda: gzip.compress(TEXT * 100)[:-20], "it ends too early"),
    "damaged": (lambda: gzip.compress(TEXT)[:10] + b"\xff" * 40, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("form", HOSTILE)
def test_a_hostile_one_is_bounded_and_named(engine: Engine, form: str) -> None:
    made_of, reason = HOSTILE[form]
    data = made_of()
    tracemalloc.start()
    start = time.thread_time()
    _, unread = found(engine, data)
    taken = time.thread_time() - start
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reason in [said for _, said in unread]
    assert peak < 200 * MIB
    assert taken < 20  # tracing makes it several times slower


@pytest.mark.parametrize("piece", [b"(\\", b"(\\(", b"(", b"[", b"((a)", b"[(a)", b"([(b)", b"(" + b"a" * 999])
def test_what_a_page_shows_costs_no_time(piece: bytes) -> None:
    for text in (piece * (200_000 // len(piece)), (b"[" + piece * 40) * (200_000 // (1 + 40 * len(piece)))):
        data = portable(text)
        start = time.thread_time()
        for member in members(io.BytesIO(data), "x.pdf", Budget(len(data))):
            assert list(member.blocks)
        assert time.thread_time() - start < 0.5


def test_a_header_full_of_records_costs_no_time() -> None:
    data = (header(b"x", 1 << 16) + (b"1 path=" * 9363)[: 1 << 16].ljust(1 << 16)) * 20 + tarred({"x": TEXT})
    start = time.thread_time()
    assert [member.path for member in members(io.BytesIO(data), "x.tar", Budget(len(data)))] == ["x"]
    assert time.thread_time() - start < 0.5


def test_a_database_that_ends_in_its_header() -> None:
    for length in range(16, 101):
        data = database(("a", "b"))[:length]
        budget = Budget(length)
        assert [b"".join(member.blocks) for member in members(io.BytesIO(data), "x.db", budget)] == [b""]
        assert budget.unread == []


def test_what_stands_behind_a_sparse_file_is_read(engine: Engine) -> None:
    """Its map goes on in blocks of its own, which are not in its size."""
    data = header(b"S", 600, b"\x01") + (b"\0" * 504 + b"\x01").ljust(512, b"\0") + b"\0" * 512
    data += b"x" * 600 + b"\0" * 424 + tarred({"behind": TEXT})
    assert found(engine, data, "x.tar") == ([("behind", PASSWORD, 2)], [])


def test_what_stands_behind_the_end_of_a_tar_is_read(engine: Engine) -> None:
    """Where it is another one; one that was only appended to, or cut into halves by an empty block."""
    data = tarred({"x": b"nothing"}) + tarred({"y": TEXT})
    assert found(engine, gzip.compress(data), "x.tgz") == ([("y", PASSWORD, 2)], [])
    assert found(engine, gzip.compress(tarred({"y": TEXT}) + b"signed by me" * 100), "x.tgz")[1] == []


MANY = 200_000  # paragraphs, of about 30 characters


def test_an_office_document_is_undone_piece_by_piece() -> None:
    """A character beyond the others would make each of its characters four bytes."""
    xml = ("<w:p>\U0001f600 a&amp;b</w:p>\n" * MANY + f"<w:p>{URL}</w:p>").encode()
    data = packed({"word/document.xml": xml})
    del xml
    tracemalloc.start()
    text = b"".join(b for member in members(io.BytesIO(data), "x.docx", Budget(len(data))) for b in member.blocks)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert text.count("\U0001f600 a&b\n".encode()) == MANY
    assert text.endswith(URL.encode() + b"\n")
    assert peak < 4 * MANY * 30


def test_the_rest_of_a_damaged_archive_is_read(engine: Engine) -> None:
    data = bytearray(packed({"a": made(ALNUM, 500).encode(), "b": TEXT}))
    data[60:80] = b"\xff" * 20
    hits, unread = found(engine, bytes(data), "x.zip")
    assert (hits, unread) == ([("b", PASSWORD, 2)], [("x.zip!/a", "damaged")])


def test_more_members_than_are_looked_into() -> None:
    budget = Budget(1000, members=10)
    data = packed({str(n): b"x" for n in range(20)})
    names = [member.path for member in members(io.BytesIO(data), "x.zip", budget) if list(member.blocks)]
    assert names == [str(n) for n in range(10)]
    assert budget.unread == [("", "more files than are looked into")]


@given(st.sampled_from([*CONTAINERS]), st.randoms(use_true_random=False), st.integers(0, 12))
@settings(max_examples=400, deadline=None)
def test_no_damage_is_a_crash(form: str, chance: random.Random, times: int) -> None:
    _, data, _ = CONTAINERS[form]
    damaged = bytearray(data)
    for _ in range(times):
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    budget = Budget(len(damaged))
    for member in members(io.BytesIO(bytes(damaged)), "x", budget):
        for _ in member.blocks:
            pass
    assert all(path == "" or reason for path, reason in budget.unread)


def test_a_program_alone_is_none(engine: Engine) -> None:
    """Nor with the word for an archive's end in it."""
    for data in (b"\x7fELF\2" + b"code" * 300, b"\x7fELF\2PK\x05\x06" + b"code" * 300, b"MZ\0" + b"PK\x05\x06" * 99):
        assert found(engine, data) == ([], [])


def test_kinds_are_told_by_their_bytes() -> None:
    assert kind(b"PK\x03\x04") is Kind.ZIP
    reader = b"x" * 253 + b"== 'ustar\\0'" + b"x" * 300  # a source that looks for tar's word, and has it at its place
    for text in (b"", b"P", b"BZhello world", b"%PD", b"x" * 600, b"Rar", b"\x1f\x8b", reader):
        assert kind(text) is None
    for text in (
        b"MZ is no program",
        b"#!/bin/sh\necho PK\n",
        b"x^2 + y^2",
        b"x\x9c" + b"\xff" * 99,
        b"]\0\0" + b"a" * 20,
    ):
        assert kind(text) is None
    old = bytearray(tarred({"x": TEXT})[:512])
    old[257:265] = b"\0" * 8
    old[148:156] = b"%06o\0 " % (sum(old) - sum(old[148:156]) + 8 * 32)
    assert kind(bytes(old)) is Kind.TAR
