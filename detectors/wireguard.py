"""WireGuard's keys: an interface's private key, and what two peers share beside it.

https://www.wireguard.com/quickstart/ and https://man7.org/linux/man-pages/man8/wg.8.html
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from .forms import BASE64, made, named, one

PRIVATE = one("wireguard-private-key", "WireGuard private key", part="key")
PRESHARED = one("wireguard-preshared-key", "WireGuard preshared key", part="key")

_VALUE: Final = r"[A-Za-z0-9+/]{42}[A-Za-z0-9+/]="
_KEY: Final = made(BASE64, 43, "wireguard") + "="
_OF_DNSSEC: Final = "Private-key-format:"  # of BIND, whose keys may be as long, and two lines below that
_IS_OF_DNSSEC: Final = re.compile(rf"{_OF_DNSSEC}[^\n]{{0,40}}\n(?:[^\n]{{0,80}}\n){{0,3}}PrivateKey:")

DETECTORS = (
    replace(
        named(
            PRIVATE,
            r"\bprivate[-_]?key|(?:wireguard|\bwg)[\w.\-]{0,12}private[-_]?key",
            _VALUE,
            ("private",),
            ((f"[Interface]\nPrivateKey = {_KEY}\n", _KEY), (f"WG_PRIVATE_KEY={_KEY}", _KEY)),
            (
                *(f"PublicKey = {_KEY}", f"PrivateKey = {_KEY[:-1]}", f"PrivateKey = {'A' * 43}="),
                *("PrivateKey = <private key>", f"{_OF_DNSSEC} v1.3\nAlgorithm: 15 (ED25519)\nPrivateKey: {_KEY}\n"),
            ),
            prefilter=r"private[-_]?key[^\n]{1,24}[a-z0-9+/]{43}=",
            least=4.0,
        ),
        span=256,
        unless=lambda text: _IS_OF_DNSSEC.search(text) is not None,
    ),
    named(
        PRESHARED,
        r"pre[-_]?shared[-_]?key",
        _VALUE,
        ("shared",),
        ((f"[Peer]\nPresharedKey = {_KEY}\n", _KEY), (f'"preshared_key": "{_KEY}"', _KEY)),
        (f"PublicKey = {_KEY}", f"PresharedKey = {_KEY[:-1]}", f"PresharedKey = {'A' * 43}="),
        prefilter=r"shared[-_]?key[^\n]{1,24}[a-z0-9+/]{43}=",
        least=4.0,
    ),
)
