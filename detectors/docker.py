"""Docker's credentials: Docker Hub's access tokens, and what joins or unlocks a swarm.

https://docs.docker.com/security/access-tokens/, https://docs.docker.com/enterprise/security/access-tokens/ and
https://docs.docker.com/engine/swarm/join-nodes/, https://docs.docker.com/engine/swarm/swarm_manager_locking/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, BASE64, LOWER, made, one, prefixed

PAT = CredentialType(
    name="docker-hub-personal-access-token",
    title="Docker Hub personal access token",
    parts=("token", "username"),
    secret=frozenset({"token"}),
    identity=("token",),
)
OAT = CredentialType(
    name="docker-hub-organization-access-token",
    title="Docker Hub organization access token",
    parts=("token", "username"),
    secret=frozenset({"token"}),
    identity=("token",),
)
JOIN = one("docker-swarm-join-token", "Docker Swarm join token")
UNLOCK = one("docker-swarm-unlock-key", "Docker Swarm unlock key", part="key")

_USER: Final = (
    r"(?:docker login[^\n]{0,40} (?:-u|--username)[ =]|"
    r"(?i:docker(?:[_-]?hub)?[_-]?user(?:name)?)[\"']?[ \t]?[:=][ \t]?)"
    r"[\"']?(?P<username>[a-z0-9]{4,30})\b"
)
_PAT: Final = "dckr_pat_" + made(ALNUM, 27)
_OAT: Final = "dckr_oat_" + made(ALNUM, 32)
_JOIN: Final = f"SWMTKN-1-{made(LOWER, 50)}-{made(LOWER, 25)}"
_UNLOCK: Final = "SWMKEY-1-" + made(BASE64, 43)

DETECTORS = (
    prefixed(
        PAT,
        r"dckr_pat_[A-Za-z0-9_\-]{27}",
        ("dckr_pat_",),
        ((f"DOCKERHUB_TOKEN={_PAT}", _PAT), (f"docker login -u orders -p {_PAT}", _PAT)),
        (_PAT[:-1], f"{_PAT}0", f"x{_PAT}", "dckr_pat_" + "x" * 27),
        companions=(("username", _USER),),
    ),
    prefixed(
        OAT,
        r"dckr_oat_[A-Za-z0-9_\-]{28,32}",
        ("dckr_oat_",),
        ((f"docker login -u acme -p {_OAT}", _OAT),),
        (_OAT[:30], f"{_OAT}0", "dckr_oat_" + "x" * 32),
        companions=(("username", _USER),),
    ),
    prefixed(
        JOIN,
        r"SWMTKN-[12]-(?:1-)?[0-9a-z]{49,50}-[0-9a-z]{24,25}",
        ("swmtkn-",),
        ((f"docker swarm join --token {_JOIN} 10.0.0.5:2377", _JOIN),),
        (_JOIN[:-2], f"{_JOIN}0", f"SWMTKN-1-{'x' * 50}-{'x' * 25}"),
    ),
    prefixed(
        UNLOCK,
        r"SWMKEY-1-[A-Za-z0-9+/]{40,43}",
        ("swmkey-1-",),
        ((f"    {_UNLOCK}", _UNLOCK), (f"docker swarm unlock --key={_UNLOCK}", _UNLOCK)),
        (_UNLOCK[:40], f"{_UNLOCK}0", "SWMKEY-1-" + "A" * 43),
    ),
)
