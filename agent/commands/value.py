"""A value that somebody pipes in: read once, recognised here, shown nowhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from agent.complaint import Complaint
from agent.memory import keep_private
from agent.seal import ScannerKeys
from detectors.base import CredentialType, Parts, Secret
from detectors.registry import DETECTORS

_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Known:
    """What a value turned out to be. `kind` None: no credential type that we know."""

    kind: CredentialType | None
    parts: Parts

    @property
    def title(self) -> str:
        return self.kind.preview(self.parts) if self.kind else f"a value of {len(self.parts['value'])} characters"

    def fingerprint(self, keys: ScannerKeys) -> str:
        """The canonical one, or that of the value alone where the type is not known."""
        return keys.canonical(self.kind, self.parts) if self.kind else keys.part(self.parts["value"])

    def marks(self, keys: ScannerKeys) -> tuple[str, ...]:
        secret = self.kind.secret if self.kind else frozenset({"value"})
        of_parts = tuple(keys.part(value) for name, value in self.parts.items() if name in secret)
        return (self.fingerprint(keys), *of_parts)


def read_value() -> tuple[Known, ...]:
    """From standard input (hidden on a terminal): every credential in it, or the text as one value."""
    keep_private()
    text = click.prompt("Value", hide_input=True) if sys.stdin.isatty() else sys.stdin.read(_LONGEST)
    text = text.strip()
    if not text:
        message = "nothing came on standard input: pipe the value in, e.g. `pass show db/app | stanch ...`"
        raise Complaint(message)
    found = {
        (detector.type.name, detector.type.canonical(match.parts)): Known(detector.type, match.parts)
        for detector in DETECTORS
        for match in detector.find(text)
    }
    return tuple(found.values()) or (Known(None, {"value": Secret(text)}),)
