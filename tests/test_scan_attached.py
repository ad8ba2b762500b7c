"""Files in base64, in mails and in code, are read as files are; what stands around a run hides nothing."""

from __future__ import annotations

import gzip
import io
import random
import re
import time
import zipfile
import zlib

import pytest

from agent.scan import decode
from agent.scan.engine import Engine
from tests.sims import compiled
from tests.sims.disguised import PASSWORD, TOKEN, URL, b64, typed


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def attached(name: str, body: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first.bin", random.Random(7).randbytes(20_000))  # noqa: S311 - nothing secret
        archive.writestr(name, body)
    return held.getvalue()


PAGE = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + zlib.compress(b"BT (" + URL.encode() + b") Tj ET")
FILES = {
    "zip": attached("a/.env", URL.encode()),
    "zip in a zip": attached("a.jar", attached("a.properties", URL.encode())),
    "Word": attached("word/document.xml", f"<w:p><w:t>{URL[:12]}</w:t><w:t>{URL[12:]}</w:t></w:p>".encode()),
    "PDF": PAGE + b"\nendstream\nendobj\n",
}


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("way", ["on one line", "wrapped"])
def test_files_that_are_attached_are_read(engine: Engine, form: str, way: str) -> None:
    """In mails, and as what a function of a cloud is made of. A file in it may begin a line as the archive does."""
    raw = b64(FILES[form])
    if way == "on one line":
        assert typed(engine, b'{"ZipFile": "' + raw + b'"}') == [("postgres-url", PASSWORD, 1, 1)]
        return
    mail = b"Content-Transfer-Encoding: base64\n\n" + b"\n".join(re.findall(rb".{1,76}", raw)) + b"\n\n--\n"
    [(name, value, first, last)] = typed(engine, mail)
    assert (name, value, first) == ("postgres-url", PASSWORD, 3)
    assert last <= mail.count(b"\n")


@pytest.mark.parametrize("at", [1, 2])
def test_a_line_of_a_run_may_begin_with_any_letter(engine: Engine, at: int) -> None:
    """Also as the mark of an added line does."""
    chance = random.Random(7)  # noqa: S311 - nothing secret
    tried = (b64(gzip.compress(chance.randbytes(150) + b"\n" + URL.encode() + b"\n", mtime=0)) for _ in range(2000))
    wrapped = (re.findall(rb".{1,76}", raw) for raw in tried)
    lines = next(each for each in wrapped if each[at].startswith(b"+"))
    assert typed(engine, b"x: |\n" + b"\n".join(lines) + b"\n") == [("postgres-url", PASSWORD, 2, len(lines) + 1)]


def test_added_lines_of_a_run_are_read_without_their_marks(engine: Engine) -> None:
    raw = b64(gzip.compress(random.Random(7).randbytes(150) + b"\n" + URL.encode() + b"\n", mtime=0))  # noqa: S311
    lines = re.findall(rb".{1,76}", raw)
    assert typed(engine, b"".join(b"+" + line + b"\n" for line in lines)) == [("postgres-url", PASSWORD, 1, len(lines))]


def test_a_hostile_attachment_costs_no_more_than_another(engine: Engine) -> None:
    """A bomb, and one of many members."""
    bomb = attached("a", b"0" * (64 << 20))
    begun = time.process_time()
    assert typed(engine, b64(bomb)) == []
    assert time.process_time() - begun < 5


def test_a_hole_before_a_log_does_not_make_it_binary(engine: Engine) -> None:
    line = b"db_password = " + PASSWORD.encode() + b"\n"
    for hole in (64, 9000):
        assert [hit.line for hit in engine.scan(b"\0" * hole + line)] == [1]
    assert [*engine.scan(b"\0" * 64 + line + b"\0" + line)] == []


def test_utf_32_of_either_order_is_announced(engine: Engine) -> None:
    for name in ("utf-32-le", "utf-32-be"):
        data = f"\ufeffdsn = {URL}\n".encode(name)
        assert decode.encoding(data[:4]) == name
        text = b"".join(decode.to_utf8([data], name))
        assert [value for _, value, _, _ in typed(engine, text)] == [PASSWORD]


@pytest.mark.parametrize("before", ["+  ", "+\t", '    + "', "+ ", "+"])
def test_lines_of_a_run_behind_a_mark_and_blanks_are_read(engine: Engine, before: str) -> None:
    """An indented block that a patch adds, and strings that are joined."""
    raw = b64(gzip.compress(random.Random(7).randbytes(150) + b"\n" + URL.encode() + b"\n", mtime=0)).decode()  # noqa: S311
    after = '"' if before.endswith('"') else ""
    lines = [f"{before}{line}{after}\n" for line in re.findall(r".{1,76}", raw)]
    assert typed(engine, "".join(lines).encode()) == [("postgres-url", PASSWORD, 1, len(lines))]


def test_what_is_wrong_with_an_attached_file_is_no_trouble(engine: Engine) -> None:
    """Of a PDF whose text has no size, say."""
    page = b"BT /F1 1e-200 Tf 1e-200 0 0 1e-200 0 0 Tm (a) Tj 1e-200 0 0 1e-200 5 0 Tm (b) Tj ET"
    pdf = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + zlib.compress(page) + b"\nendstream\nendobj\n"
    data = b"data: " + b64(pdf) + b"\ntoken: " + TOKEN.encode() + b"\n"
    assert [value for _, value, _, _ in typed(engine, data)] == [TOKEN]
