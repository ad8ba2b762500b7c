"""Parts of mails in quoted-printable are undone, and what stands there as it is says nothing."""

from __future__ import annotations

import re
import time
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest

from agent.scan.encoded import quoted
from agent.scan.encoded.decoding import decoded
from agent.scan.engine import Engine
from agent.scan.triggers import Form
from detectors.forms import ALNUM, made
from tests.sims import compiled

PASSWORD = made(ALNUM, 16)
URL = f"postgres://app:{PASSWORD}@db.internal/orders"
TOKEN = "glpat-" + made(ALNUM, 20)
STRIPE = "_".join(("sk", "live", made(ALNUM, 99)))

NAME = "Content-Transfer-Encoding: quoted-printable\n"
HEAD = NAME + "\n"
SPLIT = f"token=3D{TOKEN[:12]}=\n{TOKEN[12:]}\n"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def told(engine: Engine, data: str | bytes, most: int | None = None) -> list[tuple[str, int, int]]:
    """Each value, and on which lines it stands."""
    hits = engine.scan(data.encode() if isinstance(data, str) else data, most=most)
    secret = ("value", "token", "password")
    return [
        (next(hit.parts[name].reveal() for name in secret if name in hit.parts), hit.line, hit.end_line) for hit in hits
    ]


def mailed(text: str, kind: str = "plain", end: bytes = b"\n") -> bytes:
    """As Python's own library writes it."""
    message = EmailMessage(policy=SMTP if end == b"\r\n" else default)
    message["Subject"] = "x"
    message.set_content(text, subtype=kind, cte="quoted-printable")
    return message.as_bytes()


WIDE = "für alle: " + "lang " * 9


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_what_a_mail_writes_in_quoted_printable_is_undone(engine: Engine, end: bytes) -> None:
    """The value as it is, on the lines on which it stands; not what it looks like."""
    data = mailed(f"{WIDE}token={TOKEN} x\ndb_password={PASSWORD}\n", end=end)
    assert b"=3D" in data
    assert TOKEN.encode() not in data
    first, second = engine.scan(data)
    assert first.parts["token"].reveal() == TOKEN
    assert first.end_line == first.line + 1
    assert [part.reveal() for part in second.parts.values()] == [PASSWORD]


def test_a_page_in_a_mail_is_read(engine: Engine) -> None:
    data = mailed(f"<p>{WIDE}<b>{URL}</b></p>", "html")
    assert [value for value, _, _ in told(engine, data)] == [PASSWORD]


def test_the_next_part_of_a_mail_stands_as_it_is(engine: Engine) -> None:
    """And so does what stands before the first."""
    data = mailed("x=3Dy\n") + f"--=_boundary123\nContent-Type: text/x\n\nurl=3D{URL}\n".encode()
    before = f"dsn = {URL}\n".encode()
    assert [value for value, _, _ in told(engine, before + data)] == [PASSWORD, PASSWORD]
    assert [value for value, _, _ in told(engine, b"Transfer-Encoding: quoted-printable " + data)] == [PASSWORD]


@pytest.mark.parametrize("piece", [b"=3D", b"=\n", b"=", b"\n--", b"Transfer-Encoding: quoted-printable\n\n", b"= \n"])
def test_a_hostile_mail_costs_no_time(engine: Engine, piece: bytes) -> None:
    data = b"Content-Transfer-Encoding: quoted-printable\n\n" + piece * (200_000 // len(piece))
    begun = time.process_time()
    assert [*engine.scan(data)] == []
    assert time.process_time() - begun < 3


TALKS = (
    "Parts with `Content-Transfer-Encoding: quoted-printable` are undone.\n\n{}\n",
    "headers = [\n  'Content-Transfer-Encoding: quoted-printable',\n]\n\n{}\n",
    "Content-Transfer-Encoding: quoted-printable\nis what a mail says.\n\n{}\n",
    "Content-Transfer-Encoding: quoted-printable\n\nx = a=b\n{}\n",
    "Content-Transfer-Encoding: quoted-printable\n\n" + "long " * 30 + "=3D\n{}\n",
)


@pytest.mark.parametrize("text", TALKS)
def test_a_text_that_talks_of_mails_is_none(engine: Engine, text: str) -> None:
    """Nothing of it is lost, or read in another way."""
    value = "DE" + made(ALNUM, 18)
    data = text.format(f"AccountKey=DEAD{PASSWORD}\n{URL}\ndb_password={value}").encode()
    values = [[part.reveal() for part in hit.parts.values()] for hit in engine.scan(data)]
    assert any(PASSWORD in parts for parts in values)
    assert any(value in parts for parts in values)


def test_a_mail_longer_than_is_undone_loses_nothing(engine: Engine) -> None:
    """Wherever what is undone ends: no value is cut, and what is behind it stands as it is."""
    body = "".join(f"line {number} of this mail is here\n" for number in range(14_900))
    for more in range(0, 1200, 97):
        data = mailed(f"ü{body}{'x' * 60}\n" + "y\n" * more + f"key {STRIPE} z\n")
        values = {part.reveal() for hit in engine.scan(data) for part in hit.parts.values()}
        assert not {value for value in values if value != STRIPE and STRIPE.startswith(value)}


class Counted:
    """A pattern, and how many bytes it was led over."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        self._pattern, self.bytes = pattern, 0

    def search(self, data: bytes, low: int, high: int) -> re.Match[bytes] | None:
        found = self._pattern.search(data, low, high)
        self.bytes += (found.end() if found else high) - low
        return found

    def match(self, data: bytes, low: int) -> re.Match[bytes] | None:
        found = self._pattern.match(data, low)
        self.bytes += found.end() - low if found else 0
        return found


COSTLY = {
    "refused at the end": (HEAD, "=zz\n"),
    "nothing to undo": (HEAD, ""),
    "lines with nothing to undo": (HEAD + "some ordinary line of a mail\n", ""),
    "each refused": (HEAD + "a=\nb=\nc=zz\n", ""),
    "each undone": (HEAD + "a=3Db\n", ""),
    "headers": (NAME, ""),
    "headers and a body": (NAME, "\na=3Db\n"),
    "folded": (NAME + " " + "x" * 900 + "\n", "y\n"),
    "parts": ("--b\n" + HEAD + "a=3Db\n", ""),
    "long lines": (HEAD + "x" * 120 + "\n", ""),
}


@pytest.mark.parametrize(("piece", "last"), COSTLY.values(), ids=COSTLY)
def test_each_byte_is_looked_at_a_bounded_number_of_times(
    monkeypatch: pytest.MonkeyPatch, piece: str, last: str
) -> None:
    """However many headers announce it, and whatever is refused behind them."""
    patterns = {name: Counted(getattr(quoted, name)) for name in ("_STOP", "_HEADERS")}
    for name, pattern in patterns.items():
        monkeypatch.setattr(quoted, name, pattern)
    data = (piece * (200_000 // len(piece)) + last).encode()
    ends = [found.end() for found in re.finditer(NAME.strip().encode(), data)]
    decoded(data, {Form.QUOTED: ends})
    assert len(ends) >= 200
    assert sum(pattern.bytes for pattern in patterns.values()) < 4 * len(data)


SPOILT = {
    "a long line behind": HEAD + SPLIT + "x" * 120 + "\n",
    "a long line before": HEAD + "=C3=BC=C3=BC\n" + "x" * 120 + "\n" + SPLIT,
    "a program that breaks no lines": HEAD + "=C3=BC=C3=BC " + "x" * 120 + "\n" + SPLIT,
    "another mail": HEAD + SPLIT + "\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nplain\n",
    "a short boundary": "--b1\n" + HEAD + SPLIT + "--b1\nContent-Type: text/x-sh\n\nexport A=b\n--b1--\n",
    "many headers": NAME + "".join(f"X-MS.H{at}: y\n" for at in range(200)) + "\n" + SPLIT,
    "a long header": NAME + "X-Long: " + "y" * 3000 + "\n\n" + SPLIT,
    "small letters": HEAD + "f=c3=bcr " + SPLIT,
    "small letters for a sign": HEAD + "a =3d b\n" + SPLIT.replace("3D", "3d"),
    "a comment": NAME.strip() + " (x)\n\n" + SPLIT,
    "no blank": NAME.replace(" ", "") + "\n" + SPLIT,
    "quotes": 'Content-Transfer-Encoding: "quoted-printable"\n\n' + SPLIT,
    "a rule": HEAD + "=C3=BC\n----------------\n" + SPLIT,
    "a short rule": HEAD + "NAME\n----\n" + SPLIT,
    "an answer": HEAD + "=C3=BC\n-----Original Message-----\n" + SPLIT,
    "a certificate": HEAD + "=C3=BC\n-----BEGIN CERTIFICATE-----\n" + SPLIT,
    "an option": HEAD + "=C3=BC\n--option=3Dvalue\n" + SPLIT,
    "an option alone": HEAD + "=C3=BC\n--verbose\n\n" + SPLIT,
    "a sentence": HEAD + "=C3=BC\nFrom here on we use 2024\n" + SPLIT,
    "a letter written so": HEAD + "=46rom here\n=C3=BC=C3=BC =41 letter\n" + SPLIT,
    "all letters written so": HEAD + "=48=65=6C=6C=6F\n" + SPLIT,
    "a sign amid a broken line": HEAD + "=C3=BC=C3=BC " + SPLIT.strip() + " a=b\n",
}


@pytest.mark.parametrize("text", SPOILT.values(), ids=SPOILT)
def test_what_spoils_a_part_spoils_no_more_than_what_is_behind_it(engine: Engine, text: str) -> None:
    line = text[: text.index(SPLIT[:6])].count("\n") + 1
    assert told(engine, text) == [(TOKEN, line, line + 1)]


@pytest.mark.parametrize("value", ["02fi", "56hU", "71kV", "4Fq0"])
def test_a_value_behind_a_sign_is_no_letter_that_is_written_so(engine: Engine, value: str) -> None:
    """Which could stand there as it is."""
    secret = value + PASSWORD
    assert told(engine, f"{HEAD}db_password={secret}\n{TOKEN}\n") == [(secret, 3, 3), (TOKEN, 4, 4)]


NEXT = {
    "a line of another kind": "x = a=b\n",
    "another mail": "\nFrom a@example.com Mon Sep 17 00:00:00 2001\n",
    "one without a beginning": "\nSubject: x\nContent-Transfer-Encoding: 7bit\n\n",
    "the next part": "--b1\nX-Kind: y\n\n",
    "the end of a part": "--b1--\n",
    "another boundary": "--other\nContent-Type: text/plain\n\n",
}


@pytest.mark.parametrize("after", NEXT.values(), ids=NEXT)
def test_behind_its_end_a_text_is_read_as_it_stands(engine: Engine, after: str) -> None:
    """`DE` behind a sign of equality is no byte there."""
    key = "DEAD" + PASSWORD
    text = "--b1\n" + HEAD + SPLIT + after + f"db_password={key}\n"
    line = text.count("\n")
    assert told(engine, text) == [(TOKEN, 4, 5), (key, line, line)]


ORDINARY = (
    "Your password \u2014 please change it soon.",
    "Das Token \u2013 l\u00e4uft ab",
    "Le mot de passe \u00e0 changer: \u00e9t\u00e9",
    "token=\u2026",
    "secret \u2014 na\u00efve fa\u00e7ade",
    'password="changeme"',
    "<p>Das Token \u2013 l\u00e4uft ab</p>",
)


@pytest.mark.parametrize("text", ORDINARY)
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_an_ordinary_mail_has_no_leads(engine: Engine, text: str, kind: str) -> None:
    """What stands there as it is would be some."""
    assert told(engine, mailed(f"Gr\u00fc\u00dfe,\n{text}\n", kind)) == []


def test_what_stands_there_the_same_is_told_once_at_its_place(engine: Engine) -> None:
    data = HEAD + f"=C3=BC\n{URL}\n{TOKEN} =3D=C3=BC\n"
    assert told(engine, data) == [(PASSWORD, 4, 4), (TOKEN, 5, 5)]
    [first, second] = engine.scan(data.encode())
    assert data[slice(*first.value)] in URL
    assert data[slice(*second.value)] == TOKEN


ESCAPED = ("token&#61;YOUR_API_KEY \u2014", "DB_PASSWORD&#61;${DB_PASSWORD} \u2014", "token\\u003dYOUR_API_KEY \u2014")


@pytest.mark.parametrize("text", ESCAPED)
def test_what_is_escaped_in_it_is_read_when_it_is_undone(engine: Engine, text: str) -> None:
    assert told(engine, mailed(text + "\n", "html")) == []
    assert told(engine, mailed(f"{text}\ndb_password&#61;{PASSWORD}\n", "html"))[0][0] == PASSWORD


def test_cells_of_a_table_are_those_that_are_meant(engine: Engine) -> None:
    table = f"user,password\n=C3=BC,{PASSWORD[:8]}=3D{PASSWORD[8:]}\nb,Ab=3Dc7{PASSWORD}\n"
    values = [value for value, _, _ in told(engine, HEAD + table)]
    assert values == [f"{PASSWORD[:8]}={PASSWORD[8:]}", f"Ab=c7{PASSWORD}"]


def test_of_many_leads_none_is_what_stands_there_as_it_is(engine: Engine) -> None:
    """Where only the first ones are looked for, too."""
    lines = [f"db_password=3D{made(ALNUM, 14)}=E2=80=94{at}\nYour password =E2=80=94 please\n" for at in range(40)]
    first = [value for value, _, _ in told(engine, HEAD + "".join(lines), most=5)]
    assert len(first) >= 6
    assert [value for value in first if "=" in value or "E2" in value] == []
