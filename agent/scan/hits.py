"""What is found: a Found stands at offsets of one buffer, a Hit at a line and a column of what was scanned.

    a window --confirm.py--> Found --resolve.py--> Found --positions.py--> Hit --findings.py--> Finding

Nothing is found by its path: `holds` decides afterwards, from the hit alone, so that bytes are searched once.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from agent.found import MADE_UP
from detectors.base import Confidence, CredentialType, Parts, Secret
from detectors.places import EVERYWHERE, Place, place

NO_SECRETS: Final = frozenset[Secret]()


class Hit(NamedTuple):
    """A match with its place: lines from 1, columns in characters from 0. A lead has no type, one part, and a kind.

    value: where the value itself stands, in bytes of the stream as it is stored, from the first up to the last
    lines: its first line and its last, which are not the match's where its parts stand on several
    suppressed: why it is none after all: the comment that allows it, or as in Found; "" for what is to be reported
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


class Found(NamedTuple):
    """A match at byte offsets of a buffer, without a place yet. `apart`: its secrets that stand beside the match.

    suppressed: why it is left out: REFUSED, MISPLACED, or MADE_UP, and then it is nobody's, wherever it stands
    until: of what was decoded, where it ends; `end` is where what shows it once more ends, such as a line of a dump. Of
    several at one place each was apart from the others in what was decoded. 0: it stands there as it is
    A tuple, since a text may be made of them: it takes a tenth of the time of a frozen class with so many fields.
    """

    start: int
    end: int
    value: tuple[int, int]
    type: CredentialType | None
    kind: str
    confidence: Confidence
    parts: Parts
    apart: frozenset[Secret] = NO_SECRETS
    suppressed: str = ""
    paths: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    places: Place = EVERYWHERE
    general: bool = False
    until: int = 0

    @property
    def made_up(self) -> bool:
        return self.suppressed == MADE_UP

    @property
    def refused(self) -> bool:
        return bool(self.suppressed) and not self.made_up

    def at(self, way: Callable[[int, int], tuple[int, int]]) -> Found:
        """The same at other offsets: `way` leads from those that it has to those that it gets."""
        span = start, end = way(self.start, self.end)
        value = span if self.value == (self.start, self.end) else way(*self.value)
        return self._placed(start, end, value)

    def ended(self) -> Found:
        return self._replace(end=self.until, until=0) if self.until else self

    def moved(self, by: int) -> Found:
        """The same, so many bytes behind."""
        first, last = self.value
        return self._placed(self.start + by, self.end + by, (first + by, last + by)) if by else self

    def _placed(self, start: int, end: int, value: tuple[int, int]) -> Found:
        """As `_replace` would, which takes six times as long."""
        return Found._make((start, end, value, *self[3:]))


class Wanted(NamedTuple):
    """What of a buffer is wanted: what ends in it between two places and holds under `path`; of leads the first `most`,
    and one besides if there are more (None: all).
    """

    path: str | None
    low: int
    edge: int
    most: int | None

    def has(self, found: Found) -> bool:
        return self.low < found.end <= self.edge and (self.path is None or holds(found, self.path))


def holds(hit: Hit | Found, path: str) -> bool:
    """Is this a hit in a file of that path? What holds under some names only does not hold without one."""
    name = name_of(path)
    named = not hit.paths or _any(name, hit.paths)
    return bool(place(path) & hit.places) and named and not _any(name, hit.but)


def unread(line: int, what: str) -> Hit:
    return Hit(None, "", Confidence.LEAD, {"value": Secret("")}, line, line, 0, 0, (0, 0), unread=what)


def name_of(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].lower()


def _any(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)
