"""How much is found, and how often for nothing: `python -m tests.bench.accuracy CORPUS...`, `... --text FOLDER...`.

    python -m tests.bench.accuracy ../corpora                            a table by corpus
    python -m tests.bench.accuracy ../corpora --by-kind                  and by kind, the worst first
    python -m tests.bench.accuracy ../corpora --misses netrc             what of a kind was missed (`all`: everything)
    python -m tests.bench.accuracy ../corpora --alarms all               what was found for nothing
    python -m tests.bench.accuracy ../corpora --peer gitleaks            beside a tool that is on PATH
    python -m tests.bench.accuracy --text /usr/share/doc --show 20       findings per megabyte of ordinary text

Each row becomes a file of its own and the folder is scanned once. A positive is a hit when a finding lies on a line of
its secret (an unknown one: anywhere in the file). Values show with `--reveal` only. Micro recall is over rows, macro
the mean over kinds, so that many templates of one rule count once; `plain` leaves weak and synthetic rows out. The
column `typed` is the share of plain positives that were found as more than a lead.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from . import ordinary, scanners
from .corpus import Row, Told, counts, plant, read

_ALL: Final = "all"


@dataclass(slots=True)
class Score:
    """Rows and hits by kind; `typed` of the plain positives."""

    hits: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    plain: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    typed: list[bool] = field(default_factory=list)
    alarms: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Row, answers: list[Told]) -> None:
        if not row.expected:
            self.alarms[row.scope].append(bool(answers))
            return
        self.hits[row.kind].append(bool(answers))
        if row.plain:
            self.plain[row.kind].append(bool(answers))
            self.typed.append(any(told.typed for told in answers))

    def line(self, title: str) -> str:
        total, plain, alarms = _flat(self.hits), _flat(self.plain), _flat(self.alarms)
        precision = _share([True] * sum(plain) + [False] * sum(alarms))
        return (
            f"{title:<34} {len(total):6} {_recall(self.hits)}   {len(plain):6} {_recall(self.plain)}"
            f" {_share(self.typed)}   {_rate(self.alarms['any'])} {_rate(self.alarms['rule'])}   {precision}"
        )


def _flat(by_kind: Mapping[str, list[bool]]) -> list[bool]:
    return [each for group in by_kind.values() for each in group]


def _share(answers: list[bool]) -> str:
    return f"{100 * sum(answers) / len(answers):5.1f}" if answers else "    -"


def _recall(by_kind: Mapping[str, list[bool]]) -> str:
    means = [sum(group) / len(group) for group in by_kind.values()]
    macro = f"{100 * sum(means) / len(means):5.1f}" if means else "    -"
    return f"{_share(_flat(by_kind))} {macro}"


def _rate(answers: list[bool]) -> str:
    return f"{sum(answers):4}/{len(answers):<4} {_share(answers)}" if answers else f"{'-':>15}"


_HEAD: Final = (
    f"{'':<34} {'rows':>6} {'micro':>5} {'macro':>5}   {'plain':>6} {'micro':>5} {'macro':>5} {'typed':>5}"
    f"   {'alarms (any)':<15} {'alarms (rule)':<15}   precision\n"
)


def _shown(row: Row, *, reveal: bool) -> str:
    text = row.text
    if not reveal:
        if not row.secrets:
            return "<not shown>"
        for secret in row.secrets:
            text = text.replace(secret, f"<{len(secret)} characters>")
    return text[:400].strip("\n")


def _table(rows: Mapping[Path, Row], said: scanners.Said, arguments: argparse.Namespace) -> None:
    total, corpora, kinds = Score(), defaultdict[str, Score](Score), defaultdict[str, Score](Score)
    for path, row in rows.items():
        told = said.get(path, [])
        answers = counts(row, told)
        for score in (total, corpora[row.source], kinds[row.kind]):
            score.add(row, answers)
        wanted = arguments.misses if row.expected else arguments.alarms
        wrong = row.expected != bool(answers) and (row.plain or not row.expected)
        if wrong and wanted in (_ALL, row.kind, row.source):
            found = ", ".join(f"{each.kind}:{each.line}" for each in told) or "nothing"
            sys.stdout.write(
                f"{'MISS ' if row.expected else 'ALARM'} {row.id} {row.kind} {row.filename}  ({found})\n"
                f"    {_shown(row, reveal=arguments.reveal)}\n"
            )
    sys.stdout.write(_HEAD)
    if arguments.by_kind:
        for kind, score in sorted(kinds.items(), key=lambda item: (_missed(item[1]), item[0]), reverse=True):
            sys.stdout.write(score.line(kind[:34]) + "\n")
    for name, score in sorted(corpora.items()):
        sys.stdout.write(score.line(name) + "\n")
    sys.stdout.write(total.line("total") + "\n")


def _missed(score: Score) -> int:
    return _flat(score.plain).count(False) + _flat(score.alarms).count(True)


def _score(paths: Iterable[Path], arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = plant(read(paths), folder)
        sys.stdout.write("stanch\n")
        _table(rows, scanners.stanch(folder, rows), arguments)
        for peer in arguments.peer:
            said = scanners.peer(peer, folder)
            if said is None:
                sys.stdout.write(f"\n{peer}: not on PATH\n")
            else:
                sys.stdout.write(f"\n{peer}\n")
                _table(rows, said, argparse.Namespace(**{**vars(arguments), "misses": "", "alarms": ""}))


def _text(folders: list[Path], arguments: argparse.Namespace) -> None:
    alarms: list[ordinary.Alarm] = []
    tallies = ordinary.scan(folders, alarms)
    for title, tally in sorted(tallies.items(), key=lambda item: -item[1].leads - item[1].typed)[: 12 + len(folders)]:
        sys.stdout.write(tally.line(title) + "\n")
        sys.stdout.write("".join(f"    {count:5} {kind}\n" for kind, count in tally.kinds.most_common(5)))
    step = max(1, len(alarms) // arguments.show) if arguments.show else len(alarms) + 1
    for alarm in alarms[::step][: arguments.show]:
        at = max(0, alarm.text.find(alarm.value) - 80)
        text = alarm.text[at : at + 240] if arguments.reveal else f"<{len(alarm.value)} characters>"
        sys.stdout.write(f"{alarm.path}:{alarm.line} {alarm.kind}\n    {text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=Path, help="corpus files, or folders of them")
    parser.add_argument("--text", nargs="+", type=Path, default=[], help="folders of ordinary text")
    parser.add_argument("--peer", action="append", choices=sorted(scanners.PEERS), default=[])
    parser.add_argument("--by-kind", action="store_true")
    parser.add_argument("--misses", default="", help="a kind, a corpus, or `all`")
    parser.add_argument("--alarms", default="", help="a kind, a corpus, or `all`")
    parser.add_argument("--show", type=int, default=0, help="how many findings in ordinary text to list")
    parser.add_argument("--reveal", action="store_true", help="show values")
    arguments = parser.parse_args()
    if arguments.corpora:
        _score(arguments.corpora, arguments)
    if arguments.text:
        _text(arguments.text, arguments)


if __name__ == "__main__":
    main()
