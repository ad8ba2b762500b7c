"""From an entry of the inventory to the sink that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from agent.doors.http import HttpEndpoint
from agent.inventory.register import Entry, FilePlace, VaultPlace
from agent.sinks.base import Sink
from agent.sinks.file import FileSink
from agent.sinks.template import Template
from agent.sinks.vault import VaultSink
from agent.systems import OpenSystem
from detectors.base import CredentialType
from detectors.registry import TYPES
from revokers.base import Endpoint

_ANY: Final = CredentialType("value", "a value", ("value",), frozenset({"value"}), ("value",))


def open_sink(entry: Entry, systems: Mapping[str, OpenSystem]) -> Sink | None:
    """None: it is stored where only people find it, or its type is not known. Nothing is read or asked yet.

    What the configuration does not admit (agent/settings/inventory.py) is not met again: raises TemplateError for a
    template that is none.
    """
    kind = TYPES.get(entry.type or "")
    if kind is None:
        return None
    match entry.sink:
        case None:
            return None
        case FilePlace() as place:
            return FileSink(place, kind, Template.of(place.template))
        case VaultPlace() as place:
            return VaultSink(place, kind, _doors(systems.get(place.system)))


def open_field(system: OpenSystem, path: str, field: str) -> Sink:
    """One field of a KV secret, read as the part `value` of no type in particular."""
    return VaultSink(VaultPlace(system.system.name, path, {"value": field}), _ANY, _doors(system))


def _doors(system: OpenSystem | None) -> tuple[Endpoint, ...]:
    endpoints = () if system is None else system.endpoints
    admins = [each.admin for each in endpoints if isinstance(each, HttpEndpoint) and each.primary]
    return tuple(admin for admin in admins if admin is not None)
