r"""Values that could as well be a commit, a digest or an identifier: their name must say that it holds a secret.

TWITCH_CLIENT_SECRET = "k3j9..."   yes      twitch_commit = "k3j9..."        no: the name says nothing of a secret
twitchToken: k3j9...               yes      twitch_token_sha256 = "9ac0..."  no: it says that it holds a digest
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import Check, Examples, named

_NOUN: Final = r"(?:key|token|secret|passw|pwd|auth|cred|login|bearer|jwt)"
_SAYS: Final = rf"[\w.\-]{{0,24}}{_NOUN}"
# The digest, or the half that everybody may see.
_DENIES: Final = (
    r"(?![\w.\-]{0,24}"
    r"(?:hash|sha\d|md5|digest|checksum|integrity|fingerprint|thumbprint|commit|revision|public|uuid))"
)
# In prose, and where the provider is what the names stand under: acme API key: v   acme: {token: v}
_PROSE: Final = (
    r"(?:[ \t]{1,2}(?:api|app|access|account|auth|bot|client|personal|private|rest|secret|service|user)\b){0,3}"
    rf"[ \t]{{1,2}}(?={_NOUN})"
)
_UNDER: Final = rf"[\"']?\s{{0,4}}(?::|=>?)\s{{0,4}}[{{(\[]?\s{{0,16}}[\"']?(?={_SAYS}){_DENIES}"
_ANY: Final = rf"[\w.\-\s:=>\"'{{(\[]{{0,48}}{_NOUN}"
_LEAST_BITS: Final = 2.7


def alnum(least: int, most: int | None = None, *, also: str = "") -> str:
    """A pattern: letters of either case and `also` (of a character class), with a digit among them: no word of code."""
    most = most or least
    return rf"(?=[A-Za-z{also}]{{0,{most - 1}}}[0-9])[A-Za-z0-9{also}]{{{least},{most}}}"


def hexes(least: int, most: int | None = None) -> str:
    """A pattern: hexadecimal digits of either case, neither a number nor a word."""
    most = most or least
    return rf"(?=[0-9]{{0,{most - 1}}}[A-Fa-f])(?=[A-Fa-f]{{0,{most - 1}}}[0-9])[0-9A-Fa-f]{{{least},{most}}}"


def says_secret(word: str, *, alone: bool = False) -> str:
    """A pattern for `assignment`: a name with `word` that says that it holds a secret."""
    return rf"{'(?<![A-Za-z0-9])' if alone else ''}(?:{word})(?:(?={_SAYS}){_DENIES}|{_PROSE}|{_UNDER})"


def secretive(  # noqa: PLR0913 - keyword arguments are a Detector's fields
    kind: CredentialType,
    word: str,
    value: str,
    keywords: tuple[str, ...],
    examples: Examples,
    near_misses: tuple[str, ...],
    *,
    alone: bool = False,
    least: float = _LEAST_BITS,
    check: Check | None = None,
    companions: tuple[tuple[str, str], ...] = (),
) -> Detector:
    """As `named`. `word`: a pattern without look-arounds. `alone`: no letter and no digit may stand before it."""
    return named(
        kind,
        says_secret(word, alone=alone),
        value,
        keywords,
        examples,
        near_misses,
        least=least,
        check=check,
        companions=companions,
        prefilter=rf"(?:{word}){_ANY}",
    )
