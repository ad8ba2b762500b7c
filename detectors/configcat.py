"""ConfigCat: SDK keys, of two parts, and of three for newer SDKs.

https://configcat.com/docs/advanced/code-references/overview/ and https://configcat.com/docs/sdk-reference/overview/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one, prefixed

EXTENDED = one("configcat-sdk-key-extended", "ConfigCat SDK key", part="key")
SDK_KEY = one("configcat-sdk-key", "ConfigCat SDK key", part="key")

_EXTENDED: Final = "configcat-sdk-1/" + made(ALNUM, 22) + "/" + made(ALNUM, 22, "b")
_SDK_KEY: Final = made(ALNUM, 22) + "/" + made(ALNUM, 22, "b")

DETECTORS = (
    prefixed(
        EXTENDED,
        r"configcat-(?:sdk-1|proxy)/[A-Za-z0-9_\-]{22}/[A-Za-z0-9_\-]{22}",
        ("configcat-",),
        (
            (f"CONFIGCAT_SDK_KEY={_EXTENDED}", _EXTENDED),
            (f"Authorization: Bearer {_EXTENDED}", _EXTENDED),
        ),
        (
            _EXTENDED[:-1],
            f"{_EXTENDED}0",
            f"configcat-sdk-1/short/{_EXTENDED[-22:]}",
        ),
    ),
    named(
        SDK_KEY,
        rf"configcat{TELLING}",
        r"[A-Za-z0-9_\-]{22}/[A-Za-z0-9_\-]{22}",
        ("configcat",),
        (
            (f"CONFIGCAT_SDK_KEY={_SDK_KEY}", _SDK_KEY),
            (f'configcatSdkKey = "{_SDK_KEY}"', _SDK_KEY),
        ),
        (
            f"CONFIGCAT_SDK_KEY={_SDK_KEY}0",
            f"CONFIGCAT_SDK_KEY={'x' * len(_SDK_KEY)}",
            f"checksum={_SDK_KEY}",
            f"configcat_id={_SDK_KEY}",
        ),
    ),
)
