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


@dataclass(frozen=True, slots=True)
class Pattern:
    """`once`: each file has a name of its own, and is not written to any more once its build is finished. `passing`: it
    is written in one go and taken away soon; who read it to its end does not miss it.
    """

    text: str
    once: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """`watched`: folders of which every change means a look; what lies elsewhere is found at the next poll, as builds
    change very much there. `avoided`: folders that `**` does not enter. Checkouts are not searched for logs: their
    topmost folder is looked at.
    """

    patterns: tuple[Pattern, ...]
    watched: tuple[str, ...] = ()
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
            ("jobs", "logs"),
            ("builds", "workspace", "workspace@*", "htmlreports", "javadoc", "archive", ".git"),
        ),
        "gitlab": Layout(
            (
                Pattern("gitlab-ci/builds/*/*/*.log", once=True),
                Pattern("gitlab-rails/shared/artifacts/**/job.log", once=True),
            ),
            ("gitlab-ci/builds",),
        ),
        "gitlab-runner": Layout(
            (
                Pattern("builds/*/*/*/*/*.log"),
                Pattern("builds/*/*/*/*.tmp/*", passing=True),
                Pattern("builds/*/*/*/*/*/*.log"),
                Pattern("builds/*/*/*/*/*.tmp/*", passing=True),
            )
        ),
        "github-runner": Layout(
            (Pattern("_diag/**/*.log"), Pattern("_work/_temp/**/*", passing=True), Pattern("_work/*/*/*.log")),
            ("_diag", "_work/_temp"),
        ),
        "buildkite": Layout(
            (
                Pattern("log/**/*"),
                Pattern("buildkite_job_log*"),
                Pattern("*/buildkite_job_log*"),
                Pattern("builds/*/*/*/*.log"),
            ),
            ("log",),
        ),
        "teamcity": Layout((Pattern("logs/**/*"), Pattern("work/*/*.log")), ("logs",)),
    }
)
