r"""Does a name say that it holds a secret? The words that do, and what takes it back: one answer for all patterns.

    ACME_API_KEY   acmeToken   acme.auth   acme_pw             SAYS     behind the word of a provider
    acme_token_sha256   acmePublicKey   acme_key_id            DENIES   a digest, what everybody may see, an identifier

SAYS has no look-around, so that it stands in prefilters, too; `says_hint` is one.

Two other answers are meant to differ. A lead has no provider's word before its name, so that the name is cut into words
and hundreds of them are weighed (generic/names.py); and what is looked for in all text before that leaves out the words
that stand everywhere (generic/grammar.py: a `key` counts there with 20 letters behind it).
"""

from __future__ import annotations

from typing import Final

SAYS: Final = r"(?:auth|bearer|cred|jwt|key|licen[cs]e|login|pass|private|pwd|secret|token|[_.\-]p(?:at|w))"
# Behind it in a name. What is of 32 or 40 hexadecimal digits is a digest more often than a key.
DENIES: Final = (
    r"(?![\w.\-]{0,24}"
    r"(?:hash|sha\d|md5|digest|checksum|integrity|fingerprint|thumbprint|commit|revision|public|uuid))"
    r"(?![\w.\-]{0,20}(?:[_.\-]|(?-i:(?<=[a-z])(?=I)))id(?:\b|_))"
)
# In prose, and where the provider is what the names stand under: acme API key: v   acme: {token: v}
_PROSE: Final = (
    r"[ \t]{1,2}(?:(?:api|app|access|account|auth|bearer|bot|client|env|my|personal|private|rest|sdk|secret"
    rf"|server|service|user)[ \t_\-]{{0,2}}){{0,3}}(?={SAYS})"
)
_ON: Final = r"[\w.\-]{0,24}"
_UNDER: Final = r"[\"']?\s{0,4}(?:=>|[:=])\s{0,4}[({\[]?\s{0,16}[\"']?"


def says_secret(word: str) -> str:
    """A pattern: a name that goes on from `word` to say that it holds a secret, and not that it is about one."""
    return rf"(?:{word})(?:(?={_ON}{SAYS}){DENIES}|{_PROSE}{DENIES}|{_UNDER}(?={_ON}{SAYS}){DENIES})"


def says_hint(word: str) -> str:
    """Its `prefilter`. `word`: without look-arounds."""
    return rf"(?:{word})[\w.\-\s:=>\"'{{(\[]{{0,48}}{SAYS}"
