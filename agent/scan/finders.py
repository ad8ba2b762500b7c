"""Who is asked what stands in a window, each by its number: a detector, or one that finds what looks like a secret.

    patterns --prefilter--> ends --windows.py: reach, lines--> a window --find--> Found

What is encoded has numbers as well, behind theirs, which say what to decode (triggers.Form).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Final

from agent.found import MADE_UP, MISPLACED, REFUSED
from agent.scan import clues, literals, triggers
from agent.scan.hits import NO_SECRETS, Found
from agent.scan.patterns import Sought
from agent.scan.roster import Roster
from agent.scan.tables.stream import Cell
from detectors.base import Confidence, Detector, Match, Secret
from detectors.generic import leads as generic
from detectors.generic import prefilter
from detectors.generic.values import Strength, strength
from detectors.places import EVERYWHERE, NOWHERE, Place

_LONGEST_LEAD: Final = 512  # detectors/generic/grammar.py reads so much of an assignment


@dataclass(frozen=True, slots=True)
class Finder:
    """Detectors and leads, alike: what points at a window, how far it reaches, who confirms.

    apart: what is beside a match decides about it. parted: each alternative of a pattern is looked for by itself.
    named, nested: a name before a value counts; and so do those of the blocks that it stands in
    needs: what stands where one of its values does, or a piece of it (clues.py); None: a value may be anything
    """

    patterns: tuple[str, ...]
    reach: int
    lines: bool
    find: Callable[[str], Iterator[Found]]
    apart: bool = False
    marks: tuple[str, ...] = ()
    parted: bool = False
    named: bool = True
    nested: bool = False
    needs: re.Pattern[bytes] | None = None


class Finders:
    """By their numbers: those of the detectors, then those of what looks like a secret. Each is made when asked for.

    `leads`, `refused` and `misplaced` as in Engine. `forms`: what is encoded has the numbers from there on, as in
    triggers.Form.
    """

    def __init__(self, detectors: Roster, *, leads: bool, refused: bool, misplaced: bool) -> None:
        self.detectors, self.refused, self._misplaced = detectors, refused, misplaced
        self.leads = _leads(refused=refused, misplaced=misplaced) if leads else ()
        self.forms = len(self.detectors) + len(self.leads)
        self._made: dict[int, Finder] = {}

    def __getitem__(self, number: int) -> Finder:
        finder = self._made.get(number)
        if finder is None:
            ours = len(self.detectors)
            finder = self._made[number] = self._typed(number) if number < ours else self.leads[number - ours]
        return finder

    def _typed(self, number: int) -> Finder:
        """Raises StaleError."""
        reach, named = self.detectors.known[number].reach, self.detectors.is_named(number)
        return _typed(self.detectors[number], reach, named=named, refused=self.refused, misplaced=self._misplaced)

    def sought(self, *, decoders: bool) -> list[Sought]:
        """The finders' patterns by their numbers, then the triggers of what is encoded, by their forms.

        What a value begins with points at it as well: a prefilter need not know that it may go on on the next line.
        """
        sought = [
            Sought(number, part, mark=mark)
            for number, finder in enumerate(map(self.__getitem__, range(self.forms)))
            for pattern, mark in zip_longest(finder.patterns, finder.marks, fillvalue="")
            for part in (literals.alternatives(pattern) if finder.parted else (pattern,))
        ]
        for number, detector in enumerate(self.detectors):
            sought += (each._replace(number=number) for each in triggers.broken(detector))
        disguised = [*triggers.table(self.detectors)] if decoders else []
        disguised += triggers.headers() if self.leads else []
        sought += (each._replace(number=self.forms + each.number) for each in disguised)
        return sought


def _typed(detector: Detector, reach: int, *, named: bool, refused: bool, misplaced: bool) -> Finder:
    beside = frozenset(name for name, _ in detector.companions)
    # Of most detectors every match holds in the same places.
    same = detector.doubts is None and detector.type.made_up is None and detector.type.doubtful is NOWHERE

    def find(text: str) -> Iterator[Found]:
        for match in detector.find(text, refused=refused):
            places, doubtful = (detector.places, NOWHERE) if same else (match.places, match.doubtful)
            if detector.confidence is Confidence.LEAD:
                yield _doubtful(match, places | doubtful)
                continue
            if doubtful is not NOWHERE and not match.refused:
                yield _doubtful(match, doubtful)
                if places is NOWHERE:
                    continue
            made_up = places is NOWHERE and not same
            if made_up and not _is_weak(match):
                continue  # on a server that is none: a lead, if anything
            near = beside & match.parts.keys() if beside else beside
            apart = (
                frozenset(Secret(match.parts[name].reveal()[:_LONGEST_LEAD]) for name in near) if near else NO_SECRETS
            )
            yield Found(
                *(match.start, match.end, match.value, detector.type, ""),
                *(detector.confidence, match.parts, apart),
                suppressed=MADE_UP if made_up else REFUSED if match.refused else "",
                paths=detector.paths,
                places=detector.certain if made_up else places,
                general=detector.general,
            )

    return Finder(
        () if detector.whole else (triggers.pattern(detector),),
        reach,
        lines=detector.span is None,
        find=_explained(find) if misplaced else find,
        apart=detector.span is not None and detector.unless is not None,
        marks=() if detector.whole else (detector.mark,),
        parted=bool(detector.prefilter) and not detector.mark,
        named=named,
        nested=named,
        needs=clues.needed(detector),
    )


def _is_weak(match: Match) -> bool:
    secret = match.detector.type.secret
    return all(strength(part.reveal()) < Strength.FAIR for name, part in match.parts.items() if name in secret)


def _doubtful(match: Match, places: Place) -> Found:
    """A form that many things have that are no credential, or a checksum that is wrong: a lead, called by its title."""
    kind = match.detector.type
    part = next(name for name in kind.parts if name in kind.secret and name in match.parts)
    return Found(
        *(match.start, match.end, match.value, None, kind.title, Confidence.LEAD, {"value": match.parts[part]}),
        suppressed=REFUSED if match.refused else "",
        paths=match.detector.paths,
        places=places,
    )


def of_table(cell: Cell) -> Found:
    at, parts = (cell.start, cell.end), {"value": cell.lead.value}
    return Found(
        *at,
        at,
        None,
        cell.lead.kind,
        Confidence.LEAD,
        parts,
        suppressed=REFUSED if cell.refused else "",
        places=cell.lead.places,
        general=True,
    )


def _explained(find: Callable[[str], Iterator[Found]]) -> Callable[[str], Iterator[Found]]:
    """And of each that is nothing in some kinds of files, that it was left out there."""

    def explained(text: str) -> Iterator[Found]:
        everything = [*find(text)]
        told: dict[tuple[int, int], Place] = {}
        for each in everything:
            if not each.suppressed:
                told[each.value] = told.get(each.value, NOWHERE) | each.places
        yield from everything
        for each in everything:
            elsewhere = EVERYWHERE & ~told.pop(each.value, EVERYWHERE)
            if elsewhere is not NOWHERE:
                yield each._replace(places=elsewhere, suppressed=MISPLACED)

    return explained


def _looked(source: Callable[[str], Iterator[generic.Lead]]) -> Callable[[str], Iterator[Found]]:
    def find(text: str) -> Iterator[Found]:
        for lead in source(text):
            at, parts = (lead.start, lead.end), {"value": lead.value}
            why = REFUSED if lead.refused else ""
            yield Found(
                *(*at, at, None, lead.kind, Confidence.LEAD, parts), suppressed=why, places=lead.places, general=True
            )

    return find


def _leads(*, refused: bool, misplaced: bool) -> tuple[Finder, ...]:
    def found(source: Callable[[str], Iterator[generic.Lead]]) -> Callable[[str], Iterator[Found]]:
        return _explained(_looked(source)) if misplaced else _looked(source)

    assigned = found(partial(generic.assigned, refused=refused))
    return (
        Finder(
            (*prefilter.MARKED, *prefilter.PREFILTER),
            generic.REACH,
            lines=True,
            find=assigned,
            marks=tuple(prefilter.MARKED.values()),
        ),
        Finder(generic.TOKENS, generic.REACH, lines=True, find=found(generic.tokens)),
        Finder(prefilter.ACROSS, generic.REACH // 2, lines=False, find=assigned),
        Finder(
            *(tuple(prefilter.APART), generic.REACH // 2),
            lines=False,
            find=assigned,
            marks=tuple(prefilter.APART.values()),
        ),
        Finder(generic.GOVERNED, generic.GOVERNED_REACH, lines=False, find=found(generic.governed)),
        Finder(generic.COLLECTED, generic.COLLECTED_REACH, lines=False, find=found(generic.collected)),
    )
