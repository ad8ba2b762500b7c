"""How things stand: what the ledger, the files beside it and a running daemon say, which `stanch status` shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from agent.commands import asked
from agent.commands.asked import Looks
from agent.commands.options import armed_words, changed_since, is_running
from agent.control import listens_at
from agent.folders import FREEZE, LEDGER
from agent.found import Debt, root
from agent.hook.terms import SOURCE as PUSHED
from agent.ledger import Entry, LastLook, LedgerView
from agent.ledger.outgoing import Notices
from agent.ledger.view import Suppressed
from agent.model import Permissions, State
from agent.purge import names
from agent.record import stamp
from agent.reports.forms import REPORT
from agent.response.limits import Freeze
from agent.settings import Settings, SourceKind, SourceSettings
from agent.tally import Progress


@dataclass(frozen=True, slots=True)
class Overview:
    """stale: the configuration was changed since the daemon started. last: when each source moved on. never: why, of
    each that was looked at and never read. looks, progress, unready: what a running daemon says (asked.py). remaining:
    how many incidents are open that were seen in a source that is none any more, where that can be told.
    """

    found: Settings
    running: bool
    stale: bool
    frozen: bool
    armed: Sequence[str]
    counts: Mapping[State, int]
    oldest: Entry | None
    last: Mapping[str, datetime]
    never: Mapping[str, str]
    looks: Looks | None
    progress: Progress | None
    unready: Sequence[str] | None
    remaining: Mapping[str, int]
    notices: Notices
    permissions: Sequence[Permissions]
    unclean: Mapping[str, int]
    debts: Sequence[tuple[Debt, datetime]]
    suppressed: Sequence[Suppressed]

    def is_here(self, debt: Debt) -> bool:
        """Is what owes it still a source? Where that cannot be told, it may be."""
        here = names(self.found)
        return not self.found.is_whole or root(debt.source, here) in here

    def brought(self, source: SourceSettings) -> int:
        """How many repositories of a forge have a cursor."""
        return sum(name.startswith(f"{source.name}/") for name in self.last)

    def also_watched(self) -> list[str]:
        return sorted((self.looks or {}).keys() - {*names(self.found)})

    def answer(self) -> Mapping[str, object]:
        """As `--json` says it."""
        hook = self.found.hook
        return {
            "running": self.running,
            "unready": self.unready,
            "restart_needed": self.stale,
            "progress": self.progress and asdict(self.progress),
            "frozen": self.frozen,
            "armed": self.armed,
            "incidents": {state.value: number for state, number in self.counts.items()},
            "oldest_open": self.oldest.incident.id if self.oldest else None,
            "sources": {source.name: self._source(source) for source in self.found.sources},
            "also_watched": self.also_watched(),
            "taken_out": dict(self.remaining),
            "notices": None if self.found.slack is None else _notices(self.notices),
            "pushes": None
            if hook is None or hook.socket is None
            else {"socket": str(hook.socket), "answers": listens_at(hook.socket)},
            "permissions": [_permissions(one) for one in self.permissions],
            "hygiene": dict(self.unclean),
            "debts": [
                {
                    "source": debt.source,
                    "path": debt.path,
                    "reason": debt.reason,
                    "since": stamp(since),
                    "configured": self.is_here(debt),
                }
                for debt, since in self.debts
            ],
            "suppressed": [
                {"source": one.source, "path": one.path, "line": one.line, "type": one.type, "why": one.why}
                for one in self.suppressed
            ],
        }

    def _source(self, source: SourceSettings) -> Mapping[str, object]:
        name = source.name
        return {
            "kind": source.kind.value,
            "read": stamp(self.last[name]) if name in self.last and name not in self.never else None,
            "why": self.never.get(name),
            "looked": (self.looks or {}).get(name),
            "watched": None if self.looks is None else name in self.looks,
            **({"repositories": self.brought(source)} if source.kind is SourceKind.FORGE else {}),
        }


def overview(found: Settings, now: datetime) -> Overview:
    with LedgerView(found.state / LEDGER) as ledger:
        counts, debts, read, oldest = ledger.counts(), ledger.debts(), ledger.sources(), ledger.oldest_open()
        notices, suppressed, own = ledger.notices(now), ledger.suppressed(), ledger.permissions()
        remaining = _remaining(found, ledger.open_by_source())
        kept = {one.source for one in ledger.kept_paths()} if any(one.vault for one in found.sources) else set()
        unclean = Counter(one.kind.value for one in ledger.hygiene())
    running = is_running(found.state)
    looks, progress, unready = asked.everything(found.state) if running else (None, None, None)
    return Overview(
        found=found,
        running=running,
        stale=running and changed_since(found),
        frozen=Freeze(found.state / FREEZE).on,
        armed=armed_words(found),
        counts=counts,
        oldest=oldest,
        last={name: looked.at for name, looked in read.items()},
        never=_never(found, read, kept, [debt for debt, _ in debts]),
        looks=looks,
        progress=progress,
        unready=unready,
        remaining=remaining,
        notices=notices,
        permissions=own,
        unclean=unclean,
        debts=debts,
        suppressed=suppressed,
    )


def _never(
    found: Settings, read: Mapping[str, LastLook], kept: Collection[str], debts: Sequence[Debt]
) -> Mapping[str, str]:
    """Why, of each source that was looked at and never read."""
    told: dict[str, str] = {}
    for source in found.sources:
        looked = read.get(source.name)
        why = [debt.reason for debt in debts if debt.source == source.name]
        if looked and looked.unread and why and source.name not in kept:
            told[source.name] = why[0] if len(why) == 1 else f"{why[0]} (and {len(why) - 1} more)"
    return told


def _remaining(found: Settings, seen: Mapping[str, int]) -> Mapping[str, int]:
    from agent.pasted import SOURCE

    if not found.is_whole:
        return {}
    here = names(found)
    elsewhere = (SOURCE, REPORT)  # what was pasted, and reports: no source to begin with, as a push is none
    return {
        name: number
        for name, number in seen.items()
        if root(name, here) not in here and name != PUSHED and not name.startswith(elsewhere)
    }


def _notices(notices: Notices) -> Mapping[str, object]:
    return {
        "waiting": notices.waiting,
        "failing": notices.failing,
        "failed": notices.failed,
        "oldest": stamp(notices.oldest) if notices.oldest else None,
        "why": notices.why,
    }


def _permissions(own: Permissions) -> Mapping[str, object]:
    return {
        "system": own.system,
        "endpoint": own.endpoint,
        "asked": stamp(own.at),
        "missing": None if own.missing is None else [{"what": each.what, "of": each.of} for each in own.missing],
        "why": own.why,
    }
