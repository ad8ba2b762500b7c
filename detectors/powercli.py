"""The password on the command line of PowerCLI's Connect-VIServer, which logs in to vSphere.

https://developer.broadcom.com/powercli/latest/vmware.vimautomation.core/commands/connect-viserver
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .filters.placeholders import is_placeholder
from .forms import ALNUM, made

LOGIN = CredentialType(
    name="powercli-password",
    title="Password given to Connect-VIServer",
    parts=("role", "password"),
    secret=frozenset({"password"}),
    identity=("role", "password"),
)

# A value ends with its quotes, or at the next blank; a variable is none.
_QUOTED: Final = r"\"(?P<password>[^\"\n$]{4,80})\"|'(?P<password__2>[^'\n$]{4,80})'"
_VALUE: Final = rf"(?:{_QUOTED}|(?P<password__3>[^\s\"'$|;()]{{4,80}}))"
_ROLE: Final = r"[\"']?(?P<role>[^\s\"'$]{1,80})[\"']?"

_PASSWORD: Final = made(ALNUM, 12, "powercli") + "!"
_SPACED: Final = f"{made(ALNUM, 6, 'power')} {made(ALNUM, 6, 'cli')}"


def _is_one(parts: Parts) -> bool:
    return not is_placeholder(parts["password"].reveal())


DETECTORS = (
    Detector(
        type=LOGIN,
        keywords=("connect-viserver",),
        prefilter=r"connect-viserver[^\n]{1,160}-password\s",
        pattern=(
            rf"(?i:connect-viserver)[^\n]{{1,120}}?\s(?i:-user)[ \t]{{1,4}}{_ROLE}"
            rf"[^\n]{{0,60}}?\s(?i:-password)[ \t]{{1,4}}{_VALUE}"
        ),
        confidence=Confidence.CONTEXT,
        check=_is_one,
        examples=(
            (f"Connect-VIServer -Server 10.0.0.8 -User root -Password {_PASSWORD}", _PASSWORD),
            (f"connect-viserver vc.lab -user 'administrator@lab' -password '{_SPACED}'", _SPACED),
        ),
        near_misses=(
            "Connect-VIServer $host -user $user -password $pass",
            "Connect-VIServer vc -User root -Password <password>",
            "Connect-VIServer -Server vc -Credential (Get-Credential)",
        ),
    ),
)
