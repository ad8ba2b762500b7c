"""The tokens of SonarQube and SonarCloud: of a user, a project, for analysis, and without a prefix, as they were.

https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import alnum, secretive

TOKEN = one("sonar-token", "Sonar token")

_TOKEN: Final = "squ_" + made(ALNUM, 40, "sonar-token")
_TOKEN_2: Final = made(HEX, 40, "sonar")

DETECTORS = (
    prefixed(
        TOKEN,
        r"sq[uaposco]_" + alnum(40),
        ("squ_", "sqa_", "sqp_", "sqo_", "sqs_", "sqc_"),
        ((f"SONAR_TOKEN={_TOKEN}", _TOKEN), (f'"sonar_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-10], f"x{_TOKEN}", "squ_" + "x" * 40, "squ_your-key"),
    ),
    secretive(
        TOKEN,
        "sonar",
        alnum(40),
        ("sonar",),
        ((f"SONAR_TOKEN={_TOKEN_2}", _TOKEN_2), (f"mvn sonar:sonar -Dsonar.login={_TOKEN_2}", _TOKEN_2)),
        (
            f"SONAR_TOKEN={_TOKEN_2}0",
            f"sonar_revision={_TOKEN_2}",
            f"sonarqube-scanner/-/sonarqube-scanner-2.5.0.tgz#{_TOKEN_2}",
            "sonar.login=$(SONAR_LOGIN)",
        ),
    ),
)
