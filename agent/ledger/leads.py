"""Closes a lead for good that turns out to be a typed credential: its places move to that incident."""

from __future__ import annotations

from sqlite_utils import Database

from agent.ledger.rows import Row, bind


def move_places(db: Database, incident_id: int, lead: Row, *, kept: int) -> None:
    """All places of a lead to an incident, which keeps at most `kept` of them in full."""
    both = bind(id=incident_id, lead=lead["id"])
    db.execute(
        "INSERT OR IGNORE INTO places (incident_id, place) SELECT :id, place FROM places WHERE incident_id = :lead",
        both,
    )
    db.execute(
        """
        UPDATE OR IGNORE occurrences SET incident_id = :id WHERE id IN (
            SELECT id FROM occurrences WHERE incident_id = :lead ORDER BY id
            LIMIT max(0, :kept - (SELECT count(*) FROM occurrences WHERE incident_id = :id))
        )
        """,
        both | bind(kept=kept),
    )
    db.execute("DELETE FROM occurrences WHERE incident_id = :lead", both)
    db.execute("DELETE FROM places WHERE incident_id = :lead", both)
    db.execute(
        """
        UPDATE incidents SET
            occurrences = (SELECT count(*) FROM places WHERE incident_id = :id),
            first_seen = min(first_seen, :first), last_seen = max(last_seen, :last)
        WHERE id = :id
        """,
        both | bind(first=lead["first_seen"], last=lead["last_seen"]),
    )
    # The lease is counted up, so that whoever works on the lead finds it lost.
    db.execute(
        """
        UPDATE incidents SET
            absorbed_by = :id, not_before = NULL, nudged = NULL, lease = lease + 1, leased_until = NULL, occurrences = 0
        WHERE id = :lead
        """,
        both,
    )
