"""html2pdf.app's API keys: 64 letters and digits, told by their name only.

https://html2pdf.app/documentation/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("html2pdf-api-key", "html2pdf.app API key", part="key")

_KEY: Final = made(ALNUM, 64)

DETECTORS = (
    named(
        KEY,
        keyed("html2pdf"),
        r"[A-Za-z0-9]{64}",
        ("html2pdf",),
        ((f"HTML2PDF_API_KEY={_KEY}", _KEY), (f'html2pdfApiKey = "{_KEY}"', _KEY)),
        (
            f"HTML2PDF_API_KEY={_KEY}0",
            f"html2pdf build {_KEY}",
            f"HTML2PDF_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.5,
    ),
)
