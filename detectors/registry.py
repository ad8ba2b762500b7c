"""Every detector, by name. A file that is not listed here does not exist (a test holds it)."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from . import aws, datadog, github, gitlab, openbao, pem, postgres, redis, slack
from .base import CredentialType, Detector

DETECTORS: Final[tuple[Detector, ...]] = (
    *postgres.DETECTORS,
    *openbao.DETECTORS,
    *aws.DETECTORS,
    *redis.DETECTORS,
    *github.DETECTORS,
    *gitlab.DETECTORS,
    *slack.DETECTORS,
    *datadog.DETECTORS,
    pem.DETECTOR,
)

_types: Final = {each.type.name: each.type for each in DETECTORS}
TYPES: Final[Mapping[str, CredentialType]] = MappingProxyType(_types)


def learn(kinds: Iterable[CredentialType]) -> None:
    """Types of the operator's rules, from the start of a process on. A name of ours stays ours."""
    for kind in kinds:
        _types.setdefault(kind.name, kind)


@cache
def rules_hash() -> str:
    """What a cursor was read with: when it changes, old history is read again.

    Patterns, checks and parsing all decide what is found, so it covers the code of this folder, without its comments
    and layout, and the version of detect-secrets.
    """
    digest = hashlib.sha256(version("detect-secrets").encode())
    for file in sorted(files("detectors").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".py"):
            digest.update(ast.dump(ast.parse(file.read_bytes())).encode())
    return digest.hexdigest()[:16]
