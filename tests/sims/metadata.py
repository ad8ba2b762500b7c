"""What serves a machine its keys, on loopback: the metadata service of an instance, version 2 alone, and a container's.

    PUT /latest/api/token          a token for so many seconds; unanswered where the answer has no hop left
    GET /latest/meta-data/iam/...  the name of the role, its key; 401 without a token. The key's JSON is called text
    GET /v2/credentials/ID         of a container; 401 where the Authorization is another

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tests.sims.liar import Liar, answer, as_json

ROLE: Final = "stanch-reader"
CONTAINER: Final = "/v2/credentials/0f1e?x=1"
TOKEN: Final = "AQAEA-imds-" + "token=="
_KEYS: Final = "/latest/meta-data/iam/security-credentials/"


@dataclass
class Metadata(Liar):
    """life: of a key. given: how many were. authorization: what a container must show. far: too many hops away.

    is_on: False: version 2 is switched off. role: "": none.
    """

    now: datetime = field(kw_only=True)
    life: timedelta = timedelta(hours=6)
    given: int = 0
    authorization: str = ""
    far: bool = False
    is_on: bool = True
    role: str = ROLE

    async def _pass_on(self, raw: bytes) -> bytes:  # noqa: ARG002, PLR0911 - it was parsed already; one for each path
        asked = self.seen[-1]
        match asked.method, asked.target:
            case "PUT", "/latest/api/token":
                if self.far:
                    return b""
                if not self.is_on or asked.headers.get("x-aws-ec2-metadata-token-ttl-seconds") != "60":
                    return answer("403 Forbidden", b"<html>403</html>", "text/html")
                return answer("200 OK", TOKEN.encode(), "text/plain")
            case "GET", str(path) if path.startswith(_KEYS):
                if asked.headers.get("x-aws-ec2-metadata-token") != TOKEN:
                    return answer("401 Unauthorized", b"<html>401</html>", "text/html")
                if not self.role:
                    return answer("404 Not Found", b"<html>404</html>", "text/html")
                name = path.removeprefix(_KEYS)
                text = json.dumps({"Code": "Success", "Type": "AWS-HMAC", **self._key()}) if name else self.role
                return answer("200 OK", text.encode(), "text/plain")
            case "GET", path if path == CONTAINER:
                if asked.headers.get("authorization", "") != self.authorization:
                    return as_json("401 Unauthorized", {"code": "AccessDenied", "message": "no"})
                return as_json("200 OK", {"RoleArn": "arn", **self._key()})
            case _:
                return answer("404 Not Found")

    def _key(self) -> dict[str, str]:
        self.given += 1
        ends = (self.now + self.life).strftime("%Y-%m-%dT%H:%M:%SZ")
        key_id = f"ASIA{self.given:016}"
        return {
            "AccessKeyId": key_id,
            "SecretAccessKey": "s" * 40,
            "Token": f"session-{self.given}",
            "Expiration": ends,
        }
