"""The engine: what it finds must not depend on where in the bytes it stands."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from agent.scan.engine import CORE, Engine
from agent.scan.gitpack import Unpacked
from agent.scan.hits import Hit, holds
from agent.scan.lineage import Lineage
from detectors import aws, pem, registry
from detectors.base import CredentialType, Detector
from detectors.forms import ALNUM, made, one
from detectors.postgres import DETECTORS
from tests.sims import compiled

PASSWORD = "s3cr" + "et-Pw9"
URL = f"postgres://app:{PASSWORD}@db/orders"
PEM_TEXT, PEM_KEY = pem.DETECTOR.examples[0]
LEAD = "f3A9kLmQ72" + "xZbV81"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def shown(hit: Hit) -> tuple[str, str, int, int, int, int]:
    secret = next(name for name in ("password", "token", "secret_id", "key", "value") if name in hit.parts)
    name = hit.type.name if hit.type else hit.kind
    return name, hit.parts[secret].reveal(), hit.line, hit.start, hit.end_line, hit.end


def test_lines_and_columns(engine: Engine) -> None:
    data = f"first\n  {URL}\n{PEM_TEXT}\nlast\n".encode()
    height = PEM_TEXT.count("\n")
    assert [shown(hit) for hit in engine.scan(data)] == [
        ("postgres-url", PASSWORD, 2, 2, 2, 2 + len(URL)),
        ("pem-private-key", PEM_KEY, 3, 0, 3 + height, len(PEM_TEXT.rsplit("\n", 1)[1])),
    ]


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\xff\xfe\xfd ",
        "žluť ".encode(),
        b"\xe2\x82 ",
        b"\x00\x01\x00 ",
        b"\x1b[31m",
        b"\x1b[1;31mDSN\x1b[0m=\x1b[32m",
        b"progress 1%\rprogress 2%\r",
        "\u202e ".encode(),
    ],
)
def test_bytes_around_do_not_hide_it(engine: Engine, before: bytes) -> None:
    hits = list(engine.scan(b"line\n" + before + URL.encode() + b"\xff\n"))
    assert [(each.type and each.type.name, each.parts["password"].reveal(), each.line) for each in hits] == [
        ("postgres-url", PASSWORD, 2)
    ]


def test_columns_count_characters(engine: Engine) -> None:
    [hit] = engine.scan(f"žluťoučký kůň {URL}".encode())
    assert (hit.start, hit.end) == (14, 14 + len(URL))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_encodings_with_a_mark(engine: Engine, encoding: str) -> None:
    text = f"ž first\n{URL}\n" if encoding != "utf-16-be" else f"\ufeffž first\n{URL}\n"
    hits = list(engine.scan(text.encode(encoding)))
    assert [shown(hit) for hit in hits] == [("postgres-url", PASSWORD, 2, 0, 2, len(URL))]


@pytest.mark.parametrize("marks", [1, 2, 3000])
def test_a_line_begins_behind_marks(engine: Engine, marks: int) -> None:
    """And of thousands, which somebody may write to have us fail, none is too many."""
    text = "\ufeff" * marks + PEM_TEXT + f"\nrequirepass {LEAD}\n"
    assert [shown(hit)[1:4] for hit in engine.scan(text.encode()) if hit.type] == [
        (PEM_KEY, 1, marks),
        (LEAD, 2 + PEM_TEXT.count("\n"), 0),
    ]


@pytest.mark.parametrize("signs", [2, 3, 2500])
def test_a_service_message_is_undone_once(engine: Engine, signs: int) -> None:
    """What is one again then was meant as a text; and thousands in each other end no scanner."""
    text = "#" * signs + f"teamcity[message text='{URL}']"
    assert [shown(hit)[1] for hit in engine.scan(text.encode()) if hit.type] == [PASSWORD]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("before", ["", "žluť\n", "x" * 60 + "\n"])
def test_a_value_is_where_it_is_stored(engine: Engine, encoding: str, before: str) -> None:
    """The bytes of the file at the offsets are the value, whatever its encoding and what stands before it."""
    data = f'{before}DSN={URL}\nkey = "{LEAD}"\n'.encode(encoding)
    plain = encoding.removesuffix("-sig") + ("-le" if encoding in {"utf-16", "utf-32"} else "")
    stored = [data[hit.value[0] : hit.value[1]].decode(plain) for hit in engine.scan(data) if hit.type]
    assert stored == [PASSWORD]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_a_value_behind_a_cut_character_is_where_it_is_stored(engine: Engine, encoding: str, before: str) -> None:
    """Blocks end anywhere, also within a character."""
    data = (before + "ž€\U0001f600\n" * (CORE // 6) + f"DSN={URL}\n").encode(encoding)
    [hit] = [hit for hit in engine.scan(data) if hit.type]
    plain = encoding + ("" if encoding == "utf-8" else "-le")
    assert data[hit.value[0] : hit.value[1]].decode(plain) == PASSWORD


def test_the_value_of_a_key_has_no_blanks_around_it() -> None:
    text, key = pem.DETECTOR.examples[2]  # a block with CRLF
    [hit] = Engine([pem.DETECTOR], None, leads=False, decoders=False).scan(text.encode())
    stored = text[hit.value[0] : hit.value[1]]
    assert (stored.strip(), stored.replace("\r\n", "")) == (stored, key)


def test_a_value_in_a_part_is_where_it_is_in_the_whole(engine: Engine) -> None:
    data = f"ž one\ntwo {URL} \nlast {URL} \n".encode()
    whole = [hit.value for hit in engine.scan(data)]
    assert [data[first:last].decode() for first, last in whole] == [PASSWORD, PASSWORD]
    for cut in range(0, len(data), 5):
        first = engine.stream([data[:cut]], after=data[cut:])
        second = engine.stream([data[cut:]], before=data[:cut], offset=cut)
        assert [hit.value for hit in (*first, *second)] == whole, cut


def test_the_value_of_a_companion_is_where_the_companion_is() -> None:
    key, made_up = "AKIA" + "QNZGKIQY56JQ7WML", "q9Xc7Lr2Tu7VbWnZ4sHk" + "PdQ8wE1rT5yU3iO6pA0s"
    data = f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {made_up}\n".encode()
    [hit] = [
        hit for hit in Engine(aws.DETECTORS, None, leads=False, decoders=False).scan(data) if "secret" in hit.parts
    ]
    assert data[hit.value[0] : hit.value[1]].decode() == made_up


@pytest.mark.parametrize("thing", [URL, PEM_TEXT], ids=["url", "pem"])
@pytest.mark.parametrize("filler", [b"x" * 79 + b"\n", b"x" * 79 + b" "], ids=["lines", "one line"])
def test_every_position_around_an_edge_is_found_once(engine: Engine, thing: str, filler: bytes) -> None:
    """At the beginning, at the end, and across the edge of the first window at many offsets."""
    raw = thing.encode()
    text = filler * (CORE * 2 // len(filler))
    context = engine.reach
    offsets = {0, len(text) - len(raw) - 1}
    for edge in (CORE, CORE - context, CORE + context):
        offsets |= {edge + shift for shift in (-len(raw) - 1, -len(raw), -len(raw) + 1, -len(raw) // 2, -1, 0, 1)}
    for offset in sorted(offsets):
        data = text[:offset] + b" " + raw + b" " + text[offset + len(raw) + 2 :]
        hits = list(engine.scan(data))
        assert [(shown(hit)[0], shown(hit)[2:4]) for hit in hits] == [
            ("postgres-url" if thing is URL else "pem-private-key", _position(data, offset + 1))
        ], offset


def _position(data: bytes, offset: int) -> tuple[int, int]:
    return data.count(b"\n", 0, offset) + 1, offset - (data.rfind(b"\n", 0, offset) + 1)


def test_many_on_one_long_line_are_all_found(engine: Engine) -> None:
    """Closer together than a window is long, so that windows merge and are cut again."""
    passwords = [f"{PASSWORD}{number:06}" for number in range(4_000)]
    urls = [f"postgres://app:{password}@db/orders" for password in passwords]
    hits = list(engine.scan(" ".join(urls).encode()))
    assert [hit.parts["password"].reveal() for hit in hits] == passwords
    step = len(urls[0]) + 1
    assert [hit.start for hit in hits] == [number * step for number in range(4_000)]


def test_parts_of_a_stream_meet_at_their_seams(engine: Engine) -> None:
    """Cut anywhere into two parts, each with its surroundings: one hit in all, with the same line."""
    data = f"one\ntwo\n{PEM_TEXT}\nlast {URL} \n".encode()
    whole = [shown(hit) for hit in engine.scan(data)]
    for cut in range(1, len(data), 7):
        line = data.count(b"\n", 0, cut) + 1
        first = engine.stream([data[:cut]], after=data[cut:])
        second = engine.stream([data[cut:]], before=data[:cut], line=line)
        assert [shown(hit) for hit in (*first, *second)] == whole, cut


def test_what_is_finished_later_is_found_then(engine: Engine) -> None:
    """A log is read up to the middle of a key; the key belongs to the part that ends it."""
    data = PEM_TEXT.encode()
    half = data.index(b"\n", len(data) // 2) + 1
    assert list(engine.stream([data[:half]])) == []
    [hit] = engine.stream([data[half:]], before=data[:half], line=data.count(b"\n", 0, half) + 1)
    assert shown(hit)[:3] == ("pem-private-key", PEM_KEY, 1)


def test_a_typed_hit_beats_the_lead_that_it_touches(engine: Engine) -> None:
    text = f'POSTGRES_PASSWORD="{LEAD}"\nPAYMENT_PASSWORD="{LEAD}"\n'
    assert [shown(hit)[:3] for hit in engine.scan(text.encode())] == [
        ("postgres-url", LEAD, 1),
        ("assigned password", LEAD, 2),
    ]


def test_a_longer_typed_hit_beats_one_inside_it(engine: Engine) -> None:
    token = "hvs." + "kQ7mZt2XwR9" + "bNc4LpVf8sHyD"
    assert [shown(hit)[:2] for hit in engine.scan(f"postgres://app:{token}@db/x".encode())] == [("postgres-url", token)]


def test_a_repeated_line_is_found_each_time(engine: Engine) -> None:
    data = f"{URL}\nsomething else\n".encode() * 50
    assert [hit.line for hit in engine.scan(data)] == list(range(1, 100, 2))


def test_binaries_have_typed_hits_but_no_leads(engine: Engine) -> None:
    data = b"\x7fELF\0\0\0" + f' api_key = "{LEAD}"\n {URL} '.encode()
    assert [shown(hit)[:2] for hit in engine.scan(data)] == [("postgres-url", PASSWORD)]


def test_a_hit_never_shows_its_value(engine: Engine) -> None:
    assert PASSWORD not in repr(list(engine.scan(URL.encode())))


def test_the_compiled_patterns_are_kept_and_used(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    Engine(DETECTORS, cache, decoders=False)
    [file] = cache.iterdir()
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.stat().st_ino
    assert [shown(hit)[1] for hit in Engine(DETECTORS, cache, decoders=False).scan(URL.encode())] == [PASSWORD]
    assert file.stat().st_ino == before
    Engine(DETECTORS[:1], cache, decoders=False)
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize(
    "change", [{"keywords": ("nnot_", "nn_")}, {"prefilter": "nnot_"}, {"prefilter": "nn[a-z]{2}_"}]
)
def test_what_was_compiled_for_other_patterns_is_not_used(tmp_path: Path, change: dict[str, Any]) -> None:
    value = "nnot_" + "aB3d" * 4
    before = Detector(
        CredentialType("nn", "N", ("token",), frozenset({"token"}), ("token",)),
        ("nnot_",),
        r"(?P<token>nnot_\w{16})",
        ((value, value),),
        (),
    )
    for number, detector in enumerate((before, replace(before, **change))):
        engine = Engine([detector], tmp_path / "cache", leads=False, decoders=False)
        assert [hit.parts["token"].reveal() for hit in engine.scan(value.encode())] == [value]
        assert len(list((tmp_path / "cache").iterdir())) == number + 1


def test_a_damaged_cache_is_compiled_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    Engine(DETECTORS, cache, decoders=False)
    [file] = cache.iterdir()
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    assert [shown(hit)[1] for hit in Engine(DETECTORS, cache, decoders=False).scan(URL.encode())] == [PASSWORD]
    assert file.read_bytes() != bytes(raw)


def test_a_cache_that_others_can_write_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    os.chmod(cache, 0o777)  # noqa: PTH101, S103 - exactly what must be refused
    assert [shown(hit)[1] for hit in Engine(DETECTORS, cache, decoders=False).scan(URL.encode())] == [PASSWORD]
    assert list(cache.iterdir()) == []


def test_a_path_decides_afterwards() -> None:
    kind = one("netrc-like", "line of a file", part="password")
    gated = Detector(
        type=kind,
        keywords=("passw",),
        pattern=r"\bpassw(?:or)?d\s*[ =]\s*(?P<password>\S+)",
        examples=(),
        near_misses=(),
        paths=(".netrc", "*_netrc"),
    )
    engine = Engine([gated], None, decoders=False)
    data = f'password = "{LEAD}"\n'.encode()
    everything = list(engine.scan(data, None))
    assert [hit.type for hit in everything] == [kind, None]
    under = {
        path: [hit.type for hit in everything if holds(hit, path)]
        for path in ("home/.netrc", "C:\\_netrc", "src/.env", "web/yarn.lock", "")
    }
    assert under == {
        "home/.netrc": [kind],
        "C:\\_netrc": [kind],
        "src/.env": [None],
        "web/yarn.lock": [],
        "": [None],
    }
    assert all([hit.type for hit in engine.scan(data, path)] == types for path, types in under.items())
    assert engine.context("a/.netrc") != engine.context("a/.env") == engine.context("b/c")


def test_what_is_general_gives_way_to_what_is_typed() -> None:
    header = Detector(
        type=one("header", "header"),
        keywords=("bearer",),
        pattern=r"(?i:bearer) (?P<token>\S+)",
        examples=(),
        near_misses=(),
        general=True,
    )
    both = Engine([*DETECTORS, header], None, decoders=False)
    assert [hit.type and hit.type.name for hit in both.scan(f"Bearer {URL}".encode())] == ["postgres-url"]
    assert [hit.type and hit.type.name for hit in both.scan(b"Bearer abc")] == ["header"]


def test_many_texts_in_one_buffer_are_as_each_alone(engine: Engine) -> None:
    """Whatever stands beside them: the end of a match, or of its window, in the next text is none."""
    texts = [
        f"one {URL}",
        "",
        PEM_TEXT,
        f'\0 api_key = "{LEAD}"',
        f'api_key = "{LEAD}"',
        URL[: len(URL) // 2],
        URL[9:],
        "x\n",
    ]
    raw = [text.encode() for text in texts * 2]
    pieces: list[tuple[int, int]] = []
    buffer = bytearray()
    for each in raw:
        buffer += b"0 blob\n"
        pieces.append((len(buffer), len(buffer) + len(each)))
        buffer += each + b"\n"
    buffer += f"what was here before {URL}".encode()
    swept = {number: [shown(hit) for hit in hits] for number, hits in engine.sweep(buffer, pieces)}
    found = {number: hits for number, hits in swept.items() if hits}
    alone = {number: [shown(hit) for hit in engine.scan(each, path=None)] for number, each in enumerate(raw)}
    assert found == {number: hits for number, hits in alone.items() if hits}
    told = {hit[0] for hits in found.values() for hit in hits}
    assert told >= {"postgres-url", "pem-private-key", "assigned secret"}


def test_every_example_is_found_among_others_as_alone(engine: Engine) -> None:
    """A pattern that counts on the beginning or the end of a file must take the end of a line for it as well."""
    texts = [text.encode() for detector in registry.DETECTORS for text, _ in detector.examples if len(text) < 20_000]
    buffer, pieces = bytearray(), list[tuple[int, int]]()
    for each in texts:
        buffer += b"0 blob\n"
        pieces.append((len(buffer), len(buffer) + len(each)))
        buffer += each + b"\n"
    found = {number: [spots(hit) for hit in hits] for number, hits in engine.sweep(buffer, pieces)}
    alone = {number: [spots(hit) for hit in engine.scan(each, path=None)] for number, each in enumerate(texts)}
    assert {texts[number] for number in alone if found.get(number, []) != alone[number]} == set()
    assert len(found) > len(texts) * 0.9


def test_a_value_that_is_all_of_a_text_is_found_there_and_nowhere_else(engine: Engine) -> None:
    """`config/master.key`: there is nothing else that could tell of it, and hashes are everywhere."""
    key = made("0123456789abcdef", 32, "alone").encode()
    texts = [key, b"\n" + key + b"\r\n", b"plain", key + b" " * 40, key + b"  app.tar", b"# the key\n" + key, b""]
    found = [[spots(hit) for hit in engine.scan(text, path="config/master.key")] for text in texts]
    master = "rails-master-key"
    assert found == [[(master, 1, (0, 32))], [(master, 1, (1, 33))], [], [], [], [], []]
    assert [*engine.scan(key, path="README")] == []
    buffer, pieces = bytearray(), list[tuple[int, int]]()
    for text in texts:
        pieces.append((len(buffer), len(buffer) + len(text)))
        buffer += text + b"\n"
    held = partial(holds, path="config/master.key")
    swept = {number: [*map(spots, filter(held, hits))] for number, hits in engine.sweep(buffer, pieces)}
    blobs = [Unpacked((0, number), text) for number, text in enumerate(texts)]
    versions = [
        [*map(spots, filter(held, hits))] for hits in Lineage(engine.prefilter, engine.looked, 1000).hits(blobs)
    ]
    assert [swept.get(number, []) for number in range(len(texts))] == found == versions


def spots(hit: Hit) -> tuple[str, int, tuple[int, int]]:
    return hit.type.name if hit.type else hit.kind, hit.line, hit.value


def test_what_ends_with_a_text_is_found_though_another_follows() -> None:
    kind = CredentialType("x-y", "X", ("token",), frozenset({"token"}), ("token",))
    hexes = Detector(kind, ("z",), r"(?P<token>z[0-9]{7})$", (), (), prefilter=r"(?:^|\n)z[0-9]{7}(?:\r?\n|$)")
    engine = Engine([hexes], None, leads=False)
    buffer = bytearray(b"z1234567\nz1234567\n\nz1234567 \nz1234567")
    pieces = [(0, 8), (9, 17), (18, 18), (19, 28), (29, 37)]
    assert [number for number, hits in engine.sweep(buffer, pieces) for _ in hits] == [0, 1, 4]


@pytest.mark.parametrize("path", ["app.env", "tests/app.env", None])
@pytest.mark.parametrize("most", [0, 1, 20, 300])
def test_of_very_many_leads_the_first_are_found_and_one_besides(engine: Engine, path: str | None, most: int) -> None:
    strong = [made(ALNUM, 40, str(at)) for at in range(500)]  # which holds in tests, too
    lines = [f"password_{at} = 'Zk7w{at:03d}q!Ru'\nsecret_{at}: '{each}'\n" for at, each in enumerate(strong)]
    text = ("".join(lines) + URL + "\n").encode()
    every = list(engine.scan(text, path))
    some = list(engine.scan(text, path, most))
    [(_, swept)] = engine.sweep(bytearray(text), [(0, len(text))], None if path is None else [path], most)
    leads = [hit for hit in every if hit.type is None]
    assert len(leads) > 301
    for hits in (some, list(swept)):
        first = [hit for hit in hits if hit.type is None]
        assert first[: most + 1] == leads[: most + 1]
        assert len(first) < len(leads)
        assert [hit for hit in hits if hit.type] == [hit for hit in every if hit.type]
