"""A message's words: hostile names stay words, the last lines are never cut off."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agent.found import Occurrence, Visibility
from agent.inventory.register import Entry, Inventory
from agent.model import Clocks, Incident, Outcome, Owner, PlanStep, Reason, Run, State, StepKind, System
from agent.notify import text
from agent.notify.story import Story, Teller
from agent.notify.wanted import Kind
from agent.response import lifecycle
from agent.response.methods import Mode
from agent.response.policy import Policy, Rule
from detectors.base import Confidence
from revokers.base import Identity, Liveness, Receipt

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = (
    "<!channel> <@U0ANN> <http://evil.example|ok> `rm` *b* &lt; https://evil.example/a\n\r\t\x1b[31m\x00"
    '\u202egnp.\u2066x\u2069\u200b\u200f\ufeff\U000e0041\ud800 "q"'
)
PG = System("pg", "postgres", (), frozenset(), True, True, None, None, None, "production")  # noqa: FBT003
AUTO = Policy((Rule("auto", Mode.AUTO, types=("postgres-url",), systems=("pg",), irreversible=Mode.AUTO),))


def place(**more: object) -> Occurrence:
    plain = Occurrence("repo", "app.env", 7, 7, 0, 9, "c0ffee1234567", "Ada", NOW, Visibility.PUBLIC, None)
    return replace(plain, **more)  # type: ignore[arg-type]


def incident(**more: object) -> Incident:
    plain = Incident(
        id=12,
        canonical="abcdef0123456789" * 4,
        type="postgres-url",
        preview="PostgreSQL password (role=app)",
        confidence=Confidence.TYPED,
        visibility=Visibility.PUBLIC,
        fingerprints={"password": "ff" * 32},
        owner=Owner("ann@example.org", "inventory entry app"),
        clocks=Clocks(NOW, verified=NOW),
        deadline=NOW,
        backlog=False,
        proofs={
            ("pg", "db"): Run(Liveness.LIVE, NOW, "login", live_at=NOW, controlled=True, identity=Identity("pg", "app"))
        },
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def story(of: Incident, *places: Occurrence, occurrences: int = 0, entry: Entry | None = None) -> Story:
    teller = Teller(AUTO, (PG,), Inventory((entry,) if entry else ()), "build-1")
    return teller.story(of, places or (place(),), occurrences or len(places) or 1, NOW)


def hostile() -> Story:
    return story(
        incident(
            preview=HOSTILE,
            owner=Owner(HOSTILE, f"CODEOWNERS line 1: {HOSTILE}"),
            note=HOSTILE,
            parked=Reason.REFUSED,
            proofs={
                ("pg", "db"): Run(
                    Liveness.LIVE, NOW, HOSTILE, live_at=NOW, identity=Identity(HOSTILE, HOSTILE, None, (HOSTILE,) * 9)
                )
            },
        ),
        *(place(path=HOSTILE * 40, commit=HOSTILE, source=HOSTILE) for _ in range(5)),
        occurrences=10_000,
        entry=Entry(HOSTILE, HOSTILE, purpose=HOSTILE, systems=(HOSTILE,), stored=HOSTILE, identity=("pg", HOSTILE)),
    )


def every(of: Story) -> dict[str, str]:
    """Every message that there is, about one incident."""
    kinds = {kind.value: text.following(of, kind) for kind in Kind}
    openings = {f"opening {kind.value}": text.opening(of, kind, why=HOSTILE) for kind in Kind}
    return (
        kinds
        | openings
        | {
            "whole": text.whole(of, why=HOSTILE),
            "short": text.short(of),
            "digest": text.digest([of] * 30, HOSTILE),
            "gathered": text.gathered([of] * 30, HOSTILE),
            "scanned": text.scanned(HOSTILE, {State.LIVE: 3}, HOSTILE),
        }
    )


@pytest.mark.parametrize("name", every(hostile()))
def test_hostile_names_stay_words(name: str) -> None:
    said = every(hostile())[name]
    assert len(said) <= text.LONGEST
    for mark in ("<", ">", "`", "://", "\r", "\t"):
        assert mark not in said
    assert "&" not in said.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    odd = [char for char in said if unicodedata.category(char).startswith("C") and char != "\n"]
    assert odd == []
    # No line is of their making: each begins with words of ours.
    ours = (
        *("Leaked", "It is back", "Where: ", "visible to: ", "and ", "Live? ", "Used by: ", "What ", "Replacement: "),
        *(
            "To ",
            "Genuine? ",
            "You get this",
            "Incident 12, ",
            "So far: ",
            "Look: ",
            "Evidence: ",
            "30 ",
            "12: ",
            "On ",
        ),
        *("The first look", "Its backlog: ", "No owner ", "stanch backlog release"),
    )
    assert [line for line in said.split("\n") if not line.startswith(ours)] == []


def test_how_to_tell_a_forgery_is_never_cut_off() -> None:
    for name in ("whole", "short"):
        said = every(hostile())[name]
        assert "shows the code abcdef012345. Stanch never asks for a password and sends no links." in said
        assert "stanch deny 12 --reason ...;" in said


def test_inert() -> None:
    assert text.inert("a_b/c-d.py") == "a_b/c-d.py"
    assert text.inert("x" * 200) == "x" * 160 + "..."
    assert text.inert("a\u202eb\nc") == "a\\u202eb\\nc"
    assert text.inert('<!here> & `x` "y" ftp://z') == "&lt;!here&gt; &amp; 'x' 'y' ftp[:]//z"


def test_places_are_bounded_and_the_rest_counted() -> None:
    said = text.whole(story(incident(), *(place(line=line) for line in range(1, 6)), occurrences=41)).split("\n")
    assert said[1:5] == [
        'Where: "app.env" line 1 @ c0ffee123456, source repo',
        'Where: "app.env" line 2 @ c0ffee123456, source repo',
        'Where: "app.env" line 3 @ c0ffee123456, source repo',
        "and 38 more places; visible to: public",
    ]


def step(kind: StepKind, outcome: Outcome | None, *, reversible: bool = True, needs: Reason | None = None) -> PlanStep:
    done = NOW if outcome is Outcome.ACCEPTED else None
    return PlanStep(
        0, kind, "pg", "db", 1, NOW, reversible, needs, done, done, outcome, Receipt("ok") if done else None
    )


def test_the_plan_in_words() -> None:
    plan = (
        step(StepKind.CONTAIN, Outcome.ACCEPTED),
        replace(step(StepKind.END, None, reversible=False, needs=Reason.IRREVERSIBLE), seq=1),
    )
    waiting = incident(plan=plan, parked=Reason.IRREVERSIBLE)
    assert text.whole(story(waiting)).split("\n")[6] == (
        "What Stanch does: asked pg to switch it off: accepted at 2026-03-01 12:00 UTC; end it for good on pg at "
        "2026-03-01 12:00 UTC or later, once it is approved (it is irreversible and needs approval) (cannot be taken "
        "back); it waits: it is irreversible and needs approval"
    )
    approval = text.following(story(waiting), Kind.APPROVAL)
    assert f"To approve: stanch approve 12 --plan {lifecycle.plan_mark(waiting)}; to refuse: stanch deny 12" in approval


def test_what_can_be_taken_back_says_how() -> None:
    done = incident(plan=(step(StepKind.CONTAIN, Outcome.ACCEPTED),))
    assert "To take it back: stanch undo 12 --reason ..." in text.following(story(done), Kind.ACTED)
    ended = incident(plan=(step(StepKind.END, Outcome.ACCEPTED, reversible=False),))
    assert "stanch undo" not in text.following(story(ended), Kind.ACTED)


def test_time_to_invalidation_is_an_interval() -> None:
    clocks = Clocks(NOW, verified=NOW, dead_low=NOW + timedelta(seconds=2), dead=NOW + timedelta(minutes=3))
    assert text.invalidation(clocks) == "time to invalidation: 2.00 s to 3.0 min"
    assert text.invalidation(replace(clocks, dead_low=None)).endswith("dead when first seen")


def test_a_replacement_is_named_where_there_is_one() -> None:
    entry = Entry("app", "ann", stored="kv/app", identity=("pg", "app"))
    stored = incident(plan=(step(StepKind.STORE, Outcome.ACCEPTED),))
    assert "Replacement: none was made; a new one belongs into kv/app" in text.whole(story(stored, entry=entry))
    to_come = incident(plan=(step(StepKind.STORE, Outcome.ACCEPTED), replace(step(StepKind.SWITCH, None), seq=1)))
    assert "Replacement: none yet: one is planned, into kv/app" in text.whole(story(to_come, entry=entry))
    made = incident(plan=(step(StepKind.SWITCH, Outcome.ACCEPTED),), clocks=Clocks(NOW, verified=NOW, replaced=NOW))
    said = text.whole(story(made, entry=entry))
    assert "Replacement: kv/app, in use since 2026-03-01 12:00 UTC" in said
    assert "Replacement: none was made; a new one belongs into kv/app" in text.whole(story(incident(), entry=entry))
