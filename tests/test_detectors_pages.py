"""Passwords in pages, whatever tags, breaks and blanks part them from their names."""

from __future__ import annotations

import pytest

from agent.scan.engine import Engine
from detectors.forms import ALNUM, made
from tests.sims import compiled

VALUE = made(ALNUM, 12, "page")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def told(engine: Engine, text: str) -> list[str]:
    hits = [hit for hit in engine.scan(f"<p>\n{text}\n</p>\n".encode(), "a.html") if not hit.suppressed]
    assert all(f"<p>\n{text}\n</p>\n"[slice(*hit.value)] == VALUE for hit in hits if text.isascii())
    return [hit.parts["password" if hit.type else "value"].reveal() for hit in hits]


@pytest.mark.parametrize(
    "text",
    [
        f"<td><b>Password:</b></td><td>{VALUE}</td>",
        f'<td class="confluenceTd"><p>Password</p></td><td class="confluenceTd"><p>{VALUE}</p></td>',
        f"<p>Password:&nbsp;{VALUE}</p>",
        f'Password: <span class="mono">{VALUE}</span>',
        f"Password:<br/>{VALUE}<br/>",
        f"<td>Login: admin<br>Password: {VALUE}</td>",
        f"<pre>password: {VALUE}</pre>",
        f"<!-- password: {VALUE} -->",
        f"<TR><TD>Password</TD><TD>{VALUE}</TD></TR>",
        f'<td data-label="Password">{VALUE}</td>',
        f'<input value="{VALUE}" type="password">',
        f'<input type="password" name="x" value="{VALUE}">',
        f"<td>API key</td><td>{VALUE}</td>",
        f"<td>Secret</td><td>{VALUE}</td>",
        f"<td>Mot de passe</td><td>{VALUE}</td>",
        f"<td>Пароль</td><td>{VALUE}</td>",
        f"<td>Contraseña</td><td>{VALUE}</td>",
        f"<td>密码</td><td>{VALUE}</td>",
    ],
)
def test_a_value_beside_its_name(engine: Engine, text: str) -> None:
    assert told(engine, text) == [VALUE]


@pytest.mark.parametrize(
    "text",
    [
        f"<td>Password</td></tr><tr><td>{VALUE}</td>",
        f"<td>Secret</td><td>x</td><td>{VALUE}</td>",
        '<input type="password" name="password2" value="">',
        f'<input type="hidden" value="{VALUE}"><input type="password">',
        "<td>Password</td><td>sha256</td>",
        "<p>Password:&nbsp;required</p>",
        "<td>API key</td><td>see section 4.2</td>",
    ],
)
def test_what_stands_elsewhere_is_none(engine: Engine, text: str) -> None:
    assert told(engine, text) == []
