"""What people and providers say of an incident is evidence, and is told: without a value that stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from agent.model import Incident
from agent.scan.names import is_masked, of_root, without_values
from agent.seal import ScannerKeys
from detectors.base import Parts, Secret
from revokers.base import Identity

_SAID: Final = ("reason", "owner")
_AROUND: Final = "\"'`()[]{}<>,.;:!?"
_WORD: Final = re.compile(r"\S+")


def named(identity: Identity) -> Identity:
    """As whom it logged in. Its names are chosen by whoever made them; accounts and ids are the provider's own."""
    principal, privileges = of_root(identity.principal), tuple(map(of_root, identity.privileges))
    return replace(identity, principal=principal, privileges=privileges)


def for_provider(identity: Identity, parts: Parts) -> Identity:
    """With the name as its provider has it, where the credential holds it: for his ears only."""
    if not is_masked(identity.principal):
        return identity
    names = (part.reveal() for part in parts.values())
    return replace(identity, principal=next((n for n in names if of_root(n) == identity.principal), identity.principal))


def without(arguments: Mapping[str, Any], incident: Incident, keys: ScannerKeys) -> Mapping[str, Any]:
    """`arguments` without credentials: the incident's own is known by its fingerprint, another one by its form."""
    marks = {*incident.fingerprints.values()}

    def shown(word: re.Match[str]) -> str:
        told = {word[0], word[0].strip(_AROUND), word[0].rpartition("=")[2].strip(_AROUND)}
        found = next((one for one in told if one and keys.part(Secret(one)) in marks), None)
        return word[0] if found is None else word[0].replace(found, f"({incident.type})")

    return {
        key: without_values(_WORD.sub(shown, text)) if key in _SAID and isinstance(text, str) else text
        for key, text in arguments.items()
    }
