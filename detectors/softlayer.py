"""API keys of IBM Cloud's classic infrastructure, which was SoftLayer.

https://cloud.ibm.com/docs/account?topic=account-classic_keys
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import HEX, made, named, one, varied
from .secretive import alnum

KEY = one("softlayer-api-key", "SoftLayer API key", part="key")

_KEY: Final = made(HEX, 64, "softlayer")

DETECTORS = (
    named(
        KEY,
        r"(?:softlayer|(?<![A-Za-z0-9])sl)[-_.]?(?:api[-_.]?)?(?:key|token|pass|pwd)",
        alnum(64),
        ("softlayer", "slapi", "sl_", "sl-", "sl.", "slkey", "sltoken", "slpass", "slpwd"),
        ((f"SOFTLAYER_API_KEY={_KEY}", _KEY), (f"--sl-apikey {_KEY}", _KEY), (f"softlayer-key: {_KEY}", _KEY)),
        (f"SL_API_KEY={_KEY[:-1]}", f"ssl_key={_KEY}", "SL_API_KEY=insert_key_here", f"softlayer_sha256={_KEY}"),
        prefilter=r"(?:softlayer|\bsl|_sl)[-_.]?(?:api[-_.]?)?(?:key|token|pass|pwd)",
    ),
    Detector(
        type=KEY,
        keywords=("softlayer.com",),
        pattern=rf"api\.(?:service\.)?softlayer\.com/(?:soap|rest|xmlrpc)/v3(?:\.1)?/(?P<key>{alnum(64)})(?![A-Za-z0-9])",
        check=varied("key"),
        examples=((f"https://api.softlayer.com/soap/v3/{_KEY}", _KEY),),
        near_misses=("https://api.softlayer.com/soap/v3/", f"https://api.softlayer.com/soap/v3/{_KEY}0"),
    ),
)
