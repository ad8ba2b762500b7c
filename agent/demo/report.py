"""What it came to: a line for each credential, a claim for each thing that was shown."""

from __future__ import annotations

from dataclasses import dataclass

from agent.commands.output import place
from agent.commands.shown import invalidation
from agent.demo.cast import Credential
from agent.demo.claims import Claim
from agent.demo.scene import Scene
from agent.demo.tell import Narrator
from agent.folders import LEDGER
from agent.ledger import LedgerView
from agent.model import Clocks, Outcome


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table. `tti`: time-to-invalidation as the interval that it is, in seconds of loopback."""

    credential: str
    where: str
    owner: str
    action: str
    clocks: str
    proof: str
    state: str
    tti: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What it came to. `missing`: what could not be shown here, and why. `messages`: to whom, and what Slack got."""

    claims: tuple[Claim, ...]
    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    seconds: float
    messages: tuple[tuple[str, str], ...] = ()

    @property
    def held(self) -> bool:
        return bool(self.claims) and all(claim.held for claim in self.claims)


def line(scene: Scene, credential: Credential) -> Line:
    """What the ledger says of it."""
    entry = scene.entry(credential)
    if entry is None:
        return Line(credential.name, "no incident", "", "nothing", "", credential.says, "none")
    incident = entry.incident
    with LedgerView(scene.state / LEDGER) as ledger:
        places = ledger.occurrences(incident.id)
    where = ", ".join(dict.fromkeys(f"{found.source}: {place(found)}" for found in places))
    done = [step.kind.value for step in incident.plan if step.outcome is Outcome.ACCEPTED]
    runs = [run for (system, _), run in incident.proofs.items() if system == credential.system]
    outcome = scene.outcome(credential)
    return Line(
        credential=f"{credential.name} ({credential.kind.title})",
        where=where.replace(f"{scene.folder}/", ""),
        owner=f"{outcome.owner} ({outcome.owner_reason})",
        action=", ".join(done) or "none",
        clocks=invalidation(incident.clocks),
        proof=runs[0].reason if runs and not incident.parked else outcome.waits,
        state=entry.state.value,
        tti=_interval(incident.clocks),
    )


def _interval(clocks: Clocks) -> tuple[float, float] | None:
    if clocks.dead_low is None or clocks.dead is None:
        return None
    return (clocks.dead_low - clocks.detected).total_seconds(), (clocks.dead - clocks.detected).total_seconds()


def close(result: Result, tell: Narrator) -> None:
    """The last words: the table and the claims."""
    tell.act(
        "What became of each", "Times to invalidation are intervals, and loopback seconds: a network's are others."
    )
    heads = ("credential", "where found", "owner", "state", "action", "time to invalidation", "proof")
    tell.table(
        heads,
        [
            (each.credential, each.where, each.owner, each.state, each.action, each.clocks or "-", each.proof)
            for each in result.lines
        ],
    )
    tell.act("What was claimed", f"{len(result.claims)} claims, {result.seconds:.0f} s")
    tell.claims(result.claims)
    for missing in result.missing:
        tell.say(f"Not shown: {missing}")
