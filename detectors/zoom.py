"""Zoom's client secrets of apps, and the secret tokens that sign its webhooks.

https://developers.zoom.us/docs/internal-apps/ and https://developers.zoom.us/docs/api/webhooks/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, assignment, made, named, one
from .secretive import alnum

SECRET = CredentialType(
    name="zoom-client-secret",
    title="Zoom client secret",
    parts=("secret", "client_id", "account_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)
WEBHOOK = one("zoom-webhook-secret-token", "Zoom webhook secret token")

_SECRET: Final = made(ALNUM, 32, "zoom")
_TOKEN: Final = made(ALNUM, 22, "zoom")
_ID: Final = made(ALNUM, 22, "client")
_WORD: Final = r"zoom[\w.\-]{0,16}secret"

DETECTORS = (
    named(
        SECRET,
        _WORD,
        alnum(32, 36),
        ("zoom",),
        (
            (f"ZOOM_CLIENT_ID={_ID}\nZOOM_CLIENT_SECRET={_SECRET}", _SECRET),
            (f'zoomApiSecret: "{_SECRET}"', _SECRET),
        ),
        (f"ZOOM_CLIENT_SECRET={_SECRET[:9]}", f"zoom_commit={_SECRET}", "ZOOM_CLIENT_SECRET=your-client-secret"),
        companions=(
            ("client_id", assignment("client_id", r"zoom[\w.\-]{0,8}client[-_]?id", r"[A-Za-z0-9_\-]{18,26}")),
            ("account_id", assignment("account_id", r"zoom[\w.\-]{0,8}account[-_]?id", r"[A-Za-z0-9_\-]{18,26}")),
        ),
        prefilter=_WORD,
    ),
    named(
        WEBHOOK,
        r"zoom[\w.\-]{0,16}(?:secret|verification)[-_.]?token",
        alnum(22, also=r"_\-"),
        ("zoom",),
        ((f"ZOOM_WEBHOOK_SECRET_TOKEN={_TOKEN}", _TOKEN),),
        (f"ZOOM_WEBHOOK_SECRET_TOKEN={_TOKEN}0", f"zoom_id={_TOKEN}"),
        prefilter=r"zoom[\w.\-]{0,16}(?:secret|verification)[-_.]?token",
    ),
)
