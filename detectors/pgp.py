"""Private keys of OpenPGP in their armour, as a file or indented in another; one that is cut off is one, too.

The part `key` is the base64 and nothing else, without checksum. What it begins with is a packet of a secret key.
https://www.rfc-editor.org/rfc/rfc9580#section-6.2 (armour), #section-5.5.1.3 (secret key packet)
"""

from __future__ import annotations

import base64
import re
from typing import Final

from .base import Detector, Parts, Secret
from .forms import BASE64, made, one
from .places import TESTS, Place

KEY = one("pgp-private-key", "OpenPGP private key", part="key", doubtful=TESTS | Place.PROSE)

SPAN: Final = 16 * 1024
_LEAST: Final = 128  # characters of base64: an Ed25519 key with its owner's name has more than 200
_TAG: Final = 5  # of a secret key's packet, in the headers of the old format and of the new one
_ESCAPES: Final = re.compile(r"\\+[nrt]|\\(?=\s|$)")
_LINE: Final = re.compile(r"[A-Za-z0-9+/]{16,80}={0,2}")


def _begins_a_key(text: str) -> bool:
    first = base64.b64decode(text[:4])[0]
    tag = first & 0x3F if first & 0x40 else (first & 0x3F) >> 2
    return first >= 0x80 and tag == _TAG  # noqa: PLR2004 - the bit that every packet's header has


def _parse(parts: Parts) -> Parts:
    """The lines of base64, from the first one up to what is none: the checksum, or the end."""
    lines: list[str] = []
    for raw in _ESCAPES.sub("\n", parts["key"].reveal()).splitlines():
        line = raw.strip().strip("\"'+,;#*|> \t")
        if _LINE.fullmatch(line):
            lines.append(line)
        elif lines and re.fullmatch(r"[.\u2026]{1,3}", line):
            return {}  # what is shown of it
        elif lines:
            lines += [line] if re.fullmatch(r"[A-Za-z0-9+/]{1,15}={0,2}", line) else []
            break
    key = "".join(lines)
    return {"key": Secret(key)} if len(key) >= _LEAST and _begins_a_key(key) else {}


def _block(body: str, end: str = "-----END PGP PRIVATE KEY BLOCK-----\n", before: str = "") -> str:
    lines = [
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        "Version: GnuPG v1",
        "",
        *(body[i : i + 64] for i in range(0, len(body), 64)),
        "=" + "4Xq/",
        end,
    ]
    return "\n".join(before + line for line in lines)


_OLD: Final = "lQHY" + made(BASE64, 600, "pgp")
_NEW: Final = "xVgE" + made(BASE64, 316, "pgp")

DETECTORS = (
    Detector(
        type=KEY,
        keywords=("pgp private key block-----",),
        pattern=rf"-----BEGIN PGP PRIVATE KEY BLOCK-----(?P<key>(?:(?!-----)[\s\S]){{{_LEAST},{SPAN - 64}}})",
        span=SPAN,
        parse=_parse,
        examples=(
            (_block(_OLD), _OLD),
            (_block(_NEW, before="    "), _NEW),
            (_block(_OLD, end="and so on"), _OLD),
            ('{"key": "' + _block(_NEW).replace("\n", "\\n") + '"}', _NEW),
        ),
        near_misses=(
            _block("mQEN" + _OLD[4:]),
            _block("..."),
            _block(_OLD).replace(f"{_OLD[192:256]}\n", ".\n.\n"),
            _block(_OLD).replace("PRIVATE", "PUBLIC"),
            "if '-----BEGIN PGP PRIVATE KEY BLOCK-----' in text: " + "x" * 200,
        ),
    ),
)
