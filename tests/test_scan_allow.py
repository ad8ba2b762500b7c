"""What a comment allows, and what it does not; and what has the form of a credential and fails its check."""

from __future__ import annotations

import time

import pytest

from agent.found import REFUSED
from agent.scan.engine import Engine
from detectors import aws
from detectors.forms import ALNUM, made
from detectors.registry import DETECTORS
from tests.sims import compiled

URL = f"postgres://app:{'s3cr' + 'et-Pw9'}@db/orders"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


@pytest.mark.parametrize(
    ("text", "by"),
    [
        (f"a\nDSN={URL} # stanch:allow\nb", "stanch:allow"),
        (f"/* gitleaks:allow */ DSN={URL}", "gitleaks:allow"),
        (f'DSN="{URL}" // trufflehog:ignore', "trufflehog:ignore"),
        (f"DSN={URL} # pragma: allowlist secret", "pragma: allowlist secret"),
        (f"DSN={URL} # Pragma: whitelist secret", "pragma: whitelist secret"),
        (f"DSN={URL} # ggignore", "ggignore"),
        (f"# pragma: allowlist nextline secret\nDSN={URL}", "pragma: allowlist nextline secret"),
        (f"# stanch:allow\nDSN={URL}", ""),
        (f"DSN={URL}\n# stanch:allow", ""),
        (f"# pragma: allowlist nextline secret\n\nDSN={URL}", ""),
        (f"DSN={URL} # disallow", ""),
        (f"DSN={URL} # mygitleaks:allowed", ""),
        # In the value itself it is no comment.
        (f"DSN=postgres://app:{'s3cr' + 'et-Pw9'}gitleaks:allow@db/orders", ""),
        (f"DSN=postgres://app:{'s3cr' + 'et-Pw9'}@db/gitleaks:allow", ""),
        (f"# stanch:allow{' ' * 5000}DSN={URL}", ""),
        (f"{'x' * 5000} # pragma: allowlist nextline secret\nDSN={URL}", "pragma: allowlist nextline secret"),
        # Lines that are too long to be read whole hide nothing that stands elsewhere.
        (f"# pragma: allowlist nextline secret\n\n{'x' * 5000}\nDSN={URL}", ""),
        (f"# pragma: allowlist nextline secret\n\n{' ' * 5000}DSN={URL}", ""),
        (f"# pragma: allowlist nextline secret {' ' * 5000}DSN={URL}", ""),
    ],
)
def test_what_a_comment_allows(engine: Engine, text: str, by: str) -> None:
    assert [hit.suppressed for hit in engine.scan(text.encode())] == [by]


def test_a_line_made_of_values_costs_no_time(engine: Engine) -> None:
    """Each of them has the same line to look along for a comment."""
    for between in (" ", " pragma: allow ", " allow:ignore "):
        data = (f"glpat-{made(ALNUM, 20)}{between}" * 4000).encode()[:100_000]
        start = time.thread_time()
        assert [hit.suppressed for hit in engine.scan(data) if hit.suppressed] == []
        assert time.thread_time() - start < 3  # of a machine that others use as well


@pytest.mark.parametrize(("above", "beside"), [(" # gitleaks:allow", ""), ("", " # gitleaks:allow")])
def test_a_comment_beside_a_part_that_stands_apart(above: str, beside: str) -> None:
    key, made_up = "AKIA" + "QNZGKIQY56JQ7WML", "q9Xc7Lr2Tu7VbWnZ4sHk" + "PdQ8wE1rT5yU3iO6pA0s"
    text = f"aws_access_key_id = {key}{above}\naws_secret_access_key = {made_up}{beside}\n"
    hits = [
        hit
        for hit in Engine(aws.DETECTORS, None, leads=False, decoders=False).scan(text.encode())
        if "secret" in hit.parts
    ]
    assert [hit.suppressed for hit in hits] == ["gitleaks:allow"]


def test_what_fails_its_check_is_told_on_request() -> None:
    text = f"A=postgres://app:${{PASSWORD}}@db/orders\nB={URL}\n".encode()
    plain = compiled.engine()
    assert [(hit.line, hit.suppressed) for hit in plain.scan(text) if hit.type] == [(2, "")]
    asked = Engine(DETECTORS, compiled.folder(), refused=True)
    assert [(hit.line, hit.suppressed) for hit in asked.scan(text) if hit.type] == [(1, REFUSED), (2, "")]


def test_what_fails_its_check_is_told_on_request_though_it_may_be_a_name() -> None:
    asked = Engine(DETECTORS, compiled.folder(), refused=True)
    hits = asked.scan(b"com2sec ro default read-only\n", "snmpd.conf")
    assert [(hit.type and hit.type.name, hit.suppressed) for hit in hits] == [("service-password", REFUSED)]


def test_a_comment_on_the_line_above_a_name_and_its_value() -> None:
    lines = ("chpasswd <<EOF", "old:Winter34Nacht9 # stanch:allow", "new:Sommer12Tag", "EOF", "")
    hits = [*compiled.engine().scan("\n".join(lines).encode(), "x.sh")]
    assert [(hit.line, hit.lines, hit.suppressed) for hit in hits if hit.type] == [(3, (3, 3), "")]
