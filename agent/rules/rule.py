"""A rule of the operator's, and the Detector that it becomes.

It has one part, `value`, which is secret and is the credential. No revoker is bound to it: an incident of such a type
is owned, told and listed, and ends as UNVERIFIED. Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

import msgspec

from detectors.base import Confidence, CredentialType, Detector, Parts

VALUE: Final = "value"
_MATCH: Final = "match"
_GROUPS: Final = re.compile(rf"\(\?P<{VALUE}(?:_[0-9]+)?>")
_SPAN: Final = 2048


class Rule(msgspec.Struct, frozen=True):
    """`pattern`: Python's, with a group `value`, perhaps `value_2` ... behind it (the first that is not empty is the
    value), and no other. `keywords`: lower-case; one is in every match.

    entropy: Shannon's, bits per character, that a value needs. at_least: how many characters of a class it needs.
    stopwords: lower-case; a value that holds one is none. allowed, allowed_matches: expressions that a value, or a
    whole match, is let pass by. paths: globs of base names, lower-case; () is every file. confident: the pattern tells
    by itself what it is, rather than by the words around it. placeholders: those pass, too.
    """

    name: str
    title: str
    pattern: str
    keywords: tuple[str, ...] = ()
    entropy: float = 0.0
    at_least: Mapping[str, int] = {}
    stopwords: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    allowed_matches: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    confident: bool = False
    placeholders: bool = False
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()


class Ruleset(msgspec.Struct, frozen=True):
    """The operator's rules of all files. `notes`: what could not be honoured, in words, with the file.

    unused: how many of theirs do not run, for what a note says.
    """

    rules: tuple[Rule, ...] = ()
    notes: tuple[str, ...] = ()
    unused: int = 0

    def hashed(self, ours: str) -> str:
        """What a cursor was read with, of our rules and these: when it changes, old history is read again."""
        if not self.rules:
            return ours
        return hashlib.sha256(ours.encode() + msgspec.json.encode(self.rules)).hexdigest()[:16]


NO_RULES: Final = Ruleset()
_CLASSES: Final = {
    "digits": re.compile(r"[0-9]"),
    "uppercase": re.compile(r"[A-Z]"),
    "lowercase": re.compile(r"[a-z]"),
    "special": re.compile(r"[^A-Za-z0-9]"),
}


def kind(rule: Rule) -> CredentialType:
    return CredentialType(rule.name, rule.title, (VALUE,), frozenset({VALUE}), (VALUE,))


def detector(rule: Rule) -> Detector:
    """Raises re.error for a pattern that is none."""
    # A rule crosses into a scanner from processes that make no use of these.
    from detectors.filters.placeholders import is_placeholder
    from detectors.forms import bits

    allowed = [re.compile(each) for each in rule.allowed]
    allowed_matches = [re.compile(each) for each in rule.allowed_matches]

    def judged(parts: Parts) -> Parts:
        found = next((each for name, each in parts.items() if name != _MATCH and each), None)
        if found is None:
            return {}
        value, match = found.reveal(), parts[_MATCH].reveal()
        lower = value.lower()
        good = (
            (rule.placeholders or not is_placeholder(value))
            and (not rule.entropy or bits(value) >= rule.entropy)
            and not any(word in lower for word in rule.stopwords)
            and not any(each.search(value) for each in allowed)
            and not any(each.search(match) for each in allowed_matches)
            and all(len(_CLASSES[name].findall(value)) >= least for name, least in rule.at_least.items())
        )
        return {VALUE: found} if good else {}

    return Detector(
        type=kind(rule),
        keywords=rule.keywords,
        pattern=f"(?P<{_MATCH}>{rule.pattern})",
        prefilter=None if rule.keywords else _GROUPS.sub("(", rule.pattern),
        span=_SPAN,
        confidence=Confidence.TYPED if rule.confident else Confidence.CONTEXT,
        parse=judged,
        paths=rule.paths,
        examples=(),
        near_misses=rule.near_misses,
    )
