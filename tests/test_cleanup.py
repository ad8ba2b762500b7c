"""Places of an incident after it leaked: what stands there still, what is replaced, what is told. Real git, files."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agent.__main__ import cli
from agent.cleanup import history
from agent.cleanup.erased import answer
from agent.cleanup.files import LARGEST, FileError, opened, put
from agent.cleanup.held import held, left, without
from agent.cleanup.history import HistoryError, Reached, reached
from agent.cleanup.reference import chosen
from agent.cleanup.spots import Looker, Spot, Standing
from agent.complaint import Complaint
from agent.found import Finding, Occurrence
from agent.inventory.register import Entry, VaultPlace
from agent.keys import load_keys
from agent.ledger import Entry as Listed
from agent.ledger import LedgerView
from agent.ledger.vaults import KeptAt
from agent.model import Incident
from agent.seal import ResponderKeys
from agent.settings import Settings, load
from agent.wiring.ledger import alone
from agent.wiring.sources import open_source
from detectors.base import Secret
from detectors.github import checksum
from tests.sims.pushing import Local
from tests.sims.repo import Repo

VALUE = "s3cr" + "et-Pw9-x7Q"
OTHER = "0ther" + "-Pw3-k2Z"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
REFERENCE = "vault:secret/data/app/db#password"
CONFIG = """
[stanch]
fallback_owner = "security@example.com"
state = "state"
[[sources]]
kind = "git"
path = "repo"
name = "repo"
visibility = "internal"
[[sources]]
kind = "tree"
path = "tree"
name = "tree"
visibility = "private"
"""


UNSWEPT: Any = SimpleNamespace(sweeper=None, known=None)


@dataclass(frozen=True)
class Place:
    """folder/stanch.toml, /state with keys, /repo, /tree; what its sources offer is scanned in the test's process."""

    folder: Path
    settings: Settings
    keys: ResponderKeys
    repo: Repo

    @property
    def tree(self) -> Path:
        return self.folder / "tree"

    async def find(self) -> Incident:
        """Look at all sources as they are now; the incident of URL."""
        found: list[Finding] = []
        for wanted in self.settings.sources:
            source = open_source(wanted, self.settings, UNSWEPT, None)  # type: ignore[arg-type]  # not asked here
            async for chunk in source.chunks(None, rules="r", now=datetime.now(UTC)):
                if chunk.part is not None:
                    found += (await Local(self.keys).scan(chunk)).findings
        with alone(self.settings) as ledger:
            await ledger.submit(found, None, at=datetime.now(UTC))
        return self.incident()

    def incident(self) -> Incident:
        with LedgerView(self.settings.state / "ledger.db") as view:
            found = [one.incident for one in view.incidents() if one.incident.type == "postgres-url"]
        mark = self.keys.scanner.part(Secret(VALUE))
        return next(one for one in found if mark in one.fingerprints.values())

    def places(self) -> Sequence[Occurrence]:
        with LedgerView(self.settings.state / "ledger.db") as view:
            return view.occurrences(self.incident().id)

    def looker(self, words: str | None = None, wanted: Callable[[Path], bool] = lambda _: True) -> Looker:
        sources = {one.name: one for one in self.settings.sources}
        return Looker(Local(self.keys), self.keys.scanner, self.incident(), sources, words, wanted)

    async def look(self, words: str | None = None) -> dict[tuple[str, str], Spot]:
        spots = await self.looker(words).look(self.places())
        assert VALUE not in str(spots)
        return {(one.first.source, one.first.path): one for one in spots}

    def told(self) -> list[tuple[str, list[str], str]]:
        with LedgerView(self.settings.state / "ledger.db") as view:
            records = [json.loads(one.record) for one in view.events(self.incident().id)]
        return [
            (one["what"], [each["path"] for each in one["detail"]["where"]], one["detail"]["note"])
            for one in records
            if one["what"].startswith("occurrence")
        ]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "stanch.toml").write_text(CONFIG)
    (tmp_path / "tree").mkdir()
    (tmp_path / "state").mkdir(mode=0o700)
    repo = Repo(tmp_path / "repo")
    repo.commit(README="nothing\n")
    keys = load_keys(tmp_path / "state")
    return Place(tmp_path, load(tmp_path), keys, repo)


# --- files -----------------------------------------------------------------------------------------


async def test_the_value_alone_is_replaced_and_everything_else_stays(place: Place) -> None:
    file = place.tree / "config" / "app.env"
    file.parent.mkdir()
    before = (
        f"A=1\r\nDSN={URL}\r\nOTHER=postgresql://app:{OTHER}@db.example.com/orders\r\n# \xe9\r\nAGAIN={URL}".encode(
            "latin-1"
        )
    )
    file.write_bytes(before)
    file.chmod(0o640)
    os.setxattr(file, "user.note", b"kept")
    await place.find()
    key = ("tree", str(file))
    shown = (await place.look())[key]
    assert (shown.standing, shown.changes, shown.written) == (Standing.VISIBLE, ((2, 14), (5, 14)), False)
    assert file.read_bytes() == before
    done = (await place.look(REFERENCE))[key]
    assert (done.standing, done.changes, done.written) == (Standing.ERASED, ((2, 14), (5, 14)), True)
    assert file.read_bytes() == before.replace(VALUE.encode(), REFERENCE.encode())
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.getxattr(file, "user.note") == b"kept"
    assert list(file.parent.iterdir()) == [file]
    again = (await place.look(REFERENCE))[key]
    assert (again.standing, again.why, again.written) == (Standing.ERASED, "the file holds it no more", False)


async def test_only_what_stands_just_so_is_replaced(place: Place) -> None:
    """Escaped, encoded, inside an archive, or beside a form that nothing recognises: told, and for a person."""
    plain, escaped, twice, packed = (place.tree / name for name in ("a.env", "b.json", "c.env", "d.env.gz"))
    awkward = VALUE + '"' + "q"
    plain.write_text(f"DSN={URL}\n")
    escaped.write_text(json.dumps({"dsn": URL}).replace("s3", "\\u00733") + "\n")
    twice.write_text(f"DSN={URL}\n# the same word, where no pattern looks: {VALUE}\n")
    packed.write_bytes(gzip.compress(f"DSN={URL}\n".encode()))
    assert awkward not in plain.read_text()
    await place.find()
    was = {file: file.read_bytes() for file in (escaped, packed)}
    spots = await place.look(REFERENCE)
    by = {Path(path).name: spot for (_, path), spot in spots.items()}
    assert by["a.env"].standing is Standing.ERASED
    assert (by["b.json"].standing, by["b.json"].written, by["b.json"].changes) == (Standing.VISIBLE, False, ())
    assert (by["c.env"].standing, by["c.env"].written) == (Standing.VISIBLE, True)
    assert (
        twice.read_text() == f"DSN={URL.replace(VALUE, REFERENCE)}\n# the same word, where no pattern looks: {VALUE}\n"
    )
    [inside] = [spot for name, spot in by.items() if name not in {"a.env", "b.json", "c.env"}]
    assert (inside.standing, inside.why) == (Standing.UNKNOWN, "it is inside an archive or another container")
    assert {file: file.read_bytes() for file in was} == was


async def test_no_link_is_followed_and_nothing_outside_is_touched(place: Place) -> None:
    names = ("link.env", "folder/app.env", "pipe", "hard.env", "gone.env", "busy.env")
    (place.tree / "folder").mkdir()
    for name in names:
        (place.tree / name).write_text(f"DSN={URL}\n")
    await place.find()
    outside = place.folder / "outside"
    outside.mkdir()
    for name in ("app.env", "link.env"):
        (outside / name).write_text(f"DSN={URL}\n")
    (place.tree / "link.env").unlink()
    (place.tree / "link.env").symlink_to(outside / "link.env")
    (place.tree / "folder" / "app.env").unlink()
    (place.tree / "folder").rmdir()
    (place.tree / "folder").symlink_to(outside)
    (place.tree / "pipe").unlink()
    os.mkfifo(place.tree / "pipe")
    (outside / "other-name").hardlink_to(place.tree / "hard.env")
    (place.tree / "gone.env").unlink()
    (place.tree / "busy.env").write_bytes(b" " * LARGEST + b"x")
    spots = await place.look(REFERENCE)
    told = {str(Path(path).relative_to(place.tree)): (one.standing, one.written) for (_, path), one in spots.items()}
    assert told == {
        "link.env": (Standing.UNREACHABLE, False),
        "folder/app.env": (Standing.UNREACHABLE, False),
        "pipe": (Standing.UNREACHABLE, False),
        "hard.env": (Standing.VISIBLE, False),
        "gone.env": (Standing.ERASED, False),
        "busy.env": (Standing.UNREACHABLE, False),
    }
    assert "other names (hard links)" in spots["tree", str(place.tree / "hard.env")].why
    for file in (outside / "app.env", outside / "link.env", outside / "other-name"):
        assert file.read_text() == f"DSN={URL}\n"
    for path in ("../outside/app.env", "a/../../outside/app.env", "/etc/passwd", "a//b", ".", "a\0b"):
        with pytest.raises(FileError, match="no path below its source"), opened(place.tree, path):
            pass


def test_what_somebody_writes_meanwhile_is_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "app.env"
    file.write_text("one")
    with opened(tmp_path, "app.env") as it:
        file.write_text("two, by somebody else")
        with pytest.raises(FileError, match="somebody is changing it"):
            put(it, b"three")
    assert file.read_text() == "two, by somebody else"
    with opened(file, "") as it:
        put(it, b"three")
    assert file.read_bytes() == b"three"
    tmp_path.chmod(0o500)
    try:
        with opened(tmp_path, "app.env") as it:
            if os.geteuid():
                with pytest.raises(FileError, match="cannot be replaced as it is"):
                    put(it, b"four")
                assert file.read_bytes() == b"three"
    finally:
        tmp_path.chmod(0o700)
    assert list(tmp_path.iterdir()) == [file]


async def test_another_credential_with_the_same_password_is_another_incident(place: Place) -> None:
    file = place.tree / "app.env"
    text = f"A={URL}\nB={URL.replace('app:', 'root:')}\n"
    file.write_text(text)
    await place.find()
    incident = next(
        one.incident
        for one in _all(place)
        if one.incident.type == "postgres-url" and "role=app" in one.incident.preview
    )
    found = await held(Local(place.keys), place.keys.scanner, incident, "app.env", "app.env", file.read_bytes())
    start = text.index(VALUE)
    assert found.spans == ((start, start + len(VALUE)),)
    assert without(file.read_bytes(), found.spans, b"x") == text.replace(VALUE, "x", 1).encode()
    assert left(file.read_bytes(), found.spans, text.replace(VALUE, "x", 1).encode()) == 1


def _all(place: Place) -> Sequence[Listed]:
    with LedgerView(place.settings.state / "ledger.db") as view:
        return view.incidents()


# --- histories and what is elsewhere ---------------------------------------------------------------


async def test_a_commit_is_asked_about_and_a_working_tree_replaced(place: Place) -> None:
    was = place.repo.commit(**{"app.env": f"DSN={URL}\n"})
    place.repo.git("branch", "other")
    await place.find()
    head = place.repo.head()
    spots = await place.look(REFERENCE)
    history, files = spots["repo", "app.env"], spots["repo (files)", "app.env"]
    assert (history.standing, history.first.commit) == (Standing.VISIBLE, was)
    assert history.why == "refs/heads/main, refs/heads/other lead to it"
    assert (files.standing, files.written, files.file) == (Standing.ERASED, True, place.repo.path / "app.env")
    assert (place.repo.path / "app.env").read_text() == f"DSN={URL.replace(VALUE, REFERENCE)}\n"
    assert place.repo.head() == head
    place.repo.git("branch", "-D", "other")
    place.repo.git("reset", "-q", "--hard", "HEAD~1")
    loose = (await place.look())["repo", "app.env"]
    assert (loose.standing, loose.why.partition(",")[0]) == (Standing.VISIBLE, "no ref leads to it")
    place.repo.git("reflog", "expire", "--expire=now", "--all")
    place.repo.git("gc", "-q", "--prune=now")
    assert (await place.look())["repo", "app.env"].standing is Standing.ERASED
    place.repo.path.rename(place.folder / "moved")
    gone = await place.look()
    assert {one.standing for one in gone.values()} == {Standing.UNREACHABLE}


async def test_a_branch_that_is_called_like_a_token_is_shown_without_it(place: Place) -> None:
    body = "Zq7canaryWv3xR8tPkZq7canaryWv3"
    was = place.repo.commit(**{"app.env": f"DSN={URL}\n"})
    place.repo.git("branch", "-m", f"fix/{'gh' + 'p_'}{body}{checksum(body)}")
    assert (await reached(place.repo.path, was)).refs == ("refs/heads/fix/(github-pat)",)


async def test_a_shallow_clone_does_not_say_that_a_commit_is_gone(place: Place) -> None:
    was = place.repo.commit(**{"app.env": f"DSN={URL}\n"})
    place.repo.commit(**{"app.env": "nothing\n"})
    assert await reached(place.repo.path, was) == Reached(is_there=True, refs=("refs/heads/main",))
    shallow = place.folder / "shallow"
    place.repo.git("clone", "-q", "--depth=1", f"file://{place.repo.path}", str(shallow))
    with pytest.raises(HistoryError, match="shallow"):
        await reached(shallow, was)
    for commit in ("--all", "HEAD", was[:10], ""):
        with pytest.raises(HistoryError, match="no name that git knows"):
            await reached(place.repo.path, commit)


async def test_what_is_elsewhere_is_told(place: Place) -> None:
    (place.tree / "app.env").write_text(f"DSN={URL}\n")
    await place.find()
    [first] = place.places()
    elsewhere = [replace(first, source="report (gitleaks)"), replace(first, path="/etc/other"), first]
    spots = await place.looker().look(elsewhere)
    assert [(one.standing, one.why) for one in spots] == [
        (Standing.UNKNOWN, "it is in no source of stanch.toml"),
        (Standing.UNKNOWN, "its name is shown masked, or is no path"),
        (Standing.VISIBLE, "it stands there just so"),
    ]


# --- what is written -------------------------------------------------------------------------------


def test_where_it_is_kept_names_itself() -> None:
    now = KeptAt("bao", "secret/data/app/db", "password", "team-app", current=True)
    entry = Entry(
        "app-db", "team-app", stored="secret/app", sink=VaultPlace("bao", "secret/data/x", {"password": "pw"})
    )
    assert chosen(None, [replace(now, current=False), now], entry) == REFERENCE
    assert chosen(None, [replace(now, current=False)], entry) == "vault:secret/data/x#pw"
    assert chosen(None, [], replace(entry, sink=None)) == "vault:secret/app"
    assert chosen(None, [], replace(entry, sink=None, stored="in the safe, on paper")) is None
    assert chosen(None, [replace(now, path='a"; rm -rf ~; "')], None) is None
    assert chosen("${DB_PASSWORD}", [now], entry) == "${DB_PASSWORD}"
    for wrong in ("", " ", "a\nb", "\x1b[2J", "x" * 301):
        with pytest.raises(Complaint, match="--with"):
            chosen(wrong, [], None)


def test_a_repository_with_a_working_tree_is_not_pushed_to(tmp_path: Path) -> None:
    """Git refuses that. Where it came from is cleaned, and then the reflogs here, which are looked at, too."""
    repo = Repo(tmp_path / "a shop")

    def said() -> str:
        tree = history.worktree(repo.path)
        return "\n".join(history.guidance(str(repo.path), None, dead=True, messages=False, reference=None, tree=tree))

    assert "push" not in said()
    assert 'git filter-repo --sensitive-data-removal --replace-text "$R" --force' in said()
    assert "apt install git-filter-repo" in said()
    for name in ("up; x", "origin"):
        with (repo.path / ".git" / "config").open("a") as file:
            file.write(f'[remote "{name}"]\n\turl = {"https://joe:"}{VALUE}@git.example.com/shop.git\n')
        quoted = "'up; x'" if name != "origin" else name
        at = f"-C '{repo.path}'"
        assert f'git {at} clone --mirror --no-local "$(git {at} remote get-url {quoted})" "$PWD/cleaned.git"' in said()
        assert f"git fetch --prune {quoted}" in said()
        assert "git reflog expire --expire=now --all" in said()
        assert VALUE not in said()
    assert history.worktree(repo.path / ".git") is None
    assert history.worktree(tmp_path) is None


# --- the command -----------------------------------------------------------------------------------


async def test_shown_first_then_written_then_remembered(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    was = place.repo.commit(**{"app.env": f"DSN={URL}\n"})
    other = place.tree / "other.env"
    other.write_text(f"DSN={URL}\n")
    number = str((await place.find()).id)
    file = place.repo.path / "app.env"

    async def run(*words: str) -> tuple[int, str]:
        """In a thread: a command has an event loop of its own."""
        line = [*words, "--config", str(place.folder)]
        code = await asyncio.to_thread(lambda: cli.main(line, standalone_mode=False))
        said = capsys.readouterr()
        assert VALUE not in said.out + said.err
        return code or 0, said.out

    code, said = await run("cleanup", number)
    assert code == 1
    assert file.read_text() == other.read_text() == f"DSN={URL}\n"
    assert said.count("say by --with what to write") == 2
    assert "FIRST end it" in said
    assert f"history of repo: 1 commit: {was[:10]}" in said
    assert f"cd {place.repo.path} && git filter-repo --sensitive-data-removal" in said
    assert "push" not in said
    assert place.told() == []
    with pytest.raises(Complaint, match="say what to write, by --with"):
        await run("cleanup", number, "--write")
    with pytest.raises(Complaint, match="looks like a credential itself"):
        await run("cleanup", number, "--write", "--with", URL.replace(VALUE, OTHER))
    code, said = await run("cleanup", number, "--with", "${DB}", "--write", str(file), "--json")
    rows = {row["places"][0]["source"]: row for row in map(json.loads, said.splitlines())}
    assert {name: (row["standing"], row["written"]) for name, row in rows.items()} == {
        "repo": ("visible", False),
        "repo (files)": ("erased", True),
        "tree": ("visible", False),
    }
    assert file.read_text() == f"DSN={URL.replace(VALUE, '${DB}')}\n"
    assert other.read_text() == f"DSN={URL}\n"
    [(what, paths, note)] = place.told()
    assert (what, paths, note.partition(" (by ")[0]) == ("occurrence:erased", ["app.env"], "replaced by ${DB}")
    code, said = await run("show", number)
    lines = [line for line in said.splitlines() if line.lstrip().startswith("where ")]
    assert [", erased 2" in line for line in lines] == [False, True, False], lines
    # Somebody did it by hand, and the other one is known already.
    other.write_text("nothing\n")
    assert (await run("cleanup", number, "--with", "${DB}", "--write"))[0] == 1
    assert [(paths, note.partition(" (by ")[0]) for _, paths, note in place.told()][1:] == [
        ([str(other)], "the file holds it no more")
    ]


async def test_what_comes_back_is_no_longer_called_erased(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    file = place.tree / "app.env"
    file.write_text(f"DSN={URL}\n")
    number = (await place.find()).id

    def shown() -> tuple[bool, int]:
        cli.main(["show", str(number), "--json", "--config", str(place.folder)], standalone_mode=False)
        with LedgerView(place.settings.state / "ledger.db") as view:
            entry = view.incident(str(number))
        assert entry is not None
        [where] = json.loads(capsys.readouterr().out)["places"]
        return where["erased"] is not None, entry.occurrences

    told = {"incident": number, "source": "tree", "path": str(file), "words": "gone"}
    seen = [await asyncio.to_thread(shown)]
    for _ in range(2):
        with alone(place.settings) as ledger:
            await answer(ledger, "ann", told | {"done": False}, datetime.now(UTC))
            await answer(ledger, "ann", told, datetime.now(UTC))
        seen.append(await asyncio.to_thread(shown))
        await place.find()
        await place.find()
        seen.append(await asyncio.to_thread(shown))
    assert seen == [(False, 1), (True, 0), (False, 1), (True, 0), (False, 1)]
    assert [what.partition(":")[2] for what, _, _ in place.told()] == ["erasing", "erased", "again"] * 2


async def test_only_a_place_of_the_incident_is_written_down(place: Place) -> None:
    (place.tree / "app.env").write_text(f"DSN={URL}\n")
    number = (await place.find()).id
    told = {"incident": number, "source": "tree", "path": str(place.tree / "app.env"), "words": "gone"}
    with alone(place.settings) as ledger:
        assert await answer(ledger, "ann", told, datetime.now(UTC)) == "written down"
        for wrong in ({"path": "elsewhere"}, {"incident": 999}, {"source": "repo"}):
            with pytest.raises(Complaint, match="was not seen there"):
                await answer(ledger, "ann", told | wrong, datetime.now(UTC))
        with pytest.raises(Complaint, match="names no place"):
            await answer(ledger, "ann", {"incident": number}, datetime.now(UTC))
    assert place.told() == [("occurrence:erased", [str(place.tree / "app.env")], "gone (by ann)")]
