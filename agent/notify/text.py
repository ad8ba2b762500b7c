"""A message's words, always in one order, and never a value. Pure.

    which key, where, live?, used by, what breaks, what Stanch does, replacement, how to stop it, is it genuine?

Whatever comes from files, commits, providers or the inventory goes through `inert`: it may be written by an attacker.
The message is sent with Slack's markup, link and name parsing off (agent/notify/slack.py); this is the second lock.
https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from agent.found import Occurrence
from agent.ledger.hygiene import Unclean
from agent.model import Clocks, Outcome, State
from agent.notify.story import Story
from agent.notify.wanted import Kind
from agent.response import lifecycle
from agent.scan.names import without_values

LONGEST: Final = 3_900  # characters; Slack asks for less than 4,000
_SHOWN: Final = 160
_PLACES: Final = 3
_LINES: Final = 4
_LISTED: Final = 15

_HALF: Final = re.compile(r"&[a-z]{0,3}$")  # an escape that was cut through
_MARKUP: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "'", '"': "'"})


def inert(text: str, longest: int = _SHOWN) -> str:
    """One line without control, invisible or direction-changing characters, markup or anything that becomes a link."""
    plain = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[: longest + 1]
    )
    if len(plain) > longest:
        plain = plain[:longest] + "..."
    # Not `(at) (dot)`: an address or a path must stay recognisable. A scheme is what makes a link.
    return plain.replace("://", "[:]//").translate(_MARKUP)


def place(found: Occurrence) -> str:
    """path:line @ commit, source."""
    commit = f" @ {inert(found.commit, 12)[:12]}" if found.commit else ""
    # A scanner masks values in names; a ledger may hold older ones.
    return f'"{inert(without_values(found.path))}" line {found.stands[0]}{commit}, source {inert(found.source, 60)}'


def code(story: Story) -> str:
    """What the message and the host both show, and a forger cannot know: it is of a keyed fingerprint."""
    return story.incident.canonical[:12]


def whole(story: Story, *, why: str = "") -> str:
    """The first message, to an owner who is vouched for or to the operator. `why`: the reason why it goes to him."""
    incident = story.incident
    again = "It is back: this credential was proven dead and works again." if incident.epoch > 1 else ""
    owner = f"You get this because: {inert(incident.owner.name, 80)}, {inert(incident.owner.reason)}"
    lines = [
        _head(story),
        again,
        *_where(story, story.places),
        f"Live? {inert(story.lives)}",
        _list("Used by", story.users, "not known"),
        _list("What breaks", story.breaks, "nothing that Stanch knows of; whatever still logs in with it"),
        _list("What Stanch does", story.plan, "nothing by itself"),
        f"Replacement: {inert(story.replacement)}",
        _stop(story),
        _genuine(story),
        f"{owner}{f' ({inert(why)})' if why else ''}",
    ]
    return _bounded(lines)


def short(story: Story) -> str:
    """To somebody whom only those who can push call the owner: nothing that a probe, the policy or the inventory told,
    and no place but those of the source that named him.
    """
    source = story.places[0].source if story.places else ""
    lines = [
        _head(story),
        *_where(story, [one for one in story.places if one.source == source], rest=False),
        "Live? Told to the operator only, as are its users and what breaks.",
        "What Stanch does: it has told the operator, and goes by the policy.",
        "What you can do: take it out of use, and ask the operator for a new one; removing the line does not help.",
        _stop(story),
        _genuine(story),
        f"You get this because: {inert(story.incident.owner.name, 80)}, {inert(story.incident.owner.reason)}",
    ]
    return _bounded(lines)


def following(story: Story, kind: Kind) -> str:
    """A later message of the thread, as things stand now."""
    return _bounded([*_following(story, kind), _genuine(story)])


def opening(story: Story, kind: Kind, *, why: str = "") -> str:
    """What a later message begins with to somebody who has seen none yet, and then the whole."""
    return _bounded([*_following(story, kind), *whole(story, why=why).split("\n")])


def _following(story: Story, kind: Kind) -> list[str]:
    number = story.incident.id
    lines = [f"Incident {number}, {_what(story)}: {_news(story, kind)}"]
    match kind:
        case Kind.APPROVAL:
            lines += [_list("What Stanch would do", story.plan, "see `stanch plan`"), _approve(story)]
            lines += [_list("What breaks", story.breaks, "nothing that Stanch knows of")]
        case Kind.STUCK | Kind.OVERDUE:
            lines += [_list("So far", story.plan, "nothing was done")]
            lines += [f"Look: stanch show {number}. Try again now: stanch retry {number}"]
        case Kind.ACTED:
            lines += [_list("So far", story.plan, "")]
            back = [step for step in lifecycle.steps(story.incident) if step.outcome is Outcome.ACCEPTED]
            if back and all(step.reversible for step in back):
                lines += [f"To take it back: stanch undo {number} --reason ..."]
        case Kind.PROVEN:
            lines += [f"Evidence: stanch evidence export {number}"]
        case _:
            pass
    return lines


def digest(stories: Sequence[Story], host: str) -> str:
    """Instead of more messages than anybody reads. Tells no more of each than its number, type and state."""
    counts: dict[str, int] = {}
    for story in stories:
        counts[story.state.value] = counts.get(story.state.value, 0) + 1
    lines = [
        f"{len(stories)} incidents wait for you at once, so here they are in one message: {_counted(counts)}.",
        *(f"{story.incident.id}: {_what(story)}, {story.state.value}" for story in stories[:_LISTED]),
        f"and {len(stories) - _LISTED} more" if len(stories) > _LISTED else "",
        f"On {inert(host, 60)}: stanch incidents lists all, stanch show NUMBER each; to stop everything: stanch freeze",
    ]
    return _bounded(lines)


def gathered(stories: Sequence[Story], host: str) -> str:
    """Leads, or what is told to somebody whom nobody vouches for: places of the source that named him, no state."""
    lines = [
        f"{len(stories)} findings name you:",
        *(
            f"{story.incident.id}: {_what(story)}, {place(story.places[0]) if story.places else 'place not kept'}"
            for story in stories[:_LISTED]
        ),
        f"and {len(stories) - _LISTED} more" if len(stories) > _LISTED else "",
        f"What is a secret among them, take out of use. On {inert(host, 60)}: stanch show NUMBER",
    ]
    return _bounded(lines)


def scanned(source: str, states: Mapping[State, int], host: str) -> str:
    """What the first look at a source found, to the operator."""
    total = sum(states.values())
    counts = {state.value: number for state, number in states.items()}
    lines = [
        f"The first look at source {inert(source, 60)} is through.",
        f"Its backlog: {total} incidents ({_counted(counts)}).",
        "No owner was told of them. What is armed acts on them all the same.",
        f"On {inert(host, 60)}: stanch incidents lists them, stanch backlog counts them, and",
        f"stanch backlog release --source {inert(source, 60)} tells their owners.",
    ]
    return _bounded(lines)


def hygiene(owner: str, found: Sequence[Unclean], counts: Mapping[str, int], host: str, *, why: str) -> str:
    """How values are kept in vaults, to whom the paths belong."""
    lines = [
        f"For {inert(owner, 60)}, who cannot be told: {inert(why, 120)}." if why else "",
        f"Secrets of yours could be kept better: {_counted(counts)}.",
        *(
            f"{one.kind.value}: {inert(one.source, 40)}: {inert(one.path, 120)}: {inert(one.detail, 160)}"
            for one in found[:_LISTED]
        ),
        f"and {len(found) - _LISTED} more" if len(found) > _LISTED else "",
        f"On {inert(host, 60)}: stanch inventory hygiene --owner {inert(owner, 60)}",
    ]
    return _bounded(lines)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {state}" for state, number in sorted(counts.items())) or "none is left"


def _what(story: Story) -> str:
    return inert(story.incident.preview, 120)


def _head(story: Story) -> str:
    return f"Leaked credential: {_what(story)} (incident {story.incident.id})"


def _where(story: Story, places: Sequence[Occurrence], *, rest: bool = True) -> list[str]:
    shown = [f"Where: {place(one)}" for one in places[:_PLACES]] or ["Where: not kept"]
    seen = f"visible to: {story.incident.visibility.value}"
    more = story.occurrences - len(shown)
    return [*shown, f"and {more} more places; {seen}" if more > 0 and rest else seen]


def _list(head: str, lines: Sequence[str], nothing: str) -> str:
    shown = [inert(line) for line in lines[:_LINES]]
    more = [f"and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return f"{head}: {'; '.join([*shown, *more]) or nothing}"


def _stop(story: Story) -> str:
    number = story.incident.id
    return (
        f"To stop it, on {inert(story.host, 60)}: stanch deny {number} --reason ...; for a while: "
        f"stanch except {number} --until 24h --reason ...; everything: stanch freeze"
    )


def _genuine(story: Story) -> str:
    return (
        f"Genuine? stanch show {story.incident.id} on {inert(story.host, 60)} shows the code {code(story)}. "
        "Stanch never asks for a password and sends no links."
    )


def _approve(story: Story) -> str:
    mark = lifecycle.plan_mark(story.incident)
    return f"To approve: stanch approve {story.incident.id} --plan {mark}; to refuse: stanch deny {story.incident.id}"


def _news(story: Story, kind: Kind) -> str:
    incident = story.incident
    waits = inert(incident.parked.sentence) if incident.parked else ""
    note = f": {inert(incident.note)}" if incident.note else ""
    dead = invalidation(incident.clocks)
    news = {
        Kind.APPROVAL: f"somebody must say yes: {waits}",
        Kind.ACTED: "the provider took the request. That is not proof: it is asked until it refuses the value.",
        Kind.DEAD: f"every endpoint refuses it now; {dead}. This is final once it is said again.",
        Kind.PROVEN: f"proven dead on every endpoint; {dead}",
        Kind.OVERDUE: f"decided more than ten minutes ago and still not dead{f': {waits}' if waits else ''}",
        Kind.STUCK: f"Stanch is stuck: {waits}{note}. Somebody has to look.",
        Kind.EXCEPTED: _excepted(story),
    }
    return news.get(kind, story.state.value)


def _excepted(story: Story) -> str:
    incident = story.incident
    undone = any(
        step.outcome is Outcome.NEEDLESS and step.accepted_at is not None for step in lifecycle.steps(incident)
    )
    until = f" until {incident.parked_until:%Y-%m-%d %H:%M} UTC" if incident.parked_until else ""
    note = f" ({inert(incident.note)})" if incident.note else ""
    taken = "what Stanch did was taken back, and it works again; " if undone else ""
    return f"{taken}the risk is accepted{until}{note}. It counts as alive all that time."


def invalidation(clocks: Clocks) -> str:
    """Time-to-invalidation as the interval that it is."""
    if clocks.dead is None or clocks.dead_low is None:
        return "time to invalidation: none, it was dead when first seen"
    low, high = clocks.dead_low - clocks.detected, clocks.dead - clocks.detected
    return f"time to invalidation: {_span(low)} to {_span(high)}"


def _span(span: timedelta) -> str:
    seconds = span.total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.2f} s"


def _bounded(lines: Sequence[str]) -> str:
    """Long lines are cut, never the last ones: they say how to tell a forgery."""
    kept = [line for line in lines if line]
    text = "\n".join(kept)
    if len(text) <= LONGEST:
        return text
    each = LONGEST // len(kept) - 1
    return "\n".join(line if len(line) <= each else _HALF.sub("", line[: each - 3]) + "..." for line in kept)
