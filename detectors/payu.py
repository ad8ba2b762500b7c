"""PayU's second key, with which its messages are signed: 32 hexadecimal digits, which it calls a key (MD5).

https://developers.payu.com/europe/docs/get-started/integration-overview/references/
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .forms import HEX, far_from, made, named, one
from .secretive import hexes

KEY = one("payu-second-key", "PayU second key", part="key")

_KEY: Final = made(HEX, 32, "payu")

DETECTORS = (
    replace(
        named(
            KEY,
            r"second[-_ ]?key",
            hexes(32),
            ("second_key", "second-key", "secondkey", "second key"),
            (
                (f"[payu]\npos_id = 300746\nsecond_key_md5 = {_KEY}", _KEY),
                (f'payu: {{ posId: 300746, secondKey: "{_KEY}" }}', _KEY),
            ),
            (f"second_key = {_KEY}", f"[payu]\nsecond_key_md5 = {'0' * 32}", f"payu pos_id = {_KEY}"),
        ),
        unless=far_from(r"pay_?u(?![a-z])|pos_?id"),
    ),
)
