"""Several texts in one buffer, so that one pass looks for what points at something in all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.scan import decode
from agent.scan.containers.kinds import HEAD
from agent.scan.engine import Engine
from agent.scan.hits import Hit
from agent.scan.jobs.account import Account


def each(
    engine: Engine,
    account: Account,
    buffer: bytearray,
    pieces: Sequence[tuple[int, int]],
    paths: Sequence[str] | None = None,
    *,
    are_files: bool = True,
) -> Iterator[tuple[int, Iterator[Hit]]]:
    """The number of each of these texts that may have hits, and these; without `paths` whatever its path."""
    most = account.limits.leads
    account.bytes += sum(last - first for first, last in pieces)
    odd = [at for at, (first, _) in enumerate(pieces) if decode.encoding(buffer[first : first + decode.MARK_BYTES])]
    plain = [at for at in range(len(pieces)) if at not in odd] if odd else range(len(pieces))
    theirs = None if paths is None else [paths[at] for at in plain]
    for number, hits in engine.sweep(buffer, [pieces[at] for at in plain], theirs, most, are_files=are_files):
        yield plain[number], hits
    for at in odd:
        first, last = pieces[at]
        yield at, engine.scan(bytes(buffer[first:last]), None if paths is None else paths[at], most)


def head_of(buffer: bytearray, first: int, last: int) -> bytes:
    return bytes(buffer[first : min(last, first + HEAD)])
