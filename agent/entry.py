"""Where `stanch` begins: what takes longest first of all, and the command line meanwhile (__main__.py)."""

from __future__ import annotations

import sys

from agent import streams
from agent.scan import begin

SCANS = ("scan", "baseline")


def main() -> None:
    streams.stand_in()
    if sys.argv[1:2] and sys.argv[1] in SCANS and not {"-h", "--help"} & set(sys.argv):
        begin.ahead()
    from agent.__main__ import main as run

    run()
