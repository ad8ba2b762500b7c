"""Where CI systems keep their logs, below the folder that is theirs.

jenkins          JENKINS_HOME: builds of all jobs, in folders and branches too; what agents and scans log
                 https://www.jenkins.io/doc/book/managing/system-configuration/
gitlab           the server's data, /var/opt/gitlab: logs of jobs that run, and where they are archived
                 https://docs.gitlab.com/administration/cicd/job_logs/
gitlab-runner    the home of a runner's user: what jobs leave in their builds. The runner itself keeps no job logs
github-runner    a runner's folder: _diag, the scripts of steps, what jobs leave in _work
                 https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/monitor-and-troubleshoot
buildkite        the agent's home: its log, job logs (enable-job-log-tmpfile with job-log-path in it), builds
                 https://buildkite.com/docs/agent/self-hosted/configure
teamcity         an agent's home: logs/teamcity-build.log has the output of builds
                 https://www.jetbrains.com/help/teamcity/viewing-build-agent-logs.html
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_CODE: Final = (".git", "node_modules")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`once`: each file has a name of its own, and is not written to any more once its build is finished."""

    text: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """`avoided`: folders that `**` does not enter."""

    patterns: tuple[Pattern, ...]
    avoided: tuple[str, ...] = ()


LAYOUTS: Final = MappingProxyType(
    {
        "jenkins": Layout(
            # Compressed ones are those of the plugin "Compress Build Log".
            (
                Pattern("jobs/**/builds/*/log", once=True),
                Pattern("jobs/**/builds/*/log.gz", once=True),
                Pattern("jobs/**/*.log"),
                Pattern("logs/**/*"),
            ),
            ("builds", "workspace", "workspace@*", "htmlreports", "archive", *_CODE),
        ),
        "gitlab": Layout(
            (
                Pattern("gitlab-ci/builds/*/*/*.log", once=True),
                Pattern("gitlab-rails/shared/artifacts/**/job.log", once=True),
            )
        ),
        "gitlab-runner": Layout((Pattern("builds/**/*.log"), Pattern("builds/**/*.tmp/**/*")), _CODE),
        "github-runner": Layout(
            (Pattern("_diag/**/*.log"), Pattern("_work/_temp/**/*"), Pattern("_work/**/*.log")),
            ("_actions", "_tool", "_temp", *_CODE),
        ),
        "buildkite": Layout((Pattern("log/**/*"), Pattern("**/buildkite_job_log*"), Pattern("builds/**/*.log")), _CODE),
        "teamcity": Layout((Pattern("logs/**/*"), Pattern("work/**/*.log")), _CODE),
    }
)
