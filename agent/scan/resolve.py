"""Which of several that are found in one buffer are told.

    typed   >   general   >   what holds under some names of files   >   a lead

What stands further left beats what touches it; among the typed, a longer one beats one inside it. A lead loses as well
that is a part of something typed, standing apart. What is made up is told where nothing typed touches it, and hides no
more than a lead of its own value; what is left out for another reason, in the files in which nothing is told there.

What is decoded is resolved by itself first: then it may all stand at one place, that of its run.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from agent.scan.hits import NO_SECRETS, Found
from detectors.base import Secret
from detectors.places import EVERYWHERE, NOWHERE, Place

_Span = tuple[int, int]
_Spot = tuple[int, int, str]


@dataclass(slots=True)
class Typed:
    """Typed matches, none inside another, so that both their starts and their ends ascend."""

    kept: list[Found] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    decoded: dict[_Span, set[Secret]] = field(default_factory=dict)  # what is secret, where a run was decoded

    def add(self, found: Found) -> None:
        last = self.kept[-1] if self.kept else None
        inside = last and found.end <= last.end and (found.start, found.end) != (last.start, last.end)
        if not inside:
            self.kept.append(found)
            self.ends.append(found.end)
            if found.until:
                self.decoded.setdefault((found.start, found.end), set()).update(_secrets(found))

    def touches(self, found: Found) -> bool:
        return self.touched(found) is not None

    def touched(self, found: Found) -> Found | None:
        at = bisect_right(self.ends, found.start)
        if at < len(self.kept) and self._is_beside(self.kept[at], found):
            at = bisect_right(self.ends, found.end)
        return self.kept[at] if at < len(self.kept) and self.kept[at].start < found.end else None

    def _is_beside(self, first: Found, found: Found) -> bool:
        """At the place of all that was decoded: of what is there, what stands there as it is comes first."""
        place = found.start, found.end
        is_there = found.until and first.until and (first.start, first.end) == place
        return bool(is_there) and self.decoded[place].isdisjoint(_secrets(found))


class Sorted(NamedTuple):
    """What is typed; what is general and touches none of that; the same by the names under which it holds; leads."""

    typed: Typed
    general: Typed
    named: dict[tuple[str, ...], Typed]
    leads: list[Found]


def order(each: Found) -> tuple[bool, int, int, bool]:
    return bool(each.paths), each.start, -each.end, each.general


def sort(everything: Iterable[Found]) -> Sorted:
    typed, general, named, leads = Typed(), Typed(), dict[tuple[str, ...], Typed](), list[Found]()
    firsts: dict[_Spot, Found] = {}
    seen: dict[_Spot, set[tuple[object, ...]]] = {}  # all of a run that is decoded may stand at one place
    given: list[Found] = []
    for found in sorted(everything, key=order):
        if found.type is None:
            leads.append(found)
            continue
        spot = found.start, found.end, found.type.name
        if spot in firsts:
            told, values = seen.setdefault(spot, {(*_values(firsts[spot]), firsts[spot].paths)}), _values(found)
            if (*values, ()) in told or (*values, found.paths) in told:
                continue  # told as widely as this one
            told.add((*values, found.paths))
        else:
            firsts[spot] = found
        if found.general or found.paths:
            given.append(found)
        else:
            typed.add(found)
    for found in given:
        if not typed.touches(found) and not general.touches(found):
            (named.setdefault(found.paths, Typed()) if found.paths else general).add(found)
    return Sorted(typed, general, named, leads)


def _secrets(found: Found) -> list[Secret]:
    """Without the user of a login, who may have several."""
    secret = found.parts.keys() if found.type is None else found.type.secret
    return [part for name, part in found.parts.items() if name in secret and name != "user"]


def _values(found: Found) -> list[object]:
    """What makes the credential."""
    assert found.type is not None
    return [found.parts.get(name) or None for name in found.type.identity]


def resolve(everything: Iterable[Found]) -> list[Found]:
    """Each once, without what is inside something better; ordered by where they begin.

    A typed match beats a general one, which beats a lead where it holds; so does one that holds under some names.
    """
    everything = list(everything)
    if not everything:
        return everything  # most that is looked at
    best = sort(each for each in everything if not each.suppressed)
    return settled(best, [each for each in everything if each.suppressed])


def settled(best: Sorted, left_out: Iterable[Found]) -> list[Found]:
    """The same of what is sorted already, and what is refused or made up."""
    typed, general, named, leads = best
    left_out = sorted(left_out, key=lambda each: each.start)
    made_up = _made_up(left_out)
    apart = NO_SECRETS.union(*(each.apart for each in typed.kept if each.apart))
    reached = 0
    told: list[Found] = []
    decoded: dict[_Span, set[Secret]] = {}
    for lead in leads:
        place, value = (lead.start, lead.end), lead.parts["value"]
        is_other = bool(lead.until) and place in decoded and value not in decoded[place]
        # Those that hold under some names come last.
        if lead.start < reached and not is_other and (not lead.paths or _is_told(lead, told)):
            continue
        if apart and not apart.isdisjoint(lead.parts.values()):
            continue
        if value in made_up and _is_within(lead, made_up[value]):
            continue
        places = lead.places
        for better in (typed.touched(lead), general.touched(lead)):
            if better and places is not NOWHERE:
                places = _without(places, better.places)
        if places is not NOWHERE:
            but = _but(lead, named)
            is_same = places is lead.places and but == lead.but
            told.append(lead if is_same else lead._replace(places=places, but=but))
            reached = lead.end
            if lead.until:
                decoded.setdefault(place, set()).add(value)
    told += _apart((each for each in left_out if each.made_up), typed)
    told += _elsewhere([each for each in left_out if not each.made_up], best, [*told])
    every = [*typed.kept, *general.kept, *(found for group in named.values() for found in group.kept), *told]
    return sorted((each.ended() for each in every), key=lambda each: each.start)


def _apart(left_out: Iterable[Found], typed: Typed) -> Iterator[Found]:
    """Those that nothing typed touches, nor one before them. In order of where they begin."""
    reached = 0
    for each in left_out:
        if each.start >= reached and not typed.touches(each):
            yield each
            reached = each.end


def _elsewhere(left_out: Sequence[Found], best: Sorted, told: Iterable[Found]) -> Iterator[Found]:
    """Those that nothing is told at, in the files in which that is so. In order of where they begin."""
    leads = Typed()
    for each in sorted(told, key=order) if left_out else ():
        leads.add(each)
    reached: dict[tuple[str, ...], int] = {}
    for each in left_out:
        places = each.places
        for better in (group.touched(each) for group in (best.typed, best.general, leads)):
            places = _without(places, better.places) if better and places is not NOWHERE else places
        if places is not NOWHERE and each.start >= reached.get(each.paths, 0):
            yield each._replace(places=places, but=_but(each, best.named))
            reached[each.paths] = each.end


def _but(found: Found, named: Mapping[tuple[str, ...], Typed]) -> tuple[str, ...]:
    """The names under which something better holds there."""
    return (*found.but, *(glob for paths, group in named.items() if group.touches(found) for glob in paths))


def _made_up(left_out: Iterable[Found]) -> dict[Secret, list[_Span]]:
    """Where each of their secrets is, ascending."""
    spans: dict[Secret, list[_Span]] = {}
    for each in left_out:
        for secret in _secrets(each) if each.made_up else ():
            spans.setdefault(secret, []).append((each.start, each.end))
    return spans


def _is_within(lead: Found, spans: Sequence[_Span]) -> bool:
    """Is it the value of what is made up there? `spans`: ascending."""
    at = bisect_left(spans, (lead.end, 0))
    return at > 0 and lead.start < spans[at - 1][1]


def _without(places: Place, others: Place) -> Place:
    """A Flag takes its time."""
    return NOWHERE if others is EVERYWHERE else places & ~others


def _is_told(lead: Found, told: Iterable[Found]) -> bool:
    """By what holds as widely as this one."""
    return any(each.start < lead.end and lead.start < each.end for each in told if each.paths in ((), lead.paths))
