"""The secret of a key to Cloudflare R2 (storage that speaks S3), a SHA-256 in hexadecimal, which works beside its id.

https://developers.cloudflare.com/r2/api/tokens/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .filters.says import DENIES
from .forms import HEX, assignment, made, named
from .secretive import hexes

KEY = CredentialType(
    name="cloudflare-r2-secret-access-key",
    title="Cloudflare R2 secret access key",
    parts=("secret", "id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(HEX, 64, "r2")
_ID: Final = made(HEX, 32, "r2")

DETECTORS = (
    named(
        KEY,
        r"(?<![a-z0-9])r2[\-_.]?(?:access[\-_.]?key[\-_.]?)?secret" + DENIES,
        hexes(64),
        ("r2_secret", "r2-secret", "r2secret", "r2.secret", "r2_access"),
        (
            (f"R2_ACCESS_KEY_ID={_ID}\nR2_SECRET_ACCESS_KEY={_SECRET}", _SECRET),
            (f'CLOUDFLARE_R2_SECRET_KEY: "{_SECRET}"', _SECRET),
        ),
        (
            f"R2_SECRET_ACCESS_KEY={_SECRET[1:]}",
            f"R2_SECRET_ACCESS_KEY={'0' * 64}",
            f"r2_access_key_id={_ID}",
            f"VAR2_SECRET={_SECRET}",
            f"r2_sha256={_SECRET}",
            f"r2_secret_checksum={_SECRET}",
        ),
        companions=(("id", assignment("id", r"access[\-_]?key[\-_]?id", r"[0-9a-f]{32}")),),
    ),
)
