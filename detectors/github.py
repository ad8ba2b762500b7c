"""GitHub's six kinds of token. The prefix says which it is, and most end in a checksum of what is before.

    ghp_ gho_ ghu_ ghs_   30 characters + 6: CRC-32 of the 30, in base 62
    ghr_                  70 characters + 6: the same
    ghs_                  also APPID_JWT of some 520 characters (since April 2026): opaque, whatever the JWT says
    github_pat_           82 characters: no checksum that anybody outside GitHub can reproduce

A token with a wrong checksum was never one of GitHub's: it is left to the leads.
https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
"""

from __future__ import annotations

import string
import zlib
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .filters.public_parts import AT_HOST

_SEEN: Final = ("GitHub shows its owner that the token was used",)


def _kind(name: str, title: str) -> CredentialType:
    return CredentialType(
        name=name,
        title=title,
        parts=("token", "host"),
        secret=frozenset({"token"}),
        identity=("token",),
        hint="host",
        side_effects=_SEEN,
    )


PAT = _kind("github-pat", "GitHub personal access token (classic)")
FINE_GRAINED = _kind("github-fine-grained-pat", "GitHub personal access token (fine-grained)")
OAUTH = _kind("github-oauth-token", "GitHub OAuth app token")
USER = _kind("github-app-user-token", "GitHub App user token")
INSTALLATION = _kind("github-installation-token", "GitHub App installation token")
REFRESH = _kind("github-refresh-token", "GitHub App refresh token")

_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
CHECK_LENGTH: Final = 6
_DISTINCT: Final = 20  # of 81 random characters out of 62, 45 +- 3 are distinct


def checksum(body: str) -> str:
    """The last six characters of a token, from those between its prefix and them."""
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(CHECK_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits


def _is_minted(parts: Parts) -> bool:
    _, _, body = parts["token"].reveal().partition("_")
    return checksum(body[:-CHECK_LENGTH]) == body[-CHECK_LENGTH:]


def _is_varied(parts: Parts) -> bool:
    return len(set(parts["token"].reveal())) >= _DISTINCT


def _checked(kind: CredentialType, prefix: str, length: int, *more: tuple[str, str]) -> Detector:
    body = _BODY * (length // len(_BODY)) + _BODY[: length % len(_BODY) - CHECK_LENGTH]
    token = f"{prefix}_{body}{checksum(body)}"
    swapped = f"{prefix}_{body[1]}{body[0]}{body[2:]}{checksum(body)}"
    return Detector(
        type=kind,
        confidence=Confidence.CHECKSUMMED,
        keywords=(f"{prefix}_",),
        prefilter=rf"{prefix}_[A-Za-z0-9]{{{length}}}",
        pattern=rf"(?P<token>{prefix}_[A-Za-z0-9]{{{length}}})(?![A-Za-z0-9]){AT_HOST}",
        check=_is_minted,
        examples=(
            (f"GITHUB_TOKEN={token}", token),
            (f'{{"token":"{token}"}}', token),
            (f"https://jane:{token}@github.com/acme/shop.git", token),
            (f"https://{token}:x-oauth-basic@github.internal:8443/acme/shop.git", token),
            (f"git clone https://{token}@github.com:acme/shop.git", token),
            (f"GET /?access_token%3D{token}&x=1", token),
            *more,
        ),
        near_misses=(
            swapped,
            token[:-1] + ("x" if token[-1] != "x" else "y"),
            f"{token}a",
            token[:-1],
            f"{prefix}_{'x' * length}",
            f"{prefix}_{_BODY}",
        ),
    )


# Assembled so that no scanner trips on this file.
_BODY: Final = "kQ7mZt2XwR9" + "bNc4LpVf8sHyD3gJ"
_LONG: Final = "eyJhbGciOiJSUzI1NiJ9." + "eyJpc3MiOiJ4In0kQ7mZt2XwR9bNc4" * 9 + "." + "LpVf8sHyD-3gJ_kQ7mZt2X" * 8
_APP: Final = f"ghs_1234567_{_LONG}"
_FINE: Final = (
    f"{'github_pat'}_11AB" + "kQ7mZt2XwR9bNc4LpV_" + "f8sHyD3gJkQ7mZt2XwR9bNc4LpVf8sHyD3gJkQ7mZt2XwR9bNc4LpVf8sHy"
)

DETECTORS = (
    _checked(PAT, "ghp", 36),
    _checked(OAUTH, "gho", 36),
    _checked(USER, "ghu", 36),
    _checked(INSTALLATION, "ghs", 36),
    _checked(REFRESH, "ghr", 76),
    Detector(
        type=INSTALLATION,
        keywords=("ghs_",),
        pattern=(
            r"(?P<token>ghs_[A-Za-z0-9_\-]{8,512}+\.[A-Za-z0-9_\-]{16,2048}+\.[A-Za-z0-9_\-]{16,1024}+)"
            rf"(?!\.[A-Za-z0-9_]){AT_HOST}"
        ),
        check=_is_varied,
        examples=(
            (f"export GITHUB_TOKEN={_APP}", _APP),
            (f"https://x-access-token:{_APP}@github.com/acme/shop", _APP),
            (f"the token is {_APP}. Use it.", _APP),
        ),
        near_misses=(
            "ghs_" + "APPID_JWT",
            "ghs_1234567_" + _LONG.rpartition(".")[0],
            f"ghs_1234567_{'x' * 20}.{'x' * 200}.{'x' * 40}",
        ),
    ),
    Detector(
        type=FINE_GRAINED,
        keywords=("github_pat_",),
        pattern=rf"(?P<token>github_pat_[A-Za-z0-9_]{{82}})(?![A-Za-z0-9_]){AT_HOST}",
        check=_is_varied,
        examples=(
            (f"token: {_FINE}", _FINE),
            (f"https://{_FINE}@github.com/acme/shop.git", _FINE),
        ),
        near_misses=(
            _FINE[:-1],
            f"{_FINE}a",
            f"github_pat_{'x' * 22}_{'x' * 59}",
        ),
    ),
)
