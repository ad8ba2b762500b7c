"""What Stanch says about the files of a folder, in this process, and what others say, from their JSON reports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from agent.scan.engine import Engine
from agent.scan.hits import Hit
from detectors.base import Confidence
from detectors.registry import DETECTORS

from .corpus import Told

Said = Mapping[Path, list[Told]]

_PATIENCE: Final = 1800  # seconds


def engine() -> Engine:
    """With everything on; compiled patterns are kept between runs in a folder that only this user can write."""
    cache = Path(tempfile.gettempdir(), f"accuracy-bench-{os.getuid()}")
    cache.mkdir(mode=0o700, exist_ok=True)
    return Engine(DETECTORS, cache)


def word(hit: Hit) -> str:
    return hit.type.name if hit.type else f"lead: {hit.kind}"


def stanch(folder: Path, files: Iterable[Path]) -> Said:
    scanner = engine()
    return {
        file: [
            Told(word(hit), hit.line, hit.end_line, typed=hit.confidence is not Confidence.LEAD)
            for hit in scanner.scan((folder / file).read_bytes(), file.as_posix())
            if not hit.suppressed
        ]
        for file in files
    }


def _gitleaks(folder: Path, report: Path) -> Iterator[tuple[str, Told]]:
    _run(["gitleaks", "dir", str(folder), "-f", "json", "-r", str(report), "--no-banner", "--exit-code", "0"], report)
    for each in json.loads(report.read_text(encoding="utf-8")):
        yield each["File"], Told(each["RuleID"], each["StartLine"], each["EndLine"], typed=True)


def _betterleaks(folder: Path, report: Path) -> Iterator[tuple[str, Told]]:
    _run(["betterleaks", str(folder), "-o", str(report), "-s", "--exit-code", "0"], report)
    for each in json.loads(report.read_text(encoding="utf-8"))["findings"]:
        place = each["location"]
        yield place["path"], Told(each["rule_id"], place["start_line"], place["end_line"], typed=True)


def _kingfisher(folder: Path, report: Path) -> Iterator[tuple[str, Told]]:
    _run(["kingfisher", "scan", str(folder), "--no-validate", "--no-dedup", "-f", "json", "-o", str(report)], report)
    for each in json.loads(report.read_text(encoding="utf-8"))["findings"]:
        line = int(each["finding"]["line"])
        lines = each["finding"]["snippet"].count("\n")
        yield each["finding"]["path"], Told(each["rule"]["id"], line, line + lines, typed=True)


PEERS: Final[Mapping[str, Callable[[Path, Path], Iterator[tuple[str, Told]]]]] = {
    "kingfisher": _kingfisher,
    "betterleaks": _betterleaks,
    "gitleaks": _gitleaks,
}


def peer(name: str, folder: Path) -> Said | None:
    """None if it is not installed."""
    if shutil.which(name) is None:
        return None
    said: dict[Path, list[Told]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as reports:
        for path, told in PEERS[name](folder, Path(reports, "report.json")):
            said[Path(path).resolve().relative_to(folder.resolve())].append(told)
    return said


def _run(command: list[str], report: Path) -> None:
    subprocess.run(command, cwd=report.parent, check=False, capture_output=True, timeout=_PATIENCE)
