"""Looks at what a log source names: which files are read on, which are new, which rest. Blocking.

what is named now ---.                                  .-- still there, under whatever name: read on
tracks of last time --+-- by device, inode, contents --+--- a copy, or compressed: read on in that
what is settled -----'                                  '-- gone: owed, unless it was read to its end
"""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from typing import Final

import msgspec

from agent.sources.logs.file import NotRegularError, Track, begin, same, unpacked, untouched
from agent.sources.logs.names import Named, Names, listed, shown
from agent.sources.logs.plan import ASKED, LogPosition, Plan
from agent.sources.logs.rotated import UNREAD, Beside, generations, lose, moved

_TOLD: Final = timedelta(days=7)
_NAMED_GONE: Final = 100
_NAMED_DEBTS: Final = 200
_AWAY: Final = "it is not there"
_LINK: Final = "it is a symbolic link or no regular file"


def plan(names: Names, known: LogPosition, now: float, *, old: bool) -> Plan:
    """`old`: what is not known yet is backlog."""
    found = Plan(youngest=known.youngest, asked=known.asked)
    if _is_away(names, known):
        return _waiting(names, known, found)
    _name(names, known, found, now)
    if names.is_one and not os.path.lexists(names.path):
        found.debts.append((shown(names.path), _AWAY))
    unmatched = [track for track in known.tracks if not _in_place(track, found)]
    # Nothing tells whether one that was empty was copied and truncated since.
    empty = [track for track in found.tracks if not track.size and (track.device, track.inode) not in found.still]
    if unmatched or empty:
        beside = Beside([*found.live, *(track.path for track in (*unmatched, *empty))], str(names.fixed))
        lost = [track for track in unmatched if not moved(track, beside, found, now)]
        lose(lost, beside, names, found, now)
        for track in (*unmatched, *empty):
            for path in generations(track, beside, found):
                _begin(path, found, now, old=False)
    found.gone = [gone for gone in known.gone if now - gone.at < _TOLD.total_seconds()] + found.gone
    del found.gone[:-_NAMED_GONE]
    for path in sorted(found.live):
        _begin(path, found, now, old=old)
    if (more := len(found.debts) - _NAMED_DEBTS) > 0:
        found.debts[_NAMED_DEBTS:] = [(shown(names.path), f"more that cannot be read: {more}")]
    # What was rotated away is older than what took its place.
    found.tracks.sort(key=lambda track: track.path in found.live)
    return found


def _is_away(names: Names, known: LogPosition) -> bool:
    """Is the folder of all of them gone? It may be on a disk that is not mounted now."""
    below = f"{names.fixed}/"
    held = bool(known.settled) or any(track.path.startswith(below) for track in known.tracks)
    return held and not os.path.lexists(names.fixed)


def _waiting(names: Names, known: LogPosition, found: Plan) -> Plan:
    """All stays as it is, until the folder is there again."""
    found.tracks, found.gone = list(known.tracks), list(known.gone)
    found.still = {(track.device, track.inode) for track in known.tracks}
    found.settled = {folder: listed(kept.numbers, kept.names) for folder, kept in known.settled.items()}
    found.live = {track.path: Named(track.path, None, once=False, loose=True) for track in known.tracks}
    found.debts.append((shown(names.fixed), _AWAY))
    return found


def _name(names: Names, known: LogPosition, found: Plan, now: float) -> None:
    """What is named and not settled is live."""
    before = {folder: listed(kept.numbers, kept.names) for folder, kept in known.settled.items()}
    nobody: set[str] = set()
    ask = bool(before) and now - known.asked >= ASKED.total_seconds()
    if ask:
        found.asked = now
    else:
        found.settled = {folder: set(kept) for folder, kept in before.items()}
    unread: list[str] = []
    named = [*names.now((lambda _: nobody) if ask else (lambda folder: before.get(folder, nobody)), unread)]
    found.debts += [(shown(folder), UNREAD) for folder in dict.fromkeys(unread)]
    known_items = [each for each in named if each.item and each.item[1] in before.get(each.item[0], nobody)]
    touched = {each.item for each in known_items if not _rests(each.path, known.youngest)}
    for each in known_items:
        if each.item and each.item not in touched:
            found.settled.setdefault(each.item[0], set()).add(each.item[1])
    for item in touched:
        if item:
            found.settled.get(item[0], nobody).discard(item[1])
    rests = {each.path for each in known_items if each.item not in touched}
    found.live = {each.path: each for each in named if each.path not in rests}


def _rests(path: str, youngest: int) -> bool:
    """Is it as it was when it settled? What is gone rests, too."""
    try:
        return os.lstat(path).st_ctime_ns <= youngest
    except OSError:
        return True


def _begin(path: str, found: Plan, now: float, *, old: bool) -> None:
    """A file that is named; a second name of one that is read already adds nothing."""
    try:
        status = os.lstat(path)
        if (status.st_dev, status.st_ino) in found.taken or stat.S_ISDIR(status.st_mode):
            return
        track = begin(path, now, old=old)
        if track.packed and (plain := found.by_path(path.rpartition(".")[0])):
            track = msgspec.structs.replace(track, read=unpacked(plain))
        found.add(track)
    except NotRegularError:
        if path in found.live and not found.live[path].loose:
            found.debts.append((shown(path), _LINK))
    except FileNotFoundError:
        return
    except OSError:
        found.debts.append((shown(path), UNREAD))


def _in_place(track: Track, found: Plan) -> bool:
    """Is the file under the name that it had? Then it is read on, or rests."""
    try:
        status = os.lstat(track.path)
        if untouched(status, track):
            found.still.add((track.device, track.inode))
        elif (status.st_dev, status.st_ino) != (track.device, track.inode) or not same(track.path, track):
            return False
    except PermissionError:
        found.debts.append((shown(track.path), UNREAD))  # still there, but not for us: it keeps its place
    except (OSError, NotRegularError):
        return False
    found.add(track)
    return True
