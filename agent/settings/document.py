"""One TOML file, read into msgspec Structs with every mistake collected.

msgspec.convert stops at the first mistake and knows no lines, so the walk over tables and lists is ours; it asks the
Struct for its fields and their types, and msgspec for the single values. What a field may be:

    str, bool, int (with Meta bounds), date      as TOML has them
    timedelta                                    "10s", "15m", "4h", "7d"
    Path                                         `~` allowed; a relative one is relative to the file
    an Enum                                      one of its values
    a Struct, tuple[T, ...], T | None, str | Struct
    dict[str, str]                               a table whose keys the operator chooses

A value is repeated in a message only where it is one of a few words: someone may have pasted a secret.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import types
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import msgspec

from agent.scan.names import of_root
from agent.settings.lines import KeyPath, key_lines
from agent.settings.problems import Problem, no_toml
from agent.settings.words import Hints, example, meant, noun, noun_of, shown

_DURATION: Final = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_NO_TIME: Final = re.compile(r"0+[smhd]?")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SECRET_KEY: Final = re.compile(
    r"(?:^|[_-])(?:pass|passwd|password|passphrase|pwd|token|secret|(?:secret|api|access|private)[_-]?(?:id|key))$",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MISPLACED: Final = "a secret does not belong into this file"
_BAD: Final = object()

S = TypeVar("S", bound=msgspec.Struct)


class Named(msgspec.Struct, frozen=True):
    """An entry of a list of tables, which messages call by its name."""

    name: str


class Document:
    """A TOML file with its lines and the problems found so far; `raw` is None when it could not be read at all.

    `absent`: there is no such file, which is for the caller to judge. `sha256`: of its bytes, "" where there are none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw: dict[str, Any] | None = None
        self.absent = False
        self.sha256 = ""
        self.lines: Mapping[KeyPath, int] = {}
        self.problems: list[Problem] = []
        # The table is kept beside its place, so that its id is not used again.
        self._places: dict[int, tuple[KeyPath, msgspec.Struct]] = {}
        text = ""
        try:
            content = path.read_bytes()
            self.sha256 = hashlib.sha256(content).hexdigest()
            text = content.decode()
            self.raw = tomllib.loads(text)
            self.lines = key_lines(text)
        except FileNotFoundError:
            self.absent = True
        except OSError as error:
            what = f"cannot be read ({type(error).__name__})"
            self.problems.append(
                Problem(path, None, "", what, f"make {path} a file that the user who runs Stanch may read")
            )
        except RecursionError:
            self.problems.append(Problem(path, None, "", "is nested too deeply", "take out the tables within tables"))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self.problems.append(Problem(path, line, "", "the text is not UTF-8", "save the file as UTF-8"))
        except tomllib.TOMLDecodeError as error:
            self.problems.append(no_toml(path, text, str(error)))

    def problem(self, at: KeyPath, what: str, mend: str) -> None:
        self.problems.append(self.note(at, what, mend))

    def in_order(self) -> list[Problem]:
        return sorted(self.problems, key=lambda problem: problem.line or 0)

    def note(self, at: KeyPath, what: str, mend: str) -> Problem:
        """A Problem with the line of `at`, or of the closest thing around it that has one; it is not filed."""
        around = (at[:depth] for depth in range(len(at), 0, -1))
        line = next((self.lines[path] for path in around if path in self.lines), 1)
        return Problem(self.path, line, self.label(at), what, mend)

    def place(self, at: KeyPath) -> str:
        """File, line and key, for a mistake that shows only when the value is used."""
        return self.note(at, "", "").place

    def is_path(self, at: KeyPath) -> bool:
        """Is what is written there a path beyond doubt? Anything else may be a secret that somebody pasted."""
        value: Any = self.raw
        for key in at:
            value = _inside(value, key)
        return isinstance(value, str) and value.startswith(("/", "~/"))

    def label(self, at: KeyPath) -> str:
        """systems.pg-main.endpoints[2]: an item of a list by its name, else by its number from 1."""
        words: list[str] = []
        value: Any = self.raw
        for key in at:
            value = _inside(value, key)
            if isinstance(key, str):
                words.append(key)
                continue
            name = value.get("name") if isinstance(value, dict) else None
            if isinstance(name, str) and _NAME.fullmatch(name):
                words.append(of_root(name))
            else:
                words[-1:] = [f"{words[-1]}[{key + 1}]"]
        return ".".join(words)

    def read(self, kind: type[S]) -> S | None:
        """The file as far as it is right (see `problems`), its sections all optional; None when it is no TOML."""
        return None if self.raw is None else self._table(kind, self.raw, ())

    def at(self, table: msgspec.Struct) -> KeyPath:
        """Where a table that was read stands."""
        return self._places[id(table)][0]

    def duplicates(self, tables: Sequence[Named]) -> None:
        """Two entries of one list of tables may not share a name."""
        seen: set[str] = set()
        for table in tables:
            if table.name in seen:
                self.problem((*self.at(table), "name"), f"{shown(table.name)} is there already", "give it its own name")
            seen.add(table.name)

    def plain_name(self, at: KeyPath, name: str) -> None:
        """A name without spaces and patterns, so that rules of the policy and commands can say it."""
        if not _NAME.fullmatch(name):
            self.problem(at, "is no plain name", 'write letters, digits and . _ - only, such as "pg-main"')

    def one_of(self, at: KeyPath, value: str, known: Collection[str], kind: str) -> bool:
        if value in known:
            return True
        self.problem(at, f"there is no {kind} {shown(value)}", meant(value, known))
        return False

    def _table(self, kind: type[S], raw: object, at: KeyPath) -> S | None:
        if not isinstance(raw, dict):
            self.problem(at, f"must be a table, not {noun_of(raw)}", f"write {_header(at)}")
            return None
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        said = getattr(kind, "hints", None)
        hints: Hints | None = said(raw) if said else None
        for key in raw:
            if key not in fields:
                self._unknown(key, list(fields), at, hints)
        values: dict[str, Any] = {}
        for key, field in fields.items():
            if hints and key in hints.misread and isinstance(raw.get(key), str):
                self.problem((*at, key), f"means nothing here, and {_MISPLACED}", hints.hide)
                values[key] = _BAD
            elif hints and key in raw and key not in hints.known and hints.also.get(key) in hints.known:
                self._unknown(key, list(fields), at, hints)  # its kind is not the one that takes this
                values[key] = _BAD
            elif key in raw:
                values[key] = self._value(field.type, raw[key], (*at, key))
            elif field.required:
                values[key] = _BAD
                self.problem((*at, key), "is missing", f"write {key} = {example(field.type)}")
        good = {key: value for key, value in values.items() if value is not _BAD}
        if at and len(good) < len(values):
            return None
        # A section that is wrong counts as absent, so that the rest of the file is checked in the same go.
        table = kind(**good)
        self._places[id(table)] = (at, table)
        return table

    def _unknown(self, key: str, known: list[str], at: KeyPath, hints: Hints | None) -> None:
        if _SECRET_KEY.search(key):
            self.problem((*at, key), _MISPLACED, (hints or Hints(())).hide)
        else:
            self.problem((*at, key), "there is no such key", hints.mend(key) if hints else meant(key, known))

    def _value(self, kind: Any, raw: object, at: KeyPath) -> Any:  # noqa: ANN401 - the type is in `kind`
        if get_origin(kind) in {Union, types.UnionType}:
            choices = [choice for choice in get_args(kind) if choice is not type(None)]
            kind = next((choice for choice in choices if _is_struct(choice) == isinstance(raw, dict)), choices[0])
        if _is_struct(kind):
            table = self._table(kind, raw, at)
            return _BAD if table is None else table
        if get_origin(kind) is tuple:
            return self._list(get_args(kind)[0], raw, at)
        if get_origin(kind) is dict:
            return self._texts(raw, at)
        return self._single(kind, raw, at)

    def _texts(self, raw: object, at: KeyPath) -> Any:  # noqa: ANN401 - a table of texts, or _BAD
        if not isinstance(raw, dict):
            self.problem(at, f"must be a table, not {noun_of(raw)}", f'write {at[-1]} = {{ ... = "..." }}')
            return _BAD
        values = {key: self._single(str, value, (*at, key)) for key, value in raw.items()}
        return _BAD if _BAD in values.values() else values

    def _list(self, kind: Any, raw: object, at: KeyPath) -> Any:  # noqa: ANN401 - the type is in `kind`
        if not isinstance(raw, list):
            if _is_struct(kind):
                self.problem(at, f"must be a list of tables, not {noun_of(raw)}", f"write [[{at[-1]}]]")
            else:
                self.problem(at, f"must be a list, not {noun_of(raw)}", f"write {at[-1]} = [{example(kind)}]")
            return _BAD
        items = [self._value(kind, item, (*at, index)) for index, item in enumerate(raw)]
        good = [item for item in items if item is not _BAD]
        return tuple(good) if _is_struct(kind) or len(good) == len(items) else _BAD

    def _single(self, kind: Any, raw: object, at: KeyPath) -> Any:  # noqa: ANN401 - the type is in `kind`
        value: Any = _BAD
        if isinstance(kind, type) and issubclass(kind, Enum):
            known = [member.value for member in kind]
            if raw in known:
                return kind(raw)
            if isinstance(raw, str):
                self.problem(at, f"{shown(raw)} is none of its values", meant(raw, known))
                return _BAD
        elif kind is timedelta and isinstance(raw, str):
            found = _DURATION.fullmatch(raw)
            value = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else _BAD
        elif kind is Path and isinstance(raw, str):
            value = self._path(raw)
        elif kind not in {timedelta, Path}:
            try:
                value = msgspec.convert(raw, kind)
            except msgspec.ValidationError:
                value = _BAD
        if kind is timedelta and isinstance(raw, str) and _NO_TIME.fullmatch(raw):
            self.problem(at, "is no time: the smallest is 1s", 'write "1s" or more')
            return _BAD
        if value is _BAD or value == "":
            self.problem(at, f"must be {noun(kind)}, not {noun_of(raw)}", f"write {example(kind)}")
            return _BAD
        return value

    def _path(self, raw: str) -> object:
        try:
            return self.path.parent / Path(raw).expanduser() if raw and "\0" not in raw else _BAD
        except RuntimeError:  # no home directory is known for `~`
            return _BAD


def _inside(value: Any, key: str | int) -> Any:  # noqa: ANN401 - TOML of any shape
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _header(at: KeyPath) -> str:
    names = ".".join(str(key) for key in at if isinstance(key, str))
    return f"{{ ... }} or [{names}]" if at else "keys and values"
