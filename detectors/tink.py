r"""Tink's keysets in the clear, as JSON and as the base64 of their binary form.

    {"keyData": {"typeUrl": "type.googleapis.com/google.crypto.tink.AesGcmKey", "value": "GhBi7O...",
                 "keyMaterialType": "SYMMETRIC"}, ...}       the members in any order; public keys are none
    CPHv2PIDElQKSAowdHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUuY3J5cHRvLnRpbmsu...

An encrypted keyset names the same types, but holds no value.
https://developers.google.com/tink/design/keysets and https://github.com/tink-crypto/tink/blob/master/proto/tink.proto
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from .base import Confidence, Detector, Parts
from .forms import BASE64, made, one, varied

KEYSET = one("tink-keyset", "Tink keyset", part="key")

_MOST: Final = 4000  # characters of a key: RSA's are the longest
_URL: Final = "type.googleapis.com/google.crypto.tink."
_QUOTE: Final = r"\\{0,7}[\"']"
_TO: Final = rf"{_QUOTE}\s{{0,8}}:\s{{0,8}}{_QUOTE}"
_TYPE: Final = rf"{_QUOTE}typeUrl{_TO}type\.googleapis\.com/google\.crypto\.tink\.[A-Za-z0-9]{{3,48}}{_QUOTE}"
_SECRET: Final = rf"{_QUOTE}keyMaterialType{_TO}(?:SYMMETRIC|ASYMMETRIC_PRIVATE){_QUOTE}"
_AND: Final = r"(?:\s|\\[nrt]){0,64},(?:\s|\\[nrt]){0,64}"


def _value(suffix: str) -> str:
    return rf"{_QUOTE}value{_TO}(?P<key{suffix}>[A-Za-z0-9+/_\-]{{16,{_MOST}}}={{0,2}}){_QUOTE}"


# What the name of a type is in base64, by how many bytes of a group of three stand before it.
_MARKS: Final = tuple(base64.b64encode(_URL.encode()[skip : skip + 36]).decode() for skip in (0, 2, 1))


def _binary() -> str:
    url = f"{_URL}AesGcmKey".encode()
    data = b"\x0a" + bytes([len(url)]) + url + b"\x12\x12\x1a\x10" + made(BASE64, 16).encode() + b"\x18\x01"
    key = b"\x0a" + bytes([len(data)]) + data + b"\x10\x01\x18\xf1\xef\xd8\xf2\x03\x20\x01"
    return base64.b64encode(b"\x08\xf1\xef\xd8\xf2\x03\x12" + bytes([len(key)]) + key).decode()


def _holds_key(parts: Parts) -> bool:
    """A KeyData with a value (2, of some length) and a type of material (3) that is secret: 1 or 2."""
    text = parts["key"].reveal()
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return False
    _, found, rest = raw.partition(_URL.encode())
    at = rest.find(b"\x12")  # the name of a type holds none
    if not found or at < 0 or len(rest) < at + 18:
        return False
    return b"\x18\x01" in rest[at + 16 :] or b"\x18\x02" in rest[at + 16 :]


_KEY: Final = "GhBi" + made(BASE64, 20)
_JSON: Final = (
    f'{{"keyData":{{"typeUrl":"{_URL}AesGcmKey","value":"{_KEY}","keyMaterialType":"SYMMETRIC"}},"status":"ENABLED"}}'
)
_TURNED: Final = f'"value": "{_KEY}",\n  "typeUrl": "{_URL}HmacKey",\n  "keyMaterialType": "SYMMETRIC"'
_BINARY: Final = _binary()

DETECTORS = (
    Detector(
        type=KEYSET,
        confidence=Confidence.TYPED,
        keywords=("google.crypto.tink.",),
        prefilter=r"typeUrl[^\n]{0,40}google\.crypto\.tink\.[A-Za-z0-9]{3}",
        pattern=(
            rf"(?:{_TYPE}{_AND}{_value('')}{_AND}{_SECRET}|{_value('__2')}{_AND}{_TYPE}{_AND}{_SECRET}"
            rf"|{_SECRET}{_AND}{_TYPE}{_AND}{_value('__3')})"
        ),
        span=_MOST + 400,
        check=varied("key", 3.0),
        examples=((_JSON, _KEY), (_TURNED, _KEY), (_JSON.replace('"', '\\"'), _KEY)),
        near_misses=(
            _JSON.replace("SYMMETRIC", "ASYMMETRIC_PUBLIC"),
            f'"encryptedKeyset": "{_KEY}", "keysetInfo": {{"keyInfo": [{{"typeUrl": "{_URL}AesGcmKey"}}]}}',
            f'"typeUrl": "{_URL}AesGcmKey", "value": "{"A" * 32}", "keyMaterialType": "SYMMETRIC"',
        ),
    ),
    Detector(
        type=KEYSET,
        confidence=Confidence.TYPED,
        keywords=tuple(mark.lower() for mark in _MARKS),
        prefilter="|".join(_MARKS),
        pattern=(
            rf"(?<![A-Za-z0-9+/])(?P<key>C[A-P][A-Za-z0-9+/]{{6,24}}(?:{'|'.join(_MARKS)})"
            rf"[A-Za-z0-9+/]{{32,{_MOST}}}={{0,2}})(?![A-Za-z0-9+/=])"
        ),
        check=_holds_key,
        examples=((f"KEYSET={_BINARY}", _BINARY), (f"  key: {_BINARY}\n", _BINARY)),
        near_misses=(_BINARY[:80], f"x{_BINARY}", "ElQKSAow" + _MARKS[0] + "QWVzR2NtS2V5"),
    ),
)
