"""Makes detectors/filters/wordlike_table.py: `python -m tests.bench.accuracy.train FOLDER... > FILE`.

From ordinary text (documentation, source code, translations; a few hundred megabytes, the more languages the better):

- how surprising each letter is after the two before it, in steps of 0.75 bits up to fifteen: a table of 28 x 28 x 28
  half bytes over a-z, any digit, anything else. Each word counts by the logarithm of how often it occurs, so that the
  text's subject does not become the language;
- the commonest words of three letters and more, as a Bloom filter.

The table in the package was made from the sources and translations of Django, Twisted, SciPy, SymPy, botocore, the
standard library, and Debian's documentation.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Final

SYMBOLS: Final = 28
_WORDS: Final = 10_000
_BITS_A_WORD: Final = 10
_HASHES: Final = 5
_LARGEST: Final = 2 << 20
_SHORT: Final = 2
_STEP: Final = 0.75  # bits
_USUAL: Final = 4.6  # bits a letter
_LEAST: Final = 6  # times that a word must occur, so that hashes and names of one file do not count
_PART: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_RUN: Final = re.compile(r"[A-Za-z]{2,24}(?:[_\-.]?[A-Za-z]{1,24}|[_\-.]?\d{1,2}(?!\d)){0,5}")


def _symbol(letter: str) -> int:
    return ord(letter) - 97 if "a" <= letter <= "z" else 26 if letter.isdigit() else 27


def _counted(folders: list[Path]) -> tuple[Counter[str], Counter[str]]:
    runs: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            known = path.suffix in {".py", ".md", ".txt", ".po", ".rst", ".html", ".js", ".ts", ".c", ".h", ".json", ""}
            if not known or not path.is_file() or path.is_symlink() or path.stat().st_size > _LARGEST:
                continue
            found = Counter(_RUN.findall(path.read_text("utf-8", "ignore")))
            for run in found:
                runs[run] += 1  # once a file
                for word in _PART.findall(run):
                    words[word.lower()] += 1
    return runs, words


def _steps(runs: Counter[str]) -> list[int]:
    counts = [0.5 / SYMBOLS] * SYMBOLS**3
    for run, times in runs.items():
        if times < 2:
            continue
        symbols = [27, 27, *map(_symbol, run.lower()), 27]
        for a, b, c in zip(symbols, symbols[1:], symbols[2:], strict=False):
            counts[(a * SYMBOLS + b) * SYMBOLS + c] += math.log2(1 + times)
    steps = []
    for start in range(0, SYMBOLS**3, SYMBOLS):
        row = counts[start : start + SYMBOLS]
        total = sum(row)
        steps += [min(15, round(-math.log2(each / total) / _STEP)) for each in row]
    return steps


def _packed(steps: list[int]) -> bytes:
    return bytes(high << 4 | low for high, low in zip(steps[::2], steps[1::2], strict=True))


def _is_usual(word: str, steps: list[int]) -> bool:
    """A piece of base64 or of a hash may occur often, too."""
    symbols = [27, 27, *map(_symbol, word), 27]
    triples = zip(symbols, symbols[1:], symbols[2:], strict=False)
    return sum(_STEP * steps[(a * SYMBOLS + b) * SYMBOLS + c] for a, b, c in triples) / (len(word) + 1) < _USUAL


def _bloom(words: Counter[str], steps: list[int]) -> bytes:
    usual = (word for word, times in words.items() if len(word) > _SHORT and times >= _LEAST and _is_usual(word, steps))
    kept = sorted(usual, key=lambda word: (-words[word], word))
    size = _WORDS * _BITS_A_WORD
    filled = bytearray((size + 7) // 8)
    for word in kept[:_WORDS]:
        digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=16).digest())
        for _ in range(_HASHES):
            digest, at = divmod(digest, size)
            filled[at >> 3] |= 1 << (at & 7)
    return bytes(filled)


def _lines(name: str, data: bytes) -> str:
    text = base64.b85encode(zlib.compress(data, 9)).decode()
    rows = "\n".join(f'    "{text[at : at + 110]}"' for at in range(0, len(text), 110))
    return f"{name}: Final = (\n{rows}\n)\n"


def main() -> None:
    runs, words = _counted([Path(each) for each in sys.argv[1:]])
    steps = _steps(runs)
    sys.stdout.write(
        '"""Which letters follow which, and the commonest words: made by tests/bench/accuracy/train.py."""\n\n'
        "from __future__ import annotations\n\nfrom typing import Final\n\n"
        + _lines("SURPRISE", _packed(steps))
        + "\n"
        + _lines("WORDS", _bloom(words, steps))
        + f"\nWORD_BITS: Final = {_WORDS * _BITS_A_WORD}\nWORD_HASHES: Final = {_HASHES}\n"
    )


if __name__ == "__main__":
    main()
