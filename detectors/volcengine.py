"""Volcano Engine's access keys: an id, which begins with AKLT, and the secret; and the API keys of Ark, its models.

https://www.volcengine.com/docs/6291/65568 and https://www.volcengine.com/docs/82379/1541594
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, UUID, assignment, made, made_uuid, one, varied
from .secretive import secretive

KEY = CredentialType(
    name="volcengine-access-key",
    title="Volcano Engine access key",
    parts=("id", "secret"),
    secret=frozenset({"id", "secret"}),
    identity=("id",),
)
ARK_KEY = one("volcengine-ark-api-key", "Volcano Engine Ark API key", part="key")

_ARK: Final = made_uuid("ark")
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
    secretive(
        ARK_KEY,
        r"(?:volc(?:engine)?[-_.]?)?ark[-_.]?api[-_.]?",
        rf"(?:ark-)?{UUID}(?:-[0-9a-f]{{5}})?",
        ("ark_api", "ark-api", "arkapi"),
        ((f"ARK_API_KEY={_ARK}", _ARK), (f'VOLCENGINE_ARK_API_KEY="ark-{_ARK}-1c5e7"', f"ark-{_ARK}-1c5e7")),
        (f"ARK_API_KEY={_ARK}0", f"SPARK_API_KEY={_ARK}", f"ark_api_id={_ARK}", f"ARK_API_KEY={'0' * 8}-{_ARK[9:-1]}"),
        alone=True,
        built=False,
    ),
)
