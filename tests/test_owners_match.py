"""Who owns a finding, and the reason that is shown."""

from __future__ import annotations

from time import perf_counter

import pytest

from agent.found import Finding, Occurrence, Visibility
from agent.inventory.register import Entry, Inventory
from agent.model import Owner
from agent.owners import deciding_line, owner_by_identity, owner_of
from detectors.base import Confidence

# The example of GitHub's documentation, but for its comments.
GITHUB = r"""# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""


def finding(
    path: str = "a.txt", *, author: str | None = "Ann <ann@example.com>", commit: str | None = "1a2b3c4d5e"
) -> Finding:
    place = Occurrence("app", path, 1, 1, 0, 9, commit, author, None, Visibility.PRIVATE, None)
    return Finding(
        "postgres-url",
        Confidence.TYPED,
        {"role": "p1", "password": "p2"},
        "c1",
        "key",
        b"",
        "a URL",
        place,
        backlog=False,
    )


def nothing(_source: str) -> None:
    return None


@pytest.mark.parametrize("mark", ["c1", "p2"])
def test_the_inventory_comes_first(mark: str) -> None:
    inventory = Inventory((Entry("other", "x", fingerprint="zz"), Entry("app-db", "team-app", fingerprint=mark)))
    owner = owner_of(finding(), inventory, lambda _: "* @ops", "security")
    assert owner == Owner("team-app", "inventory entry app-db by fingerprint")


def test_of_several_entries_the_first_counts() -> None:
    inventory = Inventory((Entry("a", "one", identity=("pg", "app")), Entry("b", "two", identity=("pg", "app"))))
    owner = owner_by_identity(inventory, "pg", "app")
    assert owner == Owner("one", "inventory entry a by identity app at pg")
    assert owner_by_identity(inventory, "bao", "app") is None
    assert owner_by_identity(inventory, "pg", "other") is None


def test_then_the_codeowners_of_its_own_repository() -> None:
    files = {"app": "# all\n* @all\n/deploy/ @ops @dev\n", "other": "* @wrong"}
    owner = owner_of(finding("deploy/prod.env"), Inventory(), files.get, "security")
    assert owner == Owner("@ops", "CODEOWNERS line 3: /deploy/ @ops @dev")


def test_then_the_author() -> None:
    owner = owner_of(finding(), Inventory(), nothing, "security")
    assert owner == Owner("Ann <ann@example.com>", "author of commit 1a2b3c4")
    assert owner_of(finding(), Inventory(), lambda _: "/elsewhere @x", "security").name == "Ann <ann@example.com>"


def test_a_line_without_owners_leaves_it_to_the_author() -> None:
    owner = owner_of(finding("apps/github/x"), Inventory(), lambda _: GITHUB, "security")
    assert owner == Owner("Ann <ann@example.com>", "author of commit 1a2b3c4")


def test_last_the_fallback() -> None:
    owner = owner_of(finding(author=None, commit=None), Inventory(), nothing, "security")
    assert owner == Owner("security", "nobody owns it: fallback owner")


def test_what_a_repository_says_is_shown_on_one_line_without_control_characters() -> None:
    owner = owner_of(finding(author="\x1b[31mAnn\r\n"), Inventory(), nothing, "security")
    assert owner.name == "[31mAnn"
    named = owner_of(finding(), Inventory(), lambda _: "* @a\x1b[0m" + "b" * 500, "security")
    assert (named.name[:6], len(named.name), "\x1b" in named.reason) == ("@a[0mb", 200, False)


@pytest.mark.parametrize(
    ("path", "line", "owners"),
    [
        ("README.md", 2, ("@global-owner1", "@global-owner2")),
        ("src/deep/x.py", 2, ("@global-owner1", "@global-owner2")),
        ("src/x.js", 3, ("@js-owner",)),
        ("main.go", 4, ("docs@example.com",)),
        ("a/b/c.txt", 5, ("@octo-org/octocats",)),
        ("docs/getting-started.md", 9, ("@doctocat",)),
        ("src/apps/x", 8, ("@octocat",)),
        ("scripts/a/b", 10, ("@doctocat", "@octocat")),
        ("build/logs/a.txt", 11, ("@octocat",)),
        ("deeply/nested/logs/a", 11, ("@octocat",)),
        ("logs/a", 11, ("@octocat",)),
        ("apps/web/x", 12, ("@octocat",)),
        ("apps/github/x", 13, ()),
        ("apps/github", 13, ()),
    ],
)
def test_the_example_of_githubs_documentation(path: str, line: int, owners: tuple[str, ...]) -> None:
    found = deciding_line(GITHUB, path)
    assert found is not None
    assert (found.number, found.owners) == (line, owners)


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("*", ["a", "a/b"], []),
        ("/*", ["a"], ["a/b"]),
        ("*.js", ["a.js", "b/c.js", "d.js/e"], ["a.jsx", "js"]),
        ("/build/logs/", ["build/logs/a", "build/logs/a/b"], ["build/logs", "x/build/logs/a"]),
        ("docs/*", ["docs/a.md"], ["docs/a/b.md", "x/docs/a.md"]),
        ("apps/", ["apps/a", "x/apps/a/b"], ["apps", "xapps/a"]),
        ("**/logs", ["logs/a", "build/logs", "a/b/logs/c"], ["logsx/a"]),
        ("logs/**", ["logs/a", "logs/a/b"], ["logs", "x/logs/a"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b", "a/x/b/c"], ["a/xb", "b"]),
        ("**", ["a", "a/b"], []),
        ("foo", ["foo", "a/foo", "foo/a/b"], ["foox", "xfoo"]),
        ("/foo", ["foo", "foo/a"], ["a/foo"]),
        ("a?c", ["abc", "x/a-c"], ["ac", "a/c", "abbc"]),
        ("*a*b*", ["ab", "xaxbx"], ["ba", "a/b"]),
        (r"a\ b", ["a b"], ["a", "b"]),
        (r"a\*", ["a*"], ["ab"]),
        ("foo.bar", ["foo.bar"], ["fooxbar"]),
        ("Foo", ["Foo"], ["foo"]),
        ("a//b", [], ["a/b"]),
        ("/", [], ["a"]),
        ("!a", [], ["a", "!a"]),
        ("[ab].c", [], ["a.c", "[ab].c"]),
        (r"\#a", [], ["#a", "a"]),
        ("#a", [], ["#a"]),
        ("a***b", [], ["axb"]),
    ],
)
def test_patterns(pattern: str, yes: list[str], no: list[str]) -> None:
    matched = {path for path in (*yes, *no) if deciding_line(f"{pattern} @x", path) is not None}
    assert matched == set(yes)


def test_a_hostile_file_costs_no_time() -> None:
    stars = "*a" * 200 + "/" + "/".join(["**", "*a*a*a*b"] * 50)
    begin = perf_counter()
    assert deciding_line(f"{stars} @x", "/".join(["a" * 200] * 40)) is None
    assert deciding_line("* @x\n" * 700_000, "a") is None
    assert perf_counter() - begin < 2
