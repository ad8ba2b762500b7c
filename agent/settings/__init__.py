"""What the operator wrote: stanch.toml, policy.toml and inventory.toml, typed, checked and never half-read.

    load(directory) --> Settings          or SettingsError: every mistake of every file, in one go, each as

    stanch.toml:12: systems.pg-main.endpoints: what is wrong — the mend

      lines.py      key path -> line (neither tomllib nor msgspec tells)
      document.py   one TOML file read into msgspec Structs; problems.py: Problem, SettingsError; words.py: how it says
                    things
      tables.py     the sections of stanch.toml; sources.py: [[sources]]; systems.py: [[systems]]; slack.py: [slack];
                    web.py: [web]
      rules.py      policy.toml; inventory.py: inventory.toml; load.py: the whole

Rules: an unknown key is an error, so that a typo never switches something off. No secret stands in a TOML file:
a credential is named by the file that holds it. Nothing here looks at a network or opens a secret.
"""

from __future__ import annotations

from agent.folders import config_directory, state_directory
from agent.settings.load import Evidence, Names, Settings, load
from agent.settings.problems import Problem, SettingsError
from agent.settings.slack import SlackSettings
from agent.settings.sources import SourceSettings
from agent.settings.tables import Caps, LogLevel, Overlap, ProbeLimits, ProbeMode, SourceKind, Timing
from agent.settings.web import Web

__all__ = [
    "Caps",
    "Evidence",
    "LogLevel",
    "Names",
    "Overlap",
    "ProbeLimits",
    "ProbeMode",
    "Problem",
    "Settings",
    "SettingsError",
    "SlackSettings",
    "SourceKind",
    "SourceSettings",
    "Timing",
    "Web",
    "config_directory",
    "load",
    "state_directory",
]
