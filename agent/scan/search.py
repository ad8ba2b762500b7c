"""What is found in one buffer, of which the prefilter has said where to look.

    ends --windows.py--> windows --confirm.py--> Found --resolve.py--> what is told
         --encoded/-----> decoded --prefilter--> ends ...
         --tables/------> cells

- A window that was seen before is answered from memory: build logs repeat themselves.
- Of very many leads only the first are worked out, and that there are more; of what is typed everything.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Final

from agent.scan import clues, triggers
from agent.scan.confirm import confirmed
from agent.scan.encoded.decoding import DEPTH, decoded
from agent.scan.encoded.runs import Decoded
from agent.scan.finders import Finder, Finders, of_table
from agent.scan.hits import Found, Wanted
from agent.scan.patterns import Prefilter
from agent.scan.resolve import order, resolve, settled, sort
from agent.scan.roster import LINE
from agent.scan.tables.stream import Tables
from agent.scan.views.extents import Chain
from agent.scan.views.lines import Extent, Nexts
from agent.scan.windows import Look, Window, Windows, around

_RAW: Final = 2  # bytes of a value that is concatenated, for each that it has
_REMEMBERED: Final = 8192
_SHORT: Final = 1024  # bytes of a window that are remembered as they are


class Search:
    """`memory`: what is in windows that were seen."""

    def __init__(self, finders: Finders, prefilter: Prefilter) -> None:
        self._finders, self._prefilter = finders, prefilter
        self._detectors, self._forms = finders.detectors, finders.forms
        self.memory: dict[tuple[object, ...], tuple[Found, ...]] = {}

    def _find(
        self,
        buffer: bytes,
        where: Mapping[int, Sequence[int]],
        text: Decoded | None,
        *,
        leads: bool,
        depth: int = 0,
        looks: list[Look] | None = None,
        tables: Tables | None = None,
        edge: int = 0,
    ) -> Iterator[Found]:
        last = self._forms if leads else len(self._detectors)
        same: Windows | None = None
        nexts = Nexts()
        heads = where.get(self._forms + triggers.Form.TABLE, ())
        for number in sorted(number for number in where if number < last):  # of two that are as good, the same is told
            same = self._same(number, buffer, where[number], same, nexts)
            for low, _, known in self._windowed(number, buffer, same.extents, looks):
                if known:  # which most have not
                    there = [found.moved(low) for found in known]
                    yield from there if text is None else text.beside(there)
        if looks is not None:
            looks += (Look(at, 0, len(buffer), is_empty=False) for at in where if at >= self._forms)
        cells = self._tabled(buffer, heads, tables, edge) if leads else ()
        yield from cells if text is None else text.beside(cells)
        if text:
            where = self._prefilter.ends(text.data)
            inner = self._decoded(text.data, where, depth + 1)
            yield from text.placed(resolve(self._find(text.data, where, inner, leads=leads, depth=depth + 1)))

    def _decoded(self, buffer: bytes, where: Mapping[int, Sequence[int]], depth: int = 0) -> Decoded | None:
        inner = {triggers.Form(at - self._forms): where[at] for at in sorted(where) if at >= self._forms}
        inner.pop(triggers.Form.TABLE, None)
        return decoded(buffer, inner, depth) if inner and depth < DEPTH else None

    def _same(self, number: int, buffer: bytes, ends: Sequence[int], before: Windows | None, nexts: Nexts) -> Windows:
        """The windows of finder `number`, which are those of the one before it where the same points at both."""
        finder = self._finders[number]
        of = (finder.reach, finder.lines, self._joins(number, finder), finder.needs)
        if before and before.of == of and before.ends == ends:
            return before
        return Windows(of, ends, [*self._extents(number, buffer, ends, nexts)])

    def _joins(self, number: int, finder: Finder) -> bool:
        """A suspicion is no reason to join lines. And what must stand near something, or apart from it, is judged with
        the lines as they are.
        """
        return number < len(self._detectors) and not finder.apart

    def _extents(self, number: int, buffer: bytes, ends: Sequence[int], nexts: Nexts | None = None) -> Iterator[Window]:
        finder = self._finders[number]
        joins = self._joins(number, finder)
        # Of a value on many lines the blanks before each count, too.
        longest = LINE if joins else _RAW * finder.reach
        lines = Chain(longest, lines=finder.lines, joins=joins, nexts=nexts)
        needs = finder.needs
        for low, high, nears in around(buffer, ends, finder):
            if needs and not clues.may_hold(buffer, low, high, needs):
                yield low, low, Extent(low, None, low - clues.BEFORE, high + clues.BEHIND)
            else:
                yield low, high, lines.extent(buffer, low, high, nears)

    def _windowed(
        self, number: int, buffer: bytes, extents: Iterable[Window], looks: list[Look] | None = None
    ) -> Iterator[tuple[int, int, Sequence[Found]]]:
        """Where each window of finder `number` begins, the number, and what is in it, at offsets from there."""
        finder = self._finders[number]
        for low, high, extent in extents:
            known = self._known(number, finder, buffer, low, high, extent) if low < high else ()
            if looks is not None:
                looks.append(Look(number, extent.since, extent.till, is_empty=not known))
            yield low, number, known

    def resolved(
        self,
        buffer: bytes,
        where: Mapping[int, Sequence[int]],
        wanted: Wanted,
        *,
        leads: bool,
        tables: Tables | None,
        looks: list[Look] | None = None,
    ) -> list[Found]:
        """What is to be told; of the leads that are wanted at least the first ones, and one more if there are more.

        What has many more is not looked through for all of them. A lead's fate is decided by what is typed, and by the
        leads that begin before it: so these are looked for from the top, and what is found decides how far.
        """
        pointed = [number for number in where if len(self._detectors) <= number < self._forms] if leads else []
        text = self._decoded(buffer, where)
        find = partial(self._find, buffer, text=text, leads=leads, tables=tables, edge=wanted.edge, looks=looks)
        most = wanted.most
        if most is None or sum(len(where[number]) for number in pointed) <= most:
            return resolve(find(where))
        others = [*find({number: ends for number, ends in where.items() if number not in pointed})]
        found: dict[int, list[Found]] = {number: [] for number in sorted(pointed)}
        windows = (self._windowed(number, buffer, self._extents(number, buffer, where[number])) for number in found)
        best = sort(each for each in others if not each.suppressed)
        left_out = [each for each in others if each.suppressed]

        def told() -> list[Found]:
            leads = sorted(chain(*found.values(), best.leads), key=order)
            return settled(best._replace(leads=leads), left_out)

        enough, free = most, 0
        for low, number, known in heapq.merge(*windows, key=itemgetter(0)):
            if free > enough:
                first = [each for each in told() if each.type or each.start < low]
                if sum(each.type is None and not each.suppressed and wanted.has(each) for each in first) > most:
                    return first
                enough = 2 * free
            leads_there = [each.moved(low) for each in known]
            leads_there = leads_there if text is None else [*text.beside(leads_there)]
            left_out += (each for each in leads_there if each.suppressed)
            leads_there = [each for each in leads_there if not each.suppressed]
            found[number] += leads_there
            free += sum(not best.typed.touches(each) for each in leads_there)
        return told()

    def _tabled(self, buffer: bytes, heads: Sequence[int], tables: Tables | None, edge: int) -> Iterator[Found]:
        if heads or (tables and tables.open):
            cells = (tables or Tables()).cells(buffer, heads, edge or len(buffer))
            yield from (of_table(cell) for cell in cells if self._finders.refused or not cell.refused)

    def _known(
        self, number: int, finder: Finder, buffer: bytes, low: int, high: int, extent: Extent
    ) -> tuple[Found, ...]:
        """What is in a window, which is looked at once wherever it stands: its offsets begin with it."""
        window = buffer[low : extent.reach]
        seen = window if len(window) <= _SHORT else hashlib.blake2b(window, digest_size=20).digest()
        key = (number, seen, high - low, extent.wraps)
        known = self.memory.get(key)
        if known is None:
            if len(self.memory) >= _REMEMBERED:
                self.memory.clear()
            known = self.memory[key] = tuple(confirmed(finder, window, high - low, extent.wraps))
        return known
