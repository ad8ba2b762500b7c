"""Strings in place of patterns: they are found wherever the pattern is, and cost no time on hostile text."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from agent.scan import triggers
from agent.scan.checks import WIDEST, Check
from agent.scan.engine import Engine
from agent.scan.finders import Finders
from agent.scan.literals import _simple, alternatives, needed, plan
from agent.scan.patterns import Prefilter, Sought
from agent.scan.roster import Roster
from detectors.forms import ALNUM, made
from detectors.registry import DETECTORS
from tests.sims import compiled

PATTERNS = sorted({triggers.pattern(each) for each in DETECTORS if not each.whole})


@pytest.mark.parametrize(
    ("pattern", "strings", "head"),
    [
        (r"data[-_]?dog", {"datadog", "data-dog", "data_dog"}, True),
        (r"(?:Zoho|zcrm)[\w.]{0,30}(?:key|token)", {"zoho", "zcrm"}, True),
        (r"(?:\bqss|aliyun)[\w.]{0,30}(?:key|token)", {"\0qss", "aliyun"}, True),
        (r"[0-9a-f]{32}-mailchimp", {"-mailchimp"}, False),
        (r"(?:hubz|labx)[ ]{1,2}x", {"hubz ", "labx "}, True),
        (
            r"(?:hubz|labx)(?:spot|spots)?x{2}",
            {a + b + "x" for a in ("hubz", "labx") for b in ("", "spot", "spots")},
            True,
        ),
        (r"token[^\n]{0,40}zendesk[0-9]", {"zendesk"}, False),
        (r"(?:key|token|secret)[0-9a-f]{32}", None, None),  # they stand everywhere
        (r"(?:zendesk)?[0-9a-f]{32}", None, None),  # it need not be there
        (r"zendesk|[0-9a-f]{32}", None, None),
        (r"zendesk[^\s]{1,2000}x", None, None),  # to look around would take long
        (r"q[0-9a-f]{32}", None, None),
        (r"SCHLÜSSELWORT[0-9]", {"sselwort"}, False),  # Hyperscan knows no case of such letters
        (r"k\x00:\x00b", None, None),  # no edges of words
        (r"schl\u00fcsselwort", None, None),  # no pattern for bytes: it is refused, rather than failing in a scanner
        (r"\N{DIGIT ONE}zendesk", None, None),
    ],
)
def test_what_a_pattern_needs(pattern: str, strings: set[str] | None, head: bool | None) -> None:  # noqa: FBT001 - a column
    found = needed(pattern)
    assert (None if found is None else (set(found.strings), found.head)) == (
        None if strings is None else (strings, head)
    )


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("one", ("one",)),
        ("one|(two|three)|four", ("one", "(two|three)", "four")),
        (r"a\||[|]b|[^]|]c|[\]|]", (r"a\|", "[|]b", "[^]|]c", r"[\]|]")),
        (r"\(|(?:x|\))y|(z)", (r"\(", r"(?:x|\))y", "(z)")),
    ],
)
def test_the_parts_of_an_alternation(pattern: str, parts: tuple[str, ...]) -> None:
    assert alternatives(pattern) == parts


def test_letters_of_other_alphabets_are_found_in_capitals() -> None:
    prefilter = Prefilter(lambda: [Sought(0, "CLÉSECRÈTEMENT_[a-z]{4}")], None)
    text = "CLÉSECRÈTEMENT_abcd".encode()
    assert prefilter.ends(text)[0][-1] == len(text)


def test_most_patterns_are_looked_for_as_strings() -> None:
    assert len([pattern for pattern in PATTERNS if needed(pattern)]) > 0.75 * len(PATTERNS)


def test_whatever_a_pattern_matches_is_found_where_it_ends(tmp_path: Path) -> None:
    """In all examples at once, apart and without anything between; each pattern in one of these."""
    prefilter = Prefilter(lambda: [Sought(at, pattern) for at, pattern in enumerate(PATTERNS)], tmp_path / "cache")
    examples = [text.encode() for each in DETECTORS for text, _ in each.examples]
    arranged = (b"\n".join(examples), b"".join(examples), b" ".join(examples).upper())
    for turn, data in enumerate(arranged):
        found = prefilter.ends(data)
        for number in range(turn, len(PATTERNS), len(arranged)):
            pattern = PATTERNS[number]
            ends = {match.end() for match in re.finditer(pattern.encode(), data, re.IGNORECASE)}
            if len(ends) < 500:
                missed = [end for end in ends if not any(end - WIDEST <= at <= end for at in found.get(number, []))]
                assert missed == [], pattern


def test_why_the_compiled_patterns_could_not_be_kept(tmp_path: Path) -> None:
    def unkept(cache: Path | None) -> str:
        return Prefilter(lambda: [Sought(0, "abc")], cache).unkept

    (tmp_path / "home").write_text("")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert unkept(tmp_path / "home" / "patterns") == "Not a directory"
    assert unkept(tmp_path / "open") == "it is another user's, or others can write into it"
    assert {unkept(None), unkept(tmp_path / "cache"), unkept(tmp_path / "cache")} == {""}


def test_a_string_without_its_pattern_says_nothing(tmp_path: Path) -> None:
    prefilter = Prefilter(
        lambda: [Sought(0, r"zendesk[\w]{0,20}key"), Sought(1, "zendesk"), Sought(2, r"[0-9]{4}-zendesk")],
        tmp_path / "cache",
    )
    assert prefilter.ends(b"a Zendesk here, a zendesk_Key there") == {0: [25, 29], 1: [9, 25]}
    assert prefilter.ends(b"1234-zendesk") == {1: [12], 2: [12]}


@pytest.mark.parametrize("text", ["zendesk", "zendesk_", "1-zendesk", "zendesk key"])
def test_hostile_text_costs_no_time(text: str) -> None:
    data = (text * 100_000)[:100_000].encode()
    for pattern in (r"zendesk[\w.\-]{0,48}(?:key|token)x", r"[0-9]{1,200}-zendesk\w{0,40}x"):
        ends = [match.end() for match in re.finditer(b"zendesk", data)]
        began = time.process_time()
        assert Check(pattern, plan(pattern, needed(pattern))).ends(data, ends) == []
        assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("pattern", "mark", "planted", "pieces"),
    [
        (r":(\\?/){2}\w{0,8}:\w{2,12}@[a-z]", "@", "://ab:cde@f", ("@", "a", "\n")),
        (r":(\\?/){2}\w{0,8}:\w{2,12}@[a-z]", "@", "://ab:cde@f", ("@", "a", "\n", "://b:")),
        (
            r"[\"']\w{0,8}(?:pass|token)[\"']:\{[^{}]{1,20}value",
            "value",
            "'apass':{x value",
            ("'apass':{", "value", "'"),
        ),
        (
            r"[\"']\w{0,8}(?:pass|token)[\"']:\{[^{}]{1,20}value",
            "value",
            "'apass':{x value",
            ("value", "{value}", "a:"),
        ),
    ],
)
def test_many_strings_are_looked_around_where_the_rarer_ones_are(
    pattern: str, mark: str, planted: str, pieces: Sequence[str]
) -> None:
    """What is found is what the pattern matches in the whole text, however dense the strings that tell of it are."""
    rng, planned, regex = random.Random(7), plan(pattern, None), re.compile(pattern.encode())  # noqa: S311 - no security
    found = 0
    for _ in range(40):
        pick = rng.choices([planted, *pieces], [1, *[20] * len(pieces)], k=rng.randrange(1, 900))
        data = " ".join([mark, *pick]).encode()
        ends = [match.end() for match in re.finditer(mark.encode(), data)]
        begun = [regex.match(data, at) for at in range(len(data))] if planned.heads else regex.finditer(data)
        matches = [match for match in begun if match]
        told = {match.end() for match in matches}
        told |= {end for end in ends if any(match.start() < end <= match.end() for match in matches)}
        assert Check(pattern, planned).ends(data, ends) == sorted(told)
        found += len(matches)
    assert found > 100


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:zendesk|zend[-_]desk)[\w.\- =]{0,24}(?:key|token)",
        r"\bzendesk[_\-][a-z]{0,4}[0-9]",
        r"zendesk[^\n]{0,30}[a-z0-9]{8}_[a-z0-9]{4}(?:;|$)",
    ],
)
def test_very_many_strings_that_begin_a_match_tell_of_each(pattern: str) -> None:
    """Also where the same stands around most of them, which is looked at once, and another thing around some."""
    found = needed(pattern)
    assert found is not None
    assert found.head
    rng, regex = random.Random(7), re.compile(pattern.encode(), re.MULTILINE)  # noqa: S311 - no security
    strings = "|".join(re.escape(one.replace("\0", "")) for one in found.strings).encode()
    check, matched = Check(pattern, plan(pattern, found)), 0
    pieces = (
        "zendesk",
        "zendesk_",
        "zend-desk ",
        "zendesk-a",
        "zendesk_a1",
        "abcdefgh_1234;",
        "key",
        "7",
        "\n",
        "a" * 30,
    )
    ending = ("", "zendesk", "zendesk_1", "zendesk abcdefgh_1234", "zendesk key")
    for _ in range(40):
        units = ["".join(rng.choices(pieces, k=rng.randrange(1, 6))) for _ in range(rng.randrange(1, 5))]
        text = "".join(rng.choice(units) * rng.randrange(1, 60) for _ in range(rng.randrange(1, 30)))
        data = (text + rng.choice(ending)).encode()
        spans = [match.span() for match in re.finditer(strings, data)]
        matches = [(end, match.end()) for start, end in spans if (match := regex.match(data, start))]
        told = sorted({at for pair in matches for at in pair})
        for form in (data, memoryview(bytearray(data))):
            assert check.ends(form, [end for _, end in spans]) == told
        matched += len(matches)
    assert matched > 100


def test_the_second_loads_what_the_first_has_compiled(tmp_path: Path) -> None:
    first, second = (Engine(DETECTORS[:30], tmp_path / "cache") for _ in range(2))
    text = DETECTORS[0].examples[0][0].encode()
    assert first.prefilter.ends(text) == second.prefilter.ends(text)
    assert len(list((tmp_path / "cache").iterdir())) == 1


def _shortest(items: Sequence[Any], seed: random.Random) -> str:
    """What a pattern matches with as few repetitions as it may have, of its alternatives any."""
    made = ""
    for kind, value in items:
        match kind:
            case sre.LITERAL:
                made += chr(value)
            case sre.IN if value[0][0] is sre.LITERAL:
                made += chr(value[0][1])
            case sre.IN if value[0][0] is sre.RANGE:
                made += chr(value[0][1][0])
            case sre.IN:
                made += "x" if value[0] == (sre.CATEGORY, sre.CATEGORY_WORD) else "7"
            case sre.BRANCH:
                made += _shortest(seed.choice(value[1]), seed)
            case sre.SUBPATTERN:
                made += _shortest(value[-1], seed)
            case sre.MAX_REPEAT | sre.MIN_REPEAT:
                made += "".join(_shortest(value[2], seed) for _ in range(value[0]))
            case sre.NOT_LITERAL | sre.ANY:
                made += "x"
            case _:
                pass
    return made


def test_what_hyperscan_looks_for_it_finds_among_other_lines() -> None:
    """`(?:longer|ab)[a-z]{0,16}rest` does not find it `abrest` in more than 64 bytes: no pattern may be so."""
    seed = random.Random(5)  # noqa: S311 - no security
    prefilter = compiled.engine().prefilter
    lines = b"plain words of a line\n" * 4
    lost: set[str] = set()
    tried = 0
    for number, detector in enumerate(DETECTORS):
        for part in alternatives(detector.prefilter) if detector.prefilter and not detector.mark else ():
            if needed(part) is not None:
                continue
            tree, regex = parser.parse(part, re.ASCII | re.IGNORECASE), re.compile(part.encode(), re.IGNORECASE)
            for short in {_shortest(tree, seed) for _ in range(80)}:
                text = lines + short.encode() + b"\n" + lines
                if match := regex.search(text):
                    tried += 1
                    ends = prefilter.ends(text).get(number, ())
                    if not any(match.start() < end <= match.end() for end in ends):
                        lost.add(part)
    assert not lost
    assert tried > 500, tried


@pytest.mark.parametrize("indent", [0, 1, 2, 8])
@pytest.mark.parametrize("form", ["name: TOKEN\nvalue: {}", 'name = "TOKEN"\nvalue = "{}"', "TOKEN:\n default: {}"])
def test_a_mark_is_found_however_far_it_is_indented(form: str, indent: int) -> None:
    value = made(ALNUM, 24)
    text = "words\n" * 20 + "\n".join(" " * indent + line for line in form.format(value).split("\n"))
    [hit] = compiled.engine().scan((text + "\n" + "words\n" * 20).encode(), "x.yaml")
    assert [part.reveal() for part in hit.parts.values()] == [value]


@pytest.mark.parametrize(
    ("pattern", "usual", "one", "length"),
    [
        (
            r"(?<!example )acmek_[0-9a-f]{8}",
            "see example acmek_01234567 for it\n",
            "see ours: acmek_01234567 for it\n",
            14,
        ),
        (r"(?<!web)(?<!web[-_])scraper", "WEB_SCRAPER=x\n", "LAB_SCRAPER=x\n", 7),
        (r"acmek_[0-9a-f]{8}(?= of ours)", "acmek_01234567 of theirs\n", "acmek_01234567 of ours\n", 14),
    ],
)
def test_what_a_pattern_looks_behind_or_ahead_for_is_around_it_too(
    pattern: str, usual: str, one: str, length: int
) -> None:
    """Of very many with the same close by, one has another thing further away."""
    found = needed(pattern)
    assert found is not None
    data = (usual * 100 + one + usual * 100).encode()
    string = min(found.strings).replace("\0", "").encode()
    ends = [match.end() for match in re.finditer(re.escape(string), data, re.IGNORECASE)]
    start = len(usual) * 100 + one.lower().index(string.decode())
    told = Check(pattern, plan(pattern, found)).ends(data, ends)
    assert told == sorted({start + len(string), start + length})


def test_what_needs_no_parser_is_what_the_parser_finds() -> None:
    """An empty group in front changes nothing, and is no string."""
    finders = Finders(Roster.whole(), leads=True, refused=False, misplaced=False)
    texts = [each.text for each in finders.sought(decoders=True) if not each.mark]
    simple = [text for text in texts if _simple(text)]
    assert len(simple) > 0.75 * len(texts)
    for text in ("[aAbB\\-]x[0-9]", "x[^a]", "x+", "é", "a\\d", *simple[::5]):
        parsed = f"(?:){text}"
        assert not _simple(parsed)
        assert needed(text) == needed(parsed), text
        assert plan(text, needed(text)) == plan(parsed, needed(parsed)), text
