"""Logs of builds, erased by an API that can refuse and lie: asked first, written down before, asked again after."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from agent.__main__ import cli
from agent.ci import erasing, own
from agent.cleanup.builds import Build, Logs
from agent.commands.run import alone
from agent.complaint import Complaint
from agent.keys import load_keys
from agent.ledger import LedgerView
from agent.limits import Freeze
from agent.model import Chunk, Text, TextsPart, Visibility
from agent.settings import load
from detectors.base import Secret
from tests.sims.ci import Ci, Job, Run
from tests.sims.liar import Lie, as_json
from tests.sims.pushing import Local

VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
TOKEN = "eraser-" + "token"
GITHUB = ("acme/app run 3!/0_build.txt", "acme/app run 3 attempt 2!/0_build.txt")
GITLAB = ("acme/app pipeline 3 job build 30",)


@dataclass
class Place:
    folder: Path
    ci: Ci
    capsys: pytest.CaptureFixture[str]
    said: str = field(default="", init=False)

    async def find(self, *places: str) -> None:
        """It was seen there by the source."""
        texts = tuple(Text(one, f"DSN={URL}\n".encode()) for one in places)
        chunk = Chunk("builds", Visibility.INTERNAL, backlog=False, part=TextsPart(texts))
        found = (await Local(load_keys(self.folder / "state")).scan(chunk)).findings
        with alone(load(self.folder)) as ledger:
            await ledger.submit(found, None, at=datetime.now(UTC))

    async def run(self, *words: str) -> int:
        line = ["cleanup", "1", *words, "--config", str(self.folder)]
        code = await asyncio.to_thread(lambda: cli.main(line, standalone_mode=False))
        said = self.capsys.readouterr()
        assert VALUE not in said.out + said.err
        assert TOKEN not in said.out + said.err
        self.said = said.out
        return int(code or 0)

    def told(self) -> list[tuple[str, list[str]]]:
        with LedgerView(self.folder / "state" / "ledger.db") as view:
            records = [json.loads(one.record) for one in view.events(1)]
        return [
            (one["what"].partition(":")[2], [each["path"] for each in one["detail"]["where"]])
            for one in records
            if one["what"].startswith("occurrence:")
        ]


@asynccontextmanager
async def made(
    folder: Path, kind: str, capsys: pytest.CaptureFixture[str], more: str = "erase_token"
) -> AsyncIterator[Place]:
    async with Ci(kind=kind, login=TOKEN) as ci:
        ci.projects = {"acme/app": [Run(3, [Job(30, b"x")], attempts=2), Run(4, [Job(40, b"y", name="build 30!/x")])]}
        (folder / "token").touch(mode=0o600)
        (folder / "token").write_text(f"{TOKEN}\n")
        (folder / "state").mkdir(mode=0o700)
        (folder / "stanch.toml").write_text(
            '[stanch]\nfallback_owner = "security@example.com"\nstate = "state"\n'
            '[[sources]]\nkind = "ci"\nname = "builds"\n'
            f'provider = "{kind}"\nurl = "http://127.0.0.1:{ci.port}"\nowner = "acme"\n{more} = {{ file = "token" }}\n'
        )
        yield Place(folder, ci, capsys)


@pytest.mark.parametrize(
    ("kind", "places", "erased"), [("github", GITHUB, "acme/app 3"), ("gitlab", GITLAB, "acme/app 30")]
)
async def test_asked_first_erased_once_and_proven(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    places: tuple[str, ...],
    erased: str,
) -> None:
    async with made(tmp_path, kind, capsys) as place:
        await place.find(*places)
        assert await place.run() == 1
        assert (place.ci.seen, place.told()) == ([], [])
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        with pytest.raises(click.Abort):
            await place.run("--erase")
        frozen = Freeze(tmp_path / "state" / "frozen")
        frozen.set("stop")
        with pytest.raises(Complaint, match="frozen"):
            await place.run("--erase", "--yes")
        frozen.lift()
        assert (place.ci.erased, place.told()) == ([], [])
        assert await place.run("--erase", "--yes") == 0
        assert place.ci.erased == [erased]
        assert place.told() == [*(("erasing", [one]) for one in places), *(("erased", [one]) for one in places)]
        assert await place.run("--erase", "--yes") == 0
        assert place.ci.erased == [erased]


async def test_what_is_refused_or_is_there_still_is_not_called_erased(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with made(tmp_path, "github", capsys) as place:
        await place.find(GITHUB[0])
        place.ci.reads_only = True
        assert await place.run("--erase", "--yes") == 1
        assert "still visible" in place.said
        place.ci.reads_only, place.ci.lingers = False, True
        assert await place.run("--erase", "--yes") == 1
        assert "it was accepted, and is there still" in place.said
        assert [what for what, _ in place.told()] == ["erasing", "erasing"]


@pytest.mark.parametrize("kind", ["github", "gitlab"])
async def test_only_what_is_proven_to_be_it_is_asked_to_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    async with made(tmp_path, kind, capsys) as place:
        ci = load(tmp_path).sources[0].ci
        assert ci is not None
        assert own(load(tmp_path).sources) == [Secret(TOKEN)]
        api = erasing("builds", ci, lambda: datetime.now(UTC))
        meant = {
            "acme/app run 3": "github",
            "acme/app run 3 attempt 2!/0_x run 4": "github",
            "acme/app run 3 artifact dist": "",
            "acme/app run 03": "",
            "evil/app run 3": "",
            "acme/../evil/app run 3": "",
            "acme/app pipeline 3 job build 30": "gitlab",
            "acme/app pipeline 3 job build 30 artifacts!/x": "",
            "evil/app pipeline 3 job build 30": "",
        }
        assert [one for one in meant if api.meant(one)] == [one for one, whose in meant.items() if whose == kind]
        # A name that ends like another job; a number that is another run's, or nobody's.
        others = {
            "github": ("acme/app run 9", "acme/no run 3"),
            "gitlab": (
                "acme/app pipeline 3 job x 40",
                "acme/app pipeline 4 job build 30",
                "acme/app pipeline 3 job build 99",
            ),
        }
        for path in others[kind]:
            build = api.meant(path)
            assert build is not None
            there = await Logs("builds", build, (path,)).looked(api)
            assert (there.there, bool(there.why)) == (None, True), path
        for status in ("200 OK", "401 Unauthorized", "403 Forbidden", "429 Too Many Requests", "500 Oops"):
            place.ci.lies = [Lie("lie", as_json(status, {"message": VALUE}))]
            lied = await Logs("builds", Build("acme/app", 3, "it"), ("acme/app run 3",)).looked(api)
            assert lied.there is None
            assert VALUE not in lied.why
        assert place.ci.erased == []


async def test_a_credential_that_only_reads_is_not_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with made(tmp_path, "github", capsys, more="token") as place:
        await place.find(GITHUB[0])
        with pytest.raises(Complaint, match="with an erase_token"):
            await place.run("--erase", "--yes")
        assert place.ci.seen == []
