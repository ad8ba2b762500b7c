"""Which font a name means in a stream: the page says so to which it belongs, or a form that is drawn on many.

    /Contents 4 0 R /Resources 5 0 R  -->  /Font 6 0 R  -->  /F1 7 0 R  -->  /ToUnicode 8 0 R  -->  a CMap

Where nobody says so, it is what it means anywhere in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from agent.scan.containers.budget import MIB
from agent.scan.containers.pdf.cmaps import CMap
from agent.scan.containers.pdf.filters import undone
from agent.scan.containers.pdf.objects import Piece, packed, pieces

_UNICODE: Final = re.compile(rb"/ToUnicode\s{1,8}([0-9]{1,10})\s{1,8}[0-9]{1,5}\s{1,8}R\b")
_CONTENTS: Final = re.compile(rb"/Contents\s{0,8}(?:\[([0-9\sR]{0,65536}+)|([0-9]{1,10})\s{1,8}[0-9]{1,5}\s{1,8}R\b)")
_REFERENCE: Final = re.compile(rb"/([^\s/()<>\[\]{}%]{1,127}+)\s{1,8}([0-9]{1,10})\s{1,8}[0-9]{1,5}\s{1,8}R\b")
# Most objects of a large file are of these.
_BESIDE: Final = re.compile(rb"/(?:StructElem|Annot|Image|XRef|FontDescriptor)\b")
_WAY: Final = 8  # pages of pages that a resource is looked for in
_MOST: Final = 100_000  # objects that are remembered
_ROOM: Final = 1 << 18  # entries of tables and dictionaries, in all
_HELD: Final = 16 * MIB  # of streams of objects
_MEANINGS: Final = 4  # of a name that nobody explains


class Fonts:
    """Of one file. `is_lost`: there was more than is remembered."""

    def __init__(self, data: bytes, spend: Callable[[int], None]) -> None:
        self.is_lost = False
        self._spend = spend
        self._objects: dict[int, Piece] = {}
        self._unicode: dict[int, int] = {}  # of a font: where its table is
        self._pages: dict[int, int] = {}  # of a stream that a page shows: the page
        self._references: dict[tuple[int, int, int], dict[bytes, int]] = {}
        self._tables: dict[int, CMap | None] = {}
        self._anywhere: dict[bytes, list[int]] | None = None
        self._room = _ROOM
        held = _HELD
        for piece in pieces(data):
            self._learn(piece)
            if piece.begin and b"/ObjStm" in piece.text and held > 0:
                content, _ = undone(piece.stream, piece.text, spend)
                held -= len(content)
                for inner in packed(content, piece.text):
                    self._learn(inner)

    def _learn(self, piece: Piece) -> None:
        source, number, low, high, *_ = piece
        if not number or _BESIDE.search(source, low, high):
            return
        if len(self._objects) >= _MOST or len(self._pages) >= _MOST:
            self.is_lost = True
            return
        self._objects[number] = piece
        if found := _UNICODE.search(source, low, high):
            self._unicode[number] = int(found[1])
        if found := _CONTENTS.search(source, low, high):
            self._pages.update(
                (int(each), number) for each in (found[1] or found[2] or b"").split()[::3] if each.isdigit()
            )

    def named(self, name: bytes, piece: Piece) -> list[CMap]:
        """What a font of that name may say in the stream of `piece`: one table, or none, or those of several fonts."""
        for names in self._scopes(piece):
            if name in names:
                return self._known([self._unicode.get(names[name], 0)])
        if self._anywhere is None:
            self._anywhere = self._all()
        return self._known(self._anywhere.get(name, ()))

    def _scopes(self, piece: Piece) -> Iterator[dict[bytes, int]]:
        """What names refer to there, from near to far."""
        for start in (piece, self._objects.get(self._pages.get(piece.number, 0))):
            at = start
            for _ in range(_WAY):
                if at is None:
                    break
                yield (here := self._referred(at))
                for name in (b"Resources", b"Font"):
                    if (further := self._objects.get(here.get(name, 0))) is not None:
                        yield (there := self._referred(further))
                        if (font := self._objects.get(there.get(b"Font", 0))) is not None:
                            yield self._referred(font)
                at = self._objects.get(here.get(b"Parent", 0))

    def _referred(self, piece: Piece) -> dict[bytes, int]:
        """Each object is looked at once."""
        key = (id(piece.source), piece.low, piece.high)
        if key not in self._references:
            found = islice(_REFERENCE.finditer(piece.source, piece.low, piece.high), self._pay(0))
            self._references[key] = names = {each[1]: int(each[2]) for each in found}
            self._pay(1 + len(names))
        return self._references[key]

    def _pay(self, entries: int) -> int:
        """How much room is left."""
        self._room = max(0, self._room - entries)
        self.is_lost = self.is_lost or not self._room
        return self._room

    def _all(self) -> dict[bytes, list[int]]:
        found: dict[bytes, list[int]] = {}
        for each in self._objects.values():
            for name, number in self._referred(each).items():
                tables = found.setdefault(name, []) if number in self._unicode else []
                if len(tables) < _MEANINGS and self._unicode.get(number, 0) not in tables:
                    tables.append(self._unicode.get(number, 0))
        return found

    def _known(self, numbers: Sequence[int]) -> list[CMap]:
        return [table for number in numbers if (table := self._table(number)) is not None]

    def _table(self, number: int) -> CMap | None:
        if number not in self._tables:
            piece = self._objects.get(number)
            content = undone(piece.stream, piece.text, self._spend)[0] if piece and piece.begin else b""
            table = CMap(content, self._pay(0))
            self._pay(table.entries)
            self._tables[number] = table if table.size else None
        return self._tables[number]
