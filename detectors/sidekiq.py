"""What Bundler fetches Sidekiq Pro and Enterprise with: a pair for Contributed Systems' gem server.

https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import HEX, made, named, one, varied

PAIR = one("sidekiq-gem-credential", "Sidekiq gem server credential", part="pair")

_PAIR: Final = f"{made(HEX, 8, 'user')}:{made(HEX, 8, 'secret')}"
_VALUE: Final = r"[0-9a-fA-F]{8}:[0-9a-fA-F]{8}"

DETECTORS = (
    named(
        PAIR,
        r"BUNDLE_(?:GEMS|ENTERPRISE)__CONTRIBSYS__COM|bundle config[^\n]{0,40}contribsys\.com",
        _VALUE,
        ("__contribsys__", "contribsys.com"),
        (
            (f"BUNDLE_ENTERPRISE__CONTRIBSYS__COM={_PAIR}", _PAIR),
            (f"bundle config enterprise.contribsys.com {_PAIR}", _PAIR),
        ),
        (
            f"BUNDLE_GEMS__CONTRIBSYS__COM={_PAIR[:-1]}",
            f"BUNDLE_GEMS__EXAMPLE__COM={_PAIR}",
            f"BUNDLE_GEMS__CONTRIBSYS__COM={_PAIR}0",
        ),
        least=2.4,
    ),
    Detector(
        type=PAIR,
        keywords=("contribsys.com",),
        pattern=rf"https?:(?:\\?/){{2}}(?P<pair>{_VALUE})@(?:gems|enterprise)\.contribsys\.com\b",
        check=varied("pair", 2.4),
        examples=((f"source 'https://{_PAIR}@gems.contribsys.com/'", _PAIR),),
        near_misses=(
            "https://gems.contribsys.com/",
            f"https://{_PAIR}@example.com/",
            "https://user:pass@gems.contribsys.com/",
        ),
    ),
)
