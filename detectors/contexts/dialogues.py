"""What a client says to a server, in the trace of a dialogue: SMTP's AUTH LOGIN, and PASS of POP3 and FTP.

https://www.rfc-editor.org/rfc/rfc4954 (AUTH), https://www.rfc-editor.org/rfc/rfc1939 and
https://www.rfc-editor.org/rfc/rfc959 (PASS); 334 VXNlcm5hbWU6 and 334 UGFzc3dvcmQ6 ask for the name and the password
"""

from __future__ import annotations

import base64
from typing import Final

from detectors.base import Parts, Secret

from .services import SERVICE
from .shared import CHOSEN, RANDOM, decoded, likely, mixed, place

_USER: Final = base64.b64encode(b"app@example.org").decode()
_PASS: Final = base64.b64encode(RANDOM.encode()).decode()
_WORD: Final = base64.b64encode(b"password").decode()


def _plain(parts: Parts) -> Parts:
    plain = decoded(parts["password"].reveal())
    return {"password": Secret(plain)} if plain else {}


DETECTORS = (
    place(
        SERVICE,
        r"\b334[ \-]UGFzc3dvcmQ6[^\n]{0,24}\n[^\n]{0,80}?(?<![\w+/=])(?P<password>(?:[A-Za-z0-9+/]{4}){2,32}"
        r"(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)(?:\\r\\n)?[\"']?[ \t]{0,4}\r?(?m:$)",
        ("334 ugfzc3dvcmq6", "334-ugfzc3dvcmq6"),
        (
            (
                f"C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: {_USER}\nS: 334 UGFzc3dvcmQ6\nC: {_PASS}\nS: 235 ok\n",
                RANDOM,
            ),
            (f"reply: b'334 UGFzc3dvcmQ6\\r\\n'\nsend: '{_PASS}\\r\\n'\n", RANDOM),
        ),
        (
            f"S: 334 UGFzc3dvcmQ6\nC: {_WORD}\n",
            f"S: 334 VXNlcm5hbWU6\nC: {_PASS}\n",
            "S: 334 UGFzc3dvcmQ6\nC: ****\n",
        ),
        span=320,
        parse=_plain,
        check=lambda parts: "password" in parts and likely("password")(parts),
    ),
    place(
        SERVICE,
        r"(?:\bC: |-> )PASS (?P<password>[^\s\"'<>(){}$*/]{6,64})(?:\\r\\n)?[ \t]{0,4}\r?(?m:$)",
        ("c: pass ", "-> pass "),
        ((f"C: USER app\nC: PASS {CHOSEN}\n", CHOSEN), (f"---> USER app\n---> PASS {RANDOM}\n", RANDOM)),
        (
            "---> PASS XXXX\n",
            "C: PASS ********\n",
            "C: PASS (hidden)\n",
            "-> pass through2the end\n",
            "-> PASS src/app2.test.js\n",
        ),
        check=mixed("password"),
    ),
)
