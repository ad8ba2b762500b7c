"""What a stream's filters do, undone: ISO 32000-2, 7.4. Of pictures and fonts nobody wants the rest."""

from __future__ import annotations

import binascii
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from agent.scan.containers.budget import MIB, UnreadableError
from agent.scan.containers.streams import deflate, inflated

LONGEST: Final = 16 * MIB  # of a stream, at each step
_MOST: Final = 4  # filters of a stream
_FAILED: Final = 1 << 15  # what it costs to see that a stream is none
_SLOW: Final = 16  # times as much as zlib takes for a byte, where there is no library
_BLANK: Final = b"\0\t\n\f\r "
_BYTE_VALUES: Final = 256

_FILTER: Final = re.compile(rb"/Filter\s{0,8}(?:\[([^\[\]]{0,400})\]|(/\w{1,32}))")
_NAME: Final = re.compile(rb"/(\w{1,32})")
_PREDICTED: Final = re.compile(rb"/Predictor\s{0,8}1[0-5]\b")
_PARAMETER: Final = {
    name: re.compile(rb"/%b\s{0,8}([0-9]{1,6})\b" % name) for name in (b"Columns", b"Colors", b"BitsPerComponent")
}
_LATE: Final = re.compile(rb"/EarlyChange\s{0,8}0\b")


def undone(stream: bytes, dictionary: bytes, spend: Callable[[int], None]) -> tuple[bytes, bool]:
    """What it holds, as far as it can be read, and whether it was packed at all; `spend` is told how much came of it.
    Raises UnreadableError.
    """
    found = _FILTER.search(dictionary)
    names = _NAME.findall(found[1] or found[2] or b"")[:_MOST] if found else []
    if not names:  # or what says so stands elsewhere
        content = _inflated(stream, spend, dictionary)
        return (content, True) if content else (stream, False)
    for name in names:
        undo = _UNDONE.get(name)
        if undo is None:
            return b"", True  # a picture
        stream = undo(stream, spend, dictionary)
    return stream, True


def _inflated(stream: bytes, spend: Callable[[int], None], dictionary: bytes) -> bytes:
    out = bytearray()
    try:
        for block in inflated(deflate, iter((stream,)), again=False):
            out += block
            if len(out) >= LONGEST:
                break
    except (zlib.error, UnreadableError):
        pass  # its beginning is what there is
    spend(len(out) or _FAILED)
    return _unpredicted(bytes(out), dictionary, spend)


def _unpredicted(data: bytes, dictionary: bytes, spend: Callable[[int], None]) -> bytes:
    """Rows of which each byte says how far it is from its neighbours: as in PNG, https://www.w3.org/TR/png-3/#9Filters"""
    if not _PREDICTED.search(dictionary) or b"/Image" in dictionary:
        return data
    stated = {name: pattern.search(dictionary) for name, pattern in _PARAMETER.items()}
    columns, colors, bits = (
        int(found[1]) if (found := stated[name]) else usual
        for name, usual in ((b"Columns", 1), (b"Colors", 1), (b"BitsPerComponent", 8))
    )
    width = max(1, (columns * colors * bits + 7) // 8)
    left = max(1, colors * bits // 8)
    spend(_SLOW * len(data))
    out = bytearray()
    above = bytes(min(width, len(data)))
    for at in range(0, len(data), width + 1):
        row = bytearray(data[at + 1 : at + 1 + width])
        _add(row, above, left, data[at])
        out += row
        above = bytes(row)
    return bytes(out)


def _add(row: bytearray, above: bytes, left: int, kind: int) -> None:
    if kind == 2:  # noqa: PLR2004 - Up, the one that is used
        row[:] = bytes((here + over) & 0xFF for here, over in zip(row, above, strict=False))
        return
    if not 0 < kind <= 4:  # noqa: PLR2004
        return
    for at in range(len(row)):
        a = row[at - left] if at >= left else 0
        b = above[at]
        c = above[at - left] if at >= left else 0
        nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        row[at] = (row[at] + (a, 0, (a + b) // 2, nearest)[kind - 1]) & 0xFF


def _hex(stream: bytes, spend: Callable[[int], None], _: bytes) -> bytes:
    out = unhexed(stream[: 2 * LONGEST].partition(b">")[0])
    spend(len(out) or _FAILED)
    return out


def unhexed(digits: bytes) -> bytes:
    """An odd last digit is followed by a 0. Nothing where it is none."""
    digits = digits.translate(None, _BLANK)
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except binascii.Error:
        return b""


def _base85(stream: bytes, spend: Callable[[int], None], _: bytes) -> bytes:
    """Faster than base64.a85decode by far, and does not mind what is none."""
    digits = stream[:LONGEST].translate(None, _BLANK).removeprefix(b"<~").partition(b"~")[0]
    if len(digits) + 4 * digits.count(b"z") > LONGEST:
        digits = digits[: LONGEST // 5]
    digits = digits.replace(b"z", b"!!!!!")
    spend(len(digits) or _FAILED)
    missing = -len(digits) % 5
    out = b"".join(_words(digits + b"u" * missing))
    return out[: len(out) - missing]


def _words(digits: bytes) -> Iterator[bytes]:
    step = 5 << 14
    for at in range(0, len(digits), step):
        values = iter(digits[at : at + step])
        words = [
            ((((a * 85 + b) * 85 + c) * 85 + d) * 85 + e - 33 * 52_822_061) & 0xFFFFFFFF  # that is 85^4 + ... + 1
            for a, b, c, d, e in zip(values, values, values, values, values, strict=False)
        ]
        yield struct.pack(f">{len(words)}I", *words)


def _runs(stream: bytes, spend: Callable[[int], None], _: bytes) -> bytes:
    out = bytearray()
    at = 0
    while at < len(stream) and len(out) < LONGEST and (length := stream[at]) != 128:  # noqa: PLR2004 - the end
        if length < 128:  # noqa: PLR2004
            out += stream[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            out += stream[at + 1 : at + 2] * (257 - length)
            at += 2
    spend(len(out) or _FAILED)
    return bytes(out)


def _lzw(stream: bytes, spend: Callable[[int], None], dictionary: bytes) -> bytes:
    stream = stream[:LONGEST]
    spend(_SLOW * len(stream))
    early = not _LATE.search(dictionary)
    out = bytearray()
    words: list[bytes] = []
    before = b""
    held = bits = 0
    width = 9
    single = [bytes((value,)) for value in range(_BYTE_VALUES)] + [b"", b""]
    for byte in stream:
        held, bits = held << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & (1 << bits) - 1
        if code == 256 or not words:  # noqa: PLR2004 - begin anew
            words, before, width = list(single), b"", 9
            if code == 256:  # noqa: PLR2004
                continue
        if code == 257 or code > len(words) or (code == len(words) and not before):  # noqa: PLR2004 - the end, or damage
            break
        word = words[code] if code < len(words) else before + before[:1]
        out += word
        if len(out) >= LONGEST:
            break
        if before and len(words) < 4096:  # noqa: PLR2004
            words.append(before + word[:1])
        before = word
        width = min(12, max(9, (len(words) + early).bit_length()))
    spend(len(out) or _FAILED)
    return _unpredicted(bytes(out), dictionary, spend)


_UNDONE: Final[dict[bytes, Callable[[bytes, Callable[[int], None], bytes], bytes]]] = {
    **dict.fromkeys((b"FlateDecode", b"Fl"), _inflated),
    **dict.fromkeys((b"ASCII85Decode", b"A85"), _base85),
    **dict.fromkeys((b"ASCIIHexDecode", b"AHx"), _hex),
    **dict.fromkeys((b"RunLengthDecode", b"RL"), _runs),
    **dict.fromkeys((b"LZWDecode", b"LZW"), _lzw),
}
