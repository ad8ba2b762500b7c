r"""What Hyperscan is to look for, so that nobody has to decode everything: the words of the detectors, in disguise.

    "ghp_" in base64, at the three places that it can have in a group of three bytes:

        g  h  p  |  _ ?  ?        Z2hw X[0-3 of the last two bits unknown]     --> Z2hwX[wxyz]
        ?  g  h  |  p _  ?        the first and the last letter hold bits of a neighbour: they become classes
        ?  ?  g  |  h p  _

All bits of a word count: one of four letters turns up in a megabyte of random base64 once in four thousand times. They
are literals to Hyperscan and cost it nothing (3,000 of them beside 566 patterns: no difference seen).

The words: what a value begins with, as its examples spell it; the words of a name where the examples have none of the
usual ones; and the usual ones (password, token ...), in the cases in which people write them.

Over 300 lines, a hundred of them a table of what is looked for.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cache
from typing import Final

from agent.scan.patterns import Sought
from detectors.base import Detector
from detectors.generic import heads


class Form(IntEnum):
    """What a trigger points at. BASE64_n: n letters of the last group of four stand before the end of the match."""

    BASE64_0 = 0
    BASE64_1 = 1
    BASE64_2 = 2
    BASE64_3 = 3
    HEX = 4
    WIDE = 5
    ESCAPED = 6
    TABLE = 7
    LISTED = 8
    DUMPED = 9
    QUOTED = 10


_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NO_MAP: Final = r"(?:[A-Za-z0-9_\-]{64}|[A-Za-z0-9_\-]{0,63}(?:[^A-Za-z0-9_\-,;]|\Z))"
_LEAST: Final = 4  # letters of a word: shorter ones are everywhere
_MOST: Final = 16  # letters, each of which is escaped: six bytes for one
_USUAL: Final = (
    *(
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "credential",
        "api_key",
        "apikey",
        "api-key",
        "access_key",
    ),
    *(
        "accesskey",
        "access-key",
        "account_key",
        "private_key",
        "private-key",
        "privatekey",
        "auth",
        "bearer ",
        "basic ",
    ),
    *("_pass", "_pwd", "_key=", "sshpass", "kennwort"),
)
_EXACT: Final = (
    *("://", "jdbc:", " PRIVATE KEY-----", "ApiKey", "AccessKey", "PrivateKey", "AccountKey"),
    *("eyJhbGciOi", "eyJ0eXAiOi", "eyJraWQiOi"),  # a JWT, which begins with too little
)

# Compressed, then base64 or hex: gzip, the same in base64 twice (Helm), zlib, bzip2, xz, zip (office files), PDF.
_SAFE: Final = r"[A-Za-z0-9+/_\-]"
_PACKED: Final = (
    (Form.BASE64_0, rf"H4sI[AC]{_SAFE}{{7}}"),
    (Form.BASE64_0, rf"SDRzS[UW]{_SAFE}{{6}}"),
    (Form.BASE64_0, rf"(^|[^A-Za-z0-9+/_\-])eJ[w-z]{_SAFE}{{41}}"),
    (Form.BASE64_0, rf"(^|[^A-Za-z0-9+/_\-])eN[o-r]{_SAFE}{{41}}"),
    (Form.BASE64_0, r"QlpoOTFBWSZT"),
    (Form.BASE64_0, r"/Td6WFoA"),
    *((Form.BASE64_0, start) for start in (r"UEsDBBQA", r"UEsDBAoA", r"UEsDBC0A", r"JVBERi0xLj")),
    (Form.HEX, r"1[fF]8[bB]080[08]"),
)

# What a list of a text's bytes follows in code, in JSON of Node's and in what regedit exports, and its first numbers.
_LISTS: Final = (
    *(r"fromcharcode\(", r"\"buffer\",\s{0,4}\"data\":\s{0,4}\[", r"(bytes|bytearray|uint8array|buffer\.from)\(\["),
    *(r"\[char\[\]\]\s?@?\(", r"byte\{", r"byte\[\]\{", r"byte\[\] \{", r"\] = \{", r"\]=\{", r"=hex(\([127]\))?:"),
)
# A line of a dump, by its offset, the second where that is short. All that they dump is one.
_DUMPS: Final = (
    *(
        r"00000010[:|]? ",
        r"00000020: ",
        r"\b0000020 ",
        r"\b0000010 ",
        r"\b0000040 ",
        r"\b0000016 ",
        r"0x0010: ",
    ),  # xxd, od, hexdump
    *(r"\b000010 ", r"\b0010[ ]{2,3}[0-9a-f]{2} ", r"\b0010: [0-9a-f]{2} ", r"\b0010 - [0-9a-f]{2}"),  # Wireshark, curl
    *(r"[0-9a-f]{6}[159d]0: [0-9a-f]{2}", r"[0-9a-f]{6}[159d]0[ ]{2,3}[0-9a-f]{2} "),  # in the midst of one
    r"\n\*\r?\n0[0-9a-f]{5,6} ",  # behind what is the same
)
_IN_LIST: Final = r"\s{0,24}((0x)?[0-9a-f]{2,3}\s?,[\s\\]{0,24}){4}"

# A name and a separator that is written as something else, or a URL's user and password.
_NAME: Final = (
    r"(passw(or)?d|passwd|passphrase|pwd|secret|token|api[_-]?key|(access|account|service|private|encryption|signing|client|auth)"
    r"[_-]?key|credential)"
)
_HEX_OF: Final = {":": "3a", "=": "3d", '"': "22", "/": "2f", "@": "40"}


def _escaped(letters: str) -> str:
    """One of these letters, escaped in some way."""
    codes = "|".join(_HEX_OF[letter] for letter in letters)
    decimal = "|".join(str(int(_HEX_OF[letter], 16)) for letter in letters)
    return (
        rf"(\\{{1,3}}u00({codes})|\\{{1,3}}x({codes})|%(25){{0,2}}({codes})|&\#0{{0,3}}({decimal});"
        rf"|&\#x0{{0,2}}({codes});)"
    )


_COLON: Final = _escaped(":")
_SLASH: Final = rf"(\\{{0,3}}/|{_escaped('/')})"
_ENTITIES: Final = r":(&\#47;|&\#x2f;|&sol;){2}"
# Each with what is looked for first, where it is long.
_ESCAPED: Final = {
    "".join(
        (
            rf"{_NAME}[\w.\-]{{0,32}}(\"|'|\\{{1,3}}\"|&quot;|&(amp;)?\#39;|{_escaped(chr(34))})?[ \t+]{{0,4}}",
            rf"({_escaped('=:')}|&equals;|&colon;|(\x1b\[[0-9;]{{0,8}}[mk]){{1,3}}[ \t]{{0,4}}[\"']?[=:])",
        )
    ): "",
    rf"{_COLON}{_SLASH}{{2}}[^\s\"'<>]{{1,160}}(@|{_escaped('@')})": _COLON + _SLASH,
    r":(\\{1,3}/){2}[^\s:/@\"'<>\\]{1,64}:[^\s/@\"'<>]{1,128}@": r":(\\{1,3}/){2}[^\s:/@\"'<>\\]",
    rf"{_ENTITIES}[^\s\"'<>]{{1,160}}(@|&\#64;|&\#x40;|&commat;)": _ENTITIES,
    # Letters, each of which is one: octal or not, as C and Python have it, and as JavaScript, Rust and Swift have it.
    r"((\\1[0-7][0-7]){4}|(\\x[2-7][0-9a-f]){4})": "",
    r"(\\u\{[0-9a-f]{2}\}){4}": "",
    # As Java's Properties.store writes a URL; where it has codes of its own, these are not to be undone.
    r"\\:(\\?/){2}[^\s\"'<>%]{1,160}@": r"\\:(\\?/){2}",
}
# A URL of which the string ends within the password, and another follows: what is only digits is a port.
_LOGIN: Final = r"[^\s:/?#@\"'<>`\\{$%]"
_NO_PORT: Final = r"[^\s:/?#@\"'<>`\\{$%0-9]"
_PARTED: Final = (
    rf":(\\?/){{2}}{_LOGIN}{{0,64}}:[0-9]{{0,64}}{_NO_PORT}{_LOGIN}{{0,128}}"
    r"\\{0,3}[\"'`][ \t)]{0,8}([+&.~|,\\\r\n]|[bfru]{0,2}[\"'`])"
)
_PARTED_MARK: Final = rf":(\\?/){{2}}{_LOGIN}{{0,64}}:([0-9]{{0,5}}{_NO_PORT}|[0-9]{{6}})"


# Where a table begins whose columns have names (tables/): a statement of SQL, or the line above its rows.
TABLES: Final = (
    *(r"insert into", r"insert ignore into", r"replace into", r"\) from stdin", r"create table"),
    *heads.unbarred(heads.HEAD),
    heads.BARRED,
)


def table(detectors: Sequence[Detector]) -> Iterator[Sought]:
    """What to look for: patterns whose number is the form that they point at."""
    begun = {prefix for detector in detectors for prefix in prefixes(detector)}
    for word in sorted(begun | _usual()):
        yield from _disguised(word)
    # As Markdown has it, in which there is no other. Names have one, too: of these the leads know (prefilter.MARKED).
    for word in sorted(word for word in begun if "_" in word and len(word) >= _LEAST):
        yield Sought(Form.ESCAPED, re.escape(word).replace("_", r"\\_"), cased=True)
    for word in sorted(_names(detectors) - begun - _usual()):
        yield from (base64_of(word.encode(), before) for before in range(3))
        yield Sought(Form.HEX, word.encode().hex())
        yield Sought(Form.WIDE, _wide(word))
    for form, pattern in _PACKED:
        yield Sought(form, pattern, cased=True)
    for pattern, mark in _ESCAPED.items():
        yield Sought(Form.ESCAPED, pattern, mark=mark)
    for opened in _LISTS:
        yield Sought(Form.LISTED, opened + _IN_LIST)
    for offset in _DUMPS:
        yield Sought(Form.DUMPED, offset)
    yield Sought(Form.QUOTED, r"transfer-encoding:[ \t]{0,8}\"?quoted-printable")


def headers() -> Iterator[Sought]:
    """The same for tables whose columns have names."""
    yield from (Sought(Form.TABLE, pattern) for pattern in TABLES)
    for word in map(re.escape, heads.RARE):
        of_word = heads.head(word)
        for pattern in (*heads.unbarred(of_word), heads.barred(of_word)):
            yield Sought(Form.TABLE, pattern, mark=word)


def pattern(detector: Detector) -> str:
    """Of what points at it: a line begins behind a byte order mark, too."""
    if detector.prefilter:
        return detector.prefilter.replace(r"(^|\n", r"(^|\xbf|\n")
    return "|".join(re.escape(keyword) for keyword in detector.keywords)


def prefixes(detector: Detector) -> frozenset[str]:
    """What its values begin with, as the examples spell it."""
    found: set[str] = set()
    for _, value in detector.examples:
        for keyword in detector.keywords:
            spelt = value[: len(keyword)]
            if spelt.lower() == keyword and len(keyword) >= (_LEAST if keyword.isalpha() else _LEAST - 1):
                found.add(spelt)
    return frozenset(found)


def broken(detector: Detector) -> Iterator[Sought]:
    """Where a value begins that a narrow prefilter would not see, since it does not end on its line or in its quotes:
    patterns without a number.
    """
    if detector.general and "://" in detector.keywords:
        yield Sought(0, _PARTED, mark=_PARTED_MARK)
    if not detector.prefilter or detector.general or detector.paths:
        return
    for prefix in sorted(prefixes(detector)):
        # A word goes on in small letters; what is random does not for long.
        common = prefix.islower() and not any(letter.isdigit() for letter in prefix)
        # So does base64; where many words of it stand in a row, as in a map of a source, a comma follows soon.
        coded = prefix.isalpha() and prefix.isupper()
        rest = r"[a-z_\-]{0,8}[A-Z0-9]" if common else _NO_MAP if coded else ""
        yield Sought(0, rf"\b{re.escape(prefix)}" + rest, cased=True)
    if "/" in detector.prefilter:
        for keyword in (keyword for keyword in detector.keywords if len(keyword) > _LEAST and keyword.isalpha()):
            scheme = rf"{re.escape(keyword)}[a-z0-9+]{{0,34}}:(\\?/){{2}}"
            yield Sought(0, scheme + r"[^\s\"'<>@]{0,160}[\"'\r\n\x1b]", mark=scheme)


@cache
def _usual() -> frozenset[str]:
    return frozenset(_EXACT).union(*({word, word.upper(), word.capitalize()} for word in _USUAL))


def _names(detectors: Sequence[Detector]) -> set[str]:
    """The words of names, where neither the value has a beginning nor the name one of the usual words.

    Of providers: what is known by its place alone (a command, a call) has hundreds of words, each of which takes time.
    """
    words: set[str] = set()
    for detector in detectors:
        if (
            detector.general
            or prefixes(detector)
            or all(any(word in text.lower() for word in _USUAL) for text, _ in detector.examples)
        ):
            continue
        for keyword in (keyword for keyword in detector.keywords if len(keyword) >= _LEAST):
            words |= {keyword, keyword.upper(), keyword.capitalize()}
    return words


def _disguised(word: str) -> Iterator[Sought]:
    raw = word.encode()
    wide = word.encode("utf-16-le")
    for before in range(3):
        yield base64_of(raw, before)
        yield base64_of(wide, before)
        twice = [base64_of(_certain(raw, within), before) for within in range(3)]
        yield from (one for one in twice if not _is_a_word(one.text))
    # What is at the beginning stays there.
    yield base64_of(_certain(_certain(raw, 0), 0), 0)
    yield Sought(Form.HEX, raw.hex())
    yield Sought(Form.WIDE, _wide(word))
    for mark in (r"\\x", "%", r"\\u00"):
        yield Sought(Form.ESCAPED, "".join(f"{mark}{byte:02x}" for byte in raw[:_MOST]))
    yield Sought(Form.ESCAPED, "".join(rf"&\#{byte};" for byte in raw[:_MOST]))
    yield Sought(Form.ESCAPED, "".join(rf"&\#x{byte:02x};" for byte in raw[:_MOST]))
    for special in sorted({letter for letter in word if not letter.isalnum() and letter not in "_ "}):
        code = f"{ord(special):02x}"
        for escape in (rf"\\u00{code}", rf"\\x{code}", f"%{code}", rf"&\#x{code};", rf"&\#{ord(special)};"):
            yield Sought(Form.ESCAPED, escape.join(re.escape(part) for part in word.split(special)))


def _is_a_word(text: str) -> bool:
    """Four letters, as REGISTRY holds them: what is left of three."""
    return len(text) <= _LEAST and text.isalpha()


def _wide(word: str) -> str:
    return r"\x00".join(re.escape(letter) for letter in word)


def base64_of(word: bytes, before: int) -> Sought:
    """A pattern for `word` in base64, with `before` bytes of its group of three before it."""
    first, last = 8 * before // 6, -(-8 * (before + len(word)) // 6)
    whole = base64.b64encode(bytes(before) + word + b"\0\0").decode()
    clear = whole[first + (before > 0) : last - 1].replace("+", r"[+\-]").replace("/", "[/_]")
    start = _letter(whole[first], 0x3F & ~(0x3F >> 8 * before % 6)) if before else ""
    end = _letter(whole[last - 1], 0x3F >> (8 * (before + len(word)) % 6 or 6))
    return Sought(Form(last % 4), start + clear + end, cased=True)


def _certain(word: bytes, before: int) -> bytes:
    """The letters of the base64 of a word that no neighbour has a part in."""
    whole = base64.b64encode(b"\0" * before + word)
    return whole[-(-8 * before // 6) : 8 * (before + len(word)) // 6]


@cache
def _letter(known: str, unknown: int) -> str:
    """The letters that agree with `known` in all bits but the `unknown` ones, which are the last or the first."""
    bits = _LETTERS.index(known) & ~unknown
    letters = "".join(letter for at, letter in enumerate(_LETTERS) if at & ~unknown == bits)
    letters = letters.replace("+", r"+\-").replace("/", "/_")
    return letters if letters.isalnum() and len(letters) == 1 else f"[{letters}]"
