"""The text of PDF files, as their producers write it; and what is hostile costs neither memory nor time."""

# ruff: noqa: E501 - pages, a line each

from __future__ import annotations

import base64
import io
import random
import re
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.scan.containers.budget import MIB, Budget
from agent.scan.containers.pdf.filters import undone
from agent.scan.containers.walk import members
from agent.scan.engine import Engine
from agent.scan.members import with_members
from detectors.forms import ALNUM, made
from tests.sims import compiled

PASSWORD = made(ALNUM, 16)
SHOWN = b"BT /F1 12 Tf 72 700 Td (" + PASSWORD.encode() + b") Tj ET"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def stream(number: int, content: bytes, more: bytes = b"") -> bytes:
    return b"%d 0 obj\n<< /Length %d %b >>\nstream\n%b\nendstream\nendobj\n" % (number, len(content), more, content)


def file(*objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"".join(objects) + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def page(content: bytes) -> bytes:
    return file(stream(4, content))


def texts(data: bytes) -> list[str]:
    """The lines of its text."""
    budget = Budget(len(data))
    found = {member.path: b"".join(member.blocks).decode() for member in members(io.BytesIO(data), "x.pdf", budget)}
    assert budget.unread == []
    return found["text"].split("\n")


def first(content: bytes) -> str:
    return texts(page(content))[0]


def base85(data: bytes) -> bytes:
    return base64.a85encode(data) + b"~>"


def runs(data: bytes) -> bytes:
    pieces = (data[at : at + 128] for at in range(0, len(data), 128))
    return b"".join(bytes((len(piece) - 1,)) + piece for piece in pieces) + b"\x80"


def lzw(data: bytes, early: int = 1) -> bytes:
    """As its inventor wrote it, with a table that begins anew when it is full."""
    bits, width, table = "", 9, {bytes((n,)): n for n in range(256)}
    bits += f"{256:09b}"
    size, word = 258, b""
    for byte in data:
        longer = word + bytes((byte,))
        if longer in table:
            word = longer
            continue
        bits += f"{table[word]:0{width}b}"
        table[longer], size = size, size + 1
        if size + early > 1 << width:
            width += 1
        if size >= 4094:
            bits += f"{256:0{min(width, 12)}b}"
            table, size, width = {bytes((n,)): n for n in range(256)}, 258, 9
        word = bytes((byte,))
    bits += f"{table[word]:0{width}b}{257:0{width}b}"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def predicted(data: bytes, columns: int, kind: int = 2) -> bytes:
    """Rows of which each says by how much it differs from the one above."""
    above, out = bytes(columns), b""
    for at in range(0, len(data), columns):
        row = data[at : at + columns]
        out += bytes((kind,)) + bytes((here - over) & 0xFF for here, over in zip(row, above, strict=False))
        above = row
    return out


FILTERS: dict[str, tuple[bytes, bytes]] = {
    "none": (b"", SHOWN),
    "flate": (b"/Filter /FlateDecode", zlib.compress(SHOWN)),
    "its short name": (b"/Filter [/Fl]", zlib.compress(SHOWN)),
    "base 85": (b"/Filter /ASCII85Decode", base85(SHOWN)),
    "base 85, in lines": (b"/Filter [/A85]", b"<~" + base85(SHOWN).replace(b"a", b"\na\r ")),
    "base 85 and flate": (b"/Filter [ /ASCII85Decode /FlateDecode ]", base85(zlib.compress(SHOWN))),
    "hexadecimal": (b"/Filter/ASCIIHexDecode", SHOWN.hex(" ").encode() + b">"),
    "hexadecimal, its short name": (b"/Filter [/AHx /Fl]", zlib.compress(SHOWN).hex().upper().encode() + b">"),
    "runs": (b"/Filter /RunLengthDecode", runs(SHOWN)),
    "LZW": (b"/Filter /LZWDecode", lzw(SHOWN)),
    "predicted": (b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 7 >>", zlib.compress(predicted(SHOWN, 7))),
    "cut off": (b"/Filter /FlateDecode", zlib.compress(SHOWN + b" " * 99)[:-6]),
    "named elsewhere": (b"/Filter 9 0 R", zlib.compress(SHOWN)),
}  # fmt: skip


@pytest.mark.parametrize("form", FILTERS)
def test_filters_are_undone(form: str) -> None:
    dictionary, packed = FILTERS[form]
    assert texts(file(stream(4, packed, dictionary)))[0] == PASSWORD


@pytest.mark.parametrize("early", [0, 1])
def test_lzw_with_full_tables(early: int) -> None:
    data = bytes((n * n + n // 7) & 0xFF for n in range(30_000))
    said = b"/Filter /LZWDecode /DecodeParms << /EarlyChange %d >>" % early
    assert undone(lzw(data, early), said, lambda _: None) == (data, True)


@pytest.mark.parametrize("kind", [0, 1, 3, 4])
def test_other_predictors(kind: int) -> None:
    """Of a row of which each byte is 7: what is left of it, above it, and both."""
    rows = {0: bytes((7, 7, 7, 7)), 1: bytes((7, 0, 0, 0)), 3: bytes((7, 4, 4, 4)), 4: bytes((7, 0, 0, 0))}
    packed = zlib.compress(bytes((kind,)) + rows[kind])
    assert undone(packed, b"/Filter /Fl /DecodeParms << /Predictor 15 /Columns 4 >>", lambda _: None)[0] == b"\x07" * 4


LINES: dict[str, tuple[bytes, list[str]]] = {
    "a text without a move": (b"BT (a) Tj (b) Tj [(c) -20 (d)] TJ ET", ["abcd"]),
    "kerned": (b"BT [(Pass)20(word:)-333.5(a)] TJ ET", ["Password: a"]),
    "cells in an array": (b"BT [(a)-2000(b)] TJ ET", ["a\tb"]),
    "glyph by glyph in hexadecimal": (b"BT [<61>0<62>-12<63>\n<64> -300 <65>1]TJ ET", ["abcd e"]),
    "two bytes a character": (b"BT (\0a\0b) Tj ET", ["ab"]),
    "octal, and a line's end": (b"BT (a\\137\\(b\\\nc\\)) Tj ET", ["a_(bc)"]),
    "moves to the next line": (b"BT 12 TL (a) Tj T* (b) Tj (c) ' 1 2 (d) \" ET", ["a", "b", "c", "d"]),
    "a table": (b"BT 10 0 0 10 6 23 Tm (user) Tj ET BT 10 0 0 10 37 23 Tm (password) Tj T* ET BT 10 0 0 10 6 5 Tm (a) Tj ET BT 10 0 0 10 37 5 Tm (b) Tj ET", ["user\tpassword", "a\tb"]),
    "words": (b"BT /F1 10 Tf 0 0 Td (words) Tj 30 0 Td (of) Tj ET", ["words of"]),
    "glyph by glyph": (b"BT /F1 10 Tf 0 0 Td (g) Tj 5.5 0 Td (h) Tj 5.5 0 Td (p) Tj 8.6 0 Td (x) Tj ET", ["ghp x"]),
    "upside down": (b"1 0 0 -1 0 800 cm BT 1 0 0 -1 8 20 Tm (a) Tj 1 0 0 -1 80 20 Tm (b) Tj 1 0 0 -1 8 40 Tm (c) Tj ET", ["a\tb", "c"]),
    "upright": (b"BT 0 1 -1 0 8 20 Tm (a) Tj 0 1 -1 0 8 90 Tm (b) Tj 0 1 -1 0 30 20 Tm (c) Tj ET", ["a\tb", "c"]),
    "cells of their own": (b"q 1 0 0 1 10 50 cm BT (a) Tj ET Q q 1 0 0 1 90 50 cm BT (b) Tj ET Q q 1 0 0 1 10 30 cm BT (c) Tj ET Q", ["a\tb", "c"]),
    "bold, drawn twice": (b"BT /F1 10 Tf (words) Tj ET BT 0.3 0 Td (words) Tj ET", ["words", "words"]),
    "a smaller font behind": (b"BT /F1 20 Tf (Name) Tj /F1 5 Tf 50 0 Td (x) Tj ET", ["Name x"]),
    "numbers that are none": (b"BT (a) Tj 1e999 nan Td (b) Tj x y Td (c) Tj 5 Td (d) Tj ET", ["a", "bcd"]),
}  # fmt: skip


@pytest.mark.parametrize("form", LINES)
def test_lines_are_told_by_where_texts_stand(form: str) -> None:
    content, lines = LINES[form]
    assert texts(page(content))[: len(lines)] == lines


def codes(*names: str, size: int = 2, first: int = 1) -> bytes:
    """A table of which each letter has the next code."""
    letters = "".join(names)
    entries = (b"<%0*x> <%04x>\n" % (2 * size, number, ord(each)) for number, each in enumerate(letters, first))
    return b"begincmap\n%d beginbfchar\n%bendbfchar\nendcmap" % (len(letters), b"".join(entries))


def with_fonts(content: bytes, *tables: bytes, resources: bytes = b"/Resources 2 0 R") -> bytes:
    """A page with the fonts /F0, /F1 ..., each with its table."""
    names = b" ".join(b"/F%d %d 0 R" % (n, 20 + n) for n in range(len(tables)))
    return file(
        b"1 0 obj\n<< /Type /Page /Contents [4 0 R] %b >>\nendobj\n" % resources,
        b"2 0 obj\n<< /Font 3 0 R >>\nendobj\n3 0 obj\n<< %b >>\nendobj\n" % names,
        stream(4, zlib.compress(content), b"/Filter /FlateDecode"),
        *(b"%d 0 obj\n<< /Type /Font /ToUnicode %d 0 R >>\nendobj\n" % (20 + n, 30 + n) for n in range(len(tables))),
        *(stream(30 + n, zlib.compress(table), b"/Filter /FlateDecode") for n, table in enumerate(tables)),
    )


SECRET = "ghp_aé"
TWO = "".join(f"{n:04x}" for n in range(1, 7)).encode()
ONE = bytes(range(1, 7))
RANGES = b"1 beginbfrange <0001> <0001> <0067> <0002><0004>[<0068> <0070>\n<005f>] <0005> <0005> <0061> <0006> <ffff> <00e9> endbfrange"
MEANT: dict[str, tuple[bytes, list[bytes]]] = {
    "hexadecimal": (b"BT /F0 9 Tf <%b> Tj ET" % TWO, [codes(SECRET)]),
    "in an array": (b"BT /F0 9 Tf [<0001>0<0002>-12<0003>0<000400050006>] TJ ET", [codes(SECRET)]),
    "literal": (b"BT /F0 9 Tf (\0\1\0\2\0\3\0\4\0\5\0\6) Tj ET", [codes(SECRET)]),
    "one byte": (b"BT /F0 9 Tf (%b) Tj ET" % ONE, [codes(SECRET, size=1)]),
    "ranges": (b"BT /F0 9 Tf <%b> Tj ET" % TWO, [RANGES]),
    "several fonts": (b"BT /F1 9 Tf (%b) Tj /F0 9 Tf (%b) Tj ET" % (ONE[:3], ONE[3:]), [codes("xxx" + SECRET[3:], size=1), codes(SECRET[:3], size=1)]),
    "ligatures": (b"BT /F0 9 Tf <0001000200030004> Tj ET", [b"beginbfchar <0001> <006700680070> <0002> <005f> <0003> <0061> <0004> <00e9> endbfchar"]),
}  # fmt: skip


@pytest.mark.parametrize("form", MEANT)
@pytest.mark.parametrize("resources", [b"/Resources 2 0 R", b"/Parent 2 0 R", b"/Resources << /Font 3 0 R >>", b""])
def test_a_font_says_what_its_codes_mean(form: str, resources: bytes) -> None:
    content, tables = MEANT[form]
    assert texts(with_fonts(content, *tables, resources=resources))[0] == SECRET


def test_a_name_may_mean_several_fonts() -> None:
    """On another page each; and where nobody says on which one, it is told by each font that knows all of it."""
    shown = b"BT /F0 9 Tf <%b> Tj ET" % TWO
    pages = [b"%d 0 obj << /Contents %d 0 R /Font << /F0 %d 0 R >> >> endobj\n" % (n, n + 10, n + 20) for n in (1, 2)]
    fonts = [b"%d 0 obj << /ToUnicode %d 0 R >> endobj\n" % (n + 20, n + 30) for n in (1, 2)]
    tables = [stream(31, codes("abcdef")), stream(32, codes("uvwxyz"))]
    assert texts(file(*pages, *fonts, *tables, stream(12, shown), stream(11, shown)))[:2] == ["uvwxyz", "abcdef"]
    assert sorted(texts(file(*pages, *fonts, *tables, stream(13, shown)))[:2]) == ["abcdef", "uvwxyz"]
    fewer = [stream(31, codes("abc")), stream(32, codes("uvwxyz"))]
    assert texts(file(*pages, *fonts, *fewer, stream(13, shown)))[:2] == ["uvwxyz", ""]


def test_objects_in_a_stream_are_known() -> None:
    inside = b"<< /ToUnicode 30 0 R >> << /Subject (a\\137b) >>"
    numbers = b"20 0 9 24 "
    objects = stream(
        7,
        zlib.compress(predicted(numbers + inside, 5)),
        b"/Type /ObjStm /N 2 /First %d /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 5 >>" % len(numbers),
    )
    data = file(
        b"1 0 obj << /Font << /F0 20 0 R >> /Contents 4 0 R >> endobj\n",
        objects,
        stream(30, codes(SECRET)),
        stream(4, b"BT /F0 9 Tf <%b> Tj ET" % TWO),
    )
    lines = texts(data)
    assert SECRET in lines
    assert "Subject: a_b" in lines


SAID: dict[str, tuple[bytes, str]] = {
    "octal": (b"/Contents (note a\\137b)", "Contents: note a_b"),
    "UTF-16": (b"/Title (\xfe\xff\0a\0_\0b)", "Title: a_b"),
    "UTF-16, escaped": (b"/Title (\\376\\377\\000a\\000\\134)", "Title: a\\"),
    "UTF-16, little end first": (b"/Title (\xff\xfea\0b\0)", "Title: ab"),
    "UTF-8": (b"/Title (\xef\xbb\xbfa\xc3\xa9)", "Title: aé"),
    "hexadecimal": (b"/V <" + b"a_b".hex().encode() + b">", "V: a_b"),
    "UTF-16 in hexadecimal": (b"/Subject <FEFF 0061 005F 00e9>", "Subject: a_é"),
    "Latin": (b"/Subject (a\\351)", "Subject: aé"),
    "a field": (b"/FT /Tx /V (abc) /T (password)", "password: abc"),
}


@pytest.mark.parametrize("form", SAID)
def test_what_a_dictionary_says(form: str) -> None:
    said, line = SAID[form]
    assert line in texts(file(b"5 0 obj\n<< %b >>\nendobj\n" % said))


def test_what_is_no_text_is_not_told() -> None:
    data = b"/ID [<%b>] /Contents <%b> /Title (as it is)" % (bytes(range(200, 216)).hex().encode(), b"00ff" * 99)
    assert "".join(texts(file(b"5 0 obj << %b >> endobj" % data))) == ""


def test_a_password_beside_a_font_is_told(engine: Engine) -> None:
    """A font has zeros, and beside these nobody looks for it."""
    shown = b"BT (password: " + PASSWORD.encode() + b") Tj ET"
    font = stream(3, zlib.compress(b"\0\1\0\0" * 999), b"/Length1 3996 /Filter /FlateDecode")
    data = file(font, stream(5, zlib.compress(b"\0\1" * 999)), stream(4, zlib.compress(shown), b"/Filter /FlateDecode"))
    found = list(with_members(engine, iter(()), io.BytesIO(data), "x.pdf", lambda *_: None))
    assert [(hit.within, hit.parts["value"].reveal(), hit.line) for hit in found] == [("text", PASSWORD, 1)]
    paths = {member.path: b"".join(member.blocks) for member in members(io.BytesIO(data), "x.pdf", Budget(len(data)))}
    assert paths["streams"] == b"\0\1\0\0" * 999 + b"\n" + b"\0\1" * 999 + b"\n"


def test_a_column_says_what_is_in_it(engine: Engine) -> None:
    cells = [(50, 700, b"user"), (150, 700, b"password"), (50, 680, b"app"), (150, 680, PASSWORD.encode())]
    shown = b"".join(b"BT /F1 10 Tf 1 0 0 1 %d %d Tm (%b) Tj ET\n" % cell for cell in cells)
    found = list(with_members(engine, iter(()), io.BytesIO(page(shown)), "x.pdf", lambda *_: None))
    assert [(hit.within, hit.parts["value"].reveal(), hit.line) for hit in found] == [("text", PASSWORD, 2)]


# --- what is hostile -----------------------------------------------------------------------------


def many_fonts(times: int) -> bytes:
    """One table of a megabyte, and fonts that have it, each of another name."""
    table = b"beginbfrange " + b"<0000><ffff><0041>" * 50_000 + b" endbfrange"
    names = b" ".join(b"/F%d %d 0 R" % (n, 100 + n) for n in range(times))
    fonts = b"".join(b"%d 0 obj << /ToUnicode %d 0 R >> endobj\n" % (100 + n, 5000 + n) for n in range(times))
    tables = b"".join(stream(5000 + n, zlib.compress(table), b"/Filter /FlateDecode") for n in range(times))
    shown = b"".join(b"/F%d 9 Tf <00010002> Tj " % n for n in range(times)) * 40
    return file(b"1 0 obj << /Contents 4 0 R %b >> endobj\n" % names, fonts, tables, stream(4, shown))


def many_pages(times: int) -> bytes:
    """Pages that have a dictionary of a megabyte in common, and each a content that has each name."""
    names = b" ".join(b"/F%d 3 0 R" % n for n in range(times * 20))
    pages = b"".join(
        b"%d 0 obj << /Resources 2 0 R /Contents %d 0 R /Parent %d 0 R >> endobj\n" % (10 + n, 50_000 + n, 10 + n)
        for n in range(times)
    )
    contents = b"".join(stream(50_000 + n, b"/F1 9 Tf (a) Tj /X%d 9 Tf (a) Tj" % n) for n in range(times))
    return file(b"2 0 obj << %b >> endobj\n" % names, pages, contents)


def one_object_of_many_names() -> bytes:
    numbers = b"".join(b"%d 9 " % n for n in range(1, 60_000))
    return file(
        stream(
            7,
            zlib.compress(numbers + b"<< " + b"/F1 5 0 R " * 60_000),
            b"/Type /ObjStm /N 60000 /First %d /Filter /FlateDecode" % len(numbers),
        ),
        stream(4, b"/F1 9 Tf (a) Tj"),
    )


BOMB = zlib.compress(b"\0" * (16 * MIB), 9)
GROWS = "it grows beyond all measure when it is unpacked"
MORE = "it has more objects and characters than are remembered"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a range of all codes, again and again": (lambda: page(b"") + with_fonts(b"BT /F0 9 Tf " + b"<0001fffe> Tj " * 5000, b"beginbfrange " + b"<0000> <ffff> <0041> " * 50_000 + b"endbfrange"), ""),
    "more tables than are remembered": (lambda: many_fonts(6), MORE),
    "pages that have all in common": (lambda: many_pages(1500), ""),
    "one object of many names": (one_object_of_many_names, ""),
    "more objects than are remembered": (lambda: file(b"".join(b"%d 0 obj 1 endobj " % n for n in range(1, 150_000))), MORE),
    "an object of references": (lambda: file(b"1 0 obj << /Contents 4 0 R " + b"".join(b"/F%d 5 0 R " % n for n in range(400_000)) + b">> endobj\n", stream(4, b"/F1 9 Tf (a) Tj /X 9 Tf (a) Tj")), MORE),
    "bombs": (lambda: file(*(stream(n, BOMB, b"/Filter /FlateDecode") for n in range(9))), GROWS),
    "filters in filters": (lambda: file(stream(1, b"z" * (8 * MIB), b"/Filter [" + b"/A85 /RL /LZW /AHx /Fl " * 60 + b"]")), ""),
    "zeros in base 85": (lambda: file(*(stream(n, b"z" * (MIB // 4), b"/Filter /A85") for n in range(2))), ""),
    "runs": (lambda: file(*(stream(n, b"\x81a" * MIB, b"/Filter /RL") for n in range(2))), ""),
    "LZW": (lambda: file(stream(1, lzw(b"a" * 100_000) * 3 + b"\x80\x0b\x60\x50" * MIB, b"/Filter /LZW")), ""),
    "rows": (lambda: file(*(stream(n, zlib.compress(b"\4" * (4 * MIB)), b"/Filter /Fl /DecodeParms << /Predictor 15 /Columns 1 >>") for n in range(9))), GROWS),
    "an array of nothing": (lambda: page(b"[" + b"()" * (MIB // 2) + b"] TJ"), ""),
    "an array of glyphs": (lambda: page(b"[" + b"<61>" * (MIB // 2) + b"] TJ"), ""),
    "ligatures": (lambda: with_fonts(b"/F0 9 Tf " + b"(%b) Tj " % (b"\1" * 3000) * 5000, b"beginbfchar <01> <" + b"ffee" * 16 + b"> endbfchar"), GROWS),
    "texts of nothing": (lambda: file(*(stream(n, zlib.compress(b"()Tj" * (4 * MIB)), b"/Filter /Fl") for n in range(5))), GROWS),
    "moves": (lambda: page(b"q 1 0 0 1 0 0 cm BT 1 0 Td (a) Tj " * 30_000), ""),
    "fonts of many names": (lambda: page(b"".join(b"/F%d 9 Tf " % n for n in range(50_000))), ""),
    "strings of dictionaries": (lambda: file(b"1 0 obj << " + b"/V (\\376\\377\\000a" * 100_000), ""),
}  # fmt: skip


# To follow each of their small pieces of memory takes ten times as long as to read them.
UNTRACED = {"texts of nothing", "more tables than are remembered", "moves", "zeros in base 85", "an array of glyphs"}


@pytest.mark.parametrize("form", HOSTILE)
def test_a_hostile_one_is_bounded_and_named(form: str) -> None:
    made_of, reason = HOSTILE[form]
    data = made_of()
    budget = Budget(len(data))
    if form not in UNTRACED:
        tracemalloc.start()
    for member in members(io.BytesIO(data), "x.pdf", budget):
        for _ in member.blocks:
            pass
    if form not in UNTRACED:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 200 * MIB
    assert {said for _, said in budget.unread} == ({reason} if reason else set())


PIECES = [b"/Filter [", b"[<a>", b"<a", b"<61>0", b"<", b"/F 1 0 R ", b"1 0 obj ", b"stream\n", b"(\\", b"/V (\\(", b"/A <0a", b"/Contents [1 0 R ", b"/ToUnicode 1 0 R ", b"beginbfrange <1><2>[<3>", b"beginbfchar <1>", b"endbf", b"1 2 3 4 5 6 cm ", b"q ", b"[1 "]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_nothing_costs_the_square_of_its_length(piece: bytes) -> None:
    text = piece * (400_000 // len(piece))
    for data in (
        file(text),
        page(text),
        with_fonts(b"/F0 9 Tf <0001> Tj", text),
        file(stream(7, text, b"/Type /ObjStm /First 9")),
    ):
        start = time.thread_time()
        for member in members(io.BytesIO(data), "x.pdf", Budget(len(data))):
            for _ in member.blocks:
                pass
        assert time.thread_time() - start < 10


WHOLE = [
    with_fonts(*MEANT["several fonts"][:1], *MEANT["several fonts"][1]),
    *(file(stream(4, packed, dictionary)) for dictionary, packed in FILTERS.values()),
]


@given(st.sampled_from(WHOLE), st.randoms(use_true_random=False), st.integers(0, 12))
@settings(max_examples=400, deadline=None)
def test_no_damage_is_a_crash(data: bytes, chance: random.Random, times: int) -> None:
    damaged = bytearray(data)
    for _ in range(times):
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    budget = Budget(len(damaged))
    for member in members(io.BytesIO(bytes(damaged)), "x", budget):
        for _ in member.blocks:
            pass
    assert not any("damaged" in reason for _, reason in budget.unread)


def test_a_page_of_nothing_is_no_damage() -> None:
    whole = with_fonts(*MEANT["several fonts"][:1], *MEANT["several fonts"][1])
    empty, count = re.subn(rb"/Contents (?:\[4 0 R\]|4 0 R)", b"/Contents []", whole)
    budget = Budget(len(empty))
    shown = [b"".join(member.blocks) for member in members(io.BytesIO(empty), "x", budget)]
    assert (count, len(shown), list(budget.unread)) == (1, 1, [])
