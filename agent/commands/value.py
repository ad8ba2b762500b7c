"""A value that somebody pipes in, or names the vault path of: read once, recognised here, shown nowhere."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import click

from agent.complaint import Complaint
from agent.memory import keep_private
from agent.model import System
from agent.seal import ScannerKeys
from agent.settings.words import one_of_all
from detectors.base import CredentialType, Parts, Secret
from detectors.registry import DETECTORS
from revokers.base import ProviderError

_LONGEST = 1 << 20
LISTED: Final = "stanch rules list"
_PLACE = re.compile(r"([^:#]+):([^#]+)#([^#]+)")

F = TypeVar("F", bound=Callable[..., Any])


def from_option(function: F) -> F:
    return click.option(
        "--from",
        "place",
        metavar="SYSTEM:PATH#FIELD",
        help="Read it there instead: a field of an OpenBao or Vault KV secret, e.g. bao:secret/data/app/db#password.",
    )(function)


class Piped(click.Command):
    """Its value comes on standard input. What is given besides may be the value itself, which click would repeat."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        if super().parse_args(ctx, args) not in ([], ["-"]):
            command = ctx.command_path.partition(" ")[2]
            message = (
                "give no value on the command line, where everybody can read it: it comes on standard input, as in "
                f"`pass show db/app | stanch {command}`"
            )
            raise Complaint(message)
        ctx.args = []
        return []


class OneOf(click.Choice[str]):
    """One of some words. What is none of them may be the value itself, which click would repeat."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        found = next((word for word in self.choices if word == value), None)
        return found or self.fail(f"it is none of {', '.join(self.choices)}", param, ctx)


class TypeName(OneOf):
    """A type's name: of more than anybody reads, so that only what is close is offered."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        found = next((word for word in self.choices if word == value), None)
        return found or self.fail(f"no such type: {one_of_all(str(value), self.choices, LISTED)}", param, ctx)


class Seconds(click.ParamType[float]):
    """A number of seconds, not less than none. What is none is not repeated either."""

    name = "seconds"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        with suppress(ValueError):
            number = float(str(value))
            return number if number >= 0 else self.fail("it is no time to wait", param, ctx)
        return self.fail("it is no number", param, ctx)


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


def read_value(place: str | None = None, systems: Sequence[System] = ()) -> tuple[Known, ...]:
    """From standard input, or a place: every credential in it, or the text as one value."""
    keep_private()
    text = read_text() if place is None else _read_at(place, systems)
    return recognised(text) or (Known(None, {"value": Secret(text)}),)


def _read_at(place: str, systems: Sequence[System]) -> str:
    """Asks the System, with Stanch's own credential there: only because somebody wrote --from."""
    from agent.sinks.registry import open_field
    from agent.sinks.vault import PATH
    from agent.systems import open_system

    found = _PLACE.fullmatch(place)
    system = next((each for each in systems if found is not None and each.name == found[1]), None)
    if found is None or not PATH.fullmatch(found[2]):
        message = "--from: write SYSTEM:PATH#FIELD, e.g. bao:secret/data/app/db#password"
        raise Complaint(message)
    if system is None or system.provider != "openbao":
        message = f"--from: there is no system of provider openbao with the name {found[1]!r} in stanch.toml"
        raise Complaint(message)
    problem = f"nothing stands in the field {found[3]!r} there"
    try:
        parts = asyncio.run(open_field(open_system(system), found[2], found[3]).read())
    except ProviderError as error:
        parts, problem = None, str(error)
    if parts is None:
        message = f"--from: {problem}"
        raise Complaint(message)
    return parts["value"].reveal()


def recognised(text: str) -> tuple[Known, ...]:
    """Every credential in it: of what could be several, all. A pattern is compiled only where its keyword is there."""
    lower = text.lower()
    found = {
        (detector.type.name, detector.type.canonical(match.parts)): Known(detector.type, match.parts)
        for detector in DETECTORS
        if any(keyword in lower for keyword in detector.keywords)
        for match in detector.find(text)
    }
    return tuple(found.values())


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
