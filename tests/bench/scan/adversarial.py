r"""The slowest texts: `python -m tests.bench.scan.adversarial [--every 7] [--seed 1] [--worst 40] [--linear]`.

    each detector's keywords, examples, near misses --\
    each structure that the engine takes apart --------+--> a piece --> again and again, up to 100 KB --> Engine.scan
    these, put together and broken by chance ---------/      as it is, numbered, on lines, in quotes, in a column,
                                                             in base64 (on lines, of gzip), in hex, in UTF-16

What is printed: processor milliseconds for 100 KB, the worst first, how much more twice the text takes, and the piece.
The goal is under 100 for each; nothing fails for being slow, since a machine may be. `--every`: one in so many, by
chance of the seed: one in 100 takes a minute or two, all of them two hours. `--linear`: also what is not among the
worst is tried at twice the length, and shown where that takes over 2.6 times as long. `--only TEXT`: pieces that
contain it.
"""

from __future__ import annotations

import argparse
import base64
import gc
import gzip
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from agent.scan.engine import Engine
from agent.scan.views.readings import readings
from agent.scan.worker import GARBAGE
from detectors.base import Detector
from detectors.forms import made
from detectors.registry import DETECTORS

LENGTH: Final = 100_000  # bytes
LIMIT: Final = 100  # milliseconds
_LONGEST: Final = 4000  # of a piece: an example that is a whole file says no more in a second copy
_MIXED: Final = 1500  # pieces that chance puts together
_VALUE: Final = made("kJ8mQ2xR7vT4", 24)
_AS_LETTERS: Final = str.maketrans("0123456789", "QWERTZUIOP")
_STRONG: Final = "Xk9-mQ2x_R7vT4pL"

# What the views, pairs, nested blocks, encoded runs and the leads' grammar take apart, in their smallest forms.
_BASE64: Final = base64.b64encode(f"password={_STRONG}\n".encode()).decode()
STRUCTURES: Final = (
    *("=", '"', "'", "`", "\\", "/", ":", "@", ".", "-", "_", " ", "\n", "\r\n", "\t", ",", ";", "|", "0", "A", "a"),
    *("f", "a ", "aA1", "A1b2", "==", "::", "//", "://", "://a:b@", "https://", "https://u:p@h ", "a@b:", "a.b.c."),
    *("-----BEGIN ", "-----BEGIN PRIVATE KEY-----\n", "-----BEGIN A PRIVATE KEY-----\\n", "-----END ", "MIIE"),
    *("PuTTY-User-Key-File-2: ", "${", "${A:-", "$(", "$A", "{{", "}}", "{{ a }}", "{", "}", "[", "]", "(", ")"),
    *("<", ">", '{"a":', '[{"', "[[", "#{", "%{", "%41", "%25", "%2525", "%3D", "=3D", "%5C%22", "&#65;", "&#x41;"),
    *("00000000: 6162 6364 6566 6768  00000010: \n", "00000010: 6162\n", "00000010  61 62", "0x0010:  4500 0034\n"),
    *("&amp;", "&quot;", "&amp;amp;", "&lt;a&gt;", "&", "\\u0041", "\\\\u0041", "\\x41", "\\101", "\\n", "\\\\n"),
    *('\\"', '\\\\"', "\\/", "\\\n", "\\u{41}", "\\U00000041", "\x1b[0m", "\x1b[", "\x1b]8;;", "\x1b[8mha:"),
    *("^[[0m", "\\e[1m", "##teamcity[", "|n", "||", "##teamcity[message text='a|n|0x0041']\n", '" + "', "' . '"),
    *('"\n"', '" \\\n"', '", "', '".concat("', '" & "', "'\\''", "'\"'\"'", "join(", '"a", "b", '),
    *('"name":"token",', '"value":"x",', "value: x\n", "name=a,", "key:\n ", "key: {", " key=", '{"a":{"value":'),
    *("<name>a</name>", '"name": "token", "value": "x"\n', "- name: TOKEN\n  value: abcdefgh\n"),
    *("  value: abcdefgh\n  name: TOKEN\n", "name: TOKEN\n", "<name>token</name><value>"),
    *("<key>token</key>\n<string>", '<add key="token" value="', "token,value:", "token,value: x\n"),
    *('variable "a" {', 'variable "token" {\n  default = "', 'variable "', '"--token",\n'),
    *('"--token",\n"abcd-1",\n', "- --token\n- abcd1\n", "--token abcd ", "a:\n  b: c\n", "a:\n  default: b\n"),
    *("a: {default: b, ", "Token: {Type: String, Default: ab", "default: ", "  default: abc\n"),
    *("token:\n  default: ab\n", "datadog: {api: ", "data:\n", "data:\n  a: ", "datadog:\n  apiKey: "),
    *('{"datadog": {"apiKey": "', "[datadog]\n", "[datadog]\napiKey = abc\n", 'provider "datadog" {\n'),
    *("a:\n b:\n  key: c\n", "password", "password=", "password = ", 'password: "', "password: ", "PASSWORD=$"),
    *("password='", "--password ", "pass ", "user ", "token ", 'token "', "secret: ", "password is "),
    *("password := ", "password => '", 'password("', 'password", "', "password|", "passwordA", "pwd", "key="),
    *("key=/", "authorization: bearer ", "password=a", "password=ab1 ", "password=&", "?token=a&"),
    *("set-cookie: session=", "cookie=a=b; ", "password:{", 'password: str = "', "password\n", "password:\n"),
    *(f"password={_STRONG}\n", f"password={_STRONG} ", f'"password": "{_STRONG}", ', f"PASSWORD='{_STRONG}';"),
    *(f"password: |\n  {_STRONG}\n", f"token={_VALUE}\n", f"token: {_VALUE} ", f"--token={_VALUE} "),
    *(f"?token={_VALUE}&", f"api_key_{_VALUE}=", f"key={_VALUE};", f"https://user:{_STRONG}@host/\n"),
    *(f"https://user:{_STRONG}@host/ ", f"postgres://user:{_STRONG}@host/db ", f"redis://:{_STRONG}@host,"),
    *("postgres://a:b@c,", f'password == "{_STRONG}" ', f'"{_STRONG}" == password ', f"curl -u user:{_STRONG} "),
    *(f"Authorization: Basic {_BASE64}\n", f"Bearer {_VALUE} "),
    f"apiVersion: v1\nkind: Secret\ndata:\n  password: {_BASE64}\n---\n",
    *(f'{{"kind":"Secret","data":{{"password":"{_BASE64}"}}}}\n', _BASE64, f"{_BASE64}\n", f'"{_BASE64}",'),
    *(base64.b64encode(_BASE64.encode()).decode() + " ", f"password={_STRONG}".encode().hex(), "eyJ", "eyJhbGciOiJ"),
    *("eyJhbGciOiJub25lIn0.", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.", "H4sIAAAA", "H4sIAAAAAAAAAAA=\n", "eJw"),
    *("QlpoOTFBWSZT", "password\\u003d\\u0022", "password%3D", "password&#61;", f"password\\u003d{_STRONG}\\n"),
    *(f"password%3D{_STRONG}%26", f"password=&quot;{_STRONG}&quot; ", "p\0a\0s\0s\0w\0o\0r\0d\0=\0", "\0", "\xff"),
    *("\u00e9", "\u00e9password=", f"p\u00e4ssword token={_VALUE}\u00e9\n", "2026-01-02T03:04:05Z "),
    *(f"2026-01-02T03:04:05Z token={_VALUE}\n", "1234567890abcdef" * 2, f"{'0123456789abcdef' * 2}\n"),
    *(f"{'0123456789abcdef' * 2},", "sha256:", "sha512-", "123e4567-e89b-12d3-a456-426614174000 ", "user:$6$"),
    *("root:$6$salt$x:1:0:9:7:::\n", "host:5432:db:user:", f"host:5432:db:user:{_STRONG}\n"),
    *("machine a login b password ", f"machine a login b password {_STRONG}\n", "//registry/:_authToken="),
    *('{"auths":{"a":{"auth":"', "aws_access_key_id=", f"AKIA{'Q' * 16} "),
    *(f"AKIA{'Q' * 16},{_VALUE}{_VALUE[:16]}\n", "ASIA", "AccountKey=", "SharedAccessKey=", "Server=a;Password="),
    f"Server=a;User Id=b;Password={_STRONG};\n",
)  # fmt: skip


# None of these pieces is like the one before it, so that nothing is remembered: \0 stands for their number.
NUMBERED: Final = (
    *('"token\0": "qq0h2GGDLhclt1fbMeEcA3CjZk\0"\n', '"token\0=qq0h2GGDLhclt1fbMeEcA3CjZk\0" +\n'),
    *('"a\0=qq0h2GGDL\0" "', '"\0" "', '"token\0": "qq0h2GGDLhclt1fbMeEcA3CjZk\0",\n'),
    *("token=qq0h2GGDLhclt1fbMeEcA3CjZk\0\r\n", "password: sEcret-x9\0, ", "pw=\0\n"),
    '{"name":"token\0","value":"qq0h2GGDLhclt1fbMeEcA3CjZk\0"},',
    "- name: TOKEN\0\n  value: qq0h2GGDLhclt1fbMeEcA3CjZk\0\n",
    *("datadog\0:\n  apiKey: fbbeb7826974dbf6a6c80fe60f8\0\n", "a\0:\n  default: fbbeb782697\0\n"),
    *("{a\0: {token: fbbeb782697\0}}, ", f"AKIA\1{'Q' * 11} ", f"AKIA\1{'Q' * 11},{_VALUE}{_VALUE[:11]}\0\n"),
    *("ghp_\0kJ8mQ2xR7vT4kJ8mQ2xR7vT4 ", "eyJ\0hbGciOiJ.eyJzdWIi\0.abc ", "password\\u003dsEcret-x9\0xA\\n"),
    *("password%3DsEcret-x9\0xA%26", "password&#61;sEcret-x9\0xA&amp;", "\\u0041\0", "%41\0", "&#65;\0"),
    *(f"token=\0{_VALUE}{_VALUE}\n{_VALUE}\n", f"token=\0{_VALUE * 4}\n"),
    *("token,value,\0,qq0h2GGDLhclt1fbMeEcA3CjZk\0\n", "token\0,value: qq0h2GGD\0 "),
    *("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQ\0\n-----END RSA PRIVATE KEY-----\n", "-----BEGIN \0"),
    *("${A\0:-", "$(\0", "apiVersion: v1\nkind: Secret\ndata:\n  password: c0VjcmV0LXg5\0\n---\n"),
    *("password=\0password=", "secret\0=token\0=", "key\0:{key\0:", f"https://user\0:{_STRONG}@host/ "),
    *("https://u:p\0@h\n", "https://\0", "2026-01-02T03:04:05Z token=qq0h2GGDLhclt1fbMeEcA3CjZk\0\n"),
    *("host\0:5432:db:user:sEcret-x9\n", "machine a\0 login b password sEcret-x9\0\n"),
    *("Server=a\0;Password=sEcret-x9\0;\n", "curl -u u\0:sEcret-x9 "),
    # What a shell continues, each line of which was joined with thirty others.
    *("token=ab\0cd \\\n", "  --password qq0h2GGDL\0 \\\n", "  -e PASSWORD\0=qq0h2GGDL\0 \\\n"),
    *("export PW\0=sEcret-x\0 && \\\n", "token=qq0h2GGD\0 \\\r\n", 'password\0="', "password==\0"),
    "  -H 'Authorization: Bearer qq0h2GGDL\0hclt1fbMe' \\\n",
)  # fmt: skip
# Of which each form is decoded, with many findings in one run and at one place.
ENCODED: Final = (
    *("password=\0kJ8mQ2xR7vT4kJ8mQ2xR7vT4\n", "password=", "token=\0qq0h2GGDL&", "https://u:p\0@h "),
    *(f"password={_STRONG}\n", f'{{"api_key\0": "{_VALUE}\0"}}\n'),
)


def _wrapped(encoded: bytes) -> bytes:
    return b"\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))


def _packed(text: bytes) -> bytes:
    return base64.b64encode(gzip.compress(text, mtime=0))


FORMS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "base64": base64.b64encode,
    "base64 on lines": lambda text: _wrapped(base64.b64encode(text)),
    "base64 of base64 on lines": lambda text: _wrapped(base64.b64encode(base64.b64encode(text))),
    "hex on lines": lambda text: _wrapped(text.hex().encode()),
    "a dump": lambda text: b"".join(
        b"%08x: %b  %b\n" % (at, text[at : at + 16].hex(" ", 2).encode(), text[at : at + 16].replace(b"\n", b"."))
        for at in range(0, len(text), 16)
    ),
    "UTF-16": lambda text: text.decode().encode("utf-16-le"),
    "gzip": _packed,
    "many of gzip": lambda text: b"".join(b'token = "%b"\n' % _packed(text) for _ in range(32)),
}


class Text(NamedTuple):
    """`told`: what it is made of, for people. `at`: of so many bytes, or of what they say in one of FORMS."""

    told: str
    before: str
    piece: str
    numbered: bool = False
    form: str = ""

    def at(self, length: int) -> bytes:
        plain = self._plain(length)
        return FORMS[self.form](plain)[:length] if self.form else plain

    def _plain(self, length: int) -> bytes:
        made_of = [self.before]
        count = length // max(1, len(self.piece)) + 1
        numbers = (f"{10_000 + number * 7919 % 90_000}" for number in range(count))
        if not self.numbered:
            made_of += [self.piece] * count
        elif "\0" in self.piece or "\1" in self.piece:
            made_of += (
                self.piece.replace("\0", number).replace("\1", number.translate(_AS_LETTERS)) for number in numbers
            )
        else:
            made_of += (f"{number}{self.piece}" for number in numbers)
        return "".join(made_of).encode("utf-8")[:length]


def texts(detectors: Sequence[Detector], seed: int = 1) -> Iterator[Text]:
    """All of them, always in one order."""
    words = dict.fromkeys(word for detector in detectors for word in detector.keywords)
    for word in words:
        yield from _around(word)
        yield from _around(word.upper(), ("", "="))
    for detector in detectors:
        for text in (*(text for text, _ in detector.examples[:2]), *detector.near_misses[:2]):
            yield from _again(text[:_LONGEST])
    for text in NUMBERED:
        yield Text(f"{text!r}, numbered", "", text, numbered=True)
    for text in ENCODED:
        for form in FORMS:
            yield Text(f"{text!r} in {form}", "", text, numbered="\0" in text, form=form)
    for between in ("\n", " ", "=", f"={_VALUE}\n", f"={_VALUE} "):
        yield Text(f"every word, {between!r} between them", "", between.join(words))
    for text in STRUCTURES:
        yield from _again(text)
        yield Text(f"{text!r} behind a word", "password=", text)
        yield Text(f"{text!r} behind a token", "ghp_", text)
        yield Text(f"{text!r} in a line of names", "", f"datadog_api_key {text * 40}\n")
    yield from _mixed(list(words), detectors, random.Random(seed))  # noqa: S311 - of texts


def _around(word: str, behind: Sequence[str] = ("", "=", ': "', "\n", " ", "=a", "://", '="\n')) -> Iterator[Text]:
    for each in behind:
        yield Text(repr(word + each), "", word + each)
    yield Text(f"{word + '='!r}, numbered", "", f"{word}=", numbered=True)


def _again(text: str) -> Iterator[Text]:
    for behind in ("", " ", "\n", ",", "\r\n"):
        yield Text(repr(text[:100] + behind), "", text + behind)
    yield Text(f"{text[:100]!r}, numbered lines", "", f" {text}\n", numbered=True)
    yield Text(f"{text[:100]!r}, numbered", "", f" {text} ", numbered=True)
    yield Text(f"{text[:100]!r}, in quotes", "", f'"{text}",')


def _mixed(words: Sequence[str], detectors: Sequence[Detector], chance: random.Random) -> Iterator[Text]:
    """A few of everything in a row, cut, doubled and joined by what people write between."""
    examples = [text[:400] for detector in detectors for text, _ in detector.examples]
    ways = (words, examples, STRUCTURES, STRUCTURES)
    for number in range(_MIXED):
        parts: list[str] = []
        for _ in range(chance.randint(1, 4)):
            part = chance.choice(chance.choice(ways))
            cut = chance.random()
            if cut < 0.2:
                part = part[: chance.randint(1, len(part))]
            elif cut < 0.4:
                part *= chance.choice((2, 8, 30))
            parts += (part, chance.choice(("", "", "=", ": ", " ", "\n", '"', ",", ' "', "\\n", "/", "\r\n")))
        piece = "".join(parts)[:_LONGEST]
        yield Text(f"mixed {number}: {piece[:100]!r}", "", piece, numbered=chance.random() < 0.3)


def milliseconds(engine: Engine, data: bytes) -> float:
    """Of the processor, with nothing remembered; the better of two where one is too much."""
    taken: list[float] = []
    while not taken or (len(taken) < 2 and taken[0] > LIMIT / 2):
        engine._search.memory.clear()  # noqa: SLF001 - a new engine for each text would take longer than the text
        readings.cache_clear()
        start = time.process_time()
        for _ in engine.scan(data, path=None):
            pass
        taken.append((time.process_time() - start) * 1000)
    return min(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--every", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worst", type=int, default=40)
    parser.add_argument("--only", default="")
    parser.add_argument("--linear", action="store_true")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir(), f"stanch-bench-{os.getuid()}"))
    given = parser.parse_args()
    engine = Engine(DETECTORS, given.cache / "stanch" / "patterns")
    chance = random.Random(given.seed)  # noqa: S311 - of texts
    chosen = [
        text
        for text in texts(DETECTORS, given.seed)
        if given.only in text.told and (given.every == 1 or chance.randrange(given.every) == 0)
    ]
    gc.freeze()  # as a scanner process does
    gc.set_threshold(GARBAGE)
    for text in chosen:
        if len(text.piece) > 1:
            list(engine.scan(text.piece.encode(), path=None))  # compiles
    costs = sorted(((milliseconds(engine, text.at(LENGTH)), text) for text in chosen), reverse=True)
    tried = costs if given.linear else costs[: given.worst]
    doubled = {text: milliseconds(engine, text.at(2 * LENGTH)) / max(cost, 1) for cost, text in tried}
    over = sum(1 for cost, _ in costs if cost >= LIMIT)
    sys.stdout.write(f"{len(costs)} texts, {over} of them take {LIMIT} ms for {LENGTH // 1000} KB, or more\n")
    shown = costs[: given.worst]
    if given.linear:
        shown += [each for each in costs[given.worst :] if doubled[each[1]] > 2.6 and each[0] > LIMIT / 10]
    for cost, text in shown:
        sys.stdout.write(f"{cost:7.0f} ms{doubled[text]:6.1f} x  {text.told}\n")


if __name__ == "__main__":
    main()
