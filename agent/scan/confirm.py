r"""What a finder finds in a window: as it stands, and once quotes, escapes, colours and wraps are undone (views/).

Both readings count where the text as it stands has a match with an escape in it. Of a word diff what was there and what
is there are read, and not its marks (changed.py). Offsets lead back to the window.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final
from urllib.parse import unquote

from agent.scan import changed
from agent.scan.finders import Finder
from agent.scan.hits import Found
from agent.scan.views import lengths
from agent.scan.views.counted import counted
from agent.scan.views.edits import Edit, View
from agent.scan.views.escapes import served
from agent.scan.views.readings import readings
from agent.scan.views.wrapping import is_likely
from detectors.base import Secret
from detectors.places import NOWHERE

_MAPPED: Final = "surrogateescape"  # one character for each bad byte, so that offsets can be mapped back
_BAD: Final = re.compile("[\udc80-\udcff]")
_MARK: Final = codecs.BOM_UTF8  # lines begin behind it, and behind several
_MARKS: Final = re.compile(b"(?:%b)+" % _MARK)
_COLOUR: Final = re.compile(rb"\x1b\[[0-9;:?]{0,64}[A-Za-z~]")
_COLOURED: Final = re.compile(rb"\x1b|\\(?:u001[bB]|x1[bB]|033|e)\[")  # also as a language writes it
# What a lead has before Markdown's backslash is its beginning; and of a character's name all stands for one.
_CUT_SHORT: Final = re.compile(rb"\\[_*\#!]")
_NAME: Final = 64  # bytes before a value that have its name
_BLANKS: Final = re.compile(rb"(?:&nbsp;){1,4}")
_NAMED: Final = re.compile(rb"&(?:amp|lt|gt|quot|apos|\#[0-9]{2,4}|\#x[0-9a-fA-F]{2,4});")
# What cannot be meant as it stands, or goes on on the next line. Percent codes and `\n` are the detectors' own affair.
_READ_TWICE: Final = re.compile(
    rb"\\{1,3}u[0-9a-fA-F]{4}|\\{1,3}x[0-9a-fA-F]{2}|\\[\"'\\]|&(?:\#[0-9xX]|[a-z]{2,6};)|\n|'\\''"
)


def confirmed(finder: Finder, window: bytes, cut: int, wraps: tuple[Edit, ...] | None) -> list[Found]:
    if service := served(window[:cut]):
        meant = _read(finder, service.data, len(service.data), None if wraps is None else ())
        return [each.at(service.span) for each in meant]
    if sides := changed.sides(window, cut):
        both = _of_both(finder, sides, None if wraps is None else ())
        return both or [*_between_marks(window, _read(finder, window, cut, wraps))]
    return _read(finder, window, cut, wraps)


def _of_both(finder: Finder, sides: Sequence[changed.Side], wraps: tuple[Edit, ...] | None) -> list[Found]:
    """Before and after a change: what stood where something else does now, at the same place; of what a place makes a
    credential each where its value is, as it would have to give way there.
    """
    after, before = ([each.at(view.span) for each in _read(finder, view.data, cut, wraps)] for view, cut in sides)
    after.sort(key=lambda each: each.start)
    reached = [*accumulate((each.end for each in after), max)]
    olds: list[Found] = []
    for each in before:
        first = bisect_right(reached, each.start)
        now = after[first] if first < len(after) and after[first].start < each.end else None
        if now is None:
            olds.append(each)
        elif (each.type, each.parts) == (now.type, now.parts):
            continue
        elif each.general and (each.value[1] <= now.value[0] or now.value[1] <= each.value[0]):
            olds.append(_where_its_value_is(each))
            after[first] = _where_its_value_is(now)
        else:
            olds.append(each._replace(start=now.start, end=now.end))
    return after + olds


def _between_marks(window: bytes, everything: Sequence[Found]) -> Iterator[Found]:
    """Leads whose marks stood where other brackets do, without these."""
    for each in everything:
        first, last = each.value
        if each.type is None and window[first - 1 : first + 1] + window[last - 1 : last + 1] in (b"[--]", b"{++}"):
            span = first + 1, last - 1
            parts = {"value": Secret(each.parts["value"].reveal()[1:-1])}
            yield each._replace(start=span[0], end=span[1], value=span, parts=parts)


def _where_its_value_is(found: Found) -> Found:
    return found._replace(start=found.value[0], end=found.value[1])


def _read(finder: Finder, window: bytes, cut: int, wraps: tuple[Edit, ...] | None) -> list[Found]:
    """What stands there; and what does once it is undone, if that is something else than what stands there."""
    everything = _as_it_is(finder, window[:cut])
    if wraps is None:
        return everything
    # What has a colour in it is hardly meant as it stands: what is told without it is told instead.
    coloured = {id(each) for each in everything if _COLOURED.search(window, *each.value)}
    plain = sorted(
        (each for each in everything if not each.refused and id(each) not in coloured), key=lambda each: each.start
    )
    reached = [*accumulate((each.end for each in plain), max)]
    if wraps and not _goes_on(finder, window, plain, wraps):
        wraps = ()
    for view in readings(window, wraps, named=finder.named, nested=finder.nested):
        news = [found for each in _plainly(finder, view.data) if (found := _news(each, view, window, plain, reached))]
        if news:
            told = [*_well_read(everything, news, window)]
            spans = sorted((each.start, each.end) for each in news) if coloured else []
            return [each for each in told if id(each) not in coloured or not _is_touched(each, spans)] + news
    return everything


def _is_touched(plain: Found, spans: Sequence[tuple[int, int]]) -> bool:
    """By the last that begins before its end: of those that are told without a colour none lies within another."""
    at = bisect_left(spans, (plain.end, 0))
    return at > 0 and spans[at - 1][1] > plain.start


def _goes_on(finder: Finder, window: bytes, plain: Sequence[Found], wraps: tuple[Edit, ...]) -> bool:
    """A list of values, one a line, is not one value."""
    if not any(each.end == wraps[0].start for each in plain):
        return True
    return is_likely(window, wraps) and not any(True for _ in _plainly(finder, window[wraps[0].end :]))


def _news(found: Found, view: View, window: bytes, plain: Sequence[Found], reached: Sequence[int]) -> Found | None:
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
    if not found.type and not twice.type:
        return undone if _is_of_more(undone, twice, window) else None
    if found.type and view.touched(found.start, found.end) and _READ_TWICE.search(window, undone.start, undone.end):
        return None if _meant(undone) == _meant(twice) else undone._replace(start=twice.start, end=twice.end)
    return None


def _is_of_more(undone: Found, twice: Found, window: bytes) -> bool:
    """Does a lead go on behind a backslash? Is it, or its name, written with one, or it with a character's name?"""
    if undone.start != twice.start:
        return undone.end == twice.end and _BLANKS.fullmatch(window, twice.start, undone.start) is not None
    if undone.end != twice.end:
        return undone.end > twice.end and _CUT_SHORT.match(window, twice.end) is not None
    if undone.parts != twice.parts and _NAMED.search(window, undone.start, undone.end):
        return True
    named = window.find(b"\\_", max(0, undone.start - _NAME), undone.start) >= 0
    return named and (undone.parts != twice.parts or undone.places & ~twice.places is not NOWHERE)


def _well_read(everything: Sequence[Found], news: Sequence[Found], window: bytes) -> Iterator[Found]:
    """Without the leads as they stand, instead of which another reading is told, that begins or ends where they do."""
    leads: dict[tuple[bool, int], list[Found]] = {}
    for each in news:
        if each.type is None:
            for place in ((True, each.start), (False, each.end)):
                leads.setdefault(place, []).append(each)
    for plain in everything:
        near = (*leads.get((True, plain.start), ()), *leads.get((False, plain.end), ())) if plain.type is None else ()
        if not any(_is_of_more(each, plain, window) for each in near):
            yield plain


def _meant(found: Found) -> list[tuple[str, str]]:
    """Its parts, of which percent codes are only another spelling: two readings that differ by those are one."""
    return sorted((name, unquote(part.reveal())) for name, part in found.parts.items())


def _plainly(finder: Finder, window: bytes) -> Iterator[Found]:
    if window.startswith(_MARK) and (marks := _MARKS.match(window)):
        return (found.moved(marks.end()) for found in _plainly(finder, window[marks.end() :]))
    if b"\x1b" in window:
        # A build log's colours stand between words and values, and end in a letter: as blanks, they part them.
        window = _COLOUR.sub(lambda code: b" " * len(code[0]), window)
    return finder.find(window.decode("ascii")) if window.isascii() else _mapped(finder, window)


def _as_it_is(finder: Finder, window: bytes) -> list[Found]:
    """In a binary file also what is all of a string, where it is something else than what goes on behind it: a byte may
    be a length by chance, so both are told.
    """
    plain = [*_plainly(finder, window)]
    if urls := lengths.told(window):
        plain = _with_urls(finder, urls, plain)
    for text, strings in counted(window):
        whole = [each for each in _plainly(finder, text) if _is_whole(each, text, strings)]
        if whole:
            known = {(each.type, each.value) for each in plain}
            return plain + [_beside(each, plain) for each in whole if (each.type, each.value) not in known]
    return plain


def _with_urls(finder: Finder, urls: lengths.Told, plain: list[Found]) -> list[Found]:
    """URLs as their lengths tell them, instead of the same ones that go on behind their end. What has another password
    then is at the same place.
    """
    news = [each for each in _plainly(finder, urls.text) if each.end <= urls.until(each.start)]
    known = {(each.type, each.start, each.value): each for each in news}
    same = {(each.type, each.value) for each in plain}
    told = [known.pop((each.type, each.start, each.value), each) for each in plain]
    told = [each._replace(end=min(each.end, urls.until(each.start) or each.end)) for each in told]
    return told + [_beside(each, told) for each in known.values() if (each.type, each.value) not in same]


def _beside(found: Found, plain: Sequence[Found]) -> Found:
    """At the place of what was found there as it stands."""
    twice = next((each for each in plain if each.start < found.end and found.start < each.end), found)
    return found._replace(start=twice.start, end=twice.end)


def _is_whole(found: Found, text: bytes, strings: Mapping[int, int]) -> bool:
    """Is it all of a string, or its value is? Not a URL, whose server it might cut."""
    region = text[found.start : found.end]
    if b"\0" in region or (found.type and found.type.hint and b"://" in region):
        return False
    return any(strings.get(end, -1) in {found.start, found.value[0]} for end in (found.end, found.value[1]))


def _mapped(finder: Finder, window: bytes) -> Iterator[Found]:
    mapped = window.decode("utf-8", _MAPPED)
    for found in finder.find(_BAD.sub("\ufffd", mapped)):
        start, end, first, last = (
            len(mapped[:at].encode("utf-8", _MAPPED)) for at in (found.start, found.end, *found.value)
        )
        yield found._replace(start=start, end=end, value=(first, last))
