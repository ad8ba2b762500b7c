"""The vocabulary of detection: a Secret, a CredentialType with named parts, a Detector.

Nothing here (or in any file beside it) reads a file, a clock or a socket.

    text --Detector.find--> Match.parts = {"role": Secret, "password": Secret, ...}
                                                |
               CredentialType says which parts are secret, which make the canonical
               credential, and what probing one does to the account behind it

Over 300 lines, because a type, its parts and what finds them are defined by one another. Which parts that stand apart
go together is companions.py.
"""

from __future__ import annotations

import hmac
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple, Never
from urllib.parse import quote

from .companions import Span, of_command, of_section
from .filters.documented import is_published
from .filters.public_parts import is_hosts, is_name, is_secret, is_token
from .places import EVERYWHERE, NOWHERE, Place


class Secret:
    """A value that never shows: `reveal()` is the only way out, and grep finds every use of it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __len__(self) -> int:
        return len(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> Never:
        message = "a Secret does not leave its process: seal it"
        raise TypeError(message)


_TYPE_NAME: Final = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")

Parts = Mapping[str, Secret]

BRIEF: Final = 240  # bytes of a file that is nothing but a value
_PAIRINGS: Final = 4  # values of one companion part that are tried: more than that within one window is noise
_VALUES: Final = 32  # of a pattern that reaches up to each of several
_VALUES_IN: Final = 16 * 1024  # characters, and in proportion in more
_LONGEST_NAME: Final = 128
# With what is before it on its line: who reads less of it, and is as general, begins later, and gives way.
_NAME: Final = re.compile(r"[ \t\"']?[\w.\-]{1,100}+[\"']?\s{0,4}:\s{0,4}[\"']?\Z", re.ASCII)
_LOGINS: Final = frozenset({"role", "user", "username"})  # in whose place people put tokens
_PLACES: Final = frozenset({"host", "database"})
_LONGEST_SHOWN: Final = 64


class Confidence(Enum):
    """How sure a finding is. Only the first three can become incidents that act."""

    CHECKSUMMED = "typed and checksummed"
    TYPED = "typed"
    CONTEXT = "typed by context"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class CredentialType:
    """A kind of credential.

    parts:        every part that a match may yield, in the order in which they are shown
    secret:       the parts that must never show
    identity:     the parts that make the canonical credential (SHAPES.md 1): the same credential
                  written in two ways has one canonical form
    hint:         the part that names a host or account, if any: it may only *select* a configured System
    is_bait:      can be told from the value alone to be somebody's canary: then it is never probed
    derive:       adds the parts that can be told from the others (a host or account, say)
    made_up:      kinds of files in which values like these are made up: nothing is found there
    doubtful:     kinds of files in which it is a lead: a test's keys are mostly its own
    side_effects: what probing one does at the provider, in words for the owner
    lockout:      how repeated failed probes could lock the account out, or None
    """

    name: str
    title: str
    parts: tuple[str, ...]
    secret: frozenset[str]
    identity: tuple[str, ...]
    hint: str | None = None
    side_effects: tuple[str, ...] = ()
    lockout: str | None = None
    is_bait: Callable[[Parts], bool] | None = None
    derive: Callable[[Parts], Parts] | None = None
    made_up: Callable[[Parts], Place] | None = None
    doubtful: Place = NOWHERE

    def __post_init__(self) -> None:
        known = set(self.parts)
        if not _TYPE_NAME.match(self.name) or not known >= self.secret or not known >= set(self.identity):
            message = f"credential type {self.name!r} names parts that it does not have"
            raise ValueError(message)
        if self.hint is not None and self.hint not in known:
            message = f"credential type {self.name!r}: no part {self.hint!r}"
            raise ValueError(message)

    def canonical(self, parts: Parts) -> bytes:
        """The canonical credential: type and identity parts, each with its length, never the text around them."""
        fields = [self.name, *(parts[name].reveal() if name in parts else "" for name in self.identity)]
        return b"".join(len(raw).to_bytes(4) + raw for raw in (item.encode() for item in fields))

    def preview(self, parts: Parts) -> str:
        """What may be shown: public parts that are plain names in full, of everything else nothing but its length."""
        shown = (
            f"{name}={parts[name].reveal()}"
            if self._showable(name, parts)
            else f"{name}=<{len(parts[name])} characters>"
            for name in self.parts
            if name in parts
        )
        return f"{self.title} ({', '.join(shown)})"

    def named(self, parts: Parts) -> str | None:
        """The host or account that it says it is for, if that is one."""
        text = parts[self.hint].reveal() if self.hint is not None and self.hint in parts else ""
        return text if is_name(text) or is_hosts(text) else None

    def _showable(self, name: str, parts: Parts) -> bool:
        """The second line of defence: a detector's pattern may have let a piece of a secret into a public part."""
        text = parts[name].reveal()
        plain = is_name(text) or (name == self.hint and is_hosts(text))
        hidden = name in self.secret or self._tells(text, parts) or (name in _LOGINS and is_token(text))
        hidden = hidden or (name in _PLACES and is_secret(text))
        return plain and not hidden and len(text) <= _LONGEST_SHOWN

    def _tells(self, text: str, parts: Parts) -> bool:
        """Does a public part hold a secret one? Some are called as their server or their user is."""
        secrets = (parts[secret].reveal().lower() for secret in self.secret if secret in parts)
        return any(secret and secret in text.lower() for secret in secrets)


class Match(NamedTuple):
    """One place where a detector matched. `start` and `end` are character offsets in the searched text.

    value: where in that text the value itself stands, as it is written there: the first secret part, without the
           blanks around it
    refused: it has the form, and fails the check
    """

    detector: Detector
    start: int
    end: int
    parts: Parts
    value: Span
    refused: bool = False

    @property
    def places(self) -> Place:
        """The kinds of files in which it is what it seems."""
        if self._is_doubted:
            return NOWHERE
        made_up = self.detector.type.made_up
        return self.detector.certain & ~made_up(self.parts) if made_up else self.detector.certain

    @property
    def doubtful(self) -> Place:
        """Those in which it is a lead."""
        doubtful = self.detector.places if self._is_doubted else self.detector.doubtful
        made_up = self.detector.type.made_up
        return doubtful & ~made_up(self.parts) if made_up and doubtful is not NOWHERE else doubtful

    @property
    def _is_doubted(self) -> bool:
        """What is refused is nothing, wherever it is."""
        return not self.refused and self.detector.doubts is not None and self.detector.doubts(self.parts)


@dataclass(frozen=True)
class Detector:
    r"""A pattern with its keywords, its check and its examples.

    pattern:     a regular expression for Python's `re` whose named groups are parts of the type; a
                 part that is written in several ways may end in `__1`, `__2` ... (`password__2`). ASCII rules: `\w`,
                 `\b` and `\s` mean what they mean to Hyperscan, which sees bytes
    keywords:    lower-case strings of which at least one is in every match (they preselect, whatever the case)
    prefilter:   where the keywords are too common to preselect: a simple pattern that is in every match, for
                 Hyperscan (no named groups, no look-around)
    mark:        where that is long, or may stand anywhere: a short pattern of which it holds a match, looked for first
    needs:       where `pattern` is long: a short one (for `re`) of which all that passes holds a match. Most texts that
                 speak of a provider hold no value of his, and then the long one need not even be compiled
    whole:       the value is all that a file of its own holds: looked for in texts of up to BRIEF bytes, and nowhere
                 else, without keywords
    span:        how many characters around a keyword one match can need; None: the line
    companions:  parts that stand near the match rather than in it, each with its own pattern, looked for within
                 `span`; every plausible pairing of identity parts becomes a Match of its own, the nearest first,
                 and a probe decides; of other parts only the nearest counts. Where some stand in the section of an
                 INI file or in the object in which the match stands, those of others are not plausible
    together:    an option of a command as a companion on the match's own line rules out those on others, and those of
                 another command are none
    paths:       globs (fnmatch) of lower-case file names: in files of other names the match does not hold; () = in all
    places:      kinds of files in which the match holds: what only its place makes a credential is made up in a test
    every:       the pattern reaches from what tells of values up to one of them: each is a Match, of that and its name
    general:     knows the place and not the provider (a bearer token, a line of .netrc): gives way to any match that
                 touches it and is not
    check:       what a pattern cannot say (a checksum, a placeholder); False drops the match
    doubts:      what makes a match a lead: it may be something else, and is no less a match
    parse:       brings the raw groups into canonical form (percent-decoding, a default port)
    examples:    (text, the exact value of the first secret part it must yield)
    near_misses: texts in which nothing may be found
    """

    type: CredentialType
    keywords: tuple[str, ...]
    pattern: str
    examples: tuple[tuple[str, str], ...]
    near_misses: tuple[str, ...]
    confidence: Confidence = Confidence.TYPED
    prefilter: str | None = None
    mark: str = ""
    needs: str = ""
    whole: bool = False
    span: int | None = None
    companions: tuple[tuple[str, str], ...] = ()
    together: bool = False
    paths: tuple[str, ...] = ()
    places: Place = EVERYWHERE
    every: bool = False
    general: bool = False
    unless: Callable[[str], bool] | None = None
    check: Callable[[Parts], bool] | None = None
    doubts: Callable[[Parts], bool] | None = None
    parse: Callable[[Parts], Parts] | None = None

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII)

    @cached_property
    def certain(self) -> Place:
        """Where a match is one, if it was not made up. Worked out once, as a Flag takes its time."""
        return self.places if self.type.doubtful is NOWHERE else self.places & ~self.type.doubtful

    @cached_property
    def doubtful(self) -> Place:
        """Where it is a lead."""
        return NOWHERE if self.type.doubtful is NOWHERE else self.places & self.type.doubtful

    @cached_property
    def _needs(self) -> re.Pattern[str] | None:
        return re.compile(self.needs, re.ASCII) if self.needs else None

    @cached_property
    def _companions(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((part, re.compile(pattern, re.ASCII)) for part, pattern in self.companions)

    @cached_property
    def _groups(self) -> tuple[tuple[int, str], ...]:
        return tuple((group, name.partition("__")[0]) for name, group in self.regex.groupindex.items())

    @cached_property
    def _identity(self) -> frozenset[str]:
        return frozenset(self.type.identity)

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        return tuple(name for name in self.type.parts if name in self.type.secret)

    @cached_property
    def _first(self) -> str:
        return next(iter(self._secrets), "")

    def find(self, text: str, *, refused: bool = False) -> Iterator[Match]:
        """Every match in `text` that passes the check, left to right; with `refused`, also those that do not."""
        if (self.whole and len(text) > BRIEF) or (self._needs and not self._needs.search(text)):
            return
        beside: dict[str, list[tuple[Span, Secret, Span]]] = {}
        for hit in self._hits(text) if self.every else self.regex.finditer(text):
            for groups, places in self._pairings(text, hit, beside) if self.companions else (self._own(hit),):
                parts = self.parse(groups) if self.parse else groups
                if not self._identity.issubset(parts):
                    continue
                passes = (self.check is None or self.check(parts)) and not (self.unless and self._barred(text, hit))
                if passes and self._first in parts:  # what is published is nobody's
                    passes = not is_published(parts[self._first].reveal())
                if passes or refused:
                    place, value = self._stands(text, hit, parts, places)
                    span = _with_name(text, place) if self.every else hit.span()
                    yield Match(self, *span, parts, value, refused=not passes)

    def _stands(self, text: str, hit: re.Match[str], parts: Parts, places: Mapping[str, Span]) -> tuple[Span, Span]:
        """Where what says the value stands, and where in that the value itself."""
        place = places.get(self._first)
        if place and self._first in parts:
            value = parts[self._first].reveal()
            if text[place[0] : place[1]] == value == value.strip():  # most
                return place, place
        secret = next((name for name in self._secrets if name in places), None)
        place = _bare(text, places[secret] if secret else hit.span())
        name = secret or next((name for name in self._secrets if name in parts), "")
        return place, _written(text, place, name, parts[name].reveal()) if name in parts else place

    def _hits(self, text: str) -> Iterator[re.Match[str]]:
        """Of a pattern that reaches from what tells of values up to one of them."""
        found = self.regex.search(text)
        for _ in range(_VALUES * max(1, len(text) // _VALUES_IN)):
            if found is None:
                return
            yield found
            first, last = next(found.span(name) for name, value in found.groupdict().items() if value is not None)
            text = text[:first] + " " * (last - first) + text[last:]
            found = self.regex.search(text, found.start())

    def _barred(self, text: str, hit: re.Match[str]) -> bool:
        reach = self.span or 0
        return self.unless is not None and self.unless(text[max(0, hit.start() - reach) : hit.end() + reach])

    def _own(self, hit: re.Match[str]) -> tuple[dict[str, Secret], dict[str, Span]]:
        """The parts that stand in the match itself, and where."""
        own: dict[str, Secret] = {}
        places: dict[str, Span] = {}
        for group, part in self._groups:
            value = hit[group]
            if value is not None:
                own[part], places[part] = Secret(value), hit.span(group)
        return own, places

    def _pairings(
        self, text: str, hit: re.Match[str], beside: dict[str, list[tuple[Span, Secret, Span]]]
    ) -> Iterator[tuple[dict[str, Secret], dict[str, Span]]]:
        """`beside`: what a companion finds in the whole text, looked for once: the match, and its value."""
        own, places = self._own(hit)
        choices: list[list[tuple[str, Secret, Span]]] = []
        for part, pattern in self._companions:
            if part in own:
                continue
            if part not in beside:
                beside[part] = [(m.span(), Secret(m[part]), m.span(part)) for m in pattern.finditer(text)]
            values: dict[Secret, Span] = {}
            for _, value, place in self._near(text, hit, beside[part]):
                values.setdefault(value, place)
            most = _PAIRINGS if part in self.type.identity else 1
            if values:
                choices.append([(part, value, place) for value, place in list(values.items())[:most]])
        for combination in product(*choices):
            yield (
                own | {part: value for part, value, _ in combination},
                places | {part: place for part, _, place in combination},
            )

    def _near(
        self, text: str, hit: re.Match[str], everywhere: list[tuple[Span, Secret, Span]]
    ) -> list[tuple[Span, Secret, Span]]:
        """Those within reach that go with the match, the nearest first."""
        if not everywhere:
            return everywhere
        reach = self.span or 0
        low, high = max(0, hit.start() - reach), hit.end() + reach
        first, last = (bisect_left(everywhere, at, key=lambda each: each[0][0]) for at in (low, high))
        near = sorted(everywhere[first:last], key=lambda each: abs(each[0][0] - hit.start()))
        near = [each for each in near if each[0][1] <= high]
        if self.together:
            near = of_command(text, hit, near)
        return of_section(text, hit, near) if len(near) > 1 else near


def _written(text: str, place: Span, name: str, value: str) -> Span:
    """Where a value stands that was parsed out of a longer text; all of that where it is written in another way."""
    written = text[place[0] : place[1]]
    if value and written.startswith(value) and f"{name}=" not in written:
        return place[0], place[0] + len(value)
    for form in (value, quote(value, safe="")) if "%" in written else (value,):
        named = written.find(f"{name}={form}")
        at = 0 if written.startswith(form) else named + len(name) + 1 if named >= 0 else written.rfind(form)
        if at >= 0 and form:
            return place[0] + at, place[0] + at + len(form)
    return place


def _with_name(text: str, place: Span) -> Span:
    named = _NAME.search(text, max(0, place[0] - _LONGEST_NAME), place[0])
    return (named.start() if named else place[0]), place[1]


def _bare(text: str, span: Span) -> Span:
    inner = text[span[0] : span[1]]
    first = span[0] + len(inner) - len(inner.lstrip())
    return first, max(first, span[0] + len(inner.rstrip()))
