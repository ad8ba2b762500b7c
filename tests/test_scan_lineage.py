"""What is found in a version of a file by its lineage is what is found in it alone."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping, Sequence
from itertools import count

import pytest

from agent.scan import lineage as lineage_module
from agent.scan.gitpack import Copy, Unpacked
from agent.scan.hits import Hit
from agent.scan.lineage import Lineage
from agent.scan.patterns import Prefilter, Sought
from agent.scan.windows import Look
from detectors.forms import ALNUM, made
from detectors.registry import DETECTORS
from tests.sims import compiled

_NUMBERS = count()
_TOKEN = next(text for each in DETECTORS if each.type.name == "postgres-url" for text, _ in each.examples)


def _ends(prefilter: Prefilter, blobs: list[Unpacked]) -> list[Mapping[int, Sequence[int]]]:
    """Where something is to be looked at; everywhere there is something, so that each version is looked at."""
    asked: list[Mapping[int, Sequence[int]]] = []

    def looked(text: bytes, where: Mapping[int, Sequence[int]], _most: int | None) -> tuple[list[Hit], list[Look]]:
        if where:
            asked.append(where)
        return [], [Look(number, 0, len(text), is_empty=False) for number in where]

    for hits in Lineage(prefilter, looked, 1000).hits(blobs):
        assert hits == []
    return asked


def derived(seed: random.Random, base: Unpacked, words: list[bytes]) -> Unpacked:
    """A version in which pieces of another stand in some order, with something new between them."""
    cuts = sorted(seed.sample(range(len(base.text) + 1), min(len(base.text), seed.choice((0, 1, 2, 6)))))
    pieces = list(zip([0, *cuts], [*cuts, len(base.text)], strict=True))
    if seed.random() < 0.3:
        seed.shuffle(pieces)
    text = bytearray()
    copies: list[Copy] = []
    for first, last in pieces:
        if seed.random() < 0.15:
            continue
        if last > first:
            copies.append((len(text), first, last - first))
            text += base.text[first:last]
        if seed.random() < 0.6:
            word = seed.choice(words)
            at = seed.randrange(len(word) + 1)
            text += seed.choice((word, word[:at], word[at:], b"\n", b""))
    return Unpacked((0, next(_NUMBERS)), bytes(text), base.key, len(base.text), copies)


@pytest.mark.parametrize("number", range(3))
def test_versions_hold_what_each_holds_alone(number: int) -> None:
    seed = random.Random(number)  # noqa: S311 - no security
    engine = compiled.engine()
    words = [text.encode() for each in seed.sample(DETECTORS, 120) for text, _ in each.examples]
    lines = [b"plain words of a line", b"", b"    return value", *words]
    first = Unpacked((0, next(_NUMBERS)), b"\n".join(seed.choice(lines) for _ in range(120)))
    family = [first]
    for _ in range(60):
        family.append(derived(seed, seed.choice(family[-4:]), words))
    lineage = Lineage(engine.prefilter, engine.looked, 1000)
    found = 0
    for batch in (family[:1], family[1:20], family[20:]):
        for blob, hits in zip(batch, lineage.hits(batch), strict=True):
            alone = [*engine.scan(blob.text, path=None)]
            assert hits == alone
            found += len(alone)
    assert found > 100


def _told(hits: list[Hit]) -> list[tuple[object, ...]]:
    return [(hit.type, hit.kind, hit.line, hit.start, hit.value, hit.suppressed) for hit in hits]


@pytest.mark.parametrize("number", range(int(os.environ.get("STANCH_LINEAGES", "2"))))
def test_what_was_nothing_becomes_something_by_what_changes_near_it(number: int) -> None:
    """Each version of a file of halves of credentials differs in one place, somewhere in or around one of them."""
    seed = random.Random(number)  # noqa: S311 - no security
    engine = compiled.engine()
    texts = [text.encode() for each in seed.sample(DETECTORS, 60) for text, _ in each.examples]
    halves = [text[: seed.randrange(1, len(text))] + seed.choice((b"", b" ", b'"', b" +", b"\n")) for text in texts]
    text = b"\n".join(part for half in halves for part in (half, *[b"ordinary words of a line, %d" % len(half)] * 3))
    blob = Unpacked((0, next(_NUMBERS)), text)
    lineage = Lineage(engine.prefilter, engine.looked, 1000)
    looked = sum(len(hits) for hits in lineage.hits([blob]))
    for _ in range(120):
        at = seed.randrange(len(blob.text))
        gone = min(seed.choice((0, 0, 1, 3, 30)), len(blob.text) - at)
        rest = seed.choice(texts)
        put = seed.choice((b"\n", b" ", b'"', b"=", b"x", b"\0", rest, rest[seed.randrange(len(rest)) :]))
        made = blob.text[:at] + put + blob.text[at + gone :]
        copies = [(0, 0, at), (at + len(put), at + gone, len(blob.text) - at - gone)]
        blob = Unpacked((0, next(_NUMBERS)), made, blob.key, len(blob.text), [copy for copy in copies if copy[2]])
        (hits,) = lineage.hits([blob])
        assert _told(hits) == _told([*engine.scan(blob.text, path=None)]), (at, gone, put)
        looked += len(hits)
    assert looked > 100


def test_what_holds_very_much_is_looked_at_in_each_version_and_no_longer_than_leads_are_wanted() -> None:
    """A million bytes of settings: what each place depends on would be asked of all others."""
    engine = compiled.engine()
    lines = [f'  "client_secret_{at}": "{made(ALNUM, 32, str(at))}",' for at in range(12_000)]
    base = Unpacked((0, 1), "\n".join(lines).encode())
    assert len(engine.prefilter.marks(base.text)) > lineage_module._DENSE  # noqa: SLF001 - it decides
    half = len(base.text) // 2
    more = Unpacked((0, 2), base.text[:half] + b"x" + base.text[half:], base.key, len(base.text))
    more.copies = [(0, 0, half), (half + 1, half, len(base.text) - half)]
    start = time.thread_time()
    found = [*Lineage(engine.prefilter, engine.looked, 100).hits([base, more])]
    assert time.thread_time() - start < 20  # of a machine that others use as well; it was 60 s
    for blob, hits in zip((base, more), found, strict=True):
        assert _told(hits)[:100] == _told([*engine.scan(blob.text, path=None, most=100)])[:100]
        assert len(hits) >= 101


@pytest.mark.parametrize("limit", ["_REMEMBERED", "_MARKS"])
def test_a_base_that_is_forgotten_before_its_turn(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a version is made of is looked up when a batch begins, and the versions before it take its room."""
    monkeypatch.setattr(lineage_module, limit, 3)
    engine = compiled.engine()
    text = b"plain words\n" * 40 + _TOKEN.encode() + b"\n" + b"plain words\n" * 40
    base = Unpacked((0, 1), text)
    copies = [(0, 0, len(text)), (len(text) + 1, 0, len(text))]
    other = Unpacked((0, 2), text + b"x" + text, base.key, len(text), copies)
    more = [Unpacked((0, 10 + number), text) for number in range(6)]
    for batches in ([[base, *more, other]], [[base], [*more, other]], [[base, *more], [other]]):
        lineage = Lineage(engine.prefilter, engine.looked, 1000)
        hits = [found for batch in batches for found in lineage.hits(batch)]
        assert _told(hits[-1]) == _told([*engine.scan(other.text, path=None)])
        assert len(hits[-1]) == 2


def test_only_what_is_new_is_searched() -> None:
    """A mark of the base that would not be found again is there, and one that the seam made, too."""
    prefilter = Prefilter(lambda: [Sought(0, "abc"), Sought(1, r"\bxyz\b")], None)
    text = b"-" * 200 + b"abc" + b"-" * 200 + b"xy"
    base = Unpacked((0, 1), text)
    more = Unpacked((0, 2), text + b"z" + text, (0, 1), len(text), [(0, 0, len(text)), (len(text) + 1, 0, len(text))])
    ends = _ends(prefilter, [base, more])
    assert ends == [{0: [203]}, {0: [203, 609], 1: [406]}]


def test_what_follows_a_copy_decides_about_its_end() -> None:
    prefilter = Prefilter(lambda: [Sought(0, r"\bxyz\b")], None)
    base = Unpacked((0, 1), b"-" * 400 + b"xyzq")
    more = Unpacked((0, 2), b"-" * 400 + b"xyz q", (0, 1), 404, [(0, 0, 403)])
    assert _ends(prefilter, [base, more]) == [{0: [403]}]


@pytest.mark.parametrize(("reach", "again"), [(20, []), (60, [{0: [305]}])])
def test_what_the_base_has_in_what_is_searched_is_looked_at_where_the_change_is_near(
    reach: int, again: list[Mapping[int, Sequence[int]]]
) -> None:
    """So far around it all had to be as it is for nothing to be there; a wide pattern has more than that searched."""
    prefilter = Prefilter(lambda: [Sought(0, "abc"), Sought(1, r"x[^\n]{100}y")], None)
    asked: list[Mapping[int, Sequence[int]]] = []

    def looked(_text: bytes, where: Mapping[int, Sequence[int]], _most: int | None) -> tuple[list[Hit], list[Look]]:
        asked.append(where)
        return [], [Look(0, end - reach, end + reach, is_empty=True) for end in where[0]]

    text = b"-" * 300 + b"abc" + b"-" * 400
    base = Unpacked((0, 1), text)
    more = Unpacked((0, 2), text[:260] + b"=" * 2 + text[260:], (0, 1), 703, [(0, 0, 260), (262, 260, 443)])
    assert [*Lineage(prefilter, looked, 1000).hits([base, more])] == [[], []]
    assert asked == [{0: [303]}, *again]


def test_where_a_pattern_is_wide_everything_is_searched() -> None:
    prefilter = Prefilter(lambda: [Sought(0, r"a[^\n]{600}b")], None)
    base = Unpacked((0, 1), b"a" + b"-" * 600 + b"c")
    more = Unpacked((0, 2), b"a" + b"-" * 600 + b"b", (0, 1), 602, [(0, 0, 601)])
    assert _ends(prefilter, [base, more]) == [{0: [602]}]


@pytest.mark.parametrize("pattern", [r"^[0-9a-f]{8}$", r"\A[0-9a-f]{8}\Z", r"^zendesk=[0-9]{8}$"])
def test_the_edges_of_one_of_many_texts_are_its_own(pattern: str) -> None:
    """`config/master.key` is one line, often without an end."""
    prefilter = Prefilter(lambda: [Sought(0, pattern, cased=True)], None)
    value = b"zendesk=12345678" if "zendesk" in pattern else b"12345678"
    texts = [value, b"plain", value, b"plain", value]
    alone = [prefilter.ends(text) for text in texts]
    assert [ends.get(0, [0])[-1] for ends in alone] == [len(value), 0] * 2 + [len(value)]
    blobs = [Unpacked((0, at), text) for at, text in enumerate(texts)]
    assert _ends(prefilter, blobs) == [ends for ends in alone if ends]


def test_bytes_are_counted_where_a_letter_has_several() -> None:
    prefilter = Prefilter(lambda: [Sought(0, "(?:Ü){8}[0-9]x")], None)
    text = b"-" * 400 + ("Ü" * 8 + "1x").encode() + b"-" * 400
    base = Unpacked((0, 1), text.replace(b"1x", b"1"))
    more = Unpacked((0, 2), text, (0, 1), len(text) - 1, [(0, 0, 417), (418, 417, 400)])
    assert _ends(prefilter, [base, more]) == [{0: [418]}] == [prefilter.ends(text)]
