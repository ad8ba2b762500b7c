"""QuickNode: the token in the address of a node.

https://www.quicknode.com/docs/ethereum/endpoints
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import HEX, made, one, varied

TOKEN = one("quicknode-endpoint-token", "QuickNode endpoint token")

_TOKEN: Final = made(HEX, 40, "quicknode")

DETECTORS = (
    Detector(
        type=TOKEN,
        keywords=(".quiknode.pro/",),
        pattern=r"(?<=\.quiknode\.pro/)(?P<token>[0-9a-f]{40})(?![A-Za-z0-9_\-])",
        confidence=Confidence.CONTEXT,
        check=varied("token"),
        examples=(
            (f"https://cool-late-bird.quiknode.pro/{_TOKEN}/", _TOKEN),
            (f"wss://cool-late-bird.solana-mainnet.quiknode.pro/{_TOKEN}", _TOKEN),
        ),
        near_misses=(
            f"https://cool-late-bird.quiknode.pro/{_TOKEN}0/",
            f"https://cool-late-bird.quiknode.pro/{'0' * 40}/",
            "https://cool-late-bird.quiknode.pro/your-token",
        ),
    ),
)
