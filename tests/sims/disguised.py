"""Two credentials to disguise, and what an engine tells of a text: (type, value, first line, last line) of each."""

from __future__ import annotations

import base64
from collections.abc import Callable

from agent.scan.engine import Engine
from detectors.forms import ALNUM, made

PASSWORD = made(ALNUM, 16)
URL = f"postgres://app:{PASSWORD}@db.internal/orders"
TOKEN = "glpat-" + made(ALNUM, 20)
VALUES = {"postgres-url": (URL, PASSWORD), "gitlab-token": (TOKEN, TOKEN)}


def typed(engine: Engine, data: bytes) -> list[tuple[str, str, int, int]]:
    found = [hit for hit in engine.scan(data) if hit.type]
    values = [next(hit.parts[name].reveal() for name in ("password", "token") if name in hit.parts) for hit in found]
    return [
        (hit.type.name if hit.type else "", value, hit.line, hit.end_line)
        for hit, value in zip(found, values, strict=True)
    ]


def b64(raw: bytes) -> bytes:
    return base64.b64encode(raw)


def numbers(raw: bytes, form: str = "{}", between: str = ", ") -> str:
    return between.join(form.format(byte) for byte in raw)


LISTS: dict[str, Callable[[bytes], str]] = {
    "JavaScript": lambda raw: f"const k = String.fromCharCode({numbers(raw, between=',')});",
    "Node": lambda raw: f'{{"type":"Buffer","data":[{numbers(raw, between=",")}]}}',
    "Go": lambda raw: f"var key = []byte{{{numbers(raw, '0x{:02X}')}}}",
    "Java": lambda raw: f"byte[] key = new byte[] {{ {numbers(raw)} }};",
    "Python": lambda raw: f"key = bytes([{numbers(raw)}])",
    "C": lambda raw: f"static const unsigned char key[] = {{{numbers(raw, '0x{:02x}')}}};",
    "PowerShell": lambda raw: f"-join [char[]]({numbers(raw, between=',')})",
    "regedit": lambda raw: f'"Key"=hex(2):{numbers(raw.decode().encode("utf-16-le"), "{:02x}", ",")}',
    "octal": lambda raw: f'data: "{numbers(raw, chr(92) + "{:03o}", "")}"',
    "braces": lambda raw: f'let key = "{numbers(raw, chr(92) + "u{{{:x}}}", "")}";',
}
