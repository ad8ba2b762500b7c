"""Runs of base64, hex and UTF-16 are found by the words in them, decoded, and pointed at where they stand."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import random
import re
import subprocess
import sys
import textwrap
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.scan.encoded.decoding import DEPTH, decoded
from agent.scan.engine import CORE, Engine
from agent.scan.triggers import Form, base64_of
from detectors import datadog
from detectors.forms import ALNUM, HEX, UPPER, made
from tests.sims import compiled
from tests.sims.disguised import LISTS, PASSWORD, TOKEN, URL, VALUES, b64, typed


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


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
