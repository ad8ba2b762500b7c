"""BlazeMeter: the secret of an API key, which works beside its id.

https://help.blazemeter.com/docs/guide/api-blazemeter-api-keys.html
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, TELLING, assignment, made, named

API_SECRET = CredentialType(
    name="blazemeter-api-secret",
    title="BlazeMeter API secret",
    parts=("secret", "id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_API_SECRET: Final = made(HEX, 80)

DETECTORS = (
    named(
        API_SECRET,
        rf"(?:blazemeter|runscope){TELLING}",
        r"[a-f0-9]{80}",
        (
            "blazemeter",
            "runscope",
        ),
        (
            (f"BLAZEMETER_API_SECRET={_API_SECRET}", _API_SECRET),
            (f'blazemeterApiSecret = "{_API_SECRET}"', _API_SECRET),
        ),
        (
            f"BLAZEMETER_API_SECRET={_API_SECRET}0",
            f"BLAZEMETER_API_SECRET={'x' * len(_API_SECRET)}",
            f"checksum={_API_SECRET}",
            f"blazemeter_id={_API_SECRET}",
        ),
        companions=(("id", assignment("id", r"blazemeter[\w.\- ]{0,16}id", r"[a-f0-9]{24}")),),
    ),
)
