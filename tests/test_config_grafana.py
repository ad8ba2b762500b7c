"""The dashboard: Grafana can import it, and it asks for nothing but what a scrape of ours brings."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from agent.hygiene import Kind
from agent.initialise import reference
from agent.ledger.figures import HORIZONS, Figures
from agent.model import State
from agent.tally import Tally
from agent.web.metrics import Standing, expose
from revokers.base import Liveness

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
# Prometheus adds these to whatever it scrapes; they are what the dashboard's own `instance` chooses from.
SCRAPED = {"instance", "job"}
WORDS = {
    "by",
    "on",
    "and",
    "or",
    "sum",
    "min",
    "max",
    "count",
    "topk",
    "vector",
    "rate",
    "delta",
    "increase",
    "histogram_quantile",
}
SELECTOR = re.compile(r"(?P<name>[a-z_]+)\{(?P<matchers>[^}]*)\}")
MATCHER = re.compile(r'(?P<label>[a-z_]+)(?:=|!=|=~|!~)"(?P<value>[^"]*)"')
GROUPED = re.compile(r"\b(?:by|on) \(([^)]*)\)")


def dashboard() -> dict[str, Any]:
    found = json.loads(reference("grafana/stanch.json"))
    assert isinstance(found, dict)
    return found


def page() -> Mapping[str, Mapping[str, set[str]]]:
    """What a scrape brings where there is something of everything: sample, its labels, their values."""
    figures = Figures(
        at=T0,
        intervals={},
        valid={(horizon, backlog): (2, 1) for horizon in HORIZONS for backlog in (False, True)},
        incidents={(state, "postgres-url", backlog): 1 for state in State for backlog in (False, True)},
        orphaned={"postgres-url": 1},
        overdue=0,
        oldest_open=None,
        debts={},
        places={},
        moved={"repo": T0},
        checkpoint=T0,
        unsigned=0,
        unanchored=0,
        hygiene={(kind.value, "repo"): 1 for kind in Kind},
        answers={("pg", liveness): 1 for liveness in Liveness},
    )
    standing = Standing(
        "1.2.3",
        frozen=False,
        armed={"pg": True},
        tallies={"repo": Tally(looked_at=T0)},
        types={"postgres-url"},
        hooks={("gh", "taken"): 1},
    )
    found: dict[str, dict[str, set[str]]] = {}
    for family in text_string_to_metric_families(expose(figures, standing).decode()):
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    return found


def asked(board: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The title of each panel, an expression of it, and how its lines are called."""
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"], target["legendFormat"]


def wrong(expression: str, legend: str, known: Mapping[str, Mapping[str, set[str]]]) -> list[str]:
    """What in it a scrape does not bring."""
    found = []
    labels: set[str] = set()
    for selector in SELECTOR.finditer(expression):
        name = selector["name"]
        if name not in known:
            found.append(name)
            continue
        labels |= known[name].keys()
        for label, value in MATCHER.findall(selector["matchers"]):
            if label in SCRAPED:
                continue
            values = known[name].get(label)
            if values is None:
                found.append(f"{name}{{{label}}}")
            else:
                found += [f"{name}{{{label}={one}}}" for one in value.split("|") if one != "lead" and one not in values]
    outside = SELECTOR.sub("", expression)
    for grouped in GROUPED.findall(expression):
        found += [f"by {label}" for label in grouped.split(", ") if label not in labels | SCRAPED]
    found += [f"legend {label}" for label in re.findall(r"{{(\w+)}}", legend) if label not in labels | SCRAPED]
    # A name without braces: a metric that is asked for without `instance`, or a misspelt function.
    bare = re.findall(r"[a-z_]{2,}", re.sub(r'"[^"]*"|\$\w+|\[[^]]*\]', "", GROUPED.sub("by", outside)))
    return found + [word for word in bare if word not in WORDS]


def test_it_asks_for_what_exists() -> None:
    known = page()
    asks = list(asked(dashboard()))
    assert {title: bad for title, expression, legend in asks if (bad := wrong(expression, legend, known))} == {}
    for _, expression, _ in asks:
        selectors = [selector["matchers"] for selector in SELECTOR.finditer(expression)]
        assert selectors
        assert all('instance=~"$instance"' in matchers for matchers in selectors), expression


@pytest.mark.parametrize(
    ("expression", "legend", "bad"),
    [
        ("sum(stanch_stuck{})", "", ["stanch_stuck"]),
        ('sum(stanch_incidents{state="stuk"})', "", ["stanch_incidents{state=stuk}"]),
        ('sum(stanch_incidents{kind="x"})', "", ["stanch_incidents{kind}"]),
        ("sum by (kind) (stanch_incidents{})", "", ["by kind"]),
        ("sum by (state) (stanch_incidents{})", "{{kind}}", ["legend kind"]),
        ("summ(stanch_frozen{})", "", ["summ"]),
        ("max(stanch_frozen)", "", ["stanch_frozen"]),
    ],
)
def test_what_does_not_exist_is_noticed(expression: str, legend: str, bad: list[str]) -> None:
    assert wrong(expression, legend, page()) == bad


def test_everything_that_is_scraped_is_shown() -> None:
    """But for buckets' companions: what nobody sees here, nobody needs to count."""
    shown = {name for _, expression, _ in asked(dashboard()) for name in re.findall(r"\b[a-z_]+(?=\{)", expression)}
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in page()}
    assert families - {re.sub(r"_(bucket|sum|count)$", "", name) for name in shown} == set()


def test_grafana_can_import_it() -> None:
    """https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/"""
    board = dashboard()
    assert (board["id"], board["uid"], board["schemaVersion"]) == (None, "stanch", 38)
    assert [(one["name"], one["type"], one["pluginId"]) for one in board["__inputs"]] == [
        ("DS_PROMETHEUS", "datasource", "prometheus")
    ]
    assert {one["name"]: one["type"] for one in board["templating"]["list"]} == {
        "datasource": "datasource",
        "instance": "query",
    }
    assert board["templating"]["list"][0]["current"]["value"] == "${DS_PROMETHEUS}"
    panels = board["panels"]
    assert [number for number, n in Counter(panel["id"] for panel in panels).items() if n > 1] == []
    assert {panel["type"] for panel in panels} - {"row"} == {
        one["id"] for one in board["__requires"] if one["type"] == "panel"
    }
    for panel in panels:
        targets = panel.get("targets", ())
        assert (panel["type"] == "row") == (not targets), panel["title"]
        assert all(one["datasource"]["uid"] == "${datasource}" for one in (panel, *targets) if targets)
        assert len({target["refId"] for target in targets}) == len(targets)


def test_no_panel_lies_upon_another() -> None:
    taken: Counter[tuple[int, int]] = Counter()
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        columns = range(place["x"], place["x"] + place["w"])
        taken.update((x, y) for x in columns for y in range(place["y"], place["y"] + place["h"]))
    assert max(taken.values()) == 1
