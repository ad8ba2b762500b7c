"""Passwords on the command lines of administrators of Windows: PsExec, and PowerCLI's Connect-VIServer.

https://learn.microsoft.com/en-us/sysinternals/downloads/psexec and
https://developer.broadcom.com/powercli/latest/vmware.vimautomation.core/commands/connect-viserver
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .placeholders import is_placeholder


def _login(name: str, title: str) -> CredentialType:
    return CredentialType(
        name=name,
        title=title,
        parts=("role", "password"),
        secret=frozenset({"password"}),
        identity=("role", "password"),
    )


PSEXEC = _login("psexec-password", "Password given to PsExec")
POWERCLI = _login("powercli-password", "Password given to Connect-VIServer")

# A value ends with its quotes, or at the next blank; a variable is none: $Password %PASSWORD%
_VALUE: Final = (
    r"(?:\"(?P<password>[^\"\n$%]{4,80})\"|'(?P<password__2>[^'\n$%]{4,80})'|(?P<password__3>[^\s\"'$%&|;()]{4,80}))"
)
_ROLE: Final = r"[\"']?(?P<role>[^\s\"'$%]{1,80})[\"']?"


def _is_one(parts: Parts) -> bool:
    return not is_placeholder(parts["password"].reveal())


DETECTORS = (
    Detector(
        type=PSEXEC,
        keywords=("psexec",),
        prefilter=r"psexec[^\n]{1,160}-p\s",
        pattern=rf"(?i:psexec)[^\n]{{1,120}}?\s-u[ \t]{{1,4}}{_ROLE}[ \t]{{1,4}}-p[ \t]{{1,4}}{_VALUE}",
        confidence=Confidence.CONTEXT,
        check=_is_one,
        examples=(
            (r"psexec \\10.0.0.8 -u Administrator -p Kj7vQ2mX shutdown -r", "Kj7vQ2mX"),
            (r'PsExec64.exe \\build -u "CORP\svc-build" -p "Kj7 vQ2mX!" cmd', "Kj7 vQ2mX!"),
        ),
        near_misses=(
            r"psExec \\10.0.0.8 -u User -p $Password -i calc.exe",
            r"PsExec.exe \\host -u admin -p %PASSWORD% cmd",
            r"psexec \\host -u admin -p <password> cmd",
            r"psexec \\host -i -d calc.exe",
        ),
    ),
    Detector(
        type=POWERCLI,
        keywords=("connect-viserver",),
        prefilter=r"connect-viserver[^\n]{1,160}-password\s",
        pattern=(
            rf"(?i:connect-viserver)[^\n]{{1,120}}?\s(?i:-user)[ \t]{{1,4}}{_ROLE}"
            rf"[^\n]{{0,60}}?\s(?i:-password)[ \t]{{1,4}}{_VALUE}"
        ),
        confidence=Confidence.CONTEXT,
        check=_is_one,
        examples=(
            ("Connect-VIServer -Server 10.0.0.8 -User root -Password Kj7vQ2mX!", "Kj7vQ2mX!"),
            ("connect-viserver vc.lab -user 'administrator@lab' -password 'Kj7 vQ2mX'", "Kj7 vQ2mX"),
        ),
        near_misses=(
            "Connect-VIServer $host -user $user -password $pass",
            "Connect-VIServer vc -User root -Password <password>",
            "Connect-VIServer -Server vc -Credential (Get-Credential)",
        ),
    ),
)
