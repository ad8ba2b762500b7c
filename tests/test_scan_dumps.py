"""Lists of numbers and dumps of bytes are read as the text that they are, and pointed at where they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.scan.engine import Engine
from detectors.forms import ALNUM, made
from tests.sims import compiled
from tests.sims.disguised import LISTS, PASSWORD, TOKEN, URL, VALUES, numbers, typed


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


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
