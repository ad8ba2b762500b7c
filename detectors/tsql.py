"""Passwords of logins and users in T-SQL: CREATE LOGIN and ALTER USER ... WITH PASSWORD = '...'.

https://learn.microsoft.com/en-us/sql/t-sql/statements/create-login-transact-sql
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector
from .forms import varied

LOGIN = CredentialType(
    name="mssql-login",
    title="SQL Server login",
    parts=("password", "login"),
    secret=frozenset({"password"}),
    identity=("login", "password"),
)

_EXAMPLE: Final = "s3cr" + "et-Pw9"

DETECTORS = (
    Detector(
        type=LOGIN,
        confidence=Confidence.CONTEXT,
        keywords=("login", "user"),
        prefilter=r"with\s{1,8}password\s{0,4}=",
        span=320,
        pattern=(
            r"\b(?i:(?:create|alter)[ \t]{1,8}(?:login|user|application[ \t]role)[ \t]{1,8})[\[\"]?"
            r"(?P<login>[\w.\\@$\-]{1,128})[\]\"]?"
            r"\s{1,8}(?i:with\s{1,8}password)\s{0,4}=\s{0,4}N?'(?P<password>[^'\n]{4,128})'"
        ),
        check=varied("password", 1.0),
        examples=(
            (f"CREATE LOGIN app WITH PASSWORD = '{_EXAMPLE}';", _EXAMPLE),
            (f"alter user [web.app]\n  with password=N'{_EXAMPLE}', default_schema=dbo", _EXAMPLE),
        ),
        near_misses=(
            "CREATE LOGIN app WITH PASSWORD = '$(Password)'",
            "CREATE LOGIN app FROM WINDOWS",
            "CREATE LOGIN app WITH PASSWORD = 0x0200A1 HASHED",
            "CREATE LOGIN app WITH PASSWORD = '<password>'",
        ),
    ),
)
