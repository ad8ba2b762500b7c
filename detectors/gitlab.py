"""GitLab's access tokens: personal, impersonation, project and group tokens, which no letter of the value tells apart.

    glpat-  20 characters                                  no checksum
    glpat-  BASE64 .LL CCCCCCC                             routable, 2025: the length of BASE64 and a checksum
    glpat-  BASE64 .VV .LL CCCCCCC                         routable with its version: CRC-32 of all before, in base 36

A server with a prefix of its own (a setting of its administrators) is not covered.
https://docs.gitlab.com/security/tokens/#token-prefixes and GitLab's design document "routable tokens"
"""

from __future__ import annotations

import re
import string
import zlib
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .filters.placeholders import is_placeholder
from .filters.public_parts import AT_HOST

TOKEN = CredentialType(
    name="gitlab-token",
    title="GitLab access token",
    parts=("token", "host"),
    secret=frozenset({"token"}),
    identity=("token",),
    hint="host",
    side_effects=("the token's last use is set",),
)

CHECK_LENGTH: Final = 7
_DIGITS: Final = string.digits + string.ascii_lowercase
_DISTINCT: Final = 8  # of 20 random characters out of 64, 17 +- 1.5 are distinct
_ROUTABLE: Final = re.compile(r"glpat-(?P<payload>[^.]+)(?P<version>\.[^.]{2})?\.(?P<length>..).{7}")


def _base36(number: int, width: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(width, "0")


def checksum(before: str) -> str:
    """The last seven characters of a routable token, from all that stands before them, its prefix too."""
    return _base36(zlib.crc32(before.encode()), CHECK_LENGTH)


def _is_routable(parts: Parts) -> bool:
    token = parts["token"].reveal()
    found = _ROUTABLE.fullmatch(token)
    if found is None or found["length"] != _base36(len(found["payload"]), 2):
        return False
    # Only of the versioned form is it documented what the checksum covers.
    return found["version"] is None or checksum(token[:-CHECK_LENGTH]) == token[-CHECK_LENGTH:]


def _is_varied(parts: Parts) -> bool:
    body = parts["token"].reveal().partition("-")[2]
    return len(set(body)) >= _DISTINCT and not is_placeholder(body)


def _routable(payload: str, version: str = "") -> str:
    before = f"glpat-{payload}{version}.{_base36(len(payload), 2)}"
    return before + checksum(before)


# Assembled so that no scanner trips on this file.
_OLD: Final = f"{'glpat'}-" + "kQ7mZt2X-R9b_c4LpVf8"
_PAYLOAD: Final = "W5m1cHR6skC98Bx7" + "XkuYjmM6MQpnOjgKbzpyegp0OjIQ"
_NEW: Final = _routable(_PAYLOAD, ".01")
_FIRST: Final = _routable(_PAYLOAD)

DETECTORS = (
    Detector(
        type=TOKEN,
        keywords=("glpat-",),
        pattern=rf"(?P<token>glpat-[A-Za-z0-9_\-]{{20}})(?![A-Za-z0-9_\-]|\.[0-9a-z]{{2}}[0-9a-z.]){AT_HOST}",
        check=_is_varied,
        examples=(
            (f'GITLAB_TOKEN="{_OLD}"', _OLD),
            (f"PRIVATE-TOKEN: {_OLD}", _OLD),
            (f"https://oauth2:{_OLD}@gitlab.internal/acme/shop.git", _OLD),
            (f"it was {_OLD}. So", _OLD),
        ),
        near_misses=(
            _OLD[:-1],
            f"{_OLD}x",
            "glpat-" + "x" * 20,
            "glpat-" + "your-token-goes-here",
            f"{_OLD}.01.0a1234567",
        ),
    ),
    Detector(
        type=TOKEN,
        confidence=Confidence.CHECKSUMMED,
        keywords=("glpat-",),
        pattern=(
            r"(?P<token>glpat-[A-Za-z0-9_\-]{27,300}+\.[0-9a-z]{2}\.[0-9a-z]{2}[0-9a-z]{7})"
            rf"(?![A-Za-z0-9_]){AT_HOST}"
        ),
        check=_is_routable,
        examples=(
            (f"token = {_NEW}", _NEW),
            (f"https://oauth2:{_NEW}@gitlab.com/acme/shop.git", _NEW),
        ),
        near_misses=(
            _NEW[:-1],
            f"{_NEW}0",
            _NEW[:-1] + ("0" if _NEW[-1] != "0" else "1"),
            _NEW.replace(".01.", ".02."),
            _NEW.replace("XkuYjm", "kXuYjm"),
        ),
    ),
    Detector(
        type=TOKEN,
        keywords=("glpat-",),
        pattern=rf"(?P<token>glpat-[A-Za-z0-9_\-]{{27,300}}+\.[0-9a-z]{{2}}[0-9a-z]{{7}})(?![A-Za-z0-9_]){AT_HOST}",
        check=_is_routable,
        examples=((f"token = {_FIRST}", _FIRST),),
        near_misses=(_FIRST[:-1], f"glpat-{_PAYLOAD}.0a1234567"),
    ),
)
