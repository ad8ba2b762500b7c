"""The GitHub company: a simulator (agent/demo/github.py) that accepts at once and takes its time.

    deploy-bot    a personal access token in git       reported and accepted, open until it is really gone

What was done is counted by the simulator, what works is asked with plain HTTP.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import string
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError

from agent.demo import claims
from agent.demo.cast import Act, Company, Credential, Fate, InGit
from agent.demo.claims import Claim, Revocation, Sample
from agent.demo.github import GitHub
from agent.demo.kept import Keep
from agent.demo.scene import Scene
from agent.demo.settings import text
from agent.demo.tools import Answer, Trial
from agent.model import State
from detectors import github as kinds
from detectors.base import Secret

DELAY: Final = 20.0
NAME: Final = "deploy-bot"
_OURS: Final = 'accounts = ["octo-1"]\narmed = true\n'  # the simulator's first person
_LETTERS: Final = string.ascii_letters + string.digits


@asynccontextmanager
async def company(folder: Path, keep: Keep) -> AsyncIterator[Company]:
    """The simulator and one token of somebody's."""
    del folder, keep  # it keeps nothing on the disk, and whoever uses the token gets another from GitHub
    async with GitHub(settles=timedelta(seconds=DELAY)) as github:
        token = _minted()
        github.add(token.reveal())
        credential = _credential(github, token)
        yield Company(
            version=f"a GitHub simulator that answers 202 to a report, and ends the token {DELAY:.0f} s later",
            systems={"github": f'provider = "github"\nendpoints = [{text(github.url)}]\n{_OURS}'},
            credentials=(credential,),
            acts=(_accepted(github, credential),),
        )


def _minted() -> Secret:
    body = "".join(secrets.choice(_LETTERS) for _ in range(30))
    return Secret(f"ghp_{body}{kinds.checksum(body)}")


def _credential(github: GitHub, token: Secret) -> Credential:
    async def effects() -> Mapping[str, int]:
        return {"revoke": github.effective["revoke", token.reveal()]}

    return Credential(
        name=NAME,
        kind=kinds.PAT,
        parts={"token": token},
        line=Secret(f"GITHUB_TOKEN={token.reveal()}"),
        place=InGit("scripts/deploy.env", "dora@example.com"),
        system="github",
        fate=Fate.ENDED,
        state=State.INVALIDATED,
        owner="dora@example.com",
        works=lambda: works(github.url, token),
        effects=effects,
    )


async def works(url: str, token: Secret) -> Trial:
    """Asked as anybody would: whose is it?"""
    return await asyncio.to_thread(_asked, url, token)


def _asked(url: str, token: Secret) -> Trial:
    asked = urllib.request.Request(f"{url}/user", headers={"Authorization": f"Bearer {token.reveal()}"})  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(asked, timeout=5) as reply:  # noqa: S310 - our own server
            json.load(reply)["login"]
    except HTTPError as error:
        with error:
            said = json.loads(error.read() or b"{}").get("message", "")
        refused = error.code == HTTPStatus.UNAUTHORIZED and said == "Bad credentials"
        return Trial("GET /user", Answer.REFUSED if refused else Answer.UNCLEAR, f"{error.code} {said}")
    except (URLError, TimeoutError, ValueError, KeyError) as error:
        return Trial("GET /user", Answer.UNCLEAR, type(error).__name__)
    return Trial("GET /user", Answer.ACCEPTED)


def revocations(github: GitHub, token: Secret, now: datetime) -> list[Revocation]:
    """What the simulator wrote down of its reports: when each was accepted, when the token was gone, and by which."""
    ends = github.lives[token.reveal()].ends_at
    done = ends if ends is not None and ends <= now else None
    effective = github.effective["revoke", token.reveal()]
    return [Revocation(at, done, effective=number < effective) for number, at in enumerate(github.revocations)]


def _accepted(github: GitHub, credential: Credential) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        samples: list[Sample] = []

        def over() -> bool:
            entry = scene.entry(credential)
            if entry is not None:
                samples.append(Sample(datetime.now(UTC), entry.state))
            return entry is not None and entry.state in {State.DEAD, State.INVALIDATED}

        state = "its incident stays open until a probe says dead"
        await scene.until(over, f"{credential.name}'s end: accepted, and alive; {state}", DELAY + 20.0)
        done = revocations(github, credential.parts["token"], datetime.now(UTC))
        return (claims.accepted_is_not_dead(samples, done, DELAY),)

    return Act(
        "Accepted is not dead",
        f"The GitHub simulator answers a report with 202 at once, and lets the token live for {DELAY:.0f} s more. What "
        "GitHub may take to settle is waited for besides, before its incident is closed.",
        30.0,
        play,
    )
