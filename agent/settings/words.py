"""How a mistake of the configuration is told: what a type is called, how it is written, which word may be meant."""

from __future__ import annotations

import re
import types
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher, get_close_matches
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin

_WORD: Final = re.compile(r"[A-Za-z0-9._*?\[\]-]{1,40}")

_MOST: Final = 3  # names that are offered
_LEAST: Final = 3  # letters of a word that is looked for within names


def shown(value: str) -> str:
    """A word of the operator's, where it is one."""
    return f"`{value}`" if _WORD.fullmatch(value) else "(this text)"


def nearest(value: str, known: Collection[str]) -> Sequence[str]:
    """The three that somebody may have meant, those that begin with the word or hold it first."""
    word = value.lower()
    holding = [name for name in known if f"-{word}" in f"-{name}"] if len(word) >= _LEAST else []
    holding.sort(key=lambda name: (not name.startswith(word), len(name), name))
    return list(dict.fromkeys([*holding[:_MOST], *get_close_matches(word, sorted(known), n=_MOST)]))[:_MOST]


def one_of_all(value: str, known: Collection[str], where: str) -> str:
    """The mend for a word that is none of very many. where: the command that lists them."""
    close = [f"`{name}`" for name in nearest(value, known)]
    words = " or ".join([", ".join(close[:-1]), close[-1]] if len(close) > 1 else close)
    return f"did you mean {words}? `{where}` names all" if close else f"`{where}` names all"


def meant(value: str, known: Collection[str]) -> str:
    """The mend for a word that is not known."""
    close = get_close_matches(value, sorted(known), n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return "write one of: " + ", ".join(sorted(known)) if known else "remove it"


class Hints(NamedTuple):
    """What may be meant in a table whose keys depend on another: `known` here. `also`: other words, and the key that
    they mean. `kept`: the key that says where a secret is kept; `misread`: keys of others, written for it.
    """

    known: Collection[str]
    also: Mapping[str, str] = {}
    kept: str = "admin"
    misread: Collection[str] = ()

    def mend(self, key: str) -> str:
        """For a key that is not known."""
        if self.also.get(key) in self.known:
            return f"did you mean `{self.also[key]}`?"
        likeness = {name: SequenceMatcher(None, key, name).ratio() for name in self.known}
        one_of = ", ".join(sorted(self.known, key=lambda name: (-likeness[name], name)))
        return meant(key, self.known) if get_close_matches(key, self.known, n=1) else f"write one of: {one_of}"

    @property
    def hide(self) -> str:
        return f'put it into a file of mode 0600 and name that: {self.kept} = {{ file = "..." }}'


# What a type is called in a message, and an example of how it is written.
_WORDS: Final[Mapping[Any, tuple[str, str]]] = {
    str: ("a text", '"..."'),
    bool: ("true or false", "true or false, without quotes"),
    int: ("a whole number", "a number such as 20, without quotes"),
    date: ("a date", "a date such as 2027-01-31, without quotes"),
    timedelta: ("a duration", 'a number of s, m, h or d, such as "15m"'),
    Path: ("a path", '"/path"'),
    dict[str, str]: ("a table of texts", '{ "name" = "text" }'),
}


def noun(kind: Any) -> str:  # noqa: ANN401 - any annotation
    if get_origin(kind) is Annotated:
        base, bounds = get_args(kind)[:2]
        return f"{_WORDS[base][0]} from {bounds.ge} to {bounds.le}"
    return _WORDS[kind][0] if kind in _WORDS else "one word of a few"


def example(kind: Any) -> str:  # noqa: ANN401 - any annotation
    if get_origin(kind) is Annotated:
        base, bounds = get_args(kind)[:2]
        if base is int and bounds.examples:
            return f"a number such as {bounds.examples[0]}, without quotes"
        kind = base
    if get_origin(kind) in {Union, types.UnionType}:
        kind = get_args(kind)[0]
    if get_origin(kind) is tuple:
        return f"[{example(get_args(kind)[0])}]"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(f'"{member.value}"' for member in kind)
    return _WORDS[kind][1] if kind in _WORDS else "{ ... }"


def noun_of(raw: object) -> str:
    if isinstance(raw, str):
        return "this text" if raw else "an empty text"
    named = ((bool, "true or false"), (int, "this number"), (float, "a number with a point"), (list, "a list"))
    return next((noun for kind, noun in named if isinstance(raw, kind)), "a table" if type(raw) is dict else "this")
