"""What stands in a value in base64 or base32: a password, a login without one, a hash, letters in order.

Ym9iOg==  bob:        e1NTSEF9...  {SSHA}...        GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ  12345678901234567890
"""

from __future__ import annotations

import base64
import re
from typing import Final

from .sequences import is_sequence

_BASE64: Final = re.compile(
    r"(?:[A-Za-z0-9+/]{4}){2,64}(?:={0,2}|[A-Za-z0-9+/]{2,3}={0,2})"
    r"|[A-Za-z0-9+/]{4}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)"
)
_BASE32: Final = re.compile(r"[A-Z2-7]{16,64}|[a-z2-7]{16,64}")
_HEX: Final = re.compile(r"^(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)$")
# {SSHA} and what else the name of a scheme is in braces, in base64.
_BRACE: Final = ("e0", "e1", "e2", "e3")
_SCHEME: Final = re.compile(rb"\{(?!clear|plain)[A-Za-z0-9\-]{2,11}(?:\}|\Z)", re.IGNORECASE)
_LEAST_HASH: Final = 16
_LONGEST_USER: Final = 16  # what is longer may be a key of an API, which stands for the user


def decoded(value: str) -> str | None:
    """What stands in base64 there, if it is text; of user:password the password."""
    if not _BASE64.fullmatch(value):
        return None
    try:
        plain = base64.b64decode(value + "=" * (-len(value) % 4)).decode("ascii").rstrip("\r\n")
    except ValueError:
        return None
    return (plain.partition(":")[2] or plain) if plain.isprintable() else None


def is_user(plain: str) -> bool:
    """Of a login without a password: bob:, where no key of an API stands for the user."""
    return plain.endswith(":") and len(plain) <= _LONGEST_USER


def is_hash_of_ldap(value: str) -> bool:
    """{SSHA}... in base64, as slapcat writes it, or the first line of that."""
    first = value[:_LEAST_HASH]
    if not value.startswith(_BRACE) or len(first) < _LEAST_HASH or not _BASE64.fullmatch(first) or _HEX.match(value):
        return False
    return _SCHEME.match(base64.b64decode(first)) is not None


def is_ordered(value: str) -> bool:
    """Does something in order stand in base32 there: 12345678901234567890, as RFC 6238 has it?"""
    if not _BASE32.fullmatch(value):
        return False
    try:
        plain = base64.b32decode(value.upper() + "=" * (-len(value) % 8)).decode("ascii")
    except ValueError:
        return False
    return plain.isprintable() and is_sequence(plain)
