"""A program of its own: whose is the access key on standard input (id and secret, a line each)? botocore asks.

    python -I sts.py ENDPOINT   ->   0 and the ARN; 1 and the code and words of the refusal; 2: no answer

Nothing of Stanch is imported. AWS may answer the first right secret after a wrong one as if it were wrong, too: what
another signature may have caused is asked again.
"""

from __future__ import annotations

import sys

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session


def main() -> int:
    key_id, secret = sys.stdin.read().split()
    client = Session().create_client(
        "sts",
        region_name="us-east-1",
        endpoint_url=sys.argv[1],
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=10),
    )
    for last in (False, True):
        try:
            sys.stdout.write(f"{client.get_caller_identity()['Arn']}\n")
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "SignatureDoesNotMatch" and not last:
                continue
            sys.stderr.write(f"{code}: {error.response['Error']['Message']}\n")
            return 1
        except BotoCoreError as error:
            sys.stderr.write(f"no answer: {type(error).__name__}\n")
            return 2
        return 0
    raise AssertionError(last)


if __name__ == "__main__":
    sys.exit(main())
