"""The secret keys of Naver Cloud's sub-accounts.

https://api.ncloud-docs.com/docs/en/common-ncpapi
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("naver-cloud-secret-key", "Naver Cloud secret key", part="key")

_KEY: Final = "ncp_iam_BPKMKR" + made(ALNUM, 32)

DETECTORS = (
    prefixed(
        KEY,
        "ncp_iam_BPK[A-Z]{2,4}[A-Za-z0-9]{20,60}",
        ("ncp_iam_bpk",),
        ((f"NCLOUD_SECRET_KEY={_KEY}", _KEY),),
        (
            f"ncp_iam_BPKMKR{'x' * 32}",
            "ncp_iam_BPKMKR",
        ),
    ),
)
