"""Objects of a repository, many at a time: which of them hold something, whatever their names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from agent.found import MARK
from agent.scan import decode, wire
from agent.scan.containers.kinds import HEAD, POINTER, kind
from agent.scan.engine import Engine
from agent.scan.gitbulk import Bulk, Large, Load, Sized, Unread
from agent.scan.gitobjects import Proof
from agent.scan.gitpack import Packs, Unpacked, UnpackedError
from agent.scan.hits import Hit
from agent.scan.jobs.account import Account
from agent.scan.jobs.blocks import joined
from agent.scan.jobs.together import each, head_of
from agent.scan.lineage import Lineage

_TOGETHER: Final = 4 << 20  # bytes of blobs that are looked at in one pass


class _Swept(NamedTuple):
    """The repository that is being swept."""

    bulk: Bulk
    packs: Packs
    lineage: Lineage


class Sweeps:
    def __init__(self, engine: Engine, account: Account) -> None:
        self._engine, self._account = engine, account
        self._swept: _Swept | None = None

    def rest(self, git_dir: str | None = None) -> None:
        """Nothing is asked at the moment: hold no repository open. `git_dir`: of that one all has been swept."""
        if self._swept and git_dir in {None, self._swept.bulk.git_dir}:
            self._swept.bulk.close()
            self._swept.packs.close()
            self._swept = None

    def sweep(self, job: wire.Job) -> dict[bytes, bytes]:
        """Marks of what each object holds that holds anything; none where it could not be read, or holds very much,
        or is a container, which is opened where its name is known.
        """
        git_dir, what = os.fsdecode(job.path), job.kind
        if self._swept is None or self._swept.bulk.git_dir != git_dir:
            self.rest()
            lineage = Lineage(self._engine.prefilter, self._engine.looked, self._account.limits.leads)
            self._swept = _Swept(Bulk(git_dir), Packs(git_dir), lineage)
        held: dict[bytes, bytes] = {}
        asked = [(oid, int(size)) for oid, size in (line.split(b" ") for line in job.sweep)]
        left = self._unpacked(self._swept, held, asked, prove=job.prove) if what == "blob" else asked
        sizes = dict(left)
        for load in self._swept.bulk.read(left, what):
            match load:
                case Load(buffer, blobs):
                    held.update((oid, b"") for oid, *spot in blobs if kind(head_of(buffer, *spot)))
                    self._account.pointers |= any(buffer.startswith(POINTER, *spot) for _, *spot in blobs)
                    if job.prove:
                        view = memoryview(buffer)
                        held.update((oid, b"") for oid, *spot in blobs if not _proven(oid, what, view[slice(*spot)]))
                    pieces = [(first, last) for _, first, last in blobs]
                    for at, hits in each(self._engine, self._account, buffer, pieces, are_files=what == "blob"):
                        self._mark(held, blobs[at][0], hits)
                case Large(oid, blocks):
                    proof = Proof(oid.decode(), what, sizes[oid])
                    self._large(held, oid, _proving(proof, self._account.counted(blocks)))
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
            self._account.pointers |= blob.text.startswith(POINTER)
            if kind(blob.text[:HEAD]) or (prove and not _proven(oid, "blob", blob.text)):
                held[oid] = b""
            self._account.bytes += size
            if decode.encoding(blob.text[: decode.MARK_BYTES]):
                self._mark(held, oid, self._engine.scan(blob.text, None, self._account.limits.leads))
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

    def _large(self, held: dict[bytes, bytes], oid: bytes, blocks: Iterator[bytes]) -> None:
        first = next(blocks, b"")
        if kind(first[:HEAD]):
            held[oid] = b""
        text = decode.to_utf8(joined(first, blocks), decode.encoding(first[: decode.MARK_BYTES]))
        self._mark(held, oid, self._engine.stream(text, path=None, most=self._account.limits.leads))

    def _mark(self, held: dict[bytes, bytes], oid: bytes, hits: Iterator[Hit]) -> None:
        most = self._account.limits.leads
        first = [*islice(hits, most + 1)]
        if first and oid not in held:
            # Of more, what comes behind them is not known, though they be all alike.
            held[oid] = b"".join(sorted({*map(self._one, first)})) if len(first) <= most else b""

    def _one(self, hit: Hit) -> bytes:
        """Two hits of one mark hold the same, under the same paths."""
        words = f"{self._account.told(hit)} {hit.paths} {hit.but} {hit.places}"
        return hashlib.blake2b(words.encode(), digest_size=MARK).digest()


def _proven(oid: bytes, what: str, content: bytes | memoryview) -> bool:
    proof = Proof(oid.decode(), what, len(content))
    proof.add(content)
    return proof.holds


def _proving(proof: Proof, blocks: Iterator[bytes]) -> Iterator[bytes]:
    for block in blocks:
        proof.add(block)
        yield block
