"""What PostgreSQL keeps of a password, computed here, so that the password itself never reaches a statement or a log.

    SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>      salt and keys in base64

    SaltedPassword = PBKDF2-HMAC-SHA-256(password, salt, iterations)
    StoredKey      = SHA-256(HMAC(SaltedPassword, "Client Key"));  ServerKey = HMAC(SaltedPassword, "Server Key")

A text of this form is stored as it is by PASSWORD (PostgreSQL 10 and later). Nobody can log in with it.
https://www.postgresql.org/docs/current/catalog-pg-authid.html and https://www.rfc-editor.org/rfc/rfc5802#section-3
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64encode
from typing import Final

from detectors.base import Secret

from .base import RefusedError

# The server's own defaults. More iterations protect what can be guessed: what we choose has 256 random bits.
_ITERATIONS: Final = 4096
_SALT_BYTES: Final = 16


def verifier(password: Secret) -> str:
    """Raises RefusedError for what is not printable ASCII, which would have to be normalised first (SASLprep)."""
    plain = password.reveal()
    if not plain or not plain.isascii() or not plain.isprintable():
        message = "the new password is not of printable ASCII characters"
        raise RefusedError(message)
    salt = secrets.token_bytes(_SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", plain.encode(), salt, _ITERATIONS)
    stored = hashlib.sha256(_mac(salted, b"Client Key")).digest()
    server = _mac(salted, b"Server Key")
    return f"SCRAM-SHA-256${_ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
