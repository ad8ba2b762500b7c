"""Microsoft Entra: the secret of an application, which works beside its client id in its tenant.

    abc8Q~...     since 2021: three characters, a digit, "Q~" and 31 to 34 more
    ...~...       before that 34 characters, which only their name and a "~" among them tell

https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector, Parts
from .forms import ALNUM, HEX, UUID, assignment, made, named, varied

CLIENT = CredentialType(
    name="azure-ad-client-secret",
    title="Microsoft Entra client secret",
    parts=("secret", "tenant_id", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
    hint="tenant_id",
)

_BESIDE: Final = (
    ("tenant_id", assignment("tenant_id", r"tenant(?:[-_. ]?id)?|directory[-_. ]?id", UUID)),
    ("client_id", assignment("client_id", r"client[-_. ]?id|app(?:lication)?[-_. ]?id", UUID)),
)


def _is_old(parts: Parts) -> bool:
    value = parts["secret"].reveal()
    return "~" in value and sum(letter.isdigit() for letter in value) > 1 and value.lower() != value


_SECRET: Final = "a1B8Q~" + made(ALNUM, 34)
_SHORT: Final = ".Ab7Q~" + made(ALNUM, 20) + "." + made(ALNUM, 10, "b")
_OLD: Final = made(ALNUM, 9) + "~" + made(ALNUM, 23, "b") + "."
_TENANT: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-{made(HEX, 4, 'b')}-{made(HEX, 4, 'c')}-{made(HEX, 12)}"

DETECTORS = (
    Detector(
        type=CLIENT,
        keywords=("q~",),
        prefilter=r"[0-9]Q~[\w~.\-]{31}",
        pattern=r"(?<![A-Za-z0-9_~.\-/])(?P<secret>[A-Za-z0-9_~.\-]{3}[0-9]Q~[A-Za-z0-9_~.\-]{31,34})(?![A-Za-z0-9_~\-/])",
        span=300,
        companions=_BESIDE,
        check=varied("secret", 3.3),
        examples=(
            (f"AZURE_CLIENT_SECRET={_SECRET}", _SECRET),
            (f"tenant_id: {_TENANT}\nclient_secret: {_SHORT}", _SHORT),
            (f'<value xsi:type="xsd:string">{_SECRET}</value>', _SECRET),
        ),
        near_misses=(
            f"client_secret=a1B8Q~{'x' * 34}",
            _SECRET[:30],
            f"{_SECRET}0",
            f"x{_SECRET}",
            "~" * 40,
            "buf.WriteString(8Q~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~)",
        ),
    ),
    named(
        CLIENT,
        r"client[-_. ]?secret|(?:azure|entra|\barm|\baad)[\w.\- ]{0,24}(?:secret|password)",
        r"[A-Za-z0-9_~.\-]{34}",
        ("secret", "password"),
        ((f'ClientSecret = "{_OLD}"', _OLD), (f"ARM_CLIENT_SECRET={_OLD}\nARM_TENANT_ID={_TENANT}", _OLD)),
        (
            f'ClientSecret = "{_OLD.replace("~", "a")}"',
            f'ClientSecret = "{_OLD}0"',
            f"client_secret={'~' * 34}",
            f"sum={_OLD}",
        ),
        companions=_BESIDE,
        check=_is_old,
        prefilter=r"(?:secret|password)[\s\S]{0,100}[\w~.\-]{0,33}~",
        mark=r"[\w~.\-]{16}~|~[\w~.\-]{16}",
    ),
)
