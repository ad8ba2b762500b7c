"""What we sign ourselves: the JWT by which a GitHub App shows that it is itself. RS256, by the App's private key.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
https://www.rfc-editor.org/rfc/rfc7515
"""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta
from typing import Final

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from detectors.base import Secret

_BEFORE: Final = timedelta(minutes=1)  # by how much our clock may be ahead, as GitHub advises
_LIFE: Final = timedelta(minutes=9)  # GitHub takes ten
_BODY: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END")


class NoKeyError(ValueError):
    """What should be a private key is none. Repeats nothing of it."""


def app_jwt(pem: Secret, issuer: str, at: datetime) -> Secret:
    """issuer: the App's client id or number. Raises NoKeyError."""
    claims = {"iat": int((at - _BEFORE).timestamp()), "exp": int((at + _LIFE).timestamp()), "iss": issuer}
    text = b".".join(_base64url(msgspec.json.encode(part)) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    signature = _key(pem).sign(text, PKCS1v15(), SHA256())
    return Secret((text + b"." + _base64url(signature)).decode())


def bare(pem: Secret) -> Secret:
    """The base64 of a private key alone, as detectors/pem.py finds it wherever it leaks. Raises NoKeyError."""
    _key(pem)
    found = _BODY.search(pem.reveal())
    return Secret("".join(found[1].split())) if found else pem


def _key(pem: Secret) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem.reveal().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        message = "holds no RSA private key in PEM without a password: save there what GitHub lets one download"
        raise NoKeyError(message)
    return key


def _base64url(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
