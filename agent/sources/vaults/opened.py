"""From the configuration to a Store, with the credential that only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from agent.settings.vaults import StoreKind, VaultSettings
from agent.sources.vaults.door import Door
from agent.sources.vaults.openbao import OpenBaoStore
from agent.sources.vaults.store import Store
from agent.systems import read_own, reading_door
from detectors.base import Secret

Clock = Callable[[], datetime]


def open_store(name: str, wanted: VaultSettings, clock: Clock) -> Store:
    """Nothing is asked yet. Raises a Complaint where a certificate authority cannot be used."""
    door = _door(name, wanted, clock)
    match wanted.store:
        case StoreKind.OPENBAO:
            return OpenBaoStore(door, wanted.paths, wanted.namespaces)


def own_value(wanted: VaultSettings) -> Secret | None:
    """The credential itself, so that it is protected where it leaks. Raises a Complaint where it cannot be read."""
    return None if wanted.credential is None else read_own(wanted.credential)


# The header that a store takes a token in.
_TOKEN: Final[Mapping[StoreKind, str]] = {StoreKind.OPENBAO: "X-Vault-Token"}


def _door(name: str, wanted: VaultSettings, clock: Clock) -> Door:
    assert wanted.address is not None
    endpoint = reading_door(name, wanted.address, wanted.ca, wanted.proxy)
    header = _TOKEN.get(wanted.store)

    def credential() -> Mapping[str, str | Secret]:
        value = own_value(wanted)
        if value is None:
            return {}
        return {header: value} if header else {"Authorization": Secret(f"Bearer {value.reveal()}")}

    return Door(endpoint, credential, clock)
