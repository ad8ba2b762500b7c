"""Hostile names on a screen: nothing of them is a terminal's code, and none is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.hook import words
from agent.printable import plain, shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("src/ä b.env", "src/ä b.env"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\udcffb", r"a\udcffb"),
    ],
)
def test_plain(text: str, line: str) -> None:
    assert plain(text) == line


@pytest.mark.parametrize(("name", "text"), [(b"a/b", "a/b"), ("ä".encode(), "ä"), (b"a\xff\x80b", r"a\xff\x80b")])
def test_shown(name: bytes, text: str) -> None:
    assert shown(os.fsdecode(name)) == text
    assert shown(Path(os.fsdecode(name))) == text


def test_whoever_pushes_is_told_a_name_that_is_no_command_for_a_terminal() -> None:
    assert list(words.not_read([("\x1b]0;owned\x07", "it is too large")], refuses=True))[1] == (
        r"  \x1b]0;owned\x07: it is too large"
    )
