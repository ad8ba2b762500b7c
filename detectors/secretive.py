r"""Values that could as well be a commit, a digest or an identifier: their name must say that it holds a secret.

TWITCH_CLIENT_SECRET = "k3j9..."   yes      twitch_commit = "k3j9..."        no: the name says nothing of a secret
twitchToken: k3j9...               yes      twitch_token_sha256 = "9ac0..."  no: it says that it holds a digest
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .filters.says import says_hint, says_secret
from .forms import Examples, keyed, keyed_hint, named

_LEAST_BITS: Final = 2.7


def alnum(least: int, most: int | None = None, *, also: str = "") -> str:
    """A pattern: letters of either case and `also` (of a character class), with a digit among them: no word of code."""
    most = most or least
    return rf"(?=[A-Za-z{also}]{{0,{most - 1}}}+[0-9])[A-Za-z0-9{also}]{{{least},{most}}}"


def cased(least: int, most: int | None = None, *, also: str = "") -> str:
    """As `alnum`, with letters of both cases among them: neither a digest nor an identifier that looks like one."""
    most = most or least
    return (
        rf"(?=[a-z0-9{also}]{{0,{most - 1}}}+[A-Z])(?=[A-Z0-9{also}]{{0,{most - 1}}}+[a-z])"
        f"{alnum(least, most, also=also)}"
    )


def hexes(least: int, most: int | None = None) -> str:
    """A pattern: hexadecimal digits of either case, neither a number nor a word."""
    most = most or least
    return rf"(?=[0-9]{{0,{most - 1}}}+[A-Fa-f])(?=[A-Fa-f]{{0,{most - 1}}}+[0-9])[0-9A-Fa-f]{{{least},{most}}}"


def secretive(  # noqa: PLR0913 - keyword arguments are a Detector's fields
    kind: CredentialType,
    word: str,
    value: str,
    keywords: tuple[str, ...],
    examples: Examples,
    near_misses: tuple[str, ...],
    *,
    alone: bool = False,
    built: bool = True,
    least: float = _LEAST_BITS,
    companions: tuple[tuple[str, str], ...] = (),
) -> Detector:
    """As `named`. `word`: a pattern without look-arounds. `alone`: no letter and no digit may stand before it.

    built: what a client is made with counts, too (filters/constructed.py)
    """
    return named(
        kind,
        rf"{'(?<![A-Za-z0-9])' if alone else ''}{keyed(word) if built else says_secret(word)}",
        value,
        keywords,
        examples,
        near_misses,
        least=least,
        companions=companions,
        prefilter=keyed_hint(word) if built else says_hint(word),
    )
