"""Values in names: none leaves the scanner in a path or an author, whatever is printed or kept of them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from agent.found import Blob, Chunk, Debt, FilePart, GitPart, Visibility
from agent.intake import Intake
from agent.scan import names
from agent.scan.names import LONGEST, is_masked, without_values
from agent.scan.pool import ScanPool
from agent.scan.wire import Result
from agent.seal import ResponderKeys
from detectors.forms import ALNUM, made
from detectors.github import checksum
from detectors.registry import DETECTORS
from tests.sims import compiled
from tests.sims.ordered import NOW, Ordered, chunk
from tests.sims.scans import findings, git, run
from tests.sims.scene import stanch

BAO = "hvs." + "kQ7mZt2XwR9bNc4LpVf8sHyD"
GITHUB = next(value for each in DETECTORS if each.type.name == "github-pat" for _, value in each.examples)
PASSWORD = "Zq7-" + "canary-Wv3xR8tPk"
URL = f"postgres://app:{PASSWORD}@db.example.com:5432/orders"
# Types whose value shows by itself what it is.
SPEAKING = [
    (each.type.name, value)
    for each in DETECTORS
    for _, value in each.examples
    if value.startswith(("hvs.", "hvb.", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "xapp-"))
    and "/" not in value
]


@pytest.mark.parametrize("shape", ["{}", "backup/{}/app.env", "keys/{}.txt", "old-{}.tar.gz", "Bob {} <b@example.org>"])
@pytest.mark.parametrize(("kind", "value"), SPEAKING)
def test_a_value_in_a_name_is_replaced_by_its_type(shape: str, kind: str, value: str) -> None:
    shown = without_values(shape.format(value))
    pieces = {value[at : at + 8] for at in range(len(value) - 7)}
    assert [piece for piece in pieces if piece in shown] == []
    assert f"({kind})" in shown
    assert is_masked(shown)


def test_what_is_around_it_stays() -> None:
    assert without_values(f"backup/{BAO}/{GITHUB}/app.env") == "backup/(openbao-token)/(github-pat)/app.env"
    assert without_values(f"old-{BAO}.tar.gz") == "old-(openbao-token).tar.gz"
    assert without_values(f"Bob {URL} <b@example.org>") == "Bob (postgres-url) <b@example.org>"


def test_a_value_that_ends_where_another_one_begins_is_replaced_as_well() -> None:
    """And what is shown so is shown so again: sources and cursors are known by it."""
    figma = "figd_" + made(ALNUM, 40)
    shown = without_values(f"FIGMA_TOKEN={figma}-{GITHUB}")
    assert shown == "FIGMA_TOKEN=(figma-personal-access-token)(github-pat)"
    assert without_values(shown) == shown


def test_a_secret_beside_its_match_is_replaced_as_well() -> None:
    key_id, made_up = "AKIA" + "QNZGKIQY56JQ7WML", "wJq7vX2kT9cBf4LmPz8RnD3s" + "HyUaEgKo6QtVxIiM"
    assert made_up not in without_values(f"aws_access_key_id={key_id} aws_secret_access_key={made_up}")


@pytest.mark.parametrize(
    "name",
    ["src/user/token.py", "s.txt", "tests/redis.postgres/password=", "a(b)/c", "", "Ada <ada@example.org>", "ä\ufffd"],
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert without_values(name) == name
    assert not is_masked(name)


def test_a_name_without_end_is_cut() -> None:
    assert without_values("s." * LONGEST) == "s." * (LONGEST // 2) + "..."
    assert is_masked("a" * (LONGEST + 1))


def test_a_name_is_looked_at_once() -> None:
    without_values("seen/once.env")
    before = names.without_values.cache_info().hits
    without_values("seen/once.env")
    assert names.without_values.cache_info().hits == before + 1


# --- what leaves a scanner ---------------------------------------------------------------------------


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[ScanPool]:
    async with ScanPool(ResponderKeys.generate().scanner, 1, compiled.folder()) as running:
        yield running


async def test_nothing_of_it_crosses_the_pipe(pool: ScanPool, tmp_path: Path) -> None:
    folder = tmp_path / "tree" / BAO
    folder.mkdir(parents=True)
    file = folder / f"{GITHUB}.env"
    file.write_text(URL)
    status = file.lstat()
    part = FilePart(str(file), f"{BAO}/{file.name}", 0, status.st_size, 1, status.st_dev, status.st_ino)
    of_file = await pool.scan(Chunk("tree", Visibility.PRIVATE, backlog=False, part=part))
    repo = tmp_path / "repo"
    home = tmp_path / "home"
    home.mkdir()
    git(home, tmp_path, "init", "-q", str(repo))
    shutil.copytree(folder, repo / BAO)
    git(home, repo, "add", ".")
    oid = git(home, repo, "rev-parse", f":{BAO}/{file.name}")
    when = datetime(2026, 1, 2, tzinfo=UTC)
    blob = Blob(oid, f"{BAO}/{file.name}", "c" * 40, f"Bob {BAO} <b@example.org>", when)
    of_git = await pool.scan(
        Chunk("repo", Visibility.PRIVATE, backlog=False, part=GitPart(str(repo / ".git"), (blob,)))
    )
    [one], [two] = of_file.findings, of_git.findings
    assert one.occurrence.path == two.occurrence.path == "(openbao-token)/(github-pat).env"
    assert (one.occurrence.author, two.occurrence.author) == (None, "Bob (openbao-token) <b@example.org>")
    for result in (of_file, of_git):
        raw = msgspec.msgpack.encode(result)
        assert BAO.encode() not in raw
        assert GITHUB.encode() not in raw


async def test_a_debt_in_whose_name_a_value_is_stays_owed() -> None:
    """The name that is left may be another file's: that one being read pays nothing."""
    owed = Debt("src", f"{BAO}.txt", "cannot be opened", lasting=True)
    masked = FilePart("/x", "(openbao-token).txt", 0, 1, 1, 1, 1)
    first = Chunk("src", Visibility.PRIVATE, backlog=False, part=masked, cursor=chunk(1).cursor)

    class Owing(Ordered):
        async def scan(self, each: Chunk) -> Result:
            return Result((), (owed,) if each is first else (), 0)

    it = Owing([first, chunk(2)])
    await Intake(it, it, "rules", lambda: NOW).read(it, None)
    assert [(debts, read) for _, _, debts, read in it.submitted] == [(["(openbao-token).txt"], []), ([], ["2.txt"])]


# --- what a bare scan prints ---------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["table", "jsonl", "sarif"])
def test_nothing_of_it_is_printed(tmp_path: Path, form: str) -> None:
    home = tmp_path / "home"
    root = home / "root"
    inner = root / f"{BAO}-inner"
    (root / BAO).mkdir(parents=True)
    (root / BAO / f"{GITHUB}.env").write_text(URL)
    git(home, home, "init", "-q", str(inner))
    (inner / f"{GITHUB}.env").write_text(URL)
    git(home, inner, "add", ".")
    git(home, inner, "-c", f"user.name=Bob {BAO}", "commit", "-qm", "one")
    done = run(home, str(root), "--format", form)
    printed = done.stdout + done.stderr
    assert "(openbao-token)" in printed
    for value in (BAO, GITHUB):
        assert value not in printed
    if form == "jsonl":
        assert [row["path"] for row in findings(done) if row["type"] == "postgres-url"] == [
            "(github-pat).env",
            str(root / "(openbao-token)" / "(github-pat).env"),
        ]
        named = {(row["type"], row["path"].partition(" <")[0]) for row in findings(done)}
        assert named >= {
            ("github-pat", "file name (github-pat).env"),
            ("openbao-token", "author, committer or other header of a commit or tag"),
            ("openbao-token", "reflog Bob (openbao-token)"),
        }


def test_a_root_that_is_called_like_a_credential_is_shown_by_its_type(tmp_path: Path) -> None:
    """Whatever is written about it: as a source, as what was not read, as a base; two of one name are two sources."""
    body, home = "kQ7mZt2XwR9bNc4LpVf8sHyD3g0001", tmp_path / "home"
    other = f"ghp_{body}{checksum(body)}"
    for number, name in enumerate((GITHUB, other)):
        root = home / "in" / name
        root.mkdir(parents=True)
        git(home, root, "init", "-q")
        (root / f"{number}.env").write_text(f"URL={URL}\n")
        git(home, root, "add", ".")
        git(home, root, "commit", "-q", "-m", "x")
    roots = [str(home / "in" / name) for name in (GITHUB, other)]
    for form in ("json", "table", "sarif"):
        done = run(home, "--format", form, "--workers", "1", "--no-leads", *roots)
        assert not any(name in done.stdout + done.stderr for name in (GITHUB, other)), form
        assert "(github-pat)" in done.stdout
    rows = findings(run(home, "--workers", "1", "--no-leads", "--json", *roots))
    shown = str(home / "in" / "(github-pat)")
    wanted = {(f"{shown}{files}{more}", at) for at, more in (("0", ""), ("1", " (2)")) for files in ("", " (files)")}
    assert {(row["source"], Path(row["path"]).stem) for row in rows if row["path"].endswith(".env")} == wanted
    # A baseline knows its files as before.
    assert stanch(home, "baseline", roots[0]).returncode == 0
    done = run(home, "--workers", "1", "--no-leads", "--json", roots[0])
    assert [row["path"] for row in findings(done) if row["path"].endswith(".env")] == []
