"""Dropbox's credentials: access tokens (short-lived `sl.`, formerly long-lived), refresh tokens, an app's secret.

https://developers.dropbox.com/oauth-guide
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Final

from .base import CredentialType, Parts
from .forms import ALNUM, LOWER, URL_SAFE, assignment, keyed, made, named, one, prefixed

TOKEN = one("dropbox-access-token", "Dropbox access token")
REFRESH = one("dropbox-refresh-token", "Dropbox refresh token")
APP = CredentialType(
    name="dropbox-app-secret",
    title="Dropbox app key or secret",
    parts=("secret", "app_key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_WORDS: Final = r"drop[-_]?box"
_KEYWORDS: Final = ("dropbox", "drop_box", "drop-box")
_SHORT: Final = "sl.u." + made(URL_SAFE, 200)
_LONG: Final = f"{made(ALNUM, 11)}AAAAAAAAAA{made(ALNUM, 43)}"
# Of a file in base64, in which letters are repeated; neither another token, nor a digest.
_LINE: Final = "(?!.{11}A{10}|[0-9a-fA-F]{64})[A-Za-z0-9+/]{64}"
_OTHER: Final = made(ALNUM, 64, "line")
_APP: Final = made(LOWER, 15)
_REFRESH: Final = made(URL_SAFE, 64, "refresh")


def _is_no_text(parts: Parts) -> bool:
    """The profile of a picture in base64 says in words what it is."""
    tail = base64.urlsafe_b64decode(parts["token"].reveal()[-40:])
    return sum(0x20 <= byte < 0x7F for byte in tail) < len(tail) - 3  # noqa: PLR2004 - of thirty


DETECTORS = (
    prefixed(
        TOKEN,
        r"sl\.(?:u\.)?[A-Za-z0-9_\-]{100,1400}={0,2}",
        ("sl.",),
        ((f"DROPBOX_TOKEN={_SHORT}", _SHORT), (f'"access_token": "{_SHORT}"', _SHORT)),
        (_SHORT[:90], f"x{_SHORT}", "sl." + "x" * 140),
        prefilter=r"\bsl\.(?:u\.)?[A-Za-z0-9_-]{100}",
        least=4.0,
    ),
    replace(
        prefixed(
            TOKEN,
            rf"(?<!{_LINE}\n)(?<!{_LINE}\r\n)[A-Za-z0-9_\-]{{11}}AAAAAAAAAA[A-Za-z0-9_\-=]{{43}}(?!\r?\n{_LINE})",
            ("aaaaaaaaaa",),
            (
                (f"DROPBOX_TOKEN={_LONG}", _LONG),
                (f"Authorization: Bearer {_LONG}", _LONG),
            ),
            (
                *(_LONG[:-1], f"{_LONG}0", f"{'A' * 21}{made(ALNUM, 43)}"),
                *(f"{_OTHER}\n{_LONG}\nAAAA==\n", f"{_OTHER}\r\n{_LONG}\r\n", f"\n\n{_LONG}\n{_OTHER}\n"),
            ),
            check=_is_no_text,
            # Of nothing but A there is much.
            prefilter=r"[A-Za-z0-9_\-](?-i:A{10})[A-Za-z0-9_\-=]{43}([^A-Za-z0-9_\-]|\Z)",
            least=4.0,
        ),
        span=160,
    ),
    named(
        APP,
        keyed(_WORDS),
        r"(?=[a-z]{0,14}\d)[a-z0-9]{15}",
        _KEYWORDS,
        (
            (f"DROPBOX_APP_SECRET={_APP}", _APP),
            (f'dropboxToken="{_APP}"', _APP),
        ),
        (
            f"DROPBOX_APP_SECRET={_APP}0",
            f"DROPBOX_SECRET={'0' * 15}",
            f"dropbox folder {_APP}",
            "DROPBOX_KEY=configurationsx",
        ),
        companions=(("app_key", assignment("app_key", rf"(?:{_WORDS})[\w.\-]{{0,10}}key", r"[a-z0-9]{15}")),),
        least=2.7,
    ),
    # A refresh token, whatever the name calls it: it has 64 letters, and says nothing of itself.
    named(
        REFRESH,
        rf"{_WORDS}[\w.\-]{{0,24}}refresh",
        r"(?=[\w\-]{0,63}[0-9])[A-Za-z0-9_\-]{64}",
        _KEYWORDS,
        (
            (f"DROPBOX_REFRESH={_REFRESH}", _REFRESH),
            (f'"dropboxRefreshToken": "{_REFRESH}"', _REFRESH),
        ),
        (
            f"DROPBOX_REFRESH={_REFRESH}0",
            f"DROPBOX_REFRESH={'0' * 64}",
            f"DROPBOX_HASH={_REFRESH}",
            f"dropbox refresh of {_REFRESH}",
        ),
        prefilter=r"drop[-_]?box[\w.\-]{0,24}refresh",
        least=4.0,
    ),
)
