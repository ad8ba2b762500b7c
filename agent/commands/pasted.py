"""`stanch check -` and `stanch revoke -`: a value that somebody has in hand goes the way of one that was found.

It is sealed here, with the daemon's public key, and crosses the control socket so; the daemon files it as an incident
(agent/pasted.py), asks its provider, and does what the policy says. Here we wait and say what came of it.

    verdict, over what every endpoint answered since:  LIVE if any says so, DEAD only if all do, else UNKNOWN
    exit code, over all credentials in what was given: 1 one is LIVE; else 2 one is UNKNOWN; 0 all are DEAD
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, Final, TypeVar

import click

from agent.commands.options import config_option, settings
from agent.commands.output import json_option
from agent.commands.shown import duration, facts, waits
from agent.commands.value import LISTED, Known, OneOf, Seconds, TypeName, as_type, read_text, recognised
from agent.complaint import Complaint
from agent.control import ask
from agent.folders import LEDGER
from agent.found import Visibility
from agent.ledger import Entry, LedgerView
from agent.model import Incident, Reason, Run, State
from agent.printable import plain
from agent.response import lifecycle
from agent.seal import seal
from detectors.base import Confidence, Secret
from detectors.registry import TYPES
from revokers.base import Liveness

F = TypeVar("F", bound=Callable[..., Any])

_MOST: Final = 16  # credentials in one paste
_LONGEST: Final = 32_768  # bytes of a sealed value; what the control socket takes is twice that
_TICK: Final = 0.2  # seconds between two looks
_CODES: Final = {Liveness.LIVE: 1, Liveness.DEAD: 0, Liveness.UNKNOWN: 2}
_ON_ITS_WAY: Final = frozenset({State.LIVE, State.REAPPEARED, State.ACTING, State.ACCEPTED})


def _options(function: F) -> F:
    for option in (
        click.argument("value", nargs=-1, metavar="-", type=click.UNPROCESSED),
        config_option,
        json_option,
        click.option(
            "--type",
            "kind",
            type=TypeName(sorted(TYPES)),
            metavar="TYPE",
            help=f"What it is, where that is not clear: see `{LISTED}`.",
        ),
        click.option(
            "--visibility",
            type=OneOf([visibility.value for visibility in Visibility]),
            help="Who could see it where you have it from. Without it a known incident is no more urgent than it was.",
        ),
        click.option("--reason", default="", help="Where you have it from, or why; it is evidence."),
        click.option(
            "--timeout", type=Seconds(), default=30.0, show_default=True, metavar="SECONDS", help="How long to wait."
        ),
    ):
        function = option(function)
    return function


# What begins with a dash could be a part of a value: it is not echoed as an option that does not exist.
_LENIENT: Final = {"ignore_unknown_options": True}


@click.command(context_settings=_LENIENT)
@_options
@click.pass_context
def check(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401 - as click gives them
    """Read a value from standard input (hidden on a terminal) and say whose it is and whether it is alive.

    It becomes an incident like one that was found, and its provider is asked: what the policy does by itself with such
    a credential, it does here too, and nothing beyond that. `stanch whose` asks nobody and files nothing.

    A connection URL, a token, or lines such as AWS_ACCESS_KEY_ID=... and AWS_SECRET_ACCESS_KEY=...: every credential
    that it could be is asked about. Never give a value as an argument: everybody on the host could read it.

    Exit code: 0 not alive, 1 alive, 2 nobody can say, or an error.
    """
    context.exit(_given(revoke=False, **given))


@click.command(context_settings=_LENIENT)
@_options
@click.pass_context
def revoke(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401 - as click gives them
    """As `stanch check -`, and ask for its revocation: the first half of it, for another person gives the other.

    Where the policy only observes or notifies, a plan is made that waits for the approval of others; where it says
    approve or auto, it goes as it would anyway. Your request weakens no brake: estate, protected list, canaries,
    arming, freeze, caps and approvals hold, and you are never one of those who approve it. `stanch deny` takes it back.

    Exit code: 0 not alive (any more), 1 alive, 2 nobody can say, or an error.
    """
    context.exit(_given(revoke=True, **given))


@dataclass(frozen=True, slots=True)
class _Filed:
    """One incident that the value belongs to, and what the daemon said about the request."""

    number: int
    said: str


def _given(
    *,
    revoke: bool,
    value: Sequence[str],
    config: Path | None,
    as_json: bool,
    kind: str | None,
    visibility: str | None,
    reason: str,
    timeout: float,
) -> int:
    if tuple(value) not in {(), ("-",)}:
        message = (
            "give no value on the command line, where everybody can read it: it comes on standard input, as in "
            f"`pass show db/app | stanch {'revoke' if revoke else 'check'} -`"
        )
        raise Complaint(message)
    state = settings(config).state
    public = bytes.fromhex(json.loads(ask(state, "sealing-key"))["public"])
    known, confidence = _known(kind, read_text())
    began = datetime.now(UTC)
    filed = {
        one.number: one
        for each in known
        for one in _filed(
            state,
            type=each.kind.name if each.kind else None,
            sealed=_sealed(public, each),
            confidence=confidence.value,
            visibility=visibility,
            reason=reason,
            revoke=revoke,
        )
    }
    entries = _awaited(state / LEDGER, tuple(filed), began, timeout, ends=revoke)
    verdicts = {number: _verdict(entry.incident, began) for number, entry in entries.items()}
    for number, entry in entries.items():
        if as_json:
            row = facts(entry, datetime.now(UTC)) | {"verdict": verdicts[number].value, "said": filed[number].said}
            click.echo(json.dumps(row | {"endpoints": _answers(entry.incident, began)}))
        else:
            for line in _lines(entry, verdicts[number], filed[number], began):
                click.echo(plain(line))
    if Liveness.LIVE in verdicts.values():
        return _CODES[Liveness.LIVE]
    return max(_CODES[verdict] for verdict in verdicts.values())


def _known(kind: str | None, text: str) -> tuple[tuple[Known, ...], Confidence]:
    found = recognised(text)
    confidence = Confidence.TYPED
    if kind is not None:
        named = as_type(TYPES[kind], text)
        confidence = Confidence.TYPED if all(one in found for one in named) else Confidence.CONTEXT
        found = named
    if len(found) > _MOST:
        message = f"there are {len(found)} credentials in it: give at most {_MOST} at a time; `stanch scan` reads files"
        raise Complaint(message)
    return found or (Known(None, {"value": Secret(text)}),), confidence


def _sealed(public: bytes, known: Known) -> str:
    sealed = seal(public, known.parts)
    if len(sealed) > _LONGEST:
        message = "it is too long for a credential: give only that"
        raise Complaint(message)
    return base64.b64encode(sealed).decode()


def _filed(state: Path, **arguments: object) -> Iterable[_Filed]:
    return [_Filed(int(one["incident"]), str(one["said"])) for one in json.loads(ask(state, "paste", **arguments))]


# --- what came of it -------------------------------------------------------------------------------


def _awaited(ledger: Path, numbers: Sequence[int], began: datetime, timeout: float, *, ends: bool) -> dict[int, Entry]:
    """Each incident once there is no more to wait for, or as it stands when the time is over."""
    entries: dict[int, Entry] = {}
    with LedgerView(ledger) as view:
        while True:
            now = datetime.now(UTC)
            for number in numbers:
                entry = view.incident(str(number))
                assert entry is not None
                entries[number] = entry
            over = (now - began).total_seconds() >= timeout
            if over or all(_settled(entry, began, now, ends=ends) for entry in entries.values()):
                return entries
            Event().wait(_TICK)


def _settled(entry: Entry, began: datetime, now: datetime, *, ends: bool) -> bool:
    """Has the responder been through with it, and is it no use to wait? `ends`: what is being done is waited for."""
    incident = entry.incident
    if entry.leased_until is not None or (incident.not_before is not None and incident.not_before <= now):
        return False
    if incident.parked is not None:
        return True
    if ends and lifecycle.state(incident, now) in _ON_ITS_WAY:
        return False
    return _verdict(incident, began) is not Liveness.UNKNOWN


def _asked(incident: Incident, began: datetime) -> dict[tuple[str, str], Run]:
    return {key: run for key, run in incident.proofs.items() if run.at >= began}


def _verdict(incident: Incident, began: datetime) -> Liveness:
    """By answers to this question only: what was true of it last week is no answer now."""
    answers = {run.liveness for run in _asked(incident, began).values()}
    if Liveness.LIVE in answers:
        return Liveness.LIVE
    whole = len(_asked(incident, began)) == len(incident.proofs)
    return Liveness.DEAD if answers == {Liveness.DEAD} and whole else Liveness.UNKNOWN


def _answers(incident: Incident, began: datetime) -> list[dict[str, str]]:
    return [
        {"system": system, "endpoint": endpoint, "liveness": run.liveness.value, "reason": run.reason}
        for (system, endpoint), run in _asked(incident, began).items()
    ]


def _lines(entry: Entry, verdict: Liveness, filed: _Filed, began: datetime) -> Iterable[str]:
    incident = entry.incident
    answers = _answers(incident, began)
    yield f"incident {incident.id}: {incident.preview}"
    why = "; ".join(f"{one['system']}/{one['endpoint']}: {one['reason']}" for one in answers)
    yield f"  {verdict.name:<8}{why or waits(incident) or 'nobody has answered in time'}"
    yield f"  owner   {incident.owner.name} ({incident.owner.reason})"
    now = datetime.now(UTC)
    state = lifecycle.state(incident, now)
    yield f"  state   {state.value}" + (f": {waits(incident)}" if incident.parked else "")
    if state in _ON_ITS_WAY and entry.incident.clocks.decided:
        yield f"  not dead yet after {duration(now - began)}: `stanch show {incident.id}`"
    yield f"  asked   {filed.said.removeprefix(f'incident {incident.id}: ')}"
    if incident.parked is not None and incident.parked.state is State.AWAITING_APPROVAL:
        mark = lifecycle.plan_mark(incident)
        who = "somebody else approves it" if incident.requested_by else "to approve it"
        yield f"  next    {who}: stanch approve {incident.id} --plan {mark}"
    elif incident.parked in {Reason.NOT_ARMED, Reason.OBSERVING, Reason.FROZEN, Reason.CAPPED}:
        yield f"  next    stanch plan {incident.id}"
