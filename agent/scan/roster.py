"""The detectors by their numbers, each imported when something points at it.

To import all takes longer than everything else at a start, and what is scanned mentions a few. So what must be known of
each before its module is there (its keywords, what its values begin with) is kept beside the compiled patterns:

    all modules --Roster.of--> what is known of them --keep--> detectors-HASH.known
                                     next start <--kept--/  (another file, size, time or inode in the folders: not that)

Where times say nothing, all being of one moment as in an image, what the files hold is read as well.

What is kept is checked twice. It counts for the very files that it was made of, told apart by more than Python goes by
for what it has compiled; and a detector that is imported later must be the one that was meant, or else the process
ends, and what was kept with it, and the zygote that it is a copy of: the installation was replaced under them.

Over 300 lines: what is kept of a detector, and what says that it still is that one, are worked out together.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]  # of the parser
from re import _parser as parser  # type: ignore[attr-defined]  # the parser of `re` itself, as in literals.py
from types import MappingProxyType
from typing import Final, overload

import msgspec

import detectors
from agent.scan import private, triggers
from agent.scan.literals import alternatives
from detectors.base import Detector

LINE: Final = 4096  # bytes on either side, of what is found in a line
_WRITTEN: Final = 7  # bytes of a character that is escaped twice in JSON
_APART: Final = 256  # bytes between the pieces of a value
_SETTLED: Final = 10 * 1_000_000_000  # ns: a file may be written once more within one tick of its clock
_MEANT: Final = 8  # bytes that tell a detector from any other
# How patterns begin that need no parser: what has no width, groups that are opened, and a letter; or one named group.
_LOOK: Final = r"(?:\\b|\(\?<?[!=](?:[^()\\\[]|\\.|\[\^?\]?(?:[^\]\\]|\\.)*\])*\))"
_EDGE: Final = rf"(?:{_LOOK}|\(\?-i:{_LOOK}+\))"
_OPENED: Final = re.compile(
    rf"{_LOOK}*\(\?P<(?P<name>\w+)>|(?:\(\?:{_EDGE}(?:\|{_EDGE})*\)|\(\?i?:|{_EDGE})*(?P<letter>[A-Za-z])"
)
_Home = tuple[str, int]
_ELSEWHERE: Final = ("", 0)


class Known(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Of one detector. `home`: its module in detectors/, and its number there; _ELSEWHERE: it is at hand. `meant`: what
    of it the patterns, `reach` and `named` are made of, in short. `whole`: as Detector has it. `reach`, `named`: what
    `reach` and `is_named` say, which takes a millisecond; None: nobody has asked yet.
    """

    home: _Home
    keywords: tuple[str, ...]
    meant: bytes
    whole: bool
    reach: int
    named: bool | None


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """`made_of`: the files, as `_stamp` tells."""

    made_of: bytes
    known: tuple[Known, ...]
    globs: tuple[str, ...]
    beginnings: tuple[bytes, ...]


class StaleError(Exception):
    """A detector is not the one any more that it was when the patterns were made."""


class Roster(Sequence[Detector]):
    """globs: all names of files that a detector asks for. `beginnings`: what a value of its own begins with. `source`:
    the file that says so.
    """

    def __init__(self, kept: _Kept, at_hand: dict[int, Detector], source: Path | None = None) -> None:
        self.known, self.globs, self.beginnings = kept.known, kept.globs, kept.beginnings
        self._at_hand, self._source = at_hand, source

    @classmethod
    def of(cls, every: Iterable[Detector]) -> Roster:
        """All of them at hand."""
        every = tuple(every)
        return cls(_known(every), dict(enumerate(every)))

    @classmethod
    def whole(cls) -> Roster:
        """Every detector of detectors/, at hand."""
        from detectors.registry import DETECTORS

        return cls.of(DETECTORS)

    @classmethod
    def ours(cls, cache: Path | None, now: int) -> Roster:
        """The same, from what `cache` knows of them where it does. `now`: ns of the Epoch."""
        made_of, newest = _stamp()
        file = _file(cache) if cache and made_of else None
        raw = private.read(file) if file else None
        if raw is not None:
            try:
                kept = msgspec.msgpack.decode(raw[0], type=_Kept)
            except msgspec.MsgspecError:
                pass
            else:
                if kept.made_of == made_of:
                    return cls(kept, {}, file)
        from detectors.registry import DETECTORS

        kept = _known(DETECTORS, made_of, _homes())
        settled = newest + _SETTLED < now and all(known.home != _ELSEWHERE for known in kept.known)
        # Where it cannot be kept, the next start takes as long as this one: Prefilter says so of the patterns.
        if file and settled and not private.keep(file, msgspec.msgpack.encode(kept)):
            private.forget(file)
        return cls(kept, dict(enumerate(DETECTORS)))

    def and_of(self, more: Sequence[Detector]) -> Roster:
        """These, and then those."""
        if not more:
            return self
        others = _known(more)
        kept = _Kept(
            b"",
            (*self.known, *others.known),
            tuple(sorted({*self.globs, *others.globs})),
            tuple(sorted({*self.beginnings, *others.beginnings})),
        )
        return Roster(kept, self._at_hand | dict(enumerate(more, start=len(self))), self._source)

    @cached_property
    def digest(self) -> bytes:
        """Of all that their patterns, and what tells of them in disguise, are made of."""
        return hashlib.sha256(b"".join(known.meant for known in self.known)).digest()

    @cached_property
    def reach(self) -> int:
        """The farthest of any."""
        return max((known.reach for known in self.known), default=0)

    @cached_property
    def _by_keyword(self) -> Mapping[str, Sequence[int]]:
        numbers: dict[str, list[int]] = {}
        for number, known in enumerate(self.known):
            for keyword in known.keywords:
                numbers.setdefault(keyword, []).append(number)
        return numbers

    def is_named(self, number: int) -> bool:
        """Raises StaleError."""
        told = self.known[number].named
        return is_named(self[number]) if told is None else told

    def naming(self, lower: str) -> list[Detector]:
        """Those of which a keyword stands in a text in small letters. Raises StaleError."""
        numbers = {number for keyword, them in self._by_keyword.items() if keyword in lower for number in them}
        return [self[number] for number in sorted(numbers)]

    def __len__(self) -> int:
        return len(self.known)

    @overload
    def __getitem__(self, number: int) -> Detector: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Detector]: ...
    def __getitem__(self, number: int | slice) -> Detector | Sequence[Detector]:
        """Raises StaleError."""
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if number not in self._at_hand:
            self._at_hand[number] = self._imported(range(len(self))[number])
        return self._at_hand[number]

    def _imported(self, number: int) -> Detector:
        known = self.known[number]
        name, at = known.home
        every: Sequence[Detector] = ()
        # It may be written for another detectors/base.py, or half of it be written so far.
        with suppress(ImportError, AttributeError, NameError, SyntaxError, TypeError, ValueError):
            every = import_module(f"{detectors.__name__}.{name}").DETECTORS
        if at < len(every) and _meant(every[at]) == known.meant:
            return every[at]
        # Were it wrong from the start, then it would be again: whoever begins next makes it anew.
        if self._source:
            with suppress(OSError):
                self._source.unlink()
        message = f"detectors/{name.replace('.', '/')}.py was replaced since this process began"
        raise StaleError(message)


_present: list[Roster] = []


def use(roster: Roster) -> None:
    """From here on, in this process, for what is asked of every detector (names.py, views/lines.py)."""
    _present[:] = [roster]


def present() -> Roster:
    if not _present:
        use(Roster.whole())
    return _present[0]


def reach(detector: Detector) -> int:
    """How far from what points at it one match can need to be looked at, in bytes: a character may be written as many.

    A line is looked at no farther than that: those of what is made for machines are long, and hold many such words.
    """
    if detector.span is None:
        return min(LINE, _WRITTEN * _longest(detector.pattern) + _APART)
    # A companion stands up to `span` from a match that itself begins or ends up to `span` from the keyword.
    return detector.span * (2 if detector.companions or detector.unless else 1)


@cache
def _longest(pattern: str) -> int:
    """Characters of a match. Asked of some detectors for each name of a file."""
    return int(parser.parse(pattern, re.ASCII).getwidth()[1])


def is_named(detector: Detector) -> bool:
    """May it depend on a name that stands before a value? A pattern that begins with the secret, or with the line that
    opens a key, does not; one that begins with an account may have a name between the two.
    """
    if detector.pattern.startswith("-----BEGIN "):
        return False
    if detector.companions or detector.unless or detector.every:
        return True
    secrets = detector.type.secret
    opened = _OPENED.match(detector.pattern)
    if opened and opened["letter"]:
        return True
    if opened and opened["name"] in secrets and len(alternatives(detector.pattern)) == 1:
        return False
    pattern = parser.parse(detector.pattern, re.ASCII)
    return not _begins(
        pattern, {number for name, number in pattern.state.groupdict.items() if name.partition("__")[0] in secrets}
    )


def _begins(pattern: parser.SubPattern, groups: AbstractSet[int]) -> bool:
    """With one of these groups, but for what has no width."""
    for what, of in pattern:
        if what is sre.SUBPATTERN:
            group, *_, inner = of
            if inner.getwidth()[1]:
                return group in groups or _begins(inner, groups)
        elif what is sre.BRANCH:
            if any(branch.getwidth()[1] for branch in of[1]):
                return all(_begins(branch, groups) for branch in of[1])
        elif what not in {sre.AT, sre.ASSERT, sre.ASSERT_NOT}:
            return False
    return False


def _known(every: Sequence[Detector], made_of: bytes = b"", homes: Mapping[int, _Home] = MappingProxyType({})) -> _Kept:
    begun = frozenset[str]().union(*map(triggers.prefixes, every))
    return _Kept(
        made_of,
        tuple(
            Known(
                *(homes.get(id(each), _ELSEWHERE), each.keywords, _meant(each), each.whole, reach(each)),
                named=is_named(each) if made_of else None,  # for whoever has it kept
            )
            for each in every
        ),
        tuple(sorted({glob for each in every for glob in each.paths})),
        # What is between the dots of a JWT begins like that, too.
        tuple(sorted(each.encode() for each in begun if not each.startswith("eyJ"))),
    )


def _homes() -> Mapping[int, _Home]:
    """By their ids, of the modules that are imported."""
    folder = f"{detectors.__name__}."
    return {
        id(each): (name.removeprefix(folder), number)
        for name, module in tuple(sys.modules.items())
        if name.startswith(folder) and name != f"{folder}registry"
        for number, each in enumerate(getattr(module, "DETECTORS", ()))
    }


def _meant(detector: Detector) -> bytes:
    made = (
        *(detector.keywords, detector.mark, detector.prefilter, detector.general, detector.paths, detector.examples),
        *(detector.pattern, detector.span, detector.companions, detector.every),
    )
    return hashlib.blake2b(repr(made).encode(), digest_size=_MEANT).digest()


def _file(cache: Path) -> Path:
    """One for each installation, which takes the place of the one before it was upgraded."""
    place = f"{sys.version} {sys.platform} {_folders()}"
    return cache / f"detectors-{hashlib.sha256(place.encode()).hexdigest()[:16]}.known"


def _folders() -> tuple[str, ...]:
    """All that hold what the patterns are made of."""
    below = (str(Path(folder, name)) for folder in detectors.__path__ for name in detectors.FOLDERS)
    return (*detectors.__path__, *below, str(Path(__file__).parent))


def _stamp() -> tuple[bytes, int]:
    """What tells whether these are the same files, and when one of them was changed last. Empty where nothing does."""
    try:
        return _of_files(entry for folder in _folders() for entry in os.scandir(folder) if entry.name.endswith(".py"))
    except OSError:
        return b"", 0


def _of_files(files: Iterable[os.DirEntry[str]]) -> tuple[bytes, int]:
    """Raises OSError."""
    told: list[tuple[object, ...]] = []
    changed: set[int] = set()
    for entry in files:
        now = entry.stat()
        changed.add(now.st_ctime_ns)
        told.append((entry.path, now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns))
    if len(changed) == 1:
        told = [(*each, hashlib.sha256(Path(str(each[0])).read_bytes()).digest()) for each in told]
    return hashlib.sha256(repr(sorted(told)).encode()).digest() if told else b"", max(changed, default=0)
