r"""Intake: findings become occurrences of incidents, in the transaction that moves the cursor.

    typed finding -- same canonical? --> one more occurrence of that incident      (else a new incident)
                     \-- a lead with one of its secret parts was there first: absorbed
    lead ----------- a typed incident has this value? --> one more occurrence of it
                     \-- the inventory knows it? --> takes the entry's type;   else: an incident of type "lead",
                                                     whose sealed value is never stored
    suppressed ----- the inventory knows it, or a comment allows what there is an incident of? --> as above;
                     else: counted, and nothing more

The same findings twice change nothing. What is more exposed than we thought becomes more urgent; nothing here makes
anything less so. What nobody owned goes to the first owner that a place names, whichever source comes first. Of an
incident the first KEPT places are kept in full, with the first of each further host (it can select a System), and up to
COUNTED are told apart; from there on the count stands ("at least").

Over 300 lines, because all of it is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from agent import crashpoints, record
from agent.found import EVERYTHING, MISPLACED, Cursor, Debt, Finding, Visibility, anywhere
from agent.ledger import arrivals
from agent.ledger.cursors import Cursors
from agent.ledger.decisions import Decisions
from agent.ledger.erased import is_erased
from agent.ledger.events import Scribe
from agent.ledger.leads import move_places
from agent.ledger.owned import hand_over
from agent.ledger.rows import EXPOSURE, Row, bind, first, instant, maybe_instant, number, place_of, rows, text
from agent.model import Owner, Reason, State
from agent.owners import NOBODY
from detectors.base import Confidence

LEAD: Final = "lead"
KEPT: Final = 100
COUNTED: Final = 10_000

_VALUE: Final = "value"  # the one part of a lead


@dataclass(frozen=True, slots=True)
class Submission:
    """One submit, as a job for the writer. wipe_log: for what is erased by it."""

    findings: Sequence[Finding]
    cursor: Cursor | None
    debts: Sequence[Debt]
    read: Sequence[tuple[str, str]]
    at: datetime
    decisions: Decisions
    scribe: Scribe
    cursors: Cursors
    wipe_log: Callable[[], None] = lambda: None

    def __call__(self, db: Database) -> None:
        for finding in self.findings:
            _Intake(self, db, finding).run()
        crashpoints.point("C2")
        if self.cursor is not None:
            self._move(db, self.cursor)
        self._pay(db)
        for debt in self.debts:
            db.execute(
                "INSERT INTO debts (source, path, reason, lasting, at) "
                "SELECT :source, :path, :reason, :lasting, :at WHERE NOT EXISTS (SELECT 1 FROM debts "
                "WHERE source = :source AND path = :path AND substr(reason, -length(:anywhere)) = :anywhere "
                "AND (reason = :reason OR (:anywhere <> :reason AND reason GLOB 'line [0-9]*'))) "
                "ON CONFLICT (source, path, reason) DO NOTHING",
                bind(source=debt.source, path=debt.path, reason=debt.reason, lasting=debt.lasting, at=self.at)
                | bind(anywhere=anywhere(debt.reason)),
            )

    def _pay(self, db: Database) -> None:
        """What a scanner could not read before, and has read now, is owed no longer."""
        owing = {text(row["source"]) for row in rows(db, "SELECT DISTINCT source FROM debts WHERE lasting = 1", {})}
        for source, path in self.read:
            if source in owing:
                db.execute(
                    "DELETE FROM debts WHERE source = :source AND :path IN (path, :everything) AND lasting = 1",
                    bind(source=source, path=path, everything=EVERYTHING),
                )

    def _move(self, db: Database, cursor: Cursor) -> None:
        db.execute("DELETE FROM debts WHERE source = :source AND lasting = 0", bind(source=cursor.source))
        self.cursors.move(db, cursor, self.at)
        if arrivals.worked(db, cursor):
            self.wipe_log()


class _Intake:
    """One finding."""

    def __init__(self, submission: Submission, db: Database, finding: Finding) -> None:
        self.s = submission
        self.db = db
        self.finding = finding
        self.at = submission.at

    def run(self) -> None:
        finding, kind = self.finding, self.finding.type
        if finding.suppressed and self._is_nobodys():
            self._suppress()
            return
        self._admit()
        if kind is None:
            holder = self._typed_with(finding.fingerprints.get(_VALUE))
            if holder is not None:
                self._occurrence(holder)
                return
            kind = self.s.decisions.known(finding.fingerprints) or LEAD
        found = first(
            self.db,
            "SELECT ifnull(absorbed_by, id) AS id FROM incidents WHERE canonical = :it",
            bind(it=finding.canonical),
        )
        if found is None:
            self._new(kind)
            return
        key = number(found["id"])
        if finding.type is None and kind != LEAD:
            self._promote(key, kind)
        self._occurrence(key)

    def _is_nobodys(self) -> bool:
        """Neither of the inventory nor of an incident: then a comment beside it is believed. Where values are made up,
        to be the same word makes no place of an incident.
        """
        finding = self.finding
        if finding.suppressed == MISPLACED:
            secret = self.s.decisions.secret_parts(finding.type) if finding.type else finding.fingerprints
            marks = {part: mark for part, mark in finding.fingerprints.items() if part in secret}
            return self.s.decisions.known({**marks, "": finding.canonical}) is None
        if self.s.decisions.known({**finding.fingerprints, "": finding.canonical}) is not None:
            return False
        mine = bind(it=self.finding.canonical)
        if first(self.db, "SELECT 1 AS it FROM incidents WHERE canonical = :it", mine) is not None:
            return False
        return self.finding.type is not None or self._typed_with(self.finding.fingerprints.get(_VALUE)) is None

    def _suppress(self) -> None:
        finding, seen = self.finding, self.finding.occurrence
        self.db.execute(
            "INSERT INTO suppressed (canonical, place, source, path, line, type, why, at, value) "
            "SELECT :canonical, :place, :source, :path, :line, :type, :why, :at, :value "
            "WHERE (SELECT count(*) FROM suppressed WHERE canonical = :canonical) < :counted ON CONFLICT DO NOTHING",
            bind(
                canonical=finding.canonical,
                place=place_of(seen),
                source=seen.source,
                path=seen.path,
                line=seen.stands[0],
                type=finding.type or LEAD,
                why=finding.suppressed,
                at=self.at,
                value=None if finding.type else finding.fingerprints.get(_VALUE),
                counted=COUNTED,
            ),
        )

    def _admit(self) -> None:
        """What was left out in this place until now is so no longer."""
        self.db.execute(
            "DELETE FROM suppressed WHERE canonical = :canonical AND place = :place",
            bind(canonical=self.finding.canonical, place=place_of(self.finding.occurrence)),
        )

    def _typed_with(self, fingerprint: str | None) -> int | None:
        """The oldest typed incident of which this value is a secret part."""
        for row in rows(
            self.db,
            "SELECT i.id, i.type, f.part FROM fingerprints AS f JOIN incidents AS i ON i.id = f.incident_id "
            "WHERE f.fingerprint = :it AND i.type <> :lead AND i.canonical <> :own ORDER BY i.id",
            bind(it=fingerprint, lead=LEAD, own=self.finding.canonical),
        ):
            if row["part"] in self.s.decisions.secret_parts(text(row["type"])):
                return number(row["id"])
        return None

    # --- a new incident ---------------------------------------------------------------------------

    def _new(self, kind: str) -> None:
        finding, decisions = self.finding, self.s.decisions
        seen = finding.occurrence
        owner = decisions.owner_of(finding)
        cursor = self.db.execute(
            """
            INSERT INTO incidents (
                canonical, type, lane, preview, confidence, visibility, owner_name, owner_reason, detected, exposed,
                deadline, backlog, epoch, note, not_before, rechecks, lease, state, live, occurrences, first_seen,
                last_seen
            ) VALUES (
                :canonical, :type, :lane, :preview, :confidence, :visibility, :owner_name, :owner_reason, :at, :exposed,
                :deadline, :backlog, 1, '', :at, 0, 0, :state, 0, 0, :at, :at
            )
            """,
            bind(
                canonical=finding.canonical,
                type=kind,
                lane=decisions.lane_of(kind),
                preview=finding.preview,
                confidence=finding.confidence,
                visibility=seen.visibility,
                owner_name=owner.name,
                owner_reason=owner.reason,
                at=self.at,
                exposed=seen.committed_at,
                deadline=self.at + decisions.overlap[seen.visibility],
                backlog=finding.backlog,
                state=State.DETECTED,
            ),
        )
        key = cursor.lastrowid
        assert key is not None
        for part, fingerprint in finding.fingerprints.items():
            self.db.execute(
                "INSERT INTO fingerprints (incident_id, part, fingerprint) VALUES (:id, :part, :fingerprint)",
                bind(id=key, part=part, fingerprint=fingerprint),
            )
        if finding.backlog:
            self.db.execute(
                "INSERT INTO backlog (incident_id, source) VALUES (:id, :source)", bind(id=key, source=seen.source)
            )
        rules = self.s.cursor.rules if self.s.cursor else None
        self.s.scribe.note(self.db, key, at=self.at, what="detected", detail=record.detected(finding, rules))
        if kind != LEAD:
            self._seal(key)
            self._absorb_leads(key, kind)
        self._occurrence(key)

    # --- one more occurrence ------------------------------------------------------------------------

    def _occurrence(self, key: int) -> None:
        """Nothing at all when the place is known, but for a value sealed with newer keys, or erased meanwhile: it is
        still there, so it is looked at once more.
        """
        place = bind(id=key, place=place_of(self.finding.occurrence))
        row = first(self.db, "SELECT * FROM incidents WHERE id = :id", bind(id=key))
        assert row is not None
        known = first(self.db, "SELECT 1 AS it FROM places WHERE incident_id = :id AND place = :place", place)
        if row["owner_reason"] == NOBODY:
            self._own(key, self.s.decisions.owner_of(self.finding))
        if row["canonical"] == self.finding.canonical and row["type"] != LEAD:
            fresh = self._seal(key)
            if fresh and known is not None:
                self.db.execute("UPDATE incidents SET nudged = :at WHERE id = :id", bind(id=key, at=self.at))
        host = known is None and self._names_another_host(key)
        if known is not None and self.finding.occurrence.lines[0]:
            self._line(key)
        if known is not None or (number(row["occurrences"]) >= COUNTED and not host):
            return
        self.db.execute("INSERT INTO places (incident_id, place) VALUES (:id, :place)", place)
        if number(row["occurrences"]) < KEPT or host:
            self._keep(key)
            self._again(key)
        self.db.execute(
            "UPDATE incidents SET occurrences = occurrences + 1, first_seen = min(first_seen, :at), "
            "last_seen = max(last_seen, :at) WHERE id = :id",
            bind(id=key, at=self.at),
        )
        seen = self.finding.occurrence
        if self.finding.exposes:
            self._raise(row, seen.visibility, seen.committed_at)
        if self.finding.type is not None:
            self._surer(row)
        waits_for_a_host = host and row["parked"] in {Reason.OTHER_HOST.name, Reason.NO_SYSTEM.name}
        if row["confirmed"] is not None or waits_for_a_host:
            self.db.execute("UPDATE incidents SET nudged = :at WHERE id = :id", bind(id=key, at=self.at))

    def _names_another_host(self, key: int) -> bool:
        """One that no kept place of this incident names (as none is one, too); at most KEPT of them."""
        hosts = {
            seen["host_hint"]
            for seen in rows(
                self.db, "SELECT DISTINCT host_hint FROM occurrences WHERE incident_id = :id", bind(id=key)
            )
        }
        return len(hosts) < KEPT and bind(it=self.finding.occurrence.host_hint)["it"] not in hosts

    def _line(self, key: int) -> None:
        """Of the value at a place that is known from before these were told apart."""
        seen = self.finding.occurrence
        self.db.execute(
            "UPDATE occurrences SET value_line = :first, value_end_line = :last WHERE incident_id = :id "
            "AND source = :source AND path = :path AND line = :line AND start_column = :start "
            "AND ifnull(commit_id, '') = :commit AND value_line IS NULL",
            bind(
                id=key,
                first=seen.lines[0],
                last=seen.lines[1],
                source=seen.source,
                path=seen.path,
                line=seen.line,
                start=seen.start,
                commit=seen.commit or "",
            ),
        )

    def _keep(self, key: int) -> None:
        seen = self.finding.occurrence
        self.db.execute(
            """
            INSERT INTO occurrences (
                incident_id, source, path, line, end_line, start_column, end_column, commit_id, author, committed_at,
                visibility, host_hint, seen_at, value_line, value_end_line
            ) VALUES (
                :id, :source, :path, :line, :end_line, :start, :end, :commit, :author, :committed_at,
                :visibility, :host_hint, :at, :value_line, :value_end_line
            ) ON CONFLICT DO NOTHING
            """,
            bind(
                id=key,
                source=seen.source,
                path=seen.path,
                line=seen.line,
                end_line=seen.end_line,
                value_line=seen.lines[0] or None,
                value_end_line=seen.lines[1] or None,
                start=seen.start,
                end=seen.end,
                commit=seen.commit,
                author=seen.author,
                committed_at=seen.committed_at,
                visibility=seen.visibility,
                host_hint=seen.host_hint,
                at=self.at,
            ),
        )

    def _again(self, key: int) -> None:
        """It was erased there, and stands there now."""
        seen = self.finding.occurrence
        if seen.commit is None and is_erased(self.db, key, seen):
            detail = {"where": [record.place(seen)], **record.note("it was erased there, and is there again")}
            self.s.scribe.note(self.db, key, at=self.at, what=record.AGAIN, detail=detail)

    def _own(self, key: int, owner: Owner) -> None:
        """In place of nobody: files of a working tree have no author, but the commit that brought them has."""
        if owner.reason != NOBODY:
            hand_over(self.db, self.s.scribe, key, owner, instead_of=NOBODY, at=self.at)

    def _raise(self, row: Row, visibility: Visibility, exposed: datetime | None) -> None:
        """More exposed, or exposed for longer, than we thought. A shorter overlap runs from now."""
        was = Visibility(row["visibility"])
        if EXPOSURE.index(visibility) < EXPOSURE.index(was):
            deadline = min(instant(row["deadline"]), self.at + self.s.decisions.overlap[visibility])
            self.db.execute(
                "UPDATE incidents SET visibility = :visibility, deadline = :deadline WHERE id = :id",
                bind(id=row["id"], visibility=visibility, deadline=deadline),
            )
            self._note(number(row["id"]), f"seen in a place that is {visibility.value}; until now: {was.value}")
        before = maybe_instant(row["exposed"])
        if exposed is not None and (before is None or exposed < before):
            self.db.execute(
                "UPDATE incidents SET exposed = :exposed WHERE id = :id", bind(id=row["id"], exposed=exposed)
            )

    def _surer(self, row: Row) -> None:
        order = list(Confidence)
        if order.index(self.finding.confidence) < order.index(Confidence(row["confidence"])):
            self.db.execute(
                "UPDATE incidents SET confidence = :it WHERE id = :id",
                bind(id=row["id"], it=self.finding.confidence),
            )

    def _seal(self, key: int) -> bool:
        """Kept once, with the newest keys. True when there was none, as after its end: it is erased again in time."""
        update = "UPDATE sealed SET key_id = :key_id, value = :value WHERE incident_id = :id AND key_id <> :key_id"
        values = bind(id=key, key_id=self.finding.key_id, value=self.finding.sealed)
        self.db.execute(update, values)
        insert = "INSERT INTO sealed (incident_id, key_id, value) VALUES (:id, :key_id, :value) ON CONFLICT DO NOTHING"
        return self.db.execute(insert, values).rowcount > 0

    # --- leads --------------------------------------------------------------------------------------

    def _promote(self, key: int, kind: str) -> None:
        """The inventory knows by now what this lead is."""
        changed = self.db.execute(
            "UPDATE incidents SET type = :type, lane = :lane, nudged = :at WHERE id = :id AND type = :lead "
            "AND absorbed_by IS NULL",
            bind(id=key, type=kind, lane=self.s.decisions.lane_of(kind), at=self.at, lead=LEAD),
        ).rowcount
        if changed:
            self._seal(key)
            self._note(key, f"the inventory knows this lead as {kind}")

    def _absorb_leads(self, key: int, kind: str) -> None:
        """Leads that were this credential all along become occurrences of it."""
        secret = self.s.decisions.secret_parts(kind)
        for part, fingerprint in self.finding.fingerprints.items():
            if part in secret:
                for lead in rows(
                    self.db,
                    "SELECT i.* FROM fingerprints AS f JOIN incidents AS i ON i.id = f.incident_id "
                    "WHERE f.fingerprint = :it AND f.part = :value AND i.type = :lead AND i.absorbed_by IS NULL",
                    bind(it=fingerprint, value=_VALUE, lead=LEAD),
                ):
                    self._absorb(key, lead)

    def _absorb(self, key: int, lead: Row) -> None:
        move_places(self.db, key, lead, kept=KEPT)
        row = first(self.db, "SELECT * FROM incidents WHERE id = :id", bind(id=key))
        assert row is not None
        self._raise(row, Visibility(lead["visibility"]), maybe_instant(lead["exposed"]))
        self._own(key, Owner(text(lead["owner_name"]), text(lead["owner_reason"])))
        old = number(lead["id"])
        self._note(old, f"the same value as incident {key}: goes on there")
        self._note(key, f"incident {old}, a lead, is this value")

    def _note(self, key: int, words: str) -> None:
        self.s.scribe.note(self.db, key, at=self.at, what="note", detail=record.note(words))
