"""Rule files: our own, and those of other scanners, read as they are; what cannot be honoured is named."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
from pathlib import Path

import pytest

from agent.complaint import Complaint
from agent.rules import load
from agent.rules.lint import TooSlowError, failing, hurried, overlaps, slow, unusable
from agent.rules.regex import UnknownError, groups, translated
from agent.rules.rule import Rule, Ruleset, detector
from agent.scan.engine import Engine
from detectors.forms import ALNUM, HEX, made
from detectors.registry import DETECTORS
from tests.sims.scans import findings, run
from tests.sims.scene import stanch

KEY = made(HEX, 32, "acme")
GITLEAKS = r"""
title = "ours"
[extend]
useDefault = true
[[allowlists]]
description = "everywhere"
regexes = ['''^beef''']
paths = ['''vendor/''']
stopwords = ["c0ffee"]
[[rules]]
id = "Acme_Token"
description = "Acme token, for deploying"
regex = '''(?i)[\w.-]{0,20}acme[\w.-]{0,20}\s*(=|:)\s*['"]?([0-9a-f]{32})\b'''
secretGroup = 2
entropy = 3.0
keywords = ["ACME"]
[[rules.allowlists]]
regexTarget = "match"
regexes = ["acme_public"]
[[rules]]
id = "letters"
regex = '\p{L}+'
keywords = ["l"]
[[rules]]
id = "path-only"
path = '''\.p12$'''
"""
KINGFISHER = r"""
rules:
  - name: Acme API key
    id: kingfisher.acme.1
    pattern: |
      (?x)(?i)
      acme            # the (word)
      (?:.|[\n\r]){0,16}?
      \b
      (?P<TOKEN>[a-f0-9]{32})
      \b
    min_entropy: 3.0
    confidence: medium
    pattern_requirements:
      min_digits: 2
      ignore_if_contains: [c0ffee]
      checksum: {actual: x}
    examples:
      - acme_key = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    validation: {type: Http}
  - name: helper
    id: kingfisher.acme.2
    visible: false
    pattern: acme
"""


def values(rule: Rule, text: str) -> list[str]:
    return [match.parts["value"].reveal() for match in detector(rule).find(text)]


# --- other words for the same expressions --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted", "matches", "not_these"),
    [
        ("a(?i)b|c(d)", 1, ("aB", "CD"), ("Ab", "ad")),
        ("(?i:a)b", None, ("Ab",), ("AB",)),
        ("x[[:xdigit:][:space:]]z", None, ("xaz", "x z"), ("xgz", "x:z")),
        (r"x\z", None, ("x",), ("xy",)),
        (r"\Qa.b\E+", None, ("a.bb",), ("axb",)),
        (r"(?<one>a)(?P<two>b)", "two", ("ab",), ("a",)),
        ("(?s-i:a.b)", None, ("a\nb",), ("A\nb",)),
        ("(?x) a  b # (c\n c", None, ("abc",), ("a b",)),
        (r"\x{41}\h", None, ("A\t",), ("AB",)),
        (r"[]a]", None, ("]", "a"), ("b",)),
        ("a{2,3}+(?#words)b", None, ("aab",), ("ab",)),
    ],
)
def test_what_is_translated_means_the_same(
    text: str, wanted: str | int | None, matches: tuple[str, ...], not_these: tuple[str, ...]
) -> None:
    pattern = re.compile(translated(text, wanted))
    assert [bool(pattern.fullmatch(each)) for each in matches] == [True] * len(matches)
    assert [bool(pattern.fullmatch(each)) for each in not_these] == [False] * len(not_these)
    assert list(pattern.groupindex) == ["value"]


def test_the_group_that_is_wanted_is_the_value() -> None:
    found = re.search(translated(r"(a)(?:x)(b|(?i)c)(?P<d>d)", 2), "axCd")
    assert found is not None
    assert found["value"] == "C"
    assert groups(r"(a)[(](?:x)\((?P<d>d)(?=e)(?<f>f)") == [None, "d", "f"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (r"\p{L}", "Unicode class"),
        (r"(a)\1", "reference back"),
        ("(?R)", r"\(\?R"),
        ("a)", "parenthesis"),
        ("[a", "end"),
    ],
)
def test_what_has_no_equal_is_named(text: str, told: str) -> None:
    with pytest.raises(UnknownError, match=told):
        translated(text, None)


# --- files ---------------------------------------------------------------------------------------------


def test_gitleaks(tmp_path: Path) -> None:
    file = tmp_path / ".gitleaks.toml"
    file.write_text(GITLEAKS)
    found = load.read([file])
    [rule] = found.rules
    assert (rule.name, rule.title, rule.keywords) == ("gitleaks-acme-token", "Acme token", ("acme",))
    assert values(rule, f"ACME_KEY = '{KEY}'") == [KEY]
    for text in (
        f"ACME_KEY={'ab' * 16}",  # too few bits
        f"ACME_KEY=beef{KEY[4:]}",  # allowed everywhere
        f"ACME_KEY={KEY[:20]}c0ffee{KEY[26:]}",  # a word that stops it
        f"acme_public={KEY}",  # an allowed match
        f"ACME_KEY={KEY}0",
    ):
        assert values(rule, text) == [], text
    assert set(found.notes) == {
        ".gitleaks.toml: [extend] is not honoured",
        ".gitleaks.toml: the file: paths of an allowlist are not honoured",
        r".gitleaks.toml: letters: not read: \p{...}, a Unicode class",
        ".gitleaks.toml: path-only: not read: it has no regex",
    }


def test_kingfisher(tmp_path: Path) -> None:
    (tmp_path / "acme.yml").write_text(KINGFISHER)
    found = load.read([tmp_path])
    [rule] = found.rules
    assert (rule.name, rule.title, rule.confident) == ("kingfisher-acme-1", "Acme API key", False)
    assert failing(rule) == []
    assert values(rule, f"Acme:\n  {KEY}") == [KEY]
    assert values(rule, f"acme {'abcdefabcdef' * 2}abcdefab") == []
    assert values(rule, f"acme {KEY[:20]}c0ffee{KEY[26:]}") == []
    assert set(found.notes) == {
        "acme.yml: kingfisher.acme.1: validation is not honoured",
        "acme.yml: kingfisher.acme.1: checksum of its requirements is not honoured",
        "acme.yml: kingfisher.acme.2: not read: it is not visible: it only serves another rule",
    }
    # It has no keywords, so that its pattern has to preselect.
    hits = list(Engine([detector(rule)], None, leads=False, decoders=False).scan(f"x\nacme = {KEY}\n".encode()))
    assert [(hit.type and hit.type.name, hit.line) for hit in hits] == [("kingfisher-acme-1", 2)]


OWN = """
[[rules]]
name = "acme-token"
title = "Acme token"
pattern = 'acme_(?P<value>[a-z0-9]{8})'
keywords = ["acme_"]
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OWN.replace("keywords", "keyword"), r"rules\.toml:6: rules\.acme-token\.keyword: there is no such key"),
        (OWN.replace('["acme_"]', "[]"), r"rules\.toml:6: rules\.acme-token\.keywords: are none"),
        (OWN.replace("{8})", "{8}"), r"rules\.toml:5: rules\.acme-token\.pattern: is no expression"),
        (OWN.replace("<value>", "<token>"), r"rules\.toml:5: .*pattern: has a group of another name"),
        (OWN.replace('"acme-token"', '"Acme-token"'), r"rules\.toml:3: .*name: is no name of a type"),
        (OWN + 'entropy = "lots"\n', r"rules\.toml:7: .*entropy: is no number of bits"),
        (OWN.replace("acme-token", "github-pat"), "there is a type github-pat already"),
        (OWN.replace("acme-token", "lead"), "there is a type lead already"),
        (OWN + OWN, "there is a type acme-token already"),
        ("[[rules\n", r"rules\.toml"),
        (f"x = {'[' * 5000}{']' * 5000}", r"rules\.toml: is nested too deeply"),
        (OWN.replace("acme_(?P<value>", r"([ab])acme_\1("), r"rules\.toml:5: .*refers back"),
    ],
)
def test_a_mistake_in_a_file_of_ours_is_named(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text)
    with pytest.raises(Complaint, match=told):
        load.read([file])


@pytest.mark.parametrize(("name", "text"), [("x.yml", "rules: 3"), ("x.yaml", "a: [b"), ("x.yml", "- 1")])
def test_what_is_no_rule_file_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(Complaint, match="this is no rule file"):
        load.read([tmp_path / name])


@pytest.mark.parametrize(
    ("pattern", "text", "value"),
    [
        ("(?i)acme_[a-z]{4}", "x ACME_wxyz", "ACME_wxyz"),
        ("(?i)acme_(?P<value>[a-z]{4})", "x ACME_WXYZ", "WXYZ"),
        ("(?x)acme_ (?P<value>[a-z]{4}) # a comment", "x acme_wxyz", "wxyz"),
        ("(?xi)acme_ [a-z]{4} # a comment", "x acme_wxyz", "acme_wxyz"),
    ],
)
def test_flags_of_a_whole_pattern_of_ours(tmp_path: Path, pattern: str, text: str, value: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(OWN.replace("acme_(?P<value>[a-z0-9]{8})", pattern))
    [rule] = load.read([file]).rules
    assert values(rule, text) == [value]


GOOD = "[[rules]]\nid = 'good'\nregex = 'good_([0-9]{4})'\nkeywords = ['good_']\n"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("id = '!!!'\nregex = 'abc[0-9]'", "!!!: not read: its id has no letter or digit"),
        ("id = 'x'\nregex = 'abc[0-9]'\nkeywords = 'abc'", "x: not read: keywords: no list of texts"),
        ("id = 'x'\nregex = 'abc[0-9]'\nkeywords = [1979-05-27]", "x: not read: keywords: no list of texts"),
        ("id = 'x'\nregex = 'abc[0-9]'\nkeywords = [\"a\\u0000\"]", "gitleaks-x: not used: .*a NUL"),
        ("id = 'x'\nregex = 'abc[0-9]'\nsecretGroup = inf", "x: not read: secretGroup: no number"),
        ("id = 'x'\nregex = 'abc[0-9]'\nentropy = nan", "x: not read: entropy: no number"),
        ("id = 'x'\nregex = 'abc[0-9]'\n[rules.allowlist]\nstopwords = 'abc'", "x: not read: stopwords: no list"),
        ("id = 'x'\nregex = 'abc[0-9]'\nallowlists = ['abc']", "x: not read: it is no table"),
        (
            "id = 'x'\nregex = 'abc([0-9])'\nkeywords=['a']\n[rules.allowlist]\nregexes = ['(a+)+b']",
            "x: not used: a repeat",
        ),
        (f"id = 'x'\nregex = '{'(' * 3000}a{')' * 3000}'", "x: not read: "),
        (f"id = 'x'\nregex = '{'(' * 3_000_000}'", "x: not read: it is longer than any"),
    ],
)
def test_one_bad_rule_of_gitleaks_is_named_and_the_others_are_read(tmp_path: Path, table: str, told: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(f"{GOOD}[[rules]]\n{table}\n")
    found = load.read([file])
    assert [rule.name for rule in found.rules] == ["gitleaks-good"]
    [note] = found.notes
    assert re.search(told, note)


@pytest.mark.parametrize(
    ("regex", "text", "value"),
    [
        ("acme_([0-9]{4})|acme-([a-z]{4})", "x acme-wxyz", "wxyz"),
        ("acme_([0-9]{4})|acme-([a-z]{4})", "x acme_1234", "1234"),
        ("acme_(([0-9]{4})[a-z])", "x acme_1234z", "1234z"),
        ("acme_([0-9]{4})?z", "x acme_z", None),
    ],
)
def test_the_first_group_that_is_not_empty_is_the_value(
    tmp_path: Path, regex: str, text: str, value: str | None
) -> None:
    (tmp_path / "rules.toml").write_text(f"[[rules]]\nid = 'x'\nregex = '{regex}'\nkeywords = ['acme']\n")
    [rule] = load.read([tmp_path / "rules.toml"]).rules
    hits = [hit for hit in Engine([detector(rule)], None, leads=False, decoders=False).scan(text.encode()) if hit.type]
    assert [text[hit.value[0] : hit.value[1]] for hit in hits] == ([value] if value else [])
    assert [hit.parts["value"].reveal() for hit in hits] == ([value] if value else [])


def test_a_rule_of_ours_may_match_without_its_value(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        OWN.replace("acme_(?P<value>[a-z0-9]{8})", "acme_(?:(?P<value>[a-z]{8})|none)")
    )
    [rule] = load.read([tmp_path / "rules.toml"]).rules
    assert [values(rule, text) for text in ("acme_none", "acme_abcdefgh")] == [[], ["abcdefgh"]]


def test_an_empty_keyword_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(GOOD.replace("good_']", "']"))
    [rule] = load.read([file]).rules
    hits = Engine([detector(rule)], None, leads=False, decoders=False).scan(b"good_1234")
    assert [hit.parts["value"].reveal() for hit in hits] == ["1234"]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n" for last, name in itertools.pairwise("abcdefghi")
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.yml", f"{BOMB}rules:\n  - {{id: *i, pattern: abc}}\n"),
        ("x.yml", f"{BOMB.replace('[', '{<<: [').replace(']', ']}').replace('x, ', '')}rules: []\n"),
        ("x.yml", f"a: {'[' * 3000}{']' * 3000}\nrules: []\n"),
        ("x.yml", "a: 2001-99-99\nrules: []\n"),
        ("x.yml", f"a: {'9' * 5000}\nrules: []\n"),
        ("x.toml", "extend = 1\nallowlist = 'x'\n"),
        ("x.toml", "extend = 1\nallowlists = 1\n"),
        ("x.toml", "[allowlist]\nregexes = [1]\n"),
        ("x.toml", "[allowlist]\nstopwords = 'abc'\n"),
    ],
)
def test_a_file_that_would_stop_us_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(Complaint, match="this is no rule file"):
        load.read([tmp_path / name])


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("pattern_requirements: {min_digits: .inf}", "acme.1: not read: min_digits: no number"),
        ("pattern_requirements: {ignore_if_contains: abc}", "acme.1: not read: ignore_if_contains: no list"),
        ("pattern_requirements: [1]", "acme.1: not read: it is no table"),
        ("1: 2", "acme.1: 1 is not honoured"),
    ],
)
def test_odd_fields_of_kingfisher(tmp_path: Path, table: str, told: str) -> None:
    (tmp_path / "x.yml").write_text(f"rules:\n  - id: acme.1\n    pattern: acme[0-9]{{4}}\n    {table}\n")
    [note] = load.read([tmp_path / "x.yml"]).notes
    assert told in note


def test_an_alias_of_a_text_is_one(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("rules:\n  - {id: a.1, pattern: &p 'acme[0-9]{4}'}\n  - {id: a.2, pattern: *p}\n")
    assert [rule.pattern for rule in load.read([tmp_path / "x.yml"]).rules] == ["(?P<value>acme[0-9]{4})"] * 2


# --- what is wrong with rules ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "keywords", "told"),
    [
        ("(?P<value>(?:a+)+b)", ("a",), "inside another"),
        (r"(?P<value>(?:\w+\s?)*x)", ("x",), "inside another"),
        ("(?P<value>a*)", ("a",), "empty text"),
        ("(?P<value>a+b+)", ("a",), ""),
        ("(?P<value>acme(?:ab){2,9})", (), ""),
    ],
)
def test_what_cannot_be_used(pattern: str, keywords: tuple[str, ...], told: str) -> None:
    said = unusable(Rule("x", "X", pattern, keywords))
    assert (told in said) if told else said == ""


def test_what_is_slow_and_what_overlaps() -> None:
    assert (
        slow(Rule("x", "X", "acme(?P<value>.*?end.*?stop)", ("acme",), examples=("acme end ",))) == "half of example 1"
    )
    assert slow(Rule("x", "X", "acme_(?P<value>[a-z]{8})", ("acme_",))) == ""
    token = f"ghp_{made(ALNUM, 36)}"
    mine = Rule("x", "X", "(?P<value>DD_API_KEY=[0-9a-f]{32})", ("dd_api",), examples=(f"DD_API_KEY={KEY}", token))
    assert overlaps(mine, DETECTORS) == ["datadog-api-key"]
    assert failing(mine) == ["example 2 is not found", "example 2 holds none of the keywords"]


def test_what_never_ends_is_stopped_and_no_example_is_said() -> None:
    secret = "aa" * 30 + "b"
    assert slow(Rule("x", "X", "(?P<value>(?:aa|a)*c)", ("d",), examples=(secret,))) == "example 1"
    with pytest.raises(TooSlowError), hurried(0.1):
        re.search("(?:aa|a)*c", "a" * 2000)


# --- commands --------------------------------------------------------------------------------------------


def rules(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = stanch(home, "rules", *words)
    assert "Traceback" not in done.stderr
    return done


def test_a_new_rule_is_tried_and_used(tmp_path: Path) -> None:
    assert rules(tmp_path, "new", "acme.toml").returncode == 0
    again = rules(tmp_path, "new", "acme.toml")
    assert (again.returncode, again.stderr) == (2, "stanch: acme.toml: it is there already: name another\n")
    tried = rules(tmp_path, "test", "acme.toml")
    assert (tried.returncode, tried.stdout) == (
        0,
        "acme-deploy-token: 1 example, as it should be\n1 rule: all is well\n",
    )
    text = (tmp_path / "acme.toml").read_text()
    (tmp_path / "broken.toml").write_text(text.replace("acme_short", f"acme_{made(HEX, 32)}"))
    tried = rules(tmp_path, "test", "broken.toml")
    assert (tried.returncode, tried.stdout) == (1, "acme-deploy-token: near miss 1 is found\n1 rule: 1 fail\n")
    listed = [json.loads(line) for line in rules(tmp_path, "list", "acme.toml").stdout.splitlines()]
    assert listed == [{"name": "acme-deploy-token", "title": "Acme deploy token", "keywords": ["acme_"]}]
    (tmp_path / "a.env").write_text(f"TOKEN=acme_{KEY}\n")
    [row] = findings(run(tmp_path, "--rules", "acme.toml", "a.env"))
    assert (row["type"], row["parts"], row["start"], row["end"]) == ("acme-deploy-token", ["value"], 11, 43)


def test_a_place_without_rules_is_told(tmp_path: Path) -> None:
    """A wrong folder, or a file that was emptied, is not well."""
    (tmp_path / "none").mkdir()
    (tmp_path / "empty.toml").touch()
    for name in ("none", "empty.toml"):
        told = (
            f"{tmp_path / 'none'}: there is no rule in it" if name == "none" else "empty.toml: there is no rule in it"
        )
        assert load.read([tmp_path / name]) == Ruleset((), (told,))
    tried = rules(tmp_path, "test", "none")
    assert (tried.returncode, tried.stdout) == (1, "none: there is no rule in it\n0 rules: nothing was tried\n")


def test_a_rule_that_does_not_run_is_not_well(tmp_path: Path) -> None:
    ours = OWN.replace("acme_(?P<value>[a-z0-9]{8})", "((a+)+)b")
    theirs = "[[rules]]\nid = 'x'\nregex = 'abc'\nsecretGroup = inf\n[[rules]]\nid = 'y'\nregex = '(a+)+b'\n"
    for name, text, told in (
        ("a.toml", ours, "1 rule: 1 of them does not run"),
        ("b.toml", theirs, "2 rules: 2 of them"),
    ):
        (tmp_path / name).write_text(text)
        tried = rules(tmp_path, "test", name)
        assert (tried.returncode, tried.stdout.splitlines()[-1].startswith(told)) == (1, True)
    (tmp_path / "c.toml").write_text(GOOD + "[extend]\nuseDefault = true\n")
    assert rules(tmp_path, "test", "c.toml").returncode == 0, "what is not honoured is no rule that does not run"


def test_types_are_listed_and_shown(tmp_path: Path) -> None:
    names = [json.loads(line)["name"] for line in rules(tmp_path, "list").stdout.splitlines()]
    assert names == sorted({each.type.name for each in DETECTORS})
    shown = rules(tmp_path, "show", "postgres-url").stdout
    assert shown.startswith("postgres-url: PostgreSQL")
    assert "parts:    role (may be shown), password, host (may be shown)" in shown
    unknown = rules(tmp_path, "show", "nothing")
    told = "stanch: there is no type nothing: `stanch rules list` names all\n"
    assert (unknown.returncode, unknown.stderr) == (2, told)
