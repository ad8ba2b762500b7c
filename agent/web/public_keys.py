"""The keys that GitHub signs reports of leaked secrets with: ECDSA, P-256, SHA-256, over the body as it was sent.

    look() every half hour --> keys by id        find(id) of a key that is not known: asked for once a minute at most

https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program#implement-signature-verification-in-your-secret-alert-service

Keys that are known stay while nobody can be asked. The door for cryptography to what others have signed.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from agent import log
from agent.complaint import Complaint
from revokers.base import ProviderError, Reply

_EVERY: Final = timedelta(minutes=30)
_AGAIN: Final = timedelta(minutes=1)
_PATIENCE: Final = 0.5  # seconds: whoever waits is answered within one
_MOST: Final = 100
_LARGEST: Final = 1 << 20

Keys = dict[str, EllipticCurvePublicKey]


class Door(Protocol):
    """Where they are asked for (HttpEndpoint)."""

    async def get(self, path: str) -> Reply: ...


class _Key(msgspec.Struct):
    key_identifier: str
    key: str


class _Listed(msgspec.Struct):
    public_keys: list[_Key]


@dataclass(slots=True)
class PublicKeys:
    """door: with `path`, where they are asked for; None: only those of a file count, read at the start."""

    door: Door | None
    path: str
    clock: Callable[[], datetime]
    known: Keys = field(default_factory=dict)
    _asked: datetime | None = None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> timedelta:
        """Ask for them; answers after how long the next time is due."""
        if self.door is None:
            return _EVERY
        return _EVERY if await self._ask(self.door) else _AGAIN

    async def find(self, key_id: str) -> EllipticCurvePublicKey | None:
        if key_id not in self.known and self.door is not None:
            try:
                async with asyncio.timeout(_PATIENCE), self._one:
                    if self._asked is None or self.clock() - self._asked >= _AGAIN:
                        await self._ask(self.door)
            except TimeoutError:
                return None
        return self.known.get(key_id)

    async def _ask(self, door: Door) -> bool:
        self._asked = self.clock()
        why = ""
        found: Keys = {}
        try:
            reply = await door.get(self.path)
            found = _read(msgspec.json.encode(reply.json))
            why = "" if found else f"HTTP {reply.status}: no list of keys"
        except ProviderError as error:
            why = str(error)
        if why:
            log.logger().warning("the keys of reports cannot be asked for: those that are known count", why=why)
            return False
        self.known = found
        return True


def pinned(path: Path) -> Keys:
    """From a file that holds what the address answers. Raises Complaint."""
    raw = b""
    problem = "holds no keys: save there what https://api.github.com/meta/public_keys/secret_scanning answers"
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST)
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    found = _read(raw)
    if not found:
        message = f"{path}: {problem}"
        raise Complaint(message)
    return found


def is_signed(key: EllipticCurvePublicKey, signature: str, body: bytes) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), body, ECDSA(SHA256()))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _read(raw: bytes) -> Keys:
    try:
        listed = msgspec.json.decode(raw, type=_Listed).public_keys
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        listed = []
    found: Keys = {}
    for one in listed[:_MOST]:
        try:
            key = load_pem_public_key(one.key.encode())
        except (ValueError, UnsupportedAlgorithm):
            continue
        if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
            found[one.key_identifier] = key
    return found
