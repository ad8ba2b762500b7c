"""The ledger's figures as Prometheus reads them. The only importer of prometheus-client. Pure but for its arguments.

A label says a state, a type, a reason, a horizon (our own words), or a System or source of the configuration. What the
ledger holds under another name (a source that was taken out, a type of another version) is `other`: no text from a
file, an author or a provider ever becomes a label.

Histograms are of all incidents that the ledger knows: no restart sets them back. What was read, hooks and time of a
processor are counted since the start of the daemon, as Prometheus has it of counters. (https://prometheus.io/docs/practices/naming/)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from agent.found import root
from agent.ledger import LEAD
from agent.ledger.figures import BUCKETS, HORIZONS, INTERVALS, Figures, Spans
from agent.ledger.view import CLOSED
from agent.model import Reason, State
from agent.tally import Progress, Tally
from revokers.base import Liveness

K = TypeVar("K", bound=tuple[str, ...])

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
OTHER: Final = "other"

_SAID: Final = {
    "exposure": "From the exposure (the commit's own time) to death, t5 - t0.",
    "detection": "From the exposure to its detection, t1 - t0.",
    "verify": "From detection to the first LIVE, t2 - t1.",
    "decide": "From the first LIVE to the decision, t3 - t2.",
    "accept": "From the decision to the provider's acceptance, t4 - t3.",
    "invalidation_low": "Time-to-invalidation, lower end: from detection to the latest LIVE.",
    "invalidation_high": "Time-to-invalidation, upper end: from detection to the last endpoint's first DEAD, t5 - t1.",
    "confirm": "From death to its confirmation, t6 - t5.",
    "replacement": "From detection to the replacement being in use, t7 - t1.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger does not know. armed: by System. tallies: by source. types: those that exist. hooks: deliveries
    by hook and outcome. memory: the daemon's own, in bytes. cpu: the seconds that it has taken of a processor.
    """

    version: str
    frozen: bool
    armed: Mapping[str, bool]
    tallies: Mapping[str, Tally]
    types: Collection[str]
    hooks: Mapping[tuple[str, str], int] = field(default_factory=dict)
    progress: Progress = field(default_factory=Progress)
    memory: int = 0
    cpu: float = 0.0


def expose(figures: Figures, standing: Standing) -> bytes:
    """The text that a scrape gets."""
    return bytes(generate_latest(_Once(figures, standing)))


class _Once(Collector):
    """One scrape."""

    def __init__(self, figures: Figures, standing: Standing) -> None:
        self._figures, self._standing = figures, standing

    def collect(self) -> Iterator[Metric]:
        yield _gauge("stanch_build_info", "Which Stanch this is.", ("version",), {(self._standing.version,): 1})
        yield from self._clocks()
        yield from self._validity()
        yield from self._incidents()
        yield from self._waiting()
        yield from self._sources()
        yield from self._brakes()
        yield self._hooks()
        yield from self._process()

    def _clocks(self) -> Iterator[Metric]:
        for name in INTERVALS:
            family = HistogramMetricFamily(f"stanch_{name}_seconds", _SAID[name], labels=["backlog"])
            for backlog in (False, True):
                spans = self._figures.intervals.get((name, backlog), _NONE)
                buckets = [(str(float(most)), float(n)) for most, n in zip(BUCKETS, spans.within, strict=True)]
                family.add_metric([_word(backlog)], [*buckets, ("+Inf", float(spans.n))], spans.seconds)
            yield family

    def _validity(self) -> Iterator[Metric]:
        valid = self._figures.valid
        pairs = [(horizon, backlog) for horizon in HORIZONS for backlog in (False, True)]
        labels = ("after", "backlog")
        yield _gauge(
            "stanch_notified_credentials",
            "Credentials not known to be dead when their owner was told, at least that long ago: the n of the share.",
            labels,
            {(horizon, _word(backlog)): valid.get((horizon, backlog), (0, 0))[0] for horizon, backlog in pairs},
        )
        yield _gauge(
            "stanch_still_valid_ratio",
            "The share of them still valid after that time. Held, unknown and excepted ones count as valid.",
            labels,
            {(horizon, _word(backlog)): alive / n for (horizon, backlog), (n, alive) in valid.items() if n},
        )

    def _incidents(self) -> Iterator[Metric]:
        figures = self._figures
        counts = {(state.value, LEAD, "false"): 0 for state in State if state not in CLOSED}
        open_: dict[tuple[str, ...], int] = {}
        for (state, kind, backlog), n in figures.incidents.items():
            key = (state.value, self._type(kind), _word(backlog))
            counts[key] = counts.get(key, 0) + n
            if state not in CLOSED:
                open_[key[1:]] = open_.get(key[1:], 0) + n
        labels = ("state", "type", "backlog")
        yield _gauge("stanch_incidents", "Incidents by state, leads among them.", labels, counts)
        yield _gauge("stanch_open_incidents", "Incidents that are not settled.", labels[1:], open_)
        orphaned = _summed((self._type(kind), n) for kind, n in figures.orphaned.items())
        yield _gauge("stanch_orphaned_incidents", "Open incidents that nobody owns.", ("type",), orphaned)
        yield _gauge("stanch_overdue_incidents", "Decided ten minutes ago, and not dead yet.", (), figures.overdue)
        age = _age(figures.at, figures.oldest_open) if figures.oldest_open else 0.0
        yield _gauge("stanch_oldest_open_seconds", "Age of the oldest incident that is not settled.", (), age)

    def _waiting(self) -> Iterator[Metric]:
        figures, notices = self._figures, self._figures.notices
        said = {(system, liveness.value): 0 for system in self._standing.armed for liveness in Liveness}
        for (system, liveness), n in figures.answers.items():
            key = (system if system in self._standing.armed else OTHER, liveness.value)
            said[key] = said.get(key, 0) + n
        labels = ("system", "liveness")
        yield _gauge("stanch_answers", "What endpoints said last when asked about a credential.", labels, said)
        why = {(reason.name.lower(),): figures.parked.get(reason, 0) for reason in Reason}
        yield _gauge(
            "stanch_parked_incidents", "Incidents that wait, by why: `refused`, `capped` ...", ("reason",), why
        )
        late = _age(figures.at, figures.due) if figures.due else 0.0
        yield _gauge("stanch_claim_delay_seconds", "Since when the incident that is due longest waits.", (), late)
        yield _gauge("stanch_waiting_notices", "Messages that are due and have not gone out.", (), notices.waiting)
        yield _gauge("stanch_failed_notices", "Messages that were given up.", (), notices.failed)
        age = _age(figures.at, notices.oldest) if notices.oldest else 0.0
        yield _gauge("stanch_oldest_notice_seconds", "Age of the oldest message that is due.", (), age)

    def _process(self) -> Iterator[Metric]:
        """Under the names that every client of Prometheus gives them, whose own collector wants all of /proc."""
        memory = float(self._standing.memory)
        yield _gauge("process_resident_memory_bytes", "The daemon's, without its scanner processes.", (), memory)
        cpu = CounterMetricFamily("process_cpu_seconds", "The daemon's, without its scanner processes.")
        cpu.add_metric([], self._standing.cpu)
        yield cpu

    def _sources(self) -> Iterator[Metric]:
        figures, tallies = self._figures, self._standing.tallies
        source = ("source",)
        read = CounterMetricFamily("stanch_read_bytes", "Bytes read since the start.", labels=source)
        found = CounterMetricFamily("stanch_findings", "Findings since the start.", labels=source)
        for name, tally in tallies.items():
            read.add_metric([name], tally.bytes)
            found.add_metric([name], tally.findings)
        yield from (read, found)
        up = {(name,): int(tally.followed) for name, tally in tallies.items()}
        yield _gauge("stanch_source_followed", "1 while the source is being read without trouble.", source, up)
        looked = {
            (name,): _age(figures.at, tally.looked_at) for name, tally in tallies.items() if tally.looked_at is not None
        }
        yield _gauge("stanch_source_look_age_seconds", "Since a look at the source was last completed.", source, looked)
        moved = {(name,): _age(figures.at, at) for name, at in figures.moved.items() if name in tallies}
        yield _gauge("stanch_source_moved_age_seconds", "Since something new was last read there.", source, moved)
        progress = self._standing.progress
        yield _gauge("stanch_busy_sources", "Being looked at, or waiting for their turn.", (), progress.busy)
        yield _gauge("stanch_new_sources", "Not looked at since the start.", (), progress.new)
        debts = dict.fromkeys(((name,) for name in tallies), 0) | self._by_source(figures.debts)
        yield _gauge("stanch_unread", "Things that could not be read: what coverage lacks.", source, debts)
        places = dict.fromkeys(((name,) for name in tallies), 0) | self._by_source(figures.places)
        kept: dict[tuple[str, ...], int] = {}
        for (kind, name), n in figures.hygiene.items():
            key = (kind, self._source(name))
            kept[key] = kept.get(key, 0) + n
        yield _gauge("stanch_hygiene", "What is wrong with how values are kept in vaults.", ("kind", "source"), kept)
        yield _gauge("stanch_places", "Places where credentials were seen, as far as they are kept.", source, places)

    def _brakes(self) -> Iterator[Metric]:
        figures = self._figures
        yield _gauge("stanch_frozen", "1 while nothing is done to any credential.", (), int(self._standing.frozen))
        armed = {(name,): int(is_so) for name, is_so in self._standing.armed.items()}
        yield _gauge("stanch_system_armed", "1 where anything may be done to a credential.", ("system",), armed)
        if figures.checkpoint is not None:
            age = _age(figures.at, figures.checkpoint)
            yield _gauge("stanch_checkpoint_age_seconds", "Since the evidence was last signed.", (), age)
        yield _gauge("stanch_unsigned_events", "Records that no checkpoint covers yet.", (), figures.unsigned)
        yield _gauge("stanch_unanchored_checkpoints", "Checkpoints that the anchor lacks.", (), figures.unanchored)

    def _hooks(self) -> Metric:
        """A hook is a name of the configuration, or `other`: who has not proved who he is chooses no label."""
        came = CounterMetricFamily("stanch_hook_deliveries", "Webhooks since the start.", labels=("hook", "outcome"))
        for labels, n in self._standing.hooks.items():
            came.add_metric(list(labels), n)
        return came

    def _type(self, kind: str) -> str:
        return kind if kind == LEAD or kind in self._standing.types else OTHER

    def _by_source(self, counts: Mapping[str, int]) -> dict[tuple[str, ...], int]:
        return _summed((self._source(name), n) for name, n in counts.items())

    def _source(self, name: str) -> str:
        known = self._standing.tallies
        found = root(name, known)
        return found if found in known else OTHER


_NONE: Final = Spans((0,) * len(BUCKETS), 0, 0.0)


def _gauge(name: str, said: str, labels: Collection[str], values: Mapping[K, float] | float) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, said, labels=list(labels))
    if isinstance(values, Mapping):
        for key, value in values.items():
            family.add_metric(list(key), value)
    else:
        family.add_metric([], values)
    return family


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    for name, n in pairs:
        found[name,] = found.get((name,), 0) + n
    return found


def _word(is_so: bool) -> str:  # noqa: FBT001 - it is a value here
    return "true" if is_so else "false"


def _age(now: datetime, at: datetime) -> float:
    return max(0.0, (now - at).total_seconds())
