"""PKCS#12 bundles in base64: a certificate with its private key, as cloud settings and Kubernetes Secrets hold them.

    SEQUENCE { INTEGER 3, SEQUENCE { OID 1.2.840.113549.1.7.1 or .2 ...       which DER begins with, whatever is in it

Of one over several lines the value is the first. The password is another secret, and often an empty one.
https://www.rfc-editor.org/rfc/rfc7292
"""

from __future__ import annotations

import base64
from typing import Final

from .base import Confidence, Detector
from .forms import one, varied
from .places import TESTS

BUNDLE = one("pkcs12-file", "PKCS#12 bundle", part="bundle", doubtful=TESTS)

_BEGINS: Final = r"MI[I-L][A-Za-z0-9+/]{2}[AQgw]IBAzCC[A-Za-z0-9+/]{3}GCSqGSIb3DQEH[A-Za-z0-9+/]{32}"
_FRAME: Final = bytes.fromhex("3082 0a13 020103 3082 09cf 06092a864886f70d010701 a082".replace(" ", ""))
_BUNDLE: Final = base64.b64encode(_FRAME + bytes(pow(7, n, 251) for n in range(1, 1200))).decode()

DETECTORS = (
    Detector(
        type=BUNDLE,
        confidence=Confidence.TYPED,
        keywords=("gcsqgsib3dqeh",),
        prefilter=_BEGINS,
        pattern=rf"(?<![A-Za-z0-9+/])(?P<bundle>{_BEGINS}[A-Za-z0-9+/]{{0,12000}}={{0,2}})(?![A-Za-z0-9+/=])",
        check=varied("bundle", 3.0),
        examples=((f'"pfx": "{_BUNDLE}"', _BUNDLE), (f"  keystore.p12: {_BUNDLE}\n", _BUNDLE)),
        near_misses=(_BUNDLE[:56], f"x{_BUNDLE}", _BUNDLE.replace("IBAzCC", "IBBDCC")),
    ),
)
