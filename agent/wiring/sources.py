"""Builds a source from its table of the configuration: each kind is a few lines."""

from __future__ import annotations

from functools import partial

from agent.folders import kept_apart, pattern_cache
from agent.found import Source
from agent.settings import Settings, SourceKind, SourceSettings
from agent.sources.git.ignore import ignored
from agent.sources.git.source import GitSource
from agent.sources.logs.journal import HOME, JournalSource
from agent.sources.logs.journal_read import Journal
from agent.sources.logs.source import LogSource
from agent.sources.sieve import Sieve
from agent.sources.tree import TreeSource, Worktree
from agent.sources.vaults.kept import Stores
from agent.wiring.alerts import alert_source
from agent.wiring.ci import ci_source
from agent.wiring.remotes import Remotes


def open_source(wanted: SourceSettings, settings: Settings, remotes: Remotes, stores: Stores) -> Source:
    if wanted.ci is not None:
        return ci_source(wanted, remotes.logins, remotes.stopping)
    if wanted.remote is not None:
        return remotes.source(wanted)
    if wanted.alerts is not None:
        return alert_source(wanted, remotes.logins)
    source = _source(wanted, settings, remotes, stores)
    if not wanted.exclude:
        return source
    return Sieve(source, wanted.path, "" if wanted.kind is SourceKind.GIT else None, wanted.exclude)


def _source(wanted: SourceSettings, settings: Settings, remotes: Remotes, stores: Stores) -> Source:
    own = kept_apart((settings.state, pattern_cache(settings.state)))  # each look would write there, and find it
    match wanted.kind:
        case SourceKind.GIT:
            about = (wanted.name, wanted.path, wanted.visibility)
            return GitSource(*about, sweeper=remotes.sweeper, known=remotes.known, unreachable=wanted.unreachable)
        case SourceKind.TREE if wanted.of:
            spared = partial(ignored, wanted.path) if wanted.gitignore else None
            return TreeSource(wanted.name, wanted.path, wanted.visibility, worktree=Worktree(spared), own=own)
        case SourceKind.TREE:
            return TreeSource(wanted.name, wanted.path, wanted.visibility, own=own)
        case SourceKind.LOG:
            quiet, layout = settings.timing.quiet, wanted.layout
            return LogSource(wanted.name, wanted.path, wanted.visibility, quiet=quiet, layout=layout)
        case SourceKind.JOURNAL:
            directory = None if wanted.path == HOME else wanted.path
            journal = Journal(directory, wanted.units, wanted.identifiers)
            return JournalSource(wanted.name, wanted.visibility, journal)
        case SourceKind.VAULT:
            return stores.source(wanted)
        case SourceKind.FORGE | SourceKind.ALERTS | SourceKind.CI:
            message = f"{wanted.name}: a {wanted.kind.value} source is not opened here"
            raise AssertionError(message)
