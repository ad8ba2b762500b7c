"""DocuSign's secret keys and integration keys: UUIDs, told by their name only.

https://developers.docusign.com/platform/auth/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, keyed, made, named, one

KEY = one("docusign-secret-key", "DocuSign secret key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    named(
        KEY,
        keyed(r"docu[-_]?sign"),
        UUID,
        ("docusign", "docu_sign", "docu-sign"),
        ((f"DOCUSIGN_SECRET_KEY={_KEY}", _KEY), (f'docusignSecretKey = "{_KEY}"', _KEY)),
        (
            f"DOCUSIGN_SECRET_KEY={_KEY}0",
            f"docusign build {_KEY}",
            f"DOCUSIGN_SECRET_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
