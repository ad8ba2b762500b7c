"""Fingerprints and sealing. The only importer of PyNaCl.

A scanner holds the fingerprint key and the public key: it can say "the same value as there" and can lock a
value away, but not open one. Only the responder holds the private key; it opens a sealed value for one step,
compares the fingerprint before any call, and forgets.

    fingerprint(part)  = HMAC-SHA256(fingerprint key, "part" | value)        hex
    canonical(type)    = HMAC-SHA256(fingerprint key, "credential" | type and identity parts)
    sealed             = X25519 sealed box over the parts (https://doc.libsodium.org/public-key_cryptography/sealed_boxes)
    lockbox            = XSalsa20-Poly1305 under HMAC-SHA256(fingerprint key, "cursor")
                         (https://doc.libsodium.org/secret-key_cryptography/secretbox)

A lockbox is for what names of others stand in and Stanch itself must read again: how far a source was read.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from detectors.base import CredentialType, Parts, Secret

KEY_BYTES: Final = 32


def seal(public: bytes, parts: Parts) -> bytes:
    """For the holder of the private key alone: not even we can open it again."""
    plain = msgspec.json.encode({name: value.reveal() for name, value in parts.items()})
    return bytes(SealedBox(PublicKey(public)).encrypt(plain))


def _mark(key: bytes, message: bytes) -> str:
    """At once, which takes a third of the time of a state that more could be added to."""
    return hmac.digest(key, message, "sha256").hex()


def new_private() -> bytes:
    """A fresh X25519 private key."""
    return bytes(PrivateKey.generate())


def new_seed() -> bytes:
    """32 bytes that a signing key is made from."""
    return secrets.token_bytes(KEY_BYTES)


class CannotOpenError(Exception):
    """A sealed value that these keys do not open, or whose fingerprint is not the one it was filed under."""


@dataclass(frozen=True, slots=True)
class Lockbox:
    """Text that only a holder of the same fingerprint key can read again."""

    key: bytes = field(repr=False)

    def shut(self, text: str) -> bytes:
        return bytes(SecretBox(self.key).encrypt(text.encode()))

    def open(self, shut: bytes) -> str | None:
        """None: it was shut with another key, or changed since."""
        try:
            return SecretBox(self.key).decrypt(shut).decode()
        except (CryptoError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class ScannerKeys:
    """What a scanner may hold. `key_id` names the pair without telling anything about it."""

    fingerprint: bytes = field(repr=False)
    public: bytes = field(repr=False)
    key_id: str

    @property
    def mark(self) -> str:
        """Tells whether two fingerprint keys are the same, and nothing else about them."""
        return _mark(self.fingerprint, b"mark\0")

    @property
    def lockbox(self) -> Lockbox:
        return Lockbox(hmac.digest(self.fingerprint, b"cursor\0", "sha256"))

    def part(self, value: Secret) -> str:
        return _mark(self.fingerprint, b"part\0" + value.reveal().encode())

    def parts(self, parts: Parts) -> Mapping[str, str]:
        return {name: self.part(value) for name, value in parts.items()}

    def canonical(self, kind: CredentialType, parts: Parts) -> str:
        message = b"credential\0" + kind.canonical(parts)
        return _mark(self.fingerprint, message)

    def lead(self, value: Secret) -> str:
        return _mark(self.fingerprint, b"lead\0" + value.reveal().encode())

    def seal(self, parts: Parts) -> bytes:
        return seal(self.public, parts)


@dataclass(frozen=True, slots=True)
class ResponderKeys:
    """What only the responder holds."""

    scanner: ScannerKeys
    private: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> ResponderKeys:
        return cls.load(secrets.token_bytes(KEY_BYTES), new_private())

    @classmethod
    def load(cls, fingerprint: bytes, private: bytes) -> ResponderKeys:
        """From two keys of 32 bytes each. Raises ValueError for another length."""
        if len(fingerprint) != KEY_BYTES or len(private) != KEY_BYTES:
            message = f"a key has {KEY_BYTES} bytes"
            raise ValueError(message)
        public = bytes(PrivateKey(private).public_key)
        key_id = _mark(fingerprint, b"key id\0" + public)[:16]
        return cls(ScannerKeys(fingerprint, public, key_id), private)

    def open(self, sealed: bytes) -> Parts:
        """The parts again. Raises CannotOpenError; compare `canonical` before any use."""
        plain = b""
        try:
            plain = bytes(SealedBox(PrivateKey(self.private)).decrypt(sealed))
        except (CryptoError, ValueError, TypeError):
            opened = False
        else:
            opened = True
        if not opened:
            message = "the sealed value does not open with the present keys"
            raise CannotOpenError(message)
        return {name: Secret(value) for name, value in msgspec.json.decode(plain, type=dict[str, str]).items()}
