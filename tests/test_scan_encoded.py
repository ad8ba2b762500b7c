"""Runs of base64, hex and UTF-16 are found by the words in them, decoded, and pointed at where they stand."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import random
import re
import subprocess
import sys
import textwrap
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.scan import decode
from agent.scan.encoded.decoding import DEPTH, decoded
from agent.scan.engine import CORE, Engine
from agent.scan.triggers import Form, base64_of
from detectors import datadog
from detectors.forms import ALNUM, HEX, UPPER, made
from tests.sims import compiled

PASSWORD = made(ALNUM, 16)
URL = f"postgres://app:{PASSWORD}@db.internal/orders"
TOKEN = "glpat-" + made(ALNUM, 20)
VALUES = {"postgres-url": (URL, PASSWORD), "gitlab-token": (TOKEN, TOKEN)}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def typed(engine: Engine, data: bytes) -> list[tuple[str, str, int, int]]:
    found = [hit for hit in engine.scan(data) if hit.type]
    values = [next(hit.parts[name].reveal() for name in ("password", "token") if name in hit.parts) for hit in found]
    return [
        (hit.type.name if hit.type else "", value, hit.line, hit.end_line)
        for hit, value in zip(found, values, strict=True)
    ]


def b64(raw: bytes) -> bytes:
    return base64.b64encode(raw)


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "base64": b64,
    "URL-safe": base64.urlsafe_b64encode,
    "without padding": lambda raw: b64(raw).rstrip(b"="),
    "in base64": lambda raw: b64(b64(raw)),
    "hex": lambda raw: raw.hex().encode(),
    "HEX": lambda raw: raw.hex().upper().encode(),
    "UTF-16": lambda raw: raw.decode().encode("utf-16-le"),
    "UTF-16, big": lambda raw: raw.decode().encode("utf-16-be"),
    "as for PowerShell": lambda raw: b64(raw.decode().encode("utf-16-le")),
    "gzip in base64": lambda raw: b64(gzip.compress(raw + b"\n" + raw)),
    "gzip in base64 twice": lambda raw: b64(b64(gzip.compress(raw + b"\n" + raw))),
    "zlib in base64": lambda raw: b64(zlib.compress(raw + b"\n" + made(ALNUM, 60).encode())),
    "bzip2 in base64": lambda raw: b64(bz2.compress(raw)),
    "xz in base64": lambda raw: b64(lzma.compress(raw)),
    "gzip in hex": lambda raw: gzip.compress(raw).hex().encode(),
    "in JSON in base64": lambda raw: b64(json.dumps({"auths": {"dsn": b64(raw).decode()}}).encode()),
    "in a URL": lambda raw: b"/x?state=" + b64(raw).replace(b"=", b"%3D"),
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("form", FORMS)
def test_forms(engine: Engine, form: str, kind: str) -> None:
    """At each of the three places that it can have in a group of three bytes."""
    text, value = VALUES[kind]
    for before in ("", "x", "xy"):
        data = b"one\n$ echo " + FORMS[form](f"{before} {text}\n".encode()) + b" | decode\nthree\n"
        assert set(typed(engine, data)) == {(kind, value, 2, 2)}, before


SEVERAL = {
    "three of one kind": "DB_PASSWORD={}\nSMTP_PASSWORD={}\nAPI_SECRET={}\n",
    "beside what is typed": f"DB_PASSWORD={{}}\nDEPLOY={TOKEN}\nAPI_SECRET={{}}\n",
    "beside a URL": f"{URL}\nDB_PASSWORD={{}}\nDB_PASSWORD={{}}\n",
    "two logins of one user": f"https://app:{{0}}@git.corp.io/x.git\n{'curl'} -u app:{{1}} https://x.corp.io\nDB_PASSWORD={{2}}\n",
    "one of them twice": "DB_PASSWORD={0}\nSMTP_PASSWORD={0}\nAPI_SECRET={1}\n",
    "a URL of any scheme beside one that is typed": f"a: foo://app:{{}}@db.internal/\n{URL}\nDB_PASSWORD={{}}\n",
}


@pytest.mark.parametrize("text", SEVERAL)
@pytest.mark.parametrize("form", ["base64", "in base64", "hex", "gzip in base64", "C", "regedit"])
def test_of_several_in_one_run_each_is_told(engine: Engine, form: str, text: str) -> None:
    """All that would be told of the text as it is, once, though it all stands at one place."""
    raw = SEVERAL[text].format(*(made(ALNUM, 14, seed) for seed in ("one", "two", "three"))).encode()
    wrapped = FORMS[form](raw) if form in FORMS else LISTS[form](raw).encode()
    plain, told = (
        sorted(tuple(part.reveal() for part in hit.parts.values()) for hit in engine.scan(data, "a.yaml"))
        for data in (raw, b"  x " + wrapped)
    )
    assert told == sorted({*plain})
    assert len(told) == 3 - text.endswith("twice")


@pytest.mark.parametrize("name", ["API_KEY", "CLIENT_SECRET", "PAGERDUTY_INTEGRATION_KEY"])
@pytest.mark.parametrize("form", ["base64", "HEX"])
def test_a_word_by_chance_in_other_groups_hides_nothing(engine: Engine, form: str, name: str) -> None:
    """Capitals and digits: what is read from another letter on is text in part, with a word in it."""
    for seed in range(50):
        value = made(UPPER, 32, f"{seed}")
        data = b"data:\n  env: " + FORMS[form](f"{name}={value}\n".encode()) + b"\n"
        told = [[part.reveal() for part in hit.parts.values()] for hit in engine.scan(data, "a.yaml")]
        assert told == [[value]], seed


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


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("form", LISTS)
def test_letters_that_are_numbers(engine: Engine, form: str, kind: str) -> None:
    text, value = VALUES[kind]
    data = f"one\n{LISTS[form](text.encode())}\nthree\n".encode()
    assert set(typed(engine, data)) == {(kind, value, 2, 2)}


@pytest.mark.parametrize("before", ["f(12, 0xff,", '"Old"=hex:12,34\n', "case 65, 66, 67:", "a = {10, 11}; b ="])
@pytest.mark.parametrize("form", LISTS)
def test_a_list_behind_other_numbers(engine: Engine, form: str, before: str) -> None:
    [(kind, (text, value)), *_] = VALUES.items()
    data = f"{before} {LISTS[form](text.encode())}\n".encode()
    assert [found[:2] for found in typed(engine, data)] == [(kind, value)]


@pytest.mark.parametrize("form", LISTS)
def test_one_list_and_the_next(engine: Engine, form: str) -> None:
    values = [made(ALNUM, 36, word) for word in ("one", "next")]
    data = "\n".join(LISTS[form](f'api_secret = "{value}"'.encode()) for value in values).encode()
    assert {next(iter(hit.parts.values())).reveal() for hit in engine.scan(data, "a.py")} == set(values)


def test_a_list_over_lines_is_pointed_at_where_its_first_and_last_numbers_are(engine: Engine) -> None:
    listed = numbers(TOKEN.encode(), "0x{:02x}", ",\n  ")
    data = f"char key[] = {{\n  {listed}\n}};\n".encode()
    [hit] = engine.scan(data)
    assert data[slice(*hit.value)] == listed.encode()
    many = numbers(b"." * 2000 + b" " + TOKEN.encode() + b" " + b"." * 100)
    data = f"bytes([{many}])".encode()
    [hit] = engine.scan(data)
    assert data[slice(*hit.value)] == numbers(TOKEN.encode()).encode()


def test_numbers_that_are_no_text(engine: Engine) -> None:
    listed = numbers(bytes(at * 37 % 256 for at in range(5000)))
    assert (
        list(
            engine.scan(
                f"var table = []byte{{{listed}}}\nlet more = String.fromCharCode(900, 999, 300, 65, 66, 67);".encode()
            )
        )
        == []
    )


def shown(piece: bytes) -> bytes:
    return bytes(byte if 32 <= byte < 127 else 46 for byte in piece)


def dumped(raw: bytes, line: Callable[[int, bytes], bytes]) -> bytes:
    return b"".join(line(at, raw[at : at + 16]) + b"\n" for at in range(0, len(raw), 16))


def swapped(piece: bytes) -> bytes:
    return b" ".join(b"%02x%02x" % (piece[at + 1], piece[at]) for at in range(0, len(piece) & ~1, 2))


def in_words(piece: bytes, size: int, form: str) -> bytes:
    words = (piece[at : at + size].ljust(size, b"\0") for at in range(0, len(piece), size))
    return " ".join(form.format(int.from_bytes(word, "little")) for word in words).encode()


def letter(byte: int) -> bytes:
    return rb"  \n" if byte == ord("\n") else b"   %c" % byte


DUMPS: dict[str, Callable[[int, bytes], bytes]] = {
    "xxd": lambda at, piece: b"%08x: %-39b  %b" % (at, piece.hex(" ", -2).encode(), shown(piece)),
    "xxd -g1": lambda at, piece: b"%08x: %-47b  %b" % (at, piece.hex(" ").encode(), shown(piece)),
    "xxd -g4": lambda at, piece: b"%08x: %-35b  %b" % (at, piece.hex(" ", -4).encode(), shown(piece)),
    "hexdump -C": lambda at, piece: (
        b"%08x  %-23b  %-23b  |%b|" % (at, piece[:8].hex(" ").encode(), piece[8:].hex(" ").encode(), shown(piece))
    ),
    "od -t x1": lambda at, piece: b"%07o %b" % (at, piece.hex(" ").encode()),
    "od -t x1z": lambda at, piece: b"%07o %-47b  >%b<" % (at, piece.hex(" ").encode(), shown(piece)),
    "od -x": lambda at, piece: b"%07o %b" % (at, swapped(piece)),
    "hexdump": lambda at, piece: b"%07x %b" % (at, swapped(piece)),
    "tcpdump -X": lambda at, piece: b"\t0x%04x:  %-39b  %b" % (at, piece.hex(" ", -2).encode(), shown(piece)),
    "Format-Hex": lambda at, piece: b"%08X   %-47b  %b" % (at, piece.hex(" ").upper().encode(), shown(piece)),
    "in a log": lambda at, piece: b"2026-01-02T03:04:05Z %08x: %b" % (at, piece.hex(" ", -2).encode()),
    "in a log, behind its level": lambda at, piece: (
        b"2026-01-02 03:04:05 DEBUG wire [1234] - %08x  %-47b  |%b|" % (at, piece.hex(" ").encode(), shown(piece))
    ),
    "from the midst on": lambda at, piece: (
        b"%08x: %-39b  %b" % (0x7F0012345640 + at, piece.hex(" ", -2).encode(), shown(piece))
    ),
    "Wireshark": lambda at, piece: b"%04x   %-47b   %b" % (at, piece.hex(" ").encode(), shown(piece)),
    "curl --trace": lambda at, piece: b"%04x: %-48b%b" % (at, piece.hex(" ").encode(), shown(piece)),
    "netty": lambda at, piece: b"|%08x| %-48b|%-16b|" % (at, piece.hex(" ").encode(), shown(piece)),
    "openssl -debug": lambda at, piece: (
        b"%04x - %-47b   %b" % (at, b"-".join([piece[:8].hex(" ").encode(), piece[8:].hex(" ").encode()]), shown(piece))
    ),
    "od": lambda at, piece: b"%07o %b" % (at, in_words(piece, 2, "{:06o}")),
    "od -t x4": lambda at, piece: b"%07o %b" % (at, in_words(piece, 4, "{:08x}")),
    "od -t x8": lambda at, piece: b"%07o %b" % (at, in_words(piece, 8, "{:016x}")),
    "od -c": lambda at, piece: b"%07o%b" % (at, b"".join(map(letter, piece))),
    "od -b": lambda at, piece: b"%07o %b" % (at, b" ".join(b"%03o" % byte for byte in piece)),
    "od -A x -t x1": lambda at, piece: b"%06x %b" % (at, piece.hex(" ").encode()),
    "od -A d -t x1": lambda at, piece: b"%07d %b" % (at, piece.hex(" ").encode()),
    "hexdump -x": lambda at, piece: b"%07x    %b" % (at, swapped(piece).replace(b" ", b"    ")),
    "od -x, indented": lambda at, piece: b"    %07o %b" % (at, swapped(piece)),
    "od -x, quoted": lambda at, piece: b"> %07o %b" % (at, swapped(piece)),
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("form", DUMPS)
def test_dumps(engine: Engine, form: str, kind: str) -> None:
    """Of the lines on which the value stands, whichever they are."""
    text, value = VALUES[kind]
    for before in (b"", b"x" * 13, b"x" * 150):
        raw = before + f"\n{text}\n".encode()
        data = b"$ dump\n" + dumped(raw + b" " * (len(raw) % 2), DUMPS[form]) + b"done\n"
        first, last = (raw.index(value.encode()) + at for at in (0, len(value) - 1))
        assert [(told, said) for told, said, *_ in typed(engine, data)] == [(kind, value)]
        assert [hit.lines for hit in engine.scan(data) if hit.type] == [(first // 16 + 2, last // 16 + 2)]


@pytest.mark.parametrize("form", DUMPS)
def test_each_value_in_a_dump_is_told_and_pointed_at(engine: Engine, form: str) -> None:
    """Though one begins on the line where the other ends, and what is shown as text has a piece of each."""
    secret = made(ALNUM, 12, "dump")
    for before in (b"", b"x" * 13 + b"\n"):
        raw = before + f"DB_PASSWORD={secret}\nGL={TOKEN}\ncafe abcd ab cd\n".encode()
        data = b"$ dump\n" + dumped(raw + b" " * (len(raw) % 2), DUMPS[form]) + b"done\n"
        hits = [*engine.scan(data)]
        assert [part.reveal() for hit in hits for part in hit.parts.values()] == [secret, TOKEN]
        for hit, value in zip(hits, (secret, TOKEN), strict=True):
            first = raw.index(value.encode())
            assert hit.lines == (first // 16 + 2, (first + len(value) - 1) // 16 + 2)
            # Up to its last byte, and no further; of what stands in numbers of several, up to the end of the last.
            last = data[hit.value[1] - 2 : hit.value[1]]
            if form in {"xxd", "hexdump -C", "curl --trace", "tcpdump -X", "netty"}:
                assert last == value[-1:].encode().hex().encode()


def test_a_dump_goes_on_behind_what_is_the_same(engine: Engine) -> None:
    """Pages of zeros, as hexdump and od leave them out; a single line behind them is one by the offset at the end."""
    lines = dumped(TOKEN.encode()[:16], lambda _, piece: b"%08x  %b" % (0x200, piece.hex(" ").encode()))
    lines += dumped(TOKEN.encode()[16:], lambda _, piece: b"%08x  %b" % (0x210, piece.hex(" ").encode()))
    zeros = b"%08x  %b\n*\n" % (0, bytes(16).hex(" ").encode())
    assert [found[:2] for found in typed(engine, zeros + lines + b"%08x\n" % 0x21A)] == [("gitlab-token", TOKEN)]
    words = b"%07x %b\n*\n" % (0, swapped(bytes(16)))
    words += b"%07x %b\n" % (0x200, swapped(TOKEN[:16].encode())) + b"%07x %b\n" % (0x210, swapped(TOKEN[16:].encode()))
    assert [found[:2] for found in typed(engine, words + b"%07x\n" % 0x21A)] == [("gitlab-token", TOKEN)]
    secret = made(ALNUM, 9, "short")
    line = f"pass={secret}\n".encode()[:16].ljust(16)
    alone = zeros + b"%08x  %b\n%08x\n" % (0x210, line.hex(" ").encode(), 0x220)
    assert [
        hit.parts["value"].reveal() for hit in engine.scan(alone.replace(bytes(2).hex(" ").encode(), b"20 20"))
    ] == [secret]


def test_a_dump_of_long_lines(engine: Engine) -> None:
    raw = f"{URL}\nGL={TOKEN}\n".encode().ljust(128)
    lines = [
        b"%08x: %b  %b\n" % (at, raw[at : at + 32].hex(" ", -2).encode(), shown(raw[at : at + 32]))
        for at in range(0, len(raw), 32)
    ]
    assert [found[:2] for found in typed(engine, b"".join(lines))] == [
        ("postgres-url", PASSWORD),
        ("gitlab-token", TOKEN),
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:2] + lines[3:],  # one of its lines is missing
        lambda lines: [line.replace(b"00000020", b"00000021") for line in lines],
        lambda lines: [line.replace(b": ", b": z") for line in lines],
    ],
)
def test_lines_of_numbers_are_no_dump(engine: Engine, spoil: Callable[[list[bytes]], list[bytes]]) -> None:
    lines = dumped(f"x={URL}\n".encode(), lambda at, piece: b"%08x: %b" % (at, piece.hex(" ", -2).encode()))
    assert typed(engine, lines)
    assert typed(engine, b"\n".join(spoil(lines.splitlines()))) == []


def test_what_is_compressed_begins_with_its_run(engine: Engine) -> None:
    """Whatever its time makes of it: letters in it that are a word by chance, at another place in their group."""
    for made_at in (132037179, 297352021, 736402478, 952170551, 1007991147, 1282800235, 1316077898):
        data = b64(b64(gzip.compress(f"x {TOKEN}\n".encode(), mtime=made_at)))
        assert typed(engine, data + b"\n") == [("gitlab-token", TOKEN, 1, 1)], made_at


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("width", [64, 76])
@pytest.mark.parametrize("between", ["\n", "\r\n", "\n    ", "\\n", '\\n" +\n  "', "\n2026-01-02T03:04:05.678Z "])
def test_wrapped(engine: Engine, between: str, width: int, kind: str) -> None:
    """Wherever it stands in them, as long as one of two words that tell is whole; all of the run is pointed at."""
    text, value = VALUES[kind]
    for before in range(0, 3 * width, 17):
        run = b64(f"{made(ALNUM, before)} secret {text} {made(ALNUM, 100)}".encode()).decode()
        lines = textwrap.wrap(run, width)
        first = between.replace("\n", "", 1) if between.startswith(("\n", "\r\n")) else ""
        data = f"k: |\n{first}{between.join(lines)}\nlast, line\n"
        assert typed(engine, data.encode()) == [(kind, value, 2, data.count("\n") - 1)], before


@given(st.binary(max_size=40), st.binary(max_size=40), st.sampled_from([*VALUES]), st.booleans())
@example(b"\0\0\x1e$\0\0", b"", "gitlab-token", False)  # noqa: FBT003 - a column; three letters on, it begins like zlib
@settings(max_examples=200, deadline=None)
def test_whatever_bytes_stand_around(before: bytes, after: bytes, kind: str, safe: bool) -> None:  # noqa: FBT001
    text, value = VALUES[kind]
    raw = before + b" " + text.encode() + b" " + after
    data = base64.urlsafe_b64encode(raw) if safe else b64(raw)
    assert (kind, value, 1, 1) in typed(compiled.engine(), data)


@given(st.binary(min_size=4, max_size=12), st.binary(max_size=9), st.binary(max_size=5))
def test_a_trigger_matches_and_tells_where_the_group_begins(word: bytes, before: bytes, after: bytes) -> None:
    form, pattern, *_ = base64_of(word, len(before) % 3)
    for run in (b64(before + word + after), base64.urlsafe_b64encode(before + word + after)):
        ends = [re.compile(pattern).match(run.decode(), at) for at in range(len(run))]
        at = {(found.end() - form) % 4 for found in ends if found}
        assert 0 in at


def test_the_same_credential_is_one_whatever_it_wears(engine: Engine) -> None:
    plain, encoded_too = engine.scan(f"{URL}\n".encode() + b64(URL.encode()))
    assert plain.type
    assert plain.type.canonical(plain.parts) == plain.type.canonical(encoded_too.parts)
    assert (encoded_too.line, encoded_too.start, encoded_too.end) == (2, 0, len(b64(URL.encode())))


def test_parts_that_are_encoded_apart_are_joined(engine: Engine) -> None:
    """As in a Kubernetes Secret."""
    key, app = made(HEX, 32), made(HEX, 40)
    lines = [b"data:", b"  a: " + b64(f"DD_API_KEY={key}".encode()), b"  b: " + b64(f"DATADOG_APP_KEY={app}".encode())]
    found = [hit.parts for hit in engine.scan(b"\n".join(lines)) if hit.type is datadog.APP]
    assert [(parts["key"].reveal(), parts["api_key"].reveal()) for parts in found] == [(app, key)]


def test_of_a_long_run_the_part_is_pointed_at(engine: Engine) -> None:
    """An embedded file of a megabyte, once, wherever the buffers' edges are."""
    noise = random.Random(7).randbytes(CORE)  # noqa: S311 - not for security
    for at in (100, CORE * 3 // 4 - 40, CORE * 3 // 4 - 9, CORE * 3 // 4 + 1, CORE):
        raw = noise[:at] + f" {URL} ".encode() + noise[:200_000]
        [hit] = [hit for hit in engine.scan(b"x = '" + b64(raw) + b"'\n") if hit.type]
        assert hit.parts["password"].reveal() == PASSWORD
        assert (hit.start, hit.end) == (5 + (at + 1) * 4 // 3, 5 - (-(at + 1 + len(URL)) * 4 // 3))


@pytest.mark.parametrize("mask", ["***", "[secure]", "****************", "xxxxxxxxxxxxxxxx"])
@pytest.mark.parametrize("form", FORMS)
def test_a_masked_value_is_none(engine: Engine, mask: str, form: str) -> None:
    """What is random to look at in the run itself may be a lead; never what was masked in it."""
    for text in (f"postgres://app:{mask}@db/orders", f"GITLAB_TOKEN={mask}", f"glpat-{mask}"):
        hits = list(engine.scan(FORMS[form](text.encode())))
        assert [hit for hit in hits if hit.type or mask in hit.parts["value"].reveal()] == []


def test_a_masked_value_in_base64_is_no_lead(engine: Engine) -> None:
    for name in ("dsn", "password", "DB_SECRET"):
        assert list(engine.scan(json.dumps({name: b64(b"postgres://app:***@db/orders").decode()}).encode())) == []


def test_the_depth_is_bounded() -> None:
    engine = compiled.engine()
    run = json.dumps({"token": TOKEN}).encode()
    for depth in range(1, 6):
        run = json.dumps({"token": b64(run).decode()}).encode()
        found = [hit.parts["token"].reveal() for hit in engine.scan(run) if hit.type]
        assert found == ([TOKEN] if depth <= DEPTH else []), depth


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress, bz2.compress, lzma.compress])
def test_a_bomb_in_base64(engine: Engine, compress: Callable[[bytes], bytes]) -> None:
    bomb = b64(compress(b"\0" * (64 << 20)))
    start = time.thread_time()
    assert list(engine.scan(bomb)) == []
    assert time.thread_time() - start < 2


def test_what_comes_of_a_buffer_is_bounded() -> None:
    bomb = b64(gzip.compress(b"\0" * (2 << 20), mtime=0))
    data = b"\n".join([bomb] * 300)
    ends = [found.end() for found in re.finditer(rb"H4sI[AC]\w{7}", data)]
    text = decoded(data, {Form.BASE64_0: ends})
    assert text is not None
    assert len(text.data) < 6 << 20


@pytest.mark.parametrize("columns", [10**6, 76])
def test_a_long_run_is_decoded_piece_by_piece_whatever_points_at_it(columns: int) -> None:
    plain = "".join(f"a line of text, number {at}\n" for at in range(3000)).encode()
    letters = b64(plain)
    data = b"\n".join(letters[at : at + columns] for at in range(0, len(letters), columns))
    numbers = {at: at - at // (columns + 1) for at in range(400, len(data) - 400) if b"\n" not in data[at - 1 : at + 3]}
    firsts = [at for at, number in numbers.items() if number % 4 == 0][::10]  # where a group begins
    ends = {Form.BASE64_0: firsts, Form.BASE64_3: [at + 3 for at in firsts]}
    text = decoded(data, ends)
    assert text is not None
    assert len(text.data) < 2.5 * len(plain)  # pieces overlap
    for line in plain.splitlines(keepends=True):
        first = text.data.index(line)
        low, high = text.span(first, first + len(line))
        number, last = (at - at // (columns + 1) for at in (low, high))
        assert line in base64.b64decode(letters[number // 4 * 4 : -(-last // 4) * 4])


MOST = 0.5  # seconds; what goes over it again and again takes many
HOSTILE = {
    "base64 in base64 in base64": b64(b64(b64(b"://, " * 15000)))[:100_000],
    "one run of words": b64(b"://, " * 15000)[:100_000],
    "runs of words": b64(b"://, ://, ") + b" ",
    "gzip, again and again": b"H4sIAAAAAAAAAAA=\n",
    "gzip in one run": b"H4sIAAAAAAAA" * 9000,
    "zlib, again and again": b"eJw" + b"A" * 50 + b"\n",
    "lines": (b64(b"://,  " * 9)[:64] + b"\n"),
    "escaped ends of lines": (b64(b"://,  " * 9)[:64] + b"\\n"),
    "hex": b"://, ://,".hex().encode() + b" ",
    "hex in one run": b"://, ://,".hex().encode(),
    "UTF-16": "://, ".encode("utf-16-le"),
    "lists, again and again": b"byte{65,66,67,68,69,70,71,72,73},",
    "one list": b"byte{" + b"104,116,116,112,58,47,47," * 4000,
    "octal": rb"\150\164\164\160\072\057\057",
    "braces": rb"\u{3a}\u{2f}\u{2f}",
    "dumps, again and again": b"00000000: 41\n00000001: 42\n00000010: 4142 4344 \n",
    "lines of a dump that do not follow": b"00000010: 4142 4344 \n",
    "what may be offsets": b"0010 0020 0030 0040 0050 00000010  41 \n",
    "nothing but NUL": b"p\0a\0s\0s\0w\0o\0r\0d" + b"\0" * 90,
}


@pytest.mark.parametrize("form", HOSTILE)
def test_a_hundred_kilobytes_of_it_take_no_time(engine: Engine, form: str) -> None:
    piece = HOSTILE[form]
    data = (piece * (100_000 // len(piece) + 1))[:100_000]
    assert min(seconds(engine, data) for _ in range(3)) < MOST


def seconds(engine: Engine, data: bytes) -> float:
    """Of this thread's own time; the best of three is asked for, since others use the machine as well."""
    start = time.thread_time()
    for _ in engine.scan(data):
        pass
    return time.thread_time() - start


def test_a_small_file_that_swells_costs_no_time(engine: Engine) -> None:
    """What comes out of it is full of words, of which each points at something."""
    bomb = b64(gzip.compress(b"password=" * 100_000))
    data = b"".join(b'token = "%b"\n' % bomb for _ in range(100_000 // len(bomb)))
    start = time.thread_time()
    assert list(engine.scan(data)) == []
    assert time.thread_time() - start < 3  # of a machine that others use as well


def test_the_triggers_have_one_order() -> None:
    """Whatever the seed of the hashes: the cache of compiled patterns is found by what they are."""
    script = (
        "import hashlib; from agent.scan import triggers; from detectors.registry import DETECTORS;"
        "print(hashlib.sha256(repr(list(triggers.table(DETECTORS))).encode()).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in "1357"
    }
    assert len(told) == 1


def attached(name: str, body: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first.bin", random.Random(7).randbytes(20_000))  # noqa: S311 - nothing secret
        archive.writestr(name, body)
    return held.getvalue()


PAGE = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + zlib.compress(b"BT (" + URL.encode() + b") Tj ET")
FILES = {
    "zip": attached("a/.env", URL.encode()),
    "zip in a zip": attached("a.jar", attached("a.properties", URL.encode())),
    "Word": attached("word/document.xml", f"<w:p><w:t>{URL[:12]}</w:t><w:t>{URL[12:]}</w:t></w:p>".encode()),
    "PDF": PAGE + b"\nendstream\nendobj\n",
}


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("way", ["on one line", "wrapped"])
def test_files_that_are_attached_are_read(engine: Engine, form: str, way: str) -> None:
    """In mails, and as what a function of a cloud is made of. A file in it may begin a line as the archive does."""
    raw = b64(FILES[form])
    if way == "on one line":
        assert typed(engine, b'{"ZipFile": "' + raw + b'"}') == [("postgres-url", PASSWORD, 1, 1)]
        return
    mail = b"Content-Transfer-Encoding: base64\n\n" + b"\n".join(re.findall(rb".{1,76}", raw)) + b"\n\n--\n"
    [(name, value, first, last)] = typed(engine, mail)
    assert (name, value, first) == ("postgres-url", PASSWORD, 3)
    assert last <= mail.count(b"\n")


@pytest.mark.parametrize("at", [1, 2])
def test_a_line_of_a_run_may_begin_with_any_letter(engine: Engine, at: int) -> None:
    """Also as the mark of an added line does."""
    chance = random.Random(7)  # noqa: S311 - nothing secret
    tried = (b64(gzip.compress(chance.randbytes(150) + b"\n" + URL.encode() + b"\n", mtime=0)) for _ in range(2000))
    wrapped = (re.findall(rb".{1,76}", raw) for raw in tried)
    lines = next(each for each in wrapped if each[at].startswith(b"+"))
    assert typed(engine, b"x: |\n" + b"\n".join(lines) + b"\n") == [("postgres-url", PASSWORD, 2, len(lines) + 1)]


def test_added_lines_of_a_run_are_read_without_their_marks(engine: Engine) -> None:
    raw = b64(gzip.compress(random.Random(7).randbytes(150) + b"\n" + URL.encode() + b"\n", mtime=0))  # noqa: S311
    lines = re.findall(rb".{1,76}", raw)
    assert typed(engine, b"".join(b"+" + line + b"\n" for line in lines)) == [("postgres-url", PASSWORD, 1, len(lines))]


def test_a_hostile_attachment_costs_no_more_than_another(engine: Engine) -> None:
    """A bomb, and one of many members."""
    bomb = attached("a", b"0" * (64 << 20))
    begun = time.process_time()
    assert typed(engine, b64(bomb)) == []
    assert time.process_time() - begun < 5


def test_a_hole_before_a_log_does_not_make_it_binary(engine: Engine) -> None:
    line = b"db_password = " + PASSWORD.encode() + b"\n"
    for hole in (64, 9000):
        assert [hit.line for hit in engine.scan(b"\0" * hole + line)] == [1]
    assert [*engine.scan(b"\0" * 64 + line + b"\0" + line)] == []


def test_utf_32_of_either_order_is_announced(engine: Engine) -> None:
    for name in ("utf-32-le", "utf-32-be"):
        data = f"\ufeffdsn = {URL}\n".encode(name)
        assert decode.encoding(data[:4]) == name
        text = b"".join(decode.to_utf8([data], name))
        assert [value for _, value, _, _ in typed(engine, text)] == [PASSWORD]


@pytest.mark.parametrize("before", ["+  ", "+\t", '    + "', "+ ", "+"])
def test_lines_of_a_run_behind_a_mark_and_blanks_are_read(engine: Engine, before: str) -> None:
    """An indented block that a patch adds, and strings that are joined."""
    raw = b64(gzip.compress(random.Random(7).randbytes(150) + b"\n" + URL.encode() + b"\n", mtime=0)).decode()  # noqa: S311
    after = '"' if before.endswith('"') else ""
    lines = [f"{before}{line}{after}\n" for line in re.findall(r".{1,76}", raw)]
    assert typed(engine, "".join(lines).encode()) == [("postgres-url", PASSWORD, 1, len(lines))]


def test_what_is_wrong_with_an_attached_file_is_no_trouble(engine: Engine) -> None:
    """Of a PDF whose text has no size, say."""
    page = b"BT /F1 1e-200 Tf 1e-200 0 0 1e-200 0 0 Tm (a) Tj 1e-200 0 0 1e-200 5 0 Tm (b) Tj ET"
    pdf = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + zlib.compress(page) + b"\nendstream\nendobj\n"
    data = b"data: " + b64(pdf) + b"\ntoken: " + TOKEN.encode() + b"\n"
    assert [value for _, value, _, _ in typed(engine, data)] == [TOKEN]
