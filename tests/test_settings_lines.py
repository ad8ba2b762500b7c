"""The line map: for every key of a document the line on which it stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.settings.lines import KeyPath, key_lines

DOCUMENT = '''\
# a comment with [brackets] and "quotes"
title = "a # no comment" # a comment
timing.overlap . public = "15m"
"quoted key".'other one' = 1

[plain]
text = """
not_a_key = 1
[not.a.table]
two quotes "" and an escaped one \\""" and """""
after = \'\'\'
also = "no key"
\'\'\'
[[systems]]
name = "a"
endpoints = [
    "one:1", # ] no end
    { address = "two:2", name = "}" },
    [1,
     2],
]
[systems.admin]
file = '/x'
[[systems]]
name = "b"
admin = { file = "y", deep.er = [ { z = 1 } ] }
[[systems.inner]]
a = 2024-01-01 10:00:00
[[systems.inner]]
a = +1_000.0e-3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("timing",), 3),
        (("timing", "overlap", "public"), 3),
        (("quoted key", "other one"), 4),
        (("plain",), 6),
        (("plain", "text"), 7),
        (("plain", "after"), 11),
        (("systems", 0), 14),
        (("systems", 0, "name"), 15),
        (("systems", 0, "endpoints"), 16),
        (("systems", 0, "endpoints", 0), 17),
        (("systems", 0, "endpoints", 1, "address"), 18),
        (("systems", 0, "endpoints", 1, "name"), 18),
        (("systems", 0, "endpoints", 2, 1), 20),
        (("systems", 0, "admin"), 22),
        (("systems", 0, "admin", "file"), 23),
        (("systems", 1), 24),
        (("systems", 1, "admin", "deep", "er", 0, "z"), 26),
        (("systems", 1, "inner", 0, "a"), 28),
        (("systems", 1, "inner", 1), 29),
        (("systems", 1, "inner", 1, "a"), 30),
    ],
)
def test_each_key_has_its_line(path: KeyPath, line: int) -> None:
    assert key_lines(DOCUMENT)[path] == line


def test_windows_line_ends_count_once() -> None:
    assert key_lines("a = 1\r\n\r\n[b]\r\nc = 2\r\n") == {("a",): 1, ("b",): 3, ("b", "c"): 4}


def test_the_map_has_every_path_that_tomllib_has_and_no_other() -> None:
    assert set(key_lines(DOCUMENT)) == set(_paths(tomllib.loads(DOCUMENT), ()))


def _paths(value: object, at: KeyPath) -> Iterator[KeyPath]:
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from _paths(item, (*at, key))


# Values, some of several lines, that look like everything else TOML has.
_VALUES = st.recursive(
    st.sampled_from(
        [
            "1",
            "true",
            "2024-01-01 10:00:00",
            '"#"',
            "'[x]'",
            '""',
            '"\\\\"',
            '"""\na = 1\n"""',
            "'''\n[x]\n'''",
            '""" " "" \\""" """""',
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[ # ]\n" + ",\n".join(items) + "\n]"),
        st.lists(inner.filter(lambda item: "#" not in item), max_size=3).map(
            lambda items: "{" + ", ".join(f"k{index}.x = {item}" for index, item in enumerate(items)) + "}"
        ),
    ),
    max_leaves=4,
)
_KEYS = st.sampled_from(["a", "b-c", '"d.e"', "'f # g'", "1"])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["[t{}]", "[[list]]", "[ list . t{} ]", "[[list.inner]]"]),
            st.lists(st.tuples(_KEYS, st.sampled_from(["{} = ", "{}.'x' = ", "  {}=  "]), _VALUES), max_size=3),
        ),
        max_size=5,
    )
)
def test_the_line_found_is_the_line_that_holds_the_key(
    tables: list[tuple[str, list[tuple[str, str, str]]]],
) -> None:
    text = "[[list]]\n[[list.inner]]\n"
    expected: list[tuple[str, int]] = []
    for number, (header, entries) in enumerate(tables):
        text += header.format(number) + " # header\n\n"
        for key, assign, value in {key: (key, assign, value) for key, assign, value in entries}.values():
            expected.append(
                (tomllib.loads(f"k = {key}" if key[0] in "\"'" else f'k = "{key}"')["k"], 1 + text.count("\n"))
            )
            text += assign.format(key) + value + "\n"
    found = key_lines(text)
    assert set(found) == set(_paths(tomllib.loads(text), ()))
    lines = text.split("\n")
    for key, line in expected:
        assert line in {at for path, at in found.items() if path[-1] == key}
        assert key in lines[line - 1]
