"""What the demo claims, each with the check that can refuse it. Pure: facts in, a Claim out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agent.demo.tools import Answer, Trial
from agent.model import State

_PROVEN: Final = ("proven dead on every endpoint", "every endpoint refuses it since")
PART: Final = 8  # characters of a secret that are enough to call it leaked


@dataclass(frozen=True, slots=True)
class Claim:
    """`name` stays the same for machines; `detail` is the proof, or what was seen instead."""

    name: str
    title: str
    held: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the ledger says of one credential at the end; `state` None: there is no incident."""

    state: State | None
    waits: str = ""
    owner: str = ""
    owner_reason: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """The state of an incident, as the ledger said it at that instant."""

    at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class Revocation:
    """One that was accepted. `done_at`: when the provider had done it; `effective`: it ended something."""

    accepted_at: datetime
    done_at: datetime | None = None
    effective: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A notice that must have come: of incident `number`, to a Slack user; and, where it is over, that it is proven."""

    name: str
    number: int
    user: str
    ended: bool


def told(wanted: Sequence[Wanted], messages: Sequence[tuple[str, str]]) -> Claim:
    """`messages`: (user, text) as Slack received them. Of the proof the operator may have been told instead, and who
    is told first when all is over is told so at once.
    """
    problems = []
    for each in wanted:
        about = [(user, text) for user, text in messages if re.search(rf"\b[Ii]ncident {each.number}\b", text)]
        if each.user not in {user for user, _ in about}:
            problems.append(f"{each.name}: whom it concerns was not told")
        if each.ended and not any(words in text for _, text in about for words in _PROVEN):
            problems.append(f"{each.name}: nobody was told of the proof")
    people = len({user for user, _ in messages})
    detail = "; ".join(problems) or f"{len(messages)} direct messages to {people} people about {len(wanted)} incidents"
    title = "Each owner was told by direct message, and of the proof"
    return Claim("owners-told", title, not problems and bool(wanted), detail)


def owned(expected: Mapping[str, str], found: Mapping[str, Outcome]) -> Claim:
    """Each incident names the owner that the inventory, CODEOWNERS or the commit's author name."""
    wrong = [
        f"{name}: {found[name].owner or 'nobody'} instead of {owner}"
        for name, owner in expected.items()
        if owner not in found[name].owner
    ]
    detail = "; ".join(wrong) or f"{len(expected)} of {len(expected)}"
    return Claim("owned", "Each leak was found and has its owner", not wrong and bool(expected), detail)


def thrown_out(words: str | None, seconds: float) -> Claim:
    """`words`: what the server told the thief when his session ended, None: it goes on. After the find: `seconds`."""
    held = words is not None and "terminating connection" in words and seconds >= 0
    what = "the session is still open" if words is None else f"{seconds:.2f} s after the leak was found: {words}"
    return Claim("attacker-out", "The attacker is out: the open session dropped", held, what)


def refused(name: str, title: str, trials: Mapping[str, Trial]) -> Claim:
    return _all(name, title, trials, Answer.REFUSED)


def accepted(name: str, title: str, trials: Mapping[str, Trial]) -> Claim:
    return _all(name, title, trials, Answer.ACCEPTED)


def _all(name: str, title: str, trials: Mapping[str, Trial], wanted: Answer) -> Claim:
    wrong = [
        f"{who}: {trial.tool} says {trial.answer.value} {trial.words}".rstrip()
        for who, trial in trials.items()
        if trial.answer is not wanted
    ]
    words = "; ".join(f"{who}: {trial.tool}: {trial.words or trial.answer.value}" for who, trial in trials.items())
    return Claim(name, title, not wrong and bool(trials), "; ".join(wrong) or words)


def unharmed(asked: int, failures: Sequence[str], roles: Sequence[str]) -> Claim:
    """`roles`: as whom production has logged in, in order; where the first one has leaked it must have moved on."""
    title = "Production never noticed: a consumer that began on the leaked role, a login and a query every 100 ms"
    detail = f"{asked} queries as {', then as '.join(roles) or 'nobody'}; {len(failures)} failures"
    detail += f": {failures[0]}" if failures else ""
    return Claim("production-unharmed", title, len(set(roles)) > 1 and asked > 0 and not failures, detail)


def accepted_is_not_dead(samples: Sequence[Sample], revocations: Sequence[Revocation], delay: float) -> Claim:
    """The incident was open for as long as the token lived, and DEAD only after it was gone."""
    problems = []
    done = revocations[0].done_at if revocations else None
    closed = [sample.at for sample in samples if sample.state in {State.DEAD, State.INVALIDATED}]
    if done is None or not closed:
        problems.append("it was never proven dead")
    else:
        while_alive = [sample for sample in samples if sample.at < done and sample.at > revocations[0].accepted_at]
        early = {sample.state for sample in while_alive} - {State.ACTING, State.ACCEPTED}
        if early or closed[0] <= done:
            problems.append(f"while the token lived its incident was {', '.join(sorted(s.value for s in early))}")
        if State.ACCEPTED not in {sample.state for sample in while_alive}:
            problems.append("it was never seen ACCEPTED")
        if (done - revocations[0].accepted_at).total_seconds() < delay:
            problems.append("the provider did not take its time")
    if sum(each.effective for each in revocations) != 1 or len(revocations) != 1:
        effective = sum(each.effective for each in revocations)
        problems.append(f"{len(revocations)} reports were sent, {effective} had an effect")
    detail = "; ".join(problems)
    if not problems and done is not None:
        waited = (done - revocations[0].accepted_at).total_seconds()
        detail = (
            f"accepted for {waited:.1f} s and open all the while; dead by a probe "
            f"{(closed[0] - done).total_seconds():.1f} s after it was gone; 1 report sent"
        )
    return Claim("accepted-is-not-dead", "Accepted is not dead: 202 and alive keeps it open", not problems, detail)


def contained(name: str, listed: str | None, state: State | None, waits: timedelta) -> Claim:
    """Stopped, and not ended yet. `listed`: how the provider lists the key; `waits`: from the decision to its end."""
    held = listed == "Inactive" and state is State.CONTAINED and waits >= timedelta(days=1)
    where = state.value if state else "no incident"
    hours = f"its end comes {waits.total_seconds() / 3600:.0f} h later"
    detail = f"{name}: listed as {listed or 'no such key'}; {where}; {hours}"
    return Claim("reversible-first", "Stopped reversibly, and called contained until its end", held, detail)


def probed_first(events: Sequence[str]) -> Claim:
    """After the step that was cut off, the first thing that was done is a probe. That it is done once says the server:
    what has more than one part is begun again, and goes on from where it was left.
    """
    after = list(events[events.index("intent") + 1 :]) if "intent" in events else []
    held = after[:1] == ["probe"] and "invalidated" in after
    detail = f"intent, kill -9, {', '.join(after)}" if after else "it was not cut off in the middle of an act"
    return Claim("probed-first", "After kill -9 it probes first", held, detail)


def one_action_each(name: str, title: str, effects: Mapping[str, Mapping[str, int]]) -> Claim:
    """As the servers logged it: each kind of act once."""
    counts = [f"{who}: {kind} x{count}" for who, kinds in effects.items() for kind, count in kinds.items()]
    held = all(effects.values()) and all(count == 1 for kinds in effects.values() for count in kinds.values())
    return Claim(name, title, held and bool(counts), "; ".join(counts) or "nothing was logged")


def restraint(
    name: str, expected: tuple[State | None, str], outcome: Outcome, effects: Mapping[str, int], says: str
) -> Claim:
    """Left alone, for the reason that was expected, and by the server's own log nothing was done to it."""
    state, reason = expected
    done = [f"{kind} x{count}" for kind, count in effects.items() if count]
    problems = [f"the server logged {', '.join(done)}"] if done else []
    if outcome.state is not state:
        problems.append(f"it is {outcome.state.value if outcome.state else 'no incident'}")
    if reason not in outcome.waits:
        problems.append(f"its reason is {outcome.waits or 'not given'!r}")
    where = outcome.state.value if outcome.state else "no incident"
    detail = "; ".join(problems) or f"{where}: {outcome.waits or says}"
    return Claim(
        f"restraint-{re.sub('[^a-z0-9]+', '-', name.lower())}", f"Left alone: {name}, {says}", not problems, detail
    )


def never_named(name: str, what: str, log: str, *, read: bool) -> Claim:
    """A canary: not even a login attempt. `read`: the same log does show the probes of others."""
    lines = [line for line in log.splitlines() if what in line]
    detail = lines[0][:120] if lines else "the server's log shows logins of others and none of it"
    if not read:
        detail = "the server's log shows no logins at all"
    return Claim(name, f"The canary {what} was never probed", not lines and read, detail)


def named(name: str, title: str, code: int, said: str, expected: str) -> Claim:
    """The independent verifier found what was done to the evidence, and said where."""
    held = code != 0 and any(line.startswith(expected) for line in said.splitlines())
    return Claim(name, title, held, said.splitlines()[0] if said else "the verifier said nothing")


def no_value(places: Mapping[str, bytes], leaks: bytes, secrets: Iterable[str]) -> Claim:
    """No secret nor 8 characters of one in `places`; `leaks`, where they do stand, proves that the search finds."""
    secrets = tuple(secrets)
    title = f"No leaked value, nor {PART} characters of one, anywhere in Stanch's own traces"
    parts = {part.encode() for secret in secrets for part in _parts(secret)}
    blind = sum(secret.encode() not in leaks for secret in secrets)
    found = sorted(place for place, content in places.items() if any(part in content for part in parts))
    size = sum(map(len, places.values())) / 1000
    detail = f"{len(parts)} parts of {len(secrets)} values looked for in {len(places)} places, {size:.0f} kB: none"
    if found:
        detail = f"found in {', '.join(found)}"
    elif blind or not secrets or not places:
        detail = f"the search is blind: {blind} of {len(secrets)} values are not even where they leaked"
    return Claim("no-value", title, not found and not blind and bool(parts) and bool(places), detail)


def _parts(secret: str) -> Iterable[str]:
    return (secret[start : start + PART] for start in range(max(1, len(secret) - PART + 1)))
