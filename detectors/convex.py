"""Convex' deploy keys, of a deployment or of a project's previews, and the admin key of one's own Convex.

    prod:happy-otter-123|eyJ2MiI6...       base64 of {"v2": "..."}, 32 hexadecimal digits in it
    convex-self-hosted|01...               hexadecimal digits

https://docs.convex.dev/cli/deploy-key-types and https://docs.convex.dev/self-hosting
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Final

from .base import Parts
from .forms import HEX, made, one, prefixed
from .secretive import hexes

DEPLOY_KEY = one("convex-deploy-key", "Convex deploy key", part="key")
ADMIN_KEY = one("convex-admin-key", "Convex admin key", part="key")

_HOLDS: Final = re.compile(rb'\{"v2":"[0-9a-f]{32}"\}')


def _holds_one(parts: Parts) -> bool:
    sealed = parts["key"].reveal().rpartition("|")[2]
    return _HOLDS.fullmatch(b64decode(sealed + "=" * (-len(sealed) % 4))) is not None


def _sealed(inner: str) -> str:
    return b64encode(f'{{"v2":"{inner}"}}'.encode()).decode()


_DEPLOY: Final = f"prod:happy-otter-123|{_sealed(made(HEX, 32, 'convex'))}"
_PREVIEW: Final = f"preview:a-team:a-project|{_sealed(made(HEX, 32, 'convex-preview'))}"
_ADMIN: Final = "convex-self-hosted|01" + made(HEX, 72, "convex")

DETECTORS = (
    prefixed(
        DEPLOY_KEY,
        r"(?:prod|dev|preview|project):[a-z0-9\-]{2,64}(?::[a-z0-9\-]{2,64})?\|eyJ2MiI6I[A-Za-z0-9+/]{46}=?",
        ("|eyj2mii6",),
        ((f"CONVEX_DEPLOY_KEY={_DEPLOY}", _DEPLOY), (f'CONVEX_DEPLOY_KEY="{_PREVIEW}"', _PREVIEW)),
        (_DEPLOY[:-9], f"x{_DEPLOY}", f"prod:happy-otter-123|{_sealed('x' * 32)}", _DEPLOY.partition("|")[2]),
        check=_holds_one,
    ),
    prefixed(
        ADMIN_KEY,
        r"convex-self-hosted\|" + hexes(60, 90),
        ("convex-self-hosted|",),
        ((f"CONVEX_SELF_HOSTED_ADMIN_KEY='{_ADMIN}'", _ADMIN), (f"Authorization: Convex {_ADMIN}", _ADMIN)),
        (_ADMIN[:-20], f"x{_ADMIN}", "convex-self-hosted|" + "0" * 74, "convex-self-hosted|<rest_of_key>"),
        least=3.2,
    ),
)
