"""The least that the two tokens of a source of builds may do, in its provider's own words.

https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes
https://docs.gitlab.com/user/permissions/  https://www.jenkins.io/doc/book/security/access-control/permissions/
https://buildkite.com/docs/apis/managing-api-tokens#token-scopes
"""

from __future__ import annotations

from typing import Final

from agent.settings.ci import NO_ERASING, CiKind

_READS: Final = {
    CiKind.GITHUB: "fine-grained, of the owner: Actions: read, Metadata: read",
    CiKind.GITLAB: "of the group, as a Reporter (Developer for private logs): read_api",
    CiKind.JENKINS: "an API token of a user with Overall/Read, Job/Read",
    CiKind.BUILDKITE: "read_builds, read_build_logs, read_pipelines",
    CiKind.CIRCLECI: "a personal token of a user who only reads: CircleCI knows no less",
}
_ERASES: Final = {
    CiKind.GITHUB: "fine-grained, of the owner: Actions: read and write, Metadata: read",
    CiKind.GITLAB: "of the group, as a Maintainer: api",
    CiKind.JENKINS: "an API token of another user with Overall/Read, Job/Read, Run/Delete",
    CiKind.BUILDKITE: "read_builds, read_build_logs, write_build_logs",
}


def least(kind: CiKind) -> str:
    """A line for each key of stanch.toml."""
    erases = _ERASES.get(kind, f"none. {NO_ERASING.get(kind, '')}")
    return f"token: {_READS[kind]}\nerase_token: {erases}\n"
