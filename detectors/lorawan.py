"""LoRaWAN's root and session keys, as devices' programs hold them: an array of 16 bytes.

https://github.com/mcci-catena/arduino-lmic/blob/master/doc (APPKEY, NWKSKEY, APPSKEY);
https://www.thethingsindustries.com/docs/devices/concepts/security/
"""

from __future__ import annotations

import re
from typing import Final

from .base import Detector, Parts
from .forms import HEX, made, one

KEY = one("lorawan-key", "LoRaWAN key of a device", part="key")

_LEAST: Final = 10  # different bytes
_BYTES: Final = re.compile(r"0x([0-9a-f]{1,2})", re.IGNORECASE)
# The key of the AES standard's example, which tutorials use.
_PUBLISHED: Final = bytes.fromhex("2b7e1516" + "28aed2a6")
_ARRAY: Final = ", ".join(f"0x{made(HEX, 2, f'lora{at}')}" for at in range(16))
_EXAMPLE: Final = ", ".join(f"0x{byte:02x}" for byte in _PUBLISHED * 2)


def _is_key(parts: Parts) -> bool:
    found = bytes(int(byte, 16) for byte in _BYTES.findall(parts["key"].reveal()))
    return len(set(found)) >= _LEAST and _PUBLISHED not in (found[:8], found[7::-1])


DETECTORS = (
    Detector(
        type=KEY,
        keywords=("nwkskey", "nwk_skey", "appskey", "app_skey", "appkey[", "app_key[", "nwkkey[", "nwk_key["),
        pattern=r"(?i:nwk_?s?_?key|app_?s?_?key)[\w \t]{0,16}(?:\[[\w ]{0,12}\])?[ \t]{0,4}=?[ \t]{0,4}[{(\[]\s{0,16}"
        r"(?P<key>0x[0-9A-Fa-f]{1,2}(?:,\s{0,16}0x[0-9A-Fa-f]{1,2}){15})(?!,?\s{0,16}0x)",
        span=320,
        examples=(
            (f"static const u1_t PROGMEM NWKSKEY[16] = {{ {_ARRAY} }};", _ARRAY),
            (f"uint8_t appSKey[] = {{{_ARRAY}}};", _ARRAY),
            (f"static const PROGMEM u1_t APP_KEY[16]={{ {_ARRAY} }};", _ARRAY),
        ),
        near_misses=(
            "static const u1_t PROGMEM NWKSKEY[16] = { FILLMEIN };",
            f"static const u1_t NWKSKEY[16] = {{ {_EXAMPLE} }};",
            f"static const u1_t NWKSKEY[16] = {{ {', '.join(['0x00'] * 16)} }};",
            f"static const u1_t DEVEUI[16] = {{ {_ARRAY} }};",
        ),
        check=_is_key,
    ),
)
