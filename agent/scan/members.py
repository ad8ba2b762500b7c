"""Looks into the members of a container, and tells what they hold beside what its own bytes do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from agent.found import AlreadyRead
from agent.scan import decode, resumed
from agent.scan.containers.walk import TABLE, leaves_text, members
from agent.scan.engine import Engine
from agent.scan.hits import Hit
from agent.scan.names import BEHIND
from detectors.base import Secret

_OTHER: Final = "it is not the log that it was taken for: what followed what was read of that is gone"


def with_members(
    engine: Engine,
    own: Iterator[Hit],
    file: BinaryIO,
    path: str,
    owe: Callable[[str, str], None],
    *,
    place: str = "",
    read: AlreadyRead | None = None,
) -> Iterator[Hit]:
    """Hits in what is in `file`, each with the path of its member; then those of `own`, found in its bytes as they are,
    which are not the same in another dress, or so cut out that they look like another type. `owe` is told what was not
    read, and why. `place`: a path that says what kind of file it is, where `path` does not. `read`: of a log that was
    compressed, that is not looked at again.
    """
    same = resumed.is_same(file, path, read) if read else None
    if same is False:
        owe(path, _OTHER)
    if not same:
        read = None
    budget = resumed.budget(file.seek(0, 2), read)
    seen: set[tuple[bool, Secret]] = set()
    # By what they are in: the same in another document is another place.
    in_texts: dict[str, set[tuple[bool, Secret]]] = {}
    for member in members(file, path, budget):
        below = (place or path) + BEHIND + member.path
        found = resumed.rest(engine, member.blocks, read, below) if read else _in_member(engine, member.blocks, below)
        read = None  # nobody packs a log together with others
        as_table = member.path.endswith(BEHIND + TABLE)
        document = member.path.removesuffix(BEHIND + TABLE).rpartition(BEHIND)[0]
        texts = in_texts.setdefault(document, set())
        for hit in found:
            told = (hit.type is not None, _value(hit))
            if as_table and not texts.isdisjoint({(True, told[1]), told}):
                continue
            if not as_table:
                texts.add(told)
            seen.add(told)
            yield hit._replace(within=member.path)
    for below, reason in budget.unread:
        owe(path + BEHIND + below if below else path, reason)
    unpacked = not budget.unread and leaves_text(file)  # then that tells nothing more
    yield from (
        hit
        for hit in own
        if not unpacked and seen.isdisjoint({(True, _value(hit)), (hit.type is not None, _value(hit))})
    )


def _in_member(engine: Engine, blocks: Iterator[bytes], path: str) -> Iterator[Hit]:
    first = next(blocks, b"")
    name = decode.encoding(first[: decode.MARK_BYTES])
    text = decode.to_utf8(chain((first,), blocks), name)
    return engine.stream(text, path=path, width=decode.width(name))


def _value(hit: Hit) -> Secret:
    if hit.type is None:
        return hit.parts["value"]
    secret = (hit.parts[name] for name in hit.type.parts if name in hit.type.secret and name in hit.parts)
    return next(secret, Secret(hit.type.canonical(hit.parts).hex()))
