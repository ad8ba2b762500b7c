"""The AWS company: a simulator (agent/demo/aws.py) with three accounts, of which one is ours.

    uploader      leaked              a new key stands where it is read; the leaked one inactive, its end a day later
    shop-s3       its id leaked, with another secret: a decoy         untouched
    shop-mail     its id leaked, without a secret: a decoy            untouched
    their-ci      alive, in an account that is not of our estate      untouched
    a bait        of an account that sells canaries                   not even asked

What was done is counted by the simulator's front, what works is tried with botocore.
"""

from __future__ import annotations

import secrets
import string
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final

from agent.demo import claims, servers
from agent.demo.aws import ACCOUNT, Aws, aws
from agent.demo.cast import Act, Company, Credential, Fate, InGit, InLog, Listed
from agent.demo.claims import Claim
from agent.demo.kept import Keep, Kept, Place, in_files
from agent.demo.scene import Scene
from agent.demo.settings import text
from agent.demo.tools import Trial, run, trial
from agent.keys import write_private
from agent.model import Reason, State
from detectors import aws as kinds
from detectors.base import Parts, Secret

PARTNER: Final = "210987654321"
BAIT: Final = "052310077262"  # of those that detectors/aws.py knows
_ASK: Final = Path(__file__).with_name("sts.py")
_REFUSALS: Final = ("InvalidClientTokenId:", "SignatureDoesNotMatch:")
_STOP: Final = "UpdateAccessKey"
_ACTS: Final = (_STOP, "DeleteAccessKey")


@dataclass(frozen=True, slots=True)
class Server:
    """The simulator, asked with botocore."""

    aws: Aws
    home: Path

    @property
    def url(self) -> str:
        return f"http://{servers.LOOPBACK}:{self.aws.port}"

    async def works(self, key: Parts) -> Trial:
        # Isolated: neither the environment nor what lies beside the program is imported.
        command: list[str | Path] = [sys.executable, "-I", _ASK, self.url]
        given = f"{key['key_id'].reveal()}\n{key['secret'].reveal()}\n"
        return trial("botocore", await run(command, {"HOME": str(self.home)}, given=given), _REFUSALS)

    @property
    def created(self) -> int:
        """How many keys were made over the API: what the demo sets up is made behind it."""
        return sum(count for (act, _), count in self.aws.effective.items() if act == "CreateAccessKey")

    def effects(self, key: Parts) -> dict[str, int]:
        done = {act: self.aws.effective[act, key["key_id"].reveal()] for act in _ACTS}
        return {act: count for act, count in done.items() if count or act == _STOP}


@asynccontextmanager
async def company(folder: Path, keep: Keep) -> AsyncIterator[Company]:
    """The simulator and its users."""
    del keep  # who uses a key of AWS reads it from a file
    with aws() as simulator:
        server = Server(simulator, folder)
        own = simulator.user("stanch", "iam:*", "sts:*")
        write_private(folder / "aws.admin", own["secret"].reveal().encode())
        bait = simulator.user("backup", account=BAIT)
        uploader = simulator.user("uploader")
        values = {name: uploader[name].reveal() for name in ("key_id", "secret")}
        place = await in_files(folder / "kept")("uploader", values)
        credentials = (_rotated(server, uploader, place), *_credentials(server, bait))
        yield Company(
            version=f"an AWS simulator (moto {version('moto')} behind a front that applies a key's status)",
            systems={
                "aws": _table(server, f"accounts = [{text(ACCOUNT)}]", _admin(folder, own)),
                # By its aliases a key of another account selects it, so that only restraint keeps Stanch from more.
                "partner-aws": _table(server, f"aliases = [{text(PARTNER)}, {text(BAIT)}]"),
            },
            credentials=credentials,
            acts=(_contained(server, credentials[0]), _bait(server, bait)),
        )


def _admin(folder: Path, own: Parts) -> str:
    return f"admin = {{ file = {text(folder / 'aws.admin')}, id = {text(own['key_id'].reveal())} }}"


def _table(server: Server, *more: str) -> str:
    return "\n".join(('provider = "aws"', f"endpoints = [{text(server.url)}]", "armed = true", *more, ""))


def _rotated(server: Server, key: Parts, place: Place) -> Credential:
    return _credential(
        server,
        key,
        place=InLog(),
        name="uploader",
        fate=Fate.ENDED,
        state=State.CONTAINED,
        owner="media-team@example.com",
        listed=Listed("media-team@example.com", "uploads of pictures", "aws iam delete-access-key"),
        kept=Kept(place, server.works),
        effects=lambda: _now(server.effects(key) | {"CreateAccessKey": server.created}),
    )


def _credentials(server: Server, bait: Parts) -> tuple[Credential, ...]:
    theirs = server.aws.user("their-ci", account=PARTNER)
    shop, mail = server.aws.user("shop-s3"), server.aws.user("shop-mail")
    letters = string.ascii_letters + string.digits
    wrong = {**shop, "secret": Secret("".join(secrets.choice(letters) for _ in range(40)))}
    return (
        _credential(
            server,
            wrong,
            works=lambda: server.works(shop),
            place=InGit("deploy/s3.env", "fay@example.com"),
            name="shop-s3 with a wrong secret",
            fate=Fate.UNTOUCHED,
            state=State.ALREADY_DEAD,
            owner="platform-team@example.com",
            says="a decoy: the right id, a wrong secret",
        ),
        Credential(
            name="shop-mail without its secret",
            kind=kinds.KEY_ID,
            parts={"key_id": mail["key_id"]},
            line=Secret(f"mail is sent with {mail['key_id'].reveal()}"),
            place=InGit("docs/mail.md", "fay@example.com"),
            system="aws",
            fate=Fate.UNTOUCHED,
            state=State.UNVERIFIED,
            owner="fay@example.com",
            works=lambda: server.works(mail),
            effects=lambda: _now(server.effects(mail)),
            reason=Reason.NO_PROBE,
            says="a decoy: an id without its secret opens nothing",
        ),
        _credential(
            server,
            theirs,
            place=InGit("ci/their.env", "gus@example.com"),
            name="their-ci",
            system="partner-aws",
            fate=Fate.UNTOUCHED,
            state=State.FOREIGN,
            owner="gus@example.com",
            reason=Reason.FOREIGN,
            says="alive, in an account that is not ours",
        ),
        _credential(
            server,
            bait,
            place=InGit("ops/restore.env", "gus@example.com"),
            name="a bait of AWS",
            system="partner-aws",
            fate=Fate.UNTOUCHED,
            state=State.HELD,
            owner="gus@example.com",
            reason=Reason.CANARY,
            says="a canary, by the account that its id names",
        ),
    )


def _credential(server: Server, key: Parts, **more: object) -> Credential:
    key_id, secret = key["key_id"].reveal(), key["secret"].reveal()
    return Credential(
        kind=kinds.KEY,
        parts=key,
        line=Secret(f"AWS_ACCESS_KEY_ID={key_id} AWS_SECRET_ACCESS_KEY={secret}"),
        **({"system": "aws", "works": lambda: server.works(key), "effects": lambda: _now(server.effects(key))} | more),  # type: ignore[arg-type]
    )


async def _now(effects: Mapping[str, int]) -> Mapping[str, int]:
    return effects


def _contained(server: Server, credential: Credential) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        await scene.until(lambda: scene.settled(credential), f"{credential.name} to be inactive", 20.0)
        entry = scene.entry(credential)
        found = server.aws.status(credential.parts["key_id"].reveal())
        ends = [step.not_before for step in entry.incident.plan if step.outcome is None] if entry else []
        decided = entry.incident.clocks.decided if entry else None
        waits = ends[0] - decided if ends and decided else timedelta(0)
        return (claims.contained(credential.name, found, entry.state if entry else None, waits),)

    return Act(
        "Reversible before irreversible",
        "The AWS simulator's key is made inactive at once, which `stanch undo` takes back, and deleted a day later: "
        "what runs once a day has noticed by then. Until its end it is called contained, not dead.",
        2.6,
        play,
    )


def _bait(server: Server, bait: Parts) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        others = [each for each in scene.credentials if each.system in {"aws", "partner-aws"}]
        probed = await scene.until(lambda: all(map(scene.settled, others)), "the others to be asked", 20.0)
        key_id = bait["key_id"].reveal()
        signed = server.aws.signed.copy()
        return (claims.never_named("bait-never-asked", key_id, "\n".join(signed), read=probed and len(signed) > 1),)

    return Act(
        "A bait of AWS",
        "The account that a key id names tells who sells such keys as canaries: Stanch must not even ask.",
        2.7,
        play,
    )
