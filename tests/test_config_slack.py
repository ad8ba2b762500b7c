"""The Slack app's manifest: Slack takes it, and it asks for what the sender of notices needs, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.demo.chat import SCOPES, Fault, chat
from agent.initialise import reference
from agent.model import Owner
from detectors.base import Secret
from tests.sims.notices import PEOPLE, TOKEN, VOUCHED, Desk
from tests.sims.rig import Rig, address

WHO = (VOUCHED, Owner("team-app", "inventory entry app by fingerprint"))
ALL = frozenset({"chat:write", "im:write", "users:read", "users:read.email", "im:history"})


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path / "state", tells=True)
    made.system("bao", "openbao", [address("bao-a", 1)], Secret("own"))
    yield made
    made.close()


def manifest() -> dict[str, Any]:
    found = yaml.safe_load(reference("slack/manifest.yaml"))
    assert isinstance(found, dict)
    return found


async def told(rig: Rig, scopes: frozenset[str]) -> tuple[list[str], set[str]]:
    """Whom two owners' leaks were told to, and the methods that this took: one is known by e-mail, one by his id. Of
    the first message, and of the first one in a thread, the answer is lost.
    """
    async with chat(TOKEN, PEOPLE) as made:
        made.scopes, made.duplicates = scopes, False
        desk = Desk(rig, made, users={"team-app": "U0BOB"})
        made.faults = [Fault(drop=True)]
        leaks = []
        for number, owner in enumerate(WHO):
            rig.owner = owner
            leaks.append(await desk.live(f"hvs.{number}"))
            await desk.rounds(4, seconds=30)
        made.faults = [Fault(drop=True)]
        await desk.dead(leaks[-1])
        await desk.rounds(4, seconds=30)
        return [message.user for message in made.messages], set(made.asked)


async def test_with_these_scopes_everything_that_is_sent_arrives_once(rig: Rig) -> None:
    scopes = frozenset(manifest()["oauth_config"]["scopes"]["bot"])
    users, methods = await told(rig, scopes)
    assert users == ["U0ANN", "U0BOB", "U0BOB"]
    assert methods == SCOPES.keys()
    assert scopes == {SCOPES[method] for method in methods} - {""} == ALL


@pytest.mark.parametrize(
    ("lacking", "users"),
    [
        ("chat:write", []),
        ("im:write", []),
        ("users:read.email", ["U0OPS", "U0BOB", "U0BOB"]),
        ("users:read", ["U0ANN", "U0OPS", "U0OPS"]),
        ("im:history", ["U0ANN", "U0ANN", "U0BOB", "U0BOB", "U0BOB"]),
    ],
)
async def test_each_of_them_is_needed(rig: Rig, lacking: str, users: list[str]) -> None:
    arrived, _ = await told(rig, ALL - {lacking})
    assert arrived == users


def test_slack_takes_it() -> None:
    """The limits of https://docs.slack.dev/reference/app-manifest; whoever is to be written to needs a messages tab."""
    found = manifest()
    assert found.keys() == {"_metadata", "display_information", "features", "oauth_config", "settings"}
    shown = found["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", found["features"]["bot_user"]["display_name"])
    assert found["features"]["app_home"] == {
        "home_tab_enabled": False,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }


def test_it_hears_nothing_and_has_no_buttons() -> None:
    """The daemon serves nothing that Slack could call."""
    found = manifest()
    assert found["oauth_config"].keys() == {"scopes"}
    assert found["oauth_config"]["scopes"].keys() == {"bot"}
    assert found["features"].keys() == {"app_home", "bot_user"}
    # A token that is rotated lives for twelve hours: ours stands in a file.
    assert found["settings"] == dict.fromkeys(
        ("org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled"), False
    )
