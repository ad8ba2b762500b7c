"""A value that somebody pipes in: read once, recognised here, shown nowhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
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


def read_text() -> str:
    """From standard input; on a terminal hidden, line by line up to an empty one. Never from an argument."""
    keep_private()
    if sys.stdin.isatty():
        text = "\n".join(_asked())
    else:
        try:
            text = sys.stdin.buffer.read(_LONGEST).decode().strip()
        except UnicodeDecodeError:
            text = "\0"
    if not text:
        message = "nothing came on standard input: pipe the value in, e.g. `pass show db/app | stanch ...`"
        raise Complaint(message)
    if "\0" in text:
        message = "what came on standard input is no text (UTF-8)"
        raise Complaint(message)
    return text


def _asked() -> Iterator[str]:
    asks = "Value (not shown; an empty line ends it)"
    while line := click.prompt(asks, hide_input=True, default="", show_default=False).strip():
        yield line
        asks = "More"


def recognised(text: str) -> tuple[Known, ...]:
    """Every credential in it: of what could be several, all."""
    found = {
        (detector.type.name, detector.type.canonical(match.parts)): Known(detector.type, match.parts)
        for detector in DETECTORS
        for match in detector.find(text)
    }
    return tuple(found.values())


def read_value() -> tuple[Known, ...]:
    """From standard input: every credential in it, or the text as one value."""
    text = read_text()
    return recognised(text) or (Known(None, {"value": Secret(text)}),)


def as_type(kind: CredentialType, text: str) -> tuple[Known, ...]:
    """The credentials of this type in it. Where no detector sees one: lines of part=value, or the value alone.

    Raises Complaint, and says what the type is made of.
    """
    found = tuple(known for known in recognised(text) if known.kind is kind)
    if found:
        return found
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    given = {}
    for line in lines:
        name, sign, value = line.partition("=")
        part = name.strip().lower().replace("-", "_")
        if sign and part in kind.parts and value.strip():
            given[part] = Secret(value.strip())
    if not given and len(lines) == 1 and kind.identity == tuple(kind.secret):
        given = {kind.identity[0]: Secret(lines[0])}
    if not given.keys() >= set(kind.identity):
        needed = ", ".join(f"{name}=..." for name in kind.identity)
        message = f"no {kind.name} is in it: give it as it stands in a file or URL, or as lines: {needed}"
        raise Complaint(message)
    return (Known(kind, kind.derive(given) if kind.derive else given),)
