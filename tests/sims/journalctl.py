"""Stands in for journalctl where there is no journal: its arguments, and its JSON, as a real one has them.

The journal is the file `journal` beside it: an entry a line, as JSON whose "MESSAGE" and other fields are texts, lists
of texts, or `{"bytes": [...]}`. It must lie where Stanch is told to find the program, and be executable.

    --cursor       begins with that entry; where it is gone, with the one that took its place, as sd_journal_seek_cursor
    without --all  a field of more than 4096 bytes is null
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

THRESHOLD = 4096


def said(value: object, *, whole: bool) -> object:
    match value:
        case {"bytes": list(raw)}:
            return raw if whole or len(raw) <= THRESHOLD else None
        case str():
            return value if whole or len(value) <= THRESHOLD else None
        case list():
            return [said(each, whole=whole) for each in value]
        case _:
            return value


def number(entry: dict[str, object]) -> int:
    return int(str(entry["__CURSOR"]).partition("i=")[2].partition(";")[0], 16)


def main() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--output", choices=["json"])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--no-pager", action="store_true")
    parser.add_argument("--directory")
    parser.add_argument("--cursor")
    parser.add_argument("--unit", action="append", default=[])
    parser.add_argument("--identifier", action="append", default=[])
    given = parser.parse_args()
    lines = Path(__file__).with_name("journal").read_text().splitlines()
    for line in lines:
        if line.startswith("!"):  # what a broken one prints, or does
            if line == "!exit":
                sys.stdout.flush()
                sys.exit(3)
            sys.stdout.write(f"{line[1:]}\n")
            continue
        entry = json.loads(line)
        if given.cursor and number(entry) < number({"__CURSOR": given.cursor}):
            continue
        if given.unit and entry.get("_SYSTEMD_UNIT") not in given.unit:
            continue
        if given.identifier and entry.get("SYSLOG_IDENTIFIER") not in given.identifier:
            continue
        sys.stdout.write(json.dumps({name: said(value, whole=given.all) for name, value in entry.items()}) + "\n")


if __name__ == "__main__":
    main()
