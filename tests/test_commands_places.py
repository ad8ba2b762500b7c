"""Where a leak is, when several sources were looked at; and how many of what was found only look like credentials."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from agent.__main__ import cli
from agent.commands import fitted, incidents
from agent.commands.output import place, several, tallied
from agent.commands.scan import cells
from agent.found import Cursor, Finding
from agent.ledger import SqliteLedger
from agent.model import Reason
from agent.record import Origin
from tests.ledger.conftest import LOCKBOX, NOW, make_decisions, make_finding


def seen(source: str, value: str, *, path: str = "b.txt", commit: str | None = "32fab63dad0000") -> Finding:
    found = make_finding(value, path=path)
    return replace(found, occurrence=replace(found.occurrence, source=source, commit=commit))


@pytest.mark.parametrize(
    ("source", "path", "commit", "words"),
    [
        ("shop", "b.txt", "32fab63dad0000", "shop: b.txt:1 @ 32fab63dad"),
        ("shop (files)", "b.txt", None, "shop: b.txt:1"),
        # In a scan the path of a file begins where its source does.
        ("/src/shop (files)", "/src/shop/b.txt", None, "/src/shop/b.txt:1"),
        ("/src/b.txt", "/src/b.txt", None, "/src/b.txt:1"),
        ("/src/shop", "/src/shopper/b.txt", None, "/src/shop: /src/shopper/b.txt:1"),
        ("/", "/b.txt", None, "/b.txt:1"),
        (".", "b.txt", None, "b.txt:1"),
        (".", "b.txt", "32fab63dad0000", ".: b.txt:1 @ 32fab63dad"),
    ],
)
def test_a_place_with_its_source(source: str, path: str, commit: str | None, words: str) -> None:
    found = seen(source, "x", path=path, commit=commit).occurrence
    assert (place(found, named=True), place(found)) == (
        words,
        words.removeprefix(f"{source.split(' ', maxsplit=1)[0]}: "),
    )


def test_the_files_of_a_repository_are_no_other_source() -> None:
    assert [several(names) for names in ([], ["a"], ["a", "a (files)"], ["a (files)", "b"])] == [
        False,
        False,
        False,
        True,
    ]


def test_a_lead_is_no_credential() -> None:
    words = [tallied(*numbers) for numbers in ((16, 24), (1, 1), (0, 2), (2, 0), (0, 0))]
    assert words == ["16 credentials and 24 leads", "1 credential and 1 lead", "2 leads", "2 credentials", "nothing"]


async def test_incidents_say_where(tmp_path: Path) -> None:
    (tmp_path / "stanch.toml").write_text('[stanch]\nfallback_owner = "a@b.example"\nstate = "state"\n')

    def asked(*words: str) -> list[str]:
        done = CliRunner().invoke(cli, ["incidents", "--config", str(tmp_path), *words])
        assert done.exit_code == 0, done.output
        return done.stdout.splitlines()

    with SqliteLedger(tmp_path / "state" / "ledger.db", make_decisions({}), Origin("1", "here")) as ledger:
        ledger.lock_cursors(LOCKBOX)
        both = [seen("shop", "one"), seen("shop (files)", "one", commit=None)]
        await ledger.submit(both, Cursor("shop", "1", "r"), at=NOW)
        assert " b.txt:1 @ 32fab63dad (+1) " in asked()[1]
        assert "shop: " not in asked()[1]
        # Who of several it is must be said of the only leak, too.
        await ledger.submit([], Cursor("fork", "1", "r"), at=NOW)
        assert " shop: b.txt:1 @ 32fab63dad (+1) " in asked()[1]
    told = json.loads(asked("--json")[0])
    first = {
        "source": "shop",
        "path": "b.txt",
        "line": 1,
        "commit": "32fab63dad0000",
        "author": "Ada <ada@example.org>",
    }
    assert {name: told[name] for name in first} == first


@pytest.mark.parametrize(("named", "words"), [(True, " shop: b.txt:1 @ 32fab63dad (+1) "), (False, "  b.txt:1 @ ")])
def test_a_scan_says_in_which_repository(words: str, *, named: bool) -> None:
    console = Console(width=200)
    with console.capture() as capture:
        rows = cells([[seen("shop", "one"), seen("fork", "one")]], named=named)
        console.print(fitted.table(("credential", "where", "by"), rows, ("by",), None))
    assert words in capture.get()


# --- One type of very many ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "close"),
    [
        ("stripe", "did you mean `stripe-secret-key`, `stripe-"),
        ("openbao-tokn", "did you mean `openbao-token`"),
        ("~~~", "`stanch rules list` names all"),
    ],
)
def test_an_unknown_type_is_answered_with_what_is_close(word: str, close: str) -> None:
    for words, code in ((["check", "--type", word], 2), (["revoke", "--type", word], 2), (["rules", "show", word], 1)):
        done = CliRunner().invoke(cli, words, input="x")
        assert done.exit_code == code
        told = done.stderr if code == 2 else str(done.exception)
        assert close in told
        assert "stanch rules list" in told
        assert len(told) < 400, told
        # It may be the value that slipped in there.
        assert (f"{word}:" in told) is (code == 1)


def test_the_help_does_not_list_every_type() -> None:
    for command in ("check", "revoke"):
        text = CliRunner().invoke(cli, [command, "--help"]).stdout
        assert "--type TYPE" in text
        assert "stanch rules list" in text
        assert len(text) < 4000


# --- Which are listed, and how many are not -----------------------------------------------------------


async def test_what_is_not_listed_is_counted_and_may_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "stanch.toml").write_text('[stanch]\nfallback_owner = "a@b.example"\nstate = "state"\n')
    config = ("--config", str(tmp_path))

    def listed(*words: str) -> tuple[list[int], str]:
        done = CliRunner().invoke(cli, ["incidents", *config, "--json", *words])
        assert done.exit_code == 0, done.output
        return sorted(json.loads(line)["id"] for line in done.stdout.splitlines()), done.stderr

    with SqliteLedger(tmp_path / "state" / "ledger.db", make_decisions({}), Origin("1", "here")) as ledger:
        ledger.lock_cursors(LOCKBOX)
        both = [seen("shop", "one"), seen("fork (files)", "one", path="c.txt", commit=None)]
        lead = replace(make_finding("x", kind=None), occurrence=seen("shop", "x").occurrence)
        await ledger.submit([*both, seen("shop", "two"), lead], Cursor("shop", "1", "r"), at=NOW)
    assert listed() == ([1, 2, 3], "")
    assert listed("--limit", "2")[1] == "1 more (--limit 3)\n"
    assert listed("--limit", "3")[1] == ""
    assert listed("--no-leads", "--limit", "1")[1] == "1 more (--limit 2)\n"
    assert listed("--no-leads") == ([1, 2], "")
    assert listed("--type", "lead") == ([3], "")
    assert listed("--type", "postgres-*") == ([1, 2], "")
    assert listed("--source", "fork") == ([1], "")
    assert listed("--source", "nowhere") == ([], "")
    assert listed("--owner", "nobody") == ([], "")
    # The place is one in the source that was asked for.
    there = CliRunner().invoke(cli, ["incidents", *config, "--source", "fork"])
    assert " fork: c.txt:1 (+1) " in there.stdout
    plan = CliRunner().invoke(cli, ["plan", *config])
    assert plan.stdout.endswith("1 lead: nothing is ever done to what only looks like a credential\n")
    assert "lead of" not in plan.stdout
    assert len(plan.stdout.splitlines()) == 7
    assert CliRunner().invoke(cli, ["plan", *config, "3"]).stdout.startswith("3  ")
    rows = CliRunner().invoke(cli, ["plan", *config, "--json"]).stdout.splitlines()
    assert [json.loads(row)["incident"] for row in rows] == [1, 2, 3]


# --- A table in a narrow terminal ---------------------------------------------------------------------

LONG = "src/main/java/com/example/shop/orders/App.java:34"


@pytest.mark.parametrize(
    ("text", "width", "words"),
    [
        (LONG, 60, LONG),
        (LONG, 24, "src/main/j…/App.java:34"),
        (LONG, 8, "…java:34"),
        ("a/" * 9 + "日本語.env:1", 16, "a/a/…/日本語.env:1"),
        ("日本/x" * 9, 9, "日本/x…/x"),
        ("shop: deploy.sh:2 @ 0123456789 (+1)", 22, "shop: deploy.sh:2 (+1)"),
        ("src/shop: deploy.sh:2 @ 0123456789", 16, "src…deploy.sh:2"),
    ],
)
def test_a_place_loses_its_middle(text: str, width: int, words: str) -> None:
    assert cell_len(fitted.folded(text, width)) <= width
    assert fitted.folded(text, width).endswith(words[words.index("…") + 1 :] if "…" in words else words)


@pytest.mark.parametrize(
    ("width", "gone"), [(60, ["owner", "why it waits"]), (90, ["why it waits"]), (120, []), (200, [])]
)
def test_no_cell_breaks_within_a_word(width: int, gone: list[str]) -> None:
    """What may go goes first; what cannot be whole loses its middle."""
    words = ["postgres-url app@db.example.com", LONG, "nobody@example.com/of-a-team", "until somebody else says so"]
    rows = [[Text("1"), *map(Text, words)]]
    made = fitted.table(("", "credential", "where", "owner", "why it waits"), rows, ("why it waits", "owner"), width)
    console = Console(width=width)
    with console.capture() as capture:
        console.print(made)
    text = capture.get()
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "App.java:34" in text
    assert [name for name in ("owner", "why it waits") if name not in text] == gone
    shown = [word for column in made.columns for cell in column.cells for word in str(cell).split()]
    assert shown
    assert [word for word in shown if word not in text] == [], text


@pytest.mark.parametrize(
    ("width", "title", "gone"),
    [(80, True, ["time to invalidation / waits because"]), (100, True, []), (120, True, []), (240, False, [])],
)
def test_a_preview_gives_way_before_the_owner_does(width: int, gone: list[str], *, title: bool) -> None:
    preview = "PostgreSQL URL (role=app, password=<24 characters>, host=db.internal.example.com, database=shop)"
    words = ["12", preview, "?", "unverified (backlog)", LONG, "security@example.com", Reason.NO_SYSTEM.sentence]
    names, spare = incidents._NAMES, incidents._SPARE  # noqa: SLF001 - of the command
    made = fitted.table(names, [[*map(Text, words)]], spare, width, {"credential": incidents._title})  # noqa: SLF001
    console = Console(width=width)
    with console.capture() as capture:
        console.print(made)
    lines = capture.get().splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert [name for name in spare if name not in [str(column.header) for column in made.columns]] == gone
    assert ("password" in capture.get()) is not title
    assert len(lines) <= 5  # two of them the names of the columns


@pytest.mark.parametrize("width", [40, 60, 80])
def test_however_narrow_the_number_stays(width: int) -> None:
    """It is what `stanch show` takes. The terminal's own squeezing left it out."""
    names = ("", "credential", "alive", "state", "where", "owner")
    row = ["1234", "AWS access key (" + "x" * 40 + ")", "?", "waiting_consumers (backlog)", LONG, "nobody@example.com"]
    console = Console(width=width)
    with console.capture() as capture:
        console.print(fitted.table(names, [[*map(Text, row)]], ("owner",), width))
    lines = capture.get().splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert any(line.startswith("1234 ") for line in lines)
    assert any("alive" in line for line in lines[:5])
