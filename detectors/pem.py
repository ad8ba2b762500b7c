r"""Private keys in PEM, however they were quoted: as a file, with `\n` in JSON, flattened in an environment variable,
with time stamps before each line of a log.

The part `key` is the base64 of the body and nothing else, so that one key is one credential wherever it stands; `form`
says which kind it is, and tells one that is encrypted apart. https://www.rfc-editor.org/rfc/rfc7468
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from .base import CredentialType, Detector, Parts, Secret
from .places import NOWHERE, TESTS, Place


def _made_up(parts: Parts) -> Place:
    """Encrypted ones in tests and in source code, which is a test's whatever its folder is called."""
    return Place.CODE | TESTS if parts["form"].reveal() == "encrypted" else NOWHERE


KEY = CredentialType(
    name="pem-private-key",
    title="Private key",
    parts=("form", "key"),
    secret=frozenset({"key"}),
    identity=("key",),
    made_up=_made_up,
    doubtful=TESTS | Place.PROSE,
)

SPAN: Final = 16 * 1024
_LEAST: Final = 48  # bytes: an Ed25519 key in PKCS#8 is the shortest real one
_ELLIPSIS: Final = "..."
_SEQUENCE: Final = b"\x30"  # what every DER key begins with
_LONG_SEQUENCE: Final = b"\x30\x82"  # its length is in the next two
_VERSION: Final = b"\x02\x01"  # a number of one byte
_OPENSSH: Final = b"openssh-key-v1\0"
_PLAIN_OPENSSH: Final = _OPENSSH + b"\0\0\0\x04none"

_FORMS: Final = {
    "": "pkcs8",
    "RSA": "rsa",
    "EC": "ec",
    "DSA": "dsa",
    "OPENSSH": "openssh",
    "ENCRYPTED": "encrypted",
}

_ESCAPES: Final = re.compile(r"\\+[nrt]|\\(?=\s|$)")
_HEADER: Final = re.compile(r"(?:Proc-Type|DEK-Info|X-[A-Za-z-]{1,32}|Comment):.*")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*[A-Za-z0-9=][A-Za-z0-9+/]*={0,2}")
# Which file a line was found in, and where: app.env:8:MIIE
_FOUND_IN: Final = re.compile(r"(?:[^\s:]{1,240}:){1,2}(?=\S)")
# What a line of a log in JSON says, which has other strings, too: https://docs.docker.com/engine/logging/drivers/json-file/
_SAID: Final = re.compile(r"\"(\w{1,24})\\{0,3}\":[ ]?\\{0,3}\"([A-Za-z0-9+/]{2,}={0,2})(?:\\{1,4}[nr]){0,2}\\{0,3}\"")
_AFTER_QUOTE: Final = re.compile(r"[\"'][\s+,;.)\\]*$")


def _words(body: str) -> Iterator[list[str]]:
    """Of each line, the words that can be base64."""
    for raw in _ESCAPES.sub("\n", body).splitlines():
        line = _AFTER_QUOTE.sub("", _HEADER.sub("", raw).strip()).strip().lstrip("\"'#*|>- \t")
        line = line[found.end() :] if (found := _FOUND_IN.match(line)) else line
        words = [word for word in line.split() if _BASE64.fullmatch(word)]
        if words:
            yield words


def _logged(body: str, *, encrypted: bool) -> Iterator[str]:
    """What stands under each name, if it is a key as a whole: other strings of a log are base64 as well."""
    said: dict[str, list[str]] = {}
    for name, text in _SAID.findall(body):
        said.setdefault(name, []).append(text)
    for texts in said.values():
        if _is_whole(_decoded("".join(texts)), encrypted=encrypted):
            yield "".join(texts)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _parse(parts: Parts) -> Parts:
    """The body as one run of base64: of all words, or of the last one of each line where others stand before."""
    body = parts["key"].reveal()
    if _ELLIPSIS in body:
        return {}
    if 1 < body.count("\n") == body.count("\n+"):  # a patch, which puts it before each line
        body = body.replace("\n+", "\n")
    lines = list(_words(body))
    encrypted = "ENCRYPTED" in body[:256]
    readings = [
        "".join(word for words in lines for word in words),
        "".join(words[-1] for words in lines),
        "".join(words[-1] for words in lines[1:]),  # a comment stands beside the first line
        "".join(words[-1] for words in lines[:-1]),  # the words of a log stand before the last one, too
        *_logged(body, encrypted=encrypted),
    ]
    usable = [text for text in readings if _is_key(_decoded(text), encrypted=encrypted)]
    if not usable:
        return {}
    label = parts["form"].reveal().strip() if "form" in parts else ""
    form = _FORMS.get(label, label.lower().replace(" ", "-"))
    raw = _decoded(usable[0])
    if encrypted or (raw.startswith(_OPENSSH) and not raw.startswith(_PLAIN_OPENSSH)):
        form = "encrypted"
    return {"form": Secret(form), "key": Secret(usable[0])}


def _is_key(raw: bytes, *, encrypted: bool) -> bool:
    """An encrypted body of the traditional form is noise; every other one says what it is. One byte alone is a mask."""
    if len(raw) < _LEAST or len(set(raw)) < _LEAST // 4:
        return False
    return encrypted or raw.startswith((_SEQUENCE, _OPENSSH))


def _is_whole(raw: bytes, *, encrypted: bool) -> bool:
    """As long as it states, and no certificate: one begins with a sequence, a key with its version."""
    if raw.startswith(_OPENSSH) or len(raw) < _LEAST:
        return raw.startswith(_OPENSSH)
    long = raw[1] & 0x7F if raw[1] & 0x80 else 0
    size = int.from_bytes(raw[2 : 2 + long]) if long else raw[1]
    begins = raw[2 + long : 4 + long]
    return raw.startswith(_SEQUENCE) and len(raw) == 2 + long + size and (encrypted or begins == _VERSION)


def _is_cut_off(parts: Parts) -> bool:
    """Less than half of the length that it states is there: no key, though somebody had one."""
    raw = _decoded(parts["key"].reveal())
    return raw.startswith(_LONG_SEQUENCE) and 2 * len(raw) < int.from_bytes(raw[2:4])


def _sample(length: int) -> str:
    """Not a key, but of its shape: a DER header and bytes without meaning."""
    raw = b"\x30\x82" + length.to_bytes(2) + bytes(pow(7, n, 251) for n in range(1, length + 1))
    return base64.b64encode(raw).decode()


def _block(label: str, body: str, newline: str = "\n", before: str = "") -> str:
    name = " ".join(filter(None, (label, "PRIVATE", "KEY")))
    lines = [f"-----BEGIN {name}-----", *(body[i : i + 64] for i in range(0, len(body), 64)), f"-----END {name}-----"]
    return newline.join(before + line for line in lines)


_SHORT: Final = _sample(60)
_WHOLE: Final = base64.b64encode(
    b"\x30\x82\x01\xf4" + b"\x02\x01\x00" + bytes(pow(7, n, 251) for n in range(1, 498))
).decode()
_LONG: Final = _sample(600)
_LOGGED: Final = "\n".join(
    f'{{"time":"T10","log":"{line}\\n","stream":"stdout"}}' for line in _block("RSA", _WHOLE).split("\n")
)
_QUOTED: Final = _block("RSA", _LONG, '\\n" +\n    "')

DETECTOR = Detector(
    type=KEY,
    keywords=("private key-----",),
    pattern=(
        r"-----BEGIN (?P<form>[A-Z0-9]{2,12} )?PRIVATE KEY-----"
        rf"(?P<key>(?:(?!-----)[\s\S]){{64,{SPAN - 128}}}?)-{{5,6}}END (?:[A-Z0-9]{{2,12}} )?PRIVATE KEY-----"
    ),
    span=SPAN,
    parse=_parse,
    doubts=_is_cut_off,
    examples=(
        (_block("RSA", _LONG), _LONG),
        (_block("", _SHORT), _SHORT),
        (_block("EC", _SHORT, "\r\n"), _SHORT),
        ('{"private_key": "' + _block("", _LONG, "\\n") + '\\n"}', _LONG),
        (f'key = "{_QUOTED}";', _LONG),
        ("KEY=" + _block("RSA", _LONG, " "), _LONG),
        (_block("RSA", _LONG, before="-"), _LONG),  # what a patch takes out
        (_block("RSA", _LONG, before="2026-01-02T03:04:05.678Z "), _LONG),
        (_block("", _LONG, before="    "), _LONG),
        (_block("RSA", _LONG, before="conf/app.env:8:"), _LONG),
        (_block("RSA", _LONG, before="12:"), _LONG),
        (_LOGGED, _WHOLE),
        (_LOGGED.replace("\\", 2 * "\\").replace('"', '\\"'), _WHOLE),
        (
            _block("RSA", f"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n{_LONG[4:]}").replace("\n\n", "\n"),
            _LONG[4:],
        ),
        (_block("ENCRYPTED", _LONG), _LONG),
        (_block("RSA", _LONG).replace("-----\n", "----- fake\n", 1), _LONG),
    ),
    near_misses=(
        _block("RSA", "..."),
        _block("RSA", "MIIEpAIBAAKCAQEA" + "." * 100),
        _block("RSA", "A" * 200),
        _block("RSA", f"{_LONG[:64]}\n...\n{_LONG[64:]}"),
        _block("", _LONG).replace("PRIVATE", "PUBLIC"),
        "\n".join(_LOGGED.split("\n")[:3] + _LOGGED.split("\n")[4:]),
        _block("", f'{{"log":"***","cert":"{_LONG}"}}').replace("\n", ""),
        _block("", _LONG).partition("-----END")[0],
        "if '-----BEGIN PRIVATE KEY-----' in text: " + "x" * 80 + " '-----END PRIVATE KEY-----'",
    ),
)

# The same without its frame, as SDKs of payment providers want it: what DER begins with for RSA, alone or in PKCS#8.
_BEGINS: Final = r"MII[A-Za-z0-9+/]{2,4}IBA(?:DANBgkqhkiG9w0BAQEFAASC|AKBg|AKCAQ|AKCAg)"
_RSA: Final = base64.b64encode(
    base64.b64decode("MIIEpAIBAAKCAQEA") + bytes(pow(7, n, 251) for n in range(1, 1180))
).decode()


def _parse_bare(parts: Parts) -> Parts:
    key = parts["key"].reveal()
    if not _is_key(_decoded(key), encrypted=False):
        return {}
    return {"form": Secret("pkcs8" if f"DANBgkqhkiG9{'w0BAQEFAAS'}" in key[:40] else "rsa"), "key": Secret(key)}


BARE = Detector(
    type=KEY,
    keywords=("ibadanbgkqhkig9w0baqefaasc", "ibaakbg", "ibaakcaq", "ibaakcag"),
    prefilter=rf"{_BEGINS}[A-Za-z0-9+/]{{192}}",
    pattern=rf"(?<![A-Za-z0-9+/])(?P<key>{_BEGINS}[A-Za-z0-9+/]{{192,8000}}={{0,2}})(?![A-Za-z0-9+/=])",
    span=SPAN,
    parse=_parse_bare,
    examples=((f"'rsaPrivateKey' => '{_RSA}',", _RSA), (f"key: {_RSA}\n", _RSA)),
    near_misses=(
        f"key: {_RSA[:150]}",
        f"x{_RSA}",
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" + _RSA[:300],
        "MIIEpAIBAAKCAQEA" + "A" * 400,
    ),
)

DETECTORS = (DETECTOR, BARE)
