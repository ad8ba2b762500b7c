"""What a client says to a server, in the trace of a dialogue: SMTP's AUTH LOGIN, PASS of POP3 and FTP, LOGIN of IMAP.

https://www.rfc-editor.org/rfc/rfc4954 (AUTH), https://www.rfc-editor.org/rfc/rfc1939 and
https://www.rfc-editor.org/rfc/rfc959 (PASS); https://www.rfc-editor.org/rfc/rfc9051 (LOGIN)
334 VXNlcm5hbWU6 and 334 UGFzc3dvcmQ6 ask for the name and the password
"""

from __future__ import annotations

import base64
from typing import Final

from detectors.base import Parts, Secret

from .services import SERVICE
from .shared import CHOSEN, RANDOM, decoded, likely, mixed, named, place

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
    # The same as other clients write it down, and behind the user that it follows.
    place(
        SERVICE,
        r"(?:\bCommand:[ \t]{1,4}|\bRequest:[ ]|\bC<[ ]?|[>\]][ ]'|\*cmd\*[ ][\"']|\bput:[ ][\"']|\bsend:[ ]b?[\"']"
        r"|(?m:^)(?:[^\n]{0,24}[ \t>])?USER[ ]\S{1,64}[ \t]{0,4}\r?\n"
        r"(?:(?:[^\n]{0,24}[ \t<])?(?:331|\+OK)[^\n]{0,120}\n){0,2}"
        r"(?:[^\n]{0,24}>[ ]?)?)PASS[ ]"
        r"(?P<password>[^\s\"'<>(){}$*/\\][^\s\"'<>(){}/\\]{5,63})(?:\\r\\n)?[\"']?[ \t]{0,4}\r?(?m:$)",
        (
            *("command: pass ", "command:\tpass ", "command:  pass ", "request: pass ", "c<pass ", "c< pass "),
            *(
                "> pass ",
                "* pass ",
                "] 'pass ",
                "> 'pass ",
                "*cmd* 'pass ",
                "put: 'pass ",
                "send: 'pass ",
                "send: b'pass ",
            ),
            *('] "pass ', '*cmd* "pass ', 'put: "pass ', "\npass ", ">pass "),
        ),
        (
            (f"Command:\tUSER app\nResponse:\t331 Password required\nCommand:\tPASS {CHOSEN}\n", CHOSEN),
            (f"> USER app\n< 331 Please specify the password.\n> PASS {RANDOM}\n", RANDOM),
            (f"USER app@example.org\n+OK\nPASS {RANDOM}\n+OK 2 messages\n", RANDOM),
            (f"USER app\n331 Password required\nPASS {CHOSEN}*\n230 User logged in\n", f"{CHOSEN}*"),
            (f"*cmd* 'PASS {CHOSEN}'\n", CHOSEN),
            (f"12:00:01 FTP [1] Request: PASS {RANDOM}\n", RANDOM),
        ),
        (
            "Command: PASS ********\n",
            "> PASS tests/app2.test.js\n",
            "> pass 2of3\n",
            "USER app\nPASS 12 of 14\n",
            f"PASS {RANDOM}\n",
            "*cmd* 'PASS ****'\n",
        ),
        span=240,
        check=mixed("password"),
        doubts=named("password"),
    ),
    # IMAP: a tag, the user, the password
    place(
        SERVICE,
        r"(?:(?m:^)|[\s>\"'])[A-Za-z]{0,6}[0-9]{1,8}[ ]LOGIN[ ]"
        r"\"?[\w.@+\-]{2,64}\"?[ ]"
        r"(?:\"(?P<password>[^\"\s]{6,128})\"|(?P<password__2>[^\s\"'<>(){}$*\\]{6,128}))"
        r"(?:\\r\\n)?[\"']?[ \t]{0,4}\r?(?m:$)",
        tuple(f"{digit} login " for digit in range(10)),
        (
            (f'a1 LOGIN "app@example.org" "{RANDOM}"\n', RANDOM),
            (f"> b'PLCM1 LOGIN app {CHOSEN}'\n", CHOSEN),
        ),
        (
            "1 LOGIN page viewed2\n",
            "a1 LOGIN app *****\n",
            "step 2 login user password\n",
            "a1 LOGIN {user} {password1}\n",
        ),
        check=mixed("password"),
        doubts=named("password"),
    ),
    # What a script tells the command ftp, out of a here-document.
    place(
        SERVICE,
        r"(?:\bl?ftp[ ]-[^\n|;]{0,120}<<-?[ ]?[\"']?\w{1,24}[\"']?[^\n]{0,40}\n"
        r"(?:[ \t]{0,16}(?!user[ ])[^\n]{0,120}\n){0,6}?[ \t]{0,16}user[ ]\S{1,64}[ ]"
        r"|(?m:^)[ \t]{0,16}quote[ ](?i:pass)[ ])[\"']?"
        r"(?P<password>[^\s\"'<>(){}$*/\\%][^\s\"'<>(){}/\\]{3,63})[\"']?[ \t]{0,4}\r?(?m:$)",
        ("ftp -", "quote pass "),
        (
            (f"ftp -n ftp.example.org <<EOF\nuser app {CHOSEN}\nput x\nEOF\n", CHOSEN),
            (f"ftp -inv $HOST << 'END_SCRIPT'\n  binary\n  user $USER {RANDOM}\n  bye\nEND_SCRIPT\n", RANDOM),
            (f"ftp -n $HOST <<END\nquote USER app\nquote PASS {CHOSEN}\nquit\nEND\n", CHOSEN),
        ),
        (
            "ftp -n $HOST <<EOF\nuser $USER $PASS\nput x\nEOF\n",
            "ftp -n $HOST <<EOF\nuser anonymous guest\nput x\nEOF\n",
            "ftp -n $HOST <<EOF\nquote PASS $PASS\nEOF\n",
            f"ftp -i reads the file\nuser app {CHOSEN}\n",
            "quote PASS <password>\n",
        ),
        span=480,
        check=mixed("password"),
        doubts=named("password"),
    ),
)
