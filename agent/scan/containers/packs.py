"""What people wrote in a pack of git that is no repository's here: of a bundle, or of a folder .git in an archive.

    PACK, version, count, [kind and size, base?, deflated] ...   -->   each blob, commit and tag, by its name

Nothing is looked up in an index: a delta's base stands before it, or is named and may stand behind it.
Formats: https://git-scm.com/docs/gitformat-pack https://git-scm.com/docs/gitformat-bundle
"""

from __future__ import annotations

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from agent.scan.containers.budget import MIB, UnreadableError
from agent.scan.gitpack import UnpackedError, applied

BUNDLES: Final = (b"# v2 git bundle\n", b"# v3 git bundle\n")
_PACK: Final = b"PACK"
_HEADER, _NAME = 12, 20
_KINDS: Final = {1: b"commit", 2: b"tree", 3: b"blob", 4: b"tag"}
_BY_OFFSET, _BY_NAME = 6, 7
_MORE, _LOW = 0x80, 0x7F
_DIGITS: Final = 9  # bytes of a number
_LARGEST: Final = 32 * MIB  # of one object
_HELD: Final = 64 * MIB  # of what leads to one
_KEPT: Final = 48 * MIB  # of what others may be made of
_CHAIN: Final = 4096
_MOST: Final = 400_000  # objects
_COST: Final = 256  # bytes of one that is kept, beside its text


class _Entry(NamedTuple):
    """`base`: the offset, or the name, of what it is a delta of. `at`: where it is deflated, to so many bytes."""

    kind: int
    base: int | bytes | None
    at: int
    size: int


def objects(data: bytes, spend: Callable[[int], None]) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """Name and text of each; `spend` is told what is made for others. Raises UnreadableError, and what zlib raises."""
    begun = 0
    if data.startswith(BUNDLES):
        begun = data.find(b"\n\n" + _PACK) + 2
    if not data.startswith(_PACK, begun) or data[begun + 4 : begun + 8] not in {b"\0\0\0\2", b"\0\0\0\3"}:
        message = "it is no pack of git"
        raise UnreadableError(message)
    yield from _Pack(data, begun, spend).objects()


class _Pack:
    def __init__(self, data: bytes, begun: int, spend: Callable[[int], None]) -> None:
        self._data, self._begun, self._spend = data, begun, spend
        self._entries: dict[int, _Entry] = {}
        self._named: dict[bytes, int] = {}
        self._kept: OrderedDict[int, tuple[int, bytes]] = OrderedDict()
        self._room = _KEPT
        self._is_thin = False

    def objects(self) -> Iterator[tuple[bytes, Iterator[bytes]]]:
        at, waiting = self._begun + _HEADER, list[int]()
        count = int.from_bytes(self._data[self._begun + 8 : self._begun + _HEADER])
        for _ in range(min(count, _MOST)):
            offset = at
            entry = self._entries[offset] = self._entry(offset)
            raw, at = self._inflated(entry)
            if isinstance(entry.base, bytes) and entry.base not in self._named:
                waiting.append(offset)
            else:
                yield from self._told(offset, raw)
        for offset in waiting:
            yield from self._told(offset, self._inflated(self._entries[offset])[0])
        if count > _MOST:
            message = "more objects than are looked into"
            raise UnreadableError(message)
        if self._is_thin:
            message = "some of it builds upon what is not in it"
            raise UnreadableError(message)

    def _told(self, offset: int, raw: bytes) -> Iterator[tuple[bytes, Iterator[bytes]]]:
        made = self._text(offset, raw)
        if made is None:
            self._is_thin = True
            return
        kind, text = made
        name = hashlib.sha1(b"%b %d\0" % (_KINDS[kind], len(text)) + text, usedforsecurity=False)
        self._named[name.digest()] = offset
        if _KINDS[kind] != b"tree":
            yield name.hexdigest().encode(), iter((text,))

    def _text(self, offset: int, raw: bytes) -> tuple[int, bytes] | None:
        """Of what stands there, which inflates to `raw`: its kind and itself. None where what it builds upon is not."""
        deltas, held = [(offset, raw)], len(raw)
        while (base := self._entries[deltas[-1][0]].base) is not None:
            base = self._named.get(base, -1) if isinstance(base, bytes) else base
            if base not in self._entries or len(deltas) > _CHAIN:
                return None
            if base in self._kept:
                self._kept.move_to_end(base)
                break
            deltas.append((base, self._inflated(self._entries[base])[0]))
            held += len(deltas[-1][1])
            if held > _HELD:
                message = "one of its objects is too large"
                raise UnreadableError(message)
        if base is None:
            (first, text) = deltas.pop()
            kind = self._entries[first].kind
            self._keep(first, kind, text)
        else:
            kind, text = self._kept[base]
        for at, delta in reversed(deltas):
            try:
                text, _ = applied(delta, text, _LARGEST)
            except (IndexError, UnpackedError) as error:
                raise UnreadableError(_DAMAGED) from error
            if at != offset:  # what is told costs by itself
                self._spend(len(text))
            self._keep(at, kind, text)
        return kind, text

    def _keep(self, offset: int, kind: int, text: bytes) -> None:
        if offset in self._kept:
            return
        self._kept[offset] = kind, text
        self._room -= len(text) + _COST
        while self._room < 0 and len(self._kept) > 1:
            self._room += len(self._kept.popitem(last=False)[1][1]) + _COST

    def _entry(self, offset: int) -> _Entry:
        data, at = self._data, offset + 1
        byte = self._byte(offset)
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & _MORE:
            byte = self._byte(at)
            size |= (byte & _LOW) << shift
            at, shift = at + 1, shift + 7
            if at > offset + _DIGITS:
                raise UnreadableError(_DAMAGED)
        base: int | bytes | None = None
        if kind == _BY_OFFSET:
            begun, byte = at, self._byte(at)
            back, at = byte & _LOW, at + 1
            while byte & _MORE and at < begun + _DIGITS:
                byte = self._byte(at)
                back, at = (back + 1) << 7 | byte & _LOW, at + 1
            base = offset - max(back, 1)  # not itself
        elif kind == _BY_NAME:
            base, at = data[at : at + _NAME], at + _NAME
        elif kind not in _KINDS:
            raise UnreadableError(_DAMAGED)
        if size > _LARGEST:
            message = "one of its objects is too large"
            raise UnreadableError(message)
        return _Entry(kind, base, at, size)

    def _byte(self, at: int) -> int:
        if at >= len(self._data):
            message = "it ends too early"
            raise UnreadableError(message)
        return self._data[at]

    def _inflated(self, entry: _Entry) -> tuple[bytes, int]:
        """What stands there, and where it ends."""
        inflate, out, at = zlib.decompressobj(), bytearray(), entry.at
        step = entry.size + 64  # what cannot be compressed grows a little
        while not inflate.eof:
            piece = self._data[at : at + step]
            out += inflate.decompress(inflate.unconsumed_tail + piece, entry.size + 1 - len(out))
            at += len(piece)
            if len(out) > entry.size or (not piece and not inflate.unconsumed_tail):
                raise UnreadableError(_DAMAGED)
        if len(out) != entry.size:
            raise UnreadableError(_DAMAGED)
        self._spend(len(out))
        return bytes(out), at - len(inflate.unused_data)


_DAMAGED: Final = "damaged"
