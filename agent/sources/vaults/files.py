"""A folder that is used as a vault: `.env`, YAML and JSON files.

What SOPS or Ansible Vault has encrypted is recognised and left alone: its values are nobody's to read here. Whatever
lies there unencrypted is a finding of hygiene, and its values are known like those of any store; in a file of SOPS that
is what it was told to leave as it is (`unencrypted_suffix`, `encrypted_regex` ...), and a finding only where its name
says that it is a secret. A YAML file is read line by line: `name: value` or `- value`, at any depth; what spans lines
is not taken apart. Links are not followed.
https://getsops.io/docs/  https://docs.ansible.com/ansible/latest/vault_guide/vault_encrypting_content.html
"""

from __future__ import annotations

import asyncio
import os
import re
import stat
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from agent.sources.vaults.openbao import flat
from agent.sources.vaults.store import DEEPEST, About, Held, Listed, Owe, Version
from detectors.base import Secret
from detectors.generic.names import Named, promise
from revokers.base import RefusedError

_LARGEST: Final = 1 << 20  # bytes
_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_ENDINGS: Final = (".env", ".yaml", ".yml", ".json")
_ANSIBLE: Final = b"$ANSIBLE_VAULT;"
_SOPS: Final = re.compile(
    rb'(?m)^[ \t]*+"?sops"?[ \t]*+:[ \t]*+(?:\{|\r?$)|[{,][ \t]{0,8}"sops"[ \t]{0,8}:[ \t]{0,8}\{'
    rb"|^sops_(?:mac|version)="
)
_ENCRYPTED: Final = re.compile(rb"ENC\[AES256_GCM,data:")
_METADATA: Final = re.compile(r"(?m)^sops:[ \t]*\r?\n(?:[ \t][^\n]*\n?|\r?\n)*")
_SECRETS: Final = (Named.PASSWORD, Named.SECRET)
_LINE: Final = re.compile(
    r"^\s*(?:export\s+|-\s+)?['\"]?(?P<name>[\w.\-]{1,100})['\"]?\s{0,8}(?::(?!//)|=)\s?(?P<value>.+?)\s*$"
)
_ITEM: Final = re.compile(r"^\s*-\s+(?P<value>\S.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Files:
    """Every such file below a folder."""

    root: Path

    async def paths(self, owe: Owe) -> AsyncIterator[Listed]:
        for name, mark in await asyncio.to_thread(lambda: list(_below(self.root, owe))):
            yield Listed(name, {"mark": mark})

    async def about(self, at: Listed) -> About:
        raw = await asyncio.to_thread(self._bytes, at.path)
        fields = _plain(raw, json=at.path.endswith(".json"))
        plain = not is_encrypted(raw) or any(promise(name.rpartition(".")[2]) in _SECRETS for name in fields)
        return About(("1",) if fields or plain else (), mark=str(at.said["mark"]), plain=plain)

    async def read(self, at: Listed, about: About) -> Held:
        if not about.versions:
            return Held()
        raw = await asyncio.to_thread(self._bytes, at.path)
        return Held((Version("1", _plain(raw, json=at.path.endswith(".json"))),))

    def _bytes(self, path: str) -> bytes:
        """Raises RefusedError."""
        problem, raw = "", b""
        try:
            file = os.open(self.root / path, _OPEN)
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
        else:
            with os.fdopen(file, "rb") as opened:
                info = os.fstat(file)
                if not stat.S_ISREG(info.st_mode) or info.st_size > _LARGEST:
                    problem = f"is no regular file, or larger than {_LARGEST} bytes"
                else:
                    raw = opened.read(_LARGEST)
        if problem:
            raise RefusedError(problem)
        return raw


def is_encrypted(raw: bytes) -> bool:
    """By SOPS, whose metadata stand beside values that it encrypted, or as a whole by Ansible Vault."""
    return raw.startswith(_ANSIBLE) or (_SOPS.search(raw) is not None and _ENCRYPTED.search(raw) is not None)


def _below(root: Path, owe: Owe) -> Iterator[tuple[str, str]]:
    def told(error: OSError) -> None:
        owe(str(error.filename), f"cannot be looked into ({error.strerror})")

    there = found = 0
    for folder, inner, files in os.walk(root, onerror=told, followlinks=False):
        at = Path(folder).relative_to(root)
        if len(at.parts) >= DEEPEST:
            owe(folder, f"more than {DEEPEST} folders deep: not looked into")
            inner.clear()
            continue
        inner[:] = sorted(name for name in inner if name != ".git")
        for name in sorted(files):
            there += 1
            if name.endswith(_ENDINGS) or name.startswith(".env"):
                try:
                    info = (Path(folder) / name).lstat()
                except OSError:
                    continue
                if stat.S_ISREG(info.st_mode):
                    found += 1
                    yield str(at / name), f"{info.st_size}:{info.st_ctime_ns}:{info.st_ino}"
    if there and not found:
        named = ", ".join(f"*{end}" for end in _ENDINGS)
        owe(str(root), f"no file there is read: none is called {named}, or all are links")


def _plain(raw: bytes, *, json: bool) -> dict[str, Secret]:
    """What is not encrypted; of a file of SOPS without what that wrote about itself."""
    if raw.startswith(_ANSIBLE):
        return {}
    text = raw.decode(errors="replace")
    if not is_encrypted(raw):
        return _fields(text, json=json)
    fields = _fields(_METADATA.sub("", text), json=json)
    if "" in fields:
        return {}  # it is no JSON
    return {
        name: value
        for name, value in fields.items()
        if not name.startswith((".sops.", "sops_")) and not value.reveal().startswith("ENC[")
    }


def _fields(text: str, *, json: bool) -> dict[str, Secret]:
    if json:
        try:
            held = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            held = None
        return flat({"": held}) if isinstance(held, dict | list) else {"": Secret(text)}
    found: dict[str, Secret] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line[:10_000])
        item = None if match else _ITEM.match(line[:10_000])
        name, value = (match["name"], match["value"]) if match else ("item", item["value"] if item else "")
        if value and not value.startswith(("ENC[", "!vault")):
            # `password` stands in each of several tables.
            found[f"{number}.{name}" if name in found else name] = Secret(_unquoted(value))
    return found


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] in "'\"" and value.endswith(value[0]):
        return value[1:-1]
    return value.partition(" #")[0].rstrip()
