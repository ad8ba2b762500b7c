"""Logs of builds, erased by an API that can refuse and lie: asked first, written down before, asked again after."""

from __future__ import annotations

import asyncio
import base64
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
from agent.cleanup.builds import Logs
from agent.complaint import Complaint
from agent.found import Chunk, Text, TextsPart, Visibility
from agent.keys import load_keys
from agent.ledger import LedgerView
from agent.response.limits import Freeze
from agent.settings import load
from agent.wiring.ci import erasing, own
from agent.wiring.ledger import alone
from detectors.base import Secret
from tests.sims.ci import Ci, Job, Run
from tests.sims.liar import Lie, answer, as_json
from tests.sims.pushing import Local

VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
TOKEN = "eraser-" + "token"
GITHUB = ("acme/app run 3!/0_build.txt", "acme/app run 3 attempt 2!/0_build.txt")
GITLAB = ("acme/app pipeline 3 job build 30",)
BUILDKITE = ("acme/app build 3 job build j-30",)
JENKINS = ("acme/app build 3", "acme/app build 3 artifacts!/app.env")


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
    login = base64.b64encode(f"eraser:{TOKEN}".encode()).decode() if kind == "jenkins" else TOKEN
    async with Ci(kind=kind, login=login) as ci:
        ci.projects = {
            "acme/app": [
                Run(3, [Job(30, b"x")], attempts=2, artifacts={0: b"PK"}),
                Run(4, [Job(40, b"y", name="build 30!/x")]),
            ]
        }
        (folder / "token").touch(mode=0o600)
        (folder / "token").write_text(f"{TOKEN}\n")
        (folder / "state").mkdir(mode=0o700)
        (folder / "stanch.toml").write_text(
            '[stanch]\nfallback_owner = "security@example.com"\nstate = "state"\n'
            '[[sources]]\nkind = "ci"\nname = "builds"\n'
            f'provider = "{kind}"\nurl = "http://127.0.0.1:{ci.port}{"/ci" * (kind == "jenkins")}"\n'
            + (
                f'{more} = {{ file = "token", user = "eraser" }}\n'
                if kind == "jenkins"
                else f'owner = "acme"\n{more} = {{ file = "token" }}\n'
            )
        )
        yield Place(folder, ci, capsys)


@pytest.mark.parametrize(
    ("kind", "places", "erased"),
    [
        ("github", GITHUB, "acme/app 3"),
        ("gitlab", GITLAB, "acme/app 30"),
        ("buildkite", BUILDKITE, "acme/app j-30"),
        ("jenkins", JENKINS, "acme/app 3"),
    ],
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


async def test_what_happened_while_a_person_was_asked_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late:
        def readline(self, *_: object) -> str:
            next(meanwhile)()
            return "y\n"

    monkeypatch.setattr("sys.stdin", Late())
    async with made(tmp_path, "github", capsys) as place:
        await place.find(GITHUB[0])
        frozen = Freeze(tmp_path / "state" / "frozen")
        [run, _] = place.ci.projects["acme/app"]

        def begins_again() -> None:
            run.over = False

        meanwhile = iter((lambda: frozen.set("stop"), begins_again))
        with pytest.raises(Complaint, match="frozen"):
            await place.run("--erase")
        frozen.lift()
        assert await place.run("--erase") == 1
        assert "the run is not over" in place.said
        assert (place.ci.erased, place.told()) == ([], [])


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


@pytest.mark.parametrize(("kind", "place"), [("buildkite", BUILDKITE[0]), ("jenkins", JENKINS[0])])
async def test_an_accepted_deletion_is_not_believed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, place: str
) -> None:
    async with made(tmp_path, kind, capsys) as rig:
        await rig.find(place)
        rig.ci.lingers = True
        assert await rig.run("--erase", "--yes") == 1
        assert "still visible" in rig.said
        assert "it was accepted, and is there still" in rig.said
        rig.ci.lingers, rig.ci.reads_only = False, True
        rig.ci.erased.clear()
        assert await rig.run("--erase", "--yes") == 1
        assert "still visible" in rig.said
        assert [what for what, _ in rig.told()] == ["erasing", "erasing"]


async def test_jenkins_says_what_is_left_to_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with made(tmp_path, "jenkins", capsys) as rig:
        await rig.find(JENKINS[0])
        rig.ci.kept = True
        assert await rig.run("--erase", "--yes") == 1
        assert "still visible" in rig.said
        assert "Don't keep this build forever" in rig.said
        rig.ci.kept, rig.ci.reads_only = False, True
        assert await rig.run("--erase", "--yes") == 1
        assert "Run/Delete" in rig.said
        assert "delete build 3 of acme/app by hand" in rig.said
        # Who may not see it is told the same as of what is gone.
        rig.ci.reads_only, rig.ci.hides = False, True
        assert await rig.run("--erase", "--yes") == 1
        assert "  unknown  " in rig.said
        assert "may this user not see it?" in rig.said
        assert rig.ci.erased == []
        rig.ci.hides, rig.ci.crumb = False, "c" * 64
        assert await rig.run("--erase", "--yes") == 0
        assert rig.ci.erased == ["acme/app 3"]
        assert rig.told()[-1] == ("erased", [JENKINS[0]])


async def test_circleci_has_nothing_to_ask_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with made(tmp_path, "circleci", capsys, more="token") as rig:
        await rig.find("gh/acme/app job 30 build!/run tests")
        assert await rig.run() == 1
        assert "CircleCI has no call that erases a log" in rig.said
        with pytest.raises(Complaint, match=r"with an erase_token; builds: CircleCI has no call"):
            await rig.run("--erase", "--yes")
        assert rig.ci.seen == []


PLACES = {"github": "acme/app run 3", "gitlab": GITLAB[0], "buildkite": BUILDKITE[0], "jenkins": JENKINS[0]}
PAGE = b"<html>log in</html>"


@pytest.mark.parametrize("kind", [*PLACES])
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
            BUILDKITE[0]: "buildkite",
            "acme/app/x build 3 job build j-30": "",
            "evil/app build 3 job build j-30": "",
            "acme/app build 3 artifacts": "jenkins",
            "acme/app build 3 build 4!/x": "jenkins",
        }
        if kind == "jenkins":  # which has no owner: all that is written so is a job of its, but what is cut or masked
            masked = ("(github-pat)/app build 3", f"{'x' * 200}… build 3", "x!/y build 3", "acme/app build 03")
            meant = {one: whose for one, whose in meant.items() if whose == kind} | dict.fromkeys(masked, "")
        assert [one for one in meant if api.meant(one)] == [one for one, whose in meant.items() if whose == kind]
        # A name that ends like another job; a number that is another run's, or nobody's.
        others = {
            "github": ("acme/app run 9", "acme/no run 3"),
            "gitlab": (
                "acme/app pipeline 3 job x 40",
                "acme/app pipeline 4 job build 30",
                "acme/app pipeline 3 job build 99",
            ),
            "buildkite": (
                "acme/app build 3 job x j-30",
                "acme/app build 4 job build j-30",
                "acme/no build 3 job build j-30",
            ),
            "jenkins": ("acme/no build 3",),
        }
        for path in others[kind]:
            build = api.meant(path)
            assert build is not None
            there = await Logs("builds", build, (path,)).looked(api)
            assert (there.there, bool(there.why)) == (None, True), path
        build = api.meant(PLACES[kind])
        assert build is not None
        for status in ("200 OK", "401 Unauthorized", "403 Forbidden", "429 Too Many Requests", "500 Oops"):
            for lie in (as_json(status, {"message": VALUE}), answer(status, PAGE, "text/html")):
                for path in ("", "log", "trace"):
                    place.ci.lies = [Lie("lie", lie, path)]
                    lied = await Logs("builds", build, (PLACES[kind],)).looked(api)
                    assert VALUE not in lied.why
                    asked = any(path in one.target for one in place.ci.seen)
                    assert lied.there is None if asked else lied.there, (status, path)
                    place.ci.seen.clear()
        assert place.ci.erased == []


EMPTY = answer("200 OK", b"", "text/plain", "Content-Type: text/plain")
NONE = answer("404 Not Found", PAGE, "text/html")


@pytest.mark.parametrize(
    ("kind", "path", "why"),
    [
        ("buildkite", "log.txt", "its log reads as empty, and Buildkite's record of it does not"),
        ("buildkite", "/log", "its log reads as empty"),  # both of them
        ("jenkins", "progressiveText", "its log reads as empty, and the build is there"),
        ("jenkins", "/3/", "and its job lists it"),
        ("github", "/logs", "HTTP"),
        ("gitlab", "trace", ""),
    ],
)
async def test_what_stands_in_between_cannot_call_a_log_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, path: str, why: str
) -> None:
    async with made(tmp_path, kind, capsys) as place:
        ci = load(tmp_path).sources[0].ci
        assert ci is not None
        api = erasing("builds", ci, lambda: datetime.now(UTC))
        build = api.meant(PLACES[kind])
        assert build is not None
        for lie in (EMPTY, NONE):
            place.ci.lies = [Lie("lie", lie, path)]
            looked = await Logs("builds", build, (PLACES[kind],)).looked(api)
            assert looked.there is (None if why else True)
            assert why in looked.why or lie is (EMPTY if path == "/3/" else NONE)


async def test_a_job_that_is_shown_like_another_one_is_left_to_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with made(tmp_path, "jenkins", capsys) as place:
        ci = load(tmp_path).sources[0].ci
        assert ci is not None
        api = erasing("builds", ci, lambda: datetime.now(UTC))
        build = api.meant("my app build 3")
        assert build is not None
        logs = Logs("builds", build, ("my app build 3",))
        run = Run(3, [Job(30, b"x")])
        place.ci.projects = {"my app": [run]}
        assert (await logs.looked(api)).there is True
        for names in (("my app", "my\u00a0app"), ("my\u200bapp",)):
            place.ci.projects = {one: [run] for one in names}
            looked = await logs.looked(api)
            assert (looked.there, looked.why.partition(":")[0]) == (
                None,
                "another job is shown by the same name, or none",
            )


async def test_a_credential_that_only_reads_is_not_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with made(tmp_path, "github", capsys, more="token") as place:
        await place.find(GITHUB[0])
        with pytest.raises(Complaint, match="with an erase_token"):
            await place.run("--erase", "--yes")
        assert place.ci.seen == []
