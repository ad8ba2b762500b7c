r"""OpenVPN's own keys: one that two sides share (`--secret`, `tls-auth`, `tls-crypt`), and those of `tls-crypt-v2`.

Told by their frames, whether in a file or inline, indented, or with `\n` in a string.
https://openvpn.net/community-docs/ and https://github.com/OpenVPN/openvpn/blob/master/doc/tls-crypt-v2.txt
"""

from __future__ import annotations

import re
from typing import Final

from .base import Detector, Parts, Secret
from .forms import BASE64, HEX, made, one, varied
from .places import TESTS, Place

KEY = one("openvpn-static-key", "OpenVPN static key", part="key", doubtful=TESTS | Place.PROSE)

_BETWEEN: Final = r"(?:\\[nrt]|[\s+>|\"',\\]){1,48}"
_SPAN: Final = 4096
_LINES: Final = [made(HEX, 32, f"openvpn{number}") for number in range(16)]
_BODY: Final = [made(BASE64, 64, f"openvpn{number}") for number in range(5)]
_BESIDE: Final = re.compile(r"\\[nrt]|[^A-Za-z0-9+/=]")

_NO_DIGIT: Final = re.compile(r"\\[nrt]|[^0-9a-fA-F]")


def _framed(lines: list[str], kind: str = "Static key V1", ends: str = "\n") -> str:
    return ends.join((f"-----BEGIN OpenVPN {kind}-----", *lines, f"-----END OpenVPN {kind}-----"))


def _digits(parts: Parts) -> Parts:
    """Of what stands in hex nothing else is a part, whatever joins its lines."""
    return {"key": Secret(_NO_DIGIT.sub("", parts["key"].reveal()))}


def _joined(parts: Parts) -> Parts:
    body = parts["key"].reveal()
    if 1 < body.count("\n") == body.count("\n+"):  # a patch, which puts it before each line
        body = body.replace("\n+", "\n")
    return {"key": Secret(_BESIDE.sub("", body))}


DETECTORS = (
    Detector(
        type=KEY,
        keywords=("-----begin openvpn static key v1-----",),
        span=_SPAN,
        pattern=(
            rf"-----BEGIN OpenVPN Static key V1-----(?P<key>(?:{_BETWEEN}[0-9a-fA-F]{{32}}){{16}}){_BETWEEN}"
            r"-----END OpenVPN Static key V1-----"
        ),
        parse=_digits,
        check=varied("key"),
        examples=(
            (f"{_framed(_LINES)}\n", "".join(_LINES)),
            (f"<tls-auth>\n{_framed(_LINES)}\n</tls-auth>", "".join(_LINES)),
            (f'ta: "{_framed(_LINES, ends=chr(92) + "n")}"', "".join(_LINES)),
            (f"  ta: |\n    {_framed(_LINES, ends=chr(10) + '    ')}\n", "".join(_LINES)),
        ),
        near_misses=(
            _framed(_LINES[:15]),
            _framed(["0" * 32] * 16),
            _framed(["..."]),
            "\n".join(_LINES),
        ),
    ),
    Detector(
        type=KEY,
        keywords=("-----begin openvpn tls-crypt-v2 ",),
        span=_SPAN,
        pattern=(
            r"-----BEGIN OpenVPN tls-crypt-v2 (?:client|server) key-----"
            r"(?P<key>[A-Za-z0-9+/=\s>|\"',\\]{64,3600}?)"
            r"-----END OpenVPN tls-crypt-v2 (?:client|server) key-----"
        ),
        parse=_joined,
        check=varied("key", 4.0),
        examples=((f"{_framed(_BODY, 'tls-crypt-v2 client key')}\n", "".join(_BODY)),),
        near_misses=(_framed(["..."], "tls-crypt-v2 client key"), _framed(["A" * 64] * 5, "tls-crypt-v2 client key")),
    ),
)
