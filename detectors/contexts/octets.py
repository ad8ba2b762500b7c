r"""Keys written out as bytes, in what is called one: in firmware, in a language of its own array, in a list of YAML.

    static const uint8_t aes_key[16] = {0x1f, 0x2b, ...}     const KEY: [u8; 32] = [31, 43, ...]
    network_key: [31, 43, ...]                               key = b"\x1f\x2b..."

A table of a cipher has the same form, and a vector of a test: so each is a lead, as long as ciphers take keys, and of
bytes that differ. https://www.zigbee2mqtt.io/advanced/zigbee/03_secure_network.html
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from detectors.base import Confidence, CredentialType, Detector, Parts

from .shared import Examples, place

OCTETS: Final = CredentialType(
    name="key-of-bytes",
    title="Key written out as bytes",
    parts=("key", "variable"),
    secret=frozenset({"key"}),
    identity=("key",),
)

_LENGTHS: Final = frozenset({16, 20, 24, 32, 48, 64})
_BYTE: Final = r"(?:\((?:byte|char|uint8_t|unsigned char)\)[ ]?)?-?(?:0[xX][0-9a-fA-F]{1,2}|[0-9]{1,3})(?:u8|[uU])?"
_PARTED: Final = r"(?:[ ]{0,2},\s{0,40}|\s{1,24}-[ ])"  # also a line of YAML for each
_NUMBERS: Final = re.compile(r"-?0[xX][0-9a-fA-F]+|-?(?<![\w])\d+")
_ESCAPED: Final = re.compile(r"\\x([0-9a-fA-F]{2})")
_KEYS: Final = re.compile(
    r"(?:.*[a-z_\d])??(?:key|secret|psk|passphrase)_?(?:bytes|data|array|buf|raw|hex|[a-z]?\d{0,2})"
)
# Whatever else is called a key: of a table, of a test, of both sides of a pair.
_NOT: Final = re.compile(
    r"pub|test|vector|expect|example|sample|dummy|box|board|keycode|map|pad|hot|lookup|zero|blank|scan|tweak|sched|expand"
    r"|fips|nist|kat_|label|prefix|header|magic|salt|verif|monkey|turkey|donkey|hockey|whiskey|jockey"
)
_LEADS: Final = (
    r"[\"']?+[ ]?+(?>(?:\[[ \w*/+]{0,32}+\])?)[ ]{0,8}+(?>(?::[ ]?[\w\[\]; <>]{1,16}+(?==))?)[=:][ ]{0,8}+"
    r"(?>(?:new[ ]|&|\\|\[\])?)"
    r"(?>(?:[A-Za-z][\w.:<>]{0,32}+)?)(?>(?:\[[ \w*.]{0,16}+\]){0,2})[ ]?+[({\[]{0,2}+\s{0,40}+(?:-[ ])?"
)
_WRITTEN: Final = rf"(?P<key>{_BYTE}(?:{_PARTED}{_BYTE}){{15,63}})(?!\w|{_PARTED}[\w\"'])"
_STRUNG: Final = r"[bB]?[\"'](?P<key__2>(?:\\x[0-9a-fA-F]{2}){16,64})[\"']"
_NAMES: Final = (
    *(
        f"{name}{leads}"
        for name in ("key", "secret", "psk", "keybytes", "key_bytes", "keydata", "key_data", "passphrase")
        for leads in (
            *("[]", "[ ]", "[16]", "[24]", "[32]", "[64]", "[key_", "[aes", "[block", "[size", " = {", "= {", "={"),
            *(": [u8", " = [", ": [", '": [', ":[", '":[', " = new ", " = []byte", " = uint8array"),
            *(" = buffer", " = bytes([", " = bytearray(", ' = b"\\x', " = b'\\x", ' = "\\x'),
        )
    ),
    "network_key:",
)
_BYTES: Final = "0x57, 0xbf, 0x73, 0x5f, 0xeb, 0x9d, 0x61, 0xa4, 0x50, 0x54, 0xc5, 0x3e, 0x36, 0x2d, 0xe3, 0xde"
_SMALL: Final = "174, 47, 154, 16, 202, 193, 206, 113, 199, 190, 53, 133, 169, 175, 31, 56"
_LINES: Final = _SMALL.replace(", ", "\n    - ")
_STRING: Final = "".join(f"\\x{byte[2:]}" for byte in _BYTES.split(", "))
_LEAST_APART: Final = 0.75
_LEAST_HIGH: Final = 3
_ASCII: Final = 0x7F


def numbers(text: str) -> list[int]:
    """The bytes that are written there."""
    if "\\x" in text:
        return [int(byte, 16) for byte in _ESCAPED.findall(text)]
    return [int(byte, 16 if "x" in byte.lower() else 10) & 0xFF for byte in _NUMBERS.findall(text)]


def _is_key(parts: Parts) -> bool:
    """As many as a cipher takes, hardly two alike, no sequence, and no text."""
    name = parts["variable"].reveal().lower()
    if not _KEYS.fullmatch(name) or _NOT.search(name):
        return False
    found = numbers(parts["key"].reveal())
    steps = {(after - before) & 0xFF for before, after in pairwise(found)}
    return (
        len(found) in _LENGTHS
        and len(set(found)) >= _LEAST_APART * min(len(found), 128)
        and len(steps) > len(found) // 2
        and sum(byte > _ASCII for byte in found) >= _LEAST_HIGH
    )


def _array(pattern: str, examples: Examples, near_misses: tuple[str, ...]) -> Detector:
    found = place(
        OCTETS, pattern, _NAMES, examples, near_misses, span=900, needs=r"[0-9],\s|\\x|\n\s{0,16}-[ ]\d", check=_is_key
    )
    return replace(found, confidence=Confidence.LEAD)


DETECTORS = (
    _array(
        rf"(?<!\w)(?P<variable>\w{{1,64}}+){_LEADS}(?:{_WRITTEN}|{_STRUNG})",
        (
            (f"static const uint8_t aes_key[16] = {{ {_BYTES} }};", _BYTES),
            (f"const unsigned char hmac_secret[] = {{{_BYTES}}};", _BYTES),
            (f"private static readonly byte[] Key = {{ {_SMALL} }};", _SMALL),
            (f"byte[] key = new byte[] {{ {_BYTES} }};", _BYTES),
            (f"var secretKey = []byte{{{_BYTES}}}", _BYTES),
            (f"const KEY: [u8; 16] = [{_BYTES}];", _BYTES),
            (f"  network_key: [{_SMALL}]", _SMALL),
            (f"  network_key:\n    - {_LINES}\n", _LINES),
            (f"const key = new Uint8Array([{_SMALL}]);", _SMALL),
            (f"static const u1_t PROGMEM ROOTKEY[16] = {{ {_BYTES} }};", _BYTES),
            (f'KEY = b"{_STRING}"', _STRING),
        ),
        (
            f"static const uint8_t public_key[16] = {{ {_BYTES} }};",
            f"static const uint8_t test_key[16] = {{ {_BYTES} }};",
            f"static const uint8_t table[16] = {{ {_BYTES} }};",
            f"static const uint8_t monkey[16] = {{ {_BYTES} }};",
            f"static const uint8_t key[17] = {{ {_BYTES}, 0x77 }};",
            "uint8_t key[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };",
            "  network_key: [1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6, 8, 10, 12, 13]",
            "uint8_t key[16] = { 200, 200, 200, 200, 200, 200, 200, 200, 9, 10, 11, 12, 13, 14, 15, 16 };",
        ),
    ),
)
