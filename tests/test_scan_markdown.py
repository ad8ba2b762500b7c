r"""Markdown's marks and backslashes, of names and of values: what is told has none of them."""

from __future__ import annotations

import pytest

from agent.scan.engine import Engine
from detectors import github
from detectors.forms import ALNUM, made
from tests.sims import compiled

ONE, TWO, THREE = (made(ALNUM, 12, each) for each in ("first", "second", "third"))
LONG = made(ALNUM, 24, "markdown")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def told(engine: Engine, text: str, path: str = "a.md") -> list[str]:
    hits = [hit for hit in engine.scan(text.encode(), path) if not hit.suppressed]
    names = ("password", "token", "value")
    return [next(hit.parts[name] for name in names if name in hit.parts).reveal() for hit in hits]


@pytest.mark.parametrize(
    "name",
    ["API\\_KEY", "SECRET\\_KEY", "private\\_key", "AWS\\_SECRET\\_ACCESS\\_KEY", "client\\_secret", "my\\_token"],
)
@pytest.mark.parametrize("to", ["=", ": ", ' = "'])
def test_a_backslash_in_the_name(engine: Engine, name: str, to: str) -> None:
    assert told(engine, f"{name}{to}{LONG}" + '"' * to.count('"') + "\n") == [LONG]


@pytest.mark.parametrize("path", ["a.md", "a.conf"])
@pytest.mark.parametrize("name", ["PASSWORD=", "DB\\_PASSWORD: ", "client\\_secret=", "API\\_KEY=", "password: "])
@pytest.mark.parametrize("sign", "_*#!")
def test_a_backslash_in_the_value(engine: Engine, sign: str, name: str, path: str) -> None:
    value = sign.join((ONE, TWO, THREE))
    assert told(engine, name + value.replace(sign, "\\" + sign) + "\n", path) == [value]


def test_a_short_piece_before_a_backslash(engine: Engine) -> None:
    assert told(engine, f"DB\\_PASSWORD={ONE[:4]}\\_{TWO}\n") == [f"{ONE[:4]}_{TWO}"]


def test_a_token_whose_beginning_has_a_backslash(engine: Engine) -> None:
    token = github.DETECTORS[0].examples[0][1]
    assert told(engine, f"use {token.replace('_', chr(92) + '_')} for it\n") == [token]


@pytest.mark.parametrize("mark", ["*", "**", "***", "~~", "__"])
@pytest.mark.parametrize("end", ["", "."])
def test_marks_around_a_value_are_no_part_of_it(engine: Engine, mark: str, end: str) -> None:
    assert told(engine, f"Password: {mark}{ONE}{mark}{end}\n") == [ONE]


@pytest.mark.parametrize("code", ["&amp;", "&#38;", "&#x26;"])
def test_a_character_is_meant_by_its_name(engine: Engine, code: str) -> None:
    assert told(engine, f"Password: {ONE}{code}{TWO}\n") == [f"{ONE}&{TWO}"]


@pytest.mark.parametrize(
    "text",
    [
        "password: ****\n",
        "password: *see the wiki*\n",
        "API\\_KEY: **required**\n",
        "set API\\_KEY=your\\_api\\_key\\_here\n",
        "`max\\_tokens`: *integer*, the api\\_key: a string\n",
    ],
)
def test_what_is_none(engine: Engine, text: str) -> None:
    assert told(engine, text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"| Name | Value |\n|---|---|\n| User | admin |\n| Password | {ONE} |\n",
        f"| Name | Value |\n|---|---|\n| `DB_PASSWORD` | `{ONE}` |\n",
        f"| Name | Value |\n|---|---|\n| **Password** | **{ONE}** |\n",
        f"|Name|Value|\n|---|---|\n|Password|{ONE}|\n",
        f"| User | PW |\n|---|---|\n| app | {ONE} |\n",
        f"* **password** - `{ONE}`\n",
        f"`password: {ONE}`\n",
        f"### Password\n\n`{ONE}`\n",
        f"Login `admin`/`{ONE}`\n",
        f"user  password\n----  --------\napp   {ONE}\n",
        f"Password:&nbsp;{ONE}\n",
    ],
)
def test_a_value_in_a_table_or_in_code(engine: Engine, text: str) -> None:
    assert told(engine, f"Text.\n\n{text}\nMore.\n") == [ONE]


@pytest.mark.parametrize("name", ["API key", "**Secret**", "`API_TOKEN`"])
def test_a_key_in_a_row(engine: Engine, name: str) -> None:
    assert told(engine, f"| Name | Value |\n|---|---|\n| {name} | {LONG} |\n") == [LONG]


@pytest.mark.parametrize(
    "text",
    [
        "| Name | Type |\n|---|---|\n| Password | varchar64 |\n",
        "| Name | Type |\n|---|---|\n| password | SHA-256 |\n| token | JWT2 |\n",
        f"| Password | Commit |\n|---|---|\n| none | {ONE} |\n",
        f"user  password  commit\n----  --------  ------\napp   none      {ONE}\n",
        "### Password\n\n`--password-file2`\n",
    ],
)
def test_what_another_column_has_is_none(engine: Engine, text: str) -> None:
    assert told(engine, text) == []
