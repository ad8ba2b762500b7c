"""Loggly's customer tokens, where a log is sent: in the structured data of a line of syslog, and in a URL.

    [3f9c...@41058 tag="app"]     https://logs-01.loggly.com/inputs/3f9c.../tag/http/     41058 is Loggly's own number

https://documentation.solarwinds.com/en/success_center/loggly/content/admin/syslog-logging-service.htm
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import UUID, made_uuid, one, varied

TOKEN = one("loggly-customer-token", "Loggly customer token")

_TOKEN: Final = made_uuid("loggly")

DETECTORS = (
    Detector(
        type=TOKEN,
        keywords=("@41058", ".loggly.com/inputs/", ".loggly.com/bulk/"),
        pattern=(
            rf"(?:(?<![\w\-])(?P<token>{UUID})@41058(?!\d)"
            rf"|\.loggly\.com/(?:inputs|bulk)/(?P<token__2>{UUID})(?![\w\-]))"
        ),
        confidence=Confidence.CONTEXT,
        check=varied("token"),
        examples=(
            (f'template(name="loggly" type="string" string="%msg% [{_TOKEN}@41058 tag=\\"app\\"]")', _TOKEN),
            (f"https://logs-01.loggly.com/inputs/{_TOKEN}/tag/http/", _TOKEN),
        ),
        near_misses=(f"[{_TOKEN}@41059]", "[TOKEN@41058]", "https://logs-01.loggly.com/inputs/TOKEN/tag/http/"),
    ),
)
