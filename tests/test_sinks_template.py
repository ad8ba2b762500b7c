"""Templates: what is read back is what was written, and all other lines stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sinks.template import Spot, Template, TemplateError

URL = Template.of("DATABASE_URL=postgresql://{role}:{password}@db:5432/shop\n")
ENCODED = Template.of("DATABASE_URL=postgresql://{role:url}:{password:url}@db:5432/shop\n")
TWO_LINES = Template.of('USER="{role}"\nPASSWORD="{password}"')


@pytest.mark.parametrize("value", ["aB3_-x", "a:b", "ends@", "@db:5432/sho", "§ü", "a b"])
def test_round_trip(value: str) -> None:
    parts = {"role": "app", "password": value}
    for template in (URL, ENCODED, TWO_LINES):
        assert template.spots(template.whole(parts)) == [Spot(0, parts)]


def test_the_whole_of_a_file() -> None:
    parts = {"role": "a@b", "password": "p%/ä"}
    assert URL.whole(parts) == "DATABASE_URL=postgresql://a@b:p%/ä@db:5432/shop\n"
    assert ENCODED.whole(parts) == f"DATABASE_URL=postgresql://a%40b:{'p%25%2F%C3%A4'}@db:5432/shop\n"
    assert TWO_LINES.whole(parts) == 'USER="a@b"\nPASSWORD="p%/ä"'
    assert Template.of('{{"pw": "{password}"}}').whole(parts) == '{"pw": "p%/ä"}'


@pytest.mark.parametrize(
    "line",
    [
        "OLD_DATABASE_URL=postgresql://app:x@db:5432/shop",
        "# DATABASE_URL=postgresql://app:x@db:5432/shop",
        "DATABASE_URL=postgresql://app:x@db:5432/shop?ssl=1",
        "DATABASE_URL=postgresql://app:x@other:5432/shop",
        "DATABASE_URL=postgresql://app:@db:5432/shop",
        "DATABASE_URL=postgresql://app@db:5432/shop",
        "",
    ],
)
def test_another_line_is_another_line(line: str) -> None:
    assert URL.spots(f"{line}\n") == []


def test_the_lines_must_follow_each_other() -> None:
    assert TWO_LINES.spots('USER="a"\n\nPASSWORD="b"') == []
    assert TWO_LINES.spots('x\nUSER="a"\nPASSWORD="b"\ny') == [Spot(1, {"role": "a", "password": "b"})]


def test_a_part_that_stands_twice_must_be_the_same() -> None:
    twice = Template.of("A={password}\nB={password:url}")
    assert twice.spots("A=a/b\nB=a%2Fb") == [Spot(0, {"password": "a/b"})]
    assert twice.spots("A=a/b\nB=c") == []


def test_every_place_is_found() -> None:
    line = "DATABASE_URL=postgresql://app:{}@db:5432/shop\n"
    assert [spot.line for spot in URL.spots(line.format("a") + "x=1\n" + line.format("b"))] == [0, 2]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_all_other_bytes_stay(newline: str, end: str) -> None:
    before, after = f"# one\x0b \u2028{newline}\t", f"{newline}LAST=1{newline}{end}"
    text = f'{before}{newline}USER="app"{newline}PASSWORD="old"{after}'
    [spot] = TWO_LINES.spots(text)
    changed = TWO_LINES.replaced(text, spot, {"role": "app_b", "password": "new"})
    assert changed == f'{before}{newline}USER="app_b"{newline}PASSWORD="new"{after}'


@given(st.text(max_size=60), st.text("ab:@/%\n", max_size=12), st.text("ab:@/%", max_size=12))
def test_whatever_stands_there_nothing_but_the_value_changes(other: str, role: str, password: str) -> None:
    text = f"{other}\nDATABASE_URL=postgresql://{role}:{password}@db:5432/shop\n{other}"
    for spot in URL.spots(text):
        assert URL.replaced(text, spot, spot.parts) == text


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (("", "x\n"), "names no part"),
        (("{role}{password}", "{a}_{b}"), "has two parts that could not be told apart when they are read back"),
        (("{", "}"), "has a brace that is not closed or not opened: a brace itself is written twice"),
        (("{}", "{0}", "{a.b}", "{a!s}"), r"knows only {part} and {part:url}; a brace itself is written twice"),
    ],
)
def test_what_is_no_template(texts: Sequence[str], why: str) -> None:
    for text in texts:
        with pytest.raises(TemplateError, match=f"^{re.escape(why)}"):
            Template.of(text)
