r"""What the head of a table's column looks like, for Hyperscan: name,password   | Name | Password |   | Password | x |

A cell between bars is looked for once, whoever asks: tables/ for what stands below it, contexts/tabled.py beside it.
"""

from __future__ import annotations

import re
from typing import Final

from . import foreign

# In the patterns of all words only those of which the lists of others are full: of a longer alternation Hyperscan keeps
# no more than what any text has.
_OTHERS: Final = "密码|密碼|口令|パスワード|пароль|비밀번호"
_WORDS: Final = rf"pass|pwd|secret([ ]access)?|token|api[_ \-]?key|contrase|senha|kennwort|{_OTHERS}"
_KNOWN: Final = re.compile(rf"pass|contrase|senha|kennwort|{_OTHERS}")
# The rest are looked for as they stand, each by itself, and the table around one where it does.
RARE: Final = tuple(form for form in foreign.spelt(foreign.PASSWORDS) if not _KNOWN.search(form))

_OF_A_HEAD: Final = r"[\w\x80-\xff]"


def head(words: str) -> str:
    """A column's name begins with one; one word more may follow, as a sentence may end with a comma before it."""
    return rf"({words}){_OF_A_HEAD}{{0,16}}([ ](\([\w \x80-\xff]{{1,12}}\)|{_OF_A_HEAD}{{1,12}}))?"


def barred(head: str) -> str:
    return rf"{head}[`*]{{0,2}}[ \t]{{0,24}}\|[ \t]{{0,40}}[\w\r\n`*]"


def unbarred(head: str) -> tuple[str, ...]:
    """Between other signs, and the last of its line."""
    return (
        rf"{head}[\"']?[,;\t][\"']?[A-Za-z_\x80-\xff]",
        rf"[\w\"')\x80-\xff][,;\t][\"']?[\w \x80-\xff]{{0,16}}{head}[\"']?\r?\n",
        rf"\w[ ]{{0,24}}\|[ ]{{1,4}}\w{{0,16}}{head}[ ]{{0,24}}\r?\n",
    )


HEAD: Final = head(_WORDS)
BARRED: Final = barred(rf"({HEAD}|\|[ \t]{{0,4}}pw)")
