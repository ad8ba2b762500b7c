r"""What a public part of a credential may look like, so that no piece of a secret passes for one.

Parts that are not secret go in plain to the ledger, the evidence and the screen. So a name, a host or a role is taken
only where it can be nothing else; what does not fit is no part at all.

    SCHEME://app:Xk@9q/Zr7@db/orders        the last "@" ends the password, or "9q" would be shown as a host
             \_/ \_______/ \/ \____/
            role  password host database
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

_PORT: Final = r"(?::\d{1,5})?"
_HOST: Final = rf"(?:\[[0-9A-Fa-f:.%]{{2,64}}\]|[A-Za-z0-9_.%\-]{{1,253}}){_PORT}"
HOSTS: Final = rf"{_HOST}(?:,{_HOST}){{0,15}}"
# What a build log has in its place where the host is a secret, too: it says nothing, and the password is whole.
MASK: Final = r"(?:\*{3,64}|\[(?i:masked|redacted|filtered|secure)\])"
MASKED: Final = MASK + _PORT
_BARE_IPV6: Final = r"(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f.]{0,15}"

# Where a URL may stop, so that an "@" in a password is not taken for the one before the host.
# A string ends in a zero in what was compiled, and there no letter may be what follows it.
CONTROL: Final = r"\x00-\x08\x0e-\x1f\x7f\ufffd"
STOP: Final = rf"(?=[\\/?#\s{CONTROL}\"'`<>,;|)\]}}&]|$)"

# One letter of what may belong to a URL, up to the next URL.
_URL_HERE: Final = r"[A-Za-z][A-Za-z0-9+.\-]{0,30}:(?:\\?/){2}"
_LETTER: Final = rf"(?!{_URL_HERE})(?:[^\s{CONTROL}\"'<>`\\%s]|\\(?![nrtu\"'\\]))"
REST: Final = rf"(?>(?:{_LETTER % ''}){{1,1300}})"
NO_FURTHER_AT: Final = rf"(?!(?>(?:{_LETTER % '@'}){{0,1300}})@)"

# Of a value that stands alone, NAME=value or -U value: all of it, or it is none.
_END: Final = rf"(?=[\s\"'`;,&|<>()\\\]}}]|$){NO_FURTHER_AT}"
NAME_VALUE: Final = rf"(?![$])[A-Za-z0-9_.$+\-]{{1,64}}+{_END}"
HOST_VALUE: Final = rf"(?>{HOSTS}){_END}"

# Behind a token of known length that stands in a URL in place of a user or a password: the host that it is for.
AT_HOST: Final = rf"(?:(?::(?:x-oauth-basic)?)?@(?P<host>{HOSTS}){STOP})?"

_NAME: Final = re.compile(r"[\w.$+\-]{1,64}")
_HOST_LIST: Final = re.compile(rf"{HOSTS}|{_BARE_IPV6}", re.ASCII)
_ROLE: Final = re.compile(r"[^\s:@/=\x00-\x1f\x7f-\x9f]{1,128}")
_MASK: Final = re.compile(MASK)
# A piece of a name in which all kinds of letters stand, of a digest's length, longer than one of a host may be; and
# what tokens begin with.
_RANDOM: Final = re.compile(
    r"(?=[A-Z0-9]*[a-z])(?=[a-z0-9]*[A-Z])(?=[A-Za-z]*[0-9]+[A-Za-z])[A-Za-z0-9]{16}"
    r"|(?=[a-z0-9]*[a-z])(?=[a-z]*[0-9])[a-z0-9]{36}|[A-Za-z0-9]{64}"
    r"|(?:gh[opusr]_|[sr]k_(?:live|test)_|gsk_|sk-|pul-|hf_|npm_|shp(?:at|ca|pa|ss)_)[A-Za-z0-9]{20}"
    r"|(?:glpat-|gl(?:agent|cbt|dt|ft|imt|ptt|rt|soat)-|github_pat_|sk-(?:ant|proj)-|SG\.|hvs\.|ya29\.|eyJ|AIza)[A-Za-z0-9_\-]{16}"
    r"|xox[a-z]-[0-9]{8}|(?:dop_v1_|dapi)[0-9a-f]{32}|A[KS]IA[A-Z2-7]{16}"
)
_LONGEST_HOSTS: Final = 1024
_SHORTEST_TOKEN, _LETTERS_OF_TOKEN = 20, 4

# A URL that is whole before a later "@": its path ends in a query or where no path goes on.
_WHOLE: Final = re.compile(rf"@(?:{HOSTS})?\\?/[\w.%$+\-]{{0,63}}(?:\?\w{{1,63}}=|[,;|)\]}}&#])", re.ASCII)
_PLACE: Final = re.compile(rf"(?P<host>{HOSTS})?{STOP}(?:\\?/(?P<database>[\w.%$+\-]{{1,128}}+){STOP})?", re.ASCII)


def is_name(text: str) -> bool:
    """A database, an account, a name of any kind that may be shown."""
    return _NAME.fullmatch(text) is not None


def is_token(text: str) -> bool:
    """Could a name be a token that stands in its place: long, and of letters and digits?"""
    long = len(text) >= _SHORTEST_TOKEN
    return long and any(map(str.isdigit, text)) and sum(map(str.isalpha, text)) >= _LETTERS_OF_TOKEN


def is_secret(text: str) -> bool:
    """Could there be another secret in what is called a server or a database, as where the next string of a binary file
    follows?
    """
    return _RANDOM.search(text) is not None


def is_hosts(text: str) -> bool:
    """One host or several, each with its port or without."""
    return len(text) <= _LONGEST_HOSTS and _HOST_LIST.fullmatch(text) is not None


def is_mask(text: str) -> bool:
    """Did a build log hide what stood there?"""
    return _MASK.fullmatch(text) is not None


def is_role(raw: str) -> bool:
    """As it is written. An "@" only counts as part of a name where it is percent-encoded: else it is half a URL. A mask
    is nobody, and who logs in as that is refused, whatever the password.
    """
    if is_mask(raw):
        return False
    return _ROLE.fullmatch(raw) is not None and _ROLE.fullmatch(unquote(raw).replace("@", "_")) is not None


def split(rest: str) -> dict[str, str]:
    """What follows `role:` in a URL with an "@" behind a "/": the password, and host and database if they are sure.

    Nothing where there is no such "@": then the URL is no riddle.
    """
    last, slash = rest.rfind("@"), rest.find("/")
    if not 0 <= slash < last or re.match(r"\d{1,5}\\?[,/?]", rest):
        return {}
    whole = _WHOLE.search(rest)
    cut = whole.start() if whole else last
    if cut < last:
        # What follows could be the rest of a password: nothing of it is shown.
        return {"password": rest[:cut]} if cut else {}
    place = _PLACE.match(rest, cut + 1)
    shown = {name: text for name, text in place.groupdict().items() if text} if place else {}
    return {"password": rest[:cut], **shown}
