"""Ramp's client secrets, which work only with the client's id.

https://docs.ramp.com/developer-api/v1/authorization
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, made, varied
from .secretive import alnum

SECRET = CredentialType(
    name="ramp-client-secret",
    title="Ramp client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = "ramp_sec_" + made(ALNUM, 48, "ramp")
_ID: Final = "ramp_id_" + made(ALNUM, 40, "ramp")

DETECTORS = (
    Detector(
        type=SECRET,
        keywords=("ramp_sec_",),
        pattern=rf"(?<![A-Za-z0-9_\-])(?P<secret>ramp_sec_{alnum(48)})(?![A-Za-z0-9_\-])",
        span=256,
        companions=(("client_id", r"\b(?P<client_id>ramp_id_[A-Za-z0-9]{40})(?![A-Za-z0-9_\-])"),),
        check=varied("secret"),
        examples=((f"RAMP_CLIENT_ID={_ID}\nRAMP_CLIENT_SECRET={_SECRET}", _SECRET), (f"-u id:{_SECRET}", _SECRET)),
        near_misses=("ramp_sec_short", f"{_SECRET}0", f"x{_SECRET}", f"ramp_sec_{'0' * 48}", _ID),
    ),
)
