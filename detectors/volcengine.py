"""Volcano Engine's access keys: an id, which begins with AKLT, and the secret.

https://www.volcengine.com/docs/6291/65568
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, assignment, made, varied

KEY = CredentialType(
    name="volcengine-access-key",
    title="Volcano Engine access key",
    parts=("id", "secret"),
    secret=frozenset({"id", "secret"}),
    identity=("id",),
)

_ID: Final = "AKLT" + made(ALNUM, 44, "volcengine")

DETECTORS = (
    Detector(
        type=KEY,
        keywords=("aklt",),
        prefilter=r"\baklt[\w\-]{30}",
        span=256,
        pattern=r"(?<![A-Za-z0-9+/_\-])(?P<id>AKLT(?=[A-Za-z_\-]{0,42}[0-9])[A-Za-z0-9_\-]{30,44})(?![A-Za-z0-9+/=_\-])",
        companions=(
            ("secret", assignment("secret", r"secret[-_]?(?:access[-_]?)?key", r"[A-Za-z0-9+/]{40,64}={0,2}")),
        ),
        check=varied("id", 3.5),
        examples=((f"VOLC_ACCESSKEY={_ID}", _ID), (f"ak: {_ID}\nregion: cn-beijing", _ID)),
        near_misses=(_ID[:20], f"x{_ID}", "AKLT" + "x" * 40, f"{_ID}="),
    ),
)
