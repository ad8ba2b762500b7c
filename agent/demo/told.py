"""Who works here, as Slack knows them; and what the stand-in for Slack (agent/demo/chat.py) has received.

Every owner is a member of the workspace, and the fallback owner is the operator. All of it goes by direct message.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from html import unescape  # Slack's escapes are three of HTML's, and it shows what they stand for
from pathlib import Path
from typing import Final

from agent.demo import claims
from agent.demo.cast import Act, Credential
from agent.demo.chat import Chat, Message, chat
from agent.demo.claims import Claim
from agent.demo.scene import Scene
from agent.demo.settings import FALLBACK, text
from agent.keys import write_private
from agent.model import Reason, State
from detectors.base import Secret

_SECONDS: Final = 30.0
_TOLD: Final = frozenset({State.INVALIDATED, State.CONTAINED, State.HELD, State.FOREIGN})


@asynccontextmanager
async def workspace(credentials: Sequence[Credential]) -> AsyncIterator[Chat]:
    """A workspace of all owners."""
    names = dict.fromkeys([FALLBACK, *(each.owner for each in credentials)])
    people = {f"U0DEMO{number:02}": {"email": name} for number, name in enumerate(names)}
    async with chat(Secret(secrets.token_hex(24)), people) as running:
        yield running


def table(running: Chat, folder: Path) -> str:
    """[slack] of stanch.toml; the token goes into a file."""
    token = folder / "slack.token"
    write_private(token, running.token.reveal().encode())
    operator = next(user for user, one in running.people.items() if one["email"] == FALLBACK)
    return (
        f"[slack]\ntoken = {{ file = {text(token)} }}\noperator = {json.dumps([operator])}\n"
        f"base_url = {text(running.url)}\n"
    )


def messages(running: Chat) -> tuple[tuple[str, str], ...]:
    """To whom, and what, in order."""
    return tuple((_name(running, one), one.text) for one in running.messages)


def _name(running: Chat, message: Message) -> str:
    return str(running.people[message.user]["email"])


def _to(running: Chat, credential: Credential) -> str:
    """Who must hear of it first: a canary is the operator's business."""
    name = FALLBACK if credential.reason is Reason.CANARY else credential.owner
    return next(user for user, one in running.people.items() if one["email"] == name)


def _wanted(scene: Scene) -> list[claims.Wanted]:
    """Of every credential that lives, or that lived: its number, whom it must be told to, whether its end is due."""
    found = []
    for each in scene.credentials:
        entry = scene.entry(each)
        if each.state in _TOLD:
            number = entry.incident.id if entry is not None else 0
            found.append(claims.Wanted(each.name, number, _to(scene.chat, each), ended=each.state is State.INVALIDATED))
    return found


async def _received(scene: Scene) -> tuple[Claim, ...]:
    def claim() -> Claim:
        return claims.told(_wanted(scene), [(one.user, one.text) for one in scene.chat.messages])

    await scene.until(lambda: claim().held, "Slack to be told", _SECONDS)
    received = sorted(scene.chat.messages, key=lambda one: one.user)
    for message in received:
        thread = "" if message.thread is None else "    "
        scene.tell.say(f"to {_name(scene.chat, message)}: {thread}{unescape(message.text.splitlines()[0])}")
    shown = next((one for one in received if one.thread is None and _SHOWN in one.text), None)
    if shown is not None:
        scene.tell.say(f"One of them whole, to {_name(scene.chat, shown)}:")
        for line in shown.text.splitlines():
            scene.tell.say(f"    {unescape(line)}")
    return (claim(),)


_SHOWN: Final = "shop_a"

RECEIVED: Final = Act(
    "What Slack received",
    "Owners are told by direct message, from the first look to the proof: never the value, always how to stop it and "
    "how to tell a forgery. This is what a stand-in for Slack on this machine was sent.",
    65.0,
    _received,
)
