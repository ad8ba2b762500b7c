"""Every detector, by name. A file that is not listed here does not exist (a test holds it)."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from . import (
    aws,
    contexts_config,
    contexts_databases,
    contexts_files,
    contexts_http,
    contexts_urls,
    datadog,
    github,
    gitlab,
    nats,
    openbao,
    pem,
    postgres,
    redis,
    slack,
)
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
    *nats.DETECTORS,
    pem.DETECTOR,
    *contexts_urls.DETECTORS,
    *contexts_http.DETECTORS,
    *contexts_databases.DETECTORS,
    *contexts_files.DETECTORS,
    *contexts_config.DETECTORS,
)

TYPES: Final[Mapping[str, CredentialType]] = MappingProxyType({each.type.name: each.type for each in DETECTORS})


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
