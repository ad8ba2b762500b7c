r"""What the head of a table's column looks like, for Hyperscan: name,password   | Name | Password |   | Password | x |

A cell between bars is looked for once, whoever asks: tables.py for what stands below it, contexts/tabled.py beside it.
"""

from __future__ import annotations

from typing import Final

from .names import OF_OTHER_LETTERS

_OTHERS: Final = "|".join(OF_OTHER_LETTERS)
_OF_A_HEAD: Final = r"[\w\x80-\xff]"
# With one word more at most, as a sentence may end with a comma before it.
HEADS: Final = (
    rf"(pass|pwd|secret([ ]access)?|token|api[_ \-]?key|contrase|senha|kennwort|{_OTHERS}){_OF_A_HEAD}{{0,16}}"
    rf"([ ](\([\w \x80-\xff]{{1,12}}\)|{_OF_A_HEAD}{{1,12}}))?"
)
BARRED: Final = rf"({HEADS}|\|[ \t]{{0,4}}pw)[`*]{{0,2}}[ \t]{{0,24}}\|[ \t]{{0,40}}[\w\r\n`*]"
