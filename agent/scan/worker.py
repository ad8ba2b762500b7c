"""A scanner process: a copy of zygote.py's, spoken to over a socket (wire.py).

It reads hostile bytes, so it holds as little as possible: no credentials, no network, no private key, a clean
environment, limits on memory and time. It reads files for itself and trusts no name: no symbolic links, no devices, and
only the very file (device and inode) that the source had seen. It never maps a file, since one that is truncated
meanwhile would be a SIGBUS.

It is long because files, blobs and sweeps share what is counted, bounded and owed.

Whatever goes wrong with one file or object is a debt. Whatever goes wrong with the process ends it, and pool.py sees
to the rest.
"""

from __future__ import annotations

import hashlib
import io
import os
import select
import socket
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import BinaryIO, Final, NamedTuple

import msgspec

from agent.found import MARK, MORE, MORE_LEADS, Blob, Debt, FilePart, Finding, GitPart, Paths, Text
from agent.scan import decode, sandbox, wire
from agent.scan.called import called
from agent.scan.containers.kinds import HEAD, kind
from agent.scan.engine import CORE, Engine
from agent.scan.findings import Place, findings
from agent.scan.gitbulk import BUFFER, Bulk, Large, Load, Sized, Unread
from agent.scan.gitobjects import Objects, Proof, UnreadableError
from agent.scan.gitpack import Packs, Unpacked, UnpackedError
from agent.scan.hits import Hit, holds
from agent.scan.lineage import Lineage
from agent.scan.members import with_members
from agent.scan.names import BEHIND, FILE_NAME, LONGEST, of_link, shown_name
from agent.scan.reopened import LINE, WINDOW, reopened
from agent.scan.tables import Tables
from agent.scan.written import HEADER, inner, parted
from detectors.base import Confidence, Secret

_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
_REMEMBERED: Final = 100_000
_NEWLINE: Final = 0x0A
_TAGS_DEEP: Final = 16
_TOGETHER: Final = 4 << 20  # bytes of blobs that are looked at in one pass
GARBAGE: Final = 50_000  # objects; little of what is made here refers to itself
_IDLE: Final = 1.0  # seconds; then whoever swept a repository is done with it


def _forgiven(_path: str, _reason: str) -> None:
    """For what is only compared with."""


class _Swept(NamedTuple):
    """The repository that is being swept."""

    bulk: Bulk
    packs: Packs
    lineage: Lineage


class Scanner:
    """Answers jobs. What it remembers between them: which blobs hold nothing, and what the others hold (as digests)."""

    def __init__(self, setup: wire.Setup, engine: Engine) -> None:
        self._keys, self._limits, self._engine = setup.keys(), setup.limits, engine
        self._sealing = setup.sealing
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        self._findings: list[Finding] = []
        self._debts: list[Debt] = []
        self._bytes = 0
        self._again = False
        self._swept: _Swept | None = None
        self._buffer = bytearray(BUFFER)

    def rest(self) -> None:
        """Nothing is asked at the moment: hold no repository open."""
        if self._swept:
            self._swept.bulk.close()
            self._swept.packs.close()
            self._swept = None

    def answer(self, job: wire.Job) -> wire.Result:
        self._findings, self._debts, self._bytes, self._again = [], [], 0, False
        if job.sweep:
            held = self._sweep(job)
            return wire.Result((), (), self._bytes, held=tuple(held.items()))
        if job.names:
            held = {job.names[at]: b"" for at, _ in called(self._engine, job.names)}
            return wire.Result((), (), 0, held=tuple(held.items()))
        if job.files:
            self._files(job)
        if job.file:
            self._file(job, job.file, job.path)
        if job.git:
            self._git(job, job.git, os.fsdecode(job.path))
        if job.called:
            self._report_paths(job, job.called)
        self._report_names(job, [text for text in job.texts if text.is_name])
        for text in (text for text in job.texts if not text.is_name):
            place = Place(text.label, text.commit, text.author, text.committed_at)
            self._report(job, place, self._bounded(job, text.named, _at_least(text, self._in_text(job, text))))
        return wire.Result(tuple(self._findings), tuple(self._debts), self._bytes, self._again)

    def _file(self, job: wire.Job, part: FilePart, path: bytes) -> None:
        descriptor = self._opened(job, part, path)
        if descriptor is None:
            return
        try:
            hits = self._bounded(job, part.label, self._in_file(job, descriptor, part))
            self._report(job, Place(part.label), hits)
        except OSError as error:
            self._owe(job, part.label, _unread(error))
        finally:
            os.close(descriptor)

    def _files(self, job: wire.Job) -> None:
        """Small files, as many of them together as the buffer takes."""
        at = 0
        waiting: list[tuple[FilePart, int, int]] = []
        view = memoryview(self._buffer)
        for part, path in zip(job.files, job.paths, strict=True):
            size = part.end - part.start
            if size >= len(view):
                self._file(job, part, path)
                continue
            if size >= len(view) - at:
                self._look(job, waiting)
                at, waiting = 0, []
            descriptor = self._opened(job, part, path)
            if descriptor is None:
                continue
            try:
                size = os.preadv(descriptor, [view[at : at + size]], part.start)
            except OSError as error:
                self._owe(job, part.label, _unread(error))
                continue
            finally:
                os.close(descriptor)
            if kind(_head(self._buffer, at, at + size)):
                self._file(job, part, path)
                continue
            waiting.append((part, at, at + size))
            self._buffer[at + size] = _NEWLINE
            at += size + 1
        self._look(job, waiting)

    def _look(self, job: wire.Job, files: Sequence[tuple[FilePart, int, int]]) -> None:
        places = [part.place for part, _, _ in files]
        for at, hits in self._each(self._buffer, [(first, last) for _, first, last in files], places):
            label = files[at][0].label
            self._report(job, Place(label), self._bounded(job, label, hits))

    def _opened(self, job: wire.Job, part: FilePart, path: bytes) -> int | None:
        """The very file that the source had seen; None, and said why, where that is not to be had."""
        try:
            descriptor = os.open(path, _FLAGS)
        except (FileNotFoundError, NotADirectoryError):
            # Of a tree, what is gone holds nothing any more; a log is rotated and found again.
            self._again = self._again or part.follow
            return None
        except OSError as error:
            self._owe(job, part.label, f"cannot be opened: {os.strerror(error.errno or 0)}")
            return None
        try:
            status = os.fstat(descriptor)
        except OSError as error:  # of a network's file system
            os.close(descriptor)
            self._owe(job, part.label, _unread(error))
            return None
        if (status.st_dev, status.st_ino) == (part.device, part.inode) and stat.S_ISREG(status.st_mode):
            return descriptor
        os.close(descriptor)
        if stat.S_ISREG(status.st_mode):
            self._replaced(job, part)
        else:
            self._owe(job, part.label, "not a regular file")
        return None

    def _replaced(self, job: wire.Job, part: FilePart) -> None:
        """Another file than the source saw. A log: it was rotated and is found again, as the cursor does not move.

        Of a tree: the cursor knows the file that was meant, so the next look offers this one. Until then it is owed.
        """
        self._again = part.follow
        if not part.follow:
            self._debts.append(Debt(job.source, part.label, "it was replaced meanwhile: the next look reads it"))

    def _in_file(self, job: wire.Job, descriptor: int, part: FilePart) -> Iterator[Hit]:
        head = os.pread(descriptor, HEAD, 0)
        name = decode.encoding(head)
        # An even distance, so that a character of two or four bytes is not cut.
        around = self._engine.reach - self._engine.reach % decode.MARK_BYTES
        before = _decoded(descriptor, max(0, part.start - around), part.start, name)
        hits = self._engine.stream(
            decode.to_utf8(self._counted(_read(descriptor, part.start, part.end)), name),
            before=before,
            after=b"".join(decode.to_utf8(_read(descriptor, part.end, part.end + around), name)),
            line=part.line,
            path=part.place,
            offset=part.start,
            width=decode.width(name),
            tables=self._tables(descriptor, part, before, name),
            most=None if kind(head) else self._limits.leads,
        )
        if part.start or not kind(head):
            yield from hits
            return
        with os.fdopen(os.dup(descriptor), "rb") as file:
            owe = partial(self._owe, job)
            yield from with_members(self._engine, hits, file, part.label, owe, place=part.place, read=part.read)

    def _tables(self, descriptor: int, part: FilePart, before: bytes, name: str | None) -> Tables:
        """Those that are open where a part begins."""
        first = _decoded(descriptor, 0, LINE, name)
        window = partial(_decoded, descriptor, max(0, part.start - WINDOW), part.start, name)
        tables = reopened(first, before, window, self._engine.heads)
        tables.is_followed, tables.is_later, tables.is_seen = part.follow, part.start > 0, part.start <= WINDOW
        return tables

    def _in_text(self, job: wire.Job, text: Text) -> Iterator[Hit]:
        head = b"" if text.offset else text.data[:HEAD]
        name = text.encoding or decode.encoding(head)
        hits = self._engine.stream(
            decode.to_utf8(self._counted([text.data]), name),
            before=b"".join(decode.to_utf8([text.before], name)),
            after=b"".join(decode.to_utf8([text.after], name)),
            tables=Tables(text.head),
            line=text.line,
            path=text.place,
            offset=text.offset,
            width=decode.width(name),
            most=None if kind(head) else self._limits.leads,
        )
        if not kind(head):
            yield from hits
            return
        file = io.BytesIO(text.data)
        yield from with_members(self._engine, hits, file, text.label, partial(self._owe, job), place=text.place)

    def _sweep(self, job: wire.Job) -> dict[bytes, bytes]:
        """Marks of what each object holds that holds anything; none where it could not be read, or holds very much,
        or is a container, which is opened where its name is known.
        """
        git_dir, what = os.fsdecode(job.path), job.kind
        if self._swept is None or self._swept.bulk.git_dir != git_dir:
            self.rest()
            self._swept = _Swept(Bulk(git_dir), Packs(git_dir), Lineage(self._engine.prefilter, self._engine.looked))
        held: dict[bytes, bytes] = {}
        asked = [(oid, int(size)) for oid, size in (line.split(b" ") for line in job.sweep)]
        left = self._unpacked(self._swept, held, asked, prove=job.prove) if what == "blob" else asked
        sizes = dict(left)
        for load in self._swept.bulk.read(left, what):
            match load:
                case Load(buffer, blobs):
                    held.update((oid, b"") for oid, *spot in blobs if kind(_head(buffer, *spot)))
                    if job.prove:
                        view = memoryview(buffer)
                        held.update((oid, b"") for oid, *spot in blobs if not _proven(oid, what, view[slice(*spot)]))
                    for at, hits in self._each(buffer, [(first, last) for _, first, last in blobs]):
                        self._mark(held, blobs[at][0], hits)
                case Large(oid, blocks):
                    proof = Proof(oid.decode(), what, sizes[oid])
                    self._large(held, oid, _proving(proof, self._counted(blocks)))
                    if job.prove and not proof.holds:
                        held[oid] = b""
                case Unread(oid):
                    held[oid] = b""
        return held

    def _unpacked(self, swept: _Swept, held: dict[bytes, bytes], asked: Sequence[Sized], *, prove: bool) -> list[Sized]:
        """Looks at those that can be taken from the packs at once; the others are left."""
        left: list[Sized] = []
        waiting: list[tuple[bytes, Unpacked]] = []
        room = _TOGETHER
        for oid, size in asked:
            try:
                blob = swept.packs.blob(oid, size)
            except UnpackedError:
                left.append((oid, size))
                continue
            if kind(blob.text[:HEAD]) or (prove and not _proven(oid, "blob", blob.text)):
                held[oid] = b""
            self._bytes += size
            if decode.encoding(blob.text[: decode.MARK_BYTES]):
                self._mark(held, oid, self._engine.scan(blob.text, None, self._limits.leads))
                continue
            waiting.append((oid, blob))
            room -= size
            if room < 0:
                self._derived(swept.lineage, held, waiting)
                waiting, room = [], _TOGETHER
        self._derived(swept.lineage, held, waiting)
        return left

    def _derived(self, lineage: Lineage, held: dict[bytes, bytes], blobs: Sequence[tuple[bytes, Unpacked]]) -> None:
        for (oid, _), hits in zip(blobs, lineage.hits([blob for _, blob in blobs]), strict=True):
            if hits:
                self._mark(held, oid, iter(hits))

    def _each(
        self, buffer: bytearray, pieces: Sequence[tuple[int, int]], paths: Sequence[str] | None = None
    ) -> Iterator[tuple[int, Iterator[Hit]]]:
        """The number of each of these texts that may have hits, and these; without `paths` whatever its path."""
        most = self._limits.leads
        self._bytes += sum(last - first for first, last in pieces)
        odd = [at for at, (first, _) in enumerate(pieces) if decode.encoding(buffer[first : first + decode.MARK_BYTES])]
        plain = [at for at in range(len(pieces)) if at not in odd] if odd else range(len(pieces))
        theirs = None if paths is None else [paths[at] for at in plain]
        for number, hits in self._engine.sweep(buffer, [pieces[at] for at in plain], theirs, most):
            yield plain[number], hits
        for at in odd:
            first, last = pieces[at]
            yield at, self._engine.scan(bytes(buffer[first:last]), None if paths is None else paths[at], most)

    def _large(self, held: dict[bytes, bytes], oid: bytes, blocks: Iterator[bytes]) -> None:
        first = next(blocks, b"")
        if kind(first[:HEAD]):
            held[oid] = b""
        text = decode.to_utf8(_joined(first, blocks), decode.encoding(first[: decode.MARK_BYTES]))
        self._mark(held, oid, self._engine.stream(text, path=None, most=self._limits.leads))

    def _mark(self, held: dict[bytes, bytes], oid: bytes, hits: Iterator[Hit]) -> None:
        most = self._limits.leads
        first = [*islice(hits, most + 1)]
        if first and oid not in held:
            # Of more, what comes behind them is not known, though they be all alike.
            held[oid] = b"".join(sorted({*map(self._one, first)})) if len(first) <= most else b""

    def _one(self, hit: Hit) -> bytes:
        """Two hits of one mark hold the same, under the same paths."""
        words = f"{self._told(hit)} {hit.paths} {hit.but} {hit.places}"
        return hashlib.blake2b(words.encode(), digest_size=MARK).digest()

    def _git(self, job: wire.Job, part: GitPart, git_dir: str) -> None:
        with Objects(git_dir, self._limits.blob) as objects:
            for blob in part.blobs:
                try:
                    self._blob(job, objects, blob)
                except UnreadableError as error:
                    self._owe(job, f"{blob.path}@{blob.commit or blob.oid}", str(error))
            for message in part.messages:
                try:
                    self._message(job, objects, message)
                except UnreadableError as error:
                    self._owe(job, f"{message.path}@{message.commit or message.oid}", str(error))
        self._report_names(job, part.names)

    def _message(self, job: wire.Job, objects: Objects, message: Blob) -> None:
        """What people wrote into a commit or a tag, and into the tags that it tags; of its header, and so of their
        names, only what is typed.
        """
        place = Place(message.path, message.commit, message.author, message.committed_at)
        oid: str | None = message.oid
        for _ in range(_TAGS_DEEP):
            if oid is None:
                return
            content = b"".join(self._counted(objects.blocks(oid, ("commit", "tag"))))
            header, text = parted(content)
            told = self._engine.scan(text, message.path, self._limits.leads)
            self._report(job, place, self._bounded(job, message.path, told))
            hits = (hit for hit in self._engine.scan(header, HEADER) if hit.type)
            self._report(job, replace(place, path=HEADER), self._bounded(job, HEADER, hits))
            oid = inner(content)
        self._owe(job, f"{message.path}@{message.commit or message.oid}", "it tags too many other tags")

    def _report_names(self, job: wire.Job, names: Sequence[Text]) -> None:
        data = [name.data for name in names]
        self._bytes += sum(map(len, data))
        for at, hits in called(self._engine, data):
            name = names[at]
            for hit in self._bounded(job, name.named, iter(hits)):
                if holds(hit, name.place):
                    path = shown_name(name.label, name.data.decode(errors="replace"), hit.parts)
                    self._report(job, Place(path, name.commit, name.author, name.committed_at), [hit])

    def _report_paths(self, job: wire.Job, paths: Paths) -> None:
        """What a folder's name holds is not told once more for each file in it."""
        names = list(paths)
        for at, hits in called(self._engine, [below.encode() for _, below in names]):
            whole, below = names[at]
            own = below.rstrip("/").rfind("/") + 1
            news = (hit for hit in hits if hit.end > own and holds(hit, below))
            for hit in self._bounded(job, whole, news):
                self._report(job, Place(shown_name(FILE_NAME, whole, hit.parts)), [hit])

    def _blob(self, job: wire.Job, objects: Objects, blob: Blob) -> None:
        """Only what this version has and no version in the parents had."""
        if blob.link and (target := self._target(objects, blob.oid)) is not None:
            self._link(job, objects, blob, target)
            return
        key = (blob.oid, self._engine.context(blob.path))
        if self._known.get(key) == frozenset():
            return
        version = f"@{blob.commit or blob.oid}"
        found = self._in_blob(objects, blob.oid, blob.path, lambda path, reason: self._owe(job, path + version, reason))
        owed = len(self._debts)
        hits = list(self._bounded(job, blob.path, found))
        self._remember(key, hits, is_whole=objects.proven and len(self._debts) == owed)
        if not hits:
            return
        before: frozenset[str] = frozenset().union(*(self._held(objects, oid, blob.path) for oid in blob.before))
        place = Place(blob.path, blob.commit, blob.author, blob.committed_at)
        self._report(job, place, (hit for hit in hits if before.isdisjoint({self._digest(hit), self._told(hit)})))

    def _link(self, job: wire.Job, objects: Objects, blob: Blob, target: bytes) -> None:
        """Where it leads to is a name, and nobody goes there."""
        olds = [old for oid in blob.before if (old := self._target(objects, oid)) is not None]
        known = {self._digest(hit) for _, hits in called(self._engine, olds) for hit in hits}
        self._bytes += len(target)
        for _, hits in called(self._engine, [target]):
            news = (hit for hit in hits if self._digest(hit) not in known and holds(hit, blob.path))
            for hit in self._bounded(job, blob.path, news):
                shown = shown_name(of_link(blob.path), target.decode(errors="replace"), hit.parts)
                self._report(job, Place(shown, blob.commit, blob.author, blob.committed_at), [hit])

    @staticmethod
    def _target(objects: Objects, oid: str) -> bytes | None:
        """None: it is longer than any name, or not there, so that it is none."""
        content = b""
        try:
            for block in objects.blocks(oid):
                content += block
                if len(content) > LONGEST:
                    return None
        except UnreadableError:
            return None
        return content

    def _held(self, objects: Objects, oid: str, path: str) -> frozenset[str]:
        """What an older version held. One that cannot be read held nothing: rather too much is reported."""
        key = (oid, self._engine.context(path))
        known = self._known.get(key)
        if known is not None:
            return known
        try:
            hits = list(self._in_blob(objects, oid, path))
        except UnreadableError:
            return frozenset()
        # Whoever offers it by itself hears what of a container could not be read: that is not remembered here.
        return self._remember(key, hits, is_whole=objects.proven and bool(hits))

    def _in_blob(
        self, objects: Objects, oid: str, path: str, owe: Callable[[str, str], None] = _forgiven
    ) -> Iterator[Hit]:
        blocks = self._counted(objects.blocks(oid))
        first = next(blocks, b"")
        name = decode.encoding(first[: decode.MARK_BYTES])
        if not kind(first[:HEAD]):
            text = decode.to_utf8(_joined(first, blocks), name)
            yield from self._engine.stream(text, path=path, width=decode.width(name), most=self._limits.leads)
            return
        content = b"".join((first, *blocks))
        yield from with_members(self._engine, self._engine.scan(content, path), io.BytesIO(content), path, owe)

    def _remember(self, key: tuple[str, str], hits: Sequence[Hit], *, is_whole: bool) -> frozenset[str]:
        """For all repositories, unless in this one it is not what its name says, or was not read as a whole."""
        held = frozenset(self._told(hit) for hit in hits)
        if is_whole:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = held
        return held

    def _told(self, hit: Hit) -> str:
        """What it is, and whether a comment allows it: without the comment the same value is news."""
        return f"{self._digest(hit)} {hit.suppressed}".rstrip()

    def _digest(self, hit: Hit) -> str:
        return self._keys.canonical(hit.type, hit.parts) if hit.type else self._keys.lead(hit.parts["value"])

    def _report(self, job: wire.Job, place: Place, hits: Iterable[Hit]) -> None:
        self._findings += findings(self._keys, job, place, hits, sealing=self._sealing)

    def _bounded(self, job: wire.Job, path: str, hits: Iterator[Hit]) -> Iterator[Hit]:
        """Up to the limits: a file made of secrets must not fill our memory. Leads do not crowd out typed ones."""
        left = {False: self._limits.leads, True: self._limits.typed}
        unread: dict[tuple[str, str], list[int]] = {}
        for hit in hits:
            if hit.unread:
                unread.setdefault((hit.within, hit.unread), []).append(hit.line)
                continue
            typed = hit.type is not None
            left[typed] -= 1
            if left[typed] >= 0:
                yield hit
        for (within, reason), lines in unread.items():
            others = " and others" if len(lines) > 1 else ""
            self._owe(job, path + BEHIND + within if within else path, f"line {lines[0]}{others}: {reason}")
        for typed, reason in ((True, MORE), (False, MORE_LEADS)):
            if left[typed] < 0:
                self._owe(job, path, reason)

    def _owe(self, job: wire.Job, path: str, reason: str) -> None:
        self._debts.append(Debt(job.source, path, reason, lasting=True))

    def _counted(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self._bytes += len(block)
            yield block


def _at_least(text: Text, hits: Iterator[Hit]) -> Iterator[Hit]:
    """A value that somebody reports and no detector knows is a lead."""
    found = False
    for hit in hits:
        found = found or not hit.unread
        yield hit
    if text.reported and not found:
        parts = {"value": Secret(text.reported)}
        yield Hit(None, "reported", Confidence.LEAD, parts, text.line, text.line, 0, 0, (0, 0))


def _read(descriptor: int, start: int, end: int) -> Iterator[bytes]:
    """Up to `end`, or as much as there is."""
    while start < end:
        block = os.pread(descriptor, min(CORE, end - start), start)
        if not block:
            return
        start += len(block)
        yield block


def _decoded(descriptor: int, start: int, end: int, name: str | None) -> bytes:
    return b"".join(decode.to_utf8(_read(descriptor, start, end), name))


def _unread(error: OSError) -> str:
    return f"cannot be read: {os.strerror(error.errno or 0)}"


def _head(buffer: bytearray, first: int, last: int) -> bytes:
    return bytes(buffer[first : min(last, first + HEAD)])


def _proven(oid: bytes, what: str, content: bytes | memoryview) -> bool:
    proof = Proof(oid.decode(), what, len(content))
    proof.add(content)
    return proof.holds


def _proving(proof: Proof, blocks: Iterator[bytes]) -> Iterator[bytes]:
    for block in blocks:
        proof.add(block)
        yield block


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _receive(pipe: BinaryIO) -> bytes | None:
    header = pipe.read(wire.HEADER)
    return pipe.read(wire.length(header)) if len(header) == wire.HEADER else None


def _next(pipe: BinaryIO, scanner: Scanner) -> bytes | None:
    if not select.select([pipe], [], [], _IDLE)[0]:
        scanner.rest()
    return _receive(pipe)


def serve(channel: socket.socket, setup: wire.Setup, engine: Engine) -> None:
    """Until the other end is closed."""
    scanner = Scanner(setup, engine)
    with channel.makefile("rb") as incoming:
        ready = wire.Ready(os.getpid(), sandbox.enter(setup.limits), engine.prefilter.unkept)
        channel.sendall(b"".join(wire.pack(ready)))
        while (raw := _next(incoming, scanner)) is not None:
            sandbox.allow_time(setup.limits.cpu_seconds)
            channel.sendall(b"".join(wire.pack(scanner.answer(msgspec.msgpack.decode(raw, type=wire.Job)))))
