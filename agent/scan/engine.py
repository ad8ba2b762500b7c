"""Bytes to Hits: Hyperscan points, a bounded window is cut out around each point, Python's `re` confirms.

    blocks --> [ left context | 1 MiB core | right context ] --Prefilter--> ends --> windows --Detector.find--> Hits
                                                                             (the line, or the span of a PEM block)

search.py is what happens to one buffer; here texts become buffers, and what is found there gets its place.

Rules:
- Every buffer has context on both sides, as long as the longest match. A hit belongs to the core in which it *ends*, so
  that one across an edge is found once, and one whose end was written after its beginning had been read is found then.
- Memory depends on the buffer, not on the file or the line. Nothing is skipped: a long line is cut into windows that
  overlap by as much as a match can need, and cut-off matches lose against the whole one that contains them.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Final

from agent.found import ROWS
from agent.scan import decode, triggers
from agent.scan.finders import Finders
from agent.scan.hits import Hit, Wanted, name_of, unread
from agent.scan.patterns import Prefilter
from agent.scan.positions import advance, as_stored, placed
from agent.scan.roster import Roster
from agent.scan.search import Search
from agent.scan.tables.stream import Tables
from agent.scan.windows import Look
from detectors.base import BRIEF, Detector
from detectors.places import place

CORE: Final = 1 << 20
_SNIFFED: Final = 8192  # a NUL in there means a binary: typed credentials are looked for, leads are not


class Engine:
    """`cache`: the folder for the compiled patterns, or None. `leads`: also what looks like a secret.

    `refused`: also what has the form of a credential and fails its check, as suppressed. `misplaced`: also what is
    nothing in files of that kind, as suppressed. `decoders`: also what is
    encoded as a whole; what is merely escaped, wrapped or coloured is always read.
    """

    def __init__(
        self,
        detectors: Sequence[Detector],
        cache: Path | None,
        *,
        leads: bool = True,
        refused: bool = False,
        misplaced: bool = False,
        decoders: bool = True,
    ) -> None:
        self.detectors = detectors if isinstance(detectors, Roster) else Roster.of(detectors)
        finders = Finders(self.detectors, leads=leads, refused=refused, misplaced=misplaced)
        self._forms = finders.forms
        self._whole = tuple(number for number, known in enumerate(self.detectors.known) if known.whole)
        name = f"{[(finder.patterns, finder.marks) for finder in finders.leads]} {triggers.TABLES} {decoders}"
        digest = self.detectors.digest + name.encode() + Path(triggers.__file__).read_bytes()
        sought = partial(finders.sought, decoders=decoders)
        self.prefilter = Prefilter(sought, cache, hashlib.sha256(digest).digest())
        self._search = Search(finders, self.prefilter)
        self._context = max((self.detectors.reach, *(finder.reach for finder in finders.leads))) + 1024

    @property
    def reach(self) -> int:
        """How many bytes on either side of a part are worth handing in as `before` and `after`."""
        return self._context

    def context(self, path: str) -> str:
        """What of a path decides what holds: the same bytes under two paths of one context have the same hits."""
        name = name_of(path)
        return "|".join([str(place(path).name), *(glob for glob in self.detectors.globs if fnmatchcase(name, glob))])

    def scan(self, data: bytes, path: str | None = "", most: int | None = None) -> Iterator[Hit]:
        """Every hit in `data`, which may be UTF-8, or UTF-16 with its mark; of `path` and `most` as in `stream`."""
        blocks = (data[at : at + CORE] for at in range(0, len(data), CORE))
        name = decode.encoding(data[: decode.MARK_BYTES])
        return self.stream(decode.to_utf8(blocks, name), path=path, width=decode.width(name), most=most)

    def stream(  # noqa: PLR0913 - each is what one who asks knows of the text
        self,
        blocks: Iterable[bytes],
        *,
        before: bytes = b"",
        after: bytes = b"",
        line: int = 1,
        path: str | None = "",
        offset: int = 0,
        width: Callable[[bytes], int] = len,
        tables: Tables | None = None,
        most: int | None = None,
    ) -> Iterator[Hit]:
        """Every hit that ends within `blocks` (UTF-8, of about CORE bytes each), which begin on `line`, at `offset`.

        `before` and `after`: up to `reach` bytes around them, so that nothing is lost at the seams. `width`: how many
        bytes a piece of them has where it is stored.
        `path`: only what holds under it; None: everything, and the caller asks `holds` for each path.
        `tables`: with what is known of those whose header stands before `blocks`. `most`: of the leads no more than
        these, and one besides if there are more.
        """
        leads, tables = True, tables or Tables()
        if before:
            tables.begin(before.rfind(b"\n") + 1)
        left, number, column = before, line - before.count(b"\n"), 0
        stored = offset - width(before)
        for core, right in self._cores(blocks, after):
            if self.is_binary(core):
                leads = False
            buffer, edge = b"".join((left, core, right)), len(left) + len(core)
            ends: Mapping[int, Sequence[int]] = self.prefilter.ends(buffer)
            if not before and not offset and self.is_brief(buffer):
                ends = self._with_whole(buffer, ends)
            wanted = Wanted(path, len(left), edge, most)
            found = self._search.resolved(buffer, ends, wanted, leads=leads, tables=tables)
            owned = [each for each in found if wanted.has(each)]
            if owned:
                spots = as_stored(buffer, (at for each in owned for at in each.value), stored, width)
                yield from placed(buffer, owned, number, column, spots)
            if most is not None:
                most -= sum(each.type is None and not each.suppressed for each in owned)
            cut = max(0, edge - self._context)
            number, column = advance(buffer, 0, cut, number, column)
            stored += width(buffer[:cut])
            left = buffer[cut:edge]
            tables.moved(cut)
            if tables.is_lost:
                yield unread(number, ROWS)
                tables.is_lost = False
        if why := tables.owed(left, more=bool(after)):
            yield unread(number + left.count(b"\n"), why)

    def heads(self, text: bytes) -> Sequence[int]:
        """Where what may be a header of a table ends."""
        return self.prefilter.ends(text).get(self._forms + triggers.Form.TABLE, ())

    def sweep(
        self,
        buffer: bytearray,
        pieces: Sequence[tuple[int, int]],
        paths: Sequence[str] | None = None,
        most: int | None = None,
        *,
        are_files: bool = True,
    ) -> Iterator[tuple[int, Iterator[Hit]]]:
        """The same for many small texts in one buffer, in one pass: the number of each that has hits, and these.

        `pieces`: (first, behind the last byte), ascending, each a whole text in UTF-8 and apart from the next by a
        line's end. `paths`: of each; None: whatever they are. To be taken in order, while the buffer stays as it is.
        `are_files`: each may be a value and nothing else.
        """
        if not pieces:
            return
        touched: dict[int, dict[int, list[int]]] = {
            at: {} for at, (first, last) in enumerate(pieces) if are_files and 0 < last - first <= BRIEF
        }
        lasts = [last for _, last in pieces]
        for number, ends in self.prefilter.ends(memoryview(buffer)[: lasts[-1]]).items():
            for end in ends:
                at = bisect_left(lasts, end)
                if end <= pieces[at][0] and at and end == lasts[at - 1] + 1:
                    at, end = at - 1, end - 1  # noqa: PLW2901 - with the line's end that parts them, as with the end of all
                if (first := pieces[at][0]) < end:
                    touched.setdefault(at, {}).setdefault(number, []).append(end - first)
        for at in sorted(touched):
            first, last = pieces[at]
            text = bytes(memoryview(buffer)[first:last])
            where = self._with_whole(text, touched[at]) if are_files and self.is_brief(text) else touched[at]
            yield at, self._within(text, where, Wanted(None if paths is None else paths[at], 0, last - first, most))

    def _within(self, text: bytes, where: Mapping[int, Sequence[int]], wanted: Wanted) -> Iterator[Hit]:
        yield from self._whole_text(text, where, wanted)

    def looked(
        self, text: bytes, where: Mapping[int, Sequence[int]], most: int | None = None
    ) -> tuple[list[Hit], list[Look]]:
        """The same for one whole text of which `prefilter.ends` says `where`, and on what it depends that there are no
        other hits; nothing of that with `most`.
        """
        looks: list[Look] = []
        where = self._with_whole(text, where) if self.is_brief(text) else where
        wanted = Wanted(None, 0, len(text), most)
        return self._whole_text(text, where, wanted, looks if most is None else None), looks

    def _whole_text(
        self, text: bytes, where: Mapping[int, Sequence[int]], wanted: Wanted, looks: list[Look] | None = None
    ) -> list[Hit]:
        leads = not self.is_binary(text)
        tables = Tables() if self._forms + triggers.Form.TABLE in where else None
        found = self._search.resolved(text, where, wanted, leads=leads, looks=looks, tables=tables) if where else []
        found = found if wanted.path is None else [each for each in found if wanted.has(each)]
        spots = {spot: spot for each in found for spot in each.value}
        hits = list(placed(text, found, 1, 0, spots)) if found else []
        if tables is not None and tables.is_lost:
            hits.append(unread(text.count(b"\n") + 1, ROWS))
        return hits

    @staticmethod
    def is_brief(text: bytes) -> bool:
        """It may be a value and nothing else, of which no pattern tells."""
        return 0 < len(text) <= BRIEF

    def _with_whole(self, text: bytes, where: Mapping[int, Sequence[int]]) -> Mapping[int, Sequence[int]]:
        shown = text.decode(errors="replace")
        fitting = (number for number in self._whole if self.detectors[number].regex.search(shown))
        return {**where, **dict.fromkeys(fitting, (len(text),))}

    @staticmethod
    def is_binary(text: bytes) -> bool:
        """In it only typed credentials are looked for. What was emptied while it was written begins with a hole."""
        begun = len(text) - len(text.lstrip(b"\0")) if text.startswith(b"\0") else 0
        return text.find(b"\0", begun, begun + _SNIFFED) >= 0

    def _cores(self, blocks: Iterable[bytes], after: bytes) -> Iterator[tuple[bytes, bytes]]:
        queue = bytearray()
        for block in blocks:
            queue += block
            while len(queue) >= CORE + self._context:
                with memoryview(queue) as view:  # of which a slice is no copy
                    core, right = bytes(view[:CORE]), bytes(view[CORE : CORE + self._context])
                yield core, right
                del queue[:CORE]
        yield bytes(queue), after[: self._context]
