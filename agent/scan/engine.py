"""Bytes to Hits: Hyperscan points, a bounded window is cut out around each point, Python's `re` confirms.

    blocks --> [ left context | 1 MiB core | right context ] --Prefilter--> ends --> windows --Detector.find--> Hits
                                                                             (the line, or the span of a PEM block)

It is long because windows, what wins, and places share the offsets of one buffer.

Rules:
- Every buffer has context on both sides, as long as the longest match. A hit belongs to the core in which it *ends*, so
  that one across an edge is found once, and one whose end was written after its beginning had been read is found then.
- Memory depends on the buffer, not on the file or the line. Nothing is skipped: a long line is cut into windows that
  overlap by as much as a match can need, and cut-off matches lose against the whole one that contains them.
- A window that was seen before is answered from memory: build logs repeat themselves.
- A typed hit beats a lead that touches it, or that is a part of it standing apart; a longer one beats one inside it.
- Of very many leads only the first are worked out, and that there are more; of what is typed everything.
- Nothing is found by its path: `holds` decides afterwards, from the hit alone, so that bytes are searched once.
"""

from __future__ import annotations

import codecs
import hashlib
import heapq
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from itertools import accumulate, chain, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote

from agent.found import ROWS
from agent.scan import decode, encoded, literals, triggers, views
from agent.scan.allow import Allowed
from agent.scan.patterns import Prefilter, Sought
from agent.scan.roster import LINE, Roster, reach
from agent.scan.tables import Cell, Tables
from detectors.base import BRIEF, Confidence, CredentialType, Detector, Match, Parts, Secret
from detectors.generic import leads as generic
from detectors.places import EVERYWHERE, NOWHERE, Place, place

CORE: Final = 1 << 20
REFUSED: Final = "fails its check: a placeholder, a wrong checksum, or another structure"
_RAW: Final = 2  # bytes of a value that is concatenated, for each that it has
_PIECE: Final = 16  # times what a match can need: how long a window is where many run into one another
_REMEMBERED: Final = 8192
_SHORT: Final = 1024  # bytes of a window that are remembered as they are
_NEWLINE: Final = 0x0A
_LONGEST_LEAD: Final = 512  # detectors/generic/grammar.py reads so much of an assignment
_MAPPED: Final = "surrogateescape"  # one character for each bad byte, so that offsets can be mapped back
_BAD: Final = re.compile("[\udc80-\udcff]")
_MARK: Final = codecs.BOM_UTF8  # lines begin behind it, and behind several
_MARKS: Final = re.compile(b"(?:%b)+" % _MARK)
_COLOUR: Final = re.compile(rb"\x1b\[[0-9;:?]{0,64}[A-Za-z]")
# What cannot be meant as it stands, or goes on on the next line. Percent codes and `\n` are the detectors' own affair.
_READ_TWICE: Final = re.compile(
    rb"\\{1,3}u[0-9a-fA-F]{4}|\\{1,3}x[0-9a-fA-F]{2}|\\[\"'\\]|&(?:\#[0-9xX]|[a-z]{2,6};)|\n|'\\''"
)
_SNIFFED: Final = 8192  # a NUL in there means a binary: typed credentials are looked for, leads are not
_CONTINUATION: Final = bytes(range(0x80, 0xC0))
_NONE: Final = frozenset[Secret]()


class Hit(NamedTuple):
    """A match with its place: lines from 1, columns in characters from 0. A lead has no type, one part, and a kind.

    value: where the value itself stands, in bytes of the stream as it is stored, from the first up to the last
    lines: its first line and its last, which are not the match's where its parts stand on several
    suppressed: why it is none after all: the comment that allows it, or REFUSED; "" for what is to be reported
    within: the member of a container that it is in, below the file
    unread: it is nothing, but says that something near there was not looked at, and what; "" otherwise
    It holds in `places`, and in files of the names `paths` (globs; () = all) but not `but`, where a typed hit beats it.
    """

    type: CredentialType | None
    kind: str
    confidence: Confidence
    parts: Parts
    line: int
    end_line: int
    start: int
    end: int
    value: tuple[int, int]
    suppressed: str = ""
    paths: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    places: Place = EVERYWHERE
    within: str = ""
    lines: tuple[int, int] = (0, 0)
    unread: str = ""


class _Found(NamedTuple):
    """A match at byte offsets of a buffer, without a place yet. `apart`: its secrets that stand beside the match.

    A tuple, since a text may be made of them: it takes a tenth of the time of a frozen class with so many fields.
    """

    start: int
    end: int
    value: tuple[int, int]
    type: CredentialType | None
    kind: str
    confidence: Confidence
    parts: Parts
    apart: frozenset[Secret] = _NONE
    refused: bool = False
    paths: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    places: Place = EVERYWHERE
    general: bool = False

    def at(self, way: Callable[[int, int], tuple[int, int]]) -> _Found:
        """The same at other offsets: `way` leads from those that it has to those that it gets."""
        span = start, end = way(self.start, self.end)
        value = span if self.value == (self.start, self.end) else way(*self.value)
        return self._placed(start, end, value)

    def moved(self, by: int) -> _Found:
        """The same, so many bytes behind."""
        first, last = self.value
        return self._placed(self.start + by, self.end + by, (first + by, last + by)) if by else self

    def _placed(self, start: int, end: int, value: tuple[int, int]) -> _Found:
        """As `_replace` would, which takes thrice as long."""
        kind = self.type, self.kind, self.confidence
        found = self.parts, self.apart, self.refused
        return _Found(start, end, value, *kind, *found, self.paths, self.but, self.places, general=self.general)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Detectors and leads, alike: what points at a window, how far it reaches, who confirms.

    apart: what is beside a match decides about it. parted: each alternative of a pattern is looked for by itself
    """

    patterns: tuple[str, ...]
    reach: int
    lines: bool
    find: Callable[[str], Iterator[_Found]]
    apart: bool = False
    marks: tuple[str, ...] = ()
    parted: bool = False


class Look(NamedTuple):
    """Finder `number` looked at a window, which depends on the bytes from `since` up to `till`, which may be beyond the
    text: on its beginning or end. `is_empty`: nothing was there.
    """

    number: int
    since: int
    till: int
    is_empty: bool


# From where to where a window is, and what belongs to it.
_Window = tuple[int, int, views.Extent]


class _Windows(NamedTuple):
    """Those around `ends` of finders that are `of` one reach and kind."""

    of: tuple[int, bool, bool]
    ends: Sequence[int]
    extents: Sequence[_Window]


class _Wanted(NamedTuple):
    """What of a buffer is wanted: what ends in it between two places and holds under `path`; of leads the first `most`,
    and one besides if there are more (None: all).
    """

    path: str | None
    low: int
    edge: int
    most: int | None

    def has(self, found: _Found) -> bool:
        return self.low < found.end <= self.edge and (self.path is None or Engine.holds(found, self.path))


class Engine:
    """`cache`: the folder for the compiled patterns, or None. `leads`: also what looks like a secret.

    `refused`: also what has the form of a credential and fails its check, as suppressed. `decoders`: also what is
    encoded as a whole; what is merely escaped, wrapped or coloured is always read.
    """

    def __init__(
        self,
        detectors: Sequence[Detector],
        cache: Path | None,
        *,
        leads: bool = True,
        refused: bool = False,
        decoders: bool = True,
    ) -> None:
        self.detectors = detectors if isinstance(detectors, Roster) else Roster.of(detectors)
        self._refused, self._leads = refused, _LEADS if leads else ()
        self._finders: dict[int, _Finder] = {}
        self._forms = len(self.detectors) + len(self._leads)
        self._whole = tuple(number for number, known in enumerate(self.detectors.known) if known.whole)
        name = f"{[(finder.patterns, finder.marks) for finder in self._leads]} {triggers.TABLES} {decoders}"
        digest = self.detectors.digest + name.encode() + Path(triggers.__file__).read_bytes()
        sought = partial(self._sought, decoders=decoders)
        self.prefilter = Prefilter(sought, cache, hashlib.sha256(digest).digest())
        self._context = max((self.detectors.reach, *(finder.reach for finder in self._leads))) + 1024
        self._memory: dict[tuple[object, ...], tuple[_Found, ...]] = {}

    def _finder(self, number: int) -> _Finder:
        finder = self._finders.get(number)
        if finder is None:
            ours = len(self.detectors)
            finder = self._finders[number] = (
                _typed(self.detectors[number], refused=self._refused) if number < ours else self._leads[number - ours]
            )
        return finder

    def _sought(self, *, decoders: bool) -> list[Sought]:
        """The finders' patterns by their numbers, then the triggers of what is encoded, by their forms.

        What a value begins with points at it as well: a prefilter need not know that it may go on on the next line.
        """
        sought = [
            Sought(number, part, mark=mark)
            for number, finder in enumerate(map(self._finder, range(self._forms)))
            for pattern, mark in zip_longest(finder.patterns, finder.marks, fillvalue="")
            for part in (literals.alternatives(pattern) if finder.parted else (pattern,))
        ]
        for number, detector in enumerate(self.detectors):
            sought += (each._replace(number=number) for each in triggers.broken(detector))
        disguised = [*triggers.table(self.detectors)] if decoders else []
        disguised += triggers.headers() if self._leads else []
        sought += (each._replace(number=self._forms + each.number) for each in disguised)
        return sought

    @property
    def reach(self) -> int:
        """How many bytes on either side of a part are worth handing in as `before` and `after`."""
        return self._context

    def context(self, path: str) -> str:
        """What of a path decides what holds: the same bytes under two paths of one context have the same hits."""
        name = _name(path)
        return "|".join([str(place(path).name), *(glob for glob in self.detectors.globs if fnmatchcase(name, glob))])

    @staticmethod
    def holds(hit: Hit | _Found, path: str) -> bool:
        """Is this a hit in a file of that path? What holds under some names only does not hold without one."""
        name = _name(path)
        named = not hit.paths or _any(name, hit.paths)
        return bool(place(path) & hit.places) and named and not _any(name, hit.but)

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
            buffer, edge = left + core + right, len(left) + len(core)
            ends: Mapping[int, Sequence[int]] = self.prefilter.ends(buffer)
            if not before and not offset and self.is_brief(buffer):
                ends = self._with_whole(buffer, ends)
            wanted = _Wanted(path, len(left), edge, most)
            found = self._resolved(buffer, ends, wanted, leads=leads, tables=tables)
            owned = [each for each in found if wanted.has(each)]
            if owned:
                spots = _stored(buffer, (at for each in owned for at in each.value), stored, width)
                yield from _placed(buffer, owned, number, column, spots)
            if most is not None:
                most -= sum(each.type is None for each in owned)
            cut = max(0, edge - self._context)
            number, column = _advance(buffer, 0, cut, number, column)
            stored += width(buffer[:cut])
            left = buffer[cut:edge]
            tables.moved(cut)
            if tables.is_lost:
                yield _unread(number, ROWS)
                tables.is_lost = False
        if why := tables.owed(left, more=bool(after)):
            yield _unread(number + left.count(b"\n"), why)

    def heads(self, text: bytes) -> Sequence[int]:
        """Where what may be a header of a table ends."""
        return self.prefilter.ends(text).get(self._forms + triggers.Form.TABLE, ())

    def sweep(
        self,
        buffer: bytearray,
        pieces: Sequence[tuple[int, int]],
        paths: Sequence[str] | None = None,
        most: int | None = None,
    ) -> Iterator[tuple[int, Iterator[Hit]]]:
        """The same for many small texts in one buffer, in one pass: the number of each that has hits, and these.

        `pieces`: (first, behind the last byte), ascending, each a whole text in UTF-8 and apart from the next by a
        line's end. `paths`: of each; None: whatever they are. To be taken in order, while the buffer stays as it is.
        """
        if not pieces:
            return
        touched: dict[int, dict[int, list[int]]] = {
            at: {} for at, (first, last) in enumerate(pieces) if 0 < last - first <= BRIEF
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
            yield at, self.within(text, touched[at], None if paths is None else paths[at], most)

    def within(
        self, text: bytes, where: Mapping[int, Sequence[int]], path: str | None = None, most: int | None = None
    ) -> Iterator[Hit]:
        """The same for one whole text of which `prefilter.ends` says `where`."""
        yield from self._whole_text(text, where, _Wanted(path, 0, len(text), most))

    def looked(self, text: bytes, where: Mapping[int, Sequence[int]]) -> tuple[list[Hit], list[Look]]:
        """The same, and on what it depends that there are no others."""
        looks: list[Look] = []
        return self._whole_text(text, where, _Wanted(None, 0, len(text), None), looks), looks

    def _whole_text(
        self, text: bytes, where: Mapping[int, Sequence[int]], wanted: _Wanted, looks: list[Look] | None = None
    ) -> list[Hit]:
        where = self._with_whole(text, where) if self.is_brief(text) else where
        leads = not self.is_binary(text)
        tables = Tables() if self._forms + triggers.Form.TABLE in where else None
        found = self._resolved(text, where, wanted, leads=leads, looks=looks, tables=tables) if where else []
        found = found if wanted.path is None else [each for each in found if wanted.has(each)]
        spots = {spot: spot for each in found for spot in each.value}
        hits = list(_placed(text, found, 1, 0, spots)) if found else []
        if tables is not None and tables.is_lost:
            hits.append(_unread(text.count(b"\n") + 1, ROWS))
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
        """In it only typed credentials are looked for."""
        return text.find(b"\0", 0, _SNIFFED) >= 0

    def _cores(self, blocks: Iterable[bytes], after: bytes) -> Iterator[tuple[bytes, bytes]]:
        queue = bytearray()
        for block in blocks:
            queue += block
            while len(queue) >= CORE + self._context:
                yield bytes(queue[:CORE]), bytes(queue[CORE : CORE + self._context])
                del queue[:CORE]
        yield bytes(queue), after[: self._context]

    def _find(
        self,
        buffer: bytes,
        where: Mapping[int, Sequence[int]],
        *,
        leads: bool,
        depth: int = 0,
        looks: list[Look] | None = None,
        tables: Tables | None = None,
        edge: int = 0,
    ) -> Iterator[_Found]:
        last = self._forms if leads else len(self.detectors)
        same: _Windows | None = None
        nexts = views.Nexts()
        for number in sorted(number for number in where if number < last):  # of two that are as good, the same is told
            same = self._same(number, buffer, where[number], same, nexts)
            for low, _, known in self._windowed(number, buffer, same.extents, looks):
                for found in known:
                    yield found.moved(low)
        inner = {triggers.Form(at - self._forms): where[at] for at in sorted(where) if at >= self._forms}
        if looks is not None:
            looks += (Look(self._forms + form, 0, len(buffer), is_empty=False) for form in inner)
        yield from self._tabled(buffer, inner.pop(triggers.Form.TABLE, ()), tables, edge) if leads else ()
        if inner and depth < encoded.DEPTH and (text := encoded.decoded(buffer, inner, depth)):
            for found in self._find(text.data, self.prefilter.ends(text.data), leads=leads, depth=depth + 1):
                yield found.at(text.span)

    def _same(
        self, number: int, buffer: bytes, ends: Sequence[int], before: _Windows | None, nexts: views.Nexts
    ) -> _Windows:
        """The windows of finder `number`, which are those of the one before it where the same points at both."""
        finder = self._finder(number)
        of = (finder.reach, finder.lines, self._joins(number, finder))
        if before and before.of == of and before.ends == ends:
            return before
        return _Windows(of, ends, [*self._extents(number, buffer, ends, nexts)])

    def _joins(self, number: int, finder: _Finder) -> bool:
        """A suspicion is no reason to join lines. And what must stand near something, or apart from it, is judged with
        the lines as they are.
        """
        return number < len(self.detectors) and not finder.apart

    def _extents(
        self, number: int, buffer: bytes, ends: Sequence[int], nexts: views.Nexts | None = None
    ) -> Iterator[_Window]:
        finder = self._finder(number)
        joins = self._joins(number, finder)
        # Of a value on many lines the blanks before each count, too.
        longest = LINE if joins else _RAW * finder.reach
        lines = views.Chain(longest, lines=finder.lines, joins=joins, nexts=nexts)
        for low, high, nears in _windows(buffer, ends, finder):
            yield low, high, lines.extent(buffer, low, high, nears)

    def _windowed(
        self, number: int, buffer: bytes, extents: Iterable[_Window], looks: list[Look] | None = None
    ) -> Iterator[tuple[int, int, Sequence[_Found]]]:
        """Where each window of finder `number` begins, the number, and what is in it, at offsets from there."""
        finder = self._finder(number)
        for low, high, extent in extents:
            known = self._known(number, finder, buffer, low, high, extent)
            if looks is not None:
                looks.append(Look(number, extent.since, extent.till, is_empty=not known))
            yield low, number, known

    def _resolved(
        self,
        buffer: bytes,
        where: Mapping[int, Sequence[int]],
        wanted: _Wanted,
        *,
        leads: bool,
        tables: Tables | None,
        looks: list[Look] | None = None,
    ) -> list[_Found]:
        """What is to be told; of the leads that are wanted at least the first ones, and one more if there are more.

        What has many more is not looked through for all of them. A lead's fate is decided by what is typed, and by the
        leads that begin before it: so these are looked for from the top, and what is found decides how far.
        """
        pointed = [number for number in where if len(self.detectors) <= number < self._forms] if leads else []
        find = partial(self._find, buffer, leads=leads, tables=tables, edge=wanted.edge, looks=looks)
        most = wanted.most
        if most is None or sum(len(where[number]) for number in pointed) <= most:
            return _resolve(find(where))
        others = [*find({number: ends for number, ends in where.items() if number not in pointed})]
        found: dict[int, list[_Found]] = {number: [] for number in sorted(pointed)}
        windows = (self._windowed(number, buffer, self._extents(number, buffer, where[number])) for number in found)
        best = _sorted(each for each in others if not each.refused)
        refused = [each for each in others if each.refused]

        def told() -> list[_Found]:
            leads = sorted(chain(*found.values(), best.leads), key=_order)
            return _settled(best._replace(leads=leads), refused)

        enough, free = most, 0
        for low, number, known in heapq.merge(*windows, key=itemgetter(0)):
            if free > enough:
                first = [each for each in told() if each.type or each.start < low]
                if sum(each.type is None and wanted.has(each) for each in first) > most:
                    return first
                enough = 2 * free
            leads_there = [each.moved(low) for each in known]
            found[number] += leads_there
            free += sum(not best.typed.touches(each) for each in leads_there)
        return told()

    def _tabled(self, buffer: bytes, heads: Sequence[int], tables: Tables | None, edge: int) -> Iterator[_Found]:
        if heads or (tables and tables.open):
            cells = (tables or Tables()).cells(buffer, heads, edge or len(buffer))
            yield from (_of_table(cell) for cell in cells if self._refused or not cell.refused)

    def _known(
        self, number: int, finder: _Finder, buffer: bytes, low: int, high: int, extent: views.Extent
    ) -> tuple[_Found, ...]:
        """What is in a window, which is looked at once wherever it stands: its offsets begin with it."""
        window = buffer[low : extent.reach]
        seen = window if len(window) <= _SHORT else hashlib.blake2b(window, digest_size=20).digest()
        key = (number, seen, high - low, extent.wraps)
        known = self._memory.get(key)
        if known is None:
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            known = self._memory[key] = tuple(_confirmed(finder, window, high - low, extent.wraps))
        return known


def _typed(detector: Detector, *, refused: bool) -> _Finder:
    beside = frozenset(name for name, _ in detector.companions)

    def find(text: str) -> Iterator[_Found]:
        for match in detector.find(text, refused=refused):
            if detector.confidence is Confidence.LEAD:
                yield _doubtful(match, match.places | match.doubtful)
                continue
            if match.doubtful is not NOWHERE and not match.refused:
                yield _doubtful(match, match.doubtful)
                if match.places is NOWHERE:
                    continue
            near = beside & match.parts.keys()
            apart = frozenset(Secret(match.parts[name].reveal()[:_LONGEST_LEAD]) for name in near) if near else _NONE
            yield _Found(
                *(match.start, match.end, match.value, detector.type, ""),
                *(detector.confidence, match.parts, apart, match.refused, detector.paths),
                places=match.places,
                general=detector.general,
            )

    return _Finder(
        () if detector.whole else (triggers.pattern(detector),),
        reach(detector),
        lines=detector.span is None,
        find=find,
        apart=detector.span is not None and detector.unless is not None,
        marks=() if detector.whole else (detector.mark,),
        parted=bool(detector.prefilter) and not detector.mark,
    )


def _doubtful(match: Match, places: Place) -> _Found:
    """A form that many things have that are no credential, or a checksum that is wrong: a lead, called by its title."""
    kind = match.detector.type
    part = next(name for name in kind.parts if name in kind.secret and name in match.parts)
    return _Found(
        *(match.start, match.end, match.value, None, kind.title, Confidence.LEAD, {"value": match.parts[part]}),
        refused=match.refused,
        paths=match.detector.paths,
        places=places,
    )


def _unread(line: int, what: str) -> Hit:
    return Hit(None, "", Confidence.LEAD, {"value": Secret("")}, line, line, 0, 0, (0, 0), unread=what)


def _of_table(cell: Cell) -> _Found:
    at, parts = (cell.start, cell.end), {"value": cell.lead.value}
    return _Found(
        *at,
        at,
        None,
        cell.lead.kind,
        Confidence.LEAD,
        parts,
        refused=cell.refused,
        places=cell.lead.places,
        general=True,
    )


def _leads(source: Callable[[str], Iterator[generic.Lead]]) -> Callable[[str], Iterator[_Found]]:
    def find(text: str) -> Iterator[_Found]:
        for lead in source(text):
            at, parts = (lead.start, lead.end), {"value": lead.value}
            yield _Found(*at, at, None, lead.kind, Confidence.LEAD, parts, places=lead.places, general=True)

    return find


_LEADS: Final = (
    _Finder(generic.PREFILTER, generic.REACH, lines=True, find=_leads(generic.assigned)),
    _Finder(generic.TOKENS, generic.REACH, lines=True, find=_leads(generic.tokens)),
    _Finder(generic.ACROSS, generic.REACH // 2, lines=False, find=_leads(generic.assigned)),
    _Finder(
        *(tuple(generic.APART), generic.REACH // 2),
        lines=False,
        find=_leads(generic.assigned),
        marks=tuple(generic.APART.values()),
    ),
    _Finder(generic.GOVERNED, generic.GOVERNED_REACH, lines=False, find=_leads(generic.governed)),
)


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].lower()


def _any(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def _windows(data: bytes, ends: Iterable[int], finder: _Finder) -> Iterator[tuple[int, int, list[int]]]:
    """What to look at around each end, with the ends in it: merged where they overlap, cut where that makes it long."""
    low = high = till = -1
    nears: list[int] = []
    reach, lines, size = finder.reach, finder.lines, len(data)
    for end in ends:
        if end <= till:
            nears.append(end)
            continue
        first = end - reach if end > reach else 0
        last = min(size, end + reach)
        if lines:
            # The line of the last byte, which may be its end.
            if (start := data.rfind(b"\n", first, end - 1)) >= 0:
                first = start + 1
            if (stop := data.find(b"\n", end - 1, last)) >= 0:
                last, till = stop, stop + 1  # up to where others are on the same line, and in this window
        if first <= high:
            high = max(high, last)
            nears.append(end)
            continue
        if low < high <= low + _PIECE * reach and nears[0] > low:  # most
            yield low, high, nears
        elif high > low:
            yield from _pieces(low, high, nears, reach)
        low, high, nears = first, last, [end]
    if high > low:
        yield from _pieces(low, high, nears, reach)


def _pieces(low: int, high: int, nears: list[int], reach: int) -> Iterator[tuple[int, int, list[int]]]:
    """They overlap by as much as one match can need on both sides, and are long, so that little is looked at twice."""
    if nears[0] > low and high - low <= _PIECE * reach:
        yield low, high, nears
        return
    while high - low > _PIECE * reach:
        cut = low + _PIECE * reach
        yield low, cut, nears[bisect_right(nears, low) : bisect_right(nears, cut)]
        low = cut - 2 * reach
    yield low, high, nears[bisect_right(nears, low) :]


def _confirmed(finder: _Finder, window: bytes, cut: int, wraps: tuple[views.Edit, ...] | None) -> Iterator[_Found]:
    if service := views.served(window[:cut]):
        meant = _read(finder, service.data, len(service.data), None if wraps is None else ())
        yield from (each.at(service.span) for each in meant)
    else:
        yield from _read(finder, window, cut, wraps)


def _read(finder: _Finder, window: bytes, cut: int, wraps: tuple[views.Edit, ...] | None) -> Iterator[_Found]:
    """What stands there; and what does once it is undone, if that is something else than what stands there."""
    everything = list(_plainly(finder, window[:cut]))
    yield from everything
    if wraps is None:
        return
    plain = sorted((found for found in everything if not found.refused), key=lambda each: each.start)
    reached = [*accumulate((each.end for each in plain), max)]
    if wraps and not _goes_on(finder, window, plain, wraps):
        wraps = ()
    for view in views.readings(window, wraps):
        news = [found for each in _plainly(finder, view.data) if (found := _news(each, view, window, plain, reached))]
        yield from news
        if news:
            return


def _goes_on(finder: _Finder, window: bytes, plain: Sequence[_Found], wraps: tuple[views.Edit, ...]) -> bool:
    """A list of values, one a line, is not one value."""
    if not any(each.end == wraps[0].start for each in plain):
        return True
    return views.is_likely(window, wraps) and not any(True for _ in _plainly(finder, window[wraps[0].end :]))


def _news(
    found: _Found, view: views.View, window: bytes, plain: Sequence[_Found], reached: Sequence[int]
) -> _Found | None:
    """What a view shows, where the text as it stands has no match, or has one with an escape in it: then both readings
    stand at the place of that match, and a probe decides. `plain`: these matches, by where they begin; `reached`: up to
    where each of them reaches, or one before it.
    """
    undone = found.at(view.span)
    region = window[undone.start : undone.end]
    if found.type and found.type.hint and b"://" in region and b"%" in region:
        return None  # the URL as it stands: its percent codes are its own, and what they stand for parts nothing
    first = bisect_right(reached, undone.start)
    twice = plain[first] if first < len(plain) and plain[first].start < undone.end else None
    if found.refused or not twice:
        return None if found.refused else undone
    if found.type and view.touched(found.start, found.end) and _READ_TWICE.search(window, undone.start, undone.end):
        return None if _meant(undone) == _meant(twice) else undone._replace(start=twice.start, end=twice.end)
    return None


def _meant(found: _Found) -> list[tuple[str, str]]:
    """Its parts, of which percent codes are only another spelling: two readings that differ by those are one."""
    return sorted((name, unquote(part.reveal())) for name, part in found.parts.items())


def _plainly(finder: _Finder, window: bytes) -> Iterator[_Found]:
    if window.startswith(_MARK) and (marks := _MARKS.match(window)):
        yield from (found.moved(marks.end()) for found in _plainly(finder, window[marks.end() :]))
        return
    if b"\x1b" in window:
        # A build log's colours stand between words and values, and end in a letter: as blanks, they part them.
        window = _COLOUR.sub(lambda code: b" " * len(code[0]), window)
    if window.isascii():
        yield from finder.find(window.decode("ascii"))
        return
    mapped = window.decode("utf-8", _MAPPED)
    for found in finder.find(_BAD.sub("\ufffd", mapped)):
        start, end, first, last = (
            len(mapped[:at].encode("utf-8", _MAPPED)) for at in (found.start, found.end, *found.value)
        )
        yield found._replace(start=start, end=end, value=(first, last))


@dataclass(slots=True)
class _Typed:
    """Typed matches, none inside another, so that both their starts and their ends ascend."""

    kept: list[_Found] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, found: _Found) -> None:
        last = self.kept[-1] if self.kept else None
        inside = last and found.end <= last.end and (found.start, found.end) != (last.start, last.end)
        if not inside:
            self.kept.append(found)
            self.ends.append(found.end)

    def touches(self, found: _Found) -> bool:
        return self.touched(found) is not None

    def touched(self, found: _Found) -> _Found | None:
        at = bisect_right(self.ends, found.start)
        return self.kept[at] if at < len(self.kept) and self.kept[at].start < found.end else None


class _Sorted(NamedTuple):
    """What is typed; what is general and touches none of that; the same by the names under which it holds; leads."""

    typed: _Typed
    general: _Typed
    named: dict[tuple[str, ...], _Typed]
    leads: list[_Found]


def _order(each: _Found) -> tuple[bool, int, int, bool]:
    return len(each.paths) > 0, each.start, -each.end, each.general


def _sorted(everything: Iterable[_Found]) -> _Sorted:
    typed, general, named, leads = _Typed(), _Typed(), dict[tuple[str, ...], _Typed](), list[_Found]()
    seen: set[tuple[object, ...]] = set()  # all of a run that is decoded may stand at one place
    given: list[_Found] = []
    for found in sorted(everything, key=_order):
        if found.type is None:
            leads.append(found)
            continue
        values = (found.parts.get(name) or None for name in found.type.identity)
        same = (found.start, found.end, found.type.name, *values)
        if (*same, ()) in seen or (*same, found.paths) in seen:
            continue  # told as widely as this one
        seen.add((*same, found.paths))
        if found.general or found.paths:
            given.append(found)
        else:
            typed.add(found)
    for found in given:
        if not typed.touches(found) and not general.touches(found):
            (named.setdefault(found.paths, _Typed()) if found.paths else general).add(found)
    return _Sorted(typed, general, named, leads)


def _resolve(everything: Iterable[_Found]) -> list[_Found]:
    """Each once, without what is inside something better; ordered by where they begin.

    A typed match beats a general one, which beats a lead where it holds; so does one that holds under some names.
    """
    everything = list(everything)
    if not everything:
        return everything  # most that is looked at
    best = _sorted(each for each in everything if not each.refused)
    return _settled(best, [each for each in everything if each.refused])


def _settled(best: _Sorted, refused: Iterable[_Found]) -> list[_Found]:
    """The same of what is sorted already, and what is refused."""
    typed, general, named, leads = best
    apart = _NONE.union(*(each.apart for each in typed.kept if each.apart))
    reached = 0
    told: list[_Found] = []
    for lead in leads:
        # Those that hold under some names come last.
        if lead.start < reached and (not lead.paths or _is_told(lead, told)):
            continue
        if apart and not apart.isdisjoint(lead.parts.values()):
            continue
        places = lead.places
        for better in filter(None, (typed.touched(lead), general.touched(lead))):
            places &= ~better.places
        if places is not NOWHERE:
            but = tuple(glob for paths, group in named.items() if group.touches(lead) for glob in paths)
            is_same = places is lead.places and but == lead.but
            told.append(lead if is_same else lead._replace(places=places, but=but))
            reached = lead.end
    reached = 0
    for each in sorted(refused, key=lambda each: each.start):
        if each.start >= reached and not typed.touches(each):
            told.append(each)
            reached = each.end
    every = [*typed.kept, *general.kept, *(found for group in named.values() for found in group.kept), *told]
    return sorted(every, key=lambda each: each.start)


def _is_told(lead: _Found, told: Iterable[_Found]) -> bool:
    """By what holds as widely as this one."""
    return any(each.start < lead.end and lead.start < each.end for each in told if each.paths in ((), lead.paths))


def _characters(data: bytes) -> int:
    return len(data) if data.isascii() else len(data.translate(None, _CONTINUATION))


def _advance(data: bytes, start: int, end: int, line: int, column: int) -> tuple[int, int]:
    """Line and column at `end`, from those at `start`."""
    last = data.rfind(b"\n", start, end)
    if last < 0:
        return line, column + _characters(data[start:end])
    return line + data.count(b"\n", start, end), _characters(data[last + 1 : end])


def _places(data: bytes, offsets: Iterable[int], line: int, column: int) -> Mapping[int, tuple[int, int]]:
    """Line and column of each offset, in one pass."""
    places: dict[int, tuple[int, int]] = {}
    at = 0
    for offset in sorted(set(offsets)):
        line, column = _advance(data, at, offset, line, column)
        places[offset], at = (line, column), offset
    return places


def _stored(data: bytes, offsets: Iterable[int], stored: int, width: Callable[[bytes], int]) -> Mapping[int, int]:
    """Where each offset is in the file, in one pass, from where `data` begins in it."""
    spots: dict[int, int] = {}
    at = 0
    for offset in sorted(set(offsets)):
        stored, at = stored + width(data[at:offset]), offset
        spots[offset] = stored
    return spots


def _placed(data: bytes, found: Sequence[_Found], line: int, column: int, spots: Mapping[int, int]) -> Iterator[Hit]:
    places = _places(data, (at for each in found for at in (each.start, each.end, *each.value)), line, column)
    allowed = Allowed(data)
    for each in found:
        (first, start), (last, end) = places[each.start], places[each.end]
        value = (spots[each.value[0]], spots[each.value[1]])
        lines = (places[each.value[0]][0], places[each.value[1]][0])
        why = REFUSED if each.refused else allowed.by(each.start, each.end)
        if not why and not each.start <= each.value[0] <= each.value[1] <= each.end:
            # Its secret stands elsewhere, perhaps on another line, and the comment beside either.
            why = allowed.by(*each.value)
        yield Hit(
            *(each.type, each.kind, each.confidence, each.parts, first, last, start, end, value, why),
            *(each.paths, each.but, each.places),
            lines=lines,
        )
