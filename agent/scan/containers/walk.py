"""All that is in a container, and in the containers in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final

from agent.scan.containers import cpio, packs, sheets, sqlite, tars, texts, zips
from agent.scan.containers.budget import MIB, Budget, ExhaustedError, UnreadableError
from agent.scan.containers.kinds import HEAD, STREAMS, Kind, kind
from agent.scan.containers.pdf import reading as pdf
from agent.scan.containers.reading import Reader
from agent.scan.containers.streams import TROUBLE, trouble, unpacked
from agent.scan.names import BEHIND

_ENDINGS: Final = (".gz", ".bz2", ".xz", ".lzma", ".zst", ".tgz", ".tbz2", ".txz", ".tlz", ".tzst")
_LONGEST_NAME: Final = 512
TABLE: Final = "table"  # what is in it was told where it is not read as one
_TABLES: Final = re.compile(rb"word/document\.xml|content\.xml|ppt/slides/[\w\-]{1,64}\.xml")
_DOCUMENTS: Final = 1000
_LOOSE: Final = re.compile(rb"\A(?:blob|commit|tag) [0-9]{1,12}\0")  # what git puts before each of its objects


@dataclass(frozen=True, slots=True)
class Member:
    """`path`: below the container, with `!/` behind every container on the way. `blocks` are there once, and now."""

    path: str
    blocks: Iterator[bytes]


def members(file: BinaryIO, name: str, budget: Budget) -> Iterator[Member]:
    """What is in `file`, which is a container itself, as it comes; what cannot be read is in `budget.unread`.

    `name`: its own, from which that of a single compressed file is told.
    """
    file.seek(0)
    found = kind(file.read(HEAD))
    if found is Kind.PROGRAM:
        found = Kind.ZIP if zips.ends_in_one(file) else None
    if found:
        file.seek(0)
        yield from _opened(found, _blocks(file), name, "", budget, file)


def leaves_text(file: BinaryIO) -> bool:
    """Is it compressed as a whole, but so that parts of what was compressed stand there as they are?"""
    file.seek(0)
    return kind(file.read(HEAD)) is Kind.ZSTD


def _opened(
    found: Kind, blocks: Iterator[bytes], name: str, below: str, budget: Budget, file: BinaryIO | None = None
) -> Iterator[Member]:
    """`below`: the path of this container, "" or ending in `!/`. `file`: the same as `blocks`, where there is one."""
    this = below.removesuffix(BEHIND)
    if below.count(BEHIND) >= budget.depth:
        budget.owe(this, "too many containers in each other")
        return
    try:
        if found in STREAMS:
            blocks, name = _guarded(unpacked(found, blocks, budget.spend), this, budget), _without_ending(name)
            head, blocks = _peeked(blocks)
            # x.tar.gz is one archive to everybody.
            archive = kind(head)
            found = archive if archive in {Kind.TAR, Kind.CPIO} and archive else found
        if found in STREAMS:
            budget.member()
            yield from _member(below + name, blocks, budget)
            return
        for inner, body in _contents(found, blocks, budget, file):
            budget.member()
            path = below + _shown(inner)
            yield from _member(path, _guarded(body, path, budget), budget)
            if budget.over:
                return
    except UnreadableError as error:
        if not budget.over or isinstance(error, ExhaustedError):
            budget.owe(this, str(error))
    except TROUBLE as error:
        budget.owe(this, f"{trouble(error)}: {found.value}")


def _contents(
    found: Kind, blocks: Iterator[bytes], budget: Budget, file: BinaryIO | None
) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    match found:
        case Kind.ZIP:
            with budget.whole(iter(()) if file else blocks) as data:
                yield from _zipped(file or io.BytesIO(data), budget)
        case Kind.TAR:
            yield from tars.tar(Reader(blocks))
        case Kind.AR:
            yield from tars.ar(Reader(blocks))
        case Kind.RPM:
            yield from cpio.rpm(Reader(blocks))
        case Kind.CPIO:
            yield from cpio.cpio(Reader(blocks))
        case Kind.SQLITE:
            with budget.whole(blocks) as data:
                yield b"rows", sqlite.rows(data)
        case Kind.PDF:
            with budget.whole(blocks) as data:
                yield from pdf.members(data, budget.spend)
        case Kind.PACK:
            with budget.whole(blocks) as data:
                yield from packs.objects(data, budget.spend)
        case _:
            message = f"{found.value} cannot be opened here"
            raise UnreadableError(message)


def _zipped(archive: BinaryIO, budget: Budget) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """Its files; then the tables of documents once more, as such."""
    documents: list[zips.Entry] = []
    shared: zips.Entry | None = None
    for entry in zips.entries(archive):
        if entry.name.endswith(b"/"):
            continue
        yield entry.name, _office(entry.name, zips.body(archive, entry, budget.spend), budget)
        if entry.name == sheets.STRINGS:
            shared = entry
        elif _TABLES.fullmatch(entry.name) or sheets.SHEET.fullmatch(entry.name):
            documents.append(entry)
    if documents:
        yield from _tables(archive, documents[:_DOCUMENTS], shared, budget)


def _tables(
    archive: BinaryIO, documents: Sequence[zips.Entry], shared: zips.Entry | None, budget: Budget
) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """What cannot be read of them was named when they were read as they are."""

    def whole(entry: zips.Entry) -> bytes:
        try:
            with budget.whole(zips.body(archive, entry, budget.spend)) as xml:
                return sheets.plain(xml)
        except (UnreadableError, *TROUBLE):
            return b""

    strings = sheets.Strings(whole(shared) if shared else b"", budget.spend)
    for entry in documents:
        xml = whole(entry)
        is_sheet = sheets.SHEET.fullmatch(entry.name)
        found = sheets.sheet(xml, strings) if is_sheet else texts.tables(xml)
        yield entry.name + (BEHIND + TABLE).encode(), found


def _member(path: str, blocks: Iterator[bytes], budget: Budget) -> Iterator[Member]:
    """It, or what is in it where it is a container."""
    head, whole = _peeked(blocks)
    found = kind(head)
    # Whether an archive stands behind a program is known at its end: of one in an archive nobody looks.
    if found and found is not Kind.PROGRAM:
        yield from _opened(found, whole, path.rpartition("/")[2], path + BEHIND, budget)
    else:
        yield Member(path, whole)


def _peeked(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    reader = Reader(blocks)
    head = _LOOSE.sub(b"", reader.upto(HEAD))
    return head, chain((head,), reader.rest())


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(MIB):
        yield block


def _guarded(blocks: Iterator[bytes], path: str, budget: Budget) -> Iterator[bytes]:
    """Whoever reads them gets what there is. Trouble ends them, and is named."""
    try:
        for block in blocks:
            budget.spend(len(block))
            yield block
    except UnreadableError as error:
        if not budget.over or isinstance(error, ExhaustedError):
            budget.owe(path, str(error))
    except TROUBLE as error:
        budget.owe(path, trouble(error))


def _office(name: bytes, blocks: Iterator[bytes], budget: Budget) -> Iterator[bytes]:
    if not texts.OFFICE.fullmatch(_shown(name)):
        yield from blocks
        return
    with budget.whole(blocks) as xml:
        yield from texts.office(sheets.plain(xml))


def _shown(name: bytes) -> str:
    return name[:_LONGEST_NAME].decode("utf-8", "replace").replace("\0", "").removeprefix("./")


def _without_ending(name: str) -> str:
    ending = next((one for one in _ENDINGS if name.lower().endswith(one)), "")
    return name[: len(name) - len(ending)].rpartition("/")[2] or "content"
