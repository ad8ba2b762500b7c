"""`stanch check -` and `stanch revoke -` beside a running daemon: words, exit codes, a value that is shown nowhere."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.__main__ import cli
from agent.commands.value import as_type, recognised
from agent.complaint import Complaint
from agent.demo import servers
from detectors.aws import KEY
from detectors.openbao import TOKEN
from detectors.postgres import URL
from tests.sims.fronts import Bao, Roles
from tests.sims.scene import Home, environment, short_folder, stanch, until, wanted

OBSERVE = '[[rules]]\nname = "look"\nmode = "observe"\n'
AKID = f"{'AKIA'}QNZGKIQY56JQ7WML"
AWS_SECRET = f"q9Xc/{'Lr'}2T+u7VbWnZ4sHkPdE0yGmJ1aRfC8oQ3iB"


@dataclass(frozen=True)
class Place:
    home: Home
    bao: Bao
    roles: Roles

    async def give(self, value: str, *words: str) -> subprocess.CompletedProcess[str]:
        """A command, with a value on its standard input; which is nowhere in what it says."""
        words = (*words, "--config", str(self.home.config))
        done = await asyncio.to_thread(stanch, self.home.folder, *words, given=value)
        assert "Traceback" not in done.stdout + done.stderr
        assert not value or value not in done.stdout + done.stderr
        return done

    async def started(self) -> None:
        await until("it has started", lambda: '"started"' in self.home.stderr.read_text())


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as made:
        yield made


async def place_with(
    stack: AsyncExitStack, openbao: servers.Bao, postgres: servers.Postgres, policy: str | None = None
) -> Place:
    folder = await stack.enter_async_context(short_folder())
    roles = await Roles.connect(postgres)
    stack.push_async_callback(roles.close)
    home = Home(folder, wanted(openbao.port, openbao.token, postgres), policy=policy)
    home.commit("README", "nothing\n")
    return Place(home, Bao(openbao), roles)


async def test_check_says_whose_it_is_and_how_it_stands(
    stack: AsyncExitStack, openbao: servers.Bao, postgres: servers.Postgres
) -> None:
    place = await place_with(stack, openbao, postgres, OBSERVE)
    token = place.bao.token()
    async with place.home.daemon():
        await place.started()
        alive = await place.give(token, "check", "-")
        assert alive.returncode == 1, alive.stdout + alive.stderr
        first, *rest = alive.stdout.splitlines()
        assert first.startswith("incident 1: OpenBao/Vault token (token=<")
        assert rest[0].startswith("  LIVE    bao/")
        assert rest[1].startswith("  owner   security@example.com (nobody owns it: fallback owner)")
        assert any(line.startswith("  asked   it is asked about again now") for line in rest)
        assert rest[2] == "  state   held: the policy says observe"
        assert place.bao.lives(token)
        assert place.bao.call("POST", "auth/token/revoke-self", token=token)[0] == 204
        dead = await place.give(f"\n{token}\n\n", "check", "--json")
        assert dead.returncode == 0, dead.stdout + dead.stderr
        row = json.loads(dead.stdout)
        assert (row["id"], row["verdict"], row["state"]) == (1, "dead", "dead")
        assert [(one["system"], one["liveness"]) for one in row["endpoints"]] == [("bao", "dead")]
        # Two credentials in one paste: the one that is alive decides.
        role, password = await place.roles.make()
        url = f"postgresql://{role}:{password}@127.0.0.1:{postgres.port}/postgres"
        both = await place.give(f"{token}\n{url}", "check", "-", "--json")
        assert both.returncode == 1
        rows = {row["verdict"]: row["id"] for row in map(json.loads, both.stdout.splitlines())}
        assert rows.keys() == {"dead", "live"}
        # As lines, for what no detector would take.
        lines = await place.give(
            f"role = {role}\npassword = {password}", "check", "-", "--type", "postgres-url", "--json"
        )
        assert (lines.returncode, json.loads(lines.stdout)["id"]) == (1, rows["live"])
        nobody = await place.give(f"role={role}\npassword={password}x", "check", "--type=postgres-url", "--json")
        assert (nobody.returncode, json.loads(nobody.stdout)["verdict"]) == (0, "dead")
        unknown = await place.give("what is this", "check", "-")
        assert (unknown.returncode, unknown.stdout) == (2, "")
        assert unknown.stderr.endswith("name it with --type (`stanch rules list` lists them)\n")
    assert await place.roles.lets_in(role, password)
    assert "Traceback" not in place.home.stderr.read_text()
    sinks = b"".join(path.read_bytes() for path in place.home.state.rglob("*") if path.is_file())
    assert token.encode() not in sinks
    assert password.encode() not in sinks


async def test_nobody_can_say(stack: AsyncExitStack, openbao: servers.Bao, postgres: servers.Postgres) -> None:
    """A System that does not answer; a type without a probe; time that runs out; nobody at the socket."""
    place = await place_with(stack, openbao, postgres, OBSERVE)
    toml = place.home.config / "stanch.toml"
    toml.write_text(toml.read_text().replace(f"127.0.0.1:{postgres.port}", "127.0.0.1:1"))
    url = f"{'postgresql'}://app:xK9mQ2vT7w@127.0.0.1:1/postgres"
    async with place.home.daemon():
        await place.started()
        done = await place.give(url, "check", "-", "--timeout", "2")
        assert done.returncode == 2
        assert "  UNKNOWN pg/" in done.stdout
        pair = await place.give(f"AWS_ACCESS_KEY_ID={AKID}\nAWS_SECRET_ACCESS_KEY={AWS_SECRET}", "check", "--json")
        row = json.loads(pair.stdout)
        assert (pair.returncode, row["type"], row["verdict"]) == (2, "aws-access-key", "unknown")
        assert row["parked"] == "no_system"
    gone = await place.give(url, "check", "-")
    assert (gone.returncode, gone.stdout) == (2, "")
    assert "no daemon answers at" in gone.stderr


async def test_revoke_waits_until_it_is_dead(
    stack: AsyncExitStack, openbao: servers.Bao, postgres: servers.Postgres
) -> None:
    place = await place_with(stack, openbao, postgres)
    role, password = await place.roles.make()
    async with place.home.daemon():
        await place.started()
        url = f"postgresql://{role}:{password}@127.0.0.1:{postgres.port}/postgres"
        done = await place.give(url, "revoke", "-", "--reason", "a mail from outside")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "\n  DEAD    pg/" in done.stdout
        assert not await place.roles.lets_in(role, password)
        [asked] = [event for event in place.home.events(1) if event["what"] == "requested"]
        assert asked["detail"]["note"].endswith(": a mail from outside)")


async def test_revoke_where_the_policy_observes_waits_for_another_person(
    stack: AsyncExitStack, openbao: servers.Bao, postgres: servers.Postgres
) -> None:
    place = await place_with(stack, openbao, postgres, OBSERVE)
    token = place.bao.token()
    async with place.home.daemon():
        await place.started()
        done = await place.give(token, "revoke", "-")
        assert done.returncode == 1
        assert "state   awaiting_approval: it is irreversible and needs approval" in done.stdout
        [next_] = [line for line in done.stdout.splitlines() if line.startswith("  next")]
        words = next_.partition("stanch ")[2].split()
        mine = await place.give("", *words)
        assert mine.returncode == 2
        assert "it needs somebody else to approve it" in mine.stderr
        assert place.bao.lives(token)


# --- what is given, without a daemon ---------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "revoke"])
def test_a_value_on_the_command_line_is_refused_and_not_repeated(tmp_path: Path, command: str) -> None:
    value = "hvs." + "CAESIJlR0Gx7Y2kQe9mT"
    refused, unknown = "give no value on the command line", "Error: Invalid value for"
    for words, said in (
        *(((value,), refused), (("-", value), refused), ((f"--{value}",), refused)),
        *(((f"--{name}", value), unknown) for name in ("type", "visibility", "timeout")),
        *((("--timeout", odd), unknown) for odd in ("-1", "nan")),
    ):
        done = stanch(tmp_path, command, *words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert said in done.stderr, words
        assert value not in done.stderr


@pytest.mark.parametrize("command", ["whose", "fingerprint", "inventory add --name a --owner b --removal c"])
def test_a_value_for_what_only_reads_a_pipe_is_not_repeated_either(command: str) -> None:
    value = "hvs." + "CAESIJlR0Gx7Y2kQe9mT"
    for words in ([value], ["-", value], [value, "--config", "/none"]):
        done = CliRunner().invoke(cli, [*command.split(), *words])
        assert isinstance(done.exception, Complaint), words
        assert "give no value on the command line" in str(done.exception)
        assert value not in f"{done.output} {done.exception}"


def test_a_terminal_is_asked_without_an_echo(tmp_path: Path) -> None:
    """Line by line up to an empty one, as what belongs together may stand on two."""
    value = "role=app\npassword=xK9mQ2" + "vT7w"
    script = (
        "from agent.commands.value import as_type, read_text\nfrom detectors.postgres import URL\n"
        "[known] = as_type(URL, read_text())\nprint(known.title)\n"
    )
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(tmp_path, TERM="xterm"),
        start_new_session=True,
    )
    os.close(theirs)
    shown, answers = b"", [*value.splitlines(), ""]
    while block := _read(ours):
        shown += block
        if answers and shown.endswith((b"ends it): ", b"More: ")):
            shown += b"<answered>"
            os.write(ours, f"{answers.pop(0)}\n".encode())
    os.close(ours)
    assert asked.wait(20) == 0, shown
    assert b"role=app, password=<" in shown
    assert b"xK9mQ2" not in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # its other side was closed
        return b""


def test_what_is_no_text(tmp_path: Path) -> None:
    script = "from agent.commands.value import read_text\nread_text()\n"
    for given, words in ((b"\xff\xfe\x00a", b"is no text"), (b"a\0b", b"is no text"), (b" \n", b"nothing came")):
        done = subprocess.run(
            [sys.executable, "-c", script], input=given, capture_output=True, check=False, env=environment(tmp_path)
        )
        assert b"Complaint" in done.stderr
        assert words in done.stderr


def test_a_type_that_is_named() -> None:
    [known] = as_type(KEY, f"key-id = {AKID}\nsecret = {'x' * 40}\n")
    assert {name: value.reveal() for name, value in known.parts.items()} == {
        "key_id": AKID,
        "secret": "x" * 40,
        "account": "029608264753",
    }
    [known] = as_type(TOKEN, "any thing that is one line")
    assert known.parts["token"].reveal() == "any thing that is one line"
    found = recognised(f"AWS_ACCESS_KEY_ID={AKID}\nAWS_SECRET_ACCESS_KEY={AWS_SECRET}\n")
    assert [each.kind for each in found] == [KEY]
    assert as_type(KEY, f"{AKID} {AWS_SECRET}") == found
    with pytest.raises(Complaint, match=r"no postgres-url is in it: .* lines: role=\.\.\., password=\.\.\."):
        as_type(URL, "role=app")
    with pytest.raises(Complaint, match="no openbao-token is in it"):
        as_type(TOKEN, "two\nlines")
