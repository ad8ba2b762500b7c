"""The text of office documents, where markup cuts words into pieces.

https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from agent.scan.containers.budget import MIB

# What connects a workbook to a database is in attributes.
OFFICE: Final = re.compile(r"(?:word|xl|ppt)/(?!connections)(?:[\w\-]{1,64}/)*[\w\-.]{1,64}\.xml|content\.xml")
_ENDS: Final = re.compile(
    rb"</(?:w:p|a:p|text:p|text:h|si|row|table:table-row)>|<(?:w:br|text:line-break)\b[^>]{0,200}/?>"
)
_CELLS: Final = re.compile(rb"</(?:w:tc|c|table:table-cell)>|<(?:w:tab|text:tab)/>")
# Of a table: a row is one line, whatever stands in its cells.
_TABLE: Final = re.compile(rb"</(?:w:tc|a:tc|table:table-cell)>")
_ROWS: Final = re.compile(rb"</(?:w:tr|a:tr|table:table-row|w:tbl|a:tbl|table:table)>")
_PARTED: Final = re.compile(rb"</(?:w:tc|a:tc|table:table-cell)>|<table:(?:covered-)?table-cell\b[^<>]{0,400}/>")
_EMPTY: Final = re.compile(rb"(?<!\t)\t++(?=\n|\Z)")  # cells, of which a row has none at its end
_TAGS: Final = re.compile(rb"<[^<>]{0,4000}>")
_ENTITY: Final = re.compile(rb"&#?[0-9A-Za-z]{1,31};")


def office(xml: bytes) -> Iterator[bytes]:
    """Paragraphs and rows as lines, cells parted by tabs, the rest of the markup gone."""
    for part in _parts(xml):
        yield unescaped(_TAGS.sub(b"", _CELLS.sub(b"\t", _ENDS.sub(b"\n", part))))


def tables(xml: bytes) -> Iterator[bytes]:
    """The same, with rows as lines, and nothing else: so that a column's name stands above its values."""
    if _TABLE.search(xml) is None:
        return
    for part in _parts(xml):
        yield _EMPTY.sub(b"", unescaped(_TAGS.sub(b"", _PARTED.sub(b"\t", _ROWS.sub(b"\n", part)))))


def _parts(xml: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(xml):
        end = xml.rfind(b"<", at + 1, at + MIB) if len(xml) - at > MIB else len(xml)
        end = end if end > 0 else at + MIB
        yield xml[at:end]
        at = end


def unescaped(text: bytes) -> bytes:
    """What its entities stand for."""
    return _ENTITY.sub(lambda found: html.unescape(found[0].decode("ascii")).encode("utf-8", "replace"), text)
